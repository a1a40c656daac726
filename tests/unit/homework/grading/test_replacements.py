"""What a student may write in the place of a local partial: every factor, edge by edge."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.expression import Partial
from symprop.functions import Function
from symprop.graph import PARAMETERS, Edge, EquationGraph
from symprop.homework.grading.replacements import Replacement, Replacements
from symprop.notation import Labels
from symprop.render import PYTHON, write

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "tanh": lambda: Network.layered(2, 2, 1, activation="tanh", bias="none"),
    "softmax": lambda: Network.layered(1, 2, 2, activation=["sigmoid", "softmax"], loss="cross_entropy"),
    "2-3-2": lambda: Network.layered(2, 3, 2, bias="none"),
    "2-2-3": lambda: Network.layered(2, 2, 3, bias="none"),
    "1-6-6": lambda: Network.layered(1, 6, 6, bias="none"),
    "30-1": lambda: Network.layered(30, 1),
    "1-30": lambda: Network.layered(1, 1, 30),
    "shared": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: tanh}, {name: b, from: {a: 3}, activation: tanh}],"
        " outputs: [b], loss: half_squared}"
    ),
    "norm": lambda: Network.from_yaml("{inputs: 2, layers: [{kind: layernorm}, {units: 1}]}"),
    "no target": lambda: Network.from_yaml(
        "{inputs: 1, layers: [{units: 2}], losses: {own: y^3}, loss: own, bias: none}"
    ),
    "sparse": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: h1, from: {x: a}}, {name: h2, from: {x: b}}, {name: o1, from: {h1: c, h2: d}},"
        " {name: o2, from: {h2: g}}], outputs: [o1, o2], loss: half_squared}"
    ),
    "1-2-10": lambda: Network.layered(1, 2, 10, bias="none"),
    "activation": lambda: Network.from_yaml(
        "{inputs: 2, layers: [{kind: layernorm}, {kind: activation, activation: tanh}, {units: 1}], bias: none}"
    ),
    "X": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: h1, from: {x: p}}, {name: h2, from: {x: q}}, {name: o1, from: {h1: c, h2: d}},"
        " {name: oX1, from: {h1: g}}, {name: o2, from: {h1: k}}], outputs: [o1, oX1, o2], loss: half_squared}"
    ),
}


@cache
def graph(network: str) -> EquationGraph:
    return NETWORKS[network]().model.graph


def replaced(network: str, wrt: str, source: str, target: str) -> list[Replacement]:
    (edge,) = (edge for edge in graph(network).edges_from(source) if edge.target == target)
    return list(Replacements(graph(network), wrt)(edge))


def said(network: str, found: Replacement) -> str:
    """Return ``kind tag: factor``, without the factor where the tag ends with it."""
    called, factor = f"{found.kind} {found.tag}".strip(), write(found.factor, PYTHON, Labels(graph(network).variable))
    return called if called.split()[-1] == factor else f"{called}: {factor}"


ERRORS = """missing-factor: 1; wrong-error-term the error itself: E_o1; wrong-error-term only the target: -t1;
    wrong-error-term only the out: out_o1; wrong-error-term net net_o1: """
EDGES = [
    ("mazur", "w1", "w1", "net_h1", "missing-factor: 1; wrong-input i2; wrong-input out_h1; wrong-input out_h2;"
     " wrong-input out_o1; wrong-input out_o2; wrong-input net_h1; wrong-input w1"),
    ("mazur", "w5", "w5", "net_o1", "missing-factor: 1; wrong-input net_h1; wrong-input out_h2; wrong-input i1;"
     " wrong-input i2; wrong-input out_o1; wrong-input out_o2; wrong-input net_o1; wrong-input w5"),
    ("mazur", "b1", "b1", "net_h2", "wrong-input i1; wrong-input i2; wrong-input out_h1; wrong-input out_h2;"
     " wrong-input out_o1; wrong-input out_o2; wrong-input net_h2; wrong-input b1"),
    ("tanh", "w1", "out_h1", "net_o1", "missing-weight: 1; wrong-weight w6; wrong-weight w1; wrong-weight w2;"
     " wrong-weight w3; wrong-weight w4; wrong-weight out_h1"),
    ("mazur", "w1", "out_h1", "net_o2", "missing-weight: 1; wrong-weight transposed w6; wrong-weight w8;"
     " wrong-weight w5; wrong-weight w1; wrong-weight w2; wrong-weight w3; wrong-weight w4; wrong-weight b1;"
     " wrong-weight b2; wrong-weight out_h1"),
    ("activation", "w1", "w1", "net_o1", "missing-factor: 1; wrong-input out_f2; wrong-input i1; wrong-input i2;"
     " wrong-input out_o1; wrong-input net_o1; wrong-input w1"),  # out_f1 is no net's
    ("shared", "w", "out_a", "net_b", "missing-weight: 1"),
    ("mazur", "w1", "out_o1", "E_o1", f"{ERRORS}-(t1 - net_o1); wrong-error-term output E_o2: -(t2 - out_o2);"
     " wrong-error-term target t2: -(t2 - out_o1); wrong-error-term out out_o2: -(t1 - out_o2)"),
    ("softmax", "w1", "out_o1", "E_o1", f"{ERRORS}-t1/net_o1; wrong-error-term output E_o2: -t2/out_o2;"
     " wrong-error-term target t2: -t2/out_o1; wrong-error-term out out_o2: -t1/out_o2"),
    ("no target", "w1", "out_o1", "E_o1", "missing-factor: 1; wrong-error-term the error itself: E_o1;"
     " wrong-error-term only the out: out_o1; wrong-error-term net net_o1: 3*net_o1**2"),
    ("no target", "w1", "out_o2", "E_o2", "missing-factor: 1; wrong-error-term the error itself: E_o2;"
     " wrong-error-term only the out: out_o2; wrong-error-term net net_o2: 3*net_o2**2"),
    ("mazur", "w1", "E_o1", "E_total", ""),
    ("norm", "w1", "i1", "mu", ""),  # 1/2
    ("norm", "w1", "mu", "d1", "missing-factor: 1"),  # −1
]  # fmt: skip


@pytest.mark.parametrize(("network", "wrt", "source", "target", "listed"), EDGES, ids=[" ".join(e[:4]) for e in EDGES])
def test_what_may_stand_in_the_place_of_a_factor(network: str, wrt: str, source: str, target: str, listed: str) -> None:
    found = [said(network, one) for one in replaced(network, wrt, source, target)]
    assert "; ".join(found) == " ".join(listed.split())


HALF = {
    "out": "out_h1",
    "1-out": "1 - out_h1",
    "net": "net_h1",
    "net(1-net)": "net_h1*(1 - net_h1)",
    "net: 1-net^2": "1 - net_h1**2",
    "out-out": "out_h1*(1 + out_h1)",
    "1+out": "1 + out_h1",
    "out^2": "out_h1**2",
}
OTHERS = {
    "function relu": "step(net_h1)",
    "function leaky_relu": "step(net_h1) + 0.01*(1 - step(net_h1))",
    "function elu": "step(net_h1) + (out_h1 + 1)*(1 - step(net_h1))",
    "function softplus": "sigmoid(net_h1)",
    "function gelu": "normal_cdf(net_h1) + net_h1*normal_pdf(net_h1)",
    "function silu": "out_h1 + sigmoid(net_h1)*(1 - out_h1)",
    "function sin": "cos(net_h1)",
}
DERIVATIVES = {
    "mazur": {
        "twice": "out_h1*(1 - out_h1)*out_h1*(1 - out_h1)",
        "function tanh": "1 - out_h1**2",
        "of the out": "sigmoid(out_h1)*(1 - sigmoid(out_h1))",
        "unit out_h2": "out_h2*(1 - out_h2)",
        "unit out_o1": "out_o1*(1 - out_o1)",
        "unit out_o2": "out_o2*(1 - out_o2)",
    },
    "tanh": {
        "twice": "(1 - out_h1**2)*(1 - out_h1**2)",
        "function sigmoid": "out_h1*(1 - out_h1)",
        "of the out": "1 - tanh(out_h1)**2",
        "unit out_h2": "1 - out_h2**2",
        "unit out_o1": "1 - out_o1**2",
    },
}


@pytest.mark.parametrize("network", DERIVATIVES)
def test_what_may_stand_in_the_place_of_an_activations_derivative(network: str) -> None:
    missing, *wrong = replaced(network, "w1", "net_h1", "out_h1")
    assert said(network, missing) == "missing-derivative: 1"
    assert {one.kind for one in wrong} == {"wrong-derivative"}
    found = {one.tag: said(network, one).partition(f"{one.tag}: ")[2] for one in wrong}
    assert found == HALF | OTHERS | DERIVATIVES[network]


TRANSPOSED = [
    ("2-3-2", "out_h1", "net_o1", ""),  # on the diagonal
    ("2-3-2", "out_h1", "net_o2", "w8"),
    ("2-3-2", "out_h2", "net_o1", "w10"),
    ("2-3-2", "out_h3", "net_o1", ""),  # there is no third output
    ("2-2-3", "out_h1", "net_o3", ""),
    ("2-2-3", "out_h2", "net_o1", "w7"),
    ("sparse", "out_h2", "net_o1", ""),  # nothing leads from h1 to o2
    ("X", "out_h2", "net_o1", "k"),  # h1 to o2: oX1 is of another layer
]


@pytest.mark.parametrize(
    ("network", "source", "target", "weight"), TRANSPOSED, ids=[" ".join(t[:3]) for t in TRANSPOSED]
)
def test_the_weight_that_stands_there_in_the_transposed_matrix(
    network: str, source: str, target: str, weight: str
) -> None:
    wrt = next(graph(network).given(*PARAMETERS))
    tags = [one.tag.split()[1] for one in replaced(network, wrt, source, target) if one.tag.startswith("transposed")]
    assert tags == ([weight] if weight else [])


NEAREST = [
    # into o1, out of h1, of the layer; the 24th is the right one
    ("1-6-6", [*range(8, 13), *range(13, 43, 6), *(k for k in range(14, 43) if k % 6 != 1)][:23]),
    ("1-2-10", [4, *range(5, 23, 2), *range(6, 19, 2), 1, 2, 20, 22]),  # of the layer's first eight units, of all
]


@pytest.mark.parametrize(("network", "weights"), NEAREST)
def test_the_nearest_weights_come_first(network: str, weights: list[int]) -> None:
    found = [one.tag for one in replaced(network, "w1", "out_h1", "net_o1") if one.kind == "wrong-weight"]
    assert found == [*(f"w{k}" for k in weights), "out_h1"]


MANY = [
    ("30-1", "w1", "net_o1", "", [*(f"i{k}" for k in range(2, 25)), "net_o1", "w1"]),
    ("1-30", "net_h1", "out_h1", "unit ", [f"out_o{k}" for k in range(1, 25)]),
    ("1-30", "out_o1", "E_o1", "target ", [f"t{k}" for k in range(2, 25)]),
]


@pytest.mark.parametrize(("network", "source", "target", "what", "tags"), MANY, ids=[" ".join(m[:3]) for m in MANY])
def test_of_many_others_the_first_24_are_tried(
    network: str, source: str, target: str, what: str, tags: list[str]
) -> None:
    found = [one.tag for one in replaced(network, "w1", source, target) if one.tag.startswith(what)]
    assert [tag.removeprefix(what) for tag in found if tag] == tags


def test_where_the_derivative_by_a_net_is_asked_for_its_own_activation_may_be_mistaken() -> None:
    assert replaced("mazur", "net_h1", "net_h1", "out_h1")[0].kind == "missing-derivative"


def test_of_a_group_activation_only_its_own_value_may_be_taken_for_its_derivative() -> None:
    """σ′ of an out or of another unit is that of a function of one net; a softmax has no such."""
    tags = {one.tag for one in replaced("softmax", "w1", "net_o1", "out_o1")}
    assert {*HALF, "twice"} < tags
    assert not any(tag.startswith(("of the out", "unit")) for tag in tags)


def test_what_flows_back_through_a_net_may_be_left_out_and_is_no_activations_derivative() -> None:
    rest = Edge("net_h1", "E_total", 0, Partial("E_total", "net_h1"))
    (missing,) = Replacements(graph("mazur"), "w1")(rest)
    assert said("mazur", missing) == "missing-factor: 1"


def test_every_activation_with_a_derivative_is_one_that_may_be_taken_for_another() -> None:
    from symprop.functions import ACTIVATIONS

    known = {f"function {name}" for name, row in ACTIVATIONS.items() if isinstance(row, Function) and row.derivative}
    assert known - {"function identity", "function phi"} == OTHERS.keys() | {"function sigmoid", "function tanh"}
