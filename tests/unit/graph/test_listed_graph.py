"""Graphs given variable by variable: occurrences, order, refusals, what is downstream."""

from __future__ import annotations

import pytest

from symprop.derive.forms import derive_form
from symprop.derive.paths import iter_paths, path_count
from symprop.errors import InputError
from symprop.evaluate.arithmetic import rational_arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import ONE, TWO, Call, Expr, Partial, Product, Var, total
from symprop.graph import (
    Affine,
    Definition,
    Formula,
    Kind,
    ListedGraph,
    Place,
    Variable,
    derivative,
    downstream,
    expression,
    formula,
    reaches_total,
    variables_in,
)

w, x, v = Var("w"), Var("x"), Var("v")


def graph(definitions: dict[str, Definition], *given: str) -> ListedGraph:
    """Return a graph with inputs `given`, a weight w, and E as its total."""
    variables = [Variable("w", Kind.WEIGHT), *(Variable(name, Kind.INPUT) for name in given)]
    for name in definitions:
        variables.append(Variable(name, Kind.TOTAL if name == "E" else Kind.NET, "" if name == "E" else name))
    return ListedGraph(tuple(variables), definitions, "E")


OCCURRENCES: list[tuple[str, Affine, list[Expr]]] = [
    ("w", Affine(((w,),)), [ONE]),
    ("w·x", Affine(((w, x),)), [x]),
    ("w·x + w", Affine(((w, x), (w,))), [x, ONE]),
    ("w·w", Affine(((w, w),)), [w, w]),
    ("2·w·x", Affine(((TWO, w, x),)), [Product((TWO, x))]),
    ("w·x·w", Affine(((w, x, w),)), [Product((x, w)), Product((w, x))]),
    ("x", Affine(((x,),)), []),
]


@pytest.mark.parametrize(
    ("definition", "partials"), [o[1:] for o in OCCURRENCES], ids=[f"{o[0]} -> {len(o[2])}" for o in OCCURRENCES]
)
def test_every_factor_of_an_affine_definition_is_an_edge(definition: Affine, partials: list[Expr]) -> None:
    found = graph({"E": definition}, "x").edges_from("w")
    assert [edge.partial for edge in found] == partials
    assert [edge.occurrence for edge in found] == list(range(1, len(partials) + 1))


def test_a_formula_has_one_edge_from_each_parent() -> None:
    definition = formula(w * x + w, lambda parent: x + 1 if parent == "w" else w)
    made = graph({"E": definition}, "x")
    assert [(e.source, e.occurrence) for e in made.edges_into("E")] == [("w", 1), ("x", 1)]
    assert made.edges_from("w")[0].partial == x + 1


def test_paths_are_counted_by_occurrence() -> None:
    made = graph({"n": Affine(((w, x), (w,))), "E": Affine(((Var("n"), Var("n")),))}, "x")
    assert path_count(made, "w") == 4
    assert [[e.occurrence for e in path.edges] for path in iter_paths(made, "w")] == [[1, 1], [1, 2], [2, 1], [2, 2]]


@pytest.mark.parametrize("form", ["chain", "messages", "paths", "factored", "closed"])
def test_forms_of_a_weight_that_is_used_twice_in_one_net(form: str) -> None:
    """E = n², n = w·x + w: ∂E/∂w = 2n(x + 1), in every form."""
    made = graph({"n": Affine(((w, x), (w,))), "E": Affine(((Var("n"), Var("n")),))}, "x")
    lines = derive_form(made, "w", form).lines
    values = {"w": 3, "x": 5, "n": 18}
    assert evaluate_lines(lines, values, rational_arithmetic())["d_E__d_w"] == 2 * 18 * 6


E, N, W = Variable("E", Kind.TOTAL), Variable("n", Kind.NET, "n"), Variable("w", Kind.WEIGHT)
C = Variable("c", Kind.CONSTANT)
OF_W, OF_N = Affine(((w,),)), Affine(((Var("n"),),))
REFUSED = [
    ("unknown", (E,), {"E": OF_W}, "unknown name 'w'"),
    ("two of one name", (W, W, E), {"E": OF_W}, "the name 'w' stands for two variables"),
    ("used before it is defined", (W, E, N), {"E": OF_N, "n": OF_W}, "'E' uses 'n', which is not defined before it"),
    ("itself", (E,), {"E": Affine(((Var("E"),),))}, "'E' uses 'E', which is not defined before it"),
    ("no total", (W, N), {"n": OF_W}, "unknown name 'E'"),
    ("a net without definition", (W, N, E), {"E": OF_N}, "the net 'n' has no definition"),
    (
        "a weight with one",
        (W, N, E),
        {"w": Affine(()), "n": OF_W, "E": OF_N},
        "the weight 'w' is given from outside and defined too",
    ),
    (
        "a constant with one",
        (Variable("c", Kind.CONSTANT), E),
        {"c": Affine(()), "E": Affine(())},
        "the constant 'c' is",
    ),
    ("a value without definition", (W, Variable("v", Kind.VALUE), E), {"E": OF_W}, "the value 'v' has no definition"),
]


@pytest.mark.parametrize(
    ("variables", "definitions", "message"), [r[1:] for r in REFUSED], ids=[f"{r[0]} -> {r[3]}" for r in REFUSED]
)
def test_refused(variables: tuple[Variable, ...], definitions: dict[str, Definition], message: str) -> None:
    with pytest.raises(InputError) as caught:
        ListedGraph(variables, definitions, "E")
    assert message in str(caught.value)


def test_a_cycle_is_named_as_what_is_wrong() -> None:
    with pytest.raises(InputError, match="definitions must not go in a cycle"):
        ListedGraph((N, Variable("m", Kind.NET, "m"), E), {"n": Affine(((Var("m"),),)), "m": OF_N, "E": OF_N}, "E")


def test_what_is_given_from_outside_by_its_kind() -> None:
    made = graph({"n": Affine(((w, x), (v,))), "E": OF_N}, "x", "v")
    assert list(made.given(Kind.INPUT)) == ["x", "v"]
    assert list(made.given(Kind.WEIGHT, Kind.BIAS)) == ["w"]
    assert list(made.given(Kind.NET, Kind.TOTAL)) == [], "these are defined"
    assert (made.count(Kind.INPUT), made.count(Kind.INPUT, Kind.WEIGHT), made.count(Kind.TARGET)) == (2, 3, 0)
    assert made.defined() == ["n", "E"]
    assert made.edges_into("x") == ()


def test_what_is_not_said_of_a_variable_is_nothing() -> None:
    """No unit, no row of the function table, not the last layer: none of them is guessed."""
    assert Variable("x", Kind.INPUT).unit == ""
    assert formula(x, lambda _: ONE).function == Formula(x, ("x",), lambda _: ONE).function == ""
    assert not Place(0, 1, "i1").last


def test_the_derivative_of_a_derivative_is_a_second_derivative() -> None:
    """∂/∂v of ∂E/∂w is ∂²E/∂v∂w; of what is no first derivative a symbol of its own is made."""
    symbols = {"g": Partial("E", "w"), "h": Partial("E", "v", "w"), "E": None}
    variables = tuple(Variable(name, Kind.VALUE, symbol=symbol) for name, symbol in symbols.items())
    made = ListedGraph(variables, dict.fromkeys(symbols, Affine(())), "E")
    assert derivative(made, "g", "v") == Partial("E", "v", "w")
    assert derivative(made, "h", "w") == Partial("h", "w")
    assert derivative(made, "E", "w") == Partial("E", "w")


def test_unknown_names_are_refused_with_the_nearest() -> None:
    made = graph({"net": Affine(((w, x),)), "E": Affine(((Var("net"),),))}, "x")
    for ask in (made.variable, made.definition, made.edges_from, made.edges_into):
        with pytest.raises(InputError, match="unknown name 'nett'; did you mean 'net'"):
            ask("nett")


DIAMOND = graph(
    {
        "a": Affine(((w, x),)),
        "b": formula(Call("tanh", (Var("a"),)), lambda _: ONE),
        "c": Affine(((Var("a"), v),)),
        "d": Affine(((Var("c"),),)),
        "E": Affine(((Var("b"),), (Var("c"),))),
    },
    "x",
    "v",
)
DOWNSTREAM = [
    ("w", ["w", "a", "b", "c", "d", "E"], {"w", "a", "b", "c", "E"}),
    ("v", ["v", "c", "d", "E"], {"v", "c", "E"}),
    ("d", ["d"], {"E"}),
    ("E", ["E"], {"E"}),
]


@pytest.mark.parametrize(
    ("start", "names", "alive"), DOWNSTREAM, ids=[f"{d[0]} -> {' '.join(d[1])}" for d in DOWNSTREAM]
)
def test_downstream(start: str, names: list[str], alive: set[str]) -> None:
    found = downstream(DIAMOND, start)
    assert sorted(found) == sorted(names)
    assert found[0] == start
    for name in found:
        assert all(found.index(name) < found.index(e.target) for e in DIAMOND.edges_from(name))
    assert reaches_total(DIAMOND, found) == alive


def test_a_definition_as_it_is_written() -> None:
    assert expression(Affine(((w, x), (v,)))) == total((Product((w, x)), v))
    assert variables_in(Affine(((w, x), (TWO, w), (v,)))) == ("w", "x", "v")
    assert variables_in(formula(v * x + v, lambda _: ONE)) == ("v", "x")
