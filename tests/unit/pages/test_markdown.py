"""Formulas survive being read as Markdown, which is what GitHub does with them first, character for character."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from symprop.cli.main import main
from symprop.pages.markdown import safe_latex

BLOCK = re.compile(r"^\$\$\n(.*?)\n\$\$$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"\| \$(.*?)\$ \|$", re.MULTILINE)
PAGES = [
    ("mazur", "--wrt", "w1,b1", "--form", "chain,messages,paths,factored,closed,matrix", "--rate", "0.5"),
    ("lstm", "--wrt", "W_i_1_1", "--form", "closed,paths"),
    ("cnn", "--wrt", "K1_1_1_1", "--form", "chain,paths"),
    ("2-2-2", "--wrt", "w1"),
]


def derive(target: Path, *args: str) -> str:
    result = CliRunner().invoke(main, ["derive", *args, "--no-check", "-o", str(target)])
    assert result.exit_code == 0, result.output
    return target.read_text(encoding="utf-8")


def as_markdown(source: str) -> str:
    """Return the text that is left of a paragraph, its markup taken as Markdown."""
    found = []
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(source):
        found += [token.type] if token.type not in ("paragraph_open", "inline", "paragraph_close") else []
        for child in token.children or ():
            found.append({"text": child.content, "softbreak": "\n"}.get(child.type, f"<{child.type}>"))
    return "".join(found)


@pytest.mark.parametrize("args", PAGES, ids=lambda args: args[0])
def test_formulas_are_the_same_after_markdown(args: tuple[str, ...], tmp_path: Path) -> None:
    text = derive(tmp_path / "page.md", *args)
    formulas = [*BLOCK.findall(text), *CELL.findall(text)]
    assert len(formulas) >= 3
    for formula in formulas:
        assert as_markdown(f"${formula}") == f"${formula}"
        assert "|" not in formula
        assert not re.search(r"\\operatorname|align\*|\\\\|\\,", formula)


def test_what_markdown_would_break_is_seen() -> None:
    latex = r"\text{out}_{h_1} \, a \\ \text{out}_{h_2}"
    assert as_markdown(latex) != latex
    assert as_markdown(safe_latex([latex])) == safe_latex([latex])


def test_every_picture_is_there_and_nothing_else(tmp_path: Path) -> None:
    text = derive(tmp_path / "my page.md", "mazur", "--wrt", "w1")
    links = re.findall(r"\]\(([^)]*)\)", text)
    assert links == [f"my%20page_files/{name}" for name in ("network-0.svg", "path-1.svg", "path-2.svg")]
    files = sorted(path.name for path in (tmp_path / "my page_files").iterdir())
    assert files == ["network-0.svg", "path-1.svg", "path-2.svg"]
    assert all(path.read_text(encoding="utf-8").startswith("<svg ") for path in (tmp_path / "my page_files").iterdir())


def test_on_standard_output_there_are_no_pictures() -> None:
    result = CliRunner().invoke(main, ["derive", "mazur", "--wrt", "w1", "--format", "md", "--no-check"])
    assert "![" not in result.stdout
    assert result.stdout.startswith("# mazur\n")
