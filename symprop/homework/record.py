"""The neutral record of a question: what is asked, what is right, and what a wrong answer is told.

    question = prompt, parts, solution, hints      part = what is asked, its answer, points

Every sheet and every export is written from it; it knows no format. Formulas stay trees.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from symprop.expression import DisplayEquation, Expr
from symprop.graph import GIVEN
from symprop.network.model import Model
from symprop.notation import Labels
from symprop.pages.outline import Figure, Formula, Heading, Paragraph, Table

__all__ = [
    "EXTRA",
    "Answer",
    "Block",
    "Choices",
    "Essay",
    "FormulaAnswer",
    "Inline",
    "Items",
    "NumberAnswer",
    "Option",
    "OrderAnswer",
    "Part",
    "ProblemSet",
    "Prose",
    "Question",
    "Setting",
    "Text",
    "Wrong",
]

Inline = str | Expr | DisplayEquation
Text = tuple[Inline, ...]
"""Words with formulas between them."""


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of words and formulas."""

    text: Text
    role: Literal["", "note", "hint", "answer"] = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `marks` stand before its items: letters, numbers, or boxes to be ticked."""

    items: tuple[Text, ...]
    marks: tuple[str, ...]


Block = Heading | Paragraph | Formula | Figure | Table | Prose | Items


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """A wrong answer that somebody gives who makes one known mistake.

    Args:
        kind: of the mistake, in the taxonomy of grading.
        answer: the formula, or the number as a literal.
        feedback: the sentence that points at the mistake.
        credit: the share of the points that it is still worth.
    """

    kind: str
    answer: Expr
    feedback: str
    credit: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaAnswer:
    """∂of/∂wrt as a formula.

    Args:
        of: what is differentiated; E_total, or a variable of the network.
        answer: in the names of the network.
        form: the form that is asked for; nothing where any will do.
        lines: the answer in that form, where it takes more than `answer`.
    """

    of: str
    wrt: str
    answer: Expr
    form: str = ""
    lines: tuple[DisplayEquation, ...] = ()
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberAnswer:
    """A number.

    Args:
        value: decimal, with 12 significant digits.
        digits: how many are asked for.
        tolerance: decimal: what an answer may differ by.
        name: of the quantity: a variable, ``d_E_total__d_w1``, or ``w1+`` for a weight after the update.
    """

    value: str
    digits: int
    tolerance: str
    name: str
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One of the choices.

    Args:
        kind: of the mistake it is; nothing for a right one.
        expr: the formula that it is, where it is to be right or wrong as ∂E_total/∂wrt.
    """

    text: Text
    correct: bool
    feedback: str = ""
    kind: str = ""
    expr: Expr | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """One of several, or (`multiple`) all that hold."""

    options: tuple[Option, ...]
    multiple: bool = False
    wrt: str = ""

    @property
    def correct(self) -> tuple[int, ...]:
        """The numbers of the right ones, from 0."""
        return tuple(k for k, option in enumerate(self.options) if option.correct)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswer:
    """Steps to be put in order.

    Args:
        steps: as they are shown, out of order.
        needs: for each step, the numbers of the steps that must stand before it.
        order: one right order, by number.
    """

    steps: tuple[Text, ...]
    needs: tuple[tuple[int, ...], ...]
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Essay:
    """A few sentences, to be read by a person; with what they should say."""

    model_answer: Text
    criteria: tuple[str, ...]


Answer = FormulaAnswer | NumberAnswer | Choices | OrderAnswer | Essay


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that is asked for, and what it is worth."""

    name: str
    prompt: Text
    answer: Answer
    points: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A network as one set has it.

    Args:
        source: a network file's text, with which anybody can make it again.
        values: of what is given, as they are written, besides those in the file.
    """

    name: str
    model: Model
    source: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def labels(self) -> Labels:
        """The network's labels, and those of what only a question has: η, blanks, E_j of a hidden unit."""
        graph = self.model.graph
        own = {*graph.given(*GIVEN), *graph.defined()}
        hidden = {f"E_{graph.variable(name).unit}" for name in own}
        return Labels(graph.variable).beside(lambda name: name not in own and (name in EXTRA or name in hidden))


EXTRA = ("eta", *"ABCDEFGHKLMNPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question.

    Args:
        name: unique in its set, in letters, digits and hyphens.
        kind: in the table of question kinds.
        title: in a few words.
        setting: the network that it is about.
        prompt: what is said before the parts; the network itself is shown by the writers.
        hints: from the first that helps a little to the last that helps much.
        wrts: the parameters whose gradients it is about.
        with_values: whether the network's values are given with it.
    """

    name: str
    kind: str
    title: str
    setting: Setting
    prompt: tuple[Block, ...]
    parts: tuple[Part, ...]
    solution: tuple[Block, ...]
    hints: tuple[Text, ...] = ()
    wrts: tuple[str, ...] = ()
    with_values: bool = False

    @property
    def points(self) -> Fraction:
        return sum((part.points for part in self.parts), Fraction(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemSet:
    """What one student gets, or everybody.

    Args:
        student: id of the student, nothing for a set for all.
        person: the student's name.
        seed: everything in it was drawn from it.
    """

    title: str
    questions: tuple[Question, ...]
    seed: str
    student: str = ""
    person: str = ""

    @property
    def points(self) -> Fraction:
        return sum((question.points for question in self.questions), Fraction(0))
