"""The rubric: what an answer with one known mistake is still worth, and by which criterion."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symprop.homework.grading import KINDS

__all__ = ["CREDITS", "credit", "criteria"]

_HALF, _QUARTER, _MOST = Fraction(1, 2), Fraction(1, 4), Fraction(3, 4)
CREDITS: Mapping[str, Fraction] = {
    "wrong-sign": _MOST,
    "constant-factor": _MOST,
    "rounded-value": _MOST,
    "repeated-path": _HALF,
    "missing-path": _HALF,
    "missing-occurrence": _HALF,
    "missing-output": _HALF,
    "missing-derivative": _HALF,
    "wrong-weight": _HALF,
    "wrong-input": _HALF,
    "updated-weights": _HALF,
    "stale-values": _HALF,
    "extra-path": _HALF,
    "wrong-derivative": _QUARTER,
    "missing-weight": _QUARTER,
    "missing-factor": _QUARTER,
    "wrong-error-term": _QUARTER,
    "other-loss": _QUARTER,
    "other-quantity": _QUARTER,
}
"""Kind of mistake → the share of the points for an answer that has it and no other; 0 for the rest."""


def credit(kind: str, shares: Mapping[str, Fraction]) -> Fraction:
    """Return the share of the points that an answer with one mistake is worth, a plan's own share first.

    >>> credit("wrong-sign", {}), credit("unknown", {}), credit("wrong-sign", {"wrong-sign": Fraction(0)})
    (Fraction(3, 4), Fraction(0, 1), Fraction(0, 1))
    """
    return shares.get(kind, CREDITS.get(kind, Fraction(0)))


def criteria(shares: Mapping[str, Fraction]) -> list[tuple[str, str, Fraction]]:
    """Return (kind, what it is, share) for every kind that an answer can still get points with."""
    found = [(name, kind.what, credit(name, shares)) for name, kind in KINDS.items()]
    return [row for row in found if row[2]]
