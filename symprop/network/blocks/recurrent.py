"""Recurrent layers unrolled over T steps, the weights shared over time.

∂E/∂w is the sum over a weight's occurrences, one a step: backpropagation through time (Werbos 1990). The state
before the first step is 0, so that a gate which only multiplies that state begins at step 2. A step's number is
tagged t: ``h1_t2`` is unit 1 at step 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Literal

from symprop.expression import ONE, Neg, Product, Sum, Var
from symprop.functions import FUNCTIONS, Function
from symprop.graph import Kind
from symprop.network.blocks.parts import bias, weighted
from symprop.network.blocks.tensor import Names, Tensor
from symprop.network.builder import GraphBuilder, Term

__all__ = ["RESETS", "gru", "lstm", "simple_recurrent"]

SIGMOID, TANH = FUNCTIONS["sigmoid"], FUNCTIONS["tanh"]
RESETS = ("before", "after")


def _terms(builder: GraphBuilder, names: Names, gate: str, k: int, x: Sequence[Var], h: Sequence[Var]) -> list[Term]:
    """Return Σ W_{gate,k,j} x_j + Σ U_{gate,k,j} h_j + b_{gate,k}; the state before the first step is empty."""
    target = (gate, k + 1) if gate else (k + 1,)
    return [
        *weighted(builder, names, "W", target, x),
        *weighted(builder, names, "U", target, h),
        bias(builder, names, "b", *(target if gate else ("h", k + 1))),
    ]


def _give_gates(builder: GraphBuilder, names: Names, gates: str, units: int, inputs: Tensor) -> None:
    """Give all gates' weights in their order, whichever step is the first to use them."""
    widths = {"W": inputs.shape[1], "U": units if inputs.shape[0] > 1 else 0}
    for letter, width in widths.items():
        for gate, k, j in product(gates, range(units), range(width)):
            builder.give(names.parameter(letter, gate, k + 1, j + 1), Kind.WEIGHT)
    for gate, k in product(gates, range(units)):
        bias(builder, names, "b", gate, k + 1)


def _handed_on(states: Sequence[Sequence[Var]], sequence: bool) -> Tensor:
    if not sequence:
        return Tensor.flat(states[-1])
    return Tensor((len(states), len(states[0])), tuple(value for state in states for value in state))


def simple_recurrent(
    builder: GraphBuilder,
    inputs: Tensor,
    *,
    names: Names,
    units: int,
    function: Function = TANH,
    sequence: bool = False,
) -> Tensor:
    """Add h_t = f(W x_t + U h_{t−1} + b_h), f being tanh unless given.

    Args:
        inputs: [steps, features].
        sequence: hand on every step's state, not only the last one's.

    Source: Elman, Finding Structure in Time (1990).
    """
    states: list[list[Var]] = [[]]
    for t, x in enumerate(inputs.rows()):
        new = []
        for k in range(units):
            unit = names.value("h", k + 1, f"t{t + 1}")
            builder.net(unit, _terms(builder, names, "", k, x, states[-1]))
            new.append(builder.out(unit, function))
        states.append(new)
    return _handed_on(states[1:], sequence)


def lstm(builder: GraphBuilder, inputs: Tensor, *, names: Names, units: int, sequence: bool = False) -> Tensor:
    """Add a long short-term memory with a forget gate.

    i_t, f_t, o_t = σ(W x_t + U h_{t−1} + b), each with its own W, U, b;   g_t = tanh(W_g x_t + U_g h_{t−1} + b_g);
    c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t;   h_t = o_t ⊙ tanh(c_t).

    Args:
        inputs: [steps, features].
        sequence: hand on every step's state, not only the last one's.

    Source: Hochreiter, Schmidhuber, Long Short-Term Memory (1997); Gers, Schmidhuber, Cummins (2000) for f.
    """
    _give_gates(builder, names, "ifgo" if inputs.shape[0] > 1 else "igo", units, inputs)
    states: list[list[Var]] = [[]]
    cells: list[Var] = []
    for t, x in enumerate(inputs.rows()):
        step = f"t{t + 1}"
        for gate in "ifgo" if cells else "igo":
            for k in range(units):
                unit = names.value(gate, k + 1, step)
                builder.net(unit, _terms(builder, names, gate, k, x, states[-1]))
                builder.out(unit, TANH if gate == "g" else SIGMOID)
        before, cells, new = cells, [], []
        for k in range(units):
            i, f, g, o = (Var(f"out_{names.value(gate, k + 1, step)}") for gate in "ifgo")
            kept: list[Term] = [(f, before[k])] if before else []
            cells.append(builder.affine(names.value("c", k + 1, step), Kind.VALUE, [*kept, (i, g)]))
            new.append(builder.define(names.value("h", k + 1, step), Kind.VALUE, o * TANH(cells[k])))
        states.append(new)
    return _handed_on(states[1:], sequence)


def gru(
    builder: GraphBuilder,
    inputs: Tensor,
    *,
    names: Names,
    units: int,
    reset: Literal["before", "after"] = "before",
    sequence: bool = False,
) -> Tensor:
    """Add gated recurrent units.

    r_t, z_t = σ(W x_t + U h_{t−1} + b), each with its own W, U, b;
    n_t = tanh(W_n x_t + U_n (r_t ⊙ h_{t−1}) + b_n);   h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ n_t.

    Args:
        inputs: [steps, features].
        reset: ``before`` the matrix U_n, as in the paper, or ``after`` it, as cuDNN and PyTorch do:
            n_t = tanh(W_n x_t + b_n + r_t ⊙ a_t), a_t = U_n h_{t−1} + b_a.
        sequence: hand on every step's state, not only the last one's.

    Source: Cho et al., Learning Phrase Representations using RNN Encoder–Decoder (2014), eqs. 5 to 8.
    """
    _give_gates(builder, names, "rzn" if inputs.shape[0] > 1 or reset == "after" else "zn", units, inputs)
    state: list[Var] = []
    states: list[list[Var]] = []
    for t, x in enumerate(inputs.rows()):
        step = f"t{t + 1}"
        gates: dict[str, Sequence[Var]] = {}
        for gate in "rz" if state or reset == "after" else "z":
            units_of = [names.value(gate, k + 1, step) for k in range(units)]
            for k, unit in enumerate(units_of):
                builder.net(unit, _terms(builder, names, gate, k, x, state))
            gates[gate] = [builder.out(unit, SIGMOID) for unit in units_of]
        new = []
        for k in range(units):
            unit = names.value("n", k + 1, step)
            builder.net(unit, _candidate(builder, names, k, step, x, state, gates.get("r", ()), reset))
            n, z = builder.out(unit, TANH), gates["z"][k]
            rest = Product((Sum((ONE, Neg(z))), n))
            rhs = z * state[k] + rest if state else rest
            new.append(builder.define(names.value("h", k + 1, step), Kind.VALUE, rhs))
        state = new
        states.append(new)
    return _handed_on(states, sequence)


def _candidate(
    builder: GraphBuilder,
    names: Names,
    k: int,
    step: str,
    x: Sequence[Var],
    state: Sequence[Var],
    r: Sequence[Var],
    reset: str,
) -> list[Term]:
    """Return the terms of net_n of unit k."""
    target = ("n", k + 1)
    terms: list[Term] = list(weighted(builder, names, "W", target, x))
    recurrent = list(weighted(builder, names, "U", target, state))
    if reset == "before":
        terms += ((u, gate, h) for (u, h), gate in zip(recurrent, r, strict=True))
        return [*terms, bias(builder, names, "b", *target)]
    own = [*recurrent, bias(builder, names, "b", "a", k + 1)]
    a = builder.affine(names.value("a", k + 1, step), Kind.VALUE, own)
    return [*terms, bias(builder, names, "b", *target), (r[k], a)]
