"""What each layer of Keras is here: one row a class. Keras has channels last; here they come first, as in PyTorch.

A convolution or a pooling therefore moves the channels to the front and back again; no variable is made by that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symprop.importers.keras_site import Site, expect, function_of
from symprop.importers.steps import Parameter, Step, embedding_settings, eps, gate_rows, plain_rows, unsupported

__all__ = ["LAYERS"]


def _nothing(site: Site) -> list[Step]:
    return [site.step("", {})]


def _dense(site: Site) -> list[Step]:
    layer = site.layer
    settings = {"units": layer.units, "activation": "identity", "rows": True, "bias": layer.use_bias}
    step = site.step(
        "dense",
        settings,
        site.weights("kernel", lambda j, k: ("w", k, j)),
        site.weights("bias", lambda k: ("b", k)),
    )
    return site.activated(step, layer.activation)


def _activation(site: Site) -> list[Step]:
    return [site.step("activation", {"activation": function_of(site, site.layer.activation)})]


def _plain(function: str, **attributes: Any) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        for attribute, value in attributes.items():
            expect(site, attribute, value)
        return [site.step("activation", {"activation": function})]

    return rule


def _channels_first(site: Site, inner: Step, activation: Any = None) -> list[Step]:
    """Return a step on channels first between two permutations; its key is ``…#inner``."""
    axes = len(site.shapes[0])
    first = site.step("permute", {"axes": (axes, *range(1, axes))}, key=f"{site.key}#first")
    steps = [first, inner]
    source = inner.key
    if activation is not None and (name := function_of(site, activation)) != "identity":
        source = f"{site.key}#out"
        steps.append(site.step("activation", {"activation": name}, key=source, source=inner.key))
    return [*steps, site.step("permute", {"axes": (*range(2, axes + 1), 1)}, source=source)]


def _window(site: Site, size: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return (stride, padding)."""
    stride = tuple(site.layer.strides)
    if site.layer.padding == "valid":
        return stride, (0,) * len(size)
    if site.layer.padding != "same" or any(s != 1 for s in stride) or any(k % 2 == 0 for k in size):
        raise unsupported(
            f"padding='{site.layer.padding}'", site.where, "'valid', or 'same' of an odd kernel, strides 1"
        )
    return stride, tuple(k // 2 for k in size)


def _convolution(site: Site) -> list[Step]:
    layer = site.layer
    expect(site, "data_format", "channels_last")
    expect(site, "groups", 1)
    size = tuple(layer.kernel_size)
    expect(site, "dilation_rate", (1,) * len(size))
    stride, padding = _window(site, size)
    settings = {
        "channels": layer.filters, "kernel": size, "stride": stride, "padding": padding, "bias": layer.use_bias
    }  # fmt: skip
    inner = site.step(
        f"conv{len(size)}d",
        settings,
        site.weights("kernel", lambda *index: ("K", index[-1], index[-2], *index[:-2])),
        site.weights("bias", lambda o: ("b", "K", o)),
        key=f"{site.key}#inner",
        source=f"{site.key}#first",
    )
    return _channels_first(site, inner, layer.activation)


def _pool(kind: str) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        expect(site, "data_format", "channels_last")
        expect(site, "padding", "valid")
        settings = {"size": tuple(site.layer.pool_size), "stride": tuple(site.layer.strides)}
        return _channels_first(site, site.step(kind, settings, key=f"{site.key}#inner", source=f"{site.key}#first"))

    return rule


def _global_pool(kind: str) -> Callable[[Site], list[Step]]:
    def rule(site: Site) -> list[Step]:
        expect(site, "data_format", "channels_last")
        expect(site, "keepdims", False)
        axes = len(site.shapes[0])
        first = site.step("permute", {"axes": (axes, *range(1, axes))}, key=f"{site.key}#first")
        inner = site.step(kind, {"size": (0,) * (axes - 1)}, key=f"{site.key}#inner", source=first.key)
        return [first, inner, site.step("reshape", {"shape": (0,)}, source=inner.key)]

    return rule


def _reshape(site: Site) -> list[Step]:
    shape = (0,) if type(site.layer).__name__ == "Flatten" else tuple(site.layer.output.shape[1:])
    return [site.step("reshape", {"shape": shape})]


def _permute(site: Site) -> list[Step]:
    return [site.step("permute", {"axes": tuple(site.layer.dims)})]


def _dropout(site: Site) -> list[Step]:
    """Return nothing: a model that is called is called for inference; a mask where one is given."""
    if site.mask is None:
        return _nothing(site)
    return [site.step("dropout", {"mask": [repr(float(m)) for m in site.mask]})]


def _batchnorm(site: Site) -> list[Step]:
    """Return normalisation by the moving mean and variance, as in inference."""
    layer, rank = site.layer, len(site.shapes[0])
    if (layer.axis if isinstance(layer.axis, int) else layer.axis[0]) not in (-1, rank):
        raise unsupported(f"axis={layer.axis}", site.where, "axis=-1")
    if layer.scale != layer.center:
        raise unsupported("scale without center, or center without scale", site.where, "both, or neither")
    settings = {"eps": eps(layer.epsilon),
                "affine": layer.scale, "running": True}  # fmt: skip
    weights = (
        site.weights("gamma", lambda c: ("gamma", c)),
        site.weights("beta", lambda c: ("beta", c)),
        site.weights("moving_mean", lambda c: ("mu", c), constant=True),
        site.weights("moving_variance", lambda c: ("v", c), constant=True),
    )
    if rank == 1:
        return [site.step("batchnorm", settings, *weights)]
    inner = site.step("batchnorm", settings, *weights, key=f"{site.key}#inner", source=f"{site.key}#first")
    return _channels_first(site, inner)


def _layernorm(site: Site) -> list[Step]:
    layer, rank = site.layer, len(site.shapes[0])
    axis = layer.axis if isinstance(layer.axis, int) else layer.axis[0] if len(layer.axis) == 1 else None
    if axis not in (-1, rank) or layer.scale != layer.center:
        raise unsupported("normalisation over several axes, or scale without center", site.where, "axis=-1")
    settings = {"eps": eps(layer.epsilon), "affine": layer.scale}
    return [
        site.step(
            "layernorm",
            settings,
            site.weights("gamma", lambda k: ("gamma", k)),
            site.weights("beta", lambda k: ("beta", k)),
        )
    ]


def _embedding(site: Site) -> list[Step]:
    expect(site, "mask_zero", False)
    layer = site.layer
    settings = embedding_settings(
        site.tokens, site.sources, site.where, vocabulary=layer.input_dim, units=layer.output_dim
    )
    return [site.step("embedding", settings, site.weights("embeddings", lambda row, k: ("T", str(row), k)))]


def _recurrent(kind: str, order: str) -> Callable[[Site], list[Step]]:
    usual = {"lstm": "tanh", "gru": "tanh", "rnn": ""}[kind]

    def rule(site: Site) -> list[Step]:
        layer = site.layer
        for attribute, plain in (
            ("go_backwards", False),
            ("stateful", False),
            ("return_state", False),
            ("use_bias", True),
        ):
            expect(site, attribute, plain)
        function = function_of(site, layer.activation)
        if usual and (function != usual or function_of(site, layer.recurrent_activation) != "sigmoid"):
            raise unsupported("activations of its own", site.where, "tanh and sigmoid")
        units = layer.units
        settings: dict[str, Any] = {"units": units, "sequence": layer.return_sequences}
        if kind == "rnn":
            settings["activation"] = function
        after = kind == "gru" and layer.reset_after
        if kind == "gru":
            settings["reset"] = "after" if after else "before"

        def rows(letter: str, second: Mapping[str, str] | None = None) -> Callable[..., Parameter]:
            return gate_rows(letter, order, units, second) if order else plain_rows(letter)

        w, u, b, other = rows("W"), rows("U"), rows("b"), rows("b", {"n": "a"})
        return [
            site.step(
                kind,
                settings,
                site.weights("kernel", lambda j, row: w(row, j)),
                site.weights("recurrent_kernel", lambda j, row: u(row, j)),
                site.weights("bias", (lambda half, row: other(row) if half else b(row)) if after else b),
            )
        ]

    return rule


def _add(site: Site) -> list[Step]:
    if len(set(site.shapes)) > 1:
        raise unsupported(f"a sum of shapes {', '.join(map(str, site.shapes))}", site.where, "equal shapes")
    return [site.step("residual", {})]


def _concatenate(site: Site) -> list[Step]:
    axis = site.layer.axis % (len(site.shapes[0]) + 1)
    if not axis:
        raise unsupported("joining samples", site.where, "axis=1 or later")
    return [site.step("concat", {"axis": axis})]


LAYERS: dict[str, Callable[[Site], list[Step]]] = {
    "Dense": _dense,
    "Activation": _activation,
    "ReLU": _plain("relu", max_value=None, negative_slope=0.0, threshold=0.0),
    "Softmax": _plain("softmax", axis=-1),
    "Conv1D": _convolution,
    "Conv2D": _convolution,
    "MaxPooling1D": _pool("maxpool"),
    "MaxPooling2D": _pool("maxpool"),
    "AveragePooling1D": _pool("avgpool"),
    "AveragePooling2D": _pool("avgpool"),
    "GlobalAveragePooling1D": _global_pool("avgpool"),
    "GlobalAveragePooling2D": _global_pool("avgpool"),
    "GlobalMaxPooling1D": _global_pool("maxpool"),
    "GlobalMaxPooling2D": _global_pool("maxpool"),
    "Flatten": _reshape,
    "Reshape": _reshape,
    "Permute": _permute,
    "Dropout": _dropout,
    "Identity": _nothing,
    "BatchNormalization": _batchnorm,
    "LayerNormalization": _layernorm,
    "Embedding": _embedding,
    "SimpleRNN": _recurrent("rnn", ""),
    "LSTM": _recurrent("lstm", "ifgo"),
    "GRU": _recurrent("gru", "zrn"),
    "Add": _add,
    "Concatenate": _concatenate,
}
"""Class of keras.layers → its rule."""
