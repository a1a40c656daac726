"""Networks whose sizes are names: ``n0-n1-n2``, ``2-n-1``, and ``n0-…-nL`` for a layer l of L."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from symprop.errors import InputError, UnsupportedForm
from symprop.expression import Element, Index, Num
from symprop.functions import ACTIVATIONS, LOSSES
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph
from symprop.network.layout import LayerShape, NetworkShape, Width

__all__ = ["GENERAL", "Schematic", "is_schematic", "read_schematic"]

GENERAL = "n0-…-nL"
_SIZE = "(?:[A-Za-z][0-9]{0,3}|[1-9][0-9]{0,5})"
_SPEC = re.compile(rf"(?=.*[A-Za-z]){_SIZE}(?:-{_SIZE})+", re.ASCII)
_ANY_DEPTH = re.compile(r"n0-(?:…|\.\.\.)-nL")
_MEANT = frozenset("EblLtw")
_LETTERS = "jikmpqrsuv"


@dataclass(frozen=True, slots=True)
class Schematic:
    """A network of sigmoid layers with a bias for each unit, half_squared, whatever its layers' widths.

    Args:
        name: as it was given.
        shape: its layers; of `GENERAL` every one is alike, and it has none.
        letters: indices that are not the name of a size.
    """

    name: str
    shape: NetworkShape
    letters: tuple[str, str, str, str]

    @property
    def general(self) -> bool:
        """Whether its depth is L."""
        return not self.shape.layers

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of all weights, and of all biases, of a layer: w1, …, b1, …; w and b of layer l."""
        layers = [""] if self.general else [str(k + 1) for k in range(len(self.shape.layers))]
        return (*(f"w{k}" for k in layers), *(f"b{k}" for k in layers))

    @property
    def facts(self) -> tuple[str, ...]:
        """What it is."""
        layers = "layer l of L has n_l units" if self.general else f"layers of {self.name.replace('-', ', ')} units"
        return (f"{layers}; sigmoid, a bias for each unit; loss: half_squared",)

    def concrete(self, sizes: Mapping[str, int], depth: int = 0) -> LayeredGraph:
        """Return the network in which every size has a number; of `GENERAL` all sizes n0, n1, … up to `depth`."""
        if self.general:
            widths = [sizes[f"n{k}"] for k in range(depth + 1)]
        else:
            shape = self.shape
            widths = [_number(shape.width(k), sizes) for k in range(len(shape.layers) + 1)]
        return LayeredGraph(widths[0], dense_layers(widths[1:]))


def _number(width: Width, sizes: Mapping[str, int]) -> int:
    return int(width.value) if isinstance(width, Num) else sizes[width.symbol]


def is_schematic(spec: str) -> bool:
    """Return whether a network's name is a list of sizes that are names.

    >>> [is_schematic(spec) for spec in ("n0-n1-n2", "2-n-1", "n0-…-nL", "2-2-2", "mazur")]
    [True, True, True, False, False]
    """
    return bool(_ANY_DEPTH.fullmatch(spec) or _SPEC.fullmatch(spec))


def read_schematic(spec: str) -> Schematic:
    """Return the network of sizes that are names.

    Raises:
        InputError: on a size whose name means something else.

    >>> read_schematic("n0-n1-n2").parameters, read_schematic("n0-...-nL").parameters
    (('w1', 'w2', 'b1', 'b2'), ('w', 'b'))
    """
    loss = LOSSES["half_squared"]
    if _ANY_DEPTH.fullmatch(spec):
        return Schematic(GENERAL, NetworkShape(Element("n", (Index(number=0),)), (), loss), ("j", "i", "k", "m"))
    widths: list[Width] = []
    for part in spec.split("-"):
        if part in _MEANT:
            raise InputError(f"the size '{part}' would read as something else", instead="call it n, m, n1, …")
        widths.append(Num(Fraction(part), part) if part.isdigit() else Element(part))
    taken = {width.symbol[0] for width in widths if isinstance(width, Element)}
    j, i, k, m, *_ = [letter for letter in _LETTERS if letter not in taken]
    layers = tuple(LayerShape(width, ACTIVATIONS["sigmoid"], (place,)) for place, width in enumerate(widths[1:]))
    return Schematic(spec, NetworkShape(widths[0], layers, loss), (j, i, k, m))


def refuse_form(form: str) -> None:
    """Refuse every form but the indexed one."""
    if form != "indexed":
        raise UnsupportedForm(
            f"the form '{form}' needs numbers for the sizes", where="--form", instead="use --form indexed"
        )
