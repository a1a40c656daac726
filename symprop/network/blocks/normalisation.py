"""Layer and batch normalisation, every step a named definition, so that the gradient can be read.

μ = (1/n) Σ x,   d = x − μ,   v = (1/n) Σ d²,   s = √(v + ε),   x̂ = d/s,   y = γ x̂ + β
"""

from __future__ import annotations

from collections.abc import Sequence

from symprop.errors import InputError
from symprop.expression import ONE, TWO, Call, Expr, Neg, Power, Var, number, total
from symprop.graph import Kind
from symprop.network.blocks.parts import bias, share
from symprop.network.blocks.tensor import Names, Tensor
from symprop.network.builder import GraphBuilder

__all__ = ["EPSILON", "batch_normalisation", "layer_normalisation", "running_normalisation"]

EPSILON = number("0.00001")


def _normalised(
    builder: GraphBuilder,
    names: Names,
    index: Sequence[int | str],
    values: Sequence[Var],
    called: Sequence[str],
    eps: Expr,
) -> list[Var]:
    """Add μ, v and s of `values`, and d and x̂ of each, whose own part of the name is in `called`."""
    part = share(len(values))
    mu = builder.affine(names.value("mu", *index), Kind.VALUE, [(part, value) for value in values])
    minus = Neg(ONE)
    deviations = [
        builder.affine(f"d{name}", Kind.VALUE, [(value,), (minus, mu)])
        for name, value in zip(called, values, strict=True)
    ]
    v = builder.define(names.value("v", *index), Kind.VALUE, part * total(Power(d, TWO) for d in deviations))
    s = builder.define(names.value("s", *index), Kind.VALUE, Call("sqrt", (v + eps,)))
    return [builder.define(f"xhat{name}", Kind.VALUE, d / s) for name, d in zip(called, deviations, strict=True)]


def _own(names: Names, place: Sequence[int]) -> str:
    """Return what stands after the letter in the name of one value."""
    return names.value("d", *(k + 1 for k in place)).removeprefix("d")


def layer_normalisation(
    builder: GraphBuilder, inputs: Tensor, *, names: Names, eps: Expr = EPSILON, affine: bool = True
) -> Tensor:
    """Add y = γ x̂ + β over the last axis; γ and β are shared by all rows.

    Args:
        affine: without it there are no γ and β, and x̂ is handed on.

    Source: Ba, Kiros, Hinton, Layer Normalization (2016), eqs. 3 and 4 (their gain g and bias b are γ and β here).

    Raises:
        InputError: if there is one value to a row, whose deviation is always 0.
    """
    if inputs.shape[-1] < 2:
        raise InputError("layernorm over one value", instead="give at least two features: one alone always becomes 0")
    found: list[Var] = []
    for place, row in zip(
        Tensor(inputs.shape[:-1], tuple(r[0] for r in inputs.rows())).places(), inputs.rows(), strict=True
    ):
        index = [k + 1 for k in place]
        called = [_own(names, (*place, k)) for k in range(len(row))]
        for k, xhat in enumerate(_normalised(builder, names, index, row, called, eps)):
            found.append(_scaled(builder, names, k, f"y{called[k]}", xhat) if affine else xhat)
    return Tensor(inputs.shape, tuple(found))


def _scaled(builder: GraphBuilder, names: Names, k: int, name: str, xhat: Var) -> Var:
    gamma = builder.give(names.parameter("gamma", k + 1), Kind.WEIGHT)
    return builder.affine(name, Kind.VALUE, [(gamma, xhat), bias(builder, names, "beta", k + 1)])


def batch_normalisation(
    builder: GraphBuilder,
    batch: Sequence[Tensor],
    *,
    names: Sequence[Names],
    eps: Expr = EPSILON,
    affine: bool = True,
) -> list[Tensor]:
    """Add y = γ x̂ + β, a channel (first axis) over all samples and places, with the batch's own μ and v.

    Args:
        batch: one tensor a sample.
        names: one a sample; only what differs between them is said in the names of values.
        affine: without it there are no γ and β, and x̂ is handed on.

    Source: Ioffe, Szegedy, Batch Normalization (2015), algorithm 1.

    Raises:
        InputError: if there is one value to a channel.
    """
    shape = batch[0].shape
    places = list(batch[0].places())
    if len(batch) * len(places) // shape[0] < 2:
        raise InputError("batchnorm over one value", instead="give samples: 2 or more")
    shared = Names(names[0].layer)
    outs: dict[tuple[int, tuple[int, ...]], Var] = {}
    for channel in range(shape[0]):
        own = [(k, place) for k in range(len(batch)) for place in places if place[0] == channel]
        called = [_own(names[k], place) for k, place in own]
        values = [batch[k][place] for k, place in own]
        hats = _normalised(builder, shared, (channel + 1,), values, called, eps)
        for key, name, xhat in zip(own, called, hats, strict=True):
            outs[key] = _scaled(builder, shared, channel, f"y{name}", xhat) if affine else xhat
    return [Tensor(shape, tuple(outs[k, place] for place in places)) for k in range(len(batch))]


def running_normalisation(
    builder: GraphBuilder,
    batch: Sequence[Tensor],
    *,
    names: Sequence[Names],
    eps: Expr = EPSILON,
    affine: bool = True,
) -> list[Tensor]:
    """Add y = γ (x − μ)/s + β, s = √(v + ε), with a mean μ and a variance v that are given, one a channel.

    Args:
        batch: one tensor a sample.
        names: one a sample.
        affine: without it there are no γ and β, and x̂ is handed on.

    Source: Ioffe, Szegedy, Batch Normalization (2015), algorithm 2, lines 10 and 11.
    """
    shared = Names(names[0].layer)
    roots: list[tuple[Var, Var]] = []
    for c in range(batch[0].shape[0]):
        mu, v = (builder.give(shared.parameter(letter, c + 1), Kind.CONSTANT) for letter in ("mu", "v"))
        roots.append((mu, builder.define(shared.value("s", c + 1), Kind.VALUE, Call("sqrt", (v + eps,)))))
    found: list[Tensor] = []
    for tensor, own in zip(batch, names, strict=True):
        values: list[Var] = []
        for place, value in zip(tensor.places(), tensor.values, strict=True):
            name, (mu, s) = _own(own, place), roots[place[0]]
            xhat = builder.define(f"xhat{name}", Kind.VALUE, (value - mu) / s)
            values.append(_scaled(builder, shared, place[0], f"y{name}", xhat) if affine else xhat)
        found.append(Tensor(tensor.shape, tuple(values)))
    return found
