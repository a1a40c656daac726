"""Numbers, names and what joins them, and Python's operators to write them down exactly as written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from symprop.expression.tree import Expr

__all__ = [
    "HALF",
    "ONE",
    "TWO",
    "ZERO",
    "Call",
    "Cases",
    "Chain",
    "Delta",
    "Message",
    "Neg",
    "Num",
    "Operators",
    "Partial",
    "Power",
    "Product",
    "Quotient",
    "Sum",
    "Var",
    "chain",
    "number",
    "total",
]


class Operators:
    """Python's operators, building the tree exactly as written."""

    __slots__ = ()

    def __add__(self: Expr, other: Expr | int) -> Expr:  # type: ignore[misc]
        return Sum((*_terms(self), _expr(other)))

    def __radd__(self: Expr, other: int) -> Expr:  # type: ignore[misc]
        return Sum((_expr(other), self))

    def __sub__(self: Expr, other: Expr | int) -> Expr:  # type: ignore[misc]
        return Sum((*_terms(self), Neg(_expr(other))))

    def __rsub__(self: Expr, other: int) -> Expr:  # type: ignore[misc]
        return Sum((_expr(other), Neg(self)))

    def __mul__(self: Expr, other: Expr | int) -> Expr:  # type: ignore[misc]
        return Product((*_factors(self), _expr(other)))

    def __rmul__(self: Expr, other: int) -> Expr:  # type: ignore[misc]
        return Product((_expr(other), *_factors(self)))

    def __truediv__(self: Expr, other: Expr | int) -> Expr:  # type: ignore[misc]
        return Quotient(self, _expr(other))

    def __rtruediv__(self: Expr, other: int) -> Expr:  # type: ignore[misc]
        return Quotient(_expr(other), self)

    def __pow__(self: Expr, other: Expr | int) -> Expr:  # type: ignore[misc]
        return Power(self, _expr(other))

    def __neg__(self: Expr) -> Expr:  # type: ignore[misc]
        return Neg(self)


@dataclass(frozen=True, slots=True)
class Num(Operators):
    """A number `value` ≥ 0 and the text it was written as (``0.10``, ``1/2``, ``3e-9``)."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Var(Operators):
    """A variable of the network, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Partial(Operators):
    """∂of/∂wrt as one symbol, all by name; with `first` ∂²of/∂wrt∂first, which is ∂/∂wrt of ∂of/∂first."""

    of: str
    wrt: str
    first: str = ""

    @property
    def name(self) -> str:
        return f"d2_{self.of}__d_{self.wrt}__d_{self.first}" if self.first else f"d_{self.of}__d_{self.wrt}"


@dataclass(frozen=True, slots=True)
class Delta(Operators):
    """δ_unit = ∂E_total/∂net_unit."""

    unit: str

    @property
    def name(self) -> str:
        return f"delta_{self.unit}"


@dataclass(frozen=True, slots=True)
class Message(Operators):
    """m_{source→target}: what comes back from unit `source` into unit `target`, its left neighbour."""

    source: str
    target: str

    @property
    def name(self) -> str:
        return f"m_{self.source}__{self.target}"


@dataclass(frozen=True, slots=True)
class Sum(Operators):
    """terms[0] + terms[1] + …, in this order."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Product(Operators):
    """factors[0] factors[1] …, written side by side, in this order."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Chain(Operators):
    """factors[0] · factors[1] · …: a product of local partials in chain-rule order, E first."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Neg(Operators):
    """−operand."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Quotient(Operators):
    """numerator / denominator."""

    numerator: Expr
    denominator: Expr


@dataclass(frozen=True, slots=True)
class Power(Operators):
    """base ** exponent."""

    base: Expr
    exponent: Expr


@dataclass(frozen=True, slots=True)
class Call(Operators):
    """function(arguments), the function by its name in the function table."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Cases(Operators):
    """`then` where `left` > `right`, else `otherwise`."""

    left: Expr
    right: Expr
    then: Expr
    otherwise: Expr


def number(value: Fraction | int | str) -> Expr:
    """Return the literal for `value`; a string is a decimal and keeps the way it was written.

    Raises:
        ValueError: if a string is no decimal number.

    >>> number("-0.10")
    Neg(operand=Num(value=Fraction(1, 10), text='0.10'))
    """
    text = str(value).strip()
    digits = text.lstrip("+-")
    literal = Num(abs(Fraction(value)), f"0{digits}" if digits.startswith(".") else digits)
    return Neg(literal) if text.startswith("-") else literal


ZERO, ONE, TWO = Num(Fraction(0), "0"), Num(Fraction(1), "1"), Num(Fraction(2), "2")
HALF = Num(Fraction(1, 2), "1/2")


def _expr(value: Expr | int) -> Expr:
    return number(value) if isinstance(value, int) else value


def _terms(expr: Expr) -> tuple[Expr, ...]:
    return expr.terms if isinstance(expr, Sum) else (expr,)


def _factors(expr: Expr) -> tuple[Expr, ...]:
    return expr.factors if isinstance(expr, Product) else (expr,)


def total(terms: Iterable[Expr]) -> Expr:
    """Return Σ terms: 0 for none, the term itself for one.

    >>> total([Var("a")])
    Var(name='a')
    """
    found = tuple(terms)
    return Sum(found) if len(found) > 1 else found[0] if found else ZERO


def chain(factors: Iterable[Expr]) -> Expr:
    """Return the chain-rule product of `factors`, 1s dropped and inner chains opened.

    >>> chain([ONE, Var("w5"), ONE])
    Var(name='w5')
    """
    found: list[Expr] = []
    for factor in factors:
        if isinstance(factor, Chain):
            found.extend(factor.factors)
        elif not (isinstance(factor, Num) and factor.value == 1):
            found.append(factor)
    return Chain(tuple(found)) if len(found) > 1 else found[0] if found else ONE
