"""Graph convolution on a given adjacency, and a mixture of experts with a gate.

H = f(Â X W):  net_{i,k} = Σ_j Σ_l Â_{ij} x_{j,l} W_{k,l}             graph convolution
y = Σ_e g_e E_e(x),  g = softmax(V x + b)                             mixture of experts
"""

from __future__ import annotations

from collections.abc import Sequence

from symprop.errors import InputError
from symprop.expression import Expr, Num, Var
from symprop.functions import GROUPS, Function
from symprop.graph import Kind
from symprop.network.blocks.parts import bias, scaled, weighted
from symprop.network.blocks.tensor import Names, Tensor
from symprop.network.builder import GraphBuilder, Term

__all__ = ["graph_convolution", "mixture_of_experts"]


def graph_convolution(
    builder: GraphBuilder,
    inputs: Tensor,
    *,
    names: Names,
    units: int,
    adjacency: Sequence[Sequence[Expr]],
    function: Function,
) -> Tensor:
    """Add net_{i,k} = Σ_j Â_{ij} Σ_l W_{k,l} x_{j,l} and its out, for every node i.

    Args:
        inputs: [nodes, features].
        adjacency: Â as it is to be used: with self-loops and normalised, if it shall be.

    Source: Kipf, Welling, Semi-Supervised Classification with Graph Convolutional Networks (2017), eq. 2 (W is
    transposed here: target first, as everywhere).

    Raises:
        InputError: if the adjacency is not nodes × nodes.
    """
    nodes = inputs.shape[0]
    for i, row in enumerate(adjacency):
        if len(row) != nodes or len(adjacency) != nodes:
            raise InputError(
                f"an adjacency of {len(adjacency)} rows, row {i + 1} of {len(row)}, for {nodes} nodes",
                instead=f"give {nodes} rows of {nodes}",
                at=("adjacency", i),
            )
    found: list[Var] = []
    for i in range(nodes):
        for k in range(units):
            unit = names.value("n", i + 1, k + 1)
            terms: list[Term] = []
            for a, features in zip(adjacency[i], inputs.rows(), strict=True):
                if not (isinstance(a, Num) and not a.value):
                    terms += (scaled(a, term) for term in weighted(builder, names, "W", (k + 1,), features))
            builder.net(unit, terms)
            found.append(builder.out(unit, function))
    return Tensor((nodes, units), tuple(found))


def mixture_of_experts(
    builder: GraphBuilder, inputs: Tensor, *, names: Names, experts: int, units: int, function: Function
) -> Tensor:
    """Add y_k = Σ_e g_e e_{e,k}, e_{e,k} = f(W_e x + b_e)_k, g = softmax(V x + b_g).

    Source: Jacobs, Jordan, Nowlan, Hinton, Adaptive Mixtures of Local Experts (1991).
    """
    gates = [names.value("g", e + 1) for e in range(experts)]
    for e, unit in enumerate(gates):
        terms = [*weighted(builder, names, "V", (e + 1,), inputs.values), bias(builder, names, "b", "g", e + 1)]
        builder.net(unit, terms)
    g = builder.group(gates, GROUPS["softmax"])
    outs: list[list[Var]] = []
    for e in range(experts):
        row: list[Var] = []
        for k in range(units):
            unit = names.value("e", e + 1, k + 1)
            own = weighted(builder, names, "W", (e + 1, k + 1), inputs.values)
            builder.net(unit, [*own, bias(builder, names, "b", "e", e + 1, k + 1)])
            row.append(builder.out(unit, function))
        outs.append(row)
    return Tensor.flat(
        builder.affine(names.value("y", k + 1), Kind.VALUE, [(g[e], outs[e][k]) for e in range(experts)])
        for k in range(units)
    )
