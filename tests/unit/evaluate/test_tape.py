"""Tapes: what is one operation, what is shared, what runs in which arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from symprop.evaluate.arithmetic import float_arithmetic, mp_arithmetic, numpy_arithmetic, rational_arithmetic
from symprop.evaluate.passes import (
    evaluate_lines,
    forward_tape,
    forward_values,
    gradient_tape,
    in_order,
)
from symprop.evaluate.tape import compile_tape
from symprop.expression import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Cases,
    Chain,
    DisplayEquation,
    Expr,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Sum,
    Var,
)
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph

a, b, c = Var("a"), Var("b"), Var("c")


def power(exponent: int) -> Expr:
    return Power(a, Num(Fraction(exponent), str(exponent)))


COUNTS: list[tuple[str, Expr, int]] = [
    ("a", a, 0),
    ("3", Num(Fraction(3), "3"), 0),
    ("a + b + c", Sum((a, b, c)), 2),
    ("a − b", a - b, 1),
    ("−a", Neg(a), 1),
    ("−a + b", Sum((Neg(a), b)), 2),
    ("a − b − c", a - b - c, 2),
    ("abc", Product((a, b, c)), 2),
    ("a · b · c", Chain((a, b, c)), 2),
    ("a/b", a / b, 1),
    ("a⁰", power(0), 0),
    ("a¹", power(1), 0),
    ("a²", power(2), 1),
    ("a⁵", power(5), 4),
    ("a¹⁶", power(16), 15),
    ("a¹⁷", power(17), 1),
    ("a^½", Power(a, HALF), 1),
    ("a^−2", Power(a, Neg(TWO)), 2),
    ("a^b", Power(a, b), 1),
    ("exp a", Call("exp", (a,)), 1),
    ("σ(a): −a, exp, 1 +, 1 /", Call("sigmoid", (a,)), 4),
    ("ReLU(a)", Call("relu", (a,)), 1),
    ("a if a > b else c", Cases(a, b, a, c), 1),
    ("a·b + a·b: the product once", a * b + a * b, 2),
    ("σ(a)(1 − σ(a)): σ(a) once", Call("sigmoid", (a,)) * (1 - Call("sigmoid", (a,))), 6),
    ("a² + a³: a² once", power(2) + power(3), 3),
    ("(a + b)(a + b)", (a + b) * (a + b), 2),
    ("b·a + a·b: order is kept", b * a + a * b, 3),
]


@pytest.mark.parametrize(("expr", "count"), [row[1:] for row in COUNTS], ids=[f"{r[0]} -> {r[2]}" for r in COUNTS])
def test_operation_count(expr: Expr, count: int) -> None:
    assert compile_tape([("y", expr)]).operation_count == count


def test_what_nobody_uses_is_not_done() -> None:
    tape = compile_tape([("y", Sum((a, Neg(b))))])
    assert [code for code, _, _ in tape.operations] == ["-"]
    assert set(tape.inputs) == {"a", "b"}


def test_lines_use_earlier_lines_and_share_across_them() -> None:
    tape = compile_tape([("y", a * b), ("z", Var("y") + a * b), ("u", Var("z"))])
    assert tape.operation_count == 2
    assert tape.bind(rational_arithmetic())({"a": Fraction(2), "b": Fraction(3)}) == {"y": 6, "z": 12, "u": 12}


def test_a_name_used_before_its_definition_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(AssertionError, match="y is used before its definition"):
        compile_tape([("z", Var("y") + 1), ("y", a)])


def test_in_order_sorts_lines_by_use() -> None:
    lines = [DisplayEquation(Var(n), e) for n, e in (("z", Var("x") * Var("y")), ("y", Var("x") + a), ("x", a + 1))]
    assert [name for name, _ in in_order(lines)] == ["x", "y", "z"]
    assert evaluate_lines(lines, {"a": Fraction(2)}, rational_arithmetic()) == {"x": 3, "y": 5, "z": 15}
    assert evaluate_lines(lines[::-1], {"a": Fraction(2)}, rational_arithmetic()) == {"x": 3, "y": 5, "z": 15}


CASES = [("a > b", 2, 1, 10), ("a = b", 1, 1, 20), ("a < b", 0, 1, 20)]


@pytest.mark.parametrize(("left", "right", "value"), [x[1:] for x in CASES], ids=[f"{x[0]} -> {x[3]}" for x in CASES])
@pytest.mark.parametrize(
    "arithmetic", [rational_arithmetic(), float_arithmetic(), mp_arithmetic(20), numpy_arithmetic()]
)
def test_cases_in_every_arithmetic(arithmetic: Any, left: int, right: int, value: int) -> None:
    tape = compile_tape([("y", Cases(a, b, Num(Fraction(10), "10"), Num(Fraction(20), "20")))])
    given = {name: arithmetic.literal(Fraction(number)) for name, number in (("a", left), ("b", right))}
    assert tape.bind(arithmetic)(given)["y"] == value


def test_rationals_know_no_exp() -> None:
    run = compile_tape([("y", Call("exp", (a,)))]).bind(rational_arithmetic())
    with pytest.raises(AttributeError):
        run({"a": Fraction(1)})


EXACT = [
    ("1/3 + 1/6", ONE / Num(Fraction(3), "3") + ONE / Num(Fraction(6), "6"), Fraction(1, 2)),
    ("(2/3)⁻²", Power(TWO / Num(Fraction(3), "3"), Neg(TWO)), Fraction(9, 4)),
    ("0⁰", Power(ZERO, ZERO), Fraction(1)),
    ("0.1 + 0.2", Sum((Num(Fraction(1, 10), "0.1"), Num(Fraction(1, 5), "0.2"))), Fraction(3, 10)),
    ("|−½|", Call("abs", (Neg(HALF),)), Fraction(1, 2)),
]


@pytest.mark.parametrize(("expr", "value"), [row[1:] for row in EXACT], ids=[f"{r[0]} -> {r[2]}" for r in EXACT])
def test_rationals_are_exact(expr: Expr, value: Fraction) -> None:
    assert compile_tape([("y", expr)]).bind(rational_arithmetic())({})["y"] == value


OVERFLOWS = [("exp(1000)", Call("exp", (a,)), 1000.0, math.inf), ("ln(−1)", Call("log", (a,)), -1.0, math.nan)]


@pytest.mark.parametrize(
    ("expr", "x", "value"), [o[1:] for o in OVERFLOWS], ids=[f"{o[0]} -> {o[3]}" for o in OVERFLOWS]
)
def test_floats_follow_ieee(expr: Expr, x: float, value: float) -> None:
    found = compile_tape([("y", expr)]).bind(float_arithmetic())({"a": x})["y"]
    assert found == value or (math.isnan(found) and math.isnan(value))


def test_a_tape_gives_the_same_twice() -> None:
    run = compile_tape([("y", Call("tanh", (a,)) * b)]).bind(float_arithmetic())
    assert run({"a": 0.5, "b": 2.0}) == run({"a": 0.5, "b": 2.0})
    assert run({"a": 0.0, "b": 2.0}) == {"y": 0.0}


NETS = [(2, 2, 2), (3, 5, 4, 2), (10, 10, 10, 10)]


@pytest.mark.parametrize("sizes", NETS, ids=["-".join(map(str, sizes)) for sizes in NETS])
def test_all_gradients_cost_a_few_forward_passes(sizes: tuple[int, ...]) -> None:
    """The cheap gradient principle (Baur and Strassen 1983)."""
    graph = LayeredGraph(sizes[0], dense_layers(sizes[1:]))
    forward = forward_tape(graph).operation_count
    assert gradient_tape(graph).operation_count < 5 * forward


def test_a_thousand_layers_run() -> None:
    graph = LayeredGraph(1, dense_layers((1,) * 1_000, activation="identity"), bias="none")
    values = dict.fromkeys([*graph.defined(), "i1", "t1", *(f"w{k}" for k in range(1, 1_001))], Fraction(1))
    values["t1"] = Fraction(3)
    forward = forward_values(
        graph, {n: values[n] for n in ("i1", "t1", *(f"w{k}" for k in range(1, 1_001)))}, rational_arithmetic()
    )
    assert forward["E_total"] == 2
    gradients = gradient_tape(graph, ["w1", "w1000"]).bind(rational_arithmetic())(values)
    assert gradients[Partial("E_total", "w1").name] == gradients[Partial("E_total", "w1000").name] == -2
