"""Numbers of NumPy's as literals: exact in value, and written as shortly as their type allows.

The float32 nearest to 0.1 is 0.100000001490116119384765625: that is the literal's value, and it is written 0.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from symprop.errors import InputError, LimitExceeded, shorten
from symprop.expression import Expr, Neg, Num

__all__ = ["literal", "literals"]

SMALLEST = Fraction(1, 10**300)


def literal(value: Fraction, text: str) -> Expr:
    """Return the literal of an exact value that is written as `text`.

    >>> literal(Fraction(-1, 2), "-0.5")
    Neg(operand=Num(value=Fraction(1, 2), text='0.5'))
    """
    text = text.removesuffix(".0").replace("e+", "e")
    number = Num(abs(value), text.lstrip("-"))
    return Neg(number) if value < 0 else number


def literals(numbers: Iterable[tuple[str, Sequence[Any]]]) -> dict[str, Expr]:
    """Return name → the literal of the exact sum of its numbers.

    Raises:
        InputError: if a number is not finite.
        LimitExceeded: if one is smaller than 1e-300 and not 0.

    >>> import numpy as np
    >>> literals([("w1", [np.float32(0.1)])])["w1"]
    Num(value=Fraction(13421773, 134217728), text='0.1')
    """
    found: dict[str, Expr] = {}
    for name, parts in numbers:
        try:
            value = sum((Fraction(float(part)) for part in parts), Fraction(0))
        except (ValueError, OverflowError):
            raise InputError(f"{shorten(name)} is not finite", instead="give a model of finite numbers") from None
        if value and abs(value) < SMALLEST:
            raise LimitExceeded(f"{shorten(name)} is {float(value)!r}", instead="at least 1e-300, or 0")
        text = str(parts[0]) if len(parts) == 1 else repr(float(value))
        found[name] = literal(value, text)
    return found
