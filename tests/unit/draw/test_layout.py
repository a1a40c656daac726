"""Places: columns, time steps, arrows round nodes, what is too large."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest

import symprop
from symprop.api import Network
from symprop.draw import Drawing, layout
from symprop.draw.drawing import Look
from symprop.draw.geometry import Box, crosses
from symprop.draw.order import crossings, heights, order_columns
from symprop.draw.picked import edges_of_all_paths
from symprop.draw.typeset import runs_of, text_width
from symprop.errors import InputError, LimitExceeded
from symprop.network.blocks import block_model

BUNDLED = [
    *("mazur", "question", "skip", "autoencoder", "siamese", "shared_weight", "softmax_cross_entropy", "xor"),
    *("lstm", "cnn", "attention", "3-5-4-2"),
]
EQUATIONS = "{inputs: [x], parameters: [u, v], equations: {s: sigmoid(u*x), y: s*tanh(v*s) + x}, loss: 1/2*(1 - y)^2}"


def drawing(name: str) -> Drawing:
    net = Network.from_yaml(EQUATIONS) if name == "equations" else symprop.load(name)
    return net.draw().drawing


@pytest.mark.parametrize("name", [*BUNDLED, "equations", pytest.param("transformer", marks=pytest.mark.slow)])
def test_nothing_lies_on_a_node(name: str) -> None:
    found = drawing(name)
    boxes = {node.name: Box.around(node.x, node.y, node.width, node.height) for node in found.nodes}
    assert not [(a, b) for a, b in combinations(boxes, 2) if boxes[a].meets(boxes[b])]
    labels = []
    for edge in found.edges:
        if edge.label:
            assert edge.label_at
            width = text_width(runs_of(edge.label), found.edge_font)
            labels.append(Box.around(*edge.label_at, width, found.edge_font))
    assert not [label for label in labels for box in boxes.values() if label.meets(box)]
    assert not [1 for a, b in combinations(labels, 2) if a.meets(b)]
    for edge in found.edges:
        others = [box for node, box in boxes.items() if node not in (edge.source, edge.target)]
        assert not [box for box in others if crosses(edge.points, box)], edge.source
    frame = Box(0, 0, found.width, found.height)
    for box in (*boxes.values(), *labels):
        assert frame.left <= box.left < box.right <= frame.right
        assert frame.top <= box.top < box.bottom <= frame.bottom


@pytest.mark.parametrize("name", [*BUNDLED, "equations"])
def test_every_weight_is_named_somewhere(name: str) -> None:
    net = Network.from_yaml(EQUATIONS) if name == "equations" else symprop.load(name)
    found = net.draw().drawing
    named = {edge.parameter for edge in found.edges if edge.label and edge.parameter}
    named |= {variable for node in found.nodes for variable in node.variables}
    assert set(net.parameters) <= named


def test_layers_stand_in_columns_in_their_order() -> None:
    found = drawing("question")
    at = {node.name: (node.x, node.y) for node in found.nodes}
    columns = [("i1", "i2"), ("h1", "h2"), ("j1", "j2"), ("o1", "o2"), ("E_o1", "E_o2")]
    assert [at[a][0] == at[b][0] and at[a][1] < at[b][1] for a, b in columns] == [True] * 5
    xs = [at[a][0] for a, _ in columns]
    assert all(a < b for a, b in pairwise([*xs, at["E_total"][0]]))
    assert abs(at["o1"][1] - at["E_o1"][1]) < 0.5  # a lone arrow is level


def test_time_steps_stand_side_by_side() -> None:
    model = block_model(3, [{"kind": "rnn", "units": 2, "steps": 3, "sequence": True}])
    found = Network(model).draw().drawing
    assert [band.label.text for band in found.bands] == ["t = 1", "t = 2", "t = 3"]
    assert all(a.right < b.left for a, b in pairwise(found.bands))
    at = {node.name: node.x for node in found.nodes}
    for t, band in enumerate(found.bands, 1):
        inside = (f"i{t}", f"h1_t{t}", f"h2_t{t}", f"E_h1_t{t}")
        assert all(band.left <= at[name] <= band.right for name in inside)


def test_steps_that_lead_backwards_are_drawn_as_any_other_network() -> None:
    text = """{inputs: [x], units: [{name: a_t2, from: {x: u}}, {name: m, from: {a_t2: v}}, {name: a_t1, from: {m: w}}],
             outputs: [a_t1]}"""
    found = Network.from_yaml(text).draw().drawing
    assert found.bands == ()
    at = {node.name: node.x for node in found.nodes}
    assert at["x"] < at["a_t2"] < at["m"] < at["a_t1"]


def test_softmax_shows_its_nets_and_its_outs() -> None:
    looks = {node.name: node.look for node in drawing("softmax_cross_entropy").nodes}
    assert looks["net_o1"] is Look.NET
    assert looks["out_o1"] is Look.OUT
    assert looks["h1"] is Look.UNIT


def test_shared_weights_have_one_colour_each() -> None:
    groups = {edge.parameter: edge.group for edge in drawing("autoencoder").edges if edge.group}
    assert groups == {"u": 1, "v": 2}


def test_a_weight_used_twice_between_the_same_two_has_two_arrows() -> None:
    text = "{inputs: [x], units: [{name: a, from: {x: [u, v]}}], outputs: [a]}"
    lines = [edge.points for edge in Network.from_yaml(text).draw().drawing.edges if edge.source == "x"]
    assert len(set(lines)) == 2


@pytest.mark.parametrize(
    ("spec", "summary"), [("16-16-8", False), ("18-18", False), ("19-2", True), ("784-30-10", True), ("30-30", True)]
)
def test_what_is_too_large_is_summarised(spec: str, summary: bool) -> None:
    found = drawing(spec)
    assert found.summary is summary
    assert [line for line in found.captions if line.startswith("Summary: ")] == list(found.captions) * summary
    assert {node.look for node in found.nodes} == (
        {Look.BLOCK, Look.TOTAL} if summary else {node.look for node in found.nodes}
    )


def test_a_summary_says_sizes_and_takes_paths() -> None:
    net = symprop.load("784-30-10")
    found = net.draw("w1", path=3).drawing
    assert [node.note.text for node in found.nodes if node.note] == [
        *("784 inputs", "30 sigmoid", "10 sigmoid", "10 × half squared")
    ]
    assert found.captions == ("Summary: 2 layers as blocks; 824 units, 23,860 parameters.",)
    assert found.paths[0].words == "path 3: w1 → out_h1 → out_o4 → E_o4 → E_total"
    edges = {edge for node in found.nodes if node.paths for edge in node.inner}
    edges |= {edge for strand in found.strands for edge in strand.graph_edges}
    path = list(net.gradient("w1").iter_paths())[3]
    assert edges == {(edge.source, edge.target, edge.occurrence) for edge in path.edges}


def test_any_network_has_a_summary() -> None:
    found = symprop.load("attention").draw(detail="summary").drawing
    labels = {node.label.text: node.note.text for node in found.nodes if node.note}
    assert labels["q"] == "4 values"
    assert labels["i"] == "4 inputs"


def test_a_long_unrolled_network_shows_its_first_and_last_steps() -> None:
    found = Network(block_model(40, [{"kind": "rnn", "units": 1, "steps": 40}])).draw().drawing
    assert found.summary
    assert [band.label.text for band in found.bands] == [f"t = {t}" for t in (*range(1, 7), *range(36, 41))]
    assert any(node.note and node.note.text.endswith(" columns") for node in found.nodes)


def test_a_deep_network_is_cut_in_the_middle() -> None:
    found = symprop.load("-".join(["2"] * 200)).draw().drawing
    assert len(found.nodes) < 30
    assert "175 layers" in [node.note.text for node in found.nodes if node.note]


def test_too_many_arrows_are_refused() -> None:
    with pytest.raises(LimitExceeded, match=r"23,860 arrows to draw"):
        symprop.load("784-30-10").draw(detail="full")


def test_numbers_of_values_and_gradients_stand_on_arrows() -> None:
    net = symprop.load("mazur")
    texts = {e.parameter: e.label.text for e in net.draw(edges="gradients").drawing.edges if e.parameter and e.label}
    assert texts["w5"] == "0.08217"
    assert texts["w1"] == "0.0004386"
    found = net.draw(edges="values").drawing
    notes = {node.name: node.note.text for node in found.nodes if node.note}
    assert (notes["h1"], notes["E_total"], notes["t1"]) == ("0.5933", "0.2984", "0.01")
    with pytest.raises(InputError, match="have no value"):
        symprop.load("2-2").draw(edges="values")


def test_without_biases() -> None:
    found = symprop.load("mazur").draw(biases=False).drawing
    assert not [node for node in found.nodes if node.look is Look.BIAS]


def test_more_than_eight_paths_are_drawn_as_one() -> None:
    net = symprop.load("2-3-3-3")
    found = net.draw("w1").drawing
    assert [path.words for path in found.paths] == ["all 9 paths of w1"]
    edges = {edge for node in found.nodes if node.paths for edge in node.inner}
    edges |= {edge for strand in found.strands for edge in strand.graph_edges}
    paths = net.gradient("w1").iter_paths()
    assert edges == {(e.source, e.target, e.occurrence) for path in paths for e in path.edges}


@pytest.mark.parametrize(("spec", "wrt"), [("19-3-3-2", "w1"), ("19-3-3-2", "b2"), ("-".join(["3"] * 40), "w300")])
def test_a_summary_takes_all_paths_where_they_go(spec: str, wrt: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One edge of each kind goes where all of them go."""

    def drawn() -> tuple[list[bool], list[tuple[int, ...]]]:
        found = symprop.load(spec).draw(wrt).drawing
        assert found.summary
        return [bool(edge.paths) for edge in found.edges], [node.paths for node in found.nodes]

    short = drawn()
    monkeypatch.setattr(layout, "_flow_by_layers", lambda graph, flow: edges_of_all_paths(graph, flow.parameter))
    assert short == drawn()


def test_a_summary_of_millions_of_weights_walks_no_edges() -> None:
    found = symprop.load("1000-1000-1000-1000").draw("w1").drawing
    assert [path.words for path in found.paths] == ["all 1,000,000 paths of w1"]
    assert sum(len(strand.graph_edges) for strand in found.strands) < 10


# ordering and heights, on random columns


def random_columns(seed: int) -> tuple[list[list[str]], list[tuple[str, str]]]:
    chance = random.Random(seed)
    columns = [[f"{letter}{k}" for k in range(chance.randint(1, 7))] for letter in "abcd"]
    arrows = [(a, b) for left, right in pairwise(columns) for a in left for b in right if chance.random() < 0.35]
    return columns, arrows


@pytest.mark.parametrize("seed", range(12))
def test_order_has_no_more_crossings_and_heights_keep_it(seed: int) -> None:
    columns, arrows = random_columns(seed)
    right: dict[str, list[str]] = {}
    for a, b in arrows:
        right.setdefault(a, []).append(b)
    ordered = order_columns(columns, arrows)
    assert [sorted(column) for column in ordered] == [sorted(column) for column in columns]
    assert crossings(ordered, right) <= crossings(columns, right)
    place = {name: k for column in ordered for k, name in enumerate(column)}
    pairs = [(a, b) for a, b in combinations(arrows, 2) if a[0][0] == b[0][0]]
    counted = sum((place[a[0]] - place[b[0]]) * (place[a[1]] - place[b[1]]) < 0 for a, b in pairs)
    assert crossings(ordered, right) == counted
    y = heights(ordered, arrows, dict.fromkeys(place, (4.0, 6.0)), {})
    assert all(y[b] - y[a] >= 10 - 0.011 for column in ordered for a, b in pairwise(column))
