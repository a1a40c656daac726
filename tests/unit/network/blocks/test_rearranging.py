"""What stands between blocks: shapes, orders, an activation alone; dense layers on rows; given statistics."""

from __future__ import annotations

from typing import Any

import pytest

import symprop
from symprop.expression import Var
from symprop.network.blocks import Tensor, block_model
from symprop.network.blocks.rearrange import joined_along, permuted, reshaped, taken

GRID = Tensor((2, 3), tuple(map(Var, "abcdef")))


def said(tensor: Tensor) -> tuple[tuple[int, ...], str]:
    return tensor.shape, "".join(value.name for value in tensor.values)


MOVED = {
    "reshape [3, 2]": (lambda: reshaped(GRID, [3, 2]), ((3, 2), "abcdef")),
    "reshape [3, 0]": (lambda: reshaped(GRID, [3, 0]), ((3, 2), "abcdef")),
    "permute [2, 1]": (lambda: permuted(GRID, [2, 1]), ((3, 2), "adbecf")),
    "permute [3, 1, 2]": (
        lambda: permuted(Tensor((2, 2, 2), tuple(map(Var, "abcdefgh"))), [3, 1, 2]),
        ((2, 2, 2), "acegbdfh"),
    ),
    "concat 1": (lambda: joined_along([GRID, GRID], 1), ((4, 3), "abcdefabcdef")),
    "concat 2": (lambda: joined_along([GRID, reshaped(taken(GRID, 1), [3])], 1), "shapes [2, 3] and [3]"),
    "concat of columns": (lambda: joined_along([GRID, GRID], 2), ((2, 6), "abcabcdefdef")),
    "take 0": (lambda: taken(GRID, 0), ((3,), "def")),
    "take 1": (lambda: taken(GRID, 1), ((3,), "abc")),
    "take 3": (lambda: taken(GRID, 3), "place 3 of [2, 3]; a place of several rows"),
    "reshape [4]": (lambda: reshaped(GRID, [4]), "[2, 3] does not fill [4]; 6 values"),
    "reshape [0, 0]": (lambda: reshaped(GRID, [0, 0]), "[2, 3] does not fill [0, 0]; 6 values"),
    "permute [1, 1]": (lambda: permuted(GRID, [1, 1]), "axes [1, 1] of [2, 3]; each of 1 to 2 once"),
    "concat 3": (lambda: joined_along([GRID, GRID], 3), "axis 3 of [2, 3]; 1 to 2"),
}


@pytest.mark.parametrize("case", MOVED)
def test_moved(case: str) -> None:
    move, expected = MOVED[case]
    if isinstance(expected, str):
        with pytest.raises(symprop.InputError) as caught:
            move()
        assert str(caught.value).startswith(expected)
    else:
        assert said(move()) == expected


def network(inputs: int, *layers: dict[str, Any], **options: Any) -> symprop.Network:
    return symprop.Network(block_model(inputs, layers, **options))


CHECKED = {
    "dense on rows": network(4, {"units": 1, "rows": True, "activation": "tanh"}, {"units": 1}, input_shape=[2, 2]),
    "softmax of rows": network(
        4,
        {"units": 2, "rows": True, "bias": False, "activation": "identity"},
        {"kind": "activation", "activation": "softmax"},
        input_shape=[2, 2],
    ),
    "an activation alone": network(
        2,
        {"kind": "residual", "from": ["inputs", "inputs"]},
        {"kind": "activation", "activation": "tanh"},
        {"units": 1},
    ),
    "given statistics": network(
        2, {"kind": "batchnorm", "running": True}, {"units": 1, "activation": "tanh"}, samples=2
    ),
}


@pytest.mark.parametrize("net", CHECKED.values(), ids=CHECKED)
def test_checks(net: symprop.Network) -> None:
    report = net.check(net.parameters[:3], against=["forms", "finite-difference", "latex"], points=1)
    assert report.ok, report.failures


def test_rows_share_their_weights() -> None:
    net = CHECKED["dense on rows"]
    assert [edge.target for edge in net.graph.edges_from("w1")] == ["net_h1_1", "net_h2_1"]
    assert net.path_count("w1") == 2
    assert net.parameters == ("w1", "w2", "w3", "w4", "b1", "b2")


def test_a_layer_without_bias_takes_none() -> None:
    net = network(1, {"units": 2, "bias": False}, {"units": 1})
    assert net.parameters == ("w1", "w2", "w3", "w4", "b1")


def test_given_statistics_are_no_parameters() -> None:
    net = CHECKED["given statistics"]
    assert str(net.expr("s1")) == "sqrt(v1 + 1/100000)"
    assert set(net.parameters) == {"gamma1", "gamma2", "beta1", "beta2", "w1", "w2", "b1"}
