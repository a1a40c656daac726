r"""What a layered network's names look like in LaTeX, from its file and the books alone: no table of the product's.

A page that has w5 and w7 mixed up is read back with the same mistake; nothing but what a book says finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

__all__ = ["BOOKS", "expected_names", "printed_label"]

Data = Mapping[str, Any]
GREEK = ("alpha", "beta", "gamma", "theta")


class Name(NamedTuple):
    """A name and its place.

    Args:
        kind: input, target, weight, bias, net or out.
        layer: 0 for the inputs.
        unit: from 1; 0 for what belongs to a whole layer.
        source: of a weight: the layer and the unit that it comes from.
    """

    name: str
    kind: str
    layer: int
    unit: int
    source: tuple[int, int] = (0, 0)


def _names(data: Data) -> Iterator[Name]:
    """Yield the names of a file of layers, numbered as they come: unit by unit, in each its sources in order."""
    inputs = data["inputs"]
    names = inputs if isinstance(inputs, list) else [f"i{k + 1}" for k in range(int(inputs))]
    yield from (Name(name, "input", 0, k + 1) for k, name in enumerate(names))
    sizes, numbers = {"inputs": len(names)}, {"inputs": 0}
    before, weight, bias, mode = "inputs", 0, 0, data.get("bias") or "unit"
    for k, layer in enumerate(data["layers"], start=1):
        called = layer.get("name") or ("o" if k == len(data["layers"]) else "hjkl"[k - 1])
        sizes[called], numbers[called] = int(layer["units"]), k
        for j in range(1, sizes[called] + 1):
            for source in layer.get("from", [before]):
                for i in range(1, sizes[source] + 1):
                    weight += 1
                    yield Name(f"w{weight}", "weight", k, j, (numbers[source], i))
            if mode == "unit" or (mode == "layer" and j == 1):
                bias += 1
                yield Name(f"b{bias}", "bias", k, j if mode == "unit" else 0)
            unit = f"{called}_{j}" if called[-1].isdigit() else f"{called}{j}"
            yield Name(f"net_{unit}", "net", k, j)
            yield Name(f"out_{unit}", "out", k, j)
        before = called
    yield from (Name(f"t{j}", "target", len(data["layers"]), j) for j in range(1, sizes[before] + 1))


def _mazur(name: Name, last: int) -> str:
    if name.kind in ("net", "out"):
        unit = re.fullmatch(r"[a-z]+_([a-z])(\d)", name.name)
        return rf"\text{{{name.kind}}}_{{{unit[1]}_{unit[2]}}}" if unit else ""  # "": a layer's name of one's own
    if name.name in GREEK:
        return f"\\{name.name}"
    if match := re.fullmatch(r"([a-z])(\d+)", name.name):
        return f"{match[1]}_{match[2] if len(match[2]) == 1 else f'{{{match[2]}}}'}"
    return name.name


def _nielsen(name: Name, last: int) -> str:
    l, j, (s, i) = name.layer + 1, name.unit, name.source  # noqa: E741
    layers = f"{l}" if s == name.layer - 1 else f"{l},{s + 1}"
    return {
        "input": f"x_{j}",
        "target": f"y_{j}",
        "net": f"z^{{{l}}}_{j}",
        "out": f"a^{{{l}}}_{j}",
        "weight": f"w^{{{layers}}}_{{{j}{i}}}",
        "bias": f"b^{{{l}}}_{j}" if j else f"b^{{{l}}}",
    }[name.kind]


def _bishop(name: Name, last: int) -> str:
    l, j, (s, i) = name.layer, name.unit, name.source  # noqa: E741
    layers = f"{l}" if s == l - 1 else f"{l},{s}"
    return {
        "input": f"x_{j}",
        "target": f"t_{j}",
        "net": f"a^{{({l})}}_{j}",
        "out": f"y_{j}" if l == last else f"z^{{({l})}}_{j}",
        "weight": f"w^{{({layers})}}_{{{j}{i}}}",
        "bias": f"w^{{({l})}}_{{{j}0}}" if j else f"w^{{({l})}}_0",
    }[name.kind]


BOOKS: Mapping[str, tuple[str, Callable[[Name, int], str]]] = {
    "mazur": (r"E_{\text{total}}", _mazur),
    "nielsen": ("C", _nielsen),
    "bishop": ("E", _bishop),
}
"""Notation → E_total, and a name's LaTeX; "" where nothing is claimed."""


def expected_names(data: Data, notation: str) -> dict[str, str]:
    """Return name → LaTeX of everything in a file of layers that the book has a symbol for.

    >>> names = expected_names({"inputs": "2", "layers": [{"units": "2"}, {"units": "1"}]}, "nielsen")
    >>> names["w2"], names["w6"], names["b3"]
    ('w^{2}_{12}', 'w^{3}_{12}', 'b^{3}_1')
    """
    last, named = len(data["layers"]), isinstance(data["inputs"], list)
    found = {
        name.name: (_mazur if named and name.kind == "input" else BOOKS[notation][1])(name, last)
        for name in _names(data)
    }  # an input that has a name keeps it
    return {name: label for name, label in found.items() if label}


def printed_label(row: str) -> str:
    """Return the left side of the one row of an `align*`.

    >>> printed_label("\\\\begin{align*}\\nw_5 &= 1\\n\\\\end{align*}")
    'w_5'
    """
    return row.splitlines()[1].partition(" &=")[0]
