"""What can go wrong, said in one line: where, what, and what instead. Knows nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

__all__ = [
    "InputError",
    "LimitExceeded",
    "MissingOracle",
    "SympropError",
    "UnsupportedForm",
    "nearest",
    "one_of",
]

MOST_NAMED = 12
LONGEST_LINE = 1_000


class SympropError(Exception):
    """Base of every error symprop raises on purpose, as text one line; `exit_code` is the process's.

    Args:
        what: what is wrong, without a final stop.
        where: the place, e.g. ``net.yaml:3:7`` or ``--at``; empty when there is no better place.
        instead: what is allowed or what to do.
        at: the place in the network's description, as a path of keys; a file reader makes it a line and column.

    >>> str(InputError("unknown name 'w11'", where="--at", instead="did you mean 'w1'?"))
    "--at: unknown name 'w11'; did you mean 'w1'?"
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str = "", instead: str = "", at: tuple[str | int, ...] = ()) -> None:
        super().__init__(what)
        self.what, self.where, self.instead, self.at = what, where, instead, at

    @property
    def parts(self) -> dict[str, str]:
        """Where, what and what instead, as data."""
        return {"where": self.where, "what": self.what, "instead": self.instead}

    def placed(self, where: str) -> Self:
        """Return the same error at a place that its raiser could not know."""
        return type(self)(self.what, where=where, instead=self.instead, at=self.at)

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        line = f"{line}; {self.instead}" if self.instead else line
        return shorten(" ".join(line.split()), LONGEST_LINE)


class InputError(SympropError):
    """The input can not be used."""


class UnsupportedForm(SympropError):
    """A form that this network, or this version, does not have."""


class LimitExceeded(SympropError):
    """An input or a result larger than the limit; the message gives the size and the limit."""


class MissingOracle(SympropError):
    """A comparison was asked for whose library is not installed."""


def nearest(word: str, words: Iterable[str], cutoff: float = 0.5) -> str:
    """Return ``did you mean '…'?`` for the nearest of `words`, or an empty string.

    Args:
        cutoff: how much of both must be alike; short words that mean different things need more.

    >>> nearest("sigmiod", ["sigmoid", "tanh"])
    "did you mean 'sigmoid'?"
    """
    if len(word) > 200:
        return ""
    known = list(words)
    found = _closest(word, known, cutoff) or next((other for other in known if other.lower() == word.lower()), "")
    return f"did you mean '{found}'?" if found else ""


def _closest(word: str, words: Iterable[str], cutoff: float) -> str:
    """Return the first of ``difflib.get_close_matches(word, words, 1, cutoff)``; most are compared by a bound only."""
    from difflib import SequenceMatcher  # only needed once something is wrong

    matcher = SequenceMatcher(b=word)
    bounds: list[tuple[float, str]] = []
    for other in set(words):
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= cutoff and (bound := matcher.quick_ratio()) >= cutoff:
            bounds.append((bound, other))
    best = (cutoff, "")
    for bound, other in sorted(bounds, reverse=True):
        if bound < best[0]:
            break
        matcher.set_seq1(other)
        best = max(best, (matcher.ratio(), other))
    return best[1]


def one_of(word: str, words: Iterable[str]) -> str:
    """Return the nearest of `words`, or the words where they are few enough to be read.

    >>> one_of("q", ["u", "v"]), one_of("uu", ["uv", "v"]), one_of("q", "abcdefghijklmn")
    ('one of u, v', "did you mean 'uv'?", '')
    """
    known = list(words)
    return nearest(word, known) or (f"one of {', '.join(known)}" if 0 < len(known) <= MOST_NAMED else "")


def visible(text: str) -> str:
    r"""Return text on one line; a character that is not seen, or turns the writing round, is shown as �.

    >>> visible("a\u202eb\x1b")
    'a�b�'
    """
    return "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)


def shorten(text: str, limit: int = 60) -> str:
    """Return `text` on one line, cut to `limit` characters, control characters made visible.

    >>> shorten("a" * 100, 10)
    'aaaaaaaaa…'
    """
    line = visible(text)
    return line if len(line) <= limit else line[: limit - 1] + "…"
