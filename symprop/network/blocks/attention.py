"""Scaled dot-product attention with several heads, and one transformer block.

q_i = W_Q x_i, k_i = W_K x_i, v_i = W_V x_i;   net_{a h,i,j} = q_{h,i} · k_{h,j} / √d_h;   a_{h,i} = softmax_j(net);
z_{h,i} = Σ_j a_{h,i,j} v_{h,j};   u_i = W_O z_i
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isqrt

from symprop.errors import InputError
from symprop.expression import Call, Expr, Var, number, total
from symprop.functions import FUNCTIONS, GROUPS, Function
from symprop.graph import Kind
from symprop.network.blocks.normalisation import EPSILON, layer_normalisation
from symprop.network.blocks.parts import add, bias, weighted
from symprop.network.blocks.tensor import Names, Tensor
from symprop.network.builder import GraphBuilder

__all__ = ["attention", "transformer"]

Rows = Sequence[Sequence[Var]]


def _projected(
    builder: GraphBuilder, names: Names, rows: Rows, letters: tuple[str, str], width: int, biased: bool
) -> list[list[Var]]:
    """Add y_{i,k} = Σ_j W_{L,k,j} x_{i,j} (+ b_{L,k}) for every row i; `letters` are (y, L)."""
    letter, matrix = letters
    return [
        [
            builder.affine(
                names.value(letter, i + 1, k + 1),
                Kind.VALUE,
                [
                    *weighted(builder, names, "W", (matrix, k + 1), row),
                    *([bias(builder, names, "b", matrix, k + 1)] if biased else []),
                ],
            )
            for k in range(width)
        ]
        for i, row in enumerate(rows)
    ]


def _root(number_of: int) -> Expr:
    exact = isqrt(number_of)
    return number(exact) if exact * exact == number_of else Call("sqrt", (number(number_of),))


def attention(
    builder: GraphBuilder, inputs: Tensor, *, names: Names, heads: int = 1, biased: bool = False, causal: bool = False
) -> Tensor:
    """Add multi-head self-attention over the rows of `inputs`.

    Args:
        inputs: [tokens, features]; features are split evenly between the heads.
        biased: with b_Q, b_K, b_V, b_O, as PyTorch has them and the paper has not.
        causal: token i looks at tokens 1 to i only.

    Source: Vaswani et al., Attention Is All You Need (2017), eq. 1 and section 3.2.2.

    Raises:
        InputError: if the heads do not divide the features.
    """
    tokens, features = inputs.shape
    if features % heads:
        raise InputError(f"{heads} heads do not divide {features} features", instead="choose a divisor", at=("heads",))
    builder.reserve(heads * tokens * tokens)
    width = features // heads
    q, k, v = (
        _projected(builder, names, inputs.rows(), (letter, letter.upper()), features, biased) for letter in "qkv"
    )
    z: list[list[Var]] = [[] for _ in range(tokens)]
    for head in range(heads):
        own = slice(head * width, (head + 1) * width)
        for i in range(tokens):
            seen = range(i + 1 if causal else tokens)
            units = [names.value("a", head + 1, i + 1, j + 1) for j in seen]
            for j, unit in zip(seen, units, strict=True):
                score = total(a * b for a, b in zip(q[i][own], k[j][own], strict=True))
                rhs = score if width == 1 else score / _root(width)
                builder.define(f"net_{unit}", Kind.NET, rhs, unit)
            outs = builder.group(units, GROUPS["softmax"])
            for m in range(head * width, (head + 1) * width):
                terms = [(out, v[j][m]) for j, out in zip(seen, outs, strict=True)]
                z[i].append(builder.affine(names.value("z", i + 1, m + 1), Kind.VALUE, terms))
    u = _projected(builder, names, z, ("u", "O"), features, biased)
    return Tensor(inputs.shape, tuple(value for row in u for value in row))


def transformer(
    builder: GraphBuilder,
    inputs: Tensor,
    *,
    names: Names,
    heads: int = 1,
    units: int,
    function: Function = FUNCTIONS["relu"],
    biased: bool = False,
    causal: bool = False,
    eps: Expr = EPSILON,
) -> Tensor:
    """Add an encoder block: y = LayerNorm(x + Attention(x)), then LayerNorm(y + FFN(y)).

    FFN(y) = W_2 f(W_1 y + b_1) + b_2 at every token. The parts' variables are called n (after attention) and m (after
    the feed-forward net); its units are f, its outputs e.

    Args:
        inputs: [tokens, features].
        units: of the feed-forward net.
        function: its activation f.
        biased: of the attention.

    Source: Vaswani et al., Attention Is All You Need (2017), section 3.1 (normalisation after the sum) and eq. 2.
    """
    attended = attention(builder, inputs, names=names, heads=heads, biased=biased, causal=causal)
    normal = layer_normalisation(
        builder, _summed(builder, names.within("n"), inputs, attended), names=names.within("n"), eps=eps
    )
    hidden: list[list[Var]] = []
    for i, row in enumerate(normal.rows()):
        outs: list[Var] = []
        for k in range(units):
            unit = names.value("f", i + 1, k + 1)
            terms = [*weighted(builder, names, "W", (1, k + 1), row), bias(builder, names, "b", "1", k + 1)]
            builder.net(unit, terms)
            outs.append(builder.out(unit, function))
        hidden.append(outs)
    e = _projected(builder, names, hidden, ("e", "2"), inputs.shape[1], True)
    fed = Tensor(inputs.shape, tuple(value for row in e for value in row))
    return layer_normalisation(
        builder, _summed(builder, names.within("m"), normal, fed), names=names.within("m"), eps=eps
    )


def _summed(builder: GraphBuilder, names: Names, left: Tensor, right: Tensor) -> Tensor:
    pairs = zip(left.places(), left.values, right.values, strict=True)
    return Tensor(
        left.shape, tuple(add(builder, names.value("r", *(k + 1 for k in place)), a, b) for place, a, b in pairs)
    )
