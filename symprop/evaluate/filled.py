"""Formulas with numbers put in: symbols, then numbers, then the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symprop.evaluate.arithmetic import Arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import Cases, Expr, Named, fold, number, with_children

__all__ = ["decimal_text", "fill", "rounded"]


def decimal_text(value: Any, digits: int, *, scientific: bool = False) -> str:
    """Return `value` (mpmath) with `digits` significant digits, without trailing zeros; small ones as 4.4e-10.

    >>> from mpmath import mpf
    >>> decimal_text(mpf("0.50"), 9), decimal_text(mpf(10) ** -8 / 3, 4), decimal_text(mpf(2), 9)
    ('0.5', '3.333e-9', '2')
    """
    from mpmath import nstr

    text = str(
        nstr(value, digits, min_fixed=0, max_fixed=0) if scientific else nstr(value, digits, min_fixed=-6, max_fixed=9)
    )
    mantissa, e, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if e else mantissa


def rounded(value: Any, digits: int) -> Expr:
    """Return the literal for a computed value at `digits` significant digits."""
    return number(decimal_text(value, digits))


def fill(
    expr: Expr, values: Mapping[str, Any], arithmetic: Arithmetic, *, digits: int, written: Mapping[str, Expr]
) -> Expr:
    """Return `expr` with a number for every name, and the branch that holds for every case.

    Args:
        values: of every name in `expr`, in `arithmetic`.
        digits: how many significant digits a computed value shows.
        written: literals to show as they were written.
    """

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Named):
            return written.get(node.name) or rounded(values[node.name], digits)
        if isinstance(node, Cases):
            sides = compile_tape([("left", node.left), ("right", node.right)]).bind(arithmetic)(values)
            return parts[2] if sides["left"] > sides["right"] else parts[3]
        return with_children(node, parts) if parts else node

    return fold(expr, rule)
