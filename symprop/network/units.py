"""The `units` form: any DAG of units, with shared, fixed and constant weights, skips and product units.

net_u = Σ w·out_v + b    (or Π w·out_v + b),    out_u = f(net_u)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from symprop.errors import InputError, nearest, one_of, shorten
from symprop.expression import ONE, Expr, Var
from symprop.functions import ACTIVATIONS, LOSSES, Function, GroupFunction, Loss
from symprop.graph import Kind
from symprop.network.builder import GraphBuilder, Term
from symprop.network.model import Model, TargetRule
from symprop.network.names import AlikeNames, check_name
from symprop.network.table import row

COMBINE = ("sum", "product")

__all__ = ["COMBINE", "Unit", "Weight", "units_model"]

Weight = str | Expr
"""A weight's name, or a constant's literal."""

At = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit.

    Args:
        sources: (input or unit, weight) in the order they are written; a source may come more than once.
        bias: its name, or none.
        combine: the terms are added, or multiplied (a product unit; Rumelhart and McClelland 1986, sigma-pi).
        group: units with the same group share one activation over all of them (softmax).
    """

    name: str
    sources: tuple[tuple[str, Weight], ...]
    bias: str | None = None
    activation: str = "sigmoid"
    combine: Literal["sum", "product"] = "sum"


def units_model(
    inputs: Sequence[str],
    units: Sequence[Unit],
    outputs: Sequence[str],
    *,
    loss: str = "half_squared",
    fixed: Sequence[str] = (),
    activations: Mapping[str, Function] | None = None,
    losses: Mapping[str, Loss] | None = None,
) -> Model:
    """Return the network of these units.

    Args:
        outputs: the units that have a target: t1, t2, … in this order.
        fixed: weights and biases that are given and not trained.
        activations, losses: of the user's, besides the tables'.

    Raises:
        InputError: on a cycle, a name twice or unknown, or an output that is no unit.

    >>> units = [Unit(name="a", sources=(("x", "w1"),)), Unit(name="c", sources=(("a", "w2"), ("x", "w1")))]
    >>> model = units_model(["x"], units, ["c"])
    >>> [edge.target for edge in model.graph.edges_from("w1")]
    ['net_a', 'net_c']
    """
    alike = AlikeNames()
    for k, name in enumerate(inputs):
        check_name(name, what="input's name", at=("inputs", k), numbered="t")
        alike.take(name, at=("inputs", k))
    for k, unit in enumerate(units):
        check_name(unit.name, what="unit's name", at=("units", k, "name"), numbered="t")
        alike.take(unit.name, at=("units", k, "name"))
    order = _ordered(inputs, units)
    loss_row = row({**LOSSES, **(losses or {})}, loss, "loss", ("loss",))
    builder = GraphBuilder()
    for name in inputs:
        builder.give(name, Kind.INPUT)
    if not outputs:
        raise InputError("no unit is an output", instead="name one under outputs:", at=("outputs",))
    known = {unit.name for unit in units}
    for k, name in enumerate(outputs):
        if name not in known:
            instead = one_of(name, (unit.name for unit in units)) or "name units"
            raise InputError(f"the output '{shorten(name)}' is no unit", instead=instead, at=("outputs", k))
        if name in outputs[:k]:
            raise InputError(f"'{name}' is named twice", instead="give each output once", at=("outputs", k))
        builder.give(f"t{k + 1}", Kind.TARGET, name)
    _give_parameters(builder, units, fixed, alike, {*inputs, *known})
    taken: dict[str, Var] = {name: Var(name) for name in inputs}
    table = {**ACTIVATIONS, **(activations or {})}
    for k in order:
        unit = units[k]
        function = row(table, unit.activation, "activation", ("units", k, "activation"))
        if isinstance(function, GroupFunction):
            raise InputError(
                f"'{unit.activation}' needs a group of units",
                instead="use it in layers:",
                at=("units", k, "activation"),
            )
        builder.net(unit.name, _terms(unit, taken))
        taken[unit.name] = builder.out(unit.name, function)
    errors = [builder.error(name, loss_row, Var(f"t{k + 1}"), taken[name]) for k, name in enumerate(outputs)]
    builder.total(errors, mean=loss_row.mean)
    targets = tuple(f"t{k + 1}" for k in range(len(outputs)))
    rules = () if loss_row.targets == "real" else (TargetRule(targets, loss_row.targets, loss_row.name),)
    facts = (f"inputs: {len(inputs)}; units: {len(units)}, outputs: {', '.join(outputs[:12])}; loss: {loss_row.name}",)
    return Model(graph=builder.build(), facts=facts, rules=rules)


def _terms(unit: Unit, taken: Mapping[str, Var]) -> Iterator[Term]:
    pairs = [(Var(weight) if isinstance(weight, str) else weight, taken[source]) for source, weight in unit.sources]
    if unit.combine == "product":
        yield tuple(factor for pair in pairs for factor in pair)
    else:
        yield from ((source,) if weight == ONE else (weight, source) for weight, source in pairs)
    if unit.bias is not None:
        yield (Var(unit.bias),)


def _give_parameters(
    builder: GraphBuilder, units: Sequence[Unit], fixed: Sequence[str], alike: AlikeNames, taken: set[str]
) -> None:
    """Add every weight, then every bias, each once, in the order of first use."""
    places: dict[str, tuple[Kind, At]] = {}
    for kind in (Kind.WEIGHT, Kind.BIAS):
        for k, unit in enumerate(units):
            for name, at in _parameters(unit, kind, ("units", k)):
                if places.setdefault(name, (kind, at))[0] is not kind:
                    raise InputError(f"'{name}' is a weight already", instead="give the bias another name", at=at)
    for name, (kind, at) in places.items():
        check_name(name, what="weight's name", at=at, numbered="t")
        if name in taken:
            raise InputError(f"'{name}' is an input or a unit already", instead="give the weight another name", at=at)
        alike.take(name, at=at)
        builder.give(name, Kind.CONSTANT if name in fixed else kind)
    for k, name in enumerate(fixed):
        if name not in places:
            instead = nearest(name, places) or "name a weight or a bias"
            raise InputError(f"the fixed '{shorten(name)}' is no weight", instead=instead, at=("fixed", k))


def _parameters(unit: Unit, kind: Kind, at: At) -> Iterator[tuple[str, At]]:
    if kind is Kind.BIAS:
        if unit.bias is not None:
            yield unit.bias, (*at, "bias")
        return
    for source, weight in unit.sources:
        if isinstance(weight, str):
            yield weight, (*at, "from", source)


def _ordered(inputs: Sequence[str], units: Sequence[Unit]) -> list[int]:
    """Return the units' places so that each comes after what it takes, in their own order where that is free."""
    place = {unit.name: k for k, unit in enumerate(units)}
    sorter: TopologicalSorter[int] = TopologicalSorter()
    for k, unit in enumerate(units):
        if not unit.sources:
            raise InputError(f"the unit '{unit.name}' takes nothing", instead="name what it takes", at=("units", k))
        sorter.add(k)
        for source, _ in unit.sources:
            if source in place:
                sorter.add(k, place[source])
            elif source not in inputs:
                instead = nearest(source, (*inputs, *place)) or "name an input or a unit"
                raise InputError(
                    f"'{unit.name}' takes '{shorten(source)}', which is unknown",
                    instead=instead,
                    at=("units", k, "from", source),
                )
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = [units[k].name for k in reversed(error.args[1])]
        raise InputError(
            f"the units go in a cycle: {' → '.join(cycle)}",
            instead="units must not depend on themselves",
            at=("units", place[cycle[0]]),
        ) from None
    order: list[int] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += ready
        sorter.done(*ready)
    return order
