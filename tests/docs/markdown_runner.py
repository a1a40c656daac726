"""Runs what a Markdown page shows: commands with their output, Python sessions, files.

    ```console   a line `$ symprop …` or `$ python …` is run in this process, the lines after it are its output;
                 `…` on a line of its own stands for any lines, ` …` at the end of one for its rest;
                 `$ echo $?` is the last status, `$ cat FILE` a file
    ```python    a session with >>> is a doctest; other code is run; names stay from block to block
    ```yaml      is written to the file that the comment before it names: <!-- file: net.yaml -->
    ```math      is what the command in the comment before it prints as LaTeX, without its comments:
                 <!-- symprop derive mazur --wrt w1 --form paths --format latex -->
    ```sh        is not run (installation)

Any other block with such a comment is written too; without one it is only shown.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import runpy
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from symprop.cli.main import main

ANY_LINES = "…"
NOT_RUN = ("sh", "bash")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*([\w+-]*)")
_FILE = re.compile(r"<!--\s*file:\s*(\S+)\s*-->")
_COMMAND = re.compile(r"<!--\s*(symprop .*?)\s*-->")
DOCTEST_OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the line it begins at, and what the comment before it says.

    Args:
        file: what it is to be written to.
        command: what prints it.
    """

    language: str
    text: str
    line: int
    file: str = ""
    command: str = ""


def blocks(source: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    lines = source.splitlines()
    before, k = "", 0
    while k < len(lines):
        opening = _FENCE.match(lines[k])
        if not opening:
            before = lines[k] if lines[k].strip() else before
            k += 1
            continue
        fence, language = opening.groups()
        start = k + 1
        k = start
        while k < len(lines) and lines[k].strip() != fence:
            k += 1
        named, printed = _FILE.fullmatch(before.strip()), _COMMAND.fullmatch(before.strip())
        text = "".join(f"{line}\n" for line in lines[start:k])
        if k == len(lines):
            raise AssertionError(f"line {start}: the block is never closed")
        yield Block(language, text, start + 1, named[1] if named else "", printed[1] if printed else "")
        before = ""
        k += 1


def run_page(source: str, name: str) -> list[str]:
    """Run a page in the current folder; return what is wrong with it, each with its line."""
    found: list[str] = []
    scope: dict[str, Any] = {"__name__": "__main__"}
    for block in blocks(source):
        where = f"{name}:{block.line}"
        if block.file:
            path = Path(block.file)
            if path.is_absolute() or ".." in path.parts:
                found.append(f"{where}: {block.file} is not beside the page")
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "yaml":
            found.append(f"{where}: name the file in a comment before the block: <!-- file: net.yaml -->")
        if block.language == "console":
            found += run_console(block, name)
        elif block.language == "math":
            found += run_math(block, name)
        elif block.language == "python" and not block.file:
            found += run_python(block, name, scope)
    return found


def run_console(block: Block, name: str) -> list[str]:
    found: list[str] = []
    commands: list[tuple[int, str, list[str]]] = []
    for k, line in enumerate(block.text.splitlines(), block.line):
        if line.startswith("$ "):
            commands.append((k, line[2:], []))
        elif commands and line.startswith("> ") and commands[-1][1].endswith("\\") and not commands[-1][2]:
            commands[-1] = (commands[-1][0], commands[-1][1][:-1] + line[2:], [])
        elif commands:
            commands[-1][2].append(line)
        elif line.strip():
            found.append(f"{name}:{k}: a console block begins with '$ '")
    status = 0
    for k, command, expected in commands:
        try:
            status, output = run_command(command, status)
        except Exception as error:
            found.append(f"{name}:{k}: $ {command}\n  {type(error).__name__}: {error}")
            continue
        if not matches(expected, output):
            shown = "".join(f"  | {line}\n" for line in output.splitlines()[:40])
            found.append(f"{name}:{k}: $ {command}\n  status {status}, and not what the page shows, but\n{shown}")
    return found


def run_math(block: Block, name: str) -> list[str]:
    where = f"{name}:{block.line}"
    if not block.command:
        return [f"{where}: name the command in a comment before the block: <!-- symprop derive … --format latex -->"]
    _, output = run_command(block.command, 0)
    latex = "".join(f"{line}\n" for line in output.splitlines() if not line.startswith("%"))
    if matches(block.text.splitlines(), latex):
        return []
    return [f"{where}: {block.command}\n  prints not what the page shows, but\n{latex}"]


def matches(expected: list[str], output: str) -> bool:
    """Return whether the output is what stands on the page; ``…`` stands for any lines, or for a line's rest."""
    while expected and not expected[-1].strip():
        expected = expected[:-1]
    pattern = "".join(map(_line_pattern, expected))
    actual = "".join(f"{line.rstrip()}\n" for line in output.rstrip().splitlines())
    return re.fullmatch(pattern, actual) is not None


def _line_pattern(line: str) -> str:
    line = line.rstrip()
    if line.strip() == ANY_LINES:
        return r"(?:[^\n]*\n)*?"
    if line.endswith(f" {ANY_LINES}"):
        return re.escape(line.removesuffix(ANY_LINES)) + r"[^\n]*\n"
    return re.escape(line) + r"\n"


def run_command(command: str, status: int) -> tuple[int, str]:
    """Return (status, output and errors) of one command, run in this process."""
    match shlex.split(command):
        case ["symprop", *args] | ["python", "-m", "symprop", *args]:
            stdin = None
            if len(args) > 2 and args[-2] == "<":
                stdin, args = Path(args[-1]).read_text(encoding="utf-8"), args[:-2]
            if any(word in ("|", ">", ">>", "&&", ";") for word in args):
                raise ValueError("this runner is no shell")
            result = CliRunner().invoke(main, args, input=stdin, prog_name="symprop")
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            return result.exit_code, result.output
        case ["python", "-c", code]:
            return _captured(lambda: exec(compile(code, "-c", "exec"), {"__name__": "__main__"}))
        case ["python", script, *words]:
            return _captured(lambda: _script(script, words))
        case ["cat", file]:
            return 0, Path(file).read_text(encoding="utf-8")
        case ["echo", "$?"]:
            return 0, f"{status}\n"
        case _:
            raise ValueError("only symprop, python, cat FILE and echo $? are run")


def _script(script: str, words: list[str]) -> None:
    before, sys.argv = sys.argv, [script, *words]
    try:
        runpy.run_path(script, run_name="__main__")
    finally:
        sys.argv = before


def _captured(run: Any) -> tuple[int, str]:
    output = io.StringIO()
    status = 0
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        try:
            run()
        except SystemExit as stopped:
            status = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    return status, output.getvalue()


def run_python(block: Block, name: str, scope: dict[str, Any]) -> list[str]:
    if ">>>" not in block.text:
        status, output = 0, ""
        try:
            status, output = _captured(lambda: exec(compile(block.text, f"{name}:{block.line}", "exec"), scope))
        except Exception as error:
            return [f"{name}:{block.line}: {type(error).__name__}: {error}"]
        return [] if status == 0 else [f"{name}:{block.line}: status {status}: {output}"]
    test = doctest.DocTestParser().get_doctest(block.text, {}, name, name, block.line - 1)
    test.globs = scope
    report = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False, optionflags=DOCTEST_OPTIONS)
    real = sys.displayhook
    try:
        runner.run(test, out=report.write, clear_globs=False)
    finally:
        sys.displayhook = real
    return [report.getvalue()] if report.getvalue() else []
