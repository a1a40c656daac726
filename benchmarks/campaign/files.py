"""A network's data as the text of a file, an entry a line; and the network of a text, by the product's own reader."""

from __future__ import annotations

import json
import re
from typing import Any

from symprop.api import Network

__all__ = ["as_text", "network_of"]

_PLAIN = re.compile(r"[A-Za-z0-9_.+-]+")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def as_text(data: dict[str, Any]) -> str:
    """Return the file of this data; scalars are text.

    >>> print(as_text({"inputs": ["x"], "equations": {"y": "x + 1"}}), end="")
    inputs: [x]
    equations: {"y": "x + 1"}
    """
    lines: list[str] = []
    for key, value in data.items():
        if isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            lines += [f"{key}:", *(f"  - {_flow(entry)}" for entry in value)]
        else:
            lines.append(f"{key}: {_flow(value)}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flow(key)}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return value if _PLAIN.fullmatch(value) and value.lower() not in _WORDS else json.dumps(value, ensure_ascii=False)


def network_of(text: str) -> Network:
    """Return the network that a file's text describes."""
    return Network.from_yaml(text)
