"""Networks for a set, drawn from a seed: sizes, skips, activations, and values that are pleasant to calculate with.

A drawn network is written as a network file and read like any other, so that a student can load it too.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from importlib import resources
from math import isfinite
from typing import Any

from symprop.errors import InputError, SympropError
from symprop.expression import Expr
from symprop.functions import FUNCTIONS
from symprop.graph import GIVEN, EquationGraph, Formula, Kind
from symprop.homework.plan import NetworkPlan, ValuePlan
from symprop.homework.record import Setting
from symprop.network.dense import layer_name
from symprop.network.file import read_network_file
from symprop.network.load import example_names, load_network, read_source
from symprop.network.model import Model
from symprop.network.values import parse_value

__all__ = ["draw_setting", "generator", "set_up"]

TRIES = 300
STEEPEST, LEAST_GRADIENT, MARGIN = 4.0, 2e-4, 0.02


def generator(*seeds: str) -> random.Random:
    """Return random numbers that depend on these words and on nothing else.

    >>> generator("7", "ada").random() == generator("7", "ada").random() != generator("7", "bob").random()
    True
    """
    digest = sha256("\0".join(f"{len(seed)}:{seed}" for seed in seeds).encode()).hexdigest()
    return random.Random(int(digest, 16))


def set_up(name: str, source: str, values: Mapping[str, str]) -> Setting:
    """Return a network from its file's text and values that go before those in it."""
    model = read_network_file(source, f"{name}.yaml")
    literals: dict[str, Expr] = {key: parse_value(value) for key, value in values.items()}
    model = replace(model, values={**model.values, **literals}, name=model.name or name)
    return Setting(name=name, model=model, source=source, values=dict(values))


def draw_setting(plan: NetworkPlan, random_numbers: random.Random) -> Setting:
    """Return a network of a plan.

    Raises:
        InputError: if a fixed one cannot be used, or no draw within the bounds can be calculated with.
    """
    try:
        if plan.spec and plan.values is None:
            return set_up(plan.name, _source(plan.spec), {})
        for _ in range(TRIES):
            source = _source(plan.spec) if plan.spec else _drawn_source(plan, random_numbers)
            setting = set_up(plan.name, source, {})
            assert plan.values is not None
            values = _draw_values(setting.model, plan.values, random_numbers)
            setting = set_up(plan.name, source, values)
            if _pleasant(setting.model):
                return setting
    except SympropError as error:
        raise InputError(
            f"the network '{plan.name}' cannot be used: {error.what}", where=plan.where, instead=error.instead
        ) from None
    raise InputError(
        f"in {TRIES} draws no network of '{plan.name}' could be calculated with",
        where=plan.where,
        instead="draw values from wider bounds, with a smaller step",
    )


def _source(spec: str) -> str:
    """Return the network file that a fixed network is."""
    if spec in example_names():
        return (resources.files("symprop") / "examples" / f"{spec}.yaml").read_text(encoding="utf-8")
    if spec.endswith((".yaml", ".yml", ".json")):
        return read_source(spec)
    load_network(spec)  # refuses what is no network
    inputs, *layers = spec.split("-")
    entries = "".join(f"  - {{units: {units}}}\n" for units in layers)
    return f"name: {spec}\ninputs: {inputs}\nlayers:\n{entries}"


def _drawn_source(plan: NetworkPlan, random_numbers: random.Random) -> str:
    inputs, *sizes = (random_numbers.randint(low, high) for low, high in plan.sizes)
    hidden = random_numbers.choice(plan.activations)
    output = hidden if hidden in plan.output and len(plan.output) > 1 else random_numbers.choice(plan.output)
    names = [layer_name(k, len(sizes)) for k in range(len(sizes))]
    sources = [[names[k - 1] if k else "inputs"] for k in range(len(sizes))]
    possible = [(k, other) for k in range(1, len(sizes)) for other in ("inputs", *names[: k - 1])]
    count = min(random_numbers.randint(*plan.skips), len(possible))
    for k, other in sorted(random_numbers.sample(possible, count), key=possible.index):
        sources[k].append(other)
    lines = [f"name: {plan.name}", f"inputs: {inputs}", "layers:"]
    for k, (units, taken) in enumerate(zip(sizes, sources, strict=True)):
        activation = output if k == len(sizes) - 1 else hidden
        skips = f", from: [{', '.join(taken)}]" if len(taken) > 1 else ""
        lines.append(f"  - {{units: {units}, activation: {activation}{skips}}}")
    return "\n".join([*lines, f"bias: {plan.bias}", f"loss: {plan.loss}", ""])


def _draw_values(model: Model, plan: ValuePlan, random_numbers: random.Random) -> dict[str, str]:
    """Return a value for everything given: weights all different as long as there are enough."""
    graph = model.graph
    first = -(-plan.least // plan.step)
    grid = [plan.step * k for k in range(int(first), int(plan.most // plan.step) + 1) if k]
    shares = [value for value in grid if 0 < value < 1] or [Fraction(1, 10), Fraction(9, 10)]
    found: dict[str, Fraction] = {}
    for kinds in ((Kind.WEIGHT,), (Kind.BIAS, Kind.CONSTANT), (Kind.INPUT,)):
        names = list(graph.given(*kinds))
        found |= zip(names, _sample(grid, len(names), random_numbers), strict=True)
    found |= {name: random_numbers.choice(shares) for name in graph.given(Kind.TARGET)}
    for rule in model.rules:
        if rule.kind == "sign":
            found |= {name: Fraction(random_numbers.choice((-1, 1))) for name in rule.names}
        elif rule.kind == "simplex":
            one = random_numbers.choice(rule.names)
            found |= {name: Fraction(int(name == one)) for name in rule.names}
    return {name: _decimal(found[name]) for name in graph.given(*GIVEN)}


def _sample(grid: list[Fraction], count: int, random_numbers: random.Random) -> list[Fraction]:
    return random_numbers.sample(grid, count) if count <= len(grid) else random_numbers.choices(grid, k=count)


def _decimal(value: Fraction) -> str:
    """Return the shortest decimal of a value; of what has no end, twelve places.

    >>> _decimal(Fraction(-3, 20))
    '-0.15'
    """
    return f"{float(value):.12f}".rstrip("0").rstrip(".") if value else "0"


def _pleasant(model: Model) -> bool:
    """Return whether a network can be calculated with: no unit saturated or at a kink, most gradients not tiny."""
    from symprop.compiled import compile_network

    result = compile_network(model)()
    if not isfinite(result.total):
        return False
    gradients = [abs(float(value)) for value in result.gradients.values()]
    if 2 * sum(value > LEAST_GRADIENT for value in gradients) < len(gradients):
        return False
    from symprop.evaluate.numbers import Numbers

    forward = Numbers(model.graph, model.values).forward()
    return all(
        abs(float(forward[net])) < STEEPEST and _far_from_kinks(model.graph, net, out, forward)
        for net, out in _units(model.graph)
    )


def _units(graph: EquationGraph) -> Iterator[tuple[str, str]]:
    for net in graph.defined():
        if graph.variable(net).kind is Kind.NET:
            yield from ((net, edge.target) for edge in graph.edges_from(net))


def _far_from_kinks(graph: EquationGraph, net: str, out: str, forward: Mapping[str, Any]) -> bool:
    definition = graph.definition(out)
    row = FUNCTIONS.get(definition.function) if isinstance(definition, Formula) else None
    return row is None or all(abs(float(forward[net]) - kink) > MARGIN for kink in row.kinks)
