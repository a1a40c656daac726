"""What is asked, ∂E_total/∂w of one network, with everything that grading answers to it needs once.

Exact random points (50 digits) decide; float64 samples, many and cheap, are for searching. What a search finds is
confirmed at the points, which it has not seen.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from symprop.derive.forms import derive_form
from symprop.derive.paths import Path, path_count
from symprop.errors import SympropError
from symprop.evaluate.arithmetic import PHIS, is_real, numpy_arithmetic, rational_arithmetic
from symprop.evaluate.passes import forward_lines, forward_tape, in_order
from symprop.evaluate.tape import compile_tape
from symprop.expression import Expr, Slope, fold, names_in, with_children
from symprop.functions import FUNCTIONS
from symprop.graph import GIVEN, PARAMETERS, EquationGraph, Formula, Kind, derivative
from symprop.homework.grading.bundles import bundled_paths
from symprop.homework.grading.quantities import Line, Quantities
from symprop.network.model import Model
from symprop.read.spellings import RATE
from symprop.verify.coverage import guards
from symprop.verify.points import Point, draw_targets, draw_values, moved_points, sample_points

if TYPE_CHECKING:
    import numpy as np

__all__ = ["MOST_PATHS", "Question", "settled"]

MOST_PATHS = 40
POINTS, FEW_POINTS = 5, 2
FAR_POINTS, KINKED_POINTS, REACH = 12, 40, 3
"""Further ones, for what differs on one side of a kink only: Huber's loss and ½(t − o)², net and out of a ReLU."""

STRETCHES = tuple(Fraction(sign * 10**k) for k in (1, 2, 3) for sign in (1, -1))
MOST_STRETCHED = 24

LARGE = 3000  # given names; beyond them points and samples are few
DIGITS = 40
EXACT_POINTS = 3


def settled(expr: Expr) -> Expr:
    """Return `expr` with every f′(x) written as the function table has it, of x and f(x)."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Slope):
            row = FUNCTIONS[node.function]
            if row.derivative is not None:
                return row.derivative(parts[0], row(parts[0]))
        return with_children(node, parts)

    return fold(expr, rule)


class Question:
    """∂E_total/∂wrt of a network.

    >>> from symprop.network.load import load_network
    >>> question = Question(load_network("mazur"), "w1")
    >>> question.path_count, [path.nodes[-2] for path in question.paths]
    (2, ['E_o1', 'E_o2'])
    """

    def __init__(self, model: Model, wrt: str, *, seed: int = 20261124) -> None:
        self.model, self.wrt, self.seed = model, wrt, seed
        self.graph: EquationGraph = model.graph
        self.quantities = Quantities(self.graph)
        self.target = derivative(self.graph, self.graph.total, wrt).name

    @cached_property
    def path_count(self) -> int:
        return path_count(self.graph, self.wrt)

    @cached_property
    def paths(self) -> tuple[Path, ...]:
        """The paths; where they are too many, bundles of them by how they begin."""
        return self._bundled[0]

    @property
    def bundled(self) -> bool:
        """Whether `paths` are bundles."""
        return self._bundled[1]

    @cached_property
    def _bundled(self) -> tuple[tuple[Path, ...], bool]:
        return bundled_paths(self.graph, self.wrt, MOST_PATHS)

    @cached_property
    def truth(self) -> list[Line]:
        """The factored form, definitions first."""
        return in_order(derive_form(self.graph, self.wrt, "factored").lines)

    @cached_property
    def guards(self) -> frozenset[Expr]:
        """What changes its sign at the network's own kinks."""
        return frozenset(guard for _, guard in guards([*forward_lines(self.graph), *self.truth]))

    # exact points

    @cached_property
    def points(self) -> list[Point]:
        """Random points; at some of them every path is alive, and some lie far apart."""
        if not self._small:
            return sample_points(self.graph, self.model.rules, FEW_POINTS, self.seed, [self.wrt])
        near = sample_points(self.graph, self.model.rules, POINTS, self.seed, [self.wrt], both_sides=True)
        count = KINKED_POINTS if self._kinked else FAR_POINTS
        try:
            far = sample_points(self.graph, self.model.rules, count, self.seed + 3, reach=REACH)
        except SympropError:  # its domain is small
            far = []
        return [*near, *far]

    def where(self, values: Mapping[str, Fraction]) -> Question:
        """Return the same question at points where some of what is given has these values."""
        return self._at((point, values) for point in self.points)

    @cached_property
    def stretched(self) -> Question:
        """The same question at points where one value is far from all others: beyond the kinks of an answer."""
        names = list(self.graph.given(Kind.INPUT, Kind.CONSTANT, *PARAMETERS))
        random.Random(self.seed).shuffle(names)
        return self._at(
            (point, {name: point.values[name] * times})
            for name in names[:MOST_STRETCHED]
            for point, times in product(self.points[:FEW_POINTS], STRETCHES)
        )

    def _at(self, moves: Iterable[tuple[Point, Mapping[str, Fraction]]]) -> Question:
        other = Question(self.model, self.wrt, seed=self.seed)
        other.points = moved_points(self.graph, moves)
        return other

    @cached_property
    def known(self) -> list[Mapping[str, Any]]:
        """The value of every variable, and of the learning rate, at each point."""
        rates = [Fraction(37 + 11 * k, 997) for k in range(len(self.points))]
        return [
            {RATE: point.arithmetic.literal(rate), **point.forward}
            for point, rate in zip(self.points, rates, strict=True)
        ]

    @cached_property
    def expected(self) -> list[Any]:
        """∂E_total/∂wrt at each point."""
        return self.at_points(self.truth, self.target)

    def at_points(self, lines: Sequence[Line], name: str) -> list[Any]:
        """Return the value of one of the lines' names at each point; None where it has none."""
        tape = compile_tape(lines)
        values: list[Any] = []
        for point, known in zip(self.points, self.known, strict=True):
            try:
                value = tape.bind(point.arithmetic)(known)[name]
                value = point.arithmetic.functions.mpf(value) if is_real(value, point.arithmetic) else None
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                value = None
            values.append(value)
        return values

    @cached_property
    def sizes(self) -> list[Any]:
        """Σ|path product| at each point: what cancellation is measured against."""
        names = [f"#path{k}" for k in range(len(self.paths))]
        lines = [(name, path.product) for name, path in zip(names, self.paths, strict=True)]
        tape = compile_tape(self.with_quantities(lines))
        found = []
        for point, known in zip(self.points, self.known, strict=True):
            values = tape.bind(point.arithmetic)(known)
            found.append(sum(abs(values[name]) for name in names))
        return found

    def agree(self, first: Sequence[Any], second: Sequence[Any], digits: int = DIGITS, *, partly: bool = False) -> bool:
        """Return whether two quantities are equal at every point.

        Args:
            partly: whether both may have no value at a point, if they have one at another.
        """
        if partly and all(value is None for value in first):
            return False
        for a, b, size in zip(first, second, self.sizes, strict=True):
            if partly and a is None and b is None:
                continue
            if a is None or b is None:
                return False
            largest = max(abs(a), abs(b))
            if abs(a - b) * 10**digits > largest and largest * 10 ** (digits + 3) > size:
                return False
        return True

    def agrees_exactly(self, lines: Sequence[Line], name: str) -> bool:
        """Return whether a quantity is ∂E_total/∂wrt as a rational function, outs and nets free.

        Where both are rational in what they use, they are compared in exact arithmetic; what differs there may still be
        equal on the forward pass, so that a no says nothing.
        """
        generator = random.Random(self.seed + 2)
        tapes = [(compile_tape(lines), name), (compile_tape(self.truth), self.target)]
        inputs = sorted({used for tape, _ in tapes for used in tape.inputs})
        for _ in range(EXACT_POINTS):
            values = {used: Fraction(generator.randint(1, 10**6), generator.randint(1, 10**6)) for used in inputs}
            try:
                first, second = (tape.bind(rational_arithmetic())(values)[wanted] for tape, wanted in tapes)
            except (AttributeError, ZeroDivisionError, TypeError):  # a function that rationals have not
                return False
            if first != second:
                return False
        return True

    # samples

    @cached_property
    def sample_count(self) -> int:
        count = len(self.paths)
        if not self._small:
            return count + 6
        return 6 * count + 40 if self._kinked else 2 * count + 16  # a path may be dead at most samples

    @property
    def _small(self) -> bool:
        return self.graph.count(*GIVEN) <= LARGE

    @cached_property
    def _kinked(self) -> bool:
        """Whether a unit or an equation has a kink; those of a loss are met at fewer points."""
        definitions = ((name, self.graph.definition(name)) for name in self.graph.defined())
        formulas = ((name, d.expression) for name, d in definitions if isinstance(d, Formula))
        losses = (Kind.ERROR, Kind.TOTAL)
        return any(guards((name, rhs) for name, rhs in formulas if self.graph.variable(name).kind not in losses))

    @cached_property
    def samples(self) -> dict[str, np.ndarray[Any, Any]]:
        """The value of every variable at each sample, as arrays of float64."""
        import numpy as np

        generator, count = random.Random(self.seed + 1), self.sample_count
        numbers = np.random.default_rng(self.seed)
        targets = [draw_targets(self.graph, self.model.rules, generator) for _ in range(count)]
        drawn = draw_values(self.graph, self.model.rules, generator)
        given = {name: float(value) * numbers.uniform(0.3, 1.3, count) for name, value in drawn.items()}
        given = {name: values * numbers.choice((-1.0, 1.0), count) for name, values in given.items()}
        given = self._about_live_points(given, numbers)
        given |= {name: np.array([float(values[name]) for values in targets]) for name in targets[0]}
        given[RATE] = numbers.uniform(0.02, 0.4, count)
        with np.errstate(all="ignore"):
            found = {**given, **forward_tape(self.graph).bind(numpy_arithmetic(PHIS[0]))(given)}
        whole = np.ones(count, dtype=bool)
        for values in found.values():
            whole &= np.isfinite(np.broadcast_to(np.asarray(values, dtype=float), whole.shape))
        return {name: np.broadcast_to(np.asarray(v, dtype=float), whole.shape)[whole] for name, v in found.items()}

    def _about_live_points(
        self, given: dict[str, np.ndarray[Any, Any]], numbers: np.random.Generator
    ) -> dict[str, np.ndarray[Any, Any]]:
        """Return samples of which, behind kinks, each second is close to a point where the gradient is not 0."""
        import numpy as np

        if not self._kinked:
            return given
        live = [point.values for point, value in zip(self.points, self.expected, strict=True) if value]
        second = np.arange(self.sample_count) % 2 == 1
        for name in given if live else ():
            centres = np.array([float(live[k // 2 % len(live)][name]) for k in range(self.sample_count)])
            given[name] = np.where(second, centres * numbers.uniform(0.9, 1.1, self.sample_count), given[name])
        return given

    def at_samples(self, lines: Sequence[Line], names: Iterable[str]) -> np.ndarray[Any, Any]:
        """Return an array of (names, samples); NaN where there is no value."""
        import numpy as np

        tape = compile_tape(lines)
        shape = self.samples[RATE].shape
        try:
            with np.errstate(all="ignore"):
                values = tape.bind(numpy_arithmetic(PHIS[0]))(self.samples)
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return np.full((len(list(names)), *shape), np.nan)
        return np.array([np.broadcast_to(np.asarray(values[name], dtype=float), shape) for name in names])

    def with_quantities(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines, the definitions of the δ's, messages and derivatives that they use before them."""
        lines = [(name, settled(rhs)) for name, rhs in lines]
        own = {name for name, _ in lines}
        used = dict.fromkeys(name for _, rhs in lines for name in names_in(rhs) if name not in own)
        return [*self.quantities.lines(used), *lines]

    def lacking(self, lines: Sequence[Line]) -> list[str]:
        """Return the names that a part of a network has not: out_o2 is not in ∂E_o1/∂out_o1."""
        return [name for name in compile_tape(lines).inputs if name not in self.known[0]]
