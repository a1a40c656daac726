r"""Expressions as they are written: an ordered tree that never rearranges itself.

A computer algebra system turns :math:`-(t - o)` into :math:`o - t` and sorts factors; a
derivation must keep them as the course writes them. This module holds that tree, operators
to write it down, and one iterative walk over it. It knows no function, graph or printer;
:mod:`symprop.symbolic` turns a tree into plain SymPy.

    expression := number | name | ∂a/∂b | δ_u | m_u→h
                | sum | product | chain | −e | a/b | a**b | f(…) | cases
    of matrices: array | A B | A ⊙ B | Aᵀ | diag(a) | f′(a) | [A]_r,c

>>> t, out = Var("t1"), Var("out_o1")
>>> -(t - out) * out
Product(factors=(Neg(operand=Sum(terms=(Var(name='t1'), Neg(operand=Var(name='out_o1'))))), Var(name='out_o1')))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

__all__ = [
    "HALF",
    "ONE",
    "TWO",
    "ZERO",
    "Array",
    "Call",
    "Cases",
    "Chain",
    "Delta",
    "Diagonal",
    "DisplayEquation",
    "Entry",
    "Expr",
    "Hadamard",
    "Linear",
    "MatMul",
    "Message",
    "Named",
    "Neg",
    "Num",
    "Partial",
    "Power",
    "Product",
    "Quotient",
    "Slope",
    "Sum",
    "Transpose",
    "Var",
    "chain",
    "children",
    "fold",
    "names_in",
    "number",
    "size",
    "substitute",
    "total",
]

T = TypeVar("T")


class _Operators:
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
class Num(_Operators):
    """A number `value` ≥ 0 and the text it was written as (``0.10``, ``1/2``, ``3e-9``)."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Var(_Operators):
    """A variable of the network, by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Partial(_Operators):
    """∂of/∂wrt as one symbol, all by name; with `first` ∂²of/∂wrt∂first, which is ∂/∂wrt of ∂of/∂first."""

    of: str
    wrt: str
    first: str = ""

    @property
    def name(self) -> str:
        return f"d2_{self.of}__d_{self.wrt}__d_{self.first}" if self.first else f"d_{self.of}__d_{self.wrt}"


@dataclass(frozen=True, slots=True)
class Delta(_Operators):
    """δ_unit = ∂E_total/∂net_unit."""

    unit: str

    @property
    def name(self) -> str:
        return f"delta_{self.unit}"


@dataclass(frozen=True, slots=True)
class Message(_Operators):
    """m_{source→target}: what comes back from unit `source` into unit `target`, its left neighbour."""

    source: str
    target: str

    @property
    def name(self) -> str:
        return f"m_{self.source}__{self.target}"


@dataclass(frozen=True, slots=True)
class Sum(_Operators):
    """terms[0] + terms[1] + …, in this order."""

    terms: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Product(_Operators):
    """factors[0] factors[1] …, written side by side, in this order."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Chain(_Operators):
    """factors[0] · factors[1] · …: a product of local partials in chain-rule order, E first."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Neg(_Operators):
    """−operand."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Quotient(_Operators):
    """numerator / denominator."""

    numerator: Expr
    denominator: Expr


@dataclass(frozen=True, slots=True)
class Power(_Operators):
    """base ** exponent."""

    base: Expr
    exponent: Expr


@dataclass(frozen=True, slots=True)
class Call(_Operators):
    """function(arguments), the function by its name in the function table."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Cases(_Operators):
    """`then` where `left` > `right`, else `otherwise`."""

    left: Expr
    right: Expr
    then: Expr
    otherwise: Expr


def _nothing(_row: int, _column: int) -> Expr:
    return Num(Fraction(0), "0")


@dataclass(frozen=True, slots=True)
class Array(_Operators):
    """A matrix of a layer, or ∂of/∂(matrix), by its symbol and layer numbers; a vector is one column.

    Args:
        symbol: ``W``, ``b``, ``delta``, ``net``, ``out``, ``t``, ``J``, ``ones``.
        layers: the numbers that it bears: the layer; for a skip's weights the layer and its source.
        of: the variable whose derivative by the matrix it is; nothing for the matrix itself.
        shape: rows and columns.
        entry: (row, column), from 0 → the scalar that stands there.
        image: (row, column) → what the layer's function makes of that scalar, for its derivative; of nets.
    """

    symbol: str
    layers: tuple[int, ...] = ()
    of: str = ""
    shape: tuple[int, int] = field(default=(1, 1), compare=False, repr=False)
    entry: Callable[[int, int], Expr] = field(default=_nothing, compare=False, repr=False)
    image: Callable[[int, int], Expr] | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        own = "_".join((self.symbol, *map(str, self.layers)))
        return f"d_{self.of}__d_{own}" if self.of else own


@dataclass(frozen=True, slots=True)
class MatMul(_Operators):
    """factors[0] factors[1] …, the product of matrices."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Hadamard(_Operators):
    """factors[0] ⊙ factors[1] ⊙ …, the product entry by entry."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Transpose(_Operators):
    """operand ᵀ."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Diagonal(_Operators):
    """diag(operand): the square matrix with a vector on its diagonal, 0 elsewhere."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Slope(_Operators):
    """f′(operand), entry by entry, the function by its name in the function table."""

    function: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Entry(_Operators):
    """[operand] at a row and a column, both from 1."""

    operand: Expr
    row: int
    column: int


Named = Var | Partial | Delta | Message | Array
Linear = MatMul | Hadamard | Transpose | Diagonal | Slope | Entry
Expr = Num | Named | Sum | Product | Chain | Neg | Quotient | Power | Call | Cases | Linear


@dataclass(frozen=True, slots=True)
class DisplayEquation:
    """One equation of a page, lhs = rhs, exactly as it is to be written."""

    lhs: Named
    rhs: Expr


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


_CHILDREN: dict[type, Callable[..., tuple[Expr, ...]]] = {
    **dict.fromkeys((Num, Var, Partial, Delta, Message, Array), lambda _: ()),
    Sum: lambda e: e.terms,
    Product: lambda e: e.factors,
    Chain: lambda e: e.factors,
    Neg: lambda e: (e.operand,),
    Quotient: lambda e: (e.numerator, e.denominator),
    Power: lambda e: (e.base, e.exponent),
    Call: lambda e: e.arguments,
    Cases: lambda e: (e.left, e.right, e.then, e.otherwise),
    MatMul: lambda e: e.factors,
    Hadamard: lambda e: e.factors,
    **dict.fromkeys((Transpose, Diagonal, Slope, Entry), lambda e: (e.operand,)),
}

_WITH_CHILDREN: dict[type, Callable[..., Expr]] = {
    **dict.fromkeys((Num, Var, Partial, Delta, Message, Array), lambda e, _: e),
    Sum: lambda _, kids: Sum(tuple(kids)),
    Product: lambda _, kids: Product(tuple(kids)),
    Chain: lambda _, kids: Chain(tuple(kids)),
    Neg: lambda _, kids: Neg(*kids),
    Quotient: lambda _, kids: Quotient(*kids),
    Power: lambda _, kids: Power(*kids),
    Call: lambda e, kids: Call(e.function, tuple(kids)),
    Cases: lambda _, kids: Cases(*kids),
    MatMul: lambda _, kids: MatMul(tuple(kids)),
    Hadamard: lambda _, kids: Hadamard(tuple(kids)),
    Transpose: lambda _, kids: Transpose(*kids),
    Diagonal: lambda _, kids: Diagonal(*kids),
    Slope: lambda e, kids: Slope(e.function, *kids),
    Entry: lambda e, kids: Entry(kids[0], e.row, e.column),
}


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct parts of `expr`, in order."""
    return _CHILDREN[type(expr)](expr)


def with_children(expr: Expr, parts: Sequence[Expr]) -> Expr:
    """Return `expr` with its direct parts replaced."""
    return _WITH_CHILDREN[type(expr)](expr, parts)


def fold(root: Expr, rule: Callable[[Expr, list[T]], T], parts_of: Callable[[Expr], tuple[Expr, ...]] = children) -> T:
    """Return rule(root, results of its parts), parts first; each distinct node is done once.

    Iterative, so that a net of a thousand layers needs no deeper stack than one of two.

    Args:
        rule: takes a node and the results of its direct parts, in order.
        parts_of: which parts to go into; the default is all of them.

    >>> fold(Var("a") * (Var("b") + 1), lambda node, parts: 1 + sum(parts))
    5
    """
    done: dict[int, T] = {}
    stack = [root]
    while stack:
        node = stack[-1]
        if id(node) in done:
            stack.pop()
            continue
        parts = parts_of(node)
        pending = [part for part in parts if id(part) not in done]
        if pending:
            stack.extend(reversed(pending))
        else:
            stack.pop()
            done[id(node)] = rule(node, [done[id(part)] for part in parts])
    return done[id(root)]


def size(expr: Expr) -> int:
    """Return the number of nodes `expr` has when written out.

    >>> size(Var("a") + 1)
    3
    """
    return fold(expr, lambda _, parts: 1 + sum(parts))


def names_in(expr: Expr) -> dict[str, Named]:
    """Return the names that stand in `expr`, by first use, each with its node.

    >>> list(names_in(Var("b") * Var("a") + Var("b")))
    ['b', 'a']
    """
    found: dict[str, Named] = {}

    def visit(node: Expr, _: list[None]) -> None:
        if isinstance(node, Named):
            found.setdefault(node.name, node)

    fold(expr, visit)
    return found


def substitute(expr: Expr, replacement: Callable[[Named], Expr | None]) -> Expr:
    """Return `expr` with every named leaf replaced where `replacement` gives something.

    >>> substitute(Var("a") + Var("b"), lambda leaf: ONE if leaf.name == "a" else None)
    Sum(terms=(Num(value=Fraction(1, 1), text='1'), Var(name='b')))
    """

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Named):
            return replacement(node) or node
        return with_children(node, parts) if parts else node

    return fold(expr, rule)
