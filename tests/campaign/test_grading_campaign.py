"""The campaign of grading: mutants of every kind on thirty networks, right answers rewritten, and how many go wrong.

The default is a small sample; `-m slow` draws the full numbers, and its figures stand in docs/grading.md.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest

from symprop import Network
from symprop.errors import SympropError
from symprop.expression import Expr, size, substitute
from symprop.homework.grading import GradeOptions, Grader, Slip, wrong_answer
from symprop.homework.grading.question import Question
from symprop.render import LATEX, PYTHON, TEXT, write
from tests.campaign.grading_cases import Asked, kinds_that_are_made, made_on, networks, on_a_subset, questions
from tests.campaign.rewriting import rewritten, typed

SEED = 20261124
LARGEST_ANSWER = 60_000
LITTLE = Fraction(1001, 1000)
SLOPE = re.compile(r"\(1 if net_\w+ > 0 else 0\)")
VERDICT_ONLY = GradeOptions(explain=False)


@dataclass
class Tally:
    """What a campaign counted."""

    total: int = 0
    named: int = 0
    explained: int = 0
    called_right: int = 0
    failures: list[str] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.total} mutants: {self.named} named, {self.explained} explained otherwise, "
            f"{self.called_right} called right (seed {SEED})\n" + "\n".join(self.failures[:20])
        )


def written(asked: Asked, wrong: Expr, generator: random.Random) -> str:
    return write(wrong, generator.choice((PYTHON, LATEX, TEXT)), asked.grader.labels)


def singles(
    generator: random.Random, per_network: int, each: int, every: int = 1
) -> Iterator[tuple[Asked, Slip, Expr]]:
    """Yield single mutants of every kind on drawn subsets of paths."""
    for asked in questions(generator, per_network, every):
        for kind in kinds_that_are_made():
            slips = asked.slips[kind.name]
            for drawn in generator.sample(slips, min(each, len(slips))):
                slip = on_a_subset(drawn, asked, generator)
                wrong = wrong_answer(asked.grader.question.paths, [slip])
                if asked.oracle.differs(wrong):
                    yield asked, slip, wrong


def count_singles(per_network: int, each: int, every: int = 1) -> Tally:
    generator, tally = random.Random(SEED), Tally()
    for asked, slip, wrong in singles(generator, per_network, each, every):
        text = written(asked, wrong, generator)
        grade = asked.grader.grade(text)
        kinds = {*grade.kinds, *(found.kind for listed in grade.alternatives for found in listed)}
        tally.total += 1
        tally.kinds[slip.kind] += 1
        tally.called_right += grade.correct
        tally.named += slip.kind in kinds
        if slip.kind not in kinds:
            tally.failures.append(f"{asked.network} {asked.wrt} {slip.kind} {slip.tag}: {sorted(kinds)} {text[:120]}")
    return tally


def count_pairs(per_network: int, each: int) -> Tally:
    generator, tally = random.Random(SEED), Tally()
    for asked in questions(generator, per_network):
        whole = ("other-quantity", "other-loss")
        makers = [kind for kind in kinds_that_are_made() if kind.name not in whole and asked.slips[kind.name]]
        for _ in range(each):
            pair = [
                on_one_path(generator.choice(asked.slips[generator.choice(makers).name]), asked, generator)
                for _ in range(2)
            ]
            wrong = wrong_answer(asked.grader.question.paths, pair)
            if not asked.oracle.differs(wrong):
                continue
            grade = asked.grader.grade(written(asked, wrong, generator))
            listed = [set(grade.kinds), *({found.kind for found in other} for other in grade.alternatives)]
            tally.total += 1
            tally.called_right += grade.correct
            named = {slip.kind for slip in pair} in listed
            tally.named += named
            tally.explained += not named and grade.verdict == "wrong" and grade.kinds != ("unknown",)
    return tally


def on_one_path(slip: Slip, asked: Asked, generator: random.Random) -> Slip:
    """Return the slip on all of its paths, or on one of them."""
    whole = slip.kind in ("missing-output", "missing-occurrence")
    if len(slip.paths) < 2 or whole or generator.random() < 0.6:
        return slip
    return made_on(slip, asked, (generator.choice(slip.paths),))


def count_verdicts(mutants: int, every: int = 1) -> Tally:
    """Count mutants of one slip and of two that are called right; some are a thousandth too large only."""
    generator, tally = random.Random(SEED + 1), Tally()
    while tally.total < mutants:
        for asked in questions(generator, 3, every):
            every_path = tuple(range(len(asked.grader.question.paths)))
            little = Slip(kind="constant-factor", paths=every_path, times=LITTLE)
            slips = [little, *(slip for found in asked.slips.values() for slip in found)]
            for _ in range(60 if every == 1 else 6):
                some = generator.sample(slips, generator.randint(1, min(2, len(slips))))
                some = [little] if generator.random() < 0.1 else some
                drawn = [on_a_subset(slip, asked, generator) for slip in some]
                wrong = wrong_answer(asked.grader.question.paths, drawn)
                if asked.oracle.differs(wrong):
                    grade = asked.grader.grade(written(asked, wrong, generator), VERDICT_ONLY)
                    tally.total += 1
                    tally.called_right += grade.correct
                    if grade.verdict == "unreadable":
                        tally.failures.append(str(grade.error))
    return tally


def count_rewritings(answers: int) -> Tally:
    """Count right answers, rewritten and typed in every notation, that are not called right."""
    generator, tally = random.Random(SEED), Tally()
    nets = list(networks().values())
    notations = ("mazur", "mazur", "nielsen", "bishop", "pdp", "haykin", "ng", "goodfellow")
    while tally.total < answers:
        net = generator.choice(nets)
        wrt = generator.choice(net.parameters)
        try:
            net = net.with_notation(generator.choice(notations))
            lines = net.gradient(wrt).form(generator.choice(("paths", "factored", "closed", "chain", "messages"))).lines
        except SympropError:  # a notation or a form that this network does not have
            continue
        grader = Grader(net.model, wrt, notation=net.notation)
        definitions = {line.lhs.name: line.rhs for line in lines[1:]}
        for _ in range(4):
            formula = lines[0].rhs
            for _ in range(3):
                some = {name: rhs for name, rhs in definitions.items() if generator.random() < 0.5}
                formula = substitute(formula, lambda leaf, some=some: some.get(leaf.name))  # type: ignore[misc]
            if size(formula) > 3000:
                continue
            made, how = rewritten(formula, net, generator)
            text = typed(made, net, generator)
            if len(text) > LARGEST_ANSWER:
                continue
            grade = grader.grade(text, VERDICT_ONLY)
            tally.total += 1
            tally.named += grade.correct
            if not grade.correct:
                tally.failures.append(f"{net.name} {wrt} {how} {grade.verdict} {grade.error}: {text[:200]}")
    return tally


def count_gates(networks: int, gates: int) -> Tally:
    """Count answers without the slope of one ReLU in one path, in deep networks, that are called right.

    Each is wrong: with a bias in every net that ReLU can be dead while all others of the path are alive.
    """
    generator, tally = random.Random(SEED + 3), Tally()
    for _ in range(networks):
        depth = generator.randint(2, 8)
        sizes = [generator.randint(1, 3 if depth < 4 else 2 if depth < 6 else 1) for _ in range(depth + 1)]
        net = Network.layered(*sizes, activation="relu")
        wrt = generator.choice(net.parameters[: sizes[0] * sizes[1]])
        grader, right = Grader(net.model, wrt), str(net.gradient(wrt).paths)
        slopes = [slope.span() for slope in SLOPE.finditer(right)]
        assert len(slopes) == net.path_count(wrt) * depth
        assert grader.grade(right, VERDICT_ONLY).correct
        for start, end in generator.sample(slopes, min(gates, len(slopes))):
            grade = grader.grade(f"{right[:start]}1{right[end:]}", VERDICT_ONLY)
            tally.total += 1
            tally.called_right += grade.correct
            if grade.verdict != "wrong":
                tally.failures.append(f"{net.name} {wrt} without {right[start:end]} at {start}: {grade}")
    return tally


def test_single_mutants_are_named() -> None:
    tally = count_singles(1, 1, every=4)
    assert tally.total > 100
    assert tally.called_right == 0, tally
    assert tally.named >= 0.99 * tally.total, tally


def test_mutants_are_not_called_right() -> None:
    tally = count_verdicts(40, every=10)
    assert tally.total > 40
    assert (tally.called_right, tally.failures) == (0, []), tally


def test_a_grader_that_agrees_too_soon_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who decides whether an answer is wrong has no part in grading."""
    agree = Question.agree

    def agreeing_at_one_digit(question: Question, first: Any, second: Any, *_: int, partly: bool = False) -> bool:
        return agree(question, first, second, 1, partly=partly)

    monkeypatch.setattr(Question, "agree", agreeing_at_one_digit)
    tally = count_verdicts(40, every=10)
    assert tally.called_right > 0, tally


def test_right_answers_rewritten_are_right() -> None:
    tally = count_rewritings(48)
    assert tally.failures == [], tally


def test_a_missing_slope_is_not_called_right() -> None:
    tally = count_gates(3, 2)
    assert tally.total == 6
    assert (tally.called_right, tally.failures) == (0, []), tally


@pytest.mark.slow
def test_every_kind_on_every_network() -> None:
    tally = count_singles(3, 8)
    print(tally)
    assert tally.total > 6_000
    assert tally.called_right == 0, tally
    assert tally.named >= 0.99 * tally.total, tally


@pytest.mark.slow
def test_pairs_are_named_or_listed() -> None:
    tally = count_pairs(3, 30)
    print(tally)
    assert tally.total > 2_000
    assert tally.called_right == 0, tally
    assert tally.named + tally.explained >= 0.95 * tally.total, tally


@pytest.mark.slow
def test_fifty_thousand_mutants_none_called_right() -> None:
    tally = count_verdicts(50_000)
    print(tally)
    assert tally.called_right == 0
    assert tally.failures == [], tally


@pytest.mark.slow
def test_a_missing_slope_of_a_deep_network_is_not_called_right() -> None:
    tally = count_gates(60, 20)
    print(tally)
    assert tally.total > 400
    assert (tally.called_right, tally.failures) == (0, []), tally


@pytest.mark.slow
def test_five_thousand_rewritings_none_called_wrong() -> None:
    tally = count_rewritings(5_000)
    print(tally)
    assert tally.failures == [], tally
