"""Straight-line code: expressions flattened once into a list of operations, run in any arithmetic.

    tape := literal* operation*        operation := (code, result slot, operand slots)

Equal subexpressions are one operation when they are the same object or the same name; a tape counts its
operations, so that the cost of a gradient can be compared with that of its forward pass.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, assert_never

from symprop.evaluate.arithmetic import ABSTRACT, Arithmetic
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

__all__ = ["Operation", "Tape", "compile_tape", "function_of"]

LARGEST_WRITTEN_POWER = 16
_INFIX: dict[type, str] = {Sum: "+", Product: "*", Chain: "*", Quotient: "/"}
_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "neg": operator.neg,
}


@dataclass(frozen=True, slots=True)
class Tape:
    """Straight-line code.

    Args:
        inputs: names whose values it needs, with their slots.
        literals: exact constants, with their slots.
        operations: (code, result slot, operand slots), in order.
        outputs: the names it defines, with their slots.
        size: the number of slots.
    """

    inputs: Mapping[str, int]
    literals: Mapping[int, Fraction]
    operations: tuple[tuple[str, int, tuple[int, ...]], ...]
    outputs: Mapping[str, int]
    size: int

    @property
    def operation_count(self) -> int:
        """Additions, multiplications, divisions, powers, sign changes, cases and function calls."""
        return len(self.operations)

    @property
    def abstract(self) -> bool:
        """Whether it calls φ, φ′ or φ″, which have no values."""
        return any(code in ABSTRACT for code, _, _ in self.operations)

    def bind(self, arithmetic: Arithmetic) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
        """Return a function from the inputs' values to the outputs' values.

        >>> from symprop.evaluate.arithmetic import rational_arithmetic
        >>> tape = compile_tape([("y", Var("a") * Var("a") + 1)])
        >>> tape.bind(rational_arithmetic())({"a": Fraction(1, 2)})
        {'y': Fraction(5, 4)}
        """
        blank: list[Any] = [None] * self.size
        for slot, value in self.literals.items():
            blank[slot] = arithmetic.literal(value)
        codes = {code: function_of(code, arithmetic) for code, _, _ in self.operations}
        steps = [(codes[code], slot, operands) for code, slot, operands in self.operations]
        inputs, outputs = tuple(self.inputs.items()), tuple(self.outputs.items())

        def run(values: Mapping[str, Any]) -> dict[str, Any]:
            slots = blank.copy()
            for name, slot in inputs:
                slots[slot] = values[name]
            for function, slot, operands in steps:
                slots[slot] = function(*[slots[operand] for operand in operands])
            return {name: slots[slot] for name, slot in outputs}

        return run


def function_of(code: str, arithmetic: Arithmetic) -> Callable[..., Any]:
    """Return what an operation's code does in an arithmetic."""
    if code in _OPERATORS:
        return _OPERATORS[code]
    if code == "where":
        return arithmetic.where
    if code == "**":
        return operator.pow
    numeric = FUNCTIONS[code].numeric
    assert numeric is not None  # compile_tape writes the others out
    functions = arithmetic.functions
    return lambda x: numeric(functions, x)


def compile_tape(lines: Iterable[tuple[str, Expr]]) -> Tape:
    """Return straight-line code that gives every name its expression's value.

    Args:
        lines: (name, expression) pairs, a name's definition before its uses; a name without one is an input.

    >>> compile_tape([("y", Var("a") - Var("b")), ("z", Var("y") * Var("y"))]).operation_count
    2
    """
    writer = _Writer()
    outputs: dict[str, int] = {}
    for name, rhs in lines:
        assert name not in writer.inputs, f"{name} is used before its definition"
        outputs[name] = writer.named[name] = fold(rhs, writer.rule)
    return Tape(
        inputs=writer.inputs,
        literals={slot: value for value, slot in writer.literals.items()},
        operations=_needed(writer.operations, outputs.values()),
        outputs=outputs,
        size=writer.size,
    )


Operation = tuple[str, int, tuple[int, ...]]


def _needed(operations: list[Operation], outputs: Iterable[int]) -> tuple[Operation, ...]:
    """Return the operations without those whose result nobody uses."""
    needed = set(outputs)
    kept: list[Operation] = []
    for operation in reversed(operations):
        if operation[1] in needed:
            needed.update(operation[2])
            kept.append(operation)
    kept.reverse()
    return tuple(kept)


class _Writer:
    """Gives every distinct operation one slot."""

    def __init__(self) -> None:
        self.inputs: dict[str, int] = {}
        self.literals: dict[Fraction, int] = {}
        self.named: dict[str, int] = {}
        self.operations: list[Operation] = []
        self.known: dict[tuple[str, tuple[int, ...]], int] = {}
        self.negatives: dict[int, int] = {}  # slot of −x → slot of x
        self.size = 0

    def slot(self) -> int:
        self.size += 1
        return self.size - 1

    def literal(self, value: Fraction) -> int:
        if value not in self.literals:
            self.literals[value] = self.slot()
        return self.literals[value]

    def name(self, name: str) -> int:
        if name in self.named:
            return self.named[name]
        if name not in self.inputs:
            self.inputs[name] = self.slot()
        return self.inputs[name]

    def emit(self, code: str, *operands: int) -> int:
        key = (code, operands)
        if key not in self.known:
            self.known[key] = self.slot()
            self.operations.append((code, self.known[key], operands))
        return self.known[key]

    def rule(self, node: Expr, parts: list[int]) -> int:
        match node:
            case Var() | Partial() | Delta() | Message():
                return self.name(node.name)
            case Num(value):
                return self.literal(value)
            case Sum():
                return self.sum(parts)
            case Product() | Chain() | Quotient():
                result = parts[0]
                for part in parts[1:]:
                    result = self.emit(_INFIX[type(node)], result, part)
                return result
            case Neg():
                result = self.emit("neg", *parts)
                self.negatives[result] = parts[0]
                return result
            case Power(_, Num(value)) if value.denominator == 1 and value <= LARGEST_WRITTEN_POWER:
                return self.power(parts[0], int(value))
            case Power():
                return self.emit("**", *parts)
            case Call(function):
                body = FUNCTIONS[function].body
                if body is None:
                    return self.emit(function, *parts)
                argument = Var(f"#{parts[0]}")  # no variable's name has a #
                self.named[argument.name] = parts[0]
                return fold(body(argument), self.rule)
            case Cases():
                return self.emit("where", *parts)
            case Array() | MatMul() | Hadamard() | Transpose() | Diagonal() | Slope() | Entry():
                raise AssertionError("matrices are written out in their entries before")
            case Element() | IndexedSum() | Iverson():
                raise AssertionError("sums over units are written out before")
            case _:
                assert_never(node)

    def sum(self, parts: list[int]) -> int:
        """Return the slot of a sum; adding −x is one operation, subtracting x."""
        result = parts[0]
        for part in parts[1:]:
            if part in self.negatives:
                result = self.emit("-", result, self.negatives[part])
            else:
                result = self.emit("+", result, part)
        return result

    def power(self, base: int, exponent: int) -> int:
        """Return the slot of base ** exponent by repeated multiplication, exponent ≥ 0."""
        if exponent == 0:
            return self.literal(Fraction(1))
        result = base
        for _ in range(exponent - 1):
            result = self.emit("*", result, base)
        return result
