"""The default tests under one Python after another, each in a new environment with the newest dependencies."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LIBRARIES = ("click", "lark", "latex2mathml", "mpmath", "numpy", "pydantic", "ruamel.yaml", "sympy", "pytest")
_CLOSING = re.compile(r"(\d+) (passed|failed|errors?|skipped|deselected)")
_PRINTED = f"""
import json, platform
from importlib.metadata import version
print(json.dumps({{"python": platform.python_version()}} | {{name: version(name) for name in {LIBRARIES}}}))
"""


def counted(closing: str) -> dict[str, int]:
    """Return the figures of pytest's last line.

    >>> counted("2 failed, 10 passed, 3 skipped in 4.05s")
    {'failed': 2, 'passed': 10, 'skipped': 3}
    """
    return {word.removesuffix("s") if word == "errors" else word: int(n) for n, word in _CLOSING.findall(closing)}


def run_tests(python: str, options: Sequence[str] = ()) -> dict[str, Any]:
    """Run the default tests of the checked-out commit with an interpreter; what was found is a row."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "symprop"
        _run("git", "clone", "-q", str(ROOT), str(clone))
        _run(python, "-m", "venv", str(clone / ".venv"))
        own = str(clone / ".venv" / "bin" / "python")
        _run(own, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-e", f"{clone}[test]")
        start = time.monotonic()
        ran = subprocess.run(
            [own, *options, "-m", "pytest", "-q", "-n", "1", "-p", "no:cacheprovider"],
            cwd=clone,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = ran.stdout.strip().splitlines() or [ran.stderr[-300:]]
        return {
            "versions": json.loads(_run(own, "-c", _PRINTED)),
            "options": list(options),
            "seconds": round(time.monotonic() - start, 1),
            "status": ran.returncode,
            "failures": [line for line in lines if line.startswith(("FAILED", "ERROR"))],
            **counted(lines[-1]),
        }


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    for path in sys.argv[1:]:
        print(json.dumps(run_tests(path)), flush=True)
