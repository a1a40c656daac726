"""The numbers beside the formulas: a network's forward pass at its values, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from symprop.derive.forms import Form, derive_form
from symprop.derive.paths import Path
from symprop.derive.scalars import has_layers
from symprop.errors import InputError
from symprop.evaluate.arithmetic import Arithmetic, is_real, mp_arithmetic
from symprop.evaluate.filled import decimal_text, fill, rounded
from symprop.evaluate.passes import evaluate_lines, forward_tape
from symprop.evaluate.tape import Tape, compile_tape
from symprop.expression import Chain, DisplayEquation, Expr, Neg, Num, Sum, Var, number
from symprop.graph import GIVEN, EquationGraph
from symprop.network.values import exact
from symprop.notation import Labels, as_shown

__all__ = ["Numbers"]

PRECISIONS = (30, 60, 120, 240, 480, 960)
SHOWN_DIGITS = 9
VALUE_DIGITS = 12
NO_SLOPE = "a derivative has no finite real value at these values"
OTHER_VALUES = "give values inside the functions' domains"


class Numbers:
    """A network's values carried through it; everything here is computed when first asked for."""

    def __init__(self, graph: EquationGraph, values: Mapping[str, Expr]) -> None:
        self._graph, self._written = graph, values
        self._passes: dict[int, tuple[Arithmetic, dict[str, Any]]] = {}

    @cached_property
    def _tape(self) -> Tape:
        return forward_tape(self._graph)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The names without a value that the forward pass needs, in order of use."""
        if not self._written:  # no need to write the forward pass down to see that nothing is known
            return tuple(self._graph.given(*GIVEN))
        return tuple(name for name in self._tape.inputs if name not in self._written)

    @property
    def known(self) -> bool:
        """Whether the forward pass can be computed, φ being no abstract function."""
        return not self.missing and not self._abstract

    @property
    def reason(self) -> str:
        """Why there are no numbers; nothing where there are."""
        if self.missing:
            few = ", ".join(self.missing[:6]) + ", …" * (len(self.missing) > 6)
            return f"{few} {'has' if len(self.missing) == 1 else 'have'} no value"
        return "the abstract φ has no values" if self._abstract else ""

    @cached_property
    def _abstract(self) -> bool:
        return self._tape.abstract

    def _forward(self, precision: int) -> tuple[Arithmetic, dict[str, Any]]:
        """Return the forward pass at a working precision.

        Raises:
            InputError: if a variable has no finite real value.
        """
        if precision not in self._passes:
            arithmetic = mp_arithmetic(precision)
            given = {name: arithmetic.literal(exact(literal)) for name, literal in self._written.items()}
            try:
                found = self._tape.bind(arithmetic)(given)
            except (ValueError, ZeroDivisionError, TypeError):
                raise InputError("the values lie outside of a function's domain", instead=OTHER_VALUES) from None
            for name, value in found.items():
                if not is_real(value, arithmetic):
                    raise InputError(f"'{name}' has no finite real value at these values", instead=OTHER_VALUES)
            self._passes[precision] = arithmetic, {**given, **found}
        return self._passes[precision]

    def _worked(self, lines: Iterable[DisplayEquation], digits: int) -> tuple[Arithmetic, dict[str, Any]]:
        """Return every value that lines use and define, right to `digits` digits however much cancels.

        The working precision is doubled until two of them agree (a sigmoid near 1 loses digits in 1 − out); what only
        shrinks with the precision is 0. What is exactly 0 is looked at once more at the highest precision: 1 − out is
        exactly 0 too where out rounds to 1.

        Raises:
            InputError: if a variable has no finite real value at any precision.
        """
        lines = list(lines)
        history: list[dict[str, Any]] = []
        failure: InputError | None = None
        nothing_but_zeros = False
        for precision in PRECISIONS:
            if nothing_but_zeros and precision < PRECISIONS[-1]:
                continue
            try:
                arithmetic, forward = self._forward(max(precision, digits + 10))
                values = {**forward, **_slopes(lines, forward, arithmetic)}
            except InputError as error:
                failure, history = error, []
                continue
            history.append(values)
            worked = values.keys() - self._written.keys()
            open_names = [name for name in worked if not _settled(name, history, precision, digits)]
            if len(history) > 1 and not open_names:
                break
            nothing_but_zeros = len(history) > 1 and all(values[name] == 0 for name in open_names)
        else:
            if not history:
                raise failure or InputError("the values cannot be worked out", instead=OTHER_VALUES)
        zeros = {name: arithmetic.literal(Fraction(0)) for name in worked if _is_zero(name, history, precision, digits)}
        return arithmetic, {**values, **zeros}

    def forward(self) -> dict[str, Any]:
        """Return the value of every variable (mpmath).

        Raises:
            InputError: if a value is missing, or φ has none.
        """
        if self.missing:
            few = ", ".join(self.missing[:5]) + (", …" if len(self.missing) > 5 else "")
            raise InputError(
                f"{len(self.missing):,} values are missing: {few}", instead="give them with --at or with_values"
            )
        if self._abstract:
            raise InputError("the abstract φ has no values", instead="choose an activation")
        return self._worked((), SHOWN_DIGITS + 8)[1]

    def gradient_text(self, wrt: str) -> str | None:
        """Return ∂E_total/∂wrt with 12 significant digits; None where a value is missing."""
        if not self.known:
            return None
        return self.form_text(derive_form(self._graph, wrt, "factored"))

    def form_text(self, form: Form) -> str | None:
        """Return the value of a form's first line with 12 significant digits; None where a value is missing."""
        if not self.known:
            return None
        name = form.lines[0].lhs.name
        return decimal_text(self._worked(form.lines, VALUE_DIGITS)[1][name], VALUE_DIGITS)

    def values_text(self, lines: Iterable[DisplayEquation]) -> dict[str, str]:
        """Return left side's name → value with 12 significant digits, for lines that define what they use."""
        lines = list(lines)
        values = self._worked(lines, VALUE_DIGITS)[1]
        return {line.lhs.name: decimal_text(values[line.lhs.name], VALUE_DIGITS) for line in lines}

    def filled(
        self, lines: Iterable[DisplayEquation], digits: int = SHOWN_DIGITS, labels: Labels | None = None
    ) -> list[tuple[Expr, ...]]:
        """Return, for each line, its right side in numbers and its result; nothing where a value is missing.

        Args:
            labels: of the notation that the line is going to be shown in, which may have another sign of δ.
        """
        lines = list(lines)
        if not self.known:
            return [()] * len(lines)
        arithmetic, values = self._worked(lines, digits)
        if labels is not None:
            lines, values = as_shown(lines, values, labels)
        if has_layers(lines):  # of a page of whole layers only the numbers have their values beside them
            return [(rounded(values[n.lhs.name], digits),) if n.lhs.name in values else () for n in lines]
        written = {name: literal for name, literal in self._written.items() if is_short(literal, digits)}
        written |= {n.lhs.name: written[n.rhs.name] for n in lines if isinstance(n.rhs, Var) and n.rhs.name in written}
        found: list[tuple[Expr, ...]] = []
        for line in lines:
            if is_literal(line.rhs):
                found.append(())
                continue
            numbers = fill(line.rhs, values, arithmetic, digits=digits, written=written)
            result = written.get(line.lhs.name) or rounded(values[line.lhs.name], digits)
            if numbers == result or is_literal(numbers):
                found.append((result,))
            else:
                found.append((numbers, *_terms(line.rhs, values, arithmetic, digits), result))
        return found

    def path_text(self, path: Path) -> str | None:
        """Return the value of one path's product with 12 significant digits; None where a value is missing."""
        if not self.known:
            return None
        product = DisplayEquation(Var("#product"), path.product)
        return decimal_text(self._worked([product], VALUE_DIGITS)[1]["#product"], VALUE_DIGITS)


def is_literal(expr: Expr) -> bool:
    """Return whether `expr` is one number."""
    return isinstance(expr, Num) or (isinstance(expr, Neg) and isinstance(expr.operand, Num))


def is_short(literal: Expr, digits: int) -> bool:
    """Return whether a literal is shown as it was written: as somebody wrote it, or in at most `digits` digits.

    An imported number is the nearest that its type has; its text is only the shortest that tells it apart.
    """
    num = literal.operand if isinstance(literal, Neg) else literal
    assert isinstance(num, Num)
    return len(num.text) <= digits or Fraction(num.text) == num.value


def _slopes(lines: list[DisplayEquation], forward: dict[str, Any], arithmetic: Arithmetic) -> dict[str, Any]:
    """Return the value of what lines define beyond the forward pass.

    Raises:
        InputError: if a derivative has no finite real value (of sqrt at 0).
    """
    new = [line for line in lines if line.lhs.name not in forward]
    try:
        found = evaluate_lines(new, forward, arithmetic)
    except (ValueError, ZeroDivisionError, TypeError):
        raise InputError(NO_SLOPE, instead=OTHER_VALUES) from None
    if not all(hasattr(value, "shape") or is_real(value, arithmetic) for value in found.values()):
        raise InputError(NO_SLOPE, instead=OTHER_VALUES)
    return found


def _terms(rhs: Expr, values: Mapping[str, Any], arithmetic: Arithmetic, digits: int) -> tuple[Expr, ...]:
    """Return a sum of chain-rule products (paths, messages) with each of its terms worked out."""
    if not isinstance(rhs, Sum) or not any(isinstance(term, Chain) for term in rhs.terms):
        return ()
    names = [f"#{k}" for k in range(len(rhs.terms))]
    worth = compile_tape(zip(names, rhs.terms, strict=True)).bind(arithmetic)(values)
    small = any("e" in decimal_text(worth[name], digits) for name in names)
    return (Sum(tuple(number(decimal_text(worth[name], digits, scientific=small)) for name in names)),)


def _settled(name: str, history: list[dict[str, Any]], precision: int, digits: int) -> bool:
    """Return whether a value is known to `digits` digits, or to be 0."""
    if len(history) < 2:
        return False
    before, now = history[-2][name], history[-1][name]
    if hasattr(now, "shape"):  # a matrix: its entries are values of their own
        return True
    return bool(abs(now - before) * 10 ** (digits + 2) < abs(now)) or _shrinks(name, history, precision)


def _shrinks(name: str, history: list[dict[str, Any]], precision: int) -> bool:
    """Return whether a value is what the rounding leaves of 0: smaller by the digits gained, twice in a row."""
    if len(history) < 3 or hasattr(history[-1][name], "shape"):
        return False
    first, second, third = (abs(values[name]) for values in history[-3:])
    return bool(first * 10 ** (-(precision // 8)) > second and second * 10 ** (-(precision // 4)) > third)


def _is_zero(name: str, history: list[dict[str, Any]], precision: int, digits: int) -> bool:
    """Return whether a value is 0, or what the rounding leaves of it (at some precisions, by chance, nothing)."""
    value = history[-1][name]
    if hasattr(value, "shape") or _settled(name, history, precision, digits):
        return _shrinks(name, history, precision)
    return bool(abs(value) * 10 ** (precision * 15 // 16) < 1)
