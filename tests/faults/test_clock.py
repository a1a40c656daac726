"""Clocks that run wrong: before zip files can say when, after 32 bits end, long ago and in a far year."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.process import PLAN, SYMPROP, environment

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="faketime is not installed"),
]
CLOCKS = ("1970-01-01 00:00:10", "1979-12-31 23:00:00", "2039-01-01 00:00:00", "2107-12-31 23:59:00")
COMMANDS = {
    "page": ("derive", "mazur", "--wrt", "w5", "--no-check", "-o", "page.md"),
    "notebook": ("derive", "mazur", "--wrt", "w5", "--no-check", "-o", "page.ipynb"),
    "sets": ("homework", "plan.yaml", "-o", "sets"),
    "grades": ("grade", "mazur", "--wrt", "w5", "--batch", "answers.csv", "-o", "page.csv"),
}
OFTEN = ("sets", CLOCKS[1])


@cache
def made(command: str, clock: str = "") -> dict[str, bytes]:
    """Return every file that a command has made, the clock standing so when it starts."""
    with TemporaryDirectory() as folder:
        Path(folder, "plan.yaml").write_text(f"{PLAN}exports: [stack, prairielearn, notebook]\n", encoding="utf-8")
        Path(folder, "answers.csv").write_text("answer\nout_h1\n", encoding="utf-8")
        wrong = ["faketime", "-f", f"@{clock}"] if clock else []
        done = subprocess.run(
            [*wrong, *SYMPROP, *COMMANDS[command]],
            cwd=folder,
            env=environment(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        files = [path for path in sorted(Path(folder).rglob("*")) if path.is_file()]
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize(
    ("command", "clock"),
    [
        (command, clock) if (command, clock) == OFTEN else pytest.param(command, clock, marks=pytest.mark.slow)
        for command in COMMANDS
        for clock in CLOCKS
    ],
)
def test_what_is_made_is_the_same_at_any_time(command: str, clock: str) -> None:
    assert len(made(command)) > 2
    assert made(command, clock) == made(command)


def test_the_clock_is_wrong() -> None:
    """The negative control: a program sees it."""
    asked = ("faketime", "-f", f"@{CLOCKS[0]}", SYMPROP[0], "-c", "import time; print(int(time.time()))")
    seen = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert int(seen) < 100_000
