"""What a form of whole layers asks of a network: its layers in order, and which weight stands where.

Only a network that is made of layers has a plan; every other one answers None, and has no such form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol, runtime_checkable

from symprop.expression import Element, Num
from symprop.functions import Function, GroupFunction, Loss
from symprop.graph import EquationGraph

__all__ = ["LayerPlan", "LayerShape", "NetworkPlan", "NetworkShape", "Planned", "Width", "plan_of", "shape_of"]

Width = Num | Element
"""How many units a layer has: a number, or the name of one."""


@dataclass(frozen=True, slots=True)
class LayerPlan:
    """One layer: out = f(net), net = Σ over its sources W out + b.

    Args:
        units: their names, from the first.
        function: f.
        sources: numbers of the layers that it takes: 0 the inputs, l the l-th layer.
        weight: (row, place among the sources, column), all from 0 → the weight's name.
        biases: one for each unit, one for all, or none.
    """

    units: tuple[str, ...]
    function: Function | GroupFunction
    sources: tuple[int, ...]
    weight: Callable[[int, int, int], str]
    biases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """A network of layers; the last one is the output.

    Args:
        inputs, targets: their names.
        layers: hidden layers, then the output layer.
    """

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    layers: tuple[LayerPlan, ...]
    loss: Loss

    def outs(self, layer: int) -> tuple[str, ...]:
        """Return the names of what a layer gives; of the inputs for 0."""
        return tuple(f"out_{unit}" for unit in self.layers[layer - 1].units) if layer else self.inputs


@runtime_checkable
class Planned(Protocol):
    """An equation graph that is made of layers."""

    def plan(self) -> NetworkPlan:
        """Return its layers."""
        ...


def plan_of(graph: EquationGraph) -> NetworkPlan | None:
    """Return the layers of a graph that is made of them, else None.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> plan = plan_of(LayeredGraph(2, dense_layers((2, 2))))
    >>> plan.layers[1].weight(0, 0, 1), plan.outs(1)
    ('w6', ('out_h1', 'out_h2'))
    """
    return graph.plan() if isinstance(graph, Planned) else None


@dataclass(frozen=True, slots=True)
class LayerShape:
    """What is the same for all units of a layer.

    Args:
        width: how many they are.
        function: f.
        sources: numbers of the layers that it takes.
        bias: one for each unit, one for all, or none.
    """

    width: Width
    function: Function | GroupFunction
    sources: tuple[int, ...]
    bias: Literal["unit", "layer", "none"] = "unit"


@dataclass(frozen=True, slots=True)
class NetworkShape:
    """A network of layers with no unit of its own: what holds for every unit, whatever the widths."""

    inputs: Width
    layers: tuple[LayerShape, ...]
    loss: Loss

    def width(self, layer: int) -> Width:
        """Return how many units a layer has; the inputs for 0."""
        return self.layers[layer - 1].width if layer else self.inputs


def shape_of(plan: NetworkPlan) -> NetworkShape:
    """Return what a plan's layers are like, their widths numbers."""

    def shape(layer: LayerPlan) -> LayerShape:
        units, biases = len(layer.units), len(layer.biases)
        bias: Literal["unit", "layer", "none"] = "none" if not biases else "unit" if biases == units else "layer"
        return LayerShape(_count(units), layer.function, layer.sources, bias)

    return NetworkShape(_count(len(plan.inputs)), tuple(map(shape, plan.layers)), plan.loss)


def _count(units: int) -> Num:
    return Num(Fraction(units), str(units))
