"""What definitions and formulas mean, said once more: an evaluator that knows no table of symprop's functions.

One walk in any numbers: 50 digits, exact rationals, dual numbers over either, tensors, SymPy expressions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from symprop import expression as e

__all__ = ["Field", "forward", "power", "value_of", "values_of_lines"]


@dataclass(frozen=True)
class Field:
    """A kind of number.

    Args:
        literal: the number of an exact rational.
        primitive: exp, log, sqrt, sin, cos, tanh and erf, by name, and the number pi; none in exact rationals.
        greater: (a, b) → whether a > b.
        compared: what was compared with what, in order; the distance of a point from each kink.
    """

    literal: Callable[[Fraction], Any]
    primitive: Mapping[str, Any]
    greater: Callable[[Any, Any], bool]
    compared: list[tuple[Any, Any]] = field(default_factory=list)

    def over(self, a: Any, b: Any) -> bool:
        self.compared.append((a, b))
        return self.greater(a, b)

    def call(self, name: str, x: Any) -> Any:
        return self.primitive[name](x) if name in self.primitive else FUNCTIONS[name](self, x)


def _positive(f: Field, x: Any) -> bool:
    return f.over(x, f.literal(Fraction(0)))


def _half(f: Field) -> Any:
    return f.literal(Fraction(1, 2))


def _sgn(f: Field, x: Any) -> Any:
    zero = f.literal(Fraction(0))
    return f.literal(Fraction(int(f.over(x, zero)) - int(f.over(zero, x))))


def _cdf(f: Field, x: Any) -> Any:
    return _half(f) * (1 + f.call("erf", x * f.call("sqrt", _half(f))))


def _pdf(f: Field, x: Any) -> Any:
    return f.call("exp", -(x * x) * _half(f)) / f.call("sqrt", f.literal(Fraction(2)) * f.primitive["pi"])


FUNCTIONS: dict[str, Callable[[Field, Any], Any]] = {
    "identity": lambda f, x: x,
    "sigmoid": lambda f, x: 1 / (1 + f.call("exp", -x)),
    "relu": lambda f, x: x if _positive(f, x) else f.literal(Fraction(0)),
    "leaky_relu": lambda f, x: x if _positive(f, x) else x * f.literal(Fraction(1, 100)),
    "elu": lambda f, x: x if _positive(f, x) else f.call("exp", x) - 1,
    "softplus": lambda f, x: f.call("log", f.call("exp", x) + 1),
    "normal_cdf": _cdf,
    "normal_pdf": _pdf,
    "gelu": lambda f, x: x * _cdf(f, x),
    "silu": lambda f, x: x / (1 + f.call("exp", -x)),
    "abs": lambda f, x: x if _positive(f, x) else -x,
    "sgn": _sgn,
    "step": lambda f, x: f.literal(Fraction(int(_positive(f, x)))),
    # what the abstract φ stands for here: any smooth function will do
    "phi": lambda f, x: f.call("sin", x + x) + x * x * _half(f),
    "phi_prime": lambda f, x: f.call("cos", x + x) * 2 + x,
    "phi_second": lambda f, x: 1 - f.call("sin", x + x) * 4,
}
"""From their papers and a calculus book, in terms of the primitive ones."""


def value_of(expr: e.Expr, names: Mapping[str, Any], f: Field) -> Any:
    """Return what an expression of scalars is worth."""

    def rule(node: e.Expr, parts: list[Any]) -> Any:
        match node:
            case e.Num(value):
                return f.literal(value)
            case e.Var() | e.Partial() | e.Delta() | e.Message():
                return names[node.name]
            case e.Sum():
                result = parts[0]
                for part in parts[1:]:
                    result = result + part
                return result
            case e.Product() | e.Chain():
                result = parts[0]
                for part in parts[1:]:
                    result = result * part
                return result
            case e.Neg():
                return -parts[0]
            case e.Quotient():
                return parts[0] / parts[1]
            case e.Power(_, exponent):
                return _power(f, parts[0], exponent, parts[1])
            case e.Call(function):
                return f.call(function, parts[0])
            case e.Cases():
                return parts[2] if f.over(parts[0], parts[1]) else parts[3]
            case _:
                raise TypeError(type(node).__name__)

    return e.fold(expr, rule)


def _power(f: Field, base: Any, written: e.Expr, exponent: Any) -> Any:
    sign, number = (-1, written.operand) if isinstance(written, e.Neg) else (1, written)
    return power(f, base, sign * number.value if isinstance(number, e.Num) else None, lambda: exponent)


def power(f: Field, base: Any, number: Fraction | None, exponent: Callable[[], Any]) -> Any:
    """Return base to an exponent, which is the number where it is one; a negative base may have whole exponents."""
    if number is not None and number.denominator == 1 and abs(number) < 20:
        result = f.literal(Fraction(1))
        for _ in range(abs(int(number))):
            result = result * base
        return result if number >= 0 else 1 / result
    if number is not None and abs(number) == Fraction(1, 2):
        root = f.call("sqrt", base)
        return root if number > 0 else 1 / root
    return f.call("exp", exponent() * f.call("log", base))


def forward(written: Iterable[tuple[str, e.Expr]], given: Mapping[str, Any], f: Field) -> dict[str, Any]:
    """Return the value of everything, what is given included."""
    names = dict(given)
    for name, rhs in written:
        names[name] = value_of(rhs, names, f)
    return names


def values_of_lines(lines: Iterable[e.DisplayEquation], known: Mapping[str, Any], f: Field) -> dict[str, Any]:
    """Return the value of every left side; lines may stand in any order, each name is defined once.

    Raises:
        ValueError: if a line is needed for its own value.
    """
    rhs = {line.lhs.name: line.rhs for line in lines}
    names = {name: value for name, value in known.items() if name not in rhs}
    open_names: list[str] = []

    def find(name: str) -> None:
        if name in open_names:
            raise ValueError(f"{name} is defined by itself")
        open_names.append(name)
        for used in e.names_in(rhs[name]):
            if used in rhs and used not in names:
                find(used)
        names[name] = value_of(rhs[name], names, f)
        open_names.pop()

    for name in rhs:
        if name not in names:
            find(name)
    return {name: names[name] for name in rhs}
