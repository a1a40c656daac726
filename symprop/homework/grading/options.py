"""How answers are graded, as a teacher says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from symprop.expression import Expr
from symprop.network.values import exact, parse_value
from symprop.read.budget import Budget

__all__ = ["GradeOptions", "rate_of"]

DEFAULT_BUDGET = Budget()


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeOptions:
    """How to grade.

    Args:
        reveal: whether findings say what is right.
        form: the form that is asked for besides.
        digits: significant digits to which a number must agree; what the student wrote, by default.
        rate: the learning rate η of the course, for numbers made with updated weights; else the usual ones are tried.
        before: values from before the weights were changed, for numbers made with stale outs.
        explain: whether a wrong answer is explained; the verdict alone is quicker.
        budget: of the answer.
    """

    reveal: bool = False
    form: str = ""
    digits: int | None = None
    rate: str = ""
    before: Mapping[str, Expr] = field(default_factory=dict)
    explain: bool = True
    budget: Budget = DEFAULT_BUDGET


def rate_of(written: str) -> Fraction:
    """Return the learning rate that was written, as values are: 0.5, −0.5, 1/3.

    Raises:
        InputError: if it is no number.

    >>> rate_of("1/2")
    Fraction(1, 2)
    """
    return exact(parse_value(written, where="--rate"))
