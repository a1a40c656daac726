"""Convolution with shared kernels, and pooling, over any number of spatial axes (1-D and 2-D in files).

net_{o,p} = Σ_{c,q} K_{o,c,q} x_{c, p·stride + q − padding} + b_o      (a cross-correlation, as nets have it)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from symprop.errors import InputError, LimitExceeded
from symprop.expression import Cases, Var
from symprop.functions import Function
from symprop.graph import Kind
from symprop.network.blocks.parts import bias, scaled, share
from symprop.network.blocks.tensor import Names, Tensor, as_shape
from symprop.network.builder import GraphBuilder, Term

__all__ = ["TIES", "Window", "average_pool", "convolution", "max_pool"]

TIES = "max pooling: of equal values the first one counts"

MOST_TAPS = 100_000

Index = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A window that moves over spatial axes.

    Args:
        size, stride, padding: one number an axis; padding is 0s on both sides.
    """

    size: Index
    stride: Index
    padding: Index

    def extents(self, space: Index) -> Index:
        """Return how many places it has on each axis.

        Raises:
            InputError: if it is larger than the space, or somewhere covers nothing but padding.
            LimitExceeded: if there are too many.
        """
        if any(pad >= size for pad, size in zip(self.padding, self.size, strict=True)):
            raise InputError(
                f"padding {as_shape(self.padding)} of a window of {as_shape(self.size)}", instead="pad by less than it"
            )
        found = tuple(
            (extent + 2 * pad - size) // step + 1
            for extent, pad, size, step in zip(space, self.padding, self.size, self.stride, strict=True)
        )
        if min(found) < 1:
            padded = f" padded by {as_shape(self.padding)}" if any(self.padding) else ""
            raise InputError(
                f"a window of {as_shape(self.size)} does not fit into {as_shape(space)}{padded}",
                instead="make the window smaller or the input larger",
            )
        if prod(found) * prod(self.size) > MOST_TAPS:
            raise LimitExceeded(f"{prod(found):,} windows of {as_shape(self.size)}", instead=f"at most {MOST_TAPS:,}")
        return found

    def taps(self, place: Index, space: Index) -> Iterator[tuple[Index, Index]]:
        """Yield (index in the window, index in the space) where the window at `place` covers no padding."""
        for q in product(*map(range, self.size)):
            at = tuple(p * s + k - pad for p, s, k, pad in zip(place, self.stride, q, self.padding, strict=True))
            if all(0 <= a < extent for a, extent in zip(at, space, strict=True)):
                yield q, at


def convolution(
    builder: GraphBuilder,
    inputs: Tensor,
    *,
    names: Names,
    channels: int,
    window: Window,
    function: Function,
    biased: bool = True,
) -> Tensor:
    """Add a convolution: units c, kernels K_{o,c,q} shared over all places, one bias a channel.

    Args:
        inputs: [channels, …], then as many axes as the window has.

    Source: LeCun et al., Backpropagation Applied to Handwritten Zip Code Recognition (1989).
    """
    space = inputs.shape[1:]
    extents = window.extents(space)
    covered = [(place, list(window.taps(place, space))) for place in product(*map(range, extents))]
    found: list[Var] = []
    for o in range(channels):
        for place, taps in covered:
            terms: list[Term] = []
            for c in range(inputs.shape[0]):
                for q, at in taps:
                    kernel = names.parameter("K", o + 1, c + 1, *(k + 1 for k in q))
                    terms.append((builder.give(kernel, Kind.WEIGHT), inputs[(c, *at)]))
            if biased:
                terms.append(bias(builder, names, "b", "K", o + 1))
            unit = names.value("c", o + 1, *(p + 1 for p in place))
            builder.net(unit, terms)
            found.append(builder.out(unit, function))
    return Tensor((channels, *extents), tuple(found))


def average_pool(builder: GraphBuilder, inputs: Tensor, *, names: Names, window: Window) -> Tensor:
    """Add p = the mean of the values in the window, each channel by itself.

    Source: LeCun et al., Gradient-Based Learning Applied to Document Recognition (1998), subsampling.
    """
    found: list[Var] = []
    shape = _pooled(inputs, window)
    for c, *place in product(*map(range, shape)):
        values = [inputs[(c, *at)] for _, at in window.taps(tuple(place), inputs.shape[1:])]
        name = names.value("p", c + 1, *(p + 1 for p in place))
        part = share(len(values))
        found.append(builder.affine(name, Kind.VALUE, [scaled(part, (value,)) for value in values]))
    return Tensor(shape, tuple(found))


def max_pool(builder: GraphBuilder, inputs: Tensor, *, names: Names, window: Window) -> Tensor:
    """Add p = the largest value in the window, as a tree of maxima of two; of equal values the first one counts.

    max(a, b) = b where b > a, else a; the inner maxima of a window are called p…_m1, p…_m2, ….

    Source: Ranzato et al., Unsupervised Learning of Invariant Feature Hierarchies (2007).
    """
    found: list[Var] = []
    shape = _pooled(inputs, window)
    for c, *place in product(*map(range, shape)):
        values = [inputs[(c, *at)] for _, at in window.taps(tuple(place), inputs.shape[1:])]
        indices = (c + 1, *(p + 1 for p in place))
        found.append(_largest(builder, names, indices, values))
    return Tensor(shape, tuple(found))


def _pooled(inputs: Tensor, window: Window) -> Index:
    return (inputs.shape[0], *window.extents(inputs.shape[1:]))


def _largest(builder: GraphBuilder, names: Names, indices: Sequence[int], values: list[Var]) -> Var:
    if len(values) == 1:
        return builder.affine(names.value("p", *indices), Kind.VALUE, [(values[0],)])
    inner = 0
    while len(values) > 1:
        halves: list[Var] = []
        for k in range(0, len(values) - 1, 2):
            first, second = values[k], values[k + 1]
            inner += 1
            last = len(values) == 2
            name = names.value("p", *indices) if last else names.value("p", *indices, f"m{inner}")
            halves.append(builder.define(name, Kind.VALUE, Cases(second, first, second, first)))
        values = halves + values[len(values) // 2 * 2 :]
    return values[0]
