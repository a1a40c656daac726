"""Matrix equations written out: which entries are needed, which shapes fit, what a matrix is told apart by."""

from __future__ import annotations

import pytest

from symprop.derive.entries import entry_by_entry, in_entries, told_apart
from symprop.errors import SympropError
from symprop.expression import (
    TWO,
    Array,
    Call,
    Diagonal,
    DisplayEquation,
    Entry,
    Expr,
    Hadamard,
    MatMul,
    Neg,
    Product,
    Slope,
    Sum,
    Var,
)

x, y, z, s, u = map(Var, "xyzsu")


def column(symbol: str, *entries: Expr) -> Array:
    return Array(symbol, shape=(len(entries), 1), entry=lambda row, place: (entries[row],)[place])


A, B = column("A", x, y), column("B", x, z)
THREE = column("C", x, y, z)


def written(*lines: tuple[Expr, Expr]) -> list[tuple[Expr, Expr]]:
    made = in_entries([DisplayEquation(lhs, rhs) for lhs, rhs in lines])  # type: ignore[arg-type]
    return [(line.lhs, line.rhs) for line in made]


def test_nothing_comes_of_nothing() -> None:
    assert written() == []


def test_only_what_the_first_line_needs_is_written_out() -> None:
    assert written((s, Entry(A, 2, 1)), (A, B), (u, TWO)) == [(s, y), (y, z)]


def test_an_entry_that_is_itself_does_not_hide_the_next() -> None:
    """A = B where both begin with x: nothing is to be said of x, and y is z all the same."""
    assert written((s, Entry(A, 1, 1) + Entry(A, 2, 1)), (A, B)) == [(s, x + y), (y, z)]


def test_a_matrix_of_one_entry_is_a_number() -> None:
    assert written((s, column("D", x))) == [(s, x)]


def test_numbers_stand_before_vectors() -> None:
    assert written((s, Entry(A, 2, 1)), (A, Product((TWO, B)))) == [(s, y), (y, Product((TWO, z)))]


def test_a_slope_without_a_known_image_is_in_terms_of_the_function() -> None:
    value = Call("sigmoid", (y,))
    assert written((s, Entry(Slope("sigmoid", A), 2, 1))) == [(s, value * (1 - value))]


MISFITS: list[tuple[Expr, Expr, str]] = [
    (s, A, "'s' is a number, its right side 2 × 1"),
    (A, TWO, "'A' is 2 × 1, its right side a number"),
    (A, THREE, "'A' is 2 × 1, its right side 3 × 1"),
    (s, Entry(A, 1, 2), "2 × 1 has no entry 1,2"),
    (s, Entry(A, 3, 1), "2 × 1 has no entry 3,1"),
    (A, Sum((B, THREE)), "the shapes 2 × 1 and 3 × 1 do not fit entry by entry"),
    (A, MatMul((A, B)), "2 × 1 times 2 × 1 is not defined"),
    (A, Product((A, B)), "matrices stand beside each other with no sign that multiplies them"),
    (A, MatMul((TWO, B)), "a number stands where a matrix must"),
]


@pytest.mark.parametrize(("lhs", "rhs", "message"), MISFITS, ids=[m[2] for m in MISFITS])
def test_what_does_not_fit_is_refused(lhs: Expr, rhs: Expr, message: str) -> None:
    with pytest.raises(SympropError) as caught:
        written((lhs, rhs))
    assert str(caught.value) == message


BESIDE = [
    (A * B, Hadamard((A, B))),
    (Product((x, A, B)), Product((x, Hadamard((A, B))))),
    (Neg(A * B), Neg(Hadamard((A, B)))),
    (Product((Neg(A * B), A)), Hadamard((Neg(Hadamard((A, B))), A))),
    (Product((x, y)), Product((x, y))),
]


@pytest.mark.parametrize(("given", "made"), BESIDE, ids=[str(n) for n in range(len(BESIDE))])
def test_vectors_that_are_multiplied_get_their_sign(given: Expr, made: Expr) -> None:
    assert entry_by_entry(given) == made


READ = [
    (Product((Var("x"), Var("A"))), True, Product((x, A))),
    (Product((Var("A"), Var("B"))), True, Hadamard((A, B))),
    (Product((Var("x"), Var("A"), Var("B"))), True, Product((x, Hadamard((A, B))))),
    (Product((Var("A"), Var("B"))), False, MatMul((A, B))),
    (Product((Call("diag", (Var("A"),)), Var("B"))), False, MatMul((Diagonal(A), B))),
    (Product((Entry(Var("A"), 1, 1), Var("B"))), False, Product((Entry(A, 1, 1), B))),
]


@pytest.mark.parametrize(("given", "star", "made"), READ, ids=[str(n) for n in range(len(READ))])
def test_a_name_of_a_matrix_stands_for_it(given: Expr, star: bool, made: Expr) -> None:
    assert told_apart(given, {"A": A, "B": B}, star=star) == made
