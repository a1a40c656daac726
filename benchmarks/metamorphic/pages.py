"""What stands on the pages of two networks that correspond."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from benchmarks.campaign.compare import agreeing
from benchmarks.campaign.files import as_text
from benchmarks.metamorphic.claims import Related, network_of
from benchmarks.metamorphic.measure import DIGITS, LIMITS, Measured, reals
from symprop import LimitExceeded, Network, UnsupportedForm
from symprop.expression import Var
from symprop.form_view import FormView
from symprop.graph import Kind
from symprop.notation import Label

__all__ = ["other_pages", "wrong_substitutions"]

FORMS = ("chain", "messages", "paths", "factored", "closed")
RENDERINGS = ("text", "python", "latex")
LIMITED = ("paths", "closed")
"""The forms that may be refused: as long as their paths are many."""

GATE, SHOWN = 40, 11


def other_pages(related: Related) -> Iterator[str]:
    """Yield "" for each page of the renamed network that is the first one's with other names, else what is wrong."""
    if not related.renamed:
        return
    before, after = (network_of(setting.data, setting.batch) for setting in related.settings)
    fresh = {old: new for new, old in related.renamed.items()}
    names = {
        kind: {_shown(after, new, kind): _shown(before, old, kind) for new, old in related.renamed.items()}
        for kind in RENDERINGS
    }
    for w in before.parameters:
        for form in FORMS:
            page, twin = _page(before, w, form), _page(after, fresh.get(w, w), form)
            if page is None or twin is None:
                if page is not twin or form not in LIMITED:
                    yield f"{form} of ∂E/∂{w}: refused"
                continue
            for kind in RENDERINGS:
                same = _plain(getattr(page, kind)) == _plain(_named(getattr(twin, kind), names[kind]))
                yield "" if same else f"{form} as {kind} of ∂E/∂{w}: another page"


def _page(network: Network, w: str, form: str) -> FormView | None:
    try:
        return network.gradient(w, limits=LIMITS).form(form)
    except (LimitExceeded, UnsupportedForm):
        return None


def _shown(network: Network, name: str, rendering: str) -> str:
    """Return what stands on a page for an input, a parameter or a unit."""
    if rendering == "python":
        return name
    graph = network.graph
    kinds = {*graph.given(*Kind), *graph.defined()}
    label: Label = network.labels(Var(name)) if name in kinds else network.labels.unit(name)
    return str(getattr(label, rendering))


def _named(page: str, names: Mapping[str, str]) -> str:
    """Return a page with the names of the first network."""
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![a-zA-Z])(?:{listed})(?![a-zA-Z0-9])", lambda match: names[match[0]], page)


def _plain(page: str) -> str:
    """Return a page without its blanks."""
    return re.sub(r"\s", "", page)


def wrong_substitutions(related: Related, measured: Measured) -> Iterator[str]:
    """Yield a line where numbers put into the symbolic form are not the value: 40 digits of ours, the page's 12."""
    setting = related.settings[0]
    if not related.substituted or "phi" in as_text(setting.data):  # the abstract φ has no values
        return
    from sympy import Rational

    number = reals().functions.mpf
    # floats: into nested functions SymPy takes minutes to put exact rationals
    numbers = {name: Rational(v.numerator, v.denominator).evalf(DIGITS + 10) for name, v in setting.values.items()}
    network = network_of(setting.data)
    for w in related.substituted:
        try:
            formula = network.gradient(w, limits=LIMITS).closed.expr
        except LimitExceeded:
            continue
        value = formula.xreplace({symbol: numbers[str(symbol)] for symbol in formula.free_symbols})
        found = number(str(value.evalf(DIGITS + 10)))
        expected, size = (_real(value) for value in (measured.gradients["factored"][w], measured.scale.get(w, 0)))
        if agreeing(found, expected, GATE, lambda size=size: size) < GATE:  # type: ignore[misc]
            yield f"closed form of ∂E/∂{w} with numbers put in: {found}"
        page = network.with_values(setting.values).gradient(w)
        for shown in (page.value, page.factored.value):
            if shown is None or agreeing(found, number(shown), SHOWN, lambda: 0) < SHOWN:
                yield f"∂E/∂{w} on the page: {shown}, not {found}"


def _real(value: Any) -> Any:
    return reals().literal(Fraction(value)) if isinstance(value, Fraction | int) else value
