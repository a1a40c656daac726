"""YAML with places, and numbers as they were written."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from fractions import Fraction

import pytest

from symprop.errors import InputError, LimitExceeded
from symprop.expression import Expr, Neg, Num
from symprop.network.dense import dense_layers
from symprop.network.file import read_network_file
from symprop.network.layers import LayeredGraph
from symprop.network.values import exact, parse_assignments, parse_value, split_list, take_values
from symprop.network.yaml import MOST_NODES, load_yaml

TEXT = """\
# a comment
a: 1
b: [x, {c: 0.10}]
d:
  - e: "yes"
    f: no
"""


def test_scalars_stay_text() -> None:
    assert load_yaml(TEXT, "f").data == {"a": "1", "b": ["x", {"c": "0.10"}], "d": [{"e": "yes", "f": "no"}]}


PLACES = {
    (): ("f:2:1", "f:2:1"),
    ("a",): ("f:2:4", "f:2:1"),
    ("b",): ("f:3:4", "f:3:1"),
    ("b", 0): ("f:3:5", "f:3:5"),
    ("b", 1): ("f:3:8", "f:3:8"),
    ("b", 1, "c"): ("f:3:12", "f:3:9"),
    ("d",): ("f:5:3", "f:4:1"),
    ("d", 0, "e"): ("f:5:8", "f:5:5"),
    ("d", 0, "f"): ("f:6:8", "f:6:5"),
    ("d", 0, "nosuch"): ("f:5:5", "f:5:5"),
    ("d", 7): ("f:5:3", "f:4:1"),
    ("nosuch", "at", "all"): ("f:2:1", "f:2:1"),
}


@pytest.mark.parametrize("path", PLACES, ids=str)
def test_places_of_values_and_keys(path: tuple[str | int, ...]) -> None:
    document = load_yaml(TEXT, "f")
    assert (document.where(path), document.where(path, key=True)) == PLACES[path]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("", None),
        ("\ufeffa: 1", {"a": "1"}),
        ('{"a": [1, null, true]}', {"a": ["1", "null", "true"]}),
        ("a: |\n  x\n  y\n", {"a": "x\ny\n"}),
        ("a: 'it''s'", {"a": "it's"}),
        ("a:", {"a": ""}),
    ],
)
def test_data(text: str, data: object) -> None:
    assert load_yaml(text, "f").data == data


def test_too_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("symprop.network.yaml.MOST_NODES", 2_000)
    with pytest.raises(LimitExceeded, match=r"f:1:4000: too many values; at most 2,000"):
        load_yaml("[" + "1," * 2_001, "f")


def test_the_most_values_are_as_many_as_is_said() -> None:
    assert f"{MOST_NODES:,} values" in (load_yaml.__doc__ or "")


NUMBERS = {
    "0.10": ("1/10", "0.10"),
    ".5": ("1/2", "0.5"),
    "5.": ("5", "5."),
    "+1": ("1", "1"),
    "-.10": ("-1/10", "0.10"),
    "-0": ("0", "0"),
    "1e3": ("1000", "1e3"),
    "1E-3": ("1/1000", "1e-3"),
    " 2 ": ("2", "2"),
    "007": ("7", "007"),
}


@pytest.mark.parametrize("text", NUMBERS)
def test_parse_value(text: str) -> None:
    literal = parse_value(text)
    value, written = NUMBERS[text]
    assert exact(literal) == Fraction(value)
    assert isinstance(literal, Neg) == text.strip().startswith("-")
    assert number_of(literal).text == written


def number_of(literal: Expr) -> Num:
    inner = literal.operand if isinstance(literal, Neg) else literal
    assert isinstance(inner, Num)
    return inner


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "nan",
        "inf",
        "-Infinity",
        "1/0",
        "0x1",
        "1_0",
        "1e",
        "e5",
        ".",
        "-",
        "--1",
        "1 2",
        "١",
        "1,5",
        "1e5.0",
        "True",
    ],
)
def test_no_number(text: str) -> None:
    with pytest.raises(InputError, match=r"somewhere: .*; write a number such as 0\.15, 1\.5e-3 or 1/3"):
        parse_value(text, where="somewhere")


@pytest.mark.parametrize("text", ["1" * 51, "0." + "1" * 50, "1e301", "1e-301", "1e" + "9" * 100, "1" * 1_000_000])
def test_a_number_beyond_the_limit(text: str) -> None:
    with pytest.raises(LimitExceeded):
        parse_value(text)


@pytest.mark.parametrize("text", ["1" * 50, "0." + "1" * 49, "-" + "1" * 50, "1e300", "1e-300"])
def test_a_number_at_the_limit(text: str) -> None:
    assert exact(parse_value(text)) == Fraction(text)


def test_assignments() -> None:
    found = dict(parse_assignments("i1=.05, w1 = -1 ,b1=1e-3"))
    assert {name: exact(literal) for name, literal in found.items()} == {
        "i1": Fraction(1, 20),
        "w1": -1,
        "b1": Fraction(1, 1000),
    }


def test_a_list_is_split_in_time_that_grows_with_its_length() -> None:
    begin = time.process_time()
    assert len(split_list("w1," * 100_000)) == 100_001
    assert split_list("a[1,2],b], c") == ["a[1,2]", "b]", "c"]
    assert time.process_time() - begin < 1


def test_values_from_python() -> None:
    graph = LayeredGraph(2, dense_layers((2,)))
    given = {"i1": 1, "i2": 0.1, "w1": "0.10", "w2": Fraction(1, 3), "t1": Decimal("0.5"), "b1": -2}
    taken = take_values(given, graph)
    assert {name: exact(literal) for name, literal in taken.items()} == {
        "i1": 1,
        "i2": Fraction(1, 10),
        "w1": Fraction(1, 10),
        "w2": Fraction(1, 3),
        "t1": Fraction(1, 2),
        "b1": -2,
    }


@pytest.mark.parametrize("value", [True, None, [1], 1j, float("nan"), float("inf"), Decimal("NaN"), "x"], ids=repr)
def test_values_that_are_none(value: object) -> None:
    with pytest.raises(InputError, match=r"^w1: "):
        take_values({"w1": value}, LayeredGraph(2, dense_layers((2,))))


def test_a_whole_file() -> None:
    text = """\
name: all of it
inputs: [x, y]
layers:
  - {units: 3, activation: tanh, name: a}
  - {units: "2", activation: softmax, from: [a, inputs]}
bias: layer
loss: cross_entropy
values: {x: 1, t1: 0.25, t2: 0.75}
"""
    file = read_network_file(text, "net.yaml")
    graph = file.graph
    assert (file.name, graph.sizes, graph.input_names, graph.bias) == ("all of it", (2, 3, 2), ("x", "y"), "layer")
    assert [(layer.name, layer.activation, layer.sources) for layer in graph.layers] == [
        ("a", "tanh", ("inputs",)),
        ("o", "softmax", ("a", "inputs")),
    ]
    assert {name: exact(literal) for name, literal in file.values.items()} == {
        "x": 1,
        "t1": Fraction(1, 4),
        "t2": Fraction(3, 4),
    }


def test_layers_are_named_in_turn() -> None:
    text = "inputs: 1\nlayers: [" + ", ".join(["{units: 1}"] * 11) + "]\n"
    names = [layer.name for layer in read_network_file(text, "f").graph.layers]
    assert names == [*"hjklmpqrs", "h10", "o"]


def test_reading_a_file_looks_for_no_plug_ins(trap: Callable[[], AbstractContextManager[None]]) -> None:
    load_yaml("a: 1", "warm.yaml")
    with trap():
        assert load_yaml("a: [1, 2]", "net.yaml").data == {"a": ["1", "2"]}


def test_a_fraction_has_as_many_digits_as_a_number() -> None:
    assert exact(parse_value(f"1/{'3' * 50}")) == Fraction(1, int("3" * 50))
    with pytest.raises(LimitExceeded, match="51 digits; at most 50 digits"):
        parse_value(f"1/{'3' * 51}")
