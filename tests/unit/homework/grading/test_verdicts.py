"""Answers as students write them, each with the verdict and what is found in it."""

from __future__ import annotations

from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import Grader
from symprop.network.load import load_network

ONE_UNIT = {name: Network.layered(1, 1, activation=name, bias="none") for name in ("relu", "tanh")}


@cache
def grader(network: str, wrt: str) -> Grader:
    return Grader(ONE_UNIT[network].model if network in ONE_UNIT else load_network(network), wrt)


W1 = ("mazur", "w1")
W5 = ("mazur", "w5")
DEEP = ("question", "w1")

CORRECT: list[tuple[tuple[str, str], str]] = [
    (W5, "-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1"),
    (W5, "(out_o1 - t1) out_o1 (1 - out_o1) out_h1"),
    (W5, r"-\left(t_1 - out_{o1}\right) \cdot out_{o_1}(1-\mathrm{out}_{o1}) \cdot \text{out}_{h_1}"),
    (W5, "−(t1 − out_o1)·σ′(net_o1)·out_h1"),
    (W5, r"(a_{o1} - target_{o1})\,\sigma'(z_{o1})\,a_{h1}"),
    (W5, "δ_o1·out_h1"),
    (W5, r"\frac{\partial E_{total}}{\partial out_{o1}} \frac{\partial out_{o1}}{\partial net_{o1}} out_{h1}"),
    (W5, "dE/dw5 = dE/dnet_o1 * dnet_o1/dw5"),
    (W5, "E_o1: dE_dw5".partition(": ")[2] + " = (out_o1 - t1)*out_o1*out_h1 - (out_o1 - t1)*out_o1**2*out_h1"),
    (W5, "(1/(1+exp(-net_o1)) - t1) sigmoid(net_o1) (1 - sigmoid(net_o1)) sigmoid(w1*i1 + w2*i2 + b1)"),
    (W5, "∂E/∂w₅ = (outₒ₁ − t₁)•outₒ₁(1 − outₒ₁)·𝑜𝑢𝑡ₕ₁."),
    (W5, "= δ_{o₁} outₕ₁ ≈ 0,0822."),
    (W5, "Answer: 8.217 x 10^-2"),
    (W5, "dE/dw5 = A*B*out_h1; A = out_o1 - t1; B := out_o1*(1 - out_o1)"),
    (W5, r"\boxed{\frac{\partial{E}}{\partial{out_{o1}}} \left\{{out}_{o1}(1-out_{o1})\right\} \odot {out}_{h1}}."),
    (("relu", "w1"), r"(out_{o1} - t_1) \begin{cases} 1, & \text{if } net_{o1} > 0 \\ 0, & \text{if } net_{o1} \le 0 \\"
                     r" \end{cases} i_1"),
    (("relu", "w1"), "(out_o1 - t1) (0 if net_o1 < 0 else 1) i1"),
    (("tanh", "w1"), r"(out_{o1} - t_1) (1-\tanh^2(net_{o1})) i_1"),
    (("tanh", "w1"), "(out_o1 - t1) (1 - |out_o1|²) i1"),
    (W1, "delta_h1*i1"),
    (W1, r"(\delta_{o1} w_5 + \delta_{o2} w_7)\, \frac{e^{-net_{h1}}}{(1+e^{-net_{h1}})^2}\, i_1"),
    (W1, "m_o1__h1 out_h1 (1-out_h1) i1 + m_{o_2 \\to h_1} out_h1 (1-out_h1) i1"),
    (W1, "delta_o1 = (out_o1-t1) out_o1 (1-out_o1)\ndelta_o2 = (out_o2-t2) out_o2 (1-out_o2)\n"
         "dE/dw1 = (delta_o1 w5 + delta_o2 w7) out_h1 (1-out_h1) i1"),
    (W1, "A = out_h1(1-out_h1) i1; dE/dw1 = δ_o1 w5 A + δ_o2 w7 A"),
    (DEEP, "∂E_j1/∂w1 + ∂E_j2/∂w1"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "answer"), CORRECT)
def test_a_right_answer_in_any_form_is_correct(asked: tuple[str, str], answer: str) -> None:
    found = grader(*asked).grade(answer)
    assert (found.verdict, found.findings, dict(found.error)) == ("correct", (), {})


WRONG: list[tuple[tuple[str, str], str, str]] = [
    (W1, "delta_o1*w5*out_h1*(1 - out_h1)*i1", "missing-output"),
    (DEEP, "delta_j1*w5*out_h1*(1 - out_h1)*i1", "missing-path"),
    (DEEP, "(∂E_j1/∂w1 + ∂E_j2/∂w1) + (∂E_j1/∂w1 + ∂E_j2/∂w1)", "repeated-path"),
    (W5, "(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1", "wrong-sign"),
    (W5, "-2*(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1", "constant-factor"),
    (W5, "-(t1 - out_o1)*out_h1", "missing-derivative"),
    (W5, "-(t1 - out_o1)*out_o1*out_h1", "wrong-derivative"),
    (W5, "-(t1 - out_o1)*(1 - out_o1**2)*out_h1", "wrong-derivative"),
    (W5, "-(t1 - out_o1)*out_o2*(1 - out_o2)*out_h1", "wrong-derivative"),
    (W1, "(delta_o1*w6 + delta_o2*w7)*out_h1*(1 - out_h1)*i1", "wrong-weight"),
    (W1, "(delta_o1 + delta_o2)*out_h1*(1 - out_h1)*i1", "missing-weight"),
    (W1, "(delta_o1*w5 + delta_o2*w7)*out_h1*(1 - out_h1)*i2", "wrong-input"),
    (("mazur", "w6"), "-(t1 - out_o1)*out_o1*(1 - out_o1)*net_h2", "wrong-input"),
    (W5, "-(t2 - out_o2)*out_o1*(1 - out_o1)*out_h1", "wrong-error-term"),
    (W5, "out_o1*(1 - out_o1)*out_h1", "missing-factor"),
    (W1, "delta_h1", "other-quantity"),
    (W5, "w5 - eta*dE/dw5", "other-quantity"),
    (W5, "(-t1/out_o1)*out_o1*(1 - out_o1)*out_h1", "other-loss"),
    (W5, "delta_o1*out_h1 + delta_o2*out_h1", "extra-path"),
    (W5, "out_h1 + out_h2 - 3*w5", "unknown"),
    (W5, "dE/dw5 = A*B*out_h1; A = t1 - out_o1; B = out_o1*(1 - out_o1)", "wrong-sign"),
    (W5, "≈ -0,0822", "wrong-sign"),
    (("relu", "w1"), "(out_o1 - t1) (1 if net_o1 <= 0 else 0) i1", "unknown"),
]


@pytest.mark.parametrize(("asked", "answer", "kind"), WRONG, ids=[f"{a} -> {k}" for _, a, k in WRONG])
def test_a_wrong_answer_is_named_by_its_mistake(asked: tuple[str, str], answer: str, kind: str) -> None:
    found = grader(*asked).grade(answer)
    assert (found.verdict, found.kinds) == ("wrong", (kind,))
    assert found.certificate["expected"] != found.certificate["got"]
    assert found.findings[0].message


UNREADABLE: list[tuple[str, str]] = [
    ("foo*out_h1", "unknown name 'foo'"),
    ("h1*w5", "unknown name 'h1'; 'h1' is a unit; write out_h1 or net_h1"),
    ("out_h1/w5 w7", "it is not clear whether 'w7' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("delta_o1 = 3", "no line gives ∂E_total/∂w5; write ∂E_total/∂w5 = …"),
    ("dE/dw6 = delta_o1 out_h2", "the answer is about dE/dw6, not ∂E_total/∂w5; write ∂E_total/∂w5 = …"),
    (
        r"\frac{\partial E_{total}}{\partial b_2} = \delta_{o_1}",
        r"the answer is about \frac{\partial E_{total}}{\partial b_2}, not "
        r"\frac{\partial E_{\text{total}}}{\partial w_5}; write \frac{\partial E_{\text{total}}}{\partial w_5} = …",
    ),
    ("dE/dout_o1 = out_o1 - t1", "no line gives ∂E_total/∂w5; write ∂E_total/∂w5 = …"),
    ("dout_o1/dw5 = out_h1", "no line gives ∂E_total/∂w5; write ∂E_total/∂w5 = …"),
    ("", "there is no formula"),
    ("__import__('os')", "unexpected '_'"),
    ("a = a(1 - out_h1); a", "'a' is used in what defines it; define it by the network's names"),
    ("a =\n a i1", "'a' is used in what defines it; define it by the network's names"),
    ("∂E_total/∂δ_o1 = 1", "unknown name 'δ_o1'; did you mean 'net_o1'?"),
    ("∂δ_o1/∂w5 = 1", "unknown name 'δ_o1'; did you mean 'net_o1'?"),
    ("∂E_total/∂out_h1 = m_o1→δ_o1 + m_o2→h1", "unknown name 'm_o1→δ_o1'"),
    ("dE/deta = 1", "unknown name 'eta'"),
    ("0.25/", "the formula ends too early"),
    ("1 < 2", "unexpected '<'; " r"write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"),
]


@pytest.mark.parametrize(("answer", "said"), UNREADABLE)
def test_what_cannot_be_read_is_not_guessed(answer: str, said: str) -> None:
    found = grader(*W5).grade(answer)
    assert found.verdict == "unreadable"
    assert "; ".join(part for part in (found.error["what"], found.error["instead"]) if part) == said


def test_paths_with_equal_products_are_reported_together() -> None:
    """Of w·(w·x) nobody can tell which use of w was left out."""
    net = Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: identity},"
        " {name: b, from: {a: w}, activation: identity}], outputs: [b], loss: half_squared}"
    )
    found = symprop.grade(net, "w", "(out_b - t1)*w*x")
    (finding,) = found.findings
    assert finding.kind == "missing-occurrence"
    assert finding.alike == (("w", "net_b", "out_b", "E_b", "E_total"),)
    assert finding.message.endswith("(Its product equals that of w → b: which of them is meant cannot be told.)")


def test_too_many_paths_are_bundled_by_how_they_begin() -> None:
    net = Network.layered(1, 1, 5, 5, 5)
    found = symprop.grade(net, "w1", "m_j1__h1*out_h1*(1 - out_h1)*i1")
    assert found.kinds == ("missing-path",)
    assert found.findings[0].message.startswith("What flows back along w1 → h1 → j2 → k1;")
    assert symprop.grade(net, "w1", "-delta_h1*i1").kinds == ("wrong-sign",)


def test_what_differs_on_one_side_of_a_kink_only_is_wrong() -> None:
    """Huber's loss is ½(t − o)² as long as |t − o| < 1; a ReLU's net is its out as long as it is positive."""
    huber = "(-sgn(t1 - out_o1)*step(abs(t1 - out_o1) - 1) - (t1 - out_o1)*(1 - step(abs(t1 - out_o1) - 1)))"
    assert symprop.grade(Network.layered(2, 1), "w1", f"{huber}*out_o1*(1 - out_o1)*i1").verdict == "wrong"
    relu = Network.layered(2, 2, 2, activation="relu")
    assert symprop.grade(relu, "w8", "-(t2 - out_o2)*step(net_o2)*net_h2").verdict == "wrong"
    assert symprop.grade(relu, "w8", "-(t2 - out_o2)*step(net_o2)*out_h2").correct


def test_a_right_answer_that_is_rational_in_the_outs_is_right_exactly() -> None:
    net = symprop.load("mazur")
    assert symprop.grade(net, "w5", CORRECT[0][1]).certificate == {"points": 17, "digits": 50, "exact": True}
    by_sigmoid = symprop.grade(net, "w5", "(out_o1 - t1)*sigmoid'(net_o1)*out_h1")
    assert by_sigmoid.certificate["exact"] is False


@pytest.mark.parametrize("notation", ["nielsen", "bishop", "goodfellow", "ng", "pdp", "haykin"])
@pytest.mark.parametrize("form", ["chain", "messages", "factored"])
def test_what_symprop_prints_is_right_in_every_notation(notation: str, form: str) -> None:
    net = symprop.load("mazur").with_notation(notation)
    view = net.gradient("w3").form(form)
    for text in (view.text, view.latex, view.mathml):
        assert symprop.grade(net, "w3", text).correct
