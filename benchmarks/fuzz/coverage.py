"""Which inputs are new: read with a trace, each kept goes a way through the code that no shorter one goes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import symprop
from benchmarks.fuzz.readers import REFUSALS, Read

__all__ = ["new_ones", "steps"]

PACKAGE = str(Path(symprop.__file__).parent)
LONGEST, MOST = 1_500, 24_000  # bytes, of one kept input and of all of a reader

Step = tuple[str, int, int]


def steps(read: Read, data: bytes) -> set[Step]:
    """Return (file, line, next line) of every step inside symprop while an input is read."""
    found: set[Step] = set()

    def entered(frame: FrameType, _event: str, _argument: Any) -> Any:
        name = frame.f_code.co_filename
        if not name.startswith(PACKAGE):
            return None
        before = frame.f_lineno

        def line(frame: FrameType, event: str, _argument: Any) -> Any:
            nonlocal before
            if event == "line":
                found.add((name, before, frame.f_lineno))
                before = frame.f_lineno
            return line

        return line

    put = getattr(read, "put", None)
    if put is not None:
        put(data)
    sys.settrace(entered)
    try:
        with suppress(*REFUSALS):
            read(data)
    finally:
        sys.settrace(None)
    return found


def new_ones(read: Read, inputs: Iterable[bytes]) -> list[bytes]:
    """Return the inputs, the shortest first, that each take a step which none before them takes; small in all."""
    seen: set[Step] = set()
    kept: list[bytes] = []
    room = MOST
    for data in sorted(set(inputs), key=lambda data: (len(data), data)):
        if len(data) > min(LONGEST, room):
            break
        found = steps(read, data)
        if not found <= seen:
            seen |= found
            kept.append(data)
            room -= len(data)
    return kept
