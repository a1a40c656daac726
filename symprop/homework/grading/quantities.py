"""What an answer may use without deriving it: δ, messages, ∂a/∂b, and the error that flows back through a unit.

    ∂T/∂v = Σ over edges v → u of ∂T/∂u · ∂u/∂v        (all routes)
    ∂v/∂p, p standing in v's definition: the local partial
    ∂E_j/∂w, j a hidden unit: δ_j · ∂net_j/∂w

Each becomes lines that a tape can run in any arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterable

from symprop.errors import InputError
from symprop.expression import ONE, ZERO, Expr, Product, Var, total
from symprop.graph import EquationGraph, Kind, downstream_edges

__all__ = ["Line", "Quantities", "unit_variables"]

Line = tuple[str, Expr]


def unit_variables(graph: EquationGraph, kind: Kind) -> dict[str, str]:
    """Return unit → its net, or its out."""
    found = (graph.variable(name) for name in graph.defined())
    return {variable.unit: variable.name for variable in found if variable.kind is kind and variable.unit}


class Quantities:
    """The lines that define δ's, messages and derivatives of one network; made when asked for, kept.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> quantities = Quantities(LayeredGraph(1, dense_layers((1,))))
    >>> [name for name, _ in quantities.lines(["delta_o1", "out_o1"])]
    ['#E_total|E_total', '#E_total|E_o1', '#E_total|out_o1', '#E_total|net_o1', 'delta_o1']
    """

    def __init__(self, graph: EquationGraph) -> None:
        self._graph = graph
        self.nets = unit_variables(graph, Kind.NET)
        self.outs = unit_variables(graph, Kind.OUT)
        self._known: dict[str, dict[str, Expr]] = {}
        self._variables: dict[str, bool] = {}

    def is_variable(self, name: str) -> bool:
        """Return whether the network has a variable of this name."""
        if name not in self._variables:
            try:
                self._graph.variable(name)
                self._variables[name] = True
            except InputError:
                self._variables[name] = False
        return self._variables[name]

    def lines(self, names: Iterable[str]) -> list[Line]:
        """Return definitions, each after what it uses, of those names that are quantities of the network."""
        found: dict[str, Expr] = {}
        for name in names:
            if (rhs := self._quantity(name, found)) is not None:
                found[name] = rhs
        return list(found.items())

    def _quantity(self, name: str, found: dict[str, Expr]) -> Expr | None:
        if name.startswith("delta_") and name[6:] in self.nets:
            return self._adjoint(self._graph.total, self.nets[name[6:]], found)
        if name.startswith("m_") and "__" in name:
            source, _, target = name[2:].partition("__")
            return self._message(source, self.outs.get(target, target), found)
        if name.startswith("d_"):
            of, _, wrt = name[2:].partition("__d_")
            return self._derivative(of, wrt, found)
        return None

    def _message(self, source: str, target: str, found: dict[str, Expr]) -> Expr | None:
        net = self.nets.get(source)
        if net is None or not self.is_variable(target):
            return None
        return Product((self._adjoint(self._graph.total, net, found), self._local(net, target) or ZERO))

    def _derivative(self, of: str, wrt: str, found: dict[str, Expr]) -> Expr | None:
        if not self.is_variable(wrt):
            return None
        if self.is_variable(of):
            local = self._local(of, wrt) if of != self._graph.total else None
            return local or self._adjoint(of, wrt, found)
        net = self.nets.get(of.removeprefix("E_"))
        if net is None:
            return None
        return Product((self._adjoint(self._graph.total, net, found), self._adjoint(net, wrt, found)))

    def _local(self, of: str, wrt: str) -> Expr | None:
        partials = [edge.partial for edge in self._graph.edges_from(wrt) if edge.target == of]
        return total(partials) if partials else None

    def _adjoint(self, of: str, wrt: str, found: dict[str, Expr]) -> Expr:
        """Return the symbol of ∂of/∂wrt by all routes; its lines are put into `found`."""
        known = self._known.setdefault(of, {of: ONE})
        edges = downstream_edges(self._graph, wrt)
        order = [*reversed(list(edges))]
        if wrt not in known:
            for name in order:
                onward = [edge for edge in edges[name] if edge.target in known]
                if name not in known and onward:
                    known[name] = total(Product((Var(f"#{of}|{edge.target}"), edge.partial)) for edge in onward)
            known.setdefault(wrt, ZERO)
        found |= {f"#{of}|{name}": known[name] for name in order if name in known}
        return Var(f"#{of}|{wrt}")
