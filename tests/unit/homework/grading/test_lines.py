"""Answers of several lines, and the numbers in them: what each line is compared with, and what is said of all."""

from __future__ import annotations

import random
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.graph import GIVEN
from symprop.homework.grading import GradeOptions, Grader
from symprop.homework.grading.grader import MOST_RELATED

RATES = [
    ("η = 0.5; δ_o1 out_h1", "correct", ["own", "right"]),
    ("eta = 0.5; w5 - eta*delta_o1*out_h1", "wrong", ["own", "wrong"]),
    ("eta = 1/2; 2*eta*delta_o1*out_h1", "correct", ["own", "carried"]),
    ("eta = w5; delta_o1*out_h1", "correct", ["own", "right"]),
    ("a = eta; eta = a; delta_o1*out_h1", "correct", ["own", "own", "right"]),
]


@pytest.mark.parametrize("net", [symprop.load("mazur"), Network.layered(2, 2, 2)], ids=["values", "no values"])
@pytest.mark.parametrize(("answer", "verdict", "lines"), RATES, ids=[r[0] for r in RATES])
def test_a_learning_rate_is_the_students_to_choose(net: Network, answer: str, verdict: str, lines: list[str]) -> None:
    """A line that gives it ended in a KeyError."""
    found = symprop.grade(net, "w5", answer)
    assert (found.verdict, [line.verdict for line in found.lines]) == (verdict, lines)
    assert found.kinds == (("other-quantity",) if verdict == "wrong" else ())


@cache
def grader(network: str, wrt: str) -> Grader:
    net = symprop.load(network) if "{" not in network else Network.from_yaml(network)
    return Grader(net.model, wrt)


DEAD = (
    "{inputs: [x], units: [{name: a, from: {x: w}, activation: identity}], outputs: [a],"
    " loss: binary_cross_entropy, values: {x: 1, w: 0, t1: 1}}"
)
NOWHERE = [
    ("0.5", "∂E_total/∂w"),  # −t/a and a = 0
    ("E_total = 0.5; -x/a", "E_total"),
    ("delta_a = 0.5; delta_a*x", "delta_a"),
]


@pytest.mark.parametrize(("answer", "name"), NOWHERE)
def test_a_number_for_what_has_no_value_says_so(answer: str, name: str) -> None:
    found = grader(DEAD, "w").grade(answer.replace("x/a", "x/out_a"))
    assert found.verdict == "unreadable"
    assert found.error["what"] == f"{name} has no finite value at the network's values"
    assert found.error["instead"] == "give other values, or write a formula"


def test_numbers_are_compared_with_the_values_of_before_that_are_given_with_them() -> None:
    """A grader is kept; the values of before are each answer's own."""
    old = symprop.load("mazur").model.values
    kept = Grader(symprop.load("mazur").with_values({"w5": 0.9, "w7": 0.1}).model, "w1")
    stale = "0.00145793"  # (δ_o1 w5 + δ_o2 w7) out_h1 (1 − out_h1) i1 with the outs of before
    for before, kinds in (({}, ("unknown",)), (old, ("stale-values",)), ({}, ("unknown",))):
        assert kept.grade(stale, GradeOptions(before=before)).kinds == kinds


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("dout_o2/dnet_o1 = -out_o2 out_o1", "right"),
        ("dout_o2/dnet_o1 = out_o2 out_o1", "wrong"),
        ("dout_o2/dnet_o1 = -out_o2 out_o3", "wrong"),
        ("dout_o2/dw3 = b2", "wrong"),
    ],
)
def test_a_line_about_the_slope_of_a_softmaxs_output(line: str, verdict: str) -> None:
    net = Network.layered(2, 2, 3, activation=("tanh", "softmax"), loss="cross_entropy")
    grade = Grader(net.model, "w1").grade(f"{line}; w5")
    assert [found.verdict for found in grade.lines] == [verdict, "wrong"]


SIDES = ("{x}", "0.5 - {x}", "0.25*{x}*(1 - {y})", "{x}*{y}", "q*{x}", "d{a}/d{b}", "eta*{x} + 1")


@pytest.mark.parametrize("name", ["mazur", "2-2-3", "skip"])
def test_a_line_about_any_slope_with_any_names_is_judged(name: str) -> None:
    """Also one that is 0 everywhere, and names that lie elsewhere in the network."""
    net, generator = symprop.load(name), random.Random(6)
    defined = list(net.graph.defined())
    names = [*net.graph.given(*GIVEN), *defined]
    first = Grader(net.model, "w1")
    for _ in range(12):
        b, x, y = generator.sample(names, 3)
        a = generator.choice([name for name in defined if name != b])
        side = generator.choice(SIDES).format(a=a, b=b, x=x, y=y)
        grade = first.grade(f"q = {generator.choice(names)}; d{a}/d{b} = {side}; δ_o1 i1")
        assert grade.verdict == "wrong", grade.error
        assert all(finding.message for finding in grade.findings)


WRT = ("w1", "w2", "w3", "w4", "w5", "w6", "b1", "b2", "i1", "i2")


def test_of_all_slopes_that_lines_were_about_the_latest_are_kept() -> None:
    first = Grader(symprop.load("mazur").model, "w1")
    asked = first.related(first.question.target)
    slopes = [f"d_{of}__d_{wrt}" for of in ("E_o1", "out_o1", "net_o1") for wrt in WRT]
    assert len(slopes) == 30
    for slope in slopes:
        assert first.related(slope) is first.related(slope)
        assert first.related(first.question.target) is asked
    kept = first.related(slopes[-1])
    assert first.related(slopes[0]) is not None
    assert first.related(slopes[-1]) is kept
    assert len(first._related) == MOST_RELATED
