"""A document as one HTML file: native MathML, nothing loaded from outside, a small script that copies LaTeX.

The content security policy allows this style and this script by their hashes, and nothing else.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import assert_never

from symprop.draw.svg import svg
from symprop.draw.thumbnail import thumbnail_svg
from symprop.notation import Labels
from symprop.pages.escape import html_text
from symprop.pages.outline import Block, Figure, Formula, Heading, Index, Paragraph, Table, outline
from symprop.render.equations import align, latex_rows, mathml_rows, mathml_table, text_rows
from symprop.render.layout import CONTINUED, columns
from symprop.render.mathml import mathml
from symprop.report import Document

__all__ = ["html_block", "html_foot", "html_head", "html_page"]

_PADDED = '<mpadded class="path" width="7em" height="1.4em" depth=".8em" voffset="-.8em">'


def html_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the pieces of a standalone page."""
    yield html_head(f"{document.title}: ∂E/∂w")
    inside_main = False
    for block in outline(document, labels):
        if not inside_main and isinstance(block, Heading) and block.level == 2 and block.anchor != "parameters":
            inside_main = True
            yield '</header>\n<main id="main">\n'
        yield html_block(block, labels, document.width)
    yield "" if inside_main else '</header>\n<main id="main">\n'
    yield html_foot()


def html_head(title: str, style: str = "") -> str:
    """Return a page up to what stands in its header.

    Args:
        style: CSS besides that of every page.
    """
    style = _beside("page.css") + style
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(_beside('page.js'))}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        f"<title>{html_text(title)}</title>\n"
        f'<meta name="viewport" content="width=device-width">\n<style>{style}</style>\n</head>\n<body>\n'
        '<a class="skip" href="#main">Skip to the formulas</a>\n<header>\n'
    )


def html_foot() -> str:
    """Return what ends a page, behind what stands in its main part."""
    script = _beside("page.js")
    return f'</main>\n<p id="said" role="status"></p>\n<script>{script}</script>\n</body>\n</html>\n'


def _beside(name: str) -> str:
    return files("symprop.pages").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def html_block(block: Block, labels: Labels, width: float | None) -> str:
    """Return one block."""
    match block:
        case Heading(level, text, anchor, small, symbol):
            name = f' id="{html_text(anchor)}"' if anchor else ""
            shown = mathml(symbol, labels) if symbol else ""
            behind = f"<small>{html_text(small)}</small>" if small else ""
            return f"<h{level}{name}>{' '.join(filter(None, (shown, html_text(text), behind)))}</h{level}>\n"
        case Paragraph(lines, role):
            return f'<p class="{role}">{"<br>".join(map(html_text, lines))}</p>\n'
        case Formula():
            return _formula(block, labels, width)
        case Figure(drawing):
            return f"<figure>{_image(svg(drawing), drawing.description)}</figure>\n"
        case Table(header, rows, numeric):
            head = "".join(f'<th scope="col">{html_text(cell)}</th>' for cell in header)
            body = "".join(f"<tr>{_cells(row, numeric)}</tr>\n" for row in rows)
            return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>\n"
        case Index(entries):
            links = "".join(
                f'<li><a href="#{html_text(anchor)}">{html_text(text)}</a> <small>{html_text(behind)}</small></li>'
                for anchor, text, behind in entries
            )
            return f'<nav aria-labelledby="parameters"><ul>{links}</ul></nav>\n'
        case _:
            assert_never(block)


def _cells(row: tuple[str, ...], numeric: int) -> str:
    classes = ("", ' class="number"')
    return "".join(f"<td{classes[k >= numeric]}>{html_text(cell)}</td>" for k, cell in enumerate(row))


def _formula(formula: Formula, labels: Labels, width: float | None) -> str:
    """Return equations in a box of their own, which scrolls when it is too wide, and a button that copies them."""
    room = None if width is None else width - columns(formula.lines, labels)

    def picture(place: int) -> str:
        if place == CONTINUED:
            return '<mspace width="7em"/>'
        image = _image(thumbnail_svg(formula.pictures[place]), f"path {formula.lines[0].labels[place]}")
        return f"{_PADDED}<mtext>{image}</mtext></mpadded>"

    pictured = picture if formula.pictures else None
    rows = [row for line in formula.lines for row in mathml_rows(line, labels, room, pictured)]
    latex = align([row for line in formula.lines for row in latex_rows(line, labels, room)])
    spoken = "; ".join(" ".join(text.split()) for line in formula.lines for text in text_rows(line, labels)[:1])
    return (
        f'<div class="formula" data-latex="{escape(latex)}">'
        f'<div class="box" tabindex="0" role="group" aria-label="{html_text(formula.name)}">'
        f"{mathml_table(rows, alttext=spoken)}</div></div>\n"
    )


def _image(svg_text: str, alt: str) -> str:
    """Return a drawing as an image in itself: what is in it stays in it, and the page's policy need allow no styles."""
    return f'<img alt="{html_text(alt)}" src="data:image/svg+xml;base64,{b64encode(svg_text.encode()).decode()}"/>'
