"""`symprop check`: whether to believe it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from symprop.cli import options
from symprop.network.schematic import is_schematic, read_schematic

if TYPE_CHECKING:
    from symprop.report import Report

__all__ = ["check"]


@click.command()
@options.network_argument
@options.wrt_option
@options.wrt2_option
@options.of_option
@options.at_option
@options.notation_option
@options.batch_option
@click.option("--points", type=int, default=3, show_default=True, help="Random points, at the least.")
@click.option("--against", multiple=True, metavar="NAME", help="Compare only with this; repeat for more.")
@click.option("--seed", type=int, default=None, help="Of the random points.")
@options.format_option(("text", "json"))
@options.output_option
@options.max_paths_option
@options.max_size_option
def check(
    network: str,
    wrt: tuple[str, ...],
    wrt2: tuple[str, ...],
    of: str | None,
    at: str | None,
    notation: str,
    batch: int | None,
    points: int,
    against: tuple[str, ...],
    seed: int | None,
    fmt: str | None,
    output: str | None,
    max_paths: int,
    max_size: int,
) -> int:
    """Compare every form, the printed LaTeX and MathML read back, and numeric gradients; exit 1 if any disagree."""
    chosen = options.choose_format(fmt, output, ("text", "json"))
    if is_schematic(network):
        from symprop.verify.schematic import check_schematic
        from symprop.verify.session import CheckOptions

        options.refuse_with_names(network, at=at, of=of, wrt2=wrt2, batch=batch, notation=notation != "mazur")
        chosen_options = CheckOptions(points=points) if seed is None else CheckOptions(points=points, seed=seed)
        report = check_schematic(read_schematic(network), options.names_of(wrt, "--wrt"), chosen_options)
        options.write(_report_pages(chosen, report), output)
        return 0 if report.ok else 1
    net, names = options.aimed(options.load_as_asked(network, at, notation, batch), of, wrt, wrt2)
    from symprop.derive.forms import Limits
    from symprop.document import parameter_names, refuse_too_much, split_names

    names = parameter_names(net, names)
    if not names:
        refuse_too_much(net, "check")
    with options.progress("checking", len(names) or net.parameter_count, output) as step:
        report = net.check(
            names or None,
            points=points,
            against=split_names(against, "--against"),
            seed=seed,
            limits=Limits(paths=max_paths, nodes=max_size),
            progress=step,
        )
    options.write(_report_pages(chosen, report), output)
    return 0 if report.ok else 1


def _report_pages(fmt: str, report: Report) -> Iterator[str]:
    if fmt == "json":
        from symprop.render.json_page import report_json

        return options.lines([report_json(report)])
    from symprop.render.text_page import report_text

    return options.lines([f"{report.network}", *report_text(report)])
