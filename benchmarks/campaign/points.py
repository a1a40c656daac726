"""A point to compare at: exact decimals, inside of the domain, away from every kink."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.campaign.fields import context, reals
from benchmarks.campaign.meaning import forward
from symprop.expression import Expr
from symprop.graph import GIVEN, EquationGraph, Kind, expression
from symprop.network.model import TargetRule

__all__ = ["Point", "Written", "as_decimal", "draw_point", "forward_at", "written_of"]

Written = Sequence[tuple[str, Expr]]
Point = dict[str, Fraction]
MARGIN = Fraction(1, 1000)
TRIES = 200


def written_of(graph: EquationGraph) -> list[tuple[str, Expr]]:
    """Return every definition of a graph with its right side, in topological order."""
    found = ((name, graph.definition(name)) for name in graph.defined())
    return [(name, expression(definition)) for name, definition in found if definition is not None]


def draw_point(
    graph: EquationGraph,
    written: Written,
    rules: Sequence[TargetRule],
    generator: random.Random,
    own: Mapping[str, Fraction],
) -> tuple[Point, dict[str, Any]] | None:
    """Return values of everything given and the forward pass at 50 digits; None where no point was found.

    Args:
        own: values that are known already.
    """
    for _ in range(TRIES):
        point = {**_drawn(graph, rules, generator), **own}
        found = forward_at(written, point)
        if found is not None:
            return point, found
    return None


def forward_at(written: Written, point: Mapping[str, Fraction]) -> dict[str, Any] | None:
    """Return the forward pass at 50 digits; None outside of the domain, or near a kink."""
    f = reals()
    try:
        found = forward(written, {name: f.literal(value) for name, value in point.items()}, f)
        margin = f.literal(MARGIN)
        if any(abs(a - b) < margin for a, b in f.compared):
            return None
    except (ValueError, ZeroDivisionError, OverflowError, TypeError):
        return None
    mp = context()
    if not all(isinstance(value, mp.mpf) and mp.isfinite(value) and abs(value) < 10**12 for value in found.values()):
        return None
    return found


def _signed(generator: random.Random) -> Fraction:
    return Fraction(generator.randint(100, 1000) * generator.choice((-1, 1)), 1000)


def _drawn(graph: EquationGraph, rules: Sequence[TargetRule], generator: random.Random) -> Point:
    found = {name: _signed(generator) for name in graph.given(*GIVEN)}
    for name in graph.given(Kind.CONSTANT):
        found[name] = abs(found[name]) if name.startswith("v") else found[name]  # a variance
    for rule in rules:
        names, count = rule.names, len(rule.names)
        match rule.kind:
            case "sign":
                found |= {name: Fraction(generator.choice((-1, 1))) for name in names}
            case "probability":
                found |= {name: Fraction(generator.randint(50, 950), 1000) for name in names}
            case "simplex":
                cuts = sorted(generator.sample(range(1, 1000), count - 1))
                shares = zip((0, *cuts), (*cuts, 1000), strict=True)
                found |= {n: Fraction(b - a, 1000) for n, (a, b) in zip(names, shares, strict=True)}
    return found


def as_decimal(value: Fraction) -> str:
    """Return a value of thousandths as somebody would write it.

    >>> as_decimal(Fraction(-1, 4)), as_decimal(Fraction(1))
    ('-0.25', '1')
    """
    return f"{float(value):.3f}".rstrip("0").rstrip(".")
