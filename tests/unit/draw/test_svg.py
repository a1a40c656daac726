"""The SVG says what the graph and its paths are: read back and compared."""

from __future__ import annotations

from collections import Counter

import pytest

import symprop
from symprop.draw.geometry import Box

NETWORKS = ["mazur", "question", "skip", "shared_weight", "lstm", "softmax_cross_entropy", "3-4-2"]


def named(edge) -> str:
    return f"{edge.source}>{edge.target}#{edge.occurrence}"


@pytest.mark.parametrize("name", NETWORKS)
def test_every_edge_of_the_graph_is_drawn_once(name, read_svg) -> None:
    net = symprop.load(name)
    expected = Counter(named(edge) for target in net.graph.defined() for edge in net.graph.edges_into(target))
    assert read_svg(net.draw().svg).edges == expected


@pytest.mark.parametrize(
    ("name", "wrt"),
    [("mazur", "w1"), ("mazur", "b1"), ("question", "w1"), ("skip", "w7"), ("shared_weight", "w"), ("lstm", "b_i_1")],
)
def test_picked_out_are_the_paths_edges(name, wrt, read_svg) -> None:
    gradient = symprop.load(name).gradient(wrt)
    expected = {str(k): set(map(named, path.edges)) for k, path in enumerate(gradient.iter_paths())}
    assert read_svg(gradient.draw().svg).paths == expected
    last = len(expected) - 1
    assert read_svg(gradient.draw(path=last).svg).paths == {str(last): expected[str(last)]}


@pytest.mark.parametrize("name", NETWORKS)
def test_no_two_nodes_overlap_and_no_label_lies_on_a_node(name) -> None:
    drawing = symprop.load(name).draw().drawing
    boxes = [Box.around(node.x, node.y, node.width, node.height) for node in drawing.nodes]
    assert not [1 for k, box in enumerate(boxes) for other in boxes[:k] if box.meets(other)]
    labels = [edge.label_at for edge in drawing.edges if edge.label_at]
    assert labels
    assert not [1 for at in labels for box in boxes if Box.around(*at, 8, 8).meets(box)]


def test_two_drawings_of_one_network_are_the_same_to_the_byte() -> None:
    assert symprop.load("lstm").draw("b_i_1").svg == symprop.load("lstm").draw("b_i_1").svg
