"""Answers with two mistakes in them: on the same path, on different ones, or one about the whole."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import Grader

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "question": lambda: symprop.load("question"),
    "3 deep": lambda: Network.layered(1, 1, 2, 1),
}


@cache
def grader(network: str, wrt: str) -> Grader:
    return Grader(NETWORKS[network]().model, wrt)


ANSWERS = [
    ("question", "w1", "δ_j1 w5 out_h1 (1−out_h1) i1 · 2", "repeated-path and missing-path"),
    ("question", "w1", "δ_o1 w9 out_j1 (1 − out_j1) w5 out_h1 (1 − out_h1) i1 − δ_j2 w7 out_h1 (1 − out_h1) i1",
     "missing-path and wrong-sign"),
    ("mazur", "w1", "-(delta_o1*w5 + delta_o2*w7)*i1", "missing-derivative and wrong-sign"),
    ("mazur", "w1", "delta_o1*w5*out_h1*(1-out_h1)*i2", "wrong-input and missing-output"),
    ("mazur", "w1", "2*(delta_o1*w5 + delta_o2*w7)*i1", "missing-derivative and constant-factor"),
    ("mazur", "w1", "-(delta_o1 + delta_o2*w7)*out_h1*(1 - out_h1)*i1", "missing-weight and wrong-sign"),
    ("mazur", "w5", "(t1 - out_o1)*out_h1", "missing-derivative and wrong-sign"),
    ("mazur", "w5", "2*(out_o1 - t1)*out_o1*out_h1", "wrong-derivative and constant-factor"),
    ("mazur", "w5", "(t1 - out_o1)*(1-out_o1)*out_o1*out_h2/2", "wrong-input and constant-factor"),
    ("mazur", "w5", "(out_o1 - t1)*out_h2", "wrong-input and missing-derivative"),
    ("mazur", "w5", "(out_o1 - t2)*out_o1*out_h1", "wrong-derivative and wrong-error-term"),
    ("mazur", "w1", "(delta_o1*w6 + delta_o2*w7)*i1", "missing-derivative and wrong-weight"),
    ("mazur", "w1", "(delta_o1 + delta_o2*w8)*out_h1*(1-out_h1)*i1", "missing-weight and wrong-weight"),
    ("mazur", "w1", "((out_o1-t1)*w5 + delta_o2*w6)*out_h1*(1-out_h1)*i1", "missing-derivative and wrong-weight"),
    ("mazur", "w1", "(delta_o1*w5*i2*(1-out_h1)*out_h1 + delta_o2*w7*i1*(1-out_h1))",
     "wrong-input and wrong-derivative"),
    ("mazur", "w1", "((out_o1 - t1)*i1*out_h1*(1-out_h1) + delta_o2*w7*out_h1*(1-out_h1)*i1)",
     "missing-weight and missing-derivative"),
    ("mazur", "w1", "((out_o1 - t1)*w5*i2 + delta_o2*w7*i1)*out_h1*(1-out_h1)", "missing-derivative and wrong-input"),
    ("mazur", "w1", "(2*(out_o1 - t1)*w5 + delta_o2*w7)*out_h1*(1 - out_h1)*i1",
     "missing-derivative and repeated-path"),
    ("mazur", "w1", "(-delta_o1 + delta_o2*w7)*out_h1*(1 - out_h1)*i1", "missing-weight and wrong-sign"),
    ("mazur", "w1", "(delta_o1*w5/2*i1 + delta_o2*w7*i2)*out_h1*(1-out_h1)", "constant-factor and wrong-input"),
    ("mazur", "w1", "(2*delta_o1*w5 + delta_o2)*out_h1*(1 - out_h1)*i1", "missing-weight and repeated-path"),
    ("mazur", "w1", "(-delta_o1*w5 + delta_o2)*out_h1*(1 - out_h1)*i1", "missing-weight and wrong-sign"),
    ("mazur", "w1", "delta_o1*out_h1*(1 - out_h1)*i1 + delta_o2*w5*out_h1*(1 - out_h1)*i1",
     "missing-weight and wrong-weight"),
    ("mazur", "w1", "-delta_o1*w5*out_h1*(1 - out_h1)*i1 + delta_o2*w7*out_h1*(1 - out_h1)*i1 + dE/dw2",
     "extra-path and wrong-sign"),
    ("mazur", "w1", "delta_o1*w5*out_h1*(1 - out_h1)*i1 + dE/dw2", "extra-path and missing-output"),
    ("mazur", "w1", "delta_h1*i1 + dE/dw2 + dE/dw3", "extra-path and extra-path"),
    ("mazur", "w1", "-delta_h1", "other-quantity and wrong-sign"),
    ("mazur", "w1", "3*delta_h1", "other-quantity and constant-factor"),
    ("mazur", "w5", "-(-t1/out_o1)*out_o1*(1 - out_o1)*out_h1", "other-loss and wrong-sign"),
    ("mazur", "w5", "-eta*2*dE/dw5", "other-quantity and constant-factor"),
    ("mazur", "w5", "-2*out_h1", "other-quantity and constant-factor"),
    ("mazur", "w5", "E_total/2", "other-quantity and constant-factor"),
    ("question", "w1", "−δ_j1 w5 out_h1 (1 - out_h1) i1 "
     "+ (δ_o1 w11 + δ_o2 w12) out_j2(1−out_j2) w7 out_h1 (1 - out_h1) i1",
     "wrong-weight and wrong-sign"),
    ("3 deep", "w1", "-dE/dw1 + delta_o1", "extra-path and wrong-sign"),
    ("3 deep", "w1", "(delta_j1*w2 - 2*delta_j2*w3)*out_h1*(1 - out_h1)*i1", "constant-factor"),
    ("3 deep", "w1", "(delta_o1*w4*w2 + delta_o1*w5*w3)*out_h1*(1 - out_h1)*i1", "missing-derivative"),
    ("3 deep", "w1", "(delta_o1*w4*w2 + delta_j2*w3)*out_h1*(1 - out_h1)*i1", "missing-derivative"),
    ("3 deep", "w1", "(delta_o1*w4*w2*i1 + delta_j2*w3*i1)", "missing-derivative and missing-derivative"),
    ("3 deep", "w1", "(delta_o1*w4*w2 - delta_j2*w3)*out_h1*(1 - out_h1)*i1", "missing-derivative and wrong-sign"),
]  # fmt: skip


@pytest.mark.parametrize(("network", "wrt", "answer", "kinds"), ANSWERS, ids=[f"{a[2]} -> {a[3]}" for a in ANSWERS])
def test_two_mistakes_are_both_named(network: str, wrt: str, answer: str, kinds: str) -> None:
    assert " and ".join(grader(network, wrt).grade(answer).kinds) == kinds
