"""`symprop grade`: is this formula right, and if not, what exactly is wrong; one answer, or a table of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import compress, pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import click

from symprop.cli import options
from symprop.errors import InputError, SympropError

if TYPE_CHECKING:
    from symprop.api import Network
    from symprop.homework.grading.result import Grade
    from symprop.homework.grading.setup import Setup

__all__ = ["Asked", "grade", "setup_of"]

OPTIONS = ("reveal", "form", "digits", "rate")  # those that the grader itself takes


@dataclass(frozen=True, slots=True)
class Asked:
    """A network as it is named, and what its file says; read once, since standard input can be read once."""

    network: str
    text: str | None

    @classmethod
    def of(cls, network: str) -> Asked:
        """Return the network asked for.

        Raises:
            InputError: if there is none.
        """
        from symprop.network.load import is_onnx, source_text

        return cls(network, None if is_onnx(network) else source_text(network))


class _Command(click.Command):
    """A command whose last argument may begin with a minus sign, as answers do: ``-(t1 - out_o1)``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        before, after = args[:end], args[end + 1 :]  # no option stands behind --
        valued = [each for each in self.params if isinstance(each, click.Option) and not each.is_flag]
        taking = {name for each in valued for name in each.opts}  # what stands behind: --rate -0.5
        formula = [_is_formula(arg) and last not in taking for last, arg in pairwise(("", *before))]
        said = [*compress(before, formula), *after]
        plain = [arg for arg, is_said in zip(before, formula, strict=True) if not is_said]
        return super().parse_args(ctx, [*plain, *(["--", *said] if said else [])])


def _is_formula(arg: str) -> bool:
    return len(arg) > 1 and arg[0] == "-" and arg[1] != "-" and arg not in ("-o", "-h")


@click.command(cls=_Command)
@options.network_argument
@click.argument("answer", required=False)
@click.option("--wrt", default="", metavar="W", help="The weight or bias: the answer is ∂E_total/∂W.")
@options.at_option
@options.notation_option
@click.option("--reveal", is_flag=True, help="Say what is right.")
@click.option(
    "--form", default="", metavar="F", help="Grade the form too: chain|messages|paths|factored|closed|expanded."
)
@click.option("--digits", type=click.IntRange(1, 40), help="Of a number: significant digits that must agree.")
@click.option("--rate", default="", metavar="η", help="The learning rate, for numbers made with updated weights.")
@click.option("--picture", metavar="FILE", help="Draw the network with the paths of the findings: .svg, .tex or .png.")
@click.option("--batch", metavar="CSV", help="Grade a table with the columns answer and, if it differs, wrt.")
@click.option("--jobs", type=click.IntRange(min=1), help="Of a batch: how many at once. Default: all cores.")
@click.option("--seconds", type=click.FloatRange(min=0.1), default=10, show_default=True, help="Of an isolated answer.")
@click.option("--isolated/--no-isolated", default=None, help="In a child process with limits (default: in a batch).")
@options.format_option(("text", "json"))
@options.output_option
def grade(network: str, answer: str | None, output: str | None, batch: str | None, fmt: str | None, **said: Any) -> int:
    """Grade ANSWER (or - for standard input) as ∂E_total/∂W: correct, or what exactly is wrong with it.

    Exit status: 0 correct, 1 wrong, 2 unreadable; of a batch 0 when all of it is graded.
    """
    from symprop.homework.grading.forms import check_answer_form

    check_answer_form(said["form"])
    if said["rate"]:
        from symprop.homework.grading.options import rate_of

        rate_of(said["rate"])
    if batch is not None:
        if answer is not None:
            raise InputError("an answer beside a table of answers", where="--batch", instead="give one of them")
        from symprop.cli.grade_batch import run_batch

        return run_batch(network, batch, output, fmt, said)
    return _one(network, answer, output, fmt, said)


def _one(network: str, answer: str | None, output: str | None, fmt: str | None, said: Mapping[str, Any]) -> int:
    chosen = options.choose_format(fmt, output, ("text", "json"))
    if not said["wrt"]:
        raise InputError("which derivative was asked for?", where="--wrt", instead="give a weight or a bias: --wrt w1")
    from symprop.network.load import read_source

    if answer is None:
        raise InputError("there is no answer", where="ANSWER", instead="give a formula, or - for standard input")
    if answer == "-" and network == "-":
        raise InputError("network and answer cannot both be standard input", where="ANSWER", instead="give a file")
    _refuse_no_picture(said["picture"])
    asked = Asked.of(network)
    net = options.load_as_asked(network, said["at"], said["notation"], text=asked.text)
    (wrt,) = options.own_names(net, [said["wrt"]], "--wrt")
    text = read_source("-") if answer == "-" else options.as_text(answer)
    found = _isolated(net, asked, wrt, text, said) if said["isolated"] else _graded(net, asked, wrt, text, said)
    if found.verdict == "unreadable" and chosen == "text":
        raise _unreadable(found.error)
    if said["picture"] and found.verdict != "unreadable":
        from symprop.homework.grading.picture import grade_picture

        grade_picture(net.model, net.labels, found).save(said["picture"])
    from symprop.homework.grading.pages import GRADE_FORMATS

    options.write(options.lines(GRADE_FORMATS[chosen](found)), output)
    return found.exit_code


def _graded(net: Network, asked: Asked, wrt: str, text: str, said: Mapping[str, Any]) -> Grade:
    from symprop.homework.grading.ask import grade as ask

    before = options.load_as_asked(asked.network, None, said["notation"], text=asked.text) if said["at"] else None
    chosen = {name: said[name] for name in OPTIONS}
    try:
        return ask(net, wrt, text, before=before, **chosen)
    except InputError as error:
        raise error if error.where else error.placed("--wrt") from None


def _isolated(net: Network, asked: Asked, wrt: str, text: str, said: Mapping[str, Any]) -> Grade:
    from symprop.homework.grading.isolated import Limits, grade_isolated
    from symprop.homework.grading.result import grade_from_json

    return grade_from_json(grade_isolated(setup_of(net, asked, said), wrt, text, Limits(seconds=said["seconds"])))


def setup_of(net: Network, asked: Asked, said: Mapping[str, Any]) -> Setup:
    """Return what a worker must be told of a network with the values and in the notation asked for, as text."""
    from symprop.homework.grading.numbers import literal_text
    from symprop.homework.grading.setup import Setup
    from symprop.network.load import is_onnx
    from symprop.network.notation_file import notation_text

    if is_onnx(asked.network):
        raise InputError("an imported model is not graded in a child process", instead="use --no-isolated")
    return Setup(
        network=asked.network,
        text=asked.text,
        values={name: literal_text(value) for name, value in net.values.items()} if said["at"] else {},
        notation=said["notation"],
        notation_text=notation_text(said["notation"]),
        options={name: said[name] for name in OPTIONS},
    )


def _refuse_no_picture(name: str | None) -> None:
    """Refuse a picture that cannot be written before the work for it is done."""
    if name is None:
        return
    from symprop.draw import PICTURE_FORMATS
    from symprop.output import refuse_unwritable

    if PurePath(name).suffix.lower().lstrip(".") not in PICTURE_FORMATS:
        raise InputError("no picture has this ending", where="--picture", instead="give .svg, .tex or .png")
    refuse_unwritable(name)


def _unreadable(error: Mapping[str, str]) -> SympropError:
    where = f"answer:{error['where']}" if error["where"] else "answer"
    return InputError(error["what"], where=where, instead=error["instead"])
