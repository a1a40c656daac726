"""Whether an answer is another one, decided by what grading has no part in.

The differential campaign's walk gives trees their meaning, its points are drawn and compared here, and ∂E_total/∂w is
taken by its dual numbers, not by a formula of symprop's.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from benchmarks.campaign.compare import agreeing
from benchmarks.campaign.dual import Dual
from benchmarks.campaign.fields import context, dual, reals
from benchmarks.campaign.meaning import forward, value_of
from benchmarks.campaign.oracles import by_forward_mode, path_sum
from benchmarks.campaign.points import Written, draw_point, written_of
from symprop.expression import Expr, Partial, fold
from symprop.graph import EquationGraph
from symprop.network.model import Model
from symprop.read.spellings import RATE

__all__ = ["Oracle", "oracle"]

DIGITS = 40
POINTS = 32
"""With ReLUs a path may be dead at some of them."""


@dataclass(frozen=True)
class Place:
    """A point, the forward pass there, and what ∂E_total/∂w is."""

    point: Mapping[str, Fraction]
    values: Mapping[str, Any]
    gradient: Any


@dataclass(frozen=True)
class Oracle:
    """∂E_total/∂wrt at some points."""

    graph: EquationGraph
    wrt: str
    written: Written
    place: Callable[[int], Place]

    def differs(self, answer: Expr) -> bool:
        """Return whether an answer has another value, or none, at some point."""
        return not all(self._same(answer, self.place(k)) for k in range(POINTS))

    def _same(self, answer: Expr, place: Place) -> bool:
        mp = context()
        try:
            found = value_of(answer, {**place.values, **self._derivatives(answer, place)}, reals())
        except (ValueError, ZeroDivisionError, OverflowError):
            return False
        if not isinstance(found, mp.mpf):  # complex
            return False
        scale = lambda: path_sum(self.written, place.point, self.wrt, self.graph.total)  # noqa: E731
        return agreeing(found, place.gradient, DIGITS, scale) >= DIGITS

    def _derivatives(self, answer: Expr, place: Place) -> dict[str, Any]:
        """Return the value of every ∂of/∂wrt that an answer names: of moves with wrt, whatever wrt is made of."""
        named: set[Partial] = set()
        fold(answer, lambda node, _: named.add(node) if isinstance(node, Partial) else None)
        return {node.name: self._slope(node.of, node.wrt, place.values) for node in named}

    def _slope(self, of: str, wrt: str, values: Mapping[str, Any]) -> Any:
        rest = [(name, rhs) for name, rhs in self.written if name != wrt]
        given = {name: Dual(value, int(name == wrt)) for name, value in values.items()}
        return Dual.lifted(forward(rest, given, dual(reals()))[of]).slope


def oracle(model: Model, wrt: str) -> Oracle:
    """Return what is known of ∂E_total/∂wrt; the points are the same on every machine."""
    graph = model.graph
    written = written_of(graph)

    @cache
    def place(k: int) -> Place:
        drawn = draw_point(graph, written, model.rules, random.Random(f"oracle/{wrt}/{k}"), {})
        assert drawn is not None, wrt
        point, values = drawn
        rate = reals().literal(Fraction(37 + 11 * k, 997))
        return Place(point, {**values, RATE: rate}, by_forward_mode(written, point, wrt, graph.total))

    return Oracle(graph, wrt, written, place)
