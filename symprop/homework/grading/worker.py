"""The child process: reads questions from standard input, one JSON a line, and writes a grade for each.

It has no environment, may open no further process and write no file, and its memory is limited before it reads the
first answer. The time is the parent's to watch (`isolated`).
"""

from __future__ import annotations

import json
import sys
from typing import Any

from symprop.homework.grading.result import Grade
from symprop.homework.grading.setup import Graders, Setup

__all__ = ["main"]

MEGABYTE = 1 << 20


def main() -> None:
    """Serve until standard input ends."""
    first = json.loads(sys.stdin.readline())
    graders = Graders(Setup(**first["setup"]))
    _warm_up()
    _limit(int(first["megabytes"]))
    _say({"ready": True})
    for line in sys.stdin:
        asked = json.loads(line)
        _say(_graded(graders, asked["wrt"], asked["answer"]).as_json())


def _graded(graders: Graders, wrt: str, answer: str) -> Grade:
    try:
        return graders.grade(wrt, answer)
    except MemoryError:
        return _failed("the answer takes too much memory", wrt)
    except RecursionError:
        return _failed("the answer nests too deep", wrt)


def _failed(what: str, wrt: str) -> Grade:
    return Grade(verdict="unreadable", error={"where": "", "what": what, "instead": "write it shorter"}, wrt=wrt)


def _say(found: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _warm_up() -> None:
    """Load what grading loads late, while it is still allowed to take memory for it."""
    import numpy as np

    from symprop.read import read_text

    np.linalg.lstsq(np.eye(3), np.ones(3), rcond=None)
    read_text("w1 + w2")


def _limit(megabytes: int) -> None:
    """Limit this process: memory, files, further processes; where the system knows no limits, only time is watched."""
    try:
        import resource
    except ImportError:
        return
    wanted = {
        "RLIMIT_AS": _used_megabytes() * MEGABYTE + megabytes * MEGABYTE,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NPROC": 0,
    }
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            resource.setrlimit(kind, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _used_megabytes() -> int:
    """Return the address space that is in use already, most of it libraries."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
    except OSError:
        return 2048
    import resource

    return pages * resource.getpagesize() // MEGABYTE


if __name__ == "__main__":
    main()
