"""What is drawn, as pure data: nodes with places, edges with points and labels, the paths that are picked out.

Coordinates are in pixels of a picture at its natural size, x to the right and y downwards. A drawing knows no file
format; a writer (`svg`, `tikz`, `png`) knows nothing but a drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from symprop.notation import Label

__all__ = ["Band", "Drawing", "DrawnEdge", "DrawnNode", "DrawnPath", "GraphEdge", "Look", "Point", "Strand", "is_round"]


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class GraphEdge(NamedTuple):
    """An edge of the equation graph by its ends and its occurrence."""

    source: str
    target: str
    occurrence: int


class Look(StrEnum):
    """What a node is, and so what it looks like."""

    INPUT = "input"
    UNIT = "unit"
    NET = "net"
    OUT = "out"
    VALUE = "value"
    PARAMETER = "parameter"
    CONSTANT = "constant"
    BIAS = "bias"
    TARGET = "target"
    ERROR = "error"
    TOTAL = "total"
    BLOCK = "block"


def is_round(look: Look, width: float, height: float) -> bool:
    """Return whether a node is a circle: not what is given, not what is an error, and not what has a long label."""
    return width == height and look in _ROUND


_ROUND = (Look.UNIT, Look.NET, Look.OUT, Look.VALUE, Look.PARAMETER, Look.BIAS)


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A unit (its net and its out), or one variable, or a whole layer in a summary.

    Args:
        name: unique in the drawing: the unit's, else the variable's.
        label: what stands in it.
        variables: the variables that it stands for.
        inner: the edges of the graph between them.
        x, y: its middle.
        width, height: of its box.
        note, note_at: a line near it, a number or a layer's size, and that line's middle.
        paths: the numbers of the picked-out paths that go through it.
    """

    name: str
    look: Look
    label: Label
    variables: tuple[str, ...]
    inner: tuple[GraphEdge, ...]
    x: float
    y: float
    width: float
    height: float
    note: Label | None = None
    note_at: Point | None = None
    paths: tuple[int, ...] = ()

    @property
    def round(self) -> bool:
        """Whether it is a circle."""
        return is_round(self.look, self.width, self.height)

    @property
    def square(self) -> bool:
        """Whether it has corners: what is given from outside, and blocks."""
        return self.look in (Look.INPUT, Look.TARGET, Look.CONSTANT, Look.BLOCK)


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An arrow.

    Args:
        source, target: the nodes' names.
        graph_edges: what it stands for: the edge from the source and the one from the weight.
        points: from border to border; a bend between the first and the last.
        parameter: the name of the weight on it, else empty.
        label: what stands beside it, else None.
        label_at: the label's middle.
        group: 1, 2, … where its weight is shared: all its edges have one colour; else 0.
        paths: the numbers of the picked-out paths that go along it.
        picked: whether a path begins in its weight.
        beside: whether it comes from a bias or a target that stands beside its user.
    """

    source: str
    target: str
    graph_edges: tuple[GraphEdge, ...]
    points: tuple[Point, ...]
    parameter: str = ""
    label: Label | None = None
    label_at: Point | None = None
    group: int = 0
    paths: tuple[int, ...] = ()
    picked: bool = False
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Strand:
    """The part of a picked-out path that goes along one arrow.

    Args:
        path: the path's number.
        style: 0, 1, …: its colour and dashes.
        graph_edges: the path's edges there: one, or in a summary and where all paths are drawn as one, some.
        badge_at: where the path's number stands on it, else None.
    """

    path: int
    style: int
    graph_edges: tuple[GraphEdge, ...]
    points: tuple[Point, ...]
    width: float
    badge_at: Point | None = None


@dataclass(frozen=True, slots=True)
class DrawnPath:
    """A picked-out path, as the key below the picture says it.

    Args:
        number: K of ``paths[K]`` in JSON, from 0; −1 for all the paths of a parameter as one.
        labels: of what it goes through, the parameter first.
        words: the same in words.
    """

    number: int
    style: int
    labels: tuple[Label, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Band:
    """The columns of one time step, and what stands above them."""

    label: Label
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A network's picture.

    Args:
        title: the network's name.
        description: the picture in words, for who cannot see it.
        captions: lines below the picture.
        summary: whether nodes are whole layers.
        faint: whether arrows are so many that they are drawn thin.
        font, edge_font: the sizes of the labels in nodes and on arrows.
    """

    title: str
    description: str
    width: float
    height: float
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]
    strands: tuple[Strand, ...] = ()
    paths: tuple[DrawnPath, ...] = ()
    bands: tuple[Band, ...] = ()
    captions: tuple[str, ...] = ()
    summary: bool = False
    font: float = 18.0
    edge_font: float = 14.0
    faint: bool = False
