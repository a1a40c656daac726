"""What several blocks are made of: weighted sums with shared weights, and an activation over units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from symprop.errors import InputError, SympropError
from symprop.expression import ONE, Expr, Neg, Var, number
from symprop.functions import Function, GroupFunction
from symprop.graph import Kind
from symprop.network.blocks.tensor import Names, Tensor, as_shape
from symprop.network.builder import GraphBuilder, Term
from symprop.network.values import parse_value

__all__ = ["activate", "add", "bias", "elementwise", "epsilon", "expect", "literals", "scaled", "share", "weighted"]


def weighted(
    builder: GraphBuilder, names: Names, letter: str, target: Sequence[int | str], sources: Sequence[Var]
) -> Iterator[Term]:
    """Yield W_{target, j} · source_j; a weight used before is the same weight."""
    for j, source in enumerate(sources):
        yield builder.give(names.parameter(letter, *target, j + 1), Kind.WEIGHT), source


def bias(builder: GraphBuilder, names: Names, letter: str, *indices: int | str) -> Term:
    """Return the term b_{indices}."""
    return (builder.give(names.parameter(letter, *indices), Kind.BIAS),)


def scaled(factor: Expr, term: Term) -> Term:
    """Return factor · term, a factor of 1 left out."""
    return term if factor == ONE else (factor, *term)


def share(count: int) -> Expr:
    """Return 1/count."""
    return number(Fraction(1, count))


def add(builder: GraphBuilder, name: str, left: Var, right: Var) -> Var:
    """Add name := left + right."""
    return builder.affine(name, Kind.VALUE, ((left,), (right,)))


def activate(builder: GraphBuilder, units: Sequence[str], function: Function | GroupFunction) -> list[Var]:
    """Add the outs of units whose nets are there."""
    if isinstance(function, GroupFunction):
        return builder.group(units, function)
    return [builder.out(unit, function) for unit in units]


def elementwise(function: Function | GroupFunction) -> Function:
    """Return an activation of single nets.

    Raises:
        InputError: if it is one of a whole group.
    """
    if isinstance(function, GroupFunction):
        raise InputError(
            f"'{function.name}' needs a group of units", instead="use it in a dense layer", at=("activation",)
        )
    return function


def expect(inputs: Tensor, *axes: str, what: str) -> Tensor:
    """Return `inputs` if it has these axes.

    Raises:
        InputError: saying both shapes.
    """
    if len(inputs.shape) != len(axes):
        raise InputError(
            f"{what} takes [{', '.join(axes)}], and here comes {as_shape(inputs.shape)}",
            instead=f"give input_shape: with {len(axes)} numbers, or change the layer before",
        )
    return inputs


def literals(key: str, texts: Sequence[str], *at: int) -> list[Expr]:
    """Return the numbers of a list in an entry; errors say where they stand."""
    found: list[Expr] = []
    for k, text in enumerate(texts):
        try:
            found.append(parse_value(text))
        except SympropError as error:
            raise type(error)(error.what, instead=error.instead, at=(key, *at, k)) from None
    return found


def epsilon(text: str) -> Expr:
    """Return the ε ≥ 0 of a normalisation."""
    try:
        found = parse_value(text)
    except SympropError as error:
        raise type(error)(error.what, instead=error.instead, at=("eps",)) from None
    if isinstance(found, Neg):
        raise InputError(f"eps: {text}", instead="0 or more", at=("eps",))
    return found
