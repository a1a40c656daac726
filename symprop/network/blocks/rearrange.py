"""The same values in another shape or order, and an activation by itself: what stands between blocks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import prod

from symprop.errors import InputError
from symprop.expression import Var
from symprop.functions import Function, GroupFunction
from symprop.network.blocks.tensor import Names, Tensor, as_shape
from symprop.network.builder import GraphBuilder

__all__ = ["activation", "joined_along", "permuted", "reshaped", "taken"]


def reshaped(inputs: Tensor, shape: Sequence[int]) -> Tensor:
    """Return the values in their order in another shape; one 0 stands for what is left.

    Raises:
        InputError: saying both shapes.

    >>> reshaped(Tensor((2, 1), (Var("a"), Var("b"))), [0]).shape
    (2,)
    """
    count = len(inputs.values)
    known = prod(extent for extent in shape if extent)
    left = count // known if shape.count(0) == 1 else 1
    found = tuple(extent or left for extent in shape)
    if shape.count(0) > 1 or prod(found) != count:
        raise InputError(
            f"{as_shape(inputs.shape)} does not fill {as_shape(shape)}", instead=f"{count} values", at=("shape",)
        )
    return Tensor(found, inputs.values)


def permuted(inputs: Tensor, axes: Sequence[int]) -> Tensor:
    """Return the values with the axes in another order, counted from 1.

    >>> [value.name for value in permuted(Tensor((2, 2), tuple(map(Var, "abcd"))), [2, 1]).values]
    ['a', 'c', 'b', 'd']
    """
    if sorted(axes) != list(range(1, len(inputs.shape) + 1)):
        raise InputError(
            f"axes {as_shape(axes)} of {as_shape(inputs.shape)}",
            instead=f"each of 1 to {len(inputs.shape)} once",
            at=("axes",),
        )
    shape = tuple(inputs.shape[axis - 1] for axis in axes)
    values: list[Var] = []
    for place in product(*map(range, shape)):
        index = dict(zip(axes, place, strict=True))
        values.append(inputs[[index[axis + 1] for axis in range(len(shape))]])
    return Tensor(shape, tuple(values))


def joined_along(inputs: Sequence[Tensor], axis: int) -> Tensor:
    """Return tensors one after another along an axis, counted from 1.

    Raises:
        InputError: if they differ in another axis, or have none of this number.
    """
    first = inputs[0].shape
    if not 1 <= axis <= len(first):
        raise InputError(f"axis {axis} of {as_shape(first)}", instead=f"1 to {len(first)}", at=("axis",))
    for k, tensor in enumerate(inputs):
        if len(tensor.shape) != len(first) or any(
            a != b for j, (a, b) in enumerate(zip(first, tensor.shape, strict=True), 1) if j != axis
        ):
            raise InputError(
                f"shapes {as_shape(first)} and {as_shape(tensor.shape)} cannot be joined along axis {axis}",
                instead="give sources that agree in the other axes",
                at=("from", k),
            )
    before = prod(first[: axis - 1])
    parts = [(tensor.values, len(tensor.values) // before) for tensor in inputs]
    values = tuple(value for k in range(before) for own, size in parts for value in own[k * size : (k + 1) * size])
    extent = sum(tensor.shape[axis - 1] for tensor in inputs)
    return Tensor((*first[: axis - 1], extent, *first[axis:]), values)


def taken(inputs: Tensor, index: int) -> Tensor:
    """Return one place of the first axis, counted from 1; the last one for 0."""
    extent = inputs.shape[0]
    if len(inputs.shape) < 2 or index > extent:
        raise InputError(f"place {index} of {as_shape(inputs.shape)}", instead="a place of several rows", at=("index",))
    size = len(inputs.values) // extent
    start = ((index or extent) - 1) * size
    return Tensor(inputs.shape[1:], inputs.values[start : start + size])


def activation(builder: GraphBuilder, inputs: Tensor, *, names: Names, function: Function | GroupFunction) -> Tensor:
    """Add out = f(x) for every value; a group activation is over the last axis."""
    units = [names.value("f", *(k + 1 for k in place)) for place in inputs.places()]
    if not isinstance(function, GroupFunction):
        outs = [builder.out(unit, function, net=net) for unit, net in zip(units, inputs.values, strict=True)]
        return Tensor(inputs.shape, tuple(outs))
    width = inputs.shape[-1]
    rows = (slice(start, start + width) for start in range(0, len(units), width))
    grouped = [builder.group(units[row], function, nets=inputs.values[row]) for row in rows]
    return Tensor(inputs.shape, tuple(out for outs in grouped for out in outs))
