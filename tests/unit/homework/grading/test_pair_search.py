"""Each search for two slips by itself, over made-up numbers: it finds what was planted, and nothing that is not so.

path 0: w → a → o → E        path 1: w → b → o → E        path 2: w → b → p → E
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from symprop.derive.paths import Path
from symprop.expression import ONE, Var
from symprop.graph import Edge
from symprop.homework.grading import pairs, search
from symprop.homework.grading.roles import Role, role_slip, touched_by
from symprop.homework.grading.slips import Slip, edge_key
from symprop.homework.grading.tables import Tables

WAYS = ("w a o E", "w b o E", "w b p E")
SAMPLES = 14
RANDOM = np.random.default_rng(7)
PRODUCTS = RANDOM.uniform(0.5, 2, (3, SAMPLES)) * RANDOM.choice((-1, 1), (3, SAMPLES))
WHOLES = {"other": RANDOM.uniform(0.5, 2, SAMPLES), "extra": RANDOM.uniform(0.5, 2, SAMPLES)}


def made_paths() -> tuple[Path, ...]:
    def edges(way: str) -> Iterator[Edge]:
        yield from (Edge(source, target, 1, ONE) for source, target in pairwise(way.split()))

    return tuple(Path(tuple(edges(way))) for way in WAYS)


PATHS = made_paths()
NAMES = {"A": ("w a",), "B": ("w b",), "O": ("o E",), "P": ("p E",), "AB": ("w a", "w b"), "MID": ("a o",)}
ROLES = tuple(
    Role(name, "", {(*edge.split(), 1): Var(name) for edge in edges})  # type: ignore[misc]
    for name, edges in NAMES.items()
)
RATIOS = {role.kind: RANDOM.uniform(0.3, 3, SAMPLES) for role in ROLES}


OTHER = Slip(kind="other-quantity", instead=Var("x"), tag="other")
EXTRA = Slip(kind="extra-path", added=Var("x"), tag="extra")


def on_path(name: str, replaced: Any, k: int) -> Any:
    """Return what a role's factors make of a path: its ratio, once for each edge of it on the path."""
    ratio = np.ones(SAMPLES)
    for edge in PATHS[k].edges:
        if edge_key(edge) in replaced:
            ratio = ratio * RATIOS[name]
    return ratio


def worth(*slips: Slip) -> Any:
    """Return the answer of somebody who makes these slips."""
    table, added = PRODUCTS.copy(), np.zeros(SAMPLES)
    factor = 1.0
    for slip in slips:
        if slip.whole:
            added = added + WHOLES[slip.tag]
            table = table if slip.added is not None else np.zeros_like(table)
            continue
        for k in slip.paths:
            table[k] = table[k] * float(slip.times) * on_path(slip.kind, slip.replaced, k)
        if not slip.replaced and len(slip.paths) == 3:
            factor = float(slip.times)
    return table.sum(axis=0) + (factor * added if any(slip.instead is not None for slip in slips) else added)


def tables(answer: Any, products: Any = PRODUCTS) -> Tables:
    """Return the tables of the first paths, as many as there are products."""
    paths = PATHS[: len(products)]
    changes = [
        [product * (on_path(role.kind, role.replaced, k) - 1) for k, product in enumerate(products)] for role in ROLES
    ]
    known = [(EXTRA, WHOLES["extra"]), (OTHER, WHOLES["other"] - products.sum(axis=0))]
    bench = SimpleNamespace(
        paths=paths,
        roles=ROLES,
        touched=tuple(touched_by(role, paths) for role in ROLES),
        products=products,
        truth=products.sum(axis=0),
        size=np.abs(products).sum(axis=0),
        changes=np.array(changes),
        groups=tuple((k,) for k in range(len(paths))),
        _wholes=known,
    )
    return Tables(bench, answer)  # type: ignore[arg-type]


def role(name: str, *paths: int) -> Slip:
    (found,) = (role for role in ROLES if role.kind == name)
    return role_slip(found, PATHS, paths or touched_by(found, PATHS))


def times(number: str, *paths: int, kind: str = "") -> Slip:
    named = {"0": "missing-path", "-1": "wrong-sign"}.get(number, kind or "constant-factor")
    return Slip(kind=named, paths=paths or (0, 1, 2), times=Fraction(number))


Search = Callable[[Tables], Iterator[tuple[Slip, ...]]]
PLANTED: list[tuple[Search, tuple[Slip, Slip], int]] = [
    # search, what was planted, and how many pairs come to the same
    (pairs._coefficients_and_role, (role("B"), times("0", 0)), 1),
    (pairs._coefficients_and_role, (role("O"), times("-1")), 1),
    (pairs._coefficients_and_role, (role("A"), times("1/2", 0)), 1),
    (pairs._coefficients_and_role, (role("A"), times("1/2", 1, 2)), 1),
    (pairs._two_coefficients, (times("0", 0), times("-1", 1)), 1),
    (pairs._two_coefficients, (times("1/2", 2), times("3", 0)), 2),  # three times is repeated too
    (pairs._factor_and_role_on_some, (role("B", 1), times("-1")), 1),
    (pairs._factor_and_role_on_some, (role("O", 0), times("2")), 2),
    (pairs._factor_and_role_on_some, (role("B"), times("1/2")), 1),
    (pairs._two_roles, (role("A"), role("O")), 1),
    (pairs._two_roles, (role("B"), role("O", 1)), 1),
    (pairs._two_roles, (role("B"), role("P")), 1),
    (pairs._two_roles, (role("O"), role("B", 2)), 1),
    (pairs._two_roles, (role("AB"), role("MID")), 1),
    (pairs._two_roles_on_one_path, (role("B", 1), role("O", 1)), 1),
    (pairs._two_roles_on_one_path, (role("B", 2), role("P", 2)), 1),
    (pairs._two_roles_on_one_path, (role("O", 1), times("-1", 1)), 1),
    (pairs._two_roles_on_one_path, (role("B", 1), times("2", 1)), 2),
    (pairs._two_roles_on_one_path, (role("B", 2), times("1/2", 2)), 1),
    (pairs._apart, (role("A"), role("B", 2)), 1),
    (pairs._apart, (role("A"), role("P")), 1),
    (pairs._apart, (times("0", 0), role("P")), 1),
    (pairs._apart, (times("-1", 1, 2), role("A")), 1),
    (pairs._apart, (times("1/2", 0), times("0", 1)), 1),
    (pairs._apart, (EXTRA, role("B", 1)), 1),
    (pairs._apart, (EXTRA, times("-1", 0, 1)), 1),
    (pairs._whole_and_factor, (OTHER, times("-1")), 1),
    (pairs._whole_and_factor, (OTHER, times("3")), 1),
    (pairs._whole_and_factor, (OTHER, times("-2/3")), 1),
    (pairs._whole_and_factor, (OTHER, times("2")), 1),
]


def said(slips: tuple[Slip, ...]) -> frozenset[tuple[str, tuple[int, ...], Fraction]]:
    return frozenset((slip.kind, slip.paths, slip.times) for slip in slips)


IDS = [f"{p[0].__name__}: {p[1][0].kind} {p[1][0].paths}, {p[1][1].kind} {p[1][1].paths}" for p in PLANTED]


@pytest.mark.parametrize(("look", "planted", "count"), PLANTED, ids=IDS)
def test_two_slips_are_found_by_their_numbers(look: Search, planted: tuple[Slip, Slip], count: int) -> None:
    answer = worth(*planted)
    found = list(look(tables(answer)))
    assert said(planted) in map(said, found)
    assert all(np.allclose(worth(*slips), answer, rtol=1e-6) for slips in found), found
    assert len({said(slips) for slips in found}) == count


def test_only_two_are_named_where_it_takes_two() -> None:
    """The truth, a single slip, and what nothing gives."""
    for answer in (PRODUCTS.sum(axis=0), RANDOM.uniform(0.5, 2, SAMPLES)):
        for look in dict.fromkeys(p[0] for p in PLANTED):
            assert list(look(tables(answer))) == []


def test_two_paths_are_searched_as_three_are() -> None:
    products = PRODUCTS[:2]
    for look, planted, values in (
        (pairs._two_roles, (role("AB", 0, 1), role("O", 1)), products * [RATIOS["AB"], RATIOS["AB"] * RATIOS["O"]]),
        (
            pairs._two_roles_on_one_path,
            (role("B", 1), role("O", 1)),
            products * [np.ones(SAMPLES), RATIOS["B"] * RATIOS["O"]],
        ),
    ):
        assert said(planted) in map(said, look(tables(values.sum(axis=0), products)))


def test_of_two_paths_a_role_may_be_made_on_one() -> None:
    products = PRODUCTS[:2]
    answer = (products * [np.ones(SAMPLES), RATIOS["AB"]]).sum(axis=0)
    assert said((role("AB", 1),)) in map(said, search.singles(tables(answer, products)))


def test_a_slip_is_not_made_twice() -> None:
    truth = PRODUCTS.sum(axis=0)
    twice = truth + PRODUCTS[1] * (RATIOS["B"] ** 2 - 1)
    assert list(pairs._two_roles_on_one_path(tables(twice))) == []
    assert list(pairs._apart(tables(truth + 2 * WHOLES["extra"]))) == []


def test_what_has_no_value_is_no_hindrance() -> None:
    planted = (role("A"), role("B", 2))
    made = tables(worth(*planted))
    spoiled = {sign: np.where(np.arange(SAMPLES) == 3, sign * np.inf, 1.0) for sign in (1, -1)}
    made.bench.__dict__["_wholes"] = [(EXTRA, spoiled[1]), (EXTRA, spoiled[-1])]
    assert said(planted) in map(said, pairs._apart(made))
    zero = np.zeros(SAMPLES)
    for first in (0.0, np.nan):  # where the ratio is taken
        values = np.where(np.arange(SAMPLES) == 0, first, 1.0)
        for whole in (values, zero):
            made = tables(worth(*planted))
            made.bench.__dict__["_wholes"] = [(OTHER, whole - made.truth)]
            assert list(pairs._whole_and_factor(made)) == []
    assert list(pairs._whole_and_factor(tables(np.zeros(SAMPLES)))) == []  # nothing is left: no factor of anything


def test_a_constant_has_no_factor() -> None:
    """Of a constant some factor is any number."""
    made = tables(np.full(SAMPLES, 3.0))
    made.bench.__dict__["_wholes"] = [(OTHER, np.ones(SAMPLES) - PRODUCTS.sum(axis=0))]
    assert list(pairs._whole_and_factor(made)) == []


def test_where_the_paths_are_many_only_what_is_quick_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = (role("A"), role("O"))
    made = tables(worth(*planted))
    monkeypatch.setattr(pairs, "MOST_PATHS", 3)
    assert said(planted) in map(said, pairs.pairs(made))
    monkeypatch.setattr(pairs, "MOST_PATHS", 2)
    assert list(pairs.pairs(made)) == []
    quick = (times("0", 0), times("-1", 1))
    assert said(quick) in map(said, pairs.pairs(tables(worth(*quick))))


def test_up_to_twenty_paths_everything_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "_QUICK", (lambda t: iter(["quick"]),))
    monkeypatch.setattr(pairs, "_SEARCHES", (lambda t: iter(["every"]),))
    found = [list(pairs.pairs(SimpleNamespace(every=tuple(range(count))))) for count in (0, 1, 20, 21)]  # type: ignore[arg-type]
    assert found == [[], ["every"], ["every"], ["quick"]]


def test_a_search_ends_when_it_has_found_more_than_160(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 400 changes the k-th and the (k + 200)-th add up to what is wrong."""
    made = tables(worth(EXTRA))
    half = RANDOM.uniform(0.5, 2, (200, SAMPLES))
    slips = [Slip(kind="", paths=(k,)) for k in range(400)]
    monkeypatch.setattr(pairs, "_changes", lambda t: (slips, np.concatenate([half, made.rest - half])))
    found = list(pairs._apart(made))
    assert len(found) == 161
    assert all(second.paths[0] - first.paths[0] == 200 for first, second in found)


def test_a_search_ends_when_it_has_found_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all numbers alike everything comes to the same; the last round is finished."""
    monkeypatch.setattr(pairs, "MOST_APART", 3)
    made = tables(np.zeros(SAMPLES), products=np.zeros((3, SAMPLES)))
    made.bench.__dict__["size"] = np.ones(SAMPLES)
    made.bench.__dict__["_wholes"] = []
    assert len(list(pairs._apart(made))) < 40


ONES: list[tuple[str, Slip]] = [
    ("a role", role("B")),
    ("a role on one path", role("B", 2)),
    ("a role on the paths through an edge", role("AB", 0, 1)),
    ("a role on any paths", role("AB", 0, 2)),
    ("a coefficient", times("0", 0, 2)),
    ("another quantity", OTHER),
    ("an extra term", EXTRA),
]


@pytest.mark.parametrize(("what", "planted"), ONES, ids=[o[0] for o in ONES])
def test_one_slip_is_found_by_its_numbers(what: str, planted: Slip) -> None:
    answer = worth(planted)
    found = list(search.singles(tables(answer)))
    assert said((planted,)) in map(said, found)
    assert all(np.allclose(worth(*slips), answer, rtol=1e-6) for slips in found)


def test_samples_without_a_value_are_not_looked_at() -> None:
    answer = worth(role("B"), times("0", 0))
    answer[[2, 5]] = np.nan
    made = tables(answer)
    assert (made.enough, made.answer.size, made.products.shape) == (True, SAMPLES - 2, (3, SAMPLES - 2))
    assert said((role("B"), times("0", 0))) in map(said, pairs._coefficients_and_role(made))
    answer[6:] = np.nan
    assert not tables(answer).enough  # four are left
    answer[2] = answer[5] = 1.0
    assert tables(answer).enough
