"""`Grader`: one question, and everything that grading answers to it needs once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from symprop.derive.views import retargeted_model
from symprop.errors import InputError, LimitExceeded, SympropError
from symprop.evaluate.passes import forward_tape
from symprop.expression import Expr, Neg, substitute
from symprop.functions import FUNCTIONS
from symprop.graph import Kind, downstream
from symprop.homework.grading.bench import Bench
from symprop.homework.grading.marking import Marking
from symprop.homework.grading.numbers import Figures
from symprop.homework.grading.options import GradeOptions
from symprop.homework.grading.question import Question
from symprop.homework.grading.result import Grade
from symprop.homework.grading.telling import answer_labels, leaf_of
from symprop.network.model import Model
from symprop.notation import MAZUR, Notation
from symprop.read.answers import Answer, read_answer
from symprop.read.spellings import Spellings

__all__ = ["Grader"]

MOST_RELATED = 24
"""Questions about slopes in lines that are kept for the next answer; each may hold megabytes."""


class Grader:
    """Grades answers to one question: ∂E_total/∂wrt of one network. What all of them need is made once.

    Args:
        notation: how the network's names are shown, and may be written.

    >>> from symprop.network.load import load_network
    >>> grader = Grader(load_network("mazur"), "w5")
    >>> grader.grade("-(t1 - out_o1) out_o1 (1 - out_o1) out_h1").verdict
    'correct'
    >>> print(grader.grade("-(t1 - out_o1)*out_h1").findings[0].message)
    The derivative of the activation of o1 is missing: how does out_o1 change with net_o1?
    """

    def __init__(self, model: Model, wrt: str, *, notation: Notation = MAZUR) -> None:
        self.question = Question(model, wrt)
        self.labels = answer_labels(model.graph, notation)
        self.spellings = Spellings(model.graph, self.labels)
        self._related: dict[str, tuple[Question, Bench]] = {}
        self._figures: dict[tuple[object, ...], Figures] = {}

    def grade(self, text: str, options: GradeOptions | None = None) -> Grade:
        """Return what is said about an answer; an unreadable one is a verdict, not an error."""
        options = options or GradeOptions()
        try:
            answer = read_answer(text, self.spellings, functions=self._functions, budget=options.budget)
            return Marking(self, self._computed(answer), options).graded()
        except (InputError, LimitExceeded) as error:
            return Grade(verdict="unreadable", error=error.parts, wrt=self.question.wrt)

    def _computed(self, answer: Answer) -> Answer:
        """Return an answer in a notation whose δ is −∂E/∂net with our δ, which is ∂E/∂net."""
        if not self.labels.notation.negative:
            return answer

        def turned(name: str) -> bool:
            return self.labels.sign(leaf_of(name, self.question.quantities)) == -1

        def ours(side: Expr, name: str) -> Expr:
            found = substitute(side, lambda leaf: Neg(leaf) if turned(leaf.name) else None)
            return Neg(found) if turned(name) else found

        lines = (replace(line, sides=tuple(ours(side, line.name) for side in line.sides)) for line in answer.lines)
        return replace(answer, lines=tuple(lines))

    def figures(self, name: str, options: GradeOptions) -> Figures:
        """Return what numbers are compared with, for a derivative of the network.

        Raises:
            InputError: if the network has no values.
        """
        related = self.related(name)
        question = related[0] if related else self.question
        key = (question.target, options.rate, frozenset(options.before.items()))
        if key not in self._figures:
            self._figures[key] = Figures(question, rate=options.rate, before=options.before)
        return self._figures[key]

    def related(self, name: str) -> tuple[Question, Bench] | None:
        """Return what is asked by ∂a/∂b or δ_u, and the bench for it; None for what is no derivative, or always 0."""
        if name in self._related:
            found = self._related.pop(name)  # and to the end: the latest are kept
        elif (question := self._question_of(name)) is None:
            return None
        else:
            found = question, Bench(question)
        self._related[name] = found
        if len(self._related) > MOST_RELATED:
            del self._related[next(iter(self._related))]
        return found

    def slope(self, name: str) -> tuple[str, str] | None:
        """Return (a, b) of ∂a/∂b, and (E_total, net) of δ; None for what is no derivative."""
        graph, quantities = self.question.graph, self.question.quantities
        if name.startswith("delta_"):
            return graph.total, quantities.nets[name[6:]]
        of, _, wrt = name.removeprefix("d_").partition("__d_")
        there = quantities.is_variable(of) and quantities.is_variable(wrt) and of != wrt
        return (of, wrt) if there else None

    def _question_of(self, name: str) -> Question | None:
        question, slope = self.question, self.slope(name)
        if name == question.target:
            return question
        if slope is None or slope[0] not in downstream(question.graph, slope[1]):
            return None
        of, wrt = slope
        if of == question.graph.total:
            return Question(question.model, wrt)
        try:
            return Question(retargeted_model(question.model, of), wrt)
        except SympropError:
            return None

    @cached_property
    def _functions(self) -> Mapping[str, str]:
        """f, g and φ are the activation where the network has only one; φ is itself where it is a function there."""
        graph = self.question.graph
        found = {
            getattr(graph.definition(name), "function", "")
            for name in graph.defined()
            if graph.variable(name).kind is Kind.OUT
        }
        only = next(iter(found)) if len(found) == 1 else ""
        only = only if only in FUNCTIONS else ""
        free = [word for word in ("f", "g") if only and self.spellings.find(word) is None]
        return dict.fromkeys(free if forward_tape(graph).abstract else [*free, "phi"], only)
