"""∂E_total/∂w and ∂²E_total/∂w∂w′ from the forward pass alone: central differences and the complex step.

These know definitions and no partial, so they are an oracle for everything that `derive` makes.
Sources: central differences, Abramowitz and Stegun 25.3.21; complex step, Squire and Trapp 1998.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symprop.evaluate.arithmetic import PHIS, Phi, mp_arithmetic
from symprop.evaluate.passes import forward_tape
from symprop.evaluate.tape import Tape, compile_tape
from symprop.graph import EquationGraph, downstream, expression

FAR_DIGITS = (60, 240)

__all__ = ["central_difference", "complex_step", "second_difference"]


def _tapes(graph: EquationGraph, wrt: str) -> tuple[Tape, Tape]:
    """Return the forward pass, and that part of it which depends on `wrt`."""
    changed = [(n, expression(d)) for n in downstream(graph, wrt) if (d := graph.definition(n)) is not None]
    return forward_tape(graph), compile_tape(changed)


def central_difference(
    graph: EquationGraph,
    wrt: str,
    values: Mapping[str, Fraction],
    *,
    digits: int = 50,
    gradient: Any = None,
    phi: Phi = PHIS[0],
) -> Any:
    """Return (E(w + h) − E(w − h)) / 2h at `digits` digits and h = 1e-17, both grown with |E/gradient|.

    Args:
        values: of every input, target and parameter.
        gradient: an estimate, to choose the precision by; the difference's own value if there is none.
    """
    forward, changed = _tapes(graph, wrt)
    total = graph.total

    def difference(extra: int) -> tuple[Any, Any]:
        arithmetic = mp_arithmetic(digits + 2 * extra, phi)
        given = {name: arithmetic.literal(value) for name, value in values.items()}
        at = {**given, **forward.bind(arithmetic)(given)}
        if total not in changed.outputs:
            return arithmetic.literal(Fraction(0)), at[total]
        h = arithmetic.literal(Fraction(1, 10 ** (17 + extra)))
        run = changed.bind(arithmetic)
        above, below = (run({**at, wrt: at[wrt] + step})[total] for step in (h, -h))
        return (above - below) / (2 * h), at[total]

    slope, height = difference(0)
    estimate = slope if gradient is None else gradient
    if not estimate or not slope:  # 0 is believed only when more digits do not make it anything else
        slope = next((found for more in FAR_DIGITS if (found := difference(more)[0])), slope)
        estimate = estimate or slope
    extra = _loss_of_digits(height, estimate)
    return difference(extra)[0] if extra else slope


def second_difference(
    graph: EquationGraph,
    first: str,
    second: str,
    values: Mapping[str, Fraction],
    *,
    digits: int = 50,
    phi: Phi = PHIS[0],
) -> Any:
    """Return ∂²E/∂w∂w′ ≈ (E(w+h, w′+h) − E(w+h, w′−h) − E(w−h, w′+h) + E(w−h, w′−h)) / 4h² from E alone.

    Both steps are taken of one variable where w = w′. What is not above the noise of the arithmetic is 0.
    h = 1e-17, and it shrinks, and the precision grows, with |E/∂²E|. Source: Abramowitz and Stegun 25.3.26.

    Args:
        first, second: w and w′.
        values: of every input, target and parameter.
        digits: of the result, before the digits that the subtractions lose are added.
    """
    forward = forward_tape(graph)

    def difference(extra: int) -> tuple[Any, Any]:
        precision = digits + 40 + 3 * extra
        arithmetic = mp_arithmetic(precision, phi)
        run = forward.bind(arithmetic)
        h = arithmetic.literal(Fraction(1, 10 ** (17 + extra)))

        def height(one: int, other: int) -> Any:
            at = {name: arithmetic.literal(value) for name, value in values.items()}
            at[first] += one * h
            at[second] += other * h
            return run(at)[graph.total]

        above, below = height(1, 1), height(-1, -1)
        bend = above - height(1, -1) - height(-1, 1) + below
        noise = max(1, abs(above)) * arithmetic.literal(Fraction(1, 10 ** (precision - 15)))
        return (bend / (4 * h * h) if abs(bend) > noise else arithmetic.literal(Fraction(0))), above

    curvature, at = difference(0)
    if not curvature:
        curvature = next((found for more in FAR_DIGITS if (found := difference(more)[0])), curvature)
    extra = _loss_of_digits(at, curvature)
    return difference(extra)[0] if extra else curvature


def _loss_of_digits(height: Any, slope: Any) -> int:
    """Return log10|E/gradient| rounded up: the digits that the subtraction E − E loses; 0 for a slope of 0."""
    if not slope or not height:
        return 0
    from mpmath import ceil, log10

    return max(0, int(ceil(log10(abs(height) / abs(slope)))))


def complex_step(
    graph: EquationGraph, wrt: str, values: Mapping[str, Fraction], *, digits: int = 50, phi: Phi = PHIS[0]
) -> Any:
    """Return Im E(w + ih) / h with h = 1e-30: no subtraction, so no digits are lost.

    Raises:
        TypeError: if the network decides by comparison (abs, max, cases), where complex numbers have no order.
    """
    forward, changed = _tapes(graph, wrt)
    arithmetic = mp_arithmetic(digits, phi)
    if graph.total not in changed.outputs:
        return arithmetic.literal(Fraction(0))
    given = {name: arithmetic.literal(value) for name, value in values.items()}
    at = {**given, **forward.bind(arithmetic)(given)}
    h = arithmetic.literal(Fraction(1, 10**30))
    stepped = {**at, wrt: at[wrt] + h * arithmetic.functions.j}
    return changed.bind(arithmetic)(stepped)[graph.total].imag / h
