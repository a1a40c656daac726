"""Exports into other systems, one thin writer each: a set → files."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from symprop.homework.exports.notebook import notebook_files
from symprop.homework.exports.prairielearn import prairielearn_files
from symprop.homework.exports.qti import qti_files
from symprop.homework.exports.stack import stack_files
from symprop.homework.record import Choices, Essay, FormulaAnswer, NumberAnswer, OrderAnswer, ProblemSet

__all__ = ["EXPORTERS", "left_out"]

EXPORTERS: Mapping[str, Callable[[ProblemSet, Mapping[str, Fraction]], dict[str, bytes]]] = {
    "stack": stack_files,
    "prairielearn": prairielearn_files,
    "qti": qti_files,
    "notebook": notebook_files,
}
"""Name → what writes a set for that system."""

_TAKES: Mapping[str, tuple[type, ...]] = {
    "stack": (FormulaAnswer, NumberAnswer, Choices),
    "prairielearn": (FormulaAnswer, NumberAnswer, Choices, OrderAnswer),
    "qti": (NumberAnswer, Choices),
    "notebook": (FormulaAnswer, NumberAnswer, Choices, OrderAnswer, Essay),
}
"""Name → the kinds of answers that the system can take."""


def left_out(export: str, problems: ProblemSet) -> list[str]:
    """Return the parts of a set that an export has no place for: ``q8 a``."""
    return [
        f"{question.name} {part.name}"
        for question in problems.questions
        for part in question.parts
        if not isinstance(part.answer, _TAKES[export])
    ]
