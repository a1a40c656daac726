r"""The notations of textbooks, one row each: which letters, which index first, which layer, which sign of δ.

A notation changes what is shown, never what is computed. A symbol is a `template`; what all of them agree on
(∂, sums, ⊙) is no part of a notation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from symprop.given import pick
from symprop.graph import Kind
from symprop.notation.label import Label
from symprop.notation.template import Template, template

__all__ = ["BOOKS", "MAZUR", "NOTATIONS", "SYMBOLS", "Notation", "notation_named"]

_OF_UNITS = frozenset(("layer", "unit", "name"))
_OF_WEIGHTS = frozenset(("layer", "source", "target", "source_name", "target_name", "name"))
SYMBOLS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("input", "target", "bias", "net", "out", "output", "error", "delta"), _OF_UNITS),
    "weight": _OF_WEIGHTS,
    "total": frozenset(),
}
"""Symbol of a notation → the places that it may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notation:
    """A notation.

    Args:
        name: what it goes by.
        source: the book.
        input, target, weight, bias, net, out, error, total, delta: templates of symbols.
        output: of the output layer's out, where that has a letter of its own.
        first_layer: the number of the input layer.
        weight_layer: whether ``{layer}`` of a weight and a bias is the layer that they lead to, or come from.
        delta_sign: whether δ is ∂E/∂net or −∂E/∂net.
        weights, biases: letters of the matrix and of the vector.
    """

    name: str
    source: str = ""
    input: str = "{name}"
    target: str = "{name}"
    weight: str = "{name}"
    bias: str = "{name}"
    net: str = "net_{name}"
    out: str = "out_{name}"
    output: str = ""
    error: str = "E_{name}"
    total: str = "E_total"
    delta: str = "delta_{name}"
    first_layer: int = 0
    weight_layer: Literal["target", "source"] = "target"
    delta_sign: Literal["plus", "minus"] = "plus"
    weights: str = "W"
    biases: str = "b"

    def template(self, symbol: str) -> Template:
        """Return the template of a symbol."""
        return template(getattr(self, symbol) or self.out)

    @property
    def negative(self) -> bool:
        """Whether δ stands for −∂E/∂net."""
        return self.delta_sign == "minus"

    @property
    def letters(self) -> Mapping[str, str]:
        """The letters of a note in words, as text: total, net, out, error, delta, inputs."""
        found = {symbol: self.template(symbol).label({}).text for symbol in ("total", "net", "out", "error", "delta")}
        inputs = self.letter("inputs")
        return {**found, "inputs": inputs.text if inputs else f"{found['out']}⁽⁰⁾"}

    @property
    def gloss(self) -> str:
        """What δ stands for."""
        letters = self.letters
        return f"{letters['delta']} = {'−' if self.negative else ''}∂{letters['total']}/∂{letters['net']}"

    def letter(self, array: str) -> Label | None:
        """Return the letter that a matrix or a vector goes by; none where its own name is shown."""
        if array in ("W", "b"):
            return template(self.weights if array == "W" else self.biases).base
        symbol = {"t": "target", "inputs": "input"}.get(array, array)
        return self.template(symbol).base if symbol in SYMBOLS else None


BOOKS: tuple[Notation, ...] = (
    Notation(name="mazur", source="Matt Mazur, A Step by Step Backpropagation Example (2015)"),
    Notation(
        name="nielsen",
        source="Michael Nielsen, Neural Networks and Deep Learning (2015), chapter 2",
        input="x_{unit}", target="y_{unit}", net="z^{layer}_{unit}", out="a^{layer}_{unit}",
        weight="w^{layer}_{target}{source}", bias="b^{layer}_{unit}", delta="delta^{layer}_{unit}",
        error="C_{unit}", total="C", first_layer=1, weights="w",
    ),
    Notation(
        name="bishop",
        source="Christopher Bishop, Pattern Recognition and Machine Learning (2006), sections 5.1 and 5.3",
        input="x_{unit}", target="t_{unit}", net="a^({layer})_{unit}", out="z^({layer})_{unit}", output="y_{unit}",
        weight="w^({layer})_{target}{source}", bias="w^({layer})_{unit}0", delta="delta^({layer})_{unit}",
        error="E_{unit}", total="E",
    ),
    Notation(
        name="goodfellow",
        source="Ian Goodfellow, Yoshua Bengio, Aaron Courville, Deep Learning (2016), section 6.5, algorithms 6.3, 6.4",
        input="x_{unit}", target="y_{unit}", net="a^({layer})_{unit}", out="h^({layer})_{unit}",
        weight="W^({layer})_{target},{source}", bias="b^({layer})_{unit}", delta="g^({layer})_{unit}",
        error="L_{unit}", total="J",
    ),
    Notation(
        name="ng",
        source="Andrew Ng and others, UFLDL tutorial (2011), Multi-Layer Neural Networks",
        input="x_{unit}", target="y_{unit}", net="z^({layer})_{unit}", out="a^({layer})_{unit}",
        weight="W^({layer})_{target}{source}", bias="b^({layer})_{unit}", delta="delta^({layer})_{unit}",
        error="J_{unit}", total="J", first_layer=1, weight_layer="source",
    ),
    Notation(
        name="pdp",
        source="Rumelhart, Hinton, Williams, Learning Internal Representations by Error Propagation, "
        "in: Parallel Distributed Processing 1 (1986), chapter 8",
        input="i_{unit}", target="t_{name}", net="net_{name}", out="o_{name}",
        weight="w_{target_name}{source_name}", bias="theta_{name}", delta="delta_{name}",
        error="E_{name}", total="E", delta_sign="minus", biases="theta",
    ),
    Notation(
        name="haykin",
        source="Simon Haykin, Neural Networks and Learning Machines, 3rd edition (2009), section 4.4",
        input="x_{unit}", target="d_{unit}", net="v^({layer})_{unit}", out="y^({layer})_{unit}", output="o_{unit}",
        weight="w^({layer})_{target}{source}", bias="b^({layer})_{unit}", delta="delta^({layer})_{unit}",
        error="script E_{unit}", total="script E", delta_sign="minus",
    ),
)  # fmt: skip
"""The notations that come with symprop."""

NOTATIONS: Mapping[str, Notation] = {notation.name: notation for notation in BOOKS}
MAZUR = NOTATIONS["mazur"]

KIND_SYMBOLS: Mapping[Kind, str] = {
    kind: str(kind)
    for kind in (Kind.INPUT, Kind.TARGET, Kind.WEIGHT, Kind.BIAS, Kind.NET, Kind.OUT, Kind.ERROR, Kind.TOTAL)
}
"""Kind of a variable → its symbol in a notation; every other kind is shown by its name."""


def notation_named(name: str) -> Notation:
    """Return a notation by name; InputError with the nearest one if there is none."""
    instead = f"one of {', '.join(NOTATIONS)}, or a YAML file"
    return NOTATIONS[pick(name, NOTATIONS, "notation", where="--notation", instead=instead)]
