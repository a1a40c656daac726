"""What every front end gives: an equation graph, and the little that pages and checks must know besides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from symprop.expression import Expr
from symprop.functions import TargetKind
from symprop.graph import EquationGraph

if TYPE_CHECKING:
    from symprop.network.layers import LayeredGraph

__all__ = ["Model", "TargetRule"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A network as a front end leaves it.

    Args:
        facts: what it is, in a few lines.
        rules: of targets that may not be just any number.
        values: literals for what is given, as far as they are known.
        name: stands on pages.
    """

    graph: EquationGraph
    facts: tuple[str, ...]
    rules: tuple[TargetRule, ...] = ()
    values: Mapping[str, Expr] = field(default_factory=dict)
    name: str = ""

    @classmethod
    def of_layers(cls, graph: LayeredGraph, values: Mapping[str, Expr] | None = None, name: str = "") -> Self:
        """Return the model of a layered graph, which knows its own facts and rules."""
        return cls(graph=graph, facts=graph.facts, rules=graph.rules, values=values or {}, name=name)
