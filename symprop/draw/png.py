"""A drawing as PNG: the SVG in fixed colours, drawn by resvg, which comes with the extra ``symprop[png]``."""

from __future__ import annotations

from symprop.draw.drawing import Drawing
from symprop.draw.svg import Theme, svg
from symprop.errors import InputError

__all__ = ["png"]

ZOOM = 2.0
MOST_PIXELS = 48e6
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9" font-family="serif">m</text></svg>'


def png(drawing: Drawing, *, theme: Theme = "light") -> bytes:
    """Return a drawing as a PNG file's bytes, two pixels for each of the drawing's.

    Args:
        theme: light or dark.

    Raises:
        InputError: if resvg is not installed, or the machine has no font to write labels with.
    """
    try:
        from resvg_py import svg_to_bytes
    except ImportError:
        raise InputError(
            "PNG needs the package resvg-py", where="png", instead="pip install 'symprop[png]', or draw to SVG"
        ) from None
    if svg_to_bytes(svg_string=_LETTER) == svg_to_bytes(svg_string=_LETTER, skip_system_fonts=True):
        raise InputError("there is no font on this machine", where="png", instead="install one, or draw to SVG")
    zoom = min(ZOOM, (MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5)
    return bytes(svg_to_bytes(svg_string=svg(drawing, theme=theme), zoom=zoom))
