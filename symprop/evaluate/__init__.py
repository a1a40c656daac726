"""Numbers from graphs and expressions: tapes run in exact rationals, mpmath, floats or any other arithmetic."""

from symprop.evaluate.arithmetic import Arithmetic, float_arithmetic, mp_arithmetic, rational_arithmetic
from symprop.evaluate.passes import (
    evaluate_lines,
    forward_lines,
    forward_tape,
    forward_values,
    gradient_tape,
)
from symprop.evaluate.tape import Tape, compile_tape

__all__ = [
    "Arithmetic",
    "Tape",
    "compile_tape",
    "evaluate_lines",
    "float_arithmetic",
    "forward_lines",
    "forward_tape",
    "forward_values",
    "gradient_tape",
    "mp_arithmetic",
    "rational_arithmetic",
]
