"""What a worker is told, and the graders it makes of it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symprop.homework.grading import setup as setups
from symprop.homework.grading.setup import Graders, Setup
from symprop.network.values import exact

TEXT = "{inputs: [x], units: [{name: a, from: {x: w}, activation: identity}], outputs: [a], loss: half_squared}"
NET = Setup(network="net.yaml", text=TEXT, values={"x": "2", "w": "1", "t1": "1"})  # ∂E/∂w = (1·2 − 1)·2


def test_a_setup_is_the_same_after_it_was_sent() -> None:
    assert Setup(**NET.as_json()) == NET


def test_values_are_taken_over_those_of_the_network() -> None:
    found = Setup(network="mazur", values={"w1": "1/3"}).model().values
    assert {name: exact(found[name]) for name in ("w1", "w2")} == {"w1": Fraction(1, 3), "w2": Fraction(1, 5)}


GRADED = [
    (NET, "w", "2.00", "correct", ()),
    (NET, "w", "-2.00", "wrong", ("wrong-sign",)),
    (Setup(network="net.yaml", text=TEXT), "w", "delta_a*x", "correct", ()),
    (Setup(network="net.yaml", text=TEXT, notation="pdp"), "w", "-δ_a x", "correct", ()),
    (
        Setup(network="net.yaml", text=TEXT, notation="mine.yaml", notation_text="like: pdp\n"),
        "w",
        "-δ_a x",
        "correct",
        (),
    ),
    (Setup(network="mazur", options={"digits": 2}), "w1", "0.00044", "correct", ()),
    # (δ_o1 w5 + δ_o2 w7) out_h1 (1 − out_h1) i1 with the outs of the network's own weights
    (Setup(network="mazur", values={"w5": "0.9", "w7": "0.1"}), "w1", "0.00145793", "wrong", ("stale-values",)),
    (Setup(network="mazur"), "w1", "0.00145793", "wrong", ("unknown",)),
]


@pytest.mark.parametrize(("setup", "wrt", "answer", "verdict", "kinds"), GRADED)
def test_answers_are_graded_as_they_were_set_up(
    setup: Setup, wrt: str, answer: str, verdict: str, kinds: tuple[str, ...]
) -> None:
    found = Graders(setup).grade(wrt, answer)
    assert (found.verdict, found.kinds, found.wrt) == (verdict, kinds, wrt)


REFUSED = [
    ("w77", {"where": "wrt", "what": "unknown name 'w77'", "instead": "did you mean 'w'?"}),
    ("", {"where": "wrt", "what": "which derivative was asked for?", "instead": "give a weight or a bias"}),
]


@pytest.mark.parametrize(("wrt", "error"), REFUSED)
def test_a_parameter_that_there_is_not_makes_an_answer_unreadable(wrt: str, error: dict[str, str]) -> None:
    found = Graders(NET).grade(wrt, "x")
    assert (found.verdict, found.wrt, dict(found.error)) == ("unreadable", wrt, error)


def test_a_grader_is_kept_for_the_next_answer_but_not_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setups, "MOST_GRADERS", 2)
    graders = Graders(Setup(network="mazur"))
    first = graders._grader("w5")
    assert graders._grader("w5") is first
    graders._grader("w6")
    assert graders._grader("w5") is first
    graders._grader("w7")
    assert list(graders._known) == ["w6", "w7"]
    assert graders.grade("w5", "delta_o1*out_h1").correct


def test_64_graders_are_kept() -> None:
    graders = Graders(Setup(network="65-1"))
    first = graders._grader("w1")
    for k in range(2, 65):
        graders._grader(f"w{k}")
    assert graders._grader("w1") is first
    graders._grader("w65")
    assert graders._grader("w1") is not first


def test_a_network_that_comes_as_a_text_alone_has_no_name() -> None:
    assert Setup(text=TEXT).model().name == ""
