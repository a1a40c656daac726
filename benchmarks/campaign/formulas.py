"""Formulas of a file by Python's own grammar: an ear that the product's reader does not have. Nothing is executed."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from benchmarks.campaign.meaning import Field
from benchmarks.campaign.meaning import power as raised

__all__ = ["value_of_formula"]


def value_of_formula(text: str, names: Mapping[str, Any], f: Field) -> Any:
    """Return what a formula is worth; ^ is Python's ** and binds alike."""
    return _value(ast.parse(text.replace("^", "**"), mode="eval").body, names, f)


def _value(node: ast.expr, names: Mapping[str, Any], f: Field) -> Any:
    match node:
        case ast.Constant(value=int() | float() as number):
            return f.literal(Fraction(str(number)))
        case ast.Name(id=name):
            return names[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, names, f)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return raised(f, _value(left, names, f), _constant(right), lambda: _value(right, names, f))
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, names, f), _value(right, names, f)
            match op:
                case ast.Add():
                    return a + b
                case ast.Sub():
                    return a - b
                case ast.Mult():
                    return a * b
                case ast.Div():
                    return a / b
        case ast.Call(func=ast.Name(id=function), args=[argument]):
            return f.call(function, _value(argument, names, f))
        case ast.IfExp(test=ast.Compare(left=left, ops=[ast.Gt()], comparators=[right]), body=body, orelse=other):
            over = f.over(_value(left, names, f), _value(right, names, f))
            return _value(body if over else other, names, f)
    raise TypeError(ast.dump(node))


def _constant(node: ast.expr) -> Fraction | None:
    """Return the number that an exponent is; None where it has a name."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return Fraction(str(number))
        case ast.UnaryOp(op=ast.USub(), operand=inner) if (number := _constant(inner)) is not None:
            return -number
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            above, below = _constant(left), _constant(right)
            return None if above is None or below is None else above / below
    return None
