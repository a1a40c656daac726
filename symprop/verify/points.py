"""Random points at which a network is evaluated: exact rationals, in the domain, away from every kink.

Some point must make each path non-zero: ReLUs that are all dead agree with anything.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from symprop.derive.paths import iter_paths
from symprop.errors import SympropError
from symprop.evaluate.arithmetic import PHIS, Arithmetic, Phi, is_real, mp_arithmetic
from symprop.evaluate.passes import forward_lines
from symprop.evaluate.tape import Tape, compile_tape
from symprop.expression import Call, Cases, Expr, fold
from symprop.functions import FUNCTIONS
from symprop.graph import EquationGraph, Kind, downstream
from symprop.network.model import TargetRule

__all__ = ["Point", "dead_paths", "draw_targets", "draw_values", "guards", "moved_points", "sample_points"]

DIGITS = 50
MARGIN = Fraction(1, 1000)
MOST_TRIES = 400
SIDE_TRIES = 50


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
        both_sides: more too if it takes more to be on both sides of each kink, as far as some tries find such.

    Raises:
        SympropError: if no random point lies in the network's domain.
    """
    generator = random.Random(seed)
    forward = list(forward_lines(graph))
    watched_guards = list(guards(forward))
    tape = compile_tape([*forward, *watched_guards])
    watched, sides = _Coverage(graph, wrt), _Sides(watched_guards if both_sides else ())
    points: list[Point] = []
    for attempt in range(MOST_TRIES):
        point = _try(graph, rules, tape, generator, PHIS[len(points) % len(PHIS)], reach)
        if point is None:
            continue
        news = [watched.take(point), sides.take(point)]
        if len(points) < count or any(news):
            points.append(point)
        if len(points) < count or (sides.open and attempt < SIDE_TRIES):
            continue
        if watched.complete or attempt >= MOST_TRIES // 2:
            return points
    if not points:
        raise SympropError("no random point lies in the network's domain", instead="check the loss and the activations")
    return points


def _try(
    graph: EquationGraph, rules: Sequence[TargetRule], tape: Tape, generator: random.Random, phi: Phi, reach: int
) -> Point | None:
    return _point(draw_values(graph, rules, generator, reach), tape, phi)


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


def guards(lines: Iterable[tuple[str, Expr]]) -> Iterator[tuple[str, Expr]]:
    """Yield what must stay away from 0: the difference each case compares, the distance from each kink."""
    found: list[Expr] = []

    def visit(node: Expr, _: list[None]) -> None:
        if isinstance(node, Cases):
            found.append(node.left - node.right)
        elif isinstance(node, Call):
            found.extend(
                node.arguments[0] - kink if kink else node.arguments[0] for kink in FUNCTIONS[node.function].kinks
            )

    for _, expr in lines:
        fold(expr, visit)
    yield from ((f"#guard{k}", guard) for k, guard in enumerate(found))


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


def dead_paths(graph: EquationGraph, wrt: str, points: Sequence[Point]) -> tuple[int, int]:
    """Return how many paths of `wrt` are zero at every point, and of how many (at most the first 10,000)."""
    coverage = _Coverage(graph, [wrt])
    for point in points:
        coverage.take(point)
    if coverage.complete or coverage.open is None:
        return 0, 0
    return len(coverage.open), coverage.total


class _Sides:
    """On which sides of which kinks no point has been yet."""

    def __init__(self, guards: Sequence[tuple[str, Expr]]) -> None:
        self.tape = compile_tape(guards)
        self.open = {(name, above) for name, _ in guards for above in (True, False)}

    def take(self, point: Point) -> bool:
        """Return whether the point is on a side on which no earlier point was."""
        before = len(self.open)
        self.open -= {(name, value > 0) for name, value in self.tape.bind(point.arithmetic)(point.forward).items()}
        return len(self.open) < before


class _Coverage:
    """Which paths of which parameters some point has made non-zero."""

    MOST_PATHS = 10_000

    def __init__(self, graph: EquationGraph, wrt: Sequence[str]) -> None:
        names = dict.fromkeys(name for w in wrt for name in downstream(graph, w))
        self.edges = [edge for name in names for edge in graph.edges_from(name)]
        self.tape = compile_tape((str(k), edge.partial) for k, edge in enumerate(self.edges))
        self.key = {(e.source, e.target, e.occurrence): k for k, e in enumerate(self.edges)}
        self.graph, self.wrt = graph, wrt
        self.open: set[tuple[int, ...]] | None = None
        self.total = 0
        self.complete = False

    def take(self, point: Point) -> bool:
        """Return whether the point makes a path non-zero that no earlier point did."""
        if self.complete:
            return False
        partials = self.tape.bind(point.arithmetic)(point.forward)
        zero = {int(k) for k, value in partials.items() if value == 0}
        if not zero:
            self.complete = True
            return True
        if self.open is None:
            self.open = self._paths()
            self.total = len(self.open)
        covered = {path for path in self.open if zero.isdisjoint(path)}
        self.open -= covered
        self.complete = not self.open
        return bool(covered)

    def _paths(self) -> set[tuple[int, ...]]:
        found: set[tuple[int, ...]] = set()
        for w in self.wrt:
            for path in iter_paths(self.graph, w):
                found.add(tuple(self.key[e.source, e.target, e.occurrence] for e in path.edges))
                if len(found) >= self.MOST_PATHS:
                    return found
        return found
