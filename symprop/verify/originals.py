"""The gradient by the model that a network was imported from: its own layers, its own loss, its framework's autograd.

At random points the model is given our values; at its own it is left untouched, and a number that was taken for another
one is found out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from symprop.derive.forms import Form
from symprop.errors import MissingOracle
from symprop.evaluate.arithmetic import PHIS, is_real, mp_arithmetic
from symprop.evaluate.passes import forward_values
from symprop.expression import Expr
from symprop.graph import EquationGraph, Kind
from symprop.network.model import Original
from symprop.network.values import exact
from symprop.report import Check
from symprop.verify.compare import FLOAT_DIGITS, compare
from symprop.verify.points import DIGITS, Point
from symprop.verify.session import ORIGINAL, Session, values_of

__all__ = ["at_own_values", "own_point", "usable_original"]


def usable_original(graph: EquationGraph, original: Original | None, *, asked: bool) -> Original | None:
    """Return what a network was imported from, where that can be asked for ∂E_total/∂w.

    Args:
        asked: it was asked for by name, and not to have it is an error.

    Raises:
        MissingOracle: saying why there is none.
    """
    reason = "this network was not imported" if original is None else original.reason
    if not reason and graph.variable(graph.total).kind is not Kind.TOTAL:
        reason = "the model it was imported from gives ∂E_total alone"
    if reason and asked:
        raise MissingOracle(reason, where="--against", instead="leave 'original' out")
    return None if reason else original


def own_point(graph: EquationGraph, values: Mapping[str, Expr], original: Original | None) -> Point | None:
    """Return the values that a network was imported with as a point; None where some are missing or were changed."""
    if original is None or values != original.values:
        return None
    arithmetic = mp_arithmetic(DIGITS)
    given = {name: exact(literal) for name, literal in values.items()}
    try:
        forward = forward_values(graph, given, arithmetic)
    except (KeyError, ValueError, ZeroDivisionError, TypeError):
        return None
    if not all(is_real(value, arithmetic) for value in forward.values()):
        return None
    return Point(given, forward, arithmetic, PHIS[0])


def at_own_values(session: Session, wrt: str, form: Form) -> Check | None:
    """Return how a form agrees with the model at its own values; None where they are not known."""
    if session.original is None or session.own is None:
        return None
    there = replace(session, points=[session.own])
    expected = session.own.arithmetic.functions.mpf(session.own_gradients[wrt])
    values = values_of(there, form.lines)
    return compare(there, wrt, "at its own values", ORIGINAL, values, [expected], FLOAT_DIGITS)
