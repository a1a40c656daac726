"""Gradient descent: w⁺ = w − η ∂E_total/∂w, one reverse sweep a step."""

from __future__ import annotations

import math
from collections.abc import Mapping

from symprop.errors import InputError, shorten
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.numbers import OTHER_VALUES, Numbers
from symprop.evaluate.passes import gradient_tape
from symprop.expression import Expr
from symprop.given import whole
from symprop.graph import EquationGraph, Kind, derivative
from symprop.network.values import exact, parse_value

__all__ = ["descend", "moving_kinds"]


def moving_kinds(biases: bool) -> tuple[Kind, ...]:
    """Return the kinds of parameters that learn."""
    return (Kind.WEIGHT, Kind.BIAS) if biases else (Kind.WEIGHT,)


def descend(
    graph: EquationGraph, values: Mapping[str, Expr], rate: float | str, steps: int, *, biases: bool
) -> tuple[float, float, dict[str, float]]:
    """Return (E_total before, E_total after, the parameters' values after) in float64.

    Raises:
        InputError: if a value is missing, the rate is no finite number, the number of steps is negative, or
            E_total leaves the range of float64.
    """
    eta = float(exact(parse_value(str(rate), where="--rate")))
    if whole(steps) is None:
        raise InputError(f"{shorten(repr(steps))} steps", where="--steps", instead="a whole number")
    if steps < 0:
        raise InputError(f"{steps} steps", where="--steps", instead="0 or more")
    Numbers(graph, values).forward()  # says what is missing
    moving = list(graph.given(*moving_kinds(biases)))
    step = gradient_tape(graph, moving).bind(float_arithmetic())
    at = {name: float(exact(literal)) for name, literal in values.items()}

    def run(instead: str) -> dict[str, float]:
        try:
            found: dict[str, float] = step(at)
        except (ArithmeticError, ValueError):
            found = {}
        if not all(math.isfinite(found.get(name, math.nan)) for name in (graph.total, *gradients.values())):
            raise InputError("E_total or its gradient is not finite", instead=instead)
        return found

    gradients = {name: derivative(graph, graph.total, name).name for name in moving}
    found = run(OTHER_VALUES)
    before = found[graph.total]
    for _ in range(steps):
        for name, gradient in gradients.items():
            at[name] -= eta * found[gradient]
        found = run("a smaller --rate")
    return before, found[graph.total], {name: at[name] for name in moving}
