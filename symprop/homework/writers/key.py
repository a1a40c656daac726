"""The key: every answer, what each known wrong answer is worth and told, and the rubric."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from symprop.homework.judge import LETTERS, literal_value
from symprop.homework.record import (
    Choices,
    Essay,
    FormulaAnswer,
    Items,
    NumberAnswer,
    OrderAnswer,
    Part,
    ProblemSet,
    Prose,
    Text,
)
from symprop.homework.rubric import criteria
from symprop.homework.writers.sheets import answer_blocks
from symprop.homework.writers.shown import Place, Shares, heading, points_text, short, title
from symprop.pages.outline import Heading, Table

__all__ = ["key"]


def key(problems: ProblemSet, shares: Shares) -> Iterator[Place]:
    """Yield the key."""
    yield from title(problems, "Key")
    for k, question in enumerate(problems.questions):
        labels = question.setting.labels
        yield heading(problems, k)
        for part in question.parts:
            head = "" if len(question.parts) == 1 else f"{part.name}. "
            right = _right(part)
            dash = " – " if right else ""
            yield Place(Prose((head, *right, f"{dash}{points_text(part.points)}")), labels)
            if isinstance(part.answer, FormulaAnswer):
                yield from (Place(block, labels) for block in answer_blocks(part))
            if table := _wrong(part):
                yield Place(table, labels)
            if isinstance(part.answer, Essay):
                marks = ("–",) * len(part.answer.criteria)
                yield Place(Items(tuple((said,) for said in part.answer.criteria), marks), labels)
    labels = problems.questions[-1].setting.labels
    yield Place(Heading(2, "Rubric", "rubric"), labels)
    yield Place(Prose(("An answer with one of these mistakes and no other is worth a share of the points:",)), labels)
    rubric = tuple((kind, what, f"{float(share):.0%}") for kind, what, share in criteria(shares))
    yield Place(Table(("mistake", "what it is", "share"), rubric, 2), labels)


def _right(part: Part) -> Text:
    """Return the right answer in one line; a formula stands below it."""
    match part.answer:
        case FormulaAnswer():
            return ()
        case NumberAnswer() as asked:
            return (*part.prompt, " ", short(asked))
        case Choices() as asked:
            return (", ".join(f"({LETTERS[k]})" for k in asked.correct),)
        case OrderAnswer(order=order):
            return (", ".join(str(k + 1) for k in order), ", or any order in which nothing is used before it is known")
        case Essay():
            return ("read by a person; the answer",)
        case _:
            assert_never(part.answer)


def _wrong(part: Part) -> Table | None:
    """Return what each known wrong answer is worth and told, a number with itself before."""
    asked = part.answer
    if not isinstance(asked, FormulaAnswer | NumberAnswer) or not asked.wrong:
        return None
    told = [(wrong.kind, _share(wrong.credit * part.points), wrong.feedback) for wrong in asked.wrong]
    if isinstance(asked, FormulaAnswer):
        return Table(("mistake", "points", "feedback"), tuple(told), 3)
    numbers = [short(asked, str(float(literal_value(wrong.answer)))) for wrong in asked.wrong]
    rows = tuple((number, *row) for number, row in zip(numbers, told, strict=True))
    return Table(("answer", "mistake", "points", "feedback"), rows, 4)


def _share(points: Fraction) -> str:
    return points_text(points).split()[0]
