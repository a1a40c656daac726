"""One writer a format: blocks → HTML, TeX, Markdown, PDF; the frame is that of every page of symprop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from symprop.homework.record import Items, ProblemSet, Prose
from symprop.homework.writers.inline import html_inline, markdown_inline, tex_inline
from symprop.homework.writers.key import key
from symprop.homework.writers.sheets import sheet, solution
from symprop.homework.writers.shown import Place, Shares
from symprop.pages.escape import html_text, markdown_text, tex_text
from symprop.pages.html import html_block, html_foot, html_head
from symprop.pages.markdown import Store, markdown_block
from symprop.pages.outline import Heading
from symprop.pages.pdf import pdf_of
from symprop.pages.tex import PREAMBLE, tex_block

__all__ = ["PAGE_FORMATS", "html_blocks", "markdown_lines", "pages_of"]

SCREEN, PAPER, MARKED = 58.0, 45.0, 6.0  # em; the last is what stands before an item
EPOCH = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1"}
_STYLE = """
p.hint { opacity: .8; font-style: italic; max-width: 46rem; } p.answer { font-weight: 600; }
ul.items { list-style: none; padding-left: 1.5rem; }
ul.items li { display: flex; gap: .75rem; margin: .6rem 0; align-items: baseline; }
ul.items .mark { flex: none; min-width: 2.2rem; } ul.items .box { min-width: 0; }
p math { margin: 0 .1em; } figure img { max-height: 26rem; }
td { overflow-wrap: break-word; vertical-align: top; } td:first-child { white-space: nowrap; }
@media print { p.hint { color: #333; } ul.items li, figure { break-inside: avoid; } }
"""


def html_blocks(places: Iterable[Place]) -> Iterator[str]:
    """Yield blocks as HTML."""
    for place in places:
        block, labels = place.block, place.labels
        match block:
            case Prose(text, role):
                mark = f' class="{role}"' if role else ""
                yield f"<p{mark}>{html_inline(text, labels, SCREEN)}</p>\n"
            case Items(items, marks):
                yield '<ul class="items">\n'
                for item, mark in zip(items, marks, strict=True):
                    shown = html_inline(item, labels, SCREEN - MARKED)
                    yield f'<li><span class="mark">{html_text(mark)}</span><span class="box">{shown}</span></li>\n'
                yield "</ul>\n"
            case _:
                yield html_block(block, labels, SCREEN)


def html_page(title: str, places: Iterable[Place]) -> str:
    """Return a whole page."""
    pieces = [html_head(title, _STYLE)]
    begun = False
    for place in places:
        if not begun and isinstance(place.block, Heading) and place.block.level == 2:
            begun = True
            pieces.append('</header>\n<main id="main">\n')
        pieces += html_blocks([place])
    return "".join([*pieces, html_foot()])


def tex_page(title: str, places: Iterable[Place]) -> str:
    """Return a whole document in ASCII; its PDF depends on it alone, not on time or place."""
    lines = [_FIXED, PREAMBLE]
    for place in places:
        block, labels = place.block, place.labels
        lines.append("")
        match block:
            case Prose(text, role):
                lines.append(_TEX_ROLES[role] % tex_inline(text, labels, PAPER))
            case Items(items, marks):
                lines.append(r"\begin{list}{}{\leftmargin=18mm\labelwidth=16mm\labelsep=2mm\itemsep=4pt}")
                for item, mark in zip(items, marks, strict=True):
                    shown = tex_inline(item, labels, PAPER - MARKED)
                    lines.append(rf"\item[{{{tex_text(mark.replace('☐', '[ ]'))}\hfill}}] {shown}")
                lines.append(r"\end{list}")
            case _:
                lines += tex_block(block, labels, PAPER, linked=False)
    return "\n".join([*lines, r"\end{document}", ""])


_FIXED = r"""\ifdefined\pdftrailerid\pdftrailerid{}\pdfinfoomitdate=1\pdfsuppressptexinfo=-1\fi
\ifdefined\pdfvariable\pdfvariable trailerid{}\pdfvariable suppressoptionalinfo 1023\fi"""
_TEX_ROLES = {
    "": "%s\\par",
    "note": r"{\small %s\par}",
    "hint": r"{\small\itshape %s\par}",
    "answer": r"\textbf{%s}\par",
}


def markdown_lines(places: Iterable[Place], store: Store) -> Iterator[str]:
    """Yield the lines of blocks as Markdown."""
    for place in places:
        block, labels = place.block, place.labels
        match block:
            case Prose(text, role):
                mark = {"": "", "note": "", "hint": "*", "answer": "**"}[role]
                yield f"{mark}{markdown_inline(text, labels, PAPER).strip()}{mark}"
            case Items(items, marks):
                yield from (
                    f"- {markdown_text(mark)} {markdown_inline(item, labels, PAPER)}"
                    for item, mark in zip(items, marks, strict=True)
                )
            case _:
                yield from markdown_block(block, labels, PAPER, store)
        yield ""


def _html(name: str, title: str, places: list[Place]) -> dict[str, bytes]:
    return {f"{name}.html": html_page(title, places).encode()}


def _tex(name: str, title: str, places: list[Place]) -> dict[str, bytes]:
    return {f"{name}.tex": tex_page(title, places).encode("ascii")}


def _pdf(name: str, title: str, places: list[Place]) -> dict[str, bytes]:
    return {f"{name}.pdf": pdf_of(tex_page(title, places), ("pdflatex", "lualatex"), **EPOCH)}


def _markdown(name: str, title: str, places: list[Place]) -> dict[str, bytes]:
    pictures: dict[str, bytes] = {}

    def store(what: str, svg: str) -> str:
        link = f"{name}_files/{what}-{len(pictures)}.svg"
        pictures[link] = svg.encode()
        return link

    text = "\n".join(markdown_lines(places, store))
    return {f"{name}.md": text.encode(), **pictures}


PAGE_FORMATS: Mapping[str, Callable[[str, str, list[Place]], dict[str, bytes]]] = {
    "html": _html,
    "tex": _tex,
    "md": _markdown,
    "pdf": _pdf,
}
"""Format → the files of one sheet in it."""

SHEETS: Mapping[str, Callable[[ProblemSet, Shares], Iterator[Place]]] = {
    "sheet": sheet,
    "solution": solution,
    "key": key,
}
"""Name of a file → what stands in it."""


def pages_of(problems: ProblemSet, formats: Iterable[str], shares: Mapping[str, Fraction]) -> dict[str, bytes]:
    """Return file → its bytes: problem sheet, worked solution and key in each format."""
    found: dict[str, bytes] = {}
    for name, blocks in SHEETS.items():
        places = list(blocks(problems, shares))
        for fmt in formats:
            found |= PAGE_FORMATS[fmt](name, f"{problems.title}: {name}", places)
    return found
