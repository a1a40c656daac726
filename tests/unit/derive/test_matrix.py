"""The matrix form: the equations as they are written, what they come to, and pages that are wrong on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy
from click.testing import CliRunner

from symprop import Network, load
from symprop.cli.main import main
from symprop.derive.entries import entry_by_entry, in_entries, told_apart
from symprop.derive.forms import FORMS, Limits, derive_form
from symprop.derive.matrix import layout_named
from symprop.errors import InputError, LimitExceeded, SympropError, UnsupportedForm
from symprop.evaluate.arithmetic import rational_arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import (
    ONE,
    ZERO,
    Array,
    DisplayEquation,
    Expr,
    Hadamard,
    MatMul,
    Product,
    Transpose,
    Var,
    fold,
    names_in,
    with_children,
)
from symprop.graph import GIVEN
from symprop.read import read_equation_latex, read_equation_text, read_text
from symprop.verify import pages
from symprop.verify.pages import RENDERINGS, read_back

DEEP = ["∂E_total/∂W⁽¹⁾ = δ⁽¹⁾ out⁽⁰⁾ᵀ   (BP4)", "δ⁽¹⁾ = (W⁽²⁾ᵀ δ⁽²⁾) ⊙ σ′(net⁽¹⁾)   (BP2)"]
LAST = ["δ⁽²⁾ = ∂E_total/∂out⁽²⁾ ⊙ σ′(net⁽²⁾)   (BP1)", "∂E_total/∂out⁽²⁾ = −(t − out⁽²⁾)"]
SKIP = Network.layered(2, 2, 2, sources={"o": ["h", "inputs"]})
DOUBLE = Network.layered(2, 2, 2, 2, sources={"o": ["j", "h"]}, activation=("tanh", "relu", "identity"))
SOFTMAX = Network.layered(2, 2, 3, activation=("softmax", "softmax"))
FUSED = Network.layered(2, 2, 3, activation=("tanh", "softmax"), loss="cross_entropy")

WRITTEN: dict[str, tuple[Network, str, list[str]]] = {
    "Mazur's w1: BP4, BP2, BP1": (load("mazur"), "w1", ["∂E_total/∂w1 = [∂E_total/∂W⁽¹⁾]_1,1", *DEEP, *LAST]),
    "Mazur's w6": (
        load("mazur"),
        "w6",
        ["∂E_total/∂w6 = [∂E_total/∂W⁽²⁾]_1,2", "∂E_total/∂W⁽²⁾ = δ⁽²⁾ out⁽¹⁾ᵀ   (BP4)", *LAST],
    ),
    "a bias for each unit: BP3": (
        Network.layered(2, 2, 2),
        "b4",
        ["∂E_total/∂b4 = [∂E_total/∂b⁽²⁾]_2,1", "∂E_total/∂b⁽²⁾ = δ⁽²⁾   (BP3)", *LAST],
    ),
    "a bias for a layer": (load("mazur"), "b2", ["∂E_total/∂b2 = 𝟏ᵀ δ⁽²⁾   (BP3)", *LAST]),
    "a skip's own weights": (
        SKIP,
        "w8",
        ["∂E_total/∂w8 = [∂E_total/∂W⁽²,⁰⁾]_1,2", "∂E_total/∂W⁽²,⁰⁾ = δ⁽²⁾ out⁽⁰⁾ᵀ   (BP4)", *LAST],
    ),
    "two layers take one: one Wᵀδ of each": (
        DOUBLE,
        "w1",
        [
            "∂E_total/∂w1 = [∂E_total/∂W⁽¹⁾]_1,1",
            "∂E_total/∂W⁽¹⁾ = δ⁽¹⁾ out⁽⁰⁾ᵀ   (BP4)",
            "δ⁽¹⁾ = (W⁽²⁾ᵀ δ⁽²⁾ + W⁽³,¹⁾ᵀ δ⁽³⁾) ⊙ tanh′(net⁽¹⁾)   (BP2)",
            "δ⁽²⁾ = (W⁽³,²⁾ᵀ δ⁽³⁾) ⊙ ReLU′(net⁽²⁾)   (BP2)",
            "δ⁽³⁾ = ∂E_total/∂out⁽³⁾   (BP1)",
            "∂E_total/∂out⁽³⁾ = −(t − out⁽³⁾)",
        ],
    ),
    "softmax: Jᵀ": (
        SOFTMAX,
        "w1",
        [
            "∂E_total/∂w1 = [∂E_total/∂W⁽¹⁾]_1,1",
            "∂E_total/∂W⁽¹⁾ = δ⁽¹⁾ out⁽⁰⁾ᵀ   (BP4)",
            "δ⁽¹⁾ = J⁽¹⁾ᵀ (W⁽²⁾ᵀ δ⁽²⁾)   (BP2)",
            "J⁽¹⁾ = diag(out⁽¹⁾) − out⁽¹⁾ out⁽¹⁾ᵀ",
            "δ⁽²⁾ = J⁽²⁾ᵀ ∂E_total/∂out⁽²⁾   (BP1)",
            "∂E_total/∂out⁽²⁾ = −(t − out⁽²⁾)",
            "J⁽²⁾ = diag(out⁽²⁾) − out⁽²⁾ out⁽²⁾ᵀ",
        ],
    ),
    "softmax with cross_entropy: out − t": (
        FUSED,
        "w5",
        ["∂E_total/∂w5 = [∂E_total/∂W⁽²⁾]_1,1", "∂E_total/∂W⁽²⁾ = δ⁽²⁾ out⁽¹⁾ᵀ   (BP4)", "δ⁽²⁾ = out⁽²⁾ − t   (BP1)"],
    ),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_written(case: str) -> None:
    network, wrt, expected = WRITTEN[case]
    assert network.gradient(wrt).matrix.text.splitlines() == expected


def test_the_equations_of_backpropagation_are_named_in_every_format() -> None:
    form = Network.layered(2, 2, 2, bias="layer").gradient("b1").matrix
    for shown in (form.text, form.latex, form.mathml):
        assert re.findall(r"\(BP\d\)", shown) == ["(BP3)", "(BP2)", "(BP1)"]
    for fmt in ("text", "latex", "mathml", "json", "html", "tex", "md", "ipynb"):
        result = CliRunner().invoke(main, ["derive", "2-2-2", "--wrt", "w1", "--form", "matrix", "--format", fmt])
        assert re.findall(r"BP\d(?=\)|\")", result.stdout)[:3] == ["BP4", "BP2", "BP1"], fmt


def test_the_other_layout_is_the_transpose() -> None:
    network, limits = Network.layered(2, 3, 2), Limits(layout="numerator")
    assert network.gradient("w2", limits=limits).matrix.text.splitlines()[:2] == [
        "∂E_total/∂w2 = [∂E_total/∂W⁽¹⁾]_2,1",
        "∂E_total/∂W⁽¹⁾ = out⁽⁰⁾ δ⁽¹⁾ᵀ   (BP4)",
    ]
    assert network.gradient("b2", limits=limits).matrix.text.splitlines()[:2] == [
        "∂E_total/∂b2 = [∂E_total/∂b⁽¹⁾]_1,2",
        "∂E_total/∂b⁽¹⁾ = δ⁽¹⁾ᵀ   (BP3)",
    ]
    assert network.check(["w2", "b2"], limits=limits, against=["forms", *RENDERINGS]).ok


def test_the_note_says_which_entry_it_is() -> None:
    note = Network.layered(2, 3, 2).gradient("w4").matrix.note
    assert note == "w4 is row 2, column 2 of W⁽¹⁾; denominator layout: ∂E_total/∂W⁽¹⁾ has the shape of W⁽¹⁾"


def test_python_is_numpy() -> None:
    form = Network.layered(2, 3, 2).gradient("w4").matrix
    lines = [RENDERINGS["python"][0](line, form.network.labels) for line in form.lines]
    assert lines[:3] == [
        "d_E_total__d_w4 = d_E_total__d_W_1[1, 1]",
        "d_E_total__d_W_1 = delta_1 @ out_0.T",
        "delta_1 = (W_2.T @ delta_2) * sigmoid_prime(net_1)",
    ]


def test_the_numbers_are_mazurs() -> None:
    assert load("mazur").gradient("w5").matrix.value == load("mazur").gradient("w5").value == "0.0821670405642"


def test_sympy_gets_the_entries() -> None:
    network = load("mazur")
    matrix, factored = network.gradient("w1").matrix, network.gradient("w1").factored
    assert matrix.expr == factored.expr
    by_out = {sympy.Symbol(name): rhs for name, rhs in matrix.system.items() if name.startswith("d_E_total__d_out")}
    assert len(by_out) == 2
    deltas = {name: rhs.xreplace(by_out) for name, rhs in matrix.system.items() if name.startswith("delta_o")}
    assert all(sympy.expand(rhs - factored.system[name]) == 0 for name, rhs in deltas.items())


CHECKED = {
    "wide": Network.layered(3, 4, 2),
    "a bias for each layer": load("mazur"),
    "no bias": Network.layered(2, 3, 2, bias="none"),
    "two hidden layers": load("question"),
    "skips": SKIP,
    "shared by two layers": DOUBLE,
    "softmax": SOFTMAX,
    "fused": FUSED,
    "one output, a mean of one": Network.layered(2, 2, 1, loss="mean_squared"),
    "a mean": Network.layered(2, 2, 2, loss="mean_squared"),
    "cases among vectors": Network.layered(2, 2, 2, loss="huber"),
    "products among vectors": Network.layered(2, 2, 2, loss="hinge", activation=("gelu", "tanh")),
    "fractions among vectors": Network.layered(2, 2, 2, loss="cross_entropy", activation=("silu", "sigmoid")),
    "any function": Network.layered(2, 2, 2, activation=("phi", "sin")),
}


@pytest.mark.parametrize("case", CHECKED)
def test_checked(case: str) -> None:
    network = CHECKED[case]
    wrt = [name for name in network.parameters if name in ("w1", "w8", "b2")]
    against = ["forms", "exact", "sympy", "float64", "finite-difference", *RENDERINGS]
    report = network.check(wrt, against=against)
    assert report.ok, report.failures
    assert {check.subject for check in report.checks} >= {"matrix", *(f"matrix {name}" for name in RENDERINGS)}


def test_the_whole_matrix_is_what_the_entries_are() -> None:
    network = Network.layered(2, 3, 2)
    names = (*network.graph.given(*GIVEN), *network.graph.defined())
    point = {name: Fraction(k % 7 + 1, k % 5 + 2) for k, name in enumerate(names)}
    for wrt in network.parameters:
        matrix, factored = network.gradient(wrt).matrix.lines, network.gradient(wrt).factored.lines
        ours, theirs = (evaluate_lines(lines, point, rational_arithmetic()) for lines in (matrix, factored))
        assert ours[f"d_E_total__d_{wrt}"] == theirs[f"d_E_total__d_{wrt}"], wrt


# refusals


def test_a_network_without_layers_has_no_matrix_form(tmp_path: Path) -> None:
    path = tmp_path / "units.yaml"
    path.write_text("inputs: [x]\nunits:\n  - {name: c, from: {x: w1}, activation: tanh}\noutputs: [c]\n")
    network = load(str(path))
    with pytest.raises(UnsupportedForm, match=r"the matrix form is for networks of layers; use --form factored"):
        _ = network.gradient("w1").matrix
    assert [form.form.name for form in network.gradient("w1").forms()][-1] == "closed"
    report = network.check(["w1"], against=["forms"])
    assert report.ok
    assert [skipped.subject for skipped in report.skipped] == ["matrix", "indexed"]


def test_unknown_layouts_are_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'numerator'"):
        layout_named("numeratr")


def test_a_large_network_answers_at_once() -> None:
    network = Network.layered(784, 30, 10)
    assert len(network.gradient("w23").matrix.lines) == 5
    with pytest.raises(LimitExceeded):
        derive_form(network.graph, "w23", "closed", Limits(nodes=10))


OUTSIDE = ["a @ b", "a ⊙ b", "aᵀ", "a.T", "[a]_1,2", "a[0, 1]", "diag(a)", "σ'(a)", "sigmoid_prime(a)", "𝟏", "W⁽²⁾"]


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_answer_from_outside_holds_no_matrices(text: str) -> None:
    with pytest.raises(InputError):
        read_text(text, {"a", "b"})


@pytest.mark.parametrize("latex", [r"a \odot a", r"\mathbf{a}", r"a^{\top}", r"\operatorname{diag}\left(a\right)"])
def test_latex_from_outside_holds_no_matrices(latex: str) -> None:
    with pytest.raises(InputError):
        read_equation_latex(f"a = {latex}", {"a": "a"})


# negative controls: a page with a mistake on it disagrees

NETWORK = Network.layered(2, 3, 3, 2)  # W⁽²⁾ is square: a missing ᵀ still fits

MISTAKES: dict[str, tuple[str, str, str]] = {
    "a W not transposed": ("latex", r"\left(\mathbf{W}^{(2)}\right)^{\top}", r"\mathbf{W}^{(2)}"),
    "a W that fits nowhere": ("latex", r"\left(\mathbf{W}^{(3)}\right)^{\top}", r"\mathbf{W}^{(3)}"),
    "a missing ⊙": ("latex", r"\odot", r"\,"),
    "the ⊙ at the wrong place": ("latex", r"\left(\mathbf{W}^{(2)}\right)^{\top} \,", r"\mathbf{W}^{(2)} \odot"),
    "the wrong order": (
        "latex",
        r"\boldsymbol{\delta}^{(1)} \, \left(\textbf{out}^{(0)}\right)^{\top}",
        r"\left(\textbf{out}^{(0)}\right)^{\top} \, \boldsymbol{\delta}^{(1)}",
    ),
    "another entry": ("latex", "_{1,2}", "_{2,1}"),
    "an entry outside": ("latex", "_{1,2}", "_{1,3}"),
    "no σ′": ("latex", r"\sigma'", r"\sigma"),
    "the wrong layer": ("latex", r"\textbf{net}^{(1)}", r"\textbf{net}^{(2)}"),
    "a sign": ("latex", r"-\left(\mathbf{t}", r"\left(\mathbf{t}"),
    "∗ for @ in Python": ("python", "W_2.T @", "W_2.T *"),
    "@ for ∗ in Python": ("python", ") * sigmoid", ") @ sigmoid"),
    "no ᵀ in text": ("text", "W⁽²⁾ᵀ", "W⁽²⁾"),
    "no ⊤ in MathML": ("mathml", "<mo>⊤</mo>", "<mn>2</mn>"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_wrong_page_disagrees(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    rendering, right, wrong = MISTAKES[case]
    show, read = RENDERINGS[rendering]
    assert NETWORK.check(["w2"], against=[rendering]).ok
    changed: list[str] = []

    def mistaken(line: DisplayEquation, labels: object) -> str:
        page = show(line, labels)  # type: ignore[arg-type]
        if right in page:
            changed.append(page)
        return page.replace(right, wrong)

    monkeypatch.setitem(pages.RENDERINGS, rendering, (mistaken, read))
    report = NETWORK.check(["w2"], against=[rendering])
    assert changed
    assert f"matrix {rendering}" in {check.subject for check in report.failures}


def _swap(kind: type, change: Callable[[Expr, list[Expr]], Expr]) -> Callable[[Expr], Expr]:
    def rule(node: Expr, parts: list[Expr]) -> Expr:
        return change(node, parts) if isinstance(node, kind) else with_children(node, parts) if parts else node

    return lambda expr: fold(expr, rule)


WRONG_TREES: dict[str, Callable[[Expr], Expr]] = {
    "transposes dropped": _swap(Transpose, lambda _, parts: parts[0]),
    "⊙ as a product of matrices": _swap(Hadamard, lambda _, parts: MatMul(tuple(parts))),
    "factors turned round": _swap(MatMul, lambda _, parts: MatMul(tuple(reversed(parts)))),
    "⊙ as nothing": _swap(Hadamard, lambda _, parts: Product(tuple(parts))),
}


@pytest.mark.parametrize("case", WRONG_TREES)
def test_shapes_that_do_not_fit_are_refused(case: str) -> None:
    lines = Network.layered(2, 3, 4, 2).gradient("w2").matrix.lines
    with pytest.raises(SympropError):
        in_entries([DisplayEquation(line.lhs, WRONG_TREES[case](line.rhs)) for line in lines])


# reading


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_read_back_is_what_was_printed(rendering: str) -> None:
    for network in (NETWORK, SOFTMAX, DOUBLE):
        lines = network.gradient("w1").matrix.lines
        found = read_back(lines, rendering, network.labels)
        assert [line.lhs.name for line in found] == [line.lhs.name for line in lines]
        assert [list(names_in(line.rhs)) for line in found] == [list(names_in(line.rhs)) for line in lines]
        ours, theirs = in_entries(lines), in_entries(found)
        assert [line.lhs.name for line in ours] == [line.lhs.name for line in theirs]


def test_side_by_side_is_a_product_of_matrices_and_a_star_is_not() -> None:
    arrays = {name: Array(name, shape=(2, 2)) for name in "AB"}
    _, rhs = read_equation_text("c = A B", dialect="matrices")
    assert isinstance(told_apart(rhs, arrays, star=False), MatMul)
    _, rhs = read_equation_text("c = A*B", dialect="matrices")
    assert isinstance(told_apart(rhs, arrays, star=True), Hadamard)
    assert isinstance(told_apart(Var("x") * Var("A"), arrays, star=True), Product)


def test_entry_by_entry_puts_numbers_before_vectors() -> None:
    a, b = Array("a", shape=(2, 1)), Array("b", shape=(2, 1))
    assert entry_by_entry(a * 2 * b) == Product((entry_by_entry(2 * a).factors[0], Hadamard((a, b))))  # type: ignore[union-attr]
    assert entry_by_entry(Var("x") * a) == Var("x") * a


# a batch: a column for each sample

BATCHES: dict[str, tuple[Network, tuple[str, ...]]] = {
    "a bias for each unit": (Network.layered(2, 3, 2).batch(3), ("w1", "w12", "b1", "b5")),
    "a bias for a layer": (load("mazur").batch(3), ("w8", "b1")),
    "a skip, means": (
        Network.layered(2, 2, 2, sources={"o": ["h", "inputs"]}, loss="mean_squared", activation="tanh").batch(2),
        ("w1", "w8", "b3"),
    ),
    "softmax with cross_entropy": (
        Network.layered(2, 2, 2, activation=("relu", "softmax"), loss="cross_entropy").batch(2),
        ("w1", "b3"),
    ),
}
ON_THE_PAGE = ("forms", *RENDERINGS, "finite-difference")


@pytest.mark.parametrize("layout", ["denominator", "numerator"])
@pytest.mark.parametrize("case", BATCHES)
def test_a_batch_has_a_column_for_each_sample(case: str, layout: Any) -> None:
    network, names = BATCHES[case]
    report = network.check(names, limits=Limits(layout=layout), against=ON_THE_PAGE, points=1)
    assert report.ok, report.failures
    assert {check.subject for check in report.checks} >= {"matrix", "matrix latex", "matrix text"}


def test_a_batch_is_the_sum_of_its_samples() -> None:
    """The same samples one by one, by the network that knows of no batch."""
    mazur, batch = load("mazur"), load("mazur").batch(2)
    samples: list[dict[str, object]] = [{"i1": "0.05", "i2": "0.1", "t1": "0.01", "t2": "0.99"}, {
        "i1": "0.7", "i2": "-0.3", "t1": "0.5", "t2": "0.25",
    }]  # fmt: skip
    given = {f"{name}_s{k}": value for k, sample in enumerate(samples, 1) for name, value in sample.items()}
    together = batch.with_values(given)
    for wrt in ("w1", "w6", "b1"):
        alone = sum(float(mazur.with_values(sample).gradient(wrt).value or "nan") for sample in samples)
        assert float(together.gradient(wrt).matrix.value or "nan") == pytest.approx(alone, rel=1e-10)


def test_a_column_of_ones_bears_its_length_in_every_notation() -> None:
    """Where a book's inputs are layer 1, two ones are still two."""
    rows = load("mazur").batch(3).with_notation("nielsen").gradient("b1").matrix.text.splitlines()
    assert rows[0] == "∂C/∂b² = (𝟏²)ᵀ δ² 𝟏³   (BP3)"


def test_the_bias_of_a_layer_of_one_unit_is_no_vector() -> None:
    """Books call both bˡ: the page was refused."""
    net = Network.layered(2, 1, bias="layer").with_notation("nielsen")
    assert net.gradient("b1").matrix.text.splitlines()[0] == "∂C/∂b² = 𝟏ᵀ δ²   (BP3)"
    assert net.check(["b1"], points=1, against=["forms", "latex", "mathml", "text"]).ok


def test_a_batch_as_it_is_written() -> None:
    batch = Network.layered(2, 2, 2).batch(3)
    assert batch.gradient("b1").matrix.text.splitlines()[1] == "∂E_total/∂b⁽¹⁾ = δ⁽¹⁾ 𝟏   (BP3)"
    assert batch.gradient("w1").matrix.text.splitlines()[1] == "∂E_total/∂W⁽¹⁾ = δ⁽¹⁾ out⁽⁰⁾ᵀ   (BP4)"
    assert load("mazur").batch(3).gradient("b1").matrix.text.splitlines()[0] == "∂E_total/∂b1 = 𝟏⁽²⁾ᵀ δ⁽¹⁾ 𝟏⁽³⁾   (BP3)"


@pytest.mark.parametrize("wrong", ["one sample for another", "the sum over the samples forgotten"])
def test_a_wrong_batch_is_found(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = FORMS["matrix"]

    def changed(derivation: Any) -> Iterator[DisplayEquation]:
        for line in right(derivation):
            if wrong == "one sample for another" and isinstance(line.lhs, Array) and line.lhs.symbol == "delta":
                columns = line.lhs.entry
                lhs = replace(line.lhs, entry=lambda row, column, columns=columns: columns(row, 1 - column))
                yield DisplayEquation(lhs, line.rhs)
            elif isinstance(line.lhs, Array) and line.lhs.symbol == "b" and wrong != "one sample for another":
                first = Array("out", (0,), "", (2, 1), lambda row, _: ONE if row == 0 else ZERO)
                yield DisplayEquation(line.lhs, MatMul((line.rhs.factors[0], first)))  # type: ignore[union-attr]
            else:
                yield line

    monkeypatch.setitem(FORMS, "matrix", changed)
    report = Network.layered(2, 2, 1).batch(2).check(["b1"], against=["forms", "finite-difference"])
    assert {(check.subject, check.against) for check in report.failures} >= {("matrix", "finite-difference")}


REFUSED_BATCHES = {
    "a softmax inside": (
        lambda: Network.layered(2, 2, 2, activation="softmax").batch(2).gradient("w1").matrix,
        "--form: a softmax has a J for each sample; use --form factored, or no --batch",
    ),
    "no layers": (lambda: load("lstm").batch(2), "a batch is of a network of layers; write samples: into its file"),
    "no sample": (lambda: load("mazur").batch(0), "0 samples; at least 1"),
    "too many": (lambda: load("mazur").batch(10**6), "at most 1,000 samples"),
    "indexed": (
        lambda: load("mazur").batch(2).gradient("w1").indexed,
        "--form: the indexed form is of one sample; leave --batch out",
    ),
}


@pytest.mark.parametrize("case", REFUSED_BATCHES)
def test_a_batch_is_refused(case: str) -> None:
    ask, message = REFUSED_BATCHES[case]
    with pytest.raises(SympropError) as caught:
        ask()
    assert message in str(caught.value)
