"""Networks said in Python: what is wrong → the one line that says it; a mapping's place is its keys."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest

import symprop
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


NO_NAME = "is no name; give a string such as"
NO_SIZE = "units; give whole numbers: layered(2, 1)"

OF_THE_WRONG_TYPE: dict[str, tuple[Callable[[Network], object], str]] = {
    "a name": (lambda net: net.gradient(1), f"1 {NO_NAME} 'w1'"),
    "several names": (lambda net: net.gradient(["w1"]), f"['w1'] {NO_NAME} 'w1'"),
    "a name of --of": (lambda net: net.gradient("w1", of=3), f"3 {NO_NAME} 'out_o1'"),
    "a value's name": (lambda net: net.with_values({1: 2}), "{1: 2} for values; give a dict of names"),
    "an equation's name": (lambda net: net.equation(3), f"3 {NO_NAME} 'out_o1'"),
    "names to check": (lambda net: net.check(3), f"3 {NO_NAME} 'w1'"),
    "a name in a program": (lambda net: net.to_python([3]), f"3 {NO_NAME} 'w1'"),
    "inputs": (lambda _: Network.layered(2.5, 2), f"a layer of 2.5 {NO_SIZE}"),
    "a truth value": (lambda _: Network.layered(True, 2), f"a layer of True {NO_SIZE}"),
    "units": (lambda _: Network.layered(2, "2"), f"a layer of '2' {NO_SIZE}"),
    "samples": (lambda net: net.batch(2.5), "2.5 samples; give a whole number of at least 1"),
    "no sample": (lambda net: net.batch(0), "0 samples; at least 1"),
    "steps": (lambda net: net.train(0.5, 2.5), "--steps: 2.5 steps; a whole number"),
    "a network": (lambda _: symprop.load(3), "3 does not name a network; give a string or a path"),
    "bytes": (lambda _: symprop.load(b"mazur"), "b'mazur' does not name a network; give a string or a path"),
    "a notation": (lambda net: net.with_notation(3), "3 does not name a notation; give a string or a path"),
    "a plan": (lambda _: symprop.write_homework(3, "x"), "3 does not name a plan; give a string or a path"),
    "an answer": (lambda net: symprop.grade(net, "w5", None), "None is no answer; give a formula as text, or a number"),
    "yes": (lambda net: symprop.grade(net, "w5", True), "True is no answer; give a formula as text, or a number"),
    "no network to grade": (
        lambda _: symprop.grade("mazur", "w5", "1"),
        "'mazur' is no network; give one that symprop.load gives",
    ),
    "no network before": (
        lambda net: symprop.grade(net, "w5", "1", before="mazur"),
        "'mazur' is no network; give one that symprop.load gives",
    ),
    "digits": (lambda net: symprop.grade(net, "w5", "1", digits=0), "0 digits; give a whole number from 1 to 40"),
}


ARGUMENTS: dict[str, Callable[[Network, object], object]] = {
    "points": lambda net, given: net.check("w5", points=given),
    "against": lambda net, given: net.check("w5", against=given),
    "edges": lambda net, given: net.draw(edges=given),
    "detail": lambda net, given: net.draw(detail=given),
    "path": lambda net, given: net.draw("w5", path=given),
    "values": lambda net, given: net.with_values(given),
    "activation": lambda _, given: Network.layered(2, 1, activation=given),
    "loss": lambda _, given: Network.layered(2, 1, loss=given),
    "bias": lambda _, given: Network.layered(2, 1, bias=given),
    "names": lambda _, given: Network.layered(2, 1, names=given),
    "sources": lambda _, given: Network.layered(2, 1, sources=given),
    "what a layer takes": lambda _, given: Network.layered(2, 1, sources={"o": given}),
    "text": lambda _, given: Network.from_yaml(given),
    "data": lambda _, given: Network.from_dict(given),
    "notation": lambda net, given: net.with_notation(given),
    "form": lambda net, given: net.gradient("w5").form(given),
    "forms": lambda net, given: list(net.gradient("w5").forms(given)),
    "form of LaTeX": lambda net, given: net.gradient("w5").to_latex(given),
    "form of an answer": lambda net, given: symprop.grade(net, "w5", "1", form=given),
    "rate of a course": lambda net, given: symprop.grade(net, "w5", "1", rate=given),
    "rate": lambda net, given: net.train(given),
}


@pytest.mark.parametrize("given", [2.5j, b"w1", ["w1", 3], {1: "a"}, object()], ids=lambda given: type(given).__name__)
@pytest.mark.parametrize("argument", ARGUMENTS)
def test_what_makes_no_sense_in_python_is_refused(argument: str, given: object) -> None:
    with pytest.raises(SympropError) as caught:
        ARGUMENTS[argument](symprop.load("mazur"), given)
    assert caught.value.instead


@pytest.mark.parametrize("case", OF_THE_WRONG_TYPE)
def test_what_is_of_the_wrong_type_is_refused(case: str) -> None:
    call, message = OF_THE_WRONG_TYPE[case]
    with pytest.raises(InputError) as caught:
        call(symprop.load("mazur"))
    assert str(caught.value) == message


def test_a_number_is_an_answer() -> None:
    net = symprop.load("mazur")
    assert symprop.grade(net, "w5", 0.0821670406).verdict == "correct"
    assert symprop.grade(net, "w5", Fraction(8216704056, 10**11), digits=10).verdict == "correct"
    assert symprop.grade(net, "w5", -0.0821670406).kinds == ("wrong-sign",)
    assert symprop.grade(net, "w5", float("nan")).verdict == "unreadable"


def test_numpy_counts_in_whole_numbers_too() -> None:
    assert Network.layered(np.int64(2), np.int32(1)).name == "2-1"


def test_a_name_alone_is_no_list_of_letters() -> None:
    net = symprop.load("mazur")
    assert net.to_python("w1") == net.to_python(["w1"])


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


def test_a_batch_says_how_its_names_end() -> None:
    assert "names of sample 1 end in _s1;" in symprop.load("mazur").batch(2).model.facts[-1]
