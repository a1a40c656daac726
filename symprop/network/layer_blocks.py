"""Dense layers laid out: where the weights and biases of each begin; all else about it follows by arithmetic."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from symprop.errors import InputError, nearest
from symprop.functions import Function, GroupFunction
from symprop.network.dense import INPUTS, Layer
from symprop.network.layout import LayerPlan
from symprop.network.names import AlikeNames, check_name, unit_prefix
from symprop.network.table import row

__all__ = ["BIAS_MODES", "BiasMode", "LayerBlock", "lay_out", "layer_plan", "named_inputs", "paths_from_outs", "users"]

BiasMode = Literal["unit", "layer", "none"]
BIAS_MODES = ("unit", "layer", "none")


@dataclass(frozen=True)
class LayerBlock:
    """A layer and where its variables begin: everything about it follows by arithmetic."""

    position: int
    prefix: str
    units: int
    function: Function | GroupFunction
    sources: tuple[int, ...]  # positions of the blocks it takes
    starts: tuple[int, ...]  # where each source begins among its inputs; last: the fan-in
    first_weight: int
    first_bias: int
    biases: int

    @property
    def fan_in(self) -> int:
        return self.starts[-1]

    @property
    def fan_out(self) -> int:
        """How many outs a net leads to."""
        return 1 if isinstance(self.function, Function) else self.units

    @property
    def last_weight(self) -> int:
        return self.first_weight + self.fan_in * self.units - 1

    def source(self, column: int) -> tuple[int, int]:
        """Return whose out a column of its weights takes: a block's position, and the place in it."""
        segment = bisect_right(self.starts, column) - 1
        return self.sources[segment], column - self.starts[segment]

    def unit(self, k: int) -> str:
        return f"{self.prefix}{k + 1}"


def named_inputs(names: Sequence[str]) -> tuple[str, ...]:
    """Return the inputs' names; InputError if one cannot be one, or looks like another."""
    alike = AlikeNames()
    for k, name in enumerate(names):
        check_name(name, what="input's name", at=("inputs", k))
        alike.take(name, at=("inputs", k))
    return tuple(names)


def lay_out(
    layers: Sequence[Layer],
    input_count: int,
    *,
    bias: BiasMode,
    functions: Mapping[str, Function | GroupFunction],
    named: bool,
) -> Iterator[LayerBlock]:
    """Yield the layers with where their variables begin.

    Args:
        functions: the activations there are, by name.
        named: whether the inputs have names of their own, so that a layer may be called i.

    Raises:
        InputError: on unknown activations or sources, a layer of no units, or a name that is not free.
    """
    widths = {INPUTS: input_count}
    places: dict[str, int] = {INPUTS: -1}
    alike = AlikeNames()
    first_weight, first_bias = 1, 1
    for position, layer in enumerate(layers):
        at = ("layers", position)
        if layer.units < 1:
            raise InputError(f"layer '{layer.name}' has {layer.units} units", instead="at least 1", at=(*at, "units"))
        if layer.name in places or (layer.name == "i" and not named):
            raise InputError(
                f"the layer's name '{layer.name}' is taken", instead="give it another name", at=(*at, "name")
            )
        check_name(layer.name, what="layer's name", at=(*at, "name"))
        check_name(f"{unit_prefix(layer.name)}1", what="layer's name", at=(*at, "name"))
        function = row(functions, layer.activation, "activation", (*at, "activation"))
        if not layer.sources:
            raise InputError(
                f"layer '{layer.name}' takes nothing", instead=f"one of {', '.join(places)}", at=(*at, "from")
            )
        for k in range(len(layer.sources)):
            _check_source(layers, position, k, places, (*at, "from", k))
        starts = (0, *accumulate(widths[source] for source in layer.sources))
        biases = {"unit": layer.units, "layer": 1, "none": 0}[bias]
        sources = tuple(places[source] for source in layer.sources)
        prefix = unit_prefix(layer.name)
        alike.take(layer.name, f"{prefix}1", at=(*at, "name"))
        yield LayerBlock(position, prefix, layer.units, function, sources, starts, first_weight, first_bias, biases)
        first_weight += starts[-1] * layer.units
        first_bias += biases
        widths[layer.name], places[layer.name] = layer.units, position


def _check_source(
    layers: Sequence[Layer], position: int, k: int, places: Mapping[str, int], at: tuple[str | int, ...]
) -> None:
    layer = layers[position]
    source = layer.sources[k]
    if source in layer.sources[:k]:
        raise InputError(f"'{source}' is named twice", instead="give each name once", at=at)
    if source not in places:
        known = nearest(source, places) or f"one of {', '.join(places)}"
        later = any(other.name == source for other in layers)
        wrong = "is not before it" if later else "is unknown"
        raise InputError(f"layer '{layer.name}' takes '{source}', which {wrong}", instead=known, at=at)


def layer_plan(block: LayerBlock) -> LayerPlan:
    """Return a layer for a form that has whole layers in it."""

    def weight(row: int, place: int, column: int) -> str:
        return f"w{block.first_weight + row * block.fan_in + block.starts[place] + column}"

    return LayerPlan(
        tuple(map(block.unit, range(block.units))),
        block.function,
        tuple(source + 1 for source in block.sources),
        weight,
        tuple(f"b{block.first_bias + k}" for k in range(block.biases)),
    )


def paths_from_outs(blocks: Sequence[LayerBlock]) -> list[int]:
    """Return the paths from one out of each block, by its position; those from an input last, at −1."""
    found = [0] * (len(blocks) + 1)
    found[blocks[-1].position] = 1
    for block in reversed(blocks):
        for source in block.sources:
            found[source] += block.units * block.fan_out * found[block.position]
    return found


def users(blocks: Sequence[LayerBlock]) -> dict[int, tuple[tuple[LayerBlock, int], ...]]:
    """Return block position → the blocks that take it, each with where it begins among their inputs."""
    found: dict[int, list[tuple[LayerBlock, int]]] = {}
    for block in blocks:
        for source, start in zip(block.sources, block.starts, strict=False):
            found.setdefault(source, []).append((block, start))
    return {source: tuple(taken) for source, taken in found.items()}
