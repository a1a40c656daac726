"""The checkout, clones of it, environments, and commands run in them."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCK = ROOT / ".ci" / "lock"


class StepFailed(Exception):
    """A command that had to succeed did not; says which, and the end of what it printed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """A virtual environment; commands run in it see no other packages."""

    folder: Path

    @property
    def python(self) -> str:
        """The interpreter."""
        return str(self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))

    def pip(self, *arguments: str, **more: str) -> None:
        """Install with pip; further keywords are environment variables."""
        run([self.python, "-m", "pip", "install", "-q", *arguments], cwd=self.folder, **more)


def environment(folder: Path) -> Environment:
    """Make an empty environment with this process's Python."""
    run([sys.executable, "-m", "venv", str(folder)], cwd=folder.parent)
    return Environment(folder)


def tools(folder: Path) -> Environment:
    """Make an environment with what `.ci/lock/tools.txt` names, hashes compared."""
    made = environment(folder)
    made.pip("--require-hashes", "-r", str(LOCK / "tools.txt"))
    return made


def run(command: Sequence[str], *, cwd: Path, **more: str) -> str:
    """Run a command and return what it printed.

    Raises:
        StepFailed: if its status is not 0.
    """
    done = attempt(command, cwd=cwd, **more)
    if done.returncode:
        raise StepFailed(f"{' '.join(command)}: status {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def attempt(command: Sequence[str], *, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command, whatever becomes of it, without this process's own search paths for modules."""
    seen = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return subprocess.run(
        command, cwd=cwd, env={**seen, "PYTHONUTF8": "1", **more}, capture_output=True, text=True, encoding="utf-8"
    )


def clone(folder: Path) -> Path:
    """Clone the checkout's last commit into a folder and return it."""
    run(["git", "clone", "-q", str(ROOT), str(folder)], cwd=folder.parent)
    return folder


def tracked() -> frozenset[str]:
    """Return the paths of the last commit's files."""
    return frozenset(run(["git", "ls-tree", "-r", "--name-only", "-z", "HEAD"], cwd=ROOT).split("\0")) - {""}


def project() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
