"""What is given in Python, or chosen from a table: returned as what it should be, or refused in one line."""

from __future__ import annotations

import operator
import os
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from symprop.errors import InputError, SympropError, nearest, shorten

__all__ = ["named", "path_text", "pick", "whole", "word", "words"]


def pick(
    given: object,
    known: Collection[str],
    what: str,
    *,
    where: str = "",
    at: tuple[str | int, ...] = (),
    usual: str = "",
    instead: str = "",
    error: type[SympropError] = InputError,
) -> str:
    """Return the one of `known` that was given, by a user or in Python.

    Args:
        what: they are, in the message of the error; `where` or `at`: it was given.
        usual: which of them is meant, where no letters show it.
        instead: of naming all, if none is near.

    >>> pick("left", ["left", "right"], "side"), pick("rigth", ["left", "right"], "side")
    Traceback (most recent call last):
    symprop.errors.InputError: unknown side 'rigth'; did you mean 'right'?
    >>> pick(3, ["left", "right"], "side", where="--side")
    Traceback (most recent call last):
    symprop.errors.InputError: --side: unknown side 3; one of left, right
    """
    instead = instead or f"one of {', '.join(known)}"
    if not isinstance(given, str):
        raise error(f"unknown {what} {shorten(repr(given))}", where=where, at=at, instead=instead)
    if given in known:
        return given
    near = f"did you mean '{usual}'?" if usual in known else nearest(given, known)
    raise error(f"unknown {what} '{shorten(given)}'", where=where, at=at, instead=near or instead)


def word(given: object, example: str) -> str:
    """Return a name that was given in Python; an InputError, with an example of one, if it is no text.

    >>> word(1, "w1")
    Traceback (most recent call last):
    symprop.errors.InputError: 1 is no name; give a string such as 'w1'
    """
    if not isinstance(given, str):
        raise InputError(f"{shorten(repr(given))} is no name", instead=f"give a string such as '{example}'")
    return given


def words(given: object, what: str) -> tuple[str, ...]:
    """Return names that were given in Python, several or one alone; an InputError if they are none.

    >>> words(["h", "j"], "layers"), words("h", "layers")
    (('h', 'j'), ('h',))
    >>> words([1], "layers")
    Traceback (most recent call last):
    symprop.errors.InputError: [1] for layers; give strings
    """
    found = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not all(isinstance(each, str) for each in found):
        raise InputError(f"{shorten(repr(given))} for {what}", instead="give strings")
    return found


def named(given: object, what: str) -> Mapping[str, Any]:
    """Return what was given in Python for names; an InputError if it is no mapping of strings.

    >>> named({"w1": 0.5}, "values")
    {'w1': 0.5}
    >>> named([0.5], "values")
    Traceback (most recent call last):
    symprop.errors.InputError: [0.5] for values; give a dict of names
    """
    if not (isinstance(given, Mapping) and all(isinstance(name, str) for name in given)):
        raise InputError(f"{shorten(repr(given))} for {what}", instead="give a dict of names")
    return given


def path_text(given: object, what: str) -> str:
    """Return the name of `what` that was given in Python as text or a path; an InputError if it is neither.

    >>> path_text(3, "a network")
    Traceback (most recent call last):
    symprop.errors.InputError: 3 does not name a network; give a string or a path
    """
    found = os.fspath(given) if isinstance(given, os.PathLike) else given
    if not isinstance(found, str):
        raise InputError(f"{shorten(repr(given))} does not name {what}", instead="give a string or a path")
    return found


def whole(given: object) -> int | None:
    """Return a whole number that was given in Python, or by NumPy; None for all else: 2.0, True.

    >>> whole(2), whole(2.0), whole(True), whole("2")
    (2, None, None, None)
    """
    try:
        return None if isinstance(given, bool) else operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        return None
