"""Paths: counted = made = counted by brute force; their products add up to the gradient."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symprop.derive.forms import derive_form
from symprop.derive.paths import Path, iter_paths, path_count, path_counts
from symprop.errors import InputError
from symprop.expression import ONE, DisplayEquation, Product, Var, total
from symprop.graph import PARAMETERS
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph
from symprop.verify.points import Point
from symprop.verify.session import path_scale

from .networks import LIMITS, assert_agree, brute_force, cases, layered_graphs, value_of

Case = tuple[LayeredGraph, str, Point]


@settings(max_examples=40)
@given(layered_graphs())
def test_counts_are_the_paths_there_are(graph: LayeredGraph) -> None:
    counted = dict(path_counts(graph))
    assert list(counted) == list(graph.given(*PARAMETERS))
    for name, count in counted.items():
        assert path_count(graph, name) == count == brute_force(graph, name), name
        if count <= LIMITS.paths:
            made = [tuple((e.target, e.occurrence) for e in path.edges) for path in iter_paths(graph, name)]
            assert len(made) == len(set(made)) == count, name


@settings(max_examples=40)
@given(layered_graphs(), st.data())
def test_a_path_is_a_chain_of_edges(graph: LayeredGraph, data: st.DataObject) -> None:
    wrt = data.draw(st.sampled_from(list(graph.given(*PARAMETERS))))
    order = {name: place for place, name in enumerate(graph.defined())}
    for path in list(iter_paths(graph, wrt))[:100]:
        assert path.nodes[0] == wrt
        assert path.nodes[-1] == graph.total
        assert len(path.factors) == len(path.edges) == len(path.nodes) - 1
        assert [order[name] for name in path.nodes[1:]] == sorted(order[name] for name in path.nodes[1:])
        for edge, before, after, factor in zip(path.edges, path.nodes, path.nodes[1:], path.factors, strict=False):
            assert (edge.source, edge.target, edge.partial) == (before, after, factor)
            assert edge in graph.edges_from(before)
            assert edge in graph.edges_into(after)


@settings(max_examples=40)
@given(cases(depth=3))
def test_products_of_factors_add_up_to_the_gradient(case: Case) -> None:
    graph, wrt, point = case

    def value(paths: list[Path]) -> object:
        rhs = total(Product((ONE, *path.factors)) for path in paths)
        return value_of([DisplayEquation(Var("sum"), rhs)], point.forward, point.arithmetic)

    paths = list(iter_paths(graph, wrt))
    assert_agree(
        {
            "factors": value(paths),
            "backwards": value(paths[::-1]),
            "adjoints": value_of(derive_form(graph, wrt, "factored").lines, point.forward, point.arithmetic),
        },
        path_scale(graph, wrt, point),
    )


@given(
    sizes=st.lists(st.integers(1, 4), min_size=2, max_size=6),
    activation=st.sampled_from(("sigmoid", "relu", "phi")),
    bias=st.sampled_from(("unit", "layer", "none")),
)
def test_a_dense_net_has_the_product_of_the_widths_to_its_right(sizes: list[int], activation: str, bias: str) -> None:
    graph = LayeredGraph(sizes[0], dense_layers(sizes[1:], activation=activation), bias=bias)
    expected = [prod(sizes[k + 1 :]) for k in range(1, len(sizes)) for _ in range(sizes[k - 1] * sizes[k])]
    for k in range(1, len(sizes)):
        expected += {"unit": [prod(sizes[k + 1 :])] * sizes[k], "layer": [prod(sizes[k:])], "none": []}[bias]
    assert [count for _, count in path_counts(graph)] == expected


DEEP = LayeredGraph(10, dense_layers((10,) * 50), bias="none")


@pytest.mark.parametrize("layer", [1, 2, 25, 49, 50], ids=lambda k: f"weight of layer {k} of 50 -> 10**{50 - k}")
def test_fifty_layers_of_ten_are_counted_exactly(layer: int) -> None:
    first = 100 * (layer - 1) + 1
    for weight in (first, first + 99):
        assert path_count(DEEP, f"w{weight}") == 10 ** (50 - layer)


def test_all_counts_of_fifty_layers_come_from_one_sweep() -> None:
    assert [count for _, count in path_counts(DEEP)] == [10 ** (50 - k // 100 - 1) for k in range(5_000)]


def test_paths_are_made_one_at_a_time() -> None:
    paths = iter_paths(DEEP, "w1")
    assert [next(paths).nodes[-3] for _ in range(12)] == [f"out_o{k}" for k in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 2)]


def test_softmax_leads_from_every_net_to_every_out() -> None:
    graph = LayeredGraph(1, dense_layers((3, 2), activation="softmax"), loss="cross_entropy")
    assert dict(path_counts(graph)) == {**{f"w{k}": 12 for k in (1, 2, 3)}, **{f"w{k}": 2 for k in range(4, 10)}} | {
        **{f"b{k}": 12 for k in (1, 2, 3)},
        **{f"b{k}": 2 for k in (4, 5)},
    }


def test_an_unknown_name_is_refused_before_the_first_path() -> None:
    with pytest.raises(InputError, match="unknown name 'w0'"):
        iter_paths(DEEP, "w0")
