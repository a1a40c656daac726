"""Where the sliders begin: the network's values, and plain ones for what has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from symprop.expression import Expr
from symprop.graph import GIVEN, EquationGraph, Kind
from symprop.network.model import TargetRule
from symprop.network.values import exact

__all__ = ["Given", "given_values"]

GOLDEN = 0.618034


@dataclass(frozen=True, slots=True)
class Given:
    """Something that has a slider.

    Args:
        value: where it begins.
        own: whether the network gave it.
    """

    name: str
    kind: Kind
    value: float
    own: bool


def given_values(
    graph: EquationGraph, values: Mapping[str, Expr], rules: Iterable[TargetRule] = ()
) -> tuple[Given, ...]:
    """Return everything that is given from outside, in order; what has no value gets one that suits its loss.

    >>> from symprop.network.load import load_network
    >>> [(given.name, given.value, given.own) for given in given_values(load_network("1-1").graph, {})]
    [('i1', 0.2, False), ('t1', 0.25, False), ('w1', 0.6, False), ('b1', -0.05, False)]
    """
    allowed = {name: _suitable(rule, place) for rule in rules for place, name in enumerate(rule.names)}
    found = []
    for place, name in enumerate(graph.given(*GIVEN)):
        kind = graph.variable(name).kind
        own = name in values
        value = float(exact(values[name])) if own else allowed.get(name, _plain(kind, place))
        found.append(Given(name, kind, value, own))
    return tuple(found)


def _plain(kind: Kind, place: int) -> float:
    """Return a short number that no neighbour has: nothing cancels by chance."""
    if kind is Kind.TARGET:
        return 0.75 if place % 2 == 0 else 0.25
    return round(((place + 1) * GOLDEN) % 1 * 1.7 - 0.85, 2) or 0.1


def _suitable(rule: TargetRule, place: int) -> float:
    if rule.kind == "sign":
        return 1.0 if place % 2 == 0 else -1.0
    return 1.0 if place == 0 else 0.0
