"""What a form of whole layers asks of a network: its layers in order, and which weight stands where.

Only a network that is made of layers has a plan; every other one answers None, and has no such form.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from symprop.functions import Function, GroupFunction, Loss
from symprop.graph import EquationGraph

__all__ = ["LayerPlan", "NetworkPlan", "Planned", "plan_of"]


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
