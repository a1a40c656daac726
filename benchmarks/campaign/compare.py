"""How many digits agree: relative to the larger, where terms cancel to Σ|path product|; zero with zero only.

>>> agreeing(Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**45), 40, lambda: 1)
0
>>> agreeing(1.0, 1.005, 40, lambda: 1), agreeing(0.0, 1e-60, 40, lambda: 0), agreeing(0.0, 1e-60, 40, lambda: 1)
(2, 0, 50)
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from benchmarks.campaign.fields import DIGITS, context

__all__ = ["EACH_NAME", "GATES", "NOISE", "agreeing"]

EACH_NAME = "forward mode, other names"
GATES = {"forward mode": 40, EACH_NAME: 40, "sympy.diff": 40, "PyTorch": 11, "exact rationals": DIGITS}
"""Oracle → the digits that must agree."""
NOISE = 40
"""Digits of Σ|path product| beyond which the oracles' own 50 digits say nothing."""


def agreeing(a: Any, b: Any, gate: int, scale: Callable[[], Any], noise: int = 0) -> int:
    """Return how many digits of two values agree; of two rationals all or none.

    Args:
        scale: gives Σ|path product|, asked for only where the values do not agree by themselves.
        noise: so many digits of the scale must agree there, `gate` if 0. A number that is shown has digits of its own:
            what is 0 on a page must be 0, and not 1e-13 of the scale, which is all that float64 can promise.
    """
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return DIGITS if a == b else 0
    mp = context()
    a, b = mp.mpf(a), mp.mpf(b)
    if a == b:
        return DIGITS
    if not (mp.isfinite(a) and mp.isfinite(b)):
        return 0
    digits = _digits(abs(a - b), max(abs(a), abs(b)))
    if digits < gate and (size := scale()):
        of_scale = _digits(abs(a - b), size)
        digits = max(digits, of_scale if not noise else gate if of_scale >= noise else 0)
    return digits


def _digits(difference: Any, size: Any) -> int:
    mp = context()
    return max(0, min(DIGITS, int(mp.floor(-mp.log10(difference / size)))))
