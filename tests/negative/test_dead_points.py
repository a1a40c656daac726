"""ReLUs that are all dead agree with anything: points must make each path non-zero, and say so where none does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import count
from typing import Any

import pytest

from symprop import Network
from symprop.derive.forms import FORMS
from symprop.derive.paths import iter_paths
from symprop.evaluate.arithmetic import mp_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_values
from symprop.expression import (
    ONE,
    TWO,
    ZERO,
    Cases,
    Chain,
    DisplayEquation,
    Expr,
    Slope,
    Sum,
    Var,
    children,
    with_children,
)
from symprop.functions import ACTIVATIONS, FUNCTIONS
from symprop.graph import Kind
from symprop.verify import SUBJECTS
from symprop.verify import check as checking
from symprop.verify.points import Point, sample_points

SEED = 20261123
NETS = {
    "2-2-2": Network.layered(2, 2, 2, activation="relu"),
    "2-3-3-2": Network.layered(2, 3, 3, 2, activation="relu"),
    "2-2-2-2-1": Network.layered(2, 2, 2, 2, 1, activation="relu"),
    "1-1-1-1-1": Network.layered(1, 1, 1, 1, 1, activation="relu"),
    "2-3-3-2 without bias": Network.layered(2, 3, 3, 2, activation="relu", bias="none"),
    "2-2-2 with hinge": Network.layered(2, 2, 2, activation="relu", loss="hinge"),
    "skips": Network.layered(2, 2, 2, 2, activation="relu", sources={"o": ("j", "h"), "j": ("h", "inputs")}),
}


def product(path: Any, point: Point) -> Any:
    return evaluate_lines([DisplayEquation(Var("x"), path.product)], point.forward, point.arithmetic)["x"]


@pytest.mark.parametrize("net", NETS)
def test_points_are_found_that_make_each_path_non_zero(net: str) -> None:
    network = NETS[net]
    wrt = network.parameters[:2]
    points = sample_points(network.graph, network.model.rules, 3, SEED, wrt)
    for name in wrt:
        for path in iter_paths(network.graph, name):
            assert any(product(path, point) != 0 for point in points), path.nodes


@pytest.mark.parametrize("net", ["2-2-2", "2-2-2-2-1", "skips"])
def test_a_wrong_path_is_found_whichever_it_is(monkeypatch: pytest.MonkeyPatch, net: str) -> None:
    network = NETS[net]
    right = FORMS["paths"]
    for wrong in range(network.path_count("w1")):

        def paths(derivation: Any, wrong: int = wrong) -> Iterable[DisplayEquation]:
            (line,) = right(derivation)
            assert isinstance(line.rhs, Sum)
            terms = list(line.rhs.terms)
            terms[wrong] = Chain((TWO, terms[wrong]))
            yield DisplayEquation(line.lhs, Sum(tuple(terms)))

        monkeypatch.setitem(FORMS, "paths", paths)
        report = network.check(["w1"], against=["forms"])
        assert {check.subject for check in report.failures} == {"paths", "factored"}, wrong


def assert_says_so(report: Any, wrt: str = "w1") -> None:
    """The report may not claim that anything agrees: it fails, or says what it has not compared."""
    assert not report.ok or any(wrt in (check.wrt, check.subject) for check in report.skipped), (
        "every compared value was 0, and the report says ok without a word"
    )


WRONG_RELUS: dict[str, Any] = {
    "2 above 0": lambda x, y: Cases(x, ZERO, TWO, ZERO),
    "its own value": lambda x, y: y,
    "0 everywhere": lambda x, y: ZERO,
    "on the wrong side": lambda x, y: Cases(ZERO, x, FUNCTIONS["step"](-x), ZERO),
}


@pytest.mark.parametrize("net", [name for name in NETS if name != "1-1-1-1-1"])
@pytest.mark.parametrize("case", WRONG_RELUS)
def test_a_wrong_relu_is_found_in_deep_networks(monkeypatch: pytest.MonkeyPatch, case: str, net: str) -> None:
    row = dataclasses.replace(FUNCTIONS["relu"], derivative=WRONG_RELUS[case])
    monkeypatch.setitem(FUNCTIONS, "relu", row)
    monkeypatch.setitem(ACTIVATIONS, "relu", row)
    model = NETS[net].model
    graph = type(model.graph)(  # type: ignore[call-arg]
        model.graph.input_count,  # type: ignore[attr-defined]
        model.graph.layers,  # type: ignore[attr-defined]
        loss=model.graph.loss_row.name,  # type: ignore[attr-defined]
        bias=model.graph.bias,  # type: ignore[attr-defined]
    )
    report = Network(dataclasses.replace(model, graph=graph)).check(["w1"], against=["finite-difference"])
    if case == "0 everywhere":  # by its own partials no path is ever alive, so no point is looked for that is
        assert_says_so(report)
    else:
        assert {check.subject for check in report.failures} == set(SUBJECTS)


DEEP = Network.layered(*(1,) * 26, activation="relu")
"""25 layers of one ReLU: one random point in 30 million is alive."""


def test_a_point_that_hardly_any_draw_meets_is_found() -> None:
    (path,) = iter_paths(DEEP.graph, "w1")
    points = sample_points(DEEP.graph, (), 3, SEED, ["w1"])
    assert any(product(path, point) != 0 for point in points)


def without_gate(number: int) -> Callable[[Any], Iterable[DisplayEquation]]:
    """Return the path sum in which one of all the slopes of a ReLU is missing."""
    right = FORMS["paths"]

    def paths(derivation: Any) -> Iterable[DisplayEquation]:
        (line,) = right(derivation)
        met = count()

        def rule(node: Expr, parts: list[Expr]) -> Expr:
            missing = isinstance(node, Slope | Cases) and next(met) == number
            return ONE if missing else with_children(node, parts)

        yield DisplayEquation(line.lhs, rule_of_parts(line.rhs, rule))

    return paths


def rule_of_parts(expr: Expr, rule: Callable[[Expr, list[Expr]], Expr]) -> Expr:
    """Rewrite each occurrence by itself, equal ones too."""
    return rule(expr, [rule_of_parts(child, rule) for child in children(expr)])


@pytest.mark.parametrize("net", ["skips", "seven in a row"])
def test_a_missing_slope_is_found_whichever_it_is(monkeypatch: pytest.MonkeyPatch, net: str) -> None:
    """It shows where that ReLU is dead and all others on the path are not."""
    network = {**NETS, "seven in a row": Network.layered(*(1,) * 8, activation="relu")}[net]
    slopes = sum(
        sum(network.graph.variable(node).kind is Kind.OUT for node in path.nodes)
        for path in iter_paths(network.graph, "w1")
    )
    assert slopes >= 4
    for number in range(slopes):
        monkeypatch.setitem(FORMS, "paths", without_gate(number))
        report = network.check(["w1"], against=["forms"])
        assert {check.subject for check in report.failures} == {"paths", "factored"}, number
        monkeypatch.undo()
    monkeypatch.setitem(FORMS, "paths", without_gate(slopes))
    assert network.check(["w1"], against=["forms"]).ok, "there are no more"


# where no point makes a path non-zero

NOWHERE = Network.from_dict(
    {"inputs": ["x"], "parameters": ["u"], "equations": {"y": "u*relu(-x*x)"}, "loss": "(y - 1)^2"}
)


def test_a_network_that_is_always_dead_does_not_pass_silently() -> None:
    assert_says_so(NOWHERE.check(["u"], against=["forms", "finite-difference"]), "u")


def test_a_wrong_form_of_a_network_that_is_always_dead_does_not_pass_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    right = FORMS["paths"]

    def paths(derivation: Any) -> Iterable[DisplayEquation]:
        (line,) = right(derivation)
        yield DisplayEquation(line.lhs, Chain((TWO, line.rhs)))

    monkeypatch.setitem(FORMS, "paths", paths)
    assert_says_so(NOWHERE.check(["u"], against=["forms", "finite-difference"]), "u")


def test_points_at_which_every_path_is_zero_do_not_pass_silently(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were all points dead ones, nothing would have been compared."""
    network = NETS["2-2-2"]
    names = (*network.inputs, *network.targets, *network.parameters)
    values = dict.fromkeys(names, Fraction(-1)) | dict.fromkeys(network.inputs, Fraction(1))
    arithmetic = mp_arithmetic(50)
    dead = Point(values, forward_values(network.graph, values, arithmetic), arithmetic, {})
    assert dead.forward["out_h1"] == dead.forward["out_h2"] == 0
    monkeypatch.setattr(checking, "sample_points", lambda *_, **__: [dead])
    assert_says_so(network.check(["w1"], against=["forms", "finite-difference"]))


def test_a_wrong_zero_in_a_deep_network_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gradient of 1e-60 that every form says is 0: differences of few digits agree with that."""

    def zero(x: Expr, y: Expr) -> Expr:
        return ZERO

    row = dataclasses.replace(FUNCTIONS["sigmoid"], derivative=zero)
    monkeypatch.setitem(FUNCTIONS, "sigmoid", row)
    monkeypatch.setitem(ACTIVATIONS, "sigmoid", row)
    report = Network.layered(*(1,) * 61).check(["w1"], against=["finite-difference"])
    assert not report.ok
