"""Every form against every other, what was rendered read back, and numbers from the definitions alone.

Each comparison is at random points; the fewest digits that agree anywhere are held against a gate. No absolute
tolerance grants a pass: zero agrees with zero only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from symprop.derive.conventions import conventions
from symprop.derive.forms import FORMS, Form, derive_form
from symprop.derive.views import SlopeGraph
from symprop.errors import InputError, LimitExceeded, SympropError, UnsupportedForm, shorten
from symprop.expression import Expr, Var
from symprop.given import pick, whole
from symprop.graph import EquationGraph
from symprop.network.model import Original, TargetRule
from symprop.notation import MAZUR
from symprop.report import Check, Report
from symprop.verify.compare import FORM_DIGITS, compare, differing, skipped
from symprop.verify.coverage import dead_paths
from symprop.verify.frameworks import FRAMEWORKS, require
from symprop.verify.oracles import ORACLES, REFERENCE, exactly, float_check, numeric_oracles, sympy_values
from symprop.verify.originals import at_own_values, own_point, usable_original
from symprop.verify.pages import RENDERINGS, read_back
from symprop.verify.points import sample_points
from symprop.verify.session import ORIGINAL, CheckOptions, Session, all_values_of

__all__ = ["ORACLES", "SUBJECTS", "CheckOptions", "check_network", "guarded"]

SUBJECTS = (*FORMS, "indexed paths")
"""What is checked of a gradient: every form, and what a form says a second time."""


def check_network(
    graph: EquationGraph,
    wrt: Sequence[str],
    options: CheckOptions,
    *,
    rules: Sequence[TargetRule] = (),
    name: str = "",
    original: Original | None = None,
    values: Mapping[str, Expr] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Return what agrees and what does not.

    Args:
        wrt: the parameters whose gradients are checked.
        rules: what the targets may be.
        original: the model that the network was imported from.
        values: the network's own.
        progress: called with each parameter's name before it is checked.

    Raises:
        InputError: on an unknown oracle or parameter.
        MissingOracle: if an oracle was asked for by name and is not installed.
        SympropError: if no random point lies in the network's domain.
    """
    for oracle in options.against:
        if oracle != ORIGINAL:
            pick(oracle, ORACLES, "check", where="--against")
        if oracle in FRAMEWORKS:
            require(oracle)
    if (whole(options.points) or 0) < 1:
        what = f"{shorten(repr(options.points))} points to compare at"
        raise InputError(what, where="--points", instead="a whole number, at least 1")
    for w in wrt:
        graph.variable(w)
    original = usable_original(graph, original, asked=ORIGINAL in options.against)
    points = sample_points(graph, rules, options.points, options.seed, wrt, both_sides=True)
    session = Session(graph, tuple(wrt), points, options, original, own_point(graph, values or {}, original))
    checks: list[Check] = []
    for w in wrt:
        progress(w)
        checks.extend(_check_gradient(session, w))
    text = session.labels(Var(graph.total)).text
    return Report(
        network=name,
        checks=tuple(check for check in checks if check.agreeing_digits is not None or not check.ok),
        skipped=tuple(check for check in checks if check.agreeing_digits is None and check.ok),
        points=len(points),
        seed=options.seed,
        conventions=conventions(graph),
        of=f"({text})" if isinstance(graph, SlopeGraph) else text,
    )


def _check_gradient(session: Session, wrt: str) -> Iterator[Check]:
    forms: dict[str, Form] = {}
    for name in FORMS:
        try:
            forms[name] = derive_form(session.graph, wrt, name, session.options.limits)
        except (LimitExceeded, UnsupportedForm) as error:
            yield skipped(wrt, name, "forms", error.what)
    forms |= {f"{name} paths": Form(f"{name} paths", wrt, form.again) for name, form in forms.items() if form.again}
    worth = {name: all_values_of(session, form.lines) for name, form in forms.items()}
    found = {name: [values[form.lines[0].lhs.name] for values in worth[name]] for name, form in forms.items()}
    yield from _exercised(session, wrt)
    own = at_own_values(session, wrt, forms[REFERENCE]) if session.wants(ORIGINAL) else None
    yield from (own,) if own else ()
    oracles = dict(numeric_oracles(session, wrt, found[REFERENCE]))
    for name, form in forms.items():
        other = REFERENCE if name != REFERENCE else "paths" if "paths" in forms else "chain"
        if session.wants("forms"):
            yield compare(session, wrt, name, other, found[name], found[other], FORM_DIGITS)
        if session.wants("exact") and name not in (REFERENCE, "closed"):
            yield from exactly(session, wrt, form, forms[REFERENCE])
        yield from _renderings(session, wrt, form, worth[name])
        if session.wants("sympy"):
            yield guarded(session, wrt, f"{name} sympy", name, partial(sympy_values, session, form), found[name])
        for oracle, (gate, expected) in oracles.items():
            if isinstance(expected, str):
                yield skipped(wrt, name, oracle, expected)
            else:
                yield compare(session, wrt, name, oracle, found[name], expected, gate)
        if session.wants("float64"):
            yield float_check(session, wrt, form, found[name])


def _exercised(session: Session, wrt: str) -> Iterator[Check]:
    """Say which paths no point made non-zero: whatever is wrong with them agrees with anything."""
    dead, total = dead_paths(session.graph, wrt, session.points)
    if not dead:
        return
    note = f"{dead:,} of {total:,} paths are 0 at every point that was tried, so nothing is known of them"
    yield Check(
        wrt=wrt,
        subject=f"paths of {wrt}",
        against="a point that is not 0",
        agreeing_digits=0 if dead == total else None,
        gate=1 if dead == total else 0,
        ok=dead < total,
        note=note,
    )


def _renderings(session: Session, wrt: str, form: Form, expected: list[dict[str, Any]]) -> Iterator[Check]:
    lhs = form.lines[0].lhs.name
    other = session.options.notation is not MAZUR and form.name.startswith("indexed")
    for rendering in RENDERINGS:
        if session.wants(rendering) and other and rendering != "python":
            yield skipped(wrt, f"{form.name} {rendering}", form.name, "the indexed form has mazur's symbols only")
        elif session.wants(rendering):
            yield guarded(
                session,
                wrt,
                f"{form.name} {rendering}",
                form.name,
                partial(_read_back_values, session, form, rendering, expected),
                [values[lhs] for values in expected],
            )


def _read_back_values(session: Session, form: Form, rendering: str, expected: list[dict[str, Any]]) -> list[Any]:
    """Return the value of ∂E/∂w on the page; every other name that it defines must have its own value too.

    Raises:
        SympropError: if one has not: with two wrong signs of δ, ∂E/∂w would be right.
    """
    found = all_values_of(session, read_back(form.lines, rendering, session.labels))
    if difference := differing(found, expected, form.lines[0].lhs.name):
        raise SympropError(difference)
    return [values[form.lines[0].lhs.name] for values in found]


def guarded(
    session: Session, wrt: str, subject: str, against: str, values: Callable[[], list[Any]], expected: list[Any]
) -> Check:
    """Return the comparison; a page that cannot be read, or names what is not there, disagrees."""
    try:
        found = values()
    except (SympropError, KeyError) as error:
        return Check(
            wrt=wrt, subject=subject, against=against, agreeing_digits=None, gate=FORM_DIGITS, ok=False, note=str(error)
        )
    return compare(session, wrt, subject, against, found, expected, FORM_DIGITS)
