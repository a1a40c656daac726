"""A point where gradients are not 0, as far as there is one: a dead ReLU agrees with anything."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.campaign.oracles import by_torch
from benchmarks.campaign.points import Point, Written, draw_point
from symprop.expression import names_in
from symprop.graph import EquationGraph
from symprop.network.model import TargetRule

__all__ = ["draw_alive", "reaching"]

TRIES = 6


def reaching(written: Written, total: str) -> set[str]:
    """Return every name that total stands on."""
    found = {total}
    for name, rhs in reversed(list(written)):
        if name in found:
            found.update(names_in(rhs))
    return found


def draw_alive(
    graph: EquationGraph,
    written: Written,
    rules: Sequence[TargetRule],
    generator: random.Random,
    own: Mapping[str, Fraction],
    wrt: Sequence[str],
) -> tuple[Point, dict[str, Any]] | None:
    """Return of a few points that where the fewest gradients are 0 that have a path; None where no point was found.

    Args:
        own: values that are known already.
        wrt: the parameters of the gradients.
    """
    reach = reaching(written, graph.total)
    watched = [name for name in wrt if name in reach]
    best, least = None, len(watched) + 1
    for _ in range(TRIES):
        drawn = draw_point(graph, written, rules, generator, own)
        if drawn is None:
            break
        slopes = by_torch(written, drawn[0], watched, graph.total) if watched else {}
        dead = sum(slope == 0 for slope in slopes.values())
        if dead < least:
            best, least = drawn, dead
        if not dead or drawn[0].keys() == own.keys():
            break
    return best
