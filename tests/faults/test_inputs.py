"""Line endings, byte order marks and encodings in every input; names of files; terminals without Unicode; Pythons."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main
from tests.faults.process import ASCII, PLAN, RIGHT, is_one_line, symprop

NET = "inputs: 2\nlayers:\n  - {units: 1}\nvalues:\n  i1: 0.5\n"
INPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "network": (NET, ("show", "FILE")),
    "network on standard input": (NET, ("show", "-")),
    "plan": (PLAN, ("homework", "FILE", "-o", "sets")),
    "roster": ("id,name\nada,Ada\nbob,Bob\n", ("homework", "plan.yaml", "--roster", "FILE", "-o", "sets")),
    "answers": (f'answer\n"{RIGHT}"\nout_h1\n', ("grade", "mazur", "--wrt", "w5", "--batch", "FILE", "--no-isolated")),
    "an answer": (f"out_h1 = out_h1\ndE/dw5 = {RIGHT}\n", ("grade", "mazur", "--wrt", "w5", "-")),
    "values": ("i1: 0.25\nw1: 0.5\n", ("derive", "mazur", "--wrt", "w1", "--at", "FILE")),
    "notation": ("like: nielsen\nname: mine\n", ("derive", "mazur", "--wrt", "w1", "--notation", "FILE.yaml")),
}
"""What is read → a file of it, and a command that reads it."""
FORMS: dict[str, Callable[[str], bytes]] = {
    "Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "old Mac": lambda text: text.replace("\n", "\r").encode(),
    "a mark": lambda text: text.encode("utf-8-sig"),
    "a mark and Windows": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "no last line end": lambda text: text.rstrip("\n").encode(),
}
SLOW = pytest.mark.slow
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32")


def _run(folder: Path, name: str, data: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str, str]:
    monkeypatch.chdir(folder)
    (folder / "plan.yaml").write_text(PLAN.replace("{n: mazur}", "{n: {sizes: [2, 2, 2]}}"), encoding="utf-8")
    (folder / "in").write_bytes(data)
    (folder / "in.yaml").write_bytes(data)
    arguments = [argument.replace("FILE", "in") for argument in INPUTS[name][1]]
    result = CliRunner().invoke(main, arguments, input=data if "-" in arguments else None)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("name", [pytest.param(n, marks=SLOW) if n in ("plan", "roster") else n for n in INPUTS])
def test_every_input_may_have_any_line_ends_and_a_mark(
    tmp_path_factory: pytest.TempPathFactory, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer on standard input with a byte order mark was unreadable."""
    text = INPUTS[name][0]
    plain = _run(tmp_path_factory.mktemp("plain"), name, text.encode(), monkeypatch)
    assert plain[0] == 0, plain
    for form, write in FORMS.items():
        found = _run(tmp_path_factory.mktemp("other"), name, write(text), monkeypatch)
        assert found == plain, form


@pytest.mark.parametrize("name", INPUTS)
def test_a_file_that_is_not_utf_8_is_refused_in_one_line(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for encoding in ENCODINGS:
        status, printed, said = _run(tmp_path, name, INPUTS[name][0].encode(encoding), monkeypatch)
        assert (status, printed) == (2, ""), encoding
        assert is_one_line(said), (encoding, said)


NAMES = {
    "spaces": "a b  c",
    "quotes": "a'b\"c`d",
    "a new line": "a\nb",
    "composed": unicodedata.normalize("NFC", "é文字🙂"),
    "decomposed": unicodedata.normalize("NFD", "é"),
    "a dash": "-x",
    "two dashes": "--help",
    "stars": "*?[a]",
    "dollars": "$HOME ~ %PATH%",
    "semicolons": ";&|<>",
    "a backslash": "a\\b",
    "turned round": "a\u202eb",
    "not Unicode": os.fsdecode(b"a\xffb"),
    "long": "x" * 240,
}


@pytest.mark.skipif(os.name != "posix", reason="names as POSIX has them")
@pytest.mark.parametrize("name", NAMES)
def test_files_may_be_called_anything(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    called = NAMES[name]
    run = CliRunner().invoke
    Path(f"./{called}.yaml").write_text(NET, encoding="utf-8")
    for target in (f"{called}.txt", f"{called}.html", f"{called}.md", f"{called}.svg"):
        command = "draw" if target.endswith("svg") else "derive"
        more = () if command == "draw" else ("--wrt", "w1", "--no-check")
        source = f"{called}.yaml" if not called.startswith("-") else f"./{called}.yaml"
        result = run(main, [command, source, *more, f"--output={target}"])
        assert (result.exit_code, result.output) == (0, ""), result.output
        assert Path(target).read_bytes()
    result = run(main, ["show", f"{called}x.yaml"] if not called.startswith("-") else ["show", f"./{called}x.yaml"])
    assert result.exit_code == 2
    assert is_one_line(result.stderr), result.stderr
    assert not list(tmp_path.glob(".*"))


def test_a_terminal_without_unicode(tmp_path: Path) -> None:
    """An answer in Unicode on the command line was unreadable there."""
    status, printed, said = symprop(
        tmp_path, "grade", "mazur", "--wrt", "w5", "−(t1 − out_o1)·out_o1·(1 − out_o1)·out_h1".encode(), more=ASCII
    )
    assert (status, printed, said) == (0, b"Correct.\n", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("grade", "--help"), ("derive", "mazur", "--wrt", "w5"), ("show", "question"), ("check", "mazur"),
     ("derive", "mazur", "--wrt", "∂é".encode()), ("show", "é".encode()), ("derive", "é.yaml".encode())],
)  # fmt: skip
def test_every_command_on_a_terminal_without_unicode(tmp_path: Path, arguments: tuple[str | bytes, ...]) -> None:
    (tmp_path / "é.yaml").write_text(NET, encoding="utf-8")
    status, _, said = symprop(tmp_path, *arguments, more=ASCII)
    assert said == "" if status == 0 else is_one_line(said)


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [{"HOME": "/nonexistent"}, {"HOME": "/dev/null"}, {"HOME": ""}, {"TMPDIR": "/nonexistent"}, {"TMPDIR": "/dev/null"},
     {"TERM": "dumb"}, {"COLUMNS": "1"}, {"COLUMNS": "x"}, {"TZ": "Nowhere/Land"}, {"SOURCE_DATE_EPOCH": "-1"},
     {"LC_ALL": "tr_TR.UTF-8"}, {"LANG": "xx_XX"}, {"NO_COLOR": "1"}, {"PYTHONDONTWRITEBYTECODE": "1"}],
    ids=lambda more: " ".join(f"{k}={v}" for k, v in more.items()),
)  # fmt: skip
def test_an_odd_environment_changes_no_page(tmp_path: Path, more: dict[str, str]) -> None:
    for name, changed in (("plain.tex", {}), ("odd.tex", more)):
        assert symprop(tmp_path, "derive", "question", "--no-check", "-o", name, more=changed)[0] == 0
    assert (tmp_path / "plain.tex").read_bytes() == (tmp_path / "odd.tex").read_bytes()
    status, _, said = symprop(tmp_path, "derive", "mazur", "--wrt", "w5", "--no-check", "-o", "x.pdf", more=more)
    assert (status, said) == (0, "") or (status == 2 and is_one_line(said))


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


PAGES = (
    ("derive", "question", "--no-check", "-o", "page.html"),
    ("derive", "skip", "--form", "factored", "--format", "json"),
    ("derive", "mazur", "--format", "latex"),
    ("draw", "question", "--wrt", "w1", "-o", "page.svg"),
    ("homework", "plan.yaml", "-o", "sets"),
    ("--help",),
)
MODES: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "seed 0": ((), {"PYTHONHASHSEED": "0"}),
    "seed 1": ((), {"PYTHONHASHSEED": "1"}),
    "seed 2": ((), {"PYTHONHASHSEED": "2"}),
    "warnings are errors": (("-W", "error"), {}),
    "without asserts": (("-O",), {}),
    "without docstrings": (("-OO",), {}),
}


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES)
def test_pages_are_the_same_in_every_mode_of_python(tmp_path: Path, mode: str) -> None:
    python, more = MODES[mode]
    for folder, options, changed in (("plain", (), {}), ("other", python, more)):
        place = tmp_path / folder
        place.mkdir()
        (place / "plan.yaml").write_text(PLAN.replace("[md]", "[md, html, tex]"), encoding="utf-8")
        pages = PAGES[:-1] if "-OO" in python else PAGES  # the help is made of docstrings
        for k, arguments in enumerate(pages):
            status, printed, said = symprop(place, *arguments, more=changed, python=options)
            assert (status, said) == (0, ""), arguments
            (place / f"printed-{k}").write_bytes(printed)
    assert _bytes(tmp_path / "plain") == _bytes(tmp_path / "other")
