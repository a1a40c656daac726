"""Every hostile text is refused in one line, at once, and does nothing; every neighbour is taken at its value."""

from __future__ import annotations

import os

import pytest

from symprop.errors import InputError
from tests.hostile import guard
from tests.hostile.doors import Pair
from tests.hostile.groups import GROUPS
from tests.hostile.guard import tally

CASES = [(group, door) for group, pairs in GROUPS.items() for door in dict.fromkeys(pair.door for pair in pairs)]


@pytest.mark.parametrize(("group", "door"), CASES)
def test_hostile_is_refused_and_its_neighbour_taken(group: str, door: str) -> None:
    pairs = [pair for pair in GROUPS[group] if pair.door == door]
    found = tally(pairs)
    assert found.wrong == []
    assert (found.hostile, found.refused, found.accepted) == (len(pairs),) * 3


def _runs(text: str) -> str:
    return str(eval(text)) if text == "1 + 1" else text  # noqa: S307


def _refuses(text: str) -> str:
    raise InputError(f"no {text}")


@pytest.mark.parametrize(
    ("door", "pair", "said"),
    [
        (_runs, Pair("it", "1 + 1", "2", "2"), "SideEffect"),
        (lambda text: text, Pair("it", "hostile", "fine", "fine"), "is taken"),
        (_refuses, Pair("it", "hostile", "fine", "fine"), "is refused"),
        (lambda text: _refuses("a" * 500) if text == "x" else text, Pair("it", "x", "y", "y"), "not one readable line"),
        (lambda text: 1 / int(text), Pair("it", "0", "1", 1), "ZeroDivisionError"),
        (lambda text: 2, Pair("it", "x", "y", 1), "is 2, not 1"),
        (lambda text: os.listdir(text) if text == "." else text, Pair("it", ".", "x", "x"), "SideEffect"),
    ],
    ids=["run", "taken", "refused", "a long line", "a traceback", "another value", "a folder listed"],
)
def test_a_door_that_is_wrong_is_seen(door: object, pair: Pair, said: str) -> None:
    """The negative control."""
    wrong = tally([pair], {"it": door}).wrong  # type: ignore[dict-item]
    assert any(said in line for line in wrong), wrong


def test_a_door_that_is_slow_or_large_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", -1.0)
    found = guard.tally([Pair("text", "x +", "x", 0.5)])
    assert "takes" in found.wrong[0]
