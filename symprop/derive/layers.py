"""What the forms of whole layers share: which weight stands where, and how a layer's slope is shown."""

from __future__ import annotations

from dataclasses import dataclass

from symprop.errors import UnsupportedForm
from symprop.expression import Expr, Slope, Var
from symprop.functions import FUNCTIONS, Function
from symprop.graph import EquationGraph, Kind
from symprop.network.batch import BatchGraph
from symprop.network.layout import NetworkPlan, plan_of

__all__ = ["Place", "place_of", "plan_for", "primed"]

PRIMED = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "gelu", "silu")
"""Activations whose derivative is shown as f′(net); the others' has a name (cos, σ, φ′)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parameter stands: its layer from 1, its source's place (None for a bias), row and column from 0.

    A bias of a whole layer has no row of its own, −1.
    """

    layer: int
    source: int | None
    row: int
    column: int = 0


def plan_for(graph: EquationGraph, form: str) -> NetworkPlan:
    """Return the layers; UnsupportedForm, naming the form, if the network is not made of layers."""
    plan = plan_of(graph)
    if isinstance(graph, BatchGraph):
        raise UnsupportedForm(f"the {form} form is of one sample", where="--form", instead="leave --batch out")
    if plan is None:
        layered = graph.variable(graph.total).kind is Kind.TOTAL
        what = "for networks of layers" if layered else "of first derivatives of E_total"
        raise UnsupportedForm(f"the {form} form is {what}", where="--form", instead="use --form factored for this one")
    return plan


def place_of(graph: EquationGraph, plan: NetworkPlan, wrt: str) -> Place:
    """Return where a parameter stands; the graph says which nets it enters, the plan which row that is."""
    edges = graph.edges_from(wrt)
    if not edges:
        raise UnsupportedForm(f"'{wrt}' is in no layer", where="--form", instead="use --form factored for it")
    unit = graph.variable(edges[0].target).unit
    number_, layer = next((k, layer) for k, layer in enumerate(plan.layers, 1) if unit in layer.units)
    row = layer.units.index(unit)
    if wrt in layer.biases:
        return Place(number_, None, row if len(edges) == 1 else -1)
    if len(edges) == 1 and isinstance(edges[0].partial, Var):
        for place, source in enumerate(layer.sources):
            outs = plan.outs(source)
            if edges[0].partial.name in outs:
                return Place(number_, place, row, outs.index(edges[0].partial.name))
    raise UnsupportedForm(f"'{wrt}' is no weight or bias", where="--form", instead="use --form factored for it")


def primed(function: Function, net: Expr, out: Expr) -> Expr:
    """Return f′(net) as it is shown of a whole layer; where f′ has a name of its own, by that."""
    if function.name in PRIMED and FUNCTIONS.get(function.name) is function:
        return Slope(function.name, net)
    assert function.derivative is not None  # every activation has one
    return function.derivative(net, out)
