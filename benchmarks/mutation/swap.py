"""A mutant put into a running program: the code of its functions is exchanged, and everything cached is forgotten."""

from __future__ import annotations

import functools
import gc
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

Place = tuple[str, str, int]
Live = dict[Place, list[FunctionType]]


def live(folder: str) -> Live:
    """Return the functions that live now, by file, qualified name and first line."""
    found: Live = defaultdict(list)
    for thing in gc.get_objects():
        if type(thing) is FunctionType and thing.__code__.co_filename.startswith(folder):
            found[_place(thing.__code__)].append(thing)
    return found


def caches() -> list[Any]:
    """Return everything that `functools.cache` made."""
    kind = type(functools.cache(len))
    return [thing for thing in gc.get_objects() if type(thing) is kind]


def exchange(functions: Live, path: str, before: str, after: str) -> bool:
    """Give the functions of a file the code of its changed text.

    Args:
        functions: what `live` has found.
        path: the file.
        before, after: its text, and the changed one.

    Returns:
        False if that is not enough: the change adds or removes a function, or none that lives is changed.
    """
    old, new = (list(_codes(compile(text, path, "exec", dont_inherit=True))) for text in (before, after))
    if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
        return False
    exchanged = 0
    for was, code in zip(old, new, strict=True):
        for function in functions.get(_place(was), ()):
            if len(code.co_freevars) != len(function.__closure__ or ()):
                return False
            exchanged += function.__code__ != code
            function.__code__ = code
    return exchanged > 0


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno
