"""What stands on the pages of two networks that correspond."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from benchmarks.campaign.files import as_text
from benchmarks.metamorphic.claims import Related, network_of
from benchmarks.metamorphic.measure import DIGITS, LIMITS, Measured, agreeing, reals
from symprop import LimitExceeded, Network, UnsupportedForm
from symprop.expression import Var
from symprop.graph import Kind
from symprop.notation import Label

__all__ = ["other_pages", "wrong_substitutions"]

FORMS = ("chain", "messages", "paths", "factored", "closed")
RENDERINGS = ("text", "python", "latex")
PARAMETERS = 2
GATE, SHOWN = 40, 11
FRESH = re.compile(r"(?:\\text\{)?(?<![a-zA-Z])(nn[a-z]{2}|n_?\{?(\d+)\}?)")
"""A name that `rename` gave: nnab, n3; in LaTeX \\text{nnab}, n_3 or n_{12}."""


def other_pages(related: Related) -> Iterator[str]:
    """Yield a line for each page of the renamed network that is not the first one's with other names."""
    if not related.renamed:
        return
    before, after = (network_of(setting.data, setting.batch) for setting in related.settings)
    fresh = {old: new for new, old in related.renamed.items()}
    names = {kind: {new: _shown(before, old, kind) for new, old in related.renamed.items()} for kind in RENDERINGS}
    for w in before.parameters[:PARAMETERS]:
        for form in FORMS:
            try:
                page = before.gradient(w, limits=LIMITS).form(form)
                twin = after.gradient(fresh.get(w, w), limits=LIMITS).form(form)
            except (LimitExceeded, UnsupportedForm):
                continue
            for kind in RENDERINGS:
                if _plain(getattr(page, kind)) != _plain(_named(getattr(twin, kind), names[kind])):
                    yield f"{form} as {kind} of ∂E/∂{w}: another page"


def _shown(network: Network, name: str, rendering: str) -> str:
    """Return what stands on a page for an input, a parameter or a unit."""
    if rendering == "python":
        return name
    graph = network.graph
    kinds = {*graph.given(*Kind), *graph.defined()}
    label: Label = network.labels(Var(name)) if name in kinds else network.labels.unit(name)
    return str(getattr(label, rendering))


def _named(page: str, names: Mapping[str, str]) -> str:
    return FRESH.sub(lambda match: names.get(f"n{match[2]}" if match[2] else match[1], match[0]), page)


def _plain(page: str) -> str:
    """Return a page without the blanks and braces that set it."""
    return re.sub(r"[\s{}]", "", page)


def wrong_substitutions(related: Related, measured: Measured) -> Iterator[str]:
    """Yield a line where numbers put into the symbolic form are not the value: 40 digits of ours, the page's 12."""
    setting = related.settings[0]
    if not related.substituted or "phi" in as_text(setting.data):  # the abstract φ has no values
        return
    from sympy import Rational

    number = reals().functions.mpf
    # floats: SymPy asks for the sign of nested functions of exact rationals, for minutes
    numbers = {name: Rational(v.numerator, v.denominator).evalf(DIGITS + 10) for name, v in setting.values.items()}
    network = network_of(setting.data)
    for w in related.substituted:
        try:
            formula = network.gradient(w, limits=LIMITS).closed.expr
        except LimitExceeded:
            continue
        value = formula.xreplace({symbol: numbers[str(symbol)] for symbol in formula.free_symbols})
        found = number(str(value.evalf(DIGITS + 10)))
        if agreeing(found, measured.gradients["factored"][w], measured.scale.get(w, 0)) < GATE:
            yield f"closed form of ∂E/∂{w} with numbers put in: {found}"
        page = network.with_values(setting.values).gradient(w)
        for shown in (page.value, page.factored.value):
            if shown is None or agreeing(found, number(shown), abs(found)) < SHOWN:
                yield f"∂E/∂{w} on the page: {shown}, not {found}"
