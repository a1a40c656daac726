"""Forward and backward passes of a graph as tapes, and the values of a form's lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from symprop.derive.adjoints import factored_system
from symprop.derive.scalars import in_scalars
from symprop.errors import SympropError
from symprop.evaluate.arithmetic import Arithmetic
from symprop.evaluate.tape import Tape, compile_tape
from symprop.expression import DisplayEquation, Expr, names_in
from symprop.graph import EquationGraph, expression

__all__ = [
    "evaluate_lines",
    "forward_lines",
    "forward_tape",
    "forward_values",
    "gradient_tape",
    "in_order",
]


def forward_lines(graph: EquationGraph) -> Iterator[tuple[str, Expr]]:
    """Yield (name, right side) of every definition, in topological order."""
    for name in graph.defined():
        definition = graph.definition(name)
        if definition is not None:
            yield name, expression(definition)


def forward_tape(graph: EquationGraph) -> Tape:
    """Return the forward pass as straight-line code, every intermediate an output."""
    return compile_tape(forward_lines(graph))


def gradient_tape(graph: EquationGraph, wrt: Iterable[str] | None = None) -> Tape:
    """Return the forward pass and all gradients (or those of `wrt`) as straight-line code."""
    system = ((line.lhs.name, line.rhs) for line in factored_system(graph, wrt))
    return compile_tape([*forward_lines(graph), *system])


def forward_values(graph: EquationGraph, values: Mapping[str, Fraction], arithmetic: Arithmetic) -> dict[str, Any]:
    """Return the value of every variable, the given ones included.

    Raises:
        KeyError: if a value is missing.
    """
    given = {name: arithmetic.literal(value) for name, value in values.items()}
    return {**given, **forward_tape(graph).bind(arithmetic)(given)}


def evaluate_lines(
    lines: Iterable[DisplayEquation], values: Mapping[str, Any], arithmetic: Arithmetic
) -> dict[str, Any]:
    """Return the value of every left side of a form's lines, in whatever order they define what they use.

    Args:
        values: of everything that the lines use and do not define (the forward pass).
    """
    return compile_tape(in_order(lines)).bind(arithmetic)(values)


def in_order(lines: Iterable[DisplayEquation]) -> list[tuple[str, Expr]]:
    """Return (name, right side) of lines, each after those that define what it uses; whole layers in scalars.

    Raises:
        SympropError: if a line is defined by itself.
    """
    lines = in_scalars(list(lines))
    rhs = {line.lhs.name: line.rhs for line in lines}
    order: dict[str, Expr] = {}
    begun: set[str] = set()
    for name in rhs:
        stack = [(name, iter(names_in(rhs[name])))] if name not in order else []
        while stack:
            current, used = stack[-1]
            needed = next((u for u in used if u in rhs and u not in order), None)
            if needed is None:
                order[current] = rhs[current]
                stack.pop()
            elif needed in begun:
                raise SympropError(f"'{needed}' is defined by itself")
            else:
                begun.add(needed)
                stack.append((needed, iter(names_in(rhs[needed]))))
    return list(order.items())
