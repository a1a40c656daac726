"""`symprop show`: the forward equations and the path counts."""

from __future__ import annotations

import click

from symprop.cli import options

__all__ = ["show"]


@click.command()
@options.network_argument
@options.at_option
@options.notation_option
@options.format_option(("text", "latex", "json"))
@options.output_option
def show(network: str, at: str | None, notation: str, fmt: str | None, output: str | None) -> None:
    """Show the forward equations, the parameters and how many paths each has."""
    chosen = options.choose_format(fmt, output, ("text", "latex", "json"))
    net = options.load_as_asked(network, at, notation)
    from symprop.overview import SHOW_FORMATS

    options.write(options.lines(SHOW_FORMATS[chosen](net)), output)
