"""The numbers beside the formulas: a network's forward pass at its values, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from symprop.derive.forms import Form, derive_form
from symprop.derive.paths import Path
from symprop.errors import InputError
from symprop.evaluate.arithmetic import is_real, mp_arithmetic
from symprop.evaluate.filled import decimal_text, fill, rounded
from symprop.evaluate.passes import evaluate_lines, forward_tape
from symprop.evaluate.tape import compile_tape
from symprop.expression import Chain, DisplayEquation, Expr, Neg, Num, Sum, Var, number
from symprop.graph import GIVEN, EquationGraph

__all__ = ["Numbers", "exact_value"]

WORKING_DIGITS = 30
SHOWN_DIGITS = 9
VALUE_DIGITS = 12
OTHER_VALUES = "give values inside the functions' domains"


def exact_value(literal: Expr) -> Any:
    """Return the rational that a literal stands for."""
    return -literal.operand.value if isinstance(literal, Neg) and isinstance(literal.operand, Num) else literal.value  # type: ignore[union-attr]


class Numbers:
    """A network's values carried through it at 30 digits; everything here is computed when first asked for."""

    def __init__(self, graph: EquationGraph, values: Mapping[str, Expr]) -> None:
        self._graph, self._written = graph, values
        self._arithmetic = mp_arithmetic(WORKING_DIGITS)

    @cached_property
    def _tape(self) -> Any:
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
        return any(code in ("phi", "phi_prime") for code, _, _ in self._tape.operations)

    @cached_property
    def _forward(self) -> dict[str, Any]:
        given = {name: self._arithmetic.literal(exact_value(literal)) for name, literal in self._written.items()}
        try:
            found = self._tape.bind(self._arithmetic)(given)
        except (ValueError, ZeroDivisionError, TypeError):
            raise InputError("the values lie outside of a function's domain", instead=OTHER_VALUES) from None
        for name, value in found.items():
            if not is_real(value, self._arithmetic):
                raise InputError(f"'{name}' has no finite real value at these values", instead=OTHER_VALUES)
        return {**given, **found}

    def forward(self) -> dict[str, Any]:
        """Return the value of every variable (mpmath).

        Raises:
            InputError: if a value is missing, or φ has none.
        """
        if self.missing:
            few = ", ".join(self.missing[:5]) + (", …" if len(self.missing) > 5 else "")
            raise InputError(
                f"{len(self.missing):,} values are missing: {few}", where="--at", instead="give them a value"
            )
        if self._abstract:
            raise InputError("the abstract φ has no values", instead="choose an activation")
        return self._forward

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
        return decimal_text(evaluate_lines(form.lines, self._forward, self._arithmetic)[name], VALUE_DIGITS)

    def values_text(self, lines: Iterable[DisplayEquation]) -> dict[str, str]:
        """Return left side's name → value with 12 significant digits, for lines that define what they use."""
        values = evaluate_lines(lines, self._forward, self._arithmetic)
        return {name: decimal_text(value, VALUE_DIGITS) for name, value in values.items()}

    def filled(self, lines: Iterable[DisplayEquation], digits: int = SHOWN_DIGITS) -> list[tuple[Expr, ...]]:
        """Return, for each line, its right side in numbers and its result; nothing where a value is missing."""
        lines = list(lines)
        if not self.known:
            return [()] * len(lines)
        new = [line for line in lines if line.lhs.name not in self._forward]
        values = {**self._forward, **evaluate_lines(new, self._forward, self._arithmetic)}
        written = dict(self._written)
        written |= {n.lhs.name: written[n.rhs.name] for n in new if isinstance(n.rhs, Var) and n.rhs.name in written}
        found: list[tuple[Expr, ...]] = []
        for line in lines:
            if is_literal(line.rhs):
                found.append(())
                continue
            numbers = fill(line.rhs, values, self._arithmetic, digits=digits, written=written)
            result = written.get(line.lhs.name) or rounded(values[line.lhs.name], digits)
            if numbers == result or is_literal(numbers):
                found.append((result,))
            else:
                found.append((numbers, *self._terms(line.rhs, values, digits), result))
        return found

    def _terms(self, rhs: Expr, values: Mapping[str, Any], digits: int) -> tuple[Expr, ...]:
        """Return a sum of chain-rule products (paths, messages) with each of its terms worked out."""
        if not isinstance(rhs, Sum) or not any(isinstance(term, Chain) for term in rhs.terms):
            return ()
        names = [f"#{k}" for k in range(len(rhs.terms))]
        worth = compile_tape(zip(names, rhs.terms, strict=True)).bind(self._arithmetic)(values)
        small = any("e" in decimal_text(worth[name], digits) for name in names)
        return (Sum(tuple(number(decimal_text(worth[name], digits, scientific=small)) for name in names)),)

    def path_text(self, path: Path) -> str | None:
        """Return the value of one path's product with 12 significant digits; None where a value is missing."""
        if not self.known:
            return None
        value = compile_tape([("product", path.product)]).bind(self._arithmetic)(self._forward)["product"]
        return decimal_text(value, VALUE_DIGITS)


def is_literal(expr: Expr) -> bool:
    """Return whether `expr` is one number."""
    return isinstance(expr, Num) or (isinstance(expr, Neg) and isinstance(expr.operand, Num))
