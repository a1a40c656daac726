"""What must hold of every input: one line of refusal or none, in time, in memory, without a side effect."""

from __future__ import annotations

import time
import traceback
from contextlib import suppress
from dataclasses import dataclass

from benchmarks.fuzz.limits import TooLong, watched
from benchmarks.fuzz.readers import REFUSALS, Read, Reader
from benchmarks.trust.trap import SideEffect, armed, warm

__all__ = ["LONGEST_LINE", "SECONDS", "Outcome", "judged", "ready"]

SECONDS = 2.0  # of the processor's time
ENOUGH = 40  # samples, to have everything done once
LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one input.

    Args:
        accepted: it was read; else it was refused, as it may be.
        problem: what is wrong, empty where nothing is.
        place: exception and line of the code, by which equal problems are known.
        seconds: of the processor's time.
    """

    accepted: bool
    problem: str = ""
    place: str = ""
    seconds: float = 0.0


def ready(reader: Reader) -> Read:
    """Return the reader's function, everything that it does only once being done."""
    warm()
    read = reader.make()
    samples = reader.samples()
    for sample in samples[:: len(samples) // ENOUGH + 1]:
        for end in (len(sample), len(sample) // 2):  # what is imported for refusals, too
            _put(read, sample[:end])
            with suppress(*REFUSALS):
                read(sample[:end])
    return read


def judged(reader: Reader, read: Read, data: bytes, *, seconds: float = SECONDS) -> Outcome:
    """Return what comes of an input, the trap armed and the watchdog waiting."""
    _put(read, data)
    begin = time.process_time()
    try:
        with watched(seconds), armed(files=reader.files):
            read(data)
    except REFUSALS as error:
        return Outcome(False, *_line(str(error)), time.process_time() - begin)
    except TooLong as error:
        return Outcome(False, f"not done in {seconds:g} s", _place(error), time.process_time() - begin)
    except SideEffect as error:
        return Outcome(False, f"a side effect: {error}", f"SideEffect {str(error).split()[0]}")
    except Exception as error:
        return Outcome(False, f"{type(error).__name__}: {error}"[:300], _place(error), time.process_time() - begin)
    return Outcome(True, "", "", time.process_time() - begin)


def _put(read: Read, data: bytes) -> None:
    """Write the file that a reader of files is given."""
    put = getattr(read, "put", None)
    if put is not None:
        put(data)


def _line(message: str) -> tuple[str, str]:
    """Return what is wrong with a refusal's words."""
    if not message.isprintable():
        return f"a message with control characters: {message!r:.200}", "message: unprintable"
    if not 0 < len(message) <= LONGEST_LINE:
        return f"a message of {len(message):,} characters", "message: length"
    return "", ""


def _place(error: BaseException) -> str:
    """Return the exception's name and the last line of symprop's own code on its way."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.name != "strike"]
    own = [frame for frame in frames if "symprop/" in frame.filename.replace("\\", "/")] or frames
    last = own[-1]
    return f"{type(error).__name__} {last.filename.rpartition('symprop/')[2]}:{last.lineno}"
