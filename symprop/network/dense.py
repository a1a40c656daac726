"""What a dense layer is, and the usual ones: from sizes alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symprop.errors import InputError, LimitExceeded, nearest, shorten
from symprop.given import named, words
from symprop.network.names import hidden_name

__all__ = ["INPUTS", "MOST_UNITS", "Layer", "dense_layers", "layer_name", "read_sizes"]

INPUTS = "inputs"
MOST_UNITS = 1_000_000


@dataclass(frozen=True, slots=True)
class Layer:
    """One dense layer.

    Args:
        name: of the layer; unit k is called name + k.
        units: how many, at least 1.
        activation: a name in the activation table.
        sources: the earlier layers it takes, or ``inputs``, in the order their weights are counted.
    """

    name: str
    units: int
    activation: str
    sources: tuple[str, ...]


def dense_layers(
    units: Sequence[int],
    *,
    activation: str | Sequence[str] = "sigmoid",
    names: Sequence[str] | None = None,
    sources: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Layer, ...]:
    """Return layers that each take the one before; hidden ones h, j, k, …, the last one o.

    Args:
        units: of each layer, without the inputs.
        activation: one for all, or one a layer.
        names: instead of the usual ones.
        sources: layer → what it takes, where that is not just the layer before.

    Raises:
        InputError: if `activation` or `names` are not one a layer, or `sources` names no layer.

    >>> [layer.name for layer in dense_layers((2, 2, 1))]
    ['h', 'j', 'o']
    """
    kinds = (activation,) * len(units) if isinstance(activation, str) else words(activation, "activations")
    usual = (layer_name(k, len(units)) for k in range(len(units)))
    called = words(usual if names is None else names, "names of layers")
    for given, what in ((kinds, "activations"), (called, "names")):
        if len(given) != len(units):
            raise InputError(f"{len(given)} {what} for {len(units)} layers", instead="give one for each layer")
    others = {name: words(given, f"what '{name}' takes") for name, given in named(sources or {}, "sources").items()}
    for name in others:
        if name not in called:
            raise InputError(f"sources for '{shorten(name)}', which is no layer", instead=nearest(name, called))
    taken = [others.get(name, (before,)) for name, before in zip(called, (INPUTS, *called), strict=False)]
    return tuple(Layer(*row) for row in zip(called, units, kinds, taken, strict=True))


def layer_name(position: int, count: int) -> str:
    """Return the usual name of layer `position` of `count`: the last one is o."""
    return "o" if position == count - 1 else hidden_name(position)


def read_sizes(text: str) -> tuple[int, ...]:
    """Return the sizes in ``2-2-2``.

    Raises:
        InputError: on anything but two or more numbers of at least 1.
        LimitExceeded: on a size of more than nine digits.

    >>> read_sizes("3-5-4-2")
    (3, 5, 4, 2)
    """
    parts = text.split("-")
    for part in parts:
        if not (part.isascii() and part.isdigit()):
            raise InputError(f"'{shorten(text)}' is no list of sizes", instead="write layer sizes as in 2-2-2")
        if len(part) > 9:
            raise LimitExceeded(f"a layer size of {len(part):,} digits", instead=f"at most {MOST_UNITS:,} units")
    sizes = tuple(int(part) for part in parts)
    if len(sizes) < 2:
        raise InputError(f"'{text}' has one layer", instead="give inputs and at least one layer, as in 2-1")
    if 0 in sizes:
        raise InputError(f"'{shorten(text)}' has a layer of 0 units", instead="every layer needs at least 1 unit")
    return sizes
