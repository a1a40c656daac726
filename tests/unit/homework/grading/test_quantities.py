"""What an answer may use without deriving it: each against what it is by hand, in a line that is right or not."""

from __future__ import annotations

from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import GradeOptions, Grader

NETWORKS = {
    "mazur": lambda: symprop.load("mazur"),
    "skip": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: u}, activation: tanh},"
        " {name: b, from: {a: v, x: s}, activation: tanh}], outputs: [b], loss: half_squared}"
    ),
    "shared": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: tanh}, {name: b, from: {a: w}, activation: tanh}],"
        " outputs: [b], loss: half_squared}"
    ),
    "equations": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u, v], targets: [t], equations: {s: u*x, y: s*v}, loss: (t - y)^2 + s^2}"
    ),
}


RIGHT = {"mazur": "δ_h1 i1", "skip": "δ_a x", "shared": "δ_a x + δ_b out_a", "equations": "(∂E_total/∂s) x"}


@cache
def grader(network: str, wrt: str) -> Grader:
    return Grader(NETWORKS[network]().model, wrt)


LINES = [
    ("mazur", "w1", "δ_o1 = (out_o1 − t1) out_o1 (1 − out_o1)", "right"),
    ("mazur", "w1", "δ_h1 = (δ_o1 w5 + δ_o2 w7) out_h1 (1 − out_h1)", "right"),
    ("mazur", "w1", "δ_h1 = δ_o1 w5 out_h1 (1 − out_h1)", "wrong"),
    ("mazur", "w1", "m_o1__h1 = δ_o1 w5", "right"),
    ("mazur", "w1", "m_o2__h1 = δ_o2 w7", "right"),
    ("mazur", "w1", "m_o1__h1 = δ_o2 w7", "wrong"),
    ("mazur", "w1", "m_h1__i1 = δ_h1 w1", "right"),
    ("mazur", "w1", "m_o1__i1 = 0·i1", "right"),  # no step from i1 to net_o1
    ("mazur", "w1", "∂E_total/∂out_h1 = δ_o1 w5 + δ_o2 w7", "right"),
    ("mazur", "w1", "∂E_total/∂net_o1 = δ_o1", "right"),
    ("mazur", "w1", "∂E_total/∂E_o1 = w1/w1", "right"),
    ("mazur", "w1", "∂E_o1/∂out_o1 = out_o1 − t1", "right"),
    ("mazur", "w1", "∂E_o1/∂w1 = δ_o1 w5 out_h1 (1 − out_h1) i1", "right"),  # E_o1 alone
    ("mazur", "w1", "∂E_h1/∂w1 = δ_h1 i1", "right"),  # the error through h1
    ("mazur", "w1", "∂E_o2/∂w7 = δ_o2 out_h1", "right"),
    ("mazur", "w1", "∂net_o1/∂out_h1 = w5", "right"),
    ("mazur", "w1", "∂net_o1/∂w1 = w5 out_h1 (1 − out_h1) i1", "right"),
    ("mazur", "w1", "∂net_o1/∂t1 = 0·i1", "right"),
    ("mazur", "w1", "∂out_h2/∂w1 = i1", "wrong"),
    ("skip", "u", "∂net_b/∂x = s", "right"),  # x stands in net_b
    ("skip", "u", "∂net_b/∂x = s + v (1 − out_a²) u", "wrong"),
    ("skip", "u", "∂E_total/∂x = δ_b (s + v (1 − out_a²) u)", "right"),
    ("skip", "u", "∂E_b/∂x = δ_b (s + v (1 − out_a²) u)/(1 − out_b²)·(1 − out_b²)", "right"),
    ("shared", "w", "∂E_total/∂w = δ_b (out_a + w (1 − out_a²) x)", "right"),
    ("shared", "w", "∂E_a/∂w = δ_a x", "right"),
    ("shared", "w", "∂net_b/∂w = out_a", "right"),  # w stands in net_b
    ("equations", "u", "∂y/∂s = v", "right"),
    ("equations", "u", "∂E_total/∂s = 2 s − 2 (t − y) v", "right"),  # by all routes, though s stands in it
]


@pytest.mark.parametrize(("network", "wrt", "line", "verdict"), LINES, ids=[line[2] for line in LINES])
def test_a_quantity_is_what_it_is_by_hand(network: str, wrt: str, line: str, verdict: str) -> None:
    asked = grader(network, wrt)
    found = asked.grade(f"{line}; ∂E_total/∂{wrt} = {RIGHT[network]}", GradeOptions(explain=False))
    assert not found.error
    assert found.lines[0].verdict == verdict
    assert found.lines[-1].verdict == "right"


@pytest.mark.parametrize(
    "name", ["delta_x", "m_x__h1", "m_o1__x", "m_o1", "d_w1", "d_E_total__d_x", "d_x__d_w1", "own_a", "w1"]
)
def test_what_the_network_does_not_have_is_no_quantity(name: str) -> None:
    assert grader("mazur", "w1").question.quantities.lines([name]) == []
