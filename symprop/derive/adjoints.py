"""The adjoint ∂E_total/∂v of every variable, each shared part named once: the factored form's system.

    adjoint(v) = Σ over edges v → u of adjoint(u) · ∂u/∂v

A net's adjoint is called δ. Another adjoint gets a name only where several definitions use it (the out of a
softmax group); a constant one (of an error term) is written in place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from symprop.expression import (
    ONE,
    Delta,
    DisplayEquation,
    Expr,
    Named,
    Neg,
    Num,
    Quotient,
    Var,
    chain,
    total,
)
from symprop.functions import FUSED
from symprop.graph import GIVEN, PARAMETERS, Edge, EquationGraph, Formula, Kind, derivative

__all__ = ["Adjoint", "factored_adjoints", "factored_system", "is_trivial"]


@dataclass(frozen=True, slots=True)
class Adjoint:
    """∂E_total/∂v: how it is written where it is used, and its definition.

    Args:
        leaf: the name it goes by, or, where it has none, the expression itself.
        rhs: its definition.
    """

    leaf: Expr
    rhs: Expr

    def times(self, partial: Expr) -> Expr:
        """Return adjoint · partial in chain-rule order."""
        return chain((self.leaf, partial))

    @property
    def line(self) -> DisplayEquation | None:
        """The equation of its name; none where it has none, or is no more than another variable."""
        if isinstance(self.leaf, Named) and self.leaf != self.rhs:
            return DisplayEquation(self.leaf, self.rhs)
        return None


def is_trivial(expr: Expr) -> bool:
    """Return whether `expr` is a number, which needs no name."""
    match expr:
        case Num():
            return True
        case Neg(operand) if isinstance(operand, Num):
            return True
        case Quotient(Num(), Num()):
            return True
        case _:
            return False


def factored_adjoints(graph: EquationGraph, order: Iterable[str]) -> dict[str, Adjoint]:
    """Return the adjoint of every variable of `order` that reaches E_total and is no parameter or input.

    Args:
        order: names in topological order that hold everything downstream of each of them.
    """
    adjoints = {graph.total: Adjoint(ONE, ONE)}
    for name in reversed(list(order)):
        kind = graph.variable(name).kind  # asking for the definition would make all of its terms
        if name == graph.total or kind in GIVEN:
            continue
        edges = [edge for edge in graph.edges_from(name) if edge.target in adjoints]
        if not edges:
            continue
        rhs = _fused(graph, name, edges) if kind is Kind.NET else None
        rhs = rhs or total(adjoints[edge.target].times(edge.partial) for edge in edges)
        adjoints[name] = Adjoint(_leaf(graph, name, kind, rhs), rhs)
    return adjoints


def _leaf(graph: EquationGraph, name: str, kind: Kind, rhs: Expr) -> Expr:
    unit = graph.variable(name).unit
    if is_trivial(rhs):
        return rhs
    if kind is Kind.NET and unit:
        return Delta(unit) if graph.variable(graph.total).kind is Kind.TOTAL else derivative(graph, graph.total, name)
    if len(graph.edges_into(name)) == 1:  # used once: written where it is used
        return rhs
    return derivative(graph, graph.total, name)


def _fused(graph: EquationGraph, net: str, edges: list[Edge]) -> Expr | None:
    """Return ∂E/∂net where activation and loss simplify together (softmax with cross_entropy: out − t).

    Only where every out of the group leads to its own error term and nowhere else, and E_total is their sum.
    """
    own: Expr | None = None
    for edge in edges:
        out, onward = graph.definition(edge.target), graph.edges_from(edge.target)
        error = graph.definition(onward[0].target) if len(onward) == 1 else None
        if not isinstance(out, Formula) or not isinstance(error, Formula):
            return None
        if (out.function, error.function) not in FUSED:
            return None
        to_total = graph.edges_from(onward[0].target)
        if [(step.target, step.partial) for step in to_total] != [(graph.total, ONE)]:
            return None
        if graph.variable(edge.target).unit == graph.variable(net).unit:
            target = next(parent for parent in error.parents if parent != edge.target)
            own = FUSED[out.function, error.function](Var(target), Var(edge.target))
    return own


def factored_system(graph: EquationGraph, wrt: Iterable[str] | None = None) -> Iterator[DisplayEquation]:
    """Yield every adjoint that has a name, then ∂E_total/∂w for each parameter (or each of `wrt`).

    The factored form of all gradients at once: one reverse sweep, each shared part once, definitions before uses.
    """
    order = graph.defined()
    adjoints = factored_adjoints(graph, order)
    for name in reversed(order):
        adjoint = adjoints.get(name)
        if adjoint is not None and (line := adjoint.line):
            yield line
    for name in graph.given(*PARAMETERS) if wrt is None else wrt:
        edges = (edge for edge in graph.edges_from(name) if edge.target in adjoints)
        rhs = total(adjoints[edge.target].times(edge.partial) for edge in edges)
        yield DisplayEquation(derivative(graph, graph.total, name), rhs)
