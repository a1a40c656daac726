"""Gradient descent: one step by hand, and refusals."""

from __future__ import annotations

import pytest

from symprop import Network, load
from symprop.errors import InputError

LINE = Network.layered(1, 1, activation="identity", values={"i1": 2, "w1": 3, "b1": 1, "t1": 5})

STEPS = [
    (0, False, 3.0, 1.0, 2.0),
    (1, False, 3 - 0.1 * 4, 1.0, 0.5 * 1.2**2),
    (1, True, 3 - 0.1 * 4, 1 - 0.1 * 2, 0.5),
    (2, False, 2.6 - 0.1 * 2.4, 1.0, 0.5 * 0.72**2),
]


@pytest.mark.parametrize(
    ("steps", "biases", "w1", "b1", "after"),
    STEPS,
    ids=[f"{s} steps, biases {b} -> w1 {w:g}" for s, b, w, _, _ in STEPS],
)
def test_steps_by_hand(steps: int, biases: bool, w1: float, b1: float, after: float) -> None:
    """E = ½(t − (w·i + b))²: ∂E/∂w = (net − t)·i = 4, ∂E/∂b = 2."""
    training = LINE.train(0.1, steps, biases=biases)
    forward = training.network.forward()
    assert training.before == 2.0
    assert (forward["w1"], forward["b1"]) == pytest.approx((w1, b1))
    assert training.after == pytest.approx(after)
    assert forward["E_total"] == pytest.approx(after)


REFUSED = [
    ({"rate": "fast"}, "'fast' is no number"),
    ({"rate": "nan"}, "'nan' is not finite"),
    ({"rate": "inf"}, "'inf' is not finite"),
    ({"rate": 0.5, "steps": -1}, "-1 steps; 0 or more"),
    ({"rate": 1e200, "steps": 5}, "is not finite|no longer finite"),
]


@pytest.mark.parametrize(("options", "message"), REFUSED, ids=[f"{o} -> {m}" for o, m in REFUSED])
def test_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        LINE.train(**options)  # type: ignore[arg-type]


def test_missing_values_are_named() -> None:
    with pytest.raises(InputError, match="values are missing"):
        Network.layered(2, 1).train(0.5)


def test_the_network_that_is_trained_stays_as_it_was() -> None:
    mazur = load("mazur")
    mazur.train(0.5, 3)
    assert mazur.forward()["w5"] == 0.4
