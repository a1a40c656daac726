"""Where an arrow's label stands: on its own arrow, near the source, on no node, on no other label."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from symprop.draw.drawing import Point
from symprop.draw.geometry import Box, along, crosses, length

__all__ = ["Places"]

CELL = 48.0
NEAR_SOURCE = (0.26, 0.21, 0.31, 0.36, 0.16, 0.41, 0.47, 0.53, 0.6, 0.67, 0.74, 0.81, 0.87)
NEAR_TARGET = (0.62, 0.56, 0.68, 0.5, 0.74, 0.44, 0.8, 0.38, 0.32, 0.26)


class Places:
    """What is taken already: nodes and labels, which nothing may touch, and arrows, which a label had better not cover.

    >>> places = Places([Box(0, 0, 10, 10)], [])
    >>> places.put([Point(5, 5), Point(105, 5)], 10, 10)
    (Point(x=31.0, y=5.0), 26.0)
    """

    def __init__(self, nodes: Iterable[Box], lines: Iterable[Sequence[Point]]) -> None:
        self._boxes: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        self._lines: defaultdict[tuple[int, int], list[Sequence[Point]]] = defaultdict(list)
        for box in nodes:
            self._take(box)
        for line in lines:
            for cell in dict.fromkeys(_cells_along(line)):
                self._lines[cell].append(line)

    def _take(self, box: Box) -> None:
        for cell in _cells(box):
            self._boxes[cell].append(box)

    def put(
        self, line: Sequence[Point], width: float, height: float, shares: Sequence[float] = NEAR_SOURCE
    ) -> tuple[Point, float] | None:
        """Take the best place on a line for a box; return its middle and its distance from the line's beginning.

        None where every place is taken.
        """
        whole = length(line)
        best: tuple[float, float, Box] | None = None
        for rank, share in enumerate(shares):
            middle = along(line, share * whole)
            box = Box.around(middle.x, middle.y, width, height)
            if any(box.meets(other) for cell in _cells(box) for other in self._boxes[cell]):
                continue
            others = {id(o): o for cell in _cells(box) for o in self._lines[cell] if o is not line}
            cost = sum(crosses(other, box) for other in others.values()) + 0.3 * rank
            if best is None or cost < best[0]:
                best = cost, share * whole, box
        if best is None:
            return None
        _, distance, box = best
        self._take(box)
        return along(line, distance), distance


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    for x in range(int(box.left // CELL), int(box.right // CELL) + 1):
        for y in range(int(box.top // CELL), int(box.bottom // CELL) + 1):
            yield x, y


def _cells_along(line: Sequence[Point]) -> Iterator[tuple[int, int]]:
    whole = length(line)
    for k in range(int(whole // (CELL / 2)) + 2):
        x, y = along(line, min(k * CELL / 2, whole))
        cx, cy = int(x // CELL), int(y // CELL)
        yield from ((cx + dx, cy + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
