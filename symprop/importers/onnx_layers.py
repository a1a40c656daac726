"""What the ONNX operators with numbers of their own are here, and the activations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from symprop.importers.onnx_file import OnnxNode
from symprop.importers.onnx_reader import ALL, LAST, STEPS, Reader, Rule, Value, expect, needs_rank
from symprop.importers.steps import Parameter, gate_rows, random_dropout, unsupported

__all__ = [
    "activation", "add", "batchnorm", "convolution", "dense_settings", "dropout", "gemm", "global_pool", "layernorm",
    "matmul", "pool", "recurrent", "same", "softmax",
]  # fmt: skip


def activation(function: str, **plain: Any) -> Rule:
    """Return the rule of an activation whose attributes are the usual ones."""

    def rule(reader: Reader, node: OnnxNode) -> None:
        expect(node, **plain)
        reader.add(node, "activation", {"activation": function})

    return rule


def softmax(function: str) -> Rule:
    """Return the rule of a softmax, or of its logarithm, over the last axis."""

    def rule(reader: Reader, node: OnnxNode) -> None:
        rank = len(reader.shapes[reader.value(node)]) + 1
        if node.attributes.get("axis", -1) not in (-1, rank - 1):
            raise unsupported(f"axis={node.attributes['axis']} is not imported", node.where, "axis=-1")
        reader.add(node, "activation", {"activation": function})

    return rule


def same(reader: Reader, node: OnnxNode) -> None:
    """Let the output be the input."""
    found = reader.values.get(node.input(0))
    if found is None:
        raise unsupported("it takes what no layer computes", node.where, "take what a layer gives")
    reader.values[node.outputs[0]] = found


def dropout(reader: Reader, node: OnnxNode) -> None:
    """Let the output be the input: in inference nothing is dropped."""
    training = reader.array(node, 2)
    if training is not None and bool(training.any()):
        raise random_dropout(node.where, "export the model for inference")
    same(reader, node)


def dense_settings(units: int, bias: bool) -> dict[str, Any]:
    """Return the settings of a dense layer."""
    return {"units": units, "activation": "identity", "rows": True, "bias": bias}


def gemm(reader: Reader, node: OnnxNode) -> None:
    """Add a dense layer."""
    expect(node, alpha=1.0, beta=1.0, transA=0)
    across = node.attributes.get("transB", 0)
    matrix, bias = reader.array(node, 1), reader.array(node, 2)
    needs_rank(node, matrix, 2)
    units = matrix.shape[0] if across else matrix.shape[1]
    if bias is not None and bias.shape != (units,):
        raise unsupported(f"a bias of shape {list(bias.shape)}", node.where, f"[{units}]")
    parameter = (lambda k, j: ("w", k, j)) if across else (lambda j, k: ("w", k, j))
    reader.add(
        node,
        "dense",
        dense_settings(units, bias is not None),
        reader.weights(node, 1, parameter),
        reader.weights(node, 2, lambda k: ("b", k)),
    )


def matmul(reader: Reader, node: OnnxNode) -> None:
    """Add a dense layer without bias, over the last axis."""
    if node.input(1) not in reader.arrays:
        raise unsupported(
            "a product of two computed values", node.where, "docs/import.md lists the operators there are"
        )
    matrix = reader.array(node, 1)
    needs_rank(node, matrix, 2)
    reader.add(node, "dense", dense_settings(matrix.shape[1], False), reader.weights(node, 1, lambda j, k: ("w", k, j)))


def add(reader: Reader, node: OnnxNode) -> None:
    """Return a sum of values, or the bias of the product before it."""
    constant = [place for place in (0, 1) if node.input(place) in reader.arrays]
    if not constant:
        sources = [reader.value(node, place) for place in range(len(node.inputs))]
        if len({reader.shapes[source] for source in sources}) > 1:
            shapes = " and ".join(str(list(reader.shapes[source])) for source in sources)
            raise unsupported(f"a sum of shapes {shapes}", node.where, "equal shapes")
        reader.add(node, "residual", {}, sources=sources)
        return
    place, source = constant[0], reader.value(node, 1 - constant[0])
    before = reader.found[-1] if reader.found else None
    bias = reader.array(node, place)
    if (
        before is None
        or before.key != source
        or before.kind != "dense"
        or before.settings["bias"]
        or reader.uses[node.input(1 - place)] > 1
        or bias.shape != (before.settings["units"],)
    ):
        raise unsupported("a sum with a constant", node.where, "the bias of a dense layer")
    arrays = (*before.weights, *reader.weights(node, place, lambda k: ("b", k)))
    reader.found[-1] = replace(before, weights=arrays, settings={**before.settings, "bias": True})
    reader.same(node, source)


def _pads(node: OnnxNode, axes: int) -> tuple[int, ...]:
    if node.attributes.get("auto_pad", "NOTSET") not in ("NOTSET", "VALID"):
        raise unsupported(f"auto_pad={node.attributes['auto_pad']}", node.where, "explicit pads")
    pads = tuple(node.attributes.get("pads", (0,) * 2 * axes))
    if len(pads) != 2 * axes or pads[:axes] != pads[axes:]:
        raise unsupported(f"pads={list(pads)[:8]}", node.where, "the same on both sides")
    return pads[:axes]


def convolution(reader: Reader, node: OnnxNode) -> None:
    """Add a convolution."""
    kernel = reader.array(node, 1)
    axes = getattr(kernel, "ndim", 0) - 2
    if axes not in (1, 2):
        raise unsupported(f"a convolution over {axes} axes", node.where, "1 or 2")
    expect(node, group=1, dilations=1)
    settings = {
        "channels": kernel.shape[0],
        "kernel": tuple(kernel.shape[2:]),
        "stride": tuple(node.attributes.get("strides", (1,) * axes)),
        "padding": _pads(node, axes),
        "bias": bool(node.input(2)),
    }
    reader.add(
        node,
        f"conv{axes}d",
        settings,
        reader.weights(node, 1, lambda o, c, *q: ("K", o, c, *q)),
        reader.weights(node, 2, lambda o: ("b", "K", o)),
    )


def pool(kind: str) -> Rule:
    """Return the rule of a pooling."""

    def rule(reader: Reader, node: OnnxNode) -> None:
        size = tuple(node.attributes.get("kernel_shape", ()))
        expect(node, ceil_mode=0, dilations=1, storage_order=0)
        if any(_pads(node, len(size))):
            raise unsupported("padding is not imported", node.where, "pads of 0")
        if len(node.outputs) > 1 and node.outputs[1]:
            raise unsupported("the places of the maxima", node.where, "one output")
        reader.add(node, kind, {"size": size, "stride": tuple(node.attributes.get("strides", (1,) * len(size)))})

    return rule


def global_pool(kind: str) -> Rule:
    """Return the rule of a pooling over everything."""

    def rule(reader: Reader, node: OnnxNode) -> None:
        reader.add(node, kind, {"size": (0,) * (len(reader.shapes[reader.value(node)]) - 1)})

    return rule


def _eps(node: OnnxNode) -> str:
    return f"{node.attributes.get('epsilon', 1e-5):.7g}"


def batchnorm(reader: Reader, node: OnnxNode) -> None:
    """Add a normalisation by a given mean and variance."""
    expect(node, training_mode=0)
    reader.add(
        node,
        "batchnorm",
        {"eps": _eps(node), "running": True},
        reader.weights(node, 1, lambda c: ("gamma", c)),
        reader.weights(node, 2, lambda c: ("beta", c)),
        reader.weights(node, 3, lambda c: ("mu", c), constant=True),
        reader.weights(node, 4, lambda c: ("v", c), constant=True),
    )


def layernorm(reader: Reader, node: OnnxNode) -> None:
    """Add a normalisation over the last axis."""
    rank = len(reader.shapes[reader.value(node)]) + 1
    if node.attributes.get("axis", -1) not in (-1, rank - 1) or not node.input(2):
        raise unsupported(
            "normalisation over several axes, or without bias", node.where, "over the last axis, with bias"
        )
    reader.add(
        node,
        "layernorm",
        {"eps": _eps(node)},
        reader.weights(node, 1, lambda k: ("gamma", k)),
        reader.weights(node, 2, lambda k: ("beta", k)),
    )


def recurrent(kind: str, order: str) -> Rule:
    """Return the rule of a recurrent operator, steps before samples."""

    def rule(reader: Reader, node: OnnxNode) -> None:
        layout = node.attributes.get("layout", 0)
        expect(node, direction="forward", input_forget=0)
        if layout or "clip" in node.attributes:
            raise unsupported("layout=1, or clip", node.where, "layout=0 without clip")
        _expect_activations(node, kind)
        for place in (4, 5, 6, 7):
            array = reader.array(node, place)
            if array is not None and (place == 4 or array.any()):
                raise unsupported("a state to begin with", node.where, "states of 0")
        matrix = reader.array(node, 1)
        needs_rank(node, matrix, 3)
        units = matrix.shape[1] // max(1, len(order))
        settings: dict[str, Any] = {"units": units, "sequence": True}
        after = bool(node.attributes.get("linear_before_reset", 0))
        if kind == "gru":
            settings["reset"] = "after" if after else "before"
        if kind == "rnn":
            settings["activation"] = _text(node.attributes.get("activations", ("Tanh",))[0]).lower()
        second = {"n": "a"} if kind == "gru" and after else {}
        key = reader.add(
            node,
            kind,
            settings,
            reader.weights(node, 1, _gates("W", order, units)),
            reader.weights(node, 2, _gates("U", order, units)),
            reader.weights(node, 3, _biases(order, units, second)),
            sources=[reader.value(node, layout=STEPS)],
            layout=ALL,
        )
        if len(node.outputs) > 1 and node.outputs[1]:
            reader.values[node.outputs[1]] = Value(key, LAST)

    return rule


def _expect_activations(node: OnnxNode, kind: str) -> None:
    usual = {"lstm": ("Sigmoid", "Tanh", "Tanh"), "gru": ("Sigmoid", "Tanh")}
    given = tuple(map(_text, node.attributes.get("activations", ())))
    allowed = [(), ("Tanh",), ("Relu",)] if kind == "rnn" else [(), usual[kind]]
    if given not in allowed:
        raise unsupported(f"activations={list(given)}", node.where, "the usual ones")


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _gates(letter: str, order: str, units: int) -> Callable[..., Parameter]:
    rows = gate_rows(letter, order, units) if order else (lambda k, j: (letter, k, j))
    return lambda _, row, j: rows(row, j)


def _biases(order: str, units: int, second: Mapping[str, str]) -> Callable[..., Parameter]:
    """Return what an index into [input biases, recurrent biases] is: both add up to one, but for GRU's b_a."""
    height = units * max(1, len(order))
    if not order:
        return lambda _, row: ("b", "h", row % height)
    first, other = gate_rows("b", order, units), gate_rows("b", order, units, second)
    return lambda _, row: first(row) if row < height else other(row - height)
