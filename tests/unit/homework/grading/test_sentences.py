"""Every sentence that a wrong answer may be answered with, as the student reads it, and what else it may be called."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import Grader
from symprop.homework.grading.sentences import SENTENCES
from symprop.homework.grading.slips import Slip
from symprop.homework.grading.telling import Telling

NETWORKS: dict[str, Callable[[], Network]] = {
    "one": lambda: Network.layered(1, 1),
    "mazur": lambda: symprop.load("mazur"),
    "question": lambda: symprop.load("question"),
    "1-3-3": lambda: Network.layered(1, 1, 3, 3),  # 9 paths
    "7-7": lambda: Network.layered(1, 1, 7, 7),  # 49 paths, which are bundled
    "four": lambda: Network.layered(2, 4, 4, 2),
    "tanh": lambda: Network.layered(2, 2, 2, activation="tanh"),
    "quartic": lambda: Network.from_yaml(
        "{inputs: 1, layers: [{units: 1}], losses: {quartic: (t - y)^4/4}, loss: quartic, bias: none}"
    ),
    "equations": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u, v], targets: [t], equations: {s: sigmoid(u*x), y: s*v}, loss: 1/2*(t - y)^2}"
    ),
    "skip": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: u}, activation: tanh},"
        " {name: b, from: {a: v, x: s}, activation: tanh}], outputs: [b], loss: half_squared}"
    ),
    "shared": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: tanh}, {name: b, from: {a: w}, activation: tanh}],"
        " outputs: [b], loss: half_squared}"
    ),
    "three uses": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: tanh}, {name: b, from: {a: w}, activation: tanh},"
        " {name: c, from: {b: w}, activation: tanh}], outputs: [c], loss: half_squared}"
    ),
}


@cache
def grader(network: str, wrt: str) -> Grader:
    return Grader(NETWORKS[network]().model, wrt)


SAID: list[tuple[str, str, str, str, str, str]] = [
    # network, parameter, answer, kinds, the kinds of what gives the same, sentences
    ("one", "w1", "0*i1", "missing-path", "",
     "There is nothing left of the one path from w1 to E_total."),
    ("mazur", "w1", "0*i1", "missing-path", "",
     "There is nothing left of the sum over the 2 paths from w1 to E_total."),
    ("question", "w1", "δ_h1 i_1 − δ_o1 w9 out_j1 (1 − out_j1) w5 out_h1 (1 − out_h1) i1", "missing-path", "",
     "One of the 4 paths from w1 to E_total is missing: w1 → h1 → j1 → o1."),
    ("question", "w1", r"\delta_{j1} w_5 out_{h1}(1 - out_{h1}) i_1", "missing-path", "",
     "2 of the 4 paths from w_1 to E_total are missing: w1 → h1 → j2 → o1; w1 → h1 → j2 → o2."),
    ("1-3-3", "w1", "delta_j1*w2*out_h1*(1 - out_h1)*i1", "missing-path", "",
     "6 of the 9 paths from w1 to E_total are missing: w1 → h1 → j2 → o1; w1 → h1 → j2 → o2; w1 → h1"
     " → j2 → o3 and 3 more."),
    ("7-7", "w1", "0*i1", "missing-path", "",
     "There is nothing left of the sum over the 49 paths from w1 to E_total."),
    ("7-7", "w1", "delta_h1*i1 - delta_j1*w2*out_h1*(1 - out_h1)*i1 - delta_j7*w8*out_h1*(1 - out_h1)*i1",
     "missing-path", "",
     "What flows back along w1 → h1 → j1; w1 → h1 → j7 is missing."),
    ("7-7", "w1", "delta_h1*i1 + delta_j1*w2*out_h1*(1 - out_h1)*i1", "repeated-path", "constant-factor",
     "What flows back along w1 → h1 → j1 is counted twice; every path counts once."),
    ("7-7", "w1", "delta_h1*i1 - 2*delta_j1*w2*out_h1*(1 - out_h1)*i1", "wrong-sign", "",
     "Along w1 → h1 → j1 the sign is the wrong way round."),
    ("7-7", "w1", "delta_h1*i1 + delta_h1*i1", "repeated-path", "constant-factor",
     "Every path is counted twice: each of the 49 paths from w1 counts once."),
    ("one", "w1", "delta_o1*i1 + delta_o1*i1", "repeated-path", "constant-factor; other-loss",
     "The one path from w1 to E_total is counted twice."),
    ("question", "w1", "δ_h1 i_1 + δ_h1 i_1", "repeated-path", "constant-factor; other-loss",
     "Every path is counted twice: each of the 4 paths from w1 counts once."),
    ("question", "w1", "∂E_j1/∂w1 + ∂E_j2/∂w1 + ∂E_j1/∂w1 + ∂E_j2/∂w1",
     "repeated-path", "constant-factor; other-loss",
     "Every path is counted twice: ∂E_j1/∂w1 + ∂E_j2/∂w1 once is right, because the error that flows"
     " back through a unit already holds every output's share; twice would be right only if each "
     "bracket meant the share of its own output alone."),
    ("question", "w1", "∂E_j1/∂w1 + 3 ∂E_j2/∂w1", "repeated-path", "constant-factor",
     "Each of these paths w1 → h1 → j2 → o1; w1 → h1 → j2 → o2 is counted 3 times; every path counts"
     " once."),
    ("question", "w1", "δ_h1 i_1 + δ_o1 w9 out_j1 (1 − out_j1) w5 out_h1 (1 − out_h1) i1",
     "repeated-path", "constant-factor",
     "The path w1 → h1 → j1 → o1 is counted twice; every path counts once."),
    ("mazur", "w5", r"-\delta_{o1} out_{h1}", "wrong-sign", "",
     "The sign is the wrong way round: would more w_5 make the error larger, or smaller?"),
    ("question", "w1", "δ_h1 i_1 − 2 δ_o1 w9 out_j1 (1 − out_j1) w5 out_h1 (1 − out_h1) i1", "wrong-sign", "",
     "On the path w1 → h1 → j1 → o1 the sign is the wrong way round."),
    ("1-3-3", "w1", "delta_h1*i1 - 2*delta_j1*w2*out_h1*(1 - out_h1)*i1", "wrong-sign", "",
     "On 3 of the 9 paths (w1 → h1 → j1 → o1; w1 → h1 → j1 → o2; w1 → h1 → j1 → o3) the sign is the "
     "wrong way round."),
    ("1-3-3", "w1", "2*delta_h1*i1", "constant-factor", "repeated-path; other-loss",
     "The result is 2 times what it should be; what becomes of the ½ and of the square when the loss"
     " is differentiated?"),
    ("1-3-3", "w1", "delta_h1*i1/2", "constant-factor", "",
     "The result is 1/2 times what it should be; what becomes of the ½ and of the square when the "
     "loss is differentiated?"),
    ("1-3-3", "w1", "delta_h1*i1/3", "constant-factor", "",
     "The result is 1/3 times what it should be; is E_total the sum of the error terms, or their mean?"),
    ("1-3-3", "w1", "3*delta_h1*i1", "constant-factor", "repeated-path",
     "The result is 3 times what it should be; is E_total the sum of the error terms, or their mean?"),
    ("1-3-3", "w1", "-5*delta_h1*i1", "constant-factor", "",
     "The result is −5 times what it should be; where does it come from?"),
    ("one", "w1", "3/5*delta_o1*i1", "constant-factor", "",
     "The result is 3/5 times what it should be; where does it come from?"),
    ("one", "w1", "-0.5*delta_o1*i1", "constant-factor", "",
     "The result is −1/2 times what it should be; what becomes of the ½ and of the square when the "
     "loss is differentiated?"),
    ("question", "w1", "δ_h1 i_1 + 0.25 δ_o1 w9 out_j1 (1 − out_j1) w5 out_h1 (1 − out_h1) i1", "constant-factor", "",
     "On the path w1 → h1 → j1 → o1 the result is 5/4 times what it should be; where does it come "
     "from?"),
    ("mazur", "w1", "(-(t1 - out_o1)*w5 - (t2 - out_o2)*w7)*out_h1*(1 - out_h1)*i1",
     "missing-derivative", "other-loss",
     "The derivative of the activation of o1 and o2 is missing: how does out_o1 change with net_o1?"),
    ("mazur", "w1", r"(\delta_{o1} w_5 + \delta_{o2} w_7) i_1", "missing-derivative", "",
     r"The derivative of the activation of h1 is missing: how does \text{out}_{h_1} change with "
     r"\text{net}_{h_1}?"),
    ("mazur", "w1", "(delta_o1*w5 - (t2 - out_o2)*w7)*out_h1*(1 - out_h1)*i1", "missing-derivative", "",
     "The derivative of the activation of o2 is missing: how does out_o2 change with net_o2?"),
    ("1-3-3", "w1", "delta_j1*w2*i1 + (delta_j2*w3 + delta_j3*w4)*out_h1*(1 - out_h1)*i1", "missing-derivative", "",
     "On 3 of the 9 paths (w1 → h1 → j1 → o1; w1 → h1 → j1 → o2; w1 → h1 → j1 → o3) the derivative "
     "of the activation of h1 is missing: how does out_h1 change with net_h1?"),
    ("tanh", "w5", "(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is not right: that is how sigmoid is differentiated."),
    ("mazur", "w5", "(out_o1 - t1)*step(net_o1)*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is not right: that is how relu is differentiated."),
    ("mazur", "w5", "(out_o1 - t1)*out_o2*(1 - out_o2)*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is taken at another unit (out_o2)."),
    ("mazur", "w5", "(out_o1 - t1)*sigmoid(out_o1)*(1 - sigmoid(out_o1))*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is taken at out_o1; it belongs at net_o1."),
    ("mazur", "w5", "(out_o1 - t1)*(out_o1*(1 - out_o1))^2*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 stands there twice."),
    ("mazur", "w5", "(out_{o1} - t_1) out_{o1} out_{h1}", "wrong-derivative", "",
     "The derivative of the activation of o1 is not out_{o1} itself."),
    ("mazur", "w5", "(out_o1 - t1)*(1 - out_o1)*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is only half of it."),
    ("mazur", "w5", "(out_o1 - t1)*net_o1*(1 - net_o1)*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is written with net_o1; what is it in terms of out_o1?"),
    ("mazur", "w5", "(out_o1 - t1)*net_o1*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is written with net_o1; what is it in terms of out_o1?"),
    ("mazur", "w5", "(out_o1 - t1)*out_o1*(1 + out_o1)*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is not right."),
    ("mazur", "w5", "(out_o1 - t1)*out_o1^2*out_h1", "wrong-derivative", "",
     "The derivative of the activation of o1 is not right."),
    ("mazur", "w1", "(delta_o1 + delta_o2*w7)*out_h1*(1 - out_h1)*i1", "missing-weight", "",
     "The weight from h1 to o1 is missing: what is out_h1 multiplied by in net_o1?"),
    ("mazur", "w1", "(delta_o1*w5 + delta_o2*w6)*out_h1*(1 - out_h1)*i1", "wrong-weight", "",
     "w6 stands where the weight from h1 to o2 belongs: the weights are taken as if transposed."),
    ("four", "w1", "(delta_j1*w9+delta_j2*w10+delta_j3*w11+delta_j4*w12)*out_h1*(1-out_h1)*i1", "wrong-weight", "",
     "Other weights stand where the weight from h1 to j2 belongs: the weights are taken as if "
     "transposed."),
    ("mazur", "w1", "(delta_o1*w8 + delta_o2*w7)*out_h1*(1 - out_h1)*i1", "wrong-weight", "",
     "w8 stands where the weight from h1 to o1 belongs."),
    ("mazur", "w1", "(delta_o1*w5 + delta_o2*out_h1)*out_h1*(1 - out_h1)*i1", "wrong-weight", "",
     "out_h1 stands where the weight from h1 to o2 belongs."),
    ("skip", "s", "delta_b", "other-quantity", "missing-factor",
     "That is ∂E_total/∂net_b: the chain rule has to go on to s."),
    ("one", "b1", "delta_o1*i1", "wrong-input", "other-quantity",
     "b1 is a bias: i1 does not multiply it."),
    ("mazur", "w1", "delta_h1*w1", "wrong-input", "",
     "w1 itself stands where what it multiplies in net_h1 belongs."),
    ("mazur", "w1", "delta_h1*out_h2", "wrong-input", "",
     "out_h2 is not what w1 is multiplied by in net_h1."),
    ("mazur", "w1", "(delta_o1*w5*i2 + delta_o2*w7*i1)*out_h1*(1-out_h1)", "wrong-input", "",
     "On the path w1 → h1 → o1 i2 is not what w1 is multiplied by in net_h1."),
    ("mazur", "w5", "(out_o2 - t2)*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "",
     "The error term is that of E_o2 instead of E_o1."),
    ("mazur", "w5", "(out_{o_1} - t_2) out_{o1}(1 - out_{o1}) out_{h1}", "wrong-error-term", "",
     "t_2 does not belong into the error term of o1."),
    ("mazur", "w5", "(out_o2 - t1)*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "",
     "out_o2 does not belong into the error term of o1."),
    ("mazur", "w5", "(net_o1 - t1)*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "",
     "net_o1 does not belong into the error term of o1."),
    ("mazur", "w1", "((net_o1 - t1)*out_o1*(1 - out_o1)*w5 + (net_o2 - t2)*out_o2*(1 - out_o2)*w7)*d_out_h1__d_w1",
     "wrong-error-term", "",
     "The net stands in the place of the out in the error term of o1 and o2."),
    ("mazur", "w5", "E_o1*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "",
     "The error E_o1 itself stands where its derivative belongs."),
    ("mazur", "w5", "-t1*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "other-loss",
     "The error term of o1 is not complete."),
    ("mazur", "w5", "out_o1*out_o1*(1 - out_o1)*out_h1", "wrong-error-term", "",
     "The error term of o1 is not complete."),
    ("mazur", "w1", "(t2*out_o2*(1-out_o2)*w7 + delta_o1*w5)*out_h1*(1 - out_h1)*i1",
     "wrong-error-term and wrong-sign", "",
     "The error term of o2 is not complete.  On the path w1 → h1 → o2 the sign is the wrong way round."),
    ("mazur", "w5", "out_o1*(1 - out_o1)*out_h1", "missing-factor", "other-quantity",
     "A factor of the chain rule is missing: how does E_o1 change with out_o1?"),
    ("mazur", "w5", "-η δ_o1 out_h1", "other-quantity", "",
     "That is the step of gradient descent with the learning rate in it; ∂E_total/∂w5 is asked for."),
    ("mazur", "w5", "η δ_o1 out_h1", "other-quantity", "",
     "That is the step of gradient descent with the learning rate in it; ∂E_total/∂w5 is asked for."),
    ("mazur", "w5", "w5 + eta*dE/dw5", "other-quantity", "",
     "That is w5 after an update; dE/dw5 is asked for."),
    ("mazur", "w5", "w5 - dE/dw5", "other-quantity", "",
     "That is w5 after an update; dE/dw5 is asked for."),
    ("mazur", "w1", r"\delta_{o1}", "other-quantity", "",
     r"That is \frac{\partial E_{\text{total}}}{\partial \text{net}_{o_1}}: the chain rule has to go "
     "on to w_1."),
    ("mazur", "w1", "∂net_o1/∂w1", "other-quantity", "",
     "That is ∂net_o1/∂w1; it has still to be carried on to E_total."),
    ("mazur", "w1", "∂E/∂out_h1", "other-quantity", "",
     "That is ∂E/∂out_h1: the chain rule has to go on to w1."),
    ("mazur", "w5", "delta_o2*out_h1", "other-quantity", "",
     "That is the derivative by another parameter, ∂E_total/∂w7; ∂E_total/∂w5 is asked for."),
    ("mazur", "w1", "dE/dw4", "other-quantity", "",
     "That is the derivative by another parameter, dE/dw4; ∂E_total/∂w1 is asked for."),
    ("mazur", "w5", "out_h1", "other-quantity", "",
     "That is ∂net_o1/∂w5; it has still to be carried on to E_total."),
    ("mazur", "w5", "net_o1", "other-quantity", "",
     "That is net_o1 itself; its derivative ∂E_total/∂w5 is asked for."),
    ("mazur", "w5", "E_o1", "other-quantity", "",
     "That is E_o1 itself; its derivative ∂E_total/∂w5 is asked for."),
    ("mazur", "w5", "E_total", "other-quantity", "",
     "That is E_total itself; its derivative ∂E_total/∂w5 is asked for."),
    ("mazur", "w5", "(-t1/out_o1)*out_o1*(1 - out_o1)*out_h1", "other-loss", "",
     "That would be right for another loss, cross_entropy, not half_squared."),
    ("mazur", "w1", "(delta_o1 + delta_o2)*(w5 + w7)*out_h1*(1 - out_h1)*i1", "extra-path", "",
     "A sum of products has become a product of sums: each δ goes with its own weight only."),
    ("mazur", "w1", "delta_h1*i1 + delta_h1*i2", "extra-path", "",
     "There is a term too much: the paths of w2 are no paths of w1."),
    ("mazur", "w5", "δ_o1 out_h1 + δ_o2 out_h1", "extra-path", "",
     "There is a term too much: w7 → o2 is no path of w5."),
    ("mazur", "w1", "∂E/∂w1 + ∂E/∂b1", "extra-path", "",
     "There is a term too much: the paths of b1 are no paths of w1."),
    ("mazur", "w5", "dE_o1/dout_o2 = out_o2 - t2; δ_o1 out_h1", "independent", "", "E_o1 does not depend on out_o2."),
    ("mazur", "w5", "dE_o1/dout_o1 = out_o2 - t2; δ_o1 out_h1", "unrelated-name", "",
     "out_o2 has no part in dE_o1/dout_o1."),
    ("mazur", "w5", "a = net_o2; dout_h1/dnet_h1 = δ_o1 a E_o1 out_h2 out_o1; δ_o1 out_h1", "unrelated-name", "",
     "net_o2, δ_o1, E_o1 and out_h2 have no part in dout_h1/dnet_h1."),
    ("mazur", "w5", "dE/dE_o1 = w5; δ_o1 out_h1", "unknown", "",
     "It is not dE/dE_o1, and no single slip gives it: compare the values at the point below."),
    ("mazur", "w5", "out_h1 + out_h2 - 3*w5", "unknown", "",
     "It is not ∂E_total/∂w5, and no single slip gives it: compare the values at the point below."),
    ("mazur", "w5", "0.12345", "unknown", "",
     "It is not ∂E_total/∂w5, and none of the usual slips gives this number."),
    ("mazur", "w1", "0.000364723", "updated-weights", "",
     "These numbers fit weights that were updated already, with η = 0.5: all gradients of one step use "
     "the weights before it."),
    ("mazur", "w5", "0.082170", "rounded-value", "",
     "The way is right, but a value on it was rounded to 3 places and carried on; keep more digits."),
    ("mazur", "w1", "0.00044", "rounded-value", "",
     "That is right as far as it goes; 3 significant digits are asked for."),
    ("shared", "w", "delta_b*out_a", "missing-occurrence", "missing-path",
     "w is used more than once; its use in net_a is not counted."),
    ("shared", "w", "δ_b w (1 − out_a²) x", "missing-occurrence", "missing-path",
     "w is used more than once; its use in net_b is not counted."),
    ("three uses", "w", "δ_c out_b", "missing-occurrence", "missing-path",
     "w is used more than once; its uses in net_a and net_b are not counted."),
    ("mazur", "w1", "δ_o1 w5 out_h1 (1 − out_h1) i1", "missing-output", "missing-path",
     "The share of E_o2 is missing: E_total sums over all outputs, and w1 has an effect on that one too."),
    ("quartic", "w1", "-2*(t1 - out_o1)*out_o1*(1 - out_o1)*i1", "other-loss", "",
     "That would be right for another loss, squared, not quartic."),
    ("equations", "u", "s", "other-quantity", "",
     "That is s itself; its derivative ∂E_total/∂u is asked for."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("network", "wrt", "answer", "kinds", "also", "sentences"), SAID, ids=[f"{s[2]} -> {s[3]}" for s in SAID]
)
def test_what_is_said_of_a_wrong_answer(
    network: str, wrt: str, answer: str, kinds: str, also: str, sentences: str
) -> None:
    found = grader(network, wrt).grade(answer)
    assert "  ".join(finding.message for finding in found.findings) == sentences
    assert " and ".join(found.kinds) == kinds
    assert "; ".join(" and ".join(one.kind for one in listed) for listed in found.alternatives) == also


def test_a_rate_that_was_given_is_not_said_again() -> None:
    found = symprop.grade(symprop.load("mazur"), "w1", "0.000364723", rate="0.5")
    assert found.findings[0].message == (
        "These numbers were made with weights that were updated already: all gradients of one step use the weights "
        "before it."
    )


def test_what_is_said_of_numbers_made_with_other_weights() -> None:
    found = symprop.grade(
        symprop.load("mazur").with_values({"w5": 0.9, "w7": 0.1}), "w1", "0.00145793", before=symprop.load("mazur")
    )
    assert found.findings[0].message == (
        "These numbers were made with the outs of other weights: the forward pass has to be done anew first."
    )


@pytest.mark.parametrize(("digits", "said"), [(1, "1 significant digit is"), (2, "2 significant digits are")])
def test_one_digit_is_no_digits(digits: int, said: str) -> None:
    slip = Slip(kind="rounded-value", tag=f"asked {digits}")
    told = SENTENCES["rounded-value"](cast(Telling, None), slip)
    assert told == f"That is right as far as it goes; {said} asked for."
