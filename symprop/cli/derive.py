"""`symprop derive`: the main job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from symprop.cli import options
from symprop.errors import InputError, UnsupportedForm
from symprop.expression import Partial
from symprop.formats import DERIVE_FORMATS, FRAGMENT, PROGRAMS, Format, write_document
from symprop.network.schematic import is_schematic, read_schematic

if TYPE_CHECKING:
    from symprop.api import Network
    from symprop.report import Document

__all__ = ["derive"]


@click.command()
@options.network_argument
@options.wrt_option
@options.wrt2_option
@options.of_option
@click.option(
    "--form",
    "forms",
    multiple=True,
    metavar="F",
    help="chain|messages|paths|factored|closed|matrix|indexed; repeat for more.",
)
@options.notation_option
@options.batch_option
@options.at_option
@options.format_option((*DERIVE_FORMATS, *PROGRAMS))
@options.output_option
@options.max_paths_option
@options.max_size_option
@click.option(
    "--layout", default="denominator", metavar="NAME", show_default=True, help="Of matrices: denominator|numerator."
)
@click.option("--digits", type=click.IntRange(2, 25), default=9, show_default=True, help="Digits of the numbers.")
@click.option(
    "--check/--no-check", "with_check", default=None, help="Put the check on the page (default: in documents)."
)
@click.option("--rate", default="", metavar="η", help="Show the weight update w⁺ = w − η ∂E_total/∂w, too.")
@click.option(
    "--detail",
    type=click.Choice(("short", "full")),
    default="full",
    show_default=True,
    help="short leaves out what is between a formula and its value, and of documents the pictures of paths.",
)
@click.option("--fragment", is_flag=True, help="Of tex: what stands inside a document, for one's own.")
def derive(
    network: str,
    wrt: tuple[str, ...],
    wrt2: tuple[str, ...],
    of: str | None,
    forms: tuple[str, ...],
    notation: str,
    batch: int | None,
    at: str | None,
    fmt: str | None,
    output: str | None,
    max_paths: int,
    max_size: int,
    layout: str,
    digits: int,
    with_check: bool | None,
    rate: str,
    detail: str,
    fragment: bool,
) -> None:
    """Derive ∂E_total/∂w: chain rule, messages, path sum, factored, closed form, matrices."""
    chosen = options.choose_format(fmt, output, (*DERIVE_FORMATS, *PROGRAMS))
    if fragment and chosen != "tex":
        raise InputError(f"the format '{chosen}' has no fragments", where="--fragment", instead="use --format tex")
    _refuse_idle(chosen, options.names_of(forms, "--form"))
    if is_schematic(network):
        from symprop.document.schematic import schematic_document
        from symprop.verify.schematic import check_schematic, schematic_labels

        options.refuse_with_names(
            network,
            at=at,
            of=of,
            wrt2=wrt2,
            batch=batch,
            notation=notation != "mazur",
            rate=rate,
            **{name: options.given(name) for name in ("digits", "layout", "detail", "max_paths", "max_size")},
        )
        plan, wanted = read_schematic(network), options.names_of(wrt, "--wrt")
        row = FRAGMENT if fragment else _row(chosen)
        report = check_schematic(plan, wanted) if with_check or (with_check is None and row.checked) else None
        page = schematic_document(plan, wanted, options.names_of(forms, "--form"), report)
        options.write(write_document(row, page, schematic_labels(), output), output)
        return
    net, names = options.aimed(options.load_as_asked(network, at, notation, batch), of, wrt, wrt2)
    if chosen in PROGRAMS:
        options.write(_program(chosen, net, names, forms, with_check), output)
        return
    row = FRAGMENT if fragment else DERIVE_FORMATS[chosen]
    from symprop.derive.forms import Limits
    from symprop.derive.matrix import layout_named
    from symprop.document import Request, build_document, page_labels, split_names
    from symprop.graph import Kind
    from symprop.network.values import parse_value

    if rate:
        parse_value(rate, where="--rate")
        if net.graph.variable(net.graph.total).kind is not Kind.TOTAL:
            raise InputError("a step is by a gradient of E_total", where="--rate", instead="no --of and no --wrt2")
    limits = Limits(paths=max_paths, nodes=max_size, layout=layout_named(layout))
    request = Request(
        wrt=names,
        forms=split_names(forms, "--form"),
        limits=limits,
        digits=digits,
        stream=row.streamed,
        width=row.width,
        pictures=row.pictures,
        code=_code(net, network, of, wrt2, names, at),
        rate=rate,
        brief=detail == "short",
    )
    with options.progress("deriving", len(request.wrt) or net.parameter_count, output) as step:
        document = build_document(net, request, progress=step)
        if with_check or (with_check is None and row.checked):
            document = _with_report(net, document, request, required=bool(with_check))
        options.write(write_document(row, document, page_labels(net), output), output)


_LEAVE_OUT = "leave it out"
_IDLE: tuple[tuple[str, Callable[[str, Sequence[str]], bool], str, str], ...] = (
    ("rate", lambda fmt, _: fmt in PROGRAMS, "a program has no weight update", "use 'symprop train'"),
    ("digits", lambda fmt, _: fmt in PROGRAMS, "a program works with all digits", _LEAVE_OUT),
    ("digits", lambda fmt, _: fmt == "json", "numbers in JSON have 12 digits", _LEAVE_OUT),
    ("detail", lambda fmt, _: fmt in PROGRAMS, "a program has no steps between", _LEAVE_OUT),
    ("detail", lambda fmt, _: fmt == "json", "JSON has no steps between", _LEAVE_OUT),
    ("layout", lambda fmt, _: fmt in PROGRAMS, "a program has no matrices", _LEAVE_OUT),
    ("layout", lambda _, forms: "matrix" not in forms, "only matrices have a layout", "add --form matrix"),
    ("max_size", lambda fmt, _: fmt in PROGRAMS, "a program has no closed form", _LEAVE_OUT),
    ("max_size", lambda _, forms: "closed" not in forms, "it is of the closed form", "add --form closed"),
    ("max_paths", lambda fmt, _: fmt in PROGRAMS, "a program has no path sum", _LEAVE_OUT),
)
"""Option; the formats and forms with which it could do nothing; what is said, and what instead."""


def _refuse_idle(chosen: str, forms: Sequence[str]) -> None:
    """Refuse an option that was said, and that nothing could come of."""
    for name, idle, what, instead in _IDLE:
        if options.given(name) and idle(chosen, forms):
            raise InputError(what, where=f"--{name.replace('_', '-')}", instead=instead)


def _row(chosen: str) -> Format:
    if chosen in PROGRAMS:
        raise UnsupportedForm(
            "a program needs numbers for the sizes", where="--format", instead=f"one of {', '.join(DERIVE_FORMATS)}"
        )
    return DERIVE_FORMATS[chosen]


def _program(
    fmt: str, net: Network, names: tuple[str, ...], forms: tuple[str, ...], with_check: bool | None
) -> list[str]:
    """Return the source of a program that runs without symprop."""
    if forms:
        raise InputError(
            "a program has no forms", where="--form", instead="leave it out: each shared part is once in it"
        )
    if with_check:
        raise InputError("a program has no check on it", where="--check", instead="use 'symprop check'")
    return [net.to_python(names or None, runnable=True) if fmt == "python" else net.to_c(names or None)]


def _code(
    net: Network, spec: str, of: str | None, wrt2: tuple[str, ...], names: tuple[str, ...], at: str | None
) -> tuple[str, ...]:
    """Return the lines of Python that a notebook begins with."""
    from symprop.document import python_lines

    symbol = net.graph.variable(net.graph.total).symbol
    slope = symbol.wrt if wrt2 and isinstance(symbol, Partial) else ""
    return python_lines(
        spec,
        net.labels,
        values=net.values if at else {},
        notation=net.notation.name,
        of=of or "",
        slope=slope,
        wrt=names or net.parameters[:1],
    )


def _with_report(net: Network, document: Document, request: Any, *, required: bool) -> Document:
    """Return the document with a check on it; a page of very many gradients goes without, unless it was asked for."""
    from dataclasses import replace

    from symprop.document import small_enough_to_check

    if not required and not small_enough_to_check(net, request):
        return document
    names = request.wrt or None
    with options.progress("checking", len(request.wrt) or net.parameter_count, "-") as step:
        return replace(document, report=net.check(names, limits=request.limits, progress=step))
