"""Looking a word up in a table, and saying the nearest one where it is not there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from symprop.given import pick

__all__ = ["row"]

Row = TypeVar("Row")

_ALSO_CALLED = {
    "mse": "mean_squared",
    "sse": "squared",
    "bce": "binary_cross_entropy",
    "linear": "identity",
    "logistic": "sigmoid",
    "swish": "silu",
}
"""What others call our rows, where no letters show it."""


def row(table: Mapping[str, Row], name: str, what: str, at: tuple[str | int, ...]) -> Row:
    """Return the row called `name`.

    Raises:
        InputError: with the nearest name, or all of them.

    >>> row({"sigmoid": 1}, "sigmiod", "activation", ())
    Traceback (most recent call last):
    symprop.errors.InputError: unknown activation 'sigmiod'; did you mean 'sigmoid'?
    """
    return table[pick(name, table, what, at=at, usual=_ALSO_CALLED.get(str(name).lower(), ""))]
