"""The slips of each kind that can be made in a question, and the roles behind those on factors."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.expression import Var
from symprop.homework.grading.kinds import KINDS, occurrence_paths, output_paths
from symprop.homework.grading.question import Question
from symprop.homework.grading.roles import role_slip, roles_of, touched_by
from symprop.homework.rubric import criteria

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "1-2-2-1": lambda: Network.layered(1, 2, 2, 1, bias="none"),
}


@cache
def question(network: str, wrt: str) -> Question:
    return Question(NETWORKS[network]().model, wrt)


GROUPS = [
    ("w1", {"E_o1": (0,), "E_o2": (1,)}, {}),
    ("w5", {}, {}),
    ("b1", {"E_o1": (0, 2), "E_o2": (1, 3)}, {"b1 net_h1 1": (0, 1), "b1 net_h2 1": (2, 3)}),
]


@pytest.mark.parametrize(("wrt", "outputs", "occurrences"), GROUPS)
def test_paths_go_together_by_where_they_end_and_where_they_begin(
    wrt: str, outputs: dict[str, tuple[int, ...]], occurrences: dict[str, tuple[int, ...]]
) -> None:
    asked = question("mazur", wrt)
    assert (output_paths(asked), occurrence_paths(asked)) == (outputs, occurrences)


Made = list[tuple[tuple[int, ...], str, str]]
BOTH: list[tuple[int, ...]] = [(0,), (1,), (0, 1)]
TIMES: list[tuple[str, str, Made]] = [
    ("w1", "missing-output", [((0,), "0", "E_o1"), ((1,), "0", "E_o2")]),
    ("w5", "missing-output", []),
    ("b1", "missing-occurrence", [((0, 1), "0", "b1 net_h1 1"), ((2, 3), "0", "b1 net_h2 1")]),
    ("w1", "missing-path", [(paths, "0", "") for paths in BOTH]),
    ("w1", "repeated-path", [(paths, "2", "") for paths in BOTH]),
    ("w1", "wrong-sign", [(paths, "-1", "") for paths in BOTH]),
    ("w1", "constant-factor", [(paths, times, "") for paths in BOTH for times in ("1/2", "2")]),
    ("w5", "wrong-sign", [((0,), "-1", "")]),
    ("w1", "unknown", []),
    ("w1", "rounded-value", []),
]


@pytest.mark.parametrize(("wrt", "kind", "made"), TIMES, ids=[f"{t[1]} of {t[0]}" for t in TIMES])
def test_what_a_path_may_count(wrt: str, kind: str, made: Made) -> None:
    found = list(KINDS[kind].make(question("mazur", wrt)))
    assert [(slip.paths, slip.times, slip.tag) for slip in found] == [(p, Fraction(t), tag) for p, t, tag in made]
    assert {slip.kind for slip in found} <= {kind}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_makes_slips_of_its_own(kind: str) -> None:
    found = list(KINDS[kind].make(question("mazur", "w1")))
    assert {slip.kind for slip in found} <= {kind}
    only_in_numbers = {"updated-weights", "stale-values", "rounded-value"}
    only_in_lines = {"independent", "unrelated-name"}
    assert bool(found) is (kind not in {*only_in_numbers, *only_in_lines, "missing-occurrence", "unknown"})


WHAT = {
    "other-quantity": "∂E/∂net, ∂E/∂out, another gradient, −η∂E/∂w or w⁺ is given for ∂E/∂w",
    "updated-weights": "numbers made with the weights after the update",
    "stale-values": "numbers made with the outs from before the weights were changed",
    "rounded-value": "a rounded intermediate was carried forward",
    "missing-output": "only some of the outputs are summed over",
    "missing-occurrence": "a shared weight's use is not counted",
    "repeated-path": "a path is counted more than once",
    "missing-path": "a path from the weight to E_total is left out",
    "wrong-sign": "the sign of everything, or of a path, is the wrong way round",
    "constant-factor": "a constant is lost or kept: ½ or 2, a mean for a sum",
    "missing-derivative": "the derivative of an activation is left out",
    "wrong-derivative": "something else stands for an activation's derivative",
    "missing-weight": "a weight on the path is left out",
    "wrong-weight": "another weight stands there: wrong index, transposed",
    "wrong-input": "another source stands for what the weight multiplies, or a bias's 1",
    "wrong-error-term": "the error term belongs to another output, or is none",
    "other-loss": "the derivative of another loss",
    "missing-factor": "a factor of the chain rule is left out",
    "extra-path": "a term that belongs to no path of the weight",
    "independent": "a line gives a slope of what does not depend on that at all",
    "unrelated-name": "a name in a line has no part in the derivative that it gives",
    "unknown": "not right, and neither one slip nor two give it",
}


def test_the_rubric_says_of_every_kind_what_it_is_in_the_order_of_precedence() -> None:
    found = criteria(dict.fromkeys(KINDS, Fraction(1)))
    assert [(kind, what) for kind, what, _ in found] == list(WHAT.items())


ROLES = [
    # network, kind, tag: the ends of the edges, and the paths that are touched, of each role
    (
        *("mazur", "missing-derivative", ""),
        ["out_h1 0,1", "out_o1 0", "out_o2 1", "out_h1 out_o1 out_o2 0,1", "out_o1 out_o2 0,1"],
    ),
    (
        *("1-2-2-1", "missing-derivative", ""),
        ["out_h1 0,1", "out_j1 0", "out_o1 0,1", "out_j2 1", "out_h1 out_j1 out_o1 out_j2 0,1", "out_j1 out_j2 0,1"],
    ),
    (
        *("mazur", "missing-factor", ""),  # the first after E_total, and everywhere, which is the weight's source too
        ["net_h1 0,1", "E_o1 0", "E_o2 1", "net_h1 E_o1 E_o2 0,1", "E_o1 E_o2 0,1"],
    ),
    ("mazur", "missing-weight", "", ["net_o1 0", "net_o2 1", "net_o1 net_o2 0,1"]),
    ("mazur", "wrong-weight", "w8", ["net_o1 0", "net_o2 1", "net_o1 net_o2 0,1"]),
    ("1-2-2-1", "wrong-weight", "transposed w4", ["net_j2 1"]),
    ("mazur", "wrong-error-term", "net", ["E_o1 E_o2 0,1"]),
    (
        *("mazur", "wrong-derivative", "function tanh"),
        ["out_h1 0,1", "out_o1 0", "out_o2 1", "out_h1 out_o1 out_o2 0,1", "out_o1 out_o2 0,1"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("network", "kind", "tag", "roles"), ROLES, ids=[" ".join(r[:3]) for r in ROLES])
def test_a_replacement_is_made_on_an_edge_on_a_level_or_everywhere(
    network: str, kind: str, tag: str, roles: list[str]
) -> None:
    asked = question(network, "w1")
    found = [role for role in roles_of(asked.graph, "w1", asked.paths) if (role.kind, role.tag) == (kind, tag)]
    ends = [" ".join(target for _, target, _ in role.replaced) for role in found]
    touched = [",".join(map(str, touched_by(role, asked.paths))) for role in found]
    assert [f"{end} {paths}" for end, paths in zip(ends, touched, strict=True)] == roles


def test_transposed_weights_of_several_edges_are_one_mistake() -> None:
    """Network.layered(1, 3, 3, 1): w4 … w12 lead from h to j; of h1 the column is w4, w7, w10, the row w4, w5, w6."""
    asked = Question(Network.layered(1, 3, 3, 1, bias="none").model, "w1")
    (role,) = (role for role in roles_of(asked.graph, "w1", asked.paths) if role.tag == "transposed")
    assert role.kind == "wrong-weight"
    assert {edge[1]: str(factor) for edge, factor in role.replaced.items()} == {
        "net_j2": str(Var("w5")),
        "net_j3": str(Var("w6")),
    }


def test_a_slip_on_some_paths_replaces_what_lies_on_them() -> None:
    asked = question("mazur", "w1")
    roles = roles_of(asked.graph, "w1", asked.paths)
    role = next(role for role in roles if role.kind == "missing-derivative" and len(role.replaced) == 3)
    slip = role_slip(role, asked.paths, (1,))
    assert (slip.kind, slip.paths, slip.tag) == (role.kind, (1,), role.tag)
    assert [target for _, target, _ in slip.replaced] == ["out_h1", "out_o2"]
