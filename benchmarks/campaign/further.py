"""Derivatives of other variables than E_total, and second ones, against forward mode taken twice.

∂of/∂w          dual numbers of 50 digits
∂²of/∂w∂w′      dual numbers whose values and slopes are dual numbers
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from benchmarks.campaign.alive import draw_alive, reaching
from benchmarks.campaign.case import Failure, Outcome
from benchmarks.campaign.checker import raised
from benchmarks.campaign.compare import GATES, agreeing
from benchmarks.campaign.cover import Combination, chosen
from benchmarks.campaign.dual import Dual
from benchmarks.campaign.fields import dual, reals
from benchmarks.campaign.files import as_text, network_of
from benchmarks.campaign.meaning import Field, forward, values_of_lines
from benchmarks.campaign.points import Written, written_of
from benchmarks.campaign.refusals import may_refuse
from benchmarks.campaign.renderings import LIMITS, RENDERINGS, Alike, Unreadable
from symprop.api import Network
from symprop.derive.forms import FORMS, Form, derive_form
from symprop.derive.scalars import in_scalars
from symprop.errors import LimitExceeded, SympropError, UnsupportedForm
from symprop.graph import PARAMETERS, Kind
from symprop.network.values import exact

__all__ = ["Further", "by_forward_mode_twice", "examine_further"]

ORACLE = "forward mode"


@dataclass(frozen=True)
class Further:
    """What is asked: ∂of/∂first, or its derivative by second.

    >>> Further("out_o1", "w1", "").second
    ''
    """

    of: str
    first: str
    second: str


def _twice(base: Field) -> Field:
    """Return dual numbers over dual numbers; the functions' derivatives are functions of dual numbers then."""
    known = base.primitive
    names = SimpleNamespace(**known, cosh=lambda x: (known["exp"](x) + known["exp"](-x)) / 2)
    return dual(base, functions=names)


def by_forward_mode_twice(written: Written, point: Mapping[str, Fraction], asked: Further) -> Any:
    """Return the derivative of 50 digits."""
    field = reals()

    def inner(name: str, value: Fraction) -> Any:
        return Dual(field.literal(value), field.literal(Fraction(int(name == asked.second))))

    given = {name: Dual(inner(name, value), Dual.lifted(int(name == asked.first))) for name, value in point.items()}
    found = Dual.lifted(Dual.lifted(forward(written, given, _twice(dual(field)))[asked.of]).slope)
    return found.slope if asked.second else found.value


def _asked(network: Network, written: Written, generator: random.Random) -> Further | None:
    """Return what is asked of a network: mostly what is not 0 everywhere."""
    graph = network.graph
    of = graph.total if generator.random() < 0.4 else generator.choice(list(graph.defined()))
    kinds = PARAMETERS if of == graph.total else (*PARAMETERS, Kind.INPUT)
    reach = reaching(written, of)
    names = [name for name in graph.given(*kinds) if name in reach or generator.random() < 0.1]
    if not names:
        return None
    second = generator.choice(names) if of == graph.total or generator.random() < 0.5 else ""
    return Further(of, generator.choice(names), second)


def examine_further(data: Mapping[str, Any], seed: str, turn: int, *, layered: bool) -> Outcome:
    """Return what agrees of one derivative of a network's file: each form as a tree, and three as they are written.

    Args:
        seed: of the point, and of what is asked.
        turn: which combinations of form, rendering and notation.
    """
    outcome, generator = Outcome(), random.Random(f"{seed}/further")
    subject = Combination("", "file", "")
    try:
        network = network_of(as_text(dict(data)))
        written = written_of(network.graph)
        asked = _asked(network, written, generator)
        own = {name: exact(value) for name, value in network.values.items()}
        drawn = asked and draw_alive(network.graph, written, network.model.rules, generator, own, [])
        if not asked or not drawn:
            outcome.refusals.append("no point in the domain" if asked else "no parameters")
            return outcome
        point, _ = drawn
        expected = by_forward_mode_twice(written, point, asked)
        outcome.gradients, outcome.zeros = 1, int(expected == 0)
        view = network if asked.of == network.graph.total else network.of(asked.of)
        if asked.second:
            view = view.slope(asked.first)
        wrt = asked.second or asked.first
        field = reals()
        known = forward(written_of(view.graph), {name: field.literal(value) for name, value in point.items()}, field)
        forms: dict[str, Form] = {}
        for name in FORMS:
            subject = Combination(name, "tree", "mazur")
            try:
                forms[name] = derive_form(view.graph, wrt, name, LIMITS)
            except (UnsupportedForm, LimitExceeded) as error:
                if not may_refuse(view.graph, name, error):
                    outcome.failures.append(Failure("refused", wrt, subject, "", error.what))
                continue
            _compare(outcome, subject, forms[name], view, known, wrt, expected)
        for subject in chosen(turn, layered=layered):
            if subject.form in forms:
                notation = view.with_notation(subject.notation)
                _compare(outcome, subject, forms[subject.form], notation, known, wrt, expected)
    except Exception as error:
        outcome.failures.append(raised(error, "", subject))
    return outcome


def _compare(
    outcome: Outcome,
    subject: Combination,
    form: Form,
    network: Network,
    known: Mapping[str, Any],
    wrt: str,
    expected: Any,
) -> None:
    try:
        lines = in_scalars(list(RENDERINGS[subject.rendering](network, form)))
        found = values_of_lines(lines, known, reals())[lines[0].lhs.name]
    except Alike:
        outcome.refusals.append(f"{subject.rendering}: two names on it would look alike")
        return
    except (SympropError, Unreadable) as error:
        outcome.failures.append(Failure("unreadable", wrt, subject, "", str(error)))
        return
    digits = agreeing(found, expected, GATES[ORACLE], lambda: 1)
    outcome.agreements.append((*subject, ORACLE, digits))
    if digits < GATES[ORACLE]:
        note = f"{digits} digits: {float(found):.12g} against {float(expected):.12g}"
        outcome.failures.append(Failure("disagrees", wrt, subject, ORACLE, note))
