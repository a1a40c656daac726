"""The command line as processes, in a folder of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

SYMPROP = (sys.executable, "-m", "symprop")
ROOT = Path(__file__).parents[2]
PLAN = "title: T\nnetworks: {n: mazur}\nquestions: [{kind: derive, network: n, wrt: w5}]\nformats: [md]\n"
RIGHT = "-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1"
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A terminal that knows only ASCII, and a Python that may not help itself."""


def environment(more: Mapping[str, str] = {}) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def symprop(
    folder: Path,
    *arguments: str | bytes,
    stdin: bytes = b"",
    more: Mapping[str, str] = {},
    limit: Callable[[], None] | None = None,
    stdout: int = subprocess.PIPE,
    python: tuple[str, ...] = (),
) -> tuple[int, bytes, str]:
    """Return the status, what was printed, and what was said on stderr."""
    done = subprocess.run(
        [SYMPROP[0], *python, *SYMPROP[1:], *arguments],
        cwd=folder,
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=environment(more),
        preexec_fn=limit,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout or b"", done.stderr.decode()


def is_one_line(said: str) -> bool:
    """Return whether it is one line of ours."""
    return said.startswith("symprop: ") and said.endswith("\n") and said.count("\n") == 1


def no_longer_than(size: int) -> Callable[[], None]:
    """Return what lets a process write no file longer than this: a disk that is full in the middle."""

    def limit() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit
