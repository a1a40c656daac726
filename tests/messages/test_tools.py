"""Formats that need another program say so in one line where it is not there, or fails; and leave no file."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


MISSING = {
    "pdf": "pdf: PDF needs TeX, and neither lualatex nor pdflatex is installed; "
    "install TeX Live, or write .tex or .html",
    "docx": "docx: Word files need pandoc; install pandoc, or pip install 'symprop[docx]'",
}


@pytest.mark.parametrize("fmt", MISSING)
def test_a_missing_program_is_one_line(run, monkeypatch: pytest.MonkeyPatch, fmt: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    result = run("derive", "mazur", "--wrt", "w5", "--form", "paths", "--no-check", "-o", f"page.{fmt}")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"symprop: {MISSING[fmt]}\n")
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("fmt", MISSING)
def test_a_program_that_fails_is_one_line(run, monkeypatch: pytest.MonkeyPatch, fmt: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: shutil.os.path.realpath("/bin/false"))
    result = run("derive", "mazur", "--wrt", "w5", "--form", "paths", "--no-check", "-o", f"page.{fmt}")
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)
    assert " failed: " in result.stderr
    assert list(Path().iterdir()) == []
