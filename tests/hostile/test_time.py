"""No text makes a reader or a regular expression slow: what is twice as long takes about twice the time."""

from __future__ import annotations

import re

import pytest

from tests.hostile.growth import PUMPS, growth, seconds
from tests.hostile.patterns import Used, slow, used

PATTERNS = used()
HANG = 2
"""Seconds; on a slow machine, too, a quarter of a text takes less unless the time grows with the square."""


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 80
    assert {"symprop.read.text:_TOKEN", "symprop.read.text:_SHAPES[0]", "symprop.homework.roster:_ID"} <= {
        found.where for found in PATTERNS
    }


@pytest.mark.parametrize("room", sorted({found.where.partition(":")[0] for found in PATTERNS}))
def test_no_pattern_is_slow(room: str) -> None:
    own = [found for found in PATTERNS if found.where.partition(":")[0] == room]
    assert [(found.where, taken, text[:40]) for found in own for taken, text in slow(found, 4_000)] == []


@pytest.mark.parametrize(
    "written", [r"\s*_", r",(?![^\[\]]*\])", r"m_\{?\s*(.+?)\s*>\s*(.+?)\s*\}", r"([A-Z][0-9]*)?([0-9]+)?"]
)
def test_a_slow_pattern_is_seen(written: str) -> None:
    """The negative control."""
    found = Used("x:y", re.compile(written), frozenset(("search", "fullmatch")))
    assert any(next(slow(found, length), None) for length in (400, 4_000))


OFTEN = {name for name, pump in PUMPS.items() if pump.door == "answer"} | {"brackets in brackets", "commas"}


@pytest.mark.parametrize(
    "name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.slow) for name in PUMPS]
)
def test_a_pumped_text_is_read_or_refused_at_once(name: str) -> None:
    pump = PUMPS[name]
    assert seconds(pump, pump.size // 4) < HANG


@pytest.mark.slow
@pytest.mark.parametrize("name", PUMPS)
def test_twice_the_text_takes_about_twice_the_time(name: str) -> None:
    large, times = growth(PUMPS[name], PUMPS[name].size)
    assert large < HANG
    assert times < 2.5 or large < 0.4
