r"""A document as a Word file with real equations (OMML), made by pandoc from its own data format.

What pandoc is given is data, no text to be read: a name can begin nothing in it. Every equation is a paragraph of its
own, so that a page may end between two.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, assert_never

from symprop.draw.drawing import Drawing
from symprop.draw.png import png
from symprop.draw.thumbnail import thumbnail_png
from symprop.errors import InputError
from symprop.notation import Labels
from symprop.pages.escape import visible
from symprop.pages.outline import Block, Figure, Formula, Heading, Index, Paragraph, Table, outline
from symprop.render.equations import latex_rows, latex_terms
from symprop.render.layout import columns
from symprop.render.styles import LATEX
from symprop.render.write import write
from symprop.report import Document, Shown

__all__ = ["docx_page"]

SECONDS = 300
_TERM = 27.0  # em: of a path's term, its picture beside it
_MOST_ROWS = 25  # of one equation: Word breaks none of them over a page
_EMPTY: list[Any] = ["", [], []]

Json = dict[str, Any]


def docx_page(document: Document, labels: Labels) -> Iterator[bytes]:
    """Yield a Word file.

    Raises:
        InputError: if pandoc is not there, or cannot do it.
    """
    pandoc = _pandoc()
    with tempfile.TemporaryDirectory() as folder:
        version = json.loads(_run([pandoc, "-f", "markdown", "-t", "json"], b"", folder))["pandoc-api-version"]
        blocks = [made for block in outline(document, labels) for made in _block(block, labels, document.width, folder)]
        data = json.dumps({"pandoc-api-version": version, "meta": {}, "blocks": blocks}).encode()
        target = Path(folder, "page.docx")
        _run([pandoc, "-f", "json", "-t", "docx", "-o", str(target)], data, folder)
        yield _left(target.read_bytes())


def _pandoc() -> str:
    found = shutil.which("pandoc")
    if found:
        return found
    try:
        from pypandoc import get_pandoc_path

        return str(get_pandoc_path())
    except (ImportError, OSError):
        raise InputError(
            "Word files need pandoc", where="docx", instead="install pandoc, or pip install 'symprop[docx]'"
        ) from None


def _run(command: Sequence[str], data: bytes, folder: str) -> bytes:
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, cwd=folder, check=True)
    except subprocess.TimeoutExpired:
        raise InputError(
            f"pandoc took more than {SECONDS} s", where="docx", instead="derive fewer parameters"
        ) from None
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        raise InputError(f"pandoc failed: {said.decode(errors='replace')[:200]}", where="docx") from None
    return done.stdout


def _left(docx: bytes) -> bytes:
    """Return a Word file with its equations at the left, where their equals signs are under each other."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                content = re.sub(rb'<m:jc m:val="center" ?/>', b'<m:jc m:val="left"/>', content)
            new.writestr(item, content)
    return target.getvalue()


# pandoc's data: {"t": type, "c": content}


def _of(kind: str, content: Any = None) -> Json:
    return {"t": kind} if content is None else {"t": kind, "c": content}


def _words(text: str) -> list[Json]:
    return [_of("Str", visible(text))]


def _math(rows: Iterable[str]) -> Json:
    latex = " \\\\\n".join(map(_safe, rows))
    return _of("Math", [_of("DisplayMath"), rf"\begin{{aligned}}{latex}\end{{aligned}}"])


def _safe(row: str) -> str:
    """Return a row in which every cell begins with a name, a number or a space.

    LibreOffice marks an operator with nothing before it as a mistake, and drops what follows.
    """
    row = (
        row.replace("&= ", r"&\text{ } = ", 1).replace(r"&\quad ", r"&\text{    } ", 1).replace("^{+}", r"^{\text{+}}")
    )
    return rf"\text{{ }}{row}" if row.startswith("&") else row


def _block(block: Block, labels: Labels, width: float | None, folder: str) -> Iterator[Json]:
    match block:
        case Heading(level, text, anchor, small, symbol):
            shown = [_of("Math", [_of("InlineMath"), write(symbol, LATEX, labels)])] if symbol else []
            words = " ".join(filter(None, (text, f"({small})" if small else "")))
            gap = [_of("Space")] if shown and words else []
            yield _of("Header", [level, [visible(anchor), [], []], [*shown, *gap, *_words(words)]])
        case Paragraph(lines, role):
            inlines = [part for line in lines for part in (*_words(line), _of("LineBreak"))][:-1]
            strong = role in ("agrees", "disagrees")
            yield _of("Para", [_of("Strong", inlines)] if strong else inlines)
        case Formula():
            yield from _formula(block, labels, width, folder)
        case Figure(drawing):
            yield from _figure(drawing, folder)
        case Table(header, rows, numeric):
            sides = ["AlignLeft" if k < numeric else "AlignRight" for k in range(len(header))]
            yield _table(sides, [[_plain(cell) for cell in row] for row in (header, *rows)])
        case Index(entries):
            yield _of("Para", [part for entry in entries for part in _entry(*entry)])
        case _:
            assert_never(block)


def _entry(anchor: str, text: str, behind: str) -> list[Json]:
    return [_of("Link", [_EMPTY, _words(text), [f"#{visible(anchor)}", ""]]), *_words(f" ({behind})  ")]


def _plain(text: str) -> list[Json]:
    return [_of("Plain", _words(text))]


def _table(sides: Sequence[str], rows: Sequence[Sequence[list[Json]]], widths: Sequence[float] = ()) -> Json:
    """Return a table; the first row is its head."""
    columns = [
        [_of(side), _of("ColWidth", widths[k]) if widths else _of("ColWidthDefault")] for k, side in enumerate(sides)
    ]
    head, *body = ([_EMPTY, [[_EMPTY, _of("AlignDefault"), 1, 1, cell] for cell in row]] for row in rows)
    return _of("Table", [_EMPTY, [None, []], columns, [_EMPTY, [head]], [[_EMPTY, 0, [], body]], [_EMPTY, []]])


def _formula(formula: Formula, labels: Labels, width: float | None, folder: str) -> Iterator[Json]:
    room = None if width is None else width - columns(formula.lines, labels)
    for k, line in enumerate(formula.lines):
        rows = latex_rows(line, labels, room)
        yield from (_of("Para", [_math(rows[n : n + _MOST_ROWS])]) for n in range(0, len(rows), _MOST_ROWS))
        if k == 0 and formula.pictures:
            yield _paths(line, formula.pictures, labels, folder)


def _paths(shown: Shown, pictures: Sequence[Drawing], labels: Labels, folder: str) -> Json:
    terms = latex_terms(shown, labels, _TERM)
    rows = [[_plain("path"), _plain("its term")]]
    for picture, label, term in zip(pictures, shown.labels, terms, strict=True):
        shown_term = _of("Plain", [_math(f"&{row}" for row in term)])
        rows.append([[*_figure(picture, folder, alt=f"path {label}"), *_plain(label)], [shown_term]])
    return _table(("AlignLeft", "AlignLeft"), rows, (0.25, 0.75))


def _figure(drawing: Drawing, folder: str, alt: str = "") -> list[Json]:
    """Return a drawing as a paragraph, a path's small; nothing where no PNG can be made of it.

    Args:
        alt: what a small one shows.
    """
    content = thumbnail_png(drawing) if alt else _png(drawing)
    if not content:
        return []
    file = f"picture-{len(list(Path(folder).iterdir()))}.png"
    Path(folder, file).write_bytes(content)
    size = [["width", "1.05in" if alt else "6in"]]
    image = _of("Image", [["", [], size], _words(alt or drawing.description), [file, ""]])
    return [_of("Plain" if alt else "Para", [image])]


def _png(drawing: Drawing) -> bytes:
    try:
        return png(drawing)
    except InputError:  # no resvg, or no font
        return b""
