"""Adjoints, and the factored form of all gradients at once: what gets a name, and what it defines."""

from __future__ import annotations

import pytest

import symprop
from symprop import Network
from symprop.derive.adjoints import factored_adjoints, factored_system, is_trivial
from symprop.derive.views import retargeted
from symprop.expression import HALF, ONE, TWO, Delta, Expr, Neg, Partial, Quotient, Var
from symprop.graph import Affine, Kind, ListedGraph, Variable, downstream
from symprop.network.load import example_names

w, x = Var("w"), Var("x")
NUMBERS = [TWO, HALF, Neg(TWO), Quotient(ONE, TWO)]
NO_NUMBERS = [w, Neg(w), Quotient(w, TWO), Quotient(ONE, w)]


@pytest.mark.parametrize("name", example_names())
def test_each_name_is_defined_once_and_by_others(name: str) -> None:
    lines = list(factored_system(symprop.load(name).graph))
    names = [line.lhs.name for line in lines]
    assert len(set(names)) == len(names)
    assert all(line.lhs != line.rhs for line in lines)


@pytest.mark.parametrize(
    ("expr", "trivial"), [*((e, True) for e in NUMBERS), *((e, False) for e in NO_NUMBERS)], ids=repr
)
def test_a_number_needs_no_name(expr: Expr, trivial: bool) -> None:
    assert is_trivial(expr) is trivial


def test_what_leads_nowhere_or_is_given_has_no_adjoint() -> None:
    """w → a → {c, d} and c → E: nothing comes back through d, and what comes before d in the sweep is not lost."""
    given = (Variable("w", Kind.WEIGHT), Variable("x", Kind.INPUT))
    defined = {"a": ((w, x),), "c": ((Var("a"), x),), "d": ((Var("c"),),), "E": ((Var("c"),),)}
    variables = tuple(Variable(name, Kind.TOTAL if name == "E" else Kind.NET, name) for name in defined)
    graph = ListedGraph((*given, *variables), {name: Affine(terms) for name, terms in defined.items()}, "E")
    assert set(factored_adjoints(graph, downstream(graph, "w"))) == {"a", "c", "E"}


def test_a_delta_is_the_adjoint_of_a_net_for_the_total_error_only() -> None:
    graph = Network.layered(2, 2, 2).graph
    assert factored_adjoints(graph, graph.defined())["net_h1"].leaf == Delta("h1")
    other = retargeted(graph, "out_o1")
    assert factored_adjoints(other, other.defined())["net_h1"].leaf == Partial("out_o1", "net_h1")


def test_the_system_ends_with_the_gradients_that_were_asked_for() -> None:
    graph = Network.layered(2, 2, 2).graph
    asked = [line.lhs for line in factored_system(graph, ["w3", "b1"])]
    assert asked[-2:] == [Partial("E_total", "w3"), Partial("E_total", "b1")]
    assert not any(isinstance(lhs, Partial) and lhs.wrt == "w1" for lhs in asked)
