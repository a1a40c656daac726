r"""A document as Markdown whose formulas GitHub, GitLab and Jupyter all draw.

Formulas stand in ``$$``. What GitHub does to Markdown before it sees the mathematics must not touch them, so they hold
no ``\\`` (rows end with ``\cr``), no ``\,``, and no underscore without a space before it, which could begin emphasis;
and no ``\operatorname``, which GitHub refuses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import assert_never

from symprop.draw.drawing import Drawing
from symprop.draw.svg import svg
from symprop.draw.thumbnail import thumbnail_svg
from symprop.expression import DisplayEquation
from symprop.notation import Labels
from symprop.pages.escape import markdown_text
from symprop.pages.outline import Block, Figure, Formula, Heading, Index, Paragraph, Table, outline
from symprop.render.equations import latex_rows, latex_terms
from symprop.render.layout import columns
from symprop.render.styles import LATEX
from symprop.render.write import write
from symprop.report import Document, Shown

__all__ = ["Store", "markdown_block", "markdown_page", "safe_latex"]

Store = Callable[[str, str], str]
"""Takes a picture's name and its SVG; gives the link to it, nothing where there is no place for it."""

BREAK, NEWLINE = r" \\ ", "\n"
_TERM = 36.0  # em: of a path's term, its picture beside it
_WORDS = (
    (re.compile(r"(?<!\s)\s*\\\\\s*"), "\\\\cr\n"),
    (re.compile(r"\\,\s*"), r"\\thinspace "),
    (re.compile(r"\\operatorname\{"), r"\\text{"),
    (re.compile(r"\\left\|"), r"\\left\\lvert "),
    (re.compile(r"\\right\|"), r"\\right\\rvert "),
    (re.compile(r" ?>"), r" \\gt "),
    (re.compile(r"(?<!\s)\s*_"), " _"),
)


def markdown_page(document: Document, labels: Labels, store: Store) -> Iterator[str]:
    """Yield the lines of a page, without line ends."""
    for block in outline(document, labels):
        yield from markdown_block(block, labels, document.width, store)
        yield ""


def safe_latex(rows: Sequence[str]) -> str:
    r"""Return rows in an `aligned` that stays what it is when it is read as Markdown.

    >>> print(safe_latex([r"\text{out}_{h_1} &= a \, b", "&= 1"]))
    \begin{aligned}
    \text{out} _{h _1} &= a \thinspace b\cr
    &= 1
    \end{aligned}
    """
    return f"\\begin{{aligned}}\n{_safe(BREAK.join(rows))}\n\\end{{aligned}}"


def _safe(latex: str) -> str:
    for pattern, instead in _WORDS:
        latex = pattern.sub(instead, latex)
    return latex


def markdown_block(block: Block, labels: Labels, width: float | None, store: Store) -> Iterator[str]:
    """Yield the lines of one block."""
    match block:
        case Heading(level, text, _, small, symbol):
            shown = f"${_safe(write(symbol, LATEX, labels))}$" if symbol else ""
            behind = f"– {markdown_text(small)}" if small else ""
            yield " ".join(filter(None, ("#" * level, shown, markdown_text(text), behind)))
        case Paragraph(lines, role):
            mark = "**" if role in ("agrees", "disagrees") else ""
            yield "  \n".join(f"{mark}{markdown_text(line)}{mark}" for line in lines)
        case Formula():
            yield from _formula(block, labels, width, store)
        case Figure(drawing):
            yield from _image(store("network", svg(drawing, theme="light")), drawing.description)
        case Table(header, rows, numeric):
            yield _row(header)
            yield _row(["---" if k < numeric else "--:" for k in range(len(header))], plain=True)
            yield from map(_row, rows)
        case Index(entries):
            yield ", ".join(f"{markdown_text(text)} ({markdown_text(behind)})" for _, text, behind in entries)
        case _:
            assert_never(block)


def _row(cells: Sequence[str], *, plain: bool = False) -> str:
    return f"| {' | '.join(cells if plain else map(markdown_text, cells))} |"


def _image(link: str, alt: str) -> Iterator[str]:
    if link:
        yield f"![{markdown_text(alt)}]({link})"


def _formula(formula: Formula, labels: Labels, width: float | None, store: Store) -> Iterator[str]:
    lines = formula.lines
    if formula.pictures:
        yield from _paths(lines[0], formula.pictures, labels, store)
        yield ""
        rest = lines[0].numbers or (lines[0].equation.rhs,)
        lines = (Shown(DisplayEquation(lines[0].equation.lhs, rest[0]), rest[1:]), *lines[1:])
    room = None if width is None else width - columns(lines, labels)
    yield from ("$$", safe_latex([row for line in lines for row in latex_rows(line, labels, room)]), "$$")


def _paths(shown: Shown, pictures: Sequence[Drawing], labels: Labels, store: Store) -> Iterator[str]:
    """Yield a table: each path's picture, its name and its term."""
    yield _row(("path", "", "term"))
    yield "| --- | --- | --- |"
    for picture, label, rows in zip(pictures, shown.labels, latex_terms(shown, labels, _TERM), strict=True):
        link = store("path", thumbnail_svg(picture))
        image = "".join(_image(link, f"path {label}"))
        latex = safe_latex([f"&{row}" for row in rows]) if len(rows) > 1 else _safe(rows[0])
        yield f"| {image} | {markdown_text(label)} | ${latex.replace(NEWLINE, ' ')}$ |"
