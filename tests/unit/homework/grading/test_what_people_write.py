"""Answers that people really give, from textbooks' exercises and question sites: each with what is found in it.

What was asked there is put to a network of the same kind; the mistake is the one that was made.
"""

from __future__ import annotations

from functools import cache

import pytest

from symprop.api import Network, load
from symprop.homework.grading import Grader

NETWORKS = {
    "mazur": lambda: load("mazur"),
    "question": lambda: load("question"),
    "1-1-1 squared": lambda: Network.layered(1, 1, 1, bias="none", loss="squared"),
    "2-2-3 softmax": lambda: Network.layered(2, 2, 3, activation=["sigmoid", "softmax"], loss="cross_entropy"),
    "2-2-2 mean": lambda: Network.layered(2, 2, 2, loss="mean_squared"),
    "2-2-2 tanh": lambda: Network.layered(2, 2, 2, activation="tanh"),
    "2-2-1 bce": lambda: Network.layered(2, 2, 1, loss="binary_cross_entropy"),
    "2-2-1 relu": lambda: Network.layered(2, 2, 1, activation=["relu", "identity"]),
    "shared": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: tanh}, {name: b, from: {a: w}, activation: tanh}],"
        " outputs: [b], loss: half_squared}"
    ),
}


@cache
def grader(network: str, wrt: str) -> Grader:
    return Grader(NETWORKS[network]().model, wrt)


ANSWERS: list[tuple[str, str, str, str, str]] = [
    # network, parameter, answer, kind, where it comes from
    ("mazur", "w1", "(-(t1 - out_o1) w5 - (t2 - out_o2) w7) out_h1 (1 - out_h1) i1", "missing-derivative",
     "stackoverflow 53287032: delta = Wᵀ·delta without σ′ of the output layer"),
    ("mazur", "w5", "(out_o1 - t1) * net_o1*(1 - net_o1) * out_h1", "wrong-derivative",
     "stackoverflow 53287032: sigmoid_prime(z) = z(1 − z) handed z"),
    ("mazur", "w5", "(out_o1 - t1) * sigmoid(out_o1)*(1 - sigmoid(out_o1)) * out_h1", "wrong-derivative",
     "σ applied to what is an output already: sigmoid_prime(a) for sigmoid_prime(z)"),
    ("2-2-3 softmax", "w5", "-t1/out_o1 * out_o1*(1 - out_o1) * out_h1", "missing-output",
     "stats.stackexchange 235528: the softmax differentiated by its own net only"),
    ("2-2-3 softmax", "w5", r"\left(\frac{-t_1}{out_{o1}}\right) out_{o1} (1 - out_{o1}) out_{h1}", "missing-output",
     "datascience.stackexchange 64746: the Jacobian taken entry by entry"),
    ("mazur", "w1", r"\frac{\partial E_{total}}{\partial net_{o1}} \frac{\partial net_{o1}}{\partial out_{h1}} "
     r"\frac{\partial out_{h1}}{\partial net_{h1}} \frac{\partial net_{h1}}{\partial w_1}", "missing-output",
     "math.stackexchange 2120338: where does the Σ over j come from"),
    ("1-1-1 squared", "w2", "(out_o1 - t1) * sigmoid'(net_o1) * out_h1", "constant-factor",
     "stats.stackexchange 490374 turned round: the 2 of (a − y)² lost"),
    ("mazur", "w5", "2*(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "constant-factor",
     "the ½ of ½(t − o)² forgotten in the derivative"),
    ("mazur", "w5", "1/2*(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "constant-factor", "the ½ kept"),
    ("mazur", "b2", "b2*(delta_o1 + delta_o2)", "wrong-input", "a bias multiplied by itself: Bias * delta"),
    ("mazur", "w1", "(delta_o1 w5 + delta_o2 w7) out_o1 (1 - out_o1) i1", "wrong-derivative",
     "the output's out(1 − out) used again for the hidden unit"),
    ("mazur", "w1", "(delta_o1 w5 + delta_o2 w6) out_h1 (1 - out_h1) i1", "wrong-weight",
     "W instead of Wᵀ: the row of w5, w6 in the place of the column w5, w7"),
    ("mazur", "w1", "delta_h1 * out_h1", "wrong-input", "the unit's own out in the place of its input"),
    ("mazur", "w1", "delta_h1 * net_h1", "wrong-input", "the net in the place of the input"),
    ("mazur", "w5", "delta_o1 * net_h1", "wrong-input", "net for out of the layer below"),
    ("mazur", "w5", "delta_o1 * out_h2", "wrong-input", "the index of the source: the other hidden unit"),
    ("mazur", "w5", "delta_o2 * out_h1", "other-quantity", "w7's gradient: the index of the target"),
    ("mazur", "w1", "delta_h1 * w1", "wrong-input", "∂net/∂w taken for ∂net/∂i"),
    ("mazur", "w5", "(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1", "wrong-sign", "PDP's δ given for ∂E/∂net"),
    ("mazur", "w5", "-(t1 - out_o1)*out_o1*(out_o1 - 1)*out_h1", "wrong-sign", "1 − out turned round"),
    ("mazur", "w5", "E_o1*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "the error where its derivative belongs"),
    ("mazur", "w5", "(out_o1 - t1)*out_h1", "missing-derivative", "the delta rule of a linear unit (Widrow and Hoff)"),
    ("mazur", "w5", "out_o1*(1 - out_o1)*out_h1", "missing-factor", "∂out/∂w given: the error left out"),
    ("mazur", "w5", "(out_o1 - t1)*out_o1*(1 - out_o1)", "other-quantity", "stopped at the net: δ given for ∂E/∂w"),
    ("mazur", "w1", "delta_o1*w5 + delta_o2*w7", "other-quantity", "stopped at ∂E/∂out_h1"),
    ("mazur", "w5", "-0.5*delta_o1*out_h1", "constant-factor", "the step −η∂E/∂w with η = 0.5 written as a number"),
    ("mazur", "w5", "-eta*delta_o1*out_h1", "other-quantity", "the step −η∂E/∂w"),
    ("mazur", "w5", "w5 - η δ_o1 out_h1", "other-quantity", "w⁺ given for ∂E/∂w"),
    ("mazur", "w5", "w5 + eta*(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1", "other-quantity", "w⁺ in PDP's form"),
    ("mazur", "w1", "(delta_o1 + delta_o2)*(w5 + w7)*out_h1*(1 - out_h1)*i1", "extra-path",
     "the sum of products taken for the product of sums"),
    ("mazur", "w1", "(delta_o1*w5 + delta_o2*w7)*i1", "missing-derivative", "the hidden σ′ left out"),
    ("mazur", "w1", "(delta_o1*w5 + delta_o2*w7)*(1 - out_h1)*i1", "wrong-derivative", "half of out(1 − out)"),
    ("mazur", "w1", "(delta_o1*w5 + delta_o2*w7)*out_h1*(1 - out_h1)", "other-quantity", "∂net/∂w forgotten"),
    ("mazur", "w1", "(delta_o1*w5 + delta_o2*w7)*out_h1*(1 - out_h1)*(i1 + i2)", "extra-path",
     "everything that enters h1 in the place of w1's own input"),
    ("question", "w1", "(∂E_j1/∂w1 + ∂E_j2/∂w1) + (∂E_j1/∂w1 + ∂E_j2/∂w1)", "repeated-path",
     "the question that symprop answers: (b)"),
    ("question", "w1", r"\left(\frac{\partial E_{j1}}{\partial w_1}+\frac{\partial E_{j2}}{\partial w_1}\right)"
     r"+\left(\frac{\partial E_{j1}}{\partial w_1}+\frac{\partial E_{j2}}{\partial w_1}\right)", "repeated-path",
     "the same in LaTeX"),
    ("question", "w1", "δ_j1 w5 out_h1 (1 − out_h1) i1", "missing-path", "one neighbour forgotten in a deeper net"),
    ("2-2-2 mean", "w5", "2*(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "constant-factor", "the mean taken for a sum"),
    ("2-2-2 tanh", "w5", "(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "wrong-derivative", "sigmoid's σ′ for tanh"),
    ("2-2-2 tanh", "w5", "(out_o1 - t1)*(1 - net_o1^2)*out_h1", "wrong-derivative", "1 − net² for 1 − out²"),
    ("2-2-1 bce", "w5", "(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "other-loss", "the squared error's δ"),
    ("2-2-1 relu", "w1", "(out_o1 - t1)*w5*out_h1*(1 - out_h1)*i1", "wrong-derivative", "sigmoid's σ′ for a ReLU"),
    ("2-2-1 relu", "w1", "(out_o1 - t1)*w5*i1", "missing-derivative", "a ReLU's derivative taken for 1"),
    ("2-2-1 relu", "w1", "(out_o1 - t1)*w5*out_h1*i1", "wrong-derivative", "relu(net) for relu′(net)"),
    ("shared", "w", "(out_b - t1)*(1 - out_b^2)*out_a", "missing-occurrence",
     "truncated: only the last use of a recurrent weight"),
    ("shared", "w", "2*(out_b - t1)*(1 - out_b^2)*out_a", "missing-occurrence", "twice the last use for two uses"),
]  # fmt: skip


@pytest.mark.parametrize(("network", "wrt", "answer", "kind", "source"), ANSWERS, ids=[a[4] for a in ANSWERS])
def test_what_people_write_is_named(network: str, wrt: str, answer: str, kind: str, source: str) -> None:
    found = grader(network, wrt).grade(answer)
    listed = {*found.kinds, *(other.kind for listed in found.alternatives for other in listed)}
    assert (found.verdict, dict(found.error)) == ("wrong", {})
    assert kind in found.kinds, (found.kinds, sorted(listed))
