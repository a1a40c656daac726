"""What the ONNX operators are here that only move values, or take a mean of them."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from symprop.importers.onnx_file import OnnxNode
from symprop.importers.onnx_reader import ALL, LAST, SAMPLES, STEPS, TURNED, Reader, Value, axes_of, expect
from symprop.importers.steps import INPUT, unsupported

__all__ = ["concat", "flatten", "gather", "mean", "reshape", "squeeze", "transpose", "unsqueeze"]


def flatten(reader: Reader, node: OnnxNode) -> None:
    """Let a sample have one axis."""
    expect(node, axis=1)
    reader.add(node, "reshape", {"shape": (0,)})


def reshape(reader: Reader, node: OnnxNode) -> None:
    """Let a sample have another shape."""
    target = [int(extent) for extent in reader.array(node, 1).ravel()]
    turned = reader.values.get(node.input(0))
    if turned is not None and turned.layout == TURNED and len(target) == 3:
        reader.same(node, turned.key, STEPS)
        return
    before = reader.shapes[reader.value(node)]
    if len(target) < 2 or len(target) > 8:
        raise unsupported(f"the shape {target[:8]}", node.where, "keep the first axis")
    rest = [before[k] if extent == 0 and k < len(before) else max(extent, 0) for k, extent in enumerate(target[1:])]
    if rest.count(0) > 1 or (0 not in rest and prod(rest) != prod(before)):
        raise unsupported(f"the shape {target}", node.where, "keep the first axis")
    reader.add(node, "reshape", {"shape": tuple(rest)})


def squeeze(reader: Reader, node: OnnxNode) -> None:
    """Drop axes of one place."""
    found, axes = reader.values.get(node.input(0)), axes_of(reader, node)
    if found is None:
        raise unsupported("it takes what no layer computes", node.where, "take what a layer gives")
    if found.layout == ALL and axes == (1,):
        reader.same(node, found.key, STEPS)
    elif found.layout == LAST and axes == (0,):
        reader.add(node, "take", {"index": 0}, sources=[found.key])
    else:
        shape = reader.shapes[reader.value(node)]
        dropped = {axis % (len(shape) + 1) for axis in axes}
        left = tuple(extent for k, extent in enumerate(shape, 1) if k not in dropped)
        reader.add(node, "reshape", {"shape": left or (1,)})


def unsqueeze(reader: Reader, node: OnnxNode) -> None:
    """Add axes of one place."""
    shape = reader.shapes[reader.value(node)]
    axes = axes_of(reader, node)
    rank = len(shape) + 1 + len(axes)
    new = sorted(axis % rank for axis in axes)
    if 0 in new:
        raise unsupported("an axis before the samples", node.where, "keep the first axis")
    extents = iter(shape)
    reader.add(node, "reshape", {"shape": tuple(1 if k in new else next(extents) for k in range(1, rank))})


def transpose(reader: Reader, node: OnnxNode) -> None:
    """Put the axes into another order."""
    perm = tuple(node.attributes.get("perm", ()))
    found = reader.values.get(node.input(0))
    if found is None:
        raise unsupported("it takes what no layer computes", node.where, "take what a layer gives")
    if perm == (1, 0, 2) and found.layout in (SAMPLES, STEPS):
        reader.same(node, found.key, STEPS if found.layout == SAMPLES else SAMPLES)
    elif perm == (0, 2, 1, 3) and found.layout == ALL:
        reader.same(node, found.key, TURNED)
    elif perm and perm[0] == 0:
        reader.add(node, "permute", {"axes": perm[1:]})
    else:
        raise unsupported(f"perm={list(perm)[:8]} moves the samples", node.where, "keep the first axis")


def concat(reader: Reader, node: OnnxNode) -> None:
    """Join values along an axis."""
    sources = [reader.value(node, place) for place in range(len(node.inputs))]
    axis = node.attributes.get("axis", 0) % (len(reader.shapes[sources[0]]) + 1)
    if axis == 0:
        raise unsupported("joining samples", node.where, "axis=1 or later")
    reader.add(node, "concat", {"axis": axis}, sources=sources)


def gather(reader: Reader, node: OnnxNode) -> None:
    """Return an embedding of the inputs, or one step of a sequence."""
    axis, table = node.attributes.get("axis", 0), node.input(0)
    if table in reader.arrays:
        if axis or reader.values.get(node.input(1)) != Value(INPUT) or reader.tokens is None:
            raise unsupported("an embedding of what is computed", node.where, "embed the inputs, given as tokens")
        rows, units = reader.arrays[table].shape
        tokens = [int(token) for token in reader.tokens.ravel()]
        settings = {"vocabulary": rows, "units": units, "tokens": tokens}
        weights = reader.weights(node, 0, lambda row, k: ("T", str(row), k))
        reader.add(node, "embedding", settings, weights, sources=[INPUT])
        return
    found, index = reader.values.get(table), reader.array(node, 1)
    if found is not None and found.layout == LAST and axis == 0 and index.size == 1:
        reader.add(node, "take", {"index": 0}, sources=[found.key])
        return
    expected = {SAMPLES: 1, STEPS: 0}
    if found is None or found.layout not in expected or axis != expected[found.layout] or index.size != 1 or index.ndim:
        raise unsupported("this part of a tensor", node.where, "one place of the axis after the samples")
    shape = reader.shapes[found.key]
    reader.add(node, "take", {"index": int(index) % shape[0] + 1}, sources=[found.key])


def mean(reader: Reader, node: OnnxNode) -> None:
    """Add a mean over all axes after the channels."""
    source = reader.value(node)
    shape = reader.shapes[source]
    axes = sorted(axis % (len(shape) + 1) for axis in axes_of(reader, node))
    if axes != list(range(2, len(shape) + 1)):
        raise unsupported(f"a mean over axes {axes}", node.where, "over all axes after the channels")
    key = reader.add(node, "avgpool", {"size": (0,) * len(axes)})
    if not node.attributes.get("keepdims", 1):
        pooled = f"{key}#pooled"
        reader.found[-1] = replace(reader.found[-1], key=pooled)
        reader.shapes[pooled] = reader.shapes[key]
        reader.add(node, "reshape", {"shape": (shape[0],)}, sources=[pooled])
