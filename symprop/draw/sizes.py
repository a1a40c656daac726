"""How large things are: a small network gets large nodes, a tall column small ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from symprop.draw.drawing import Look
from symprop.draw.scene import SceneNode
from symprop.draw.typeset import runs_of, text_width

__all__ = ["BESIDE_GAP", "SMALL_LOOKS", "Sizes", "column_gap", "sizes_for"]

BESIDE_GAP = 13.0
SMALL_LOOKS = (Look.BIAS, Look.TARGET, Look.PARAMETER, Look.CONSTANT)
_FLAT = (Look.ERROR, Look.TOTAL)
SMALLER = 0.72


@dataclass(frozen=True, slots=True)
class Sizes:
    """The measures of one drawing.

    Args:
        unit: a node's diameter.
        font: of a node's label.
        edge_font: of an arrow's label.
        note_font: of the line beneath a node.
    """

    unit: float
    font: float
    edge_font: float
    note_font: float = 11.0
    margin: float = 18.0
    row_gap: float = 7.0
    bend: float = 6.0

    def node_font(self, look: Look) -> float:
        """Return the size of a node's label."""
        return round(self.font * (SMALLER if look in SMALL_LOOKS else 1.0), 2)

    def of(self, node: SceneNode) -> tuple[float, float]:
        """Return a node's width and height: a circle where its label fits into one."""
        height = self.unit * (SMALLER - 0.1 if node.look in SMALL_LOOKS else 0.85 if node.look in _FLAT else 1.0)
        text = text_width(runs_of(node.label), self.node_font(node.look))
        if node.look is Look.BLOCK:
            note = text_width(runs_of(node.note), self.note_font + 1) if node.note else 0.0
            return round(max(1.8 * self.unit, text + 24, note + 12), 2), round(1.7 * self.unit, 2)
        padding = 14.0 if node.look not in SMALL_LOOKS else 8.0
        width = (
            height if text + padding / 2 <= height * 0.92 and node.look not in _FLAT else max(height, text + padding)
        )
        return round(width, 2), round(height, 2)


def sizes_for(tallest: int) -> Sizes:
    """Return the measures for a drawing whose tallest column has this many nodes."""
    if tallest <= 6:
        return Sizes(46.0, 18.0, 14.0)
    if tallest <= 10:
        return Sizes(38.0, 15.0, 12.0)
    return Sizes(32.0, 12.5, 9.5, 9.0, row_gap=4.5)


def column_gap(arrows: int, labels: Iterable[float], rise: float) -> float:
    """Return the room between two columns.

    Args:
        arrows: how many go through it.
        labels: the widths of their labels.
        rise: the largest difference of height that one of them makes.
    """
    widths = list(labels)
    room = 62.0 + 9.0 * sqrt(arrows)
    if widths:
        room = max(room, 56.0 + max(widths) + 30.0 * sqrt(len(widths)))
    return round(min(max(room, 0.3 * rise), 470.0), 2)
