"""Equations with δ = −∂E/∂net, as they are shown and as they are computed: no sign but δ's is touched."""

from __future__ import annotations

import pytest

import symprop
from symprop import Network
from symprop.notation import computed_equation, shown_equation
from symprop.render.equations import text_rows
from symprop.report import Shown

CASES = {
    "half_squared": ("sigmoid", "(t_o1 − o_o1) · o_o1(1 − o_o1)"),
    "squared": ("sigmoid", "2(t_o1 − o_o1) · o_o1(1 − o_o1)"),
    "cross_entropy": ("softmax", "t_o1 − o_o1"),
}


@pytest.mark.parametrize("loss", CASES, ids=lambda loss: f"{loss} -> {CASES[loss][1]}")
def test_delta_of_an_output(loss: str) -> None:
    activation, shown = CASES[loss]
    net = Network.layered(1, 2, 2, activation=["tanh", activation], loss=loss).with_notation("pdp")
    lines = net.gradient("w1").factored.text.splitlines()
    assert f"δ_o1 = {shown}" in lines
    assert lines[0] == "∂E/∂w_h1,i1 = −δ_h1 · i1"


def test_a_shared_weight_has_minus_before_each_term() -> None:
    net = symprop.load("mazur").with_notation("pdp")
    assert net.gradient("b1").factored.text.splitlines()[0] == "∂E/∂θ_h = −(δ_h1 + δ_h2)"


def test_numbers_are_those_of_the_symbols() -> None:
    net = symprop.load("mazur").with_notation("haykin")
    form = net.gradient("w5").factored
    rows = net.numbers.filled(form.lines, 9, net.labels)
    shown = (row for line, n in zip(form.lines, rows, strict=True) for row in text_rows(Shown(line, n), net.labels))
    page = [" ".join(row.split()) for row in shown]
    assert page[1] == "= −(−0.138498562) · 0.593269992"
    assert page[-1] == "= −0.138498562"


def test_shown_and_back_is_the_same_number() -> None:
    net = symprop.load("mazur").with_notation("pdp")
    lines = net.gradient("w1").factored.lines
    shown = [shown_equation(line, net.labels) for line in lines]
    changed = [one.rhs != other.rhs for one, other in zip(shown, lines, strict=True)]
    assert changed == [True, False, True, True]  # −δ_h · i1; a δ of δ's; (t − o) · …
    assert net.numbers.values_text(shown) != net.numbers.values_text(lines)
    back = [computed_equation(line, net.labels) for line in shown]
    assert net.numbers.values_text(back) == net.numbers.values_text(lines)
