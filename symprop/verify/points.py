"""Random points at which a network is evaluated: exact rationals, in the domain, away from every kink.

Some point must make each path non-zero: ReLUs that are all dead agree with anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isqrt
from typing import Any

from symprop.errors import SympropError
from symprop.evaluate.arithmetic import PHIS, Arithmetic, Phi, float_arithmetic, is_real, mp_arithmetic
from symprop.evaluate.passes import forward_lines
from symprop.evaluate.tape import Tape, compile_tape
from symprop.graph import PARAMETERS, EquationGraph, Kind
from symprop.network.model import TargetRule
from symprop.verify.coverage import Coverage, Demand, Sides, guards
from symprop.verify.waking import MOST_CHANGES, awakened

__all__ = ["Point", "draw_targets", "draw_values", "moved_points", "sample_points"]

DIGITS = 50
MARGIN = Fraction(1, 1000)
MOST_TRIES, FURTHER_TRIES = 400, 50
"""Random draws: as many as it takes for the points asked for; for what these have not shown."""
MOST_SOUGHT, IN_VAIN = 40, 3
OPERATIONS = 400_000
"""Of one search for a point, in float64."""


@dataclass(frozen=True, slots=True)
class Point:
    """Values of everything given, and of the forward pass at 50 digits.

    Args:
        values: exact, of inputs, targets and parameters.
        forward: of every variable, the given ones included.
        phi: which concrete function stands for φ.
    """

    values: Mapping[str, Fraction]
    forward: Mapping[str, Any]
    arithmetic: Arithmetic
    phi: Phi


def sample_points(
    graph: EquationGraph,
    rules: Sequence[TargetRule],
    count: int,
    seed: int,
    wrt: Sequence[str] = (),
    *,
    reach: int = 1,
    both_sides: bool = False,
) -> list[Point]:
    """Return at least `count` points; more if it takes more to make every path of `wrt` non-zero.

    Args:
        reach: values lie in ±reach, so that a difference from which something depends is met on both sides.
        both_sides: more too if it takes more to be on both sides of each kink, and to shut each gate of a path alone,
            as far as some tries find such.

    Raises:
        SympropError: if no random point lies in the network's domain.
    """
    generator = random.Random(seed)
    forward = list(forward_lines(graph))
    watched_guards = list(guards(forward))
    tape = compile_tape([*forward, *watched_guards])
    watched, sides = Coverage(graph, wrt, gates=both_sides), Sides(watched_guards if both_sides else ())
    points: list[Point] = []
    for attempt in range(MOST_TRIES):
        point = _point(draw_values(graph, rules, generator, reach), tape, PHIS[len(points) % len(PHIS)])
        if point is None:
            continue
        news = [watched.take(point), sides.take(point)]
        if len(points) < count or any(news):
            points.append(point)
        if len(points) >= count and (attempt >= FURTHER_TRIES or (watched.complete and not sides.open)):
            break
    if len(points) < count or not watched.complete:
        points += _sought(graph, rules, tape, watched, generator, count - len(points))
    if not points:
        raise SympropError("no random point lies in the network's domain", instead="check the loss and the activations")
    return points


def _sought(
    graph: EquationGraph,
    rules: Sequence[TargetRule],
    tape: Tape,
    watched: Coverage,
    generator: random.Random,
    missing: int,
) -> Iterator[Point]:
    """Yield points that are looked for: as many as are missing, and one for each demand that can be met.

    Args:
        tape: the forward pass and its guards.
    """
    names = list(graph.given(Kind.INPUT, Kind.CONSTANT, *PARAMETERS))
    forward, partials = tape.bind(float_arithmetic()), watched.tape.bind(float_arithmetic())
    changes = min(MOST_CHANGES, OPERATIONS // (1 + tape.operation_count + watched.tape.operation_count))
    in_vain: list[Demand] = []
    for _ in range(MOST_SOUGHT):
        demand = next((demand for demand in watched.open if demand not in in_vain), Demand(()))
        if len(in_vain) == IN_VAIN or (missing <= 0 and not demand.path):
            return

        def faults(values: Mapping[str, float], demand: Demand = demand) -> float:
            try:
                at = forward(values)
                zero = {int(edge) for edge, value in partials({**values, **at}).items() if value == 0}
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                return inf
            return float(demand.faults(zero) + sum(abs(at[name]) < MARGIN for name in at if name.startswith("#")))

        values = draw_values(graph, rules, generator)
        sought = awakened(values, names, faults, lambda: _signed(generator, 2), generator, changes)
        point = None if sought is None else _point(sought, tape, PHIS[0])
        if point is None:
            in_vain.append(demand)
        else:
            watched.take(point)
            missing -= 1
            yield point


def moved_points(graph: EquationGraph, moves: Iterable[tuple[Point, Mapping[str, Fraction]]]) -> list[Point]:
    """Return points, each with other values for some of what is given, without those outside the network's domain."""
    tape = compile_tape(forward_lines(graph))
    moved = (_point({**point.values, **values}, tape, point.phi) for point, values in moves)
    return [point for point in moved if point is not None]


def _point(values: Mapping[str, Fraction], tape: Tape, phi: Phi) -> Point | None:
    arithmetic = mp_arithmetic(DIGITS, phi)
    given = {name: arithmetic.literal(value) for name, value in values.items()}
    try:
        found = tape.bind(arithmetic)(given)
    except (ValueError, ZeroDivisionError, OverflowError, TypeError):
        return None  # outside of a function's domain, e.g. ln of a negative out
    if not all(is_real(value, arithmetic) for value in found.values()):
        return None
    margin = arithmetic.literal(MARGIN)
    if any(abs(value) < margin for name, value in found.items() if name.startswith("#")):
        return None
    return Point(values, {**given, **{n: v for n, v in found.items() if not n.startswith("#")}}, arithmetic, phi)


def _signed(generator: random.Random, reach: int) -> Fraction:
    size = generator.randint(100, 1000) * (generator.randint(1, reach) if reach > 1 else 1)
    return Fraction(size * generator.choice((-1, 1)), 1000)


def draw_values(
    graph: EquationGraph, rules: Sequence[TargetRule], generator: random.Random, reach: int = 1
) -> dict[str, Fraction]:
    """Return a value for everything given: weights in ±1/√(terms of the net they enter), the rest in ±1; or ±reach."""
    values = {name: _signed(generator, reach) for name in graph.given(Kind.INPUT, Kind.CONSTANT, Kind.BIAS)}
    widths: dict[str, int] = {}
    for name in graph.given(Kind.WEIGHT):
        edge = next(iter(graph.edges_from(name)), None)
        width = 1
        if edge is not None:
            if edge.target not in widths:
                widths[edge.target] = max(1, isqrt(len(graph.edges_into(edge.target)) // 8))
            width = widths[edge.target]
        values[name] = _signed(generator, reach) / width
    return values | draw_targets(graph, rules, generator, reach)


def draw_targets(
    graph: EquationGraph, rules: Sequence[TargetRule], generator: random.Random, reach: int = 1
) -> dict[str, Fraction]:
    """Return a value for every target, of the sort that its loss takes."""
    found = {name: _signed(generator, reach) for name in graph.given(Kind.TARGET)}
    for rule in rules:
        match rule.kind:
            case "sign":
                found |= {name: Fraction(generator.choice((-1, 1))) for name in rule.names}
            case "probability":
                found |= {name: Fraction(generator.randint(50, 950), 1000) for name in rule.names}
            case "simplex":
                parts = [generator.randint(100, 1000) for _ in rule.names]
                found |= {name: Fraction(part, sum(parts)) for name, part in zip(rule.names, parts, strict=True)}
    return found
