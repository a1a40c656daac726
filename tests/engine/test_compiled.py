"""`net.compile()` against PyTorch's own modules and autograd: layers that never saw our formulas."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

import symprop

pytestmark = pytest.mark.engine

SAMPLES = 9
CASES = {
    "sigmoid": (("sigmoid", "sigmoid"), "half_squared"),
    "classifier": (("tanh", "softmax"), "cross_entropy"),
    "probability": (("gelu", "sigmoid"), "binary_cross_entropy"),
    "mean": (("elu", "identity"), "mean_squared"),
    "kinked": (("leaky_relu", "relu"), "huber"),
}


def torch_gradient(sizes: tuple[int, ...], case: str, at: Any, inputs: Any, targets: Any) -> tuple[float, Any]:
    """Return E and its gradient in our order: every W row by row, then every b."""
    import torch
    from torch import nn

    activations, loss = CASES[case]
    modules = {
        "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "gelu": nn.GELU(), "elu": nn.ELU(), "identity": nn.Identity(),
        "leaky_relu": nn.LeakyReLU(), "relu": nn.ReLU(), "softmax": nn.Softmax(dim=1),
    }  # fmt: skip
    losses = {
        "half_squared": lambda y, t: ((t - y) ** 2).sum() / 2,
        "cross_entropy": lambda y, t: -(t * torch.log(y)).sum(),
        "binary_cross_entropy": nn.BCELoss(reduction="sum"),
        "mean_squared": lambda y, t: nn.MSELoss(reduction="sum")(y, t) / t.shape[1],
        "huber": nn.HuberLoss(reduction="sum"),
    }
    linears = [nn.Linear(a, b, dtype=torch.float64) for a, b in pairwise(sizes)]
    parameters = [*(linear.weight for linear in linears), *(linear.bias for linear in linears)]
    begin = 0
    for parameter in parameters:
        part = torch.from_numpy(at[begin : begin + parameter.numel()])
        parameter.data.copy_(part.reshape(parameter.shape))
        begin += parameter.numel()
    out = torch.from_numpy(inputs)
    for linear, activation in zip(linears, activations, strict=True):
        out = modules[activation](linear(out))
    error = losses[loss](out, torch.from_numpy(targets))
    error.backward()
    return float(error.detach()), np.concatenate([parameter.grad.numpy().ravel() for parameter in parameters])


@pytest.mark.parametrize("sizes", [(2, 3, 2), (60, 20, 5)], ids=["small", "in matrices"])
@pytest.mark.parametrize("case", CASES)
def test_agrees_with_autograd(case: str, sizes: tuple[int, ...], need: Callable[[str], None]) -> None:
    need("torch")
    activations, loss = CASES[case]
    f = symprop.Network.layered(*sizes, activation=activations, loss=loss).compile()
    rng = np.random.default_rng(20261124)
    inputs, at = rng.normal(size=(SAMPLES, sizes[0])), rng.normal(size=len(f.parameters)) / np.sqrt(sizes[0])
    targets = rng.dirichlet(np.ones(sizes[-1]), SAMPLES)
    for count in (1, SAMPLES):
        error, gradient = torch_gradient(sizes, case, at, inputs[:count], targets[:count])
        found = f(inputs[:count], targets[:count], at)
        assert found.total == pytest.approx(error, rel=1e-12)
        np.testing.assert_allclose(found.gradient, gradient, rtol=1e-10, atol=1e-13 * abs(gradient).max())
