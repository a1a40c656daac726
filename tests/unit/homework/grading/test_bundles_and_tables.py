"""Paths bundled by how they begin, and the tables of numbers that answers are compared with."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from symprop.api import Network, load
from symprop.derive.paths import Path
from symprop.expression import ONE, Partial, Var
from symprop.graph import Affine, Edge, Kind, ListedGraph, Variable
from symprop.homework.grading import bench as benches
from symprop.homework.grading.bench import Bench
from symprop.homework.grading.bundles import bundled_paths
from symprop.homework.grading.question import Question
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph

WIDE = LayeredGraph(1, dense_layers((1, 5, 5, 2)))  # w1 leads to 5 · 5 · 2 = 50 paths
MOST = [
    (50, 50, False),
    (49, 25, True),
    (25, 25, True),
    (24, 5, True),
    (5, 5, True),
    (4, 1, True),
]


@pytest.mark.parametrize(("most", "count", "bundled"), MOST, ids=[f"at most {m[0]} -> {m[1]}" for m in MOST])
def test_bundles_are_as_fine_as_their_number_allows(most: int, count: int, bundled: bool) -> None:
    paths, are_bundles = bundled_paths(WIDE, "w1", most)
    assert (len(paths), are_bundles) == (count, bundled)


def test_a_path_that_is_whole_stays_while_others_grow() -> None:
    """w → a → E, and w → a → b → c → {d, f} → E: the first is a path by itself, the others are a bundle."""
    terms = {"a": "w", "b": "a", "c": "b", "d": "c", "f": "c"}
    definitions = {name: Affine(((Var(parent), Var("x")),)) for name, parent in terms.items()}
    definitions["E"] = Affine(((Var("a"),), (Var("d"),), (Var("f"),)))
    given = (Variable("w", Kind.WEIGHT), Variable("x", Kind.INPUT))
    defined = tuple(Variable(name, Kind.TOTAL if name == "E" else Kind.NET, name) for name in definitions)
    paths, _ = bundled_paths(ListedGraph((*given, *defined), definitions, "E"), "w", 2)
    assert {path.nodes for path in paths} == {("w", "a", "E"), ("w", "a", "b", "c", "E")}


def test_a_bundle_ends_with_all_ways_from_its_end_on() -> None:
    (first, *_), _ = bundled_paths(WIDE, "w1", 25)
    assert (
        first.nodes
        == ("w1", "net_h1", "out_h1", "net_j1", "out_j1", "net_k1", "out_k1", "E_total")[-len(first.nodes) :]
    )
    assert (first.edges[-1].source, first.edges[-1].partial) == (first.nodes[-2], Partial("E_total", first.nodes[-2]))


def test_the_products_of_bundles_add_up_to_the_gradient() -> None:
    """v leads to E by itself as well: a way that ends at v and one that goes on by that edge are told apart."""
    given = ", ".join(f"c{k}" for k in range(25))
    more = ", ".join(f"m{k}: c{k}*v" for k in range(25))
    net = Network.from_yaml(
        f"{{inputs: [x], parameters: [u, {given}], equations: {{a: u*x, b: sin(a), v: a*b, {more}}},"
        f" loss: v^2 + {' + '.join(f'm{k}' for k in range(25))}}}"
    )
    made = Bench(Question(net.model, "u"))
    assert made.question.bundled
    assert made.products.sum(axis=0) == pytest.approx(made.truth)


def bench(*paths: Path, **tables: Any) -> Bench:
    made = Bench(SimpleNamespace(paths=paths))  # type: ignore[arg-type]
    made.__dict__.update({name: np.array(rows) for name, rows in tables.items()})
    return made


def edge(source: str, target: str) -> Edge:
    return Edge(source, target, 1, ONE)


ONE_PATH, OTHER = Path((edge("w", "a"), edge("a", "E"))), Path((edge("w", "b"), edge("b", "E")))


def test_the_size_of_a_gradient_is_the_sum_of_its_paths_sizes() -> None:
    """Where all paths are dead it is a hundredth of the mean, so that nothing is divided by 0."""
    assert bench(ONE_PATH, OTHER, products=[[1.0, 0.0], [-3.0, 0.0]]).size.tolist() == [4.0, 0.02]
    assert bench(truth=[-2.0, 4.0]).size.tolist() == [2.0, 4.0]
    assert bench(truth=[0.0, 0.0]).size.tolist() == [1.0, 1.0]


def test_paths_of_equal_products_are_one_group() -> None:
    products = [[0.0, 2.0], [0.0, 2.0 + 1e-12], [0.0, 2.1], [1e-6, 2e-6], [1e-6, 3e-6]]
    assert bench(products=products).groups == ((0, 1), (2,), (3,), (4,))


def test_several_changes_are_made_at_once_and_elsewhere_nothing() -> None:
    keys = [(e.source, e.target, e.occurrence) for e in (*ONE_PATH.edges, *OTHER.edges)]
    tables = bench(ONE_PATH, OTHER, products=[[6.0], [35.0]])
    tables.__dict__["_partials"] = dict(zip(keys, map(np.array, ([2.0], [3.0], [5.0], [7.0])), strict=True))
    tables.__dict__["factors"] = {0: {keys[0]: np.array([11.0])}, 1: {keys[1]: np.array([13.0])}}
    assert tables.changed([0]).tolist() == [[33.0], [35.0]]
    assert tables.changed([0, 1]).tolist() == [[143.0], [35.0]]


def test_fewer_replacements_are_tried_where_a_table_of_them_all_would_be_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    question = Question(load("mazur").model, "w1")
    every = Bench(question).roles
    monkeypatch.setattr(benches, "MOST_NUMBERS", 5 * 2 * Bench(question).truth.size)  # of two paths
    fewer = Bench(question)
    assert fewer.roles == every[:5]
    assert fewer.changes.shape == (5, 2, fewer.truth.size)


def test_a_table_of_changes_takes_96_mb_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of float64, eight bytes each: 12 million of one path at one sample."""
    monkeypatch.setattr(benches, "roles_of", lambda graph, wrt, paths: range(20_000_000))
    for samples in (1, 3):
        made = bench(ONE_PATH, truth=[1.0] * samples)
        made.question.graph = made.question.wrt = None  # type: ignore[assignment]
        assert 8 * samples * len(made.roles) == 96_000_000
