"""One text through one door: is it refused in one line, in time, in little memory, and without doing anything?"""

from __future__ import annotations

import codecs
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import isclose
from typing import Any

from benchmarks.trust.trap import SideEffect, armed, warm
from symprop.errors import SympropError
from tests.hostile.doors import DOORS, Pair

SECONDS, MEGABYTES, LONGEST_LINE = 2.0, 500.0, 400
_READS_FILES = ("spec",)


@dataclass(slots=True)
class Tally:
    """What a table came to.

    Args:
        wrong: what went wrong, a line each; empty is the aim.
        seconds: of processor time that the slowest hostile text took.
    """

    hostile: int = 0
    refused: int = 0
    accepted: int = 0
    seconds: float = 0.0
    slowest: str = ""
    megabytes: float = 0.0
    wrong: list[str] = field(default_factory=list)


def tally(pairs: Iterable[Pair], doors: dict[str, Callable[[str], Any]] | None = None) -> Tally:
    """Return what becomes of the pairs; the fine one of each goes first, so that all is loaded."""
    warm()
    codecs.lookup("utf-8-sig")  # imported late
    taken = {**DOORS, **(doors or {})}
    found = Tally()
    for pair in pairs:
        found.wrong += _fine(pair, taken[pair.door], found)
        found.wrong += _hostile(pair, taken[pair.door], found)
    return found


def _fine(pair: Pair, door: Callable[[str], Any], found: Tally) -> Iterator[str]:
    shown = f"{pair.door}: {pair.fine[:80]!r}"
    try:
        value = door(pair.fine)
    except SympropError as error:
        yield f"{shown} is refused: {error}"
        return
    if same(value, pair.value):
        found.accepted += 1
    else:
        yield f"{shown} is {value!r}, not {pair.value!r}"


def _hostile(pair: Pair, door: Callable[[str], Any], found: Tally) -> Iterator[str]:
    shown = f"{pair.door}: {pair.hostile[:80]!r}"
    found.hostile += 1
    before, start, said = _megabytes(), time.process_time(), ""
    try:
        with armed(files=pair.door in _READS_FILES):
            value = door(pair.hostile)
        yield f"{shown} is taken: {value!r:.100}"
    except SympropError as error:
        said = str(error)
    except (SideEffect, Exception) as error:
        yield f"{shown}: {type(error).__name__} {error!s:.200}"
    seconds, megabytes = time.process_time() - start, _megabytes() - before
    found.megabytes = max(found.megabytes, megabytes)
    if seconds > found.seconds:
        found.seconds, found.slowest = seconds, shown
    if seconds > SECONDS or megabytes > MEGABYTES:
        yield f"{shown} takes {seconds:.1f} s and {megabytes:.0f} MB"
    if not said:
        return
    found.refused += 1
    if "\n" in said or len(said) > LONGEST_LINE or not said.isprintable():
        yield f"{shown}: not one readable line: {said[:500]!r}"


def _megabytes() -> float:
    """Return the most memory that this process ever took."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def same(found: Any, wanted: Any) -> bool:
    """Return whether a door gave what it should: numbers to 12 digits, all else exactly."""
    if isinstance(wanted, dict):
        return found.keys() == wanted.keys() and all(same(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-300)
    return bool(found == wanted)
