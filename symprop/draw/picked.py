"""Which paths are picked out, and which of their edges an arrow carries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from symprop.derive.paths import Path
from symprop.draw.drawing import GraphEdge
from symprop.graph import Edge

__all__ = ["Flow", "Picked", "Route", "graph_edge"]


def graph_edge(edge: Edge) -> GraphEdge:
    """Return an edge's ends and occurrence."""
    return GraphEdge(edge.source, edge.target, edge.occurrence)


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
    def of(cls, paths: Sequence[Path], numbers: Sequence[int], flow: Flow | None) -> Picked:
        """Return paths, or all of a parameter's paths as one, as routes."""
        routes = [
            Route(number, style, tuple(map(graph_edge, path.edges)))
            for style, (number, path) in enumerate(zip(numbers, paths, strict=True))
        ]
        if flow:
            routes.append(Route(-1, 0, tuple(map(graph_edge, flow.edges))))
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
