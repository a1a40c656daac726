"""What a worker's parent does with its replies and its faults; no process is started."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from symprop.errors import InputError
from symprop.homework.grading import isolated
from symprop.homework.grading.isolated import Limits, grade_isolated
from symprop.homework.grading.setup import Setup

MAZUR = Setup(network="mazur")


@pytest.fixture
def worker() -> Iterator[Any]:
    """Return a worker whose process is a pipe that the test writes into."""
    reader, writer = os.pipe()
    found = isolated._Worker.__new__(isolated._Worker)
    found._rest = b""
    with open(reader, "rb") as stdout, open(writer, "wb", buffering=0) as stdin:
        found.process = SimpleNamespace(stdin=stdin, stdout=stdout)  # type: ignore[assignment]
        yield found


def test_replies_are_lines_however_they_come(worker: Any) -> None:
    worker.process.stdin.write(b'{"a": 1}\n{"b"')
    assert worker._line(time.monotonic() + 0.9) == b'{"a": 1}'
    worker.process.stdin.write(b": 2}\n[3]\n[4]\n")
    assert [worker._line(time.monotonic() + 0.9) for _ in range(3)] == [b'{"b": 2}', b"[3]", b"[4]"]


def test_a_reply_that_does_not_come_in_time_or_not_at_all_is_a_fault(worker: Any) -> None:
    with pytest.raises(isolated._Fault, match="took too long"):
        worker._line(time.monotonic() + 0.01)
    worker.process.stdin.write(b"half a line")
    worker.process.stdin.close()
    with pytest.raises(isolated._Fault, match="the worker ended"):
        worker._line(time.monotonic() + 10)


def test_a_reply_at_the_very_end_of_the_time_is_too_late(worker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated.time, "monotonic", lambda: 5.0)
    worker.process.stdin.write(b"{}\n")
    with pytest.raises(isolated._Fault, match="took too long"):
        worker._line(5.0)
    assert worker._line(5.1) == b"{}"


def test_a_worker_has_a_minute_to_start_and_no_environment_but_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    started: dict[str, Any] = {}
    asked: list[tuple[Any, float]] = []
    monkeypatch.setattr(isolated.subprocess, "Popen", lambda command, **options: started.update(options))
    monkeypatch.setattr(isolated._Worker, "ask", lambda self, question, seconds: asked.append((question, seconds)))
    isolated._Worker(MAZUR, Limits(megabytes=7))
    assert asked == [({"setup": MAZUR.as_json(), "megabytes": 7}, 60)]
    assert started["env"] == {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}


FAULTS = [("took too long", "grading took longer than 2.5 s"), ("the worker ended", "grading ended its process")]


@pytest.mark.parametrize(("fault", "what"), FAULTS)
def test_an_answer_that_ends_its_worker_is_unreadable(fault: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[bool] = []

    def ask(question: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert (question, seconds) == ({"wrt": "w1", "answer": "x"}, 2.5)
        raise isolated._Fault(fault)

    fallen = SimpleNamespace(ask=ask, kill=lambda: killed.append(True))
    monkeypatch.setattr(isolated, "_idle", {})
    monkeypatch.setattr(isolated, "_started", lambda setup, limits: fallen)
    assert grade_isolated(MAZUR, "w1", "x", Limits(seconds=2.5)) == {
        "verdict": "unreadable",
        "findings": [],
        "alternatives": [],
        "certificate": {},
        "wrt": "w1",
        "error": {"where": "", "what": what, "instead": "write it shorter"},
    }
    assert killed == [True]
    assert [workers for workers in isolated._idle.values() if workers] == []


def test_a_worker_is_lent_again_for_the_same_network_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[Setup, int]] = []

    def start(setup: Setup, limits: Limits) -> Any:
        started.append((setup, limits.megabytes))
        return SimpleNamespace(ask=lambda question, seconds: question, kill=lambda: None)

    monkeypatch.setattr(isolated, "_idle", {})
    monkeypatch.setattr(isolated, "_started", start)
    other = Setup(network="question")
    for setup, limits in ((MAZUR, None), (MAZUR, Limits(seconds=1)), (MAZUR, Limits(megabytes=9)), (other, None)):
        assert grade_isolated(setup, "w1", "x", limits) == {"wrt": "w1", "answer": "x"}
    assert started == [(MAZUR, 512), (MAZUR, 9), (other, 512)]


def test_an_answer_has_ten_seconds_where_no_others_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[float] = []
    monkeypatch.setattr(isolated, "_idle", {})
    monkeypatch.setattr(isolated, "_started", lambda *_: SimpleNamespace(ask=lambda _, seconds: given.append(seconds)))
    grade_isolated(MAZUR, "w1", "x")
    assert given == [10]


def test_where_no_process_can_be_started_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise isolated._Fault("the worker ended")

    monkeypatch.setattr(isolated, "_Worker", fail)
    with pytest.raises(InputError) as caught:
        isolated._started(MAZUR, Limits())
    assert str(caught.value) == "no worker process can be started; use --no-isolated"
    with pytest.raises(InputError, match="there is no network 'nosuch'"):
        isolated._started(Setup(network="nosuch"), Limits())
