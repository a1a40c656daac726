"""What each layer of torch.nn is here: one row a class.

A rule takes the layer as it stands in the model and returns its steps; what it cannot take it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from symprop.importers.steps import Parameter, Step, Weights, gate_rows, unsupported

__all__ = ["MODULES", "Site", "activation_step", "as_array", "expect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A layer at its place.

    Args:
        module: the layer.
        path: its name in the model, ``net.3``; empty for the model itself.
        key: of its (last) step.
        sources: what it takes.
        shape: of its input, samples first, and of its output.
        masks: path → the mask that a dropout is to apply.
        tokens: the token indices, for an embedding of the inputs.
    """

    module: Any
    path: str
    key: str
    sources: tuple[str, ...]
    shape: tuple[int, ...]
    masks: Mapping[str, Any] = field(default_factory=dict)
    tokens: Any = None

    @property
    def where(self) -> str:
        name = type(self.module).__name__
        return f"{self.path} ({name})" if self.path else name

    def weights(self, name: str, parameter: Callable[..., Parameter], *, constant: bool = False) -> tuple[Weights, ...]:
        """Return one array of the layer; nothing where the layer goes without."""
        module = self.module
        for part in name.split("."):
            module = getattr(module, part, None)
        if module is None:
            return ()
        return (Weights(f"{self.path}.{name}" if self.path else name, as_array(module), parameter, constant),)

    def step(self, kind: str, settings: Mapping[str, Any], *weights: tuple[Weights, ...]) -> list[Step]:
        """Return the one step of a layer."""
        arrays = tuple(array for own in weights for array in own)
        return [
            Step(
                key=self.key, kind=kind, where=self.where, sources=self.sources, settings=settings, weights=arrays
            )
        ]  # fmt: skip


def as_array(tensor: Any) -> Any:
    """Return a tensor's numbers as NumPy has them; of a type that NumPy has not, as float32."""
    tensor = tensor.detach().cpu()
    return (tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor).numpy()


def expect(site: Site, attribute: str, *allowed: Any, instead: str = "") -> None:
    """Refuse a layer whose attribute is none of those that symprop has."""
    value = getattr(site.module, attribute, allowed[0])
    if value not in allowed:
        ours = instead or f"{attribute}={' or '.join(map(repr, allowed))}"
        raise unsupported(f"{attribute}={value!r} is not imported", site.where, ours)


def activation_step(key: str, where: str, source: str, function: str) -> Step:
    """Return an activation by itself."""
    return Step(key=key, kind="activation", where=where, sources=(source,), settings={"activation": function})


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


def _eps(value: float) -> str:
    return f"{value:.17g}" if float(f"{value:g}") != value else f"{value:g}"


def _batchnorm(site: Site) -> list[Step]:
    module = site.module
    running = not module.training and module.running_mean is not None
    settings = {"eps": _eps(module.eps), "affine": module.weight is not None, "running": running}
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


def _layernorm(site: Site) -> list[Step]:
    module = site.module
    if len(module.normalized_shape) != 1:
        raise unsupported("normalisation over several axes", site.where, "normalise over the last axis")
    if module.weight is not None and module.bias is None:
        raise unsupported("bias=False is not imported", site.where, "bias=True")
    settings = {"eps": _eps(module.eps), "affine": module.weight is not None}
    return site.step(
        "layernorm",
        settings,
        site.weights("weight", lambda k: ("gamma", k)),
        site.weights("bias", lambda k: ("beta", k)),
    )


def _dropout(site: Site) -> list[Step]:
    mask = site.masks.get(site.path)
    if mask is not None:
        return site.step("dropout", {"mask": [repr(float(m)) for m in mask]})
    if site.module.training and site.module.p:
        raise unsupported(
            "dropout in training mode is random", site.where, f"module.eval(), or masks={{'{site.path}': [...]}}"
        )
    return _nothing(site)


def _embedding(site: Site) -> list[Step]:
    expect(site, "padding_idx", None)
    expect(site, "max_norm", None)
    expect(site, "scale_grad_by_freq", False)
    if site.tokens is None or site.sources != ("",):
        raise unsupported("an embedding of what is computed", site.where, "embed the inputs, given as token indices")
    settings = {
        "vocabulary": site.module.num_embeddings,
        "units": site.module.embedding_dim,
        "tokens": [int(token) for token in site.tokens.ravel()],
    }
    return site.step("embedding", settings, site.weights("weight", lambda row, k: ("T", str(row), k)))


def _recurrent(kind: str, order: str) -> Callable[[Site], list[Step]]:
    """Return the rule of a recurrent layer, a step for each of its layers; both biases add up to one."""

    def rule(site: Site) -> list[Step]:
        module = site.module
        expect(site, "bidirectional", False)
        expect(site, "proj_size", 0)
        expect(site, "bias", True)
        if len(site.shape) != 3 or not module.batch_first:
            raise unsupported(
                "steps before samples", site.where, "batch_first=True, inputs of [samples, steps, features]"
            )
        if module.num_layers > 1 and module.dropout and module.training:
            raise unsupported("dropout in training mode is random", site.where, "module.eval()")
        found: list[Step] = []
        source, units = site.sources[0], module.hidden_size
        settings: dict[str, Any] = {"units": units, "sequence": True}
        if kind == "rnn":
            settings["activation"] = module.nonlinearity
        if kind == "gru":
            settings["reset"] = "after"
        for k in range(module.num_layers):
            last = k == module.num_layers - 1
            key = site.key if last else f"{site.key}#{k}"
            rows = (
                [
                    (f"{name}_l{k}", letter)
                    for name, letter in (("weight_ih", "W"), ("weight_hh", "U"), ("bias_ih", "b"))
                ],
                f"bias_hh_l{k}",
            )
            weights = [
                array
                for name, letter in rows[0]
                for array in site.weights(
                    name, _plain_rnn(letter) if kind == "rnn" else gate_rows(letter, order, units)
                )
            ]
            # PyTorch's GRU has a bias of its own inside of the reset gate: b_a
            other = (
                _plain_rnn("b") if kind == "rnn" else gate_rows("b", order, units, {"n": "a"} if kind == "gru" else {})
            )
            weights += site.weights(rows[1], other)
            found.append(
                Step(
                    key=key, kind=kind, where=site.where, sources=(source,), settings=settings, weights=tuple(weights)
                )
            )  # fmt: skip
            source = key
        return found

    return rule


def _plain_rnn(letter: str) -> Callable[..., Parameter]:
    return (lambda k: ("b", "h", k)) if letter == "b" else (lambda k, j: (letter, k, j))


def _projections(site: Site, prefix: str, features: int) -> tuple[Weights, ...]:
    """Return the arrays of an attention: Q, K and V stacked, and O."""
    rows = gate_rows("W", "QKV", features), gate_rows("b", "QKV", features)
    return (
        *site.weights(f"{prefix}in_proj_weight", rows[0]),
        *site.weights(f"{prefix}in_proj_bias", rows[1]),
        *site.weights(f"{prefix}out_proj.weight", lambda k, j: ("W", "O", k, j)),
        *site.weights(f"{prefix}out_proj.bias", lambda k: ("b", "O", k)),
    )


def _attention(site: Site) -> list[Step]:
    module = site.module
    expect(site, "batch_first", True)
    expect(site, "bias_k", None)
    expect(site, "add_zero_attn", False)
    if len(set(site.sources)) > 1 or not module._qkv_same_embed_dim:
        raise unsupported("attention to other values", site.where, "self-attention: the same query, key and value")
    if module.training and module.dropout:
        raise unsupported("dropout in training mode is random", site.where, "module.eval()")
    settings = {"heads": module.num_heads, "bias": module.in_proj_bias is not None}
    arrays = _projections(site, "", module.embed_dim)
    sources = site.sources[:1]
    return [
        Step(key=site.key, kind="attention", where=site.where, sources=sources, settings=settings, weights=arrays)
    ]  # fmt: skip


def _transformer(site: Site) -> list[Step]:
    module = site.module
    attention = module.self_attn
    expect(site, "norm_first", False)
    if not attention.batch_first:
        raise unsupported("steps before samples", site.where, "batch_first=True")
    if module.training and (module.dropout.p or module.dropout1.p or module.dropout2.p or attention.dropout):
        raise unsupported("dropout in training mode is random", site.where, "module.eval(), or dropout=0")
    function = getattr(module.activation, "__name__", type(module.activation).__name__).lower()
    if function not in ("relu", "gelu"):
        raise unsupported(f"activation={function} is not imported", site.where, "relu or gelu")
    if module.linear1.bias is None or module.norm1.eps != module.norm2.eps:
        raise unsupported("bias=False, or two different eps", site.where, "bias=True, one eps")
    settings = {
        "heads": attention.num_heads,
        "units": module.linear1.out_features,
        "activation": function,
        "bias": True,
        "eps": _eps(module.norm1.eps),
    }
    parts: list[tuple[Weights, ...]] = [_projections(site, "self_attn.", attention.embed_dim)]
    for n in ("1", "2"):
        parts.append(site.weights(f"linear{n}.weight", lambda k, j, n=n: ("W", n, k, j)))
        parts.append(site.weights(f"linear{n}.bias", lambda k, n=n: ("b", n, k)))
    for n, part in (("1", "n"), ("2", "m")):
        parts.append(site.weights(f"norm{n}.weight", lambda k, part=part: ("gamma", part, k)))
        parts.append(site.weights(f"norm{n}.bias", lambda k, part=part: ("beta", part, k)))
    return site.step("transformer", settings, *parts)


def _encoder(site: Site) -> list[Step]:
    """Return the steps of several transformer blocks, and of a last normalisation."""
    found: list[Step] = []
    parts = [(f"layers.{k}", layer, _transformer) for k, layer in enumerate(site.module.layers)]
    parts += [("norm", site.module.norm, _layernorm)] if site.module.norm is not None else []
    sources = site.sources
    for k, (name, part, rule) in enumerate(parts):
        path = f"{site.path}.{name}" if site.path else name
        key = site.key if k == len(parts) - 1 else f"{site.key}#{k}"
        found += rule(replace(site, module=part, path=path, key=key, sources=sources))
        sources = (key,)
    return found


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
    "LayerNorm": _layernorm,
    "Dropout": _dropout,
    "Dropout1d": _dropout,
    "Dropout2d": _dropout,
    "Embedding": _embedding,
    "RNN": _recurrent("rnn", ""),
    "LSTM": _recurrent("lstm", "ifgo"),
    "GRU": _recurrent("gru", "rzn"),
    "MultiheadAttention": _attention,
    "TransformerEncoderLayer": _transformer,
    "TransformerEncoder": _encoder,
}
"""Class of torch.nn → its rule."""
