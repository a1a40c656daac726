"""From a scene to places: columns, heights, and the points of every arrow.

An arrow that is longer than one column passes the columns between at places of its own (`stops`), level, so that it
meets no node there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from symprop.draw.columns import Columns
from symprop.draw.drawing import Point, is_round
from symprop.draw.geometry import Box, beside, border_point, crosses
from symprop.draw.order import heights, order_columns
from symprop.draw.scene import Scene, SceneEdge, SceneNode
from symprop.draw.sizes import BESIDE_GAP, Sizes, column_gap, sizes_for

__all__ = ["Placed", "place"]

STOP = "→"
STOP_EXTENT = (8.0, 8.0)
PARALLEL = 26.0
HEAD_GAP = 2.0
CLEAR = 12.0
LEVEL = {0: 1.0, 1: 3.0, 2: 8.0}
ALONE = 300.0
"""How much an arrow wants to be level, by how many of its ends are stops."""


@dataclass(frozen=True)
class Placed:
    """A scene with places.

    Args:
        at: node → its middle.
        size: node → its width and height.
        lines: the points of each arrow, in the scene's order.
        steps: time step → left and right end of its columns.
    """

    sizes: Sizes
    at: Mapping[str, Point]
    size: Mapping[str, tuple[float, float]]
    lines: tuple[tuple[Point, ...], ...]
    steps: Mapping[int, tuple[float, float]]


def place(scene: Scene, columns: Columns, label_widths: Sequence[float]) -> Placed:
    """Return the places of a scene's nodes and arrows.

    Args:
        label_widths: of each arrow's label; 0 for none.
    """
    nodes = {node.name: node for node in scene.nodes}
    standing = [node for node in scene.nodes if not node.host]
    tallest = max(Counter(columns.of[node.name] for node in standing).values())
    sizes = sizes_for(tallest)
    size = {node.name: sizes.of(node) for node in scene.nodes}
    chains = [_chain(k, edge, columns) for k, edge in enumerate(scene.edges)]
    arranged, arrows = _arrange(standing, chains, columns)
    y = _heights(arranged, arrows, nodes, size, sizes)
    x = _across(arranged, chains, scene, size, y, label_widths, columns)
    at = {node.name: Point(x[columns.of[node.name]][1], y[node.name]) for node in standing}
    at.update(_beside(scene, at, size))
    twins: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for k, edge in enumerate(scene.edges):
        twins[edge.source, edge.target].append(k)
    column_of = {name: k for k, column in enumerate(arranged) for name in column}
    lines = []
    for k, (edge, chain) in enumerate(zip(scene.edges, chains, strict=True)):
        same = twins[edge.source, edge.target]
        offset = (same.index(k) - (len(same) - 1) / 2) * PARALLEL
        through: list[Point] = []
        for stop in chain[1:-1]:
            left, _, right = x[column_of[stop]]
            ends = [Point(left, y[stop]), Point(right, y[stop])]
            through += ends if columns.of[edge.source] < columns.of[edge.target] else ends[::-1]
        lines.append(_line(edge, nodes, at, size, through, offset))
    lines = _shortened(scene, lines, nodes, at, size)
    steps = {t: (x[first][0], x[last][2]) for t, (first, last) in columns.steps.items()}
    return Placed(sizes, at, size, tuple(lines), steps)


def _chain(k: int, edge: SceneEdge, columns: Columns) -> list[str]:
    """Return the names that an arrow goes through, its ends included; nothing between for a node that stands beside."""
    if edge.source not in columns.of or edge.target not in columns.of:
        return [edge.source, edge.target]
    start, end = columns.of[edge.source], columns.of[edge.target]
    step = 1 if end >= start else -1
    return [edge.source, *(f"{STOP}{k}.{column}" for column in range(start + step, end, step)), edge.target]


def _arrange(
    standing: Sequence[SceneNode], chains: Sequence[Sequence[str]], columns: Columns
) -> tuple[list[list[str]], list[tuple[str, str]]]:
    """Return the columns in order, and the arrows between neighbouring columns."""
    found: list[list[str]] = [[] for _ in range(max(columns.of.values()) + 1)]
    for node in standing:
        found[columns.of[node.name]].append(node.name)
    arrows: list[tuple[str, str]] = []
    for chain in chains:
        if chain[0] not in columns.of:
            continue
        start, end = columns.of[chain[0]], columns.of[chain[-1]]
        if start == end:
            continue
        step = 1 if end > start else -1
        for place_, stop in enumerate(chain[1:-1], 1):
            found[start + step * place_].append(stop)
        arrows += pairwise(chain if step > 0 else chain[::-1])
    return order_columns(found, arrows), arrows


def _heights(
    arranged: Sequence[Sequence[str]],
    arrows: Sequence[tuple[str, str]],
    nodes: Mapping[str, SceneNode],
    size: Mapping[str, tuple[float, float]],
    sizes: Sizes,
) -> dict[str, float]:
    hosts = {node.host: size[node.name][1] for node in nodes.values() if node.host}
    crown = max((height + BESIDE_GAP for height in hosts.values()), default=0.0)
    note = sizes.note_font + 4 if any(node.note and not node.host for node in nodes.values()) else 0.0
    extent: dict[str, tuple[float, float]] = {}
    for column in arranged:
        for name in column:
            if name in nodes:
                half = size[name][1] / 2
                extent[name] = (half + crown + sizes.row_gap, half + note + sizes.row_gap)
            else:
                extent[name] = STOP_EXTENT
    strength = {(a, b): LEVEL[a.startswith(STOP) + b.startswith(STOP)] for a, b in arrows}
    leaving, entering = Counter(a for a, _ in arrows), Counter(b for _, b in arrows)
    alone = [(a, b) for a, b in strength if leaving[a] == entering[b] == 1]
    strength.update(dict.fromkeys(alone, ALONE))
    return heights(arranged, arrows, extent, strength)


def _across(
    arranged: Sequence[Sequence[str]],
    chains: Sequence[Sequence[str]],
    scene: Scene,
    size: Mapping[str, tuple[float, float]],
    y: Mapping[str, float],
    label_widths: Sequence[float],
    columns: Columns,
) -> list[tuple[float, float, float]]:
    """Return the left end, the middle and the right end of every column."""
    column_of = {name: k for k, column in enumerate(arranged) for name in column}
    through: Counter[int] = Counter()
    rise: defaultdict[int, float] = defaultdict(float)
    labels: defaultdict[int, list[float]] = defaultdict(list)
    for chain, width in zip(chains, label_widths, strict=True):
        if chain[0] not in column_of:
            continue
        for a, b in pairwise(chain):
            gap = min(column_of[a], column_of[b])
            through[gap] += 1
            rise[gap] = max(rise[gap], abs(y[a] - y[b]))
        if width:
            labels[min(column_of[chain[0]], column_of[chain[1]])].append(width)
    crowns: defaultdict[str, float] = defaultdict(float)
    for node in scene.nodes:
        if node.host:
            crowns[node.host] += size[node.name][0] + 8
    starts = {first for first, _ in columns.steps.values()}
    found: list[tuple[float, float, float]] = []
    left = 0.0
    for k, column in enumerate(arranged):
        if k:
            left = found[-1][2] + column_gap(through[k - 1], labels[k - 1], rise[k - 1])
            left += 24.0 * (k in starts)
        width = max([max(size[name][0], crowns[name]) for name in column if name in size] or [0.0])
        found.append((round(left, 2), round(left + width / 2, 2), round(left + width, 2)))
        left = found[-1][2]
    return found


def _beside(scene: Scene, at: Mapping[str, Point], size: Mapping[str, tuple[float, float]]) -> dict[str, Point]:
    """Return the places of biases and targets: in a row above the node that uses them."""
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for node in scene.nodes:
        if node.host:
            rows[node.host].append(node.name)
    found: dict[str, Point] = {}
    for host, row in rows.items():
        middle, whole = at[host], sum(size[name][0] for name in row) + 8 * (len(row) - 1)
        left = middle.x - whole / 2
        for name in row:
            width, height = size[name]
            found[name] = Point(left + width / 2, round(middle.y - size[host][1] / 2 - BESIDE_GAP - height / 2, 2))
            left += width + 8
    return found


def _line(
    edge: SceneEdge,
    nodes: Mapping[str, SceneNode],
    at: Mapping[str, Point],
    size: Mapping[str, tuple[float, float]],
    through: list[Point],
    offset: float,
) -> tuple[Point, ...]:
    start, end = at[edge.source], at[edge.target]
    if offset:
        inner = through or [Point((start.x + end.x) / 2, (start.y + end.y) / 2)]
        through = list(beside([start, *inner, end], offset)[1:-1])
    ends = []
    for name, towards, gap in (
        (edge.source, (through or [end])[0], 0.0),
        (edge.target, (through or [start])[-1], HEAD_GAP),
    ):
        circle = is_round(nodes[name].look, *size[name])
        ends.append(border_point(at[name], *size[name], towards, circle=circle, gap=gap))
    return (ends[0], *through, ends[1])


def _shortened(
    scene: Scene,
    lines: Sequence[tuple[Point, ...]],
    nodes: Mapping[str, SceneNode],
    at: Mapping[str, Point],
    size: Mapping[str, tuple[float, float]],
) -> list[tuple[Point, ...]]:
    """Return the lines without the bends that they can do without: each goes on as far as it sees no node."""
    boxes = {name: Box.around(*at[name], size[name][0] + CLEAR, size[name][1] + CLEAR) for name in at}
    found: list[tuple[Point, ...]] = []
    for edge, line in zip(scene.edges, lines, strict=True):
        if len(line) <= 3:
            found.append(line)
            continue
        others = [box for name, box in boxes.items() if name not in (edge.source, edge.target)]
        kept, here = [line[0]], 0
        while here < len(line) - 1:
            there = next(
                k
                for k in range(len(line) - 1, here, -1)
                if k == here + 1 or not any(crosses((line[here], line[k]), box) for box in others)
            )
            kept.append(line[there])
            here = there
        through = kept[1:-1]
        found.append(_line(edge, nodes, at, size, through, 0.0))
    return found
