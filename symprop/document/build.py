"""The `Document`, part by part: facts, forward pass, gradients made one at a time, what they share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from symprop.api import Network
from symprop.derive.adjoints import factored_system
from symprop.derive.conventions import conventions
from symprop.derive.forms import Form, Limits, check_form, check_path_limit, derive_form
from symprop.derive.indexed import INDEXED_GLOSS
from symprop.derive.matrix import MATRIX_GLOSS, equation_name, matrix_note
from symprop.derive.paths import iter_paths, path_label
from symprop.document.fitting import fitted, names_note, page_labels, rate_name
from symprop.document.pictures import network_picture, path_pictures
from symprop.document.request import MOST_PARAMETERS, Request, default_forms, parameter_names, refuse_too_much
from symprop.draw.drawing import Drawing
from symprop.errors import InputError, LimitExceeded, UnsupportedForm
from symprop.expression import Array, DisplayEquation, Expr, Message, Sum, Var
from symprop.gradient import Gradient
from symprop.graph import PARAMETERS, Kind, derivative
from symprop.network.values import parse_value
from symprop.notation import MAZUR
from symprop.report import MOST_MISSING, Document, FormSection, GradientSection, PathStream, Report, Shown

__all__ = ["MOST_DEFINITIONS", "MOST_EDGES", "build_document", "forward"]

MOST_DEFINITIONS, MOST_EDGES = 200, 2_000
MOST_LISTED = 1_000

MESSAGE_GLOSS = (
    "A message m_u→h is the part of ∂{total}/∂{out}_h that comes back through the unit u: "
    "∂{total}/∂{net}_u · ∂{net}_u/∂{out}_h. Some write it ∂{error}_u/∂{out}_h; {error}_u is then the error that flows "
    "back through u, not the error term of one output."
)
"""Shown once beside the messages form."""


def build_document(
    network: Network,
    request: Request,
    *,
    report: Report | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Document:
    """Return the document of what was asked for; its gradients are made one at a time.

    Raises:
        UnsupportedForm: on an unknown form.
        InputError: on an unknown parameter.
        LimitExceeded: if everything was asked for and that is more than a page holds.
    """
    for form in request.forms:
        check_form(form)
        if form == "indexed" and network.notation is not MAZUR:
            raise UnsupportedForm("the indexed form has mazur's symbols only", where="--form", instead="no --notation")
    names = parameter_names(network, request.wrt)
    bulk = not names and request.forms == ("factored",) and network.parameter_count > MOST_PARAMETERS
    if not names and request.forms != ("factored",):
        refuse_too_much(network, "derive", paths=not request.forms or "paths" in request.forms)
    if not names and not network.parameter_count:
        raise InputError("the network has no parameter", instead="give a unit a weight by name, or use 'symprop show'")
    shared: tuple[Shown, ...] = ()
    if bulk and request.rate:
        raise LimitExceeded(
            f"{network.parameter_count:,} parameters are more than {MOST_PARAMETERS} to update on a page",
            where="--rate",
            instead="choose some with --wrt",
        )
    if bulk:
        gradients, shared = _bulk(network, request.digits)
    else:
        if "paths" in (request.forms or default_forms(network)):
            for name in names or network.parameters:
                check_path_limit(network.graph, name, request.limits)
        gradients = _begun(_gradients(network, names or network.parameters, request, progress))
    return Document(
        title=network.name,
        facts=(*network.model.facts, *_of_notation(network)),
        forward=forward(network, request.digits, request.width),
        gradients=gradients,
        shared=shared,
        conventions=(
            *conventions(network.graph),
            *([_matrix_gloss(network)] if "matrix" in request.forms else []),
            *([INDEXED_GLOSS] if "indexed" in request.forms else []),
        ),
        report=report,
        index=() if bulk else tuple((name, network.path_count(name)) for name in names or network.parameters),
        picture=network_picture(network) if request.pictures else None,
        code=request.code,
        width=request.width,
        brief=request.brief,
    )


def forward(network: Network, digits: int, width: float | None = None) -> tuple[Shown, ...]:
    """Return the definitions with their numbers, or nothing where they are too many to be read."""
    graph = network.graph
    names = graph.defined()
    if len(names) > MOST_DEFINITIONS or sum(len(graph.edges_into(name)) for name in names) > MOST_EDGES:
        return ()
    lines = _fitted(network, network.equations(), digits, width)
    filled = network.numbers.filled(lines, digits, network.labels)
    return tuple(Shown(line, numbers) for line, numbers in zip(lines, filled, strict=True))


def _gradients(
    network: Network, names: Sequence[str], request: Request, progress: Callable[[str], None]
) -> Iterator[GradientSection]:
    for name in names:
        progress(name)
        yield _gradient(network, network.gradient(name, limits=request.limits), request)


def _begun(sections: Iterator[GradientSection]) -> Iterator[GradientSection]:
    """Return the same sections, the first one made already: a refusal comes before anything is printed."""
    return chain(list(islice(sections, 1)), sections)


def _gradient(network: Network, gradient: Gradient, request: Request) -> GradientSection:
    sections: list[FormSection] = []
    count = gradient.path_count
    for name in request.forms or default_forms(network):
        if name == "paths" and request.stream and count > MOST_LISTED:
            sections.append(_path_stream(network, gradient.wrt, request.limits))
            continue
        form = gradient.form(name).form
        sections.append(_form_section(network, form, request))
    paths = tuple(gradient.iter_paths()) if count <= min(request.limits.paths, MOST_LISTED) else None
    missing = network.numbers.missing[:MOST_MISSING]
    total = network.graph.variable(network.graph.total)
    of = "" if total.kind is Kind.TOTAL else total.name
    reason = network.numbers.reason
    address = network.address(gradient.wrt)
    update, updated = _update(network, gradient.wrt, request) if request.rate else (None, None)
    return GradientSection(
        gradient.wrt, count, tuple(sections), paths, gradient.value, missing, reason, of, address, update, updated
    )


def _update(network: Network, wrt: str, request: Request) -> tuple[Shown | None, str | None]:
    """Return w⁺ = w − η ∂E_total/∂w and its value, where there are values; nothing for what does not learn."""
    graph = network.graph
    if graph.variable(wrt).kind not in PARAMETERS or graph.variable(graph.total).kind is not Kind.TOTAL:
        return None, None
    slope = derivative(graph, graph.total, wrt)
    weight, eta = Var(wrt), Var(rate_name(network))
    numbers: tuple[Expr, ...] = ()
    after = None
    if network.numbers.known:
        step = DisplayEquation(Var("#after"), weight - parse_value(request.rate, where="--rate") * slope)
        lines = (*derive_form(graph, wrt, "factored").lines, step)
        numbers = network.numbers.filled(lines, request.digits, page_labels(network))[-1]
        after = network.numbers.values_text(lines)[step.lhs.name]
    return Shown(DisplayEquation(weight, weight - eta * slope), numbers, after=True), after


def _path_stream(network: Network, wrt: str, limits: Limits) -> FormSection:
    graph = network.graph
    check_path_limit(graph, wrt, limits)
    return FormSection("paths", (), stream=PathStream(derivative(graph, graph.total, wrt), iter_paths(graph, wrt)))


def _fitted(
    network: Network, lines: Iterable[DisplayEquation], digits: int, width: float | None
) -> tuple[DisplayEquation, ...]:
    return tuple(lines) if width is None else fitted(network, lines, width, digits)


def _form_section(network: Network, form: Form, request: Request) -> FormSection:
    # a name for a part of a Σ would stand outside of it
    width = None if form.name == "indexed" else request.width
    lines = _fitted(network, form.lines, request.digits, width)
    filled = network.numbers.filled(lines, request.digits, page_labels(network))
    named = names_note(network, len(form.lines), len(lines))
    lines, filled = (*lines, *form.again), [*filled, *((),) * len(form.again)]
    if request.brief:
        filled = [numbers[-1:] for numbers in filled]
    labels: tuple[str, ...] = ()
    pictures: tuple[Drawing, ...] = ()
    if form.name == "paths" and (request.pictures or isinstance(form.lines[0].rhs, Sum)):
        paths = tuple(iter_paths(network.graph, form.wrt))
        labels = tuple(path_label(network.graph, network.labels, path) for path in paths)
        if request.pictures and not request.brief:
            pictures = path_pictures(network, form.wrt, paths)
    shown = [Shown(line, numbers, name=equation_name(line)) for line, numbers in zip(lines, filled, strict=True)]
    shown[0] = replace(shown[0], labels=labels)
    note = form.note
    if any(isinstance(line.lhs, Message) for line in form.lines):
        note = note or _gloss(network)
    elif form.name == "matrix" and any(isinstance(line.lhs, Array) for line in form.lines):
        note = matrix_note(network.graph, form.wrt, request.limits.layout, network.labels)
    return FormSection(
        form.name,
        tuple(shown),
        (" " if note.endswith(".") else "; ").join(filter(None, (note, named))),
        pictures=pictures,
    )


def _gloss(network: Network) -> str:
    total = network.graph.variable(network.graph.total)
    letters = network.notation.letters
    if total.kind is Kind.TOTAL:
        return MESSAGE_GLOSS.format(**letters)
    shown = {**letters, "total": network.labels(Var(total.name)).text}
    return MESSAGE_GLOSS.partition(" Some write")[0].format(**shown)


def _matrix_gloss(network: Network) -> str:
    return MATRIX_GLOSS.format(**network.notation.letters)


def _of_notation(network: Network) -> tuple[str, ...]:
    """Return what a page says of its notation, where it is not the usual one."""
    notation = network.notation
    return () if notation is MAZUR else (f"notation: {notation.name}; {notation.gloss}",)


def _bulk(network: Network, digits: int) -> tuple[Iterator[GradientSection], tuple[Shown, ...]]:
    """Return the factored form of all gradients: one line each, the deltas they share once."""
    graph, numbers = network.graph, network.numbers
    system = list(factored_system(graph))
    split = len(system) - network.parameter_count
    deltas, gradients = system[:split][::-1], system[split:]
    lines = [*gradients, *deltas]
    filled = numbers.filled(lines, digits, network.labels)
    shown = [Shown(line, rows[-1:]) for line, rows in zip(lines, filled, strict=True)]
    values = numbers.values_text(lines) if numbers.known else {}
    missing, reason = numbers.missing[:MOST_MISSING], numbers.reason

    def sections() -> Iterator[GradientSection]:
        for (name, count), line in zip(network.path_counts(), shown, strict=False):
            form = FormSection("factored", (line,))
            yield GradientSection(name, count, (form,), None, values.get(line.equation.lhs.name), missing, reason)

    return sections(), tuple(shown[network.parameter_count :])
