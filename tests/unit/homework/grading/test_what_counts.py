"""What only looks like an answer, and what does not look like one: the question itself, idle cases, zeros and ones."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.expression import Var
from symprop.homework.grading import GradeOptions, Grader
from symprop.homework.judge import Judge
from symprop.homework.record import FormulaAnswer, Part

SOFTMAX = "{inputs: [i1], layers: [{units: 3, activation: softmax}], loss: cross_entropy, values: %s}"
NETWORKS = {
    "mazur": lambda: symprop.load("mazur"),
    "2-2-3": lambda: symprop.load("2-2-3"),
    "question": lambda: symprop.load("question"),
    "first": lambda: symprop.load("mazur").with_values({"t1": 1}),
    "nothing in": lambda: symprop.load("mazur").with_values({"i1": 0}),
    "softmax": lambda: Network.from_yaml(SOFTMAX % "{}"),
    "class 1": lambda: Network.from_yaml(SOFTMAX % "{t1: 1, t2: 0, t3: 0}"),
    "relu": lambda: Network.from_yaml("{inputs: [i1], layers: [{units: 2, activation: relu}, {units: 1}]}"),
    "line": lambda: Network.layered(1, 1, activation="identity", bias="none"),
}


@cache
def grader(network: str, wrt: str) -> Grader:
    net = NETWORKS[network]()
    return Grader(net.model, wrt)


RESTATED = [
    ("mazur", "w5", "dE/dw5", "dE/dw5"),
    ("mazur", "w5", "a = dE/dw5; a", "dE/dw5"),
    ("mazur", "w5", "dE/dw5 + i1 - i1", "dE/dw5"),
    ("mazur", "w1", "dE_o1/dw1 + dE_o2/dw1", "dE_o1/dw1 + dE_o2/dw1"),
    ("mazur", "w1", "(out_o1 - t1) out_o1 (1 - out_o1) w5 out_h1 (1 - out_h1) i1 + dE_o2/dw1", "dE_o2/dw1"),
]


@pytest.mark.parametrize(("network", "wrt", "answer", "name"), RESTATED, ids=[row[2] for row in RESTATED])
def test_what_is_asked_for_is_no_answer_to_itself(network: str, wrt: str, answer: str, name: str) -> None:
    found = grader(network, wrt).grade(answer)
    assert found.verdict == "unreadable"
    assert dict(found.error) == {
        "where": "1:13" if answer.startswith("a =") else "1:1",
        "what": f"{name} is what is asked for",
        "instead": "write what it consists of: the factors along the paths",
    }


@pytest.mark.parametrize(
    "answer",
    [
        "dE_o1/dw1 = δ_o1 w5 out_h1 (1 - out_h1) i1; dE_o2/dw1 = δ_o2 w7 out_h1 (1 - out_h1) i1; dE_o1/dw1 + dE_o2/dw1",
        "dE/dout_h1 out_h1 (1 - out_h1) i1",
        "δ_h1 dnet_h1/dw1",
    ],
)
def test_what_a_line_before_has_found_may_be_used(answer: str) -> None:
    assert grader("mazur", "w1").grade(answer).verdict == "correct"


@pytest.mark.parametrize("answer", ["0 i1", "δ_o1 i1"])
def test_a_path_that_random_points_hardly_wake_is_judged_where_it_is_awake(answer: str) -> None:
    net = Network.layered(*[1] * 9, activation="relu")
    assert Grader(net.model, "w1").grade(answer).verdict == "wrong"


SEVEN = Network.layered(*[1] * 8, activation="relu")


@pytest.mark.parametrize("missing", range(7))
def test_a_slope_that_is_missing_in_a_deep_network_is_missed(missing: int) -> None:
    """Random points at which one ReLU of seven is dead and all others are alive are rare: one in 128."""
    right = str(SEVEN.gradient("w1").paths)
    slopes = re.findall(r"\(1 if net_\w+ > 0 else 0\)", right)
    assert len(slopes) == 7
    seven = Grader(SEVEN.model, "w1")
    assert seven.grade(right).verdict == "correct"
    assert seven.grade(right.replace(slopes[missing], "1")).verdict == "wrong"


def test_where_the_gradient_is_0_at_every_point_nothing_is_called_right() -> None:
    dead = Network.from_dict({"inputs": ["x"], "parameters": ["u"], "equations": {"y": "u*relu(-x*x)"}, "loss": "y"})
    grade = Grader(dead.model, "u").grade("0")
    assert (grade.verdict, grade.error["what"]) == (
        "unreadable",
        "∂E_total/∂u is 0 at every point that was tried, whatever an answer says",
    )
    assert Grader(dead.model, "u").grade("x").verdict == "wrong"


def test_a_blank_is_not_filled_in_by_its_own_name() -> None:
    judge = Judge(symprop.load("mazur").model)
    asked = FormulaAnswer(of="out_h1", wrt="net_h1", answer=Var("out_h1"))
    part = Part(name="a", prompt=(), answer=asked, points=Fraction(1))
    assert not judge(part, "dout_h1/dnet_h1").readable
    assert judge(part, "out_h1 (1 - out_h1)").correct


IDLE = [
    ("mazur", "w5", "δ_o1 out_h1 + relu(net_h1 - 3)", "wrong"),
    ("mazur", "w5", "δ_o1 out_h1 + relu(net_h1 - 20)", "wrong"),
    ("mazur", "w5", "δ_o1 out_h1 if 3 > w5 else 0", "wrong"),
    ("mazur", "w5", "δ_o1 out_h1 if 10 > i1 else 0", "wrong"),
    ("mazur", "w5", "δ_o1 out_h1 step(100 - net_h1)", "wrong"),
    ("mazur", "w5", "δ_o1 out_h1 if 0.999 > out_h1 else 0", "wrong"),
    ("mazur", "w5", "δ_o1 out_h1 + abs(i1) - sqrt(i1^2)", "correct"),
    ("mazur", "w5", "(δ_o1/(out_h1 (1 - out_h1))) out_h1^2 (1 - out_h1) + abs(w1) - sqrt(w1^2)", "correct"),
    ("mazur", "w5", "δ_o1 out_h1 step(out_h1)", "unreadable"),
    ("mazur", "w5", "δ_o1 out_h1 + relu(i1 - 10^9)", "unreadable"),
    *(("line", "w1", f"δ_o1 i1 + relu({far} - 20)", "wrong") for far in ("i1", "-i1", "w1", "-w1")),
    ("line", "w1", "δ_o1 i1 + step(|i1| - 4) step(30 - |i1|)", "wrong"),  # between kinks
    ("line", "w1", "δ_o1 i1 + step(|i1| - 30) step(300 - |i1|)", "wrong"),
    ("line", "w1", "δ_o1 i1 + (|i1|^9 + 1) - |i1|^9 - 1", "correct"),  # far away to few digits, beside a large value
    ("relu", "w1", "δ_o1 w3 step(net_h1) i1", "correct"),
    ("relu", "w1", "δ_o1 w3 step(net_h1) i1 + relu(net_h1 - 50)", "wrong"),
]


@pytest.mark.parametrize(("network", "wrt", "answer", "verdict"), IDLE, ids=[row[2] for row in IDLE])
def test_a_case_is_tried_on_both_of_its_sides(network: str, wrt: str, answer: str, verdict: str) -> None:
    found = grader(network, wrt).grade(answer)
    assert found.verdict == verdict
    if verdict == "unreadable":
        assert found.error["instead"] == "leave out the case that never holds"
    if verdict == "wrong":  # with a point at which anybody sees it
        assert found.kinds == ("unknown",)
        assert found.certificate["expected"] != found.certificate["got"]


NUMBERS = [
    ("nothing in", "w1", "0", "correct"),
    ("nothing in", "w1", "δ_h1 i1 = 0", "correct"),
    ("mazur", "w1", "0", "wrong"),
    ("first", "w5", "(out_o1 - 1) out_o1 (1 - out_o1) out_h1", "correct"),
    ("first", "w5", "out_o1 out_o1 (1 - out_o1) out_h1", "wrong"),
    ("mazur", "w5", "(out_o1 - 1) out_o1 (1 - out_o1) out_h1", "wrong"),
    ("class 1", "w1", "(out_o1 - 1) i1", "correct"),
    ("class 1", "w2", "out_o2 i1", "correct"),
    ("class 1", "w2", "(out_o2 - 1) i1", "wrong"),
    ("class 1", "w2", "out_o1 i1", "wrong"),
    ("class 1", "w1", "-t1 (1 - out_o1) i1", "wrong"),  # names a target, and leaves the shares of others out
]


@pytest.mark.parametrize(
    ("network", "wrt", "answer", "verdict"), NUMBERS, ids=[f"{row[0]}: {row[2]}" for row in NUMBERS]
)
def test_zeros_and_ones_of_the_file_may_be_written_as_numbers(
    network: str, wrt: str, answer: str, verdict: str
) -> None:
    found = grader(network, wrt).grade(answer)
    assert found.verdict == verdict
    where = (
        "values, with numbers in the place of some names"
        if network == "nothing in"
        else "targets, with numbers in the place of their names"
    )
    assert found.notes == ((f"It is right at the network's {where}.",) if verdict == "correct" else ())


@pytest.mark.parametrize(("answer", "kind"), [("0.0004", "rounded-value"), ("1", "unknown"), ("0.001", "unknown")])
def test_a_rounded_number_stands_in_the_place_of_the_value(answer: str, kind: str) -> None:
    assert grader("mazur", "w1").grade(answer).kinds == (kind,)


SAID = [
    ("softmax", "w1", "(out_o1 - t1) out_o1 (1 - out_o1) i1",
     "The derivative of the softmax stands there twice: how out_o1 changes with net_o1 is in ∂E_total/∂net_o1 "
     "already."),
    ("2-2-3", "w1", "δ_o1 w5 out_h1 (1 - out_h1) i1",
     "The shares of E_o2 and E_o3 are missing: E_total sums over all outputs, and w1 has an effect on those too."),
    ("question", "b1", "δ_h1", "b1 is used more than once; its use in net_h2 is not counted."),
    ("mazur", "w5", "net_o1 = w5 out_h1 + w6 out_h2; (out_o1 - t1) out_o1 (1 - out_o1) out_h1",
     "It is not net_o1, and no single slip gives it: compare the values at the point below."),
]  # fmt: skip


@pytest.mark.parametrize(("network", "wrt", "answer", "message"), SAID, ids=[row[2] for row in SAID])
def test_what_is_wrong_is_called_by_its_name(network: str, wrt: str, answer: str, message: str) -> None:
    assert grader(network, wrt).grade(answer).findings[0].message == message


@pytest.mark.parametrize("answer", ["w5 - 0.5 δ_o1 out_h1", "-0.5 δ_o1 out_h1"])
def test_an_update_with_the_rate_as_a_number_is_one(answer: str) -> None:
    asked = grader("mazur", "w5")
    assert asked.grade(answer, GradeOptions(rate="0.5")).kinds == ("other-quantity",)
    assert asked.grade(answer, GradeOptions(rate="0.1")).kinds != ("other-quantity",)


RATES = [
    ("0.5", "(1 + 0.5) δ_o1 out_h1", "constant-factor"),  # no step, though the rate is in it
    ("1", "-1 δ_o1 out_h1", "wrong-sign"),
    ("", "1/2 δ_o1 out_h1", "constant-factor"),
    ("", "eta δ_o1 out_h1 (0/0)", "unknown"),
]


@pytest.mark.parametrize(("rate", "answer", "kind"), RATES, ids=[row[1] for row in RATES])
def test_a_number_is_the_rate_only_where_that_explains_what_nothing_else_does(
    rate: str, answer: str, kind: str
) -> None:
    assert grader("mazur", "w5").grade(answer, GradeOptions(rate=rate)).kinds == (kind,)
