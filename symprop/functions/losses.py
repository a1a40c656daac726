"""Loss functions: the error term E_o of one output from its target t and its output y.

E_total is the sum of the terms, or their mean where the row says so.
Sources: half_squared, Rumelhart, Hinton and Williams 1986; huber (δ = 1), Huber 1964; hinge (t = ±1), Vapnik 1995.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from symprop.expression import HALF, ONE, TWO, ZERO, Cases, Expr, Neg, Power
from symprop.functions.elementary import call

__all__ = ["FUSED", "LOSSES", "Loss", "TargetKind"]

TargetKind = Literal["real", "probability", "simplex", "sign"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """One row: E_o and its two partials, as a person writes them.

    Args:
        value: (t, y) → E_o.
        by_output: (t, y) → ∂E_o/∂y.
        by_target: (t, y) → ∂E_o/∂t.
        mean: E_total is the mean of the E_o, not their sum.
        targets: what a target may be: any real, in [0, 1], a distribution (Σt = 1), or ±1.
        convention: an assumption or a kink's convention, said on the page.
    """

    name: str
    value: Callable[[Expr, Expr], Expr]
    by_output: Callable[[Expr, Expr], Expr]
    by_target: Callable[[Expr, Expr], Expr]
    mean: bool = False
    targets: TargetKind = "real"
    convention: str = ""


_log, _abs, _sgn = call("log"), call("abs"), call("sgn")

_ROWS = (
    Loss(
        name="half_squared",
        value=lambda t, y: HALF * Power(t - y, TWO),
        by_output=lambda t, y: -(t - y),
        by_target=lambda t, y: t - y,
    ),
    Loss(
        name="squared",
        value=lambda t, y: Power(t - y, TWO),
        by_output=lambda t, y: Neg(2 * (t - y)),
        by_target=lambda t, y: 2 * (t - y),
    ),
    Loss(
        name="mean_squared",
        value=lambda t, y: Power(t - y, TWO),
        by_output=lambda t, y: Neg(2 * (t - y)),
        by_target=lambda t, y: 2 * (t - y),
        mean=True,
    ),
    Loss(
        name="absolute",
        value=lambda t, y: _abs(t - y),
        by_output=lambda t, y: -_sgn(t - y),
        by_target=lambda t, y: _sgn(t - y),
        convention="|x|′ = sgn(x), which is 0 at 0",
    ),
    Loss(
        name="huber",
        value=lambda t, y: Cases(_abs(t - y), ONE, _abs(t - y) - HALF, HALF * Power(t - y, TWO)),
        by_output=lambda t, y: Cases(_abs(t - y), ONE, -_sgn(t - y), -(t - y)),
        by_target=lambda t, y: Cases(_abs(t - y), ONE, _sgn(t - y), t - y),
        convention="Huber with δ = 1",
    ),
    Loss(
        name="binary_cross_entropy",
        value=lambda t, y: -(t * _log(y) + (1 - t) * _log(1 - y)),
        by_output=lambda t, y: (y - t) / (y * (1 - y)),
        by_target=lambda t, y: -(_log(y) - _log(1 - y)),
        targets="probability",
        convention="targets between 0 and 1",
    ),
    Loss(
        name="cross_entropy",
        value=lambda t, y: Neg(t * _log(y)),
        by_output=lambda t, y: Neg(t / y),
        by_target=lambda t, y: -_log(y),
        targets="simplex",
        convention="the targets sum to 1",
    ),
    Loss(
        name="hinge",
        value=lambda t, y: Cases(ONE, t * y, 1 - t * y, ZERO),
        by_output=lambda t, y: Cases(ONE, t * y, -t, ZERO),
        by_target=lambda t, y: Cases(ONE, t * y, -y, ZERO),
        targets="sign",
        convention="targets are −1 or 1; the derivative is 0 at the kink t·out = 1",
    ),
)

LOSSES: dict[str, Loss] = {row.name: row for row in _ROWS}

FUSED: dict[tuple[str, str], Callable[[Expr, Expr], Expr]] = {
    ("softmax", "cross_entropy"): lambda t, y: y - t,
    ("sigmoid", "binary_cross_entropy"): lambda t, y: y - t,
}
"""∂E/∂net where activation and loss simplify together; the checks compare it with the unsimplified product."""
