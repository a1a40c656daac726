"""Grading: is this formula ∂E_total/∂w, and if it is not, what exactly is wrong with it.

    read → compared at random points → explained by slips → said in one sentence each

An answer is data from the first character to the last: read within budgets, never run.
"""

from symprop.homework.grading.forms import ANSWER_FORMS, check_answer_form
from symprop.homework.grading.grader import Grader
from symprop.homework.grading.kinds import KINDS, Kind
from symprop.homework.grading.options import GradeOptions
from symprop.homework.grading.result import Finding, FormGrade, Grade, LineGrade
from symprop.homework.grading.slips import Slip, wrong_answer

__all__ = [
    "ANSWER_FORMS",
    "KINDS",
    "Finding",
    "FormGrade",
    "Grade",
    "GradeOptions",
    "Grader",
    "Kind",
    "LineGrade",
    "Slip",
    "check_answer_form",
    "wrong_answer",
]
