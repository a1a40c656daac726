"""Matrix equations written out: each entry that is needed becomes an equation of scalars.

A matrix's name stands for the scalars that are its entries, so what comes out is what every other form is made
of, and is evaluated, and compared, like it. Shapes that do not fit are refused: nothing is stretched or turned
round to make it fit, but a number beside a vector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from symprop.errors import SympropError
from symprop.expression import (
    ZERO,
    Array,
    Call,
    Chain,
    Diagonal,
    DisplayEquation,
    Entry,
    Expr,
    Hadamard,
    MatMul,
    Named,
    Product,
    Slope,
    Transpose,
    fold,
    names_in,
    total,
    with_children,
)
from symprop.functions import FUNCTIONS

__all__ = ["entry_by_entry", "has_matrices", "in_entries", "told_apart"]

Shape = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Grid:
    """An expression's entries, made when asked for; no shape: a number."""

    shape: Shape | None
    at: Callable[[int, int], Expr]
    image: Callable[[int, int], Expr] | None = None


def has_matrices(lines: Iterable[DisplayEquation]) -> bool:
    """Return whether an equation defines a matrix."""
    return any(isinstance(line.lhs, Array) for line in lines)


def in_entries(lines: Sequence[DisplayEquation]) -> list[DisplayEquation]:
    """Return the equations of scalars that matrix equations come to, as far as the first of them needs any.

    Args:
        lines: a name's definition after its uses.

    Raises:
        SympropError: if shapes do not fit.
    """
    needed = {lines[0].lhs.name} if lines else set()
    defined: set[str] = set()
    found: list[DisplayEquation] = []
    for line in lines:
        grid = fold(line.rhs, _rule)
        for lhs, row, column in _wanted(line, grid, needed):
            rhs = grid.at(row, column)
            needed.update(names_in(rhs))
            if isinstance(rhs, Named) and rhs.name == lhs.name:  # ∂E/∂w as an entry of ∂E/∂W is itself
                continue
            if lhs.name not in defined:  # a page that says ∂E/∂w is another entry has said what it is
                defined.add(lhs.name)
                found.append(DisplayEquation(lhs, rhs))
    return found


def _wanted(line: DisplayEquation, grid: _Grid, needed: set[str]) -> list[tuple[Named, int, int]]:
    lhs = line.lhs
    if not isinstance(lhs, Array):
        if grid.shape not in (None, (1, 1)):
            raise SympropError(f"'{lhs.name}' is a number, its right side {_shown(grid.shape)}")
        return [(lhs, 0, 0)] if lhs.name in needed else []
    if grid.shape != lhs.shape:
        raise SympropError(f"'{lhs.name}' is {_shown(lhs.shape)}, its right side {_shown(grid.shape)}")
    rows, columns = lhs.shape
    entries = ((lhs.entry(row, column), row, column) for row in range(rows) for column in range(columns))
    return [(entry, row, column) for entry, row, column in entries if isinstance(entry, Named) and entry.name in needed]


def _shown(shape: Shape | None) -> str:
    return "a number" if shape is None else f"{shape[0]} × {shape[1]}"


def _rule(node: Expr, parts: list[_Grid]) -> _Grid:
    match node:
        case Array(shape=shape, entry=entry, image=image):
            return _Grid(shape, entry, image)
        case MatMul():
            product = parts[0]
            for part in parts[1:]:
                product = _matmul(product, part)
            return product
        case Transpose():
            rows, columns = _matrix(parts[0])
            return _Grid((columns, rows), lambda row, column: parts[0].at(column, row))
        case Diagonal():
            side, columns = _matrix(parts[0])
            if columns != 1:
                raise SympropError(f"diag takes a column, not {_shown((side, columns))}")
            return _Grid((side, side), lambda row, column: parts[0].at(row, 0) if row == column else ZERO)
        case Slope(function):
            return _Grid(parts[0].shape, lambda row, column: _slope(function, parts[0], row, column))
        case Entry(_, row, column):
            rows, columns = _matrix(parts[0])
            if not (row <= rows and column <= columns):
                raise SympropError(f"{_shown((rows, columns))} has no entry {row},{column}")
            return _Grid(None, lambda *_: parts[0].at(row - 1, column - 1))
        case Hadamard():
            for part in parts:
                _matrix(part)
            return _each(parts, lambda kids: Product(tuple(kids)))
        case Product() | Chain() if sum(part.shape is not None for part in parts) > 1:
            raise SympropError("matrices stand beside each other with no sign that multiplies them")
        case _:
            return _each(parts, lambda kids: with_children(node, kids))


def _each(parts: list[_Grid], make: Callable[[list[Expr]], Expr]) -> _Grid:
    """Return what `make` makes of the parts' entries at the same place, numbers being the same everywhere."""
    shapes = {part.shape for part in parts if part.shape is not None}
    if len(shapes) > 1:
        raise SympropError(f"the shapes {' and '.join(sorted(map(_shown, shapes)))} do not fit entry by entry")
    return _Grid(next(iter(shapes), None), lambda row, column: make([part.at(row, column) for part in parts]))


def _matmul(left: _Grid, right: _Grid) -> _Grid:
    (rows, inner), (other, columns) = _matrix(left), _matrix(right)
    if inner != other:
        raise SympropError(f"{_shown((rows, inner))} times {_shown((other, columns))} is not defined")

    def at(row: int, column: int) -> Expr:
        return total(Product((left.at(row, k), right.at(k, column))) for k in range(inner))

    return _Grid((rows, columns), at)


def _matrix(grid: _Grid) -> Shape:
    if grid.shape is None:
        raise SympropError("a number stands where a matrix must")
    return grid.shape


def _slope(function: str, grid: _Grid, row: int, column: int) -> Expr:
    """Return f′(x) as every other form has it: in terms of the layer's out where f(x) is that."""
    derivative = FUNCTIONS[function].derivative
    if derivative is None:
        raise SympropError(f"'{function}' has no derivative")
    x = grid.at(row, column)
    return derivative(x, grid.image(row, column) if grid.image else FUNCTIONS[function](x))


def entry_by_entry(expr: Expr) -> Expr:
    """Return an expression of vectors with ⊙ between the vectors that it multiplies, numbers before them."""

    def rule(node: Expr, parts: list[tuple[Expr, bool]]) -> tuple[Expr, bool]:
        kids = [part for part, _ in parts]
        if isinstance(node, Product | Chain):
            arrays = [part for part, vector in parts if vector]
            numbers = [part for part, vector in parts if not vector]
            if len(arrays) > 1:
                product = Hadamard(tuple(arrays))
                return (Product((*numbers, product)) if numbers else product), True
        vector = isinstance(node, Array) or any(flag for _, flag in parts)
        return with_children(node, kids), vector

    return fold(expr, rule)[0]


def told_apart(expr: Expr, arrays: dict[str, Array], *, star: bool) -> Expr:
    """Return an expression that was read, names of matrices and products of them being what they stand for.

    Args:
        arrays: name → matrix.
        star: whether matrices side by side are multiplied entry by entry (NumPy's ``*``); else as matrices.
    """

    def rule(node: Expr, parts: list[tuple[Expr, bool]]) -> tuple[Expr, bool]:
        kids = [part for part, _ in parts]
        if isinstance(node, Named) and node.name in arrays:
            return arrays[node.name], True
        if isinstance(node, Call) and node.function == "diag":
            return Diagonal(kids[0]), True
        is_matrix = any(flag for _, flag in parts) and not isinstance(node, Entry)
        if isinstance(node, Product) and sum(flag for _, flag in parts) > 1:
            numbers = tuple(part for part, flag in parts if not flag)
            matrices = tuple(part for part, flag in parts if flag)
            product: Expr = Hadamard(matrices) if star else MatMul(matrices)
            return (Product((*numbers, product)) if numbers else product), True
        return with_children(node, kids), is_matrix

    return fold(expr, rule)[0]
