"""All kinds of nodes together: what an expression may be, and the one iterative walk over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from symprop.expression.arrays import Array, Diagonal, Entry, Hadamard, MatMul, Slope, Transpose
from symprop.expression.indexed import Element, IndexedSum, Iverson
from symprop.expression.scalars import (
    Call,
    Cases,
    Chain,
    Delta,
    Message,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Var,
)

__all__ = [
    "DisplayEquation",
    "Expr",
    "Indexed",
    "Linear",
    "Named",
    "children",
    "fold",
    "names_in",
    "size",
    "substitute",
    "with_children",
]

T = TypeVar("T")

Named = Var | Partial | Delta | Message | Array | Element
Linear = MatMul | Hadamard | Transpose | Diagonal | Slope | Entry
Indexed = IndexedSum | Iverson
Expr = Num | Named | Sum | Product | Chain | Neg | Quotient | Power | Call | Cases | Linear | Indexed


@dataclass(frozen=True, slots=True)
class DisplayEquation:
    """One equation of a page, lhs = rhs, exactly as it is to be written."""

    lhs: Named
    rhs: Expr


_CHILDREN: dict[type, Callable[..., tuple[Expr, ...]]] = {
    **dict.fromkeys((Num, Var, Partial, Delta, Message, Array, Element, Iverson), lambda _: ()),
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
    IndexedSum: lambda e: (e.bound, e.body),
}

_WITH_CHILDREN: dict[type, Callable[..., Expr]] = {
    **dict.fromkeys((Num, Var, Partial, Delta, Message, Array, Element, Iverson), lambda e, _: e),
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
    IndexedSum: lambda e, kids: IndexedSum(e.letter, *kids),
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

    >>> substitute(Var("a") + Var("b"), lambda leaf: Var("c") if leaf.name == "a" else None)
    Sum(terms=(Var(name='c'), Var(name='b')))
    """

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Named):
            return replacement(node) or node
        return with_children(node, parts) if parts else node

    return fold(expr, rule)
