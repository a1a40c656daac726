"""Matt Mazur's example and the question about it: the figures and the formulas, as the course writes them."""

from __future__ import annotations

import pytest

import symprop
from symprop.expression import Neg

MAZUR = symprop.load("mazur")
QUESTION = symprop.load("question")

FORWARD = {
    "net_h1": "0.377500000",
    "out_h1": "0.593269992",
    "out_h2": "0.596884378",
    "out_o1": "0.751365070",
    "out_o2": "0.772928465",
    "E_o1": "0.274811083",
    "E_o2": "0.023560026",
    "E_total": "0.298371109",
}
GRADIENTS = {"w5": "0.082167041", "w1": "0.000438568"}
UPDATED = {
    "w5": "0.358916480",
    "w6": "0.408666186",
    "w7": "0.511301270",
    "w8": "0.561370121",
    "w1": "0.149780716",
    "w2": "0.199561430",
    "w3": "0.249751140",
    "w4": "0.299502290",
}
PRINTED_WITH_EIGHT = ("w2", "w3", "w4")


@pytest.mark.parametrize(("name", "figure"), FORWARD.items(), ids=[f"{n} -> {f}" for n, f in FORWARD.items()])
def test_forward(name: str, figure: str) -> None:
    assert f"{MAZUR.forward()[name]:.9f}" == figure


@pytest.mark.parametrize("form", ["chain", "messages", "paths", "factored", "closed"])
@pytest.mark.parametrize(("wrt", "figure"), GRADIENTS.items(), ids=[f"{n} -> {f}" for n, f in GRADIENTS.items()])
def test_gradient(wrt: str, figure: str, form: str) -> None:
    value = MAZUR.gradient(wrt).form(form).value
    assert value is not None
    assert f"{float(value):.9f}" == figure


@pytest.mark.parametrize(("wrt", "figure"), UPDATED.items(), ids=[f"{n}⁺ -> {f}" for n, f in UPDATED.items()])
def test_updated_weight(wrt: str, figure: str) -> None:
    value = float(MAZUR.train("0.5").network.forward()[wrt])
    digits = 8 if wrt in PRINTED_WITH_EIGHT else 9
    assert f"{value:.{digits}f}" == figure[: digits + 2]


def test_biases_stay_and_the_error_is_not_the_printed_one() -> None:
    step = MAZUR.train("0.5")
    assert f"{step.before:.9f}" == "0.298371109"
    assert f"{step.after:.9f}" == "0.291027774"  # Mazur prints 0.291027924
    assert {name: step.network.forward()[name] for name in ("b1", "b2")} == {"b1": 0.35, "b2": 0.6}


def test_after_ten_thousand_steps() -> None:
    assert f"{MAZUR.train(0.5, 10_000).after:.10f}" == "0.0000351019"  # Mazur prints 0.0000351085


FORMS = {
    ("w5", "chain"): """
∂E_total/∂w5 = ∂E_total/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5
∂out_o1/∂net_o1 = out_o1(1 − out_o1)
∂net_o1/∂w5 = out_h1
∂E_total/∂out_o1 = ∂E_o1/∂out_o1
∂E_o1/∂out_o1 = −(t1 − out_o1)""",
    ("w5", "messages"): """
∂E_total/∂w5 = ∂E_total/∂out_o1 · out_o1(1 − out_o1) · out_h1
∂E_total/∂out_o1 = −(t1 − out_o1)""",
    ("w1", "messages"): """
∂E_total/∂w1 = ∂E_total/∂out_h1 · out_h1(1 − out_h1) · i1
∂E_total/∂out_h1 = m_o1→h1 + m_o2→h1
m_o1→h1 = ∂E_total/∂net_o1 · w5
m_o2→h1 = ∂E_total/∂net_o2 · w7
∂E_total/∂net_o1 = ∂E_total/∂out_o1 · out_o1(1 − out_o1)
∂E_total/∂out_o1 = −(t1 − out_o1)
∂E_total/∂net_o2 = ∂E_total/∂out_o2 · out_o2(1 − out_o2)
∂E_total/∂out_o2 = −(t2 − out_o2)""",
    ("w1", "paths"): """
∂E_total/∂w1 = −(t1 − out_o1) · out_o1(1 − out_o1) · w5 · out_h1(1 − out_h1) · i1
               − (t2 − out_o2) · out_o2(1 − out_o2) · w7 · out_h1(1 − out_h1) · i1""",
    ("w1", "factored"): """
∂E_total/∂w1 = δ_h1 · i1
δ_h1 = (δ_o1 · w5 + δ_o2 · w7) · out_h1(1 − out_h1)
δ_o1 = −(t1 − out_o1) · out_o1(1 − out_o1)
δ_o2 = −(t2 − out_o2) · out_o2(1 − out_o2)""",
    ("b1", "factored"): """
∂E_total/∂b1 = δ_h1 + δ_h2
δ_h1 = (δ_o1 · w5 + δ_o2 · w7) · out_h1(1 − out_h1)
δ_h2 = (δ_o1 · w6 + δ_o2 · w8) · out_h2(1 − out_h2)
δ_o1 = −(t1 − out_o1) · out_o1(1 − out_o1)
δ_o2 = −(t2 − out_o2) · out_o2(1 − out_o2)""",
}


@pytest.mark.parametrize(("case", "text"), FORMS.items(), ids=[f"{w}, {f} -> as written" for w, f in FORMS])
def test_form(case: tuple[str, str], text: str) -> None:
    assert MAZUR.gradient(case[0]).form(case[1]).text == text.strip()


def test_closed_stands_on_inputs_targets_and_parameters() -> None:
    h1, h2 = "sigmoid(w1*i1 + w2*i2 + b1)", "sigmoid(w3*i1 + w4*i2 + b1)"
    o1 = f"sigmoid(w5*{h1} + w6*{h2} + b2)"
    assert MAZUR.gradient("w5").closed.python == f"d_E_total__d_w5 = -(t1 - {o1})*{o1}*(1 - {o1})*{h1}"


COUNTS = {"w1": 2, "w4": 2, "w5": 1, "w8": 1, "b1": 4, "b2": 2}
QUESTION_COUNTS = {"w1": 4, "w5": 2, "w9": 1, "b1": 8, "b2": 4, "b3": 2}


@pytest.mark.parametrize(("wrt", "count"), COUNTS.items(), ids=[f"{w} -> {c}" for w, c in COUNTS.items()])
def test_path_counts(wrt: str, count: int) -> None:
    assert MAZUR.path_count(wrt) == MAZUR.gradient(wrt).path_count == count


@pytest.mark.parametrize(
    ("wrt", "count"), QUESTION_COUNTS.items(), ids=[f"{w} -> {c}" for w, c in QUESTION_COUNTS.items()]
)
def test_path_counts_with_a_second_hidden_layer(wrt: str, count: int) -> None:
    assert QUESTION.path_count(wrt) == count


def test_paths_of_the_question_in_reading_order() -> None:
    assert [path.nodes for path in QUESTION.gradient("w1").iter_paths()] == [
        ("w1", "net_h1", "out_h1", f"net_j{j}", f"out_j{j}", f"net_o{o}", f"out_o{o}", f"E_o{o}", "E_total")
        for j in (1, 2)
        for o in (1, 2)
    ]


def test_the_question_is_answered_by_a_sum_of_two_messages() -> None:
    """(a) counts the error that flows back through j1 and j2 once; (b) counts it twice."""
    messages = QUESTION.gradient("w1").messages
    assert messages.text.splitlines()[:2] == [
        "∂E_total/∂w1 = ∂E_total/∂out_h1 · out_h1(1 − out_h1) · i1",
        "∂E_total/∂out_h1 = m_j1→h1 + m_j2→h1",
    ]
    values = messages.values
    back = float(values["m_j1__h1"]) + float(values["m_j2__h1"])
    forward = QUESTION.forward()
    local = forward["out_h1"] * (1 - forward["out_h1"]) * forward["i1"]
    assert back * local == pytest.approx(float(values["d_E_total__d_w1"]), rel=1e-10)


def test_minus_target_minus_out_stays_as_the_course_writes_it() -> None:
    path = next(MAZUR.gradient("w5").iter_paths())
    assert isinstance(path.factors[2], Neg)
    assert MAZUR.gradient("w5").paths.latex == (
        "\\begin{align*}\n"
        r"\frac{\partial E_{\text{total}}}{\partial w_5} &= -\left(t_1 - \text{out}_{o_1}\right) \cdot "
        r"\text{out}_{o_1} \left(1 - \text{out}_{o_1}\right) \cdot \text{out}_{h_1}"
        "\n\\end{align*}"
    )
