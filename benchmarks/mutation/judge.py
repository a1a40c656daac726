"""From a mutant to a row of the journal: which tests it is shown to, and what became of it."""

from __future__ import annotations

import functools
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.mutation.bench import AGAIN, Outcome, Trial, fresh, ready
from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.reach import Reach, known
from benchmarks.trust.journal import Row

SECONDS = 0.8
MOST = 125  # tests for each second

_open = ExitStack()
_killers: dict[tuple[str, str], list[str]] = defaultdict(list)


def judge(found: dict[int, Mutant], reach_path: Path, seconds: float, afresh: bool, number: int) -> Row:
    """Show a mutant to its tests.

    Args:
        found: the mutants by number.
        reach_path: where `measure` keeps its answer.
        seconds: of tests that it is shown to.
        afresh: what still survives is imported anew: what tests hold from before the change may have hidden it.
        number: which mutant.
    """
    mutant, reach = found[number], _reach(reach_path)
    start = time.monotonic()
    tests = _chosen(mutant, reach, seconds)
    outcome = _outcome(mutant, tests, reach, afresh) if tests else Outcome(state="unreached")
    if outcome.state == "killed" and outcome.by in reach.seconds:
        killers = _killers[mutant.module, mutant.function]
        killers[:] = [outcome.by, *(test for test in killers if test != outcome.by)][:5]
    return {
        "seed": number,
        "state": outcome.state,
        "by": outcome.by,
        "tests": len(tests),
        "seconds": round(time.monotonic() - start, 2),
        "module": mutant.module,
        "shown": mutant.shown(),
    }


def _outcome(mutant: Mutant, tests: list[str], reach: Reach, afresh: bool) -> Outcome:
    trial = Trial(
        module=mutant.module, source=mutant.source(), tests=tests, seconds=[reach.seconds[test] for test in tests]
    )
    if mutant.function:
        outcome = _bench()(trial)
        if outcome.state != AGAIN and not (afresh and outcome.state == "survived"):
            return outcome
    return fresh(trial)


def _chosen(mutant: Mutant, reach: Reach, seconds: float) -> list[str]:
    """What killed the function's last mutants, then the best of what reaches it, as many as there is time for."""
    reaching = reach.tests(mutant)
    before = [test for test in _killers[mutant.module, mutant.function] if test in set(reaching)]
    chosen: list[str] = []
    left = seconds
    for test in dict.fromkeys([*before, *reaching]):
        if reach.seconds[test] <= left or not chosen:
            chosen.append(test)
            left -= reach.seconds[test] + 0.002
        if left <= 0 or len(chosen) >= MOST * seconds:
            break
    return chosen


@functools.cache
def _reach(path: Path) -> Reach:
    return known(path)


@functools.cache
def _bench() -> Callable[[Trial], Outcome]:
    return _open.enter_context(ready())


def close() -> None:
    """End the process in which the tests stand ready."""
    _open.close()
    _bench.cache_clear()
