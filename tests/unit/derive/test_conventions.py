"""What must be said beside the formulas."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.conventions import conventions
from symprop.derive.views import slope_graph

CASES = [
    ("sigmoid", "half_squared", ()),
    ("relu", "half_squared", ("ReLU′(0) = 0",)),
    ("leaky_relu", "squared", ("LeakyReLU′(0) = 0.01",)),
    ("elu", "mean_squared", ("ELU with α = 1: ELU′(0) = 1",)),
    ("tanh", "absolute", ("|x|′ = sgn(x), which is 0 at 0",)),
    ("softmax", "cross_entropy", ("the targets sum to 1",)),
    ("relu", "hinge", ("ReLU′(0) = 0", "targets are −1 or 1; the derivative is 0 at the kink t·out = 1")),
]


@pytest.mark.parametrize(("activation", "loss", "said"), CASES, ids=[f"{a}, {loss} -> {s}" for a, loss, s in CASES])
def test_conventions(activation: str, loss: str, said: tuple[str, ...]) -> None:
    assert conventions(Network.layered(2, 3, 2, activation=activation, loss=loss).graph) == said


def test_a_second_derivative_says_what_becomes_of_kinks() -> None:
    network = Network.layered(2, 3, 2, activation="relu")
    said = conventions(slope_graph(network.graph, "w1"))
    assert said == (
        "ReLU′(0) = 0",
        "a second derivative is that of the pieces: a kink between them adds nothing (ReLU″ = 0)",
    )
