"""`check --against pytorch` and `jax`: agreement, and a wrong definition found out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

import symprop
from symprop import functions
from symprop.expression import ONE
from symprop.functions import FUNCTIONS
from symprop.verify import SUBJECTS

pytestmark = pytest.mark.engine

ENGINES = {"pytorch": "torch", "jax": "jax"}
NETWORKS = {
    "mazur": symprop.load("mazur"),
    "mixed": symprop.Network.layered(2, 3, 2, activation=["gelu", "softmax"], loss="cross_entropy"),
    "kinked": symprop.Network.layered(2, 3, 3, 1, activation=["leaky_relu", "elu", "relu"], loss="huber"),
    "abstract": symprop.Network.layered(2, 2, 1, activation="phi", loss="mean_squared"),
    "hinge": symprop.Network.layered(2, 2, 2, activation=["silu", "sin"], loss="hinge", bias="layer"),
    "probability": symprop.Network.layered(2, 2, 1, activation=["softplus", "sigmoid"], loss="binary_cross_entropy"),
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("oracle", ENGINES)
def test_agrees(oracle: str, network: symprop.Network, need: Callable[[str], None]) -> None:
    need(ENGINES[oracle])
    report = network.check(against=[oracle])
    assert report.ok, report.failures
    assert {check.against for check in report.checks} == {oracle}
    assert len(report.checks) == len(SUBJECTS) * network.parameter_count


@pytest.mark.parametrize("oracle", ENGINES)
def test_wrong_derivative_disagrees(oracle: str, need: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    need(ENGINES[oracle])
    wrong = dataclasses.replace(FUNCTIONS["tanh"], derivative=lambda x, y: ONE - y)
    monkeypatch.setitem(functions.ACTIVATIONS, "tanh", wrong)
    report = symprop.Network.layered(1, 2, 1, activation="tanh").check(["w1"], against=[oracle])
    assert not report.ok
    assert {check.subject for check in report.failures} == set(SUBJECTS)
