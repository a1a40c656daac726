"""A network file's content as Python data: the same checks, with the place of what is wrong said by its keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symprop.errors import InputError, LimitExceeded, shorten
from symprop.network.yaml import DEEPEST, Placed

__all__ = ["placed_mapping"]


@dataclass(slots=True)
class _Keyed(Placed):
    """Data whose places are keys: ``layers[0].units``."""

    def where(self, path: tuple[str | int, ...], *, key: bool = False) -> str:
        """Return the keys that lead to the nearest value known for `path`."""
        while path and path not in self.places:
            path = path[:-1]
        return "".join(f"[{part}]" if isinstance(part, int) else f".{shorten(part)}" for part in path).lstrip(".")


def placed_mapping(data: Mapping[str, Any]) -> Placed:
    """Return Python data as a document whose scalars are text, as in a file.

    Raises:
        InputError: on what a file could not say either.

    >>> document = placed_mapping({"inputs": 2, "layers": [{"units": 0.5}]})
    >>> document.data, document.where(("layers", 0, "units"))
    ({'inputs': '2', 'layers': [{'units': '0.5'}]}, 'layers[0].units')
    """
    document = _Keyed()
    document.data = _plain(data, (), document)
    return document


def _plain(value: Any, path: tuple[str | int, ...], document: Placed) -> Any:
    document.places[path] = (0, 0)
    if len(path) > DEEPEST:
        raise LimitExceeded("nested too deep", instead=f"at most {DEEPEST} levels")
    match value:
        case Mapping():
            for key in value:
                if not isinstance(key, str):
                    raise InputError(f"the key {key!r} is no name", where=document.where(path), instead="give a string")
            return {key: _plain(item, (*path, key), document) for key, item in value.items()}
        case str():
            return value
        case bool():
            return str(value).lower()
        case Sequence():
            return [_plain(item, (*path, k), document) for k, item in enumerate(value)]
        case None:
            return ""
        case _:
            return str(value)
