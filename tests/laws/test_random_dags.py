"""Random DAGs by seed: every form, 50-digit differences and PyTorch agree for every parameter.

A failure names its seed: `random_model(seed)` is the network. What must hold between two networks is in
`benchmarks.metamorphic`.
"""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symprop.derive.forms import Limits, derive_form
from symprop.derive.paths import iter_paths, path_counts
from symprop.errors import LimitExceeded
from symprop.evaluate.differences import central_difference
from symprop.evaluate.passes import evaluate_lines, forward_lines
from symprop.evaluate.tape import compile_tape
from symprop.expression import Call, Expr, fold
from symprop.graph import PARAMETERS, EquationGraph, Kind
from symprop.network.model import Model
from symprop.verify.frameworks import pytorch_gradients
from symprop.verify.points import Point, sample_points
from symprop.verify.session import path_scales

from .dags import LEAST, MOST, random_model, random_units, size
from .networks import brute_force

TORCH = importlib.util.find_spec("torch") is not None
LIMITS = Limits(paths=200, nodes=1_500)
FORM, DIFFERENCE, FLOAT = Fraction(1, 10**40), Fraction(1, 10**25), Fraction(1, 10**11)
CANCELLED = Fraction(1, 10**20)  # of Σ|path product|: what is left of paths that cancel has no digits of its own


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
    scale = path_scales(graph, (*graph.given(*Kind), *graph.defined()), point.forward, point.arithmetic)
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
