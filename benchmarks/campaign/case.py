"""One network: its gradient by three oracles, and every form, as a tree and as it is written, against them."""

from __future__ import annotations

import random
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from benchmarks.campaign import oracles
from benchmarks.campaign.compare import GATES, agreeing
from benchmarks.campaign.cover import Combination
from benchmarks.campaign.fields import rationals, reals
from benchmarks.campaign.files import network_of
from benchmarks.campaign.meaning import definitions, values_of_lines
from benchmarks.campaign.points import Point, draw_point
from benchmarks.campaign.programs import by_program
from benchmarks.campaign.renderings import LIMITS, RENDERINGS, Unreadable
from symprop.api import Network
from symprop.derive.forms import FORMS, Form, derive_form
from symprop.derive.scalars import in_scalars
from symprop.errors import InputError, LimitExceeded, SympropError, UnsupportedForm
from symprop.expression import DisplayEquation
from symprop.network.values import exact

__all__ = ["Agreement", "Failure", "Outcome", "examine"]

TRIES, SATURATED = 4, 6


@dataclass(frozen=True)
class Failure:
    """What does not agree, cannot be read, or raised what nobody documented.

    Args:
        kind: ``disagrees``, ``unreadable``, or an exception's name.
        subject: form, rendering and notation, as far as it got.
    """

    kind: str
    wrt: str
    subject: Combination
    oracle: str
    note: str


Agreement = tuple[str, str, str, str, int]
"""(form, rendering, notation, oracle, digits)."""


@dataclass
class Outcome:
    """What was found of one network."""

    agreements: list[Agreement] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    zeros: int = 0
    parameters: int = 0
    gradients: int = 0


@dataclass
class Case:
    """A network at a point."""

    network: Network
    point: Point
    known: Mapping[str, Any]
    wrt: Sequence[str]

    @cached_property
    def written(self) -> list[Any]:
        return definitions(self.network.graph)

    @property
    def total(self) -> str:
        return self.network.graph.total

    @cached_property
    def by_torch(self) -> dict[str, float]:
        return oracles.by_torch(self.written, self.point, self.wrt, self.total)

    @cached_property
    def by_sympy(self) -> dict[str, Any] | None:
        return oracles.by_sympy(self.written, self.point, self.wrt, self.total)

    @cached_property
    def float_digits(self) -> int:
        """How many digits of the gradients PyTorch's float64 finds."""
        gate = GATES["PyTorch"]
        return min(
            agreeing(self.by_forward_mode[w], self.by_torch[w], gate, partial(self.path_sum, w)) for w in self.wrt
        )

    def path_sum(self, w: str) -> Any:
        return oracles.path_sum(self.written, self.point, w, self.total)

    @cached_property
    def by_forward_mode(self) -> dict[str, Any]:
        return {w: oracles.by_forward_mode(self.written, self.point, w, self.total) for w in self.wrt}

    def expected(self, w: str) -> Iterator[tuple[str, Any]]:
        """Yield (oracle, ∂E/∂w)."""
        yield "forward mode", self.by_forward_mode[w]
        if not SATURATED <= self.float_digits < GATES["PyTorch"]:
            yield "PyTorch", self.by_torch[w]
        if self.by_sympy is not None:
            yield "sympy.diff", self.by_sympy[w]


def examine(
    text: str,
    seed: str,
    combinations: Sequence[Combination],
    *,
    count: int = 0,
    forms: Sequence[str] = tuple(FORMS),
) -> Outcome:
    """Return what agrees and what does not in the network of a file.

    Args:
        seed: of the point, and of the choice of parameters.
        combinations: what is written and read back; every form is compared as a tree besides.
        count: how many parameters; 0 for all of them.
        forms: the forms compared.
    """
    outcome = Outcome()
    generator = random.Random(seed)
    subject = Combination("", "file", "")
    try:
        network = network_of(text)
        case = _case(network, generator, count)
        if isinstance(case, str):
            outcome.refusals.append(case)
            return outcome
        outcome.parameters = network.parameter_count
        if "PyTorch" not in dict(case.expected(case.wrt[0])):
            outcome.refusals.append("PyTorch: float64 says too little of a saturated network")
        for w in case.wrt:
            subject = Combination("", "tree", "mazur")
            _gradient(case, w, combinations, forms, outcome)
    except (LimitExceeded, InputError) as error:
        outcome.refusals.append(f"file: {type(error).__name__}: {error.what}")
    except Exception as error:
        outcome.failures.append(_raised(error, "", subject))
    return outcome


def _case(network: Network, generator: random.Random, count: int) -> Case | str:
    """Return a network at its own values, or at a point where float64 is good for the gradient; else why there is none.

    A saturated network says in float64 too little of its gradient (1 − out² of a tanh near 1). PyTorch is not asked
    where some digits agree, but not enough of them, at every point; where hardly one agrees that is a failure.
    """
    graph = network.graph
    written = definitions(graph)
    parameters = network.parameters
    if not parameters:
        return "no parameters"
    wrt = parameters if not count else generator.sample(parameters, min(count, len(parameters)))
    own = {name: exact(value) for name, value in network.values.items()}
    case: Case | str = "no point in the domain"
    for _ in range(TRIES):
        drawn = draw_point(graph, written, network.model.rules, generator, own)
        if drawn is None:
            return case
        case = Case(network, *drawn, wrt)
        if case.float_digits >= GATES["PyTorch"]:
            return case
    return case


def _gradient(case: Case, w: str, combinations: Sequence[Combination], names: Sequence[str], outcome: Outcome) -> None:
    expected = dict(case.expected(w))
    reference = expected["forward mode"]
    outcome.gradients += 1
    outcome.zeros += reference == 0
    true = oracles.exactly(case.written, case.point, w, case.total)
    checker = _Checker(case, w, expected, true, outcome)
    checker.oracles()
    forms: dict[str, Form] = {}
    for name in names:
        try:
            forms[name] = derive_form(case.network.graph, w, name, LIMITS)
        except (UnsupportedForm, LimitExceeded) as error:
            outcome.refusals.append(f"{name}: {type(error).__name__}")
            continue
        except Exception as error:
            outcome.failures.append(_raised(error, w, Combination(name, "tree", "mazur")))
            continue
        checker.form(Combination(name, "tree", "mazur"), forms[name], case.network)
    for subject in combinations:
        if subject.form not in forms:
            continue
        try:
            network = case.network.with_notation(subject.notation)
        except InputError:
            outcome.refusals.append(f"notation {subject.notation}: two names would look alike")
            continue
        checker.form(subject, forms[subject.form], network)
    checker.value()
    if "PyTorch" in expected and w == case.wrt[0]:
        checker.program()


@dataclass
class _Checker:
    """Holds what is found of one gradient against the oracles."""

    case: Case
    w: str
    expected: Mapping[str, Any]
    true: Fraction | None
    outcome: Outcome

    def _scale(self) -> Any:
        return self.case.path_sum(self.w)

    def oracles(self) -> None:
        """Compare the oracles with each other: one that is wrong must not pass for the product."""
        subject = Combination("oracles", "", "")
        found = self.expected["forward mode"]
        if self.true is not None:
            self._compare(subject, "exact rationals", found, reals().literal(self.true), gate=40)
        for oracle in ("PyTorch", "sympy.diff"):
            if oracle in self.expected:
                self._compare(subject, oracle, found, self.expected[oracle])

    def form(self, subject: Combination, form: Form, network: Network) -> None:
        """Compare what a reader finds of a form with every oracle."""
        try:
            lines = in_scalars(list(RENDERINGS[subject.rendering](network, form)))
            self._lines(subject, lines)
        except (UnsupportedForm, LimitExceeded) as error:
            self.outcome.refusals.append(f"{subject.rendering}: {type(error).__name__}")
        except (SympropError, Unreadable) as error:
            self.outcome.failures.append(Failure("unreadable", self.w, subject, "", str(error)))
        except Exception as error:
            self.outcome.failures.append(_raised(error, self.w, subject))

    def _lines(self, subject: Combination, lines: Sequence[DisplayEquation]) -> None:
        name = lines[0].lhs.name
        found = values_of_lines(lines, self.case.known, reals())[name]
        for oracle, value in self.expected.items():
            self._compare(subject, oracle, found, value)
        if self.true is not None and subject.form == "closed":
            given = dict(self.case.point)
            ours = values_of_lines(lines, given, rationals())[name]
            digits = GATES["exact rationals"] if ours == self.true else 0
            self._take(subject, "exact rationals", digits, f"{float(ours)} against {float(self.true)}")

    def value(self) -> None:
        """Compare the number that pages show."""
        subject = Combination("", "value", "")
        try:
            shown = self.case.network.gradient(self.w).value
        except Exception as error:
            self.outcome.failures.append(_raised(error, self.w, subject))
            return
        if shown is not None:
            found = reals().literal(Fraction(shown))
            self._compare(subject, "forward mode", found, self.expected["forward mode"], gate=11)

    def program(self) -> None:
        """Compare what the network's Python program computes in float64."""
        subject = Combination("", "python program", "")
        try:
            found = by_program(self.case.network, self.w, self.case.point)
        except InputError as error:
            self.outcome.refusals.append(f"python program: {error.what}")
        except Exception as error:
            self.outcome.failures.append(_raised(error, self.w, subject))
        else:
            self._compare(subject, "forward mode", reals().literal(Fraction(found)), self.expected["forward mode"], 11)

    def _compare(self, subject: Combination, oracle: str, found: Any, value: Any, gate: int | None = None) -> None:
        gate = gate or GATES[oracle]
        digits = agreeing(found, value, gate, self._scale)
        self._take(subject, oracle, digits, f"{float(found):.12g} against {float(value):.12g}", gate)

    def _take(self, subject: Combination, oracle: str, digits: int, note: str, gate: int | None = None) -> None:
        self.outcome.agreements.append((*subject, oracle, digits))
        if digits < (gate or GATES[oracle]):
            self.outcome.failures.append(Failure("disagrees", self.w, subject, oracle, f"{digits} digits: {note}"))


def _raised(error: Exception, w: str, subject: Combination) -> Failure:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    note = f"{str(error)[:200]} ({frame.filename.rpartition('/')[2]}, {frame.name})"
    return Failure(type(error).__name__, w, subject, "", note)
