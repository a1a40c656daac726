"""A question as JSON, and back: what a grader on another machine needs to judge answers to it, and no more."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, assert_never

from symprop.errors import InputError, shorten
from symprop.expression import Expr
from symprop.homework.draw import set_up
from symprop.homework.judge import Judge, Verdict
from symprop.homework.record import (
    Answer,
    Choices,
    Essay,
    FormulaAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    Part,
    Question,
    Wrong,
)
from symprop.homework.writers.inline import text_inline
from symprop.notation import Labels
from symprop.read import Budget, read_text
from symprop.render import PYTHON, write

__all__ = ["StoredQuestion", "as_json", "from_json"]

_FRACTION = re.compile(r"-?[0-9]{1,50}(?:/[1-9][0-9]{0,49})?", re.ASCII)
_BUDGET = Budget(bytes=2_000_000, depth=2_000, nodes=500_000)  # our own formulas, but the file may be anybody's


@dataclass(frozen=True)
class StoredQuestion:
    """A question that can be judged.

    Args:
        judge: of its network.
    """

    name: str
    title: str
    parts: tuple[Part, ...]
    judge: Judge

    def part(self, name: str) -> Part:
        """Return a part by its name.

        Raises:
            InputError: if there is none.
        """
        found = {part.name: part for part in self.parts}
        if name not in found:
            raise InputError(f"{self.name} has no part '{shorten(name)}'", instead=f"one of {', '.join(found)}")
        return found[name]

    def grade(self, part: str, answer: str) -> Verdict:
        """Return the verdict on an answer to a part."""
        return self.judge(self.part(part), answer)


def as_json(question: Question, shares: Mapping[str, Fraction]) -> dict[str, Any]:
    """Return a question as plain data; it holds the answers."""
    setting = question.setting
    return {
        "name": question.name,
        "kind": question.kind,
        "title": question.title,
        "network": {"name": setting.name, "source": setting.source, "values": dict(setting.values)},
        "rubric": {kind: str(share) for kind, share in shares.items()},
        "parts": [_part(part, setting.labels) for part in question.parts],
    }


def _part(part: Part, labels: Labels) -> dict[str, Any]:
    return {
        "name": part.name,
        "prompt": text_inline(part.prompt, labels),
        "points": str(part.points),
        "answer": _answer(part.answer, labels),
    }


def _answer(answer: Answer, labels: Labels) -> dict[str, Any]:
    found: dict[str, Any]
    match answer:
        case FormulaAnswer(of=of, wrt=wrt, answer=expr, form=form, wrong=wrong):
            found = {"type": "formula", "of": of, "wrt": wrt, "form": form, "answer": write(expr, PYTHON, labels)}
            return {**found, "wrong": [_wrong(each, labels) for each in wrong]}
        case NumberAnswer(value=value, digits=digits, tolerance=tolerance, name=name, wrong=wrong):
            found = {"type": "number", "value": value, "digits": digits, "tolerance": tolerance, "of": name}
            return {**found, "wrong": [_wrong(each, labels) for each in wrong]}
        case Choices(options=options, multiple=multiple):
            listed = [
                {"text": text_inline(option.text, labels), "correct": option.correct}
                | {"feedback": option.feedback, "kind": option.kind}
                for option in options
            ]
            return {"type": "choice", "multiple": multiple, "options": listed}
        case OrderAnswer(steps=steps, needs=needs, order=order):
            shown = [text_inline(step, labels) for step in steps]
            return {"type": "order", "steps": shown, "needs": [list(need) for need in needs], "order": list(order)}
        case Essay(model_answer=text, criteria=criteria):
            return {"type": "essay", "example": text_inline(text, labels), "criteria": list(criteria)}
        case _:
            assert_never(answer)


def _wrong(wrong: Wrong, labels: Labels) -> dict[str, str]:
    answer = write(wrong.answer, PYTHON, labels)
    return {"kind": wrong.kind, "answer": answer, "feedback": wrong.feedback, "credit": str(wrong.credit)}


def from_json(data: Mapping[str, Any]) -> StoredQuestion:
    """Return the question that `as_json` gave.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: if it gave none such.
        SympropError: if its network or its formulas cannot be used.
    """
    network = data["network"]
    setting = set_up(network["name"], network["source"], network["values"])
    shares = {kind: _fraction(share) for kind, share in data["rubric"].items()}
    parts = tuple(
        Part(
            name=part["name"], prompt=(part["prompt"],), answer=_read(part["answer"]), points=_fraction(part["points"])
        )
        for part in data["parts"]
    )
    return StoredQuestion(data["name"], data["title"], parts, Judge(setting.model, shares))


def _read(data: Mapping[str, Any]) -> Answer:
    match data["type"]:
        case "formula":
            return FormulaAnswer(
                of=data["of"],
                wrt=data["wrt"],
                answer=_formula(data["answer"]),
                form=data["form"],
                wrong=_read_wrong(data),
            )
        case "number":
            return NumberAnswer(
                value=data["value"],
                digits=data["digits"],
                tolerance=data["tolerance"],
                name=data["of"],
                wrong=_read_wrong(data),
            )
        case "choice":
            options = tuple(
                Option(text=(each["text"],), correct=each["correct"], feedback=each["feedback"], kind=each["kind"])
                for each in data["options"]
            )
            return Choices(options=options, multiple=data["multiple"])
        case "order":
            return OrderAnswer(
                steps=tuple((step,) for step in data["steps"]),
                needs=tuple(tuple(need) for need in data["needs"]),
                order=tuple(data["order"]),
            )
        case _:
            return Essay(model_answer=(data["example"],), criteria=tuple(data["criteria"]))


def _read_wrong(data: Mapping[str, Any]) -> tuple[Wrong, ...]:
    return tuple(
        Wrong(
            kind=each["kind"],
            answer=_formula(each["answer"]),
            feedback=each["feedback"],
            credit=_fraction(each["credit"]),
        )
        for each in data["wrong"]
    )


def _formula(text: str) -> Expr:
    return read_text(text, None, budget=_BUDGET)


def _fraction(text: str) -> Fraction:
    """Return a share as `as_json` wrote it; no powers of ten, whose digits may be more than there is memory."""
    if not _FRACTION.fullmatch(text):
        raise ValueError(text)
    return Fraction(text)
