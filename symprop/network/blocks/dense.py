"""Dense layers on whatever comes before, flattened; sums of equal shapes (residual connections).

net_u = Σ w·x + b,  out_u = f(net_u)            dense
y_k = x_k + F(x)_k                              residual (He et al. 2016, eq. 1)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from symprop.errors import InputError
from symprop.expression import Var
from symprop.functions import Function, GroupFunction
from symprop.graph import Kind
from symprop.network.blocks.parts import activate
from symprop.network.blocks.tensor import Names, Tensor, as_shape
from symprop.network.builder import GraphBuilder

__all__ = ["concatenated", "dense", "residual"]


def concatenated(inputs: Sequence[Tensor]) -> Tensor:
    """Return one tensor as it is, several one after another, flattened."""
    return inputs[0] if len(inputs) == 1 else Tensor.flat(value for tensor in inputs for value in tensor.values)


def dense(
    builder: GraphBuilder,
    inputs: Tensor,
    *,
    prefix: str,
    sample: str = "",
    units: int,
    function: Function | GroupFunction,
    first_weight: int = 1,
    biases: Sequence[str] = (),
    rows: bool = False,
) -> Tensor:
    """Add net_u = Σ w·x + b and out_u = f(net_u) over all of `inputs`; weights w1, w2, … as in layers without kinds.

    Args:
        prefix: of the units: h for h1, h2, …
        biases: one name a unit, or none.
        rows: over each row (the last axis) by itself, with the same weights; unit k of row i is h{i}_{k}.

    >>> builder = GraphBuilder()
    >>> from symprop.functions import FUNCTIONS
    >>> x = Tensor.flat([builder.give("x", Kind.INPUT)])
    >>> dense(builder, x, prefix="h", units=2, function=FUNCTIONS["tanh"]).values
    (Var(name='out_h1'), Var(name='out_h2'))
    """
    suffix = f"_{sample}" if sample else ""
    outer = inputs.shape[:-1] if rows else ()
    taken = inputs.rows() if rows else (inputs.values,)
    outs: list[Var] = []
    for place, sources in zip(product(*map(range, outer)), taken, strict=True):
        row = "".join(f"{i + 1}_" for i in place)
        names = [f"{prefix}{row}{k + 1}{suffix}" for k in range(units)]
        for k, unit in enumerate(names):
            start = first_weight + k * len(sources)
            terms: list[tuple[Var, ...]] = [
                (builder.give(f"w{start + j}", Kind.WEIGHT), source) for j, source in enumerate(sources)
            ]
            if biases:
                terms.append((builder.give(biases[k], Kind.BIAS),))
            builder.net(unit, terms)
        outs += activate(builder, names, function)
    return Tensor((*outer, units), tuple(outs))


def residual(
    builder: GraphBuilder, inputs: Sequence[Tensor], *, names: Names, function: Function | None = None
) -> Tensor:
    """Add y = Σ inputs, all of one shape; with an activation net_y and out_y.

    Source: He, Zhang, Ren, Sun, Deep Residual Learning for Image Recognition (2016), eq. 1.
    """
    shape = inputs[0].shape
    for k, tensor in enumerate(inputs):
        if tensor.shape != shape:
            raise InputError(
                f"shapes {as_shape(shape)} and {as_shape(tensor.shape)} cannot be added",
                instead="give sources of one shape",
                at=("from", k),
            )
    found: list[Var] = []
    for place, *values in zip(inputs[0].places(), *(tensor.values for tensor in inputs), strict=True):
        unit = names.value("y", *(k + 1 for k in place))
        terms = [(value,) for value in values]
        if function is None:
            found.append(builder.affine(unit, Kind.VALUE, terms))
        else:
            builder.net(unit, terms)
            found.append(builder.out(unit, function))
    return Tensor(shape, tuple(found))
