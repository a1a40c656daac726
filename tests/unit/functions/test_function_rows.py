"""Every row of the function table: its value against a formula written by hand, its derivative against differences."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import pytest

from symprop.evaluate.arithmetic import PHIS, Arithmetic, mp_arithmetic, rational_arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import Call, Expr, Var
from symprop.functions import ACTIVATIONS, FUNCTIONS, GROUPS

MP: Any = mpmath.mp.clone()
MP.dps = 60
ARITHMETIC = mp_arithmetic(60)

REFERENCES: dict[str, Callable[[Any], Any]] = {
    "exp": lambda x: MP.e**x,
    "log": lambda x: MP.quad(lambda u: 1 / u, MP.linspace(1, x, 9)),
    "sqrt": lambda x: x ** (MP.mpf(1) / 2),
    "sin": lambda x: (MP.e ** (1j * x)).imag,
    "cos": lambda x: (MP.e ** (1j * x)).real,
    "tanh": lambda x: (MP.e ** (2 * x) - 1) / (MP.e ** (2 * x) + 1),
    "erf": lambda x: 2 / MP.sqrt(MP.pi) * MP.quad(lambda u: MP.e ** (-u * u), [0, x]),
    "normal_pdf": lambda x: MP.npdf(x),
    "normal_cdf": lambda x: MP.ncdf(x),
    "identity": lambda x: x,
    "sigmoid": lambda x: MP.e**x / (MP.e**x + 1),
    "relu": lambda x: (x + abs(x)) / 2,
    "leaky_relu": lambda x: max(x, x / 100),
    "elu": lambda x: max(x, MP.mpf(0)) + min(MP.mpf(0), MP.expm1(x)),
    "softplus": lambda x: -MP.log(1 - MP.e**x / (MP.e**x + 1)),
    "gelu": lambda x: x * MP.erfc(-x / MP.sqrt(2)) / 2,
    "silu": lambda x: x / (1 + MP.e ** (-x)),
    "abs": lambda x: MP.sqrt(x * x),
    "sgn": lambda x: x / abs(x),
    "step": lambda x: (1 + x / abs(x)) / 2,
    **{name: lambda x, name=name: PHIS[0][name](MP, x) for name in PHIS[0]},
}

PLACES = tuple(MP.mpf(text) for text in ("-2.75", "-1.1", "-0.3", "0.02", "0.4", "1.3", "2.9"))
POSITIVE = ("log", "sqrt")


def places(name: str) -> tuple[Any, ...]:
    return tuple(x for x in PLACES if x > 0) if name in POSITIVE else PLACES


def at(expr: Expr, x: Any, arithmetic: Arithmetic = ARITHMETIC, **more: Any) -> Any:
    return compile_tape([("value", expr)]).bind(arithmetic)({"x": x, **more})["value"]


def value(name: str, x: Any) -> Any:
    return at(Call(name, (Var("x"),)), x)


def derivative(name: str) -> Expr:
    found = FUNCTIONS[name].derivative
    assert found is not None
    return found(Var("x"), Call(name, (Var("x"),)))


def difference(function: Callable[[Any], Any], x: Any) -> Any:
    h = MP.mpf(10) ** -18
    return (function(x + h) - function(x - h)) / (2 * h)


def close(one: Any, other: Any, digits: int) -> bool:
    return bool(abs(one - other) <= MP.mpf(10) ** -digits * max(1, abs(other)))


DIFFERENTIABLE = [name for name, row in FUNCTIONS.items() if row.derivative]


def test_every_row_has_a_reference() -> None:
    assert set(REFERENCES) == set(FUNCTIONS)
    assert set(FUNCTIONS) - set(DIFFERENTIABLE) == {list(PHIS[0])[-1]}, "only the last derivative of φ has none"


@pytest.mark.parametrize("name", FUNCTIONS, ids=lambda n: f"{n} -> its formula")
def test_value(name: str) -> None:
    for x in places(name):
        assert close(value(name, x), REFERENCES[name](x), 45), x


@pytest.mark.parametrize("name", DIFFERENTIABLE, ids=lambda n: f"{n} -> its slope")
def test_derivative_is_the_slope_of_the_value(name: str) -> None:
    for x in places(name):
        slope = at(derivative(name), x)
        assert close(slope, difference(lambda u: value(name, u), x), 30), x
        assert close(slope, difference(REFERENCES[name], x), 30), x


@pytest.mark.parametrize("name", DIFFERENTIABLE, ids=lambda n: f"{n} -> its curvature")
def test_slope_of_the_derivative_is_the_second_derivative(name: str) -> None:
    """The derivative as an expression bends as the reference does: right between the places too."""
    h = MP.mpf(10) ** -12
    for x in places(name):
        found = difference(lambda u: at(derivative(name), u), x)
        f = REFERENCES[name]
        assert close(found, (f(x + h) - 2 * f(x) + f(x - h)) / h**2, 20), x


@pytest.mark.parametrize("name", DIFFERENTIABLE, ids=lambda n: f"{n} -> f′(x) by y")
def test_derivative_uses_the_value_that_is_known(name: str) -> None:
    """(x, y) → f′(x) where y is a leaf, as a network's out is."""
    row = FUNCTIONS[name].derivative
    assert row is not None
    for x in places(name):
        assert close(at(row(Var("x"), Var("y")), x, y=value(name, x)), at(derivative(name), x), 45)


@pytest.mark.parametrize("phi", PHIS, ids=lambda p: f"φ {PHIS.index(p) + 1} -> φ′")
def test_concrete_phis_have_their_derivatives(phi: Any) -> None:
    assert list(phi)[:2] == ["phi", "phi_prime"]
    for function, derivative in pairwise(phi.values()):
        for x in PLACES:
            assert close(derivative(MP, x), difference(lambda u: function(MP, u), x), 30)  # noqa: B023


KINKS = {
    "relu": (0, 0),
    "leaky_relu": (0, Fraction(1, 100)),
    "abs": (0, 0),
    "sgn": (0, 0),
    "step": (0, 0),
}


@pytest.mark.parametrize(
    ("name", "expected"), KINKS.items(), ids=[f"{n}, {n}′ at 0 -> {v[0]}, {v[1]}" for n, v in KINKS.items()]
)
def test_value_and_derivative_at_the_kink(name: str, expected: tuple[Any, Any]) -> None:
    rationals = rational_arithmetic()
    x = Fraction(0)
    assert at(Call(name, (Var("x"),)), x, rationals) == expected[0]
    assert at(derivative(name), x, rationals) == expected[1]


def test_elu_is_smooth_at_its_kink() -> None:
    assert value("elu", MP.mpf(0)) == 0
    assert at(derivative("elu"), MP.mpf(0)) == 1


def test_rows_with_a_kink_say_what_holds_there() -> None:
    kinked = {name for name, row in FUNCTIONS.items() if row.kinks}
    assert kinked == {*KINKS, "elu"}
    assert {name for name, row in FUNCTIONS.items() if row.convention} == kinked


def test_random_points_keep_away_from_every_kink() -> None:
    """All kinks are at 0: there the slope from the left is not the slope from the right, or the value jumps."""
    assert {name: row.kinks for name, row in FUNCTIONS.items() if row.kinks} == dict.fromkeys([*KINKS, "elu"], (0,))


CONVENTIONS = {
    "relu": "ReLU′(0) = 0",
    "leaky_relu": "LeakyReLU′(0) = 0.01",
    "elu": "ELU with α = 1: ELU′(0) = 1",
    "abs": "|x|′ = sgn(x), which is 0 at 0",
    "sgn": "sgn(0) = 0",
    "step": "step(0) = 0",
}


def test_a_page_says_what_holds_at_a_kink() -> None:
    assert {name: row.convention for name, row in FUNCTIONS.items() if row.convention} == CONVENTIONS


SHOWN = {
    "exp": (r"\exp", "exp"),
    "log": (r"\ln", "ln"),
    "sqrt": (r"\sqrt", "√"),
    "sin": (r"\sin", "sin"),
    "cos": (r"\cos", "cos"),
    "tanh": (r"\tanh", "tanh"),
    "erf": (r"\operatorname{erf}", "erf"),
    "normal_pdf": (r"\Phi'", "Φ′"),
    "normal_cdf": (r"\Phi", "Φ"),
    "phi": (r"\varphi", "φ"),
    "phi_prime": (r"\varphi'", "φ′"),
    "phi_second": (r"\varphi''", "φ″"),
    "identity": (r"\operatorname{id}", "id"),
    "sigmoid": (r"\sigma", "σ"),
    "relu": (r"\operatorname{ReLU}", "ReLU"),
    "leaky_relu": (r"\operatorname{LeakyReLU}", "LeakyReLU"),
    "elu": (r"\operatorname{ELU}", "ELU"),
    "softplus": (r"\operatorname{softplus}", "softplus"),
    "gelu": (r"\operatorname{GELU}", "GELU"),
    "silu": (r"\operatorname{SiLU}", "SiLU"),
    "abs": (r"\left|\cdot\right|", "abs"),
    "sgn": (r"\operatorname{sgn}", "sgn"),
    "step": (r"\operatorname{step}", "step"),
}


def test_each_function_is_written_as_books_write_it() -> None:
    assert {name: (row.latex, row.text) for name, row in FUNCTIONS.items()} == SHOWN
    for names in zip(*SHOWN.values(), strict=True):
        assert len(set(names)) == len(names), "two functions would look alike"


def test_each_row_has_a_value_in_one_way() -> None:
    for name, row in FUNCTIONS.items():
        assert row.name == name
        assert (row.body is None) != (row.numeric is None), name


def test_identity_is_written_out_where_it_is_used() -> None:
    assert {name for name, row in FUNCTIONS.items() if row.inline} == {"identity"}
    assert FUNCTIONS["identity"](Var("x")) == Var("x")
    assert FUNCTIONS["tanh"](Var("x")) == Call("tanh", (Var("x"),))


def test_activations_are_rows() -> None:
    for name, row in ACTIVATIONS.items():
        assert row is (GROUPS[name] if name in GROUPS else FUNCTIONS[name])
