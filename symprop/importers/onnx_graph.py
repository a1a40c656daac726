"""What each ONNX operator is here: one row an operator. The graph is read once, its shapes along with it.

A recurrent operator takes steps before samples: a transposition before it and after it is read as what it is there
for, and the tensors between as steps first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from symprop.errors import InputError, SympropError
from symprop.importers.onnx_file import OnnxGraph, OnnxNode
from symprop.importers.shapes import Shape, output_shape
from symprop.importers.steps import INPUT, Parameter, Step, Weights, gate_rows, unsupported

__all__ = ["onnx_steps"]

SAMPLES, STEPS, ALL, TURNED, LAST = "samples", "steps", "all states", "turned states", "the last state"
"""What the axes of a value are: [samples, …], [steps, samples, …]; of a recurrent operator's outputs
[steps, 1, samples, units], [steps, samples, 1, units], [1, samples, units]."""


@dataclass(frozen=True, slots=True)
class _Value:
    key: str
    layout: str = SAMPLES


def onnx_steps(graph: OnnxGraph, shape: Shape, tokens: Any) -> list[Step]:
    """Return the steps of a graph.

    Args:
        shape: of one sample.
        tokens: the token indices, where the inputs are those.

    Raises:
        UnsupportedForm: naming what symprop has no block for, and where it stands.
    """
    reader = _Reader(graph, shape, tokens)
    for node in graph.nodes:
        reader.read(node)
    last = reader.values.get(graph.output)
    if last is None or last.key == INPUT or last.layout != SAMPLES:
        raise InputError("its output is no output of a layer", instead="export a model of one output")
    needed = reader.upstream(last.key)
    return [step for step in reader.found if step.key in needed]


class _Reader:
    """Goes through the nodes once, in their order."""

    def __init__(self, graph: OnnxGraph, shape: Shape, tokens: Any) -> None:
        self.arrays, self.tokens = dict(graph.arrays), tokens
        self.values: dict[str, _Value] = {graph.input: _Value(INPUT)}
        self.shapes: dict[str, Shape] = {INPUT: shape}
        self.found: list[Step] = []
        self.taken: set[str] = set()
        self.uses: dict[str, int] = {}
        for node in graph.nodes:
            for name in node.inputs:
                self.uses[name] = self.uses.get(name, 0) + 1

    def read(self, node: OnnxNode) -> None:
        rule = OPERATORS.get(node.operator)
        if rule is None:
            raise unsupported(
                "symprop has no such operator", node.where, "docs/import.md lists the operators there are"
            )
        try:
            rule(self, node)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, ZeroDivisionError):
            raise InputError("it is not as ONNX has it", where=node.where, instead="export the model again") from None

    def upstream(self, key: str) -> set[str]:
        """Return the keys of everything that a step needs."""
        needed = {key}
        for step in reversed(self.found):
            if step.key in needed:
                needed.update(step.sources)
        return needed

    def value(self, node: OnnxNode, place: int = 0, layout: str = SAMPLES) -> str:
        """Return the key of an input that is computed from the model's inputs."""
        found = self.values.get(node.input(place))
        if found is None:
            raise unsupported("it takes what no layer computes", node.where, "take what a layer gives")
        if found.layout != layout:
            raise unsupported(f"it takes what is laid out as {found.layout}", node.where, "samples first")
        return found.key

    def array(self, node: OnnxNode, place: int) -> Any:
        """Return a constant input; None where it is left out."""
        name = node.input(place)
        if not name:
            return None
        if name not in self.arrays:
            raise unsupported("a weight that is computed", node.where, "an array of the model")
        return self.arrays[name]

    def weights(
        self, node: OnnxNode, place: int, parameter: Callable[..., Parameter], *, constant: bool = False
    ) -> tuple[Weights, ...]:
        """Return one array of an operator as parameters of ours."""
        array = self.array(node, place)
        if array is None:
            return ()
        name = node.input(place)
        if name in self.taken:
            raise unsupported(f"'{name}' is used twice", node.where, "share weights in a file of units:")
        self.taken.add(name)
        return (Weights(name, array, parameter, constant),)

    def add(
        self,
        node: OnnxNode,
        kind: str,
        settings: Mapping[str, Any],
        *weights: tuple[Weights, ...],
        sources: Sequence[str] = (),
        layout: str = SAMPLES,
    ) -> str:
        """Add the one step of a node and return its key."""
        key = node.outputs[0]
        keys = tuple(sources) or (self.value(node),)
        arrays = tuple(array for own in weights for array in own)
        self.found.append(Step(key=key, kind=kind, where=node.where, sources=keys, settings=settings, weights=arrays))
        try:
            self.shapes[key] = output_shape(kind, settings, [self.shapes[source] for source in keys])
        except SympropError as error:
            raise error.placed(node.where) from None
        except (IndexError, ZeroDivisionError):
            raise InputError(
                f"it does not take {list(self.shapes[keys[0]])}", where=node.where, instead="export it again"
            ) from None
        self.values[key] = _Value(key, layout)
        return key

    def same(self, node: OnnxNode, key: str, layout: str = SAMPLES) -> None:
        """Let a node's output be a value that there is."""
        self.values[node.outputs[0]] = _Value(key, layout)


_Rule = Callable[[_Reader, OnnxNode], None]


def _expect(node: OnnxNode, **plain: Any) -> None:
    """Refuse an attribute that is not as it usually is."""
    for name, usual in plain.items():
        value = node.attributes.get(name, usual)
        if isinstance(usual, float) and isinstance(value, float):
            wrong = abs(value - usual) > 1e-6 * abs(usual)  # attributes are float32
        elif isinstance(value, tuple):
            wrong = any(v != usual for v in value)
        else:
            wrong = value != usual
        if wrong:
            raise unsupported(f"{name}={value} is not imported", node.where, f"{name}={usual}")


def _activation(function: str, **plain: Any) -> _Rule:
    def rule(reader: _Reader, node: OnnxNode) -> None:
        _expect(node, **plain)
        reader.add(node, "activation", {"activation": function})

    return rule


def _softmax(function: str) -> _Rule:
    def rule(reader: _Reader, node: OnnxNode) -> None:
        rank = len(reader.shapes[reader.value(node)]) + 1
        if node.attributes.get("axis", -1) not in (-1, rank - 1):
            raise unsupported(f"axis={node.attributes['axis']} is not imported", node.where, "axis=-1")
        reader.add(node, "activation", {"activation": function})

    return rule


def _same(reader: _Reader, node: OnnxNode) -> None:
    found = reader.values.get(node.input(0))
    if found is None:
        raise unsupported("it takes what no layer computes", node.where, "take what a layer gives")
    reader.values[node.outputs[0]] = found


def _dropout(reader: _Reader, node: OnnxNode) -> None:
    training = reader.array(node, 2)
    if training is not None and bool(training.any()):
        raise unsupported("dropout in training mode is random", node.where, "export the model for inference")
    _same(reader, node)


def _dense(units: int, bias: bool) -> dict[str, Any]:
    return {"units": units, "activation": "identity", "rows": True, "bias": bias}


def _gemm(reader: _Reader, node: OnnxNode) -> None:
    _expect(node, alpha=1.0, beta=1.0, transA=0)
    across = node.attributes.get("transB", 0)
    matrix, bias = reader.array(node, 1), reader.array(node, 2)
    _needs_rank(node, matrix, 2)
    units = matrix.shape[0] if across else matrix.shape[1]
    if bias is not None and bias.shape != (units,):
        raise unsupported(f"a bias of shape {list(bias.shape)}", node.where, f"[{units}]")
    parameter = (lambda k, j: ("w", k, j)) if across else (lambda j, k: ("w", k, j))
    reader.add(
        node,
        "dense",
        _dense(units, bias is not None),
        reader.weights(node, 1, parameter),
        reader.weights(node, 2, lambda k: ("b", k)),
    )


def _needs_rank(node: OnnxNode, array: Any, rank: int) -> None:
    if array is None or array.ndim != rank or not array.size:
        raise unsupported("a weight of another shape", node.where, f"one of {rank} axes")


def _matmul(reader: _Reader, node: OnnxNode) -> None:
    if node.input(1) not in reader.arrays:
        raise unsupported(
            "a product of two computed values", node.where, "docs/import.md lists the operators there are"
        )
    matrix = reader.array(node, 1)
    _needs_rank(node, matrix, 2)
    reader.add(node, "dense", _dense(matrix.shape[1], False), reader.weights(node, 1, lambda j, k: ("w", k, j)))


def _add(reader: _Reader, node: OnnxNode) -> None:
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


def _convolution(reader: _Reader, node: OnnxNode) -> None:
    kernel = reader.array(node, 1)
    axes = getattr(kernel, "ndim", 0) - 2
    if axes not in (1, 2):
        raise unsupported(f"a convolution over {axes} axes", node.where, "1 or 2")
    _expect(node, group=1, dilations=1)
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


def _pool(kind: str) -> _Rule:
    def rule(reader: _Reader, node: OnnxNode) -> None:
        size = tuple(node.attributes.get("kernel_shape", ()))
        _expect(node, ceil_mode=0, dilations=1, storage_order=0)
        if any(_pads(node, len(size))):
            raise unsupported("padding is not imported", node.where, "pads of 0")
        if len(node.outputs) > 1 and node.outputs[1]:
            raise unsupported("the places of the maxima", node.where, "one output")
        reader.add(node, kind, {"size": size, "stride": tuple(node.attributes.get("strides", (1,) * len(size)))})

    return rule


def _global_pool(kind: str) -> _Rule:
    def rule(reader: _Reader, node: OnnxNode) -> None:
        reader.add(node, kind, {"size": (0,) * (len(reader.shapes[reader.value(node)]) - 1)})

    return rule


def _eps(node: OnnxNode) -> str:
    return f"{node.attributes.get('epsilon', 1e-5):.7g}"


def _batchnorm(reader: _Reader, node: OnnxNode) -> None:
    _expect(node, training_mode=0)
    reader.add(
        node,
        "batchnorm",
        {"eps": _eps(node), "running": True},
        reader.weights(node, 1, lambda c: ("gamma", c)),
        reader.weights(node, 2, lambda c: ("beta", c)),
        reader.weights(node, 3, lambda c: ("mu", c), constant=True),
        reader.weights(node, 4, lambda c: ("v", c), constant=True),
    )


def _layernorm(reader: _Reader, node: OnnxNode) -> None:
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


def _flatten(reader: _Reader, node: OnnxNode) -> None:
    _expect(node, axis=1)
    reader.add(node, "reshape", {"shape": (0,)})


def _reshape(reader: _Reader, node: OnnxNode) -> None:
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


def _axes(reader: _Reader, node: OnnxNode) -> tuple[int, ...]:
    given = reader.array(node, 1)
    return tuple(int(axis) for axis in (given.ravel() if given is not None else node.attributes.get("axes", ())))


def _squeeze(reader: _Reader, node: OnnxNode) -> None:
    found, axes = reader.values.get(node.input(0)), _axes(reader, node)
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


def _unsqueeze(reader: _Reader, node: OnnxNode) -> None:
    shape = reader.shapes[reader.value(node)]
    axes = _axes(reader, node)
    rank = len(shape) + 1 + len(axes)
    new = sorted(axis % rank for axis in axes)
    if 0 in new:
        raise unsupported("an axis before the samples", node.where, "keep the first axis")
    extents = iter(shape)
    reader.add(node, "reshape", {"shape": tuple(1 if k in new else next(extents) for k in range(1, rank))})


def _transpose(reader: _Reader, node: OnnxNode) -> None:
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


def _concat(reader: _Reader, node: OnnxNode) -> None:
    sources = [reader.value(node, place) for place in range(len(node.inputs))]
    axis = node.attributes.get("axis", 0) % (len(reader.shapes[sources[0]]) + 1)
    if axis == 0:
        raise unsupported("joining samples", node.where, "axis=1 or later")
    reader.add(node, "concat", {"axis": axis}, sources=sources)


def _gather(reader: _Reader, node: OnnxNode) -> None:
    """Return an embedding of the inputs, or one step of a sequence."""
    axis, table = node.attributes.get("axis", 0), node.input(0)
    if table in reader.arrays:
        if axis or reader.values.get(node.input(1)) != _Value(INPUT) or reader.tokens is None:
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


def _mean(reader: _Reader, node: OnnxNode) -> None:
    source = reader.value(node)
    shape = reader.shapes[source]
    axes = sorted(axis % (len(shape) + 1) for axis in _axes(reader, node))
    if axes != list(range(2, len(shape) + 1)):
        raise unsupported(f"a mean over axes {axes}", node.where, "over all axes after the channels")
    key = reader.add(node, "avgpool", {"size": (0,) * len(axes)})
    if not node.attributes.get("keepdims", 1):
        pooled = f"{key}#pooled"
        reader.found[-1] = replace(reader.found[-1], key=pooled)
        reader.shapes[pooled] = reader.shapes[key]
        reader.add(node, "reshape", {"shape": (shape[0],)}, sources=[pooled])


def _recurrent(kind: str, order: str) -> _Rule:
    def rule(reader: _Reader, node: OnnxNode) -> None:
        layout = node.attributes.get("layout", 0)
        _expect(node, direction="forward", input_forget=0)
        if layout or "clip" in node.attributes:
            raise unsupported("layout=1, or clip", node.where, "layout=0 without clip")
        _expect_activations(node, kind)
        for place in (4, 5, 6, 7):
            array = reader.array(node, place)
            if array is not None and (place == 4 or array.any()):
                raise unsupported("a state to begin with", node.where, "states of 0")
        matrix = reader.array(node, 1)
        _needs_rank(node, matrix, 3)
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
            reader.values[node.outputs[1]] = _Value(key, LAST)

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


OPERATORS: dict[str, _Rule] = {
    "Gemm": _gemm,
    "MatMul": _matmul,
    **dict.fromkeys(("Add", "Sum"), _add),
    "Relu": _activation("relu"),
    "Sigmoid": _activation("sigmoid"),
    "Tanh": _activation("tanh"),
    "LeakyRelu": _activation("leaky_relu", alpha=0.01),
    "Elu": _activation("elu", alpha=1.0),
    "Softplus": _activation("softplus"),
    "Gelu": _activation("gelu", approximate="none"),
    "Sin": _activation("sin"),
    "Softmax": _softmax("softmax"),
    "LogSoftmax": _softmax("log_softmax"),
    **dict.fromkeys(("Identity", "Cast"), _same),
    "Dropout": _dropout,
    "Flatten": _flatten,
    "Reshape": _reshape,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Transpose": _transpose,
    "Concat": _concat,
    "Conv": _convolution,
    "MaxPool": _pool("maxpool"),
    "AveragePool": _pool("avgpool"),
    "GlobalAveragePool": _global_pool("avgpool"),
    "GlobalMaxPool": _global_pool("maxpool"),
    "ReduceMean": _mean,
    "BatchNormalization": _batchnorm,
    "LayerNormalization": _layernorm,
    "Gather": _gather,
    "RNN": _recurrent("rnn", ""),
    "LSTM": _recurrent("lstm", "iofg"),
    "GRU": _recurrent("gru", "zrn"),
}
"""Operator → its rule."""
