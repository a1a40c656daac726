"""Numbers as answers: how many digits must agree, and which slips a number shows."""

from __future__ import annotations

import pytest

import symprop
from symprop.api import Network

MAZUR = symprop.load("mazur")

RIGHT = [
    ("w1", "0.000438568"),
    ("w1", "4.38568e-4"),
    ("w1", "4.38568 × 10^{-4}"),
    ("w5", "0.0822"),
    ("w5", "0.0821"),
    ("w5", "0.74136507*0.186815602*0.593269992"),
    ("w5", r"0.74136507 \cdot 0.186815602 \cdot 0.593269992 = 0.082167041"),
    ("w5", "0.13849856*out_h1"),
    ("w5", "delta_o1 = 0.138499; dE/dw5 = 0.138499*0.59327"),
    ("w5", "δ_o1 = 0.13849856\n∂E_total/∂w5 = δ_o1·out_h1 = 0.082167041"),
]


@pytest.mark.parametrize(("wrt", "answer"), RIGHT)
def test_a_number_right_to_the_digits_written_is_correct(wrt: str, answer: str) -> None:
    assert symprop.grade(MAZUR, wrt, answer).verdict == "correct"


WRONG = [
    ("w1", "-0.000438568", "wrong-sign"),
    ("w1", "0.000668396", "missing-output"),
    ("w1", "0.000877135", "constant-factor"),
    ("w5", "0.35891648", "other-quantity"),  # w5⁺ with η = 0.5
    ("w5", "-0.0410835", "other-quantity"),  # −η ∂E/∂w5
    ("w5", "0.13849856", "other-quantity"),  # ∂E/∂net_o1
    ("w5", "0.4398", "other-loss"),
    ("w1", "0.000364723", "updated-weights"),  # w5⁺ … w8⁺ behind the old outs
    ("w5", "0.082170", "rounded-value"),  # outs rounded to 3 places
    ("w1", "0.00043", "rounded-value"),  # two digits only
    ("w5", "0.12345", "unknown"),
]


@pytest.mark.parametrize(("wrt", "answer", "kind"), WRONG, ids=[f"{a} -> {k}" for _, a, k in WRONG])
def test_a_wrong_number_is_named_by_its_slip(wrt: str, answer: str, kind: str) -> None:
    found = symprop.grade(MAZUR, wrt, answer)
    assert (found.verdict, found.kinds) == ("wrong", (kind,))
    assert found.certificate["expected"] is None  # which would be the answer
    assert symprop.grade(MAZUR, wrt, answer, reveal=True).certificate["expected"] is not None


def test_the_digits_asked_for_are_those_that_must_agree() -> None:
    assert symprop.grade(MAZUR, "w1", "0.000438", digits=3).correct
    found = symprop.grade(MAZUR, "w1", "0.000438", digits=6)
    assert found.findings[0].message == "That is right as far as it goes; 6 significant digits are asked for."


def test_outs_from_before_the_weights_were_changed_are_recognised() -> None:
    now = MAZUR.with_values({"w5": 0.9, "w7": 0.1})
    f = MAZUR.forward()
    delta1 = (f["out_o1"] - 0.01) * f["out_o1"] * (1 - f["out_o1"])
    delta2 = (f["out_o2"] - 0.99) * f["out_o2"] * (1 - f["out_o2"])
    stale = (delta1 * 0.9 + delta2 * 0.1) * f["out_h1"] * (1 - f["out_h1"]) * 0.05
    assert symprop.grade(now, "w1", f"{stale:.6g}", before=MAZUR).kinds == ("stale-values",)


def test_an_error_carried_forward_is_charged_once() -> None:
    found = symprop.grade(MAZUR, "w5", "delta_o1 = 0.238499; dE/dw5 = 0.238499*0.59327")
    assert [line.verdict for line in found.lines] == ["wrong", "carried"]
    assert len(found.findings) == 1
    symbols = symprop.grade(
        MAZUR, "w1", "delta_o1 = -(t1 - out_o1); dE/dw1 = (delta_o1 w5 + delta_o2 w7) out_h1 (1 - out_h1) i1"
    )
    assert [line.verdict for line in symbols.lines] == ["wrong", "right"]
    assert [finding.where for finding in symbols.findings] == ["1:1"]


def test_a_delta_defined_with_the_other_sign_and_used_so_is_no_error() -> None:
    found = symprop.grade(MAZUR, "w5", "delta_o1 = (t1 - out_o1) out_o1 (1 - out_o1); dE/dw5 = -delta_o1 out_h1")
    assert found.correct
    assert found.notes == ("delta_o1 is defined in another way here; the result is right.",)


def test_a_number_for_a_network_without_values_says_so() -> None:
    found = symprop.grade(Network.layered(2, 2, 2), "w1", "0.5")
    assert found.verdict == "unreadable"
    assert found.error["what"].startswith("a number is graded at values, and i1, i2, t1, t2, … have none")


@pytest.mark.parametrize("written", ["1e-400", "-1e-350", "1e400"])
def test_a_number_beyond_floating_point_is_wrong_like_any_other(written: str) -> None:
    assert symprop.grade(MAZUR, "w1", written).kinds == ("unknown",)


@pytest.mark.parametrize("answer", ["0.5*eta*i1", "a = 0.5 eta; a i1", "4.38 × 10^{-eta}"])
def test_a_decimal_beside_the_learning_rate_is_wrong_like_any_other(answer: str) -> None:
    assert symprop.grade(MAZUR, "w1", answer).verdict == "wrong"
