"""What was run so far, added up from the journal, and the next runs to the aim: each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.fuzz.corpus import shown
from benchmarks.fuzz.worker import ENGINES, Job
from benchmarks.trust.journal import rows
from benchmarks.trust.record import Record

__all__ = ["JOURNALS", "Total", "carry", "run", "totals"]

JOURNALS = Path(__file__).parent / "journals"
SHARE = {"own": 0.8, "atheris": 0.2}
"""Engine → its share of a reader's inputs; of time each has one half."""
A_MOMENT = 0.01  # minutes: rows are rounded
PATIENCE = 120  # seconds without a new input, after which a process is ended


@dataclass(frozen=True)
class Total:
    """All runs of one engine on one reader.

    Args:
        worst: seconds of the slowest input; its beginning.
        failures: place → the smallest input that failed there.
        commits: whose code ran, in this order.
    """

    inputs: int
    accepted: int
    minutes: float
    worst: float
    slowest: str
    peak_mb: float
    failures: dict[str, dict[str, str]]
    seeds: tuple[int, ...]
    commits: tuple[str, ...]


def totals(journal: Path) -> dict[tuple[str, str], Total]:
    """Return (reader, engine) → what its runs add up to."""
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in rows(journal):
        grouped.setdefault((row["reader"], row["engine"]), []).append(row)
    return {key: _total(group) for key, group in grouped.items()}


def carry(journal: Path, earlier: Record) -> None:
    """Put into a journal the runs of which only a record tells, those on another machine: what comes adds up.

    Args:
        journal: it is left alone where it has a row of the same reader and engine.
        earlier: the record of these runs; inputs that failed then are not in it.
    """
    known = totals(journal)
    for count in earlier.counts:
        other, reader = count.other, count.what.partition(":")[0]
        if (reader, other["engine"]) not in known:
            _append(
                journal,
                reader=reader,
                engine=other["engine"],
                seed=other.get("last seed", earlier.seed),
                commit=count.commit or earlier.commit,
                inputs=count.tried,
                accepted=other["accepted"],
                minutes=other["minutes"],
                worst=other["worst s"],
                peak_mb=other["peak MB"],
            )


def _append(journal: Path, **fields: Any) -> None:
    """Add a row that no worker wrote; what it does not say is nothing."""
    nothing = {"accepted": 0, "minutes": 0.0, "worst": 0.0, "slowest": "", "peak_mb": 0.0, "failures": []}
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({**nothing, **fields}) + "\n")


def _total(group: Sequence[dict[str, Any]]) -> Total:
    slowest = max(group, key=lambda row: float(row["worst"]))
    failures: dict[str, dict[str, str]] = {}
    for row in group:
        for failure in row["failures"]:
            known = failures.setdefault(failure["place"], failure)
            if len(failure["input"]) < len(known["input"]):
                failures[failure["place"]] = failure
    return Total(
        inputs=sum(row["inputs"] for row in group),
        accepted=sum(row["accepted"] for row in group),
        minutes=sum(row["minutes"] for row in group),
        worst=slowest["worst"],
        slowest=slowest["slowest"],
        peak_mb=max(row["peak_mb"] for row in group),
        failures=failures,
        seeds=tuple(dict.fromkeys(row["seed"] for row in group)),
        commits=tuple(dict.fromkeys(row["commit"] for row in group)),
    )


def run(
    reader: str,
    engine: str,
    *,
    inputs: int,
    minutes: float,
    seed: int,
    commit: str,
    folder: Path = JOURNALS,
    progress: Callable[[Total], None] = lambda _: None,
) -> None:
    """Go on with a reader to the aim, in a process that may die of an input.

    Args:
        inputs, minutes: of all runs so far together; the first that is reached ends it.
        seed: of the first run; a later one takes the next that was not taken.

    Raises:
        SystemExit: if atheris is asked for and is not installed.
    """
    journal = folder / "fuzz.jsonl"
    folder.mkdir(parents=True, exist_ok=True)
    while True:
        before = totals(journal).get((reader, engine))
        done, spent = (before.inputs, before.minutes) if before else (0, 0.0)
        if done >= inputs or spent > minutes - A_MOMENT:
            return
        with tempfile.TemporaryDirectory() as temporary:
            job = Job(
                reader=reader,
                engine=engine,
                seed=max(before.seeds, default=seed - 1) + 1 if before else seed,
                inputs=inputs - done,
                minutes=minutes - spent,
                corpus=str(folder / "corpus" / reader),
                journal=str(journal),
                current=os.path.join(temporary, "current"),
                commit=commit,
            )
            status, last = _process(job, lambda: _tell(progress, totals(journal).get((reader, engine))))
        if status:
            _note(journal, job, f"the process ended with status {status}", last)


def _tell(progress: Callable[[Total], None], total: Total | None) -> None:
    if total is not None:
        progress(total)


def _process(job: Job, progress: Callable[[], None]) -> tuple[int, bytes]:
    """Return a process's exit status, and the input that it read last where it died."""
    command = [sys.executable, "-m", "benchmarks.fuzz.worker", json.dumps(asdict(job))]
    current = Path(job.current)
    with tempfile.TemporaryFile() as told, subprocess.Popen(command, stderr=told) as process:
        try:
            while process.poll() is None:
                time.sleep(1)
                if current.exists() and time.time() - current.stat().st_mtime > PATIENCE:
                    process.kill()
                progress()
        except BaseException:
            process.terminate()  # it writes what it has
            raise
        if process.returncode and not current.exists():
            told.seek(0)
            raise SystemExit(told.read().decode(errors="replace").strip() or f"status {process.returncode}")
        return process.returncode, current.read_bytes() if process.returncode else b""


def _note(journal: Path, job: Job, problem: str, data: bytes) -> None:
    _append(
        journal,
        **{name: getattr(job, name) for name in ("reader", "engine", "seed", "commit")},
        inputs=1,
        failures=[{"place": problem, "problem": problem, "input": shown(data)}],
    )


assert SHARE.keys() == ENGINES.keys()
