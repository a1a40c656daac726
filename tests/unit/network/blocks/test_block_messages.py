"""What a file of blocks that cannot be used is told: place, what, and what instead, in one line."""

from __future__ import annotations

import time

import pytest

from symprop.errors import LimitExceeded, SympropError
from symprop.network.file import read_network_file
from symprop.network.layers import LayeredGraph

MESSAGES: dict[str, tuple[str, str]] = {
    "unknown kind": (
        "inputs: 4\nlayers: [{kind: lstn, units: 2}]",
        "f:2:17: unknown kind 'lstn'; did you mean 'lstm'?",
    ),
    "kind is a list": ("inputs: 4\nlayers: [{kind: [a]}]", "f:2:17: unknown kind '['a']'; one of dense"),
    "unknown key": (
        "inputs: 4\nlayers:\n  - {kind: lstm, units: 2, step: 2}",
        "f:3:28: unknown key 'step'; did you mean 'steps'?",
    ),
    "unknown key at the top": (
        "inputs: 4\nsampels: 2\nlayers: [{kind: lstm, units: 2}]",
        "f:2:1: unknown key 'sampels'; did you mean 'samples'?",
    ),
    "missing key": ("inputs: 4\nlayers: [{kind: lstm, steps: 2}]", "f:2:10: 'units' is missing; add units:"),
    "no number": (
        "inputs: 4\nlayers: [{kind: lstm, units: x}]",
        "f:2:30: 'x' is no whole number; a whole number such as 2",
    ),
    "no choice": (
        "inputs: 4\nlayers: [{kind: gru, units: 1, reset: befor}]",
        "f:2:39: unknown reset 'befor'; did you mean 'before'?",
    ),
    "no truth": ("inputs: 4\nlayers: [{kind: rnn, units: 1, sequence: yes}]", "f:2:42: sequence: 'yes'; true or false"),
    "steps": (
        "inputs: 4\nlayers: [{kind: lstm, units: 2, steps: 3}]",
        "f:2:40: 4 inputs are not 3 steps; a divisor of 4",
    ),
    "T = 0": ("inputs: 4\nlayers: [{kind: gru, units: 2, steps: 0}]", "f:2:39: steps: 0; at least 1"),
    "both shapes": (
        "inputs: 4\nlayers: [{kind: conv2d, channels: 1, kernel: 2}]",
        "f:2:10: conv2d takes [channels, height, width], and here comes [4]; give input_shape:",
    ),
    "input_shape": (
        "inputs: 4\ninput_shape: [1, 3, 3]\nlayers: [{units: 1}]",
        "f:2:14: 4 inputs do not fill [1, 3, 3]; 9 inputs",
    ),
    "window": (
        "inputs: 4\ninput_shape: [2, 2]\nlayers: [{kind: conv2d, channels: 1, kernel: [3, 2]}]",
        "f:3:10: a window of [3, 2] does not fit into [2, 2]; make the window smaller",
    ),
    "nothing but padding": (
        "inputs: 4\nlayers: [{kind: conv1d, channels: 1, kernel: 2, padding: 2}]",
        "f:2:10: padding [2] of a window of [2]; pad by less than it",
    ),
    "stride": (
        "inputs: 4\nlayers: [{kind: conv1d, channels: 1, kernel: 2, stride: 0}]",
        "f:2:57: stride: [0]; one number of at least 1",
    ),
    "group activation": (
        "inputs: 4\nlayers: [{kind: conv1d, channels: 1, kernel: 2, activation: softmax}]",
        "f:2:61: 'softmax' needs a group of units; use it in a dense layer",
    ),
    "heads": (
        "inputs: 4\ninput_shape: [2, 2]\nlayers: [{kind: attention, heads: 3}]",
        "f:3:35: 3 heads do not divide 2 features",
    ),
    "adjacency": (
        "inputs: 2\ninput_shape: [2, 1]\nlayers: [{kind: gcn, units: 1, adjacency: [[1, 0]]}]",
        "f:3:44: an adjacency of 1 rows, row 1 of 2, for 2 nodes; give 2 rows of 2",
    ),
    "adjacency's number": (
        "inputs: 2\ninput_shape: [2, 1]\nlayers: [{kind: gcn, units: 1, adjacency: [[1, 0], [1, x]]}]",
        "f:3:56: 'x' is no number; write a number such as 0.15, 1.5e-3 or 1/3",
    ),
    "mask": (
        "inputs: 4\nlayers: [{kind: dropout, mask: [1, 0]}]",
        "f:2:32: a mask of 2 for 4 values; give one number a value",
    ),
    "token": (
        "layers: [{kind: embedding, vocabulary: 2, units: 2, tokens: [0, 2]}]",
        "f:1:65: token 2 is not in a vocabulary of 2; 0 to 1",
    ),
    "residual shapes": (
        "inputs: 2\nlayers: [{units: 3}, {kind: residual, from: [h, inputs]}]",
        "f:2:49: shapes [3] and [2] cannot be added",
    ),
    "unknown source": (
        "inputs: 2\nlayers: [{units: 3}, {kind: dense, units: 1, from: hh}]",
        "f:2:52: 'hh' is no layer before this one; did you mean 'h'?",
    ),
    "samples": ("inputs: 2\nsamples: 0\nlayers: [{units: 3}]", "f:2:10: 0 samples; 1 to 1,000"),
    "batchnorm of one": (
        "inputs: 2\nlayers: [{units: 3}, {kind: batchnorm}]",
        "f:2:22: batchnorm over one value; give samples: 2 or more",
    ),
    "no inputs": ("layers: [{kind: dense, units: 3}]", "f:1:10: there is nothing to take; give inputs:"),
    "names alike": (
        "inputs: [W_1_1, x]\nlayers: [{kind: rnn, units: 1, steps: 2}]",
        "the names 'W_1_1' and 'W1_1' would both print as",
    ),
}


@pytest.mark.parametrize(("text", "message"), MESSAGES.values(), ids=MESSAGES)
def test_message(text: str, message: str) -> None:
    with pytest.raises(SympropError) as caught:
        read_network_file(text, "f")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


HUGE = {
    "dense": "{kind: dense, units: 999999999}",
    "softmax": "{kind: dense, units: 9999, activation: softmax}",
    "rnn": "{kind: rnn, steps: 2, units: 99999}",
    "embedding": "{kind: embedding, vocabulary: 99999, units: 99999, tokens: [0]}",
    "mixture": "{kind: mixture, units: 1, experts: 99999}",
    "conv1d": "{kind: conv1d, channels: 99999, kernel: 99999, padding: 99998}",
}


@pytest.mark.parametrize("entry", HUGE.values(), ids=HUGE)
def test_a_small_file_of_a_huge_network_is_refused_soon(entry: str) -> None:
    start = time.process_time()
    with pytest.raises(LimitExceeded):
        read_network_file(f"inputs: 4\nlayers: [{entry}]", "f")
    assert time.process_time() - start < 5


def test_layers_without_a_kind_stay_lazy() -> None:
    assert isinstance(read_network_file("inputs: 2\nlayers: [{units: 3}]", "f").graph, LayeredGraph)
