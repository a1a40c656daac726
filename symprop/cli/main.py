"""`symprop COMMAND NETWORK [options]`. Everything heavy is imported where it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import click

from symprop import __version__
from symprop.errors import InputError, SympropError, UnsupportedForm, nearest, shorten

if TYPE_CHECKING:
    from symprop.api import Network
    from symprop.report import Document, Report

__all__ = ["main", "run"]

INTERRUPTED = 130

Command = TypeVar("Command", bound=Callable[..., Any])

DERIVE_FORMATS = ("text", "latex", "mathml", "json", "html")
STREAMED = ("text", "latex")
LATER_FORMATS = ("tex", "md", "pdf", "python")
LONGEST_LINE = 400  # of a message
ENDINGS = {".txt": "text", ".json": "json", ".html": "html", ".htm": "html", ".latex": "latex", ".mml": "mathml"}


class _Commands(click.Group):
    """A group whose errors are one line and whose exit statuses are DESIGN's."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0] if args else ""
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            instead = nearest(name, self.commands) or f"one of {', '.join(self.commands)}"
            raise InputError(f"unknown command '{shorten(name)}'", instead=instead)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # before click puts an empty line there
            raise click.exceptions.Exit(_complain("interrupted", INTERRUPTED)) from None

    def main(self, *args: Any, standalone_mode: bool = True, **kwargs: Any) -> Any:
        try:
            result = super().main(*args, standalone_mode=False, **kwargs)  # type: ignore[call-overload]
            status = result if isinstance(result, int) else 0
        except SympropError as error:
            status = _complain(str(error), error.exit_code)
        except click.UsageError as error:
            hint = f"; see '{error.ctx.command_path if error.ctx else 'symprop'} --help'"
            status = _complain(error.format_message().rstrip(".") + hint, 2)
        except click.ClickException as error:
            status = _complain(error.format_message(), 2)
        except (KeyboardInterrupt, click.Abort):
            status = _complain("interrupted", INTERRUPTED)
        except MemoryError:
            status = _complain("not enough memory; use --form factored or fewer parameters", 2)
        if standalone_mode:
            sys.exit(status)
        return status


def _complain(message: str, status: int) -> int:
    line = shorten(" ".join(message.split()), LONGEST_LINE)
    click.echo(f"symprop: {line}", err=True)
    return status


@click.group(cls=_Commands, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symprop")
def main() -> None:
    """Derive ∂E_total/∂w of any network, as a person would, and check what stands on the page.

    NETWORK is layer sizes (2-2-2), a bundled example (mazur, question, lstm, …), a YAML file, or - for standard input.
    """


_network = click.argument("network")
_wrt = click.option("--wrt", multiple=True, metavar="W", help="A weight or bias; repeat for more. Default: all.")
_of = click.option("--of", metavar="V", help="Differentiate this (out_o1) instead of E_total; W may be an input.")
_wrt2 = click.option("--wrt2", multiple=True, metavar="W", help="Second derivatives: of ∂E_total/∂(--wrt) by this.")
_at = click.option("--at", metavar="VALUES", help="i1=.05,w1=.15 or a YAML file; overrides the network's own values.")
_notation = click.option("--notation", default="mazur", show_default=True, metavar="NAME", help="How names are shown.")
_output = click.option("-o", "--output", metavar="FILE", help="Write to FILE; its ending chooses the format.")
_max_paths = click.option(
    "--max-paths", type=click.IntRange(min=1), default=10_000, show_default=True, help="Largest path sum to write."
)

_max_size = click.option(
    "--max-size", type=click.IntRange(min=1), default=20_000, show_default=True, help="Largest closed form, in symbols."
)


def _format(choices: tuple[str, ...]) -> Callable[[Command], Command]:
    return click.option("--format", "fmt", metavar="FORMAT", help=f"{'|'.join(choices)}; default: text, or by -o.")


@main.command()
@_network
@_wrt
@_wrt2
@_of
@click.option(
    "--form", "forms", multiple=True, metavar="F", help="chain|messages|paths|factored|closed|matrix; repeat for more."
)
@_notation
@_at
@_format(DERIVE_FORMATS)
@_output
@_max_paths
@_max_size
@click.option(
    "--layout", default="denominator", metavar="NAME", show_default=True, help="Of matrices: denominator|numerator."
)
@click.option("--digits", type=click.IntRange(2, 25), default=9, show_default=True, help="Digits of the numbers.")
@click.option("--check/--no-check", "with_check", default=None, help="Put the check on the page (default: in html).")
def derive(
    network: str,
    wrt: tuple[str, ...],
    wrt2: tuple[str, ...],
    of: str | None,
    forms: tuple[str, ...],
    notation: str,
    at: str | None,
    fmt: str | None,
    output: str | None,
    max_paths: int,
    max_size: int,
    layout: str,
    digits: int,
    with_check: bool | None,
) -> None:
    """Derive ∂E_total/∂w: chain rule, messages, path sum, factored, closed form, matrices."""
    chosen = _choose_format(fmt, output, DERIVE_FORMATS)
    net, names = _aimed(_load(network, at, notation), of, wrt, wrt2)
    from symprop.derive.forms import Limits
    from symprop.derive.matrix import layout_named
    from symprop.document import Request, build_document, split_names

    limits = Limits(paths=max_paths, nodes=max_size, layout=layout_named(layout))
    request = Request(
        wrt=names,
        forms=split_names(forms, "--form"),
        limits=limits,
        digits=digits,
        stream=chosen in STREAMED,
    )
    with _progress("deriving", len(request.wrt) or net.parameter_count, output) as step:
        document = build_document(net, request, progress=step)
        if with_check or (with_check is None and chosen == "html"):
            document = _with_report(net, document, request, required=bool(with_check))
        _write(_pages(chosen, document, net), output)


def _with_report(net: Network, document: Document, request: Any, *, required: bool) -> Document:
    """Return the document with a check on it; a page of very many gradients goes without, unless it was asked for."""
    from dataclasses import replace

    from symprop.document import small_enough_to_check

    if not required and not small_enough_to_check(net, request):
        return document
    names = request.wrt or None
    with _progress("checking", len(request.wrt) or net.parameter_count, "-") as step:
        return replace(document, report=net.check(names, limits=request.limits, progress=step))


def _pages(fmt: str, document: Document, net: Network) -> Iterator[str]:
    """Yield the pieces of a page in a format."""
    match fmt:
        case "text":
            from symprop.render.text_page import text_page

            return _lines(text_page(document, net.labels))
        case "latex":
            from symprop.render.latex_page import latex_page

            return _lines(latex_page(document, net.labels))
        case "mathml":
            from symprop.render.json_page import mathml_page

            return _lines(mathml_page(document, net.labels))
        case "html":
            from symprop.render.html_page import html_page

            return html_page(document, net.labels)
        case _:
            from symprop.render.json_page import json_page

            return _lines(["".join(json_page(document, net.labels))])


def _lines(lines: Iterable[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


@main.command()
@_network
@_at
@_notation
@_format(("text", "latex", "json"))
@_output
def show(network: str, at: str | None, notation: str, fmt: str | None, output: str | None) -> None:
    """Show the forward equations, the parameters and how many paths each has."""
    chosen = _choose_format(fmt, output, ("text", "latex", "json"))
    net = _load(network, at, notation)
    from symprop.overview import SHOW_FORMATS

    _write(_lines(SHOW_FORMATS[chosen](net)), output)


@main.command()
@_network
@_wrt
@_wrt2
@_of
@_at
@_notation
@click.option("--points", type=int, default=3, show_default=True, help="Random points, at the least.")
@click.option("--against", multiple=True, metavar="NAME", help="Compare only with this; repeat for more.")
@click.option("--seed", type=int, default=None, help="Of the random points.")
@_format(("text", "json"))
@_output
@_max_paths
@_max_size
def check(
    network: str,
    wrt: tuple[str, ...],
    wrt2: tuple[str, ...],
    of: str | None,
    at: str | None,
    notation: str,
    points: int,
    against: tuple[str, ...],
    seed: int | None,
    fmt: str | None,
    output: str | None,
    max_paths: int,
    max_size: int,
) -> int:
    """Compare every form, the printed LaTeX and MathML read back, and numeric gradients; exit 1 if any disagree."""
    chosen = _choose_format(fmt, output, ("text", "json"))
    net, names = _aimed(_load(network, at, notation), of, wrt, wrt2)
    from symprop.derive.forms import Limits
    from symprop.document import parameter_names, refuse_too_much, split_names

    names = parameter_names(net, names)
    if not names:
        refuse_too_much(net, "check")
    with _progress("checking", len(names) or net.parameter_count, output) as step:
        report = net.check(
            names or None,
            points=points,
            against=split_names(against, "--against"),
            seed=seed,
            limits=Limits(paths=max_paths, nodes=max_size),
            progress=step,
        )
    _write(_report_pages(chosen, report), output)
    return 0 if report.ok else 1


def _report_pages(fmt: str, report: Report) -> Iterator[str]:
    if fmt == "json":
        from symprop.render.json_page import report_json

        return _lines([report_json(report)])
    from symprop.render.text_page import report_text

    return _lines([f"{report.network}", *report_text(report)])


@main.command()
@_network
@click.option("--rate", required=True, metavar="η", help="The learning rate.")
@click.option("--steps", type=int, default=1, show_default=True, help="How many steps of gradient descent.")
@click.option("--biases", is_flag=True, help="Let the biases learn too; Mazur's do not.")
@_at
@_format(("text", "json"))
@_output
def train(
    network: str, rate: str, steps: int, biases: bool, at: str | None, fmt: str | None, output: str | None
) -> None:
    """Take steps of gradient descent, w⁺ = w − η ∂E_total/∂w, and show what the weights and E_total become."""
    chosen = _choose_format(fmt, output, ("text", "json"))
    net = _load(network, at, "mazur")
    from symprop.network.values import parse_value
    from symprop.overview import TRAIN_FORMATS

    parse_value(rate, where="--rate")
    trained = net.train(rate, steps, biases=biases)
    _write(_lines(TRAIN_FORMATS[chosen](net, trained, rate, biases)), output)


def _load(spec: str, at: str | None, notation: str) -> Network:
    """Return the network with the values of ``--at`` in the notation asked for."""
    from symprop.api import load
    from symprop.network.load import read_values

    net = load(spec)
    if notation != "mazur":
        net = net.with_notation(notation)
    if at is None:
        return net
    values = read_values(at, net.graph)
    try:
        return net.with_values(values)
    except InputError as error:  # each is right by itself, together with the network's own they are not
        raise error.placed("--at") from None


def _aimed(
    net: Network, of: str | None, wrt: tuple[str, ...], wrt2: tuple[str, ...]
) -> tuple[Network, tuple[str, ...]]:
    """Return the network with what is differentiated as its total, and the names it is differentiated by."""
    from symprop.document import split_names

    names, second = split_names(wrt, "--wrt"), split_names(wrt2, "--wrt2")
    if second and len(names) != 1:
        raise InputError("second derivatives are of one first derivative", where="--wrt2", instead="give one --wrt")
    option = "--of"
    try:
        net = net if of is None else net.of(of)
        if not second:
            return net, names
        option = "--wrt"
        net = net.slope(names[0])
        option = "--wrt2"
        return net, tuple(net.gradient(name).wrt for name in second)
    except InputError as error:
        raise error.placed(option) from None


def _choose_format(fmt: str | None, output: str | None, choices: tuple[str, ...]) -> str:
    """Return the format: what was said, else the output's ending, else text; refuse a place that cannot be written."""
    ending = PurePath(output).suffix.lower() if output and output != "-" else ""
    chosen = fmt if fmt is not None else ENDINGS.get(ending, ending.lstrip(".") or "text")
    if chosen in choices:
        from symprop.output import refuse_unwritable

        refuse_unwritable(output)
        return chosen
    where = "--format" if fmt is not None else shorten(str(output))
    if chosen in LATER_FORMATS:
        raise UnsupportedForm(
            f"the format '{chosen}' is not in this version", where=where, instead=f"one of {', '.join(choices)}"
        )
    instead = nearest(chosen, choices) or f"one of {', '.join(choices)}"
    raise InputError(f"unknown format '{shorten(chosen)}'", where=where, instead=instead)


def _write(pieces: Iterable[str], output: str | None) -> None:
    from symprop.output import write_output

    write_output(pieces, output)


@contextmanager
def _progress(what: str, count: int, output: str | None) -> Iterator[Any]:
    """Give a function to call with each parameter's name; it shows a bar on a terminal's stderr, for long work only."""
    visible = count > 20 and sys.stderr.isatty() and (output is not None or not sys.stdout.isatty())
    if not visible:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=count)
        yield lambda name: bar.update(task, advance=1, description=f"{what} {name}")


def run() -> None:
    """Run the command line as a process: an interrupt is exit status 130 wherever it struck.

    Python ends by the signal itself, whatever was handled, when an interrupt passed through an import.
    """
    try:
        main()
    except SystemExit as end:
        if end.code != INTERRUPTED:
            raise
        sys.stderr.flush()
        os._exit(INTERRUPTED)
