"""Values of a YAML file taken out one by one, each checked where it stands: file:line:column, what, what instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symprop.errors import InputError, SympropError, nearest, shorten
from symprop.given import pick
from symprop.network.values import exact, parse_value
from symprop.network.yaml import Placed

__all__ = ["Fields", "Range"]

Range = tuple[int, int]
_RANGE = re.compile(r"([0-9]{1,4})(?:-([0-9]{1,4}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fields:
    """A mapping in a document.

    Args:
        path: its place.
        data: what stands there.
    """

    document: Placed
    path: tuple[str | int, ...]
    data: dict[str, Any]

    @classmethod
    def at(cls, document: Placed, path: tuple[str | int, ...], data: Any, keys: Sequence[str], what: str) -> Fields:
        """Return the mapping at a place, with no other keys than these.

        Raises:
            InputError: if it is no mapping, or has an unknown key.
        """
        if not isinstance(data, dict):
            raise InputError(f"{what} is no mapping", where=document.where(path), instead=f"write {keys[0]}: …")
        for key in data:
            if key not in keys:
                instead = nearest(key, keys) or f"one of {', '.join(keys)}"
                raise InputError(
                    f"unknown key '{shorten(key)}'", where=document.where((*path, key), key=True), instead=instead
                )
        return cls(document, path, data)

    def where(self, key: str = "") -> str:
        """Return file:line:column of a value."""
        return self.document.where((*self.path, key) if key else self.path)

    def __contains__(self, key: str) -> bool:
        return key in self.data

    def refuse(self, key: str, what: str, instead: str) -> SympropError:
        """Return the error for a value."""
        return InputError(what, where=self.where(key), instead=instead)

    def text(self, key: str, default: str | None = None, longest: int = 200) -> str:
        """Return one line of text."""
        value = self.data.get(key, default)
        if value is None:
            raise self.refuse(key, f"'{key}' is missing", f"add {key}:")
        if not isinstance(value, str) or len(value) > longest or not value.isprintable():
            raise self.refuse(key, f"{key} is no line of text", f"one line of at most {longest} printable characters")
        return value

    def word(self, key: str, choices: Iterable[str], default: str | None = None) -> str:
        """Return one of some words."""
        return pick(self.text(key, default), list(choices), key, where=self.where(key))

    def words(self, key: str, choices: Iterable[str], default: Sequence[str] = ()) -> tuple[str, ...]:
        """Return several of some words; one may stand alone."""
        value, known = self.data.get(key, list(default)), list(choices)
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or any(not isinstance(word, str) for word in found):
            raise self.refuse(key, f"{key} is no list of words", f"some of {', '.join(known)}")
        for k, word in enumerate(found):
            pick(word, known, key.rstrip("s"), where=self.document.where((*self.path, key, k)))
        return tuple(dict.fromkeys(found))

    def whole(self, key: str, default: int, least: int, most: int) -> int:
        """Return a whole number within bounds."""
        value = self.data.get(key, str(default))
        if not (isinstance(value, str) and value.isascii() and value.isdigit() and least <= int(value[:9]) <= most):
            given = f"'{shorten(value)}'" if isinstance(value, str) else "a list or mapping"
            raise self.refuse(key, f"{key}: {given}", f"a whole number from {least} to {most}")
        return int(value)

    def number(self, key: str, default: str, *, positive: bool = False) -> Fraction:
        """Return a number."""
        value = self.data.get(key, default)
        if not isinstance(value, str):
            raise self.refuse(key, f"{key} is no number", f"a number such as {default}")
        found = exact(parse_value(value, where=self.where(key)))
        if positive and found <= 0:
            raise self.refuse(key, f"{key} is {value}", "a number above 0")
        return found

    def ranges(self, key: str, most: int) -> tuple[Range, ...]:
        """Return a list of numbers or ranges: ``[2, 2-3]``."""
        value = self.data.get(key)
        if not isinstance(value, list):
            raise self.refuse(key, f"{key} is no list", f"write {key}: [2, 2-3, 1-2]")
        return tuple(self._range((*self.path, key, k), text, 1, most) for k, text in enumerate(value))

    def range(self, key: str, default: str, most: int) -> Range:
        """Return a number or a range: ``0-1``."""
        return self._range((*self.path, key), self.data.get(key, default), 0, most)

    def _range(self, path: tuple[str | int, ...], text: Any, least: int, most: int) -> Range:
        match = _RANGE.fullmatch(text) if isinstance(text, str) else None
        low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, -1)
        if not least <= low <= high <= most:
            given = f"'{shorten(text)}'" if isinstance(text, str) else "a list or mapping"
            raise InputError(
                f"{given} is no range",
                where=self.document.where(path),
                instead=f"a number from {least} to {most}, or a range such as 2-3",
            )
        return low, high

    def inner(self, key: str, keys: Sequence[str]) -> Fields:
        """Return a mapping in this one; empty where it is left out."""
        return Fields.at(self.document, (*self.path, key), self.data.get(key, {}), keys, key)

    def entries(self, key: str, most: int) -> list[Any]:
        """Return a list."""
        value = self.data.get(key)
        if not isinstance(value, list) or not 0 < len(value) <= most:
            raise self.refuse(key, f"{key} is no list of 1 to {most} entries", f"write {key}: and one entry a line")
        return value
