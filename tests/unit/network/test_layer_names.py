"""Names: which ones symprop gives, and which ones a user may."""

from __future__ import annotations

import pytest

from symprop.errors import InputError
from symprop.network.names import check_name, hidden_name, unit_prefix


@pytest.mark.parametrize(("position", "name"), [*enumerate("hjklmpqrs"), (9, "h10"), (10, "h11"), (99, "h100")])
def test_hidden_name(position: int, name: str) -> None:
    assert hidden_name(position) == name


@pytest.mark.parametrize(
    ("layer", "unit"), [("h", "h1"), ("h10", "h10_1"), ("hidden", "hidden1"), ("a_b", "a_b1"), ("a_2", "a_2_1")]
)
def test_unit_prefix(layer: str, unit: str) -> None:
    assert unit_prefix(layer) + "1" == unit


FREE = (
    "h",
    "hidden",
    "x1",
    "theta",
    "a_b_c",
    "A",
    "h10",
    "x_1",
    "net",
    "out",
    "delta",
    "w1a",
    "bias",
    "target",
    "a" * 40,
)


@pytest.mark.parametrize("name", FREE)
def test_free(name: str) -> None:
    assert check_name(name) == name


REFUSED = {
    **dict.fromkeys(("", "1a", "_a", "a_", "a__b", "a-b", "a b", "é", "a\n", "<b>", "a.b", "a'"), "is no name"),
    **dict.fromkeys(("lambda", "class", "None", "if", "is"), "is a word of Python"),
    **dict.fromkeys(
        (
            "sigmoid",
            "softmax",
            "relu",
            "ReLU",
            "log",
            "ln",
            "exp",
            "pi",
            "e",
            "phi",
            "phi_prime",
            "id",
            "otherwise",
            "max",
        ),
        "is the name of a function",
    ),
    **dict.fromkeys(
        ("w1", "w_1", "b2", "b_2", "t1", "E", "E_total", "E_o1", "net_h1", "out_o1", "delta_h1", "m_a"),
        "is a name that symprop gives by itself",
    ),
    "a" * 41: "is too long",
}


@pytest.mark.parametrize("name", REFUSED, ids=repr)
def test_refused(name: str) -> None:
    with pytest.raises(InputError, match=REFUSED[name]):
        check_name(name)
