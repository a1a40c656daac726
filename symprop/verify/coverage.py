"""What points have shown of a network so far: which paths were alive, on which sides of its kinks it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from symprop.derive.paths import iter_paths
from symprop.evaluate.tape import compile_tape
from symprop.expression import Call, Cases, Expr, fold
from symprop.functions import FUNCTIONS
from symprop.graph import EquationGraph, downstream

if TYPE_CHECKING:
    from symprop.verify.points import Point

__all__ = ["Coverage", "Demand", "Sides", "dead_paths", "guards"]


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


def dead_paths(graph: EquationGraph, wrt: str, points: Sequence[Point]) -> tuple[int, int]:
    """Return how many paths of `wrt` are zero at every point, and of how many (at most the first 10,000)."""
    coverage = Coverage(graph, [wrt] if points else [])
    for point in points:
        coverage.take(point)
    return coverage.dead


class Sides:
    """On which sides of which kinks no point has been yet."""

    def __init__(self, guards: Sequence[tuple[str, Expr]]) -> None:
        self.tape = compile_tape(guards)
        self.open = {(name, above) for name, _ in guards for above in (True, False)}

    def take(self, point: Point) -> bool:
        """Return whether the point is on a side on which no earlier point was."""
        before = len(self.open)
        self.open -= {(name, value > 0) for name, value in self.tape.bind(point.arithmetic)(point.forward).items()}
        return len(self.open) < before


class Demand(NamedTuple):
    """What a point should show of a path: all of its edges non-zero, or all but one.

    Args:
        path: the numbers of its edges in a coverage.
        gate: the edge that should be zero; −1 if none should.
    """

    path: tuple[int, ...]
    gate: int = -1

    def faults(self, zero: Set[int]) -> int:
        """Return how many of the edges are not as they should be."""
        return sum((edge in zero) is not (edge == self.gate) for edge in self.path)


class Coverage:
    """Which paths of which parameters some point has made non-zero, and which of their gates has been shut alone.

    What is wrong in a path shows where it is not zero. A gate is a factor that is zero at some point, the slope of a
    ReLU; a formula without it is wrong where it is zero and the rest of the path is not.

    Args:
        gates: whether gates are watched, those of the first paths.
    """

    MOST_PATHS, MOST_GATED = 10_000, 64

    def __init__(self, graph: EquationGraph, wrt: Sequence[str], *, gates: bool = False) -> None:
        names = dict.fromkeys(name for w in wrt for name in downstream(graph, w))
        self.edges = [edge for name in names for edge in graph.edges_from(name)]
        self.tape = compile_tape((str(k), edge.partial) for k, edge in enumerate(self.edges))
        self.key = {(e.source, e.target, e.occurrence): k for k, e in enumerate(self.edges)}
        self.graph, self.wrt, self.gates = graph, wrt, gates
        self.known_gates: set[int] = set()
        self.shut: set[Demand] = set()

    def take(self, point: Point) -> bool:
        """Return whether the point shows what no earlier point did."""
        partials = self.tape.bind(point.arithmetic)(point.forward)
        zero = {int(k) for k, value in partials.items() if value == 0}
        if not zero and "alive" not in vars(self):  # so that paths that are all alive are never listed
            self.alive = set()
            return True
        if self.gates and (new := zero - self.known_gates):
            self.known_gates |= new
            self.shut |= {Demand(path, gate) for path in self.paths[: self.MOST_GATED] for gate in new & {*path}}
        met = [{demand for demand in demands if not demand.faults(zero)} for demands in (self.alive, self.shut)]
        self.alive -= met[0]
        self.shut -= met[1]
        return any(met)

    @property
    def complete(self) -> bool:
        """Whether nothing is open."""
        return not self.alive and not self.shut

    @property
    def open(self) -> list[Demand]:
        """What no point has shown."""
        return sorted(self.alive) + sorted(self.shut)

    @property
    def dead(self) -> tuple[int, int]:
        """How many paths were zero at every point, and of how many; (0, 0) where all were alive."""
        return (len(self.alive), len(self.paths)) if self.alive else (0, 0)

    @cached_property
    def alive(self) -> set[Demand]:
        """The paths that no point has made non-zero."""
        return {Demand(path) for path in self.paths}

    @cached_property
    def paths(self) -> list[tuple[int, ...]]:
        """The edges of the first paths."""
        found = (
            tuple(self.key[e.source, e.target, e.occurrence] for e in path.edges)
            for w in self.wrt
            for path in iter_paths(self.graph, w)
        )
        return list(dict.fromkeys(islice(found, self.MOST_PATHS)))
