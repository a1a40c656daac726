"""Layered networks: dense layers of any depth and width, skips by `sources`, as an equation graph.

A net of a million weights is only its sizes until somebody asks: names, definitions and edges are
computed from a layer's offsets on request, and nothing is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from typing import Literal

from symprop.errors import InputError, LimitExceeded, nearest, shorten
from symprop.expression import ONE, Expr, Var, number
from symprop.functions import ACTIVATIONS, LOSSES, Function, GroupFunction, Loss
from symprop.graph import Affine, Definition, Edge, Formula, Kind, Place, Variable, definition_edges, formula
from symprop.network.dense import INPUTS, MOST_UNITS, Layer
from symprop.network.layout import LayerPlan, NetworkPlan
from symprop.network.model import TargetRule
from symprop.network.names import AlikeNames, check_name, unit_prefix
from symprop.network.table import row

__all__ = ["BIAS_MODES", "BiasMode", "LayeredGraph"]

BiasMode = Literal["unit", "layer", "none"]
BIAS_MODES = ("unit", "layer", "none")
ERROR, TOTAL = "E_", "E_total"


@dataclass(frozen=True)
class _Block:
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
    def last_weight(self) -> int:
        return self.first_weight + self.fan_in * self.units - 1

    def unit(self, k: int) -> str:
        return f"{self.prefix}{k + 1}"


class LayeredGraph:
    """The equation graph of layers: out_i = i; net = Σ w·out + b; out = f(net); E_o = loss(t, out_o).

    Args:
        inputs: how many, or their names.
        layers: hidden layers and then the output layer.
        loss: a name in the loss table.
        bias: one for each unit, one for each layer (Mazur), or none.
        activations, losses: of the user's, besides the tables'.

    Raises:
        InputError: on unknown activations, losses, sources, or a name that is not free.
        LimitExceeded: on more than a million units.

    >>> from symprop.network.dense import dense_layers
    >>> graph = LayeredGraph(2, dense_layers((2, 2)))
    >>> [edge.target for edge in graph.edges_from("out_h1")]
    ['net_o1', 'net_o2']
    >>> graph.edges_from("w5")[0].partial
    Var(name='out_h1')
    """

    def __init__(
        self,
        inputs: int | Sequence[str],
        layers: Sequence[Layer],
        *,
        loss: str = "half_squared",
        bias: BiasMode = "unit",
        activations: Mapping[str, Function] | None = None,
        losses: Mapping[str, Loss] | None = None,
    ) -> None:
        if not layers:
            raise InputError(
                "a network needs a layer", instead="give at least inputs and one layer, e.g. 2-1", at=("layers",)
            )
        self.loss_row = row({**LOSSES, **(losses or {})}, loss, "loss", ("loss",))
        self._activation_rows = {**ACTIVATIONS, **(activations or {})}
        if bias not in BIAS_MODES:
            raise InputError(f"unknown bias '{bias}'", instead=f"one of {', '.join(BIAS_MODES)}")
        self.bias = bias
        self.layers = tuple(layers)
        self.input_names: tuple[str, ...] | None = None
        if isinstance(inputs, int):
            count = inputs
        else:
            self.input_names = self._named_inputs(inputs)
            count = len(self.input_names)
        if count < 1:
            raise InputError("a layer of 0 units", instead="every layer needs at least 1 unit", at=("inputs",))
        self.input_count = count
        units = count + sum(layer.units for layer in layers)
        if units > MOST_UNITS:
            raise LimitExceeded(f"the network has {units:,} units", instead=f"at most {MOST_UNITS:,}")
        self.blocks = tuple(self._lay_out())

    # what is where

    def _lay_out(self) -> Iterator[_Block]:
        widths = {INPUTS: self.input_count}
        places: dict[str, int] = {INPUTS: -1}
        alike = AlikeNames()
        weight, bias = 1, 1
        for position, layer in enumerate(self.layers):
            at = ("layers", position)
            if layer.units < 1:
                raise InputError(
                    f"layer '{layer.name}' has {layer.units} units", instead="at least 1", at=(*at, "units")
                )
            if layer.name in places or (layer.name == "i" and self.input_names is None):
                raise InputError(
                    f"the layer's name '{layer.name}' is taken", instead="give it another name", at=(*at, "name")
                )
            check_name(layer.name, what="layer's name", at=(*at, "name"))
            check_name(f"{unit_prefix(layer.name)}1", what="layer's name", at=(*at, "name"))
            function = row(self._activation_rows, layer.activation, "activation", (*at, "activation"))
            if not layer.sources:
                raise InputError(
                    f"layer '{layer.name}' takes nothing", instead=f"one of {', '.join(places)}", at=(*at, "from")
                )
            for k in range(len(layer.sources)):
                self._check_source(layer, k, places, (*at, "from", k))
            starts = (0, *accumulate(widths[source] for source in layer.sources))
            biases = {"unit": layer.units, "layer": 1, "none": 0}[self.bias]
            sources = tuple(places[source] for source in layer.sources)
            prefix = unit_prefix(layer.name)
            alike.take(layer.name, f"{prefix}1", at=(*at, "name"))
            yield _Block(position, prefix, layer.units, function, sources, starts, weight, bias, biases)
            weight += starts[-1] * layer.units
            bias += biases
            widths[layer.name], places[layer.name] = layer.units, position

    @staticmethod
    def _named_inputs(names: Sequence[str]) -> tuple[str, ...]:
        alike = AlikeNames()
        for k, name in enumerate(names):
            check_name(name, what="input's name", at=("inputs", k))
            alike.take(name, at=("inputs", k))
        return tuple(names)

    def _check_source(self, layer: Layer, k: int, places: Mapping[str, int], at: tuple[str | int, ...]) -> None:
        source = layer.sources[k]
        if source in layer.sources[:k]:
            raise InputError(f"'{source}' is named twice", instead="give each name once", at=at)
        if source not in places:
            known = nearest(source, places) or f"one of {', '.join(places)}"
            later = any(other.name == source for other in self.layers)
            wrong = "is not before it" if later else "is unknown"
            raise InputError(f"layer '{layer.name}' takes '{source}', which {wrong}", instead=known, at=at)

    @property
    def output(self) -> _Block:
        return self.blocks[-1]

    @cached_property
    def weight_count(self) -> int:
        return self.output.last_weight

    @cached_property
    def bias_count(self) -> int:
        return self.output.first_bias + self.output.biases - 1

    @property
    def rules(self) -> tuple[TargetRule, ...]:
        """What the loss asks of the targets."""
        names = tuple(self.given(Kind.TARGET))
        return (
            () if self.loss_row.targets == "real" else (TargetRule(names, self.loss_row.targets, self.loss_row.name),)
        )

    @property
    def facts(self) -> tuple[str, ...]:
        """What the network is, in two lines."""
        layers = ", ".join(f"{layer.name}: {layer.units} {layer.activation}" for layer in self.layers[:12])
        more = f", … ({len(self.layers)} layers)" if len(self.layers) > 12 else ""
        weights = f"{self.weight_count:,} weight{'s' * (self.weight_count != 1)}"
        biases = f"{self.bias_count:,} bias{'es' * (self.bias_count != 1)}"
        return (f"inputs: {self.input_count}; {layers}{more}", f"{weights}, {biases}; loss: {self.loss_row.name}")

    @property
    def sizes(self) -> tuple[int, ...]:
        return (self.input_count, *(layer.units for layer in self.layers))

    def plan(self) -> NetworkPlan:
        """Return the layers, for a form that has whole layers in it."""

        def layer(block: _Block) -> LayerPlan:
            def weight(row: int, place: int, column: int) -> str:
                return f"w{block.first_weight + row * block.fan_in + block.starts[place] + column}"

            return LayerPlan(
                tuple(map(block.unit, range(block.units))),
                block.function,
                tuple(source + 1 for source in block.sources),
                weight,
                tuple(f"b{block.first_bias + k}" for k in range(block.biases)),
            )

        inputs, targets = tuple(self.given(Kind.INPUT)), tuple(self.given(Kind.TARGET))
        return NetworkPlan(inputs, targets, tuple(map(layer, self.blocks)), self.loss_row)

    @cached_property
    def _by_prefix(self) -> dict[str, _Block]:
        return {block.prefix: block for block in self.blocks}

    @cached_property
    def _input_places(self) -> dict[str, int]:
        return {name: k for k, name in enumerate(self.input_names or ())}

    @cached_property
    def _users(self) -> dict[int, tuple[tuple[_Block, int], ...]]:
        """Block position → the blocks that take it, each with where it begins among their inputs."""
        users: dict[int, list[tuple[_Block, int]]] = {}
        for block in self.blocks:
            for source, start in zip(block.sources, block.starts, strict=False):
                users.setdefault(source, []).append((block, start))
        return {source: tuple(found) for source, found in users.items()}

    @cached_property
    def _first_weights(self) -> list[int]:
        return [block.first_weight for block in self.blocks]

    @cached_property
    def _first_biases(self) -> list[int]:
        return [block.first_bias for block in self.blocks]

    @cached_property
    def _outs(self) -> dict[int, tuple[Var, ...]]:
        return {}

    def _activations(self, position: int) -> tuple[Var, ...]:
        """Return the outs of a block, or the inputs, as leaves that the edges share."""
        if position not in self._outs:
            if position >= 0:
                block = self.blocks[position]
                found = tuple(Var(f"out_{block.unit(k)}") for k in range(block.units))
            else:
                found = tuple(Var(name) for name in self.given(Kind.INPUT))
            self._outs[position] = found
        return self._outs[position]

    def _nets(self, block: _Block) -> tuple[Var, ...]:
        return tuple(Var(f"net_{block.unit(k)}") for k in range(block.units))

    # names

    @property
    def total(self) -> str:
        return TOTAL

    def _find(self, name: str) -> tuple[Kind, int, int]:
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
        if self.weight_count + sum(self.sizes) <= 5000:
            known = [*self.given(Kind.INPUT, Kind.TARGET, Kind.WEIGHT, Kind.BIAS), *self.defined()]
            return nearest(name, known) or "'symprop show' lists the names"
        return "'symprop show' lists the names"

    def variable(self, name: str) -> Variable:
        kind, position, k = self._find(name)
        unit = self.blocks[position].unit(k) if kind in (Kind.NET, Kind.OUT, Kind.ERROR) else ""
        return Variable(name, kind, unit, place=self._place(kind, position, k))

    def _place(self, kind: Kind, position: int, k: int) -> Place | None:
        """Return where a variable stands; an input that the user named goes by its name."""
        if kind is Kind.TOTAL or (kind is Kind.INPUT and self.input_names):
            return None
        if kind is Kind.WEIGHT:
            block = self.blocks[position]
            unit, column = divmod(k, block.fan_in)
            segment = bisect_right(block.starts, column) - 1
            source = self._unit_place(block.sources[segment], column - block.starts[segment])
            return self._unit_place(position, unit)._replace(source=source)
        if kind is Kind.BIAS and self.bias == "layer":
            return Place(position + 1, 0, self.layers[position].name, position == self.output.position)
        return self._unit_place(position, k)

    def _unit_place(self, position: int, k: int) -> Place:
        if position >= 0:
            return Place(position + 1, k + 1, self.blocks[position].unit(k), position == self.output.position)
        return Place(0, k + 1, self.input_names[k] if self.input_names else f"i{k + 1}")

    def given(self, *kinds: Kind) -> Iterator[str]:
        if Kind.INPUT in kinds:
            yield from self.input_names or (f"i{k + 1}" for k in range(self.input_count))
        if Kind.TARGET in kinds:
            yield from (f"t{k + 1}" for k in range(self.output.units))
        if Kind.WEIGHT in kinds:
            yield from (f"w{k + 1}" for k in range(self.weight_count))
        if Kind.BIAS in kinds:
            yield from (f"b{k + 1}" for k in range(self.bias_count))

    def count(self, *kinds: Kind) -> int:
        sizes = {
            Kind.INPUT: self.input_count,
            Kind.TARGET: self.output.units,
            Kind.WEIGHT: self.weight_count,
            Kind.BIAS: self.bias_count,
        }
        return sum(sizes.get(kind, 0) for kind in kinds)

    def defined(self) -> Sequence[str]:
        names: list[str] = []
        for block in self.blocks:
            names += (f"net_{block.unit(k)}" for k in range(block.units))
            names += (f"out_{block.unit(k)}" for k in range(block.units))
        names += (f"{ERROR}{self.output.unit(k)}" for k in range(self.output.units))
        return [*names, TOTAL]

    # definitions and edges

    def definition(self, name: str) -> Definition | None:
        kind, position, k = self._find(name)
        block = self.blocks[position]
        match kind:
            case Kind.NET:
                return self._net(block, k)
            case Kind.OUT:
                return self._out(block, k)
            case Kind.ERROR:
                return self._error(k)
            case Kind.TOTAL:
                share = self._share()
                names = (f"{ERROR}{block.unit(j)}" for j in range(block.units))
                return Affine(tuple((*share, Var(error)) for error in names))
            case _:
                return None

    def _share(self) -> tuple[Expr, ...]:
        """Return the factor before each E_o in E_total: none, or 1/n for a mean."""
        n = self.output.units
        return (number(Fraction(1, n)),) if self.loss_row.mean and n > 1 else ()

    def _net(self, block: _Block, k: int) -> Affine:
        weight = block.first_weight + k * block.fan_in
        sources = [source for position in block.sources for source in self._activations(position)]
        terms: list[tuple[Expr, ...]] = [(Var(f"w{weight + p}"), source) for p, source in enumerate(sources)]
        if self.bias != "none":
            terms.append((Var(self._bias(block, k)),))
        return Affine(tuple(terms))

    def _bias(self, block: _Block, k: int) -> str:
        return f"b{block.first_bias + (k if self.bias == 'unit' else 0)}"

    def _out(self, block: _Block, k: int) -> Formula:
        function = block.function
        if isinstance(function, Function):
            net, out = Var(f"net_{block.unit(k)}"), self._activations(block.position)[k]
            derivative = function.derivative
            assert derivative is not None  # every activation has one
            return Formula(function(net), (net.name,), lambda _: derivative(net, out), function.name)
        nets, outs = self._nets(block), self._activations(block.position)
        place = {net.name: j for j, net in enumerate(nets)}
        partial = function.partial
        return Formula(
            function.output(k, nets), tuple(place), lambda parent: partial(k, place[parent], outs), function.name
        )

    def _error(self, k: int) -> Formula:
        row = self.loss_row
        target, out = Var(f"t{k + 1}"), self._activations(self.output.position)[k]
        sides = {target.name: row.by_target, out.name: row.by_output}
        return formula(row.value(target, out), lambda parent: sides[parent](target, out), row.name)

    def edges_into(self, name: str) -> Sequence[Edge]:
        definition = self.definition(name)
        return tuple(definition_edges(name, definition)) if definition else ()

    def edges_from(self, name: str) -> Sequence[Edge]:
        kind, position, k = self._find(name)
        if kind is Kind.WEIGHT:
            block = self.blocks[position]
            unit, place = divmod(k, block.fan_in)
            segment = bisect_right(block.starts, place) - 1
            source = self._activations(block.sources[segment])[place - block.starts[segment]]
            return (Edge(name, f"net_{block.unit(unit)}", 1, source),)
        if kind is Kind.BIAS:
            block = self.blocks[position]
            units = (k,) if self.bias == "unit" else range(block.units)
            return tuple(Edge(name, f"net_{block.unit(unit)}", 1, ONE) for unit in units)
        if kind is Kind.NET:
            return self._edges_from_net(self.blocks[position], k)
        if kind is Kind.TARGET:
            return self._edges_to_error(name, k)
        if kind is Kind.ERROR:
            share = self._share()
            return (Edge(name, TOTAL, 1, share[0] if share else ONE),)
        if kind is Kind.TOTAL:
            return ()
        edges: list[Edge] = []
        for block, start in self._users.get(position, ()):
            weight = block.first_weight + start + k
            edges += (
                Edge(name, f"net_{block.unit(unit)}", 1, Var(f"w{weight + unit * block.fan_in}"))
                for unit in range(block.units)
            )
        if position == self.output.position:
            edges += self._edges_to_error(name, k)
        return tuple(edges)

    def path_count(self, name: str) -> int:
        """Return how many paths lead from `name` to E_total: all units of a layer have the same number."""
        kind, position, _ = self._find(name)
        match kind:
            case Kind.WEIGHT | Kind.NET:
                return self._paths_from_net(self.blocks[position])
            case Kind.BIAS:
                units = 1 if self.bias == "unit" else self.blocks[position].units
                return units * self._paths_from_net(self.blocks[position])
            case Kind.INPUT | Kind.OUT:
                return self._paths_from_out[position]
            case _:
                return 1

    def _paths_from_net(self, block: _Block) -> int:
        return _fan_out(block) * self._paths_from_out[block.position]

    @cached_property
    def _paths_from_out(self) -> list[int]:
        """The paths from one out of each block, by its position; those from an input last, at −1."""
        found = [0] * (len(self.blocks) + 1)
        found[self.output.position] = 1
        for block in reversed(self.blocks):
            for source in block.sources:
                found[source] += block.units * _fan_out(block) * found[block.position]
        return found

    def _edges_from_net(self, block: _Block, k: int) -> tuple[Edge, ...]:
        name = f"net_{block.unit(k)}"
        if isinstance(block.function, Function):
            return (Edge(name, f"out_{block.unit(k)}", 1, self._out(block, k).partial(name)),)
        outs = self._activations(block.position)
        partial = block.function.partial
        return tuple(Edge(name, out.name, 1, partial(j, k, outs)) for j, out in enumerate(outs))

    def _edges_to_error(self, name: str, k: int) -> tuple[Edge, ...]:
        return (Edge(name, f"{ERROR}{self.output.unit(k)}", 1, self._error(k).partial(name)),)


def _fan_out(block: _Block) -> int:
    """Return how many outs a net of a block leads to."""
    return 1 if isinstance(block.function, Function) else block.units


def _index(digits: str) -> int:
    """Return the 0-based index that a name's number stands for; −1 if it is none."""
    if not digits.isascii() or not digits.isdigit() or digits[0] == "0" or len(digits) > 15:
        return -1
    return int(digits) - 1
