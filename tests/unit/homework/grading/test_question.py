"""The points and samples of a question, and when two quantities agree at them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np
import pytest

import symprop
from symprop.api import Network
from symprop.expression import Slope, Var
from symprop.homework.grading import question as questions
from symprop.homework.grading.question import Question, settled
from symprop.read import read_text

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "relu": lambda: Network.layered(2, 2, 1, activation="relu"),
    "huber": lambda: Network.layered(1, 1, loss="huber"),
    "deep relu": lambda: Network.layered(*[1] * 6, activation="relu", bias="none"),
    "deep relu, biased": lambda: Network.layered(*[1] * 7, activation="relu"),  # whose nets a dead unit leaves alive
    "deep relu with minus signs": lambda: Network.from_dict(
        {
            "inputs": ["a0"],
            "parameters": [f"{letter}{k}" for letter in "wu" for k in range(1, 13)],
            "targets": ["t"],
            "equations": {f"a{k}": f"relu(w{k}*a{k - 1} - u{k})" for k in range(1, 13)},
            "loss": "1/2*(t - a12)^2",
        }
    ),
    "deep relu in equations": lambda: Network.from_yaml(
        f"{{inputs: [a0], parameters: [{', '.join(f'u{k}, b{k}' for k in range(1, 10))}], targets: [t], equations:"
        f" {{{', '.join(f'a{k}: relu(u{k}*a{k - 1} + b{k})' for k in range(1, 10))}}}, loss: 1/2*(t - a9)^2}}"
    ),
    "strip": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u], targets: [t], loss: 1/2*(t - y)^2,"
        " equations: {y: u*relu(1 - 1000*(x - 1/2)^2)}}"
    ),
    "distance": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u], targets: [t], equations: {y: u*x}, loss: abs(t - y)}"
    ),
    "root": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u], targets: [t], equations: {y: u*sqrt(x), z: y + 1}, loss: 1/2*(t - z)^2}"
    ),
    "3,000 given": lambda: Network.layered(1499, 1),  # 1,499 inputs and weights, a bias and a target
    "3,001 given": lambda: Network.layered(1500, 1, bias="none"),
    "overflow": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u], targets: [t], equations: {y: exp(1000*x), z: u*tanh(y)}, loss: (t - z)^2}"
    ),
    "40 paths": lambda: Network.layered(1, 1, 40, bias="none"),
    "41 paths": lambda: Network.layered(1, 1, 41, bias="none"),
}


@cache
def question(network: str, wrt: str = "w1") -> Question:
    return Question(NETWORKS[network]().model, wrt)


COUNTS = [
    ("mazur", "w1", 17, 20),
    ("relu", "w1", 47, 46),
    ("huber", "w1", 17, 18),
    ("strip", "u", 46, 46),  # one of them on it
    ("distance", "u", 17, 18),  # a kink of its loss
    ("3,000 given", "w1", None, 18),
    ("3,001 given", "w1", 2, 7),
]


@pytest.mark.parametrize(("network", "wrt", "points", "samples"), COUNTS)
def test_there_are_more_points_where_there_are_kinks_and_fewer_where_there_is_much(
    network: str, wrt: str, points: int | None, samples: int
) -> None:
    asked = question(network, wrt)
    assert points is None or len(asked.points) == points
    assert asked.sample_count == samples


ALIVE = [("deep relu", "w1"), ("deep relu in equations", "u1"), ("deep relu with minus signs", "w1"), ("strip", "u")]


@pytest.mark.parametrize(("network", "wrt"), ALIVE)
def test_at_some_points_every_path_is_alive(network: str, wrt: str) -> None:
    """Of five ReLUs in a row all are alive at one random point in 32, of nine at one in 512."""
    assert any(value != 0 for value in question(network, wrt).expected)


@pytest.mark.parametrize("limits", [{"LARGE": 5}, {"KINKED_POINTS": 0}], ids=["large", "none far away"])
def test_however_few_the_points_are_every_path_is_alive_at_one(
    limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in limits.items():
        monkeypatch.setattr(questions, name, most)
    asked = Question(NETWORKS["deep relu, biased"]().model, "w1")
    assert len(asked.points) <= 14
    assert any(value != 0 for value in asked.expected)


def test_some_points_lie_far_from_0_and_none_beyond_3() -> None:
    found = [abs(value) for point in question("relu").points for value in point.values.values()]
    assert 2 < max(found) <= 3


@pytest.mark.parametrize(("network", "bundled"), [("40 paths", False), ("41 paths", True)])
def test_more_than_40_paths_are_bundled(network: str, bundled: bool) -> None:
    assert question(network).bundled is bundled


def test_samples_without_a_value_are_left_out() -> None:
    asked = question("root", "u")
    assert 0 < len(asked.samples["x"]) < asked.sample_count


def test_each_sample_has_numbers_of_its_own() -> None:
    found = question("mazur").samples
    for name in ("i1", "w1", "b2", "t1", "eta"):
        assert np.unique(np.abs(found[name])).size == question("mazur").sample_count


def test_samples_lie_on_both_sides_of_0() -> None:
    found = question("mazur").samples
    for name in ("i1", "w1", "b2"):
        assert 0 < np.count_nonzero(found[name] > 0) < question("mazur").sample_count


@pytest.mark.parametrize("network", ["root", "overflow"])
def test_every_sample_has_a_value(network: str) -> None:
    """Of what overflows, too, though E_total is finite there."""
    asked = question(network, "u")
    assert all(np.isfinite(values).all() for values in asked.samples.values())
    assert {values.dtype for values in asked.samples.values()} == {np.dtype(float)}


VALUES: list[tuple[str, bool]] = [
    ("i1/w1", True),
    ("log(i1 - i1)", False),
    ("1/(1 - 1)", False),
    ("sqrt(-1 - i1^2)", False),
]


@pytest.mark.parametrize(("text", "finite"), VALUES)
def test_what_has_no_value_has_none_at_points_nor_at_samples(text: str, finite: bool) -> None:
    asked = question("mazur")
    lines = [("#", read_text(text))]
    assert all((value is not None) is finite for value in asked.at_points(lines, "#"))
    assert np.isfinite(asked.at_samples(lines, ["#"])).all() == finite
    assert asked.at_samples(lines, ["#"]).shape == (1, len(asked.samples["i1"]))


E40, E43 = Fraction(1, 10**40), Fraction(1, 10**43)
ONE = Fraction(1)
AGREE: list[tuple[list[Fraction | None], list[Fraction | None], bool]] = [
    ([ONE, ONE], [ONE, ONE], True),
    ([ONE, ONE], [ONE, ONE + 2 * E40], False),
    ([ONE, ONE], [ONE, ONE - E40], True),  # to 40 digits
    ([ONE, ONE], [ONE, ONE - 2 * E40], False),
    ([ONE, ONE + 5 * E40 / 10], [ONE, ONE], True),
    ([ONE, 5 * E43], [ONE, 0 * ONE], False),
    ([ONE, E43], [ONE, 0 * ONE], True),  # noise beside paths of size 1 that cancel
    ([ONE, E43 / 2], [ONE, -E43 / 2], True),
    ([ONE, None], [ONE, ONE], False),
    ([ONE, ONE], [ONE, None], False),
    ([ONE, None], [ONE, None], False),
]
PARTLY: list[tuple[list[Fraction | None], list[Fraction | None], bool]] = [
    ([None, ONE], [None, ONE], True),
    ([None, ONE], [None, 2 * ONE], False),
    ([None, ONE], [ONE, ONE], False),
    ([ONE, ONE], [None, ONE], False),
    ([None, None], [None, None], False),  # no value anywhere
]


@pytest.mark.parametrize(
    ("first", "second", "partly", "agree"),
    [*((a, b, False, c) for a, b, c in AGREE), *((a, b, True, c) for a, b, c in PARTLY)],
)
def test_quantities_agree_to_40_digits_or_within_the_noise_of_what_cancels(
    first: list[Fraction | None], second: list[Fraction | None], partly: bool, agree: bool
) -> None:
    asked = Question(symprop.load("mazur").model, "w1")
    asked.__dict__["sizes"] = [ONE, ONE]
    assert asked.agree(first, second, partly=partly) is agree
    assert partly or asked.agree(first, second) is agree


def test_a_slope_is_written_as_the_table_has_it() -> None:
    net = Var("net_h1")
    assert settled(Slope("sigmoid", net) + 1) == read_text("sigmoid(net_h1)*(1 - sigmoid(net_h1)) + 1")


EXACTLY = [("-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1", True), ("(t1 - out_o1)*out_h1", False), ("sigmoid(i1)", False)]


@pytest.mark.parametrize(("text", "exact"), EXACTLY)
def test_what_is_rational_in_the_outs_is_compared_exactly(text: str, exact: bool) -> None:
    assert question("mazur", "w5").agrees_exactly([("#", read_text(text))], "#") is exact
