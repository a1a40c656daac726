"""What a student may write in the place of a local partial: for each edge, (kind, tag, factor).

One function for each sort of factor: the source of the weight, a weight, an activation's derivative, the error term.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from symprop.expression import ONE, TWO, Expr, Named, Neg, Num, Power, Product, Quotient, Var, substitute
from symprop.functions import ACTIVATIONS, FUNCTIONS, Function
from symprop.graph import PARAMETERS, Edge, EquationGraph, Formula, Kind

__all__ = ["Replacement", "Replacements"]

MOST_OTHERS = 24  # other weights, inputs, units that may stand in a place


class Replacement(NamedTuple):
    """A factor in the place of another."""

    kind: str
    tag: str
    factor: Expr


@dataclass(frozen=True)
class Replacements:
    """What may stand in the place of each edge's local partial, in one network.

    Args:
        wrt: the parameter asked for.
    """

    graph: EquationGraph
    wrt: str

    def __call__(self, edge: Edge) -> Iterator[Replacement]:
        """Yield the replacements of one edge, each once."""
        seen = {edge.partial}
        for found in self._of(edge):
            if found.factor not in seen:
                seen.add(found.factor)
                yield found

    def _of(self, edge: Edge) -> Iterator[Replacement]:
        kind = self.graph.variable(edge.target).kind
        if edge.source == self.wrt and self.graph.variable(self.wrt).kind in PARAMETERS:
            yield from self._sources(edge)
        elif kind is Kind.NET:
            yield from self._weights(edge)
        elif kind is Kind.OUT and self.graph.variable(edge.source).kind is Kind.NET:
            yield from self._derivatives(edge)
        elif kind is Kind.ERROR:
            yield from self._errors(edge)
        elif not isinstance(edge.partial, Num | Quotient):
            yield Replacement("missing-factor", "", ONE)

    # ∂net/∂w: the source

    def _sources(self, edge: Edge) -> Iterator[Replacement]:
        yield Replacement("missing-factor", "", ONE)
        own = edge.partial.name if isinstance(edge.partial, Var) else ""
        if own and (net := self._net_of(own)):
            yield Replacement("wrong-input", net, Var(net))
        for name in self._sources_near(edge.target):
            yield Replacement("wrong-input", name, Var(name))
        for name in (edge.target, self.wrt):
            yield Replacement("wrong-input", name, Var(name))

    def _sources_near(self, net: str) -> list[str]:
        """The other sources of this net, the network's inputs, its outs, the nearest first."""
        graph = self.graph
        own = [edge.source for edge in graph.edges_into(net) if graph.variable(edge.source).kind not in PARAMETERS]
        return list(dict.fromkeys((*own, *self._inputs, *self._outs)))[:MOST_OTHERS]

    @cached_property
    def _inputs(self) -> tuple[str, ...]:
        return tuple(name for name, _ in zip(self.graph.given(Kind.INPUT), range(MOST_OTHERS), strict=False))

    @cached_property
    def _outs(self) -> tuple[str, ...]:
        return tuple(name for name in self.graph.defined() if self.graph.variable(name).kind is Kind.OUT)

    def _net_of(self, out: str) -> str:
        if self.graph.variable(out).kind is not Kind.OUT:
            return ""
        nets = [edge.source for edge in self.graph.edges_into(out)]
        unit = self.graph.variable(out).unit
        return next((net for net in nets if self.graph.variable(net).unit == unit), "")

    # ∂net/∂out: the weight

    def _weights(self, edge: Edge) -> Iterator[Replacement]:
        yield Replacement("missing-weight", "", ONE)
        if not isinstance(edge.partial, Var):
            return
        if transposed := self._transposed(edge):
            yield Replacement("wrong-weight", f"transposed {transposed}", Var(transposed))
        for name in self._weights_near(edge):
            yield Replacement("wrong-weight", name, Var(name))
        yield Replacement("wrong-weight", edge.source, Var(edge.source))

    def _transposed(self, edge: Edge) -> str:
        """Return the weight w_qp that stands in Wᵀ where w_pq stands in W; nothing if the layers have no such pair."""
        row, column = self._place(edge.target), self._place(edge.source)
        rows = self._group(edge.target)
        columns = self._group(edge.source)
        if row is None or column is None or not (column < len(rows) and row < len(columns)) or row == column:
            return ""
        wanted = columns[row]
        for other in self.graph.edges_into(rows[column]):
            if other.source == wanted and isinstance(other.partial, Var):
                return other.partial.name
        return ""

    def _group(self, name: str) -> list[str]:
        """Return the variables of the same sort whose units share a name but for its number, in order."""
        return self._groups.get(self._stem(name), [])

    def _place(self, name: str) -> int | None:
        group = self._group(name)
        return group.index(name) if name in group else None

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in (*self.graph.given(Kind.INPUT), *self.graph.defined()):
            found.setdefault(self._stem(name), []).append(name)
        return found

    def _stem(self, name: str) -> str:
        return name.rstrip("0123456789")

    def _weights_near(self, edge: Edge) -> list[str]:
        """The other weights into this net, out of this source, of this layer, then of the network."""
        graph = self.graph
        near = [_leaf(other.partial) for other in graph.edges_into(edge.target)]
        near += [_leaf(other.partial) for other in graph.edges_from(edge.source)]
        for net in self._group(edge.target)[:8]:
            near += [_leaf(other.partial) for other in graph.edges_into(net)]
        near += [name for name, _ in zip(graph.given(*PARAMETERS), range(MOST_OTHERS), strict=False)]
        known = (name for name in dict.fromkeys(near) if name and graph.variable(name).kind in PARAMETERS)
        return [name for name, _ in zip(known, range(MOST_OTHERS), strict=False)]

    # ∂out/∂net: the derivative of the activation

    def _derivatives(self, edge: Edge) -> Iterator[Replacement]:
        net, out = Var(edge.source), Var(edge.target)
        yield Replacement("missing-derivative", "", ONE)
        for tag, factor in _HALF_DERIVATIVES.items():
            yield Replacement("wrong-derivative", tag, factor(net, out))
        yield Replacement("wrong-derivative", "twice", Product((edge.partial, edge.partial)))
        own = self._function(edge.target)
        for name, other in ACTIVATIONS.items():
            if isinstance(other, Function) and other.derivative and name not in (own, "phi"):
                yield Replacement("wrong-derivative", f"function {name}", other.derivative(net, out))
        row = FUNCTIONS.get(own)
        if row is not None and row.derivative is not None:
            yield Replacement("wrong-derivative", "of the out", row.derivative(out, row(out)))
            for unit_net, unit_out in self._other_units(edge):
                yield Replacement("wrong-derivative", f"unit {unit_out}", row.derivative(Var(unit_net), Var(unit_out)))

    def _function(self, out: str) -> str:
        definition = self.graph.definition(out)
        return definition.function if isinstance(definition, Formula) else ""

    def _other_units(self, edge: Edge) -> Iterator[tuple[str, str]]:
        others = dict.fromkeys((*self._group(edge.target), *self._outs))
        del others[edge.target]
        for out, _ in zip(others, range(MOST_OTHERS), strict=False):
            if net := self._net_of(out):
                yield net, out

    # ∂E_o/∂out_o: the error term

    def _errors(self, edge: Edge) -> Iterator[Replacement]:
        yield Replacement("missing-factor", "", ONE)
        own_target, _ = self._compared(edge.target)
        yield Replacement("wrong-error-term", "the error itself", Var(edge.target))
        if own_target:
            yield Replacement("wrong-error-term", "only the target", Neg(Var(own_target)))
        yield Replacement("wrong-error-term", "only the out", Var(edge.source))
        if net := self._net_of(edge.source):
            yield Replacement("wrong-error-term", f"net {net}", _renamed(edge.partial, {edge.source: net}))
        for error in self._group(edge.target)[:MOST_OTHERS]:
            if error == edge.target:
                continue
            target, out = self._compared(error)
            if own_target and target and out:
                for tag, renaming in (
                    (f"output {error}", {own_target: target, edge.source: out}),
                    (f"target {target}", {own_target: target}),
                    (f"out {out}", {edge.source: out}),
                ):
                    yield Replacement("wrong-error-term", tag, _renamed(edge.partial, renaming))

    def _compared(self, error: str) -> tuple[str, str]:
        """Return the target and the out of an error term; nothing for what a loss by formula leaves out."""
        names = {
            edge.source: self.graph.variable(edge.source).kind is Kind.TARGET for edge in self.graph.edges_into(error)
        }
        target = next((name for name, is_target in names.items() if is_target), "")
        return target, next((name for name, is_target in names.items() if not is_target), "")


_HALF_DERIVATIVES: dict[str, Callable[[Expr, Expr], Expr]] = {
    "out": lambda net, out: out,
    "1-out": lambda net, out: 1 - out,
    "net": lambda net, out: net,
    "net(1-net)": lambda net, out: net * (1 - net),
    "net: 1-net^2": lambda net, out: 1 - Power(net, TWO),
    "out-out": lambda net, out: out * (1 + out),
    "1+out": lambda net, out: 1 + out,
    "out^2": lambda net, out: Power(out, TWO),
}
"""What is written for the derivative of the activation by somebody who remembers half of it."""


def _leaf(expr: Expr) -> str:
    return expr.name if isinstance(expr, Var) else ""


def _renamed(expr: Expr, names: Mapping[str, str]) -> Expr:
    def replacement(leaf: Named) -> Expr | None:
        return Var(names[leaf.name]) if leaf.name in names else None

    return substitute(expr, replacement)
