"""What all gradients of one check share: which oracles are wanted, and what a framework is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest

from symprop import Network
from symprop.derive.views import slope_graph
from symprop.evaluate.arithmetic import Phi, float_arithmetic
from symprop.evaluate.passes import gradient_tape
from symprop.expression import Var
from symprop.graph import EquationGraph
from symprop.notation.profiles import NOTATIONS
from symprop.verify.check import check_network
from symprop.verify.frameworks import FRAMEWORKS
from symprop.verify.points import sample_points
from symprop.verify.session import CheckOptions, Session, path_scale

SMALL = Network.layered(1, 1)


class Original:
    """Something that a network may have been imported from."""

    reason = ""
    values: Mapping[str, Any] = {}

    def gradients(self, values: Mapping[str, float] | None = None) -> dict[str, float]:
        return {"w1": 1.0}


def session(against: tuple[str, ...], original: Original | None = None) -> Session:
    return Session(SMALL.graph, ("w1",), [], CheckOptions(against=against), original)


def test_what_is_wanted_is_what_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FRAMEWORKS, "jax", ("json", FRAMEWORKS["jax"][1]))
    monkeypatch.setitem(FRAMEWORKS, "pytorch", ("no_such_module_here", FRAMEWORKS["pytorch"][1]))
    wanted = {
        against: {name for name in ("forms", "sympy", "jax", "pytorch", "original") if session(against).wants(name)}
        for against in ((), ("forms",), ("pytorch", "sympy"), ("original",))
    }
    assert wanted == {
        (): {"forms", "sympy", "jax"},
        ("forms",): {"forms"},
        ("pytorch", "sympy"): {"pytorch", "sympy"},
        ("original",): set(),
    }
    assert session((), Original()).wants("original")
    assert session(("original",), Original()).wants("original")
    assert not session(("forms",), Original()).wants("original")


def test_only_what_was_imported_has_gradients_of_its_own() -> None:
    assert session(()).own_gradients == {}
    assert session((), Original()).own_gradients == {"w1": 1.0}


@pytest.mark.parametrize("error", [0.0, 1e-9])
def test_a_framework_is_asked_for_the_gradient_of_the_total(error: float, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[EquationGraph, str]] = []

    def gradients(
        graph: EquationGraph, wrt: Sequence[str], values: Mapping[str, Fraction], phi: Phi, first: str = ""
    ) -> dict[str, float]:
        asked.append((graph, first))
        floats = {name: float(value) for name, value in values.items()}
        found = gradient_tape(graph, wrt).bind(float_arithmetic(phi))(floats)
        return {name: found[f"d_E_total__d_{name}"] * (1 + error) for name in wrt}

    monkeypatch.setitem(FRAMEWORKS, "jax", ("json", gradients))
    report = SMALL.check(["w1", "b1"], against=["jax"], points=2)
    assert asked == [(SMALL.graph, "")] * 2, "once for each point"
    assert {check.gate for check in report.checks} == {11}
    assert report.ok is not bool(error)
    if error:
        assert {check.against for check in report.failures} == {"jax"}
        assert len(report.failures) == len(report.checks) == 16


def test_a_framework_is_asked_for_a_second_derivative_of_the_total(monkeypatch: pytest.MonkeyPatch) -> None:
    """E = (ux − 1)², so ∂²E/∂u² = 2x²: it is asked on the graph of E alone."""
    square = Network.from_dict({"inputs": ["x"], "parameters": ["u"], "equations": {"y": "u*x"}, "loss": "(y - 1)^2"})
    asked: list[tuple[EquationGraph, str]] = []

    def gradients(
        graph: EquationGraph, wrt: Sequence[str], values: Mapping[str, Fraction], phi: Phi, first: str = ""
    ) -> dict[str, float]:
        asked.append((graph, first))
        return {"u": 2 * float(values["x"]) ** 2}

    monkeypatch.setitem(FRAMEWORKS, "jax", ("json", gradients))
    report = check_network(slope_graph(square.graph, "u"), ["u"], CheckOptions(against=("jax",), points=1))
    assert report.ok, report.failures
    assert asked == [(square.graph, "u")]


def test_pages_are_written_in_the_notation_that_was_asked_for() -> None:
    there = Session(SMALL.graph, ("w1",), [], CheckOptions(notation=NOTATIONS["nielsen"]))
    assert there.labels(Var("out_o1")).text == "a²_1"
    assert session(()).labels(Var("out_o1")).text == "out_o1"


def test_floats_are_the_forward_pass_of_the_points() -> None:
    network = Network.layered(1, 1, activation="phi")
    points = sample_points(network.graph, (), 2, 1)
    floats = Session(network.graph, ("w1",), points, CheckOptions()).floats
    assert len(floats) == 2
    for point, found in zip(points, floats, strict=True):
        assert set(found) == set(point.forward)
        assert all(isinstance(value, float) for value in found.values())
        assert all(abs(found[name] - float(value)) < 1e-12 for name, value in point.forward.items())


def test_what_does_not_lead_to_the_total_has_no_scale() -> None:
    network = Network.from_dict(
        {"inputs": ["x"], "parameters": ["u", "v"], "equations": {"y": "u*x", "z": "v*x"}, "loss": "y^2"}
    )
    (point,) = sample_points(network.graph, (), 1, 1)
    assert path_scale(network.graph, "v", point) == 0
    assert path_scale(network.graph, "u", point) == abs(2 * point.forward["y"] * point.forward["x"])
    assert (
        Session(network.graph, ("u",), [point, point], CheckOptions()).scales("u")
        == [path_scale(network.graph, "u", point)] * 2
    )
