"""Numbers beside formulas: decimal text, formulas filled in, values and what is missing."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from symprop import Network, load
from symprop.errors import InputError
from symprop.evaluate.arithmetic import mp_arithmetic
from symprop.evaluate.differences import central_difference, complex_step
from symprop.evaluate.filled import decimal_text, fill, rounded
from symprop.expression import ONE, ZERO, Cases, Expr, Neg, Num, Power, Product, Sum, Var, number
from symprop.graph import Kind, Variable
from symprop.network.dense import INPUTS, Layer
from symprop.network.layers import LayeredGraph
from symprop.notation import Labels
from symprop.render import TEXT, write

ARITHMETIC = mp_arithmetic(40)
MP = mpmath.mp.clone()
MP.dps = 40

TEXTS = [
    ("0.50", 9, "0.5"),
    ("2", 9, "2"),
    ("0", 9, "0"),
    ("-0.25", 9, "-0.25"),
    ("100", 3, "100"),
    ("1234567", 3, "1230000"),
    ("123456789012", 4, "1.235e11"),
    ("0.29837110876", 9, "0.298371109"),
    ("0.9999999999999", 9, "1"),
    ("0.000438567734474", 12, "0.000438567734474"),
    ("0.0000001", 9, "1e-7"),
    ("-3.3333333e-9", 4, "-3.333e-9"),
    ("1e30", 4, "1e30"),
]


@pytest.mark.parametrize(("value", "digits", "text"), TEXTS, ids=[f"{v} at {d} -> {t}" for v, d, t in TEXTS])
def test_decimal_text(value: str, digits: int, text: str) -> None:
    assert decimal_text(MP.mpf(value), digits) == text
    literal = rounded(MP.mpf(value), digits)
    assert literal == number(text)


NAMES = {"w": Kind.WEIGHT, "x": Kind.INPUT, "y": Kind.OUT}
LABELS = Labels(lambda name: Variable(name, NAMES[name], "o1" if name == "y" else ""))
VALUES = {"w": MP.mpf("-0.5"), "x": MP.mpf(1) / 3, "y": MP.mpf("0.75")}
w, x, y = Var("w"), Var("x"), Var("y")
WRITTEN = {"w": number("-0.50")}

FILLED: list[tuple[str, Expr, str]] = [
    ("w as it was written", w, "−0.50"),
    ("x rounded", x, "0.3333"),
    ("y(1 − y)", y * (1 - y), "0.75(1 − 0.75)"),
    ("w·x + y", w * x + y, "−0.50·0.3333 + 0.75"),
    ("x·w in brackets", x * w, "0.3333·(−0.50)"),
    ("x − w", x - w, "0.3333 − (−0.50)"),
    ("w²", Power(w, Num(Fraction(2), "2")), "(−0.50)²"),
    ("−(x − y)", Neg(x - y), "−(0.3333 − 0.75)"),
    ("the case that holds", Cases(w, ZERO, ONE, y), "0.75"),
    ("the case that holds in a product", Product((x, Cases(y, ZERO, ONE, ZERO))), "0.3333·1"),
    ("a kink is the other case", Cases(Sum((w, Neg(w))), ZERO, ONE, ZERO), "0"),
]


@pytest.mark.parametrize(("expr", "text"), [row[1:] for row in FILLED], ids=[f"{r[0]} -> {r[2]}" for r in FILLED])
def test_fill(expr: Expr, text: str) -> None:
    found = fill(expr, VALUES, ARITHMETIC, digits=4, written=WRITTEN)
    assert write(found, TEXT, LABELS) == text


def test_mazurs_gradient_filled_in() -> None:
    network = load("mazur")
    (paths,) = network.gradient("w5").paths.lines
    (rows,) = network.numbers.filled([paths])
    shown = [write(row, TEXT, network.labels) for row in rows]
    assert shown == [
        "−(0.01 − 0.75136507) · 0.75136507(1 − 0.75136507) · 0.593269992",
        "0.0821670406",
    ]


def test_a_literal_is_not_filled_in() -> None:
    network = load("mazur")
    lines = network.gradient("b1").chain.lines
    filled = network.numbers.filled(lines)
    for line, rows in zip(lines, filled, strict=True):
        assert bool(rows) == (line.rhs != ONE)


MISSING = [
    ({}, "missing"),
    ({"i1": 1, "w1": 2}, "3 values are missing: w2, i2, t1"),
]


@pytest.mark.parametrize(("values", "message"), MISSING, ids=[f"{v} -> {m}" for v, m in MISSING])
def test_missing_values(values: dict[str, object], message: str) -> None:
    network = Network.layered(2, 1, bias="none", values=values)
    assert network.gradient("w1").value is None
    assert network.numbers.filled(network.gradient("w1").paths.lines) == [()]
    with pytest.raises(InputError, match=message):
        network.forward()


DOMAINS = [
    ("identity", "cross_entropy", {"i1": 1, "w1": -1, "t1": 1}),
    ("identity", "cross_entropy", {"i1": 1, "w1": 0, "t1": 1}),
    ("identity", "binary_cross_entropy", {"i1": 1, "w1": 1, "t1": 1}),
]


@pytest.mark.parametrize(
    ("activation", "loss", "values"), DOMAINS, ids=[f"{a}, {x}, w1={v['w1']} -> refused" for a, x, v in DOMAINS]
)
def test_values_outside_of_the_domain(activation: str, loss: str, values: dict[str, object]) -> None:
    network = Network.layered(1, 1, activation=activation, loss=loss, bias="none", values=values)
    with pytest.raises(InputError):
        network.forward()


def test_the_abstract_phi_has_no_values() -> None:
    network = Network.layered(1, 1, activation="phi", bias="none", values={"i1": 1, "w1": 1, "t1": 1})
    assert network.gradient("w1").value is None
    with pytest.raises(InputError, match="the abstract φ has no values"):
        network.forward()


def test_path_values_add_up_to_the_gradient() -> None:
    network = load("question")
    for wrt in network.parameters:
        values = [float(value) for _, value in network.gradient(wrt).path_values() if value is not None]
        assert len(values) == network.path_count(wrt)
        assert sum(values) == pytest.approx(float(network.gradient(wrt).value or "nan"), rel=1e-9)


def test_a_gradient_whose_paths_cancel_is_zero_in_every_form() -> None:
    """Σ out = 1 in a softmax group: with both targets on one side |t − out| adds up to a constant."""
    network = Network.layered(2, 2, 2, activation=("sigmoid", "softmax"), loss="absolute")
    values = {
        **dict.fromkeys((*network.inputs, *network.parameters), "0.3"),
        "w2": "0.7",
        "w5": "-0.4",
        "t1": 1,
        "t2": 1,
    }
    gradient = network.with_values(values).gradient("w1")
    assert gradient.value == "0"
    assert {form.value for form in gradient.forms()} == {"0"}


# differences


POINT = {
    name: Fraction(text)
    for name, text in {
        "i1": "0.05", "i2": "0.10", "w1": "0.15", "w2": "0.20", "w3": "0.25", "w4": "0.30", "w5": "0.40",
        "w6": "0.45", "w7": "0.50", "w8": "0.55", "b1": "0.35", "b2": "0.60", "t1": "0.01", "t2": "0.99",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize("wrt", ["w1", "w5", "b1", "b2"])
def test_difference_and_complex_step_of_mazurs_network(wrt: str) -> None:
    network = load("mazur")
    expected = float(network.gradient(wrt).value or "nan")
    for oracle in (central_difference, complex_step):
        assert float(oracle(network.graph, wrt, POINT)) == pytest.approx(expected, rel=1e-11)
    one, other = (oracle(network.graph, wrt, POINT) for oracle in (central_difference, complex_step))
    assert abs(one - other) <= 1e-29 * abs(one)


FORTY = Network.layered(*(1,) * 41)
HALVES = {name: Fraction(1, 2) for name in (*FORTY.inputs, *FORTY.targets, *FORTY.parameters)}


@pytest.mark.parametrize("estimated", [True, False], ids=["with an estimate", "without one"])
def test_the_difference_keeps_its_digits_through_forty_layers(estimated: bool) -> None:
    exact = complex_step(FORTY.graph, "w1", HALVES)
    assert 0 < abs(exact) < 1e-35
    found = central_difference(FORTY.graph, "w1", HALVES, gradient=exact if estimated else None)
    assert abs(found - exact) <= abs(exact) * 1e-25


def test_a_wrong_estimate_of_zero_does_not_make_the_difference_zero() -> None:
    """What is checked gives the estimate: were it believed, a form that wrongly says 0 would agree."""
    assert central_difference(FORTY.graph, "w1", HALVES, gradient=Fraction(0)) != 0


def test_the_complex_step_refuses_to_compare() -> None:
    network = Network.layered(1, 1, activation="relu", bias="none")
    with pytest.raises(TypeError):
        complex_step(network.graph, "w1", dict.fromkeys(("i1", "w1", "t1"), Fraction(1)))


def test_an_input_that_reaches_nothing_has_slope_zero() -> None:
    graph = LayeredGraph(1, (Layer("h", 1, "tanh", (INPUTS,)), Layer("o", 1, "tanh", (INPUTS,))), bias="none")
    values = dict.fromkeys(("i1", "w1", "w2", "t1"), Fraction(1, 3))
    assert central_difference(graph, "w1", values) == 0
    assert complex_step(graph, "w1", values) == 0


@pytest.mark.parametrize("net", [50, 200, 1000])
def test_a_saturated_sigmoid_has_a_small_slope_and_not_none(net: int) -> None:
    """Oracle: out(1 − out) = 1/(2 + e^net + e^−net), which cancels nothing."""
    saturated = load("1-1").with_values({"i1": 1, "w1": net, "b1": 0, "t1": 0})
    slope = 1 / (2 + MP.exp(net) + MP.exp(-net))
    expected = slope / (1 + MP.exp(-net))  # −(0 − out)·out(1 − out)
    assert saturated.gradient("w1").value == decimal_text(expected, 12)


def test_the_bias_of_a_softmax_layer_moves_nothing() -> None:
    """Σδ = Σout − Σt = 0; the rounding leaves something at some precisions, and exactly nothing at others."""
    net = Network.layered(1, 3, activation="softmax", loss="cross_entropy", bias="layer")
    values = {"t1": 0, "t2": 1, "t3": 0, "b1": "0.1", "w1": "0.3", "w2": "-0.7", "w3": "0.2"}
    found = [net.with_values({**values, "i1": i1}).gradient("b1").value for i1 in ("0.3", "0.5", "0.9", "0.30")]
    assert found == ["0"] * 4


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("sqrt(w)*x", "a derivative has no finite real value"),
        ("0^w*x", "a derivative has no finite real value"),
        ("w*x/0", "the values lie outside of a function's domain"),
    ],
)
def test_a_slope_that_is_not_finite_is_refused(formula: str, said: str) -> None:
    """√w is 0 at 0, its slope is not; 0·ln 0 is none; nothing is divided by 0."""
    text = (
        "inputs: [x]\nparameters: [w]\ntargets: [t]\nequations: {y: '%s'}\nloss: (t - y)^2\nvalues: {x: 1, w: 0, t: 1}"
    )
    with pytest.raises(InputError, match=said):
        assert Network.from_yaml(text % formula).gradient("w").value
