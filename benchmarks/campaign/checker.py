"""Everything that is said of one gradient, against the oracles."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from typing import Any

from benchmarks.campaign.case import Case, Failure, Outcome
from benchmarks.campaign.compare import EACH_NAME, GATES, NOISE, agreeing
from benchmarks.campaign.cover import Combination
from benchmarks.campaign.dual import Magnitude
from benchmarks.campaign.fields import rationals, reals
from benchmarks.campaign.meaning import values_of_lines
from benchmarks.campaign.programs import by_program
from benchmarks.campaign.renderings import LIMITS, RENDERINGS, Alike, Unreadable, shown_results
from symprop.api import Network
from symprop.derive.forms import Form, derive_form
from symprop.derive.scalars import in_scalars
from symprop.errors import InputError, SympropError
from symprop.expression import DisplayEquation, Named, Var

__all__ = ["Checker", "raised"]

VALUE_GATE, LINE_GATE = 11, 8
"""Digits that 12 and 9 printed ones promise: half a unit of the last is 5e-12 of a number that begins with 1."""
PROGRAM_GATE = 11


@dataclass
class Checker:
    """Holds what is found of one gradient against the oracles.

    Args:
        expected: oracle → ∂E_total/∂w.
        true: the exact rational, where the functions are rational.
    """

    case: Case
    w: str
    expected: Mapping[str, Any]
    true: Fraction | None
    outcome: Outcome
    names: dict[str, set[str]] = field(default_factory=dict)

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
            self._lines(subject, in_scalars(list(RENDERINGS[subject.rendering](network, form))))
        except Alike:
            self.outcome.refusals.append(f"{subject.rendering}: two names on it would look alike")
        except (SympropError, Unreadable) as error:
            self.outcome.failures.append(Failure("unreadable", self.w, subject, "", str(error)))
        except Exception as error:
            self.outcome.failures.append(raised(error, self.w, subject))

    def _lines(self, subject: Combination, lines: Sequence[DisplayEquation]) -> None:
        name = lines[0].lhs.name
        found = values_of_lines(lines, self.case.known, reals())
        for oracle, value in self.expected.items():
            self._compare(subject, oracle, found[name], value)
        if self.true is not None and subject.form == "closed":
            given = dict(self.case.point)
            ours = values_of_lines(lines, given, rationals())[name]
            digits = GATES["exact rationals"] if ours == self.true else 0
            self._take(subject, "exact rationals", digits, f"{float(ours)} against {float(self.true)}")
        self._other_names(subject, lines[1:], found)

    def _other_names(self, subject: Combination, lines: Sequence[DisplayEquation], found: Mapping[str, Any]) -> None:
        """Compare every δ, message and factor; a page has those of the tree, and A1 … for parts of long formulas."""
        leaves = {line.lhs.name: line.lhs for line in lines if not _is_part(line.lhs, self.case)}
        tree = self.names.setdefault(subject.form, set(leaves))
        if leaves.keys() != tree:
            self._take(subject, EACH_NAME, 0, f"other names: {sorted(leaves.keys() ^ tree)}")
        for leaf in leaves.values():
            slopes = self.case.slopes
            scale = partial(slopes.worth, leaf, Magnitude)
            self._compare(subject, EACH_NAME, found[leaf.name], slopes.worth(leaf), scale=scale, name=leaf.name)

    def value(self) -> None:
        """Compare the numbers that pages show: the gradient's, and those of the equations of a page."""
        subject = Combination("", "value", "")
        try:
            shown = self.case.network.gradient(self.w).value
            if shown is None:
                return
            found = reals().literal(Fraction(shown))
            self._compare(subject, "forward mode", found, self.expected["forward mode"], VALUE_GATE, noise=NOISE)
            self._results(derive_form(self.case.network.graph, self.w, "factored", LIMITS))
        except Exception as error:
            self.outcome.failures.append(raised(error, self.w, subject))

    def _results(self, form: Form) -> None:
        subject = Combination("", "numbers of a page", "")
        lines = {line.lhs.name: line.lhs for line in form.lines}
        results = shown_results(self.case.network, form)
        if not results or results[0][0] != form.lines[0].lhs.name:
            raise Unreadable("the first equation has no number")
        for name, number in results:
            leaf = lines[name]
            value, scale = self.case.slopes.worth(leaf), partial(self.case.slopes.worth, leaf, Magnitude)
            self._compare(
                subject, EACH_NAME, reals().literal(number), value, LINE_GATE, noise=NOISE, scale=scale, name=name
            )

    def program(self) -> None:
        """Compare what the network's Python program computes in float64."""
        subject = Combination("", "python program", "")
        try:
            found = by_program(self.case.network, self.w, self.case.point)
        except InputError as error:
            if "phi" in repr(self.case.written):
                self.outcome.refusals.append(f"python program: {error.what}")
            else:
                self.outcome.failures.append(Failure("refused", self.w, subject, "", error.what))
        except Exception as error:
            self.outcome.failures.append(raised(error, self.w, subject))
        else:
            literal = reals().literal(Fraction(found))
            self._compare(subject, "forward mode", literal, self.expected["forward mode"], PROGRAM_GATE)

    def _compare(
        self,
        subject: Combination,
        oracle: str,
        found: Any,
        value: Any,
        gate: int | None = None,
        *,
        noise: int = 0,
        scale: Callable[[], Any] | None = None,
        name: str = "",
    ) -> None:
        gate = gate or GATES[oracle]
        digits = agreeing(found, value, gate, scale or self._scale, noise)
        note = f"{name or 'gradient'}: {float(found):.12g} against {float(value):.12g}"
        self._take(subject, oracle, digits, note, gate)

    def _take(self, subject: Combination, oracle: str, digits: int, note: str, gate: int | None = None) -> None:
        self.outcome.agreements.append((*subject, oracle, digits))
        if digits < (gate or GATES[oracle]):
            self.outcome.failures.append(Failure("disagrees", self.w, subject, oracle, f"{digits} digits: {note}"))


def _is_part(leaf: Named, case: Case) -> bool:
    """Return whether a name stands for a part of a long formula, where a page has no room for all of it."""
    return isinstance(leaf, Var) and re.fullmatch(r"A\d+", leaf.name) is not None and leaf.name not in case.known


def raised(error: Exception, w: str, subject: Combination) -> Failure:
    """Return the failure that an exception is, with the place that raised it."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    note = f"{str(error)[:200]} ({frame.filename.rpartition('/')[2]}, {frame.name})"
    return Failure(type(error).__name__, w, subject, "", note)
