"""Layered networks: dense layers of any depth and width, skips by `sources`, as an equation graph.

A net of a million weights is only its sizes until somebody asks: names, definitions and edges are
computed from a layer's offsets on request, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from symprop.errors import InputError, LimitExceeded
from symprop.expression import ONE, Expr, Var, number
from symprop.functions import ACTIVATIONS, LOSSES, Function, Loss
from symprop.graph import Affine, Definition, Edge, Formula, Kind, Variable, definition_edges, formula
from symprop.network.dense import MOST_UNITS, Layer
from symprop.network.layer_blocks import (
    BIAS_MODES,
    BiasMode,
    LayerBlock,
    lay_out,
    layer_plan,
    named_inputs,
    paths_from_outs,
    users,
)
from symprop.network.layer_names import ERROR, TOTAL, LayerNames
from symprop.network.layout import NetworkPlan
from symprop.network.model import TargetRule
from symprop.network.table import row

__all__ = ["BIAS_MODES", "BiasMode", "LayeredGraph"]


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
        if bias not in BIAS_MODES:
            raise InputError(f"unknown bias '{bias}'", instead=f"one of {', '.join(BIAS_MODES)}")
        self.bias = bias
        self.layers = tuple(layers)
        self.input_names: tuple[str, ...] | None = None
        if isinstance(inputs, int):
            count = inputs
        else:
            self.input_names = named_inputs(inputs)
            count = len(self.input_names)
        if count < 1:
            raise InputError("a layer of 0 units", instead="every layer needs at least 1 unit", at=("inputs",))
        self.input_count = count
        units = count + sum(layer.units for layer in layers)
        if units > MOST_UNITS:
            raise LimitExceeded(f"the network has {units:,} units", instead=f"at most {MOST_UNITS:,}")
        self.blocks = tuple(
            lay_out(
                self.layers,
                count,
                bias=bias,
                functions={**ACTIVATIONS, **(activations or {})},
                named=self.input_names is not None,
            )
        )
        called = tuple(layer.name for layer in self.layers)
        self._names = LayerNames(self.blocks, count, self.input_names, called, bias == "layer")

    # what is where

    @property
    def output(self) -> LayerBlock:
        return self.blocks[-1]

    @property
    def weight_count(self) -> int:
        return self._names.weight_count

    @property
    def bias_count(self) -> int:
        return self._names.bias_count

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
        inputs, targets = tuple(self.given(Kind.INPUT)), tuple(self.given(Kind.TARGET))
        return NetworkPlan(inputs, targets, tuple(map(layer_plan, self.blocks)), self.loss_row)

    @cached_property
    def _users(self) -> dict[int, tuple[tuple[LayerBlock, int], ...]]:
        return users(self.blocks)

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

    # names

    @property
    def total(self) -> str:
        return TOTAL

    def variable(self, name: str) -> Variable:
        kind, position, k = self._names.find(name)
        unit = self.blocks[position].unit(k) if kind in (Kind.NET, Kind.OUT, Kind.ERROR) else ""
        return Variable(name, kind, unit, place=self._names.place(kind, position, k))

    def given(self, *kinds: Kind) -> Iterator[str]:
        return self._names.given(*kinds)

    def count(self, *kinds: Kind) -> int:
        return self._names.count(*kinds)

    def defined(self) -> Sequence[str]:
        return self._names.defined()

    # definitions and edges

    def definition(self, name: str) -> Definition | None:
        kind, position, k = self._names.find(name)
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

    def _net(self, block: LayerBlock, k: int) -> Affine:
        weight = block.first_weight + k * block.fan_in
        sources = [source for position in block.sources for source in self._activations(position)]
        terms: list[tuple[Expr, ...]] = [(Var(f"w{weight + p}"), source) for p, source in enumerate(sources)]
        if self.bias != "none":
            terms.append((Var(f"b{block.first_bias + (k if self.bias == 'unit' else 0)}"),))
        return Affine(tuple(terms))

    def _out(self, block: LayerBlock, k: int) -> Formula:
        function = block.function
        if isinstance(function, Function):
            net, out = Var(f"net_{block.unit(k)}"), self._activations(block.position)[k]
            derivative = function.derivative
            assert derivative is not None  # every activation has one
            return Formula(function(net), (net.name,), lambda _: derivative(net, out), function.name)
        nets = tuple(Var(f"net_{block.unit(j)}") for j in range(block.units))
        outs = self._activations(block.position)
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
        kind, position, k = self._names.find(name)
        if kind is Kind.WEIGHT:
            block = self.blocks[position]
            unit, column = divmod(k, block.fan_in)
            source, place = block.source(column)
            return (Edge(name, f"net_{block.unit(unit)}", 1, self._activations(source)[place]),)
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
        kind, position, _ = self._names.find(name)
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

    def _paths_from_net(self, block: LayerBlock) -> int:
        return block.fan_out * self._paths_from_out[block.position]

    @cached_property
    def _paths_from_out(self) -> list[int]:
        """The paths from one out of each block, by its position; those from an input last, at −1."""
        return paths_from_outs(self.blocks)

    def _edges_from_net(self, block: LayerBlock, k: int) -> tuple[Edge, ...]:
        name = f"net_{block.unit(k)}"
        if isinstance(block.function, Function):
            return (Edge(name, f"out_{block.unit(k)}", 1, self._out(block, k).partial(name)),)
        outs = self._activations(block.position)
        partial = block.function.partial
        return tuple(Edge(name, out.name, 1, partial(j, k, outs)) for j, out in enumerate(outs))

    def _edges_to_error(self, name: str, k: int) -> tuple[Edge, ...]:
        return (Edge(name, f"{ERROR}{self.output.unit(k)}", 1, self._error(k).partial(name)),)
