"""Networks said in Python: what is wrong → the one line that says it; a mapping's place is its keys."""

from __future__ import annotations

from difflib import get_close_matches
from random import Random
from typing import Any

import pytest

from symprop import Network
from symprop.errors import InputError, LimitExceeded, SympropError, nearest

UNITS = {"inputs": ["x"], "outputs": ["c"]}
FORMULAS = {"inputs": ["x"], "parameters": ["u"], "targets": ["t"]}

REFUSED: dict[str, tuple[dict[Any, Any], str]] = {
    "a cycle, in order": (
        {**UNITS, "units": [{"name": "c", "from": {"a": "w"}}, {"name": "a", "from": {"c": "v"}}]},
        "units[0]: the units go in a cycle: c → a → c; units must not depend on themselves",
    ),
    "fed by nothing": (
        {**UNITS, "units": [{"name": "c", "from": {}}]},
        "units[0]: the unit 'c' takes nothing; name what it takes",
    ),
    "an output nobody computes": (
        {**UNITS, "units": [{"name": "a", "from": {"x": "w"}}]},
        "outputs[0]: the output 'c' is no unit; one of a",
    ),
    "a name for two things": (
        {**UNITS, "units": [{"name": "c", "from": {"x": "w"}, "bias": "w"}]},
        "units[0].bias: 'w' is a weight already; give the bias another name",
    ),
    "an unknown function": (
        {**FORMULAS, "equations": {"y": "sigmiod(u*x)"}, "loss": "(t-y)^2"},
        "equations.y: unknown name 'sigmiod' at character 1 of the formula; did you mean 'sigmoid'?",
    ),
    "both shapes": (
        {"inputs": 2, "layers": [{"units": 3}, {"kind": "residual", "from": ["h", "inputs"]}]},
        "layers[1].from[1]: shapes [3] and [2] cannot be added; give sources of one shape",
    ),
    "a kernel larger than its input": (
        {"inputs": 2, "layers": [{"kind": "conv1d", "channels": 1, "kernel": 3}]},
        "layers[0]: a window of [3] does not fit into [2]; make the window smaller or the input larger",
    ),
    "T = 0": (
        {"inputs": 2, "layers": [{"kind": "lstm", "units": 1, "steps": 0}]},
        "layers[0].steps: steps: 0; at least 1",
    ),
    "an unknown key": (
        {"inputs": 2, "layers": [{"unit": 1}]},
        "layers[0].unit: unknown key 'unit'; did you mean 'units'?",
    ),
    "no word for a key": ({"inputs": 2, "layers": [{3: 1}]}, "layers[0]: the key 3 is no name; give a string"),
    "nothing": ({}, "'inputs' is missing; add inputs:"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_mapping_is_refused(case: str) -> None:
    data, message = REFUSED[case]
    with pytest.raises(SympropError) as caught:
        Network.from_dict(data)
    assert str(caught.value) == message


def test_a_mapping_without_an_end_is_refused() -> None:
    data: dict[str, Any] = {"inputs": 2}
    data["layers"] = [data]
    with pytest.raises(LimitExceeded, match="nested too deep; at most 32 levels"):
        Network.from_dict(data)


def test_a_mapping_is_the_file() -> None:
    data = {"name": "n", "inputs": 2, "layers": [{"units": 2, "activation": "tanh"}, {"kind": "dense", "units": 1}]}
    text = "name: n\ninputs: 2\nlayers: [{units: 2, activation: tanh}, {kind: dense, units: 1}]\nvalues: {i1: 0.10}"
    ours, theirs = Network.from_dict({**data, "values": {"i1": "0.10"}}), Network.from_yaml(text)
    assert list(ours.equations()) == list(theirs.equations())
    assert (ours.name, ours.values) == (theirs.name, theirs.values)


SIZES: dict[str, tuple[tuple[Any, ...], dict[str, Any], str]] = {
    "one size": ((2,), {}, "a network needs two sizes; give inputs and at least one layer: layered(2, 1)"),
    "no units": ((2, 0), {}, "layer 'o' has 0 units; at least 1"),
    "an activation": ((2, 2), {"activation": "sigmod"}, "unknown activation 'sigmod'; did you mean 'sigmoid'?"),
    "a source": ((2, 2, 2), {"sources": {"o": ["q"]}}, "layer 'o' takes 'q', which is unknown; one of inputs, h"),
}  # fmt: skip


@pytest.mark.parametrize("case", SIZES)
def test_sizes_are_refused(case: str) -> None:
    sizes, more, message = SIZES[case]
    with pytest.raises(InputError) as caught:
        Network.layered(*sizes, **more)
    assert str(caught.value) == message


def test_a_message_is_one_printable_line_whatever_was_given() -> None:
    error = InputError("no\nnetwork\x1b[31m", where="a\r\nb.yaml", instead="x" * 10_000)
    assert str(error).startswith("a b.yaml: no network\N{REPLACEMENT CHARACTER}[31m; xxx")
    assert str(error).isprintable()
    assert len(str(error)) == 1_000


def test_the_nearest_word_is_the_one_that_difflib_finds() -> None:
    random = Random(6)
    words = ["".join(random.choices("abw_12", k=random.randint(1, 9))) for _ in range(200)]
    for _ in range(100):
        word = "".join(random.choices("abw_12", k=random.randint(0, 9)))
        found = get_close_matches(word, words, n=1, cutoff=0.5)
        assert nearest(word, words) == (f"did you mean '{found[0]}'?" if found else "")
