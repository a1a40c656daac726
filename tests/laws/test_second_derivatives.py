"""∂²E/∂w∂w′ and ∂out/∂in: the forms agree with each other, with E alone, with their partner, with SymPy and PyTorch."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symprop.api import Network, load
from symprop.derive.forms import derive_form
from symprop.derive.paths import iter_paths, path_count
from symprop.derive.views import SlopeGraph, retargeted, slope_graph
from symprop.errors import InputError, LimitExceeded, UnsupportedForm
from symprop.evaluate.differences import central_difference, second_difference
from symprop.evaluate.passes import forward_lines, forward_values
from symprop.expression import Neg
from symprop.graph import PARAMETERS, EquationGraph, Formula, Kind
from symprop.network.equations import equations_model
from symprop.network.layers import LayeredGraph
from symprop.network.units import Unit, units_model
from symprop.verify import CheckOptions, check_network
from symprop.verify.points import Point, sample_points
from symprop.verify.session import path_scale

from .networks import LIMITS, assert_agree, cases, value_of

FIRST = ("chain", "messages", "paths", "factored", "closed")
SECOND = ("chain", "paths", "factored", "closed")
Case = tuple[LayeredGraph, str, Point]


def forward_of(graph: EquationGraph, point: Point) -> Point:
    """Return the point with the values of the graph's own variables."""
    return replace(point, forward=forward_values(graph, point.values, point.arithmetic))


def values_of(graph: EquationGraph, wrt: str, names: Sequence[str], point: Point) -> dict[str, Any]:
    """Return the value of each form within the limits."""
    found = {}
    for name in names:
        try:
            found[name] = value_of(derive_form(graph, wrt, name, LIMITS).lines, point.forward, point.arithmetic)
        except LimitExceeded:
            assert name in ("paths", "closed")
    return found


def second_forms(graph: EquationGraph, w: str, v: str, point: Point) -> dict[str, Any]:
    slope = slope_graph(graph, w)
    return values_of(slope, v, SECOND, forward_of(slope, point))


@settings(max_examples=60)
@given(cases(depth=3), st.data())
def test_second_derivatives_agree(case: Case, data: st.DataObject) -> None:
    graph, w, point = case
    v = data.draw(st.sampled_from(list(graph.given(*PARAMETERS, Kind.INPUT))))
    found = second_forms(graph, w, v, point)
    slope = slope_graph(graph, w)
    scale = path_scale(slope, v, forward_of(slope, point))
    found["partner"] = second_forms(graph, v, w, point)["factored"]
    partner = path_scale(slope_graph(graph, v), w, forward_of(slope_graph(graph, v), point))
    assert_agree(found, scale + partner)
    expected = second_difference(graph, w, v, point.values, phi=point.phi)
    assert abs(found["factored"] - expected) <= (scale + partner) * point.arithmetic.functions.mpf(10) ** -20


@settings(max_examples=30)
@given(cases(depth=3), st.data())
def test_jacobian_entries_agree(case: Case, data: st.DataObject) -> None:
    graph, _, point = case
    of = data.draw(st.sampled_from([n for n in graph.defined() if n != graph.total]))
    wrt = data.draw(st.sampled_from(list(graph.given(*PARAMETERS, Kind.INPUT))))
    view = retargeted(graph, of)
    found = values_of(view, wrt, FIRST, point)
    scale = path_scale(view, wrt, point)
    assert_agree(found, scale)
    expected = central_difference(view, wrt, point.values, gradient=scale or None, phi=point.phi)
    assert abs(found["factored"] - expected) <= scale * point.arithmetic.functions.mpf(10) ** -25
    if path_count(view, wrt) <= LIMITS.paths:
        assert len(list(iter_paths(view, wrt))) == path_count(view, wrt)


NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: load("mazur"),
    "phi": lambda: Network.layered(1, 2, 1, activation="phi"),
    "fused": lambda: Network.layered(2, 2, activation="softmax", loss="cross_entropy"),
    "softmax": lambda: Network.layered(1, 2, activation="softmax"),
    "gelu": lambda: Network.layered(1, 1, 1, activation=["gelu", "silu"], loss="mean_squared"),
    "relu": lambda: Network.layered(2, 2, 1, activation=["relu", "elu"], loss="huber"),
    "shared": lambda: Network(
        units_model(
            ["x"],
            [
                Unit(name="a", sources=(("x", "w1"),), bias="b1", activation="tanh"),
                Unit(name="c", sources=(("a", "w1"), ("x", "w2"), ("a", "w2")), bias="b1", combine="product"),
            ],
            ["c"],
        )
    ),
    "equations": lambda: Network(
        equations_model(
            inputs=["x"],
            parameters=["u", "v"],
            targets=["t"],
            equations={"s": "sigmoid(u*x)", "y": "s*tanh(v*s) + x"},
            loss="1/2*(t - y)^2 + s*y",
        )
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_check_of_second_derivatives_passes(name: str) -> None:
    net = NETWORKS[name]()
    report = net.slope(net.parameters[0]).check(net.parameters[:3], points=2)
    assert report.ok, report.failures
    against = {check.against for check in report.checks}
    assert {"finite-difference", "float64", "symmetry"} <= against
    assert ("pytorch" in against) is (importlib.util.find_spec("torch") is not None)
    assert {check.subject for check in report.checks} >= {
        f"{form} {page}" for form in SECOND for page in ("latex", "text")
    }


def test_every_check_of_a_jacobian_entry_passes() -> None:
    report = load("mazur").of("out_o1").check(["i1", "w5", "w7"], points=2)
    assert report.ok, report.failures
    assert report.of == "out_o1"


@pytest.mark.parametrize("of", ["out_o2", "E_o1", "net_o1"])
@pytest.mark.parametrize("second", [False, True], ids=["first", "second"])
def test_what_a_slope_of_an_output_names_besides_is_known(of: str, second: bool) -> None:
    """∂out_o2/∂net_o1 of a softmax is −out_o2·out_o1, and out_o1 is not on the way to out_o2."""
    net = Network.layered(2, 2, 3, activation=["tanh", "softmax"]).of(of)
    assert_all_agree(net.slope("w3") if second else net, ["w1", "w3", "w6"])


@pytest.mark.parametrize("of", ["y", ""])
def test_a_name_of_a_chain_means_one_thing(of: str) -> None:
    """∂y/∂a, which is differentiated again, goes through b too: it is not the 1 − y² of y = tanh(a + b) by itself."""
    net = Network.from_dict(
        {
            "inputs": ["x"],
            "parameters": ["u"],
            "targets": ["t"],
            "equations": {"a": "tanh(u*x)", "b": "tanh(-a^2)", "y": "tanh(a + b)"},
            "loss": "y*t" if of else "(a + b)^3*t + y",
        }
    )
    assert_all_agree((net.of(of) if of else net).slope("u"), ["u"])


def assert_all_agree(net: Network, wrt: Sequence[str]) -> None:
    report = net.check(wrt, points=1)
    assert report.ok, report.failures
    assert "finite-difference" in {check.against for check in report.checks}


@pytest.mark.parametrize("name", ["mazur", "gelu", "equations"])
def test_sympy_differentiates_twice_to_the_same(name: str) -> None:
    """sympy.diff of the whole E, written out, knows no graph and no path."""
    import sympy

    from symprop.symbolic import to_sympy

    graph = NETWORKS[name]().graph
    known: dict[Any, Any] = {}
    for variable, rhs in forward_lines(graph):
        known[sympy.Symbol(variable)] = to_sympy(rhs).xreplace(known)
    error = known[sympy.Symbol(graph.total)]
    point = sample_points(graph, (), 1, 5)[0]
    values = {sympy.Symbol(n): sympy.Rational(v.numerator, v.denominator) for n, v in point.values.items()}
    w, *others = list(graph.given(*PARAMETERS))[:3]
    for v in (w, *others):
        expected = sympy.diff(error, sympy.Symbol(w), sympy.Symbol(v)).xreplace(values).evalf(40)
        for form, found in second_forms(graph, w, v, point).items():
            assert abs(found - point.arithmetic.functions.mpf(str(expected))) < abs(found) * 1e-30, (v, form)


# what must fail


def wrong_slopes() -> dict[str, SlopeGraph]:
    """∂E/∂w1 with a partial of the second pass wrong: every form says the same wrong thing."""
    slope = slope_graph(load("mazur").graph, "w1")
    (delta_name, delta), *_ = [(v.name, d) for v, d in slope.added if v.name == "delta_h1"]
    assert isinstance(delta, Formula)

    def with_delta(definition: Formula) -> SlopeGraph:
        added = tuple((v, definition if v.name == delta_name else d) for v, d in slope.added)
        return replace(slope, added=added)

    flipped = replace(delta, partial=lambda p: Neg(delta.partial(p)) if p == "w5" else delta.partial(p))
    dropped = replace(delta, parents=tuple(p for p in delta.parents if p != "delta_o1"))
    return {"a flipped sign": with_delta(flipped), "a dropped path": with_delta(dropped)}


@pytest.mark.parametrize("mistake", ["a flipped sign", "a dropped path"])
@pytest.mark.parametrize("oracle", ["forms", "finite-difference", "complex-step", "pytorch"])
def test_a_mistake_in_the_second_pass_is_found(mistake: str, oracle: str) -> None:
    if oracle == "pytorch":
        pytest.importorskip("torch", reason="PyTorch is not installed")
    report = check_network(wrong_slopes()[mistake], ["w5"], CheckOptions(points=2, against=(oracle,)))
    against = {"forms": "symmetry"}.get(oracle, oracle)
    assert {check.against for check in report.failures} == {against}
    assert {check.subject for check in report.failures} == set(SECOND)


def test_a_jacobian_entry_of_another_output_is_found() -> None:
    """∂out_o1/∂i1 is not ∂out_o2/∂i1."""
    net = load("mazur")
    point = sample_points(net.graph, (), 1, 3)[0]
    ours, theirs = (retargeted(net.graph, of) for of in ("out_o1", "out_o2"))
    found = value_of(derive_form(ours, "i1", "factored").lines, point.forward, point.arithmetic)
    expected = central_difference(theirs, "i1", point.values)
    assert abs(found - expected) > abs(found) * 1e-6


def test_the_second_difference_keeps_its_digits_in_a_deep_network() -> None:
    """Through 24 layers little is left of E, and a difference at 50 digits would be 0."""
    net = Network.layered(*[1] * 25, bias="none")
    point = sample_points(net.graph, (), 1, 7)[0]
    found = second_forms(net.graph, "w1", "w2", point)["factored"]
    expected = second_difference(net.graph, "w1", "w2", point.values)
    assert abs(found) < 1e-20
    assert abs(found - expected) < abs(found) * 1e-20


# zeros


LINEAR = Network.layered(2, 2, 1, activation="relu", loss="absolute", bias="none")

ZEROS = {
    "w1 twice, a straight line": (lambda: LINEAR.slope("w1"), "w1", "∂E_total/∂w1 does not vary with w1"),
    "a dead first": (
        lambda: Network(
            units_model(
                ["x"],
                [Unit(name="a", sources=(("x", "w1"),)), Unit(name="c", sources=(("x", "w2"),))],
                ["c"],
            )
        ).slope("w1"),
        "w2",
        "∂E_total/∂w1 is 0 wherever it is defined",
    ),
    "another output's weight": (lambda: load("mazur").of("out_o1"), "w7", "no path leads from w7 to out_o1"),
}


@pytest.mark.parametrize("name", ZEROS)
def test_a_zero_says_why(name: str) -> None:
    make, wrt, why = ZEROS[name]
    net = make()
    for form in net.gradient(wrt).forms(SECOND):
        assert str(form.expr) == "0"
        assert why in form.note
    assert net.gradient(wrt).path_count == 0
    assert net.check([wrt], points=1).ok


def test_a_kink_adds_nothing_and_the_page_says_so() -> None:
    from symprop.derive.conventions import SECOND as CONVENTION
    from symprop.derive.conventions import conventions

    assert CONVENTION in conventions(LINEAR.slope("w1").graph)
    assert CONVENTION not in conventions(LINEAR.graph)


# names


@pytest.mark.parametrize(
    ("v", "python", "latex", "text"),
    [
        (
            "w5",
            "d2_E_total__d_w5__d_w1",
            r"\frac{\partial^2 E_{\text{total}}}{\partial w_5 \, \partial w_1}",
            "∂²E_total/∂w5∂w1",
        ),
        ("w1", "d2_E_total__d_w1__d_w1", r"\frac{\partial^2 E_{\text{total}}}{\partial w_1^2}", "∂²E_total/∂w1²"),
        (
            "i1",
            "d2_E_total__d_i1__d_w1",
            r"\frac{\partial^2 E_{\text{total}}}{\partial i_1 \, \partial w_1}",
            "∂²E_total/∂i1∂w1",
        ),
    ],
    ids=["w5 -> mixed", "w1 -> square", "i1 -> mixed"],
)
def test_what_a_second_derivative_is_called(v: str, python: str, latex: str, text: str) -> None:
    form = load("mazur").slope("w1").gradient(v).factored
    label = form.network.labels(form.lines[0].lhs)
    assert (form.lines[0].lhs.name, label.latex, label.text) == (python, latex, text)


def test_every_name_of_a_page_is_its_own() -> None:
    for name, make in NETWORKS.items():
        net = make().slope("u" if name == "equations" else "w1")
        for form in SECOND:
            lines = net.gradient("v" if name == "equations" else "w2").form(form).lines
            names = [line.lhs.name for line in lines]
            assert len(names) == len(set(names)), (name, form)


# refusals


REFUSED = {
    "of an input": (lambda: load("mazur").of("i1"), InputError, "'i1' is given from outside"),
    "of nothing": (lambda: load("mazur").of("out_o3"), InputError, "unknown name 'out_o3'"),
    "by a target": (lambda: load("mazur").gradient("t1", of="out_o1"), InputError, "'t1' is no parameter"),
    "by an input": (lambda: load("mazur").gradient("i1"), InputError, "'i1' is no parameter"),
    "three times": (
        lambda: load("mazur").slope("w1").slope("w1"),
        UnsupportedForm,
        "third derivatives are not derived",
    ),
    "messages": (
        lambda: load("mazur").slope("w1").gradient("w5").messages,
        UnsupportedForm,
        "a message is a part of a first derivative",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(name: str) -> None:
    ask, kind, message = REFUSED[name]
    with pytest.raises(kind, match=message):
        ask()


def test_of_the_total_is_the_graph_itself() -> None:
    net = load("mazur")
    assert retargeted(net.graph, "E_total") is net.graph
