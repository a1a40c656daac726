"""One process that gives inputs to one reader, by one of two engines, until a count or a time is reached.

    atheris   libFuzzer: what reaches new lines of symprop is kept and changed further; half of the changes are ours
    own       accepted inputs changed by `benchmarks.fuzz.mutate`, ten times as fast

What it found is appended to a journal as one line, also when it is ended early.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["ENGINES", "Job", "main"]

HINT = "atheris is not installed; pip install atheris, or take --engine own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one process is to do.

    Args:
        inputs, minutes: it ends at the first of them.
        corpus: folder of inputs that are kept.
        journal: file of results.
        commit: whose code runs.
    """

    reader: str
    engine: str
    seed: int
    inputs: int
    minutes: float
    corpus: str
    journal: str
    commit: str


@dataclass
class Tally:
    """What has come of the inputs so far."""

    job: Job
    inputs: int = 0
    accepted: int = 0
    worst: float = 0.0
    slowest: bytes = b""
    began: float = field(default_factory=time.monotonic)
    failures: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def take(self, data: bytes, outcome: Any) -> None:
        """Count an input; of equal problems the smallest input is kept."""
        self.inputs += 1
        self.accepted += outcome.accepted
        if outcome.seconds > self.worst:
            self.worst, self.slowest = outcome.seconds, data
        if outcome.problem:
            known = self.failures.get(outcome.place)
            if known is None or len(data) < len(known[1]):
                self.failures[outcome.place] = (outcome.problem, data)

    @property
    def minutes(self) -> float:
        return (time.monotonic() - self.began) / 60

    def write(self) -> None:
        """Append the results to the journal."""
        from benchmarks.fuzz.corpus import shown
        from benchmarks.fuzz.rules import peak_mb

        failures = [{"place": p, "problem": q, "input": shown(data)} for p, (q, data) in self.failures.items()]
        row = {
            **{name: value for name, value in asdict(self.job).items() if name not in ("corpus", "journal")},
            "inputs": self.inputs,
            "accepted": self.accepted,
            "minutes": round(self.minutes, 3),
            "worst": round(self.worst, 4),
            "slowest": shown(self.slowest),
            "peak_mb": round(peak_mb(), 1),
            "failures": failures,
        }
        with open(self.job.journal, "a", encoding="utf-8") as journal:
            journal.write(json.dumps(row) + "\n")


def _done(tally: Tally) -> bool:
    return tally.inputs >= tally.job.inputs or (tally.inputs % 64 == 0 and tally.minutes >= tally.job.minutes)


def _own(job: Job) -> None:
    from benchmarks.fuzz.corpus import read_folder
    from benchmarks.fuzz.mutate import Mutator
    from benchmarks.fuzz.readers import READERS
    from benchmarks.fuzz.rules import judged, limited, ready

    reader = READERS[job.reader]
    read = ready(reader)
    mutator = Mutator.of([*reader.samples(), *read_folder(Path(job.corpus))], reader.tokens)
    random = Random(f"{job.seed}/{job.reader}")
    tally = Tally(job)
    atexit.register(tally.write)
    limited()
    while not _done(tally):
        data = mutator.fresh(random)
        tally.take(data, judged(reader, read, data))


def _atheris(job: Job) -> None:
    try:
        import atheris
    except ImportError:
        sys.exit(HINT)
    with atheris.instrument_imports(include=["symprop"]):
        from benchmarks.trust.trap import warm

        warm()
        from benchmarks.fuzz.mutate import LONGEST, Mutator
        from benchmarks.fuzz.readers import READERS
        from benchmarks.fuzz.rules import judged, limited, ready

        reader = READERS[job.reader]
        read = ready(reader)
    mutator = Mutator.of(reader.samples(), reader.tokens)
    tally = Tally(job)

    def test(data: bytes) -> None:
        if _done(tally):
            tally.write()
            os._exit(0)  # libFuzzer would go on, or call it a crash
        tally.take(data, judged(reader, read, data))

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return (mutator.broken(data, random) if data else mutator.fresh(random))[:most]

    Path(job.corpus).mkdir(parents=True, exist_ok=True)
    options = (
        f"-seed={job.seed}",
        f"-max_len={LONGEST}",
        "-timeout=0",
        "-rss_limit_mb=0",
        "-verbosity=0",
        "-close_fd_mask=0",
    )
    limited()
    atheris.Setup([sys.argv[0], job.corpus, *options], test, custom_mutator=mutate)
    signal.signal(signal.SIGTERM, lambda *_: (tally.write(), os._exit(0)))
    atheris.Fuzz()


ENGINES: dict[str, Callable[[Job], None]] = {"atheris": _atheris, "own": _own}


def main(job: Job) -> None:
    """Do a job; it ends the process where the engine is libFuzzer."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ENGINES[job.engine](job)


if __name__ == "__main__":
    main(Job(**json.loads(sys.argv[1])))
