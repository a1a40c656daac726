"""What all gradients of one check share: the graph, the points, and what was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from symprop.derive.forms import DEFAULT_LIMITS, Limits
from symprop.derive.scalars import in_scalars
from symprop.derive.views import SlopeGraph
from symprop.evaluate.arithmetic import Arithmetic, float_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_tape
from symprop.evaluate.tape import compile_tape
from symprop.expression import DisplayEquation
from symprop.graph import EquationGraph, downstream
from symprop.network.model import Original
from symprop.notation import MAZUR, Labels, Notation
from symprop.verify.frameworks import FRAMEWORKS, installed
from symprop.verify.points import Point

__all__ = ["ORIGINAL", "CheckOptions", "Session", "all_values_of", "path_scale", "path_scales", "values_of"]

ORIGINAL = "original"
"""The oracle of an imported network: the model it was imported from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What to check and how hard.

    Args:
        points: random points at the least.
        against: names of `ORACLES`; empty for all that are installed.
        seed: of the points.
        limits: of the forms; a form beyond them is left out and named.
        notation: the profile in which pages are written and read back.
    """

    points: int = 3
    against: tuple[str, ...] = ()
    seed: int = 20261123
    limits: Limits = DEFAULT_LIMITS
    notation: Notation = MAZUR


@dataclass(frozen=True)
class Session:
    """What all gradients of one check share."""

    graph: EquationGraph
    wrt: tuple[str, ...]
    points: list[Point]
    options: CheckOptions
    original: Original | None = None
    own: Point | None = None

    def wants(self, oracle: str) -> bool:
        if oracle == ORIGINAL and self.original is None:
            return False
        if self.options.against:
            return oracle in self.options.against
        return oracle not in FRAMEWORKS or installed(oracle)

    def scales(self, wrt: str) -> list[Any]:
        """Return Σ|path product| of `wrt` at each point."""
        return [path_scale(self.graph, wrt, point) for point in self.points]

    @property
    def base(self) -> EquationGraph:
        """The graph whose E_total is known without a derivative."""
        return self.graph.base if isinstance(self.graph, SlopeGraph) else self.graph

    @property
    def first(self) -> str:
        """The w of ∂E_total/∂w where second derivatives are checked."""
        return self.graph.wrt if isinstance(self.graph, SlopeGraph) else ""

    @property
    def labels(self) -> Labels:
        """The labels of a page of its own: an input x on one may look like the vector x on another."""
        return Labels(self.graph.variable, self.options.notation)

    @cached_property
    def floats(self) -> list[dict[str, Any]]:
        """The forward pass of each point in float64."""
        tape = forward_tape(self.graph)
        found = []
        for point in self.points:
            given = {name: float(value) for name, value in point.values.items()}
            found.append({**given, **tape.bind(float_arithmetic(point.phi))(given)})
        return found

    @cached_property
    def frameworks(self) -> dict[str, list[dict[str, float]]]:
        found = {
            name: [gradients(self.base, self.wrt, point.values, point.phi, self.first) for point in self.points]
            for name, (_, gradients) in FRAMEWORKS.items()
            if self.wants(name)
        }
        if self.original is not None and self.wants(ORIGINAL):
            given = ({name: float(value) for name, value in point.values.items()} for point in self.points)
            found[ORIGINAL] = [self.original.gradients(values) for values in given]
        return found

    @cached_property
    def own_gradients(self) -> Mapping[str, float]:
        """What the original says of its own values, untouched."""
        return self.original.gradients() if self.original is not None else {}


def values_of(session: Session, lines: Sequence[DisplayEquation]) -> list[Any]:
    """Return the value of the first line's left side at each point."""
    return [values[lines[0].lhs.name] for values in all_values_of(session, lines)]


def all_values_of(session: Session, lines: Sequence[DisplayEquation]) -> list[dict[str, Any]]:
    """Return the value of every left side at each point; of matrices those of their entries."""
    lines = in_scalars(lines)
    return [evaluate_lines(lines, point.forward, point.arithmetic) for point in session.points]


def path_scale(graph: EquationGraph, wrt: str, point: Point) -> Any:
    """Return Σ|path product|: what a sum is measured against whose terms may cancel (softmax's often do)."""
    return path_scales(graph, downstream(graph, wrt), point.forward, point.arithmetic).get(wrt, 0)


def path_scales(
    graph: EquationGraph, names: Iterable[str], forward: Mapping[str, Any], arithmetic: Arithmetic
) -> dict[str, Any]:
    """Return Σ|path product| by name, by one reverse sweep with absolute values.

    Args:
        names: in topological order, with all that depends on them; one that E does not depend on has no entry.
        forward: the value of everything.
    """
    edges = [edge for name in names if name != graph.total for edge in graph.edges_from(name)]
    partials = compile_tape((str(k), edge.partial) for k, edge in enumerate(edges)).bind(arithmetic)(forward)
    sums: dict[str, Any] = {graph.total: 1}
    for k, edge in reversed(list(enumerate(edges))):
        if edge.target in sums:
            sums[edge.source] = sums.get(edge.source, 0) + abs(partials[str(k)]) * sums[edge.target]
    return sums
