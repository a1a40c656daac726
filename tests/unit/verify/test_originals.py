"""The model that a network was imported from as an oracle: at random points, and at its own values, untouched."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import pytest

from symprop import Network
from symprop.derive.views import retargeted
from symprop.errors import MissingOracle
from symprop.expression import Expr, number
from symprop.graph import EquationGraph
from symprop.network.model import Original
from symprop.report import Report
from symprop.verify.check import check_network
from symprop.verify.originals import own_point, usable_original
from symprop.verify.session import CheckOptions

NETWORK = Network.layered(1, 1)
VALUES: dict[str, Expr] = {"i1": number("0.5"), "w1": number("-0.25"), "b1": number("0.75"), "t1": number("0.1")}


def by_hand(values: Mapping[str, float]) -> dict[str, float]:
    """E = ½(t − σ(w i + b))²."""
    out = 1 / (1 + math.exp(-(values["w1"] * values["i1"] + values["b1"])))
    delta = -(values["t1"] - out) * out * (1 - out)
    return {"w1": delta * values["i1"], "b1": delta}


@dataclass(frozen=True)
class Stub:
    """A model whose numbers are those of `VALUES`, changed on purpose where it is asked for its gradients."""

    reason: str = ""
    values: Mapping[str, Expr] = field(default_factory=lambda: VALUES)
    own: Callable[[float], float] = lambda gradient: gradient
    given: Callable[[float], float] = lambda gradient: gradient

    def gradients(self, values: Mapping[str, float] | None = None) -> dict[str, float]:
        if values is None:
            found = by_hand({"i1": 0.5, "w1": -0.25, "b1": 0.75, "t1": 0.1})
            return {name: self.own(gradient) for name, gradient in found.items()}
        return {name: self.given(gradient) for name, gradient in by_hand(values).items()}


def checked(
    stub: Original | None, *, against: tuple[str, ...] = ("original",), values: Mapping[str, Expr] = VALUES
) -> Report:
    options = CheckOptions(against=against, points=2)
    return check_network(NETWORK.graph, ["w1"], options, original=stub, values=values)


def subjects(report: Report) -> set[str]:
    return {check.subject for check in report.checks if check.against == "original"}


def failures(report: Report) -> set[str]:
    return {check.subject for check in report.failures}


FORMS = {"chain", "messages", "paths", "factored", "closed", "matrix", "indexed", "indexed paths"}


def test_every_form_is_held_against_the_model_and_one_at_its_own_values() -> None:
    report = checked(Stub())
    assert report.ok, report.failures
    assert subjects(report) == FORMS | {"at its own values"}
    assert {check.gate for check in report.checks} == {11}


def test_a_model_of_other_numbers_is_found_out_at_its_own_values() -> None:
    """A weight that was taken for another one: what the model says of our values is right, of its own it is not."""
    assert failures(checked(Stub(own=lambda gradient: gradient * (1 + 1e-9)))) == {"at its own values"}


def test_a_model_of_another_formula_is_found_out_everywhere_else() -> None:
    assert failures(checked(Stub(given=lambda gradient: gradient * (1 + 1e-9)))) == FORMS


def test_within_eleven_digits_it_agrees() -> None:
    slight = Stub(own=lambda gradient: gradient * (1 + 1e-13), given=lambda gradient: gradient * (1 - 1e-13))
    assert checked(slight).ok


def test_values_that_were_changed_are_not_the_models_own() -> None:
    changed = {**VALUES, "w1": number("-0.26")}
    assert subjects(checked(Stub(), values=changed)) == FORMS


def test_it_is_asked_only_where_it_is_wanted() -> None:
    assert subjects(checked(Stub(own=lambda _: math.nan), against=("forms",))) == set()
    with pytest.raises(MissingOracle):
        checked(None)


USABLE: list[tuple[str, EquationGraph, Original | None, str]] = [
    ("not imported", NETWORK.graph, None, "this network was not imported"),
    ("a library is absent", NETWORK.graph, Stub(reason="PyTorch is not installed"), "PyTorch is not installed"),
    (
        "another total",
        retargeted(NETWORK.graph, "out_o1"),
        Stub(),
        "the model it was imported from gives ∂E_total alone",
    ),
    (
        "absent, and another total",
        retargeted(NETWORK.graph, "out_o1"),
        Stub(reason="PyTorch is not installed"),
        "PyTorch is not installed",
    ),
]


@pytest.mark.parametrize(("graph", "original", "reason"), [u[1:] for u in USABLE], ids=[u[0] for u in USABLE])
def test_what_cannot_be_asked_is_left_out_or_said(graph: EquationGraph, original: Original, reason: str) -> None:
    assert usable_original(graph, original, asked=False) is None
    with pytest.raises(MissingOracle) as caught:
        usable_original(graph, original, asked=True)
    assert str(caught.value) == f"--against: {reason}; leave 'original' out"


@pytest.mark.parametrize("asked", [True, False])
def test_a_model_that_can_be_asked_is_the_one(asked: bool) -> None:
    stub = Stub()
    assert usable_original(NETWORK.graph, stub, asked=asked) is stub


def test_its_own_values_are_a_point() -> None:
    point = own_point(NETWORK.graph, VALUES, Stub())
    assert point is not None
    assert point.values == {"i1": Fraction(1, 2), "w1": Fraction(-1, 4), "b1": Fraction(3, 4), "t1": Fraction(1, 10)}
    assert point.forward["net_o1"] == Fraction(5, 8)
    assert point.arithmetic.functions.dps == 50


def test_its_own_values_are_a_point_of_one_phi() -> None:
    network = Network.layered(1, 1, activation="phi")
    point = own_point(network.graph, VALUES, Stub())
    assert point is not None
    assert point.forward["out_o1"] == point.phi["phi"](point.arithmetic.functions, point.forward["net_o1"])


ROOT = Network.from_dict(
    {"inputs": ["x"], "parameters": ["u"], "equations": {"y": "sqrt(u*x)", "z": "1/(y - 2)"}, "loss": "z^2"}
)
NO_POINTS: dict[str, dict[str, str]] = {
    "some are missing": {"x": "1"},
    "a root of a negative number": {"x": "1", "u": "-1"},
    "a division by 0": {"x": "4", "u": "1"},
}


@pytest.mark.parametrize("case", NO_POINTS)
def test_values_at_which_the_network_has_none_are_no_point(case: str) -> None:
    values = {name: number(text) for name, text in NO_POINTS[case].items()}
    assert own_point(ROOT.graph, values, Stub(values=values)) is None
    fine = {"x": number("1"), "u": number("9")}
    assert own_point(ROOT.graph, fine, Stub(values=fine)) is not None
    assert own_point(ROOT.graph, fine, Stub(values=values)) is None
    assert own_point(ROOT.graph, fine, None) is None
