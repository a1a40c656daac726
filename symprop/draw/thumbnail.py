r"""A drawing as small as a word: dots, lines and one path, to stand beside that path's term.

No text is in it: what it shows is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symprop.draw.drawing import Drawing, DrawnNode, Look, Point
from symprop.draw.palette import PATHS

__all__ = ["thumbnail_png", "thumbnail_svg", "thumbnail_tikz"]

WIDTH, HEIGHT = 96.0, 34.0  # px, at the most
MILLIMETRES = 0.25  # to a px, in print
_LEFT_OUT = (Look.TARGET, Look.CONSTANT)


def thumbnail_svg(drawing: Drawing) -> str:
    """Return a drawing with its picked-out paths as a tiny `svg` element, light or dark as its page is.

    >>> thumbnail_svg(Drawing("", "", 10, 10, (), ()))[:70]
    '<svg xmlns="http://www.w3.org/2000/svg" width="34" height="34" viewBox'
    """
    scale = _scale(drawing)
    width, height = drawing.width * scale, drawing.height * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.1f} {height:.1f}" style="color-scheme:light dark">'
        '<g fill="none" stroke="currentColor" stroke-opacity=".3" stroke-width=".7">'
        + "".join(f'<polyline points="{_svg(points, scale)}"/>' for points in _lines(drawing))
        + f'</g><g fill="none" stroke="{PATHS[0].colour}" stroke-width="2.2">'
        + "".join(f'<polyline points="{_svg(points, scale)}"/>' for points in _picked(drawing))
        + "</g>"
        + "".join(_dot(node, scale) for node in _nodes(drawing))
        + "</svg>"
    )


def thumbnail_png(drawing: Drawing) -> bytes:
    """Return the same as the bytes of a PNG file; none where resvg is not installed (``symprop[png]``)."""
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        return b""
    return bytes(svg_to_bytes(svg_string=thumbnail_svg(drawing), zoom=4.0))


def thumbnail_tikz(drawing: Drawing) -> str:
    r"""Return a drawing with its picked-out paths as a tiny `tikzpicture`.

    >>> thumbnail_tikz(Drawing("", "", 10, 10, (), ()))
    '\\begin{tikzpicture}[x=0.25mm,y=-0.25mm]\\path (0,0) rectangle (34,34);\\end{tikzpicture}'
    """
    scale = _scale(drawing)
    size = f"({drawing.width * scale:.0f},{drawing.height * scale:.0f})"
    grey = "".join(rf"\draw[black!30,line width=.25pt] {_tikz(points, scale)};" for points in _lines(drawing))
    picked = "".join(rf"\draw[black,line width=1pt] {_tikz(points, scale)};" for points in _picked(drawing))
    dots = "".join(
        rf"\fill[black{'' if node.paths else '!45'}] ({node.x * scale:.1f},{node.y * scale:.1f}) "
        rf"circle[radius={'.45mm' if node.paths else '.3mm'}];"
        for node in _nodes(drawing)
    )
    box = rf"\path (0,0) rectangle {size};"
    return rf"\begin{{tikzpicture}}[x={MILLIMETRES}mm,y=-{MILLIMETRES}mm]{box}{grey}{picked}{dots}\end{{tikzpicture}}"


def _scale(drawing: Drawing) -> float:
    return min(WIDTH / max(drawing.width, 1), HEIGHT / max(drawing.height, 1))


def _nodes(drawing: Drawing) -> Iterator[DrawnNode]:
    return (node for node in drawing.nodes if node.look not in _LEFT_OUT)


def _lines(drawing: Drawing) -> Iterator[Sequence[Point]]:
    shown = {node.name for node in _nodes(drawing)}
    return (edge.points for edge in drawing.edges if edge.source in shown)


def _picked(drawing: Drawing) -> Iterator[Sequence[Point]]:
    """Yield the arrows of the path, the one that its weight stands on too."""
    yield from (edge.points for edge in drawing.edges if edge.picked)
    yield from (strand.points for strand in drawing.strands)


def _svg(points: Sequence[Point], scale: float) -> str:
    return " ".join(f"{point.x * scale:.1f},{point.y * scale:.1f}" for point in points)


def _tikz(points: Sequence[Point], scale: float) -> str:
    return "--".join(f"({point.x * scale:.1f},{point.y * scale:.1f})" for point in points)


def _dot(node: DrawnNode, scale: float) -> str:
    colour, radius, opacity = (PATHS[0].colour, 2.4, "1") if node.paths else ("currentColor", 1.6, ".55")
    return (
        f'<circle cx="{node.x * scale:.1f}" cy="{node.y * scale:.1f}" r="{radius}" fill="{colour}" '
        f'fill-opacity="{opacity}"/>'
    )
