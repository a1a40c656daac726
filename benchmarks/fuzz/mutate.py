"""Inputs that get behind the tokenizer: accepted ones cut, spliced, nested, repeated, and salted with a reader's words.

Everything random comes from a `random.Random`, so that a seed gives the same inputs; hypothesis gives one of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random

__all__ = ["LONGEST", "Mutator"]

LONGEST, LARGE = 6_000, 60_000  # bytes; one in a thousand is large
_PIECES = re.compile(
    r"<m[ion]>[^<]*</m[ion]>|</?[a-z]+[^<>]{0,60}>|\\[A-Za-z]+\*?"
    r"|[A-Za-zͰ-Ͽ]+(?:_[A-Za-z0-9]+)*[0-9]*|[0-9]+(?:\.[0-9]+)?|\n[ -]*|\s+|.",
    re.DOTALL,
)
_BRACKETS = (("(", ")"), ("{", "}"), ("[", "]"), (r"\left(", r"\right)"), (r"\frac{", "}{2}"), ("-", ""), ("^{", "}"))
_MARKUP = (("<mrow>", "</mrow>"), ("<mfrac><mrow>", "</mrow><mn>2</mn></mfrac>"), ("<mo>(</mo>", "<mo>)</mo>"))
_DIGITS = re.compile(r"[0-9]+")
_NUMBERS = ("0", "1", "-1", "2", "64", "65", "200", "999999999", "1e300", "1e-301", ".5", "00", "1" * 50, "1" * 51)

Pieces = list[str]


@dataclass(frozen=True)
class Mutator:
    """Makes inputs of one reader.

    Args:
        samples: accepted inputs, to begin with; the shortest first, which are taken more often.
        words: of the reader's language.
    """

    samples: Sequence[Pieces]
    words: Sequence[str]

    @classmethod
    def of(cls, samples: Iterable[bytes], words: Sequence[str]) -> Mutator:
        """Return the mutator of some samples."""
        return cls([_pieces(sample) for sample in sorted(set(samples), key=len)], words)

    def fresh(self, random: Random) -> bytes:
        """Return a broken sample, or words in a row."""
        if random.random() < 0.1:
            return _encoded(random.choices(self.words, k=random.randint(1, 12)))
        data = self._changed(self.sample(random), random)
        return data * (LARGE // (len(data) + 1)) if random.random() < 0.001 else data

    def broken(self, data: bytes, random: Random) -> bytes:
        """Return an input like this one, changed in one place or a few."""
        return self._changed(_pieces(data), random)

    def sample(self, random: Random) -> Pieces:
        """Return a sample in pieces, a short one more often."""
        place = int(random.random() ** 2 * len(self.samples))
        return self.samples[min(place, len(self.samples) - 1)]  # a drawn "random" may give 1.0

    def _changed(self, pieces: Pieces, random: Random) -> bytes:
        if random.random() < 0.05:
            return _bytes_changed(_encoded(pieces), random)
        for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
            pieces = random.choice(_CHANGES)(self, pieces, random)
        return _encoded(pieces)


def _pieces(data: bytes) -> Pieces:
    return _PIECES.findall(data.decode("utf-8", "surrogateescape"))


def _encoded(pieces: Sequence[str]) -> bytes:
    text = "".join(pieces)
    try:
        return text.encode("utf-8", "surrogateescape")[:LONGEST]
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")[:LONGEST]


def _bytes_changed(data: bytes, random: Random) -> bytes:
    changed = bytearray(data[:LONGEST])
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(changed))
        changed[at : at + random.randint(0, 3)] = random.randbytes(random.randint(0, 3))
    return bytes(changed)


def _cut(pieces: Pieces, random: Random, most: int = 12) -> tuple[int, int]:
    """Return a short stretch."""
    start = random.randint(0, len(pieces))
    return start, min(len(pieces), start + random.randint(0, most))


def _delete(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    start, end = _cut(pieces, random)
    return pieces[:start] + pieces[end:]


def _insert(mutator: Mutator, pieces: Pieces, random: Random) -> Pieces:
    start, _ = _cut(pieces, random)
    return [*pieces[:start], *random.choices(mutator.words, k=random.randint(1, 3)), *pieces[start:]]


def _replace(mutator: Mutator, pieces: Pieces, random: Random) -> Pieces:
    start = random.randint(0, len(pieces))
    return [*pieces[:start], random.choice(mutator.words), *pieces[start + 1 :]]


def _kind(piece: str) -> str:
    first = piece[:1]
    if first.isalnum():
        return "0" if first.isdigit() else "a"
    return piece[:4] if first == "<" else first if first in "\\\n" else piece


def _alike(mutator: Mutator, pieces: Pieces, random: Random) -> Pieces:
    """Put a name in the place of a name, a number in that of a number: what follows is read on."""
    if not pieces:
        return pieces
    place = random.randrange(len(pieces))
    fitting = [other for other in mutator.sample(random) if _kind(other) == _kind(pieces[place])]
    return [*pieces[:place], random.choice(fitting or pieces), *pieces[place + 1 :]]


def _swap(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    a, b = _cut(pieces, random)
    c = random.randint(b, len(pieces))
    return [*pieces[:a], *pieces[b:c], *pieces[a:b], *pieces[c:]]


def _repeat(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    start, end = _cut(pieces, random, 6)
    return [*pieces[:start], *pieces[start:end] * random.choice((2, 3, 17, 201, 1000)), *pieces[end:]]


def _splice(mutator: Mutator, pieces: Pieces, random: Random) -> Pieces:
    other = mutator.sample(random)
    start, end = _cut(pieces, random)
    a, b = _cut(other, random, 40)
    return [*pieces[:start], *other[a:b], *pieces[end:]]


def _join(mutator: Mutator, pieces: Pieces, random: Random) -> Pieces:
    return [*pieces, random.choice(("\n", " ", ", ", "; ", "")), *mutator.sample(random)]


def _nest(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    start, end = _cut(pieces, random)
    before, after = random.choice(_MARKUP if "<" in "".join(pieces[:1]) else _BRACKETS)
    times = random.choice((1, 1, 2, 20, 199, 201, 1000))
    return [*pieces[:start], before * times, *pieces[start:end], after * times, *pieces[end:]]


def _number(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    places = [place for place, piece in enumerate(pieces) if _DIGITS.search(piece)]
    if not places:
        return pieces
    place = random.choice(places)
    number = random.choice(_NUMBERS)
    return [*pieces[:place], _DIGITS.sub(lambda _: number, pieces[place], count=1), *pieces[place + 1 :]]


def _truncate(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    return pieces[: random.randint(0, len(pieces))]


def _line_ends(_: Mutator, pieces: Pieces, random: Random) -> Pieces:
    end = random.choice(("\r\n", "\r", "\x0b", "\u2028", "\n\n", "\t"))
    return [piece.replace("\n", end) for piece in pieces]


_CHANGES: tuple[Callable[[Mutator, Pieces, Random], Pieces], ...] = (
    *(_delete, _insert, _insert, _replace, _replace, _replace, _swap, _repeat, _splice, _splice, _join, _nest),
    *(_alike, _alike, _alike, _alike, _alike, _number, _number, _truncate, _line_ends),
)
"""The more often, the likelier."""
