"""YAML 1.2 (so JSON too) as plain data with the place of every value; strict, and never recursive.

Anchors, aliases, tags, duplicate keys and several documents are errors. Scalars stay text, so that a number
is what was written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from symprop.errors import InputError, LimitExceeded, shorten

__all__ = ["Placed", "load_yaml"]

LARGEST, DEEPEST, MOST_NODES = 2_000_000, 32, 200_000
"""No file of ours is deeper than 7; the scanner takes time for every open bracket at every token."""


@dataclass(slots=True)
class Placed:
    """A document: its data, and (path of keys and indices) → (line, column) of the value and of the key, 1-based."""

    data: Any = None
    places: dict[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)
    keys: dict[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)
    name: str = ""

    def where(self, path: tuple[str | int, ...], *, key: bool = False) -> str:
        """Return ``file:line:column`` of the nearest value known for `path`, or of its key."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = (self.keys if key else self.places).get(path) or self.places.get(path, (1, 1))
        return f"{self.name}:{line}:{column}"


@dataclass(slots=True)
class _Open:
    """A collection being read."""

    path: tuple[str | int, ...]
    value: dict[str, Any] | list[Any]
    key: str | None = None


def load_yaml(text: str, name: str) -> Placed:
    """Return the document in `text`; `name` stands in messages.

    Raises:
        InputError: on a syntax error, or anything YAML allows that a network file does not.
        LimitExceeded: on more than 2 MB, 32 levels or 200,000 values.

    >>> load_yaml("a: [1, 0.10]", "f").data
    {'a': ['1', '0.10']}
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > LARGEST:
        raise LimitExceeded(f"{len(text):,} characters", where=name, instead=f"at most {LARGEST:,}")
    document = Placed(name=name)
    reader = _Reader(document)
    try:
        for event in _events(text.removeprefix("\ufeff"), name):
            reader.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
        raise InputError(
            shorten(str(error.problem or error.context), 100), where=place, instead="see YAML 1.2"
        ) from None
    except YAMLError as error:
        raise InputError(shorten(str(error).split("\n")[0], 100), where=name, instead="see YAML 1.2") from None
    except RecursionError:
        raise _too_deep(name) from None
    return document


def _events(text: str, name: str) -> Iterator[Any]:
    """Yield the parser's events; brackets too deep are refused before it looks ahead over them."""
    import ruamel.yaml
    from ruamel.yaml.scanner import Scanner

    class Shallow(Scanner):  # type: ignore[misc]
        def fetch_flow_collection_start(self, token: Any, to_push: str) -> None:
            if len(self.flow_context) >= DEEPEST:
                mark = self.reader.get_mark()
                raise _too_deep(f"{name}:{mark.line + 1}:{mark.column + 1}")
            super().fetch_flow_collection_start(token, to_push)

    class Plain(ruamel.yaml.YAML):  # type: ignore[misc]
        def official_plug_ins(self) -> list[str]:
            return []  # files that it would look for, and run

    parser = Plain(typ="safe", pure=True)
    parser.Scanner = Shallow
    return iter(parser.parse(text))


def _too_deep(where: str) -> LimitExceeded:
    return LimitExceeded("nested too deep", where=where, instead=f"at most {DEEPEST} levels")


class _Reader:
    """Builds the data from parser events with a stack of its own."""

    def __init__(self, document: Placed) -> None:
        self.document = document
        self.stack: list[_Open] = []
        self.documents = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        mark = event.start_mark
        where = f"{self.document.name}:{mark.line + 1}:{mark.column + 1}"
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise InputError("anchors and aliases are not used here", where=where, instead="write the value out")
        if getattr(event, "tag", None):
            raise InputError("tags are not used here", where=where, instead="write the plain value")
        if kind == "DocumentStartEvent":
            self.documents += 1
            if self.documents > 1:
                raise InputError("a second document", where=where, instead="one network in a file")
        elif kind == "ScalarEvent":
            self.value(event.value, mark, where)
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            self.open({} if kind == "MappingStartEvent" else [], mark, where)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self.stack.pop()

    def open(self, value: dict[str, Any] | list[Any], mark: Any, where: str) -> None:
        if len(self.stack) >= DEEPEST:
            raise _too_deep(where)
        self.stack.append(_Open(self.put(value, mark, where), value))

    def value(self, text: str, mark: Any, where: str) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            if text in top.value:
                raise InputError(f"'{shorten(text)}' stands twice", where=where, instead="give each key once")
            top.key = text
            self.document.keys[(*top.path, text)] = (mark.line + 1, mark.column + 1)
            self.note((*top.path, text), mark, where)
        else:
            self.put(text, mark, where)

    def put(self, value: Any, mark: Any, where: str) -> tuple[str | int, ...]:
        """Store a value where the document is at; return its path."""
        if not self.stack:
            self.document.data = value
            self.note((), mark, where)
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
        elif top.key is None:
            raise InputError("a key must be a plain word", where=where, instead="write key: value")
        else:
            path = (*top.path, top.key)
            top.value[top.key], top.key = value, None
        self.note(path, mark, where)
        return path

    def note(self, path: tuple[str | int, ...], mark: Any, where: str) -> None:
        if len(self.document.places) >= MOST_NODES:
            raise LimitExceeded("too many values", where=where, instead=f"at most {MOST_NODES:,}")
        self.document.places[path] = (mark.line + 1, mark.column + 1)
