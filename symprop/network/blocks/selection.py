"""Embedding of token indices, and dropout with a given mask: which values go on, and how large.

e_i = T_{token i} (a row of the table);      y_k = m_k x_k
"""

from __future__ import annotations

from collections.abc import Sequence

from symprop.errors import InputError
from symprop.expression import Expr, Num, Var
from symprop.graph import Kind
from symprop.network.blocks.parts import scaled
from symprop.network.blocks.tensor import Names, Tensor
from symprop.network.builder import GraphBuilder

__all__ = ["dropout", "embedding"]


def embedding(builder: GraphBuilder, *, names: Names, vocabulary: int, units: int, tokens: Sequence[int]) -> Tensor:
    """Add e_{i,k} = T_{token i, k}; a token used twice is two occurrences of its row, the others' gradients are 0.

    Args:
        tokens: indices from 0, as they are written; the rows of T are numbered likewise.

    Source: Bengio, Ducharme, Vincent, Jauvin, A Neural Probabilistic Language Model (2003), section 2.

    Raises:
        InputError: if a token is outside of the vocabulary.
    """
    for i, token in enumerate(tokens):
        if token >= vocabulary:
            raise InputError(
                f"token {token} is not in a vocabulary of {vocabulary}",
                instead=f"0 to {vocabulary - 1}",
                at=("tokens", i),
            )
    table = [
        [builder.give(names.parameter("T", row, k + 1), Kind.WEIGHT) for k in range(units)] for row in range(vocabulary)
    ]
    values = tuple(
        builder.affine(names.value("e", i + 1, k + 1), Kind.VALUE, [(table[token][k],)])
        for i, token in enumerate(tokens)
        for k in range(units)
    )
    return Tensor((len(tokens), units), values)


def dropout(builder: GraphBuilder, inputs: Tensor, *, names: Names, mask: Sequence[Expr]) -> Tensor:
    """Add y_k = m_k x_k; where m_k = 0 no edge leads on.

    Args:
        mask: one number a value: 0 and 1, or 0 and 1/(1 − p) (inverted dropout).

    Source: Srivastava et al., Dropout (2014), section 4.

    Raises:
        InputError: if the mask does not fit.
    """
    if len(mask) != len(inputs.values):
        raise InputError(
            f"a mask of {len(mask)} for {len(inputs.values)} values", instead="give one number a value", at=("mask",)
        )
    found: list[Var] = []
    for place, m, value in zip(inputs.places(), mask, inputs.values, strict=True):
        name = names.value("y", *(k + 1 for k in place))
        dropped = isinstance(m, Num) and not m.value
        found.append(builder.affine(name, Kind.VALUE, [] if dropped else [scaled(m, (value,))]))
    return Tensor(inputs.shape, tuple(found))
