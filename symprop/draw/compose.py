"""Places, labels and picked-out paths put together into a drawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from symprop.draw.drawing import Band, Drawing, DrawnEdge, DrawnNode, DrawnPath, GraphEdge, Look, Point, Strand
from symprop.draw.geometry import Box, beside, length, part
from symprop.draw.picked import Picked
from symprop.draw.placing import NEAR_SOURCE, NEAR_TARGET, Places
from symprop.draw.routes import Placed
from symprop.draw.scene import Scene, SceneNode
from symprop.draw.typeset import runs_of, text_width
from symprop.expression import Var
from symprop.notation import Label, Labels

__all__ = ["compose"]

HEAD = 8.0
MANY = 120
HEAD_ROOM = 26.0


def compose(
    scene: Scene,
    placed: Placed,
    texts: Sequence[Label | None],
    labels: Labels,
    picked: Picked,
    *,
    title: str,
    captions: tuple[str, ...],
    summary: bool,
) -> Drawing:
    """Return the drawing of a scene that has its places.

    Args:
        texts: each arrow's label.
        captions: lines below the picture.
    """
    work = _Work(scene, placed, labels, picked)
    edges = tuple(work.edges(texts))
    drawing = Drawing(
        title=title,
        description="",
        width=0,
        height=0,
        nodes=tuple(work.nodes()),
        edges=edges,
        strands=tuple(work.strands(edges)),
        paths=tuple(work.keys(summary=summary)),
        bands=tuple(Band(Label(f"t = {t}", f"t = {t}"), *ends) for t, ends in placed.steps.items()),
        captions=captions,
        summary=summary,
        font=placed.sizes.font,
        edge_font=placed.sizes.edge_font,
        faint=len(scene.edges) > MANY,
    )
    return _framed(drawing, placed.sizes.margin)


@dataclass(frozen=True)
class _Work:
    """What the parts of a drawing are made from; labels and numbers take their places one after the other."""

    scene: Scene
    placed: Placed
    labels: Labels
    picked: Picked

    @cached_property
    def places(self) -> Places:
        size, at = self.placed.size, self.placed.at
        boxes = [Box.around(*at[name], size[name][0] + 4, size[name][1] + 4) for name in at]
        for node in self.scene.nodes:
            if node.note:
                boxes.append(Box.around(*self._note_at(node), self._note_width(node), self.placed.sizes.note_font))
        return Places(boxes, self.placed.lines)

    @cached_property
    def label_starts(self) -> dict[int, float]:
        """Arrow → how far along it its label stands; filled by `edges`."""
        return {}

    def _note_width(self, node: SceneNode) -> float:
        return text_width(runs_of(node.note), self.placed.sizes.note_font) if node.note else 0.0

    def _note_at(self, node: SceneNode) -> Point:
        """Return where a node's note stands: in a block, beneath a node, to the right of what stands beside one."""
        (x, y), (width, height) = self.placed.at[node.name], self.placed.size[node.name]
        if node.look is Look.BLOCK:
            return Point(x, y + height * 0.22)
        if node.host:
            return Point(x + width / 2 + 4 + self._note_width(node) / 2, y)
        return Point(x, y + height / 2 + 3 + self.placed.sizes.note_font / 2)

    def nodes(self) -> Iterator[DrawnNode]:
        """Yield the nodes with the paths through them."""
        on = self._paths_through()
        for node in self.scene.nodes:
            at, size = self.placed.at[node.name], self.placed.size[node.name]
            note_at = self._note_at(node) if node.note else None
            yield DrawnNode(
                *(node.name, node.look, node.label, node.variables, node.inner, *at, *size, node.note, note_at),
                paths=tuple(on[node.name]),
            )

    def _paths_through(self) -> defaultdict[str, list[int]]:
        """Return node → the numbers of the paths that go through it; a weight's arrow does not make its source one."""
        on: defaultdict[str, list[int]] = defaultdict(list)
        arrow_of = {edge: arrow for arrow in self.scene.edges for edge in arrow.graph_edges}
        for route in self.picked.routes:
            for edge in route.edges:
                names = [self.scene.node_of.get(edge.target, "")]
                arrow = arrow_of.get(edge)
                if arrow and (arrow.beside or edge.source in self.scene.node_of):
                    names.append(arrow.source)
                for name in names:
                    if name and route.number not in on[name]:
                        on[name].append(route.number)
        return on

    def edges(self, texts: Sequence[Label | None]) -> Iterator[DrawnEdge]:
        """Yield the arrows, each label in the best place that is left."""
        shared = self.scene.shared()
        font = self.placed.sizes.edge_font
        for k, (arrow, line, text) in enumerate(zip(self.scene.edges, self.placed.lines, texts, strict=True)):
            on = self.picked.on(arrow.graph_edges)
            at, start = None, NEAR_SOURCE[0] * length(line)
            if text:
                found = self.places.put(line, text_width(runs_of(text), font) + 3, font + 3)
                at, start = found or (None, start)
            self.label_starts[k] = start
            yield DrawnEdge(
                *(arrow.source, arrow.target, arrow.graph_edges, line, arrow.parameter),
                label=text if at else None,
                label_at=at,
                group=shared.get(arrow.parameter, 0),
                paths=tuple(route.number for route, _ in on),
                picked=any(edge.source == arrow.parameter for _, edges in on for edge in edges),
                beside=arrow.beside,
            )

    def strands(self, edges: Sequence[DrawnEdge]) -> list[Strand]:
        """Return what each path takes of each arrow: beside one another, from the weight's label on where it begins."""
        strands: list[Strand] = []
        for k, edge in enumerate(edges):
            on = self.picked.on(edge.graph_edges)
            width = 3.0 if len(on) <= 4 else 2.0
            whole = length(edge.points)
            for place, (route, found) in enumerate(on):
                from_label = not edge.beside and all(e.source == edge.parameter for e in found)
                begin = self.label_starts[k] + self._half(edge) if from_label else 0.0
                offset = (place - (len(on) - 1) / 2) * (width + 1.0)
                line = beside(part(edge.points, begin, whole - HEAD + 2), offset)
                strands.append(Strand(route.number, route.style, found, line, width))
        return self._with_badges(strands)

    def _half(self, edge: DrawnEdge) -> float:
        """Return how far along its arrow a label reaches from its middle."""
        if not edge.label:
            return 0.0
        (ax, ay), (bx, by) = edge.points[0], edge.points[-1]
        font = self.placed.sizes.edge_font
        along = (abs(bx - ax) * text_width(runs_of(edge.label), font) + abs(by - ay) * font) / 2
        return along / (length(edge.points) or 1.0) + 2

    def _with_badges(self, strands: list[Strand]) -> list[Strand]:
        """Put each path's number once, where fewest other paths go along."""
        if len(self.picked.routes) < 2:
            return strands
        crowd: Counter[GraphEdge] = Counter(edge for strand in strands for edge in strand.graph_edges)
        for route in self.picked.routes:
            own = [k for k, strand in enumerate(strands) if strand.style == route.style and length(strand.points) > 40]
            own.sort(key=lambda k: (crowd[strands[k].graph_edges[0]], -length(strands[k].points)))
            for k in own:
                found = self.places.put(strands[k].points, 17, 17, NEAR_TARGET)
                if found:
                    strands[k] = replace(strands[k], badge_at=found[0])
                    break
        return strands

    def keys(self, *, summary: bool) -> Iterator[DrawnPath]:
        """Yield what the key below the picture says of each path."""
        nodes = {node.name: node.label for node in self.scene.nodes}
        for route in self.picked.routes:
            first = route.edges[0].source
            label = self.labels(Var(first))
            if self.picked.flow and route.number < 0:
                words = f"all {self.picked.flow.count:,} paths of {label.text}"
                yield DrawnPath(route.number, route.style, (label,), words)
                continue
            if summary:
                found = [self.labels(Var(edge.target)) for edge in route.edges if not edge.target.startswith("net_")]
            else:
                names = dict.fromkeys(self.scene.node_of[edge.target] for edge in route.edges)
                found = [nodes[name] for name in names]
            words = f"path {route.number}: {' → '.join(each.text for each in (label, *found))}"
            yield DrawnPath(route.number, route.style, (label, *found), words)


def _framed(drawing: Drawing, margin: float) -> Drawing:
    """Return the drawing moved so that all of it is within its width and height, and described."""
    boxes = [Box.around(node.x, node.y, node.width, node.height) for node in drawing.nodes]
    for node in drawing.nodes:
        if node.note and node.note_at:
            boxes.append(Box.around(*node.note_at, text_width(runs_of(node.note), 11.0), 12.0))
    points = [point for edge in drawing.edges for point in edge.points]
    left = min(min(box.left for box in boxes), *(point.x for point in points))
    top = min(min(box.top for box in boxes), *(point.y for point in points))
    right = max(max(box.right for box in boxes), *(point.x for point in points))
    bottom = max(max(box.bottom for box in boxes), *(point.y for point in points))
    dx, dy = margin - left, margin + HEAD_ROOM * bool(drawing.bands) - top

    def moved(point: Point) -> Point:
        return Point(round(point.x + dx, 2), round(point.y + dy, 2))

    def maybe(point: Point | None) -> Point | None:
        return moved(point) if point else None

    def line(points: Iterable[Point]) -> tuple[Point, ...]:
        return tuple(map(moved, points))

    return replace(
        drawing,
        width=round(right + dx + margin, 2),
        height=round(bottom + dy + margin, 2),
        nodes=tuple(
            replace(n, x=round(n.x + dx, 2), y=round(n.y + dy, 2), note_at=maybe(n.note_at)) for n in drawing.nodes
        ),
        edges=tuple(replace(e, points=line(e.points), label_at=maybe(e.label_at)) for e in drawing.edges),
        strands=tuple(replace(s, points=line(s.points), badge_at=maybe(s.badge_at)) for s in drawing.strands),
        bands=tuple(replace(b, left=round(b.left + dx, 2), right=round(b.right + dx, 2)) for b in drawing.bands),
        description=_described(drawing),
    )


def _described(drawing: Drawing) -> str:
    """Return the picture in words: its columns from left to right, then the paths."""
    columns: defaultdict[float, list[str]] = defaultdict(list)
    hosted = {edge.source for edge in drawing.edges if edge.beside}
    for node in sorted(drawing.nodes, key=lambda node: (node.x, node.y)):
        if node.name not in hosted:
            size = f" ({node.note.text})" if drawing.summary and node.note else ""
            columns[node.x].append(node.label.text + size)
    parts = [", ".join(names[:12]) + ", …" * (len(names) > 12) for names in columns.values()]
    shown = [f"From left to right: {'; '.join(parts)}."]
    shown += [f"{path.words[0].upper()}{path.words[1:]}." for path in drawing.paths]
    return " ".join((*shown, *drawing.captions))
