"""Which paths are picked out, and which of their edges an arrow carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from symprop.derive.paths import Path
from symprop.draw.drawing import GraphEdge
from symprop.graph import Edge, EquationGraph, downstream_edges, reaches_total

__all__ = ["Flow", "Picked", "Route", "edges_of_all_paths", "graph_edge", "one_edge_of_each_kind"]


def graph_edge(edge: Edge) -> GraphEdge:
    """Return an edge's ends and occurrence."""
    return GraphEdge(edge.source, edge.target, edge.occurrence)


@dataclass(frozen=True, slots=True)
class Flow:
    """All the paths of a parameter as one, where they are too many to be told apart.

    Args:
        count: of the paths.
    """

    parameter: str
    count: int


def edges_of_all_paths(graph: EquationGraph, start: str) -> tuple[Edge, ...]:
    """Return every edge on any path from `start` to E_total, once."""
    found = downstream_edges(graph, start)
    alive = reaches_total(graph, found)
    return tuple(edge for edges in found.values() for edge in edges if edge.target in alive)


def one_edge_of_each_kind(graph: EquationGraph, start: str, kind: Callable[[str], Hashable]) -> tuple[Edge, ...]:
    """Return one edge for each pair of kinds that a path from `start` to E_total goes between.

    Variables of one kind must be alike: what one of them reaches, by kind, each of them does.
    """
    found: dict[tuple[Hashable, Hashable], Edge] = {}
    seen, waiting = {kind(start)}, [start]
    while waiting:
        source = waiting.pop()
        for edge in graph.edges_from(source):
            target = kind(edge.target)
            found.setdefault((kind(source), target), edge)
            if target not in seen:
                seen.add(target)
                waiting.append(edge.target)
    alive, before = {kind(graph.total)}, 0
    while len(alive) > before:
        before = len(alive)
        alive |= {source for source, target in found if target in alive}
    return tuple(edge for (_, target), edge in found.items() if target in alive)


@dataclass(frozen=True, slots=True)
class Route:
    """One of what is picked out: its number (−1 for a flow), its style, its edges."""

    number: int
    style: int
    edges: tuple[GraphEdge, ...]


@dataclass(frozen=True)
class Picked:
    """All that is picked out."""

    routes: tuple[Route, ...]
    flow: Flow | None = None

    @classmethod
    def of(
        cls, paths: Sequence[Path], numbers: Sequence[int], flow: Flow | None = None, edges: Sequence[Edge] = ()
    ) -> Picked:
        """Return paths, or all of a parameter's paths as one that takes `edges`, as routes."""
        routes = [
            Route(number, style, tuple(map(graph_edge, path.edges)))
            for style, (number, path) in enumerate(zip(numbers, paths, strict=True))
        ]
        if flow:
            routes.append(Route(-1, 0, tuple(map(graph_edge, edges))))
        return cls(tuple(routes), flow)

    @cached_property
    def edges(self) -> dict[GraphEdge, list[Route]]:
        """Edge → the routes that take it."""
        found: defaultdict[GraphEdge, list[Route]] = defaultdict(list)
        for route in self.routes:
            for edge in route.edges:
                found[edge].append(route)
        return dict(found)

    def on(self, edges: Iterable[GraphEdge]) -> list[tuple[Route, tuple[GraphEdge, ...]]]:
        """Return each route that takes some of these edges, with those that it takes."""
        found: defaultdict[int, list[GraphEdge]] = defaultdict(list)
        for edge in edges:
            for route in self.edges.get(edge, ()):
                found[route.style].append(edge)
        return [(route, tuple(found[route.style])) for route in self.routes if route.style in found]
