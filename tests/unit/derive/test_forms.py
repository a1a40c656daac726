"""Forms beyond Mazur's example: fused losses, groups, dead ends, limits, depth and width."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.adjoints import factored_system
from symprop.derive.forms import FORMS, Limits, derive_form
from symprop.derive.paths import iter_paths, path_count, path_counts
from symprop.derive.views import slope_graph
from symprop.errors import InputError, LimitExceeded, UnsupportedForm
from symprop.evaluate.arithmetic import rational_arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import ZERO, Partial, Var, names_in, size
from symprop.graph import PARAMETERS
from symprop.network.dense import INPUTS, Layer, dense_layers
from symprop.network.layers import LayeredGraph

FUSED = [
    ("softmax", "cross_entropy", 3, "δ_o1 = out_o1 − t1"),
    ("sigmoid", "binary_cross_entropy", 2, "δ_o1 = out_o1 − t1"),
    ("sigmoid", "cross_entropy", 2, "δ_o1 = −t1/out_o1 · out_o1(1 − out_o1)"),
    ("sigmoid", "half_squared", 2, "δ_o1 = −(t1 − out_o1) · out_o1(1 − out_o1)"),
    ("identity", "half_squared", 2, "δ_o1 = −(t1 − out_o1)"),
    ("tanh", "squared", 2, "δ_o1 = −2(t1 − out_o1) · (1 − out_o1²)"),
    ("relu", "half_squared", 1, "δ_o1 = −(t1 − out_o1) · (1 if net_o1 > 0 else 0)"),
]


@pytest.mark.parametrize(
    ("activation", "loss", "outputs", "delta"), FUSED, ids=[f"{a}, {loss} -> {d}" for a, loss, _, d in FUSED]
)
def test_delta_of_an_output(activation: str, loss: str, outputs: int, delta: str) -> None:
    network = Network.layered(2, 2, outputs, activation=("sigmoid", activation), loss=loss)
    assert network.gradient("w5").factored.text.splitlines()[:2] == ["∂E_total/∂w5 = δ_o1 · out_h1", delta]


def test_softmax_with_cross_entropy_literally() -> None:
    network = Network.layered(2, 2, 2, activation=("sigmoid", "softmax"), loss="cross_entropy")
    (_, delta) = network.gradient("w5").factored.lines
    assert delta.rhs == Var("out_o1") - Var("t1")
    assert network.gradient("w5").factored.python.splitlines()[0] == "delta_o1 = out_o1 - t1"


def test_a_softmax_group_that_does_not_fuse_names_the_adjoints_it_shares() -> None:
    text = Network.layered(1, 2, 1, activation=("softmax", "identity")).gradient("w1").factored.text
    assert text.splitlines() == [
        "∂E_total/∂w1 = δ_h1 · i1",
        "δ_h1 = ∂E_total/∂out_h1 · out_h1(1 − out_h1)",
        "       + ∂E_total/∂out_h2 · (−out_h2·out_h1)",
        "∂E_total/∂out_h1 = δ_o1 · w3",
        "∂E_total/∂out_h2 = δ_o1 · w4",
        "δ_o1 = −(t1 − out_o1)",
    ]


def test_a_softmax_whose_out_goes_on_elsewhere_does_not_fuse() -> None:
    layers = (Layer("h", 2, "softmax", (INPUTS,)), Layer("o", 2, "softmax", (INPUTS, "h")))
    graph = LayeredGraph(1, layers, loss="cross_entropy")
    deltas = {line.lhs.name: line.rhs for line in factored_system(graph)}
    assert deltas["delta_o1"] == Var("out_o1") - Var("t1")
    assert set(names_in(deltas["delta_h1"])) == {"out_h1", "out_h2", "d_E_total__d_out_h1", "d_E_total__d_out_h2"}


def test_a_mean_does_not_fuse_with_a_sum() -> None:
    assert Network.layered(1, 2, activation="identity", loss="mean_squared").gradient("w1").factored.text == (
        "∂E_total/∂w1 = δ_o1 · i1\nδ_o1 = 1/2 · (−2(t1 − out_o1))"
    )


# dead ends

ORPHAN = LayeredGraph(
    2,
    (Layer("h", 2, "tanh", (INPUTS,)), Layer("j", 1, "tanh", ("h",)), Layer("o", 1, "sigmoid", ("h",))),
)


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f"{f} -> 0, with a note")
def test_a_weight_of_a_layer_that_nobody_takes(form: str) -> None:
    found = derive_form(ORPHAN, "w5", form)
    assert [(line.lhs, line.rhs) for line in found.lines] == [(Partial("E_total", "w5"), ZERO)]
    assert found.note == "no path leads from w5 to E_total, so its gradient is 0"
    assert path_count(ORPHAN, "w5") == 0
    assert list(iter_paths(ORPHAN, "w5")) == []


def test_a_second_derivative_that_is_zero_says_why() -> None:
    nowhere = derive_form(slope_graph(ORPHAN, "w5"), "w1", "factored")
    assert nowhere.note == "∂E_total/∂w5 is 0 wherever it is defined, so its derivative is 0"
    apart = derive_form(slope_graph(Network.layered(2, 2).graph, "w1"), "w3", "factored")
    assert apart.note == "∂E_total/∂w1 does not vary with w3: no path leads there, so the second derivative is 0"


def test_a_gradient_that_is_not_zero_needs_no_note() -> None:
    graph = Network.layered(2, 2, 2).graph
    assert {derive_form(graph, "w1", form).note for form in ("chain", "messages", "paths", "factored", "closed")} == {
        ""
    }
    numerator = derive_form(graph, "w1", "matrix", Limits(layout="numerator")).note
    assert numerator.endswith("numerator layout: ∂E_total/∂W⁽¹⁾ has the shape of the transpose of W⁽¹⁾")


def test_second_derivatives_define_each_first_one_that_they_use_once() -> None:
    lines = derive_form(slope_graph(Network.layered(1, 1, 1, 1).graph, "w1"), "w1", "paths").lines
    names = [line.lhs.name for line in lines]
    used = {name for line in lines for name in names_in(line.rhs) if name.startswith("delta_")}
    assert names[0] == "d2_E_total__d_w1__d_w1"
    assert sorted(names[1:]) == sorted(used) == ["delta_j1", "delta_o1"]


TWICE = {
    "inputs": ["x"],
    "units": [
        {"name": "a", "from": {"x": "w1"}, "activation": "tanh"},
        {"name": "c", "from": {"a": ["w2", "w3"]}, "activation": "identity"},
    ],
    "outputs": ["c"],
}
NUMBERS = {"x": 2, "w1": 3, "w2": 5, "w3": 7, "out_a": 11, "out_c": 13, "t1": 17}


@pytest.mark.parametrize("form", ["chain", "messages", "factored", "paths"])
def test_a_source_that_enters_one_net_by_two_weights_sends_one_message(form: str) -> None:
    """∂E/∂w1 = −(t1 − out_c) · (w2 + w3) · (1 − out_a²) · x, c's activation being the identity."""
    lines = derive_form(Network.from_dict(TWICE).graph, "w1", form).lines
    found = evaluate_lines(lines, NUMBERS, rational_arithmetic())
    assert found["d_E_total__d_w1"] == -(17 - 13) * (5 + 7) * (1 - 11**2) * 2


@pytest.mark.parametrize("form", FORMS)
def test_a_dead_end_leaves_no_trace_in_the_other_gradients(form: str) -> None:
    for line in derive_form(ORPHAN, "w1", form).lines:
        assert not [name for name in names_in(line.rhs) if "j1" in name]
    assert "j1" not in derive_form(ORPHAN, "w1", form).note


# refusals

WIDE = LayeredGraph(2, dense_layers((10, 10, 10)))
REFUSED = [
    ("paths", Limits(), (10,) * 5 + (2,), "∂E_total/∂w1 has 20,000 paths, more than 10,000; use --form factored"),
    ("paths", Limits(paths=99), (10,) * 3, "∂E_total/∂w1 has 100 paths, more than 99; use --form factored"),
    ("closed", Limits(nodes=100), (10, 10), "in closed form has "),
]


@pytest.mark.parametrize(("form", "limits", "units", "message"), REFUSED, ids=[f"{r[0]} -> {r[3]}" for r in REFUSED])
def test_beyond_the_limit(form: str, limits: Limits, units: tuple[int, ...], message: str) -> None:
    graph = LayeredGraph(2, dense_layers(units))
    with pytest.raises(LimitExceeded) as caught:
        derive_form(graph, "w1", form, limits)
    assert message in str(caught.value)


def test_a_closed_form_that_is_too_large_says_what_to_do() -> None:
    with pytest.raises(LimitExceeded, match=r"use --form factored, or raise --max-size$"):
        derive_form(WIDE, "w1", "closed", Limits(nodes=100))


def test_the_matrix_form_lies_as_asked() -> None:
    """∂E/∂W = δ outᵀ has the shape of W, out δᵀ that of its transpose."""
    graph = Network.layered(2, 3, 1).graph
    rows = {
        layout: derive_form(graph, "w1", "matrix", Limits(layout=layout)).lines[1].lhs.shape  # type: ignore[union-attr]
        for layout in ("denominator", "numerator")
    }
    assert rows == {"denominator": (3, 2), "numerator": (2, 3)}


def test_a_path_limit_of_the_exact_count_is_enough() -> None:
    (line,) = derive_form(WIDE, "w1", "paths", Limits(paths=100)).lines
    assert len(line.rhs.terms) == 100  # type: ignore[union-attr]
    with pytest.raises(LimitExceeded):
        derive_form(WIDE, "w1", "paths", Limits(paths=99))


def test_the_size_of_the_closed_form_is_known_exactly_before_it_is_made() -> None:
    graph = LayeredGraph(2, dense_layers((2, 2)))
    (line,) = derive_form(graph, "w1", "closed").lines
    nodes = size(line.rhs)
    derive_form(graph, "w1", "closed", Limits(nodes=nodes))
    with pytest.raises(LimitExceeded, match=f"has {nodes:,} symbols and operations, more than {nodes - 1:,}"):
        derive_form(graph, "w1", "closed", Limits(nodes=nodes - 1))


def test_paths_beyond_any_number_are_counted_in_the_message() -> None:
    graph = LayeredGraph(10, dense_layers((10,) * 50))
    with pytest.raises(LimitExceeded, match=f"has {10**49:,} paths"):
        derive_form(graph, "w1", "paths")


NO_FORMS = [("path", "did you mean 'paths'?"), ("matrices", ""), ("", "one of chain, messages"), ("x" * 300, "one of")]


@pytest.mark.parametrize(("form", "instead"), NO_FORMS, ids=[f"{f[:10]!r} -> {i}" for f, i in NO_FORMS])
def test_a_form_that_is_none(form: str, instead: str) -> None:
    with pytest.raises(UnsupportedForm, match="unknown form") as caught:
        derive_form(WIDE, "w1", form)
    assert instead in caught.value.instead
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("form", FORMS)
def test_a_parameter_that_is_none(form: str) -> None:
    with pytest.raises(InputError, match="unknown name 'w999'; w1 to w220"):
        derive_form(WIDE, "w999", form)


# depth and width

THOUSAND = LayeredGraph(1, dense_layers((1,) * 1_000))
LINES = {"factored": 1_001, "chain": 4_000, "messages": 2_999, "paths": 1}


@pytest.mark.parametrize(
    ("form", "least"), LINES.items(), ids=[f"{f} of 1,000 layers -> {n} lines" for f, n in LINES.items()]
)
def test_a_thousand_layers(form: str, least: int) -> None:
    lines = derive_form(THOUSAND, "w1", form).lines
    assert lines[0].lhs == Partial("E_total", "w1")
    assert abs(len(lines) - least) <= 2
    (path,) = iter_paths(THOUSAND, "w1")
    assert len(path.nodes) == 2_003
    assert path_count(THOUSAND, "w1") == 1


@pytest.mark.parametrize("writing", ["text", "python", "latex", "mathml"])
def test_three_hundred_layers_are_printed(writing: str) -> None:
    network = Network.layered(*(1,) * 301)
    for form in ("paths", "factored"):
        assert getattr(network.gradient("w1").form(form), writing)


def test_a_thousand_layers_closed_is_refused_by_its_size() -> None:
    with pytest.raises(LimitExceeded, match=r"closed form has [0-9,]+ symbols and operations, more than 20,000"):
        derive_form(THOUSAND, "w1", "closed")


@pytest.mark.parametrize("form", ["chain", "messages", "paths", "factored"])
def test_five_thousand_units(form: str) -> None:
    graph = LayeredGraph(2, dense_layers((5_000, 2)))
    lines = derive_form(graph, "w9999", form).lines
    assert len(lines) < 20
    assert set(names_in(lines[0].rhs)) <= {
        "i1", "w15000", "w20000", "t1", "t2", "out_o1", "out_o2", "out_h5000", "net_h5000", "delta_h5000",
        "d_E_total__d_out_h5000", "d_out_h5000__d_net_h5000", "d_net_h5000__d_w9999",
    }  # fmt: skip
    assert path_count(graph, "b5001") == 1
    counts = dict(path_counts(graph))
    assert (counts["w1"], counts["w10001"], len(counts)) == (2, 1, 25_002)


def test_all_gradients_of_five_thousand_units_are_as_many_lines_as_there_are_names() -> None:
    graph = LayeredGraph(2, dense_layers((5_000, 2)))
    lines = list(factored_system(graph))
    assert len(lines) == 5_002 + graph.count(*PARAMETERS)
    assert sum(size(line.rhs) for line in lines) < 40 * 20_000
