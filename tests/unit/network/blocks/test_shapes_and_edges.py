"""What each block adds to the graph: how its variables are called, which edges there are, how many paths."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import symprop
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.passes import forward_tape
from symprop.evaluate.tape import compile_tape
from symprop.graph import GIVEN, Kind
from symprop.network.blocks import KINDS, block_model
from symprop.render import PYTHON, write


def network(inputs: int | list[str], *layers: dict[str, Any], **options: Any) -> symprop.Network:
    return symprop.Network(block_model(inputs, layers, **options))


DEFINITIONS: dict[str, tuple[symprop.Network, str, str]] = {
    "dense numbers on": (
        network(2, {"units": 2}, {"kind": "dense", "units": 1}),
        "net_o1",
        "w5*out_h1 + w6*out_h2 + b3",
    ),
    "residual": (
        network(2, {"units": 2}, {"kind": "residual", "from": ["h", "inputs"]}, {"units": 1}),
        "y2",
        "out_h2 + i2",
    ),
    "concatenation": (
        network(1, {"units": 1}, {"kind": "dense", "units": 1, "from": ["h", "inputs"]}, samples=1),
        "net_o1",
        "w2*out_h1 + w3*i1 + b2",
    ),
    "rnn": (
        network(4, {"kind": "rnn", "units": 1, "steps": 2}),
        "net_h1_t2",
        "W1_1*i3 + W1_2*i4 + U1_1*out_h1_t1 + b_h_1",
    ),
    "lstm's cell": (
        network(2, {"kind": "lstm", "units": 1, "steps": 2}),
        "c1_t2",
        "out_f1_t2*c1_t1 + out_i1_t2*out_g1_t2",
    ),
    "lstm's first cell": (network(2, {"kind": "lstm", "units": 1, "steps": 2}), "c1_t1", "out_i1_t1*out_g1_t1"),
    "lstm's state": (network(2, {"kind": "lstm", "units": 1, "steps": 2}), "h1_t2", "out_o1_t2*tanh(c1_t2)"),
    "gru's state": (
        network(2, {"kind": "gru", "units": 1, "steps": 2}),
        "h1_t2",
        "out_z1_t2*h1_t1 + (1 - out_z1_t2)*out_n1_t2",
    ),
    "gru resets before": (
        network(2, {"kind": "gru", "units": 1, "steps": 2}),
        "net_n1_t2",
        "W_n_1_1*i2 + U_n_1_1*out_r1_t2*h1_t1 + b_n_1",
    ),
    "gru resets after": (
        network(2, {"kind": "gru", "units": 1, "steps": 2, "reset": "after"}),
        "net_n1_t2",
        "W_n_1_1*i2 + b_n_1 + out_r1_t2*a1_t2",
    ),
    "conv1d, padded and strided": (
        network(4, {"kind": "conv1d", "channels": 1, "kernel": 3, "stride": 2, "padding": 1}),
        "net_c1_1",
        "K1_1_2*i1 + K1_1_3*i2 + b_K_1",
    ),
    "conv2d is a cross-correlation": (
        network(6, {"kind": "conv2d", "channels": 1, "kernel": 2, "bias": False}, input_shape=[2, 3]),
        "net_c1_1_2",
        "K1_1_1_1*i1_2 + K1_1_1_2*i1_3 + K1_1_2_1*i2_2 + K1_1_2_2*i2_3",
    ),
    "average": (network(4, {"kind": "avgpool", "size": 2}), "p1_2", "1/2*i3 + 1/2*i4"),
    "layernorm's mean": (network(3, {"kind": "layernorm"}), "mu", "1/3*i1 + 1/3*i2 + 1/3*i3"),
    "layernorm's deviation": (network(3, {"kind": "layernorm", "eps": "0.1"}), "s", "sqrt(v + 0.1)"),
    "batchnorm's mean": (network(1, {"kind": "batchnorm"}, samples=2), "mu1", "1/2*i1_s1 + 1/2*i1_s2"),
    "embedding": (network(0, {"kind": "embedding", "vocabulary": 3, "units": 1, "tokens": [2]}), "e1_1", "T2_1"),
    "dropout keeps": (network(2, {"kind": "dropout", "mask": ["1.25", 0]}), "y1", "1.25*i1"),
    "dropout drops": (network(2, {"kind": "dropout", "mask": ["1.25", 0]}), "y2", "0"),
    "attention's score": (
        network(8, {"kind": "attention", "heads": 2}, input_shape=[2, 4]),
        "net_a2_1_2",
        "(q1_3*k2_3 + q1_4*k2_4)/sqrt(2)",
    ),
    "attention's output": (
        network(4, {"kind": "attention"}, input_shape=[2, 2]),
        "z1_2",
        "out_a1_1_1*v1_2 + out_a1_1_2*v2_2",
    ),
    "graph convolution": (
        network(2, {"kind": "gcn", "units": 1, "adjacency": [["0.5", 1], [0, 1]]}, input_shape=[2, 1]),
        "net_n1_1",
        "0.5*W1_1*i1_1 + W1_1*i2_1",
    ),
    "mixture": (network(1, {"kind": "mixture", "units": 1}), "y1", "out_g1*out_e1_1 + out_g2*out_e2_1"),
    "a mean over samples": (
        network(1, {"units": 1}, samples=2, reduction="mean"),
        "E_total",
        "1/2*E_o1_s1 + 1/2*E_o1_s2",
    ),
    "a mean of means": (
        network(1, {"units": 2}, samples=2, reduction="mean", loss="mean_squared"),
        "E_total",
        "1/4*E_o1_s1 + 1/4*E_o2_s1 + 1/4*E_o1_s2 + 1/4*E_o2_s2",
    ),
    "the second of a kind": (
        network(4, {"kind": "rnn", "units": 1, "steps": 2, "sequence": True}, {"kind": "rnn", "units": 1}),
        "net_h_l2_1_t1",
        "W_l2_1_1*out_h1_t1 + b_l2_h_1",
    ),
    "a named block": (
        network(2, {"kind": "rnn", "units": 1, "steps": 2, "name": "enc"}),
        "net_h_enc_1_t1",
        "W_enc_1_1*i1 + b_enc_h_1",
    ),
}


@pytest.mark.parametrize(("net", "name", "written"), DEFINITIONS.values(), ids=DEFINITIONS)
def test_definition(net: symprop.Network, name: str, written: str) -> None:
    assert write(net.equation(name).rhs, PYTHON, net.labels).replace(" ", "") == written.replace(" ", "")


def test_a_weight_shared_over_time_has_an_occurrence_a_step() -> None:
    net = network(5, {"kind": "rnn", "units": 1, "steps": 5})
    assert [edge.target for edge in net.graph.edges_from("W1_1")] == [f"net_h1_t{t}" for t in range(1, 6)]
    assert [str(edge.partial) for edge in net.graph.edges_from("U1_1")] == [
        f"Var(name='out_h1_t{t}')" for t in range(1, 5)
    ]


def test_a_kernel_is_shared_over_all_places() -> None:
    net = network(16, {"kind": "conv2d", "channels": 1, "kernel": 3}, input_shape=[4, 4])
    assert {edge.target for edge in net.graph.edges_from("K1_1_3_3")} == {
        f"net_c1_{y}_{x}" for y in (1, 2) for x in (1, 2)
    }


COUNTS: dict[str, tuple[symprop.Network, str, int]] = {
    "rnn of one unit": (network(50, {"kind": "rnn", "units": 1, "steps": 50}), "W1_1", 50),
    "rnn of two units": (network(50, {"kind": "rnn", "units": 2, "steps": 50}), "W1_1", 2**50 - 1),
    "kernel": (network(16, {"kind": "conv2d", "channels": 1, "kernel": 3}, input_shape=[4, 4]), "K1_1_1_1", 4),
    "token used twice": (network(0, {"kind": "embedding", "vocabulary": 3, "units": 1, "tokens": [2, 2]}), "T2_1", 2),
    "token not used": (network(0, {"kind": "embedding", "vocabulary": 3, "units": 1, "tokens": [2, 2]}), "T0_1", 0),
    "dropped unit": (network(1, {"units": 2}, {"kind": "dropout", "mask": [1, 0]}), "w2", 0),
    "layernorm": (network(2, {"units": 2}, {"kind": "layernorm"}), "w1", 3 * 3),
}


@pytest.mark.parametrize(("net", "wrt", "count"), COUNTS.values(), ids=COUNTS)
def test_path_count(net: symprop.Network, wrt: str, count: int) -> None:
    assert net.path_count(wrt) == count


def test_path_counts_of_an_unrolled_lstm_are_exact() -> None:
    net = network(50, {"kind": "lstm", "units": 2, "steps": 50})
    count = net.path_count("W_i_1_1")
    assert count == dict(net.path_counts())["W_i_1_1"]
    assert count > 10**40
    assert isinstance(count, int)


@pytest.mark.parametrize(
    ("values", "expected"),
    [((1, 2, 3, 0), [2, 3]), ((2, 1, 0, 3), [2, 3]), ((-1, -2, 5, 5), [-1, 5])],
    ids=str,
)
def test_max_pooling(values: tuple[int, ...], expected: list[int]) -> None:
    net = network(4, {"kind": "maxpool", "size": 2})
    given = {**{f"i{k + 1}": float(v) for k, v in enumerate(values)}, "t1": 0.0, "t2": 0.0}
    found = forward_tape(net.graph).bind(float_arithmetic())(given)
    assert [found["p1_1"], found["p1_2"]] == expected


def test_of_equal_values_the_first_one_counts() -> None:
    net = network(3, {"kind": "maxpool", "size": 3})
    given = dict.fromkeys(net.graph.given(*GIVEN), 1.0)
    forward = {**given, **forward_tape(net.graph).bind(float_arithmetic())(given)}
    slopes = {}
    for edge in (*net.graph.edges_into("p1_1"), *net.graph.edges_into("p1_1_m1")):
        slopes[edge.source] = compile_tape([("d", edge.partial)]).bind(float_arithmetic())(forward)["d"]
    assert slopes == {"p1_1_m1": 1, "i3": 0, "i1": 1, "i2": 0}


def test_samples_share_parameters_and_nothing_else() -> None:
    one, three = network(2, {"units": 2}), network(2, {"units": 2}, samples=3)
    assert three.parameters == one.parameters
    assert three.graph.count(Kind.INPUT) == 6
    assert three.path_count("w1") == 3 * one.path_count("w1")


def test_a_sum_of_samples_is_the_sum_of_their_gradients() -> None:
    net = network(1, {"kind": "lstm", "units": 1, "steps": 1}, samples=2)
    weights = {name: Fraction(k + 1, 8) for k, name in enumerate(net.parameters)}
    values = {"i1_s1": Fraction(1, 2), "i1_s2": -1, "t1_s1": 1, "t1_s2": 0}
    both = net.with_values({**weights, **values})
    single = network(1, {"kind": "lstm", "units": 1, "steps": 1})
    parts = [single.with_values({**weights, "i1": values[f"i1_s{s}"], "t1": values[f"t1_s{s}"]}) for s in (1, 2)]
    for name in net.parameters:
        expected = sum(float(part.gradient(name).value or 0) for part in parts)
        assert float(both.gradient(name).value or 0) == pytest.approx(expected, rel=1e-11)


def test_weights_come_before_biases_and_gates_in_their_order() -> None:
    assert network(2, {"kind": "lstm", "units": 1, "steps": 2}).parameters == tuple(
        f"{letter}_{gate}_1{last}" for letter, last in (("W", "_1"), ("U", "_1"), ("b", "")) for gate in "ifgo"
    )


def test_every_kind_says_its_paper() -> None:
    from symprop.network.blocks import attention, convolution, mixture, normalisation, recurrent, selection

    for module in (attention, convolution, mixture, normalisation, recurrent, selection):
        for name in set(module.__all__) - {"EPSILON", "RESETS", "TIES", "Window"}:
            assert "Source:" in getattr(module, name).__doc__, name
    assert len(KINDS) == 22
