"""Where a mutant meets the tests: a fork of a process in which these stand ready, so that nothing is paid twice."""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from typing import Any

from benchmarks.mutation import swap
from benchmarks.mutation.mutants import ROOT
from benchmarks.mutation.reach import OPTIONS, arguments, quicken

HEAVY = ("sympy", "numpy", "mpmath", "lark", "pydantic", "ruamel.yaml", "latex2mathml.converter", "click.testing")
HEAVY += ("rich.progress", "hypothesis", "defusedxml.ElementTree", "pytest", "_pytest.doctest", "joblib")
MEMORY = 4 << 30
WALL = 100.0
AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A changed module and the tests that it is shown to.

    Args:
        module: the file, from the repository's top.
        source: its changed text.
        tests: node ids, in this order.
        seconds: what each takes where nothing is changed.
    """

    module: str
    source: str
    tests: list[str]
    seconds: list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a trial.

    Args:
        state: ``killed``, ``timeout``, ``survived``, or ``again``: exchanging code is not enough.
        by: the test that failed.
    """

    state: str
    by: str = ""


@contextlib.contextmanager
def ready() -> Iterator[Callable[[Trial], Outcome]]:
    """Start a process with all tests collected; what is yielded exchanges code in a fork of it and runs tests there."""
    import multiprocessing

    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    job = fork.Process(target=_serve, args=(there, here))
    job.start()
    there.close()
    here.recv()

    def ask(trial: Trial) -> Outcome:
        here.send(trial)
        found: Outcome = here.recv()
        return found

    try:
        yield ask
    finally:
        here.send(None)
        job.join()


def fresh(trial: Trial) -> Outcome:
    """Import the changed module as a new process would, collect the tests and run them."""
    for name in HEAVY:
        importlib.import_module(name)
    return _forked(lambda tell: _imported(trial, tell))


def _serve(pipe: Any, other: Any) -> None:
    import pytest

    other.close()  # so that the pipe ends with the process that asks

    quicken()
    _silent()
    pytest.main(arguments(), plugins=[_Server(pipe)])


class _Server:
    """A pytest plugin that answers trials instead of running the tests."""

    def __init__(self, pipe: Any) -> None:
        self.pipe = pipe
        self.failed = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtestloop(self, session: Any) -> bool:
        items = {item.nodeid: item for item in session.items}
        session.config._tmp_path_factory.getbasetemp()
        functions, cached = swap.live(str(ROOT / "symprop")), swap.caches()
        self.pipe.send("ready")
        while (trial := self._next()) is not None:
            timed = zip(trial.tests, trial.seconds, strict=True)
            chosen = [(items[test], seconds) for test, seconds in timed if test in items]
            self.pipe.send(
                _forked(lambda tell, trial=trial, chosen=chosen: self._run(trial, chosen, functions, cached, tell))
            )
        return True

    def _next(self) -> Trial | None:
        try:
            found: Trial | None = self.pipe.recv()
        except EOFError:
            return None
        return found

    def _run(self, trial: Trial, chosen: list[Any], functions: Any, cached: Any, tell: Callable[[str], None]) -> None:
        path = ROOT / trial.module
        if not swap.exchange(functions, str(path), path.read_text(encoding="utf-8"), trial.source):
            tell(AGAIN)
            return
        for cache in cached:
            cache.cache_clear()
        for place, (item, seconds) in enumerate(chosen):
            following = chosen[place + 1][0] if place + 1 < len(chosen) else None
            _limit(seconds)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                tell(self.failed)
                return


class _Chosen:
    """A pytest plugin: only the tests of a trial, in its order, each with its time."""

    def __init__(self, trial: Trial, tell: Callable[[str], None]) -> None:
        self.place = {test: number for number, test in enumerate(trial.tests)}
        self.seconds = dict(zip(trial.tests, trial.seconds, strict=True))
        self.tell = tell
        self.told = False

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place), key=lambda item: self.place[item.nodeid]
        )

    def pytest_runtest_protocol(self, item: Any) -> None:
        _limit(self.seconds[item.nodeid])

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.told:
            self.told = True
            self.tell(report.nodeid)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed and not self.told:
            self.told = True
            self.tell(report.nodeid or "import")


def _imported(trial: Trial, tell: Callable[[str], None]) -> None:
    import pytest

    quicken()
    path, kept = str(ROOT / trial.module), SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> Any:
        if loader.path == path:
            return compile(trial.source, path, "exec", dont_inherit=True)
        return kept(loader, name)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    _limit(20.0)
    plugin = _Chosen(trial, tell)
    files = dict.fromkeys(test.partition("::")[0] for test in trial.tests)
    ended = pytest.main([*OPTIONS, "-x", *files], plugins=[plugin])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) and not plugin.told:
        tell("import")


def _forked(work: Callable[[Callable[[str], None]], None]) -> Outcome:
    """Run `work` in a fork of this process; what it tells first is the outcome."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        _silent()
        try:
            work(lambda text: os.write(writer, text.encode()) and None)
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}".encode())
        os._exit(0)
    os.close(writer)
    until, text, late = time.monotonic() + WALL, b"", False
    while not late:
        found, _, _ = select.select([reader], [], [], max(0.0, until - time.monotonic()))
        late = not found
        part = os.read(reader, 1 << 16) if found else b""
        if not part:
            break
        text += part
    os.close(reader)
    if late:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what a test left running
    if text:
        return Outcome(state=AGAIN) if text == AGAIN.encode() else Outcome(state="killed", by=text.decode())
    return Outcome(state="timeout" if late or os.WIFSIGNALED(status) else "survived")


def _limit(seconds: float) -> None:
    """End this process when it has used much more of the processor than a test takes."""
    signal.setitimer(signal.ITIMER_PROF, 2.0 + 5.0 * seconds)


def _silent() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
