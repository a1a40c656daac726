"""One answer, graded: read, compared at random points, and, where it is wrong, explained.

    correct  ⇔  answer = ∂E_total/∂w at every point, to 40 of 50 digits

No formula is simplified for it: what is equal at random points is equal.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from symprop.derive.forms import DEFAULT_LIMITS, derive_form
from symprop.derive.views import retargeted_model
from symprop.errors import InputError, LimitExceeded, SympropError
from symprop.evaluate.filled import decimal_text
from symprop.expression import ZERO, Expr, Neg, Product, Sum, names_in, substitute
from symprop.graph import GIVEN, Kind
from symprop.homework.grading.bench import Bench
from symprop.homework.grading.diagnose import UNKNOWN, UNKNOWN_NUMBER, diagnose, findings_of, ranked
from symprop.homework.grading.forms import form_grade
from symprop.homework.grading.numbers import LEAST_DIGITS, Figures, carried, literal_text, literals, value_of_literal
from symprop.homework.grading.quantities import Line
from symprop.homework.grading.question import Question
from symprop.homework.grading.result import Finding, FormGrade, Grade, LineGrade, LineVerdict
from symprop.homework.grading.search import Explanation
from symprop.homework.grading.telling import Telling, answer_labels, leaf_of
from symprop.network.model import Model
from symprop.notation import MAZUR, Notation
from symprop.read.answers import Answer, AnswerLine, read_answer
from symprop.read.budget import Budget
from symprop.read.spellings import Spellings

__all__ = ["GradeOptions", "Grader"]

DEFAULT_BUDGET = Budget()
MOST_SHOWN = 60  # given names of a certificate
SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeOptions:
    """How to grade.

    Args:
        reveal: whether findings say what is right.
        form: the form that is asked for besides.
        digits: significant digits to which a number must agree; what the student wrote, by default.
        rate: the learning rate η of the course, for numbers made with updated weights; else the usual ones are tried.
        before: values from before the weights were changed, for numbers made with stale outs.
        budget: of the answer.
    """

    reveal: bool = False
    form: str = ""
    digits: int | None = None
    rate: str = ""
    before: Mapping[str, Expr] = field(default_factory=dict)
    budget: Budget = DEFAULT_BUDGET


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
        self._figures: dict[tuple[str, str], Figures] = {}

    def grade(self, text: str, options: GradeOptions | None = None) -> Grade:
        """Return what is said about an answer; an unreadable one is a verdict, not an error."""
        options = options or GradeOptions()
        try:
            answer = read_answer(text, self.spellings, functions=self._functions, budget=options.budget)
            return _Answer(self, self._computed(answer), options).graded()
        except (InputError, LimitExceeded) as error:
            said = {"where": error.where, "what": error.what, "instead": error.instead}
            return Grade(verdict="unreadable", error=said, wrt=self.question.wrt)

    def _computed(self, answer: Answer) -> Answer:
        """Return an answer in a notation whose δ is −∂E/∂net with our δ, which is ∂E/∂net."""
        if not self.labels.notation.negative:
            return answer

        def sign(name: str) -> int:
            return self.labels.sign(leaf_of(name, self.question.quantities))

        def ours(side: Expr, name: str) -> Expr:
            found = substitute(side, lambda leaf: Neg(leaf) if sign(leaf.name) < 0 else None)
            return Neg(found) if name and sign(name) < 0 else found

        lines = (replace(line, sides=tuple(ours(side, line.name) for side in line.sides)) for line in answer.lines)
        return replace(answer, lines=tuple(lines))

    def figures(self, name: str, options: GradeOptions) -> Figures:
        """Return what numbers are compared with, for a derivative of the network.

        Raises:
            InputError: if the network has no values.
        """
        related = self.related(name)
        key = (name if related else "", options.rate)
        if key not in self._figures:
            question = related[0] if related else self.question
            self._figures[key] = Figures(question, rate=options.rate, before=options.before)
        return self._figures[key]

    def related(self, name: str) -> tuple[Question, Bench] | None:
        """Return what is asked by ∂a/∂b or δ_u, and the bench for it; None for what is no derivative."""
        if name not in self._related:
            question = self._question_of(name)
            if question is None:
                return None
            self._related[name] = question, Bench(question)
        return self._related[name]

    def _question_of(self, name: str) -> Question | None:
        question, quantities = self.question, self.question.quantities
        if name == question.target:
            return question
        if name.startswith("delta_") and name[6:] in quantities.nets:
            return Question(question.model, quantities.nets[name[6:]])
        of, _, wrt = name.removeprefix("d_").partition("__d_")
        if not (quantities.is_variable(of) and quantities.is_variable(wrt)) or of == wrt:
            return None
        if of == question.graph.total:
            return Question(question.model, wrt)
        try:
            return Question(retargeted_model(question.model, of), wrt)
        except SympropError:
            return None

    @cached_property
    def _functions(self) -> Mapping[str, str]:
        """f, g and φ are the activation where the network has only one."""
        graph = self.question.graph
        found = {
            getattr(graph.definition(name), "function", "")
            for name in graph.defined()
            if graph.variable(name).kind is Kind.OUT
        }
        only = next(iter(found)) if len(found) == 1 else ""
        from symprop.functions import FUNCTIONS

        if only not in FUNCTIONS:
            return {}
        free = (word for word in ("f", "g", "a") if self.spellings.find(word) is None)
        return dict.fromkeys(free, only)


class _Answer:
    """One answer while it is graded."""

    def __init__(self, grader: Grader, answer: Answer, options: GradeOptions) -> None:
        self.grader, self.answer, self.options = grader, answer, options
        self.question = grader.question
        self.own: list[Line] = []  # the student's abbreviations
        self.given: list[Line] = []  # what the student found for the network's quantities, and the abbreviations
        self.notes: list[str] = []

    def graded(self) -> Grade:
        lines: list[LineGrade] = []
        wrong: list[tuple[_Side, str]] = []
        final: tuple[AnswerLine, Expr, LineVerdict] | None = None
        for line in self.answer.lines:
            name = line.name or self.question.target
            verdict: LineVerdict = "own"
            for side in line.sides:
                if not line.own:
                    verdict = self.verdict(name, side)
                    if verdict == "wrong":
                        break
            if line.own:
                self.own.append((name, line.sides[-1]))
            elif name == self.question.target:
                final = (line, side, verdict)
            if verdict == "wrong":
                wrong.append((_Side(line, side), name))
            self.given.append((name, side))
            lines.append(LineGrade(self.answer.written.get(name, name), verdict, line.where))
        if final is None:
            raise InputError(
                f"no line gives {self.telling(self.question).gradient}",
                where=self.answer.lines[-1].where,
                instead=f"write {self.telling(self.question).gradient} = …",
            )
        if wrong and final[2] == "carried" and not self.is_number(final[1]):
            names = (self.telling(self.question).name(name) for _, name in wrong)
            self.notes += (f"{name} is defined in another way here; the result is right." for name in names)
            wrong = []
        listed = tuple(lines) if len(lines) > 1 else ()
        if not wrong:
            return Grade(
                verdict="correct",
                certificate=self.certificate(final[1]),
                lines=listed,
                notes=tuple(self.notes),
                form=self.form(),
                wrt=self.question.wrt,
            )
        findings: list[Finding] = []
        alternatives: tuple[tuple[Finding, ...], ...] = ()
        for (line, side), name in wrong:
            first, *others = self.explained(name, side)
            findings += self.findings(name, first, line)
            alternatives = tuple(self.findings(name, other, line) for other in others)
        return Grade(
            verdict="wrong",
            findings=tuple(findings),
            alternatives=alternatives,
            certificate=self.counterexample(side, name),
            lines=listed,
            form=self.form(),
            answer=self.revealed() if self.options.reveal else "",
            wrt=self.question.wrt,
        )

    def form(self) -> FormGrade | None:
        """Return the grade of the form, where one is asked for."""
        if not self.options.form:
            return None
        return form_grade(self.options.form, self.question, self.telling(self.question), self.answer)

    # verdicts

    def verdict(self, name: str, side: Expr) -> LineVerdict:
        """Return whether a formula is what its line says it is: by the true values, or by the student's own."""
        if self.is_number(side):
            return self.verdict_of_number(name, side)
        expected = self.expected(name)
        if self.question.agree(self.values([*self.own, ("#side", side)]), expected):
            return "right"
        if any(given in self.names_given for given in names_in(side)) and self.question.agree(
            self.values([*self.given, ("#side", side)]), expected
        ):
            return "carried"
        return "right" if self.is_right_in_numbers(name, side) else "wrong"

    # numbers

    def is_number(self, side: Expr) -> bool:
        """Return whether a formula holds numbers only, and can be compared with the network's."""
        names = set(names_in(side))
        for own, rhs in reversed(self.own):
            if own in names:
                names = (names - {own}) | set(names_in(rhs))
        if names:
            return False
        if self.question.model.values:
            return side != ZERO
        return any(not literal.text.isdigit() for literal in literals(side))

    def number(self, name: str, side: Expr) -> tuple[Figures, Any, Any]:
        """Return the figures, what the network's value is, and what the student's is."""
        figures = self.grader.figures(name, self.options)
        got = figures.value(self.question.with_quantities([*self.own, ("#side", side)]), "#side")
        return figures, figures.quantity(name), got

    def verdict_of_number(self, name: str, side: Expr) -> LineVerdict:
        figures, expected, got = self.number(name, side)
        if figures.close(got, expected, side, self.options.digits):
            return "right"
        before = {number: given for given, rhs in self.given if (number := value_of_literal(rhs)) is not None}
        again = carried(side, {number: given for number, given in before.items() if number})
        if again != side:
            lines = self.question.with_quantities([*self.own, ("#side", again)])
            if figures.close(figures.value(lines, "#side"), expected, side, self.options.digits or LEAST_DIGITS):
                return "carried"
        return "wrong"

    def is_right_in_numbers(self, name: str, side: Expr) -> bool:
        """Return whether a formula with numbers put in for some names is right at the network's values."""
        if not self.question.model.values or not any("." in literal.text for literal in literals(side)):
            return False
        try:
            figures, expected, got = self.number(name, side)
        except InputError:
            return False
        if not figures.close(got, expected, side, self.options.digits):
            return False
        self.notes.append("It is right at the network's values, with numbers in the place of some names.")
        return True

    @property
    def names_given(self) -> set[str]:
        return {name for name, _ in self.given}

    def values(self, lines: list[Line], name: str = "#side") -> list[Any]:
        return self.question.at_points(self.question.with_quantities(lines), name)

    def expected(self, name: str) -> list[Any]:
        question = self.question
        if name == question.target:
            return question.expected
        if question.quantities.is_variable(name):
            return [known[name] for known in question.known]
        lines = question.quantities.lines([name])
        return question.at_points(lines, name)

    # what is wrong

    def explained(self, name: str, side: Expr) -> list[Explanation]:
        related = self.grader.related(name)
        if related is None:
            return [UNKNOWN]
        question, bench = related
        if self.is_number(side):
            figures, _, got = self.number(name, side)
            return ranked(bench, figures.explained(got, side, self.options.digits) or [UNKNOWN_NUMBER])
        lines = [*self.own, ("#side", side)]
        sampled = question.at_samples(question.with_quantities(lines), ["#side"])[0]
        exact = question.at_points(question.with_quantities(lines), "#side")
        return diagnose(bench, sampled, exact, brackets=_repeats(side))

    def findings(self, name: str, explained: Explanation, line: AnswerLine) -> tuple[Finding, ...]:
        related = self.grader.related(name)
        telling = self.telling(related[0] if related else self.question)
        return findings_of(telling, explained, where=line.where)

    def telling(self, question: Question) -> Telling:
        return Telling(
            graph=question.graph,
            wrt=question.wrt,
            paths=question.paths,
            labels=self.grader.labels,
            quantities=question.quantities,
            style=self.answer.style,
            written=self.answer.written,
            revealing=self.options.reveal,
        )

    # certificates

    def certificate(self, side: Expr) -> dict[str, Any]:
        return {"points": len(self.question.points), "digits": 50}

    def counterexample(self, side: Expr, name: str) -> dict[str, Any]:
        """Return a point at which a formula and what its line says it is differ."""
        if self.is_number(side):
            _, value, number = self.number(name, side)
            return {
                "point": {name: literal_text(value) for name, value in self.question.model.values.items()},
                "expected": decimal_text(value, SHOWN_DIGITS) if self.options.reveal and value is not None else None,
                "got": "no finite value" if number is None else decimal_text(number, SHOWN_DIGITS),
            }
        expected = self.expected(name)
        got = self.values([*self.own, ("#side", side)])
        for point, right, wrong in zip(self.question.points, expected, got, strict=True):
            if right is not None and (wrong is None or abs(right - wrong) * 10**6 > abs(right)):
                names = [n for n, _ in zip(self.question.graph.given(*GIVEN), range(MOST_SHOWN), strict=False)]
                mpf = point.arithmetic.literal
                return {
                    "point": {n: decimal_text(mpf(point.values[n]), 6) for n in names},
                    "expected": decimal_text(right, SHOWN_DIGITS),
                    "got": "no finite value" if wrong is None else decimal_text(wrong, SHOWN_DIGITS),
                }
        return {}

    def revealed(self) -> str:
        """Return the right answer in the style of the student's."""
        form = "paths" if self.question.path_count <= 16 else "factored"
        lines = derive_form(self.question.graph, self.question.wrt, form, DEFAULT_LIMITS).lines
        telling = self.telling(self.question)
        return "\n".join(f"{telling.formula(line.lhs)} = {telling.formula(line.rhs)}" for line in lines)


class _Side(NamedTuple):
    """A formula and the line that it stands in."""

    line: AnswerLine
    formula: Expr


def _repeats(expr: Expr) -> bool:
    """Return whether a sum holds a term twice."""
    terms = list(_terms(expr))
    return len(set(terms)) < len(terms)


def _terms(expr: Expr) -> Iterator[Expr]:
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Sum):
            stack += node.terms
        elif isinstance(node, Product) and len(node.factors) == 1:
            stack += node.factors
        else:
            yield node
