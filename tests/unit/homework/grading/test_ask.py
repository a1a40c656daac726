"""`symprop.grade`: what it is told reaches the grader, and what it is not told is as its page says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import symprop
from symprop.api import Network
from symprop.errors import InputError

NET = Network.from_yaml(
    "{inputs: [x], units: [{name: a, from: {x: w}, activation: identity}], outputs: [a], loss: half_squared,"
    " values: {x: 2, w: 1, t1: 1}}"
)  # ∂E/∂w = (a − t)x = (2 − 1)·2 = 2
BEFORE = NET.with_values({"w": 2})  # where a was 4: (4 − 1)·2 = 6
ASKED: list[tuple[str, dict[str, Any], str]] = [
    ("1.995", {}, "wrong"),
    ("1.995", {"digits": 3}, "correct"),
    ("6.00", {}, "unknown"),
    ("6.00", {"before": BEFORE}, "stale-values"),
    ("0.400", {}, "unknown"),
    ("0.400", {"rate": "0.3"}, "other-quantity"),  # w⁺ = 1 − 0.3·2
]


@pytest.mark.parametrize(("answer", "told", "found"), ASKED, ids=[f"{a[0]} {list(a[1])}" for a in ASKED])
def test_what_is_told_changes_what_is_found(answer: str, told: dict[str, Any], found: str) -> None:
    grade = symprop.grade(NET, "w", answer, **told)
    assert found in (grade.verdict, *grade.kinds)


def test_nothing_is_revealed_and_no_form_graded_unless_it_is_asked_for() -> None:
    silent = symprop.grade(NET, "w", "1.5")
    assert (silent.certificate["expected"], silent.answer, silent.form) == (None, "", None)
    told = symprop.grade(NET, "w", "1.5", reveal=True, form="closed")
    assert (told.certificate["expected"], told.answer) == ("2", "d_E_total__d_w = -(t1 - out_a)*x")
    assert told.form is not None
    assert told.form.asked == "closed"


def test_an_answer_is_read_in_the_notation_of_the_network() -> None:
    """δ is −∂E/∂net in Parallel Distributed Processing."""
    assert symprop.grade(NET, "w", "delta_a*x").correct
    assert symprop.grade(NET.with_notation("pdp"), "w", "-δ_a x").correct
    assert symprop.grade(NET.with_notation("pdp"), "w", "δ_a x").kinds == ("wrong-sign",)


@pytest.mark.parametrize("digits", [1, 40])
def test_digits_that_a_number_must_have(digits: int) -> None:
    assert symprop.grade(NET, "w", "2", digits=digits).correct


@pytest.mark.parametrize("digits", [0, 41, 2.5, "3"])
def test_digits_that_no_number_has(digits: Any) -> None:
    with pytest.raises(InputError, match="digits; give a whole number from 1 to 40"):
        symprop.grade(NET, "w", "2", digits=digits)


def test_a_rate_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"^--rate: 'fast' is no number"):
        symprop.grade(NET, "w", "2", rate="fast")


@pytest.mark.parametrize("answer", [2, 2.0, Fraction(4, 2), np.float64(2), np.float32(2), np.int64(2)], ids=repr)
def test_an_answer_may_be_a_number(answer: float) -> None:
    assert symprop.grade(NET, "w", answer).correct


def test_a_number_has_the_digits_that_its_type_shows() -> None:
    """0.1 in single precision is 0.100000001490116, of which it shows 0.1."""
    tenth = NET.with_values({"x": "0.1", "w": 20, "t1": 1})  # (20·0.1 − 1)·0.1
    assert symprop.grade(tenth, "w", np.float32(0.1)).correct
    assert symprop.grade(tenth, "w", Fraction(1, 10)).correct
    assert not symprop.grade(tenth, "w", float(np.float32(0.1))).correct
