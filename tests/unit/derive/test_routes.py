"""∂E/∂w as a nested sum over all paths: which layers it goes through, how many paths that is, when it is too long."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.indexed import indexed_lines, indexed_note, indexed_paths, path_count_text
from symprop.expression import Element, Index, Sum
from symprop.functions import FUSED
from symprop.graph import EquationGraph
from symprop.network.dense import INPUTS, Layer, dense_layers
from symprop.network.layers import LayeredGraph

# h → k → o; h → j → p leads no further
DEAD_END = LayeredGraph(
    2,
    (
        Layer("h", 2, "tanh", (INPUTS,)),
        Layer("j", 3, "tanh", ("h",)),
        Layer("p", 2, "tanh", ("j",)),
        Layer("k", 2, "tanh", ("h",)),
        Layer("o", 2, "sigmoid", ("k",)),
    ),
)
FIVE = LayeredGraph(2, dense_layers((2, 3, 2, 3, 2)))
LINEAR = Network.layered(2, 2, 2, activation=("tanh", "identity"))
LINEAR_LAYER = Network.layered(2, 2, 2, activation=("tanh", "identity"), bias="layer")

COUNTS: dict[str, tuple[EquationGraph, str, str]] = {
    "a width for each later layer": (FIVE, "w1", "3·2·3·2"),
    "nothing for layers that lead nowhere": (DEAD_END, "w1", "2·2"),
    "one for an output's own bias": (LINEAR.graph, "b4", "1"),
    "the layer's own width for its bias": (LINEAR_LAYER.graph, "b2", "2"),
    "a sum for each way": (
        LayeredGraph(1, dense_layers((1, 2, 3), activation="identity", sources={"o": ("j", "h")})),
        "w1",
        "2·3 + 3",
    ),
}


@pytest.mark.parametrize("case", COUNTS)
def test_paths_are_counted_by_widths(case: str) -> None:
    graph, wrt, count = COUNTS[case]
    (line,) = indexed_paths(graph, wrt)
    assert path_count_text(line.rhs) == count
    assert indexed_note(graph, wrt).endswith(f"; paths: {count}")


DELTAS = {
    "of every later layer": (FIVE, [1, 2, 3, 4, 5]),
    "of those that reach the output": (DEAD_END, [1, 4, 5]),
}


@pytest.mark.parametrize("case", DELTAS)
def test_deltas(case: str) -> None:
    graph, layers = DELTAS[case]
    _, *deltas = indexed_lines(graph, "w1")
    assert [line.lhs for line in deltas] == [Element("delta", (Index(number=k),), (Index("j"),)) for k in layers]


# what is too long to be read is left out


def side_by_side(count: int) -> LayeredGraph:
    """As many ways from h to the output as there are layers beside each other."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = tuple(first + second for first in "xyz" for second in letters)[:count]
    middle = tuple(Layer(name, 1, "tanh", ("h",)) for name in names)
    return LayeredGraph(1, (Layer("h", 1, "tanh", (INPUTS,)), *middle, Layer("o", 1, "tanh", names)))


TOO_LONG: dict[str, tuple[LayeredGraph, int]] = {
    "12 later layers": (LayeredGraph(1, dense_layers((1,) * 13)), 1),
    "13 later layers": (LayeredGraph(1, dense_layers((1,) * 14)), 0),
    "50 ways": (side_by_side(50), 50),
    "51 ways": (side_by_side(51), 0),
}


@pytest.mark.parametrize("case", TOO_LONG)
def test_what_is_too_long_to_be_read_is_left_out(case: str) -> None:
    graph, ways = TOO_LONG[case]
    again = indexed_paths(graph, "w1")
    shown = [line.rhs.terms if isinstance(line.rhs, Sum) else (line.rhs,) for line in again]
    assert sum(map(len, shown)) == ways
    assert ("paths" in indexed_note(graph, "w1")) is bool(ways)


def test_a_bias_is_named_as_its_own_layer_has_it() -> None:
    """A layer of one unit has a bias for each unit, whatever the next layer has."""
    net = Network.layered(2, 1, 2, bias="layer")
    assert indexed_note(net.graph, "b1") == "b1 is b⁽¹⁾_1: layer l = 1, to unit j = 1; paths: 2"
    assert indexed_note(net.graph, "b2") == "b2 is b⁽²⁾: layer l = 2; paths: 2"


MEANS = [
    ("indexed", 2, "δ⁽¹⁾_j = 1/2 · (−2(t_j − out⁽¹⁾_j))"),
    ("matrix", 2, "∂E_total/∂out⁽¹⁾ = 1/2 · (−2(t − out⁽¹⁾))"),
    ("factored", 2, "δ_o1 = 1/2 · (−2(t1 − out_o1))"),
    ("matrix", 1, "δ⁽¹⁾ = 2(out⁽¹⁾ − t)   (BP1)"),
    ("factored", 1, "δ_o1 = 2(out_o1 − t1)"),
]


@pytest.mark.parametrize(("form", "outputs", "line"), MEANS, ids=[f"{m[0]} {m[1]}" for m in MEANS])
def test_a_mean_takes_a_shorter_way_over_one_output_only(
    form: str, outputs: int, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row of FUSED knows nothing of 1/n, by which several error terms enter E_total."""
    monkeypatch.setitem(FUSED, ("identity", "mean_squared"), lambda t, y: 2 * (y - t))
    network = Network.layered(2, outputs, activation="identity", loss="mean_squared")
    assert line in network.gradient("w1").form(form).text.splitlines()
