"""The network with the paths of a finding picked out."""

from __future__ import annotations

from itertools import islice

from symprop.derive.paths import iter_paths
from symprop.draw import Picture, network_drawing
from symprop.draw.palette import PATHS
from symprop.homework.grading.result import Grade
from symprop.network.model import Model
from symprop.notation import Labels

__all__ = ["grade_picture"]


def grade_picture(model: Model, labels: Labels, grade: Grade) -> Picture:
    """Return the picture of what is wrong: the paths of the findings, or of the parameter where they are about all.

    >>> from symprop.homework.grading.grader import Grader
    >>> from symprop.network.load import load_network
    >>> model = load_network("mazur")
    >>> grade = Grader(model, "w1").grade("delta_o1*w5*out_h1*(1 - out_h1)*i1")
    >>> [path.number for path in grade_picture(model, Labels(model.graph.variable), grade).drawing.paths]
    [1]
    """
    numbers = list(dict.fromkeys(k for finding in grade.findings for k in finding.numbers))[: len(PATHS)]
    paths = dict(enumerate(islice(iter_paths(model.graph, grade.wrt), 1 + max(numbers, default=len(PATHS) - 1))))
    chosen = numbers or list(paths)
    return Picture(
        network_drawing(
            model.graph,
            labels,
            title=model.name,
            paths=[paths[k] for k in chosen],
            path_numbers=chosen,
        )
    )
