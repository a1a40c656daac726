"""Gradients and path counts of a network file, through the front door; numbers exact where they are rational."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.campaign.fields import DIGITS
from benchmarks.metamorphic.claims import Setting, network_of
from symprop import LimitExceeded
from symprop.derive.forms import Limits, derive_form
from symprop.derive.paths import path_count
from symprop.evaluate.arithmetic import Arithmetic, mp_arithmetic, rational_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_tape
from symprop.expression import DisplayEquation
from symprop.graph import EquationGraph, Kind
from symprop.network.values import exact
from symprop.verify.session import path_scales

__all__ = ["DIGITS", "FORMS", "LIMITS", "Measured", "arithmetics", "measure", "reals"]

FORMS = ("factored", "paths")
LIMITS = Limits(paths=60, nodes=1_500)


@dataclass(frozen=True, slots=True)
class Measured:
    """One network at one point.

    Args:
        gradients: form → name → ∂E_total/∂name; a form that is refused has no entry.
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
    everything = (*graph.given(*Kind), *graph.defined())
    return Measured(gradients, counts, path_scales(graph, everything, forward, arithmetic), forward)


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
