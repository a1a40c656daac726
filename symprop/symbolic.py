"""From our ordered tree to plain SymPy: the one place where SymPy objects are made.

Names become `sympy.Symbol` without assumptions, so that `sympy.Symbol("w1")` is the same one. Functions that
SymPy lacks (sigmoid, ReLU, …) become classes made from the function table: they differentiate by the row's
derivative, evaluate, and `rewrite(sympy.exp)` writes them out. The abstract φ stays abstract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, assert_never

import sympy
from sympy.core.function import ArgumentIndexError

from symprop.expression import (
    Array,
    Call,
    Cases,
    Chain,
    Delta,
    Diagonal,
    Element,
    Entry,
    Expr,
    Hadamard,
    IndexedSum,
    Iverson,
    MatMul,
    Message,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Quotient,
    Slope,
    Sum,
    Transpose,
    Var,
    fold,
)
from symprop.functions import FUNCTIONS

__all__ = ["is_own", "sympy_function", "to_sympy", "to_sympy_each"]

_OWN: dict[str, Callable[..., sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sqrt": sympy.sqrt,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "erf": sympy.erf,
    "abs": sympy.Abs,
    "sgn": sympy.sign,
    "normal_pdf": lambda x: sympy.exp(-(x**2) / 2) / sympy.sqrt(2 * sympy.pi),
}


def is_own(name: str) -> bool:
    """Return whether a function is a class made from our table, which SymPy does not have."""
    return name not in _OWN


@cache
def sympy_function(name: str) -> Callable[..., sympy.Expr]:
    """Return what `name(x)` is in SymPy: its own function, or a class made from our table.

    >>> x = sympy.Symbol("x")
    >>> sympy_function("sigmoid")(x).diff(x)
    (1 - sigmoid(x))*sigmoid(x)
    """
    if name in _OWN:
        return _OWN[name]
    row = FUNCTIONS[name]

    def fdiff(self: Any, argindex: int = 1) -> sympy.Expr:
        if row.derivative is None:
            raise ArgumentIndexError(self, argindex)
        return _filled(row.derivative(Var("x"), Var("y")), x=self.args[0], y=self)

    def written_out(self: Any, x: sympy.Expr) -> sympy.Expr:
        return self if row.body is None else _filled(row.body(Var("x")), x=x)

    def _eval_rewrite(self: Any, rule: Any, args: Any, **_: Any) -> sympy.Expr:
        return written_out(self, args[0])

    def _eval_evalf(self: Any, prec: int) -> sympy.Expr:
        out = written_out(self, self.args[0])
        return self if out is self else out._eval_evalf(prec)

    methods = {
        "fdiff": fdiff,
        "_eval_rewrite": _eval_rewrite,
        "_eval_evalf": _eval_evalf,
        "__doc__": f"{name} as symprop's function table has it.",
        "__module__": __name__,
        "nargs": 1,
    }
    return type(name, (sympy.Function,), methods)


def _filled(expr: Expr, **leaves: sympy.Expr) -> sympy.Expr:
    return fold(expr, _rule(dict(leaves)))


def to_sympy(expr: Expr) -> sympy.Expr:
    """Return the plain SymPy expression; its order is SymPy's own.

    >>> to_sympy(-(Var("t1") - Var("out_o1")) * Var("out_o1"))
    out_o1*(out_o1 - t1)
    """
    return fold(expr, _rule({}))


def to_sympy_each(lines: Iterable[tuple[str, Expr]]) -> Iterator[tuple[str, sympy.Expr]]:
    """Yield (name, SymPy expression) for many expressions that share their symbols."""
    rule = _rule({})
    for name, expr in lines:
        yield name, fold(expr, rule)


def _rule(leaves: dict[str, sympy.Expr]) -> Callable[[Expr, list[sympy.Expr]], sympy.Expr]:
    def rule(node: Expr, parts: list[sympy.Expr]) -> sympy.Expr:
        match node:
            case Var() | Partial() | Delta() | Message():
                name = node.name
                if name not in leaves:
                    leaves[name] = sympy.Symbol(name)
                return leaves[name]
            case Chain() | Product():
                return _product(parts)
            case Sum():
                return sympy.Add(*parts)
            case Num(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Neg():
                return -parts[0]
            case Quotient():
                return parts[0] / parts[1]
            case Power():
                return parts[0] ** parts[1]
            case Call(function):
                return sympy_function(function)(*parts)
            case Cases():
                return sympy.Piecewise((parts[2], parts[0] > parts[1]), (parts[3], True))
            case Array() | MatMul() | Hadamard() | Transpose() | Diagonal() | Slope() | Entry():
                raise AssertionError("matrices are written out in their entries before")
            case Element() | IndexedSum() | Iverson():
                raise AssertionError("sums over units are written out before")
            case _:
                assert_never(node)

    return rule


def _product(parts: list[sympy.Expr]) -> sympy.Expr:
    """Return the product; for two different symbols without `Mul`'s search for what could be simplified."""
    if len(parts) == 2:
        a, b = parts
        if type(a) is type(b) is sympy.Symbol and a.name != b.name:
            return sympy.Mul._from_args((a, b) if a.name < b.name else (b, a))
    return sympy.Mul(*parts)
