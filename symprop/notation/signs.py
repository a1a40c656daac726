r"""Equations as a notation shows them, and back: where δ stands for −∂E/∂net, its sign is part of the equation.

    shown:     δ_o = −(−(t − y) y(1 − y))   →  δ_o = (t − y) y(1 − y)
               ∂E/∂w = δ_o · x              →  ∂E/∂w = −δ_o · x
    computed:  every δ that is read          →  −δ, and an equation of δ negated

What is computed keeps one meaning, δ = ∂E/∂net; `shown_equation` is the only place that changes it for the page, and
`computed_equation`, which knows nothing of how signs are put, changes it back when the page is read. Signs that the
derivation wrote, −(t − y), stay where no δ is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symprop.expression import (
    Chain,
    Diagonal,
    DisplayEquation,
    Entry,
    Expr,
    Hadamard,
    MatMul,
    Named,
    Neg,
    Product,
    Quotient,
    Sum,
    Transpose,
    children,
    fold,
    names_in,
    substitute,
    with_children,
)
from symprop.notation.labels import Labels

__all__ = ["as_shown", "computed_equation", "negated", "shown_equation", "shown_expression"]

_Signed = tuple[Expr, int]
_PRODUCTS = (Product, Chain, MatMul, Hadamard, Quotient)
_CARRIERS = (Transpose, Entry, Diagonal)


def shown_expression(expr: Expr, labels: Labels) -> Expr:
    """Return an expression as the notation shows it."""
    return _carried(_signed(expr, labels)) if labels.notation.negative else expr


def shown_equation(line: DisplayEquation, labels: Labels) -> DisplayEquation:
    """Return an equation as the notation shows it.

    >>> from symprop.expression import Delta, Var
    >>> from symprop.graph import Kind, Variable
    >>> from symprop.notation.profiles import NOTATIONS
    >>> pdp = Labels(lambda name: Variable(name, Kind.WEIGHT), NOTATIONS["pdp"])
    >>> shown_equation(DisplayEquation(Delta("o"), Chain((Neg(Var("t")), Var("y")))), pdp).rhs
    Chain(factors=(Var(name='t'), Var(name='y')))
    """
    if not labels.notation.negative:
        return line
    expr, sign = _signed(line.rhs, labels)
    if labels.sign(line.lhs) < 0:
        return DisplayEquation(line.lhs, negated(expr) if sign > 0 else expr)
    return DisplayEquation(line.lhs, _carried((expr, sign)))


def computed_equation(line: DisplayEquation, labels: Labels) -> DisplayEquation:
    """Return what an equation of a page says of what is computed.

    >>> from symprop.expression import Delta, Var
    >>> from symprop.graph import Kind, Variable
    >>> from symprop.notation.profiles import NOTATIONS
    >>> delta = Var("delta_o")
    >>> variables = {"delta_o": Variable("delta_o", Kind.VALUE, symbol=Delta("o"))}
    >>> pdp = Labels(variables.__getitem__, NOTATIONS["pdp"])
    >>> computed_equation(DisplayEquation(delta, Var("delta_o")), pdp).rhs
    Neg(operand=Neg(operand=Var(name='delta_o')))
    """
    rhs = substitute(line.rhs, lambda leaf: Neg(leaf) if labels.sign(leaf) < 0 else None)
    return DisplayEquation(line.lhs, Neg(rhs) if labels.sign(line.lhs) < 0 else rhs)


def as_shown(
    lines: Iterable[DisplayEquation], values: dict[str, Any], labels: Labels
) -> tuple[list[DisplayEquation], dict[str, Any]]:
    """Return equations as the notation shows them, and what its symbols are worth.

    Args:
        values: of what is computed, by name; matrices have none.
    """
    found = [shown_equation(line, labels) for line in lines]
    if not labels.notation.negative:
        return found, values
    leaves = {leaf.name: leaf for line in found for leaf in (line.lhs, *names_in(line.rhs).values())}
    flipped = (name for name, leaf in leaves.items() if name in values and labels.sign(leaf) < 0)
    return found, {**values, **{name: -values[name] for name in flipped}}


def _signed(expr: Expr, labels: Labels) -> _Signed:
    """Return (shown, sign), the signs of δ's gathered before whole products and sums; nothing else is touched."""

    def rule(node: Expr, parts: list[_Signed]) -> _Signed:
        if isinstance(node, Named):
            return node, labels.sign(node)
        if not parts or all(sign > 0 and part is kid for (part, sign), kid in zip(parts, children(node), strict=True)):
            return node, 1
        if isinstance(node, Neg):
            return parts[0][0], -parts[0][1]
        kids = [part for part, _ in parts]
        if isinstance(node, _PRODUCTS):
            return with_children(node, kids), -1 if sum(sign < 0 for _, sign in parts) % 2 else 1
        if isinstance(node, _CARRIERS) or (isinstance(node, Sum) and all(sign < 0 for _, sign in parts)):
            return with_children(node, kids), parts[0][1]
        return with_children(node, [_carried(part) for part in parts]), 1

    return fold(expr, rule)


def _carried(signed: _Signed) -> Expr:
    """Return an expression with its sign: −δ · x, the sign of a chain at its first factor."""
    expr, sign = signed
    if sign > 0:
        return expr
    if isinstance(expr, Chain | Product):
        first, *rest = expr.factors
        return with_children(expr, [Neg(first), *rest])
    return Neg(expr)


def negated(expr: Expr) -> Expr:
    """Return −expr as a person writes it: a sign that stands in it taken away, a difference turned round.

    >>> from symprop.expression import Var
    >>> t, o = Var("t"), Var("o")
    >>> negated(-(t - o) * o) == Product((t - o, o)), negated(o - t) == t - o
    (True, True)
    """
    if isinstance(expr, Neg):
        return expr.operand
    if isinstance(expr, Product | Chain | Hadamard | MatMul):
        for k, factor in enumerate(expr.factors):
            if isinstance(factor, Neg | Product | Chain | Hadamard | MatMul):
                opposite = negated(factor)
                if not isinstance(opposite, Neg):
                    return with_children(expr, [*expr.factors[:k], opposite, *expr.factors[k + 1 :]])
    if isinstance(expr, Sum):
        terms = [negated(term) for term in expr.terms]
        return Sum((*(t for t in terms if not isinstance(t, Neg)), *(t for t in terms if isinstance(t, Neg))))
    return Neg(expr)
