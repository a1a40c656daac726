"""Which refusals are documented; every other one is a failure: what always refuses would pass for what is right."""

from __future__ import annotations

from symprop.derive.forms import FORMS
from symprop.derive.views import SlopeGraph
from symprop.errors import LimitExceeded, UnsupportedForm
from symprop.graph import EquationGraph
from symprop.network.layout import plan_of

__all__ = ["LAYERED", "LIMITED", "may_refuse", "refusal_in_words"]

LAYERED = ("matrix", "indexed")
"""Forms that only a network of layers has."""
LIMITED = ("paths", "closed")
"""Forms that may be larger than a limit."""


def may_refuse(graph: EquationGraph, form: str, error: Exception) -> bool:
    """Return whether a form of a network may be refused so.

    >>> import symprop
    >>> graph = symprop.load("mazur").graph
    >>> may_refuse(graph, "matrix", UnsupportedForm("none")), may_refuse(graph, "closed", LimitExceeded("large"))
    (False, True)
    """
    if isinstance(error, UnsupportedForm) and isinstance(graph, SlopeGraph):
        return form not in ("chain", "paths", "factored", "closed")
    if isinstance(error, UnsupportedForm):
        return form in LAYERED and plan_of(graph) is None
    return isinstance(error, LimitExceeded) and form in LIMITED


def refusal_in_words(refusal: str) -> str:
    """Return why something was not compared.

    >>> refusal_in_words("closed: LimitExceeded"), refusal_in_words("matrix: UnsupportedForm")
    ('closed: larger than the limit', 'matrix: the network has none')
    """
    subject, _, error = refusal.partition(": ")
    words = {"LimitExceeded": "larger than the limit", "UnsupportedForm": "the network has none"}
    return f"{subject}: {words.get(error, error)}" if subject in FORMS else refusal
