"""A layer of torch.nn at its place in a model, and what its rules share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symprop.importers.steps import Parameter, Step, Weights, as_array, unsupported

__all__ = ["EVALUATION", "Site", "activation_step", "expect"]

EVALUATION = "put the module into evaluation mode first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A layer at its place.

    Args:
        module: the layer.
        path: its name in the model, ``net.3``; empty for the model itself.
        key: of its (last) step.
        sources: what it takes.
        shape: of its input, samples first, and of its output.
        masks: path → the mask that a dropout is to apply.
        tokens: the token indices, for an embedding of the inputs.
    """

    module: Any
    path: str
    key: str
    sources: tuple[str, ...]
    shape: tuple[int, ...]
    masks: Mapping[str, Any] = field(default_factory=dict)
    tokens: Any = None

    @property
    def where(self) -> str:
        name = type(self.module).__name__
        return f"{self.path} ({name})" if self.path else name

    def weights(self, name: str, parameter: Callable[..., Parameter], *, constant: bool = False) -> tuple[Weights, ...]:
        """Return one array of the layer; nothing where the layer goes without."""
        module = self.module
        for part in name.split("."):
            module = getattr(module, part, None)
        if module is None:
            return ()
        return (Weights(f"{self.path}.{name}" if self.path else name, as_array(module), parameter, constant),)

    def step(self, kind: str, settings: Mapping[str, Any], *weights: tuple[Weights, ...]) -> list[Step]:
        """Return the one step of a layer."""
        arrays = tuple(array for own in weights for array in own)
        return [
            Step(
                key=self.key, kind=kind, where=self.where, sources=self.sources, settings=settings, weights=arrays
            )
        ]  # fmt: skip


def expect(site: Site, attribute: str, *allowed: Any, instead: str = "") -> None:
    """Refuse a layer whose attribute is none of those that symprop has."""
    value = getattr(site.module, attribute, allowed[0])
    if value not in allowed:
        ours = instead or f"{attribute}={' or '.join(map(repr, allowed))}"
        raise unsupported(f"{attribute}={value!r} is not imported", site.where, ours)


def activation_step(key: str, where: str, source: str, function: str) -> Step:
    """Return an activation by itself."""
    return Step(key=key, kind="activation", where=where, sources=(source,), settings={"activation": function})
