"""Every form against every other, what was rendered read back, and numbers from the definitions alone.

Each comparison is at random points; the fewest digits that agree anywhere are held against a gate. No absolute
tolerance grants a pass: zero agrees with zero only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import Any

from symprop.derive.conventions import conventions
from symprop.derive.entries import has_matrices, in_entries
from symprop.derive.forms import DEFAULT_LIMITS, FORMS, Form, Limits, derive_form
from symprop.derive.views import SlopeGraph, slope_graph
from symprop.errors import InputError, LimitExceeded, SympropError, UnsupportedForm, nearest
from symprop.evaluate.arithmetic import ABSTRACT, float_arithmetic, rational_arithmetic
from symprop.evaluate.differences import central_difference, complex_step, second_difference
from symprop.evaluate.passes import evaluate_lines, forward_tape, in_order
from symprop.evaluate.tape import compile_tape
from symprop.expression import DisplayEquation, Var, names_in
from symprop.graph import EquationGraph, downstream
from symprop.network.model import TargetRule
from symprop.notation import MAZUR, Labels, Notation
from symprop.report import Check, Report
from symprop.verify.frameworks import FRAMEWORKS, installed, require
from symprop.verify.pages import RENDERINGS, read_back
from symprop.verify.points import DIGITS, Point, dead_paths, sample_points

__all__ = ["ORACLES", "CheckOptions", "check_network"]

FORM_DIGITS, DIFFERENCE_DIGITS, FLOAT_DIGITS = 40, 25, 11
REFERENCE = "factored"
NOISE_DIGITS = 3

FLOATING = ("float64", *FRAMEWORKS)
ORACLES = ("forms", "exact", *RENDERINGS, "sympy", "finite-difference", "complex-step", *FLOATING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What to check and how hard.

    Args:
        points: random points at the least.
        against: names of `ORACLES`; empty for all that are installed.
        seed: of the points.
        limits: of the forms; a form beyond them is left out and named.
        notation: the profile in which pages are written and read back.
    """

    points: int = 3
    against: tuple[str, ...] = ()
    seed: int = 20261123
    limits: Limits = DEFAULT_LIMITS
    notation: Notation = MAZUR


def check_network(
    graph: EquationGraph,
    wrt: Sequence[str],
    options: CheckOptions,
    *,
    rules: Sequence[TargetRule] = (),
    name: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Return what agrees and what does not.

    Args:
        wrt: the parameters whose gradients are checked.
        rules: what the targets may be.
        progress: called with each parameter's name before it is checked.

    Raises:
        InputError: on an unknown oracle or parameter.
        MissingOracle: if an oracle was asked for by name and is not installed.
        SympropError: if no random point lies in the network's domain.
    """
    for oracle in options.against:
        if oracle not in ORACLES:
            instead = nearest(oracle, ORACLES) or f"one of {', '.join(ORACLES)}"
            raise InputError(f"unknown check '{oracle[:60]}'", where="--against", instead=instead)
        if oracle in FRAMEWORKS:
            require(oracle)
    if options.points < 1:
        raise InputError("no points to compare at", where="--points", instead="at least 1")
    for w in wrt:
        graph.variable(w)
    points = sample_points(graph, rules, options.points, options.seed, wrt)
    session = _Session(graph, tuple(wrt), points, options)
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


@dataclass(frozen=True)
class _Session:
    """What all gradients of one check share."""

    graph: EquationGraph
    wrt: tuple[str, ...]
    points: list[Point]
    options: CheckOptions

    def wants(self, oracle: str) -> bool:
        if self.options.against:
            return oracle in self.options.against
        return oracle not in FRAMEWORKS or installed(oracle)

    def scales(self, wrt: str) -> list[Any]:
        """Return Σ|path product| of `wrt` at each point."""
        return [_scale(self.graph, wrt, point) for point in self.points]

    @property
    def base(self) -> EquationGraph:
        """The graph whose E_total is known without a derivative."""
        return self.graph.base if isinstance(self.graph, SlopeGraph) else self.graph

    @property
    def first(self) -> str:
        """The w of ∂E_total/∂w where second derivatives are checked."""
        return self.graph.wrt if isinstance(self.graph, SlopeGraph) else ""

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.graph.variable, self.options.notation)

    @cached_property
    def floats(self) -> list[dict[str, Any]]:
        """The forward pass of each point in float64."""
        tape = forward_tape(self.graph)
        found = []
        for point in self.points:
            given = {name: float(value) for name, value in point.values.items()}
            found.append({**given, **tape.bind(float_arithmetic(point.phi))(given)})
        return found

    @cached_property
    def frameworks(self) -> dict[str, list[dict[str, float]]]:
        return {
            name: [gradients(self.base, self.wrt, point.values, point.phi, self.first) for point in self.points]
            for name, (_, gradients) in FRAMEWORKS.items()
            if self.wants(name)
        }


def _check_gradient(session: _Session, wrt: str) -> Iterator[Check]:
    forms: dict[str, Form] = {}
    for name in FORMS:
        try:
            forms[name] = derive_form(session.graph, wrt, name, session.options.limits)
        except (LimitExceeded, UnsupportedForm) as error:
            yield _skipped(wrt, name, "forms", error.what)
    found = {name: _values(session, form.lines) for name, form in forms.items()}
    yield from _exercised(session, wrt)
    oracles = dict(_numeric_oracles(session, wrt, found[REFERENCE]))
    for name, form in forms.items():
        other = REFERENCE if name != REFERENCE else "paths" if "paths" in forms else "chain"
        if session.wants("forms"):
            yield _compare(session, wrt, name, other, found[name], found[other], FORM_DIGITS)
        if session.wants("exact") and name not in (REFERENCE, "closed"):
            yield from _exactly(session, wrt, form, forms[REFERENCE])
        yield from _renderings(session, wrt, form, found[name])
        if session.wants("sympy"):
            yield _guarded(session, wrt, f"{name} sympy", name, partial(_sympy_values, session, form), found[name])
        for oracle, (gate, expected) in oracles.items():
            if isinstance(expected, str):
                yield _skipped(wrt, name, oracle, expected)
            else:
                yield _compare(session, wrt, name, oracle, found[name], expected, gate)
        if session.wants("float64"):
            yield _float_check(session, wrt, form, found[name])


def _exercised(session: _Session, wrt: str) -> Iterator[Check]:
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


def _values(session: _Session, lines: Sequence[DisplayEquation]) -> list[Any]:
    """Return the value of the first line's left side at each point."""
    name = lines[0].lhs.name
    lines = in_entries(lines) if has_matrices(lines) else lines
    return [evaluate_lines(lines, point.forward, point.arithmetic)[name] for point in session.points]


def _renderings(session: _Session, wrt: str, form: Form, expected: list[Any]) -> Iterator[Check]:
    for rendering in RENDERINGS:
        if session.wants(rendering):
            yield _guarded(
                session,
                wrt,
                f"{form.name} {rendering}",
                form.name,
                partial(_read_back_values, session, form, rendering),
                expected,
            )


def _read_back_values(session: _Session, form: Form, rendering: str) -> list[Any]:
    return _values(session, read_back(form.lines, rendering, session.labels))


def _guarded(
    session: _Session, wrt: str, subject: str, against: str, values: Callable[[], list[Any]], expected: list[Any]
) -> Check:
    """Return the comparison; a page that cannot be read, or names what is not there, disagrees."""
    try:
        found = values()
    except (SympropError, KeyError) as error:
        return Check(
            wrt=wrt, subject=subject, against=against, agreeing_digits=None, gate=FORM_DIGITS, ok=False, note=str(error)
        )
    return _compare(session, wrt, subject, against, found, expected, FORM_DIGITS)


def _exactly(session: _Session, wrt: str, form: Form, reference: Form) -> Iterator[Check]:
    """Compare two forms in rationals, every variable of the forward pass on its own (Schwartz 1980, Zippel 1979)."""
    lhs = form.lines[0].lhs.name
    arithmetic = rational_arithmetic()
    lines = in_entries(form.lines) if has_matrices(form.lines) else form.lines
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


def _sympy_values(session: _Session, form: Form) -> list[Any]:
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


def _numeric_oracles(session: _Session, wrt: str, reference: list[Any]) -> Iterator[tuple[str, Expected]]:
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
        yield "symmetry", (FORM_DIGITS, _values(session, other.lines))
    for name, gradients in session.frameworks.items():
        literal = points[0].arithmetic.functions.mpf
        yield name, (FLOAT_DIGITS, [literal(g[wrt]) for g in gradients])


def _scale(graph: EquationGraph, wrt: str, point: Point) -> Any:
    """Return Σ|path product|, by one sweep with absolute values."""
    sums: dict[str, Any] = {graph.total: 1}
    for name in reversed(downstream(graph, wrt)):
        if name == graph.total:
            continue
        edges = [edge for edge in graph.edges_from(name) if edge.target in sums]
        partials = compile_tape((str(k), edge.partial) for k, edge in enumerate(edges)).bind(point.arithmetic)(
            point.forward
        )
        sums[name] = sum(abs(partials[str(k)]) * sums[edge.target] for k, edge in enumerate(edges))
    return sums[wrt]


def _float_check(session: _Session, wrt: str, form: Form, expected: list[Any]) -> Check:
    lhs = form.lines[0].lhs.name
    lines = in_entries(form.lines) if has_matrices(form.lines) else form.lines
    found = []
    for point, floats in zip(session.points, session.floats, strict=True):
        value = evaluate_lines(lines, floats, float_arithmetic(point.phi))[lhs]
        found.append(point.arithmetic.functions.mpf(value))
    return _compare(session, wrt, form.name, "float64", expected, found, FLOAT_DIGITS)


def _compare(
    session: _Session, wrt: str, subject: str, against: str, found: list[Any], expected: list[Any], gate: int
) -> Check:
    """Compare values at each point: relative to the larger one; in float64 relative to Σ|path product|.

    A gradient whose paths cancel leaves only the noise of the arithmetic, which is 0 within it.
    """
    digits = [_agreeing_digits(a, b, None) for a, b in zip(found, expected, strict=True)]
    if min(digits) < gate:
        scales = session.scales(wrt)
        floating = against in FLOATING
        for k, (a, b, scale) in enumerate(zip(found, expected, scales, strict=True)):
            if floating:
                digits[k] = _agreeing_digits(a, b, scale)
            elif max(abs(a), abs(b)) < scale / 10 ** (gate + NOISE_DIGITS):
                digits[k] = gate
    worst = min(range(len(digits)), key=digits.__getitem__)
    note = "" if digits[worst] >= gate else f"{_short(found[worst])} against {_short(expected[worst])}"
    return Check(
        wrt=wrt,
        subject=subject,
        against=against,
        agreeing_digits=digits[worst],
        gate=gate,
        ok=digits[worst] >= gate,
        note=note,
    )


def _agreeing_digits(a: Any, b: Any, scale: Any) -> int:
    """Return −log10 of the relative difference, rounded down; zero agrees with zero only."""
    if a == b:
        return DIGITS
    size = scale if scale is not None else max(abs(a), abs(b))
    if not size or a != a or b != b:
        return 0
    from mpmath import floor, log10

    return max(0, min(DIGITS, int(floor(-log10(abs(a - b) / size)))))


def _short(value: Any) -> str:
    from mpmath import nstr

    return str(nstr(value, 12))


def _skipped(wrt: str, subject: str, against: str, note: str) -> Check:
    return Check(wrt=wrt, subject=subject, against=against, agreeing_digits=None, gate=0, ok=True, note=note)
