"""What is compared with what, and when it is the same; explanations that are confirmed; wrong answers written out."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import symprop
from symprop.derive.paths import Path, iter_paths
from symprop.expression import ONE, Expr, Var
from symprop.graph import Edge
from symprop.homework.grading import search
from symprop.homework.grading.search import _confirmed
from symprop.homework.grading.slips import Slip, edge_key, wrong_answer
from symprop.homework.grading.tables import Tables, nice
from symprop.notation import Labels
from symprop.render import PYTHON, write


def tables(answer: Any, **tables_of_bench: Any) -> Tables:
    answer = np.array(answer, dtype=float)
    known = {"truth": np.zeros(answer.size), "size": np.ones(answer.size)} | tables_of_bench
    return Tables(SimpleNamespace(**known), answer)  # type: ignore[arg-type]


def test_the_sets_of_paths_that_go_together() -> None:
    """Each path, those through one edge, those of equal products; never all of them."""
    ways = (("w", "a", "E"), ("w", "b", "E"), ("v", "b", "E"), ("v", "c", "E"))
    paths = tuple(Path((Edge(w, u, 1, ONE), Edge(u, f"{u}E", 1, ONE))) for w, u, _ in ways)
    made = tables([1.0], paths=paths, groups=((0, 3), (1,), (2,)))
    assert made.subsets == ((0,), (1,), (2,), (3,), (1, 2), (0, 3))
    assert tables([1.0], paths=paths, groups=((0, 1, 2, 3),)).subsets == ((0,), (1,), (2,), (3,), (1, 2))


def test_four_samples_at_which_no_path_is_dead() -> None:
    """Of the paths k and k² the smaller share is 1/(1 + k)."""
    k = np.arange(1.0, 7.0)
    products = np.array([k, k**2])
    assert tables(k, products=products, size=products.sum(axis=0)).alive.tolist() == [0, 1, 2, 3]


def test_a_row_hits_what_it_is_within_the_tolerance_everywhere() -> None:
    made = tables([0.0, 0.0])
    made.__dict__["tolerance"] = np.array([2.0, 1.0])
    table = np.array([[2.0, 1.0], [2.5, 0.0], [0.0, 1.5], [-2.0, -1.0], [0.0, 0.0]])
    assert made.hits(table, np.zeros(2)) == [0, 3, 4]
    assert made.hits(table[:0], np.zeros(2)) == []
    assert made.same(np.array([2.0, 1.0]), np.zeros(2))
    assert not made.same(np.array([2.0, 1.5]), np.zeros(2))


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_tolerance_goes_with_the_size_of_the_numbers(scale: float) -> None:
    made = tables([scale] * 3, size=np.full(3, scale))
    assert made.same(np.full(3, scale * (1 + 1e-9)), np.full(3, scale))
    assert not made.same(np.full(3, scale * (1 + 1e-8)), np.full(3, scale))


SOLVED = [(7, True), (6, False)]


@pytest.mark.parametrize(("count", "solved"), SOLVED)
def test_three_coefficients_are_fitted_where_there_are_four_samples_more(count: int, solved: bool) -> None:
    products = np.random.default_rng(1).normal(size=(3, count))
    made = tables(np.zeros(count))
    found = made.solve(products, np.array([2.0, 0.0, -0.5]) @ products)
    assert (found is not None) is solved
    if found is not None:
        assert found == pytest.approx([2.0, 0.0, -0.5])
        products[1, 0] = np.nan
        assert made.solve(products, np.zeros(count)) is None


def test_coefficients_that_fit_only_nearly_are_none() -> None:
    """The rest is at right angles to the products, so that the fit is not moved by it."""
    products, rest = np.eye(3, 12), np.eye(1, 12, 5)[0]
    made = tables(np.zeros(12), products=products, groups=((0,), (1,), (2,)))
    wanted = np.array([1.0, 0.0, 1.0]) @ products
    assert made.fit(products, wanted) == [(Fraction(1), Fraction(0), Fraction(1))]
    assert made.fit(products, wanted + rest) == []
    assert made.fit(products, np.array([1.0, 0.3141592, 1.0]) @ products) == []


def test_of_the_ways_that_equal_paths_may_count_eight_are_tried() -> None:
    """Three equal paths that count once together: one of three, 1 + 1 − 1, a third each; twice three of them."""
    products = np.eye(2, 12).repeat(3, axis=0)
    made = tables(np.zeros(12), groups=((0, 1, 2), (3, 4, 5)))
    assert len(made.fit(products, np.eye(2, 12).sum(axis=0))) == 8


NICE: list[tuple[float, Fraction | None]] = [
    (0.0, Fraction(0)),
    (-0.5, Fraction(-1, 2)),
    (5 / 12, Fraction(5, 12)),
    (1 / 13, None),
    (64.0, Fraction(64)),
    (-64.0, Fraction(-64)),
    (65.0, None),
    (1.00002, None),
    (1e-5, None),
]


@pytest.mark.parametrize(("value", "fraction"), NICE)
def test_a_fitted_number_is_a_small_fraction_or_none(value: float, fraction: Fraction | None) -> None:
    assert nice(value) == fraction


def named(name: str) -> Slip:
    return Slip(kind="other-quantity", instead=Var(name), tag=name)


def confirmed(found: Iterable[tuple[Slip, ...]], right: Iterable[str]) -> list[str]:
    """Return what is confirmed where the answers that are written out as one of `right` are right."""
    allowed: list[Expr] = [Var(name) for name in right]

    def agree(value: Expr, exact: object, digits: int, *, partly: bool) -> bool:
        assert (exact, digits, partly) == ("exact", 30, True)
        return value in allowed

    question = SimpleNamespace(
        with_quantities=lambda lines: lines, at_points=lambda lines, name: dict(lines)[name], agree=agree
    )
    bench = SimpleNamespace(question=question, paths=())
    return [" ".join(slip.tag for slip in slips) for slips in _confirmed(bench, found, "exact")]  # type: ignore[arg-type]


def test_what_reproduces_the_answer_is_confirmed_once() -> None:
    a, b, c = map(named, "abc")
    assert confirmed([(a,), (b,), (a,), (c,)], "ac") == ["a", "c"]


def test_of_two_slips_the_order_in_which_they_give_the_answer_is_kept() -> None:
    """What is given instead is that of the first of them."""
    a, b = map(named, "ab")
    assert confirmed([(a, b)], "a") == ["a b"]
    assert confirmed([(a, b)], "b") == ["b a"]
    assert confirmed([(a, b)], "c") == []


def test_as_many_are_confirmed_and_tried_as_there_is_use_for() -> None:
    names = [f"n{k}" for k in range(300)]
    assert confirmed([(named(name),) for name in names], names) == names[:40]
    assert confirmed([(named(name), named("x")) for name in names], names) == [f"{name} x" for name in names[:12]]
    assert confirmed([(named(name),) for name in names], ["n239"]) == ["n239"]  # the last of 240
    assert confirmed([(named(name),) for name in names], ["n240"]) == []
    assert confirmed([(named("n0"),), *[(named("n1"),)] * 500, (named("n2"),)], ["n0", "n2"]) == ["n0", "n2"]


def test_a_role_is_fitted_on_any_set_of_paths_only_where_these_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.unit.homework.grading import test_pair_search as made_up

    planted = made_up.role("AB", 0, 2)
    answer = made_up.worth(planted)
    for most, found in ((3, [made_up.said((planted,))]), (2, [])):
        monkeypatch.setattr(search, "MOST_FITTED", most)
        assert [made_up.said(slips) for slips in search.singles(made_up.tables(answer))] == found


def test_a_role_is_fitted_on_three_paths_to_24(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two paths one and both are tried already; of more than 24 the fit would take too long."""
    asked: list[int] = []
    monkeypatch.setattr(search, "_on_some", lambda tables, rest, role, paths: asked.append(len(paths)))
    bench = SimpleNamespace(touched=[tuple(range(count)) for count in (1, 2, 3, 24, 25)])
    made = SimpleNamespace(
        changes=np.ones((5, 25, 2)), bench=bench, every=tuple(range(25)), subsets=(), hits=lambda table, wanted: []
    )
    assert list(search.replaced(made, np.zeros(2))) == []  # type: ignore[arg-type]
    assert asked == [3, 24]


@pytest.mark.parametrize("coefficients", [(2, 0, 1), (0.5, 0, 1), (-1, 0, 0)])
def test_a_role_is_made_on_a_path_or_not(coefficients: tuple[float, ...]) -> None:
    from tests.unit.homework.grading import test_pair_search as made_up

    (role,) = (number for number, role in enumerate(made_up.ROLES) if role.kind == "AB")
    made = made_up.tables(made_up.PRODUCTS.sum(axis=0))
    answer = made.truth + np.array(coefficients) @ made.changes[role]
    assert list(search.singles(made_up.tables(answer))) == []


PATHS = tuple(iter_paths(symprop.load("mazur").model.graph, "w1"))
EDGE = edge_key(PATHS[0].edges[2])  # w5
FIRST = "-(t1 - out_o1)*out_o1*(1 - out_o1)*w5*out_h1*(1 - out_h1)*i1"
SECOND = "-(t2 - out_o2)*out_o2*(1 - out_o2)*w7*out_h1*(1 - out_h1)*i1"


def times(number: str, *paths: int) -> Slip:
    return Slip(kind="", paths=paths, times=Fraction(number))


X, Y = Slip(kind="", instead=Var("x"), tag="x"), Slip(kind="", added=Var("y"), tag="y")
WRITTEN = [
    ((), f"{FIRST} - {SECOND[1:]}"),
    ((times("0", 1),), FIRST),
    ((times("0", 0, 1),), "0"),
    ((times("1/2", 0), times("-1", 0, 1)), f"-1/2*({FIRST.replace(')', '))', 1)} - ({SECOND})"),
    ((Slip(kind="", paths=(0,), replaced={EDGE: Var("x")}),), f"{FIRST.replace('w5', 'x')} - {SECOND[1:]}"),
    ((Slip(kind="", paths=(1,), replaced={EDGE: Var("x")}),), f"{FIRST} - {SECOND[1:]}"),
    ((X,), "x"),
    ((X, times("-1", 0, 1)), "-x"),
    ((times("3", 0, 1), X), "3*x"),
    ((X, times("2", 0), times("-1/2", 0)), "-x"),
    ((X, times("0", 0, 1)), "0*x"),
    ((Y, times("0", 0)), f"{SECOND} + y"),
]


@pytest.mark.parametrize(("slips", "written"), WRITTEN, ids=[w[1] for w in WRITTEN])
def test_a_wrong_answer_is_written_as_somebody_writes_it(slips: tuple[Slip, ...], written: str) -> None:
    labels = Labels(symprop.load("mazur").model.graph.variable).beside(lambda name: name in ("x", "y"))
    assert write(wrong_answer(PATHS, slips), PYTHON, labels) == written


def test_a_slip_is_about_the_whole_where_something_is_given_instead_or_added() -> None:
    assert (X.whole, Y.whole, times("2", 0).whole) == (True, True, False)
