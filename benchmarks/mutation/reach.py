"""Which tests run which line, and how long each takes: what a mutant is shown to."""

from __future__ import annotations

import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.mutation.mutants import ROOT, Mutant

TESTS = (
    *("tests/unit/functions", "tests/unit/graph", "tests/unit/symbolic", "tests/unit/derive", "tests/unit/read"),
    *("tests/unit/homework", "tests/unit/verify", "tests/negative", "tests/messages", "tests/golden"),
    *("symprop/graph.py", "symprop/functions", "symprop/derive", "symprop/verify", "symprop/homework/grading"),
    *("symprop/read", "tests/cli/test_grade.py", "tests/laws/test_second_derivatives.py"),
)
OPTIONS = (
    *("-q", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-p", "no:xdist", "--tb=no", "--assert=plain"),
    *("--hypothesis-profile", "mutation", "-m", "not slow and not engine"),
)
ELSEWHERE = (
    "symprop/verify/frameworks.py",  # needs PyTorch or JAX
    "symprop/homework/grading/worker.py",  # runs in a process of its own
)
_ENGINES = ("torch", "jax", "keras", "onnx")
_SLOW = 0.5
_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What one run of the tests has shown.

    Args:
        seconds: of each test, by its node id.
        lines: for each module and line the tests that run it: first those of the module's room, then the quickest.
        modules: for each module the tests that run any line of it, so that all lines have their turn.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]
    modules: dict[str, list[str]]

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests for a mutant: those that run its line or, for what runs at import, its module."""
        if not mutant.function:
            return self.modules.get(mutant.module, [])
        lines = self.lines.get(mutant.module, {})
        return next((lines[line] for line in range(mutant.line, mutant.line - 12, -1) if line in lines), [])


def measure(modules: list[str], folder: Path) -> Reach:
    """Run under coverage.py the tests that are new or changed, and return what all of them reach.

    Args:
        modules: the modules that are to be mutated.
        folder: where the answers are kept, one for each file of tests.
    """
    import multiprocessing

    for tests in _files():
        path = _kept(tests, folder)
        if not path.exists():
            for old in folder.glob(f"{path.name.rpartition('-')[0]}-*"):
                old.unlink()
            job = multiprocessing.get_context("fork").Process(target=_measured, args=(tests, modules, path))
            job.start()
            job.join()
    return known(folder)


def known(folder: Path) -> Reach:
    """Return what the kept answers say together."""
    seconds: dict[str, float] = {}
    lines: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(folder.glob("*.json")):
        found = json.loads(path.read_text(encoding="utf-8"))
        names = found["tests"]
        seconds |= dict(zip(names, found["seconds"], strict=True))
        for module, reached in found["lines"].items():
            for line, tests in reached.items():
                lines[module][int(line)] += [names[number] for number in tests]
    ranked = {
        module: {line: sorted(tests, key=_rank(module, seconds)) for line, tests in reached.items()}
        for module, reached in lines.items()
    }
    at_home = {module: [test for test in seconds if test.startswith(_homes(module))] for module in ranked}
    whole = {module: _spread(reached, at_home[module], _rank(module, seconds)) for module, reached in ranked.items()}
    return Reach(seconds=seconds, lines=ranked, modules=whole)


def arguments() -> list[str]:
    """Return pytest's arguments for every test that may kill a mutant."""
    return [*OPTIONS, *TESTS]


def quicken() -> None:
    """Leave the engines out, and let hypothesis try few examples, always the same, without shrinking."""
    from hypothesis import HealthCheck, Phase, settings

    sys.modules.update(dict.fromkeys(_ENGINES))
    settings.register_profile(
        "mutation",
        derandomize=True,
        deadline=None,
        database=None,
        max_examples=10,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )


def _files() -> Iterator[str]:
    for tests in TESTS:
        top = ROOT / tests
        for path in sorted(top.rglob("*.py")) if top.is_dir() else [top]:
            if path.name.startswith("test_") or ">>>" in path.read_text(encoding="utf-8"):
                yield path.relative_to(ROOT).as_posix()


def _kept(tests: str, folder: Path) -> Path:
    """The file of an answer: it is another one when the tests have changed."""
    mark = hashlib.sha256((ROOT / tests).read_bytes()).hexdigest()[:12]
    return folder / f"{tests.replace('/', '.')}-{mark}.json"


def _measured(tests: str, modules: list[str], path: Path) -> None:
    import coverage
    import pytest

    quicken()
    cover = coverage.Coverage(data_file=None, include=[str(ROOT / module) for module in modules], config_file=False)
    clock = _Clock(cover)
    cover.start()
    pytest.main([*OPTIONS, tests], plugins=[clock])
    cover.stop()
    names = sorted(clock.seconds)
    place = {test: number for number, test in enumerate(names)}
    data, lines = cover.get_data(), {}
    for module in modules:
        rank = _rank(module, clock.seconds)
        found = data.contexts_by_lineno(str(ROOT / module))
        reached = {line: sorted({name for name in tests if name in place}, key=rank) for line, tests in found.items()}
        lines[module] = {line: [place[name] for name in tests[:_MOST]] for line, tests in reached.items() if tests}
    path.parent.mkdir(parents=True, exist_ok=True)
    seconds = [round(clock.seconds[name], 4) for name in names]
    path.write_text(json.dumps({"tests": names, "seconds": seconds, "lines": lines}), encoding="utf-8")


def _rank(module: str, seconds: dict[str, float]) -> Callable[[str], tuple[bool, bool, float]]:
    """What is tried first: the tests of the module's own room, then the quickest; what takes seconds is last."""
    homes = _homes(module)
    return lambda test: (seconds[test] > _SLOW, not test.startswith(homes), seconds[test])


def _spread(lines: dict[int, list[str]], more: list[str], rank: Callable[[str], Any]) -> list[str]:
    """What runs at import may change any line: of the room's tests the first of each line, then the second ones."""
    place = dict.fromkeys(more, _MOST)
    for tests in lines.values():
        for number, test in enumerate(tests):
            place[test] = min(number, place.get(test, number))
    return sorted(place, key=lambda test: (rank(test)[:2], place[test], rank(test)))


def _homes(module: str) -> tuple[str, str]:
    room = module.removeprefix("symprop/").removesuffix(".py").rpartition("/")[0] or Path(module).stem
    return f"tests/unit/{room}/", f"symprop/{room}"


class _Clock:
    """A pytest plugin: tells coverage.py whose lines these are, and takes the time."""

    def __init__(self, cover: Any) -> None:
        self.cover = cover
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_protocol(self, item: Any) -> None:
        self.cover.switch_context(item.nodeid)
        self.start = time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = time.process_time() - self.start
        self.cover.switch_context("")


def modules(rooms: list[str]) -> Iterator[str]:
    """Yield the modules of rooms, in the rooms' order, without those that no test can run here."""
    for room in rooms:
        path = ROOT / "symprop" / room
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
        yield from (name for name in (file.relative_to(ROOT).as_posix() for file in files) if name not in ELSEWHERE)
