"""A layered graph, which computes names and edges on request, is the graph one gets by writing everything down."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from symprop.derive.forms import FORMS, derive_form
from symprop.errors import LimitExceeded, UnsupportedForm
from symprop.expression import names_in
from symprop.graph import GIVEN, PARAMETERS, Definition, Kind, ListedGraph, downstream, expression
from symprop.network.layers import LayeredGraph

from .networks import LIMITS, layered_graphs


def listed(graph: LayeredGraph) -> ListedGraph:
    """Return the same network with every variable and definition written down."""
    definitions: dict[str, Definition] = {}
    for name in graph.defined():
        definition = graph.definition(name)
        assert definition is not None
        definitions[name] = definition
    variables = [graph.variable(name) for name in (*graph.given(*GIVEN), *graph.defined())]
    return ListedGraph(tuple(variables), definitions, graph.total)


@settings(max_examples=40)
@given(layered_graphs())
def test_edges_are_the_same_both_ways(graph: LayeredGraph) -> None:
    other = listed(graph)
    for name in (*graph.given(*GIVEN), *graph.defined()):
        assert graph.variable(name) == other.variable(name)
        assert tuple(graph.edges_from(name)) == tuple(other.edges_from(name)), name
        assert tuple(graph.edges_into(name)) == tuple(other.edges_into(name)), name
        assert downstream(graph, name) == downstream(other, name)
    for kind in Kind:
        assert list(graph.given(kind)) == list(other.given(kind))
    assert list(graph.defined()) == list(other.defined())


@settings(max_examples=40)
@given(layered_graphs())
def test_names_kinds_and_order_are_consistent(graph: LayeredGraph) -> None:
    kinds = {"i": Kind.INPUT, "t": Kind.TARGET, "w": Kind.WEIGHT, "b": Kind.BIAS}
    known: set[str] = set()
    for name in graph.given(*GIVEN):
        assert graph.variable(name).kind is kinds[name[0]]
        assert graph.definition(name) is None
        assert not graph.edges_into(name)
        known.add(name)
    prefixes = {"net": Kind.NET, "out": Kind.OUT, "E": Kind.ERROR}
    for name in graph.defined():
        definition, variable = graph.definition(name), graph.variable(name)
        assert definition is not None
        assert set(names_in(expression(definition))) <= known, f"{name} is defined before what it uses"
        assert name not in known
        known.add(name)
        if name != graph.total:
            head, _, unit = name.partition("_")
            assert (variable.kind, variable.unit) == (prefixes[head], unit)
        assert {edge.source for edge in graph.edges_into(name)} == set(names_in(expression(definition)))
    assert graph.variable(graph.total).kind is Kind.TOTAL
    assert len(known) == len(list(graph.given(*GIVEN))) + len(graph.defined())
    assert len(list(graph.given(*PARAMETERS))) == graph.weight_count + graph.bias_count


@settings(max_examples=15)
@given(layered_graphs(depth=3), st.data())
def test_forms_are_the_same(graph: LayeredGraph, data: st.DataObject) -> None:
    wrt = data.draw(st.sampled_from(list(graph.given(*PARAMETERS))))
    other = listed(graph)
    for form in FORMS:
        try:
            expected = derive_form(other, wrt, form, LIMITS)
        except LimitExceeded:
            continue
        except UnsupportedForm:
            assert form in ("matrix", "indexed"), "a list of definitions has no layers"
            continue
        assert derive_form(graph, wrt, form, LIMITS) == expected
