"""What each layer of torch.nn is here: one row a class.

A rule takes the layer as it stands in the model and returns its steps; what it cannot take it names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symprop.importers.steps import Step, eps, random_dropout, unsupported
from symprop.importers.torch_sequences import attention, embedding, encoder, layernorm, recurrent, transformer
from symprop.importers.torch_site import EVALUATION, Site, activation_step, expect

__all__ = ["MODULES"]


def _nothing(site: Site) -> list[Step]:
    return site.step("", {})


def _activation(function: str, **attributes: Any) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        for attribute, value in attributes.items():
            expect(site, attribute, value)
        return [activation_step(site.key, site.where, site.sources[0], function)]

    return rule


def _softmax(function: str) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        last = len(site.shape) - 1
        expect(site, "dim", -1, last, *((None,) if last == 1 else ()))
        return [activation_step(site.key, site.where, site.sources[0], function)]

    return rule


def _linear(site: Site) -> list[Step]:
    module = site.module
    settings = {
        "units": module.out_features, "activation": "identity", "rows": True, "bias": module.bias is not None
    }  # fmt: skip
    return site.step(
        "dense",
        settings,
        site.weights("weight", lambda k, j: ("w", k, j)),
        site.weights("bias", lambda k: ("b", k)),
    )


def _convolution(site: Site) -> list[Step]:
    module = site.module
    axes = len(module.kernel_size)
    expect(site, "groups", 1)
    expect(site, "dilation", (1,) * axes)
    expect(site, "padding_mode", "zeros")
    padding = module.padding
    if isinstance(padding, str):
        same = padding == "same"
        if same and any(size % 2 == 0 for size in module.kernel_size):
            raise unsupported("padding='same' of an even kernel", site.where, "an odd kernel, or a number")
        padding = tuple(size // 2 if same else 0 for size in module.kernel_size)
    settings = {
        "channels": module.out_channels,
        "kernel": module.kernel_size,
        "stride": module.stride,
        "padding": padding,
        "bias": module.bias is not None,
    }
    return site.step(
        f"conv{axes}d",
        settings,
        site.weights("weight", lambda o, c, *q: ("K", o, c, *q)),
        site.weights("bias", lambda o: ("b", "K", o)),
    )


def _each(value: Any, axes: int) -> tuple[int, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,) * axes


def _pool(kind: str, axes: int) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        expect(site, "padding", 0, (0,) * axes, instead="padding=0")
        expect(site, "dilation", 1, (1,) * axes)
        expect(site, "ceil_mode", False)
        expect(site, "return_indices", False)
        expect(site, "divisor_override", None)
        size = _each(site.module.kernel_size, axes)
        stride = _each(site.module.stride if site.module.stride is not None else size, axes)
        return site.step(kind, {"size": size, "stride": stride})

    return rule


def _global_pool(kind: str, axes: int) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        expect(site, "output_size", 1, (1,) * axes)
        expect(site, "return_indices", False)
        return site.step(kind, {"size": (0,) * axes})

    return rule


def _batchnorm(site: Site) -> list[Step]:
    module = site.module
    running = not module.training and module.running_mean is not None
    settings = {"eps": eps(module.eps), "affine": module.weight is not None, "running": running}
    constants = (
        (
            *site.weights("running_mean", lambda c: ("mu", c), constant=True),
            *site.weights("running_var", lambda c: ("v", c), constant=True),
        )
        if running
        else ()
    )
    return site.step(
        "batchnorm",
        settings,
        site.weights("weight", lambda c: ("gamma", c)),
        site.weights("bias", lambda c: ("beta", c)),
        constants,
    )


def _dropout(site: Site) -> list[Step]:
    mask = site.masks.get(site.path)
    if mask is not None:
        return site.step("dropout", {"mask": [repr(float(m)) for m in mask]})
    if site.module.training and site.module.p:
        raise random_dropout(site.where, f"{EVALUATION}, or give masks={{'{site.path}': [...]}}")
    return _nothing(site)


def _flatten(site: Site) -> list[Step]:
    expect(site, "start_dim", 1)
    expect(site, "end_dim", -1, len(site.shape) - 1)
    return site.step("reshape", {"shape": (0,)})


def _unflatten(site: Site) -> list[Step]:
    expect(site, "dim", 1)
    return site.step("reshape", {"shape": tuple(site.module.unflattened_size)})


MODULES: dict[str, Callable[[Site], list[Step]]] = {
    "Linear": _linear,
    "Identity": _nothing,
    "Flatten": _flatten,
    "Unflatten": _unflatten,
    "Sigmoid": _activation("sigmoid"),
    "Tanh": _activation("tanh"),
    "ReLU": _activation("relu"),
    "LeakyReLU": _activation("leaky_relu", negative_slope=0.01),
    "ELU": _activation("elu", alpha=1.0),
    "Softplus": _activation("softplus", beta=1),
    "GELU": _activation("gelu", approximate="none"),
    "SiLU": _activation("silu"),
    "Softmax": _softmax("softmax"),
    "LogSoftmax": _softmax("log_softmax"),
    "Conv1d": _convolution,
    "Conv2d": _convolution,
    "MaxPool1d": _pool("maxpool", 1),
    "MaxPool2d": _pool("maxpool", 2),
    "AvgPool1d": _pool("avgpool", 1),
    "AvgPool2d": _pool("avgpool", 2),
    "AdaptiveAvgPool1d": _global_pool("avgpool", 1),
    "AdaptiveAvgPool2d": _global_pool("avgpool", 2),
    "AdaptiveMaxPool1d": _global_pool("maxpool", 1),
    "AdaptiveMaxPool2d": _global_pool("maxpool", 2),
    "BatchNorm1d": _batchnorm,
    "BatchNorm2d": _batchnorm,
    "LayerNorm": layernorm,
    "Dropout": _dropout,
    "Dropout1d": _dropout,
    "Dropout2d": _dropout,
    "Embedding": embedding,
    "RNN": recurrent("rnn", ""),
    "LSTM": recurrent("lstm", "ifgo"),
    "GRU": recurrent("gru", "rzn"),
    "MultiheadAttention": attention,
    "TransformerEncoderLayer": transformer,
    "TransformerEncoder": encoder,
}
"""Class of torch.nn → its rule."""
