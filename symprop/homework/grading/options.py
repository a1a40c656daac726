"""How answers are graded, as a teacher says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from symprop.expression import Expr
from symprop.read.budget import Budget

__all__ = ["GradeOptions"]

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
