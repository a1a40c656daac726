"""`network_drawing`: from an equation graph to a drawing, with paths picked out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Literal, get_args

from symprop.derive.paths import Path
from symprop.draw.drawing import (
    Band,
    Drawing,
    DrawnEdge,
    DrawnNode,
    DrawnPath,
    GraphEdge,
    Look,
    Point,
    Strand,
)
from symprop.draw.geometry import Box, beside, length, part
from symprop.draw.palette import PATHS
from symprop.draw.placing import NEAR_TARGET, Places
from symprop.draw.routes import Placed, place
from symprop.draw.scene import Scene, build_scene, graph_edge
from symprop.draw.typeset import runs_of, text_width
from symprop.errors import InputError, LimitExceeded, nearest, shorten
from symprop.expression import Var
from symprop.graph import GIVEN, Edge, EquationGraph
from symprop.notation import Label, Labels

__all__ = ["EDGE_TEXTS", "EdgeText", "Flow", "network_drawing"]

EdgeText = Literal["weights", "values", "gradients", "none"]
EDGE_TEXTS: tuple[str, ...] = get_args(EdgeText)
HEAD = 8.0
MOST_GIVEN = 600


@dataclass(frozen=True, slots=True)
class Flow:
    """All the paths of a parameter as one, where they are too many to be told apart.

    Args:
        count: of the paths.
        edges: every edge on any of them, once.
    """

    parameter: str
    count: int
    edges: tuple[Edge, ...]


def network_drawing(
    graph: EquationGraph,
    labels: Labels,
    *,
    title: str = "",
    paths: Sequence[Path] = (),
    path_numbers: Sequence[int] = (),
    flow: Flow | None = None,
    edge_text: EdgeText = "weights",
    numbers: Mapping[str, str] | None = None,
    biases: bool = True,
) -> Drawing:
    """Return the drawing of a network.

    Args:
        title: the network's name.
        paths: to be picked out, at most eight.
        path_numbers: K of ``paths[K]`` in JSON for each of them; 0, 1, … unless given.
        flow: to be picked out as one.
        edge_text: what stands on the arrows.
        numbers: variable → its number, as text; for ``values`` and ``gradients``.
        biases: whether biases are drawn.

    Raises:
        InputError: on an unknown `edge_text`, or more than eight paths.

    >>> from symprop.network.load import load_network
    >>> graph = load_network("mazur").graph
    >>> drawing = network_drawing(graph, Labels(graph.variable), title="mazur")
    >>> len(drawing.nodes), len(drawing.edges), [edge.label.text for edge in drawing.edges[:2]]
    (15, 18, ['w1', 'w2'])
    """
    if edge_text not in EDGE_TEXTS:
        instead = nearest(edge_text, EDGE_TEXTS) or f"one of {', '.join(EDGE_TEXTS)}"
        raise InputError(f"unknown text on edges '{shorten(edge_text)}'", instead=instead)
    if sum(1 for _ in islice(graph.given(*GIVEN), MOST_GIVEN + 1)) > MOST_GIVEN:
        raise LimitExceeded(
            f"a network of {graph.count(*GIVEN):,} inputs and parameters", instead=f"drawn up to {MOST_GIVEN:,}"
        )
    if len(paths) > len(PATHS):
        raise InputError(f"{len(paths)} paths to tell apart", instead=f"at most {len(PATHS)}")
    scene = build_scene(graph, labels, biases=biases)
    scene = _with_numbers(scene, edge_text, numbers or {})
    texts = [
        _edge_label(edge.parameter, edge.factor, edge.source, labels, edge_text, numbers or {}, scene)
        for edge in scene.edges
    ]
    placed = place(scene, [text_width(runs_of(text), 14.0) if text else 0.0 for text in texts])
    picked = _picked(scene, paths, path_numbers or range(len(paths)), flow)
    return _Composer(scene, placed, texts, labels, picked, title).compose()


def _with_numbers(scene: Scene, edge_text: str, numbers: Mapping[str, str]) -> Scene:
    """Return the scene with each variable's number beneath its node; a bias's number takes the place of its name."""
    if edge_text not in ("values", "gradients") or not numbers:
        return scene
    nodes = []
    for node in scene.nodes:
        number = numbers.get(node.variables[-1], "") if node.variables else ""
        if number and node.look is Look.BIAS:
            node = replace(node, label=number_label(number))
        elif number:
            node = replace(node, note=number)
        nodes.append(node)
    return replace(scene, nodes=tuple(nodes))


def number_label(number: str) -> Label:
    r"""Return a number as a label.

    >>> number_label("-1.2e-05").latex
    '-1.2 \\cdot 10^{-5}'
    """
    mantissa, _, exponent = number.partition("e")
    return Label(rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa, number.replace("-", "−"))


def _edge_label(
    parameter: str,
    factor: str,
    source: str,
    labels: Labels,
    edge_text: str,
    numbers: Mapping[str, str],
    scene: Scene,
) -> Label | None:
    if edge_text == "none" or "@" in source:
        return None
    if not parameter:
        return number_label(factor) if factor and edge_text != "gradients" else None
    if edge_text != "weights":
        return number_label(numbers[parameter]) if parameter in numbers else None
    label = labels(Var(parameter))
    return Label(rf"{factor} \, {label.latex}", f"{factor}·{label.text}") if factor else label


@dataclass(frozen=True)
class _Picked:
    """What is picked out: (number, style, edges), and the words for the key."""

    routes: tuple[tuple[int, int, tuple[GraphEdge, ...]], ...]
    flow: Flow | None

    def on(self, edges: Iterable[GraphEdge]) -> list[tuple[int, int, GraphEdge]]:
        """Return (number, style, edge) of the paths that have one of these edges."""
        own = set(edges)
        return [(number, style, edge) for number, style, route in self.routes for edge in route if edge in own]


def _picked(scene: Scene, paths: Sequence[Path], numbers: Sequence[int], flow: Flow | None) -> _Picked:
    routes = [
        (number, style, tuple(map(graph_edge, path.edges)))
        for style, (number, path) in enumerate(zip(numbers, paths, strict=True))
    ]
    if flow:
        routes.append((-1, len(routes) % len(PATHS), tuple(map(graph_edge, flow.edges))))
    return _Picked(tuple(routes), flow)


class _Composer:
    """Puts places, labels and strands together into a drawing."""

    def __init__(
        self,
        scene: Scene,
        placed: Placed,
        texts: Sequence[Label | None],
        labels: Labels,
        picked: _Picked,
        title: str,
    ) -> None:
        self.scene, self.placed, self.texts, self.labels = scene, placed, texts, labels
        self.picked, self.title = picked, title
        self.sizes = placed.sizes
        boxes = [
            Box.around(at.x, at.y, placed.size[name][0] + 4, placed.size[name][1] + 4) for name, at in placed.at.items()
        ]
        boxes += [self._note_box(node.name, node.note) for node in scene.nodes if node.note]
        self.places = Places(boxes, placed.lines)

    def _note_box(self, name: str, note: str) -> Box:
        at, (_, height) = self.placed.at[name], self.placed.size[name]
        width = text_width(runs_of(number_label(note)), self.sizes.note_font)
        return Box.around(at.x, at.y + height / 2 + 2 + self.sizes.note_font / 2, width, self.sizes.note_font)

    def compose(self) -> Drawing:
        edges, starts = self._edges()
        strands = self._strands(edges, starts)
        drawing = Drawing(
            title=self.title,
            description="",
            width=0,
            height=0,
            nodes=tuple(self._nodes()),
            edges=tuple(edges),
            strands=tuple(strands),
            paths=tuple(self._keys()),
            bands=tuple(
                Band(Label(f"t = {t}", f"t = {t}"), left, right) for t, (left, right) in self.placed.steps.items()
            ),
            font=self.sizes.font,
        )
        return framed(drawing, self.sizes.margin)

    def _nodes(self) -> Iterable[DrawnNode]:
        on = self._paths_through()
        for node in self.scene.nodes:
            at, (width, height) = self.placed.at[node.name], self.placed.size[node.name]
            yield DrawnNode(
                node.name,
                node.look,
                node.label,
                node.variables,
                node.inner,
                at.x,
                at.y,
                width,
                height,
                node.note,
                tuple(on[node.name]),
            )

    def _paths_through(self) -> dict[str, list[int]]:
        on: defaultdict[str, list[int]] = defaultdict(list)
        arrow_of = {edge: arrow for arrow in self.scene.edges for edge in arrow.graph_edges}
        for number, _, route in self.picked.routes:
            for edge in route:
                names = [self.scene.node_of.get(edge.target, "")]
                arrow = arrow_of.get(edge)
                if arrow and (edge.source in self.scene.node_of or "@" in arrow.source):
                    names.append(arrow.source)
                for name in names:
                    if name and number not in on[name]:
                        on[name].append(number)
        return on

    def _edges(self) -> tuple[list[DrawnEdge], list[float]]:
        """Return the arrows, and for each where on it its label stands."""
        shared = self.scene.shared()
        edges, starts = [], []
        for arrow, line, text in zip(self.scene.edges, self.placed.lines, self.texts, strict=True):
            on = self.picked.on(arrow.graph_edges)
            at, distance = None, 0.26 * length(line)
            if text:
                width = text_width(runs_of(text), self.sizes.edge_font) + 3
                found = self.places.put(line, width, self.sizes.edge_font + 3)
                if found:
                    at, distance = found
            edges.append(
                DrawnEdge(
                    arrow.source,
                    arrow.target,
                    arrow.graph_edges,
                    line,
                    arrow.parameter,
                    text if at else None,
                    at,
                    shared.get(arrow.parameter, 0),
                    tuple(dict.fromkeys(number for number, *_ in on)),
                    any(edge.source == arrow.parameter for *_, edge in on),
                )
            )
            starts.append(distance)
        return edges, starts

    def _strands(self, edges: Sequence[DrawnEdge], starts: Sequence[float]) -> list[Strand]:
        strands: list[Strand] = []
        for edge, start in zip(edges, starts, strict=True):
            on = self.picked.on(edge.graph_edges)
            width = 3.0 if len(on) <= 4 else 2.0
            whole = length(edge.points)
            for k, (number, style, found) in enumerate(on):
                begin = start if found.source == edge.parameter and "@" not in edge.source else 0.0
                line = beside(part(edge.points, begin, whole - HEAD + 2), (k - (len(on) - 1) / 2) * (width + 1.0))
                strands.append(Strand(number, style, found, line, width))
        return self._with_badges(strands)

    def _with_badges(self, strands: list[Strand]) -> list[Strand]:
        """Put each path's number once, where fewest other paths go along."""
        if len(self.picked.routes) < 2:
            return strands
        crowd: defaultdict[GraphEdge, int] = defaultdict(int)
        for strand in strands:
            crowd[strand.graph_edge] += 1
        for number, *_ in self.picked.routes:
            own = [k for k, strand in enumerate(strands) if strand.path == number and length(strand.points) > 40]
            for k in sorted(own, key=lambda k: (crowd[strands[k].graph_edge], -length(strands[k].points))):
                found = self.places.put(strands[k].points, 17, 17, NEAR_TARGET)
                if found:
                    strands[k] = replace(strands[k], badge_at=found[0])
                    break
        return strands

    def _keys(self) -> Iterable[DrawnPath]:
        nodes = {node.name: node for node in self.scene.nodes}
        for number, style, route in self.picked.routes:
            first = self.labels(Var(route[0].source))
            if number < 0 and self.picked.flow:
                flow = self.picked.flow
                label = Label(self.labels(Var(flow.parameter)).latex, flow.parameter)
                yield DrawnPath(number, style, (label,), f"all {flow.count:,} paths of {label.text}")
                continue
            names = dict.fromkeys(self.scene.node_of[edge.target] for edge in route)
            names.pop(self.scene.node_of.get(route[0].source, ""), None)
            found = (first, *(nodes[name].label for name in names))
            words = f"path {number}: {' → '.join(label.text for label in found)}"
            yield DrawnPath(number, style, found, words)


def framed(drawing: Drawing, margin: float) -> Drawing:
    """Return the drawing moved so that all of it is within its width and height, and described."""
    xs: list[float] = []
    ys: list[float] = []
    for node in drawing.nodes:
        xs += (node.x - node.width / 2, node.x + node.width / 2)
        ys += (node.y - node.height / 2, node.y + node.height / 2 + (16 if node.note else 0))
    points = [point for edge in drawing.edges for point in edge.points]
    xs += (point.x for point in points)
    ys += (point.y for point in points)
    head = 26.0 if drawing.bands else 0.0
    dx, dy = margin - min(xs), margin + head - min(ys)

    def moved(point: Point) -> Point:
        return Point(round(point.x + dx, 2), round(point.y + dy, 2))

    def moved_or_none(point: Point | None) -> Point | None:
        return moved(point) if point else None

    return replace(
        drawing,
        width=round(max(xs) + dx + margin, 2),
        height=round(max(ys) + dy + margin, 2),
        nodes=tuple(replace(n, x=round(n.x + dx, 2), y=round(n.y + dy, 2)) for n in drawing.nodes),
        edges=tuple(
            replace(e, points=tuple(map(moved, e.points)), label_at=moved_or_none(e.label_at)) for e in drawing.edges
        ),
        strands=tuple(
            replace(s, points=tuple(map(moved, s.points)), badge_at=moved_or_none(s.badge_at)) for s in drawing.strands
        ),
        bands=tuple(replace(b, left=b.left + dx, right=b.right + dx) for b in drawing.bands),
        description=_described(drawing),
    )


def _described(drawing: Drawing) -> str:
    """Return the picture in words: its columns from left to right, then the paths."""
    columns: defaultdict[float, list[str]] = defaultdict(list)
    beside = {edge.source for edge in drawing.edges if "@" in edge.source}
    for node in drawing.nodes:
        if node.name not in beside:
            columns[node.x].append(node.label.text)
    parts = [", ".join(columns[x][:12]) + ", …" * (len(columns[x]) > 12) for x in sorted(columns)]
    shown = [f"From left to right: {'; '.join(parts)}."]
    shown += [f"{path.words[0].upper()}{path.words[1:]}." for path in drawing.paths]
    return " ".join(shown)
