"""Lines of straight pieces: how long, where along, beside, and which part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import hypot
from typing import NamedTuple

from symprop.draw.drawing import Point

__all__ = ["Box", "along", "beside", "border_point", "crosses", "length", "part"]


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        """Return the box with this middle.

        >>> Box.around(0, 0, 4, 2)
        Box(left=-2.0, top=-1.0, right=2.0, bottom=1.0)
        """
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: Box) -> bool:
        """Return whether the two have an area in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def length(points: Sequence[Point]) -> float:
    """Return how long a line is.

    >>> length([Point(0, 0), Point(3, 4), Point(3, 5)])
    6.0
    """
    return sum(hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(points))


def along(points: Sequence[Point], distance: float) -> Point:
    """Return the point at a distance from the line's beginning.

    >>> along([Point(0, 0), Point(10, 0)], 4)
    Point(x=4.0, y=0.0)
    """
    for a, b in pairwise(points):
        piece = hypot(b.x - a.x, b.y - a.y)
        if distance <= piece and piece:
            share = max(distance, 0) / piece
            return Point(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share)
        distance -= piece
    return points[-1]


def part(points: Sequence[Point], start: float, end: float) -> tuple[Point, ...]:
    """Return the piece of a line between two distances from its beginning.

    >>> part([Point(0, 0), Point(10, 0), Point(10, 10)], 4, 12)
    (Point(x=4.0, y=0.0), Point(x=10, y=0), Point(x=10.0, y=2.0))
    """
    kept = [along(points, start)]
    gone = 0.0
    for a, b in pairwise(points):
        gone += hypot(b.x - a.x, b.y - a.y)
        if start < gone < end:
            kept.append(b)
    last = along(points, end)
    if kept[-1] != last or len(kept) == 1:
        kept.append(last)
    return tuple(kept)


def beside(points: Sequence[Point], offset: float) -> tuple[Point, ...]:
    """Return the line `offset` to the right of a line, as seen by who goes along it (y downwards).

    >>> beside([Point(0, 0), Point(10, 0)], 2)
    (Point(x=0.0, y=2.0), Point(x=10.0, y=2.0))
    """
    if not offset:
        return tuple(points)
    normals = list(_normals(points))
    moved = []
    for k, point in enumerate(points):
        near = normals[max(k - 1, 0) : k + 1]
        x, y = sum(n.x for n in near), sum(n.y for n in near)
        scale = offset * len(near) / max(x * x + y * y, 0.5)  # a sharp turn does not throw the point far away
        moved.append(Point(point.x + x * scale, point.y + y * scale))
    return tuple(moved)


def _normals(points: Sequence[Point]) -> Iterator[Point]:
    for a, b in pairwise(points):
        size = hypot(b.x - a.x, b.y - a.y) or 1.0
        yield Point(-(b.y - a.y) / size, (b.x - a.x) / size)


def border_point(middle: Point, width: float, height: float, towards: Point, *, circle: bool, gap: float = 0) -> Point:
    """Return where the line from a shape's middle towards a point leaves it, and `gap` further.

    >>> border_point(Point(0, 0), 4, 4, Point(10, 0), circle=True, gap=1)
    Point(x=3.0, y=0.0)
    """
    dx, dy = towards.x - middle.x, towards.y - middle.y
    distance = hypot(dx, dy)
    if not distance:
        return middle
    if circle:
        reach = width / 2
    else:
        reach = distance * min(
            width / 2 / abs(dx) if dx else float("inf"), height / 2 / abs(dy) if dy else float("inf")
        )
    share = (reach + gap) / distance
    return Point(middle.x + dx * share, middle.y + dy * share)


def crosses(points: Iterable[Point], box: Box) -> bool:
    """Return whether a line goes through a box.

    >>> crosses([Point(0, 0), Point(10, 10)], Box(4, 0, 6, 5)), crosses([Point(0, 0), Point(10, 10)], Box(6, 0, 9, 5))
    (True, False)
    """
    return any(_piece_crosses(a, b, box) for a, b in pairwise(points))


def _piece_crosses(a: Point, b: Point, box: Box) -> bool:
    """Liang and Barsky (1984): narrow the piece by each side."""
    first, last = 0.0, 1.0
    dx, dy = b.x - a.x, b.y - a.y
    for step, room in (
        (-dx, a.x - box.left),
        (dx, box.right - a.x),
        (-dy, a.y - box.top),
        (dy, box.bottom - a.y),
    ):
        if step == 0:
            if room < 0:
                return False
            continue
        share = room / step
        if step < 0:
            first = max(first, share)
        else:
            last = min(last, share)
        if first > last:
            return False
    return True
