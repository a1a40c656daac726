"""`symprop explore`: the interactive page."""

from __future__ import annotations

import sys

import click

from symprop.cli import options
from symprop.errors import InputError

__all__ = ["explore"]


@click.command()
@options.network_argument
@options.wrt_option
@click.option(
    "--notation",
    "notations",
    multiple=True,
    metavar="NAME",
    help="A notation to choose; repeat for more. Default: all where the network is small, else mazur.",
)
@options.at_option
@options.output_option
def explore(network: str, wrt: tuple[str, ...], notations: tuple[str, ...], at: str | None, output: str | None) -> None:
    """Write the interactive page: touch a weight, a term, a factor; move a value, and every number follows."""
    if output in (None, "-") and sys.stdout.isatty():
        raise InputError("the page is for a browser, not for a terminal", where="--output", instead="give -o F.html")
    options.choose_format("html" if output in (None, "-") else None, output, ("html",))
    net = options.load_as_asked(network, at, "mazur")
    names = options.own_names(net, options.names_of(wrt, "--wrt"), "--wrt")
    for name in names:
        try:
            net.gradient(name)
        except InputError as error:
            raise error.placed("--wrt") from None
    wanted = options.names_of(notations, "--notation")
    from symprop.explore import Request, explorer_page

    options.write(explorer_page(net, Request(wrt=names, notations=wanted)), output)
