"""What every front end gives: an equation graph, and the little that pages and checks must know besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self

from symprop.expression import Expr
from symprop.functions import TargetKind
from symprop.graph import EquationGraph
from symprop.network.addresses import Addresses

if TYPE_CHECKING:
    from symprop.network.layers import LayeredGraph

__all__ = ["Model", "Original", "TargetRule"]


@dataclass(frozen=True, slots=True)
class TargetRule:
    """What the targets of one loss may be.

    Args:
        names: the targets that belong together (a distribution sums to 1 over them).
        kind: any real, in [0, 1], a distribution, or ±1.
        loss: its name, for messages.
    """

    names: tuple[str, ...]
    kind: TargetKind
    loss: str


class Original(Protocol):
    """The model that a network was imported from, and that model's own automatic differentiation."""

    @property
    def reason(self) -> str:
        """Why it has no gradients here (a library that is absent); nothing where it has."""
        ...

    @property
    def values(self) -> Mapping[str, Expr]:
        """Literals for all that was given when it was imported."""
        ...

    def gradients(self, values: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return our name → ∂E_total/∂w in float64, for all parameters.

        Args:
            values: of everything that is given, by our names; None for the model's own, untouched.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A network as a front end leaves it.

    Args:
        facts: what it is, in a few lines.
        rules: of targets that may not be just any number.
        values: literals for what is given, as far as they are known.
        name: stands on pages.
        addresses: the names that its parameters have where it was imported from.
        original: what it was imported from.
    """

    graph: EquationGraph
    facts: tuple[str, ...]
    rules: tuple[TargetRule, ...] = ()
    values: Mapping[str, Expr] = field(default_factory=dict)
    name: str = ""
    addresses: Addresses | None = None
    original: Original | None = None

    @classmethod
    def of_layers(cls, graph: LayeredGraph, values: Mapping[str, Expr] | None = None, name: str = "") -> Self:
        """Return the model of a layered graph, which knows its own facts and rules."""
        return cls(graph=graph, facts=graph.facts, rules=graph.rules, values=values or {}, name=name)
