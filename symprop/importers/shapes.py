"""The shape of what a step gives, from those of what it takes; samples are no axis of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

from symprop.network.blocks.convolution import Window

__all__ = ["Shape", "output_shape"]

Shape = tuple[int, ...]
_Rule = Callable[[Mapping[str, Any], Sequence[Shape]], Shape]


def output_shape(kind: str, settings: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    """Return the shape of what a block of this kind gives.

    >>> output_shape("conv2d", {"channels": 3, "kernel": (2, 2), "stride": (1, 1), "padding": (0, 0)}, [(1, 4, 4)])
    (3, 3, 3)
    """
    return _RULES.get(kind, _same)(settings, inputs)


def _same(_: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    return inputs[0]


def _window(settings: Mapping[str, Any], space: Shape, size: Shape) -> Shape:
    return Window(size, tuple(settings["stride"]), tuple(settings.get("padding", (0,) * len(size)))).extents(space)


def _convolution(settings: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    return (settings["channels"], *_window(settings, inputs[0][1:], tuple(settings["kernel"])))


def _pool(settings: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    size, space = tuple(settings["size"]), inputs[0][1:]
    if not any(size):
        return (inputs[0][0], *(1,) * len(space))
    return (inputs[0][0], *_window(settings, space, size))


def _reshape(settings: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    count, shape = prod(inputs[0]), tuple(settings["shape"])
    known = prod(extent for extent in shape if extent)
    return tuple(extent or count // known for extent in shape)


def _concat(settings: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    axis = settings["axis"] - 1
    return (*inputs[0][:axis], sum(shape[axis] for shape in inputs), *inputs[0][axis + 1 :])


def _recurrent(settings: Mapping[str, Any], inputs: Sequence[Shape]) -> Shape:
    return (inputs[0][0], settings["units"])


_RULES: dict[str, _Rule] = {
    "dense": lambda settings, inputs: (*inputs[0][:-1], settings["units"]),
    **dict.fromkeys(("conv1d", "conv2d"), _convolution),
    **dict.fromkeys(("maxpool", "avgpool"), _pool),
    "reshape": _reshape,
    "permute": lambda settings, inputs: tuple(inputs[0][axis - 1] for axis in settings["axes"]),
    "concat": _concat,
    "take": lambda settings, inputs: inputs[0][1:],
    **dict.fromkeys(("rnn", "lstm", "gru"), _recurrent),
    "embedding": lambda settings, inputs: (len(settings["tokens"]), settings["units"]),
}
"""Kind → its rule; any other keeps the shape."""
