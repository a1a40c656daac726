"""∂E_total/∂w = Σ over downstream paths of the product of the local partials on the path (Bauer 1974).

Paths are counted exactly, by one sweep, before any of them is made; they are made one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from symprop.expression import Expr, Var, chain
from symprop.graph import PARAMETERS, CountsPaths, Edge, EquationGraph, Kind, downstream_edges
from symprop.notation import Labels

__all__ = ["Path", "iter_paths", "path_count", "path_counts", "path_label"]


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
    if isinstance(graph, CountsPaths):
        return graph.path_count(name)
    return _counts(downstream_edges(graph, name), graph.total)[name]


def _counts(edges: Mapping[str, Sequence[Edge]], total: str) -> dict[str, int]:
    """Return the path count of everything that `edges` lead from, in topological order."""
    counts: dict[str, int] = {}
    for node in reversed(list(edges)):
        counts[node] = 1 if node == total else sum(counts[edge.target] for edge in edges[node])
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
    edges = downstream_edges(graph, name)
    counts = _counts(edges, graph.total)
    live = {node: tuple(edge for edge in found if counts[edge.target]) for node, found in edges.items()}
    return _walk(live, name, graph.total)


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


def path_label(graph: EquationGraph, labels: Labels, path: Path) -> str:
    """Return ``w1 → h1 → o1``: the parameter and the units (or the values) a path goes through.

    In a group (softmax) a path may leave by another unit's out, ``w1 → h1 → o1 → out_o2``; a unit that is called by its
    out, on which such a path does not lie, by its net then, ``w²_11 → z²_1 → a²_2``. A path that takes another
    occurrence than the first one says which, ``w1 → a (2)``.
    """
    last = path.nodes[0]
    places = [labels(Var(last)).text]
    onward = (*(edge.target for edge in path.edges[1:]), "")
    for edge, after in zip(path.edges, onward, strict=True):
        variable = graph.variable(edge.target)
        place = ""
        if variable.kind is Kind.NET:
            place = labels.unit(variable.unit).text
            across = (
                bool(after) and graph.variable(after).kind is Kind.OUT and graph.variable(after).unit != variable.unit
            )
            if across and place == labels(Var(f"out_{variable.unit}")).text:
                place = labels(Var(edge.target)).text
        elif variable.kind is Kind.VALUE or (variable.kind is Kind.OUT and variable.unit != last):
            place = labels(Var(edge.target)).text
        if place:
            last = variable.unit
            places.append(f"{place} ({edge.occurrence})" if edge.occurrence > 1 else place)
    return " → ".join(places if len(places) > 1 else (*places, labels(Var(graph.total)).text))
