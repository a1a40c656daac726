"""What a page must say beside its formulas: values at kinks, assumptions of the loss."""

from __future__ import annotations

from symprop.functions import FUNCTIONS, LOSSES
from symprop.graph import EquationGraph, Formula

__all__ = ["conventions"]

SECOND = "a second derivative is that of the pieces: a kink between them adds nothing (ReLU″ = 0)"


def conventions(graph: EquationGraph) -> tuple[str, ...]:
    """Return the conventions of the functions and losses that the network uses, each once."""
    used: dict[str, None] = {}
    for name in graph.defined():
        definition = graph.definition(name)
        if isinstance(definition, Formula):
            row = FUNCTIONS.get(definition.function) or LOSSES.get(definition.function)
            if row and row.convention:
                used[row.convention] = None
    if used and graph.variable(graph.total).symbol is not None:
        used[SECOND] = None
    return tuple(used)
