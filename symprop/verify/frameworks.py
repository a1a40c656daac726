"""The gradient by another program's automatic differentiation, from the definitions alone."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symprop.errors import MissingOracle
from symprop.evaluate.arithmetic import Arithmetic, Phi
from symprop.evaluate.passes import forward_tape
from symprop.graph import EquationGraph

__all__ = ["FRAMEWORKS", "installed"]

Gradients = Callable[[EquationGraph, Sequence[str], Mapping[str, Fraction], Phi, str], dict[str, float]]


class _Functions:
    """A framework's functions and a concrete φ built from them."""

    def __init__(self, module: Any, phi: Phi, **more: Any) -> None:
        self._module, self._phi, self._more = module, phi, more

    def __getattr__(self, name: str) -> Any:
        return self._more[name] if name in self._more else getattr(self._module, name)

    def phi(self, x: Any) -> Any:
        return self._phi["phi"](self, x)

    def mpf(self, value: int) -> float:
        return float(value)


def pytorch_gradients(
    graph: EquationGraph, wrt: Sequence[str], values: Mapping[str, Fraction], phi: Phi, first: str = ""
) -> dict[str, float]:
    """Return ∂E_total/∂w for each of `wrt` by torch.autograd in float64; with `first` ∂²E_total/∂w∂first."""
    import torch

    def tensor(value: Fraction) -> Any:
        return torch.tensor(float(value), dtype=torch.float64)

    arithmetic = Arithmetic(
        literal=tensor,
        functions=_Functions(
            torch, phi, pi=torch.pi, sqrt=lambda x: torch.sqrt(torch.as_tensor(x, dtype=torch.float64))
        ),
        where=lambda left, right, then, otherwise: torch.where(left > right, then, otherwise),
    )
    given = {name: tensor(value).requires_grad_(name in wrt or name == first) for name, value in values.items()}
    total = forward_tape(graph).bind(arithmetic)(given)[graph.total]
    if first and total.requires_grad:
        total = torch.autograd.grad(total, given[first], create_graph=True, materialize_grads=True)[0]
    if total.requires_grad:  # else nothing of `wrt` reaches it
        total.backward()
    return {name: 0.0 if given[name].grad is None else float(given[name].grad) for name in wrt}


def jax_gradients(
    graph: EquationGraph, wrt: Sequence[str], values: Mapping[str, Fraction], phi: Phi, first: str = ""
) -> dict[str, float]:
    """Return ∂E_total/∂w for each of `wrt` by jax.grad in float64; with `first` ∂²E_total/∂w∂first."""
    import jax
    import jax.numpy as jnp
    from jax.scipy.special import erf

    arithmetic = Arithmetic(
        literal=lambda value: jnp.asarray(float(value), dtype=jnp.float64),
        functions=_Functions(jnp, phi, erf=erf),
        where=lambda left, right, then, otherwise: jnp.where(left > right, then, otherwise),
    )
    with jax.enable_x64(True) if hasattr(jax, "enable_x64") else jax.experimental.enable_x64():
        run = forward_tape(graph).bind(arithmetic)
        fixed = {name: float(value) for name, value in values.items() if name not in (*wrt, first)}
        free = {name: float(values[name]) for name in (*wrt, first) if name}

        def total(moving: Mapping[str, Any]) -> Any:
            return run({**fixed, **moving})[graph.total]

        def slope(moving: Mapping[str, Any]) -> Any:
            return jax.grad(lambda w: total({**moving, first: w}))(moving[first])

        gradients = jax.grad(slope if first else total)(free)
        return {name: float(value) for name, value in gradients.items() if name in wrt}


FRAMEWORKS: dict[str, tuple[str, Gradients]] = {
    "pytorch": ("torch", pytorch_gradients),
    "jax": ("jax", jax_gradients),
}
"""Name → (module, gradients)."""


def installed(name: str) -> bool:
    """Return whether a framework can be imported, without importing it."""
    return importlib.util.find_spec(FRAMEWORKS[name][0]) is not None


def require(name: str) -> None:
    """Raise MissingOracle where a framework that was asked for is not installed."""
    if not installed(name):
        raise MissingOracle(
            f"{name} is not installed", where="--against", instead=f"pip install 'symprop[{FRAMEWORKS[name][0]}]'"
        )
