"""What may stand after a layer's net: functions of one net, and of a whole group of nets.

Sources: softplus, Dugas et al. 2001; ELU, Clevert et al. 2016; GELU (exact), Hendrycks and Gimpel 2016;
SiLU, Elfwing et al. 2018; softmax, Bridle 1990.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from symprop.expression import Expr, Neg, total
from symprop.functions.elementary import FUNCTIONS, Function, call

__all__ = ["ACTIVATIONS", "GROUPS", "GroupFunction"]


@dataclass(frozen=True, slots=True)
class GroupFunction:
    """An activation whose every output depends on every net of its group.

    Args:
        output: (k, nets) → out_k.
        partial: (k, j, outs) → ∂out_k/∂net_j in terms of the group's outputs.
    """

    name: str
    output: Callable[[int, Sequence[Expr]], Expr]
    partial: Callable[[int, int, Sequence[Expr]], Expr]


def _softmax(k: int, nets: Sequence[Expr]) -> Expr:
    exp = call("exp")
    return exp(nets[k]) / total(exp(net) for net in nets)


def _softmax_partial(k: int, j: int, outs: Sequence[Expr]) -> Expr:
    """out_k([k = j] − out_j), the bracket evaluated."""
    return outs[k] * (1 - outs[k]) if k == j else Neg(outs[k]) * outs[j]


GROUPS: dict[str, GroupFunction] = {"softmax": GroupFunction("softmax", _softmax, _softmax_partial)}

ELEMENTWISE = (
    "identity", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "silu", "sin", "phi",
)  # fmt: skip

ACTIVATIONS: dict[str, Function | GroupFunction] = {**{name: FUNCTIONS[name] for name in ELEMENTWISE}, **GROUPS}
