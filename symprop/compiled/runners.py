"""Straight-line code run over samples: in Python's floats one by one, or in NumPy all at once.

    run(inputs, targets, parameters) → (E of each sample, its gradient)

Both run the tape that every other evaluation runs; no text is made or executed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from symprop.compiled.code import Code, grouped, laid_out
from symprop.evaluate.arithmetic import Arithmetic, numpy_arithmetic, pick
from symprop.evaluate.tape import Tape, function_of

__all__ = ["Runner", "run_in_floats", "run_in_numpy"]

Runner = Callable[[Any, Any, Any, bool], tuple[Any, Any]]
"""(inputs, targets, parameters, whether each sample's gradient is kept) → (E of each sample, the gradient)."""

LARGEST_TABLE = 4_000_000  # numbers held at once: 32 MB
UNARY, CASES = -1, -2


def run_in_floats(tape: Tape, given: Sequence[str], constants: Sequence[float], outputs: Sequence[str]) -> Runner:
    """Return a runner that takes samples one by one, in Python's floats.

    It raises ArithmeticError or ValueError where a float has no result (a division by 0, log of 0).
    """
    import numpy as np

    code = laid_out(tape, given, outputs, tape.operations)
    steps = [_step(name, operands) for name, operands in code.operations]
    tail = [*constants, *code.literals]
    error, *gradients = code.outputs

    def run_one(slots: list[float]) -> tuple[float, list[float]]:
        push = slots.append
        for function, left, right in steps:
            if right >= 0:
                push(function(slots[left], slots[right]))
            elif right == UNARY:
                push(function(slots[left]))
            else:
                push(function(slots))
        return slots[error], [slots[slot] for slot in gradients]

    def run(inputs: Any, targets: Any, parameters: Any, each: bool) -> tuple[Any, Any]:
        ending = [*parameters.tolist(), *tail]
        found = [run_one([*x, *t, *ending]) for x, t in zip(inputs.tolist(), targets.tolist(), strict=True)]
        errors, rows = np.array([e for e, _ in found]), [row for _, row in found]
        gradient = np.array(rows if each or len(rows) > 1 else rows[0], dtype=float)
        return errors, gradient if each or len(rows) == 1 else gradient.sum(axis=0)

    return run


_FLOATS = Arithmetic(literal=float, functions=math, where=pick)
_STRICT: dict[str, Callable[..., float]] = {"**": math.pow}  # a negative number's root is an error, not complex


def _step(code: str, operands: tuple[int, ...]) -> tuple[Callable[..., float], int, int]:
    """Return (function, slot, slot); for one operand UNARY, for cases a function of all slots."""
    if code == "where":
        left, right, then, otherwise = operands
        return (lambda s: s[then] if s[left] > s[right] else s[otherwise]), 0, CASES
    function = _STRICT.get(code) or getattr(math, code, None) or function_of(code, _FLOATS)
    return (function, *operands) if len(operands) == 2 else (function, operands[0], UNARY)


def run_in_numpy(tape: Tape, given: Sequence[str], constants: Sequence[float], outputs: Sequence[str]) -> Runner:
    """Return a runner that takes many samples at once: a row of numbers for each slot, a NumPy call for each group."""
    import numpy as np

    groups = list(grouped(tape))
    code = laid_out(tape, given, outputs, list(chain.from_iterable(groups)))
    steps = _group_steps(code, [len(group) for group in groups])
    error, *gradients = code.outputs
    tail = np.array([*constants, *code.literals])[:, None]
    most = max(1, LARGEST_TABLE // code.size)

    def table(inputs: Any, targets: Any, parameters: Any) -> Any:
        slots = np.empty((code.size, len(inputs)))
        begin = 0
        for rows in (inputs.T, targets.T, parameters[:, None], tail):
            slots[begin : begin + len(rows)] = rows
            begin += len(rows)
        for function, operands, result in steps:
            slots[result] = function(*[slots[operand] for operand in operands])
        return slots

    def run(inputs: Any, targets: Any, parameters: Any, each: bool) -> tuple[Any, Any]:
        errors: list[Any] = []
        found: list[Any] = []
        with np.errstate(all="ignore"):
            for start in range(0, len(inputs), most):
                part = slice(start, start + most)
                slots = table(inputs[part], targets[part], parameters)
                errors.append(slots[error].copy())
                rows = slots[gradients].reshape(len(gradients), -1)
                found.append(rows.T if each else rows.sum(axis=1))
        return np.concatenate(errors), np.concatenate(found) if each else np.sum(found, axis=0)

    return run


def _group_steps(code: Code, lengths: Sequence[int]) -> list[tuple[Callable[..., Any], list[Any], slice]]:
    """Return (function, the rows of each operand, the rows of the results) of each group."""
    import numpy as np

    arithmetic = numpy_arithmetic()
    steps = []
    begin, result = 0, code.size - len(code.operations)
    for length in lengths:
        group = code.operations[begin : begin + length]
        rows = [_rows(np.array(slots)) for slots in zip(*(operands for _, operands in group), strict=True)]
        steps.append((function_of(group[0][0], arithmetic), rows, slice(result, result + length)))
        begin, result = begin + length, result + length
    return steps


def _rows(slots: Any) -> Any:
    """Return what takes these rows of a table: a slice where they lie beside one another, so that nothing is copied."""
    first, last = int(slots[0]), int(slots[-1])
    beside = last - first == len(slots) - 1 and bool((slots[1:] - slots[:-1] == 1).all())
    return slice(first, last + 1) if beside else slots
