"""What the rows are measured against: a CasADi loop over scalars, and SymPy's own `diff` of an inlined E."""

from __future__ import annotations

from itertools import count, pairwise
from typing import Any

import sympy


def casadi_gradient(sizes: tuple[int, ...]) -> Any:
    """Return the gradient of E by every weight and bias, the net built scalar by scalar in CasADi's SX."""
    import casadi

    weight, bias = count(1), count(1)
    parameters = []
    outs = [casadi.SX.sym(f"i{k + 1}") for k in range(sizes[0])]
    for _, units in pairwise(sizes):
        sources, outs = outs, []
        for _ in range(units):
            net = casadi.SX.sym(f"b{next(bias)}")
            parameters.append(net)
            for source in sources:
                w = casadi.SX.sym(f"w{next(weight)}")
                parameters.append(w)
                net = net + w * source
            outs.append(1 / (1 + casadi.exp(-net)))
    error = casadi.SX(0)
    for k, out in enumerate(outs):
        error = error + (casadi.SX.sym(f"t{k + 1}") - out) ** 2 / 2
    return casadi.gradient(error, casadi.vertcat(*parameters))


def inlined_error(sizes: tuple[int, ...]) -> sympy.Expr:
    """Return E of a sigmoid net without biases, half squared error, in inputs, targets and weights only."""
    weight = count(1)
    outs: list[sympy.Expr] = [sympy.Symbol(f"i{k + 1}") for k in range(sizes[0])]
    for depth, units in enumerate(sizes[1:]):
        names = [sympy.Symbol(f"out_{depth}_{k}") for k in range(len(outs))]
        inner = dict(zip(names, outs, strict=True))
        nets = [sympy.Add(*(sympy.Symbol(f"w{next(weight)}") * name for name in names)) for _ in range(units)]
        outs = [(1 / (1 + sympy.exp(-net))).xreplace(inner) for net in nets]
    return sympy.Add(*((sympy.Symbol(f"t{k + 1}") - out) ** 2 / 2 for k, out in enumerate(outs)))
