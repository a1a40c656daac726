"""Blocks at toy size against PyTorch, written by hand: all parameters, float64, 1e-11 relative.

Here stand the blocks that no module of PyTorch's is imported as, and those with a wrong variant beside them; every
other one is compared where modules are imported (`test_import_torch`), by way of the importer's own table.

A case says how PyTorch's own parameters are called here: an index into one is the name of one of ours. A parameter of
ours that no entry of PyTorch's is called by fails the case.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

import symprop
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.passes import gradient_tape
from symprop.graph import GIVEN
from symprop.network.blocks import block_model

pytestmark = pytest.mark.engine

Called = Callable[..., str]
"""(0-based index into PyTorch's parameter) → our name; empty where we have none (PyTorch's second bias, set to 0)."""


@dataclass(frozen=True)
class Case:
    """A network of ours, PyTorch's module, and how it is run.

    Args:
        module: makes it, from the torch namespace.
        run: (torch, module, inputs in our order, a row a sample) → outputs, a row a sample.
        called: PyTorch's parameter → our names.
    """

    inputs: int
    layers: list[dict[str, Any]]
    module: Callable[[Any], Any]
    run: Callable[[Any, Any, Any], Any]
    called: Mapping[str, Called]
    options: Mapping[str, Any] = field(default_factory=dict)


def gates(order: str, letter: str, units: int, second: str = "") -> Called:
    """Name PyTorch's stacked gates: rows [gate × unit]."""

    def name(row: int, *rest: int) -> str:
        gate = order[row // units]
        words = (letter, second if second and gate == "n" else gate, row % units, *rest)
        return "_".join(str(w + 1) if isinstance(w, int) else w for w in words)

    return name


def numbered(letter: str, *middle: str) -> Called:
    """Name an index by its numbers from 1: W, (0, 1) → W1_2, and W_Q, (0, 1) → W_Q_1_2."""

    def name(*index: int) -> str:
        numbers = [str(k + 1) for k in index]
        return "_".join((letter, *middle, *numbers)) if middle else letter + "_".join(numbers)

    return name


def nothing(*_: int) -> str:
    return ""


def sequences(steps: int) -> Callable[[Any, Any, Any], Any]:
    def run(torch: Any, module: Any, x: Any) -> Any:
        outputs, _ = module(x.reshape(1, steps, -1))
        return outputs[:, -1]

    return run


def reset_before(torch: Any, module: Any, x: Any) -> Any:
    """Cho et al. 2014, eqs. 5 to 8, with PyTorch's matrices: its own GRU resets after the matrix."""
    h = torch.zeros(1, 2, dtype=x.dtype)
    w_r, w_z, w_n = module.weight_ih_l0.chunk(3)
    u_r, u_z, u_n = module.weight_hh_l0.chunk(3)
    b_r, b_z, b_n = module.bias_ih_l0.chunk(3)
    for step in x.reshape(3, 1, 2):
        r, z = (torch.sigmoid(step @ w.T + h @ u.T + b) for w, u, b in ((w_r, u_r, b_r), (w_z, u_z, b_z)))
        n = torch.tanh(step @ w_n.T + (r * h) @ u_n.T + b_n)
        h = z * h + (1 - z) * n
    return h


def shaped(*shape: int) -> Callable[[Any, Any, Any], Any]:
    def run(torch: Any, module: Any, x: Any) -> Any:
        return module(x.reshape(len(x), *shape)).reshape(len(x), -1)

    return run


def stacked(*make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda torch: torch.nn.Sequential(*(m(torch) for m in make))


def multihead(torch: Any, module: Any, x: Any) -> Any:
    rows = x.reshape(1, 3, 4)
    return module(rows, rows, rows)[0].reshape(1, -1)


def causal(torch: Any, module: Any, x: Any) -> Any:
    rows = x.reshape(1, 3, 4)
    mask = torch.triu(torch.ones(3, 3, dtype=torch.bool), diagonal=1)
    return module(rows, rows, rows, attn_mask=mask)[0].reshape(1, -1)


ADJACENCY = [["0.5", "0.25", 0], ["0.25", 1, "-0.5"], [0, 0, 2]]


def graph(torch: Any, module: Any, x: Any) -> Any:
    adjacency = torch.tensor([[float(a) for a in line] for line in ADJACENCY], dtype=x.dtype)
    return torch.tanh(adjacency @ module(x.reshape(3, 2))).reshape(1, -1)


def experts(torch: Any, module: Any, x: Any) -> Any:
    gate = torch.softmax(module[0](x), dim=1)
    found = torch.stack([torch.tanh(module[k](x)) for k in (1, 2)], dim=1)
    return (gate[:, :, None] * found).sum(dim=1)


def letters(*prefix: str) -> Called:
    return lambda *index: "_".join((*prefix, *(str(k + 1) for k in index)))


ATTENTION = {
    "in_proj_weight": lambda row, j: f"W_{'QKV'[row // 4]}_{row % 4 + 1}_{j + 1}",
    "in_proj_bias": lambda row: f"b_{'QKV'[row // 4]}_{row % 4 + 1}",
    "out_proj.weight": numbered("W", "O"),
    "out_proj.bias": numbered("b", "O"),
}


def lstm(units: int) -> dict[str, Called]:
    called = {f"weight_{way}_l0": gates("ifgo", letter, units) for way, letter in (("ih", "W"), ("hh", "U"))}
    return {**called, "bias_ih_l0": gates("ifgo", "b", units), "bias_hh_l0": nothing}


CASES: dict[str, Case] = {
    "simple recurrent": Case(
        6,
        [{"kind": "rnn", "units": 2, "steps": 3}],
        lambda t: t.nn.RNN(2, 2, batch_first=True),
        sequences(3),
        {
            "weight_ih_l0": numbered("W"),
            "weight_hh_l0": numbered("U"),
            "bias_ih_l0": numbered("b", "h"),
            "bias_hh_l0": nothing,
        },
    ),
    "lstm": Case(
        6,
        [{"kind": "lstm", "units": 2, "steps": 3}],
        lambda t: t.nn.LSTM(2, 2, batch_first=True),
        sequences(3),
        lstm(2),
    ),
    "gru, reset after": Case(
        6,
        [{"kind": "gru", "units": 2, "steps": 3, "reset": "after"}],
        lambda t: t.nn.GRU(2, 2, batch_first=True),
        sequences(3),
        {
            "weight_ih_l0": gates("rzn", "W", 2),
            "weight_hh_l0": gates("rzn", "U", 2),
            "bias_ih_l0": gates("rzn", "b", 2),
            "bias_hh_l0": lambda row: f"b_a_{row - 3}" if row >= 4 else "",
        },
    ),
    "gru, as in the paper": Case(
        6,
        [{"kind": "gru", "units": 2, "steps": 3}],
        lambda t: t.nn.GRU(2, 2, batch_first=True),
        reset_before,
        {
            "weight_ih_l0": gates("rzn", "W", 2),
            "weight_hh_l0": gates("rzn", "U", 2),
            "bias_ih_l0": gates("rzn", "b", 2),
            "bias_hh_l0": nothing,
        },
    ),
    "conv1d": Case(
        10,
        [{"kind": "conv1d", "channels": 2, "kernel": 3, "stride": 2, "padding": 1, "activation": "sigmoid"}],
        stacked(lambda t: t.nn.Conv1d(2, 2, 3, stride=2, padding=1), lambda t: t.nn.Sigmoid()),
        shaped(2, 5),
        {"0.weight": numbered("K"), "0.bias": numbered("b", "K")},
        {"input_shape": [2, 5]},
    ),
    "conv2d": Case(
        24,
        [{"kind": "conv2d", "channels": 2, "kernel": [2, 3], "stride": [2, 1], "padding": [1, 2]}],
        lambda t: t.nn.Conv2d(2, 2, (2, 3), stride=(2, 1), padding=(1, 2)),
        shaped(2, 3, 4),
        {"weight": numbered("K"), "bias": numbered("b", "K")},
        {"input_shape": [2, 3, 4]},
    ),
    "max pooling": Case(
        25,
        [{"kind": "conv2d", "channels": 2, "kernel": 2}, {"kind": "maxpool", "size": [3, 2], "stride": 1}],
        stacked(lambda t: t.nn.Conv2d(1, 2, 2), lambda t: t.nn.MaxPool2d((3, 2), stride=1)),
        shaped(1, 5, 5),
        {"0.weight": numbered("K"), "0.bias": numbered("b", "K")},
        {"input_shape": [5, 5]},
    ),
    "attention, causal": Case(
        12,
        [{"kind": "attention", "heads": 1, "bias": True, "causal": True}],
        lambda t: t.nn.MultiheadAttention(4, 1, batch_first=True),
        causal,
        ATTENTION,
        {"input_shape": [3, 4]},
    ),
    "graph convolution": Case(
        6,
        [{"kind": "gcn", "units": 2, "adjacency": ADJACENCY, "activation": "tanh"}],
        lambda t: t.nn.Linear(2, 2, bias=False),
        graph,
        {"weight": numbered("W")},
        {"input_shape": [3, 2]},
    ),
    "mixture of experts": Case(
        2,
        [{"kind": "mixture", "units": 2, "activation": "tanh"}],
        stacked(*(lambda t: t.nn.Linear(2, 2),) * 3),
        experts,
        {
            "0.weight": numbered("V"),
            "0.bias": letters("b", "g"),
            **{f"{e}.weight": lambda k, j, e=e: f"W{e}_{k + 1}_{j + 1}" for e in (1, 2)},
            **{f"{e}.bias": lambda k, e=e: f"b_e_{e}_{k + 1}" for e in (1, 2)},
        },
    ),
    "a mean over samples": Case(
        6,
        [{"kind": "lstm", "units": 2, "steps": 3}],
        lambda t: t.nn.LSTM(2, 2, batch_first=True),
        lambda torch, module, x: module(x.reshape(len(x), 3, 2))[0][:, -1],
        lstm(2),
        {"samples": 3, "reduction": "mean"},
    ),
}


def differences(torch: Any, case: Case, seed: int = 1) -> Iterator[tuple[str, float, float, float]]:
    """Yield (our name, our gradient, PyTorch's, the largest one) for every parameter of ours."""
    net = symprop.Network(block_model(case.inputs, case.layers, **case.options))
    random_numbers = random.Random(seed)
    values = {name: random_numbers.uniform(-1, 1) for name in net.graph.given(*GIVEN)}
    ours = gradient_tape(net.graph).bind(float_arithmetic())(values)
    module = case.module(torch).double()
    owners: dict[str, list[Any]] = {}
    for key, parameter in module.named_parameters():
        for index in product(*map(range, parameter.shape)):
            name = case.called[key](*index)
            parameter.data[index] = values[name] if name else 0.0
            if name:
                owners.setdefault(name, []).append((parameter, index))
    assert set(owners) == set(net.parameters)
    samples = case.options.get("samples", 1)

    def rows(names: tuple[str, ...]) -> Any:
        if samples == 1:
            found = [[values[name] for name in names]]
        else:
            found = [[values[n] for n in names if n.endswith(f"_s{s + 1}")] for s in range(samples)]
        return torch.tensor(found, dtype=torch.float64)

    outputs = case.run(torch, module, rows(net.inputs))
    error = (0.5 * (rows(net.targets) - outputs) ** 2).sum()
    if case.options.get("reduction") == "mean":
        error = error / samples
    error.backward()
    theirs = {name: sum(float(p.grad[index]) for p, index in found) for name, found in owners.items()}
    largest = max(map(abs, theirs.values()))
    for name in net.parameters:
        yield name, ours[f"d_E_total__d_{name}"], theirs[name], largest


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_agrees_with_pytorch(case: Case, need: Callable[[str], None]) -> None:
    need("torch")
    import torch

    torch.manual_seed(0)
    for name, ours, theirs, largest in differences(torch, case):
        assert abs(ours - theirs) <= 1e-11 * max(abs(theirs), 1e-3 * largest), name


WRONG: dict[str, tuple[str, Mapping[str, Any]]] = {
    "conv2d": ("a transposed kernel", {"called": {"weight": lambda o, c, i, j: f"K{o + 1}_{c + 1}_{2 - i}_{j + 1}"}}),
    "lstm": ("gates in another order", {"called": {"weight_hh_l0": gates("figo", "U", 2)}}),
    "gru, reset after": ("the paper's reset", {"layers": [{"kind": "gru", "units": 2, "steps": 3}]}),
    "attention, causal": ("no mask", {"run": multihead}),
    "a mean over samples": (
        "samples in another order",
        {"run": lambda torch, module, x: module(x.flip(0).reshape(len(x), 3, 2))[0][:, -1]},
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_block_disagrees(name: str, need: Callable[[str], None]) -> None:
    need("torch")
    import dataclasses

    import torch

    change = dict(WRONG[name][1])
    change["called"] = {**CASES[name].called, **change.get("called", {})}
    if name == "gru, reset after":
        change["called"]["bias_hh_l0"] = nothing
    found = list(differences(torch, dataclasses.replace(CASES[name], **change)))
    assert any(abs(ours - theirs) > 1e-6 * largest for _, ours, theirs, largest in found)
