"""A grader: the names and notations it reads, the functions called f, and lines about other derivatives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import GradeOptions, Grader
from symprop.read.budget import Budget

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "tanh, sigmoid": lambda: Network.layered(2, 2, 2, activation=["tanh", "sigmoid"]),
    "phi": lambda: Network.layered(1, 1, 1, activation="phi", bias="none"),
    "phi, sigmoid": lambda: Network.layered(1, 1, 1, activation=["phi", "sigmoid"], bias="none"),
    "tanh": lambda: Network.layered(1, 1, 1, activation="tanh", bias="none"),
    "equations": lambda: Network.from_yaml("{inputs: [x], parameters: [w], equations: {y: w*x}, loss: y^2/2}"),
    "phi in equations": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [w], equations: {y: phi(w*x)}, loss: y^2/2}"
    ),
    "softmax": lambda: Network.layered(2, 2, 2, activation="softmax", loss="cross_entropy"),
    "f": lambda: Network.from_yaml(
        "{inputs: [f], units: [{name: a, from: {f: w}, activation: tanh}], outputs: [a], loss: half_squared}"
    ),
}


@cache
def grader(network: str, wrt: str, notation: str = "mazur") -> Grader:
    net = NETWORKS[network]().with_notation(notation)
    return Grader(net.model, wrt, notation=net.notation)


OUT = "<msub><mi>out</mi><mi>o1</mi></msub>"
FUNCTIONS = [
    ("mazur", "w5", "(out_o1 − t1) f′(net_o1) out_h1", "correct"),
    ("mazur", "w5", "(out_o1 − t1) g′(net_o1) out_h1", "correct"),
    ("mazur", "w5", "(f(net_o1) − t1) σ′(net_o1) out_h1", "correct"),
    ("tanh, sigmoid", "w5", "(out_o1 − t1) f′(net_o1) out_h1", "unreadable"),  # which of them is f?
    ("softmax", "w5", "f′(net_o1) out_h1", "unreadable"),  # of several nets
    ("f", "w", "(out_a − t1) g′(net_a) f", "correct"),  # f is an input there
    *(
        ("mazur", "w5", f"(out_o1 − t1) {slope}(net_o1) out_h1", "correct")
        for slope in ("φ′", "ϕ'", r"\phi'", r"\varphi^{\prime}", r"\varphi\prime", "phi'", "phi_prime")
    ),
    ("mazur", "w5", r"(\varphi(net_{o1}) - t_1) \varphi'(net_{o1}) \phi(net_{h1})", "correct"),
    ("mazur", "w5", f"<math><mo>(</mo>{OUT}<mo>−</mo><msub><mi>t</mi><mn>1</mn></msub><mo>)</mo><mi>φ</mi><mo>′</mo>"
     "<mo>(</mo><msub><mi>net</mi><mi>o1</mi></msub><mo>)</mo><msub><mi>out</mi><mi>h1</mi></msub></math>", "correct"),
    ("mazur", "w5", "(out_o1 − t1) φ(net_o1) out_h1", "wrong"),
    ("tanh", "w2", "(out_o1 − t1) φ′(net_o1) out_h1", "correct"),
    ("tanh", "w2", "(out_o1 − t1) σ′(net_o1) out_h1", "wrong"),  # σ has a meaning of its own
    ("tanh, sigmoid", "w5", "(out_o1 − t1) φ′(net_o1) out_h1", "unreadable"),
    ("softmax", "w5", "φ′(net_o1) out_h1", "unreadable"),
    ("equations", "w", "y φ′(x) x", "unreadable"),  # no activation
    ("phi in equations", "w", "y φ′(w x) x", "correct"),
    ("phi", "w2", "(out_o1 − t1) φ′(net_o1) out_h1", "correct"),
    ("phi", "w2", "(out_o1 − t1) σ′(net_o1) out_h1", "wrong"),
    ("phi, sigmoid", "w2", "(out_o1 − t1) out_o1 (1 − out_o1) φ(net_h1)", "correct"),
    ("phi, sigmoid", "w2", "(out_o1 − t1) φ′(net_o1) φ(net_h1)", "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("network", "wrt", "answer", "verdict"), FUNCTIONS, ids=[f"{f[0]}: {f[2]}" for f in FUNCTIONS])
def test_f_g_and_phi_are_the_activation_where_there_is_one(network: str, wrt: str, answer: str, verdict: str) -> None:
    assert grader(network, wrt).grade(answer, GradeOptions(explain=False)).verdict == verdict


def test_a_phi_that_may_be_several_functions_is_said_to_be() -> None:
    found = grader("tanh, sigmoid", "w5").grade(r"\varphi'(net_{o1})")
    assert dict(found.error) == {
        "where": "1:1",
        "what": r"'\varphi' is not the name of one activation here",
        "instead": "write its own name, as sigmoid or tanh",
    }


def test_phi_is_what_haykin_writes() -> None:
    assert grader("mazur", "w5", "haykin").grade(r"-(d_1-o_1)\varphi'(v_1^{(2)})y_1^{(1)}").correct


SIGNS = [
    ("mazur", "δ_o1 out_h1", ["right"]),
    ("pdp", "−δ_o1 o_h1", ["right"]),
    ("pdp", "δ_o1 o_h1", ["wrong"]),
    ("pdp", "δ_o1 = (t1 − o_o1) o_o1 (1 − o_o1); ∂E/∂w5 = −δ_o1 o_h1", ["right", "right"]),
    ("pdp", "δ_o1 = −(t1 − o_o1) o_o1 (1 − o_o1); ∂E/∂w5 = −δ_o1 o_h1", ["wrong", "right"]),
    ("pdp", "a = δ_o1; ∂E/∂w5 = −a o_h1", ["own", "right"]),
]


@pytest.mark.parametrize(("notation", "answer", "verdicts"), SIGNS, ids=[f"{s[0]}: {s[1]}" for s in SIGNS])
def test_the_sign_of_a_delta_is_the_notations(notation: str, answer: str, verdicts: list[str]) -> None:
    found = grader("mazur", "w5", notation).grade(f"w5 = w5; {answer}", GradeOptions(explain=False))
    assert [line.verdict for line in found.lines[1:]] == verdicts


def test_an_answer_beyond_its_budget_is_not_read() -> None:
    found = grader("mazur", "w5").grade("delta_o1*out_h1", GradeOptions(budget=Budget(bytes=5)))
    assert (found.verdict, found.wrt) == ("unreadable", "w5")
    assert "5" in found.error["instead"]


OTHER = [
    ("∂out_o1/∂w5 = −out_o1 (1 − out_o1) out_h1", "wrong-sign", ("w5", "net_o1", "out_o1")),
    ("∂E_o1/∂out_o1 = t1 − out_o1", "wrong-sign", ("out_o1", "E_o1")),
    ("∂E_total/∂out_h1 = δ_o1 w5", "missing-output", ("out_h1", "net_o2", "out_o2", "E_o2", "E_total")),
    ("δ_o1 = out_o1 − t1", "other-quantity", ()),
    ("∂w5/∂w5 = w5", "unknown", ()),
    ("∂i1/∂w5 = w5", "independent", ()),
    ("net_o1 = w5", "unknown", ()),
    ("m_o1__h1 = δ_o1 w6", "unknown", ()),
]


@pytest.mark.parametrize(("line", "kind", "path"), OTHER, ids=[o[0] for o in OTHER])
def test_a_line_about_another_derivative_is_explained_by_its_own_paths(
    line: str, kind: str, path: tuple[str, ...]
) -> None:
    found = grader("mazur", "w5").grade(f"{line}; ∂E/∂w5 = ∂E/∂out_o1 ∂out_o1/∂net_o1 out_h1")
    assert [(finding.kind, finding.path) for finding in found.findings] == [(kind, path)]


def test_a_line_may_be_about_a_weight_that_is_not_trained() -> None:
    net = Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}}, {name: b, from: {a: c}}], outputs: [b], fixed: [c],"
        " loss: half_squared}"
    )
    found = Grader(net.model, "w").grade("∂E/∂c = −δ_b out_a; ∂E/∂w = δ_a x")
    assert [(finding.kind, finding.where) for finding in found.findings] == [("wrong-sign", "1:1")]


def test_a_variable_of_the_network_may_be_called_as_the_learning_rate() -> None:
    net = Network.from_yaml(
        "{inputs: [eta], units: [{name: a, from: {eta: w}, activation: tanh}], outputs: [a], loss: half_squared}"
    )
    found = Grader(net.model, "w").grade("eta = 2; ∂E/∂w = δ_a eta", GradeOptions(explain=False))
    assert [line.verdict for line in found.lines] == ["wrong", "right"]


def test_an_abstract_activation_is_one_and_the_same_in_the_network_and_in_an_answer() -> None:
    asked = grader("phi", "w2")
    assert asked.grade("δ_o1 φ(net_h1)").correct
    assert asked.grade("−δ_o1 φ(net_h1)").kinds == ("wrong-sign",)


def test_each_derivative_has_its_own_numbers() -> None:
    found = grader("mazur", "w5").grade("δ_o1 = −0.138499; net_o1 = 0.5; ∂E/∂w5 = −0.0821670")
    assert found.kinds == ("wrong-sign", "unknown", "wrong-sign")
