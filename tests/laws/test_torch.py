"""The gradients against PyTorch's autograd of a forward pass written by hand: no tape, no definition of ours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from symprop.derive.forms import derive_form
from symprop.functions import ACTIVATIONS, LOSSES
from symprop.graph import PARAMETERS, Kind
from symprop.network.dense import INPUTS, Layer
from symprop.network.layers import LayeredGraph
from symprop.verify.points import sample_points
from symprop.verify.session import path_scale

from .networks import value_of

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
functional = torch.nn.functional
pytestmark = pytest.mark.engine

ACTIVATE = {
    "identity": lambda x: x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "softplus": functional.softplus,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "sin": torch.sin,
    "softmax": lambda x: functional.softmax(x, dim=0),
}

LOSE = {
    "half_squared": lambda y, t: functional.mse_loss(y, t, reduction="sum") / 2,
    "squared": lambda y, t: functional.mse_loss(y, t, reduction="sum"),
    "mean_squared": functional.mse_loss,
    "absolute": lambda y, t: functional.l1_loss(y, t, reduction="sum"),
    "huber": lambda y, t: functional.huber_loss(y, t, reduction="sum"),
    "binary_cross_entropy": lambda y, t: functional.binary_cross_entropy(y, t, reduction="sum"),
    "cross_entropy": lambda y, t: -(t * torch.log(y)).sum(),
    "hinge": lambda y, t: functional.relu(1 - t * y).sum(),
}


@dataclass(frozen=True)
class Net:
    name: str
    inputs: int
    layers: tuple[Layer, ...]
    loss: str = "half_squared"
    bias: Any = "unit"


def one(activation: str, loss: str, bias: str) -> Net:
    last = "sigmoid" if "entropy" in loss and activation != "softmax" else activation
    layers = (Layer("h", 3, activation, (INPUTS,)), Layer("o", 2, last, ("h",)))
    return Net(f"2-3-2 {activation}, {loss}, bias {bias}", 2, layers, loss, bias)


BIASES = ("unit", "layer", "none")
NETS = [
    *(one(a, list(LOSSES)[k % 8], BIASES[k % 3]) for k, a in enumerate(ACTIVATE)),
    *(one("tanh", loss, BIASES[k % 3]) for k, loss in enumerate(LOSSES)),
    one("softmax", "cross_entropy", "unit"),
    Net(
        "skips: h(inputs), j(h, inputs), o(inputs, j, h)",
        2,
        (
            Layer("h", 2, "silu", (INPUTS,)),
            Layer("j", 3, "gelu", ("h", INPUTS)),
            Layer("o", 2, "tanh", (INPUTS, "j", "h")),
        ),
        "huber",
        "layer",
    ),
    Net(
        "two roads: h(inputs), j(inputs), o(j, h)",
        3,
        (Layer("h", 2, "elu", (INPUTS,)), Layer("j", 2, "softmax", (INPUTS,)), Layer("o", 2, "softmax", ("j", "h"))),
        "cross_entropy",
    ),
    Net("deep", 2, tuple(Layer(n, 2, "sin", (s,)) for n, s in zip("hjklo", (INPUTS, *"hjkl"), strict=True)), "squared"),
]


def autograd(net: Net, values: dict[str, Fraction]) -> dict[str, float]:
    """Return every gradient; weights by layer, then target unit, then source, as the file format counts them."""
    leaves = {
        name: torch.tensor(float(value), dtype=torch.float64, requires_grad=name[0] in "wb")
        for name, value in values.items()
    }
    outs = {INPUTS: torch.stack([leaves[f"i{k + 1}"] for k in range(net.inputs)])}
    weight = bias = 0
    for layer in net.layers:
        source = torch.cat([outs[name] for name in layer.sources])
        rows = []
        for _ in range(layer.units):
            rows.append(torch.stack([leaves[f"w{weight + k + 1}"] for k in range(len(source))]))
            weight += len(source)
        net_values = torch.stack(rows) @ source
        if net.bias == "unit":
            net_values = net_values + torch.stack([leaves[f"b{bias + k + 1}"] for k in range(layer.units)])
            bias += layer.units
        elif net.bias == "layer":
            bias += 1
            net_values = net_values + leaves[f"b{bias}"]
        outs[layer.name] = ACTIVATE[layer.activation](net_values)
    y = outs[net.layers[-1].name]
    LOSE[net.loss](y, torch.stack([leaves[f"t{k + 1}"] for k in range(len(y))])).backward()
    return {name: float(leaf.grad) for name, leaf in leaves.items() if leaf.grad is not None}


@pytest.mark.parametrize("net", NETS, ids=[f"{net.name} -> autograd" for net in NETS])
def test_autograd_finds_the_same(net: Net) -> None:
    graph = LayeredGraph(net.inputs, net.layers, loss=net.loss, bias=net.bias)
    for point in sample_points(graph, graph.rules, 2, 11):
        expected = autograd(net, dict(point.values))
        assert set(expected) == set(graph.given(*PARAMETERS))
        for wrt, gradient in expected.items():
            found = value_of(derive_form(graph, wrt, "factored").lines, point.forward, point.arithmetic)
            assert abs(found - gradient) <= 1e-11 * path_scale(graph, wrt, point), wrt


def test_every_row_is_compared() -> None:
    assert set(ACTIVATE) == set(ACTIVATIONS) - {"phi"}
    assert set(LOSE) == set(LOSSES)
    assert {layer.activation for net in NETS for layer in net.layers} == set(ACTIVATE)
    assert {net.loss for net in NETS} == set(LOSSES)


def test_a_two_percent_error_is_seen() -> None:
    """The comparison above is no rubber stamp."""
    net = NETS[0]
    graph = LayeredGraph(net.inputs, net.layers, loss=net.loss, bias=net.bias)
    (point,) = sample_points(graph, graph.rules, 1, 11)
    wrong = autograd(net, {**point.values, "i1": point.values["i1"] * Fraction(51, 50)})
    found = value_of(derive_form(graph, "w1", "factored").lines, point.forward, point.arithmetic)
    assert abs(found - wrong["w1"]) > 1e-6 * path_scale(graph, "w1", point)
    assert math.isfinite(wrong["w1"])
    assert list(graph.given(Kind.INPUT)) == ["i1", "i2"]
