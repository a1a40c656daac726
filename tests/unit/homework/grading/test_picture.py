"""Which paths the picture of a grade picks out."""

from __future__ import annotations

import pytest

from symprop.api import Network
from symprop.draw.palette import PATHS
from symprop.homework.grading import Finding, Grade
from symprop.homework.grading.picture import grade_picture

WIDE = Network.from_yaml("{name: nine by nine, inputs: 1, layers: [{units: 1}, {units: 5}, {units: 5}]}")  # 25 paths
MOST = len(PATHS)
PICKED = [
    ([], list(range(MOST))),  # about all of them: the first
    ([(7,)], [7]),
    ([(3, 1), (1, 20)], [3, 1, 20]),
    ([tuple(range(24, 0, -1))], list(range(24, 24 - MOST, -1))),
]


@pytest.mark.parametrize(("numbers", "picked"), PICKED)
def test_the_paths_of_the_findings_are_picked_out_as_many_as_there_are_colours(
    numbers: list[tuple[int, ...]], picked: list[int]
) -> None:
    findings = tuple(Finding(kind="wrong-sign", message="", numbers=one) for one in numbers)
    drawing = grade_picture(WIDE.model, WIDE.labels, Grade(verdict="wrong", findings=findings, wrt="w1")).drawing
    assert [path.number for path in drawing.paths] == picked
    assert drawing.title == "nine by nine"
