"""How things are measured: wall time of interleaved repeats, from cold caches; children for processes and memory."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

CHILD = str(Path(__file__).with_name("child.py"))


def timed(task: Callable[[], object]) -> float:
    """Return the seconds `task` takes from an empty SymPy cache; freeing its result is not part of it."""
    from sympy.core.cache import clear_cache

    clear_cache()
    gc.collect()
    start = perf_counter()
    result = task()
    seconds = perf_counter() - start
    del result
    return seconds


def interleaved(repeat: int, *tasks: Callable[[], float]) -> list[float]:
    """Return the median of each task, which gives its own seconds; in turn, after one round that does not count."""
    for task in tasks:
        task()
    rounds = [[task() for task in tasks] for _ in range(repeat)]
    return [median(found) for found in zip(*rounds, strict=True)]


@contextmanager
def compiled() -> Iterator[dict[str, str]]:
    """Give an environment whose bytecode is kept, as that of an installed program is."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield {**kept, "PYTHONPYCACHEPREFIX": folder}


def process(arguments: Sequence[str], environment: dict[str, str]) -> float:
    """Return the seconds that Python takes for `arguments` as a process, its start included."""
    start = perf_counter()
    subprocess.run([sys.executable, *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def child(command: str, sizes: Sequence[int]) -> dict[str, Any]:
    """Return what ``child.py`` measured in a process of its own."""
    spec = "-".join(map(str, sizes))
    done = subprocess.run([sys.executable, CHILD, command, spec], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found
