r"""A document as LaTeX: a whole one for pdflatex or lualatex, or a fragment for one's own.

Everything is ASCII; no line of a formula is wider than the text; one run is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from symprop.draw.drawing import Drawing
from symprop.draw.thumbnail import thumbnail_tikz
from symprop.draw.tikz import PIXEL, tikz
from symprop.notation import Labels
from symprop.pages.escape import tex_text
from symprop.pages.outline import Block, Figure, Formula, Heading, Index, Paragraph, Table, outline
from symprop.render.equations import align, latex_rows
from symprop.render.layout import CONTINUED, columns
from symprop.render.styles import LATEX
from symprop.render.write import write
from symprop.report import Document

__all__ = ["PREAMBLE", "tex_block", "tex_fragment", "tex_page"]

PREAMBLE = r"""\documentclass[10pt,a4paper,fleqn]{article}
\usepackage[T1]{fontenc}
\usepackage{lmodern,textcomp,amsmath}
\usepackage[textwidth=160mm,textheight=240mm]{geometry}
\usepackage{tikz}
\usepackage[hidelinks,bookmarks=false]{hyperref}
\setlength{\mathindent}{0pt}\setlength{\parindent}{0pt}\setlength{\parskip}{4pt}
\setcounter{secnumdepth}{0}
\allowdisplaybreaks\raggedright\raggedbottom
\begin{document}
\setlength{\abovedisplayskip}{4pt plus 2pt}\setlength{\belowdisplayskip}{4pt plus 2pt}"""
_NEEDS = r"""% To be put into a document with \usepackage{amsmath,textcomp,tikz} and \usepackage[T1]{fontenc}.
% Formulas are broken for a text width of 160 mm (455 pt) at 10 pt; \allowdisplaybreaks lets long ones cross pages."""
_WIDE, _HIGH = 455.0, 560.0  # pt
_ROWS = 40  # of a table, before a new one is begun
_HEADINGS = {1: r"{\LARGE\bfseries %s\par}", 2: r"\section*{%s}", 3: r"\subsubsection*{%s}"}
_ROLES = {"facts": "%s", "note": r"{\small %s\par}", "agrees": r"\textbf{%s}", "disagrees": r"\textbf{%s}"}


def tex_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the lines of a whole document, without line ends."""
    yield PREAMBLE
    yield from _blocks(document, labels, linked=True)
    yield r"\end{document}"


def tex_fragment(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the lines of what stands between begin and end of a document, without line ends."""
    yield _NEEDS
    yield from _blocks(document, labels, linked=False)


def _blocks(document: Document, labels: Labels, *, linked: bool) -> Iterator[str]:
    for block in outline(document, labels):
        yield ""
        yield from tex_block(block, labels, document.width, linked=linked)


def tex_block(block: Block, labels: Labels, width: float | None, *, linked: bool) -> Iterator[str]:
    """Yield the lines of one block.

    Args:
        linked: whether headings can be linked to.
    """
    match block:
        case Heading(level, text, anchor, small, symbol):
            shown = rf"{{\boldmath${write(symbol, LATEX, labels)}$}}" if symbol else ""
            behind = rf"{{\normalfont\small {tex_text(small)}}}" if small else ""
            target = rf"\hypertarget{{{_anchor(anchor)}}}{{}}" if linked and anchor else ""
            yield _HEADINGS[level] % (target + " ".join(filter(None, (shown, tex_text(text), behind))))
        case Paragraph(lines, role):
            yield _ROLES[role] % "\\\\\n".join(map(tex_text, lines))
        case Formula():
            yield _formula(block, labels, width)
        case Figure(drawing):
            yield _figure(drawing)
        case Table(header, rows, numeric):
            yield from _table(header, rows, numeric)
        case Index(entries):
            names = (
                rf"\hyperlink{{{_anchor(anchor)}}}{{{tex_text(text)}}}" if linked else tex_text(text)
                for anchor, text, _ in entries
            )
            behind_each = (tex_text(behind).replace(" ", "~") for _, _, behind in entries)
            yield " \\quad\n".join(
                rf"{name}~{{\small({behind})}}" for name, behind in zip(names, behind_each, strict=True)
            )
        case _:
            assert_never(block)


def _figure(drawing: Drawing) -> str:
    """Return the network's picture, no wider and no higher than the text."""
    picture = tikz(drawing, fragment=True).rstrip()
    high = drawing.height * PIXEL * min(1.0, _WIDE / (drawing.width * PIXEL)) > _HIGH
    inside = rf"\resizebox{{!}}{{{_HIGH:.0f}pt}}{{%" + f"\n{picture}}}" if high else picture
    return "\\begin{center}\n" + inside + "\n\\end{center}"


def _anchor(name: str) -> str:
    """Return a link's name in letters and digits, different for different names."""
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}-" for c in name)


def _formula(formula: Formula, labels: Labels, width: float | None) -> str:
    room = None if width is None else width - columns(formula.lines, labels)

    def picture(place: int) -> str:
        if place == CONTINUED:
            return r"\hspace{26mm} "
        return rf"\vcenter{{\hbox to 26mm{{{thumbnail_tikz(formula.pictures[place])}\hfil}}}} "

    def named(label: str) -> str:
        return rf" \qquad \text{{\footnotesize {tex_text(label)}}}"

    pictured = picture if formula.pictures else None
    rows = [row for line in formula.lines for row in latex_rows(line, labels, room, pictured, named)]
    return align(rows)


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], numeric: int) -> Iterator[str]:
    shape = "l" * numeric + "r" * (len(header) - numeric)
    for start in range(0, len(rows), _ROWS):
        yield rf"{{\small\begin{{tabular}}{{@{{}}{shape}@{{}}}}"
        yield from _lines((tuple(rf"\textbf{{{tex_text(cell)}}}" for cell in header),))
        yield from _lines(tuple(map(tex_text, row)) for row in rows[start : start + _ROWS])
        yield r"\end{tabular}\par}"


def _lines(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    return (" & ".join(row) + r" \\" for row in rows)
