"""chain = messages = paths = factored = closed = an independent derivative, at random points of random networks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.campaign.networks.pieces import POSITIVE
from symprop.derive.adjoints import factored_system
from symprop.derive.forms import derive_form
from symprop.evaluate.arithmetic import Arithmetic, rational_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_tape, forward_values, gradient_tape
from symprop.expression import Partial, names_in
from symprop.functions import ACTIVATIONS, LOSSES
from symprop.graph import GIVEN, PARAMETERS, EquationGraph, expression
from symprop.network.dense import INPUTS, Layer, dense_layers
from symprop.network.layers import LayeredGraph
from symprop.symbolic import sympy_function, to_sympy
from symprop.verify.points import Point, sample_points
from symprop.verify.session import path_scale

from .networks import (
    BIASES,
    RATIONAL_ACTIVATIONS,
    RATIONAL_LOSSES,
    Dual,
    assert_agree,
    cases,
    dual_arithmetic,
    forms_of,
    layered_graphs,
    value_of,
)

Case = tuple[LayeredGraph, str, Point]


def forward_mode(graph: EquationGraph, wrt: str, point: Point, arithmetic: Arithmetic) -> Any:
    """Return ∂E_total/∂wrt by dual numbers through the definitions alone."""
    given_values = {n: Dual(arithmetic.literal(v), int(n == wrt)) for n, v in point.values.items()}
    return forward_tape(graph).bind(dual_arithmetic(arithmetic, point.phi))(given_values)[graph.total].slope


def assert_law(case: Case) -> None:
    graph, wrt, point = case
    values = {n: value_of(lines, point.forward, point.arithmetic) for n, lines in forms_of(graph, wrt).items()}
    values["forward mode"] = forward_mode(graph, wrt, point, point.arithmetic)
    assert_agree(values, path_scale(graph, wrt, point))


def assert_exact_law(case: Case) -> None:
    graph, wrt, point = case
    arithmetic = rational_arithmetic()
    forward = forward_values(graph, point.values, arithmetic)
    expected = forward_mode(graph, wrt, point, arithmetic)
    assert isinstance(expected, Fraction | int)
    for name, lines in forms_of(graph, wrt).items():
        assert value_of(lines, forward, arithmetic) == expected, name


@settings(max_examples=200)
@given(cases())
def test_forms_equal_forward_mode(case: Case) -> None:
    assert_law(case)


@pytest.mark.slow
@settings(max_examples=3_000)
@given(cases(width=4))
def test_forms_equal_forward_mode_in_many_networks(case: Case) -> None:
    assert_law(case)


RATIONAL = {"activations": RATIONAL_ACTIVATIONS, "losses": RATIONAL_LOSSES}


@settings(max_examples=120)
@given(cases(**RATIONAL))
def test_forms_equal_forward_mode_exactly(case: Case) -> None:
    assert_exact_law(case)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(cases(**RATIONAL, width=4))
def test_forms_equal_forward_mode_exactly_in_many_networks(case: Case) -> None:
    assert_exact_law(case)


COMBINATIONS = [(a, loss) for a in ACTIVATIONS for loss in LOSSES]


@pytest.mark.parametrize(
    ("activation", "loss"), COMBINATIONS, ids=[f"{a}, {loss} -> equal" for a, loss in COMBINATIONS]
)
def test_every_activation_with_every_loss(activation: str, loss: str) -> None:
    number = COMBINATIONS.index((activation, loss))
    graph = LayeredGraph(2, dense_layers((2, 2), activation=activation), loss=loss, bias=BIASES[number % 3])
    (point,) = sample_points(graph, graph.rules, 1, number)
    for wrt in ("w2", "w7"):
        assert_law((graph, wrt, point))


# against SymPy's own differentiation of E written out


def inlined_total(graph: EquationGraph) -> sympy.Expr:
    """Return E_total in inputs, targets and parameters, our own functions written out in SymPy's."""
    own = [
        sympy_function(n) for n in ("sigmoid", "relu", "leaky_relu", "elu", "softplus", "gelu", "silu", "normal_cdf")
    ]
    written: dict[sympy.Expr, sympy.Expr] = {}
    for name in graph.defined():
        definition = graph.definition(name)
        assert definition is not None
        found = to_sympy(expression(definition))
        for _ in range(3):  # a body may use another function of ours
            found = found.rewrite(own, sympy.exp)
        found = found.replace(sympy.Abs, lambda x: sympy.Piecewise((x, x > 0), (-x, True)))
        written[sympy.Symbol(name)] = found.xreplace(written)
    return written[sympy.Symbol(graph.total)]


def assert_sympy_agrees(case: Case) -> None:
    graph, wrt, point = case
    mpf = point.arithmetic.functions.mpf
    at = {sympy.Symbol(n): sympy.Float(str(point.forward[n]), 50) for n in point.values}
    derivative = sympy.diff(inlined_total(graph), sympy.Symbol(wrt)).xreplace(at)
    expected = mpf(str(derivative.evalf(40)))
    value = value_of(derive_form(graph, wrt, "factored").lines, point.forward, point.arithmetic)
    assert abs(value - expected) <= mpf(10) ** -30 * path_scale(graph, wrt, point)


SYMPY_ACTIVATIONS = tuple(name for name in ACTIVATIONS if name != "phi")
SMOOTH_LOSSES = [name for name in LOSSES if name not in ("absolute", "huber", "hinge")]
SYMPY_NETS = [(a, SMOOTH_LOSSES[k % len(SMOOTH_LOSSES)]) for k, a in enumerate(SYMPY_ACTIVATIONS)]
SYMPY_NETS += [("sigmoid", loss) for loss in LOSSES]


@pytest.mark.parametrize(
    ("activation", "loss"), SYMPY_NETS, ids=[f"{a}, {loss} -> sympy.diff" for a, loss in SYMPY_NETS]
)
def test_sympy_differentiates_the_same(activation: str, loss: str) -> None:
    last = activation if activation in POSITIVE.get(loss, (activation,)) else "sigmoid"
    kinds = ("tanh" if activation == "softmax" else activation, last)
    graph = LayeredGraph(1, dense_layers((2, 2), activation=kinds), loss=loss, bias="layer")
    (point,) = sample_points(graph, graph.rules, 1, 7)
    for wrt in ("w1", "w4", "b1"):
        assert_sympy_agrees((graph, wrt, point))


@settings(max_examples=8)
@given(cases(activations=SYMPY_ACTIVATIONS, depth=2, width=2))
def test_sympy_differentiates_small_networks_the_same(case: Case) -> None:
    if len(list(case[0].given(*PARAMETERS))) <= 12:
        assert_sympy_agrees(case)


@pytest.mark.slow
@settings(max_examples=150)
@given(cases(activations=SYMPY_ACTIVATIONS, depth=3, width=2))
def test_sympy_differentiates_many_networks_the_same(case: Case) -> None:
    if len(list(case[0].given(*PARAMETERS))) <= 12:
        assert_sympy_agrees(case)


# all gradients at once


def assert_system_is_the_forms(graph: EquationGraph, point: Point) -> None:
    together = evaluate_lines(list(factored_system(graph))[::-1], point.forward, point.arithmetic)
    taped = gradient_tape(graph).bind(point.arithmetic)(
        {name: point.arithmetic.literal(value) for name, value in point.values.items()}
    )
    for wrt in graph.given(*PARAMETERS):
        name = Partial(graph.total, wrt).name
        alone = value_of(derive_form(graph, wrt, "factored").lines, point.forward, point.arithmetic)
        assert_agree({"together": together[name], "alone": alone, "tape": taped[name]}, path_scale(graph, wrt, point))


@settings(max_examples=15)
@given(cases(depth=3))
def test_all_gradients_at_once_equal_each_alone(case: Case) -> None:
    assert_system_is_the_forms(case[0], case[2])


@settings(max_examples=25)
@given(layered_graphs())
def test_a_system_defines_before_it_uses_and_each_name_once(graph: LayeredGraph) -> None:
    defined: set[str] = set()
    known = {*graph.defined(), *graph.given(*GIVEN)}
    for line in factored_system(graph):
        assert line.lhs.name not in defined
        assert set(names_in(line.rhs)) <= known | defined
        defined.add(line.lhs.name)


@settings(max_examples=25)
@given(layered_graphs(), st.data())
def test_a_form_starts_with_its_gradient_and_defines_each_name_once_after_its_use(
    graph: LayeredGraph, data: st.DataObject
) -> None:
    wrt = data.draw(st.sampled_from(list(graph.given(*PARAMETERS))))
    known = {*graph.defined(), *graph.given(*GIVEN)}
    for name, lines in forms_of(graph, wrt).items():
        assert lines[0].lhs == Partial(graph.total, wrt)
        left = [line.lhs.name for line in lines]
        assert len(set(left)) == len(left), name
        used: set[str] = {left[0]}
        for place, line in enumerate(lines):
            assert left[place] in used, f"{name} defines {left[place]}, which nothing above it uses"
            names = set(names_in(line.rhs))
            assert names <= known | set(left[place + 1 :]), name
            used |= names
        if name == "closed":
            assert set(names_in(lines[0].rhs)) <= set(graph.given(*GIVEN))


# order and names change nothing


def gradients(graph: EquationGraph, point: Point, wrt: Sequence[str]) -> dict[str, Any]:
    return {w: value_of(derive_form(graph, w, "messages").lines, point.forward, point.arithmetic) for w in wrt}


@settings(max_examples=20)
@given(cases())
def test_renaming_layers_changes_no_value(case: Case) -> None:
    graph, _, point = case
    new = {"h": "alpha", "j": "k2", "k": "x_y", "o": "c", INPUTS: INPUTS}
    layers = [Layer(new[x.name], x.units, x.activation, tuple(new[s] for s in x.sources)) for x in graph.layers]
    other = LayeredGraph(graph.input_count, layers, loss=graph.loss_row.name, bias=graph.bias)
    wrt = list(graph.given(*PARAMETERS))[:4]
    assert list(other.given(*PARAMETERS))[:4] == wrt
    forward = forward_values(other, point.values, point.arithmetic)
    again = Point(point.values, forward, point.arithmetic, point.phi)
    assert gradients(graph, point, wrt) == gradients(other, again, wrt)


@settings(max_examples=20)
@given(
    units=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    activations=st.tuples(*[st.sampled_from(("sigmoid", "tanh", "gelu", "leaky_relu", "softmax"))] * 2),
    bias=st.sampled_from(BIASES),
    seed=st.integers(0, 100),
)
def test_the_order_of_parallel_layers_and_sources_changes_no_value(
    units: tuple[int, int], activations: tuple[str, str], bias: Any, seed: int
) -> None:
    h, j = (Layer(n, u, a, (INPUTS,)) for n, u, a in zip("hj", units, activations, strict=True))
    first = LayeredGraph(2, (h, j, Layer("o", 2, "sigmoid", ("h", "j", INPUTS))), bias=bias)
    second = LayeredGraph(2, (j, h, Layer("o", 2, "sigmoid", (INPUTS, "j", "h"))), bias=bias)
    places = {
        (edge.target, edge.partial): name for name in second.given(*PARAMETERS) for edge in second.edges_from(name)
    }
    renamed = {name: places[e.target, e.partial] for name in first.given(*PARAMETERS) for e in first.edges_from(name)}
    (point,) = sample_points(first, first.rules, 1, seed)
    values = {renamed.get(name, name): value for name, value in point.values.items()}
    forward = forward_values(second, values, point.arithmetic)
    other = Point(values, forward, point.arithmetic, point.phi)
    for one, two in renamed.items():
        found = {
            "first": value_of(derive_form(first, one, "factored").lines, point.forward, point.arithmetic),
            "second": value_of(derive_form(second, two, "factored").lines, forward, point.arithmetic),
        }
        assert_agree(found, max(path_scale(first, one, point), path_scale(second, two, other)))
