"""`symprop grade`: is this formula right, and if not, what exactly is wrong."""

from __future__ import annotations

import sys
from collections.abc import Mapping

import click

from symprop.cli import options
from symprop.errors import InputError, SympropError

__all__ = ["grade"]


class _Command(click.Command):
    """A command whose last argument may begin with a minus sign, as answers do: ``-(t1 - out_o1)``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        said = [arg for arg in args if _is_formula(arg)]
        return super().parse_args(
            ctx, [*(arg for arg in args if not _is_formula(arg)), *(["--", *said] if said else [])]
        )


def _is_formula(arg: str) -> bool:
    return len(arg) > 1 and arg[0] == "-" and arg[1] != "-" and arg not in ("-o", "-h")


@click.command(cls=_Command)
@options.network_argument
@click.argument("answer", required=False)
@click.option("--wrt", metavar="W", help="The weight or bias: the answer is ∂E_total/∂W.")
@options.at_option
@options.notation_option
@click.option("--reveal", is_flag=True, help="Say what is right.")
@click.option("--digits", type=click.IntRange(1, 40), help="Of a number: significant digits that must agree.")
@click.option("--rate", default="", metavar="η", help="The learning rate, for numbers made with updated weights.")
@options.format_option(("text", "json"))
@options.output_option
def grade(
    network: str,
    answer: str | None,
    wrt: str | None,
    at: str | None,
    notation: str,
    reveal: bool,
    digits: int | None,
    rate: str,
    fmt: str | None,
    output: str | None,
) -> int:
    """Grade ANSWER (or - for standard input) as ∂E_total/∂W: correct, or what exactly is wrong with it.

    Exit status: 0 correct, 1 wrong, 2 unreadable.
    """
    chosen = options.choose_format(fmt, output, ("text", "json"))
    if wrt is None:
        raise InputError("which derivative was asked for?", where="--wrt", instead="give a weight or a bias: --wrt w1")
    if answer is None:
        raise InputError("there is no answer", where="ANSWER", instead="give a formula, or - for standard input")
    if answer == "-" and network == "-":
        raise InputError("network and answer cannot both be standard input", where="ANSWER")
    net = options.load_as_asked(network, at, notation)
    if rate:
        from symprop.network.values import parse_value

        parse_value(rate, where="--rate")
    text = _standard_input() if answer == "-" else answer
    try:
        before = options.load_as_asked(network, None, notation) if at and network != "-" else None
        found = net.grade(wrt, text, reveal=reveal, digits=digits, rate=rate, before=before)
    except InputError as error:
        raise error if error.where else error.placed("--wrt") from None
    if found.verdict == "unreadable" and chosen == "text":
        raise _unreadable(found.error)
    from symprop.homework.grading.pages import GRADE_FORMATS

    options.write(options.lines(GRADE_FORMATS[chosen](found)), output)
    return found.exit_code


def _standard_input() -> str:
    try:
        return sys.stdin.read(1 << 20)
    except UnicodeDecodeError:
        raise InputError("no text in UTF-8", where="<stdin>") from None


def _unreadable(error: Mapping[str, str]) -> SympropError:
    where = f"answer:{error['where']}" if error["where"] else "answer"
    return InputError(error["what"], where=where, instead=error["instead"])
