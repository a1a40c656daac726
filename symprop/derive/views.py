"""Equation graphs made from another one, so that every form and every check holds for more than ∂E_total/∂w.

    retargeted    the same definitions, the total another variable: ∂out_o1/∂i1, ∂net_h1/∂w1
    slope_graph   the definitions and after them the factored system of ∂E_total/∂w, which is the total: its
                  gradient in w′ is ∂²E_total/∂w′∂w

Nothing is copied: a view asks the graph that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from symprop.derive.forms import derive_form
from symprop.differentiate import differentiate, is_zero, product
from symprop.errors import InputError, UnsupportedForm
from symprop.expression import Expr, Neg, Sum, Var, fold, names_in, number, substitute, total, with_children
from symprop.graph import (
    PARAMETERS,
    Affine,
    Definition,
    Edge,
    EquationGraph,
    Formula,
    Kind,
    Variable,
    definition_edges,
    expression,
)
from symprop.network.builder import affine_terms
from symprop.network.model import Model

__all__ = ["SlopeGraph", "check_wrt", "retargeted", "retargeted_model", "slope_graph", "slope_model"]


@dataclass(frozen=True)
class _Retargeted:
    """What leads to `total`, which is not E_total."""

    base: EquationGraph
    total: str

    @cached_property
    def _upstream(self) -> frozenset[str]:
        return self._with_what_it_uses([self.total])

    @cached_property
    def _needed(self) -> frozenset[str]:
        """What leads to the total, and what its slopes name besides: ∂out_o2/∂net_o1 of a softmax is −out_o2·out_o1."""
        slopes = (edge.partial for name in self._upstream for edge in self.base.edges_into(name))
        return self._upstream | self._with_what_it_uses(name for slope in slopes for name in names_in(slope))

    def _with_what_it_uses(self, names: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        open_names = list(names)
        while open_names:
            name = open_names.pop()
            definition = self.base.definition(name) if name not in found else None
            if definition is not None:
                found.add(name)
                open_names += names_in(expression(definition))
        return frozenset(found)

    def variable(self, name: str) -> Variable:
        return self.base.variable(name)

    def definition(self, name: str) -> Definition | None:
        return self.base.definition(name)

    def edges_from(self, name: str) -> Sequence[Edge]:
        return tuple(edge for edge in self.base.edges_from(name) if edge.target in self._needed)

    def edges_into(self, name: str) -> Sequence[Edge]:
        return self.base.edges_into(name)

    def given(self, *kinds: Kind) -> Iterator[str]:
        return self.base.given(*kinds)

    def count(self, *kinds: Kind) -> int:
        return self.base.count(*kinds)

    def defined(self) -> Sequence[str]:
        return [name for name in self.base.defined() if name in self._needed]


def retargeted(graph: EquationGraph, of: str) -> EquationGraph:
    """Return the graph in which everything is differentiated of the variable `of` instead of E_total.

    Raises:
        InputError: if there is no such variable, or it is given from outside.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> view = retargeted(LayeredGraph(2, dense_layers((2, 2))), "out_o1")
    >>> derive_form(view, "i1", "paths").lines[0].lhs.name, [e.target for e in view.edges_from("out_h1")]
    ('d_out_o1__d_i1', ['net_o1'])
    """
    if graph.definition(of) is None:
        raise InputError(f"'{of}' is given from outside", instead="choose a net, an out, an error term or E_total")
    return graph if of == graph.total else _Retargeted(graph, of)


def retargeted_model(model: Model, of: str) -> Model:
    """Return the model with `retargeted` for its graph."""
    return replace(model, graph=retargeted(model.graph, of), facts=(*model.facts, f"derivatives of {of}"))


@dataclass(frozen=True)
class SlopeGraph:
    """A graph, and after it the definitions of one of its first derivatives.

    Args:
        base: the graph itself.
        wrt: the w of ∂E_total/∂w.
        total: the name of ∂E_total/∂w.
        added: its factored system as variables with definitions, definitions before uses.
    """

    base: EquationGraph
    wrt: str
    total: str
    added: tuple[tuple[Variable, Definition], ...]

    @cached_property
    def _added(self) -> dict[str, tuple[Variable, Definition]]:
        return {variable.name: (variable, definition) for variable, definition in self.added}

    @cached_property
    def _users(self) -> dict[str, list[Edge]]:
        users: dict[str, list[Edge]] = {}
        for variable, definition in self.added:
            for edge in definition_edges(variable.name, definition):
                users.setdefault(edge.source, []).append(edge)
        return users

    def variable(self, name: str) -> Variable:
        return self._added[name][0] if name in self._added else self.base.variable(name)

    def definition(self, name: str) -> Definition | None:
        return self._added[name][1] if name in self._added else self.base.definition(name)

    def edges_from(self, name: str) -> Sequence[Edge]:
        before = () if name in self._added else self.base.edges_from(name)
        return (*before, *self._users.get(name, ()))

    def edges_into(self, name: str) -> Sequence[Edge]:
        if name in self._added:
            return tuple(definition_edges(name, self._added[name][1]))
        return self.base.edges_into(name)

    def given(self, *kinds: Kind) -> Iterator[str]:
        return self.base.given(*kinds)

    def count(self, *kinds: Kind) -> int:
        return self.base.count(*kinds)

    def defined(self) -> Sequence[str]:
        return [*self.base.defined(), *self._added]


def slope_graph(graph: EquationGraph, wrt: str) -> SlopeGraph:
    """Return the graph whose total is ∂E_total/∂wrt, so that its gradients are second derivatives.

    A local partial is taken of what the first derivative says in the variables it uses (δ's, outs), so
    ∂(out(1 − out))/∂net is ∂(out(1 − out))/∂out · ∂out/∂net, two edges of the graph.

    Raises:
        InputError: if the graph has no variable `wrt`.
        UnsupportedForm: on a graph whose total is a derivative already.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> slope = slope_graph(LayeredGraph(1, dense_layers((1,))), "w1")
    >>> [variable.name for variable, _ in slope.added], derive_form(slope, "w1", "factored").lines[0].lhs.name
    (['delta_o1', 'd_E_total__d_w1'], 'd2_E_total__d_w1__d_w1')
    """
    if graph.variable(graph.total).symbol is not None:
        raise UnsupportedForm("third derivatives are not derived", instead="first and second ones are")
    lines = derive_form(graph, wrt, "factored").lines
    added = tuple(
        (Variable(line.lhs.name, Kind.VALUE, symbol=line.lhs), _definition(line.rhs)) for line in reversed(lines)
    )
    return SlopeGraph(graph, wrt, lines[0].lhs.name, added)


def check_wrt(graph: EquationGraph, name: str) -> str:
    """Return `name` if the graph's total may be differentiated by it; by inputs where it is not E_total itself.

    Raises:
        InputError: if there is no such variable, or it is something else.
    """
    kinds: tuple[Kind, ...] = PARAMETERS
    choice = "a weight or a bias"
    if graph.variable(graph.total).kind is not Kind.TOTAL:
        kinds, choice = (*PARAMETERS, Kind.INPUT), "a weight, a bias or an input"
    if graph.variable(name).kind not in kinds:
        raise InputError(f"'{name}' is no parameter", instead=f"choose {choice}; 'symprop show' lists them")
    return name


def slope_model(model: Model, wrt: str) -> Model:
    """Return the model with `slope_graph` for its graph."""
    fact = f"second derivatives: ∂/∂… of ∂{model.graph.total}/∂{wrt}"
    return replace(model, graph=slope_graph(model.graph, check_wrt(model.graph, wrt)), facts=(*model.facts, fact))


def _definition(rhs: Expr) -> Definition:
    """Return v = rhs, without an edge from what it does not vary with (the net in a ReLU's slope)."""
    rhs = substitute(rhs, lambda leaf: Var(leaf.name))
    terms = affine_terms(rhs)
    if terms is not None:
        return Affine(terms)
    partials = {name: fold(differentiate(rhs, name), _gathered) for name in names_in(rhs)}
    return Formula(rhs, tuple(name for name, slope in partials.items() if not is_zero(slope)), partials.__getitem__)


def _gathered(node: Expr, parts: list[Expr]) -> Expr:
    """Return a node with its parts, a sum's equal terms as one: (1 − out) − out as 1 − 2·out."""
    if not isinstance(node, Sum):
        return with_children(node, parts)
    counts: dict[Expr, int] = {}
    for term in (term for part in parts for term in (part.terms if isinstance(part, Sum) else (part,))):
        bare, sign = (term.operand, -1) if isinstance(term, Neg) else (term, 1)
        counts[bare] = counts.get(bare, 0) + sign
    return total(product((number(count), term)) for term, count in counts.items() if count)
