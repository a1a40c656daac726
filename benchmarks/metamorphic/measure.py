"""Gradients and path counts of a network file, through the front door; numbers exact where they are rational."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from benchmarks.metamorphic.claims import Setting, network_of
from symprop import LimitExceeded
from symprop.derive.forms import Limits, derive_form
from symprop.derive.paths import path_count
from symprop.evaluate.arithmetic import Arithmetic, mp_arithmetic, rational_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_tape
from symprop.evaluate.tape import compile_tape
from symprop.expression import DisplayEquation
from symprop.graph import EquationGraph
from symprop.network.values import exact

__all__ = ["DIGITS", "FORMS", "LIMITS", "Measured", "agreeing", "arithmetics", "measure", "reals", "scales"]

DIGITS = 50
FORMS = ("factored", "paths")
LIMITS = Limits(paths=60, nodes=1_500)


@dataclass(frozen=True, slots=True)
class Measured:
    """One network at one point.

    Args:
        gradients: form → name → ∂E_total/∂name; in paths only where they are few.
        counts: name → number of paths.
        scale: name → Σ|path product|.
        forward: the value of every variable.
    """

    gradients: Mapping[str, Mapping[str, Any]]
    counts: Mapping[str, int]
    scale: Mapping[str, Any]
    forward: Mapping[str, Any]


@cache
def reals() -> Arithmetic:
    """Return numbers of 50 digits."""
    return mp_arithmetic(DIGITS)


def arithmetics() -> tuple[Arithmetic, ...]:
    """Return the kinds of numbers to try in turn: a function that has no rational value raises AttributeError."""
    return rational_arithmetic(), reals()


def measure(setting: Setting, names: Sequence[str], earlier: Sequence[Measured], arithmetic: Arithmetic) -> Measured:
    """Return what the network of a setting says of `names`."""
    network = network_of(setting.data, setting.batch).with_values(setting.values)
    graph = network.graph
    given = {name: arithmetic.literal(exact(value)) for name, value in network.values.items()}
    given |= {name: earlier[k].forward[variable] for name, (k, variable) in setting.fed.items()}
    forward = {**given, **forward_tape(graph).bind(arithmetic)(given)}
    gradients = {form: _gradients(graph, names, form, forward, arithmetic) for form in FORMS}
    counts = {name: path_count(graph, name) for name in names}
    return Measured(gradients, counts, scales(graph, forward, arithmetic), forward)


def _gradients(
    graph: EquationGraph, names: Sequence[str], form: str, forward: Mapping[str, Any], arithmetic: Arithmetic
) -> dict[str, Any]:
    lines: dict[str, DisplayEquation] = {}
    found: dict[str, str] = {}
    for name in names:
        try:
            page = derive_form(graph, name, form, LIMITS).lines
        except LimitExceeded:
            continue
        found[name] = page[0].lhs.name
        lines |= {line.lhs.name: line for line in page}
    values = evaluate_lines(lines.values(), forward, arithmetic)
    return {name: values[lhs] for name, lhs in found.items()}


def scales(graph: EquationGraph, forward: Mapping[str, Any], arithmetic: Arithmetic) -> dict[str, Any]:
    """Return Σ|path product| of every variable, by one reverse sweep over one tape of all partials."""
    edges = [edge for name in graph.defined() for edge in graph.edges_into(name)]
    partials = compile_tape((str(k), edge.partial) for k, edge in enumerate(edges)).bind(arithmetic)(forward)
    place = {name: k for k, name in enumerate(graph.defined())}
    sums: dict[str, Any] = {graph.total: arithmetic.literal(Fraction(1))}
    for k, edge in sorted(enumerate(edges), key=lambda pair: -place[pair[1].target]):
        if edge.target in sums:
            sums[edge.source] = sums.get(edge.source, 0) + abs(partials[str(k)]) * sums[edge.target]
    return sums


def agreeing(left: Any, right: Any, scale: Any) -> int:
    """Return how many digits agree, of the size of what was added up; rationals agree if they are equal.

    >>> agreeing(Fraction(1, 3), Fraction(1, 3), 1), agreeing(Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**45), 1)
    (50, 0)
    >>> agreeing(1.0, 1.005, 1.0), agreeing(0.0, 1e-60, 0.0)
    (2, 0)
    """
    if left == right:
        return DIGITS
    if scale == 0 or isinstance(left - right, Fraction):
        return 0
    share, digits = abs(left - right) / scale, 0
    while digits < DIGITS and share * 10 ** (digits + 1) <= 1:
        digits += 1
    return digits
