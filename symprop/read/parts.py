"""A part of a tree while it is parsed, with what its budget is about.

*Reach* bounds |log10| of a value by its form alone, every name taken for at most 10; it stops towers of powers
before anything is computed.
"""

from __future__ import annotations

from collections.abc import Sequence

from symprop.expression import Cases, Expr, Neg, Num, Product, Quotient
from symprop.read.tokens import Source

__all__ = [
    "FAR", "GROWN", "NAMED", "PLAIN", "Part", "case", "check_growth", "magnitude", "negative", "product", "quotient",
    "wide",
]  # fmt: skip

FAR = 300.0  # 10**FAR is still a float

NAMED, PLAIN, GROWN = range(3)  # with names; numbers alone; numbers alone, with a power or exp among them


class Part:
    """A tree and what is known of it.

    Args:
        expr: the tree.
        parts: its direct parts.
        reach: the bound of |log10| of its value.
        at: offset of its first token, for messages.
        source: what it is read from.
        numbers: NAMED, PLAIN or GROWN; as its parts unless given.

    Raises:
        LimitExceeded: if it is too deep or too large.
    """

    __slots__ = ("at", "depth", "expr", "numbers", "reach", "size", "source")
    depth: int
    size: int
    numbers: int

    def __init__(
        self, expr: Expr, parts: Sequence[Part], reach: float, at: int, source: Source, numbers: int | None = None
    ) -> None:
        self.expr, self.at, self.source = expr, at, source
        self.reach = min(reach, 10**FAR)
        self.depth = 1 + max((part.depth for part in parts), default=0)
        self.size = 1 + sum(part.size for part in parts)
        if numbers is None:
            kinds = [part.numbers for part in parts]
            numbers = NAMED if NAMED in kinds else max(kinds)
        self.numbers = numbers
        budget = source.budget
        if self.depth > budget.depth:
            raise source.limit(at, "the formula nests too deep", budget.depth)
        if self.size > budget.nodes:
            raise source.limit(at, "the formula has too many numbers, names and operations", budget.nodes)


def quotient(above: Part, below: Part) -> Part:
    """Return above / below."""
    return Part(Quotient(above.expr, below.expr), (above, below), above.reach + below.reach, above.at, above.source)


def negative(part: Part, at: int) -> Part:
    """Return −part, its sign standing at `at`."""
    return Part(Neg(part.expr), (part,), part.reach, at, part.source)


def wide(parts: Sequence[Part]) -> float:
    """Return the largest reach."""
    return max(part.reach for part in parts)


def product(parts: Sequence[Part]) -> Part:
    """Return parts[0] · parts[1] · …; the part itself for one."""
    first = parts[0]
    if len(parts) == 1:
        return first
    reach = sum(part.reach for part in parts)
    return Part(Product(tuple(part.expr for part in parts)), parts, reach, first.at, first.source)


def case(left: Part, right: Part, then: Part, otherwise: Part) -> Part:
    """Return `then` where left > right, else `otherwise`."""
    parts = (left, right, then, otherwise)
    return Part(Cases(left.expr, right.expr, then.expr, otherwise.expr), parts, wide(parts), then.at, then.source)


def check_growth(part: Part, at: int) -> None:
    """Refuse an argument of exp, sin, … that may have too many digits before the point."""
    budget = part.source.budget
    if part.reach > budget.growth:
        raise part.source.limit(at, "powers upon powers grow too large", f"numbers of {budget.growth:.0f} digits")


def magnitude(part: Part) -> float:
    """Return |value| of a number or its negative, else a bound of it."""
    expr = part.expr.operand if isinstance(part.expr, Neg) else part.expr
    if isinstance(expr, Num):
        return float(min(expr.value, 10 ** int(FAR)))
    return float(10.0 ** min(part.reach, FAR))
