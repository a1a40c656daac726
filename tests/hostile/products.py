"""Every file that symprop writes with labels in it, and what an independent parser finds there."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import symprop
from symprop.document import Request, build_document, page_labels
from symprop.explore.page import Request as Explored
from symprop.explore.page import explorer_page
from symprop.formats import DERIVE_FORMATS, write_document
from symprop.homework.assemble import assemble
from symprop.homework.exports import EXPORTERS
from symprop.homework.grading.batch import Submission, results_csv
from symprop.homework.plan import plan_of
from symprop.homework.produce import files_of
from symprop.homework.roster import Student
from symprop.homework.writers import pages_of

PLAN = """
title: T
networks: {n: mazur}
questions:
  - {kind: which-is-right, network: n, wrt: w1, title: Q}
  - {kind: numbers, network: n, wrt: w5, title: Q}
formats: [md, html, tex]
"""


def of_network(label: str) -> Iterator[tuple[str, str]]:
    """Yield (file, text) of a network of this name in every format."""
    net = symprop.Network.layered(1, 1, name=label).with_values({"i1": 0.5, "w1": 0.5, "b1": 0.5, "t1": 1})
    for name, row in DERIVE_FORMATS.items():
        if not row.binary:
            document = build_document(net, Request(wrt=("w1",), forms=("chain",), width=row.width, pictures=True))
            yield f"derive.{name}", "".join(map(str, write_document(row, document, page_labels(net))))
    yield "explore.html", "".join(explorer_page(net, Explored(wrt=("w1",), notations=("mazur",))))
    picture = net.draw("w1")
    yield "draw.svg", picture.svg
    yield "draw.tex", str(picture.written("tex"))
    yield "program.py", net.to_python()
    yield "program.c", net.to_c()


@cache
def _plan() -> Any:
    return plan_of(PLAN, "plan.yaml")


def of_sets(label: str) -> Iterator[tuple[str, str]]:
    """Yield (file, text) of a set whose title, questions and student are called so, in every format and export."""
    plan = _plan()
    plan = replace(plan, title=label, questions=tuple(replace(question, title=label) for question in plan.questions))
    problems = assemble(plan, Student("ada", label))
    for name, content in pages_of(problems, ("html", "tex", "md"), {}).items():
        yield f"pages/{name}", content.decode()
    for export, write in EXPORTERS.items():
        for name, content in write(problems, {}).items():
            yield from _unpacked(f"{export}/{name}", content)
    *_, (name, manifest) = files_of(replace(plan, formats=("md",)), (Student("ada", label),))
    yield name, manifest.decode()
    grade = {"verdict": "wrong", "findings": [{"kind": label, "message": label}], "alternatives": [], "error": {}}
    row = Submission("w1", "x", {label: label, "id": label})
    yield "grades.csv", "".join(results_csv([row], [grade]))


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                yield from _unpacked(f"{name}/{inner}", packed.read(inner))
    else:
        yield name, content.decode()


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        active = [(k, v) for k, v in attrs if k.startswith("on") or k in ("src", "href", "style", "class", "id")]
        self.found.append((tag, sorted(k for k, _ in attrs), active if tag != "img" else []))

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)

    def handle_pi(self, data: str) -> None:
        self.found.append(("?", data))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("!", data))

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def html_shape(text: str) -> Any:
    """Return the elements of HTML with the names of their attributes, and what acts."""
    parser = _Tags()
    parser.feed(text)
    parser.close()
    return parser.found


_WORDS = frozenset(
    ("name", "category", "title", "{http://www.w3.org/2000/svg}title", "{http://www.w3.org/2000/svg}desc")
)
"""Elements whose text is words, whatever it looks like."""


def xml_shape(text: str) -> Any:
    """Return the elements of strict XML, and of HTML that stands in its words."""
    found: list[Any] = []
    root = ElementTree.fromstring(text)
    plain = {id(part) for element in root.iter() if element.tag in _WORDS for part in element.iter()}
    for element in root.iter():
        found.append((element.tag, sorted(element.attrib)))
        if element.text and "<" in element.text and id(element) not in plain:
            found.append(html_shape(element.text))
    return found


def json_shape(text: str) -> Any:
    """Return the keys and kinds of a JSON document."""

    def shape(part: Any) -> Any:
        match part:
            case dict():
                return {key: shape(value) for key, value in part.items()}
            case list():
                return [shape(value) for value in part]
            case _:
                return type(part).__name__

    return shape(json.loads(text))


def notebook_shape(text: str) -> Any:
    """Return the kinds of a notebook's cells, and the syntax of those with code, without what stands in quotes."""
    cells = json.loads(text)["cells"]
    return [(cell["cell_type"], python_shape(source) if cell["cell_type"] == "code" else markdown_shape(source))
            for cell in cells for source in ["".join(cell["source"])]]  # fmt: skip


def python_shape(text: str) -> Any:
    """Return the syntax of a program without what stands in quotes."""
    code = "\n".join(line for line in text.split("\n") if not line.startswith("%"))
    return re.sub(
        r"Constant\(value='(?:[^'\\]|\\.)*'\)|Constant\(value=\"(?:[^\"\\]|\\.)*\"\)", "text", ast.dump(ast.parse(code))
    )


def c_shape(text: str) -> Any:
    """Return a C program without its comments."""
    joined = text.replace("??/", "\\").replace("\\\n", "")
    return re.sub(r"/\*.*?\*/|//[^\n]*", "", joined, flags=re.DOTALL)


_COMMANDS = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_HARMLESS = frozenset((
    "textbackslash", "textquotesingle", "textquotedbl", "textasciigrave", "textasciicircum", "textasciitilde",
    "textless", "textgreater", "allowbreak", "ensuremath", "texttt", "to", "partial", "sigma", "dots", "tfrac",
    "textquoteleft", "textquoteright", "textquotedblleft", "textquotedblright", *"#$%&_{}\"^`'~cvij=.urHk",
))  # fmt: skip


def tex_shape(text: str) -> Any:
    """Return the commands of TeX but for those that only show a character."""
    text = re.sub(r"(?<!\\)%[^\n]*\n", "", text)
    assert text.isascii()
    assert "^^" not in text.replace("\\^", "")
    return [found for found in _COMMANDS.findall(text) if found not in _HARMLESS]


def markdown_shape(text: str) -> Any:
    """Return the kinds of a Markdown file's parts, HTML in it as elements."""
    from markdown_it import MarkdownIt

    found: list[Any] = []
    for token in MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text):
        found.append(token.type)
        kinds = [
            child.type for child in token.children or () if child.type not in ("text", "text_special", "softbreak")
        ]
        found.append(kinds)
        if token.type == "html_block":
            found.append(html_shape(token.content))
    return found


def csv_shape(text: str) -> Any:
    """Return how many cells the rows of a table have; none begins as a formula does."""
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    for cell in (cell for row in rows for cell in row):
        assert not cell.startswith(("=", "@", "\t", "\r", "\n")), cell
        assert not (cell.startswith(("+", "-")) and not _is_number(cell)), cell
    return [len(row) for row in rows]


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9.]+(?:e[+-]?[0-9]+)?", cell) is not None


def text_shape(text: str) -> Any:
    """Return how many lines a text has."""
    return len(text.splitlines())


SHAPES: Mapping[str, Callable[[str], Any]] = {
    "html": html_shape, "svg": xml_shape, "xml": xml_shape, "json": json_shape, "ipynb": notebook_shape,
    "py": python_shape, "c": c_shape, "tex": tex_shape, "latex": tex_shape, "md": markdown_shape, "csv": csv_shape,
    "mathml": html_shape, "text": text_shape, "yaml": text_shape,
}  # fmt: skip
"""A file's ending → what of it no label may change."""


def shape(name: str, text: str) -> Any:
    """Return what no label may change, and see that no control character is in it."""
    ending = name.rpartition(".")[2]
    hidden = {c for c in text if not c.isprintable() and c not in "\n\r\t\u2002"}
    assert not hidden, (name, hidden)
    if ending == "latex":
        text = text.encode("ascii", "replace").decode()
    return SHAPES[ending](text)


def shapes(files: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return file → its shape."""
    return {name: shape(name, text) for name, text in files}
