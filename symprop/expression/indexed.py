"""Entries by their indices, and sums over an index: what is said of every unit of a layer at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symprop.expression.scalars import Num, Operators

if TYPE_CHECKING:
    from symprop.expression.tree import Expr

__all__ = ["Element", "Index", "IndexedSum", "Iverson", "Leaf"]

Leaf = Callable[[tuple[int, ...], tuple[int, ...]], "Expr"]
"""(numbers of the layers, numbers of the units), both from 1 → the scalar that stands there."""


@dataclass(frozen=True, slots=True)
class Index:
    """A place among units or layers, from 1: a number, a letter (``j``, ``j2``), or both (``l + 1``).

    >>> Index("l", 1).at({"l": 2}), str(Index("l", -1)), str(Index(number=3))
    (3, 'l-1', '3')
    """

    letter: str = ""
    number: int = 0

    def at(self, letters: Mapping[str, int]) -> int:
        """Return the number it is; KeyError if its letter has none."""
        return (letters[self.letter] if self.letter else 0) + self.number

    def __str__(self) -> str:
        if not self.letter:
            return str(self.number)
        return f"{self.letter}{self.number:+d}" if self.number else self.letter


@dataclass(frozen=True, slots=True)
class Element(Operators):
    """One entry of what a layer has, or ∂of/∂(entry): w⁽²⁾_kj, δ⁽ˡ⁺¹⁾_k, t_k; without indices n2, n_{l+1}.

    Args:
        symbol: ``w``, ``b``, ``delta``, ``net``, ``out``, ``t``, ``n``, or the name of a layer's size.
        layers: the numbers it bears: the layer; for a skip's weights the layer and its source.
        indices: the unit; of a weight the unit that it leads to and the one that it comes from.
        of: the variable whose derivative by the entry it is; nothing for the entry itself.
        entry: the scalar that it is, where the layers have widths.
        image: what the layer's function makes of that scalar, for its derivative; of nets.
    """

    symbol: str
    layers: tuple[Index, ...] = ()
    indices: tuple[Index, ...] = ()
    of: str = ""
    entry: Leaf | None = field(default=None, compare=False, repr=False)
    image: Leaf | None = field(default=None, compare=False, repr=False)

    @property
    def family(self) -> str:
        """The name of all that differ in their numbers only."""
        return f"d_{self.of}__d_{self.symbol}" if self.of else self.symbol

    @property
    def name(self) -> str:
        """What it is in Python, where units count from 0."""
        layers = ", ".join(_python(index, 0) for index in self.layers)
        indices = ", ".join(_python(index, 1) for index in self.indices)
        return self.family + (f"[{layers}]" if layers else "") + (f"[{indices}]" if indices else "")


def _python(index: Index, first: int) -> str:
    if not index.letter:
        return str(index.number - first)
    sign = "+" if index.number > 0 else "-"
    return f"{index.letter} {sign} {abs(index.number)}" if index.number else index.letter


@dataclass(frozen=True, slots=True)
class IndexedSum(Operators):
    """Σ body for `letter` = 1 … `bound`."""

    letter: str
    bound: Num | Element
    body: Expr


@dataclass(frozen=True, slots=True)
class Iverson(Operators):
    """[left = right]: 1 where two indices are the same, else 0."""

    left: Index
    right: Index
