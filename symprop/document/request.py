"""What is asked for: which parameters in which forms, and what is too much for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symprop.api import Network
from symprop.derive.forms import DEFAULT_LIMITS, Limits
from symprop.errors import InputError, LimitExceeded
from symprop.evaluate.numbers import SHOWN_DIGITS
from symprop.network.values import split_list

__all__ = [
    "DEFAULT_FORMS",
    "MOST_PARAMETERS",
    "Request",
    "default_forms",
    "parameter_names",
    "refuse_too_much",
    "small_enough_to_check",
    "split_names",
]

DEFAULT_FORMS = ("chain", "messages", "paths")
SECOND_FORMS = ("factored", "paths")
MOST_PARAMETERS, MOST_PATHS = 100, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to derive.

    Args:
        wrt: the parameters; empty for all of them.
        forms: names of forms; empty for chain, messages and paths.
        limits: of the forms.
        digits: significant digits in the numbers.
        stream: whether the page's format can take a long path sum one path at a time.
        code: lines of Python that derive it again.
        width: of the page in em, where lines are to fit one.
        pictures: whether the page shows drawings.
        rate: η, where the weight update is to be shown.
        brief: whether to leave out what is between a formula and its value.
    """

    wrt: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    limits: Limits = DEFAULT_LIMITS
    digits: int = SHOWN_DIGITS
    stream: bool = False
    width: float | None = None
    pictures: bool = False
    code: tuple[str, ...] = ()
    rate: str = ""
    brief: bool = False


def default_forms(network: Network) -> tuple[str, ...]:
    """Return the forms that are shown where none is asked for."""
    return DEFAULT_FORMS if network.graph.variable(network.graph.total).symbol is None else SECOND_FORMS


def split_names(given: Sequence[str], option: str = "") -> tuple[str, ...]:
    """Return names given one an option, or several with commas between, each once.

    Raises:
        InputError: if the option was given, but no name.

    >>> split_names(["w1,w2", "w1"])
    ('w1', 'w2')
    """
    names = tuple(dict.fromkeys(name for part in given for name in split_list(part) if name))
    if given and not names:
        raise InputError("no name is given", where=option, instead="leave the option out for all")
    return names


def parameter_names(network: Network, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names of parameters, each once.

    Raises:
        InputError: naming ``--wrt``, if one of them is no parameter.
    """
    try:
        return tuple(network.gradient(name).wrt for name in dict.fromkeys(names))
    except InputError as error:
        raise error.placed("--wrt") from None


def refuse_too_much(network: Network, command: str, *, paths: bool = True) -> None:
    """Refuse all gradients at once where they are more than a page holds.

    Args:
        paths: whether they are to be written path by path.

    Raises:
        LimitExceeded: with the count and what to ask for.
    """
    instead = "choose some with --wrt" + (", or use --form factored" if command == "derive" else "")
    count = network.parameter_count
    if count > MOST_PARAMETERS:
        raise LimitExceeded(
            f"{count:,} parameters are more than {MOST_PARAMETERS} to {command} at once", instead=instead
        )
    if paths and (total := sum(n for _, n in network.path_counts())) > MOST_PATHS:
        raise LimitExceeded(
            f"the {count} parameters have {total:,} paths, more than {MOST_PATHS:,} to {command} at once",
            instead=instead,
        )


def small_enough_to_check(network: Network, request: Request) -> bool:
    """Return whether a page's check is quick enough to be made without being asked for."""
    names = request.wrt or network.parameters if network.parameter_count <= MOST_PARAMETERS else request.wrt
    return 0 < len(names) <= MOST_PARAMETERS and sum(network.path_count(name) for name in names) <= MOST_PATHS
