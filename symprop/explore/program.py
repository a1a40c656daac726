"""What the page computes, as data: straight-line instructions from the definitions and the derived lines.

    slot[r] = f(slot[a], …)        for each instruction (f, r, a, …), in order

Every name that a form defines has its slot, every edge its local partial, every variable its ∂E_total/∂v; so the page
needs no knowledge of networks to recompute all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from symprop.derive.adjoints import factored_system
from symprop.errors import InputError
from symprop.evaluate.passes import forward_lines, in_order
from symprop.evaluate.tape import Tape, compile_tape
from symprop.expression import ONE, DisplayEquation, Expr, Var, chain, total
from symprop.graph import GIVEN, PARAMETERS, Edge, EquationGraph, derivative, reaches_total

__all__ = ["as_data", "edge_name", "explorer_tape", "live_edges"]

Line = tuple[str, Expr]


def edge_name(place: int) -> str:
    """Return the name of the place-th edge's local partial; no variable has an @."""
    return f"@{place}"


def live_edges(graph: EquationGraph) -> tuple[Edge, ...]:
    """Return the edges that lead to E_total from what depends on a parameter, or is one, in topological order."""
    defined = graph.defined()
    alive = reaches_total(graph, [*graph.given(*GIVEN), *defined])
    moving = set(graph.given(*PARAMETERS))
    found = []
    for name in defined:
        own = [edge for edge in graph.edges_into(name) if edge.source in moving] if name in alive else []
        if own:
            moving.add(name)
            found += own
    return tuple(found)


def explorer_tape(graph: EquationGraph, edges: Sequence[Edge], forms: Iterable[Sequence[DisplayEquation]]) -> Tape:
    """Return the instructions for everything that the page shows.

    Args:
        edges: `live_edges` of the graph.
        forms: the lines of each form; a name that several of them define has one value.

    Raises:
        InputError: if an activation is the abstract φ.

    >>> from symprop.network.load import load_network
    >>> graph = load_network("mazur").graph
    >>> tape = explorer_tape(graph, live_edges(graph), [])
    >>> "d_E_total__d_out_h1" in tape.outputs, "@0" in tape.outputs
    (True, True)
    """
    lines: dict[str, Expr] = {}
    for name, rhs in _all_lines(graph, edges, forms):
        lines.setdefault(name, rhs)
    tape = compile_tape(lines.items())
    if tape.abstract:
        raise InputError("the abstract φ has no values to explore", instead="choose an activation")
    return tape


def _all_lines(
    graph: EquationGraph, edges: Sequence[Edge], forms: Iterable[Sequence[DisplayEquation]]
) -> Iterator[Line]:
    yield from forward_lines(graph)
    yield from ((edge_name(place), edge.partial) for place, edge in enumerate(edges))
    yield from _adjoints(graph, edges)
    yield from ((line.lhs.name, line.rhs) for line in factored_system(graph))
    for lines in forms:
        yield from in_order(lines)


def _adjoints(graph: EquationGraph, edges: Sequence[Edge]) -> Iterator[Line]:
    """∂E/∂v = Σ over edges v → u of ∂E/∂u · ∂u/∂v, in reverse topological order."""
    users: dict[str, list[tuple[int, Edge]]] = {name: [] for name in graph.given(*PARAMETERS)}
    for place, edge in enumerate(edges):
        users.setdefault(edge.source, []).append((place, edge))
    order = [*graph.given(*PARAMETERS), *graph.defined()]
    for name in reversed(order):
        if name != graph.total and name in users:
            terms = (
                chain((ONE if e.target == graph.total else derivative(graph, graph.total, e.target), Var(edge_name(k))))
                for k, e in users[name]
            )
            yield derivative(graph, graph.total, name).name, total(terms)


def as_data(tape: Tape) -> dict[str, Any]:
    """Return a tape as JSON can hold it.

    >>> from symprop.expression import Var
    >>> as_data(compile_tape([("y", 2 * Var("a"))]))
    {'functions': ['*'], 'inputs': {'a': 1}, 'literals': [[0, 2.0]], 'steps': [[0, 2, 0, 1]], 'outputs': {'y': 2}}
    """
    functions = list(dict.fromkeys(code for code, _, _ in tape.operations))
    return {
        "functions": functions,
        "inputs": dict(tape.inputs),
        "literals": [[slot, float(value)] for slot, value in tape.literals.items()],
        "steps": [[functions.index(code), slot, *operands] for code, slot, operands in tape.operations],
        "outputs": dict(tape.outputs),
    }
