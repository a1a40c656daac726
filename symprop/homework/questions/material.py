"""What every maker of questions needs of one network: which weight, its forms with numbers, wrong answers with words.

A wrong answer is made by the taxonomy of grading, graded, and told what grading says of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from symprop.derive.forms import Form, derive_form
from symprop.derive.paths import path_count, path_label
from symprop.errors import InputError, SympropError
from symprop.evaluate.numbers import Numbers
from symprop.expression import Cases, DisplayEquation, Expr, Num, Partial, Var, fold, names_in
from symprop.graph import PARAMETERS, Kind
from symprop.homework.grading import KINDS, Grade, Grader, wrong_answer
from symprop.homework.grading.question import Question as Asked
from symprop.homework.plan import QuestionPlan
from symprop.homework.record import Block, Part, Setting, Text, Wrong
from symprop.homework.rubric import credit
from symprop.network.values import exact
from symprop.pages.outline import Formula
from symprop.render import TEXT, write
from symprop.report import Shown

__all__ = ["Material", "Mistake", "share_points"]

MOST_PATHS = 12
SHOWN_DIGITS = 6
NOT_TOLD = ("unknown", "other-quantity", "updated-weights", "stale-values", "rounded-value")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong ∂E_total/∂w, and what grading says of it."""

    kind: str
    answer: Expr
    message: str


class Material:
    """One network of one set, and what is made of it once.

    Args:
        random_numbers: everything that is chosen is chosen with them.
        rubric: kind of mistake → the share of the points it is worth.
    """

    def __init__(
        self, setting: Setting, plan: QuestionPlan, random_numbers: random.Random, shares: dict[str, Fraction]
    ) -> None:
        self.setting, self.plan, self.random, self.shares = setting, plan, random_numbers, shares
        self.model, self.graph, self.labels = setting.model, setting.model.graph, setting.labels
        self._graders: dict[str, Grader] = {}

    def refuse(self, what: str, instead: str) -> InputError:
        """Return the error for an entry of the plan that its network cannot give."""
        return InputError(f"{self.plan.kind}: {what}", where=self.plan.where, instead=instead)

    def name(self, name: str) -> str:
        """Return a variable as people write it."""
        return self.labels(Var(name)).text

    # which weight

    def weight(self, *, least_paths: int = 1) -> str:
        """Return the parameter that the plan names, or one that is drawn among those that fit."""
        wanted = self.plan.wrt
        groups = {"any": self._weights, "first-layer": self._first_layer, "last-layer": self._last_layer}
        if wanted not in groups:
            if wanted not in self.graph.given(*PARAMETERS):
                raise self.refuse(
                    f"the network has no parameter '{wanted}'", "a weight or bias, any, first-layer or last-layer"
                )
            found = [wanted]
        else:
            found = groups[wanted]
        fitting = [name for name in found if least_paths <= path_count(self.graph, name) <= MOST_PATHS]
        if not fitting:
            raise self.refuse(
                f"no weight has {least_paths} to {MOST_PATHS} paths", "another network, or another weight"
            )
        alive = [name for name in fitting if self._moves(name)]
        return self.random.choice(alive or fitting)

    def _moves(self, name: str) -> bool:
        return self._slopes is None or self._slopes[name] != 0

    @cached_property
    def _slopes(self) -> dict[str, float] | None:
        """All gradients at the network's values, where it has them."""
        from symprop.compiled import compile_network

        return compile_network(self.model)().gradients if self.numbers.known else None

    @property
    def _weights(self) -> list[str]:
        return list(self.graph.given(Kind.WEIGHT))

    @property
    def _first_layer(self) -> list[str]:
        inputs = set(self.graph.given(Kind.INPUT))
        return [
            name
            for name in self._weights
            if any(
                isinstance(edge.partial, Var) and edge.partial.name in inputs for edge in self.graph.edges_from(name)
            )
        ]

    @property
    def _last_layer(self) -> list[str]:
        errors = [name for name in self.graph.defined() if self.graph.variable(name).kind is Kind.ERROR]
        outs = {edge.source for error in errors for edge in self.graph.edges_into(error)}
        nets = {edge.source for out in outs for edge in self.graph.edges_into(out)}
        return [name for name in self._weights if any(edge.target in nets for edge in self.graph.edges_from(name))]

    # forms, with numbers

    @cached_property
    def numbers(self) -> Numbers:
        return Numbers(self.graph, self.model.values)

    def form(self, wrt: str, name: str) -> Form:
        try:
            return derive_form(self.graph, wrt, name)
        except SympropError as error:
            raise self.refuse(error.what, error.instead) from None

    def shown(self, lines: Sequence[DisplayEquation], *, filled: bool = True, what: str = "") -> Formula:
        """Return equations as a block, with numbers where there are values."""
        numbers = self.numbers.filled(lines, SHOWN_DIGITS, self.labels) if filled else [()] * len(lines)
        return Formula(tuple(Shown(line, more) for line, more in zip(lines, numbers, strict=True)), what)

    def worked(self, wrt: str, *forms: str) -> tuple[Block, ...]:
        """Return some forms of a gradient as blocks of a solution."""
        return tuple(self.shown(self.form(wrt, form).lines, what=f"the {form} form") for form in forms)

    def right(self, wrt: str) -> Expr:
        """Return ∂E_total/∂wrt as a sum over paths."""
        return self.form(wrt, "paths").lines[0].rhs

    # wrong answers

    def grader(self, wrt: str) -> Grader:
        if wrt not in self._graders:
            self._graders[wrt] = Grader(self.model, wrt)
        return self._graders[wrt]

    def grade(self, wrt: str, answer: Expr) -> Grade:
        return self.grader(wrt).grade(write(answer, TEXT, self.labels))

    def mistakes(self, wrt: str, count: int, kinds: Iterable[str] = ()) -> list[Mistake]:
        """Return wrong answers that differ from the right one and from each other, of as many kinds as there are."""
        asked = self.grader(wrt).question
        wanted = [name for name in (kinds or KINDS) if name not in NOT_TOLD]
        self.random.shuffle(wanted)
        made = [self._of_kind(asked, kind) for kind in wanted]
        found: list[Mistake] = []
        values: list[list[Any]] = [asked.expected]
        for _ in range(3):
            for maker in made:
                if len(found) == count:
                    return found
                mistake = next(maker, None)
                if mistake is None:
                    continue
                own = asked.at_points([("#wrong", mistake.answer)], "#wrong")
                if not any(asked.agree(own, other) for other in values):
                    found.append(mistake)
                    values.append(own)
        return found

    def _of_kind(self, asked: Asked, kind: str) -> Iterator[Mistake]:
        slips = list(KINDS[kind].make(asked))
        self.random.shuffle(slips)
        for slip in slips[:12]:
            answer = wrong_answer(asked.paths, [slip])
            if isinstance(answer, Num) or not self._plain(answer):
                continue
            grade = self.grade(asked.wrt, answer)
            if grade.verdict == "wrong" and grade.kinds == (kind,):
                yield Mistake(kind, answer, grade.findings[0].message)

    def _plain(self, expr: Expr) -> bool:
        """Return whether a formula holds nothing but the network's own variables."""
        own = self._own
        return all(name in own for name in names_in(expr)) and not fold(
            expr, lambda node, parts: isinstance(node, Cases) or any(parts)
        )

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset(self.grader(self._weights[0]).question.known[0])

    def wrongs(self, wrt: str, count: int) -> tuple[Wrong, ...]:
        """Return wrong answers as they stand in a record."""
        return tuple(
            Wrong(kind=m.kind, answer=m.answer, feedback=m.message, credit=credit(m.kind, self.shares))
            for m in self.mistakes(wrt, count)
        )

    # hints

    def hints(self, wrt: str) -> tuple[Text, ...]:
        """Return hints to a gradient, each helping more than the one before."""
        asked = self.grader(wrt).question
        count = asked.path_count
        first = asked.paths[0]
        edge = first.edges[-2] if len(first.edges) > 1 else first.edges[-1]
        return (
            (
                f"Go from {self.name(wrt)} to {self.name(self.graph.total)} along the arrows: ",
                "there is 1 path." if count == 1 else f"there are {count} paths, and each gives one product.",
            ),
            (
                f"{'The' if count == 1 else 'One'} path is {path_label(self.graph, self.labels, first)}: ",
                "write the local derivative of each arrow on it.",
            ),
            (
                "The factor nearest to the error is ",
                DisplayEquation(Partial(edge.target, edge.source), edge.partial),
                ".",
            ),
            (
                "The last factor of that path is ",
                DisplayEquation(Partial(first.edges[0].target, wrt), first.edges[0].partial),
                ".",
            ),
        )[: self.plan.hints]

    # values

    def value(self, name: str) -> Fraction:
        return exact(self.model.values[name])


STEP = Fraction(1, 4)


def share_points(points: Fraction, parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return parts named 1, 2, … whose points add up to `points`: about as theirs do, in quarters if that can be."""
    total = sum((part.points for part in parts), Fraction(0))
    exact_shares = [points * part.points / total for part in parts]
    if points % STEP or points < STEP * len(parts):
        shares = exact_shares
    else:
        shares = [max(share // STEP * STEP, STEP) for share in exact_shares]
        by_need = sorted(range(len(parts)), key=lambda k: shares[k] - exact_shares[k])
        for k in range(int((points - sum(shares)) / STEP)):
            shares[by_need[k % len(parts)]] += STEP
    if sum(shares) != points:
        shares = exact_shares
    return tuple(
        replace(part, points=share, name=part.name or str(k + 1))
        for k, (part, share) in enumerate(zip(parts, shares, strict=True))
    )
