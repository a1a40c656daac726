"""Answers that are drawn from a grammar: many lines about any of the network's quantities, right by chance at most."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pytest

import symprop
from symprop import Network
from symprop.graph import GIVEN
from symprop.homework.grading import GradeOptions, Grader

SECONDS = 15
"""Of the processor, for one answer."""
NETWORKS: dict[str, Callable[[], Network]] = {
    **{name: lambda name=name: symprop.load(name) for name in ("mazur", "skip", "shared_weight", "siamese", "xor")},
    "softmax": lambda: Network.layered(2, 2, 3, activation=("tanh", "softmax"), loss="cross_entropy"),
    "relu": lambda: Network.layered(1, 1, 1, 1, activation="relu", bias="none"),
    "huber": lambda: Network.layered(2, 3, 2, loss="huber"),
    "lstm": lambda: symprop.load("lstm"),
}
OWN = ("A", "B", "q")
FORMS = ("chain", "messages", "paths", "factored", "closed", "expanded")


@dataclass
class Answers:
    """Draws formulas about a network."""

    network: Network
    generator: random.Random

    @cached_property
    def defined(self) -> Sequence[str]:
        return list(self.network.graph.defined())

    @cached_property
    def names(self) -> Sequence[str]:
        return [*self.network.graph.given(*GIVEN), *self.defined]

    @cached_property
    def units(self) -> Sequence[str]:
        return [name[4:] for name in self.defined if name.startswith("net_")]

    def slope(self) -> str:
        return f"d{self.generator.choice(self.defined)}/d{self.generator.choice(self.names)}"

    def delta(self) -> str:
        return f"delta_{self.generator.choice(self.units)}" if self.units else self.slope()

    def gradient(self) -> str:
        return f"dE/d{self.generator.choice(self.names)}"

    def leaf(self) -> str:
        choose, name = self.generator.choice, self.generator.choice(self.names)
        kinds = [name] * 8 + [choose(OWN), self.delta(), self.slope(), self.gradient()]
        kinds += [choose(("0", "1", "2", "0.5", "0.12", "-1", "1/2", "eta", "1e-3"))]
        kinds += [f"{choose(('sigmoid', 'tanh', 'exp', 'relu', 'ln', 'sqrt'))}({name})"]
        kinds += [f"(1 if {name} > {choose(('0', '1', choose(self.names)))} else 0)"]
        return choose(kinds)

    def formula(self, depth: int = 0) -> str:
        chance = self.generator.random()
        if depth > 2 or chance < 0.35:
            return self.leaf()
        one, other = self.formula(depth + 1), self.formula(depth + 1)
        if chance < 0.65:
            return f"{one}*{other}"
        if chance < 0.8:
            return f"({one} {self.generator.choice('+-')} {other})"
        if chance < 0.9:
            return f"({one})/({other})"
        return f"({one})^{self.generator.choice(('2', '3', '-1'))}" if chance < 0.95 else f"-{one}"

    def line(self) -> str:
        left = self.generator.choice(
            (self.generator.choice(OWN), self.delta(), self.slope(), self.slope(), self.gradient())
        )
        last = f" = {self.formula()}" if self.generator.random() < 0.2 else ""
        return f"{left} = {self.formula()}{last}"

    def answer(self, wrt: str) -> str:
        lines = [self.line() for _ in range(self.generator.randint(0, 4))]
        lines.append(self.generator.choice(("", f"dE/d{wrt} = ")) + self.formula())
        return self.generator.choice(("; ", "\n")).join(lines)

    def options(self) -> GradeOptions:
        chance = self.generator.random
        return GradeOptions(
            reveal=chance() < 0.2,
            form=self.generator.choice(FORMS) if chance() < 0.2 else "",
            rate="0.5" if chance() < 0.2 else "",
            digits=3 if chance() < 0.1 else None,
        )


def graded(name: str, count: int, seed: int) -> Counter[str]:
    """Return how often each verdict was given; whatever is raised is a failure, and what takes long."""
    network = NETWORKS[name]()
    answers = Answers(network, random.Random(f"{seed}/{name}"))
    verdicts: Counter[str] = Counter()
    graders: dict[str, Grader] = {}
    for _ in range(count):
        wrt = answers.generator.choice(network.parameters)
        grader = graders.setdefault(wrt, Grader(network.model, wrt))
        text, begin = answers.answer(wrt), time.process_time()
        grade = grader.grade(text, answers.options())
        assert time.process_time() - begin < SECONDS, text
        assert grade.verdict != "unreadable" or grade.error["what"], text
        assert grade.verdict != "wrong" or all(finding.message for finding in grade.findings), text
        verdicts[grade.verdict] += 1
    return verdicts


@pytest.mark.parametrize("name", NETWORKS)
def test_any_answer_is_judged_or_refused(name: str) -> None:
    verdicts = graded(name, 6, seed=6)
    assert verdicts["wrong"] >= 2
    assert sum(verdicts.values()) == 6


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_a_thousand_answers_are_judged_or_refused(name: str) -> None:
    verdicts = graded(name, 1_000, seed=7)
    print(name, dict(verdicts))
    assert verdicts["wrong"] > 100
