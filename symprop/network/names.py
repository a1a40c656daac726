"""Which names a user may give, and the ones symprop gives by itself (DESIGN: names)."""

from __future__ import annotations

import keyword
import re

from symprop.errors import InputError, shorten
from symprop.functions import ACTIVATIONS, FUNCTIONS
from symprop.notation import plain_label

__all__ = ["HIDDEN_NAMES", "AlikeNames", "check_name", "hidden_name", "unit_prefix"]

HIDDEN_NAMES = "hjklmpqrs"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*", re.ASCII)
_DERIVED = re.compile(r"(net|out|delta|m)_.*|E(_.*)?|d_.*__d_.*", re.ASCII | re.DOTALL)
_NUMBERED = re.compile(r"([wbt])(_?[0-9]+)", re.ASCII)
_FUNCTION_WORDS = {
    *FUNCTIONS,
    *ACTIVATIONS,
    *(row.text for row in FUNCTIONS.values()),  # as a terminal shows them: ReLU, id
    *("sigma", "varphi", "Phi", "ln", "max", "min", "pi", "e", "otherwise", "nan", "inf"),
}
LONGEST = 40


def check_name(name: str, *, what: str = "name", at: tuple[str | int, ...] = (), numbered: str = "wbt") -> str:
    """Return `name` if a user may give it.

    Args:
        numbered: the letters that symprop numbers by itself in this form of network (w1, b1, t1).

    Raises:
        InputError: if it is no name, a Python keyword, a function's name, or one symprop derives.

    >>> check_name("hidden")
    'hidden'
    """
    shown = shorten(name)
    if len(name) > LONGEST:
        raise InputError(f"the {what} '{shown}' is too long", at=at, instead=f"at most {LONGEST} characters")
    if not _NAME.fullmatch(name):
        raise InputError(
            f"'{shown}' is no {what}",
            at=at,
            instead="a letter a to z, then such letters and digits, parts joined by single underscores",
        )
    if keyword.iskeyword(name):
        raise InputError(f"'{name}' is a word of Python", at=at, instead=f"choose another {what}")
    if name in _FUNCTION_WORDS:
        raise InputError(f"'{name}' is the name of a function", at=at, instead=f"choose another {what}")
    counted = _NUMBERED.fullmatch(name)
    if _DERIVED.fullmatch(name) or (counted and counted[1] in numbered):
        raise InputError(f"'{name}' is a name that symprop gives by itself", at=at, instead=f"choose another {what}")
    return name


def hidden_name(position: int) -> str:
    """Return the name of the hidden layer at `position` (0, 1, …): h, j, k, l, m, p, q, r, s, then h10, h11, …

    >>> [hidden_name(k) for k in (0, 1, 8, 9)]
    ['h', 'j', 's', 'h10']
    """
    return HIDDEN_NAMES[position] if position < len(HIDDEN_NAMES) else f"h{position + 1}"


def unit_prefix(layer: str) -> str:
    """Return what stands before a unit's number: a layer that ends in a digit takes an underscore.

    >>> unit_prefix("h") + "1", unit_prefix("h10") + "1"
    ('h1', 'h10_1')
    """
    return f"{layer}_" if layer[-1].isdigit() else layer


class AlikeNames:
    """The names taken so far, and what they look like.

    >>> names = AlikeNames()
    >>> names.take("x1")
    >>> names.take("x_1")
    Traceback (most recent call last):
    symprop.errors.InputError: 'x1' and 'x_1' would look alike on a page; rename one
    """

    def __init__(self) -> None:
        self._shown: dict[str, str] = {}

    def take(self, name: str, symbol: str = "", *, at: tuple[str | int, ...] = ()) -> None:
        """Refuse a name twice, and one whose `symbol` (itself by default) looks like an earlier one's.

        Raises:
            InputError: naming both.
        """
        label = plain_label(symbol or name).latex
        other = self._shown.get(label)
        if other == name:
            raise InputError(f"'{name}' is named twice", instead="give each name once", at=at)
        if other is not None:
            raise InputError(f"'{other}' and '{name}' would look alike on a page", instead="rename one", at=at)
        self._shown[label] = name
