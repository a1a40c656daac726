"""Puts an equation graph together definition by definition, for front ends that list what they define."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from symprop.differentiate import differentiate
from symprop.errors import InputError, LimitExceeded
from symprop.expression import Expr, Neg, Num, Product, Sum, Var, number
from symprop.functions import Function, GroupFunction, Loss
from symprop.graph import GIVEN, Affine, Definition, Formula, Kind, ListedGraph, Variable, formula

__all__ = ["GraphBuilder", "Term"]

Term = tuple[Expr, ...]


class GraphBuilder:
    """Collects variables and definitions in topological order; `build` freezes them.

    Args:
        most_terms: variables and terms at the most, for front ends where a small file says a large network.

    >>> builder = GraphBuilder()
    >>> builder.give("x", Kind.INPUT), builder.give("w", Kind.WEIGHT)
    (Var(name='x'), Var(name='w'))
    >>> net = builder.net("a", [(Var("w"), Var("x"))])
    >>> builder.define("E_total", Kind.TOTAL, net * net)
    Var(name='E_total')
    >>> builder.build("E_total").defined()
    ['net_a', 'E_total']
    """

    def __init__(self, most_terms: int | None = None) -> None:
        self._variables: dict[str, Variable] = {}
        self._definitions: dict[str, Definition] = {}
        self._most_terms, self._terms = most_terms, 0

    def _add(self, variable: Variable, definition: Definition | None = None) -> Var:
        if variable.name in self._variables:
            raise InputError(f"the name '{variable.name}' stands for two variables", instead="rename one")
        self.reserve(1 + (len(definition.terms) if isinstance(definition, Affine) else 0))
        self._variables[variable.name] = variable
        if definition is not None:
            self._definitions[variable.name] = definition
        return Var(variable.name)

    def reserve(self, terms: int) -> None:
        """Count terms that are made, or are going to be.

        Raises:
            LimitExceeded: if there are too many.
        """
        self._terms += terms
        if self._most_terms is not None and self._terms > self._most_terms:
            raise LimitExceeded("the network is too large", instead=f"at most {self._most_terms:,} terms")

    def has(self, name: str) -> bool:
        """Return whether a variable of this name is there already."""
        return name in self._variables

    def give(self, name: str, kind: Kind, unit: str = "") -> Var:
        """Add a variable that is given from outside, a target with its unit; the same one again is the same one."""
        known = self._variables.get(name)
        if known is not None and known.kind is kind and name not in self._definitions:
            return Var(name)
        return self._add(Variable(name, kind, unit))

    def affine(self, name: str, kind: Kind, terms: Iterable[Term], unit: str = "") -> Var:
        """Add name := Σ terms, an edge for every factor."""
        return self._add(Variable(name, kind, unit), Affine(tuple(terms)))

    def define(self, name: str, kind: Kind, rhs: Expr, unit: str = "") -> Var:
        """Add name := rhs: affine where it is a sum of products of leaves, else a formula that is differentiated."""
        terms = affine_terms(rhs)
        if terms is not None:
            return self.affine(name, kind, terms, unit)
        partials: dict[str, Expr] = {}

        def partial(parent: str) -> Expr:
            if parent not in partials:
                partials[parent] = differentiate(rhs, parent, Var(name))
            return partials[parent]

        return self._add(Variable(name, kind, unit), formula(rhs, partial))

    def net(self, unit: str, terms: Iterable[Term]) -> Var:
        """Add net_unit := Σ terms."""
        return self.affine(f"net_{unit}", Kind.NET, terms, unit)

    def out(self, unit: str, function: Function, net: Var | None = None, name: str | None = None) -> Var:
        """Add out_unit := function(net_unit)."""
        net, out = net or Var(f"net_{unit}"), Var(name or f"out_{unit}")
        derivative = function.derivative
        if derivative is None:
            raise InputError(f"'{function.name}' has no derivative here", instead="choose another activation")
        rhs = function(net)
        return self._add(
            Variable(out.name, Kind.OUT, unit), Formula(rhs, (net.name,), lambda _: derivative(net, out), function.name)
        )

    def group(self, units: Sequence[str], function: GroupFunction, nets: Sequence[Var] | None = None) -> list[Var]:
        """Add the outs of a group activation over the units' nets."""
        self.reserve(len(units) ** 2)
        nets = list(nets or (Var(f"net_{unit}") for unit in units))
        outs = [Var(f"out_{unit}") for unit in units]
        place = {net.name: j for j, net in enumerate(nets)}
        for k, unit in enumerate(units):
            self._add(Variable(outs[k].name, Kind.OUT, unit), _group_formula(function, k, nets, outs, place))
        return outs

    def error(self, unit: str, loss: Loss, target: Var, out: Var) -> Var:
        """Add E_unit := loss(target, out)."""
        sides = {target.name: loss.by_target, out.name: loss.by_output}
        rhs = loss.value(target, out)
        definition = formula(rhs, lambda parent: sides[parent](target, out), loss.name)
        return self._add(Variable(f"E_{unit}", Kind.ERROR, unit), definition)

    def total(self, errors: Sequence[Var], *, mean: bool = False) -> Var:
        """Add E_total := Σ errors, or their mean."""
        share: Term = (number(Fraction(1, len(errors))),) if mean and len(errors) > 1 else ()
        return self.affine("E_total", Kind.TOTAL, ((*share, error) for error in errors))

    def build(self, total: str = "E_total") -> ListedGraph:
        """Return the graph.

        Raises:
            InputError: if a definition uses what is not defined before it.
        """
        variables = sorted(self._variables.values(), key=lambda v: _GIVEN_FIRST.get(v.kind, len(GIVEN)))
        return ListedGraph(tuple(variables), dict(self._definitions), total)


_GIVEN_FIRST = {kind: place for place, kind in enumerate(GIVEN)}
"""What is given stands first, weights before biases; a definition keeps its place among definitions."""


def _group_formula(
    function: GroupFunction, k: int, nets: Sequence[Var], outs: Sequence[Var], place: Mapping[str, int]
) -> Formula:
    return Formula(
        function.output(k, nets), tuple(place), lambda parent: function.partial(k, place[parent], outs), function.name
    )


def affine_terms(rhs: Expr) -> tuple[Term, ...] | None:
    """Return the terms of a sum of products of names and numbers; None where `rhs` is anything else.

    >>> affine_terms(Var("w") * Var("x") + Var("b"))
    ((Var(name='w'), Var(name='x')), (Var(name='b'),))
    """
    terms: list[Term] = []
    for term in rhs.terms if isinstance(rhs, Sum) else (rhs,):
        factors = term.factors if isinstance(term, Product) else (term,)
        names = [factor for factor in factors if isinstance(factor, Var)]
        literal = all(isinstance(f, Var | Num) or (isinstance(f, Neg) and isinstance(f.operand, Num)) for f in factors)
        if not literal or not names:
            return None
        terms.append(tuple(factors))
    return tuple(terms)
