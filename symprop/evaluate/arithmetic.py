"""What numbers are: how a literal becomes one, what the functions are, how a case is decided.

Python's own operators do the rest, so that one tape runs in exact rationals, at 50 digits, in floats or on
a framework's tensors.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

__all__ = [
    "ABSTRACT",
    "PHIS",
    "Arithmetic",
    "Phi",
    "float_arithmetic",
    "is_real",
    "mp_arithmetic",
    "numpy_arithmetic",
    "rational_arithmetic",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """One kind of number.

    Args:
        literal: the number for an exact rational.
        functions: where primitive functions are taken from (``.exp``, ``.log``, …, ``.pi``).
        where: (left, right, then, otherwise) → then where left > right, else otherwise.
    """

    literal: Callable[[Fraction], Any]
    functions: Any
    where: Callable[[Any, Any, Any, Any], Any]


Phi = Mapping[str, Callable[[Any, Any], Any]]
"""A concrete function for the abstract φ, with φ′ and φ″: each takes a namespace of functions and x."""

PHIS: tuple[Phi, ...] = (
    {
        "phi": lambda m, x: m.tanh(x) + x / 3,
        "phi_prime": lambda m, x: 1 - m.tanh(x) ** 2 + m.mpf(1) / 3,
        "phi_second": lambda m, x: -2 * m.tanh(x) * (1 - m.tanh(x) ** 2),
    },
    {
        "phi": lambda m, x: m.sin(2 * x) + x,
        "phi_prime": lambda m, x: 2 * m.cos(2 * x) + 1,
        "phi_second": lambda m, x: -4 * m.sin(2 * x),
    },
    {
        "phi": lambda m, x: m.exp(x / 2) - x * x / 5,
        "phi_prime": lambda m, x: m.exp(x / 2) / 2 - 2 * x / 5,
        "phi_second": lambda m, x: m.exp(x / 2) / 4 - m.mpf(2) / 5,
    },
)
"""Concrete functions that stand for the abstract φ, with their derivatives; a check tries each of them."""


ABSTRACT = frozenset(PHIS[0])
"""The names of φ, φ′ and φ″ in the function table."""


def pick(left: Any, right: Any, then: Any, otherwise: Any) -> Any:
    """Return `then` if left > right, else `otherwise`."""
    return then if left > right else otherwise


class _Rationals:
    """Rationals have no transcendental functions: a name that is missing raises AttributeError."""


def rational_arithmetic() -> Arithmetic:
    """Return exact rational arithmetic."""
    return Arithmetic(literal=Fraction, functions=_Rationals(), where=pick)


class _Floats:
    """The functions of `math`, with overflow as infinity and a domain error as NaN, as IEEE 754 has it."""

    pi, mpf = math.pi, float

    def __init__(self, phi: Phi) -> None:
        self._phi = phi

    def phi(self, x: float) -> float:
        return float(self._phi["phi"](self, x))

    def phi_prime(self, x: float) -> float:
        return float(self._phi["phi_prime"](self, x))

    def phi_second(self, x: float) -> float:
        return float(self._phi["phi_second"](self, x))

    def __getattr__(self, name: str) -> Callable[[float], float]:
        function = getattr(math, name)

        def guarded(x: float) -> float:
            try:
                return float(function(x))
            except OverflowError:
                return math.inf
            except ValueError:
                return math.nan

        setattr(self, name, guarded)
        return guarded


def float_arithmetic(phi: Phi = PHIS[0]) -> Arithmetic:
    """Return Python floats (float64)."""
    return Arithmetic(literal=float, functions=_Floats(phi), where=pick)


def numpy_arithmetic(phi: Phi = PHIS[0]) -> Arithmetic:
    """Return NumPy arrays of float64; erf element by element through `math`."""
    import numpy as np

    class Functions:
        exp, log, sqrt, sin, cos, tanh, pi = np.exp, np.log, np.sqrt, np.sin, np.cos, np.tanh, np.pi
        erf, mpf = staticmethod(np.vectorize(math.erf, otypes=[float])), float

        def __getattr__(self, name: str) -> Callable[[Any], Any]:  # phi, phi_prime, phi_second
            return lambda x: phi[name](self, x)

    return Arithmetic(literal=float, functions=Functions(), where=lambda a, b, x, y: np.where(a > b, x, y))


class _Mp:
    """mpmath's functions, and a concrete function for φ."""

    def __init__(self, context: Any, phi: Phi) -> None:
        self._context, self._phi = context, phi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._context, name)

    def phi(self, x: Any) -> Any:
        return self._phi["phi"](self._context, x)

    def phi_prime(self, x: Any) -> Any:
        return self._phi["phi_prime"](self._context, x)

    def phi_second(self, x: Any) -> Any:
        return self._phi["phi_second"](self._context, x)


def is_real(value: Any, arithmetic: Arithmetic) -> bool:
    """Return whether a number of `mp_arithmetic` is real and finite."""
    return not hasattr(value, "_mpc_") and bool(arithmetic.functions.isfinite(value))


def mp_arithmetic(digits: int, phi: Phi = PHIS[0]) -> Arithmetic:
    """Return mpmath numbers of `digits` significant digits.

    Args:
        phi: what the abstract φ and its derivative are.
    """
    from mpmath.ctx_mp import MPContext

    context = MPContext()
    context.dps = digits
    return Arithmetic(
        literal=lambda value: context.mpf(value.numerator) / value.denominator,
        functions=_Mp(context, phi),
        where=pick,
    )
