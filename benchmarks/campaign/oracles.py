"""∂E_total/∂w by three ways that know none of symprop's derivatives, and Σ|path product|; all evaluate by `meaning`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.campaign.dual import Dual, Magnitude
from benchmarks.campaign.fields import context, dual, rationals, reals, symbols, tensors
from benchmarks.campaign.meaning import Field, forward
from benchmarks.campaign.points import Written
from symprop import expression as e

__all__ = ["by_forward_mode", "by_sympy", "by_torch", "exactly", "path_sum"]

MOST_SYMBOLS = 80
"""Nodes of the inlined E that SymPy is asked to differentiate: about 20 ms."""
MOST_BITS = 20_000


def _slope(
    written: Written, point: Mapping[str, Fraction], w: str, total: str, base: Field, number: type[Dual] = Dual
) -> Any:
    given = {n: number(base.literal(v), base.literal(Fraction(int(n == w)))) for n, v in point.items()}
    return number.lifted(forward(written, given, dual(base, number))[total]).slope


def by_forward_mode(written: Written, point: Mapping[str, Fraction], w: str, total: str) -> Any:
    """Return ∂total/∂w by dual numbers of 50 digits."""
    return _slope(written, point, w, total, reals())


def path_sum(written: Written, point: Mapping[str, Fraction], w: str, total: str) -> Any:
    """Return Σ|path product| over the paths from w to total, down to single additions and multiplications."""
    return _slope(written, point, w, total, reals(), Magnitude)


def exactly(written: Written, point: Mapping[str, Fraction], w: str, total: str) -> Fraction | None:
    """Return ∂total/∂w by dual numbers of exact rationals; None where a function is not rational."""
    try:
        found = Fraction(_slope(written, point, w, total, rationals()))
    except KeyError:
        return None
    return found if found.denominator.bit_length() < MOST_BITS else None


def by_torch(written: Written, point: Mapping[str, Fraction], names: Sequence[str], total: str) -> dict[str, float]:
    """Return ∂total/∂w of each of `names` by PyTorch's autograd in float64."""
    import torch

    given = {name: torch.tensor(float(value), dtype=torch.float64) for name, value in point.items()}
    for name in names:
        given[name].requires_grad_(True)
    found = forward(written, given, tensors())[total]
    if not isinstance(found, torch.Tensor) or not found.requires_grad:
        return dict.fromkeys(names, 0.0)
    found.backward()
    return {name: 0.0 if (slope := given[name].grad) is None else float(slope) for name in names}


def inlined_size(written: Written, total: str) -> int:
    """Return how many symbols and operations E has when it is written out."""
    sizes: dict[str, int] = {}
    for name, rhs in written:
        sizes[name] = e.fold(
            rhs, lambda node, parts: sizes.get(node.name, 1) if isinstance(node, e.Var) else 1 + sum(parts)
        )
    return sizes[total]


def by_sympy(
    written: Written, point: Mapping[str, Fraction], names: Sequence[str], total: str
) -> dict[str, Any] | None:
    """Return ∂total/∂w of each of `names` by sympy.diff of the inlined E; None where E is large."""
    if inlined_size(written, total) > MOST_SYMBOLS:
        return None
    import sympy

    f, given = symbols(point)
    found = forward(written, given, f)[total]
    mp = context()
    numbers = {
        s.expr: sympy.Float(str(v.numerator), 60) / v.denominator
        for s, v in zip(given.values(), point.values(), strict=True)
    }
    slopes = {}
    for name in names:
        slope = sympy.diff(found.expr, given[name].expr)
        slopes[name] = mp.mpf(str(slope.xreplace(numbers).evalf(60))) if slope else mp.mpf(0)
    return slopes
