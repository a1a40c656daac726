"""`symprop COMMAND NETWORK [options]`: the commands, each in a module that is loaded when it is called."""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

from symprop import __version__
from symprop.errors import SympropError, shorten
from symprop.given import pick
from symprop.output import drop_stdout

__all__ = ["main"]

INTERRUPTED = 130
LONGEST_LINE = 400  # of a message
COMMANDS = ("derive", "show", "check", "grade", "train", "draw", "explore", "homework")
"""Each is the function of its name in the module of its name here."""


class _Commands(click.Group):
    """A group whose errors are one line and whose exit statuses are DESIGN's."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"symprop.cli.{name}"), name)
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0] if args else ""
        if not name.startswith("-"):
            pick(name, COMMANDS, "command")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # before click puts an empty line there
            raise click.exceptions.Exit(INTERRUPTED) from None

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
            status = INTERRUPTED  # said by the process, once, however often it was pressed
        except OSError as error:  # help, a version or a last line, on a full disk
            drop_stdout()
            status = _complain(f"<stdout>: cannot be written ({error.strerror})", 2)
        except MemoryError:
            status = _complain("not enough memory; use --form factored or fewer parameters", 2)
        if standalone_mode:
            sys.exit(status)
        return status


def _complain(message: str, status: int) -> int:
    line = shorten(" ".join(message.split()), LONGEST_LINE)
    with suppress(OSError):  # then the status has to say it
        click.echo(f"symprop: {line}", err=True)
    return status


@click.group(cls=_Commands, no_args_is_help=False, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symprop")
def main() -> None:
    """Derive ∂E_total/∂w of any network, as a person would, and check what stands on the page.

    NETWORK is layer sizes (2-2-2), a bundled example (mazur, question, lstm, …), a YAML file, or - for standard input.
    """
