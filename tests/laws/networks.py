"""Random layered networks, and what a law compares: points, forms' values, an independent derivative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from benchmarks.campaign.dual import SLOPES, Dual, lift
from benchmarks.campaign.networks.pieces import POSITIVE
from benchmarks.campaign.refusals import may_refuse
from symprop.derive.forms import FORMS, Limits, derive_form
from symprop.derive.scalars import in_scalars
from symprop.errors import LimitExceeded, SympropError, UnsupportedForm
from symprop.evaluate.arithmetic import Arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import DisplayEquation
from symprop.functions import ACTIVATIONS, LOSSES
from symprop.graph import PARAMETERS, EquationGraph
from symprop.network.dense import INPUTS, Layer
from symprop.network.layers import LayeredGraph
from symprop.verify.points import Point, sample_points

LIMITS = Limits(paths=400, nodes=6_000)
PRECISION = Fraction(1, 10**40)
BIASES = ("unit", "layer", "none")
NAMES = ("h", "j", "k", "o")
RATIONAL_ACTIVATIONS = ("identity", "relu", "leaky_relu")
RATIONAL_LOSSES = ("half_squared", "squared", "mean_squared", "hinge", "absolute", "huber")


@st.composite
def layered_graphs(
    draw: st.DrawFn,
    *,
    activations: Sequence[str] = tuple(ACTIVATIONS),
    losses: Sequence[str] = tuple(LOSSES),
    depth: int = 4,
    width: int = 3,
) -> LayeredGraph:
    """Draw layers with skips; now and then one that nobody takes."""
    loss = draw(st.sampled_from(losses))
    layers: list[Layer] = []
    count = draw(st.integers(1, depth))
    for k, name in enumerate(NAMES[-count:]):
        earlier = [INPUTS, *(layer.name for layer in layers)]
        extras = draw(st.lists(st.sampled_from(earlier[:-1]), max_size=2, unique=True)) if k else []
        orphan = bool(extras) and draw(st.integers(0, 9)) == 0
        sources = draw(st.permutations(extras if orphan else [earlier[-1], *extras]))
        last = k == count - 1
        kinds = [a for a in POSITIVE.get(loss, activations) if a in activations] if last else activations
        activation = draw(st.sampled_from(kinds))
        units = draw(st.integers(2 if activation == "softmax" else 1, width))
        layers.append(Layer(name, units, activation, tuple(sources)))
    return LayeredGraph(draw(st.integers(1, width)), layers, loss=loss, bias=draw(st.sampled_from(BIASES)))


@st.composite
def cases(draw: st.DrawFn, **options: Any) -> tuple[LayeredGraph, str, Point]:
    """Draw a network, a parameter and a point of its domain."""
    graph = draw(layered_graphs(**options))
    wrt = draw(st.sampled_from(list(graph.given(*PARAMETERS))))
    try:
        point = sample_points(graph, graph.rules, 1, draw(st.integers(0, 2**16)))[0]
    except SympropError:  # hidden layers of ReLUs may leave a logarithm nothing positive
        assume(False)
    return graph, wrt, point


def forms_of(graph: EquationGraph, wrt: str, limits: Limits = LIMITS) -> dict[str, tuple[DisplayEquation, ...]]:
    """Return the lines of every form within the limits; chain, messages and factored are always there."""
    found = {}
    for name in FORMS:
        try:
            lines = derive_form(graph, wrt, name, limits).lines
            found[name] = tuple(in_scalars(lines))
        except (UnsupportedForm, LimitExceeded) as error:
            if not may_refuse(graph, name, error):
                raise
    return found


def value_of(lines: Sequence[DisplayEquation], values: Mapping[str, Any], arithmetic: Arithmetic) -> Any:
    """Return the value of a form's first line."""
    return evaluate_lines(lines, values, arithmetic)[lines[0].lhs.name]


def brute_force(graph: EquationGraph, start: str) -> int:
    """Count paths backwards from E_total by recursion over `edges_into`, which no pass that counts uses."""

    @cache
    def ways(name: str) -> int:
        return int(name == start) + sum(ways(edge.source) for edge in graph.edges_into(name))

    return ways(graph.total)


def assert_agree(found: Mapping[str, Any], scale: Any) -> None:
    """Assert that all values are equal to 40 digits of the scale; zero to zero only where the scale is 0."""
    bound = scale * PRECISION.numerator / PRECISION.denominator
    for one, other in pairwise(found):
        assert abs(found[one] - found[other]) <= bound, (one, found[one], other, found[other])


# forward mode


class DualFunctions:
    """The primitive functions with their derivatives, from a calculus book."""

    def __init__(self, mp: Any, phi: Any) -> None:
        self.mp, self.phi_row = mp, phi

    @property
    def pi(self) -> Any:
        return self.mp.pi

    def mpf(self, number: Any) -> Any:
        return self.mp.mpf(number)

    def phi(self, x: Dual) -> Dual:
        return self.phi_row["phi"](self, x)

    def __getattr__(self, name: str) -> Any:
        slope, function = SLOPES[name], getattr(self.mp, name)

        def dual(number: Any) -> Dual:
            x = lift(number)
            return Dual(function(x.value), slope(self.mp, x.value) * x.slope)

        return dual


def dual_arithmetic(arithmetic: Arithmetic, phi: Any = None) -> Arithmetic:
    """Return dual numbers over another arithmetic."""
    return Arithmetic(
        literal=lambda value: lift(arithmetic.literal(value)),
        functions=DualFunctions(arithmetic.functions, phi),
        where=lambda left, right, then, otherwise: then if left > right else otherwise,
    )
