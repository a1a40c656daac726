"""Every reader, given what fuzzing kept and a few hundred inputs more, the trap armed; and bugs that must be found."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz.corpus import KEPT, data_of, kept, shown
from benchmarks.fuzz.mutate import Mutator
from benchmarks.fuzz.readers import READERS, Read, Reader
from benchmarks.fuzz.rules import judged, ready
from symprop.errors import InputError

HERE = [reader for reader in READERS.values() if not reader.needs or find_spec(reader.needs)]
ids = [reader.name for reader in HERE]


@lru_cache
def made(name: str) -> tuple[Read, Mutator]:
    reader = READERS[name]
    return ready(reader), Mutator.of(reader.samples(), reader.tokens)


@pytest.mark.parametrize("reader", HERE, ids=ids)
def test_what_was_kept_is_read_or_refused(reader: Reader) -> None:
    read, _ = made(reader.name)
    for data in kept(reader.name):
        outcome = judged(reader, read, data)
        assert not outcome.problem, (outcome, data)


def test_something_is_kept_of_every_reader() -> None:
    assert {path.stem for path in KEPT.iterdir()} == set(READERS)
    assert all(kept(name) for name in READERS)
    assert sum(path.stat().st_size for path in KEPT.iterdir()) < 400_000


@pytest.mark.parametrize("reader", HERE, ids=ids)
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_broken_and_spliced_inputs_are_read_or_refused(reader: Reader, random: Random) -> None:
    read, mutator = made(reader.name)
    data = mutator.fresh(random)
    outcome = judged(reader, read, data)
    assert not outcome.problem, (outcome, data)


@pytest.mark.parametrize("reader", HERE, ids=ids)
@given(data=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
@settings(max_examples=10)
def test_any_bytes_are_read_or_refused(reader: Reader, data: bytes) -> None:
    outcome = judged(reader, made(reader.name)[0], data)
    assert not outcome.problem, (outcome, data)


@pytest.mark.parametrize("reader", HERE, ids=ids)
def test_not_everything_is_refused_nor_accepted(reader: Reader) -> None:
    read, _ = made(reader.name)
    outcomes = [judged(reader, read, data) for data in [*reader.samples()[:5], b"\xff{", b"]["]]
    assert len({outcome.accepted for outcome in outcomes}) == 2


# negative controls: a reader with a bug


def traceback(data: bytes) -> None:
    {}[data]


def two_lines(data: bytes) -> None:
    class Loud(InputError):
        def __str__(self) -> str:
            return "two\nlines"

    raise Loud("x")


def long_line(data: bytes) -> None:
    class Long(InputError):
        def __str__(self) -> str:
            return "x" * 1_001

    raise Long("x")


def hang(data: bytes) -> None:
    while True:
        pass


def swallowed_hang(data: bytes) -> None:
    while True:
        try:
            int("x")
        except Exception:
            continue


def hang_in_a_callback(data: bytes) -> None:
    class Deleted:
        def __del__(self) -> None:
            end = time.process_time() + 0.3
            while time.process_time() < end:
                pass

    told, sys.unraisablehook = sys.unraisablehook, lambda _: None  # pytest's would compile what it tells
    try:
        Deleted()  # what is raised while it is deleted goes nowhere
    finally:
        sys.unraisablehook = told
    hang(data)


def greedy(data: bytes) -> None:
    raise MemoryError


def recursive(data: bytes) -> None:
    recursive(data)


def executed(data: bytes) -> None:
    eval("1")  # noqa: S307


def refused_after(data: bytes) -> None:
    try:
        eval("1")  # noqa: S307
    except BaseException:
        raise InputError("no formula") from None


def written(data: bytes) -> None:
    open("/dev/null", "w").close()


BUGS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "a traceback": (traceback, "KeyError"),
    "a message of two lines": (two_lines, "control characters"),
    "a message without end": (long_line, "1,001 characters"),
    "a hang": (hang, "not done in 0.2 s"),
    "a hang that swallows exceptions": (swallowed_hang, "not done in 0.2 s"),
    "a hang that has taken one blow": (hang_in_a_callback, "not done in 0.2 s"),
    "all memory": (greedy, "MemoryError"),
    "recursion": (recursive, "RecursionError"),
    "a text executed": (executed, "a side effect: compile"),
    "a text executed, then refused": (refused_after, "a side effect: compile"),
    "a file written": (written, "a side effect: open"),
}


@pytest.mark.parametrize(("bug", "said"), BUGS.values(), ids=BUGS)
def test_every_kind_of_bug_is_seen(bug: Callable[[bytes], None], said: str) -> None:
    outcome = judged(READERS["expressions"], bug, b"x", seconds=0.2)
    assert said in outcome.problem
    assert outcome.place


def test_a_planted_bug_is_found_behind_the_tokenizer() -> None:
    """One of formulas that are accepted and have a bracket in a bracket, which no sample has."""
    read, _ = made("expressions")

    def planted(data: bytes) -> None:
        read(data)
        if b"((" in data:
            raise IndexError

    mutator = Mutator.of([b"(t1 - out_o1)*w5", b"w5**2 + 1"], READERS["expressions"].tokens)
    random = Random(6)
    found = [judged(READERS["expressions"], planted, mutator.fresh(random)).place for _ in range(2_000)]
    assert any(place.startswith("IndexError") for place in found)


def test_a_seed_gives_the_same_inputs() -> None:
    mutator = made("latex")[1]
    first, second = ([mutator.fresh(Random(6)) for _ in range(20)] for _ in range(2))
    assert first == second


@given(st.binary())
def test_a_kept_input_comes_back_byte_for_byte(data: bytes) -> None:
    assert data_of(shown(data)) == data
