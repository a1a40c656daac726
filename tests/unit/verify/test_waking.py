"""Values are drawn anew one by one until nothing stands in the way, and no longer than was said."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import inf

import pytest

from symprop.verify.waking import awakened

START = {"a": Fraction(-1), "b": Fraction(-1), "t": Fraction(-1)}


def positive(*names: str) -> Callable[[Mapping[str, float]], float]:
    """Count those of the names that are not positive."""
    return lambda at: sum(at[name] <= 0 for name in names)


def nothing() -> Fraction:
    raise AssertionError("nothing need be drawn")


def test_what_is_as_it_should_be_is_left_alone() -> None:
    assert awakened(START, ["a", "b"], positive(), nothing, random.Random(1)) == START


def test_only_the_names_given_are_drawn_anew() -> None:
    drawn = iter(Fraction(k) for k in range(1, 100))
    found = awakened(START, ["a", "b"], positive("a", "b"), lambda: next(drawn), random.Random(1))
    assert found is not None
    assert found["t"] == -1
    assert found["a"] > 0 < found["b"]
    assert START["a"] == -1, "what was given stays as it is"
    assert awakened(START, ["a", "b"], positive("t"), lambda: Fraction(1), random.Random(1)) is None


def test_what_makes_it_worse_is_not_kept() -> None:
    """Each second draw is negative; what is positive stays so."""
    drawn = iter([Fraction(1), Fraction(-2)] * 50)
    seen: list[float] = []

    def faults(at: Mapping[str, float]) -> float:
        seen.append(sum(at[name] <= 0 for name in "abcd"))
        return seen[-1]

    start = dict.fromkeys("abcd", Fraction(-1))
    found = awakened(start, list("abcd"), faults, lambda: next(drawn), random.Random(3))
    assert found == dict.fromkeys("abcd", Fraction(1))
    assert max(later - min(seen[: k + 1]) for k, later in enumerate(seen)) == 1, "each is one change from the best"


def test_from_where_there_is_no_value_it_goes_on_to_where_there_is_one() -> None:
    def faults(at: Mapping[str, float]) -> float:
        return inf if at["a"] <= 0 or at["b"] <= 0 else 0

    assert awakened(START, ["a", "b"], faults, lambda: Fraction(1), random.Random(1)) is not None


@pytest.mark.parametrize("most", [0, 1, 7])
def test_it_ends_after_so_many_changes(most: int) -> None:
    drawn: list[int] = []

    def draw() -> Fraction:
        drawn.append(1)
        return Fraction(1)

    assert awakened(START, ["a", "b"], lambda _: 1, draw, random.Random(1), most) is None
    assert len(drawn) == most


def test_the_last_change_counts() -> None:
    start = {"a": Fraction(-1)}
    assert awakened(start, ["a"], positive("a"), lambda: Fraction(2), random.Random(1), 1) == {"a": 2}
