"""The formats of a derivation, one table: a new exporter is one row here and one writer.

A writer takes a document and its labels; it is loaded when its format is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from symprop.notation import Labels
    from symprop.report import Document

__all__ = ["DERIVE_FORMATS", "ENDINGS", "FRAGMENT", "PROGRAMS", "Format", "write_document"]

PAPER = 45.0  # em: 160 mm at 10 pt, which both A4 and Letter hold
SCREEN = 58.0
WORD = 42.0  # its letters are wider

Pieces = Iterable[str | bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How a derivation is written.

    Args:
        writer: ``module:function``, from a document and labels to pieces.
        endings: of the files that are written so.
        lines: whether the pieces are lines, still without their ends.
        streamed: whether a long path sum is written one path at a time.
        width: of its page in em; None where a line may be of any length.
        pictures: whether it shows drawings.
        checked: whether a page of it carries the check without being asked.
        binary: whether it is no text, and so is not put on a terminal.
        beside: whether the pictures go into files beside it.
    """

    writer: str
    endings: tuple[str, ...] = ()
    lines: bool = True
    streamed: bool = False
    width: float | None = None
    pictures: bool = False
    checked: bool = False
    binary: bool = False
    beside: bool = False


DERIVE_FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(writer="symprop.render.text_page:text_page", endings=(".txt",), streamed=True),
        "latex": Format(writer="symprop.render.latex_page:latex_page", endings=(".latex",), streamed=True),
        "mathml": Format(writer="symprop.render.json_page:mathml_page", endings=(".mml",)),
        "json": Format(writer="symprop.render.json_page:json_lines", endings=(".json",)),
        "html": Format(
            writer="symprop.pages.html:html_page",
            endings=(".html", ".htm"),
            lines=False,
            width=SCREEN,
            pictures=True,
            checked=True,
        ),
        "tex": Format(writer="symprop.pages.tex:tex_page", endings=(".tex",), width=PAPER, pictures=True, checked=True),
        "pdf": Format(
            writer="symprop.pages.pdf:pdf_page",
            endings=(".pdf",),
            lines=False,
            width=PAPER,
            pictures=True,
            checked=True,
            binary=True,
        ),
        "md": Format(
            writer="symprop.pages.markdown:markdown_page",
            endings=(".md", ".markdown"),
            width=PAPER,
            pictures=True,
            checked=True,
            beside=True,
        ),
        "ipynb": Format(
            writer="symprop.pages.notebook:notebook_page", endings=(".ipynb",), width=PAPER, pictures=True, checked=True
        ),
        "docx": Format(
            writer="symprop.pages.docx:docx_page",
            endings=(".docx",),
            lines=False,
            width=WORD,
            pictures=True,
            checked=True,
            binary=True,
        ),
    }
)
FRAGMENT = Format(writer="symprop.pages.tex:tex_fragment", width=PAPER, pictures=True)
"""LaTeX to be put into one's own document."""
PROGRAMS: Mapping[str, str] = MappingProxyType({"python": ".py", "c": ".c"})
"""What is no document but a program, and the ending of its file."""
ENDINGS: Mapping[str, str] = MappingProxyType(
    {ending: name for name, row in DERIVE_FORMATS.items() for ending in row.endings}
    | {ending: name for name, ending in PROGRAMS.items()}
)
"""A file's ending → the format."""


def write_document(row: Format, document: Document, labels: Labels, target: str | None = None) -> Pieces:
    """Return the pieces of a document in a format.

    Args:
        target: the file it goes to; pictures that have files of their own go into a folder beside it.

    Raises:
        InputError: if a tool that the format needs is not there, or a picture cannot be written.
    """
    module, _, function = row.writer.partition(":")
    writer: Callable[..., Pieces] = getattr(import_module(module), function)
    if row.beside:
        return _lines(_with_pictures(writer, document, labels, target))
    pieces = writer(document, labels)
    return _lines(pieces) if row.lines else pieces


def _lines(lines: Pieces) -> Pieces:
    return (f"{line!s}\n" for line in lines)


def _with_pictures(writer: Callable[..., Pieces], document: Document, labels: Labels, target: str | None) -> Pieces:
    """Return a page whose pictures are in files, written when the page is, and before it is put in its place."""
    from symprop.output import write_files

    place = Path(target) if target and target != "-" else None
    folder = place.with_name(f"{place.stem}_files") if place else None
    pictures: dict[str, str] = {}

    def store(name: str, svg: str) -> str:
        if folder is None:
            return ""
        file = f"{name}-{len(pictures)}.svg"
        pictures[file] = svg
        return f"{quote(os.fsencode(folder.name))}/{file}"

    yield from list(writer(document, labels, store))
    if folder is not None and pictures:
        new = not folder.exists()
        try:
            folder.mkdir(exist_ok=True)
            write_files({str(folder / file): [svg] for file, svg in pictures.items()})
        except BaseException:
            if new and folder.is_dir():
                folder.rmdir()
            raise
