"""Layers → equation graph: sizes, numbering of weights and biases, edges."""

from __future__ import annotations

import pytest

from symprop.derive.paths import path_count
from symprop.errors import InputError, LimitExceeded
from symprop.expression import ONE, Var
from symprop.graph import Kind, downstream, expression
from symprop.network.dense import INPUTS, Layer, dense_layers, read_sizes
from symprop.network.layers import BIAS_MODES, BiasMode, LayeredGraph
from symprop.notation import Labels
from symprop.render import TEXT, write

SKIP = (
    Layer("h", 2, "sigmoid", (INPUTS,)),
    Layer("j", 2, "sigmoid", ("h",)),
    Layer("o", 2, "sigmoid", ("j", INPUTS)),
)
TEN_DEEP = dense_layers((1,) * 9 + (2, 1))


def dense(*sizes: int, **options) -> LayeredGraph:
    return LayeredGraph(sizes[0], dense_layers(sizes[1:]), **options)


def shown(graph: LayeredGraph, name: str) -> str:
    definition = graph.definition(name)
    assert definition is not None
    return write(expression(definition), TEXT, Labels(graph.variable))


@pytest.mark.parametrize(
    ("text", "sizes"), [("2-1", (2, 1)), ("2-2-2", (2, 2, 2)), ("784-30-10", (784, 30, 10)), ("02-2", (2, 2))]
)
def test_read_sizes(text: str, sizes: tuple[int, ...]) -> None:
    assert read_sizes(text) == sizes


@pytest.mark.parametrize(
    "text", ["", "2", "2-", "-2", "2--2", "2-0", "0-2", "a-b", "2-2.5", "2-+2", "²-2", "2- 2", "2-2\n"]
)
def test_no_sizes(text: str) -> None:
    with pytest.raises(InputError):
        read_sizes(text)


@pytest.mark.parametrize("text", ["2-1000000000", "9" * 100_000 + "-1"], ids=["ten digits", "many digits"])
def test_sizes_beyond_the_limit(text: str) -> None:
    with pytest.raises(LimitExceeded, match="at most 1,000,000 units"):
        read_sizes(text)


NETS = {
    ("2-2-2", "net_h1"): (dense(2, 2, 2), "w1·i1 + w2·i2 + b1"),
    ("2-2-2", "net_h2"): (dense(2, 2, 2), "w3·i1 + w4·i2 + b2"),
    ("2-2-2", "net_o1"): (dense(2, 2, 2), "w5·out_h1 + w6·out_h2 + b3"),
    ("2-2-2", "net_o2"): (dense(2, 2, 2), "w7·out_h1 + w8·out_h2 + b4"),
    ("bias: layer", "net_h2"): (dense(2, 2, 2, bias="layer"), "w3·i1 + w4·i2 + b1"),
    ("bias: layer", "net_o1"): (dense(2, 2, 2, bias="layer"), "w5·out_h1 + w6·out_h2 + b2"),
    ("bias: none", "net_o1"): (dense(2, 2, 2, bias="none"), "w5·out_h1 + w6·out_h2"),
    ("3-1", "net_o1"): (dense(3, 1), "w1·i1 + w2·i2 + w3·i3 + b1"),
    ("from: [j, inputs]", "net_o1"): (
        LayeredGraph(2, SKIP),
        "w9·out_j1 + w10·out_j2 + w11·i1 + w12·i2 + b5",
    ),
    ("from: [j, inputs]", "net_o2"): (
        LayeredGraph(2, SKIP),
        "w13·out_j1 + w14·out_j2 + w15·i1 + w16·i2 + b6",
    ),
    ("from: [inputs, j]", "net_o1"): (
        LayeredGraph(2, (*SKIP[:2], Layer("o", 2, "sigmoid", (INPUTS, "j")))),
        "w9·i1 + w10·i2 + w11·out_j1 + w12·out_j2 + b5",
    ),
    ("named inputs", "net_o1"): (LayeredGraph(["x", "theta"], dense_layers((1,))), "w1·x + w2·θ + b1"),
    ("ten hidden layers", "net_h10_2"): (LayeredGraph(1, TEN_DEEP), "w11·out_s1 + b11"),
    ("ten hidden layers", "net_o1"): (LayeredGraph(1, TEN_DEEP), "w12·out_h10_1 + w13·out_h10_2 + b12"),
    ("loss", "E_o2"): (dense(2, 2), "1/2·(t2 − out_o2)²"),
    ("total", "E_total"): (dense(2, 2), "E_o1 + E_o2"),
    ("mean", "E_total"): (dense(2, 2, loss="mean_squared"), "1/2·E_o1 + 1/2·E_o2"),
    ("mean of one", "E_total"): (dense(2, 1, loss="mean_squared"), "E_o1"),
    ("softmax", "out_o2"): (
        LayeredGraph(1, dense_layers((2,), activation="softmax")),
        "exp(net_o2)/(exp(net_o1) + exp(net_o2))",
    ),
    ("identity", "out_o1"): (LayeredGraph(1, dense_layers((1,), activation="identity")), "net_o1"),
}


@pytest.mark.parametrize("case", NETS, ids=" ".join)
def test_definition(case: tuple[str, str]) -> None:
    graph, text = NETS[case]
    assert shown(graph, case[1]) == text


@pytest.mark.parametrize(
    "graph", [dense(2, 2, 2), dense(3, 2, 1, bias="layer"), LayeredGraph(2, SKIP), LayeredGraph(1, TEN_DEEP)]
)
def test_edges_from_and_into_are_the_same_edges(graph: LayeredGraph) -> None:
    names = [*graph.given(Kind.INPUT, Kind.TARGET, Kind.WEIGHT, Kind.BIAS), *graph.defined()]
    forth = {edge for name in names for edge in graph.edges_from(name)}
    back = {edge for name in names for edge in graph.edges_into(name)}
    assert forth == back
    order = {name: k for k, name in enumerate(names)}
    assert all(order[edge.source] < order[edge.target] for edge in forth)


def test_w5_goes_from_h1_to_o1() -> None:
    (edge,) = dense(2, 2, 2).edges_from("w5")
    assert (edge.target, edge.partial) == ("net_o1", Var("out_h1"))


def test_a_layers_bias_goes_to_every_unit() -> None:
    edges = dense(2, 2, 2, bias="layer").edges_from("b1")
    assert [(edge.target, edge.partial) for edge in edges] == [("net_h1", ONE), ("net_h2", ONE)]


@pytest.mark.parametrize(
    ("graph", "weights", "biases"),
    [
        (dense(784, 30, 10), 23_820, 40),
        (dense(2, 2, 2, bias="layer"), 8, 2),
        (dense(2, 2, 2, bias="none"), 8, 0),
        (LayeredGraph(2, SKIP), 16, 6),
    ],
)
def test_counts(graph: LayeredGraph, weights: int, biases: int) -> None:
    assert (graph.weight_count, graph.bias_count) == (weights, biases)


@pytest.mark.parametrize(
    ("name", "kind", "unit"),
    [
        ("w8", Kind.WEIGHT, ""),
        ("b4", Kind.BIAS, ""),
        ("i2", Kind.INPUT, ""),
        ("t2", Kind.TARGET, ""),
        ("net_h2", Kind.NET, "h2"),
        ("out_o1", Kind.OUT, "o1"),
        ("E_o2", Kind.ERROR, "o2"),
        ("E_total", Kind.TOTAL, ""),
    ],
)
def test_variable(name: str, kind: Kind, unit: str) -> None:
    variable = dense(2, 2, 2).variable(name)
    assert (variable.name, variable.kind, variable.unit) == (name, kind, unit)


NOBODY = {
    "w9": "w1 to w8",
    "w0": "w1 to w8",
    "w01": "w1 to w8",
    "b5": "b1 to b4",
    "t3": "t1 to t2",
    "i3": "i1 to i2",
    "W1": "did you mean 'w1'",
    "net_h3": "did you mean 'net_h",
    "E_h1": "did you mean",
    "out_o01": "did you mean 'out_o1'",
    "net_h": "did you mean 'net_h",
    "w" + "1" * 5000: "w1 to w8",
    "w١": "w1 to w8",
    "": "'symprop show' lists the names",
}


@pytest.mark.parametrize("name", NOBODY, ids=lambda name: name[:12])
def test_nobody(name: str) -> None:
    with pytest.raises(InputError) as caught:
        dense(2, 2, 2).variable(name)
    assert NOBODY[name] in caught.value.instead


def test_a_bias_that_is_not_there() -> None:
    with pytest.raises(InputError, match="this network has no b"):
        dense(2, 1, bias="none").variable("b1")


def test_names_that_look_alike() -> None:
    with pytest.raises(InputError, match="'a1' and 'a_1' would look alike on a page"):
        LayeredGraph(2, (Layer("a1", 1, "tanh", (INPUTS,)), Layer("a_1", 1, "tanh", ("a1",))))
    with pytest.raises(InputError, match="'x_2' and 'x2' would look alike on a page"):
        LayeredGraph(["x_2", "x2"], dense_layers((1,)))


def test_dense_layers_take_one_activation_each() -> None:
    layers = dense_layers((3, 2), activation=("tanh", "softmax"), names=("a", "b"))
    assert layers == (Layer("a", 3, "tanh", (INPUTS,)), Layer("b", 2, "softmax", ("a",)))
    with pytest.raises(InputError, match="1 activations for 2 layers"):
        dense_layers((3, 2), activation=("tanh",))
    with pytest.raises(InputError, match="1 names for 2 layers"):
        dense_layers((3, 2), names=("a",))


@pytest.mark.parametrize("bias", BIAS_MODES)
@pytest.mark.parametrize("last", ["sigmoid", "softmax"])
def test_paths_are_counted_by_layers_as_edge_by_edge(bias: BiasMode, last: str) -> None:
    """With skips, a layer that leads nowhere, and a group in the middle: against the count along the edges."""
    layers = [
        Layer("h", 3, "tanh", (INPUTS,)),
        Layer("dead", 2, "tanh", ("h",)),
        Layer("g", 2, "softmax", ("h", INPUTS)),
        Layer("o", 2, last, ("g", "h")),
    ]
    loss = "cross_entropy" if last == "softmax" else "half_squared"
    graph = LayeredGraph(2, layers, bias=bias, loss=loss)
    for name in (*graph.given(Kind.INPUT, Kind.TARGET, Kind.WEIGHT, Kind.BIAS), *graph.defined()):
        ways = {graph.total: 1}
        for node in reversed(downstream(graph, name)):
            ways.setdefault(node, sum(ways[edge.target] for edge in graph.edges_from(node)))
        assert path_count(graph, name) == ways[name], name
