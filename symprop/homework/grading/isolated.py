"""Grading in child processes: with limits of memory and time, without an environment, replaced after a fault.

    parent → {"wrt", "answer"}\n → child → {"verdict", …}\n → parent

A worker is lent to one thread at a time and reused; one that dies or takes too long is killed, its answer is marked,
and the next answer gets a new one.
"""

from __future__ import annotations

import atexit
import json
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from symprop.errors import InputError
from symprop.homework.grading.setup import Setup

__all__ = ["Limits", "close_workers", "grade_isolated"]

_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of one answer.

    Args:
        seconds: until it is given up.
        megabytes: that it may take besides what the worker itself needs.
    """

    seconds: float = 10.0
    megabytes: int = 512


class _Fault(Exception):
    """A worker died or took too long; never leaves this module."""


class _Worker:
    """One child process."""

    def __init__(self, setup: Setup, limits: Limits) -> None:
        self.limits = limits
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-m", "symprop.homework.grading.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            cwd=Path(sys.executable).anchor,
        )
        self._rest = b""
        try:
            self.ask({"setup": setup.as_json(), "megabytes": limits.megabytes}, _START_SECONDS)
        except BaseException:
            self.kill()
            raise

    def ask(self, question: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return the child's reply.

        Raises:
            _Fault: if it dies or takes longer.
        """
        stdin = self.process.stdin
        assert stdin is not None
        try:
            stdin.write(json.dumps(question).encode() + b"\n")
            stdin.flush()
        except OSError:
            raise _Fault("the worker ended") from None
        found: dict[str, Any] = json.loads(self._line(time.monotonic() + seconds))
        return found

    def _line(self, deadline: float) -> bytes:
        stdout = self.process.stdout
        assert stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while b"\n" not in self._rest:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise _Fault("took too long")
                piece = stdout.read1(1 << 16)  # type: ignore[attr-defined]
                if not piece:
                    raise _Fault("the worker ended")
                self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not sent yet has nobody to go to
                    stream.close()


_idle: dict[str, list[_Worker]] = {}
_lock = threading.Lock()


def grade_isolated(setup: Setup, wrt: str, answer: str, limits: Limits | None = None) -> dict[str, Any]:
    """Return the grade of an answer as JSON data, made in a child process.

    An answer that takes too long, or that ends its process, is unreadable and says why.

    Raises:
        InputError: if no worker can be started: the network cannot be used.
    """
    limits = limits or Limits()
    try:
        with _borrowed(setup, limits) as worker:
            return worker.ask({"wrt": wrt, "answer": answer}, limits.seconds)
    except _Fault as fault:
        late = str(fault) == "took too long"
        what = f"grading took longer than {limits.seconds:g} s" if late else "grading ended its process"
        return {
            "verdict": "unreadable",
            "findings": [],
            "alternatives": [],
            "certificate": {},
            "wrt": wrt,
            "error": {"where": "", "what": what, "instead": "write it shorter"},
        }


@contextmanager
def _borrowed(setup: Setup, limits: Limits) -> Iterator[_Worker]:
    """Lend a worker: an idle one or a new one; back among the idle if nothing went wrong, else dead."""
    key = json.dumps([setup.as_json(), limits.megabytes])
    with _lock:
        waiting = _idle.setdefault(key, [])
        worker = waiting.pop() if waiting else None
    if worker is None:
        worker = _started(setup, limits)
    try:
        yield worker
    except BaseException:
        worker.kill()
        raise
    with _lock:
        _idle[key].append(worker)


def _started(setup: Setup, limits: Limits) -> _Worker:
    try:
        return _Worker(setup, limits)
    except _Fault:
        setup.model()  # says what is wrong with the network, if that is it
        raise InputError("no worker process can be started", instead="use --no-isolated") from None


@atexit.register
def close_workers() -> None:
    """End all idle workers."""
    with _lock:
        for waiting in _idle.values():
            while waiting:
                waiting.pop().kill()
