r"""Which part of an equation stands on which row: no row wider than the page.

    ∂E/∂w = −(t₁ − out) · out(1 − out) · w₅ · …        a sum of paths: one term to a row
            + …
            = −(0.01 − 0.75136507) · 0.75136507 · …     a product too wide for a row goes on at a dot
              · 0.593269992 · 0.05

Rows are trees still; every target writes them in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from symprop.expression import Chain, Expr, IndexedSum, Named, Neg, Product, Sum, size
from symprop.notation import Labels, shown_equation
from symprop.render.styles import LATEX
from symprop.render.width import label_width, latex_width
from symprop.render.write import render
from symprop.report import Shown

__all__ = ["CONTINUED", "EQUALS", "INDENT", "PICTURE", "Row", "columns", "factors_of", "rows"]

LONG, LONG_CHAINS = 30, 12  # nodes from which a sum, and a sum of chain-rule products, is broken by terms
EQUALS, INDENT = 1.4, 2.6  # em: the sign between the sides; a further row's quad and sign
PLUS, DOT = 1.3, 0.8  # em: between terms, between factors
PICTURE = 8.0

CONTINUED = -1

Kind = Literal["side", "terms", "factors"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an equation.

    Args:
        kind: a side begins with its equals sign, terms with a plus or minus, factors with a dot.
        parts: terms of a sum, or factors of a product, that stand side by side; none where a label has its own row.
        lhs: before the first side.
        label: what the row is called (a path).
        place: which path's first row it is, from 0; `CONTINUED` for a further one; None where it is no path's.
        goes_on: whether the next row is more of the same product.
        sides: further sides that stand behind it, each with its equals sign.
        name: of the whole equation, behind the last row of its first side.
    """

    kind: Kind
    parts: tuple[Expr, ...]
    lhs: Named | None = None
    label: str = ""
    place: int | None = None
    goes_on: bool = False
    sides: tuple[tuple[Expr, ...], ...] = ()
    name: str = ""


def columns(lines: Sequence[Shown], labels: Labels) -> float:
    """Return how much of a page the left sides of lines take that stand under each other, with the sign."""
    return max((_width(line.equation.lhs, labels) for line in lines), default=0.0) + EQUALS


def rows(shown: Shown, labels: Labels, width: float | None = None, picture: float = 0.0) -> Iterator[Row]:
    """Yield the rows of one equation.

    Args:
        width: em for a right side; without it only sums of paths and long ones are broken, by their terms.
        picture: em that a picture before each path's term takes.
    """
    equation = shown_equation(shown.equation, labels)
    lhs: Named | None = equation.lhs
    held: Row | None = None  # a row that further sides may join
    for place, side in enumerate((equation.rhs, *shown.numbers)):
        named = shown.labels if place == 0 else ()
        room = width - picture if width is not None and named else width
        found = list(_side(side, named, labels, room))
        found[0] = replace(found[0], lhs=lhs)
        if place == 0 and shown.name:
            found = _with_name(found, shown.name, labels, width)
        lhs = None
        joined = _joined(held, found, labels, width) if held else None
        if held and not joined:
            yield held
        held = joined or found.pop()
        if joined:
            continue
        yield from found
    if held:
        yield held


def _joined(held: Row, side: Sequence[Row], labels: Labels, width: float | None) -> Row | None:
    """Return a row with one more side behind it, where both are short and a page has room for them."""
    row = side[0]
    if width is None or len(side) > 1 or held.kind != "side" or held.label or row.label or held.name:
        return None
    sides = (held.parts, *held.sides, row.parts)
    taken = sum(_wide(parts, labels) + EQUALS for parts in sides)
    return replace(held, sides=sides[1:]) if taken <= width else None


def _with_name(found: Sequence[Row], name: str, labels: Labels, width: float | None) -> list[Row]:
    """Return the rows of a side with the equation's name behind the last one, below it where that is too wide."""
    *rest, last = found
    if width is not None and _wide(last.parts, labels) + label_width(name) > width:
        return [*found, Row("factors", (), name=name)]
    return [*rest, replace(last, name=name)]


def _side(side: Expr, names: Sequence[str], labels: Labels, width: float | None) -> Iterator[Row]:
    """Yield the rows of one side."""
    terms = _terms(side) if width is None or _breaks_anyway(side) else _packed(side, labels, width)
    named = names if len(names) == len(terms) else ("",) * len(terms)
    for k, (parts, label) in enumerate(zip(terms, named, strict=True)):
        first, *more = _split(parts, labels, width)
        last = more[-1] if more else first
        below = _below(label, width) if label and width and label_width(label) + _wide(last, labels) > width else []
        behind = "" if below else label
        path = k if label else None
        further = CONTINUED if label else None
        yield Row("terms" if k else "side", first, None, "" if more else behind, path, bool(more))
        for j, factors in enumerate(more, 1):
            yield Row("factors", factors, None, behind if j == len(more) else "", further, j < len(more))
        for piece in below:
            yield Row("factors", (), None, piece, further)


def _below(label: str, width: float) -> list[str]:
    """Return a label as the rows it needs, broken before its arrows.

    >>> _below("w1 → h1 → o1", 9)
    ['w1 → h1', '→ o1']
    """
    found: list[str] = []
    for piece in re.split(r" (?=→)", label):
        if found and label_width(f"{found[-1]} {piece}") <= width - INDENT:
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return found


def _wide(parts: Sequence[Expr], labels: Labels) -> float:
    return sum(_width(part, labels) + PLUS for part in parts)


def _breaks_anyway(expr: Expr) -> bool:
    """Return whether each term gets its own row: in a sum of paths."""
    return (
        isinstance(expr, Sum)
        and any(isinstance(term, Chain | IndexedSum) for term in expr.terms)
        and size(expr) > LONG_CHAINS
    )


def _terms(expr: Expr) -> list[tuple[Expr, ...]]:
    """Return the terms to be put on rows of their own: those of a sum of paths, or of a long one."""
    if isinstance(expr, Sum) and (_breaks_anyway(expr) or size(expr) > LONG):
        return [(term,) for term in expr.terms]
    return [(expr,)]


def _packed(expr: Expr, labels: Labels, width: float) -> list[tuple[Expr, ...]]:
    """Return as many terms to a row as it holds."""
    if not isinstance(expr, Sum):
        return [(expr,)]
    return _filled(expr.terms, [_width(term, labels) + PLUS for term in expr.terms], width - INDENT)


def _split(parts: tuple[Expr, ...], labels: Labels, width: float | None) -> list[tuple[Expr, ...]]:
    """Return one term as the rows it needs, broken between its factors, none of them much shorter than the others."""
    factors = factors_of(parts[0]) if len(parts) == 1 else ()
    if width is None or len(factors) < 2 or _width(parts[0], labels) <= width - INDENT:
        return [parts]
    wide = [_width(factor, labels) + DOT for factor in factors]
    room = width - INDENT
    found = _filled(factors, wide, room)
    while len(narrower := _filled(factors, wide, room - 1)) == len(found) and room > max(wide):
        room, found = room - 1, narrower
    return [(Chain(group) if len(group) > 1 else group[0],) for group in found]


def _filled(parts: Sequence[Expr], wide: Sequence[float], room: float) -> list[tuple[Expr, ...]]:
    """Return the parts in rows, each as full as it can be."""
    found: list[list[Expr]] = [[]]
    taken = 0.0
    for part, own in zip(parts, wide, strict=True):
        if found[-1] and taken + own > room:
            found.append([])
            taken = 0.0
        found[-1].append(part)
        taken += own
    return [tuple(row) for row in found]


def factors_of(expr: Expr) -> tuple[Expr, ...]:
    """Return what a product can be broken between: its factors, those of chains in it too; nothing for others."""
    match expr:
        case Chain(factors):
            return tuple(inner for factor in factors for inner in (_inner(factor) or (factor,)))
        case Product(factors):
            return factors
        case Neg(Chain() | Product() as product):
            first, *rest = factors_of(product)
            return (Neg(first), *rest)
        case IndexedSum(letter, bound, body) if factors := factors_of(body):
            return (IndexedSum(letter, bound, factors[0]), *factors[1:])  # it takes what follows it in a product
        case Neg(IndexedSum() as total):
            first, *rest = factors_of(total) or (total,)
            return (Neg(first), *rest) if rest else ()
        case _:
            return ()


def _inner(factor: Expr) -> tuple[Expr, ...]:
    match factor:
        case Chain() | Neg(Chain()):
            return factors_of(factor)
        case _:
            return ()


def _width(expr: Expr, labels: Labels) -> float:
    return latex_width(render(expr, LATEX, labels).text)
