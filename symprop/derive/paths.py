"""∂E_total/∂w = Σ over downstream paths of the product of the local partials on the path (Bauer 1974).

Paths are counted exactly, by one sweep, before any of them is made; they are made one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symprop.expression import Expr, chain
from symprop.graph import PARAMETERS, Edge, EquationGraph, downstream

__all__ = ["Path", "iter_paths", "path_count", "path_counts"]


@dataclass(frozen=True, slots=True)
class Path:
    """A chain of edges from a parameter to E_total."""

    edges: tuple[Edge, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """The names on the path, the parameter first."""
        return (self.edges[0].source, *(edge.target for edge in self.edges))

    @property
    def factors(self) -> tuple[Expr, ...]:
        """The local partials; factors[k] belongs to nodes[k] → nodes[k + 1]."""
        return tuple(edge.partial for edge in self.edges)

    @property
    def product(self) -> Expr:
        """The path's product in chain-rule order, E first, 1s dropped."""
        return chain(reversed(self.factors))


def path_count(graph: EquationGraph, name: str) -> int:
    """Return how many paths lead from `name` to E_total, exactly, without making one.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> path_count(LayeredGraph(2, dense_layers((2, 2, 2))), "w1")
    4
    """
    return counts_downstream(graph, name)[name]


def counts_downstream(graph: EquationGraph, name: str) -> dict[str, int]:
    """Return the path count of `name` and of everything downstream of it."""
    counts: dict[str, int] = {}
    for node in reversed(downstream(graph, name)):
        counts[node] = 1 if node == graph.total else sum(counts[edge.target] for edge in graph.edges_from(node))
    return counts


def path_counts(graph: EquationGraph) -> Iterator[tuple[str, int]]:
    """Yield (parameter, path count) for every parameter, from one sweep over the graph."""
    counts = {graph.total: 1}
    for node in reversed(graph.defined()):
        if node != graph.total:
            counts[node] = sum(counts[edge.target] for edge in graph.edges_from(node))
    for name in graph.given(*PARAMETERS):
        yield name, sum(counts[edge.target] for edge in graph.edges_from(name))


def iter_paths(graph: EquationGraph, name: str) -> Iterator[Path]:
    """Return a generator of the paths from `name` to E_total, in reading order.

    Raises:
        InputError: if the graph has no variable of this name (at once, not on the first path).

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> [path.nodes[-2] for path in iter_paths(LayeredGraph(2, dense_layers((2, 2))), "w1")]
    ['E_o1', 'E_o2']
    """
    counts = counts_downstream(graph, name)
    edges = {node: tuple(edge for edge in graph.edges_from(node) if counts[edge.target]) for node in counts}
    return _walk(edges, name, graph.total)


def _walk(edges: dict[str, tuple[Edge, ...]], start: str, end: str) -> Iterator[Path]:
    taken: list[Edge] = []
    stack = [iter(edges[start])]
    while stack:
        edge = next(stack[-1], None)
        if edge is None:
            stack.pop()
            if taken:
                taken.pop()
            continue
        taken.append(edge)
        if edge.target == end:
            yield Path(tuple(taken))
            taken.pop()
        else:
            stack.append(iter(edges[edge.target]))
