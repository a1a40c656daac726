r"""A document as LaTeX to paste: one `align*` a form, each path in a row, headings and path names as comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from symprop.notation import Labels
from symprop.render.equations import align, align_lines, latex_rows, stream_rows
from symprop.render.styles import LATEX
from symprop.report import Document, FormSection, GradientSection, Shown

__all__ = ["latex_page"]


def latex_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the lines of a document, without line ends."""
    for section in document.gradients:
        yield from _gradient(section, labels)
    if document.shared:
        yield "% shared"
        yield _block(document.shared, labels)


def _gradient(section: GradientSection, labels: Labels) -> Iterator[str]:
    for form in section.forms:
        yield f"% {form.name} form of {labels(form.lhs).text}; paths: {section.path_count}"
        yield from _path_comments(form)
        if form.stream:
            yield from align_lines(stream_rows(form.stream, LATEX, labels, " &= ", r"&\quad "))
        else:
            yield _block(form.lines, labels)
    if section.update:
        yield f"% update of {labels(section.update.equation.lhs).text}"
        yield _block((section.update,), labels)


def _path_comments(form: FormSection) -> Iterator[str]:
    for line in form.lines:
        yield from (f"%   path {k}: {label.replace('→', '->')}" for k, label in enumerate(line.labels, 1))


def _block(lines: Iterable[Shown], labels: Labels) -> str:
    return align([row for line in lines for row in latex_rows(line, labels)])
