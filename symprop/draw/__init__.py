"""The network's picture: what is drawn as pure data, and one writer a format.

`network_drawing` lays an equation graph out; `svg`, `tikz` and `png` write what it gives. `draw_network` does both for
who holds a network.
"""

from symprop.draw.drawing import Drawing
from symprop.draw.layout import Detail, network_drawing
from symprop.draw.picked import Flow
from symprop.draw.picture import PICTURE_FORMATS, Picture, draw_network
from symprop.draw.png import png
from symprop.draw.svg import svg
from symprop.draw.texts import EdgeText
from symprop.draw.tikz import tikz

__all__ = [
    "PICTURE_FORMATS",
    "Detail",
    "Drawing",
    "EdgeText",
    "Flow",
    "Picture",
    "draw_network",
    "network_drawing",
    "png",
    "svg",
    "tikz",
]
