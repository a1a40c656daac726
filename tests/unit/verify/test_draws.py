"""What is drawn for a point: between a tenth and the reach, the smaller the more there is of it, as a loss takes it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest

from symprop import Network
from symprop.expression import Var
from symprop.graph import Affine, Kind, ListedGraph, Variable
from symprop.network.model import TargetRule
from symprop.verify.points import draw_targets, draw_values

SMOOTH = Network.layered(2, 2, 2)


class Bound(random.Random):
    """Draws the least, or the greatest, that may be drawn; of a sequence one after the other."""

    def __init__(self, ends: Sequence[int]) -> None:
        super().__init__(0)
        self.ends = tuple(ends)
        self.drawn = 0

    def randint(self, a: int, b: int) -> int:
        self.drawn += 1
        return (a, b)[self.ends[(self.drawn - 1) % len(self.ends)]]

    def choice(self, seq: Sequence[Any]) -> Any:
        return seq[self.ends[self.drawn % len(self.ends)]]


LEAST, GREATEST = (0,), (1,)
RANGES = [
    (LEAST, 1, Fraction(-1, 10)),
    (GREATEST, 1, Fraction(1)),
    (GREATEST, 2, Fraction(2)),
    (LEAST, 3, Fraction(-1, 10)),
    (GREATEST, 3, Fraction(3)),
]


@pytest.mark.parametrize(("ends", "reach", "value"), RANGES, ids=[str(r) for r in RANGES])
def test_values_lie_between_a_tenth_and_the_reach(ends: Sequence[int], reach: int, value: Fraction) -> None:
    """Of either sign, and never near 0, where everything agrees with everything."""
    drawn = draw_values(SMOOTH.graph, (), Bound(ends), reach)
    assert set(drawn) == {*SMOOTH.inputs, *SMOOTH.targets, *SMOOTH.parameters}
    assert set(drawn.values()) == {value}


@pytest.mark.parametrize(("inputs", "weight"), [(2, Fraction(1)), (65, Fraction(1, 4)), (128, Fraction(1, 5))])
def test_the_more_terms_a_net_has_the_smaller_are_its_weights(inputs: int, weight: Fraction) -> None:
    """Else every unit of a wide layer is saturated."""
    drawn = draw_values(Network.layered(inputs, 1).graph, (), Bound(GREATEST))
    assert {value for name, value in drawn.items() if name.startswith("w")} == {weight}
    assert drawn["b1"] == drawn["i1"] == 1


def test_a_weight_that_nothing_uses_has_a_value_too() -> None:
    variables = (Variable("w", Kind.WEIGHT), Variable("c", Kind.CONSTANT), Variable("E", Kind.TOTAL))
    graph = ListedGraph(variables, {"E": Affine(((Var("c"),),))}, "E")
    assert draw_values(graph, (), Bound(GREATEST)) == {"w": 1, "c": 1}


THREE = Network.layered(1, 3)
TARGETS: list[tuple[str, Sequence[int], list[Fraction | int | str]]] = [
    ("sign", LEAST, [-1, -1, "-1/10"]),
    ("sign", GREATEST, [1, 1, 1]),
    ("probability", LEAST, ["1/20", "1/20", "-1/10"]),
    ("probability", GREATEST, ["19/20", "19/20", 1]),
    ("simplex", LEAST, ["1/2", "1/2", "-1/10"]),
    ("simplex", (1, 1, 1, 0, 1), ["1/11", "10/11", -1]),
    ("real", GREATEST, [1, 1, 1]),
]


@pytest.mark.parametrize(("kind", "ends", "expected"), TARGETS, ids=[f"{t[0]} {t[2]}" for t in TARGETS])
def test_targets_are_what_their_loss_takes(kind: Any, ends: Sequence[int], expected: list[Any]) -> None:
    """The rule is about two of three targets."""
    drawn = draw_targets(THREE.graph, [TargetRule(("t1", "t2"), kind, "")], Bound(ends))
    assert [drawn[name] for name in ("t1", "t2", "t3")] == [Fraction(value) for value in expected]
