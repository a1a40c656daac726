"""read(print(e)) = e in value, for whole forms as they stand on a page and for random expressions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symprop.evaluate.arithmetic import Arithmetic, mp_arithmetic, rational_arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import (
    HALF,
    ONE,
    TWO,
    Call,
    Cases,
    Chain,
    Delta,
    Expr,
    Message,
    Named,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Quotient,
    Sum,
    Var,
    names_in,
)
from symprop.functions import FUNCTIONS
from symprop.graph import Kind, Variable
from symprop.network.layers import LayeredGraph
from symprop.notation import Labels, latex_names
from symprop.read import read_latex, read_mathml, read_text
from symprop.render import LATEX, PYTHON, TEXT, write
from symprop.render.mathml import mathml
from symprop.verify.pages import RENDERINGS, read_back
from symprop.verify.points import Point
from symprop.verify.session import path_scale

from .networks import assert_agree, cases, forms_of, value_of

Case = tuple[LayeredGraph, str, Point]


def assert_pages_hold(case: Case) -> None:
    graph, wrt, point = case
    scale = path_scale(graph, wrt, point)
    labels = Labels(graph.variable)
    for name, lines in forms_of(graph, wrt).items():
        values = {name: value_of(lines, point.forward, point.arithmetic)}
        for rendering in RENDERINGS:
            again = read_back(lines, rendering, labels)
            assert [line.lhs.name for line in again] == [line.lhs.name for line in lines]
            for line, original in zip(again, lines, strict=True):
                assert set(names_in(line.rhs)) == set(names_in(original.rhs)), (name, rendering)
            values[rendering] = value_of(again, point.forward, point.arithmetic)
        assert_agree(values, scale)


@settings(max_examples=25)
@given(cases(depth=3))
def test_printed_forms_are_the_forms(case: Case) -> None:
    assert_pages_hold(case)


@pytest.mark.slow
@settings(max_examples=600)
@given(cases(depth=4))
def test_printed_forms_of_many_networks_are_the_forms(case: Case) -> None:
    assert_pages_hold(case)


# random expressions

VARIABLES = {
    variable.name: variable
    for variable in (
        Variable("i1", Kind.INPUT),
        Variable("t1", Kind.TARGET),
        Variable("w5", Kind.WEIGHT),
        Variable("w12", Kind.WEIGHT),
        Variable("b2", Kind.BIAS),
        Variable("net_h1", Kind.NET, "h1"),
        Variable("out_h1", Kind.OUT, "h1"),
        Variable("out_h10_1", Kind.OUT, "h10_1"),
        Variable("E_o1", Kind.ERROR, "o1"),
        Variable("E_total", Kind.TOTAL),
        Variable("theta", Kind.INPUT),
        Variable("rate", Kind.INPUT),
        Variable("x", Kind.INPUT),
    )
}
LEAVES: tuple[Named, ...] = (
    *(Var(name) for name in VARIABLES),
    Partial("E_total", "w5"),
    Partial("out_h1", "net_h1"),
    Delta("h1"),
    Delta("h10_1"),
    Message("o1", "h1"),
)
LABELS = Labels(VARIABLES.__getitem__)
SYMBOLS = latex_names(LABELS, LEAVES)
NAMES = frozenset(leaf.name for leaf in LEAVES)

NUMBERS = st.sampled_from(
    [
        Num(Fraction(text), text)
        for text in ("0", "1", "2", "3", "10", "16", "0.5", "0.10", "2.50", "1/2", "3/7", "3e-9", "1.5e10", "4e2")
    ]
)


def trees(numbers: st.SearchStrategy[Expr], calls: bool) -> st.SearchStrategy[Expr]:
    """Return trees of every node type, the shapes that only a nested bracket keeps apart among them."""
    exponents = st.sampled_from([Num(Fraction(k), str(k)) for k in range(5)])

    def larger(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        several = st.lists(parts, min_size=2, max_size=3).map(tuple)
        kinds = [
            several.map(Sum),
            several.map(Product),
            several.map(Chain),
            parts.map(Neg),
            st.builds(Quotient, parts, parts),
            st.builds(Power, parts, exponents),
            st.builds(Power, parts, exponents.map(Neg)),
            st.builds(Cases, parts, parts, parts, parts),
        ]
        if calls:
            kinds += [
                st.builds(lambda f, x: Call(f, (x,)), st.sampled_from(sorted(FUNCTIONS)), parts),
                st.builds(
                    Power, parts, st.recursive(st.sampled_from(LEAVES), lambda e: st.builds(Quotient, e, numbers))
                ),
            ]
        return st.one_of(kinds)

    return st.recursive(st.one_of(st.sampled_from(LEAVES), numbers), larger, max_leaves=12)


WRITERS: dict[str, Callable[[Expr], Expr]] = {
    "text": lambda e: read_text(write(e, TEXT, LABELS), NAMES, budget=None),
    "python": lambda e: read_text(write(e, PYTHON, LABELS), NAMES, budget=None),
    "latex": lambda e: read_latex(write(e, LATEX, LABELS), SYMBOLS, budget=None),
    "mathml": lambda e: read_mathml(mathml(e, LABELS), SYMBOLS, budget=None),
}

POINTS = [
    {leaf.name: Fraction((7 * k * k + 13 * k + 5 * s) % 41 - 20, 11 + s) or ONE.value for k, leaf in enumerate(LEAVES)}
    for s in range(3)
]


def evaluate(expr: Expr, point: dict[str, Fraction], arithmetic: Arithmetic) -> Any:
    """Return the value, or None where there is none (1/0, an order of complex numbers, an overflow)."""
    values = {name: arithmetic.literal(value) for name, value in point.items()}
    try:
        return compile_tape([("value", expr)]).bind(arithmetic)(values)["value"]
    except (ZeroDivisionError, ValueError, TypeError, OverflowError):
        return None


RATIONALS = rational_arithmetic()


def assert_same_rational(expr: Expr, writing: str) -> None:
    again = WRITERS[writing](expr)
    for point in POINTS:
        value = evaluate(expr, point, RATIONALS)
        if value is not None:
            assert evaluate(again, point, RATIONALS) == value, (expr, again)


class Bounded:
    """mpmath's functions within reach: sin or exp of 10^10^10 would take for ever."""

    def __init__(self, functions: Any) -> None:
        self.functions = functions

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.functions, name)
        if name in ("pi", "mpf", "isfinite"):
            return found

        def function(x: Any) -> Any:
            if not abs(x) < 1e6:
                raise OverflowError(name)
            return found(x)

        return function


REALS = mp_arithmetic(120)
REALS = replace(REALS, functions=Bounded(REALS.functions))


def assert_same_real(expr: Expr, writing: str) -> None:
    """Assert equality to 40 of 120 digits at every point where the value is finite and real."""
    again = WRITERS[writing](expr)
    assert set(names_in(again)) == set(names_in(expr))
    mp = REALS.functions
    for point in POINTS:
        value = evaluate(expr, point, REALS)
        if value is None or not isinstance(value, mp.mpf) or not mp.isfinite(value) or abs(value) > mp.mpf(10) ** 60:
            continue
        found = evaluate(again, point, REALS)
        assert found is not None
        scale = max(abs(value), mp.mpf(10) ** -20)
        assert abs(found - value) <= scale * mp.mpf(10) ** -40, (expr, again)


a, b, c = Var("w5"), Var("out_h1"), Var("t1")
TRICKY = {
    "−(−a)": Neg(Neg(a)),
    "−a²": Neg(Power(a, TWO)),
    "(−a)²": Power(Neg(a), TWO),
    "(a²)³": Power(Power(a, TWO), Num(Fraction(3), "3")),
    "a − (b − c)": Sum((a, Neg(Sum((b, Neg(c)))))),
    "a − (−b)": Sum((a, Neg(Neg(b)))),
    "(a + b) + c": Sum((Sum((a, b)), c)),
    "a·(−b)": Product((a, Neg(b))),
    "−(a·b)·c": Product((Neg(Product((a, b))), c)),
    "a/(b/c)": Quotient(a, Quotient(b, c)),
    "(a/b)/c": Quotient(Quotient(a, b), c),
    "a/(b·c)": Quotient(a, Product((b, c))),
    "a·(b/c)": Product((a, Quotient(b, c))),
    "(a/b)²": Power(Quotient(a, b), TWO),
    "−(a/b)": Neg(Quotient(a, b)),
    "(−a)/b": Quotient(Neg(a), b),
    "a/(−b)": Quotient(a, Neg(b)),
    "2·3": Product((TWO, Num(Fraction(3), "3"))),
    "½·½": Product((HALF, HALF)),
    "½²": Power(HALF, TWO),
    "a/½": Quotient(a, HALF),
    "(3e-9)²": Power(Num(Fraction(3, 10**9), "3e-9"), TWO),
    "a·3e-9": Product((a, Num(Fraction(3, 10**9), "3e-9"))),
    "a/3e-9": Quotient(a, Num(Fraction(3, 10**9), "3e-9")),
    "out(1 + out)": Product((b, Sum((ONE, b)))),
    "out·(out + 1)·(out)": Product((b, Sum((b, ONE)), b)),
    "chain in product": Product((a, Chain((b, Neg(c))))),
    "product in chain": Chain((Product((a, b)), Sum((a, b)), Neg(c))),
    "negative chain in sum": Sum((a, Chain((Neg(b), c)), Neg(Chain((Neg(a), c))))),
    "cases in product": Product((a, Cases(b, ONE, a, c))),
    "cases in sum": Sum((a, Cases(b, ONE, a, c), c)),
    "cases after minus": Sum((a, Neg(Cases(b, ONE, a, c)))),
    "cases in cases": Cases(Cases(a, b, b, c), c, Cases(b, a, a, ONE), Cases(c, a, ONE, b)),
    "cases in power": Power(Cases(b, ONE, a, c), TWO),
    "cases in call": Call("exp", (Cases(b, ONE, a, c),)),
    "cases in quotient": Quotient(Cases(b, ONE, a, c), Cases(a, ONE, b, c)),
    "cases with sums": Cases(Sum((a, b)), Neg(c), Neg(a), Sum((b, c))),
    "exp(a)²": Power(Call("exp", (a,)), TWO),
    "exp(a²)": Call("exp", (Power(a, TWO),)),
    "√a²": Power(Call("sqrt", (a,)), TWO),
    "|a|²": Power(Call("abs", (a,)), TWO),
    "||a| − b|": Call("abs", (Sum((Call("abs", (a,)), Neg(b))),)),
    "φ′(a)": Call("phi_prime", (a,)),
    "Φ′(a)·Φ(a)": Product((Call("normal_pdf", (a,)), Call("normal_cdf", (a,)))),
    "a^(−b)": Power(a, Neg(b)),
    "a^(b + c)": Power(a, Sum((b, c))),
    "a^(b^c)": Power(a, Power(b, c)),
    "a^½": Power(a, HALF),
    "(∂E/∂w5)²": Power(Partial("E_total", "w5"), TWO),
    "1/∂E/∂w5": Quotient(ONE, Partial("E_total", "w5")),
    "δ²": Power(Delta("h1"), TWO),
    "m²": Power(Message("o1", "h1"), TWO),
    "θ·x": Product((Var("theta"), Var("x"), Var("rate"))),
}


@pytest.mark.parametrize("writing", WRITERS)
@pytest.mark.parametrize("expr", TRICKY.values(), ids=[f"{name} -> itself" for name in TRICKY])
def test_brackets_that_must_stand(expr: Expr, writing: str) -> None:
    assert_same_real(expr, writing)


@pytest.mark.parametrize("writing", WRITERS)
@settings(max_examples=120)
@given(expr=trees(NUMBERS, calls=False))
def test_random_rational_expressions(writing: str, expr: Expr) -> None:
    assert_same_rational(expr, writing)


@pytest.mark.parametrize("writing", WRITERS)
@settings(max_examples=80)
@given(expr=trees(NUMBERS, calls=True))
def test_random_expressions(writing: str, expr: Expr) -> None:
    assert_same_real(expr, writing)


@pytest.mark.slow
@pytest.mark.parametrize("writing", WRITERS)
@settings(max_examples=1_500)
@given(expr=trees(NUMBERS, calls=False))
def test_many_random_rational_expressions(writing: str, expr: Expr) -> None:
    assert_same_rational(expr, writing)


@pytest.mark.slow
@pytest.mark.parametrize("writing", WRITERS)
@settings(max_examples=1_500)
@given(expr=trees(NUMBERS, calls=True))
def test_many_random_expressions(writing: str, expr: Expr) -> None:
    assert_same_real(expr, writing)
