"""Elements of MathML that hold indices → tokens."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symprop.read import indexed
from symprop.read.tokens import Token
from symprop.read.xml import Node, seen

__all__ = ["indexed_token", "same_token"]

_SUM = "∑"
_BASES = frozenset(("w", "b", "δ", "net", "out"))


def indexed_token(node: Node, of: str = "") -> Token | None:
    """Return the token of an entry, of a layer's size, or of a Σ; None for every other element.

    Args:
        of: what is differentiated by the entry.
    """
    parts = [seen(part) for part in node.children]
    match node.tag, parts:
        case "munderover" | "msubsup", [sign, below, above] if sign == _SUM and below.endswith("=1"):
            return Token("SIGMA", indexed.bound_text(below.removesuffix("=1"), _size(above)), node.at, "∑")
        case "msubsup", [base, below, above] if base in _BASES and _in_brackets(above):
            text = indexed.element_text(base, above[1:-1], below, of)
        case "msup", [base, above] if base in _BASES and _in_brackets(above):
            text = indexed.element_text(base, above[1:-1], "", of)
        case "msub", ["t", below]:
            text = indexed.element_text("t", "", below)
        case "msub", ["n", below] if below[:1] in ("l", "L"):
            text = indexed.element_text("n", below, "")
        case _:
            return None
    return Token("ELEMENT", text, node.at, "".join(parts))


def same_token(parts: Sequence[Node]) -> Token | None:
    """Return the token of [left = right], if that is what five elements of a row are."""
    match parts:
        case [Node(tag="mo", text="[") as start, left, Node(tag="mo", text="="), right, Node(tag="mo", text="]")]:
            sides = indexed.plain(seen(left)), indexed.plain(seen(right))
            return Token("IVERSON", "|".join(sides), start.at, "[{} = {}]".format(*sides))
    return None


def _in_brackets(written: str) -> bool:
    return written.startswith("(") and written.endswith(")")


def _size(written: str) -> str:
    """Return how far a Σ goes: n2, a number, or n_{l+1}."""
    return re.sub(r"^n([lL].*)", r"n_{\1}", written)
