"""How much a text from outside may ask for, before and while it is read.

Knows only the errors. Our own pages are read with `UNLIMITED`.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from typing import Literal

__all__ = ["UNLIMITED", "Budget", "Dialect"]

Dialect = Literal["", "matrices", "indices"]
"""What our own pages hold besides scalars; text from outside holds none of it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one formula.

    Args:
        bytes: characters of the text.
        depth: brackets and operations inside one another.
        nodes: numbers, names and operations.
        digits: digits of one number.
        exponent: the largest exponent that is a number.
        scale: the largest decimal exponent of a number, or of a power of numbers.
        growth: decimal digits before the point that an argument of exp, sin, … may have by its form alone.

    >>> Budget(depth=20).nodes
    20000
    """

    bytes: int = 64_000
    depth: int = 200
    nodes: int = 20_000
    digits: int = 50
    exponent: int = 64
    scale: int = 400
    growth: float = 1e5

    @staticmethod
    def unlimited() -> Budget:
        """Return the budget for our own pages: no limits."""
        return UNLIMITED


_MOST = sys.maxsize
UNLIMITED = Budget(_MOST, _MOST, _MOST, _MOST, _MOST, _MOST, math.inf)
