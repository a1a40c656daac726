"""Content MathML, as LaTeXML writes it, in numbers: an evaluator that knows nothing of symprop.

A name is whatever stands in a table of names by its own content MathML, so that nothing is assumed of how a program
understands \\text{out}_{h_1}, only that it always understands it alike.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from functools import reduce
from xml.etree.ElementTree import Element

FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp,
    "ln": math.log,
    "tanh": math.tanh,
    "sin": math.sin,
    "cos": math.cos,
    "root": math.sqrt,
    "abs": abs,
    "σ": lambda x: 1 / (1 + math.exp(-x)),
    "ReLU": lambda x: max(x, 0.0),
}
OPERATIONS: Mapping[str, Callable[..., float]] = {
    "plus": lambda *x: sum(x),
    "minus": lambda *x: -x[0] if len(x) == 1 else x[0] - sum(x[1:]),
    "times": lambda *x: reduce(operator.mul, x),
    "⋅": lambda *x: reduce(operator.mul, x),
    "×": lambda *x: reduce(operator.mul, x),
    "divide": operator.truediv,
    "superscript": operator.pow,
    "gt": lambda left, right: float(left > right),
}
_ITALIC = {chr(0x1D6FC + k): chr(ord("α") + k) for k in range(25)}


class Unreadable(Exception):
    """Content MathML that says nothing, or something that has no number."""


def tag(node: Element) -> str:
    """Return an element's name without its namespace."""
    return node.tag.rpartition("}")[2]


def key(node: Element) -> str:
    """Return what an element says, without identifiers and sizes: equal keys, equal meaning."""
    text = re.sub(r"\s+", " ", node.text or "").strip().removeprefix("if ")  # "if out" before a case's condition
    return f"({tag(node)} {text}{''.join(map(key, node))})"


def name_of(node: Element) -> str:
    """Return the operation or function that a head stands for: its text, or its tag."""
    text = "".join(node.itertext()).strip()
    return _ITALIC.get(text, text) or tag(node)


def value(node: Element, names: Mapping[str, float]) -> float:
    """Return the number that an element comes to.

    Args:
        names: key → number.

    Raises:
        Unreadable: if the element has no meaning, or a name that is not in the table.
    """
    if (known := names.get(key(node))) is not None:
        return known
    if tag(node) == "cn":
        return float(node.text or "")
    if tag(node) != "apply":
        raise Unreadable(f"an unknown name {key(node)[:200]}")
    head, *parts = node
    name = name_of(head)
    if name == "cases":
        return _case(parts, names)
    operation = OPERATIONS.get(name) or FUNCTIONS.get(name)
    if operation is None:
        raise Unreadable(f"an unknown operation {key(head)[:200]}")
    return float(operation(*(value(part, names) for part in parts)))


def _case(parts: list[Element], names: Mapping[str, float]) -> float:
    """Return the first value whose condition holds; parts are value, condition, value, condition, …"""
    for then, condition in zip(parts[::2], parts[1::2], strict=True):
        if name_of(condition) == "otherwise" or value(condition, names):
            return value(then, names)
    raise Unreadable("no case holds")


def equation(math_element: Element) -> tuple[str, Element]:
    """Return the key of the left side and the right side of an equation.

    Raises:
        Unreadable: if it is none.
    """
    root = math_element[0] if len(math_element) == 1 else math_element
    if tag(root) != "apply" or len(root) != 3 or name_of(root[0]) != "eq":
        raise Unreadable(f"no equation: {key(root)[:200]}")
    return key(root[1]), root[2]
