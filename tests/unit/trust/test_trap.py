"""The trap's negative controls: each side effect there is, inside the armed trap, is caught and does not happen."""

# ruff: noqa: S301, S307, TID251 (they are what is caught)

from __future__ import annotations

import ctypes
import importlib
import marshal
import mmap
import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import make_dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from benchmarks.trust.trap import SideEffect, armed

_BYTECODE = compile("1", "x", "eval")
_PICKLED = pickle.dumps(Path.home)


def _socket() -> None:
    socket.socket().close()


SIDE_EFFECTS: dict[str, Callable[[Path], object]] = {
    "eval": lambda _: eval("1"),
    "eval of code": lambda _: eval(_BYTECODE),
    "exec": lambda _: exec("x = 1"),
    "compile": lambda _: compile("1", "x", "eval"),
    "a class that is compiled": lambda _: make_dataclass("Made", ["x"]),
    "a named tuple": lambda _: NamedTuple("Pair", [("x", int)])(1),
    "import": lambda _: importlib.import_module("this"),
    "marshal": lambda _: marshal.loads(marshal.dumps(1)),
    "unpickling": lambda _: pickle.loads(_PICKLED),
    "a child process": lambda _: subprocess.run(["true"], check=False),
    "os.system": lambda _: os.system("true"),
    "os.popen": lambda _: os.popen("true"),
    "os.execv": lambda _: os.execv("/bin/true", ["true"]),
    "os.posix_spawn": lambda _: os.posix_spawn("/bin/true", ["true"], {}),
    "os.spawnv": lambda _: os.spawnv(os.P_WAIT, "/bin/true", ["true"]),
    "os.fork": lambda _: os.fork(),
    "os.kill": lambda _: os.kill(os.getpid(), 0),
    "a socket": lambda _: _socket(),
    "a name looked up": lambda _: socket.getaddrinfo("localhost", 80),
    "ctypes": lambda _: ctypes.CDLL(None),
    "a file written": lambda folder: (folder / "new").write_text("x"),
    "a file appended to": lambda folder: (folder / "old").open("a"),
    "a file changed": lambda folder: (folder / "old").open("r+"),
    "a file made exclusively": lambda folder: (folder / "new").open("x"),
    "os.open": lambda folder: os.open(folder / "new", os.O_WRONLY | os.O_CREAT),
    "a file removed": lambda folder: (folder / "old").unlink(),
    "a file renamed": lambda folder: (folder / "old").rename(folder / "new"),
    "a file cut": lambda folder: os.truncate(folder / "old", 0),
    "a file's permissions": lambda folder: (folder / "old").chmod(0o600),
    "a folder made": lambda folder: (folder / "new").mkdir(),
    "a folder removed": lambda folder: (folder / "empty").rmdir(),
    "a tree removed": lambda folder: shutil.rmtree(folder / "empty"),
    "a link": lambda folder: (folder / "new").symlink_to("old"),
    "a hard link": lambda folder: (folder / "new").hardlink_to(folder / "old"),
    "a temporary file": lambda _: tempfile.mkstemp(),
    "memory shared": lambda _: mmap.mmap(-1, 1),
    "the folder changed": lambda folder: os.chdir(folder),
    "the environment": lambda _: os.putenv("SYMPROP_TRAP", "1"),
    "a profiler": lambda _: sys.setprofile(None),
}
READS: dict[str, Callable[[Path], object]] = {
    "a file": lambda folder: (folder / "old").read_text(),
    "a file by its bytes": lambda folder: (folder / "old").read_bytes(),
    "a folder": lambda folder: list(folder.iterdir()),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "old").write_text("kept")
    (tmp_path / "empty").mkdir()
    return tmp_path


def _state(folder: Path) -> list[tuple[str, int]]:
    return sorted((path.name, path.stat().st_mode) for path in folder.iterdir())


@pytest.mark.parametrize("files", [False, True], ids=["text", "files"])
@pytest.mark.parametrize("effect", SIDE_EFFECTS.values(), ids=SIDE_EFFECTS)
def test_every_side_effect_is_caught_and_does_not_happen(
    effect: Callable[[Path], object], files: bool, folder: Path
) -> None:
    before, here = _state(folder), Path.cwd()
    with pytest.raises(SideEffect), armed(files=files):
        effect(folder)
    assert (_state(folder), Path.cwd(), (folder / "old").read_text()) == (before, here, "kept")


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_files_are_read_only_where_it_is_allowed(read: Callable[[Path], object], folder: Path) -> None:
    with armed(files=True):
        read(folder)
    with pytest.raises(SideEffect), armed():
        read(folder)


def test_what_the_code_swallows_is_caught_at_the_end() -> None:
    def swallow() -> Any:
        try:
            return eval("1")
        except BaseException:
            return None

    with pytest.raises(SideEffect, match="compile"), armed():
        swallow()


def test_what_the_code_turns_into_a_refusal_is_caught_all_the_same() -> None:
    def refuse() -> None:
        try:
            eval("1")
        except BaseException:
            raise ValueError("no formula") from None

    with pytest.raises(SideEffect, match="compile"), armed():
        refuse()


def test_harmless_work_and_its_errors_pass() -> None:
    with armed():
        assert sum(int(digit) for digit in "123") == 6
    with pytest.raises(ValueError, match="invalid literal"), armed():
        int("x")


def test_disarmed_it_catches_nothing() -> None:
    with armed():
        pass
    assert eval("1 + 1") == 2


def test_it_is_not_armed_twice() -> None:
    with armed(), pytest.raises(RuntimeError, match="armed already"), armed():
        pass
