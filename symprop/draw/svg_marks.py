"""Numbers, text and lines as SVG writes them; every text is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from symprop.draw.drawing import Point
from symprop.draw.geometry import length, part
from symprop.draw.typeset import Run, printable, text_width

__all__ = ["HEAD_LENGTH", "attribute", "head", "num", "on_halo", "path_data", "set_line", "text_of"]

HEAD_LENGTH = 8.0
HEAD_WIDTH = 6.5


def num(value: float) -> str:
    """Return a coordinate: no more digits than are seen, never −0."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text_of(text: str) -> str:
    """Return text that stands inside an element."""
    return escape(printable(text), quote=False)


def attribute(text: str) -> str:
    """Return text that stands in an attribute's quotes."""
    return escape(printable(text))


def path_data(points: Sequence[Point], bend: float = 7.0) -> str:
    """Return straight pieces with rounded corners."""
    first, *inner = points[:-1]
    written = [f"M{num(first.x)} {num(first.y)}"]
    before = first
    for corner, after in zip(inner, points[2:], strict=True):
        near = min(bend, length([before, corner]) / 2)
        far = min(bend, length([corner, after]) / 2)
        a = part([corner, before], near, near)[0]
        b = part([corner, after], far, far)[0]
        written.append(f"L{num(a.x)} {num(a.y)}Q{num(corner.x)} {num(corner.y)} {num(b.x)} {num(b.y)}")
        before = corner
    return "".join([*written, f"L{num(points[-1].x)} {num(points[-1].y)}"])


def head(points: Sequence[Point], scale: float = 1.0) -> str:
    """Return an arrow's head."""
    whole = length(points)
    size = min(HEAD_LENGTH * scale, whole * 0.7)
    tip, back = points[-1], part(points, whole - size, whole)[0]
    dx, dy = (tip.x - back.x) / (size or 1), (tip.y - back.y) / (size or 1)
    half = HEAD_WIDTH / 2 * size / HEAD_LENGTH
    corners = (tip, Point(back.x - dy * half, back.y + dx * half), Point(back.x + dy * half, back.y - dx * half))
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in corners) + "Z"


def on_halo(runs: tuple[Run, ...], at: Point, font: float) -> str:
    """Return a line of text on a ground that keeps arrows from striking it through."""
    width = text_width(runs, font) + 2
    return (
        f'<rect class="sp-halo" x="{num(at.x - width / 2)}" y="{num(at.y - font * 0.55)}" width="{num(width)}" '
        f'height="{num(font * 1.1)}" rx="3"/>{set_line(runs, *at, font)}'
    )


def set_line(runs: Sequence[Run], x: float, y: float, font: float, extra: str = "") -> str:
    """Return runs as one line of text around a middle."""
    deep = [run.shift for run in runs]
    base = y + font * 0.33 - font * 0.35 * (max(deep, default=0) + min(deep, default=0))
    spans: list[str] = []
    level = 0.0
    for run in runs:
        shift = run.shift * font
        attributes = f' dy="{num(shift - level)}"' if shift != level else ""
        attributes += f' dx="{num(run.ahead * font)}"' if run.ahead else ""
        attributes += f' font-size="{num(run.size * font)}"' if run.size != 1 else ""
        attributes += ' font-style="italic"' if run.italic else ""
        attributes += ' font-weight="bold"' if run.bold else ""
        level = shift
        spans.append(f"<tspan{attributes}>{text_of(run.text)}</tspan>" if attributes else text_of(run.text))
    return f'<text x="{num(x)}" y="{num(base)}" font-size="{num(font)}"{extra}>{"".join(spans)}</text>'
