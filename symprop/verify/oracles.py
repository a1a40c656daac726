"""What a form is held against: exact rationals, SymPy, float64, and numbers from the definitions alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from symprop.derive.forms import Form, derive_form
from symprop.derive.scalars import in_scalars
from symprop.derive.views import slope_graph
from symprop.evaluate.arithmetic import ABSTRACT, float_arithmetic, rational_arithmetic
from symprop.evaluate.differences import central_difference, complex_step, second_difference
from symprop.evaluate.passes import evaluate_lines, in_order
from symprop.expression import names_in
from symprop.report import Check
from symprop.verify.compare import DIFFERENCE_DIGITS, FLOAT_DIGITS, FORM_DIGITS, compare
from symprop.verify.frameworks import FRAMEWORKS
from symprop.verify.pages import RENDERINGS
from symprop.verify.points import DIGITS
from symprop.verify.session import Session, values_of

__all__ = ["ORACLES", "REFERENCE", "exactly", "float_check", "numeric_oracles", "sympy_values"]

REFERENCE = "factored"
ORACLES = ("forms", "exact", *RENDERINGS, "sympy", "finite-difference", "complex-step", "float64", *FRAMEWORKS)
"""What every network can be held against; an imported one has its original besides."""


def exactly(session: Session, wrt: str, form: Form, reference: Form) -> Iterator[Check]:
    """Compare two forms in rationals, every variable of the forward pass on its own (Schwartz 1980, Zippel 1979)."""
    lhs = form.lines[0].lhs.name
    arithmetic = rational_arithmetic()
    lines = in_scalars(form.lines)
    names = {n for line in (*lines, *reference.lines) for n in names_in(line.rhs)}
    for k, point in enumerate(session.points):
        free = {
            name: point.values.get(name) or _stand_in(float(value), k)
            for name, value in point.forward.items()
            if name in names
        }
        try:
            ours, theirs = (evaluate_lines(found, free, arithmetic)[lhs] for found in (lines, reference.lines))
        except (AttributeError, ZeroDivisionError, KeyError):
            return  # not polynomial in the out's: it calls exp, or is closed
        if ours != theirs:
            yield Check(
                wrt=wrt,
                subject=form.name,
                against="exact",
                agreeing_digits=0,
                gate=DIGITS,
                ok=False,
                note="in rationals",
            )
            return
    yield Check(wrt=wrt, subject=form.name, against="exact", agreeing_digits=DIGITS, gate=DIGITS, ok=True)


def _stand_in(value: float, k: int) -> Any:
    """Return a rational near a computed value, on the same side of every kink."""
    return Fraction(round(value * 9973) or 1, 9973 + k)


def sympy_values(session: Session, form: Form) -> list[Any]:
    """Return the values of the plain SymPy expressions, evaluated by SymPy."""
    import sympy

    from symprop.symbolic import to_sympy

    lines = [(name, to_sympy(rhs)) for name, rhs in in_order(form.lines)]
    found = []
    for point in session.points:
        functions = point.arithmetic.functions
        known: dict[Any, Any] = {}
        for name, expr in lines:
            for symbol in expr.free_symbols:
                if symbol not in known:
                    known[symbol] = sympy.Float(str(point.forward[symbol.name]), DIGITS)
            filled = expr.xreplace(known)
            known[sympy.Symbol(name)] = _concrete_phi(filled, functions).evalf(DIGITS)
        found.append(functions.mpf(str(known[sympy.Symbol(form.lines[0].lhs.name)])))
    return found


def _concrete_phi(expr: Any, functions: Any) -> Any:
    """Return a SymPy expression in which φ and φ′ are numbers, the innermost first."""
    import sympy

    while calls := [call for call in expr.atoms(sympy.Function) if type(call).__name__ in ABSTRACT]:
        inner = [
            call for call in calls if not any(type(f).__name__ in ABSTRACT for f in call.args[0].atoms(sympy.Function))
        ]
        values = {
            call: getattr(functions, type(call).__name__)(functions.mpf(str(call.args[0].evalf(DIGITS))))
            for call in inner
        }
        expr = expr.xreplace({call: sympy.Float(str(value), DIGITS) for call, value in values.items()})
    return expr


Expected = tuple[int, list[Any] | str]


def numeric_oracles(session: Session, wrt: str, reference: list[Any]) -> Iterator[tuple[str, Expected]]:
    """Yield (oracle, (gate, values, or why there are none))."""
    graph, points = session.graph, session.points
    if session.wants("finite-difference"):
        values = [
            second_difference(session.base, session.first, wrt, point.values, phi=point.phi)
            if session.first
            else central_difference(graph, wrt, point.values, gradient=value, phi=point.phi)
            for point, value in zip(points, reference, strict=True)
        ]
        yield "finite-difference", (DIFFERENCE_DIGITS, values)
    if session.wants("complex-step"):
        try:
            stepped = [complex_step(graph, wrt, point.values, phi=point.phi) for point in points]
            yield "complex-step", (FLOAT_DIGITS, stepped)
        except TypeError:
            yield "complex-step", (FLOAT_DIGITS, "complex numbers have no order: the network compares")
    if session.first and session.first != wrt and session.wants("forms"):
        other = derive_form(slope_graph(session.base, wrt), session.first, REFERENCE)
        yield "symmetry", (FORM_DIGITS, values_of(session, other.lines))
    for name, gradients in session.frameworks.items():
        literal = points[0].arithmetic.functions.mpf
        yield name, (FLOAT_DIGITS, [literal(g[wrt]) for g in gradients])


def float_check(session: Session, wrt: str, form: Form, expected: list[Any]) -> Check:
    """Compare the formula as floats compute it with its own 50 digits."""
    lhs = form.lines[0].lhs.name
    lines = in_scalars(form.lines)
    found = []
    for point, floats in zip(session.points, session.floats, strict=True):
        value = evaluate_lines(lines, floats, float_arithmetic(point.phi))[lhs]
        found.append(point.arithmetic.functions.mpf(value))
    return compare(session, wrt, form.name, "float64", expected, found, FLOAT_DIGITS)
