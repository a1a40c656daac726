"""Helpers for graders: `check_answer` in a notebook, `assert_answer` and `assert_gradient` under pytest, PrairieLearn.

>>> import symprop
>>> assert_gradient(symprop.load("mazur"), "w5", "-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1")
>>> assert_gradient(symprop.load("mazur"), "w5", "(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1")
Traceback (most recent call last):
AssertionError: ∂E_total/∂w5: The sign is the wrong way round: would more w5 make the error larger, or smaller?
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from symprop.errors import InputError, shorten
from symprop.homework.grading.ask import Source, grade
from symprop.homework.judge import Verdict
from symprop.homework.record import Essay, Part
from symprop.homework.stored import StoredQuestion, from_json

__all__ = ["Graded", "assert_answer", "assert_gradient", "check_answer", "load_question"]


def load_question(path: str | os.PathLike[str]) -> Graded:
    """Return a question that an export wrote as JSON.

    Raises:
        InputError: if the file cannot be read, or is none.
    """
    try:
        return Graded(from_json(json.loads(Path(path).read_text(encoding="utf-8"))))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(
            "is no question of symprop's", where=shorten(os.fspath(path)), instead="give a file of an export"
        ) from None


def check_answer(path: str | os.PathLike[str], part: str, answer: object) -> bool:
    """Return whether an answer is right, and print what is wrong with it where it is not."""
    verdict = load_question(path).question.grade(part, str(answer))
    print("Right." if verdict.correct else "\n".join(verdict.messages) or "Not right yet.")
    return verdict.correct


def assert_answer(path: str | os.PathLike[str], part: str, answer: object) -> None:
    """Fail with what is wrong with an answer.

    Raises:
        AssertionError: if the answer is not right.
    """
    verdict = load_question(path).question.grade(part, str(answer))
    if not verdict.correct:
        raise AssertionError("; ".join(verdict.messages) or "not right")


def assert_gradient(net: Source, wrt: str, answer: str, *, form: str = "") -> None:
    """Fail with what is wrong with an answer that should be ∂E_total/∂wrt of a network.

    Raises:
        AssertionError: naming each mistake, or why the answer cannot be read.
    """
    found = grade(net, wrt, answer, form=form)
    said = [finding.message for finding in found.findings]
    if found.error:
        said = ["; ".join(filter(None, (found.error["what"], found.error["instead"])))]
    elif not said and found.form is not None and not found.form.ok:
        said = [found.form.message]
    if said:
        raise AssertionError(f"∂{net.model.graph.total}/∂{wrt}: {'; '.join(said)}")


@dataclass(frozen=True)
class Graded:
    """A stored question as other systems hand in answers to it."""

    question: StoredQuestion

    def grade_submission(self, data: dict[str, Any]) -> None:
        """Grade what PrairieLearn's data holds: a score and a sentence for each part, and the whole score."""
        total = Fraction(0)
        worth = sum((part.points for part in self._graded()), Fraction(0))
        for part in self._graded():
            name = f"part_{part.name}"
            given = data["submitted_answers"].get(name)
            verdict = self._verdict(part, given)
            data["partial_scores"][name] = {
                "score": float(verdict.share),
                "weight": float(part.points),
                "feedback": " ".join(verdict.messages),
            }
            if verdict.messages:
                data["feedback"][name] = " ".join(verdict.messages)
            total += verdict.share * part.points
        data["score"] = float(total / worth)

    def _graded(self) -> list[Part]:
        return [part for part in self.question.parts if not isinstance(part.answer, Essay)]

    def _verdict(self, part: Part, given: object) -> Verdict:
        if given is None or given == "" or given == []:
            return Verdict(share=Fraction(0), messages=("There is no answer.",), readable=False)
        text = ",".join(map(str, given)) if isinstance(given, list) else str(given)
        return self.question.judge(part, text)
