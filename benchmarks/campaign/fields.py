"""The kinds of numbers that `meaning` is asked in."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from benchmarks.campaign.dual import SLOPES, Dual
from benchmarks.campaign.meaning import Field

__all__ = ["DIGITS", "dual", "rationals", "reals", "symbols", "tensors"]

DIGITS = 50
NAMES = ("exp", "log", "sqrt", "sin", "cos", "tanh", "erf")


@cache
def context() -> Any:
    """Return mpmath at 50 digits, and not at those that something else has set."""
    from mpmath.ctx_mp import MPContext

    found = MPContext()
    found.dps = DIGITS
    return found


def reals() -> Field:
    """Return numbers of 50 digits."""
    mp = context()
    primitive = {**{name: getattr(mp, name) for name in NAMES}, "pi": +mp.pi}
    return Field(lambda x: mp.mpf(x.numerator) / x.denominator, primitive, lambda a, b: bool(a > b))


def rationals() -> Field:
    """Return exact rationals; a function that has none raises KeyError."""
    return Field(Fraction, {}, lambda a, b: bool(a > b))


def dual(base: Field, number: type[Dual] = Dual, functions: Any = None) -> Field:
    """Return dual numbers over other numbers, of derivatives or of their magnitudes.

    Args:
        functions: what their derivatives are made of where they are no mpmath's: exp, cosh, sqrt, … of these numbers.
    """
    mp = functions or context()

    def lifted(name: str) -> Any:
        def function(x: Any) -> Dual:
            x = number.lifted(x)
            return number.of(base.primitive[name](x.value), SLOPES[name](mp, x.value) * x.slope)

        return function

    primitive = {name: lifted(name) for name in NAMES if name in base.primitive}
    if "pi" in base.primitive:
        primitive["pi"] = base.primitive["pi"]
    return Field(lambda x: number.lifted(base.literal(x)), primitive, lambda a, b: number.lifted(a) > b)


@cache
def tensors() -> Field:
    """Return float64 tensors of PyTorch; its autograd knows their derivatives."""
    import torch

    def function(name: str) -> Any:
        own = getattr(torch, name)
        return lambda x: own(torch.as_tensor(x, dtype=torch.float64))

    primitive = {**{name: function(name) for name in NAMES}, "pi": torch.pi}
    return Field(
        lambda x: torch.tensor(float(x), dtype=torch.float64), primitive, lambda a, b: bool(torch.as_tensor(a > b))
    )


class Symbol:
    """A SymPy expression and its number, by which cases are decided."""

    __slots__ = ("expr", "value")

    def __init__(self, expr: Any, value: Any) -> None:
        self.expr, self.value = expr, value

    def __add__(self, other: Any) -> Symbol:
        other = _symbol(other)
        return Symbol(self.expr + other.expr, self.value + other.value)

    def __mul__(self, other: Any) -> Symbol:
        other = _symbol(other)
        return Symbol(self.expr * other.expr, self.value * other.value)

    def __neg__(self) -> Symbol:
        return Symbol(-self.expr, -self.value)

    def __sub__(self, other: Any) -> Symbol:
        return self + -_symbol(other)

    def __truediv__(self, other: Any) -> Symbol:
        other = _symbol(other)
        return Symbol(self.expr / other.expr, self.value / other.value)

    def __rtruediv__(self, other: Any) -> Symbol:
        return _symbol(other) / self

    def __rsub__(self, other: Any) -> Symbol:
        return _symbol(other) - self

    __radd__, __rmul__ = __add__, __mul__


def _symbol(x: Any) -> Symbol:
    if isinstance(x, Symbol):
        return x
    import sympy

    return Symbol(sympy.Integer(x), context().mpf(x))


def symbols(given: Mapping[str, Fraction]) -> tuple[Field, dict[str, Symbol]]:
    """Return SymPy's expressions, and those of what is given."""
    import sympy

    base = reals()

    def lifted(name: str) -> Any:
        return lambda x: Symbol(getattr(sympy, name)(x.expr), base.primitive[name](x.value))

    primitive = {**{name: lifted(name) for name in NAMES}, "pi": Symbol(sympy.pi, base.primitive["pi"])}
    literal = lambda x: Symbol(sympy.Rational(x.numerator, x.denominator), base.literal(x))  # noqa: E731
    names = {name: Symbol(sympy.Symbol(name, real=True), base.literal(value)) for name, value in given.items()}
    return Field(literal, primitive, lambda a, b: bool(_symbol(a).value > _symbol(b).value)), names
