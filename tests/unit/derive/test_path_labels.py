"""What a path is called: the parameter, then the units or values that it goes through."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.paths import iter_paths, path_label
from symprop.derive.views import retargeted

SOFTMAX = Network.layered(1, 1, 2, activation=("tanh", "softmax"))
INNER = Network.layered(1, 2, 1, activation=("softmax", "tanh"))
SKIP = Network.layered(1, 1, 1, 1, sources={"o": ["j", "h"]})


def units(*rows: dict[str, object]) -> Network:
    return Network.from_dict({"inputs": ["x1", "x2"], "units": list(rows), "outputs": [rows[-1]["name"]]})


SHARED = units({"name": "a", "from": {"x1": "w1", "x2": "w1"}, "activation": "tanh"})
TWO_WAYS = units(
    {"name": "a", "from": {"x1": "w1"}, "activation": "tanh"},
    {"name": "c", "from": {"a": ["w2", "w3"]}, "activation": "identity"},
)
EQUATIONS = Network.from_dict(
    {
        "inputs": ["x"],
        "parameters": ["u", "v"],
        "equations": {"s": "sigmoid(u*x)", "y": "s*tanh(v*s)"},
        "loss": "(y - v)^2",
    }
)

LABELS: dict[str, tuple[Network, str, list[str]]] = {
    "by units": (SKIP, "w1", ["w1 → h1 → j1 → o1", "w1 → h1 → o1"]),
    "by another unit's out where it leaves its own": (
        SOFTMAX,
        "w1",
        ["w1 → h1 → o1", "w1 → h1 → o1 → out_o2", "w1 → h1 → o2 → out_o1", "w1 → h1 → o2"],
    ),
    "a bias": (SOFTMAX, "b2", ["b2 → o1", "b2 → o1 → out_o2"]),
    "across a group inside": (INNER, "w1", ["w1 → h1 → o1", "w1 → h1 → out_h2 → o1"]),
    "units that are called by their out": (
        INNER.with_notation("nielsen"),
        "w1",
        ["w²_11 → a²_1 → a³_1", "w²_11 → z²_1 → a²_2 → a³_1"],
    ),
    "a weight used twice in one net": (SHARED, "w1", ["w1 → a", "w1 → a (2)"]),
    "a unit that enters one net twice": (TWO_WAYS, "w1", ["w1 → a → c", "w1 → a → c (2)"]),
    "by values": (EQUATIONS, "u", ["u → s → y"]),
    "straight to the loss": (EQUATIONS, "v", ["v → y", "v → E_total"]),
}


@pytest.mark.parametrize("case", LABELS)
def test_a_path_is_called_by_what_it_goes_through(case: str) -> None:
    network, wrt, labels = LABELS[case]
    assert [path_label(network.graph, network.labels, path) for path in network.gradient(wrt).iter_paths()] == labels


def test_a_path_may_end_at_a_net() -> None:
    graph = retargeted(INNER.graph, "net_o1")
    labels = [path_label(graph, INNER.labels, path) for path in iter_paths(graph, "w1")]
    assert labels == ["w1 → h1 → o1", "w1 → h1 → out_h2 → o1"]
