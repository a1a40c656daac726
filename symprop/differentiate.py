r"""∂expression/∂name for an expression that somebody wrote down, kept in the order it was written.

The graph's own functions bring their derivatives along; this is for formulas of the user's: a custom activation, a
loss, an equation. Rules: sum, product, quotient, power, and for a call the row's derivative times the inner one.
Only 0s and 1s are cleared away.

    (u + v)′ = u′ + v′    (u v)′ = u′ v + u v′    (u/v)′ = u′/v − u v′/v²    f(u)′ = f′(u) u′
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import assert_never

from symprop.errors import InputError
from symprop.expression import (
    ONE,
    TWO,
    ZERO,
    Array,
    Call,
    Cases,
    Chain,
    Delta,
    Diagonal,
    Element,
    Entry,
    Expr,
    Hadamard,
    IndexedSum,
    Iverson,
    MatMul,
    Message,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Quotient,
    Slope,
    Sum,
    Transpose,
    Var,
    fold,
    number,
    total,
)
from symprop.functions import FUNCTIONS

__all__ = ["differentiate", "is_zero", "product"]


def differentiate(expr: Expr, name: str, own: Expr | None = None) -> Expr:
    """Return ∂expr/∂name, every other name held fixed.

    Args:
        own: the variable that `expr` defines, in which a derivative may be written: s(1 − s) for s = σ(…).

    Raises:
        InputError: if a function in it has no derivative of its own.

    >>> x, w = Var("x"), Var("w")
    >>> differentiate(Call("sin", (w * x,)) + w, "w")
    Sum(terms=(Product(factors=(Call(function='cos', arguments=(Product(factors=(Var(name='w'), Var(name='x'))),)), \
Var(name='x'))), Num(value=Fraction(1, 1), text='1')))
    """

    def rule(node: Expr, parts: list[tuple[Expr, Expr]]) -> tuple[Expr, Expr]:
        written = own if own is not None and node is expr else node
        return node, _derivative(node, [slope for _, slope in parts], name, written)

    return fold(expr, rule)[1]


def _derivative(node: Expr, slopes: list[Expr], name: str, written: Expr) -> Expr:
    """Return a node's derivative from those of its parts; `written` is how the node itself is written in it."""
    match node:
        case Num():
            return ZERO
        case Var() | Partial() | Delta() | Message():
            return ONE if node.name == name else ZERO
        case Sum():
            return total(slope for slope in slopes if not is_zero(slope))
        case Product(factors) | Chain(factors):
            terms = (
                product((*factors[:k], slope, *factors[k + 1 :]))
                for k, slope in enumerate(slopes)
                if not is_zero(slope)
            )
            return total(terms)
        case Neg():
            return ZERO if is_zero(slopes[0]) else Neg(slopes[0])
        case Quotient(above, below):
            first = ZERO if is_zero(slopes[0]) else _quotient(slopes[0], below)
            if is_zero(slopes[1]):
                return first
            second = _quotient(product((above, slopes[1])), Power(below, TWO))
            if is_zero(first):
                return product((Neg(ONE), second))
            return first + second.operand if isinstance(second, Neg) else first - second
        case Power(base, exponent):
            return _power(base, exponent, slopes)
        case Call(function, (argument,)):
            if is_zero(slopes[0]):
                return ZERO
            derivative = FUNCTIONS[function].derivative
            if derivative is None:
                raise InputError(
                    f"'{function}' has no derivative here", instead="use it where it is not differentiated"
                )
            return product((derivative(argument, written), slopes[0]))
        case Call():
            raise AssertionError(node)
        case Cases(left, right):
            then, otherwise = slopes[2:]
            return ZERO if is_zero(then) and is_zero(otherwise) else Cases(left, right, then, otherwise)
        case Array() | MatMul() | Hadamard() | Transpose() | Diagonal() | Slope() | Entry():
            raise AssertionError("a formula of scalars holds no matrices")
        case Element() | IndexedSum() | Iverson():
            raise AssertionError("a formula of scalars holds no indices")
        case _:
            assert_never(node)


def _quotient(above: Expr, below: Expr) -> Expr:
    """Return above/below, a minus sign in front, a number below multiplied into the one above."""
    if isinstance(below, Num) and below.value:
        return product((number(1 / below.value), above))
    return Neg(Quotient(above.operand, below)) if isinstance(above, Neg) else Quotient(above, below)


def _power(base: Expr, exponent: Expr, slopes: list[Expr]) -> Expr:
    terms: list[Expr] = []
    if not is_zero(slopes[0]):
        terms.append(product((exponent, _lowered(base, exponent), slopes[0])))
    if not is_zero(slopes[1]):
        terms.append(product((Power(base, exponent), Call("log", (base,)), slopes[1])))
    return total(terms)


def _lowered(base: Expr, exponent: Expr) -> Expr:
    """Return base ** (exponent − 1)."""
    if not isinstance(exponent, Num):
        return Power(base, exponent - 1)
    less = number(exponent.value - 1)
    return base if less == ONE else ONE if is_zero(less) else Power(base, less)


def product(factors: tuple[Expr, ...]) -> Expr:
    """Return the product of `factors` in their order, tidied as on a blackboard.

    Numbers are multiplied and put first, the minus sign before them; what is divided by goes below one line.
    """
    above: list[Expr] = []
    below: list[Expr] = []
    coefficient, decimal = Fraction(1), False
    open_factors = list(reversed(factors))
    while open_factors:
        match open_factors.pop():
            case Neg(operand):
                coefficient = -coefficient
                open_factors.append(operand)
            case Num(value, text):
                coefficient *= value
                decimal = decimal or "." in text
            case Product(inner):
                open_factors.extend(reversed(inner))
            case Quotient(numerator, denominator):
                open_factors.append(numerator)
                for divisor in denominator.factors if isinstance(denominator, Product) else (denominator,):
                    if isinstance(divisor, Num) and divisor.value:
                        coefficient /= divisor.value
                        decimal = decimal or "." in divisor.text
                    else:
                        below.append(divisor)
            case factor:
                above.append(factor)
    size = abs(coefficient)
    if size.denominator != 1 and below and not decimal:
        below.insert(0, number(size.denominator))
        size = Fraction(size.numerator)
    if size != 1:
        above.insert(0, _literal(size, decimal))
    result = _times(above)
    if below:
        result = Quotient(result, _times(below))
    return Neg(result) if coefficient < 0 else result


def _times(factors: list[Expr]) -> Expr:
    return Product(tuple(factors)) if len(factors) > 1 else factors[0] if factors else ONE


def _literal(value: Fraction, decimal: bool) -> Expr:
    """Return a number in the way it was written: a decimal stays one where it ends."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if not decimal or rest != 1:
        return number(value)
    with localcontext() as context:
        context.prec = 60
        return number(f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}")


def is_zero(expr: Expr) -> bool:
    """Return whether `expr` is the number 0."""
    return isinstance(expr, Num) and expr.value == 0
