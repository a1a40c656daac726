"""Whole layers: matrices and vectors, and what is done with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from symprop.expression.scalars import ZERO, Operators

if TYPE_CHECKING:
    from symprop.expression.tree import Expr

__all__ = ["Array", "Diagonal", "Entry", "Hadamard", "MatMul", "Slope", "Transpose"]


def _nothing(_row: int, _column: int) -> Expr:
    return ZERO


@dataclass(frozen=True, slots=True)
class Array(Operators):
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
class MatMul(Operators):
    """factors[0] factors[1] …, the product of matrices."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Hadamard(Operators):
    """factors[0] ⊙ factors[1] ⊙ …, the product entry by entry."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Transpose(Operators):
    """operand ᵀ."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Diagonal(Operators):
    """diag(operand): the square matrix with a vector on its diagonal, 0 elsewhere."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Slope(Operators):
    """f′(operand), entry by entry, the function by its name in the function table."""

    function: str
    operand: Expr


@dataclass(frozen=True, slots=True)
class Entry(Operators):
    """[operand] at a row and a column, both from 1."""

    operand: Expr
    row: int
    column: int
