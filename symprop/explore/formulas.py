"""What is shown, in one notation: names, derivatives, factors and lines as MathML that the page puts together.

A path's term is its factors joined, E first; so each edge's factor is written once, however many paths go along it.
What stands in a line carries ``data-lights``: the variables and edges of the drawing that it speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from symprop.derive.paths import path_count
from symprop.expression import ONE, Delta, DisplayEquation, Expr, Message, Named, Partial, Var, names_in
from symprop.graph import GIVEN, Edge, EquationGraph, Kind, derivative
from symprop.notation import Labels, shown_expression
from symprop.render.equations import mathml_rows
from symprop.render.mathml import MATHML, Mark, assemble, convert
from symprop.render.styles import PRODUCT, enclosed
from symprop.report import Shown

__all__ = ["LineTable", "notation_data", "variables_data"]

WIDTH = 30.0  # em of a right side


class LineTable:
    """The lines of all forms, each once, by number."""

    def __init__(self) -> None:
        self._places: dict[DisplayEquation, int] = {}

    def place(self, line: DisplayEquation) -> int:
        """Return the number of a line."""
        return self._places.setdefault(line, len(self._places))

    @property
    def lines(self) -> tuple[DisplayEquation, ...]:
        """All of them, in order of their numbers."""
        return tuple(self._places)


def variables_data(graph: EquationGraph, parameters: Sequence[str]) -> dict[str, Any]:
    """Return what is so in every notation: what variables are for, and how many paths a parameter has.

    Counts are text: JavaScript's numbers would round them.
    """
    names = [*graph.given(*GIVEN), *graph.defined()]
    variables = {name: graph.variable(name) for name in names}
    return {
        "variables": {name: {"kind": str(v.kind), "unit": v.unit} for name, v in variables.items()},
        "defined": list(graph.defined()),
        "parameters": {name: f"{path_count(graph, name):,}" for name in parameters},
    }


def notation_data(
    graph: EquationGraph, labels: Labels, edges: Sequence[Edge], lines: Sequence[DisplayEquation]
) -> dict[str, Any]:
    """Return what a page shows in one notation.

    Args:
        edges: whose partials are factors of paths.
        lines: of all forms.
    """
    names = [*graph.given(*GIVEN), *graph.defined()]
    lights = _lights(graph)
    ends = dict.fromkeys(name for edge in edges for name in (edge.source, edge.target))
    several = {(edge.source, edge.target) for edge in edges if edge.occurrence > 1}
    return {
        "name": labels.notation.name,
        "source": labels.notation.source,
        "gloss": labels.notation.gloss,
        "names": {name: [_mathml(Var(name), labels), labels(Var(name)).text] for name in names},
        "stops": {name: _stop(graph, labels, name) for name in ends},
        "adjoints": {name: _mathml(derivative(graph, graph.total, name), labels) for name in ends},
        "locals": [
            ""
            if (edge.source, edge.target) in several
            else _mathml(derivative(graph, edge.target, edge.source), labels)
            for edge in edges
        ],
        "factors": [_factor(edge.partial, labels) for edge in edges],
        "definitions": {line.lhs.name: _rows(line, labels, lights) for line in definitions(graph)},
        "lines": [_rows(line, labels, lights) for line in lines],
        "signs": [labels.sign(line.lhs) for line in lines],
    }


def definitions(graph: EquationGraph) -> list[DisplayEquation]:
    """Return the forward pass as equations."""
    from symprop.evaluate.passes import forward_lines

    return [DisplayEquation(Var(name), rhs) for name, rhs in forward_lines(graph)]


def _mathml(expr: Expr, labels: Labels) -> str:
    return assemble(expr, labels).text


def _stop(graph: EquationGraph, labels: Labels, name: str) -> list[str]:
    """Return what a path that comes to a variable may call it, as `path_label` does: MathML and text."""
    variable = graph.variable(name)
    label = labels.unit(variable.unit) if variable.kind is Kind.NET else labels(Var(name))
    return [convert(label.latex), label.text]


def _factor(partial: Expr, labels: Labels) -> list[Any]:
    """Return [MathML without its sign, whether it is negative]; nothing for a 1, which no product shows."""
    if partial == ONE:
        return ["", False]
    piece = assemble(shown_expression(partial, labels), labels)
    if piece.positive is not None:
        return [piece.positive, True]
    return [enclosed(MATHML, piece, PRODUCT), False]


def _rows(line: DisplayEquation, labels: Labels, lights: Mark) -> list[list[str]]:
    return [[lhs, rhs] for lhs, rhs, _ in mathml_rows(Shown(line), labels, WIDTH, mark=lights)]


def _lights(graph: EquationGraph) -> Mark:
    """Return the mark of factors: the parts of the drawing that each of them is about."""
    units: dict[tuple[Kind, str], str] = {}
    for name in graph.defined():
        units.setdefault((graph.variable(name).kind, graph.variable(name).unit), name)

    def mark(expr: Expr, mathml: str) -> str:
        found = dict.fromkeys(light for leaf in names_in(expr).values() for light in _of(leaf, graph.total, units))
        return f'<mrow class="part" data-lights="{escape(" ".join(found))}">{mathml}</mrow>' if found else mathml

    return mark


def _of(leaf: Named, total: str, units: Mapping[tuple[Kind, str], str]) -> tuple[str, ...]:
    """Return what a name lights up: variables, and edges as source>target."""
    match leaf:
        case Partial(of, wrt):
            return (wrt,) if of == total else (wrt, f"{wrt}>{of}", of)
        case Delta(unit):
            return (units.get((Kind.NET, unit), unit),)
        case Message(source, target):
            net, out = units.get((Kind.NET, source), source), units.get((Kind.OUT, target), target)
            return (out, f"{out}>{net}", net)
        case Var(name):
            return (name,)
        case _:
            return ()
