"""`symprop train`: steps of gradient descent."""

from __future__ import annotations

import click

from symprop.cli import options

__all__ = ["train"]


@click.command()
@options.network_argument
@click.option("--rate", required=True, metavar="η", help="The learning rate.")
@click.option("--steps", type=int, default=1, show_default=True, help="How many steps of gradient descent.")
@click.option("--biases", is_flag=True, help="Let the biases learn too; Mazur's do not.")
@options.at_option
@options.format_option(("text", "json"))
@options.output_option
def train(
    network: str, rate: str, steps: int, biases: bool, at: str | None, fmt: str | None, output: str | None
) -> None:
    """Take steps of gradient descent, w⁺ = w − η ∂E_total/∂w, and show what the weights and E_total become."""
    chosen = options.choose_format(fmt, output, ("text", "json"))
    net = options.load_as_asked(network, at, "mazur")
    from symprop.overview import TRAIN_FORMATS

    trained = net.train(rate, steps, biases=biases)
    options.write(options.lines(TRAIN_FORMATS[chosen](net, trained, rate, biases)), output)
