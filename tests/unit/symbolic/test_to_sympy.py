"""Plain SymPy from our trees: as SymPy has it, with functions that differentiate, evaluate and write themselves out."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy

from symprop import Network, load
from symprop.evaluate.arithmetic import PHIS, mp_arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import (
    HALF,
    ONE,
    ZERO,
    Call,
    Cases,
    Chain,
    Delta,
    Expr,
    Message,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Sum,
    Var,
)
from symprop.functions import FUNCTIONS
from symprop.graph import expression
from symprop.symbolic import sympy_function, to_sympy, to_sympy_each

a, b = Var("a"), Var("b")
A, B = sympy.symbols("a b")

TREES: list[tuple[Expr, sympy.Expr]] = [
    (Num(Fraction(1, 10), "0.10"), sympy.Rational(1, 10)),
    (Num(Fraction(3, 10**9), "3e-9"), sympy.Rational(3, 10**9)),
    (-(a - b), B - A),
    (a * b * a, A**2 * B),
    (Product((a, a)), A**2),
    (Product((a, Neg(a))), -(A**2)),
    (Product((ZERO, a)), sympy.Integer(0)),
    (Chain((a, b, ONE)), A * B),
    (Sum((a, b, Neg(a))), B),
    (a / b, A / B),
    (HALF * Power(a - b, Num(Fraction(2), "2")), (A - B) ** 2 / 2),
    (Power(a, Neg(HALF)), 1 / sympy.sqrt(A)),
    (Cases(a, b, a, ZERO), sympy.Piecewise((A, A > B), (0, True))),
    (Call("exp", (a,)), sympy.exp(A)),
    (Call("log", (a,)), sympy.log(A)),
    (Call("abs", (a,)), sympy.Abs(A)),
    (Call("sgn", (a,)), sympy.sign(A)),
    (Partial("E_total", "w1"), sympy.Symbol("d_E_total__d_w1")),
    (Delta("h1"), sympy.Symbol("delta_h1")),
    (Message("j1", "h1"), sympy.Symbol("m_j1__h1")),
]


@pytest.mark.parametrize(("tree", "plain"), TREES, ids=[f"{i} -> {p}" for i, (_, p) in enumerate(TREES)])
def test_to_sympy(tree: Expr, plain: sympy.Expr) -> None:
    assert to_sympy(tree) == plain


def test_symbols_are_the_ones_anyone_makes() -> None:
    assert to_sympy(Var("lambda1")) is sympy.Symbol("lambda1")
    assert dict(to_sympy_each([("y", a * b), ("z", b)])) == {"y": A * B, "z": B}


w1, w2, w3, i1, t1 = sympy.symbols("w1 w2 w3 i1 t1")


def test_the_closed_form_is_sympys_own_derivative() -> None:
    network = Network.layered(1, 1, 1, activation="tanh", bias="none")
    total = (t1 - sympy.tanh(w2 * sympy.tanh(w1 * i1))) ** 2 / 2
    for wrt in ("w1", "w2"):
        difference = network.gradient(wrt).closed.expr - sympy.diff(total, sympy.Symbol(wrt))
        assert sympy.expand(difference) == 0


@pytest.mark.parametrize("wrt", ["w1", "w5", "b1", "b2"])
def test_the_factored_form_is_sympys_derivative_after_substitution(wrt: str) -> None:
    """Every δ and variable put in: the derivative SymPy finds of E_total written out, at Mazur's values."""
    network = load("mazur")
    sigmoid = sympy_function("sigmoid")
    plain = {sympy.Symbol(name): sympy.Symbol(name) for name in network.parameters}
    for name in network.graph.defined():
        definition = network.graph.definition(name)
        assert definition is not None
        plain[sympy.Symbol(name)] = to_sympy(expression(definition)).xreplace(plain)
    assert plain[sympy.Symbol("net_h1")] == w1 * i1 + w2 * sympy.Symbol("i2") + sympy.Symbol("b1")
    assert plain[sympy.Symbol("out_h1")] == sigmoid(plain[sympy.Symbol("net_h1")])
    system = network.gradient(wrt).factored.system
    filled = dict(plain)
    for name, rhs in reversed(list(system.items())):
        filled[sympy.Symbol(name)] = rhs.xreplace(filled)
    found = filled[sympy.Symbol(f"d_E_total__d_{wrt}")]
    own = sympy.diff(plain[sympy.Symbol("E_total")], sympy.Symbol(wrt))
    values = network.forward()
    at = {symbol: sympy.Float(str(values[symbol.name]), 40) for symbol in own.free_symbols | found.free_symbols}
    assert abs((found - own).xreplace(at).evalf(35)) < sympy.Float("1e-32")
    assert float(found.xreplace(at)) == pytest.approx(float(network.gradient(wrt).value or "nan"), rel=1e-11)


NAMES = [name for name in FUNCTIONS if name not in PHIS[0]]
X = sympy.Symbol("x")
PLACES = ("-1.25", "-0.3", "0.4", "2.1")


def own_value(name: str, x: str, derived: bool = False) -> sympy.Expr:
    arithmetic = mp_arithmetic(40)
    expr: Expr = Call(name, (Var("x"),))
    if derived:
        derivative = FUNCTIONS[name].derivative
        assert derivative is not None
        expr = derivative(Var("x"), expr)
    given = {"x": arithmetic.literal(Fraction(x))}
    return sympy.Float(str(compile_tape([("y", expr)]).bind(arithmetic)(given)["y"]), 30)


def places(name: str) -> tuple[str, ...]:
    return PLACES[2:] if name in ("log", "sqrt") else PLACES


def close(one: sympy.Expr, other: sympy.Expr) -> bool:
    return bool(abs(one - other) < sympy.Float("1e-27") * max(1, abs(other)))


@pytest.mark.parametrize("name", NAMES, ids=lambda n: f"{n} -> evalf")
def test_functions_evaluate(name: str) -> None:
    for x in places(name):
        found = sympy_function(name)(sympy.Rational(x)).evalf(30)
        assert found.is_Number, found
        assert close(found, own_value(name, x)), x


SMOOTH = [name for name in NAMES if name not in ("abs", "sgn")]  # SymPy's own abs and sgn of a complex symbol


@pytest.mark.parametrize("name", SMOOTH, ids=lambda n: f"{n} -> diff")
def test_functions_differentiate(name: str) -> None:
    derivative = sympy_function(name)(X).diff(X)
    assert not derivative.has(sympy.Derivative)
    for x in places(name):
        assert close(derivative.xreplace({X: sympy.Rational(x)}).evalf(30), own_value(name, x, derived=True)), x


@pytest.mark.parametrize("name", SMOOTH, ids=lambda n: f"{n} -> chain rule")
def test_functions_know_the_chain_rule(name: str) -> None:
    f = sympy_function(name)
    composed = f(X**2 + 1).diff(X)
    assert sympy.simplify(composed - 2 * X * f(X).diff(X).xreplace({X: X**2 + 1})) == 0 or close(
        composed.xreplace({X: sympy.Rational(1, 3)}).evalf(30),
        (2 * X * f(X).diff(X).xreplace({X: X**2 + 1})).xreplace({X: sympy.Rational(1, 3)}).evalf(30),
    )


WRITTEN = {
    "sigmoid": 1 / (1 + sympy.exp(-X)),
    "softplus": sympy.log(1 + sympy.exp(X)),
    "relu": sympy.Piecewise((X, X > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((X, X > 0), (X / 100, True)),
    "elu": sympy.Piecewise((X, X > 0), (sympy.exp(X) - 1, True)),
    "step": sympy.Piecewise((1, X > 0), (0, True)),
    "normal_cdf": (1 + sympy.erf(X / sympy.sqrt(2))) / 2,
}


@pytest.mark.parametrize(("name", "plain"), WRITTEN.items(), ids=[f"{n} -> {p}" for n, p in WRITTEN.items()])
def test_functions_write_themselves_out(name: str, plain: sympy.Expr) -> None:
    found = sympy_function(name)(X).rewrite(sympy.exp)
    assert sympy.expand(found) == sympy.expand(plain)


def test_functions_of_another_write_themselves_out_in_steps() -> None:
    silu = sympy_function("silu")(X).rewrite(sympy.exp).rewrite(sympy.exp)
    assert silu == X / (1 + sympy.exp(-X))


def test_phi_stays_abstract() -> None:
    phi, prime = sympy_function("phi"), sympy_function("phi_prime")
    assert phi(X).diff(X) == prime(X)
    assert phi(X).rewrite(sympy.exp) == phi(X)
    assert Network.layered(1, 1, activation="phi", bias="none").gradient("w1").closed.expr == (
        i1 * (phi(i1 * w1) - t1) * prime(i1 * w1)
    )


def test_the_last_derivative_of_phi_is_left_to_sympy() -> None:
    last = sympy_function(list(PHIS[0])[-1])
    assert last(X).diff(X) == sympy.Derivative(last(X), X)


def test_a_function_is_made_once() -> None:
    assert sympy_function("sigmoid") is sympy_function("sigmoid")
    assert sympy_function("tanh") is sympy.tanh
    assert str(sympy_function("relu")(X)) == "relu(x)"


def test_all_gradients_of_mazurs_network() -> None:
    system = dict(load("mazur").factored())
    assert str(system["d_E_total__d_w5"]) == "delta_o1*out_h1"
    assert list(system)[:4] == ["delta_o2", "delta_o1", "delta_h2", "delta_h1"]
    assert list(system)[4:] == [f"d_E_total__d_{name}" for name in load("mazur").parameters]
