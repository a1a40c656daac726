"""Every block through every form, what is printed read back, and differences; and wrong blocks found out."""

from __future__ import annotations

from typing import Any

import pytest

import symprop
from symprop.expression import Cases, Var
from symprop.graph import Kind
from symprop.network.blocks import block_model
from symprop.network.builder import GraphBuilder
from symprop.network.model import Model

AGAINST = ["forms", "exact", "latex", "mathml", "text", "python", "finite-difference", "float64"]

BLOCKS: dict[str, tuple[int, list[dict[str, Any]], dict[str, Any], str]] = {
    "residual": (1, [{"units": 1}, {"kind": "residual", "from": ["h", "inputs"], "activation": "tanh"}], {}, "w1"),
    "rnn": (2, [{"kind": "rnn", "units": 1, "steps": 2}], {}, "U1_1"),
    "lstm": (2, [{"kind": "lstm", "units": 1, "steps": 2}], {}, "W_i_1_1"),
    "gru": (2, [{"kind": "gru", "units": 1, "steps": 2}], {}, "W_z_1_1"),
    "gru, reset after": (2, [{"kind": "gru", "units": 1, "steps": 2, "reset": "after"}], {}, "b_a_1"),
    "conv1d": (4, [{"kind": "conv1d", "channels": 1, "kernel": 2, "stride": 2, "padding": 1}], {}, "K1_1_2"),
    "conv2d": (6, [{"kind": "conv2d", "channels": 1, "kernel": 2}], {"input_shape": [2, 3]}, "K1_1_2_1"),
    "maxpool": (4, [{"kind": "conv1d", "channels": 1, "kernel": 2}, {"kind": "maxpool", "size": 3}], {}, "K1_1_1"),
    "avgpool": (3, [{"kind": "conv1d", "channels": 1, "kernel": 2}, {"kind": "avgpool", "size": 2}], {}, "b_K_1"),
    "layernorm": (2, [{"units": 3, "activation": "tanh"}, {"kind": "layernorm"}], {}, "w1"),
    "batchnorm": (1, [{"units": 1, "activation": "tanh"}, {"kind": "batchnorm"}], {"samples": 3}, "w1"),
    "dropout": (2, [{"units": 2}, {"kind": "dropout", "mask": [2, 0]}, {"units": 1}], {}, "w1"),
    "embedding": (
        0,
        [{"kind": "embedding", "vocabulary": 3, "units": 1, "tokens": [2, 0, 2]}, {"units": 1}],
        {},
        "T2_1",
    ),
    "attention": (4, [{"kind": "attention", "heads": 1}], {"input_shape": [2, 2]}, "W_K_1_2"),
    "transformer": (
        6,
        [{"kind": "transformer", "units": 1, "activation": "tanh"}],
        {"input_shape": [2, 3]},
        "gamma_n_1",
    ),
    "gcn": (2, [{"kind": "gcn", "units": 1, "adjacency": [["0.5", "0.5"], [0, 1]]}], {"input_shape": [2, 1]}, "W1_1"),
    "mixture": (2, [{"kind": "mixture", "units": 1}], {}, "V1_2"),
    "a mean over samples": (1, [{"units": 1}], {"samples": 3, "reduction": "mean"}, "w1"),
    "softmax over samples": (1, [{"units": 2, "activation": "softmax"}], {"samples": 2, "loss": "cross_entropy"}, "w1"),
}


@pytest.mark.parametrize(("inputs", "layers", "options", "wrt"), BLOCKS.values(), ids=BLOCKS)
def test_all_forms_agree(inputs: int, layers: list[dict[str, Any]], options: dict[str, Any], wrt: str) -> None:
    report = symprop.Network(block_model(inputs, layers, **options)).check([wrt], against=AGAINST, points=2)
    assert report.ok, report.failures
    assert {check.subject for check in report.checks} >= {"chain", "messages", "factored"}


def test_a_wrong_partial_of_a_maximum_is_found() -> None:
    builder = GraphBuilder()
    w, x, y, t = (
        builder.give(name, kind)
        for name, kind in (("w", Kind.WEIGHT), ("x", Kind.INPUT), ("y", Kind.INPUT), ("t1", Kind.TARGET))
    )
    a, b = builder.net("a", [(w, x)]), builder.net("c", [(w, y)])
    p = builder.define("p", Kind.VALUE, Cases(b, a, a, b))
    wrong = builder._definitions["p"]
    object.__setattr__(wrong, "partial", lambda parent: Cases(b, a, Var("x"), Var("y")))
    builder.define("E_total", Kind.TOTAL, (t - p) ** 2)
    report = symprop.Network(Model(graph=builder.build(), facts=())).check(["w"], against=["finite-difference"])
    assert not report.ok
