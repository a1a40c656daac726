"""What networks of several front ends are made of: activations, losses, names, formulas of one's own."""

from __future__ import annotations

import random
from typing import Any

from symprop.functions import ACTIVATIONS, GROUPS, LOSSES

__all__ = ["ELEMENTWISE", "NUMBERS", "POSITIVE", "SAFE_LOSSES", "input_names", "own_formulas", "some_loss"]

ELEMENTWISE = tuple(name for name in ACTIVATIONS if name not in GROUPS)
SAFE_LOSSES = tuple(name for name in LOSSES if "entropy" not in name)
POSITIVE = {"binary_cross_entropy": ("sigmoid", "softmax"), "cross_entropy": ("sigmoid", "softmax", "softplus")}
"""Activations of the output that keep the loss's logarithms real wherever the weights are."""

NUMBERS = ("1", "2", "0.5", "-0.7", "1.25", "3e-1", "-1")
NAMES = (("x1", "x2", "x3", "x4"), ("x", "y", "z", "u"), ("alpha", "beta", "gamma", "theta"), ("x_a", "x_b", "q", "s2"))
OWN_ACTIVATIONS = ("x*sigmoid(2*x)", "x/(1 + x^2)", "exp(-x^2/2)", "x if x > 1/7 else x/3", "sqrt(1 + x^2) - 1")
OWN_LOSSES = ("(t - y)^4/4", "sqrt(1 + (t - y)^2) - 1", "log(1 + exp(-t*y))", "abs(t - 2*y)", "(t - y)^2/(1 + y^2)")


def input_names(generator: random.Random, count: int) -> list[str]:
    """Return names of inputs, of one manner."""
    return list(generator.choice(NAMES)[:count])


def some_loss(generator: random.Random, losses: tuple[str, ...] = tuple(LOSSES)) -> str:
    return generator.choice(losses)


def own_formulas(generator: random.Random) -> dict[str, Any]:
    """Return the file's own activation ``own`` and loss ``custom``, now and then."""
    found: dict[str, Any] = {}
    if generator.random() < 0.15:
        found["activations"] = {"own": generator.choice(OWN_ACTIVATIONS)}
    if generator.random() < 0.15:
        found["losses"] = {"custom": generator.choice(OWN_LOSSES)}
    return found
