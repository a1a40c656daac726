"""Every notation against the book it is from: a reader who knows only the book's conventions gets the right numbers.

The labels, the printers and the readers of symprop agree with each other by construction; the tables below were
written from the books' own definitions, and the gradients come from a backpropagation of whole layers in NumPy.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import symprop
from symprop.api import Network
from symprop.cli.main import main
from symprop.derive.forms import FORMS
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import DisplayEquation, Var
from symprop.graph import Kind
from symprop.network.load import example_names
from symprop.notation import NOTATIONS, Notation
from symprop.read import Symbols, read_equation_latex
from symprop.render.equations import align, latex_rows
from symprop.report import Shown

SIZES = (3, 2, 4, 2)
BOOKS = [name for name in NOTATIONS if name != "mazur"]


class Layers:
    """A sigmoid network of whole layers: outs, and ∂E/∂net, layer by layer; layer 0 are the inputs."""

    def __init__(self, seed: int = 5) -> None:
        rng = np.random.default_rng(seed)
        self.weights = [rng.normal(size=(n, m)) for m, n in itertools.pairwise(SIZES)]
        self.biases = [rng.normal(size=n) for n in SIZES[1:]]
        self.targets = rng.uniform(size=SIZES[-1])
        self.nets, self.outs = [np.zeros(SIZES[0])], [rng.normal(size=SIZES[0])]
        for weight, bias in zip(self.weights, self.biases, strict=True):
            self.nets.append(weight @ self.outs[-1] + bias)
            self.outs.append(1 / (1 + np.exp(-self.nets[-1])))
        slope = self.outs[-1] - self.targets
        self.by_net = [np.zeros(0)]
        for layer in reversed(range(1, len(SIZES))):
            self.by_net.insert(1, slope * self.outs[layer] * (1 - self.outs[layer]))
            slope = self.weights[layer - 1].T @ self.by_net[1]

    def by_weight(self, layer: int, row: int, column: int) -> float:
        return float(self.by_net[layer][row] * self.outs[layer - 1][column])


# What each symbol is to a reader of the book, from the book's own definitions, of a network whose inputs are layer 0
# here: l the layer of unit j, n = l + 1, k a unit of the layer before; J and K are unit names.
CONVENTIONS: dict[str, dict[str, str]] = {
    # w^l_{jk} leads from neuron k of layer l − 1 to neuron j of layer l; the inputs are layer 1
    "nielsen": {
        "input": "x_{j}", "out": "a^{{{n}}}_{j}", "weight": "w^{{{n}}}_{{{j}{k}}}",
        "delta": r"\delta^{{{n}}}_{j}", "target": "y_{j}", "total": "C",
    },
    # w^{(1)}_{ji} of the first layer of weights, from i to j; a is the activation before h, z = h(a), y the output
    "bishop": {
        "input": "x_{j}", "out": "z^{{({l})}}_{j}", "output": "y_{j}", "weight": "w^{{({l})}}_{{{j}{k}}}",
        "delta": r"\delta^{{({l})}}_{j}", "target": "t_{j}", "total": "E",
    },
    # a^{(k)} = b^{(k)} + W^{(k)} h^{(k − 1)}, h^{(0)} = x; g = ∇_{a^{(k)}} J
    "goodfellow": {
        "input": "x_{j}", "out": "h^{{({l})}}_{j}", "weight": "W^{{({l})}}_{{{j},{k}}}",
        "delta": "g^{{({l})}}_{j}", "target": "y_{j}", "total": "J",
    },
    # W^{(l)}_{ij} leads from unit j of layer l to unit i of layer l + 1; the inputs are layer 1
    "ng": {
        "input": "x_{j}", "out": "a^{{({n})}}_{j}", "weight": "W^{{({l})}}_{{{j}{k}}}",
        "delta": r"\delta^{{({n})}}_{j}", "target": "y_{j}", "total": "J",
    },
    # w_{ji} leads from i to j, units are numbered through; δ_j = −∂E/∂net_j
    "pdp": {
        "input": "i_{j}", "out": "o_{{{J}}}", "weight": "w_{{{J},{K}}}",
        "delta": r"\delta_{{{J}}}", "target": "t_{{{J}}}", "total": "E", "sign": "-",
    },
    # w^{(l)}_{ji} leads from neuron i of layer l − 1 to neuron j of layer l; δ_j = −∂ℰ/∂v_j
    "haykin": {
        "input": "x_{j}", "out": "y^{{({l})}}_{j}", "output": "o_{j}", "weight": "w^{{({l})}}_{{{j}{k}}}",
        "delta": r"\delta^{{({l})}}_{j}", "target": "d_{j}", "total": r"\mathcal{{E}}", "sign": "-",
    },
}  # fmt: skip
UNITS = "ihjo"


def book(notation: str, layers: Layers) -> tuple[dict[str, str], dict[str, float]]:
    """Return LaTeX → name, and name → value, of every symbol that a book has; derivatives by their symbol alone."""
    convention = CONVENTIONS[notation]
    worth: dict[str, float] = {}

    def put(symbol: str, value: float, layer: int, j: int, k: int = 0) -> str:
        fields = {"l": layer, "n": layer + 1, "j": j + 1, "k": k + 1}
        names = {"J": f"{UNITS[layer]}_{j + 1}", "K": f"{UNITS[layer - 1]}_{k + 1}"}
        latex = convention[symbol].format(**fields, **names)
        worth[latex] = value
        return latex

    sign = -1 if "sign" in convention else 1
    last = len(SIZES) - 1
    for layer, width in enumerate(SIZES):
        out = "input" if layer == 0 else "output" if layer == last and "output" in convention else "out"
        for j in range(width):
            put(out, layers.outs[layer][j], layer, j)
            if layer == last:
                put("target", layers.targets[j], layer, j)
            if layer:
                put("delta", sign * layers.by_net[layer][j], layer, j)
                for k in range(SIZES[layer - 1]):
                    weight = put("weight", layers.weights[layer - 1][j, k], layer, j, k)
                    partial = rf"\frac{{\partial {convention['total'].format()}}}{{\partial {weight}}}"
                    worth[partial] = layers.by_weight(layer, j, k)
    names = {latex: f"v{place}" for place, latex in enumerate(worth)}
    return names, {names[latex]: float(value) for latex, value in worth.items()}


def disagreements(notation: Notation) -> int:
    """Return how many equations of the factored forms say something wrong to a reader of the book."""
    names, worth = book(notation.name, Layers())
    symbols, arithmetic, wrong = Symbols(names), float_arithmetic(), 0
    net = replace(Network.layered(*SIZES), notation=notation)
    for name in net.graph.given(Kind.WEIGHT):
        for line in net.gradient(name).factored.lines:
            page = align(latex_rows(Shown(line), net.labels))
            try:
                lhs, rhs = read_equation_latex(page, symbols, budget=None)
            except symprop.SympropError:  # a symbol that the book has not
                wrong += 1
                continue
            value = evaluate_lines([DisplayEquation(Var("#"), rhs)], worth, arithmetic)["#"]
            wrong += abs(value - worth[lhs]) > 1e-12
    return wrong


@pytest.mark.parametrize("name", BOOKS)
def test_a_reader_of_the_book_gets_the_right_numbers(name: str) -> None:
    assert disagreements(NOTATIONS[name]) == 0


WRONG = {
    "the index order": {"weight": "w^{layer}_{source}{target}"},
    "the layer": {"weight_layer": "source"},
    "the sign of delta": {"delta_sign": "minus"},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_reader_of_the_book_sees_what_is_wrong(wrong: str) -> None:
    assert disagreements(replace(NOTATIONS["nielsen"], **WRONG[wrong])) > 0


@pytest.mark.parametrize("name", ["pdp", "haykin"])
def test_a_delta_with_the_other_sign_is_seen(name: str) -> None:
    assert disagreements(replace(NOTATIONS[name], delta_sign="plus")) > 0


PAGES = ("latex", "mathml", "text", "python")
REPRESENTATIVE = [("skip", "ng"), ("shared_weight", "haykin"), ("mazur", "nielsen"), ("softmax_cross_entropy", "pdp")]


def check_pages(example: str, notation: str, count: int) -> None:
    net = symprop.load(example).with_notation(notation)
    names = (*net.parameters[:count], *net.parameters[-count:])
    report = net.check(names, points=1, against=PAGES)
    assert report.ok, [(check.wrt, check.subject, check.note) for check in report.failures]


@pytest.mark.parametrize(("example", "notation"), REPRESENTATIVE)
def test_pages_read_back(example: str, notation: str) -> None:
    check_pages(example, notation, 1)


def test_each_form_is_checked_on_a_page_of_its_own() -> None:
    """An input x of ng's chain rule looks like the vector x of its matrices, which is on another page."""
    net = Network.from_yaml("{inputs: [x, q], layers: [{units: 1}]}").with_notation("ng")
    report = net.check(["w1"], points=1, against=PAGES)
    assert report.ok, [(check.wrt, check.subject, check.note) for check in report.failures]


@pytest.mark.slow
@pytest.mark.parametrize("notation", BOOKS)
@pytest.mark.parametrize("example", example_names())
def test_every_example_reads_back_in_every_notation(example: str, notation: str) -> None:
    check_pages(example, notation, 3)


@pytest.mark.parametrize("notation", ["nielsen", "pdp", "haykin"])
def test_second_derivatives_read_back(notation: str) -> None:
    net = Network.layered(2, 2, 1, loss="squared").with_notation(notation).slope("w1")
    report = net.check(["w1", "w5"], points=1, against=("forms", *PAGES))
    assert report.ok, [(check.wrt, check.subject, check.note) for check in report.failures]


@pytest.mark.parametrize("rendering", PAGES[:3])
def test_a_page_with_the_wrong_sign_of_delta_disagrees(rendering: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symprop.render.layout.shown_equation", lambda line, labels: line)
    report = symprop.load("mazur").with_notation("pdp").check(["w1"], points=1, against=[rendering])
    assert {check.subject.split()[0] for check in report.failures} == {"factored", "matrix"}


def test_what_is_computed_is_the_same() -> None:
    plain, pdp = symprop.load("mazur"), symprop.load("mazur").with_notation("pdp")
    ours, theirs = plain.gradient("w1").factored, pdp.gradient("w1").factored
    assert (ours.python, ours.lines, ours.values, ours.value) == (
        theirs.python,
        theirs.lines,
        theirs.values,
        theirs.value,
    )


FORMATS = ["html", "tex", "json", "latex", "mathml"]


@pytest.mark.parametrize(
    ("notation", "fmt"), [*((name, "text") for name in BOOKS), *(("haykin", fmt) for fmt in FORMATS)]
)
def test_every_form_has_a_page_with_numbers(notation: str, fmt: str, tmp_path: Path) -> None:
    forms = [word for form in FORMS if form != "indexed" for word in ("--form", form)]
    page = tmp_path / "page"
    options = ("--wrt", "w1", "--rate", "0.5", "--notation", notation, "--format", fmt, "-o", str(page))
    result = CliRunner().invoke(main, ["derive", "mazur", *forms, *options])
    assert result.exit_code == 0, result.output
    if fmt not in ("json", "mathml"):
        assert "E_total" not in page.read_text(encoding="utf-8").split("<script")[0]
