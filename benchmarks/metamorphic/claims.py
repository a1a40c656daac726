"""What a relation says of networks: claims on their gradients and path counts, as data."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symprop import Network
from symprop.expression import Var
from symprop.graph import GIVEN

__all__ = [
    "Case",
    "Claim",
    "Data",
    "Quantity",
    "Related",
    "Relation",
    "Setting",
    "Side",
    "known",
    "network_of",
    "same",
    "through",
    "times",
]

Data = dict[str, Any]
"""What a network file holds."""

Quantity = tuple[int, str]
"""(k, w): ∂E/∂w of network k, or the number of its paths."""

Side = tuple[tuple[Fraction, tuple[Quantity, ...]], ...]
"""Σ factor · product of quantities; nothing is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A network that a relation starts from.

    Args:
        kind: which front end takes its file.
        values: of everything given, where no function has a kink.
        generator: for the relation's own choices.
        batch: so many samples of it at once.
    """

    kind: str
    data: Data
    values: Mapping[str, Fraction]
    generator: random.Random
    batch: int = 1

    @property
    def network(self) -> Network:
        return network_of(self.data, self.batch)

    @property
    def setting(self) -> Setting:
        return Setting(self.data, self.values, batch=self.batch)

    @property
    def parameters(self) -> tuple[str, ...]:
        return self.network.parameters


@dataclass(frozen=True, slots=True)
class Setting:
    """A network file and the values at which it is looked at.

    Args:
        fed: name → (network, variable): given the value that the variable of an earlier network has.
        batch: so many samples of it at once.
    """

    data: Data
    values: Mapping[str, Fraction]
    fed: Mapping[str, Quantity] = field(default_factory=dict)
    batch: int = 1


@dataclass(frozen=True, slots=True)
class Claim:
    """Left = right.

    Args:
        counts: whether it holds for numbers of paths too, factors left out.
        more: paths that the right side has besides.
    """

    left: Side
    right: Side
    counts: bool = True
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """What one relation makes of one case; network 0 is the case's own.

    Args:
        claims: of these settings.
        renamed: name in network 1 → name in network 0, where their pages must be the same but for the names.
        substituted: parameters of network 0 whose symbolic form, with numbers put in afterwards, must be their value.
    """

    settings: tuple[Setting, ...]
    claims: tuple[Claim, ...]
    renamed: Mapping[str, str] = field(default_factory=dict)
    substituted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """One row of the table.

    Args:
        says: as an equation.
        changes: front end → what it makes of such a network; None for one that it says nothing about.
        samples: so many samples at once.
    """

    name: str
    says: str
    changes: Mapping[str, Callable[[Case], Related | None]]
    samples: int = 1


def network_of(data: Data, batch: int = 1) -> Network:
    """Return the network of a file, through the front door."""
    network = Network.from_dict(data)
    return network.batch(batch) if batch > 1 else network


def known(data: Data, values: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """Return the values of what the network of a file is given."""
    return {name: values[name] for name in network_of(data).graph.given(*GIVEN)}


def times(*quantities: Quantity, factor: Fraction | int = 1) -> Side:
    """Return factor · ∏ quantities."""
    return ((Fraction(factor), quantities),)


def same(names: Iterable[str], *, network: int = 1, factor: Fraction | int = 1) -> Iterator[Claim]:
    """Yield: each gradient of `network` is that of network 0, times `factor`."""
    return (Claim(times((network, name)), times((0, name), factor=factor)) for name in names)


def through(network: Network, wrt: str, out: str) -> int:
    """Return how many of `wrt`'s paths go through an out, or begin where that out is weighted by it."""
    paths = network.gradient(wrt).iter_paths()
    return sum(out in path.nodes or path.edges[0].partial == Var(out) for path in paths)
