"""What an answer to a part is worth, and what is said about it: the one judge behind every export that runs symprop.

Formulas are graded by the grader, numbers held against a tolerance and the known wrong ones, the rest is compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from symprop.derive.views import retargeted_model
from symprop.errors import SympropError
from symprop.expression import Expr, Neg, Num
from symprop.homework.grading import GradeOptions, Grader
from symprop.homework.record import Choices, Essay, FormulaAnswer, NumberAnswer, OrderAnswer, Part
from symprop.homework.rubric import credit
from symprop.network.model import Model
from symprop.network.values import exact, parse_value

__all__ = ["Judge", "Verdict", "literal_value"]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER_FORM = Fraction(3, 4)  # of the points for what is right, but not in the form that was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is said about an answer.

    Args:
        share: of the points, 0 to 1.
        messages: a sentence for each mistake.
        kinds: of the mistakes.
        readable: whether it could be read at all.
        by_hand: whether a person must read it.
    """

    share: Fraction
    messages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    readable: bool = True
    by_hand: bool = False

    @property
    def correct(self) -> bool:
        return self.share == 1


_RIGHT = Verdict(share=Fraction(1))


class Judge:
    """Judges answers about one network.

    Args:
        shares: kind of mistake → the share of the points, where it is not the usual one.

    >>> from symprop.network.load import load_network
    >>> from symprop.expression import Var
    >>> judge = Judge(load_network("mazur"))
    >>> asked = FormulaAnswer(of="out_h1", wrt="net_h1", answer=Var("out_h1") * (1 - Var("out_h1")))
    >>> part = Part(name="a", prompt=(), answer=asked, points=Fraction(2))
    >>> judge(part, "out_h1*(1 - out_h1)").correct, judge(part, "1 - out_h1").kinds
    (True, ('wrong-derivative',))
    """

    def __init__(self, model: Model, shares: Mapping[str, Fraction] | None = None) -> None:
        self.model, self.shares = model, shares or {}
        self._graders: dict[tuple[str, str], Grader] = {}

    def __call__(self, part: Part, answer: str) -> Verdict:
        """Return the verdict on an answer as somebody typed it."""
        match part.answer:
            case FormulaAnswer() as asked:
                return self._formula(asked, answer)
            case NumberAnswer() as asked:
                return _number(asked, answer)
            case Choices() as asked:
                return _choice(asked, answer)
            case OrderAnswer() as asked:
                return _order(asked, answer)
            case Essay():
                return Verdict(share=Fraction(0), by_hand=True)
            case _:
                assert_never(part.answer)

    def grader(self, of: str, wrt: str) -> Grader:
        """Return the grader of ∂of/∂wrt."""
        if (of, wrt) not in self._graders:
            model = self.model if of == self.model.graph.total else retargeted_model(self.model, of)
            self._graders[of, wrt] = Grader(model, wrt)
        return self._graders[of, wrt]

    def _formula(self, asked: FormulaAnswer, answer: str) -> Verdict:
        grade = self.grader(asked.of, asked.wrt).grade(answer, GradeOptions(form=asked.form))
        if grade.verdict == "correct":
            if grade.form is None or grade.form.ok:
                return _RIGHT
            return Verdict(share=OTHER_FORM, messages=(f"Right, but {grade.form.message}.",))
        if grade.verdict == "unreadable":
            said = "; ".join(filter(None, (grade.error["where"], grade.error["what"], grade.error["instead"])))
            return _unreadable(said)
        known: dict[tuple[str, ...], Fraction] = {(wrong.kind,): wrong.credit for wrong in asked.wrong}
        lost = sum((1 - credit(kind, self.shares) for kind in grade.kinds), Fraction(0))
        share = known.get(grade.kinds, 1 - lost)
        messages = tuple(finding.message for finding in grade.findings)
        return Verdict(share=max(share, Fraction(0)), messages=messages, kinds=grade.kinds)


def _unreadable(said: str) -> Verdict:
    return Verdict(share=Fraction(0), messages=(said,), readable=False)


def _number(asked: NumberAnswer, answer: str) -> Verdict:
    try:
        value = exact(parse_value(answer))
    except SympropError as error:
        return _unreadable(str(error))
    allowed = Fraction(asked.tolerance)
    if abs(value - Fraction(asked.value)) <= allowed:
        return _RIGHT
    for wrong in asked.wrong:
        if abs(value - literal_value(wrong.answer)) <= allowed:
            return Verdict(share=wrong.credit, messages=(wrong.feedback,), kinds=(wrong.kind,))
    return Verdict(share=Fraction(0), messages=("This is not the number.",), kinds=("unknown",))


def literal_value(literal: Expr) -> Fraction:
    """Return the value of a literal."""
    assert isinstance(literal, Num | Neg)
    return exact(literal)


def _choice(asked: Choices, answer: str) -> Verdict:
    words = answer.replace(",", " ").split()
    known = LETTERS[: len(asked.options)]
    if any(len(word) != 1 or word not in known for word in words) or (not asked.multiple and len(words) != 1):
        return _unreadable(f"answer with {'letters' if asked.multiple else 'one letter'} from a to {known[-1]}")
    chosen = {known.index(word) for word in words}
    right = set(asked.correct)
    if chosen == right:
        return _RIGHT
    options = [asked.options[k] for k in sorted(chosen - right)]
    share = Fraction(max(len(chosen & right) - len(options), 0), len(right)) if asked.multiple else Fraction(0)
    missed = ("Not all that hold are ticked.",) if asked.multiple and right - chosen else ()
    return Verdict(
        share=share,
        messages=(*(option.feedback for option in options if option.feedback), *missed),
        kinds=tuple(option.kind for option in options if option.kind),
    )


def _order(asked: OrderAnswer, answer: str) -> Verdict:
    words = answer.replace(",", " ").split()
    count = len(asked.steps)
    if sorted(words) != sorted(str(k + 1) for k in range(count)):
        return _unreadable(f"name each of the steps 1 to {count} once")
    done: set[int] = set()
    for word in words:
        step = int(word) - 1
        if any(need not in done for need in asked.needs[step]):
            said = f"Step {step + 1} uses what is not known yet at that place."
            return Verdict(share=Fraction(0), messages=(said,), kinds=("unknown",))
        done.add(step)
    return _RIGHT
