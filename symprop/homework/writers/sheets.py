"""The problem sheet and the worked solution, in no format: blocks with the labels they are shown in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from symprop.expression import DisplayEquation, Partial
from symprop.homework.judge import LETTERS
from symprop.homework.record import (
    Block,
    Choices,
    Essay,
    FormulaAnswer,
    Items,
    NumberAnswer,
    OrderAnswer,
    Part,
    ProblemSet,
    Prose,
    Question,
)
from symprop.homework.writers.shown import (
    Place,
    Shares,
    heading,
    network_blocks,
    points_text,
    short,
    title,
    value_blocks,
)
from symprop.pages.outline import Formula, Heading
from symprop.report import Shown

__all__ = ["answer_blocks", "asked", "question_blocks", "sheet", "solution"]


def sheet(problems: ProblemSet, shares: Shares) -> Iterator[Place]:
    """Yield the problem sheet."""
    yield from title(problems, "Problems")
    seen: dict[str, int] = {}
    valued: set[str] = set()
    for k, question in enumerate(problems.questions):
        yield from _begun(problems, k, seen, valued)
        for part in question.parts:
            for block in asked(part, alone=len(question.parts) == 1):
                yield Place(block, question.setting.labels)
        for n, hint in enumerate(question.hints):
            yield Place(Prose((f"Hint {n + 1}: ", *hint), "hint"), question.setting.labels)


def question_blocks(problems: ProblemSet, k: int) -> Iterator[Place]:
    """Yield what one question says before its parts, when it stands by itself."""
    return _begun(problems, k, {}, set())


def _begun(problems: ProblemSet, k: int, seen: dict[str, int], valued: set[str]) -> Iterator[Place]:
    """Yield a question up to its parts.

    Args:
        seen: network → the question that has shown it.
        valued: networks whose values have been given.
    """
    question = problems.questions[k]
    yield heading(problems, k)
    for block in (*_network(question, seen, valued, k), *question.prompt):
        yield Place(block, question.setting.labels)


def _network(question: Question, seen: dict[str, int], valued: set[str], k: int) -> Iterator[Block]:
    """Yield the network where a sheet has it first, afterwards where it stands."""
    setting, name = question.setting, question.setting.name
    if name in seen:
        yield Prose((f"The network is that of question {seen[name] + 1}.",))
    else:
        seen[name] = k
        yield from network_blocks(setting)
    if question.with_values and name not in valued:
        valued.add(name)
        yield from value_blocks(setting)


def asked(part: Part, *, alone: bool) -> Iterator[Block]:
    """Yield what a part asks for; with its name and points where it is not the only one."""
    mark = "" if alone else f"{part.name}. "
    worth = "" if alone else f" ({points_text(part.points)})"
    yield Prose((mark, *part.prompt, worth))
    yield from _offered(part)


def _offered(part: Part) -> Iterator[Block]:
    """Yield what an answer is chosen from."""
    match part.answer:
        case Choices(options=options, multiple=multiple):
            boxes = tuple(f"{'☐ ' if multiple else ''}({LETTERS[k]})" for k in range(len(options)))
            yield Items(tuple(option.text for option in options), boxes)
        case OrderAnswer(steps=steps):
            yield Items(steps, tuple(f"____ [{k + 1}]" for k in range(len(steps))))
        case FormulaAnswer() | NumberAnswer() | Essay():
            return
        case _:
            assert_never(part.answer)


def solution(problems: ProblemSet, shares: Shares) -> Iterator[Place]:
    """Yield the worked solution: each question with what is asked, its answer, and how it comes about."""
    yield from title(problems, "Worked solution")
    seen: dict[str, int] = {}
    valued: set[str] = set()
    for k, question in enumerate(problems.questions):
        labels = question.setting.labels
        yield from _begun(problems, k, seen, valued)
        for part in question.parts:
            for block in (*asked(part, alone=len(question.parts) == 1), *answer_blocks(part)):
                yield Place(block, labels)
        yield Place(Heading(3, "How it comes about"), labels)
        for block in question.solution:
            yield Place(block, labels)


def answer_blocks(part: Part) -> Iterator[Block]:
    """Yield the right answer to a part."""
    match part.answer:
        case FormulaAnswer(of=of, wrt=wrt, answer=answer, lines=lines):
            lines = lines or (DisplayEquation(Partial(of, wrt), answer),)
            yield Formula(tuple(map(Shown, lines)), f"the answer to {part.name}")
        case NumberAnswer() as asked:
            yield Prose((f"Answer: {short(asked)}",), "answer")
        case Choices() as asked:
            letters = ", ".join(f"({LETTERS[k]})" for k in asked.correct)
            yield Prose((f"Answer: {letters}",), "answer")
            for k, option in enumerate(asked.options):
                if option.feedback:
                    yield Prose((f"({LETTERS[k]}) {option.feedback}",), "note")
        case OrderAnswer(order=order):
            yield Prose((f"Answer: {', '.join(str(k + 1) for k in order)}",), "answer")
        case Essay(model_answer=text):
            yield Prose(("For example: ", *text), "answer")
        case _:
            assert_never(part.answer)
