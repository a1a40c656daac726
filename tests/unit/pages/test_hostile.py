"""What strangers wrote comes out as text in every format: it runs nothing, reads nothing, links to nothing."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

import symprop
from symprop.cli.main import main
from symprop.document import Request, build_document, page_labels
from symprop.formats import DERIVE_FORMATS, write_document
from symprop.pages.docx import _block
from symprop.pages.escape import markdown_text, tex_text, visible
from symprop.pages.outline import Heading

TITLES = {
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "tex": r"\input{/etc/passwd} \write18{id} ^^5cinput $\csname x\endcsname$ %",
    "xml": "]]> --> <!-- &lt; &#60; <![CDATA[",
    "quotes": "\"double\" 'single' `back` ``` \\\" \\' {{x}}",
    "controls": "a\x1b[31mb\u202ec\u2066d\x07e\u200bf",
    "markdown": "[x](http://h/j) ![y](http://h/i) https://a.b/c www.d.e @all #1 *b* _i_ ~~s~~ | c |",
    "heading": "# 1. - + = > text",
    "long": "W" * 900,
    "letters": "Gödel → 文字 ŝ ∂σ½ 🙂 é",
}
DOCUMENTS = ("html", "tex", "md", "ipynb")
each_title = pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)


def page(title: str, fmt: str) -> str:
    """Return a page of a network of this name; a name from Python is checked by no reader."""
    network = symprop.Network.layered(1, 1, name=title)
    row = DERIVE_FORMATS[fmt]
    document = build_document(network, Request(wrt=("w1",), forms=("chain",), width=row.width, pictures=True))
    return "".join(map(str, write_document(row, document, page_labels(network))))


class Parsed(HTMLParser):
    """The tags of a page and the words between them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("fmt", DOCUMENTS)
@each_title
def test_no_control_character_reaches_a_page(title: str, fmt: str) -> None:
    assert {c for c in page(title, fmt) if not c.isprintable()} == {"\n"}


@each_title
def test_html(title: str) -> None:
    plain, hostile = Parsed(page("plain", "html")), Parsed(page(title, "html"))
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in plain.tags]
    assert [sorted(found) for _, found in hostile.tags] == [sorted(found) for _, found in plain.tags]
    assert visible(title) in "".join(hostile.words)


_COMMANDS = re.compile(r"\\([A-Za-z]+|.)")


@each_title
def test_tex(title: str) -> None:
    hostile = page(title, "tex")
    assert hostile.isascii()
    written = tex_text(title)
    assert rf"{{\LARGE\bfseries {written}\par}}" in hostile
    allowed = {*_COMMANDS.findall(tex_text("".join(map(chr, range(0x20, 0x3000))))), "allowbreak"}
    assert {"input", "write", "csname", "catcode", "def", "include"}.isdisjoint(allowed)
    assert set(_COMMANDS.findall(written)) <= allowed
    depth = 0
    for mark in re.findall(r"(?<!\\)[{}]", written):
        depth += 1 if mark == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert not set("%#&^_$~") & set(re.sub(r"\\[^A-Za-z]", "", written))


TEXT = {"heading", "paragraph", "table", "thead", "tr", "th", "inline", "text", "text_special"}


def parser() -> MarkdownIt:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False})


def tokens(source: str) -> Iterator[str]:
    for token in parser().parse(source):
        yield token.type.removesuffix("_open").removesuffix("_close")
        yield from (child.type for child in token.children or ())


@each_title
def test_markdown(title: str) -> None:
    """As a heading, in a paragraph and in a table's cell it is text and nothing else, and says what it said."""
    written = markdown_text(title)
    for source, around in ((f"# {written}", "h1"), (f"x {written}", "p"), (f"| {written} |\n| --- |\n", "th")):
        assert set(tokens(source)) <= TEXT
        shown = Parsed(parser().render(source))
        assert [tag for tag, _ in shown.tags if tag not in ("table", "thead", "tr")] == [around]
        assert "".join(shown.words).strip().removeprefix("x ") == visible(title).strip()


@each_title
def test_notebook(title: str) -> None:
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.reads(page(title, "ipynb"), as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[0].source.startswith(f"# {markdown_text(title)}")


def test_a_notebooks_code_takes_a_files_name_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = "a'); import os; os.abort() #\u202e.yaml"
    Path(name).write_text("inputs: 1\nlayers: [{units: 1}]\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["derive", name, "--no-check", "--format", "ipynb", "--at", "w1=0.5"])
    (cell,) = [cell for cell in json.loads(result.stdout)["cells"] if cell["cell_type"] == "code"]
    calls = [node for node in ast.walk(ast.parse(cell["source"])) if isinstance(node, ast.Call)]
    assert {ast.unparse(call.func) for call in calls} == {"symprop.load", "net.with_values", "net.gradient"}
    arguments = [ast.literal_eval(argument) for call in calls for argument in call.args]
    assert arguments.count(name) == 1
    assert {"w1": "0.5"} in arguments


@each_title
def test_what_pandoc_is_given_is_one_string(title: str) -> None:
    (header,) = _block(Heading(1, title), None, None, "")
    assert header["c"][2] == [{"t": "Str", "c": visible(title)}]


def test_an_escape_that_is_left_out_is_seen() -> None:
    """The negative control: raw, each of these does what it must not."""
    assert "html_inline" in set(tokens("x " + TITLES["script"]))
    assert {"link_open", "image"} <= set(tokens(TITLES["markdown"]))
    assert Parsed(TITLES["script"]).tags[0][0] == "script"
    assert "input" in _COMMANDS.findall(TITLES["tex"])
