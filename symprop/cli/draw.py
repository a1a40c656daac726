"""`symprop draw`: the network's picture."""

from __future__ import annotations

import sys

import click

from symprop.cli import options
from symprop.errors import InputError

__all__ = ["draw"]

DRAW_FORMATS = ("svg", "tex", "png")


@click.command()
@options.network_argument
@click.option("--wrt", default="", metavar="W", help="Pick out the paths of this weight or bias.")
@click.option("--path", type=int, default=None, metavar="K", help="Only path K, from 0, as in JSON's paths.")
@click.option(
    "--edges", default="weights", metavar="TEXT", show_default=True, help="On edges: weights|values|gradients|none."
)
@click.option("--biases/--no-biases", default=True, help="Draw the biases (default), or leave them out.")
@click.option(
    "--detail", default="auto", metavar="HOW", show_default=True, help="Every unit, or layers: auto|full|summary."
)
@options.at_option
@options.notation_option
@click.option("--format", "fmt", metavar="FORMAT", help=f"{'|'.join(DRAW_FORMATS)}; default: by -o, else svg.")
@click.option("--fragment", is_flag=True, help="Of tex: only the picture, to paste into a document.")
@options.output_option
def draw(
    network: str,
    wrt: str,
    path: int | None,
    edges: str,
    biases: bool,
    detail: str,
    at: str | None,
    notation: str,
    fmt: str | None,
    fragment: bool,
    output: str | None,
) -> None:
    """Draw the network, with the paths of a weight picked out."""
    chosen = options.choose_format(fmt or (None if output and output != "-" else "svg"), output, DRAW_FORMATS)
    if fragment and chosen != "tex":
        raise InputError("only tex has a fragment", where="--fragment", instead="give --format tex")
    if chosen == "png" and output in (None, "-") and sys.stdout.isatty():
        raise InputError("PNG is nothing for a terminal", where="--format", instead="give -o F.png")
    net = options.load_as_asked(network, at, notation)
    if wrt:
        (wrt,) = options.own_names(net, [wrt], "--wrt")
        try:
            net.gradient(wrt)
        except InputError as error:
            raise error.placed("--wrt") from None
    picture = net.draw(wrt, path=path, edges=edges, biases=biases, detail=detail)  # type: ignore[arg-type]
    options.write([picture.written(chosen, fragment=fragment)], output)
