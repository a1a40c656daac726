"""What the layers of torch.nn over a sequence are here: embedding, recurrent layers, attention, transformer blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from symprop.importers.steps import (
    Step,
    Weights,
    embedding_settings,
    eps,
    gate_rows,
    plain_rows,
    random_dropout,
    unsupported,
)
from symprop.importers.torch_site import EVALUATION, Site, expect

__all__ = ["attention", "embedding", "encoder", "layernorm", "recurrent", "transformer"]


def embedding(site: Site) -> list[Step]:
    """Return the vectors of the inputs' tokens."""
    expect(site, "padding_idx", None)
    expect(site, "max_norm", None)
    expect(site, "scale_grad_by_freq", False)
    module = site.module
    settings = embedding_settings(
        site.tokens, site.sources, site.where, vocabulary=module.num_embeddings, units=module.embedding_dim
    )
    return site.step("embedding", settings, site.weights("weight", lambda row, k: ("T", str(row), k)))


def recurrent(kind: str, order: str) -> Callable[[Site], list[Step]]:
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
            raise random_dropout(site.where, EVALUATION)
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
                    name, plain_rows(letter) if kind == "rnn" else gate_rows(letter, order, units)
                )
            ]
            # PyTorch's GRU has a bias of its own inside of the reset gate: b_a
            other = (
                plain_rows("b") if kind == "rnn" else gate_rows("b", order, units, {"n": "a"} if kind == "gru" else {})
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


def _projections(site: Site, prefix: str, features: int) -> tuple[Weights, ...]:
    """Return the arrays of an attention: Q, K and V stacked, and O."""
    rows = gate_rows("W", "QKV", features), gate_rows("b", "QKV", features)
    return (
        *site.weights(f"{prefix}in_proj_weight", rows[0]),
        *site.weights(f"{prefix}in_proj_bias", rows[1]),
        *site.weights(f"{prefix}out_proj.weight", lambda k, j: ("W", "O", k, j)),
        *site.weights(f"{prefix}out_proj.bias", lambda k: ("b", "O", k)),
    )


def attention(site: Site) -> list[Step]:
    """Return self-attention of several heads."""
    module = site.module
    expect(site, "batch_first", True)
    expect(site, "bias_k", None)
    expect(site, "add_zero_attn", False)
    if len(set(site.sources)) > 1 or not module._qkv_same_embed_dim:
        raise unsupported("attention to other values", site.where, "self-attention: the same query, key and value")
    if module.training and module.dropout:
        raise random_dropout(site.where, EVALUATION)
    settings = {"heads": module.num_heads, "bias": module.in_proj_bias is not None}
    arrays = _projections(site, "", module.embed_dim)
    sources = site.sources[:1]
    return [
        Step(key=site.key, kind="attention", where=site.where, sources=sources, settings=settings, weights=arrays)
    ]  # fmt: skip


def transformer(site: Site) -> list[Step]:
    """Return a transformer block: attention and two dense layers, each added and normalised."""
    module = site.module
    inner = module.self_attn
    expect(site, "norm_first", False)
    if not inner.batch_first:
        raise unsupported("steps before samples", site.where, "batch_first=True")
    if module.training and (module.dropout.p or module.dropout1.p or module.dropout2.p or inner.dropout):
        raise random_dropout(site.where, f"{EVALUATION}, or give dropout=0")
    function = getattr(module.activation, "__name__", type(module.activation).__name__).lower()
    if function not in ("relu", "gelu"):
        raise unsupported(f"activation={function} is not imported", site.where, "relu or gelu")
    if module.linear1.bias is None or module.norm1.eps != module.norm2.eps:
        raise unsupported("bias=False, or two different eps", site.where, "bias=True, one eps")
    settings = {
        "heads": inner.num_heads,
        "units": module.linear1.out_features,
        "activation": function,
        "bias": True,
        "eps": eps(module.norm1.eps),
    }
    parts: list[tuple[Weights, ...]] = [_projections(site, "self_attn.", inner.embed_dim)]
    for n in ("1", "2"):
        parts.append(site.weights(f"linear{n}.weight", lambda k, j, n=n: ("W", n, k, j)))
        parts.append(site.weights(f"linear{n}.bias", lambda k, n=n: ("b", n, k)))
    for n, part in (("1", "n"), ("2", "m")):
        parts.append(site.weights(f"norm{n}.weight", lambda k, part=part: ("gamma", part, k)))
        parts.append(site.weights(f"norm{n}.bias", lambda k, part=part: ("beta", part, k)))
    return site.step("transformer", settings, *parts)


def layernorm(site: Site) -> list[Step]:
    """Return a normalisation over the last axis."""
    module = site.module
    if len(module.normalized_shape) != 1:
        raise unsupported("normalisation over several axes", site.where, "normalise over the last axis")
    if module.weight is not None and module.bias is None:
        raise unsupported("bias=False is not imported", site.where, "bias=True")
    settings = {"eps": eps(module.eps), "affine": module.weight is not None}
    return site.step(
        "layernorm",
        settings,
        site.weights("weight", lambda k: ("gamma", k)),
        site.weights("bias", lambda k: ("beta", k)),
    )


def encoder(site: Site) -> list[Step]:
    """Return the steps of several transformer blocks, and of a last normalisation."""
    found: list[Step] = []
    parts = [(f"layers.{k}", layer, transformer) for k, layer in enumerate(site.module.layers)]
    parts += [("norm", site.module.norm, layernorm)] if site.module.norm is not None else []
    sources = site.sources
    for k, (name, part, rule) in enumerate(parts):
        path = f"{site.path}.{name}" if site.path else name
        key = site.key if k == len(parts) - 1 else f"{site.key}#{k}"
        found += rule(replace(site, module=part, path=path, key=key, sources=sources))
        sources = (key,)
    return found
