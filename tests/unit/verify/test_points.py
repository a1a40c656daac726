"""Random points: in range, in the domain, on both sides of a kink and never on it, until each path is non-zero."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symprop import Network
from symprop.errors import SympropError
from symprop.evaluate.arithmetic import PHIS
from symprop.expression import Call, Cases, Var
from symprop.functions import FUNCTIONS
from symprop.verify import points as module
from symprop.verify.coverage import Coverage, dead_paths, guards
from symprop.verify.points import FURTHER_TRIES, MARGIN, draw_values, sample_points

SMOOTH = Network.layered(2, 2, 2)
ONE_UNIT = Network.layered(1, 1, activation="relu", bias="none")


# what is drawn is refused where the network has no value, or a kink


def sampled(
    monkeypatch: pytest.MonkeyPatch,
    network: Network,
    draws: Sequence[Mapping[str, str | int | Fraction]],
    count: int = 1,
) -> list[dict[str, Fraction]]:
    """Return the points that are kept of those drawn; the last one is drawn again and again."""

    def values() -> Iterator[dict[str, Fraction]]:
        for draw in draws:
            yield {name: Fraction(value) for name, value in draw.items()}

    drawn = values()
    monkeypatch.setattr(module, "draw_values", lambda *_: next(drawn))
    return [dict(point.values) for point in sample_points(network.graph, (), count, 1)]


HUBER = Network.layered(1, 1, activation="identity", loss="huber", bias="none")
HINGE = Network.layered(1, 1, activation="identity", loss="hinge", bias="none")
ROOT = Network.from_dict({"inputs": ["x"], "parameters": ["u"], "equations": {"y": "sqrt(u*x)"}, "loss": "1/(y - 2)"})
NEAR, AT_MARGIN = Fraction(1, 1001), Fraction(1, 1000)

REFUSED: dict[str, tuple[Network, dict[str, Any], dict[str, Any]]] = {
    "a ReLU at 0": (ONE_UNIT, {"i1": 1, "w1": 0, "t1": 1}, {"i1": 1, "w1": "1/100", "t1": 1}),
    "a ReLU below 0": (ONE_UNIT, {"i1": 1, "w1": -NEAR, "t1": 1}, {"i1": 1, "w1": "-1/100", "t1": 1}),
    "a ReLU above 0": (ONE_UNIT, {"i1": 1, "w1": NEAR, "t1": 1}, {"i1": 1, "w1": AT_MARGIN, "t1": 1}),
    "Huber at 1": (HUBER, {"i1": 1, "w1": 1, "t1": 2}, {"i1": 1, "w1": 1, "t1": "3/2"}),
    "Huber at −1": (HUBER, {"i1": 1, "w1": 1, "t1": 0}, {"i1": 1, "w1": 1, "t1": -3}),
    "Huber at 0, where |x| has a kink": (HUBER, {"i1": 1, "w1": 1, "t1": 1}, {"i1": 1, "w1": 1, "t1": "1/2"}),
    "hinge": (HINGE, {"i1": 1, "w1": -1, "t1": -1}, {"i1": 1, "w1": 1, "t1": -1}),
    "a root of a negative number": (ROOT, {"x": 1, "u": -1}, {"x": 1, "u": 1}),
    "a division by 0": (ROOT, {"x": 1, "u": 4}, {"x": 1, "u": 1}),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_point_is_refused(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    network, refused, taken = REFUSED[case]
    assert sampled(monkeypatch, network, [refused, taken]) == [{name: Fraction(value) for name, value in taken.items()}]


def test_a_kink_is_where_the_functions_row_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FUNCTIONS, "tanh", replace(FUNCTIONS["tanh"], kinks=(1,)))
    network = Network.layered(1, 1, activation="tanh", bias="none")
    draws = [{"i1": 1, "w1": value, "t1": 1} for value in (1, -1)]
    assert [point["w1"] for point in sampled(monkeypatch, network, draws)] == [-1]


def test_where_no_point_has_a_value_it_is_said() -> None:
    nowhere = Network.from_dict({"inputs": ["x"], "parameters": ["u"], "equations": {"y": "sqrt(-u*u)"}, "loss": "y*x"})
    with pytest.raises(SympropError) as caught:
        sample_points(nowhere.graph, (), 2, 1)
    assert str(caught.value) == "no random point lies in the network's domain; check the loss and the activations"


NINE = Network.layered(*[1] * 10, activation="relu", bias="none")
"""Where one of nine ReLUs is dead, those behind it are at their kink: one random point in 512 lies in the domain."""


@pytest.mark.parametrize("wrt", [(), ("w1",)])
@pytest.mark.parametrize("count", [1, 4])
def test_points_are_looked_for_where_random_ones_hardly_lie(count: int, wrt: tuple[str, ...]) -> None:
    found = sample_points(NINE.graph, (), count, 1, wrt)
    assert len(found) == count
    assert len({tuple(point.values.items()) for point in found}) == count
    nets = [name for name in NINE.graph.defined() if name.startswith("net_")]
    assert all(abs(point.forward[net]) >= float(MARGIN) for point in found for net in nets)


@pytest.mark.parametrize("dead", range(6))
def test_each_gate_of_a_path_is_shut_alone(dead: int) -> None:
    """Of six ReLUs in a row one is dead and all others are alive at one random point in 64."""
    network = Network.layered(*[1] * 7, activation="relu")
    nets = [name for name in network.graph.defined() if name.startswith("net_")]
    found = sample_points(network.graph, (), 1, 1, ["w1"], both_sides=True)
    assert [dead] in [[k for k, net in enumerate(nets) if point.forward[net] < 0] for point in found]


def test_points_are_looked_for_in_large_networks_too() -> None:
    network = Network.layered(*[1] * 31, activation="relu")
    assert dead_paths(network.graph, "w1", sample_points(network.graph, (), 1, 1, ["w1"])) == (0, 0)
    wide = Network.layered(10, 20, *[1] * 12, activation="relu")
    assert sample_points(wide.graph, (), 1, 1, ["w1"])


# how many there are


def test_there_are_as_many_as_were_asked_for() -> None:
    """Of half of what is drawn the root is none."""
    for count in (1, 2, 7):
        found = sample_points(ROOT.graph, (), count, 5)
        assert len(found) == count
        assert len({tuple(point.values.items()) for point in found}) == count


def test_points_lie_near_0_if_nobody_asks_for_far_ones() -> None:
    drawn = [abs(value) for point in sample_points(SMOOTH.graph, (), 5, 1) for value in point.values.values()]
    assert 0.9 < max(drawn) <= 1


def test_a_seed_gives_the_same_points_and_another_one_others() -> None:
    one, again, other = (sample_points(SMOOTH.graph, (), 2, seed)[1].values for seed in (1, 1, 2))
    assert one == again != other


def counting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    drawn: list[int] = []

    def draw(*arguments: Any) -> dict[str, Fraction]:
        drawn.append(1)
        return draw_values(*arguments)

    monkeypatch.setattr(module, "draw_values", draw)
    return drawn


DEAD = Network.from_dict(
    {"inputs": ["x"], "parameters": ["u"], "equations": {"y": "u*relu(-x*x)"}, "loss": "(y - 1)^2"}
)


def test_no_more_are_drawn_than_it_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = counting(monkeypatch)
    sample_points(SMOOTH.graph, (), 3, 1, ["w1"])
    assert len(drawn) == 3


def test_a_path_that_is_never_alive_is_not_looked_for_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = counting(monkeypatch)
    found = sample_points(DEAD.graph, (), 2, 1, ["u"])
    assert len(found) == 2
    assert len(drawn) == FURTHER_TRIES + 2


def test_points_are_added_until_each_path_is_alive() -> None:
    network = Network.layered(1, 4, 1, activation=("relu", "identity"), bias="none")
    names = [f"w{k}" for k in range(1, 5)]
    found = sample_points(network.graph, (), 1, 3, names)
    assert len(found) > 1
    for k in range(1, 5):
        assert any(point.forward[f"net_h{k}"] > 0 for point in found)
    assert len(sample_points(network.graph, (), 1, 3)) == 1, "nobody asked for a path"


# what a point knows


def test_each_point_has_its_own_phi() -> None:
    network = Network.layered(1, 1, activation="phi")
    found = sample_points(network.graph, (), len(PHIS) + 1, 1)
    assert [PHIS.index(point.phi) for point in found] == [*range(len(PHIS)), 0]
    for point in found:
        net = point.forward["net_o1"]
        assert point.forward["out_o1"] == point.phi["phi"](point.arithmetic.functions, net)


def test_a_point_knows_every_variable_and_nothing_else() -> None:
    (point,) = sample_points(ONE_UNIT.graph, (), 1, 1)
    assert set(point.forward) == {"i1", "w1", "t1", "net_o1", "out_o1", "E_o1", "E_total"}
    assert point.arithmetic.functions.dps == 50
    assert all(point.forward[name] == point.arithmetic.literal(value) for name, value in point.values.items())


# both sides


SIDES: dict[str, tuple[Network, Callable[[Mapping[str, Any]], Any]]] = {
    "a ReLU's net": (Network.layered(2, 2, 1, activation="relu"), lambda at: at["net_h1"]),
    "Huber's |t − out| − 1": (
        Network.layered(2, 1, loss="huber"),
        lambda at: abs(at["t1"] - at["out_o1"]) - 1,
    ),
}


@pytest.mark.parametrize("case", SIDES)
def test_far_points_lie_on_both_sides_of_a_kink(case: str) -> None:
    network, side = SIDES[case]
    found = sample_points(network.graph, network.model.rules, 12, 1, reach=3)
    assert {side(point.forward) > 0 for point in found} == {True, False}
    drawn = [abs(value) for point in found for value in point.values.values()]
    assert max(drawn) > 2
    assert min(drawn) >= Fraction(1, 10)


ONE_KINK: dict[str, tuple[Network, Callable[[Mapping[str, Any]], Any]]] = {
    "Huber's |t − out| − 1": (
        Network.layered(1, 1, activation="sin", loss="huber"),
        lambda at: abs(at["t1"] - at["out_o1"]) - 1,
    ),
    "Huber's t − out": (Network.layered(1, 1, activation="sin", loss="huber"), lambda at: at["t1"] - at["out_o1"]),
    "LeakyReLU": (Network.layered(1, 1, activation="leaky_relu"), lambda at: at["net_o1"]),
    "ELU of another layer": (Network.layered(2, 1, 1, activation=("elu", "sigmoid")), lambda at: at["net_h1"]),
}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("case", ONE_KINK)
def test_points_are_added_until_both_sides_of_each_kink_were_seen(case: str, seed: int) -> None:
    network, side = ONE_KINK[case]
    assert len(sample_points(network.graph, (), 1, seed)) == 1
    found = sample_points(network.graph, (), 1, seed, both_sides=True)
    assert {side(point.forward) > 0 for point in found} == {True, False}
    assert len(found) <= 4, "only what is new is added"


def test_a_side_on_which_nothing_lies_is_not_looked_for_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = counting(monkeypatch)
    assert len(sample_points(DEAD.graph, (), 2, 1, both_sides=True)) == 2
    assert len(drawn) == FURTHER_TRIES + 1
    del drawn[:]
    assert len(sample_points(SMOOTH.graph, (), 2, 1, both_sides=True)) == len(drawn) == 2, "it has no kink"


# paths that no point makes non-zero

TWO = Network.layered(1, 2, 1, activation=("relu", "identity"), bias="none")


def at(monkeypatch: pytest.MonkeyPatch, *first: int, count: int = 0, wrt: Sequence[str] = ()) -> list[Any]:
    """Points at which the hidden nets have these signs: as many as are drawn, or as it takes for `wrt`."""
    draws = iter(
        [
            {"i1": 1, "w1": one, "w2": other, "w3": 1, "w4": 1, "t1": 3}
            for one, other in zip(first[::2], first[1::2], strict=True)
        ]
    )
    monkeypatch.setattr(module, "draw_values", lambda *_: {k: Fraction(v) for k, v in next(draws).items()})
    return sample_points(TWO.graph, (), count or len(first) // 2, 1, wrt)


def test_the_first_point_at_which_every_path_is_alive_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    found = at(monkeypatch, 1, -1, 1, -1, 1, 1, count=1, wrt=["i1"])
    assert [(point.values["w1"], point.values["w2"]) for point in found] == [(1, -1), (1, 1)]


def test_dead_paths_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, 1, 1)) == (0, 0)
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, 1, -1)) == (1, 2)
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, -1, -1)) == (2, 2)
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, 1, -1, 1, -1)) == (1, 2)
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, 1, -1, -1, 1)) == (0, 0), "one point for each"
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, -1, -1, 1, 1)) == (0, 0)
    assert dead_paths(TWO.graph, "i1", []) == (0, 0)


def test_only_so_many_paths_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Coverage, "MOST_PATHS", 1)
    assert dead_paths(TWO.graph, "i1", at(monkeypatch, -1, -1)) == (1, 1)


def test_the_first_ten_thousand_paths_are_looked_at() -> None:
    """Each line doubles them: there are 16,384."""
    doubled = {f"y{k}": f"y{k - 1} + 2*y{k - 1}" for k in range(1, 15)}
    network = Network.from_dict(
        {"inputs": ["x"], "parameters": ["u"], "equations": {"y0": "u*relu(-x*x)", **doubled}, "loss": "y14"}
    )
    (point,) = sample_points(network.graph, (), 1, 1)
    assert dead_paths(network.graph, "u", [point]) == (10_000, 10_000)


def test_what_must_stay_away_from_0_is_said_as_shortly_as_it_can_be() -> None:
    """A refusal shows it: 'out_h1 never changes its sign'."""
    x, y = Var("x"), Var("y")
    lines = [("a", Call("relu", (x,))), ("b", Cases(x, y, x, y)), ("c", Call("sigmoid", (x,)))]
    assert list(guards(lines)) == [("#guard0", x), ("#guard1", x - y)]
