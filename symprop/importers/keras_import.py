"""`symprop.from_keras`: a network from a Keras 3 model, Sequential or functional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symprop.errors import InputError, MissingOracle
from symprop.graph import Kind
from symprop.importers.assemble import Sample, assemble
from symprop.importers.autograd import Opened, TorchOriginal, Unavailable, loss_in_torch
from symprop.importers.keras_layers import LAYERS
from symprop.importers.keras_site import Site
from symprop.importers.losses import ImportedLoss, loss_named
from symprop.importers.steps import INPUT, Step, unsupported
from symprop.network.model import Model, Original

__all__ = ["keras_model"]


def keras_model(
    model: Any,
    inputs: Any = None,
    targets: Any = None,
    *,
    loss: Any = "half_squared",
    masks: Mapping[str, Sequence[float]] | None = None,
    name: str = "",
) -> Model:
    """Return the network of a Keras model; arguments and errors are those of `symprop.from_keras`."""
    keras = _keras()
    if not isinstance(model, keras.Model):
        raise InputError(f"{type(model).__name__} is no model", where="from_keras", instead="give a keras.Model")
    if not hasattr(_functional(model), "operations"):
        raise InputError(
            "the model has no graph", where="from_keras", instead="a Sequential with an Input, or a functional model"
        )
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise InputError(
            f"{len(model.inputs)} inputs and {len(model.outputs)} outputs",
            where="from_keras",
            instead="a model of one input and one output",
        )
    sample = _sample(model, inputs, targets)
    chosen = _loss(loss)
    steps = _steps(model, sample, masks or {})
    found = assemble(steps, sample, chosen, name or model.name)
    return replace(found, original=_original(keras, model, found, sample, chosen, bool(masks)))


def _keras() -> Any:
    try:
        import keras
    except ImportError:
        raise MissingOracle("Keras is not installed", instead="pip install 'symprop[keras]'") from None
    return keras


def _functional(model: Any) -> Any:
    """Return the graph of a model; a Sequential holds one once it knows its input."""
    return getattr(model, "_functional", model)


def _sample(model: Any, inputs: Any, targets: Any) -> Sample:
    import numpy as np

    wanted = None if targets is None else np.asarray(targets)
    shape = tuple(model.inputs[0].shape[1:])
    tokens = any(type(layer).__name__ == "Embedding" for layer in model.layers)
    if inputs is None or isinstance(inputs, tuple):
        shape = tuple(inputs) if inputs is not None else shape
        if tokens or not shape or not all(shape):
            raise InputError(
                f"inputs of shape {list(shape)}", where="from_keras", instead="give inputs=, a batch, samples first"
            )
        return Sample(shape=shape, targets=wanted)
    array = np.asarray(inputs)
    if array.ndim < 2:
        raise InputError(f"inputs of shape {list(array.shape)}", where="from_keras", instead="a batch: samples first")
    if tokens:
        if len(array) != 1:
            raise InputError(
                f"{len(array)} samples of tokens", where="from_keras", instead="one sample: inputs of [1, tokens]"
            )
        return Sample(shape=(), inputs=array.astype(int), targets=wanted)
    return Sample(shape=array.shape[1:], count=len(array), inputs=array, targets=wanted)


def _loss(loss: Any) -> ImportedLoss:
    if isinstance(loss, str):
        return loss_named(loss)
    name = getattr(loss, "name", None)
    config = loss.get_config() if hasattr(loss, "get_config") else None
    if not isinstance(name, str) or config is None:
        raise InputError(
            f"{type(loss).__name__} is no loss", where="loss", instead="a loss of keras.losses, or its name"
        )
    found = loss_named(name)
    if config.get("reduction") == "sum" and found.mean:
        raise InputError(
            "a sum over samples of means over outputs", where="loss", instead="reduction='sum_over_batch_size'"
        )
    if config.get("label_smoothing"):
        raise InputError("label_smoothing is not imported", where="loss", instead="label_smoothing=0")
    if config.get("from_logits"):
        found = replace(found, activation="sigmoid" if found.row == "binary_cross_entropy" else "softmax")
    return replace(found, over_samples=config.get("reduction") != "sum")


def _steps(model: Any, sample: Sample, masks: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a model's operations, in their order."""
    keys: dict[Any, str] = {id(model.inputs[0]): INPUT}
    found: list[Step] = []
    for operation in _functional(model).operations:
        kind = type(operation).__name__
        if kind == "InputLayer":
            continue
        where = f"{operation.name} ({kind})"
        rule = LAYERS.get(kind)
        if rule is None or not type(operation).__module__.startswith("keras."):
            raise unsupported("symprop has no such layer", where, "docs/import.md lists the layers there are")
        if len(operation._inbound_nodes) > 1:
            raise unsupported("a layer that is used twice", where, "share weights in a file of units:")
        node = operation._inbound_nodes[0]
        sources = tuple(keys[id(tensor)] for tensor in node.input_tensors)
        shapes = tuple(tuple(tensor.shape[1:]) for tensor in node.input_tensors)
        site = Site(
            layer=operation, key=operation.name, sources=sources, shapes=shapes, mask=masks.get(operation.name),
            tokens=sample.inputs if not sample.shape else None,
        )  # fmt: skip
        found += rule(site)
        for tensor in node.outputs:
            keys[id(tensor)] = operation.name
    return found


def _original(keras: Any, model: Any, found: Model, sample: Sample, loss: ImportedLoss, masked: bool) -> Original:
    if keras.backend.backend() != "torch":
        reason = f"Keras runs on {keras.backend.backend()} here, and only on PyTorch can it be asked for gradients"
        return Unavailable(f"{reason} (KERAS_BACKEND=torch)", found.values)
    if masked:
        return Unavailable("Keras has no dropout with a given mask", found.values)
    twin = _doubled(model)
    assert found.addresses is not None
    return TorchOriginal(
        open=lambda: _opened(twin, model),
        loss=loss_in_torch(loss),
        addresses=found.addresses,
        inputs=tuple(found.graph.given(Kind.INPUT)),
        targets=tuple(found.graph.given(Kind.TARGET)),
        sample=sample,
        values=found.values,
    )


def _doubled(model: Any) -> Any:
    """Return a copy of the model in float64."""
    return model.__class__.from_config(_in_float64(model.get_config()))


def _in_float64(config: Any) -> Any:
    if isinstance(config, dict):
        return {key: "float64" if key == "dtype" else _in_float64(value) for key, value in config.items()}
    return [_in_float64(value) for value in config] if isinstance(config, list) else config


def _opened(twin: Any, model: Any) -> Opened:
    """Return the copy's variables by the model's own names, and how it is run.

    Keras casts to float32 wherever two float64 meet (as JAX does by default): every cast to it is made one to float64.
    """
    import torch
    from torch.overrides import TorchFunctionMode

    class Double(TorchFunctionMode):  # type: ignore[misc]
        def __torch_function__(self, function: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            def double(value: Any) -> Any:
                return torch.float64 if value is torch.float32 else value

            return function(*map(double, args), **{key: double(value) for key, value in (kwargs or {}).items()})

    leaves = {}
    for own, original in zip(twin.variables, model.variables, strict=True):
        own.value.data = original.value.detach().double() if original.value.is_floating_point() else own.value.data
        leaves[original.path] = own.value

    def run(x: Any) -> Any:
        with Double():
            return twin(x, training=False)

    return leaves, run
