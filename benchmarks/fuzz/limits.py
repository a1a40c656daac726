"""Bounds of this process: of the time that one input may take, of its memory. Nothing of symprop is imported."""

from __future__ import annotations

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["MEGABYTES", "TooLong", "limited", "peak_mb", "watched"]

MEGABYTES = 500


class TooLong(BaseException):
    """The watchdog's; no `except Exception` of a reader holds it."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Break off after so many seconds of this process's own time, whatever else the machine does.

    It strikes again and again: an exception in a callback of the garbage collector, say, goes nowhere.
    """
    waiting = True

    def strike(*_: Any) -> None:
        if waiting:
            raise TooLong

    before = signal.signal(signal.SIGPROF, strike)
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
    try:
        yield
    finally:
        waiting = False
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def limited(megabytes: int = MEGABYTES) -> None:
    """Let this process have so much more memory than it has now; beyond it there is a MemoryError."""
    with open("/proc/self/statm", encoding="ascii") as pages:
        now = int(pages.read().split()[0]) * resource.getpagesize()
    limit = now + (megabytes << 20)
    resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def peak_mb() -> float:
    """Return the most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
