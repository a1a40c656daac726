"""Derivatives of other variables and second ones, of random networks: a small sample, and bugs that must be found."""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from typing import Any

import pytest

from benchmarks.campaign.further import Further, by_forward_mode_twice
from benchmarks.campaign.run import further_row_of
from benchmarks.campaign.summary import further_record_of
from symprop.derive import views
from symprop.derive.forms import FORMS
from symprop.expression import Call, Chain, DisplayEquation, Product, Sum, Var, number

pytestmark = [  # points are drawn with PyTorch
    pytest.mark.engine,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed"),
]

SEED = 6
SOFTMAX = 44
"""A network whose out of a softmax is differentiated."""
x, y, u = Var("x"), Var("y"), Var("u")
WRITTEN = [
    ("s", Call("sigmoid", (Product((u, x)),))),
    ("z", Sum((Product((Var("s"), Var("s"), x)), Product((number(3), u, u, u))))),
]


def failures(*seeds: int) -> list[dict[str, Any]]:
    return [failure for seed in seeds for failure in further_row_of(seed, SEED).get("failures", ())]


def test_the_oracle_knows_what_a_calculus_book_does() -> None:
    point = {"x": Fraction(1, 2), "u": Fraction(0)}

    def at(of: str, first: str, second: str = "") -> Fraction:
        return Fraction(float(by_forward_mode_twice(WRITTEN, point, Further(of, first, second))))

    assert at("s", "u") == Fraction(1, 8)  # σ′(0) x
    assert at("s", "u", "u") == 0  # σ″(0) x²
    assert at("s", "u", "x") == Fraction(1, 4)  # σ′(0)
    assert at("z", "u") == Fraction(1, 16)  # 2 s σ′ x² + 9 u²
    assert at("z", "u", "u") == Fraction(1, 64)  # 2 σ′² x³ + 18 u


def test_random_networks_agree() -> None:
    rows = [further_row_of(seed, SEED) for seed in range(48)]
    assert not [(row["seed"], row["failures"][0], row["text"]) for row in rows if row.get("failures")]
    assert not any(row.get("timeout") for row in rows)
    found = further_record_of(rows, seed=SEED, command="")
    assert {count.failed for count in found.counts} == {0}
    assert sum(row["gradients"] - row["zeros"] for row in rows) > 24
    keys = {key.split("|")[0] for row in rows for key in row["agreements"]}
    assert {"chain", "messages", "paths", "factored", "closed"} <= keys


def test_a_slope_that_forgets_what_it_names_besides_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views._Retargeted, "_needed", views._Retargeted._upstream)
    assert failures(SOFTMAX)


def test_a_wrong_second_derivative_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_gathered", lambda node, parts: number(2) if isinstance(node, Sum) else node)
    assert any(failure["kind"] == "disagrees" for failure in failures(*range(24)))


def test_a_wrong_form_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    right = FORMS["closed"]

    def doubled(derivation: Any) -> list[DisplayEquation]:
        first, *others = right(derivation)
        return [DisplayEquation(first.lhs, Chain((number(2), first.rhs))), *others]

    monkeypatch.setitem(FORMS, "closed", doubled)
    found = failures(*range(8))
    assert found
    assert {failure["subject"][0] for failure in found} == {"closed"}
