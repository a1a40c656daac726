"""What a form is held against: at which gate, what is left out and why, and what a wrong number is told by."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import pytest

from symprop import Network
from symprop.derive.forms import Form, derive_form
from symprop.derive.views import slope_graph
from symprop.evaluate import differences
from symprop.expression import Chain, DisplayEquation, Num
from symprop.graph import EquationGraph
from symprop.report import Check, Report
from symprop.verify import oracles, points
from symprop.verify.check import check_network
from symprop.verify.oracles import _stand_in, exactly
from symprop.verify.points import sample_points
from symprop.verify.session import CheckOptions, Session, path_scale

SMALL = Network.layered(1, 1)
RELU = Network.layered(1, 1, activation="relu")
LINEAR = Network.layered(1, 1, 1, activation="identity")
FORMS = {"chain", "messages", "paths", "factored", "closed", "matrix", "indexed", "indexed paths"}
BEND = Network.from_dict(
    {
        "inputs": ["x"],
        "parameters": ["u", "v"],
        "targets": ["t"],
        "equations": {"y": "tanh(u*x)", "z": "v*y"},
        "loss": "(t - z)^2",
    }
)

GATES = {"forms": 40, "exact": 50, "finite-difference": 25, "complex-step": 11, "float64": 11, "sympy": 40, "latex": 40}


@pytest.mark.parametrize("oracle", GATES)
def test_so_many_digits_must_agree(oracle: str) -> None:
    report = SMALL.check(["w1"], against=[oracle], points=1)
    assert report.ok, report.failures
    assert {check.gate for check in report.checks} == {GATES[oracle]}
    assert oracle in ("forms", "sympy", "latex") or {check.against for check in report.checks} == {oracle}
    assert all(check.agreeing_digits is not None and check.agreeing_digits >= check.gate for check in report.checks)


def test_what_compares_has_no_complex_step() -> None:
    report = RELU.check(["w1"], against=["complex-step"], points=1)
    assert report.checks == ()
    assert {check.subject for check in report.skipped} == FORMS
    assert {(check.against, check.note) for check in report.skipped} == {
        ("complex-step", "complex numbers have no order: the network compares")
    }


def test_forms_that_are_polynomial_in_the_outs_are_compared_exactly() -> None:
    """Not the closed form: it says the outs themselves in other variables; and not one that calls a function."""
    for network in (SMALL, LINEAR):
        report = network.check(["w1"], against=["exact"], points=2)
        assert report.ok, report.failures
        assert {(check.subject, check.against) for check in report.checks} == {
            (form, "exact") for form in FORMS - {"factored", "closed"}
        }
    calls = Network.layered(1, 1, activation="softplus").check(["w1"], against=["exact"], points=1)
    assert calls.checks == ()


def session_of(network: Network) -> Session:
    points = sample_points(network.graph, network.model.rules, 2, 1)
    return Session(network.graph, ("w1",), points, CheckOptions(against=("exact",)))


def test_an_error_of_any_size_is_found_exactly() -> None:
    reference = derive_form(SMALL.graph, "w1", "factored")
    almost = Num(1 + Fraction(1, 10**70), "1")
    first, *rest = derive_form(SMALL.graph, "w1", "paths").lines
    wrong = Form("paths", "w1", (DisplayEquation(first.lhs, Chain((almost, first.rhs))), *rest))
    (check,) = exactly(session_of(SMALL), "w1", wrong, reference)
    assert check == Check(
        wrt="w1", subject="paths", against="exact", agreeing_digits=0, gate=50, ok=False, note="in rationals"
    )
    (right,) = exactly(session_of(SMALL), "w1", derive_form(SMALL.graph, "w1", "paths"), reference)
    assert right == Check(wrt="w1", subject="paths", against="exact", agreeing_digits=50, gate=50, ok=True)


@pytest.mark.parametrize("value", [0.25, -0.25, 1e-9, -0.9, 3.0])
def test_a_rational_stands_in_for_an_out_on_the_same_side_of_0(value: float) -> None:
    stand_ins = [_stand_in(value, k) for k in range(3)]
    assert len(set(stand_ins)) == 3, "another one at each point"
    for found in stand_ins:
        assert isinstance(found, Fraction)
        assert abs(found - Fraction(value)) < Fraction(1, 1000)
        assert found != 0
        assert (found > 0) is (value > 0)
    assert (_stand_in(value, 20_000) > 0) is (value > 0), "however many points there are"


def test_a_zero_is_no_zero_that_hides_what_it_multiplies() -> None:
    assert 0 < _stand_in(0.0, 0) < Fraction(1, 1000)


# numbers


def gradient_failures(report: Report, against: str) -> set[str]:
    assert {check.against for check in report.failures} <= {against}
    return {check.subject for check in report.failures}


@pytest.mark.parametrize("oracle", ["finite-difference", "complex-step"])
def test_an_oracle_that_is_wrong_agrees_with_nobody(oracle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = {"finite-difference": "central_difference", "complex-step": "complex_step"}[oracle]
    right = getattr(differences, name)
    monkeypatch.setattr(oracles, name, lambda *given, **more: right(*given, **more) * 1.000000001)
    assert gradient_failures(SMALL.check(["w1"], against=[oracle], points=1), oracle) == FORMS


@pytest.mark.parametrize("oracle", ["finite-difference", "complex-step", "float64", "sympy"])
def test_an_abstract_function_is_the_same_for_everybody(oracle: str) -> None:
    """At each point φ is another concrete function."""
    report = Network.layered(1, 1, 1, activation="phi").check(["w1"], against=[oracle], points=3)
    assert report.ok, report.failures
    assert len(report.checks) == len(FORMS)


def test_phi_has_all_its_digits_where_it_is_a_short_number() -> None:
    """SymPy makes u − u 0, and at the third point φ(0) = 1: a third of that is needed to 40 digits."""
    network = Network.from_dict(
        {
            "inputs": ["x"],
            "parameters": ["u"],
            "equations": {"y": "tanh(u*x + phi(u - u)/3)"},
            "loss": "y^2",
        }
    )
    report = network.check(["u"], against=["sympy"], points=3)
    assert report.ok, report.failures


def test_a_step_of_rounding_is_not_taken_for_a_slope(monkeypatch: pytest.MonkeyPatch) -> None:
    """E = 2²⁰⁰ + ux, where one step of 50 digits is 2³²: at u = 2³¹ a little more and a little less differ by that."""
    network = Network.from_dict(
        {"inputs": ["x"], "parameters": ["u"], "equations": {"y": "u*x"}, "loss": "y + (2^50)^4"}
    )
    monkeypatch.setattr(points, "draw_values", lambda *_: {"x": Fraction(1), "u": Fraction(2**31)})
    report = network.check(["u"], against=["finite-difference"], points=1)
    assert report.ok, report.failures


def test_a_gradient_that_is_tiny_needs_more_digits_of_a_difference() -> None:
    report = Network.layered(*(1,) * 20).check(["w1"], against=["finite-difference"], points=1)
    assert report.ok, report.failures


# second derivatives


def second(network: Network, w: str, v: str, *against: str) -> Report:
    return check_network(slope_graph(network.graph, w), [v], CheckOptions(against=against, points=2))


def test_a_second_derivative_is_held_against_its_partner() -> None:
    report = second(BEND, "u", "v", "forms")
    assert report.ok, report.failures
    partners = [check for check in report.checks if check.against == "symmetry"]
    assert {check.subject for check in partners} == {"chain", "paths", "factored", "closed"}
    assert {check.gate for check in partners} == {40}


@pytest.mark.parametrize(("w", "v", "against"), [("u", "u", "forms"), ("u", "v", "finite-difference")])
def test_a_second_derivative_is_its_own_partner_or_nobody_asks_for_one(w: str, v: str, against: str) -> None:
    report = second(BEND, w, v, against)
    assert report.ok, report.failures
    assert "symmetry" not in {check.against for check in report.checks}


def test_a_second_difference_takes_the_points_own_phi() -> None:
    report = second(Network.layered(1, 1, 1, activation=("phi", "identity")), "w1", "w1", "finite-difference")
    assert report.ok, report.failures
    assert len(report.checks) == 4


def test_a_wrong_partner_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(graph: EquationGraph, wrt: str, form: str) -> Form:
        found = derive_form(graph, wrt, form)
        return dataclasses.replace(
            found, lines=(DisplayEquation(found.lines[0].lhs, -found.lines[0].rhs), *found.lines[1:])
        )

    monkeypatch.setattr(oracles, "derive_form", wrong)
    assert {check.against for check in second(BEND, "u", "v", "forms").failures} == {"symmetry"}


def test_a_second_derivative_is_held_against_differences_of_the_total_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    report = second(BEND, "u", "v", "finite-difference")
    assert report.ok, report.failures
    assert {check.gate for check in report.checks} == {25}
    monkeypatch.setattr(oracles, "second_difference", lambda *_, **__: 1)
    assert gradient_failures(second(BEND, "u", "v", "finite-difference"), "finite-difference") == {
        "chain",
        "paths",
        "factored",
        "closed",
    }


def test_a_path_counts_in_the_scale_whatever_it_is_worth() -> None:
    (point, _) = sample_points(SMALL.graph, (), 2, 1)
    values: dict[str, Any] = point.forward
    out, net = values["out_o1"], abs(values["t1"] - values["out_o1"])
    assert path_scale(SMALL.graph, "w1", point) == abs(values["i1"]) * out * (1 - out) * net
