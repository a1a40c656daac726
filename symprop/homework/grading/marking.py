"""One answer, graded: line by line compared at random points, and, where it is wrong, explained.

    correct  ⇔  answer = ∂E_total/∂w at every point, to 40 of 50 digits

No formula is simplified for it: what is equal at random points is equal. An error carried forward is charged once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from symprop.derive.forms import derive_form
from symprop.errors import InputError
from symprop.evaluate.filled import decimal_text
from symprop.expression import ZERO, Expr, Num, Var, fold, names_in, substitute, with_children
from symprop.graph import GIVEN, PARAMETERS, Kind
from symprop.homework.grading.diagnose import UNKNOWN, UNKNOWN_NUMBER, diagnose, findings_of, ranked
from symprop.homework.grading.forms import form_grade, terms
from symprop.homework.grading.numbers import (
    DIGITS,
    LEAST_DIGITS,
    Figures,
    carried,
    digits_written,
    literal_text,
    literals,
    value_of_literal,
)
from symprop.homework.grading.options import GradeOptions, rate_of
from symprop.homework.grading.quantities import Line
from symprop.homework.grading.question import Question, settled
from symprop.homework.grading.result import Finding, FormGrade, Grade, LineGrade, LineVerdict
from symprop.homework.grading.search import Explanation
from symprop.homework.grading.slips import TAGS, Slip
from symprop.homework.grading.telling import Telling
from symprop.homework.grading.wholes import own_loss
from symprop.network.values import exact
from symprop.read.answers import Answer, AnswerLine
from symprop.read.spellings import RATE
from symprop.verify.coverage import guards
from symprop.verify.points import Point

if TYPE_CHECKING:
    from symprop.homework.grading.bench import Bench
    from symprop.homework.grading.grader import Grader

__all__ = ["Marking"]

NOISE = 1e-20  # far from all other values, where functions saturate and their differences lose digits
MOST_SHOWN = 60  # given names of a certificate
MOST_EXPLAINED = 12  # lines; what is wrong in more of them is one mistake carried on, or no answer
SHOWN_DIGITS = 12


class Marking:
    """One answer while it is graded."""

    def __init__(self, grader: Grader, answer: Answer, options: GradeOptions) -> None:
        self.grader, self.answer, self.options = grader, answer, options
        self.question = grader.question
        self.own: list[Line] = []  # the student's abbreviations
        self.given: list[Line] = []  # what the student found for the network's quantities, and the abbreviations
        self.latest: dict[str, Var] = {}  # name → where it stands in `given` the last time
        self.numbers_given: dict[Fraction, str] = {}  # number, not 0 → what the student found it for, the last time
        self.notes: list[str] = []
        self._at_points: dict[tuple[Question, int, Expr], list[Any]] = {}

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
                if verdict != "wrong":
                    self.refuse_restated(line)
                final = (line, side, verdict)
            if verdict == "wrong":
                wrong.append((_Side(line, side), name))
            self.give(name, side)
            lines.append(LineGrade(self.answer.written.get(name, name), verdict, line.where))
        if final is None:
            raise self.about_another(self.answer.lines[-1])
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
        explained = wrong if len(wrong) <= MOST_EXPLAINED else [*wrong[: MOST_EXPLAINED - 1], wrong[-1]]
        for (line, side), name in explained if self.options.explain else ():
            first, *others = self.explained(name, side)
            findings += self.findings(name, first, line)
            alternatives = tuple(self.findings(name, other, line) for other in others)
        (_, side), name = wrong[-1]
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

    def refuse_restated(self, line: AnswerLine) -> None:
        """Refuse a right answer with what is asked for in it, or with shares of it that no line before has found.

        Raises:
            InputError: "that is what is asked for".
        """
        used = {name for side in line.sides for name in self.opened(side)[1] if self.restates(name)}
        if used:
            raise InputError(
                f"{' + '.join(map(self.telling(self.question).name, sorted(used)))} is what is asked for",
                where=line.where,
                instead="write what it consists of: the factors along the paths",
            )

    def restates(self, name: str) -> bool:
        """Return whether a name is the gradient, or an error term's share of it, and nothing was said of it before."""
        of, derived, wrt = name.removeprefix("d_").partition("__d_")
        if not derived or wrt != self.question.wrt or name in self.latest:
            return False
        if of == self.question.graph.total:
            return True
        return self.question.quantities.is_variable(of) and (self.question.graph.variable(of).kind is Kind.ERROR)

    def about_another(self, last: AnswerLine) -> InputError:
        """Return what is said of an answer without what was asked for, which may be about another parameter."""
        telling, graph = self.telling(self.question), self.question.graph
        start = f"d_{graph.total}__d_"
        wrt = last.name.removeprefix(start)
        other = (
            wrt != last.name and self.question.quantities.is_variable(wrt) and graph.variable(wrt).kind in PARAMETERS
        )
        asked = telling.gradient
        what = f"the answer is about {telling.name(last.name)}, not {asked}" if other else f"no line gives {asked}"
        return InputError(what, where=last.where, instead=f"write {asked} = …")

    def give(self, name: str, side: Expr) -> None:
        """Keep what a line says, for the lines after it."""
        self.given.append((f"#{len(self.given)}", self.as_given(side)))
        self.latest[name] = Var(self.given[-1][0])
        if number := value_of_literal(side):
            self.numbers_given[number] = name

    def as_given(self, side: Expr) -> Expr:
        """Return a formula of what the student has found up to here; a name that is found later is the network's."""
        return substitute(side, lambda leaf: self.latest.get(leaf.name))

    def form(self) -> FormGrade | None:
        """Return the grade of the form, where one is asked for."""
        if not self.options.form:
            return None
        return form_grade(self.options.form, self.question, self.telling(self.question), self.answer)

    # verdicts

    def verdict(self, name: str, side: Expr) -> LineVerdict:
        """Return whether a formula is what its line says it is: by the true values, or by the student's own."""
        if name == RATE and not self.question.quantities.is_variable(name):  # which is the student's to choose
            return "own"
        if self.is_number(side):
            return self.verdict_of_number(name, side)
        expected = self.expected(name)
        if self.question.agree(self.at_points(self.question, side), expected):
            self.refuse_dead(name)
            return "right" if self.is_right_beyond(name, side) else "wrong"
        if any(given in self.latest for given in names_in(side)):
            lines = self.question.with_quantities([*self.given, ("#side", self.as_given(side))])
            if self.question.agree(self.question.at_points(lines, "#side"), expected):
                return "carried"
        right = self.is_right_at_targets(name, side) or self.is_right_in_numbers(name, side)
        return "right" if right else "wrong"

    def refuse_dead(self, name: str) -> None:
        """Refuse to call an answer right where everything on the paths is 0 at every point: anything agrees there.

        Raises:
            InputError: "∂E_total/∂w is 0 at every point that was tried".
        """
        if name == self.question.target and self.question.path_count and not any(self.question.sizes):
            raise InputError(
                f"{self.telling(self.question).gradient} is 0 at every point that was tried, whatever an answer says",
                instead="ask for a weight that some input reaches E_total through",
            )

    def is_right_beyond(self, name: str, side: Expr) -> bool:
        """Return whether a formula is right on the other side of its own kinks too, far from the network's values.

        What has no value there is passed over: 1 − out is 0 where out saturates.

        Raises:
            InputError: if no point was found there.
        """
        lines = [(own, settled(rhs)) for own, rhs in self.formula(side)]
        own = [(label, guard) for label, guard in guards(lines) if guard not in self.question.guards]
        if not own:
            return True
        far = self.question.stretched
        for label, guard in own:
            watched = self.question.with_quantities([(label, guard)])
            values = [*self.question.at_points(watched, label), *far.at_points(watched, label)]
            if len({value > 0 for value in values if value is not None}) < 2 and names_in(guard):
                where = self.telling(self.question).formula(guard)
                raise InputError(
                    f"of two cases one never holds: {where} never changes its sign",
                    instead="leave out the case that never holds",
                )
        return all(
            value is None or got is None or abs(got - value) < NOISE * (1 + abs(value))
            for _, value, got in self.compared_at(far, name, side)
        )

    def is_right_at_targets(self, name: str, side: Expr) -> bool:
        """Return whether a formula that names no target of 0 or 1 is right where the targets are what the file says."""
        graph, values = self.question.graph, self.question.model.values
        targets = {name: exact(values[name]) for name in graph.given(Kind.TARGET) if name in values}
        whole = {name: value for name, value in targets.items() if value.denominator == 1}
        if not whole or self.opened(side)[1] & whole.keys():
            return False
        there = self.question.where(whole)
        got = there.at_points(there.with_quantities(self.formula(side)), "#side")
        if not there.points or not there.agree(got, self.expected_of(there, name)):
            return False
        self.notes.append("It is right at the network's targets, with numbers in the place of their names.")
        return True

    # numbers

    def is_number(self, side: Expr) -> bool:
        """Return whether a formula holds numbers only, and can be compared with the network's."""
        opened, names = self.opened(side)
        if names:
            return False
        if self.question.model.values:
            return side != ZERO
        return any(not literal.text.isdigit() for part in opened for literal in literals(part))

    def formula(self, side: Expr) -> list[Line]:
        """Return a formula as ``#side``, after the abbreviations in it."""
        used, names = [("#side", side)], set(names_in(side))
        for own, rhs in reversed(self.own):
            if own in names:
                used.append((own, rhs))
                names |= set(names_in(rhs))
        return used[::-1]

    def opened(self, side: Expr) -> tuple[list[Expr], set[str]]:
        """Return a formula with the abbreviations in it, and the names of the network that these use."""
        lines = self.formula(side)
        names = {name for _, rhs in lines for name in names_in(rhs)}
        return [rhs for _, rhs in lines], names - {own for own, _ in lines}

    def digits(self, side: Expr) -> int:
        """Return the significant digits that must agree: those that are asked for, else those that were written."""
        return self.options.digits or max(self.digits_written(side), LEAST_DIGITS)

    def digits_written(self, side: Expr) -> int:
        """Return to how many digits a formula with numbers is meant, the abbreviations in it counted."""
        return min(digits_written(part) for part in self.opened(side)[0])

    def number(self, name: str, side: Expr) -> tuple[Figures, Any, Any]:
        """Return the figures, what the network's value is, and what the student's is.

        Raises:
            InputError: if the network has no value.
        """
        figures = self.grader.figures(name, self.options)
        expected = figures.quantity(name)
        if expected is None:
            raise InputError(
                f"{self.telling(self.question).name(name)} has no finite value at the network's values",
                instead="give other values, or write a formula",
            )
        got = figures.value(self.question.with_quantities(self.formula(side)), "#side")
        return figures, expected, got

    def verdict_of_number(self, name: str, side: Expr) -> LineVerdict:
        figures, expected, got = self.number(name, side)
        if figures.close(got, expected, self.digits(side)):
            return "right"
        again = carried(side, self.numbers_given)
        if again != side:
            lines = self.question.with_quantities(self.formula(again))
            if figures.close(figures.value(lines, "#side"), expected, self.options.digits or LEAST_DIGITS):
                return "carried"
        return "wrong"

    def is_right_in_numbers(self, name: str, side: Expr) -> bool:
        """Return whether a formula with numbers put in for some names is right at the network's values."""
        parts, names = self.opened(side)
        written = (literal.text for part in parts for literal in literals(part))
        if not self.question.model.values or (names and not any("." in text for text in written)):
            return False
        try:
            figures, expected, got = self.number(name, side)
        except InputError:
            return False
        if not figures.close(got, expected, self.digits(side)):
            return False
        self.notes.append("It is right at the network's values, with numbers in the place of some names.")
        return True

    def at_points(self, question: Question, side: Expr) -> list[Any]:
        """Return what a formula of the answer gives at a question's points; each is worked out once."""
        key = (question, len(self.own), side)  # abbreviations are added from line to line
        if key not in self._at_points:
            lines = question.with_quantities(self.formula(side))
            self._at_points[key] = question.at_points(lines, "#side")
        return self._at_points[key]

    def expected(self, name: str) -> list[Any]:
        return self.expected_of(self.question, name)

    def expected_of(self, question: Question, name: str) -> list[Any]:
        """Return what a line should give at a question's points."""
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
            slope = self.grader.slope(name)
            return [(Slip(kind="independent", tag=TAGS.join(slope)),) if slope else UNKNOWN]
        question, bench = related
        if self.is_number(side):
            figures, _, got = self.number(name, side)
            found = figures.explained(got, self.digits_written(side), self.options.digits or LEAST_DIGITS)
            return ranked(bench, found or [UNKNOWN_NUMBER])
        found = self.explained_as(side, question, bench)
        if (again := self.with_rate(side)) != side and found[0][0].kind in ("unknown", "constant-factor"):
            other = self.explained_as(again, question, bench)
            return other if other[0][0].kind == "other-quantity" else found
        return found

    def explained_as(self, side: Expr, question: Question, bench: Bench) -> list[Explanation]:
        lines = question.with_quantities(self.formula(side))
        if lacking := question.lacking(lines):
            return [(Slip(kind="unrelated-name", tag=TAGS.join(lacking)),)]
        exact = self.at_points(question, side)
        if question.agree(exact, question.expected):  # it differs beyond a kink of its own
            return [UNKNOWN]
        return diagnose(bench, question.at_samples(lines, ["#side"])[0], exact, brackets=_repeats(side))

    def with_rate(self, side: Expr) -> Expr:
        """Return w − 0.5 ∂E/∂w as w − η ∂E/∂w where 0.5 is the rate of the course."""
        rate = rate_of(self.options.rate or "0")

        def rule(node: Expr, parts: list[Expr]) -> Expr:
            return Var(RATE) if isinstance(node, Num) and node.value == rate else with_children(node, parts)

        return fold(side, rule) if rate else side

    def findings(self, name: str, explained: Explanation, line: AnswerLine) -> tuple[Finding, ...]:
        related = self.grader.related(name)
        telling = self.telling(related[0]) if related else replace(self.telling(self.question), line=name)
        if related and telling.paths:
            telling = replace(telling, groups=related[1].groups)
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
            own_loss=own_loss(question),
            count=question.path_count,
        )

    # certificates

    def certificate(self, side: Expr) -> dict[str, Any]:
        if self.is_number(side):
            return {"digits": self.digits(side)}
        lines = self.question.with_quantities(self.formula(side))
        exact = self.question.agrees_exactly(lines, "#side")
        return {"points": len(self.question.points), "digits": DIGITS, "exact": exact}

    def counterexample(self, side: Expr, name: str) -> dict[str, Any]:
        """Return a point at which a formula and what its line says it is differ."""
        if self.is_number(side):
            _, value, number = self.number(name, side)
            return {
                "point": {name: literal_text(value) for name, value in self.question.model.values.items()},
                "expected": decimal_text(value, SHOWN_DIGITS) if self.options.reveal else None,
                "got": "no finite value" if number is None else decimal_text(number, SHOWN_DIGITS),
            }
        for point, right, wrong in self.compared(name, side):
            if right is not None and (wrong is None or abs(right - wrong) * 10**6 > abs(right)):
                names = [n for n, _ in zip(self.question.graph.given(*GIVEN), range(MOST_SHOWN), strict=False)]
                mpf = point.arithmetic.literal
                return {
                    "point": {n: decimal_text(mpf(point.values[n]), 6) for n in names},
                    "expected": decimal_text(right, SHOWN_DIGITS),
                    "got": "no finite value" if wrong is None else decimal_text(wrong, SHOWN_DIGITS),
                }
        return {}

    def compared(self, name: str, side: Expr) -> Iterator[tuple[Point, Any, Any]]:
        """Yield points, what a line should give there, and what it does; far ones last."""
        yield from self.compared_at(self.question, name, side)
        yield from self.compared_at(self.question.stretched, name, side)

    def compared_at(self, question: Question, name: str, side: Expr) -> Iterator[tuple[Point, Any, Any]]:
        yield from zip(question.points, self.expected_of(question, name), self.at_points(question, side), strict=True)

    def revealed(self) -> str:
        """Return the right answer in the style of the student's."""
        form = "paths" if self.question.path_count <= 16 else "factored"
        lines = derive_form(self.question.graph, self.question.wrt, form).lines
        telling = self.telling(self.question)
        return "\n".join(f"{telling.formula(line.lhs)} = {telling.formula(line.rhs)}" for line in lines)


class _Side(NamedTuple):
    """A formula and the line that it stands in."""

    line: AnswerLine
    formula: Expr


def _repeats(expr: Expr) -> bool:
    """Return whether a sum holds a term twice."""
    found = list(terms(expr))
    return len(set(found)) < len(found)
