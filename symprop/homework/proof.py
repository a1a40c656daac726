"""Every set is checked before it is written: its derivations, its answers, its wrong answers.

forms and printed pages agree | the answer is judged right, in text and in LaTeX | every wrong one is judged wrong
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from symprop.compiled import compile_network
from symprop.expression import Expr
from symprop.homework.judge import LETTERS, Judge, literal_value
from symprop.homework.record import (
    Choices,
    FormulaAnswer,
    NumberAnswer,
    OrderAnswer,
    Part,
    ProblemSet,
    Question,
    Setting,
    Wrong,
)
from symprop.notation import Labels
from symprop.render import LATEX, PYTHON, write
from symprop.render.styles import Style
from symprop.verify import CheckOptions, check_network

__all__ = ["disagreements"]

AGAINST = ("forms", "latex", "mathml", "finite-difference")
CLOSE = 1e-9


def disagreements(problems: ProblemSet, shares: Mapping[str, Fraction]) -> Iterator[str]:
    """Yield what is not as it should be, one line each; nothing for a set that may be written."""
    checked: set[tuple[str, str]] = set()
    for question in problems.questions:
        setting = question.setting
        wrts = [wrt for wrt in question.wrts if (setting.name, wrt) not in checked]
        checked |= {(setting.name, wrt) for wrt in wrts}
        for found in (*_derivations(setting, wrts), *_answers(question, shares)):
            yield f"{question.name} ({question.kind}): {found}"


def _derivations(setting: Setting, wrts: list[str]) -> Iterator[str]:
    """Hold every form of the gradients, as printed too, against each other and against differences."""
    if not wrts:
        return
    model = setting.model
    report = check_network(
        model.graph, wrts, CheckOptions(points=2, against=AGAINST), rules=model.rules, values=model.values
    )
    for check in report.failures:
        yield f"∂E/∂{check.wrt}: {check.subject} disagrees with {check.against}"
    if not report.checks:
        yield "nothing could be compared"


def _answers(question: Question, shares: Mapping[str, Fraction]) -> Iterator[str]:
    judge = Judge(question.setting.model, shares)
    for part in question.parts:
        yield from (f"part {part.name}: {found}" for found in _answer(question, part, judge))


def _answer(question: Question, part: Part, judge: Judge) -> Iterator[str]:
    labels = question.setting.labels
    match part.answer:
        case FormulaAnswer(wrong=wrong) as asked:
            for written in (_written(asked, PYTHON, labels), _written(asked, LATEX, labels)):
                if not judge(part, written).correct:
                    yield f"its own answer is not right: {written}"
            for other in wrong:
                yield from _wrong(part, judge, other, write(other.answer, PYTHON, labels))
        case NumberAnswer(value=value, wrong=wrong, name=name):
            if not judge(part, value).correct:
                yield f"its own answer is not right: {value}"
            yield from _number(question, name, value)
            for other in wrong:
                yield from _wrong(part, judge, other, f"{float(literal_value(other.answer)):.15g}")
        case Choices() as asked:
            yield from _choices(part, asked, judge)
        case OrderAnswer(order=order):
            if not judge(part, ",".join(str(k + 1) for k in order)).correct:
                yield "its own order is not right"
            if judge(part, ",".join(str(k + 1) for k in range(len(order)))).correct:
                yield "the steps stand in a right order already"
        case _:
            return


def _written(asked: FormulaAnswer, style: Style, labels: Labels) -> str:
    """Return the answer as somebody types it: in one line, or in the lines of the form that is asked for."""
    if not asked.lines:
        return write(asked.answer, style, labels)
    return "\n".join(f"{write(line.lhs, style, labels)} = {write(line.rhs, style, labels)}" for line in asked.lines)


def _wrong(part: Part, judge: Judge, wrong: Wrong, written: str) -> Iterator[str]:
    verdict = judge(part, written)
    if verdict.correct or not verdict.readable:
        yield f"the wrong answer {written} ({wrong.kind}) is judged {'right' if verdict.correct else 'unreadable'}"
    elif verdict.share != wrong.credit:
        yield f"the wrong answer {written} ({wrong.kind}) is worth {verdict.share} instead of {wrong.credit}"


def _number(question: Question, name: str, value: str) -> Iterator[str]:
    """Hold a gradient, an updated weight or E_total against the compiled network in float64."""
    model = question.setting.model
    result = compile_network(model)() if question.with_values else None
    if result is None:
        return
    total = model.graph.total
    known = {total: result.total, **{f"d_{total}__d_{w}": g for w, g in result.gradients.items()}}
    if name in known and abs(known[name] - float(value)) > CLOSE * max(1.0, abs(known[name])):
        yield f"{name} is {value} on the page and {known[name]:.12g} in float64"


def _choices(part: Part, asked: Choices, judge: Judge) -> Iterator[str]:
    if not asked.correct or (len(asked.correct) > 1 and not asked.multiple):
        yield f"{len(asked.correct)} of its choices are right"
    if not judge(part, ",".join(LETTERS[k] for k in asked.correct)).correct:
        yield "its own choice is not right"
    for option in asked.options:
        if option.expr is not None:
            yield from _option(asked, option.expr, option.correct, judge)


def _option(asked: Choices, expr: Expr, correct: bool, judge: Judge) -> Iterator[str]:
    grader = judge.grader(judge.model.graph.total, asked.wrt)
    written = write(expr, PYTHON, grader.labels)
    if grader.grade(written).verdict != ("correct" if correct else "wrong"):
        yield f"the choice {written} is not {'right' if correct else 'wrong'}"
