"""Edges of a layered graph with their partials, and the refusal of names and networks that are none."""

from __future__ import annotations

import pytest

from symprop.errors import InputError, LimitExceeded
from symprop.expression import Var
from symprop.graph import Kind
from symprop.network.dense import INPUTS, Layer, dense_layers
from symprop.network.layers import LayeredGraph
from symprop.notation import Labels
from symprop.render import PYTHON, write

SQUARE = LayeredGraph(2, dense_layers((2, 2)))
MAZUR = LayeredGraph(2, dense_layers((2, 2)), bias="layer")
BARE = LayeredGraph(2, dense_layers((2, 2)), bias="none")
MEAN = LayeredGraph(1, dense_layers((3,), activation="identity"), loss="mean_squared")
SKIP = LayeredGraph(2, (Layer("h", 1, "relu", (INPUTS,)), Layer("o", 1, "sigmoid", ("h", INPUTS))))
SOFT = LayeredGraph(1, dense_layers((2,), activation="softmax"), loss="cross_entropy")
DEEP = LayeredGraph(1, dense_layers((1,) * 11))
NAMED = LayeredGraph(("x", "theta"), (Layer("mid", 2, "tanh", (INPUTS,)), Layer("c", 1, "identity", ("mid",))))

UNKNOWN = [
    (SQUARE, "w0", "w1 to w8"),
    (SQUARE, "w01", "w1 to w8"),
    (SQUARE, "w9", "w1 to w8"),
    (SQUARE, "w" + "9" * 30, "w1 to w8"),
    (SQUARE, "b5", "b1 to b4"),
    (MAZUR, "b3", "b1 to b2"),
    (BARE, "b1", "this network has no b"),
    (SQUARE, "t3", "t1 to t2"),
    (SQUARE, "i3", "i1 to i2"),
    (SQUARE, "net_h3", "did you mean 'net_h2'?"),
    (SQUARE, "net_h01", "did you mean 'net_h1'?"),
    (SQUARE, "net_i1", "did you mean 'net_"),
    (SQUARE, "out_q1", "did you mean 'out_o1'?"),
    (SQUARE, "E_h1", "did you mean"),
    (SQUARE, "E", ""),
    (SQUARE, "", ""),
    (SQUARE, "w", ""),
    (SQUARE, "w²", ""),
    (SQUARE, "w١", ""),
    (SQUARE, "net_", ""),
    (SQUARE, "net_h", "did you mean"),
    (DEEP, "net_h101", "did you mean 'net_h10_1'?"),
    (NAMED, "i1", ""),
    (NAMED, "E_o1", "did you mean 'E_c1'?"),
]


@pytest.mark.parametrize(("graph", "name", "instead"), UNKNOWN, ids=[f"{u[1]!r} -> {u[2]}" for u in UNKNOWN])
def test_unknown_names_are_refused(graph: LayeredGraph, name: str, instead: str) -> None:
    for ask in (graph.variable, graph.definition, graph.edges_from, graph.edges_into):
        with pytest.raises(InputError) as caught:
            ask(name)
        assert caught.value.what.startswith("unknown name")
        assert instead in caught.value.instead


EDGES = [
    (SQUARE, "w1", [("net_h1", "i1")]),
    (SQUARE, "b1", [("net_h1", "1")]),
    (MAZUR, "b1", [("net_h1", "1"), ("net_h2", "1")]),
    (SQUARE, "i1", [("net_h1", "w1"), ("net_h2", "w3")]),
    (SKIP, "i2", [("net_h1", "w2"), ("net_o1", "w5")]),
    (SQUARE, "out_h2", [("net_o1", "w6"), ("net_o2", "w8")]),
    (SQUARE, "net_h1", [("out_h1", "out_h1*(1 - out_h1)")]),
    (SOFT, "net_o1", [("out_o1", "out_o1*(1 - out_o1)"), ("out_o2", "-out_o2*out_o1")]),
    (SKIP, "net_h1", [("out_h1", "step(net_h1)")]),
    (SQUARE, "out_o1", [("E_o1", "-(t1 - out_o1)")]),
    (SQUARE, "t1", [("E_o1", "t1 - out_o1")]),
    (SQUARE, "E_o2", [("E_total", "1")]),
    (MEAN, "E_o2", [("E_total", "1/3")]),
    (SQUARE, "E_total", []),
]


@pytest.mark.parametrize(
    ("graph", "name", "edges"), EDGES, ids=[f"{e[1]} -> {', '.join(t for t, _ in e[2]) or 'none'}" for e in EDGES]
)
def test_edges_from(graph: LayeredGraph, name: str, edges: list[tuple[str, str]]) -> None:
    labels = Labels(graph.variable)
    found = [(edge.target, write(edge.partial, PYTHON, labels)) for edge in graph.edges_from(name)]
    assert found == edges
    assert all(edge.source == name and edge.occurrence == 1 for edge in graph.edges_from(name))


REFUSED = [
    ({"layers": ()}, "a network needs a layer"),
    ({"inputs": 0}, "a layer of 0 units"),
    ({"loss": "half_square"}, "unknown loss 'half_square'; did you mean 'half_squared'?"),
    ({"bias": "both"}, "unknown bias 'both'; one of unit, layer, none"),
    ({"layers": (Layer("o", 0, "tanh", (INPUTS,)),)}, "layer 'o' has 0 units; at least 1"),
    ({"layers": (Layer("o", 1, "tahn", (INPUTS,)),)}, "unknown activation 'tahn'; did you mean 'tanh'?"),
    ({"layers": (Layer("o", 1, "tanh", ()),)}, "layer 'o' takes nothing"),
    ({"layers": (Layer("o", 1, "tanh", ("h",)),)}, "layer 'o' takes 'h', which is unknown"),
    ({"layers": (Layer("o", 1, "tanh", ("o",)),)}, "layer 'o' takes 'o', which is not before it"),
    ({"layers": (Layer("o", 1, "tanh", (INPUTS, INPUTS)),)}, "'inputs' is named twice"),
    ({"layers": (Layer("o", 1, "tanh", (INPUTS,)),) * 2}, "'o'"),
    ({"layers": (Layer("w", 1, "tanh", (INPUTS,)),)}, "'w1' is a name that symprop gives by itself"),
    ({"layers": (Layer("exp", 1, "tanh", (INPUTS,)),)}, "'exp' is the name of a function"),
    ({"layers": (Layer("for", 1, "tanh", (INPUTS,)),)}, "'for' is a word of Python"),
    ({"inputs": ("x", "x")}, "'x' is named twice"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED, ids=[f"{r[1]}" for r in REFUSED])
def test_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        LayeredGraph(**{"inputs": 2, "layers": dense_layers((1,)), **options})  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_a_million_units_are_the_limit() -> None:
    with pytest.raises(LimitExceeded, match="the network has 1,000,002 units; at most 1,000,000"):
        LayeredGraph(1, dense_layers((1_000_000, 1)))


def test_nobody_waits_for_what_was_not_asked_for() -> None:
    graph = LayeredGraph(400_000, dense_layers((400_000, 2)))
    assert graph.edges_from("w160000000000")[0].partial == Var("i400000")
    assert graph.variable("b400002").kind is Kind.BIAS
