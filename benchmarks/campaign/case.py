"""A network at a point with its gradients by the oracles, and what was found of it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from benchmarks.campaign import oracles
from benchmarks.campaign.alive import draw_alive, reaching
from benchmarks.campaign.compare import GATES, agreeing
from benchmarks.campaign.cover import Combination
from benchmarks.campaign.points import Point, written_of
from benchmarks.campaign.slopes import Slopes
from symprop.api import Network
from symprop.network.values import exact

__all__ = ["Agreement", "Case", "Failure", "Outcome", "case_of"]

TRIES, SATURATED = 4, 6


@dataclass(frozen=True)
class Failure:
    """What does not agree, cannot be read, was refused, or raised what nobody documented.

    Args:
        kind: ``disagrees``, ``unreadable``, ``refused``, or an exception's name.
        subject: form, rendering and notation, as far as it got.
    """

    kind: str
    wrt: str
    subject: Combination
    oracle: str
    note: str


Agreement = tuple[str, str, str, str, int]
"""(form, rendering, notation, oracle, digits)."""


@dataclass
class Outcome:
    """What was found of one network.

    Args:
        zeros: how many gradients are 0.
        dead: how many of them although E_total stands on the parameter, at every point that was tried.
    """

    agreements: list[Agreement] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    zeros: int = 0
    dead: int = 0
    parameters: int = 0
    gradients: int = 0


@dataclass
class Case:
    """A network at a point."""

    network: Network
    point: Point
    known: Mapping[str, Any]
    wrt: Sequence[str]

    @cached_property
    def written(self) -> list[Any]:
        return written_of(self.network.graph)

    @cached_property
    def slopes(self) -> Slopes:
        return Slopes(self.network.graph, self.written, self.known)

    @cached_property
    def reaching(self) -> set[str]:
        return reaching(self.written, self.total)

    @property
    def total(self) -> str:
        return self.network.graph.total

    @cached_property
    def by_torch(self) -> dict[str, float]:
        return oracles.by_torch(self.written, self.point, self.wrt, self.total)

    @cached_property
    def by_sympy(self) -> dict[str, Any] | None:
        return oracles.by_sympy(self.written, self.point, self.wrt, self.total)

    @cached_property
    def float_digits(self) -> int:
        """How many digits of the gradients PyTorch's float64 finds."""
        gate = GATES["PyTorch"]
        return min(
            agreeing(self.by_forward_mode[w], self.by_torch[w], gate, partial(self.path_sum, w)) for w in self.wrt
        )

    def path_sum(self, w: str) -> Any:
        return oracles.path_sum(self.written, self.point, w, self.total)

    @cached_property
    def by_forward_mode(self) -> dict[str, Any]:
        return {w: oracles.by_forward_mode(self.written, self.point, w, self.total) for w in self.wrt}

    def expected(self, w: str) -> Iterator[tuple[str, Any]]:
        """Yield (oracle, ∂E/∂w)."""
        yield "forward mode", self.by_forward_mode[w]
        if not SATURATED <= self.float_digits < GATES["PyTorch"]:
            yield "PyTorch", self.by_torch[w]
        if self.by_sympy is not None:
            yield "sympy.diff", self.by_sympy[w]


def case_of(network: Network, generator: random.Random, count: int) -> Case | str:
    """Return a network at its own values, or at a point where float64 is good for the gradient; else why there is none.

    A saturated network says in float64 too little of its gradient (1 − out² of a tanh near 1). PyTorch is not asked
    where some digits agree, but not enough of them, at every point; where hardly one agrees that is a failure.

    Args:
        count: of how many parameters; 0 for all of them.
    """
    graph = network.graph
    written = written_of(graph)
    parameters = network.parameters
    if not parameters:
        return "no parameters"
    wrt = parameters if not count else generator.sample(parameters, min(count, len(parameters)))
    own = {name: exact(value) for name, value in network.values.items()}
    case: Case | str = "no point in the domain"
    for _ in range(TRIES):
        drawn = draw_alive(graph, written, network.model.rules, generator, own, wrt)
        if drawn is None:
            return case
        case = Case(network, *drawn, wrt)
        if case.float_digits >= GATES["PyTorch"]:
            return case
    return case
