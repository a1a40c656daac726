r"""Parts of a formula that get a name of their own where no break between terms or factors would fit a line.

    ∂E/∂w₁ = −(t₁ − A₁) · A₁(1 − A₁) · w₅ · …,    A₁ = σ(w₅ σ(w₁ i₁ + …) + …)

A bracket cannot be broken over two rows. So what makes it too wide is named: a function's value first, then a
sum. Equal parts get one name; a definition is short, or can itself be broken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from symprop.expression import (
    Array,
    Call,
    Cases,
    Chain,
    DisplayEquation,
    Element,
    Entry,
    Expr,
    Named,
    Neg,
    Num,
    Power,
    Product,
    Quotient,
    Sum,
    Var,
    fold,
    names_in,
    with_children,
)
from symprop.render.layout import factors_of

__all__ = ["free_letter", "with_names"]

Measure = Callable[[Expr], float]
_WHOLE = (Call, Quotient, Power, Cases, Entry)  # what cannot be broken between terms or factors
_SHARES = (0.5, 0.35, 0.2, 0.1)  # of a row: the width from which a function's value gets a name; tried in this order


def free_letter(names: Iterable[str]) -> str:
    """Return a capital letter that no name begins with.

    >>> free_letter(["w1", "A_1"])
    'B'
    """
    taken = {name[:1] for name in names}
    return next((letter for letter in "ABCDGHKLMQRSUVXYZ" if letter not in taken), "Xi")


def with_names(
    lines: Sequence[DisplayEquation], measure: Measure, width: float, letter: str
) -> tuple[DisplayEquation, ...]:
    """Return lines that fit, what they name defined after the line that uses it first.

    Args:
        measure: the width of an expression, in em.
        width: of a right side.
        letter: of the names: A1, A2, …

    >>> from symprop.expression import size
    >>> deep = Call("sigmoid", (Var("u") * Call("tanh", (Var("v") * Var("x") + Var("b"),)) + Var("c"),))
    >>> [line.lhs.name for line in with_names([DisplayEquation(Var("y"), deep)], size, 8, "A")]
    ['y', 'A1']
    """
    if any(isinstance(name, Array | Element) for line in lines for name in names_in(line.rhs).values()):
        return tuple(lines)  # matrices are short, and a part under a Σ may hold its index
    names = _Names(measure, width, letter)
    return tuple(found for line in lines for found in names.fitted(line))


@dataclass(slots=True)
class _Names:
    """The names given so far."""

    measure: Measure
    width: float
    letter: str
    numbers: dict[object, int] = field(default_factory=dict)  # structure → its number
    given: dict[int, Var] = field(default_factory=dict)  # number → the name

    def fitted(self, line: DisplayEquation) -> list[DisplayEquation]:
        """Return the line and the definitions it needs for the first time."""
        rhs = line.rhs
        made: list[DisplayEquation] = []
        for share in _SHARES:
            if self._fits(rhs):
                break
            rhs = self._named(rhs, share * self.width, made)
        return [DisplayEquation(line.lhs, rhs), *made]

    def _fits(self, expr: Expr) -> bool:
        terms = expr.terms if isinstance(expr, Sum) else (expr,)
        units = (unit for term in terms for unit in factors_of(term) or (term,))
        return all(self.measure(unit) <= self.width for unit in units)

    def _named(self, root: Expr, least: float, made: list[DisplayEquation]) -> Expr:
        def rule(node: Expr, parts: list[Expr]) -> Expr:
            return with_children(node, [self._part(node, part, least, made) for part in parts]) if parts else node

        return fold(root, rule)

    def _part(self, parent: Expr, part: Expr, least: float, made: list[DisplayEquation]) -> Expr:
        """Return a part, or its name where it is too wide to stand in its parent."""
        if isinstance(part, Num | Named):
            return part
        alone = isinstance(parent, Sum | Neg | Chain | Product)
        if isinstance(part, _WHOLE):
            limit = least
        elif alone and isinstance(part, Neg | Chain | Product):
            return part
        else:
            limit = self.width * 0.8
        return self._name(part, made) if self.measure(part) > limit else part

    def _name(self, part: Expr, made: list[DisplayEquation]) -> Expr:
        number = fold(part, self._number)
        name = self.given.get(number)
        if name is None:
            name = self.given[number] = Var(f"{self.letter}{len(self.given) + 1}")
            made.append(DisplayEquation(name, part))
        return name

    def _number(self, node: Expr, parts: list[int]) -> int:
        """Return the number of a structure: equal expressions have equal ones, however deep they are."""
        own = node if isinstance(node, Num | Named) else getattr(node, "function", None)
        return self.numbers.setdefault((type(node), own, *parts), len(self.numbers))
