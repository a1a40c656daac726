"""Activations and losses by formula: text in the expression language → rows like the tables' own.

A formula is written out wherever it is used, so nothing else needs to know the name; it is differentiated as it
was written.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping

from symprop.differentiate import differentiate
from symprop.errors import InputError, SympropError
from symprop.expression import Expr, names_in, substitute
from symprop.functions import Function, Loss
from symprop.network.names import check_name
from symprop.read import read_text

__all__ = ["custom_activation", "custom_loss", "custom_rows", "read_formula"]

At = tuple[str | int, ...]


def read_formula(text: str, names: frozenset[str], at: At, functions: Container[str] = ()) -> Expr:
    """Return the expression in `text`, from outside: within the reader's budget, only these names and functions.

    Raises:
        InputError: if it is no formula; with the column in it.
        LimitExceeded: beyond the budget.
    """
    if not text.strip():
        raise InputError("an empty formula", instead="write a formula such as u*x + v", at=at)
    try:
        return read_text(text, names, functions=functions)
    except SympropError as error:
        line, _, column = error.where.partition(":")
        place = f"character {column}" if line == "1" and column else error.where
        raise type(error)(f"{error.what} at {place} of the formula", instead=error.instead, at=at) from None


def _filler(body: Expr, *names: str) -> Callable[..., Expr]:
    """Return the function that puts expressions in the place of `names`."""

    def fill(*values: Expr) -> Expr:
        table = dict(zip(names, values, strict=True))
        return substitute(body, lambda leaf: table.get(leaf.name))

    return fill


def custom_activation(name: str, text: str, at: At = ()) -> Function:
    """Return the activation x ↦ text.

    >>> custom_activation("swish", "x*sigmoid(x)").name
    'swish'
    """
    check_name(name, what="activation's name", at=at)
    body = read_formula(text, frozenset("x"), at)
    if "x" not in names_in(body):
        raise InputError(f"the activation '{name}' does not use x", instead="write it as a formula in x", at=at)
    fill, slope = _filler(body, "x"), _filler(differentiate(body, "x"), "x")
    return Function(
        name=name,
        latex=rf"\operatorname{{{name}}}",
        text=name,
        body=fill,
        derivative=lambda x, _: slope(x),
        inline=True,
    )


def custom_rows(
    activations: Mapping[str, str], losses: Mapping[str, str]
) -> tuple[dict[str, Function], dict[str, Loss]]:
    """Return the rows of a file's own activations and losses.

    Raises:
        InputError: if a formula cannot be read, or a name is taken.
    """
    return (
        {name: custom_activation(name, text, ("activations", name)) for name, text in activations.items()},
        {name: custom_loss(name, text, ("losses", name)) for name, text in losses.items()},
    )


def custom_loss(name: str, text: str, at: At = ()) -> Loss:
    """Return the loss whose error term is `text` in the target t and the output y.

    >>> custom_loss("quartic", "(t - y)^4").mean
    False
    """
    check_name(name, what="loss's name", at=at)
    body = read_formula(text, frozenset("ty"), at)
    if "y" not in names_in(body):
        raise InputError(f"the loss '{name}' does not use the output y", instead="write it in t and y", at=at)
    value, by_output, by_target = (
        _filler(e, "t", "y") for e in (body, differentiate(body, "y"), differentiate(body, "t"))
    )
    return Loss(name=name, value=value, by_output=by_output, by_target=by_target)
