"""The names of a layered network, by arithmetic: from a name to its place and back; only the inputs' are kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from symprop.errors import InputError, nearest, shorten
from symprop.graph import Kind, Place
from symprop.network.layer_blocks import LayerBlock

__all__ = ["ERROR", "TOTAL", "LayerNames"]

ERROR, TOTAL = "E_", "E_total"


@dataclass(frozen=True)
class LayerNames:
    """The names of inputs, targets, weights, biases, nets, outs and errors.

    Args:
        blocks: the layers, laid out.
        input_count: how many inputs there are.
        input_names: what they are called, if not i1, i2, …
        layer_names: what the layers are called.
        shared_bias: whether a layer has one bias.
    """

    blocks: tuple[LayerBlock, ...]
    input_count: int
    input_names: tuple[str, ...] | None
    layer_names: tuple[str, ...]
    shared_bias: bool

    @property
    def output(self) -> LayerBlock:
        """The last layer."""
        return self.blocks[-1]

    @cached_property
    def weight_count(self) -> int:
        """How many weights there are."""
        return self.output.last_weight

    @cached_property
    def bias_count(self) -> int:
        """How many biases there are."""
        return self.output.first_bias + self.output.biases - 1

    @cached_property
    def _by_prefix(self) -> dict[str, LayerBlock]:
        return {block.prefix: block for block in self.blocks}

    @cached_property
    def _input_places(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self.input_names or ())}

    @cached_property
    def _first_weights(self) -> list[int]:
        return [block.first_weight for block in self.blocks]

    @cached_property
    def _first_biases(self) -> list[int]:
        return [block.first_bias for block in self.blocks]

    def find(self, name: str) -> tuple[Kind, int, int]:
        """Return (kind, block position, index): the place of a variable, by arithmetic on its name."""
        if name == TOTAL:
            return Kind.TOTAL, self.output.position, 0
        if name in self._input_places:
            return Kind.INPUT, -1, self._input_places[name]
        head, _, unit = name.partition("_")
        if unit and head in ("net", "out", "E"):
            prefix = unit.rstrip("0123456789")
            block, k = self._by_prefix.get(prefix), _index(unit[len(prefix) :])
            if block and 0 <= k < block.units and (head != "E" or block is self.output):
                return {"net": Kind.NET, "out": Kind.OUT, "E": Kind.ERROR}[head], block.position, k
        elif name[:1] in ("w", "b", "t", "i"):
            k = _index(name[1:])
            if name[0] == "w" and 0 <= k < self.weight_count:
                position = bisect_right(self._first_weights, k + 1) - 1
                return Kind.WEIGHT, position, k + 1 - self.blocks[position].first_weight
            if name[0] == "b" and 0 <= k < self.bias_count:
                position = bisect_right(self._first_biases, k + 1) - 1
                return Kind.BIAS, position, k + 1 - self.blocks[position].first_bias
            if name[0] == "t" and 0 <= k < self.output.units:
                return Kind.TARGET, self.output.position, k
            if name[0] == "i" and self.input_names is None and 0 <= k < self.input_count:
                return Kind.INPUT, -1, k
        raise InputError(f"unknown name '{shorten(name)}'", instead=self._suggest(name))

    def _suggest(self, name: str) -> str:
        kinds = (("w", self.weight_count), ("b", self.bias_count), ("t", self.output.units))
        for letter, count in kinds:
            if name[:1] == letter and name[1:].isdigit():
                return f"{letter}1 to {letter}{count}" if count else f"this network has no {letter}"
        if self.input_names is None and name[:1] == "i" and name[1:].isdigit():
            return f"i1 to i{self.input_count}"
        if self.weight_count + self.input_count + sum(block.units for block in self.blocks) <= 5000:
            known = [*self.given(Kind.INPUT, Kind.TARGET, Kind.WEIGHT, Kind.BIAS), *self.defined()]
            return nearest(name, known) or "'symprop show' lists the names"
        return "'symprop show' lists the names"

    def place(self, kind: Kind, position: int, k: int) -> Place | None:
        """Return where a variable stands; an input that the user named goes by its name."""
        if kind is Kind.TOTAL or (kind is Kind.INPUT and self.input_names):
            return None
        if kind is Kind.WEIGHT:
            block = self.blocks[position]
            unit, column = divmod(k, block.fan_in)
            source = self._unit_place(*block.source(column))
            return self._unit_place(position, unit)._replace(source=source)
        if kind is Kind.BIAS and self.shared_bias:
            return Place(position + 1, 0, self.layer_names[position], position == self.output.position)
        return self._unit_place(position, k)

    def _unit_place(self, position: int, k: int) -> Place:
        if position >= 0:
            return Place(position + 1, k + 1, self.blocks[position].unit(k), position == self.output.position)
        return Place(0, k + 1, self.input_names[k] if self.input_names else f"i{k + 1}")

    def given(self, *kinds: Kind) -> Iterator[str]:
        """Yield the names of what has no definition, of these kinds."""
        if Kind.INPUT in kinds:
            yield from self.input_names or (f"i{k + 1}" for k in range(self.input_count))
        if Kind.TARGET in kinds:
            yield from (f"t{k + 1}" for k in range(self.output.units))
        if Kind.WEIGHT in kinds:
            yield from (f"w{k + 1}" for k in range(self.weight_count))
        if Kind.BIAS in kinds:
            yield from (f"b{k + 1}" for k in range(self.bias_count))

    def count(self, *kinds: Kind) -> int:
        """Return how many names of these kinds there are."""
        sizes = {
            Kind.INPUT: self.input_count,
            Kind.TARGET: self.output.units,
            Kind.WEIGHT: self.weight_count,
            Kind.BIAS: self.bias_count,
        }
        return sum(sizes.get(kind, 0) for kind in kinds)

    def defined(self) -> Sequence[str]:
        """Return the names of what has a definition, in topological order."""
        names: list[str] = []
        for block in self.blocks:
            names += (f"net_{block.unit(k)}" for k in range(block.units))
            names += (f"out_{block.unit(k)}" for k in range(block.units))
        names += (f"{ERROR}{self.output.unit(k)}" for k in range(self.output.units))
        return [*names, TOTAL]


def _index(digits: str) -> int:
    """Return the 0-based index that a name's number stands for; −1 if it is none."""
    if not digits.isascii() or not digits.isdigit() or digits[0] == "0" or len(digits) > 15:
        return -1
    return int(digits) - 1
