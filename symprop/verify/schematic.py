"""Formulas for any width, held against networks of several widths: the page is read back, then given numbers."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from symprop.derive.forms import derive_form
from symprop.derive.indexed import families_of
from symprop.derive.indices import Family, bound
from symprop.derive.schematic import schematic_form
from symprop.evaluate.differences import central_difference
from symprop.expression import DisplayEquation, Element, Named, Partial
from symprop.graph import Kind, Variable
from symprop.network.layers import LayeredGraph
from symprop.network.schematic import Schematic
from symprop.notation import Labels
from symprop.report import Check, Report
from symprop.verify.check import guarded
from symprop.verify.compare import DIFFERENCE_DIGITS, FORM_DIGITS, compare
from symprop.verify.oracles import REFERENCE
from symprop.verify.pages import RENDERINGS, read_back
from symprop.verify.points import sample_points
from symprop.verify.session import CheckOptions, Session, values_of

__all__ = ["check_schematic", "schematic_labels"]

NETWORKS, WIDEST, DEEPEST = 3, 4, 4


def schematic_labels() -> Labels:
    """Return the labels of what has no network of its own."""
    return Labels(lambda name: Variable(name, Kind.WEIGHT))


@dataclass(frozen=True)
class _Instance:
    """One weight of one network with numbers for sizes, and what the formula's letters are there."""

    session: Session
    weight: str
    known: Mapping[str, Family]
    sizes: Mapping[str, int]
    here: Mapping[str, int]

    def lines(self, lines: Sequence[DisplayEquation]) -> list[DisplayEquation]:
        """Return a page's lines with these numbers, the first one for this weight alone."""
        first = DisplayEquation(
            Partial("E_total", self.weight), bound(lines[0].rhs, self.known, {**self.sizes, **self.here})
        )
        rest = [
            (bound(line.lhs, self.known, self.sizes), bound(line.rhs, self.known, self.sizes)) for line in lines[1:]
        ]
        return [first, *(DisplayEquation(lhs, rhs) for lhs, rhs in rest if isinstance(lhs, Named))]


def check_schematic(network: Schematic, wrt: Sequence[str] = (), options: CheckOptions = CheckOptions()) -> Report:  # noqa: B008
    """Return how far the formulas agree with networks whose sizes are numbers, at random points.

    Raises:
        InputError: if it has no such parameters.
    """
    generator = random.Random(options.seed)
    checks: list[Check] = []
    for name in wrt or network.parameters:
        for _ in range(NETWORKS):
            checks += _check(network, name, options, generator)
    return Report(network=network.name, checks=tuple(checks), points=options.points, seed=options.seed)


def _check(network: Schematic, name: str, options: CheckOptions, generator: random.Random) -> Iterator[Check]:
    form = schematic_form(network, name)
    instance = _instance(network, name, options, generator)
    session, weight = instance.session, instance.weight
    expected = values_of(session, derive_form(session.graph, weight, REFERENCE).lines)
    differences = [central_difference(session.graph, weight, point.values) for point in session.points]
    for subject, lines in (("indexed", form.lines), ("indexed paths", form.again)):
        if not lines:
            continue
        found = values_of(session, instance.lines(lines))
        yield compare(session, weight, subject, REFERENCE, found, expected, FORM_DIGITS)
        yield compare(session, weight, subject, "finite-difference", found, differences, DIFFERENCE_DIGITS)
        for rendering in RENDERINGS:
            read = partial(_read_back, instance, lines, rendering)
            yield guarded(session, weight, f"{subject} {rendering}", REFERENCE, read, expected)


def _read_back(instance: _Instance, lines: Sequence[DisplayEquation], rendering: str) -> list[Any]:
    return values_of(instance.session, instance.lines(read_back(lines, rendering, schematic_labels())))


def _instance(network: Schematic, name: str, options: CheckOptions, generator: random.Random) -> _Instance:
    depth = generator.randint(2, DEEPEST) if network.general else len(network.shape.layers)
    layer = generator.randint(1, depth) if network.general else int(name[1:])
    names = [f"n{k}" for k in range(depth + 1)] if network.general else _names(network)
    sizes = {size: generator.randint(2, WIDEST) for size in names}
    graph = network.concrete(sizes, depth)
    plan = graph.plan()
    known = families_of(plan, "E_total")
    j, i, *_ = network.letters
    here = {j: generator.randint(1, graph.sizes[layer]), i: generator.randint(1, graph.sizes[layer - 1])}
    weight = _weight(graph, name, layer, here[j], here[i])
    points = sample_points(graph, graph.rules, options.points, options.seed, (weight,))
    numbers = {"L": depth} if network.general else dict(sizes)
    return _Instance(Session(graph, (weight,), points, options), weight, known, numbers, {**here, "l": layer})


def _names(network: Schematic) -> list[str]:
    widths = (network.shape.width(k) for k in range(len(network.shape.layers) + 1))
    return list(dict.fromkeys(width.symbol for width in widths if isinstance(width, Element)))


def _weight(graph: LayeredGraph, name: str, layer: int, j: int, i: int) -> str:
    plan = graph.plan().layers[layer - 1]
    return plan.weight(j - 1, 0, i - 1) if name.startswith("w") else plan.biases[j - 1]
