"""What points have shown: paths that were alive, gates that were shut while all others of the path were open."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symprop import Network
from symprop.verify.coverage import Coverage, Demand
from symprop.verify.points import Point, moved_points, sample_points

DEMANDS = [
    (Demand((1, 2, 3)), set(), 0),
    (Demand((1, 2, 3)), {7}, 0),
    (Demand((1, 2, 3)), {1, 3, 7}, 2),
    (Demand((1, 2, 3), 2), {2, 7}, 0),
    (Demand((1, 2, 3), 2), set(), 1),
    (Demand((1, 2, 3), 2), {1}, 2),
    (Demand((1, 2, 3), 2), {1, 2}, 1),
    (Demand(()), {1}, 0),
]


@pytest.mark.parametrize(("demand", "zero", "faults"), DEMANDS)
def test_how_far_a_point_is_from_what_is_demanded(demand: Demand, zero: set[int], faults: int) -> None:
    assert demand.faults(zero) == faults


NETWORK = Network.layered(1, 1, 1, activation="relu")


def at(hidden: int, output: int) -> Point:
    """Return a point at which the two nets have these signs."""
    (first, *_) = sample_points(NETWORK.graph, (), 1, 1)
    values = {"i1": 1, "w1": 1, "b1": hidden * 2, "w2": 1, "b2": output * 9, "t1": 2}
    (point,) = moved_points(NETWORK.graph, [(first, {name: Fraction(value) for name, value in values.items()})])
    assert (point.forward["net_h1"] > 0, point.forward["net_o1"] > 0) == (hidden > 0, output > 0)
    return point


def gates(coverage: Coverage) -> list[str]:
    """Return the units whose slope should be zero alone."""
    return [coverage.edges[demand.gate].target for demand in coverage.open if demand.gate >= 0]


def test_a_path_is_open_until_it_was_alive() -> None:
    coverage = Coverage(NETWORK.graph, ["w1"])
    assert (len(coverage.open), coverage.dead) == (1, (1, 1))
    assert not coverage.take(at(-1, 1))
    assert not coverage.take(at(1, -1))
    assert (gates(coverage), coverage.dead) == ([], (1, 1))
    assert coverage.take(at(1, 1))
    assert (coverage.open, coverage.dead) == ([], (0, 0))
    assert not coverage.take(at(1, 1))


def test_paths_are_not_listed_where_all_are_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    coverage = Coverage(NETWORK.graph, ["w1"], gates=True)
    assert coverage.take(at(1, 1))
    assert coverage.open == []
    assert "paths" not in vars(coverage)


def test_a_gate_is_open_until_it_was_shut_alone() -> None:
    coverage = Coverage(NETWORK.graph, ["w1"], gates=True)
    assert not coverage.take(at(-1, -1)), "both are shut"
    assert gates(coverage) == ["out_h1", "out_o1"]
    assert coverage.take(at(-1, 1))
    assert gates(coverage) == ["out_o1"]
    assert coverage.take(at(1, -1))
    assert gates(coverage) == []
    assert coverage.dead == (1, 1)
    assert coverage.take(at(1, 1))
    assert coverage.open == []


def test_a_gate_is_known_when_it_was_shut() -> None:
    coverage = Coverage(NETWORK.graph, ["w1"], gates=True)
    assert coverage.take(at(1, 1))
    assert coverage.take(at(1, -1)), "it is met at once"
    assert coverage.open == []


def test_gates_of_the_first_paths_are_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Coverage, "MOST_GATED", 0)
    coverage = Coverage(NETWORK.graph, ["w1"], gates=True)
    assert not coverage.take(at(-1, -1))
    assert gates(coverage) == []


def test_nobody_asked_for_a_path() -> None:
    assert Coverage(NETWORK.graph, [], gates=True).open == []
