"""One process that gives inputs to one reader, by one of two engines, until a count or a time is reached.

    atheris   libFuzzer: what reaches new lines of symprop is kept and changed further; half of the changes are ours
    own       accepted inputs changed by `benchmarks.fuzz.mutate`, ten times as fast

What it found is appended to a journal as lines, one a minute, also when it is ended early.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from benchmarks.fuzz.corpus import kept, shown
from benchmarks.fuzz.limits import limited, peak_mb
from benchmarks.trust.trap import warm

if TYPE_CHECKING:  # atheris must see symprop's modules first, and the rules import them
    from benchmarks.fuzz.rules import Outcome

__all__ = ["ENGINES", "Job", "main"]

ROW_SECONDS = 60
HINT = "atheris is not installed; pip install atheris, or take --engine own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one process is to do.

    Args:
        inputs, minutes: it ends at the first of them; minutes are the processor's, whatever else the machine does.
        corpus: folder of inputs that are kept.
        journal: file of results.
        current: file of the input that is being read.
        commit: whose code runs.
    """

    reader: str
    engine: str
    seed: int
    inputs: int
    minutes: float
    corpus: str
    journal: str
    current: str
    commit: str


@dataclass
class Tally:
    """What has come of the inputs since a row was last written."""

    job: Job
    began: float = field(default_factory=time.process_time)
    before: int = 0
    since: float = field(default_factory=time.process_time)
    inputs: int = 0
    accepted: int = 0
    worst: float = 0.0
    slowest: bytes = b""
    failures: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def take(self, data: bytes, outcome: Outcome) -> None:
        """Count an input; of equal problems the smallest input is kept."""
        self.inputs += 1
        self.accepted += outcome.accepted
        if outcome.seconds > self.worst:
            self.worst, self.slowest = outcome.seconds, data
        if outcome.problem:
            known = self.failures.get(outcome.place)
            if known is None or len(data) < len(known[1]):
                self.failures[outcome.place] = (outcome.problem, data)
        if self.inputs % 256 == 0 and time.process_time() - self.since > ROW_SECONDS:
            self.write()

    @property
    def done(self) -> bool:
        if self.before + self.inputs >= self.job.inputs:
            return True
        return self.inputs % 64 == 0 and time.process_time() - self.began >= self.job.minutes * 60

    def write(self) -> None:
        """Append a row to the journal, and count anew."""
        now = time.process_time()
        failures = [{"place": p, "problem": q, "input": shown(data)} for p, (q, data) in self.failures.items()]
        row = {
            "reader": self.job.reader,
            "engine": self.job.engine,
            "seed": self.job.seed,
            "commit": self.job.commit,
            "inputs": self.inputs,
            "accepted": self.accepted,
            "minutes": round((now - self.since) / 60, 3),
            "worst": round(self.worst, 4),
            "slowest": shown(self.slowest)[:400],
            "peak_mb": round(peak_mb(), 1),
            "failures": failures,
        }
        if self.inputs:
            with open(self.job.journal, "a", encoding="utf-8") as journal:
                journal.write(json.dumps(row) + "\n")
        self.before += self.inputs
        self.since, self.inputs, self.accepted, self.worst, self.slowest = now, 0, 0, 0.0, b""
        self.failures = {}


class _Current:
    """The input that is being read, in a file: all that is left when the process dies of it."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)

    def put(self, data: bytes) -> None:
        os.ftruncate(self._file, os.pwrite(self._file, data, 0) if data else 0)


def _own(job: Job) -> None:
    from benchmarks.fuzz.mutate import Mutator
    from benchmarks.fuzz.readers import READERS
    from benchmarks.fuzz.rules import judged, ready

    reader = READERS[job.reader]
    read = ready(reader)
    mutator = Mutator.of([*reader.samples(), *kept(job.reader)], reader.tokens)
    random = Random(f"{job.seed}/{job.reader}")
    tally, current = Tally(job), _Current(job.current)
    atexit.register(tally.write)
    limited()
    while not tally.done:
        data = mutator.fresh(random)
        current.put(data)
        tally.take(data, judged(reader, read, data))


def _atheris(job: Job) -> None:
    try:
        import atheris
    except ImportError:
        sys.exit(HINT)
    with atheris.instrument_imports(include=["symprop"]):
        warm()
        from benchmarks.fuzz.mutate import LONGEST, Mutator
        from benchmarks.fuzz.readers import READERS
        from benchmarks.fuzz.rules import judged, ready

        reader = READERS[job.reader]
        read = ready(reader)
    mutator = Mutator.of([*reader.samples(), *kept(job.reader)], reader.tokens)
    tally, current = Tally(job), _Current(job.current)

    def test(data: bytes) -> None:
        if tally.done:
            tally.write()
            os._exit(0)  # libFuzzer would go on, or call it a crash
        current.put(data)
        tally.take(data, judged(reader, read, data))

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if data and random.random() < 0.5:
            return bytes(atheris.Mutate(data, most))
        return (mutator.broken(data, random) if len(data) > 1 else mutator.fresh(random))[:most]

    corpus = Path(job.corpus)
    corpus.mkdir(parents=True, exist_ok=True)
    if not any(corpus.iterdir()):
        for place, data in enumerate({*reader.samples(), *kept(job.reader)}):
            (corpus / f"sample{place:04}").write_bytes(data[:LONGEST])
    options = (f"-seed={job.seed}", f"-max_len={LONGEST}", "-timeout=86400", "-rss_limit_mb=0", "-verbosity=0")
    limited()
    atheris.Setup([sys.argv[0], job.corpus, *options], test, custom_mutator=mutate)

    def end(*_: object) -> None:
        tally.write()
        os._exit(143)

    signal.signal(signal.SIGTERM, end)
    atheris.Fuzz()


ENGINES: dict[str, Callable[[Job], None]] = {"atheris": _atheris, "own": _own}


def main(job: Job) -> None:
    """Do a job; it ends the process where the engine is libFuzzer."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    ENGINES[job.engine](job)


if __name__ == "__main__":
    main(Job(**json.loads(sys.argv[1])))
