"""A notation of one's own: a small YAML file → a `Notation`; strict, nothing in it more than letters and places."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from symprop.errors import InputError, LimitExceeded, nearest, shorten
from symprop.given import path_text, pick
from symprop.network.load import read_source
from symprop.network.yaml import load_yaml
from symprop.notation import MAZUR, NOTATIONS, Notation, notation_named
from symprop.notation.profiles import SYMBOLS
from symprop.notation.template import template

__all__ = ["notation_from", "notation_text", "read_notation_file"]

LARGEST = 16_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}", re.ASCII)
_ENDINGS = (".yaml", ".yml", ".json")


def notation_from(name: str | os.PathLike[str]) -> Notation:
    """Return a notation by its name, or from a file of one's own.

    Raises:
        InputError: if there is none of this name, or the file cannot be used; ``file:line:column``, what, instead.

    >>> notation_from("ng").first_layer
    1
    """
    name = path_text(name, "a notation")
    text = notation_text(name)
    return notation_named(name) if text is None else read_notation_file(text, name)


def notation_text(name: str) -> str | None:
    """Return what the file of a notation says; None for one of ours.

    Raises:
        InputError: if the file cannot be read.
    """
    return None if name in NOTATIONS or not name.lower().endswith(_ENDINGS) else read_source(name)


def read_notation_file(text: str, name: str) -> Notation:
    r"""Return the notation that `text` describes; `name` is its file, for messages.

    Raises:
        InputError: with file:line:column, what is wrong and what is allowed.
        LimitExceeded: if the file is too large.

    >>> mine = read_notation_file("like: nielsen\nout: y^({layer})_{unit}", "mine.yaml")
    >>> mine.name, mine.out, mine.net
    ('mine', 'y^({layer})_{unit}', 'z^{layer}_{unit}')
    """
    if len(text) > LARGEST:
        raise LimitExceeded(f"{len(text):,} characters", where=name, instead=f"at most {LARGEST:,}")
    document = load_yaml(text, name)
    if not isinstance(document.data, dict):
        raise InputError(
            "this is no notation", where=document.where(()), instead="write like: nielsen, net: z_{unit}, …"
        )
    found: dict[str, Any] = {}
    for key, written in document.data.items():
        read = _KEYS.get(key)
        if read is None:
            instead = nearest(key, _KEYS) or f"one of {', '.join(_KEYS)}"
            raise InputError(f"unknown key '{shorten(key)}'", where=document.where((key,), key=True), instead=instead)
        where = document.where((key,))
        if not isinstance(written, str):
            given = "a list" if isinstance(written, list) else "a mapping"
            raise InputError(f"{key}: {given} does not fit here", where=where, instead="one word or symbol")
        try:
            found[key] = read(key, written)
        except InputError as error:
            raise error.placed(where) from None
    like: Notation = found.pop("like", MAZUR)
    return replace(like, **{"name": Path(name).stem, "source": "", **found})


def _symbol(key: str, written: str) -> str:
    """Return a template that has no other places than this symbol may have."""
    allowed = SYMBOLS[key]
    for place in sorted(template(written).places - allowed):
        choice = ", ".join(f"{{{known}}}" for known in sorted(allowed)) or "no place"
        raise InputError(f"'{key}' has no {{{place}}}", instead=choice)
    return written


def _letter(key: str, written: str) -> str:
    """Return the letter of a matrix or a vector."""
    if template(written).places or template(written).below:
        raise InputError(f"'{key}' is one letter or word", instead="its layer's number is put above it")
    return written


def _name(_key: str, written: str) -> str:
    if not _NAME.fullmatch(written):
        raise InputError(
            f"'{shorten(written)}' is no notation's name", instead="letters, digits and spaces, at most 40"
        )
    return written


def _chosen(choices: Mapping[str, Any]) -> Callable[[str, str], Any]:
    def read(key: str, written: str) -> Any:
        return choices[pick(written, choices, key)]

    return read


_KEYS: Mapping[str, Callable[[str, str], Any]] = {
    "name": _name,
    "like": _chosen(NOTATIONS),
    **dict.fromkeys(SYMBOLS, _symbol),
    "first_layer": _chosen({"0": 0, "1": 1}),
    "weight_layer": _chosen({"target": "target", "source": "source"}),
    "delta_sign": _chosen({"plus": "plus", "minus": "minus"}),
    **dict.fromkeys(("weights", "biases"), _letter),
}
"""Key of a file → what reads its value."""
