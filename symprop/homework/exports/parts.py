"""What exports share: what a question says before its parts as HTML, its picture, and archives that never change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from symprop.draw.layout import network_drawing
from symprop.draw.svg import svg
from symprop.errors import LimitExceeded
from symprop.homework.record import Items, Prose, Question, Setting, Text
from symprop.homework.writers.inline import latex_of
from symprop.homework.writers.shown import network_blocks, value_blocks
from symprop.notation import Labels
from symprop.pages.escape import html_text
from symprop.pages.outline import Formula

__all__ = ["archive", "intro_html", "picture"]

Inline = Callable[[Text, Labels], str]


def picture(setting: Setting) -> tuple[str, str]:
    """Return a network's picture as SVG and what it shows in words; nothing where it is too large."""
    try:
        drawing = network_drawing(setting.model.graph, setting.labels)
    except LimitExceeded:
        return "", ""
    return svg(drawing, theme="light"), drawing.description


def intro_html(question: Question, inline: Inline, image: str = "") -> str:
    """Return what is said before the parts: the network, values, the question's own prompt.

    Args:
        inline: words with formulas as this system shows them.
        image: the element of the network's picture.
    """
    labels = question.setting.labels
    first, *more = [block for block in network_blocks(question.setting) if isinstance(block, Prose)]
    blocks = [*more, *(value_blocks(question.setting) if question.with_values else ()), *question.prompt]
    pieces = [f"<p>{inline(first.text, labels)}</p>", f"<p>{image}</p>" if image else ""]
    for block in blocks:
        match block:
            case Prose(text):
                pieces.append(f"<p>{inline(text, labels)}</p>")
            case Items(items, marks):
                rows = zip(marks, items, strict=True)
                listed = (f"<li>{html_text(mark)} {inline(item, labels)}</li>" for mark, item in rows)
                pieces.append(f"<ul>{''.join(listed)}</ul>")
            case Formula(lines):
                pieces += [f"<p>{inline((line.equation,), labels)}</p>" for line in lines]
            case _:
                raise TypeError(block)
    return "\n".join(filter(None, pieces))


def solution_html(question: Question, inline: Inline) -> str:
    """Return the worked solution without its pictures, numbers behind symbols."""
    labels = question.setting.labels
    pieces: list[str] = []
    for block in question.solution:
        if isinstance(block, Prose):
            pieces.append(f"<p>{inline(block.text, labels)}</p>")
        elif isinstance(block, Formula):
            for line in block.lines:
                if not line.after:
                    pieces.append(
                        f"<p>{inline((line.equation, *(p for n in line.numbers for p in (' = ', n))), labels)}</p>"
                    )
    return "\n".join(pieces)


def latex_inline(text: Text, labels: Labels) -> str:
    r"""Return words as HTML, formulas as LaTeX between ``\(`` and ``\)``."""
    return "".join(
        html_text(part) if isinstance(part, str) else rf"\({html_text(latex_of(part, labels))}\)" for part in text
    )


def archive(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive that depends on its files alone: sorted, of one date, not compressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            packed.writestr(entry, files[name])
    return buffer.getvalue()
