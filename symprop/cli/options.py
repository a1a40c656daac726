"""What the commands share: arguments and options, the network they ask for, the format and place of a page."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from symprop.errors import InputError, SympropError, UnsupportedForm, nearest, shorten
from symprop.formats import ENDINGS

if TYPE_CHECKING:
    from symprop.api import Network

__all__ = [
    "aimed",
    "as_text",
    "at_option",
    "choose_format",
    "format_option",
    "given",
    "lines",
    "load_as_asked",
    "max_paths_option",
    "max_size_option",
    "network_argument",
    "notation_option",
    "of_option",
    "output_option",
    "progress",
    "write",
    "wrt2_option",
    "wrt_option",
]

Command = TypeVar("Command", bound=Callable[..., Any])

network_argument = click.argument("network")
wrt_option = click.option("--wrt", multiple=True, metavar="W", help="A weight or bias; repeat for more. Default: all.")
of_option = click.option("--of", metavar="V", help="Differentiate this (out_o1) instead of E_total; W may be an input.")
wrt2_option = click.option(
    "--wrt2", multiple=True, metavar="W", help="Second derivatives: of ∂E_total/∂(--wrt) by this."
)
at_option = click.option(
    "--at", metavar="VALUES", help="i1=.05,w1=.15 or a YAML file; overrides the network's own values."
)
notation_option = click.option(
    "--notation",
    default="mazur",
    show_default=True,
    metavar="NAME",
    help="Symbols, indices and the sign of δ: mazur, nielsen, bishop, goodfellow, ng, pdp, haykin, or a YAML file.",
)
output_option = click.option("-o", "--output", metavar="FILE", help="Write to FILE; its ending chooses the format.")
max_paths_option = click.option(
    "--max-paths", type=click.IntRange(min=1), default=10_000, show_default=True, help="Largest path sum to write."
)
max_size_option = click.option(
    "--max-size", type=click.IntRange(min=1), default=20_000, show_default=True, help="Largest closed form, in symbols."
)


batch_option = click.option(
    "--batch", type=click.IntRange(min=1), metavar="N", help="N samples at once, E_total their sum; of layers."
)


def format_option(choices: tuple[str, ...]) -> Callable[[Command], Command]:
    """Return the option ``--format`` of a command that has these."""
    return click.option("--format", "fmt", metavar="FORMAT", help=f"{'|'.join(choices)}; default: text, or by -o.")


def load_as_asked(
    spec: str, at: str | None, notation: str, batch: int | None = None, text: str | None = None
) -> Network:
    """Return the network with the values of ``--at`` in the notation asked for.

    Args:
        text: what its file says, where that was read already.
    """
    from symprop.api import Network, load
    from symprop.network.load import network_from_text, read_values

    net = load(spec) if text is None else Network(network_from_text(text, spec))
    if batch is not None:
        try:
            net = net.batch(batch)
        except SympropError as error:
            raise error.placed("--batch") from None
    if notation != "mazur":
        net = net.with_notation(notation)
    if at is None:
        return net
    values = read_values(at, net.graph, net.own_name)
    try:
        return net.with_values(values)
    except InputError as error:  # each is right by itself, together with the network's own they are not
        raise error.placed("--at") from None


def aimed(net: Network, of: str | None, wrt: tuple[str, ...], wrt2: tuple[str, ...]) -> tuple[Network, tuple[str, ...]]:
    """Return the network with what is differentiated as its total, and the names it is differentiated by."""
    from symprop.document import split_names

    names, second = (
        own_names(net, split_names(given, option), option) for given, option in ((wrt, "--wrt"), (wrt2, "--wrt2"))
    )
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


def as_text(argument: str) -> str:
    """Return an argument that is no file's name as text in UTF-8, whatever the terminal's locale takes it for."""
    try:
        return os.fsencode(argument).decode()
    except UnicodeError:
        return argument


def names_of(given: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Return the names of an option, each once."""
    from symprop.document import split_names

    return split_names(given, option)


def given(name: str) -> bool:
    """Return whether an option was said, and not left to its default."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def refuse_with_names(network: str, **given: object) -> None:
    """Refuse options that need numbers for the sizes."""
    for name, value in given.items():
        if value:
            raise UnsupportedForm(
                f"'{network}' has names for sizes",
                where=f"--{name.replace('_', '-')}",
                instead="give sizes in numbers for this option",
            )


def own_names(net: Network, names: Iterable[str], option: str) -> tuple[str, ...]:
    """Return names with those of an imported model's parameters as ours."""
    try:
        return tuple(dict.fromkeys(net.own_name(name) for name in names))
    except InputError as error:
        raise error.placed(option) from None


def choose_format(fmt: str | None, output: str | None, choices: tuple[str, ...]) -> str:
    """Return the format: what was said, else the output's ending, else text; refuse a place that cannot be written."""
    ending = PurePath(output).suffix.lower() if output and output != "-" else ""
    chosen = fmt if fmt is not None else ENDINGS.get(ending, ending.lstrip(".") or "text")
    if chosen in choices:
        from symprop.output import refuse_unwritable

        refuse_unwritable(output)
        return chosen
    where = "--format" if fmt is not None else shorten(str(output))
    instead = nearest(chosen, choices, 0.6) or f"one of {', '.join(choices)}"
    raise InputError(f"unknown format '{shorten(chosen)}'", where=where, instead=instead)


def write(pieces: Iterable[str | bytes], output: str | None) -> None:
    """Write a page to where ``-o`` says, whole or not at all."""
    from symprop.output import write_output

    write_output(pieces, output)


@contextmanager
def progress(what: str, count: int, output: str | None) -> Iterator[Any]:
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


def lines(rows: Iterable[str]) -> Iterator[str]:
    """Yield rows with their line ends."""
    return (f"{row}\n" for row in rows)
