"""A network of layers run in whole matrices, a row for each sample: the matrix form of a batch.

    net = Σ out Wᵀ + b      δ = (Σ δ W) ⊙ f′(net)      ∂E/∂W = δᵀ out      ∂E/∂b = Σ over samples δ

W and ∂E/∂W are views of the vectors of parameters and of the gradient, in the graph's own order of weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from symprop.compiled.runners import Runner
from symprop.evaluate.arithmetic import numpy_arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import Expr, Var
from symprop.functions import FUSED, Function
from symprop.network.layout import LayerPlan, NetworkPlan

__all__ = ["run_in_layers"]


@dataclass(frozen=True, slots=True)
class _Group:
    """A group function over the last axis: its value, and what comes back through it."""

    value: Callable[[Any], Any]
    pull: Callable[[Any, Any], Any]


def _softmax(net: Any) -> Any:
    import numpy as np

    powers = np.exp(net - net.max(axis=1, keepdims=True))  # the greatest is 1: nothing overflows
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax_pull(out: Any, arriving: Any) -> Any:
    """Σ_k ∂E/∂out_k · out_k([k = j] − out_j)."""
    return out * (arriving - (arriving * out).sum(axis=1, keepdims=True))


_GROUPS = {"softmax": _Group(_softmax, _softmax_pull)}


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer as slices of the vector of parameters.

    Args:
        weights, biases: its parts of the vector.
        shape: of W: units, and all that it takes.
        sources: (layer, columns of W), layer 0 being the inputs.
        value: net → out.
        pull: (net, out, ∂E/∂out) → δ.
    """

    weights: slice
    biases: slice
    shape: tuple[int, int]
    sources: tuple[tuple[int, slice], ...]
    value: Callable[[Any], Any]
    pull: Callable[[Any, Any, Any], Any]


def run_in_layers(plan: NetworkPlan, parameters: Sequence[str]) -> Runner | None:
    """Return a runner that takes many samples at once, a layer at a time; None where a layer has no such way."""
    import numpy as np

    place = {name: k for k, name in enumerate(parameters)}
    known = [_layer(plan, layer, place) for layer in plan.layers]
    layers = [layer for layer in known if layer is not None]
    if len(layers) < len(known):
        return None
    loss, share = plan.loss, 1 / len(plan.targets) if plan.loss.mean else 1.0
    error = _entrywise(loss.value, "t", "y")
    slope = _entrywise(loss.by_output, "t", "y")
    fused_row = FUSED.get((plan.layers[-1].function.name, loss.name)) if share == 1 else None
    fused = _entrywise(fused_row, "t", "y") if fused_row else None

    def forward(inputs: Any, vector: Any) -> tuple[list[Any], list[Any]]:
        nets, outs = [inputs], [inputs]
        for layer in layers:
            weights = vector[layer.weights].reshape(layer.shape)
            (source, columns), *others = layer.sources
            net = outs[source] @ weights[:, columns].T
            for source, columns in others:
                net += outs[source] @ weights[:, columns].T
            if layer.biases.stop > layer.biases.start:
                net += vector[layer.biases]
            nets.append(net)
            outs.append(layer.value(net))
        return nets, outs

    def run(inputs: Any, targets: Any, vector: Any, each: bool) -> tuple[Any, Any]:
        with np.errstate(all="ignore"):
            nets, outs = forward(inputs, vector)
            errors = (error(targets, outs[-1]) * share).sum(axis=1)
            arriving: dict[int, Any] = {}
            gradient = np.zeros((len(inputs), len(vector)) if each else len(vector))
            for number in range(len(layers), 0, -1):
                layer, out = layers[number - 1], outs[number]
                if number == len(layers):
                    delta = fused(targets, out) if fused else layer.pull(nets[-1], out, share * slope(targets, out))
                elif number in arriving:
                    delta = layer.pull(nets[number], out, arriving[number])
                else:  # nobody takes it
                    continue
                weights = vector[layer.weights].reshape(layer.shape)
                _write(gradient, layer, delta, outs, each)
                for source, columns in layer.sources:
                    if source:
                        back = delta @ weights[:, columns]
                        arriving[source] = arriving[source] + back if source in arriving else back
        return errors, gradient

    return run


def _write(gradient: Any, layer: _Layer, delta: Any, outs: Sequence[Any], each: bool) -> None:
    """Write ∂E/∂W and ∂E/∂b of a layer into their places."""
    import numpy as np

    units, fan_in = layer.shape
    if each:
        by_weights = gradient[:, layer.weights].reshape(len(delta), units, fan_in)
        for source, columns in layer.sources:
            by_weights[:, :, columns] = delta[:, :, None] * outs[source][:, None, :]
        gradient[:, layer.weights] = by_weights.reshape(len(delta), -1)
    else:
        by_weights = gradient[layer.weights].reshape(layer.shape)  # a view: what is written there stands in gradient
        for source, columns in layer.sources:
            if len(layer.sources) == 1:
                np.matmul(delta.T, outs[source], out=by_weights)
            else:
                by_weights[:, columns] = delta.T @ outs[source]
    biases = layer.biases.stop - layer.biases.start
    if biases:
        own = delta if biases == units else delta.sum(axis=1, keepdims=True)
        gradient[..., layer.biases] = own if each else own.sum(axis=0)


def _layer(plan: NetworkPlan, layer: LayerPlan, place: Mapping[str, int]) -> _Layer | None:
    """Return a layer's slices; None where its parameters do not stand in one piece, or its group has no such way."""
    widths = [len(plan.outs(source)) for source in layer.sources]
    ends = list(accumulate(widths))
    units, fan_in = len(layer.units), ends[-1]
    first = place[layer.weight(0, 0, 0)]
    first_bias = place[layer.biases[0]] if layer.biases else 0
    last = place[layer.weight(units - 1, len(widths) - 1, widths[-1] - 1)]
    in_one_piece = last - first == units * fan_in - 1 and all(
        place[name] == first_bias + k for k, name in enumerate(layer.biases)
    )
    function = layer.function
    if not in_one_piece or (not isinstance(function, Function) and function.name not in _GROUPS):
        return None
    value, pull = _through(function) if isinstance(function, Function) else _through_group(function.name)
    columns = (slice(end - width, end) for width, end in zip(widths, ends, strict=True))
    return _Layer(
        weights=slice(first, first + units * fan_in),
        biases=slice(first_bias, first_bias + len(layer.biases)),
        shape=(units, fan_in),
        sources=tuple(zip(layer.sources, columns, strict=True)),
        value=value,
        pull=pull,
    )


def _through(function: Function) -> tuple[Callable[[Any], Any], Callable[[Any, Any, Any], Any]]:
    assert function.derivative is not None  # every activation has one
    slope = _entrywise(function.derivative, "x", "y")
    value = _entrywise(function, "x")
    return value, lambda net, out, arriving: arriving * slope(net, out)


def _through_group(name: str) -> tuple[Callable[[Any], Any], Callable[[Any, Any, Any], Any]]:
    group = _GROUPS[name]
    return group.value, lambda _, out, arriving: group.pull(out, arriving)


def _entrywise(expression: Callable[..., Expr], *names: str) -> Callable[..., Any]:
    """Return a table's expression as a function of arrays, entry by entry."""
    run = compile_tape([("#", expression(*map(Var, names)))]).bind(numpy_arithmetic())
    return lambda *arrays: run(dict(zip(names, arrays, strict=True)))["#"]
