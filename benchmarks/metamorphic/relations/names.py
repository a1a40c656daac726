"""Names and numbers in what a network file holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["NAME", "NUMBER", "mapped", "replaced"]

NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*")
NUMBER = re.compile(r"[+-]?[0-9.]+(?:e[+-]?[0-9]+)?")


def replaced(formula: str, new: Mapping[str, str]) -> str:
    """Return a formula with other names."""
    return NAME.sub(lambda match: new.get(match[0], match[0]), formula)


def mapped(entry: Any, change: Callable[[str], str]) -> Any:
    """Return data with every text in it changed, keys besides."""
    match entry:
        case dict():
            return {mapped(key, change): mapped(value, change) for key, value in entry.items()}
        case list():
            return [mapped(value, change) for value in entry]
        case _:
            return change(entry)
