"""A layer of Keras at its place in a model, and what its rules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from symprop.importers.steps import Parameter, Step, Weights, as_array, unsupported

__all__ = ["Site", "expect", "function_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A layer at its place.

    Args:
        key: of its last step.
        sources: what it takes.
        shapes: of what it takes, without the samples.
        mask: that a dropout is to apply.
        tokens: the token indices, for an embedding of the inputs.
    """

    layer: Any
    key: str
    sources: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    mask: Any = None
    tokens: Any = None

    @property
    def where(self) -> str:
        return f"{self.layer.name} ({type(self.layer).__name__})"

    def weights(self, name: str, parameter: Callable[..., Parameter], *, constant: bool = False) -> tuple[Weights, ...]:
        """Return one variable of the layer, called by its path in the model; nothing where there is none."""
        for variable in self.layer.variables:
            if variable.path.rpartition("/")[2] == name or variable.path.endswith(f"/{name}"):
                return (Weights(variable.path, _array(variable), parameter, constant),)
        return ()

    def step(
        self, kind: str, settings: Mapping[str, Any], *weights: tuple[Weights, ...], key: str = "", source: str = ""
    ) -> Step:
        """Return a step of the layer; its last one unless a key is given."""
        arrays = tuple(array for own in weights for array in own)
        sources = (source,) if source else self.sources
        return Step(
            key=key or self.key, kind=kind, where=self.where, sources=sources, settings=settings, weights=arrays
        )  # fmt: skip

    def activated(self, last: Step, activation: Any) -> list[Step]:
        """Return a step, and after it the layer's activation."""
        name = function_of(self, activation)
        if name == "identity":
            return [last]
        inner = f"{self.key}#net"
        return [
            Step(
                key=inner, kind=last.kind, where=last.where, sources=last.sources, settings=last.settings,
                weights=last.weights,
            ),
            self.step("activation", {"activation": name}, source=inner),
        ]  # fmt: skip


def _array(variable: Any) -> Any:
    import numpy as np

    return as_array(variable.value) if hasattr(variable.value, "detach") else np.asarray(variable.value)


ACTIVATIONS = {
    "linear": "identity", "sigmoid": "sigmoid", "tanh": "tanh", "relu": "relu", "softplus": "softplus", "elu": "elu",
    "silu": "silu", "softmax": "softmax",
}  # fmt: skip


def function_of(site: Site, activation: Any) -> str:
    """Return our name of a layer's activation."""
    name = getattr(activation, "__name__", type(activation).__name__)
    if name not in ACTIVATIONS:
        raise unsupported(f"activation '{name}' is not imported", site.where, f"one of {', '.join(ACTIVATIONS)}")
    return ACTIVATIONS[name]


def expect(site: Site, attribute: str, *allowed: Any) -> None:
    """Refuse a layer whose attribute is none of those that symprop has."""
    value = getattr(site.layer, attribute, allowed[0])
    value = tuple(value) if isinstance(value, list) else value
    if value not in allowed:
        raise unsupported(
            f"{attribute}={value!r} is not imported", site.where, f"{attribute}={' or '.join(map(repr, allowed))}"
        )
