"""Random stacks of blocks: recurrent, convolution, attention, normalisation, … as far as their shapes fit together."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import prod
from typing import Any

from benchmarks.campaign.networks.pieces import ELEMENTWISE, POSITIVE, own_formulas, some_loss
from symprop.functions import ACTIVATIONS

__all__ = ["random_blocks"]

Shape = tuple[int, ...]
Entry = dict[str, Any]
Made = tuple[Entry, Shape]
SHAPES: tuple[Shape, ...] = ((2,), (3,), (4,), (2, 2), (2, 2), (3, 2), (1, 3, 3), (2, 2, 2))
MOST = 12
"""Values that a layer may hand on."""


def random_blocks(generator: random.Random) -> dict[str, Any]:
    """Return a file of one to three blocks, often with a dense layer behind them."""
    own = own_formulas(generator)
    own.pop("activations", None)
    loss = "custom" if "losses" in own else some_loss(generator)
    embedded = generator.random() < 0.08
    samples = generator.choice((1, 1, 1, 2))
    layers: list[Entry] = []
    shape = generator.choice(SHAPES)
    found: dict[str, Any] = {"inputs": str(prod(shape))}
    if embedded:
        entry, shape = _embedding(generator)
        layers.append(entry)
        found["inputs"] = "0"
    elif len(shape) > 1:
        found["input_shape"] = [str(extent) for extent in shape]
    names: dict[str, Shape] = {"inputs": shape} if not embedded else {}
    for _ in range(generator.choice((1, 1, 2, 2, 3))):
        kind = generator.choice([name for name, (fits, _) in KINDS.items() if fits(shape, samples)])
        entry, after = KINDS[kind][1](generator, shape)
        if prod(after) > MOST:
            continue
        layers.append({"kind": ALIASES.get(kind, kind), **entry})
        shape = after
    _join(generator, layers, names, shape)
    if loss in POSITIVE or not layers or prod(shape) > 2 or generator.random() < 0.4 or "kind" not in layers[-1]:
        kinds = POSITIVE.get(loss, tuple(ACTIVATIONS))
        activation = generator.choice(kinds)
        units = 2 if activation == "softmax" else generator.randint(1, 2)
        layers.append({"units": str(units), "activation": activation})
    if not any("kind" in layer for layer in layers):
        layers[0]["kind"] = "dense"
    found["layers"] = layers
    if samples > 1:
        found["samples"] = str(samples)
        if generator.random() < 0.5:
            found["reduction"] = generator.choice(("sum", "mean"))
    if generator.random() < 0.3:
        found["bias"] = generator.choice(("layer", "none"))
    return {**found, "loss": loss, **own}


def _join(generator: random.Random, layers: list[Entry], names: dict[str, Shape], shape: Shape) -> None:
    """Add what takes from several layers: the inputs again, where they have the shape of what comes last."""
    if "inputs" in names and layers and generator.random() < 0.25:
        layers[-1]["name"] = "c9"
        if names["inputs"] == shape:
            kind = generator.choice(("residual", "concat"))
            layers.append({"kind": kind, "from": ["c9", "inputs"]})
            if kind == "residual" and generator.random() < 0.5:
                layers[-1]["activation"] = generator.choice(ELEMENTWISE)
        else:
            layers.append({"kind": "dense", "units": "2", "activation": "tanh", "from": ["c9", "inputs"]})


def _embedding(g: random.Random) -> Made:
    vocabulary, units, count = g.randint(2, 3), g.randint(1, 2), g.randint(2, 3)
    tokens = [str(g.randrange(vocabulary)) for _ in range(count)]
    return {"kind": "embedding", "vocabulary": str(vocabulary), "units": str(units), "tokens": tokens}, (count, units)


def _number(g: random.Random) -> str:
    return g.choice(("0", "1", "0.5", "0.25", "-0.5"))


def _dense(g: random.Random, shape: Shape) -> Made:
    units, activation = g.randint(1, 2), g.choice(tuple(ELEMENTWISE))
    entry: Entry = {"units": str(units), "activation": activation}
    if g.random() < 0.2:
        entry["bias"] = "false"
    if len(shape) == 2 and g.random() < 0.5:
        return {**entry, "rows": "true"}, (shape[0], units)
    return entry, (units,)


def _activation(g: random.Random, shape: Shape) -> Made:
    return {"activation": g.choice(tuple(ACTIVATIONS) if shape[-1] > 1 else ELEMENTWISE)}, shape


def _reshape(g: random.Random, shape: Shape) -> Made:
    count = prod(shape)
    first = g.choice([k for k in range(1, count + 1) if count % k == 0])
    return {"shape": [str(first), g.choice(("0", str(count // first)))]}, (first, count // first)


def _permute(g: random.Random, shape: Shape) -> Made:
    axes = g.sample(range(len(shape)), len(shape))
    return {"axes": [str(axis + 1) for axis in axes]}, tuple(shape[axis] for axis in axes)


def _take(g: random.Random, shape: Shape) -> Made:
    return {"index": str(g.randint(0, shape[0]))}, shape[1:]


def _recurrent(kind: str) -> Callable[[random.Random, Shape], Made]:
    def make(g: random.Random, shape: Shape) -> Made:
        units = g.randint(1, 2) if kind == "rnn" else 1
        entry: Entry = {"units": str(units)}
        steps = shape[0]
        if len(shape) == 1:
            steps = g.choice([k for k in range(1, shape[0] + 1) if shape[0] % k == 0])
            entry["steps"] = str(steps)
        if kind == "rnn":
            entry["activation"] = g.choice(ELEMENTWISE)
        if kind == "gru":
            entry["reset"] = g.choice(("before", "after"))
        if g.random() < 0.4:
            return {**entry, "sequence": "true"}, (steps, units)
        return entry, (units,)

    return make


def _window(g: random.Random, extent: int) -> tuple[int, int, int, int]:
    """Return size, stride, padding and how many places there are."""
    size = g.randint(1, min(2, extent))
    stride, padding = g.randint(1, 2), g.randint(0, size - 1)
    return size, stride, padding, (extent + 2 * padding - size) // stride + 1


def _convolution(axes: int) -> Callable[[random.Random, Shape], Made]:
    def make(g: random.Random, shape: Shape) -> Made:
        windows = [_window(g, extent) for extent in shape[-axes:]]
        channels = g.randint(1, 2)
        entry: Entry = {"channels": str(channels)}
        for place, key in enumerate(("kernel", "stride", "padding")):
            entry[key] = [str(window[place]) for window in windows]
        if g.random() < 0.7:
            entry["activation"] = g.choice(ELEMENTWISE)
        if g.random() < 0.3:
            entry["bias"] = "false"
        return entry, (channels, *(window[3] for window in windows))

    return make


def _pool(g: random.Random, shape: Shape) -> Made:
    space = shape[1:] if len(shape) == 3 else shape[-1:]
    sizes = [g.randint(1, extent) for extent in space]
    strides = [g.randint(1, 2) for _ in space]
    places = tuple((e - s) // t + 1 for e, s, t in zip(space, sizes, strides, strict=True))
    entry: Entry = {"size": [str(s) for s in sizes], "stride": [str(s) for s in strides]}
    return entry, (shape[0] if len(shape) > 1 else 1, *places)


def _norm(g: random.Random, shape: Shape) -> Made:
    entry: Entry = {}
    if g.random() < 0.3:
        entry["affine"] = "false"
    if g.random() < 0.5:
        entry["eps"] = g.choice(("0.001", "0.1"))
    return entry, shape


def _running(g: random.Random, shape: Shape) -> Made:
    return {**_norm(g, shape)[0], "running": "true", "eps": "2"}, shape


def _dropout(g: random.Random, shape: Shape) -> Made:
    return {"mask": [g.choice(("0", "1", "2", "1.25")) for _ in range(prod(shape))]}, shape


def _attention(g: random.Random, shape: Shape) -> Made:
    entry: Entry = {"heads": str(g.choice([k for k in (1, 2) if shape[1] % k == 0]))}
    return entry | {key: "true" for key in ("bias", "causal") if g.random() < 0.4}, shape


def _transformer(g: random.Random, shape: Shape) -> Made:
    entry, _ = _attention(g, shape)
    return {**entry, "units": "1", "activation": g.choice(ELEMENTWISE), "eps": g.choice(("0.001", "0.1"))}, shape


def _graph(g: random.Random, shape: Shape) -> Made:
    units = g.randint(1, 2)
    adjacency = [[_number(g) for _ in range(shape[0])] for _ in range(shape[0])]
    for k, row in enumerate(adjacency):
        row[k] = "1"
    return {"units": str(units), "adjacency": adjacency, "activation": g.choice(ELEMENTWISE)}, (shape[0], units)


def _mixture(g: random.Random, shape: Shape) -> Made:
    units = g.randint(1, 2)
    return {"units": str(units), "experts": "2", "activation": g.choice(ELEMENTWISE)}, (units,)


def _axes(*counts: int) -> Callable[[Shape, int], bool]:
    return lambda shape, _: len(shape) in counts


def _small_rows(shape: Shape, _: int) -> bool:
    return len(shape) == 2 and shape[0] <= 3 and shape[1] <= 2


KINDS: dict[str, tuple[Callable[[Shape, int], bool], Callable[[random.Random, Shape], Made]]] = {
    "dense": (_axes(1, 2, 3), _dense),
    "activation": (_axes(1, 2, 3), _activation),
    "reshape": (_axes(1, 2, 3), _reshape),
    "permute": (_axes(2, 3), _permute),
    "take": (_axes(2, 3), _take),
    "rnn": (_axes(1, 2), _recurrent("rnn")),
    "lstm": (_axes(1, 2), _recurrent("lstm")),
    "gru": (_axes(1, 2), _recurrent("gru")),
    "conv1d": (_axes(1, 2), _convolution(1)),
    "conv2d": (_axes(2, 3), _convolution(2)),
    "avgpool": (_axes(1, 2, 3), _pool),
    "maxpool": (_axes(1, 2, 3), _pool),
    "layernorm": (lambda shape, _: shape[-1] > 1, _norm),
    "batchnorm": (lambda shape, samples: samples > 1, _norm),
    "running": (_axes(1, 2, 3), _running),
    "dropout": (_axes(1, 2, 3), _dropout),
    "attention": (_small_rows, _attention),
    "transformer": (lambda shape, _: shape == (2, 2), _transformer),
    "gcn": (_small_rows, _graph),
    "mixture": (_axes(1, 2), _mixture),
}
"""Kind → (whether it takes a shape and so many samples, what makes an entry and the shape it hands on)."""


ALIASES = {"running": "batchnorm"}
