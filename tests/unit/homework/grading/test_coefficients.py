"""What it is called when a path counts another number of times than once."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest

from symprop.homework.grading.coefficients import one_kind, spread, two_kinds
from symprop.homework.grading.slips import Slip


def fractions(numbers: Iterable[str | int]) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, numbers))


WITHIN = [
    ("0", 2, ["0 0", "-1 1"]),  # both are missing, or one has the wrong sign
    ("1", 2, ["0 1", "1/2 1/2"]),
    ("2", 2, ["1 1"]),
    ("3", 2, ["2 1", "3/2 3/2"]),
    ("4", 2, ["2 2"]),
    ("5", 2, ["5/2 5/2"]),
    ("-1", 2, ["-1/2 -1/2"]),
    ("-2", 2, ["-1 -1"]),
    ("1/2", 2, ["1/4 1/4"]),
    ("1", 3, ["0 0 1", "-1 1 1", "1/3 1/3 1/3"]),
    ("-1", 3, ["-1 -1 1", "-1/3 -1/3 -1/3"]),
    ("5", 3, ["2 2 1", "5/3 5/3 5/3"]),
    ("0", 1, ["0"]),
    ("-1", 1, ["-1"]),
    ("5", 1, ["5"]),
]


@pytest.mark.parametrize(("times", "count", "ways"), WITHIN, ids=[f"{w[0]} times by {w[1]} paths" for w in WITHIN])
def test_equal_paths_that_count_some_times_together(times: str, count: int, ways: list[str]) -> None:
    found = list(spread(fractions([times]), [tuple(range(count))]))
    assert sorted(found) == sorted(fractions(way.split()) for way in ways)
    assert all(sum(way) == Fraction(times) for way in found)


def test_groups_are_spread_each_for_itself() -> None:
    found = set(spread(fractions([2, 1]), [(1,), (0, 2)]))
    assert found == {fractions([0, 2, 1]), fractions(["1/2", 2, "1/2"])}


def names(slips: Iterable[tuple[Slip, ...]]) -> list[str]:
    return [
        " and ".join(f"{slip.kind} {slip.times} on {','.join(map(str, slip.paths))}" for slip in some) for some in slips
    ]


ONE = [
    ("1 1", []),
    ("0 1", ["missing-path 0 on 0"]),
    ("-1 -1", ["wrong-sign -1 on 0,1"]),
    ("1 1/2", ["constant-factor 1/2 on 1"]),
    ("-2 1", ["constant-factor -2 on 0"]),
    ("2 2 1", ["repeated-path 2 on 0,1", "constant-factor 2 on 0,1"]),
    ("2 3 1", []),
]


@pytest.mark.parametrize(("coefficients", "called"), ONE, ids=[o[0] for o in ONE])
def test_one_mistake_on_some_paths(coefficients: str, called: list[str]) -> None:
    assert names(one_kind([fractions(coefficients.split())])) == called


TWO = [
    ("1 1", []),
    ("-1 1", []),  # that is one mistake
    ("0 1", []),
    ("1/2 1", []),
    ("0 -1 1", ["missing-path 0 on 0 and wrong-sign -1 on 1"]),
    ("1/2 -1 1", ["constant-factor 1/2 on 0 and wrong-sign -1 on 1"]),
    ("-1/3 1", ["wrong-sign -1 on 0 and constant-factor 1/3 on 0"]),
    (
        "1/2 0",
        ["constant-factor 1/2 on 0 and missing-path 0 on 1", "constant-factor 1/2 on 0,1 and missing-path 0 on 1"],
    ),
    (
        "-1 1/2",
        [
            "wrong-sign -1 on 0 and constant-factor 1/2 on 1",
            "wrong-sign -1 on 0,1 and constant-factor -1/2 on 1",
            "constant-factor 1/2 on 0,1 and constant-factor -2 on 0",
        ],
    ),
    ("1/2 1/3 1/6 1", ["constant-factor 1/2 on 0,2 and constant-factor 1/3 on 1,2"]),
    (
        "-1 1/2 -1/2",
        [
            "wrong-sign -1 on 0,1 and constant-factor -1/2 on 1,2",
            "wrong-sign -1 on 0,2 and constant-factor 1/2 on 1,2",
        ],
    ),
    ("1/2 1/3 1/5 1", []),
]


@pytest.mark.parametrize(("coefficients", "called"), TWO, ids=[t[0] for t in TWO])
def test_two_mistakes_that_may_meet(coefficients: str, called: list[str]) -> None:
    assert names(two_kinds([fractions(coefficients.split())])) == called
