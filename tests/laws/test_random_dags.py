"""Random DAGs by seed: every form, 50-digit differences and PyTorch agree for every parameter; four laws of graphs.

A failure names its seed: `random_model(seed)` is the network.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from symprop.derive.forms import Limits, derive_form
from symprop.derive.paths import iter_paths, path_counts
from symprop.errors import LimitExceeded
from symprop.evaluate.differences import central_difference
from symprop.evaluate.passes import evaluate_lines, forward_lines, gradient_tape
from symprop.evaluate.tape import compile_tape
from symprop.expression import ONE, Call, Expr, Partial, fold
from symprop.graph import GIVEN, PARAMETERS, EquationGraph
from symprop.network.model import Model
from symprop.network.units import Unit
from symprop.verify.frameworks import pytorch_gradients
from symprop.verify.points import Point, sample_points

from .dags import LEAST, MOST, UnitsNet, random_model, random_units, size

TORCH = importlib.util.find_spec("torch") is not None
LIMITS = Limits(paths=200, nodes=1_500)
FORM, DIFFERENCE, FLOAT = Fraction(1, 10**40), Fraction(1, 10**25), Fraction(1, 10**11)
CANCELLED = Fraction(1, 10**20)  # of Σ|path product|: what is left of paths that cancel has no digits of its own


def scales(graph: EquationGraph, point: Point) -> dict[str, Any]:
    """Return Σ|path product| of every variable, by one reverse sweep over one tape of all partials."""
    edges = [edge for name in graph.defined() for edge in graph.edges_into(name)]
    tape = compile_tape((str(k), edge.partial) for k, edge in enumerate(edges))
    partials = tape.bind(point.arithmetic)(point.forward)
    place = {name: k for k, name in enumerate(graph.defined())}
    sums: dict[str, Any] = {graph.total: point.arithmetic.literal(Fraction(1))}
    for k, edge in sorted(enumerate(edges), key=lambda pair: -place[pair[1].target]):
        if edge.target in sums:
            sums[edge.source] = sums.get(edge.source, 0) + abs(partials[str(k)]) * sums[edge.target]
    return sums


def steepest(graph: EquationGraph, point: Point) -> Any:
    """Return the largest argument of a function: in float64 nothing is left of 1 − tanh² where tanh is nearly 1."""
    arguments: list[Expr] = []

    def visit(node: Expr, _: list[None]) -> None:
        if isinstance(node, Call):
            arguments.extend(node.arguments)

    for _, rhs in forward_lines(graph):
        fold(rhs, visit)
    tape = compile_tape((str(k), argument) for k, argument in enumerate(arguments))
    return max(map(abs, tape.bind(point.arithmetic)(point.forward).values()), default=0)


def bound(share: Fraction, scale: Any) -> Any:
    return scale * share.numerator / share.denominator


def brute_force(graph: EquationGraph, start: str) -> int:
    """Count backwards from E_total, over `edges_into`, which no pass that counts uses."""

    @cache
    def ways(name: str) -> int:
        return int(name == start) + sum(ways(edge.source) for edge in graph.edges_into(name))

    return ways(graph.total)


def values_of_forms(graph: EquationGraph, wrt: str, names: tuple[str, ...], point: Point) -> dict[str, Any]:
    found = {}
    for name in names:
        try:
            lines = derive_form(graph, wrt, name, LIMITS).lines
        except LimitExceeded:
            continue
        found[name] = evaluate_lines(lines, point.forward, point.arithmetic)[lines[0].lhs.name]
    return found


def assert_agrees(model: Model, seed: int) -> None:
    """Assert everything of one network."""
    graph = model.graph
    assert LEAST <= size(model) <= MOST, seed
    point = min(sample_points(graph, model.rules, 6, seed), key=lambda point: steepest(graph, point))
    scale = scales(graph, point)
    counts = dict(path_counts(graph))
    gradients: dict[str, Any] = {}
    for k, w in enumerate(graph.given(*PARAMETERS)):
        where = f"seed {seed}, ∂{graph.total}/∂{w}"
        assert counts[w] == brute_force(graph, w), where
        few = counts[w] <= LIMITS.paths
        if few:
            made = {tuple((edge.target, edge.occurrence) for edge in path.edges) for path in iter_paths(graph, w)}
            assert len(made) == counts[w], where
        more = ("chain", "messages", "closed") if k % 4 == seed % 4 else ()
        found = values_of_forms(graph, w, ("factored", *(("paths",) if few else ()), *more), point)
        gradient, size_of = found["factored"], scale.get(w, 0)
        for form, value in found.items():
            assert abs(value - gradient) <= bound(FORM, size_of), (where, form, value, gradient)
        difference = central_difference(graph, w, point.values, gradient=gradient or None, phi=point.phi)
        cancelled = abs(gradient) <= bound(CANCELLED, size_of)
        gate = bound(DIFFERENCE, size_of if cancelled else abs(gradient))
        assert abs(difference - gradient) <= gate, (where, difference, gradient)
        gradients[w] = gradient
    if TORCH:
        theirs = pytorch_gradients(graph, list(gradients), point.values, point.phi)
        for w, gradient in gradients.items():
            where = f"seed {seed}, ∂{graph.total}/∂{w}"
            assert abs(theirs[w] - gradient) <= bound(FLOAT, scale.get(w, 0)), (where, theirs[w], gradient)


@pytest.mark.parametrize("seed", range(60))
def test_a_random_dag_agrees(seed: int) -> None:
    assert_agrees(random_model(seed), seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1_000))
def test_a_thousand_random_dags_agree(seed: int) -> None:
    assert_agrees(random_model(seed), seed)


def test_the_dags_have_what_they_promise() -> None:
    """Shared, fixed and constant weights, double edges, product units, dead ends, several outputs."""
    nets = [random_units(seed) for seed in range(0, 60, 2)]
    names = [[name for _, _, name in net.weights()] for net in nets]
    assert any(len(set(found)) < len(found) for found in names)
    assert any(net.fixed for net in nets)
    assert any(not isinstance(w, str) for net in nets for unit in net.units for _, w in unit.sources)
    assert any(len({s for s, _ in unit.sources}) < len(unit.sources) for net in nets for unit in net.units)
    assert any(unit.combine == "product" for net in nets for unit in net.units)
    assert any(len(net.outputs) > 1 for net in nets)
    assert any(0 in dict(path_counts(net.model().graph)).values() for net in nets)
    assert len({unit.activation for net in nets for unit in net.units}) == 11


def test_a_wrong_partial_is_found() -> None:
    """A network whose first net's slope is 1 % off does not agree."""
    model = random_units(4).model()
    graph = model.graph
    out = next(name for name in graph.defined() if name.startswith("out_") and graph.edges_from(name))
    definition = graph.definition(out)
    assert definition is not None
    wrong = replace(definition, partial=lambda parent: definition.partial(parent) * 2)  # type: ignore[union-attr]
    bad = replace(graph, definitions={**graph.definitions, out: wrong})  # type: ignore[attr-defined,type-var]
    with pytest.raises(AssertionError, match="seed 4"):
        assert_agrees(replace(model, graph=bad), 4)


# laws


def gradients_at(model: Model, values: Mapping[str, Fraction], point: Point) -> dict[str, Any]:
    """Return ∂E_total/∂w of every parameter at given values, by one sweep."""
    given = {name: point.arithmetic.literal(value) for name, value in values.items()}
    found = gradient_tape(model.graph).bind(point.arithmetic)(given)
    return {w: found[Partial(model.graph.total, w).name] for w in model.graph.given(*PARAMETERS)}


def assert_same(found: Mapping[str, Any], expected: Mapping[str, Any], scale: Mapping[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert abs(found[name] - value) <= bound(FORM, scale.get(name, 0)), name


class Case:
    """A random network of units, a point of its domain and its gradients there."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.net = random_units(seed)
        self.model = self.net.model()
        self.point = sample_points(self.model.graph, self.model.rules, 1, seed)[0]
        self.scale = scales(self.model.graph, self.point)
        self.gradients = gradients_at(self.model, self.point.values, self.point)


SEEDS = range(100, 120)


@pytest.mark.parametrize("seed", SEEDS)
def test_renaming_and_reordering_changes_nothing(seed: int) -> None:
    case = Case(seed)
    names = list(case.model.graph.given(*GIVEN)) + [unit.name for unit in case.net.units]
    kept = [name for name in names if name.startswith("t")]
    new = {name: name if name in kept else f"n{k + 1}" for k, name in enumerate(case.rng.sample(names, len(names)))}
    units = [
        replace(
            unit,
            name=new[unit.name],
            sources=tuple((new[s], new[w] if isinstance(w, str) else w) for s, w in unit.sources),
            bias=unit.bias and new[unit.bias],
        )
        for unit in case.rng.sample(case.net.units, len(case.net.units))
    ]
    other = UnitsNet(
        inputs=tuple(new[name] for name in case.net.inputs),
        units=tuple(units),
        outputs=tuple(new[name] for name in case.net.outputs),
        loss=case.net.loss,
        fixed=tuple(new[name] for name in case.net.fixed),
    ).model()
    values = {new[name]: value for name, value in case.point.values.items()}
    found = gradients_at(other, values, case.point)
    old = {name: before for before, name in new.items()}
    assert_same({old[name]: value for name, value in found.items()}, case.gradients, case.scale)
    before, after = dict(path_counts(case.model.graph)), dict(path_counts(other.graph))
    assert {old[name]: count for name, count in after.items()} == before


@pytest.mark.parametrize("seed", SEEDS)
def test_untied_gradients_add_up_to_the_shared_one(seed: int) -> None:
    case = Case(seed)
    uses: dict[str, list[tuple[int, int]]] = {}
    for k, place, name in case.net.weights():
        if name in case.gradients:
            uses.setdefault(name, []).append((k, place))
    shared = max(uses, key=lambda name: len(uses[name]))
    units = list(case.net.units)
    values = {name: value for name, value in case.point.values.items() if name != shared}
    parts = []
    for number, (k, place) in enumerate(uses[shared], 1):
        parts.append(f"v{number}")
        values[parts[-1]] = case.point.values[shared]
        sources = list(units[k].sources)
        sources[place] = (sources[place][0], parts[-1])
        units[k] = replace(units[k], sources=tuple(sources))
    untied = replace(case.net, units=tuple(units)).model()
    found = gradients_at(untied, values, case.point)
    together = {name: value for name, value in found.items() if name not in parts}
    together[shared] = sum(found[part] for part in parts)
    assert_same({name: together[name] for name in case.gradients}, case.gradients, case.scale)
    counts = dict(path_counts(untied.graph))
    assert sum(counts[part] for part in parts) == dict(path_counts(case.model.graph))[shared]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dead_unit_changes_nothing(seed: int) -> None:
    case = Case(seed)
    tied = next(name for _, _, name in case.net.weights())
    source = case.rng.choice([unit.name for unit in case.net.units])
    dead = Unit(name="dead", sources=((source, tied), (case.net.inputs[0], "unused")), activation="tanh")
    net = replace(case.net, units=(*case.net.units, dead))
    found = gradients_at(net.model(), {**case.point.values, "unused": Fraction(1, 3)}, case.point)
    assert found.pop("unused") == 0
    assert_same(found, case.gradients, case.scale)
    counts = dict(path_counts(net.model().graph))
    assert counts.pop("unused") == 0
    assert counts == dict(path_counts(case.model.graph))


@pytest.mark.parametrize("seed", SEEDS)
def test_an_identity_unit_on_an_edge_changes_nothing(seed: int) -> None:
    case = Case(seed)
    k = case.rng.randrange(len(case.net.units))
    unit = case.net.units[k]
    place = case.rng.randrange(len(unit.sources))
    source, weight = unit.sources[place]
    between = Unit(name="between", sources=((source, ONE),), activation="identity")
    sources = (*unit.sources[:place], ("between", weight), *unit.sources[place + 1 :])
    units = (*case.net.units[:k], between, replace(unit, sources=sources), *case.net.units[k + 1 :])
    split = replace(case.net, units=units).model()
    assert_same(gradients_at(split, case.point.values, case.point), case.gradients, case.scale)
    assert dict(path_counts(split.graph)) == dict(path_counts(case.model.graph))
