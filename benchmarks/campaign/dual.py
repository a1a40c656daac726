"""Forward mode: numbers that carry a derivative, over exact rationals or any other field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

__all__ = ["SLOPES", "Dual", "Magnitude", "lift"]


@dataclass(frozen=True, slots=True)
class Dual:
    """value + slope ε with ε² = 0: a number and its derivative (Clifford 1873)."""

    value: Any
    slope: Any

    @classmethod
    def of(cls, value: Any, *slopes: Any) -> Self:
        """Return a number whose derivative is a sum."""
        return cls(value, sum(slopes))

    @classmethod
    def lifted(cls, number: Any) -> Self:
        return number if isinstance(number, cls) else cls(number, 0)

    def __add__(self, other: Any) -> Self:
        other = self.lifted(other)
        return self.of(self.value + other.value, self.slope, other.slope)

    def __sub__(self, other: Any) -> Self:
        return self + -self.lifted(other)

    def __neg__(self) -> Self:
        return self.of(-self.value, -self.slope)

    def __mul__(self, other: Any) -> Self:
        other = self.lifted(other)
        return self.of(self.value * other.value, self.value * other.slope, self.slope * other.value)

    def __truediv__(self, other: Any) -> Self:
        other = self.lifted(other)
        quotient = self.value / other.value
        return self.of(quotient, self.slope / other.value, -quotient * other.slope / other.value)

    def __pow__(self, exponent: Any) -> Self:
        power = self.lifted(exponent)
        assert power.slope == 0
        return self.of(self.value**power.value, power.value * self.value ** (power.value - 1) * self.slope)

    def __rsub__(self, other: Any) -> Self:
        return self.lifted(other) - self

    def __rtruediv__(self, other: Any) -> Self:
        return self.lifted(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > self.lifted(other).value)

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < self.lifted(other).value)


@dataclass(frozen=True, slots=True)
class Magnitude(Dual):
    """A number and Σ|path product| over all paths to it, of which a derivative is a small part where terms cancel."""

    @classmethod
    def of(cls, value: Any, *slopes: Any) -> Self:
        return cls(value, sum(map(abs, slopes)))


def lift(number: Any) -> Dual:
    return Dual.lifted(number)


SLOPES = {
    "exp": lambda m, x: m.exp(x),
    "log": lambda m, x: 1 / x,
    "sqrt": lambda m, x: 1 / (2 * m.sqrt(x)),
    "sin": lambda m, x: m.cos(x),
    "cos": lambda m, x: -m.sin(x),
    "tanh": lambda m, x: 1 / m.cosh(x) ** 2,
    "erf": lambda m, x: 2 / m.sqrt(m.pi) * m.exp(-x * x),
}
"""The primitive functions' derivatives, from a calculus book; m is a namespace of functions."""
