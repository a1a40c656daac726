"""Every kind of check must fail on a mistake of its kind, and name what is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import pytest

from symprop import Network, load
from symprop.derive.forms import FORMS
from symprop.evaluate import arithmetic as arithmetics
from symprop.expression import (
    ONE,
    TWO,
    ZERO,
    Cases,
    Chain,
    DisplayEquation,
    Expr,
    Neg,
    Num,
    Product,
    Sum,
    Var,
    substitute,
)
from symprop.functions import ACTIVATIONS, FUNCTIONS, FUSED, GROUPS, LOSSES, activations
from symprop.functions import elementary as elementary_rows
from symprop.report import Report
from symprop.verify import ORACLES, SUBJECTS
from symprop.verify.frameworks import FRAMEWORKS

MAZUR = load("mazur")
OWN = tuple(name for name in ORACLES if name not in FRAMEWORKS)  # the frameworks' controls stand with the engines
SHORT_FORMS = ("chain", "messages", "paths", "factored")


def failed(report: Report) -> set[tuple[str, str]]:
    """Return (subject, against) of every failure; the report says no, and each failure says why."""
    assert report.ok is (not report.failures)
    for check in report.failures:
        assert check.note, check
        assert check.agreeing_digits is None or check.agreeing_digits < check.gate
    return {(check.subject, check.against) for check in report.failures}


@pytest.mark.parametrize("oracle", OWN, ids=[f"{name} -> ok" for name in OWN])
def test_without_a_mistake_every_check_agrees(oracle: str) -> None:
    report = MAZUR.check(["w1", "b1"], against=[oracle])
    assert report.ok, report.failures
    assert len(report.checks) >= 6


# a mistake in one form


def first_changed(change: Callable[[Expr], Expr]) -> Callable[[list[DisplayEquation]], list[DisplayEquation]]:
    return lambda lines: [DisplayEquation(lines[0].lhs, change(lines[0].rhs)), *lines[1:]]


def inner_changed(change: Callable[[Expr], Expr]) -> Callable[[list[DisplayEquation]], list[DisplayEquation]]:
    """Change the last line, the deepest one."""
    return lambda lines: [*lines[:-1], DisplayEquation(lines[-1].lhs, change(lines[-1].rhs))]


def swapped(expr: Expr) -> Expr:
    other = {"w5": Var("w7"), "w7": Var("w5")}
    return substitute(expr, lambda leaf: other.get(leaf.name))


def each_line(change: Callable[[Expr], Expr]) -> Callable[[list[DisplayEquation]], list[DisplayEquation]]:
    return lambda lines: [DisplayEquation(line.lhs, change(line.rhs)) for line in lines]


def one_term_dropped(lines: list[DisplayEquation]) -> list[DisplayEquation]:
    """Drop the last term of the first sum at the top of a line (of a factor, where no line is a sum)."""
    found = []
    dropped = False
    for line in lines:
        rhs = line.rhs
        if not dropped and isinstance(rhs, Sum) and len(rhs.terms) == 2 and not isinstance(rhs.terms[0], Num):
            rhs, dropped = rhs.terms[0], True
        elif not dropped and isinstance(rhs, Chain) and isinstance(rhs.factors[0], Sum):
            rhs, dropped = Chain((rhs.factors[0].terms[0], *rhs.factors[1:])), True
        found.append(DisplayEquation(line.lhs, rhs))
    assert dropped
    return found


MISTAKES: dict[str, Callable[[list[DisplayEquation]], list[DisplayEquation]]] = {
    "the sign of the gradient": first_changed(Neg),
    "the sign in the deepest line": inner_changed(Neg),
    "one path dropped": one_term_dropped,
    "w5 and w7 swapped": each_line(swapped),
    "a factor forgotten": first_changed(lambda e: Chain(e.factors[:-1]) if isinstance(e, Chain) else e.terms[0]),  # type: ignore[union-attr]
    "twice": first_changed(lambda e: Product((TWO, e))),
    "zero": first_changed(lambda e: Product((ZERO, e))),
}


def with_mistake(
    monkeypatch: pytest.MonkeyPatch, form: str, mistake: Callable[[list[DisplayEquation]], list[DisplayEquation]]
) -> None:
    right = FORMS[form]

    def wrong(derivation: Any) -> Iterable[DisplayEquation]:
        yield from mistake(list(right(derivation)))

    monkeypatch.setitem(FORMS, form, wrong)


SEEING = ("forms", "exact", "finite-difference", "complex-step")


@pytest.mark.parametrize("oracle", SEEING)
@pytest.mark.parametrize("form", SHORT_FORMS)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_one_form(monkeypatch: pytest.MonkeyPatch, oracle: str, form: str, mistake: str) -> None:
    with_mistake(monkeypatch, form, MISTAKES[mistake])
    found = failed(MAZUR.check(["w1"], against=[oracle]))
    if form == "factored" and oracle in ("forms", "exact"):  # it is what the others are held against
        assert {subject for subject, _ in found} >= {"chain", "messages", "paths"}
    elif form == "factored":  # and what closed is made of: that inherits the deltas, not the first line
        assert (form, oracle) in found
        assert found <= {("factored", oracle), ("closed", oracle)}
    else:
        assert {subject for subject, _ in found} - {"factored"} == {form}
    assert {against for _, against in found} <= {oracle, "factored", "paths"}


@pytest.mark.parametrize("oracle", ["forms", "finite-difference", "complex-step"])
@pytest.mark.parametrize("mistake", ["the sign of the gradient", "w5 and w7 swapped", "twice", "zero"])
def test_a_mistake_in_the_closed_form(monkeypatch: pytest.MonkeyPatch, oracle: str, mistake: str) -> None:
    with_mistake(monkeypatch, "closed", MISTAKES[mistake])
    assert {subject for subject, _ in failed(MAZUR.check(["w1"], against=[oracle]))} == {"closed"}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_a_form_fails_the_whole_check(monkeypatch: pytest.MonkeyPatch, mistake: str) -> None:
    with_mistake(monkeypatch, "messages", MISTAKES[mistake])
    found = failed(MAZUR.check(["w1"], against=OWN))
    assert {subject for subject, _ in found} == {"messages"}
    assert {against for _, against in found} == {"factored", "exact", "finite-difference", "complex-step"}


QUESTION = load("question")


@pytest.mark.parametrize("path", range(4), ids=lambda k: f"path {k + 1} of 4 dropped")
@pytest.mark.parametrize("oracle", ["forms", "exact", "finite-difference"])
def test_each_path_counts(monkeypatch: pytest.MonkeyPatch, oracle: str, path: int) -> None:
    def dropped(expr: Expr) -> Expr:
        assert isinstance(expr, Sum)
        return Sum(expr.terms[:path] + expr.terms[path + 1 :])

    with_mistake(monkeypatch, "paths", first_changed(dropped))
    assert {subject for subject, _ in failed(QUESTION.check(["w1"], against=[oracle]))} >= {"paths"}


# a mistake too small for a float


def scaled(error: str) -> Expr:
    factor = 1 + Fraction(error)
    return Num(factor, str(factor))


ERRORS = [
    ("0.02", "forms", False),
    ("1e-10", "forms", False),
    ("1e-38", "forms", False),
    ("1e-45", "forms", True),
    ("1e-60", "exact", False),
    ("0.02", "finite-difference", False),
    ("1e-10", "finite-difference", False),
    ("1e-24", "finite-difference", False),
    ("0.02", "complex-step", False),
    ("1e-10", "complex-step", False),
]


@pytest.mark.parametrize(
    ("error", "oracle", "ok"), ERRORS, ids=[f"{e} off, {o} -> {'within' if ok else 'caught'}" for e, o, ok in ERRORS]
)
@pytest.mark.parametrize("wrt", ["w1", "w5", "b1"])
def test_a_relative_error(monkeypatch: pytest.MonkeyPatch, wrt: str, error: str, oracle: str, ok: bool) -> None:
    with_mistake(monkeypatch, "paths", first_changed(lambda e: Product((scaled(error), e))))
    report = MAZUR.check([wrt], against=[oracle])
    assert report.ok is ok
    assert failed(report) <= {("paths", "factored"), ("factored", "paths"), ("paths", oracle)}


# a mistake in the tables, which every form inherits


def with_row(monkeypatch: pytest.MonkeyPatch, name: str, **columns: Any) -> None:
    row = dataclasses.replace(FUNCTIONS[name], **columns)
    for table in (FUNCTIONS, ACTIVATIONS):
        if name in table:
            monkeypatch.setitem(table, name, row)


WRONG_ROWS: dict[str, tuple[str, Callable[[Expr, Expr], Expr]]] = {
    "σ′ = σ(1 + σ)": ("sigmoid", lambda x, y: y * (1 + y)),
    "σ′ = σ": ("sigmoid", lambda x, y: y),
    "σ′ 2 % off": ("sigmoid", lambda x, y: scaled("0.02") * y * (1 - y)),
    "σ′ 1e-10 off": ("sigmoid", lambda x, y: scaled("1e-10") * y * (1 - y)),
    "tanh′ = 1 − y": ("tanh", lambda x, y: 1 - y),
    "tanh′ without its sign": ("tanh", lambda x, y: Product((y, y)) - 1),
    "softplus′ = softplus": ("softplus", lambda x, y: y),
    "SiLU′ = σ": ("silu", lambda x, y: FUNCTIONS["sigmoid"](x)),
    "GELU′ = Φ": ("gelu", lambda x, y: FUNCTIONS["normal_cdf"](x)),
    "sin′ = −cos": ("sin", lambda x, y: -FUNCTIONS["cos"](x)),
    "ReLU′ = 1": ("relu", lambda x, y: ONE),
    "ReLU′ = 2 above 0": ("relu", lambda x, y: Cases(x, ZERO, TWO, ZERO)),
    "ReLU′ on the wrong side": ("relu", lambda x, y: Cases(x, ZERO, ZERO, ONE)),
    "LeakyReLU′ = 1 or 0": ("leaky_relu", lambda x, y: Cases(x, ZERO, ONE, ZERO)),
    "ELU′ = 1 or y": ("elu", lambda x, y: Cases(x, ZERO, ONE, y)),
    "φ′ = φ": ("phi", lambda x, y: y),
}


@pytest.mark.parametrize("case", WRONG_ROWS)
def test_a_wrong_derivative(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    name, wrong = WRONG_ROWS[case]
    with_row(monkeypatch, name, derivative=wrong)
    network = Network.layered(2, 2, 2, 1, activation=name)
    assert network.check(["w1"], against=["forms", "exact", "latex"]).ok, "the forms agree in their mistake"
    report = network.check(["w1"], against=["finite-difference", "complex-step"])
    compared = {check.against for check in report.checks}
    assert failed(report) == {(form, against) for form in SUBJECTS for against in compared}
    assert "finite-difference" in compared


WRONG_LOSSES: dict[str, tuple[str, Callable[[Expr, Expr], Expr]]] = {
    "out − t backwards": ("half_squared", lambda t, y: t - y),
    "the 2 forgotten": ("squared", lambda t, y: -(t - y)),
    "the mean's 2 forgotten": ("mean_squared", lambda t, y: -(t - y)),
    "sgn backwards": ("absolute", lambda t, y: FUNCTIONS["sgn"](t - y)),
    "Huber without its kink": ("huber", lambda t, y: -(t - y)),
    "only the log's half": ("binary_cross_entropy", lambda t, y: Neg(t / y)),
    "hinge that is never 0": ("hinge", lambda t, y: -t),
}


@pytest.mark.parametrize("case", WRONG_LOSSES)
def test_a_wrong_derivative_of_a_loss(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    name, wrong = WRONG_LOSSES[case]
    monkeypatch.setitem(LOSSES, name, dataclasses.replace(LOSSES[name], by_output=wrong))
    activation = ("tanh", "sigmoid") if "entropy" in name else ("tanh", "identity")
    if name == "binary_cross_entropy":
        monkeypatch.delitem(FUSED, ("sigmoid", name))
    network = Network.layered(3, 3, 2, activation=activation, loss=name)
    found = failed(network.check(["w1", "b4"], against=["finite-difference"], points=8))
    assert found == {(form, "finite-difference") for form in SUBJECTS}


@pytest.mark.parametrize("seed", [20261123, 2, 4, 5])
def test_a_derivative_that_is_right_on_one_side_of_a_kink_only(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """By half of the square instead of Huber's loss: as long as |t − out| < 1 nobody can tell them apart."""
    monkeypatch.setitem(LOSSES, "huber", dataclasses.replace(LOSSES["huber"], by_output=lambda t, y: -(t - y)))
    network = Network.layered(1, 1, loss="huber")
    found = failed(network.check(["w1"], against=["finite-difference"], seed=seed))
    assert found == {(form, "finite-difference") for form in SUBJECTS}


@pytest.mark.parametrize("fused", FUSED, ids=lambda f: f"{f[0]} with {f[1]}: out + t")
def test_a_wrong_fused_row(monkeypatch: pytest.MonkeyPatch, fused: tuple[str, str]) -> None:
    monkeypatch.setitem(FUSED, fused, lambda t, y: y + t)
    network = Network.layered(2, 2, 2, activation=("tanh", fused[0]), loss=fused[1])
    subjects = {subject for subject, _ in failed(network.check(["w1", "w5"], against=["forms", "exact"]))}
    assert {"chain", "messages", "paths"} <= subjects, "what does not fuse disagrees with the factored form"
    found = failed(network.check(["w1", "w5"], against=["finite-difference"]))
    assert {subject for subject, _ in found} == {"factored", "closed", "matrix", "indexed"}


WRONG_SOFTMAX: dict[str, Callable[[int, int, Any], Expr]] = {
    "only its diagonal": lambda k, j, outs: outs[k] * (1 - outs[k]) if k == j else ZERO,
    "without the minus": lambda k, j, outs: outs[k] * (1 - outs[k]) if k == j else outs[k] * outs[j],
    "transposed out of step": lambda k, j, outs: outs[j] * (1 - outs[k]) if k == j else Neg(outs[k]) * outs[k],
}


@pytest.mark.parametrize("case", WRONG_SOFTMAX)
def test_a_wrong_softmax(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    row = dataclasses.replace(GROUPS["softmax"], partial=WRONG_SOFTMAX[case])
    monkeypatch.setitem(activations.GROUPS, "softmax", row)
    monkeypatch.setitem(ACTIVATIONS, "softmax", row)
    network = Network.layered(2, 3, 1, activation=("softmax", "tanh"))
    found = failed(network.check(["w1"], against=["finite-difference", "complex-step"]))
    by_entries = SUBJECTS[:-3]  # matrix and indexed say J by themselves
    assert found == {(form, against) for form in by_entries for against in ("finite-difference", "complex-step")}


# a mistake in what stands between the forms and the numbers


def test_a_mistake_in_float64_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    """float64 holds the formula as floats compute it against its own 50 digits."""

    def slightly_wrong(m: Any, x: Any) -> Any:
        y = m.exp(x)
        return y * (1 + 1e-10) if isinstance(m, arithmetics._Floats) else y

    with_row(monkeypatch, "exp", numeric=slightly_wrong)
    assert MAZUR.check(["w1"], against=["forms", "finite-difference"]).ok
    assert failed(MAZUR.check(["w1"], against=["float64"])) == {(form, "float64") for form in SUBJECTS}


SYMPY_MISTAKES: dict[str, Callable[[Any, Any], Any]] = {
    "a sign": lambda sympy, e: -e,
    "w5 and w7 swapped": lambda sympy, e: e.xreplace(
        {sympy.Symbol("w5"): sympy.Symbol("w7"), sympy.Symbol("w7"): sympy.Symbol("w5")}
    ),
    "i1 lost": lambda sympy, e: e.xreplace({sympy.Symbol("i1"): sympy.Integer(1)}),
    "1e-10 off": lambda sympy, e: e * (1 + sympy.Rational(1, 10**10)),
}


@pytest.mark.parametrize("mistake", SYMPY_MISTAKES)
def test_a_mistake_on_the_way_to_sympy(monkeypatch: pytest.MonkeyPatch, mistake: str) -> None:
    import sympy

    from symprop import symbolic

    right = symbolic.to_sympy
    monkeypatch.setattr(symbolic, "to_sympy", lambda expr: SYMPY_MISTAKES[mistake](sympy, right(expr)))
    found = failed(MAZUR.check(["w1"], against=["sympy"]))
    seen = {subject.removesuffix(" sympy") for subject, _ in found}
    assert seen >= {"paths", "closed"}
    assert {f"{against} sympy" for _, against in found} == {subject for subject, _ in found}


def test_a_wrong_function_in_sympy(monkeypatch: pytest.MonkeyPatch) -> None:
    import sympy

    from symprop import symbolic

    right = symbolic.sympy_function
    monkeypatch.setattr(symbolic, "sympy_function", lambda name: sympy.sinh if name == "tanh" else right(name))
    network = Network.layered(1, 1, 1, activation="tanh")
    assert ("closed sympy", "closed") in failed(network.check(["w1"], against=["sympy"]))


def test_tables_are_what_the_package_reads() -> None:
    """The mutations above reach what they mutate."""
    assert elementary_rows.FUNCTIONS is FUNCTIONS
    assert activations.ACTIVATIONS is ACTIVATIONS


def test_a_check_of_nothing_is_not_ok() -> None:
    assert not Report(network="", checks=()).ok
