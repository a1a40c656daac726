"""Paths that are too many to be told apart one by one: bundled by how they begin.

    ∂E/∂w = Σ over beginnings w → … → v  (Π local partials) · ∂E/∂v

A bundle is a path whose last step is ∂E_total/∂v, which stands for all ways from v on.
"""

from __future__ import annotations

from symprop.derive.paths import Path, iter_paths, path_count
from symprop.expression import Partial
from symprop.graph import Edge, EquationGraph, downstream_edges, reaches_total

__all__ = ["bundled_paths"]


def bundled_paths(graph: EquationGraph, wrt: str, most: int) -> tuple[tuple[Path, ...], bool]:
    """Return the paths of `wrt`, and whether they are bundles: as fine as `most` of them allow.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> paths, bundled = bundled_paths(LayeredGraph(1, dense_layers((1, 5, 5, 5))), "w1", 40)
    >>> len(paths), bundled, paths[0].nodes[-2:]
    (25, True, ('out_k1', 'E_total'))
    """
    if path_count(graph, wrt) <= most:
        return tuple(iter_paths(graph, wrt)), False
    found = downstream_edges(graph, wrt)
    alive = reaches_total(graph, found)
    begun: list[tuple[Edge, ...]] = [(edge,) for edge in found[wrt] if edge.target in alive]
    while True:
        longer = [
            (*path, edge) if edge is not None else path
            for path in begun
            for edge in ([edge for edge in found[path[-1].target] if edge.target in alive] or (None,))
        ]
        if len(longer) > most:
            break
        begun = longer
    return tuple(Path(_closed(path, graph.total)) for path in begun), True


def _closed(path: tuple[Edge, ...], total: str) -> tuple[Edge, ...]:
    """Return a beginning with all ways from its end on as one step, which is none of the network's own edges."""
    end = path[-1].target
    return path if end == total else (*path, Edge(end, total, 0, Partial(total, end)))
