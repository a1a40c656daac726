"""From explanations to findings: their order, which are told apart, and what a finding says besides its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.expression import Var
from symprop.homework.grading import Finding, GradeOptions, Grader
from symprop.homework.grading.bench import Bench
from symprop.homework.grading.diagnose import UNKNOWN, UNKNOWN_NUMBER, diagnose, findings_of, ranked
from symprop.homework.grading.kinds import KINDS
from symprop.homework.grading.question import Question
from symprop.homework.grading.slips import Slip, edge_key
from symprop.homework.grading.telling import Telling, answer_labels
from symprop.homework.grading.wholes import whole_slips

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "question": lambda: symprop.load("question"),
    "7-7": lambda: Network.layered(1, 1, 7, 7),
}


@cache
def question(network: str) -> Question:
    return Question(NETWORKS[network]().model, "w1")


def telling(network: str, *, revealing: bool = False) -> Telling:
    asked = question(network)
    return Telling(
        graph=asked.graph,
        wrt="w1",
        paths=asked.paths,
        labels=answer_labels(asked.graph),
        quantities=asked.quantities,
        revealing=revealing,
        own_loss="half_squared",
        count=asked.path_count,
    )


def kinds(network: str, *found: tuple[Slip, ...], brackets: bool = False) -> list[str]:
    return [
        " and ".join(f"{slip.kind} {slip.tag}".strip() for slip in slips)
        for slips in ranked(Bench(question(network)), found, brackets=brackets)
    ]


ZERO = Fraction(0)
SIGN = Slip(kind="wrong-sign", paths=(0,), times=Fraction(-1))
TWICE = Slip(kind="repeated-path", paths=(0, 1), times=Fraction(2))
FACTOR = Slip(kind="constant-factor", paths=(0, 1), times=Fraction(2))
LOST = Slip(kind="missing-path", paths=(1,), times=ZERO)
ALL_LOST = Slip(kind="missing-path", paths=(0, 1), times=ZERO)
EDGE = edge_key(question("mazur").paths[0].edges[2])
OUT = Slip(kind="other-quantity", instead=Var("out_h1"), tag="out_h1")
BACK = Slip(kind="other-quantity", instead=Var("out_h1"), tag="d_E_total__d_out_h1")
ON = Slip(kind="other-quantity", instead=Var("out_h1"), tag="d_out_o1__d_w1")
OTHER = Slip(kind="other-quantity", instead=Var("out_h1"), tag="d_E_total__d_w2")
EXTRA = Slip(kind="extra-path", added=Var("out_h1"), tag="w2 E_total")
SQUARED = Slip(kind="wrong-derivative", paths=(0,), replaced={EDGE: Var("a")}, tag="twice")
LOSS = Slip(kind="other-loss", paths=(0,), replaced={EDGE: Var("b")}, tag="squared")
LEFT = Slip(kind="missing-derivative", paths=(0,), replaced={EDGE: Var("c")})
FORGOTTEN = Slip(kind="missing-factor", paths=(0,), replaced={EDGE: Var("d")})
ORDER: list[tuple[list[tuple[Slip, ...]], list[str]]] = [
    ([(SIGN,), (FACTOR,)], ["wrong-sign", "constant-factor"]),
    ([(FACTOR,), (SIGN,)], ["wrong-sign", "constant-factor"]),
    ([(TWICE,), (FACTOR,)], ["constant-factor", "repeated-path"]),  # a 2 on everything is a constant
    ([(LEFT,), (TWICE,)], ["repeated-path", "missing-derivative"]),
    ([(SIGN,), (OUT,), (BACK,)], ["other-quantity out_h1", "other-quantity d_E_total__d_out_h1", "wrong-sign"]),
    ([(ON,), (EXTRA,)], ["extra-path w2 E_total", "other-quantity d_out_o1__d_w1"]),  # of something else
    ([(OTHER,), (EXTRA,)], ["extra-path w2 E_total", "other-quantity d_E_total__d_w2"]),  # by something else
    ([(SQUARED,), (LOSS,)], ["other-loss squared", "wrong-derivative twice"]),
    ([(FORGOTTEN,), (SQUARED,)], ["wrong-derivative twice", "missing-factor"]),
    ([(LOST,)], ["missing-output E_o2", "missing-path"]),
    ([(ALL_LOST,)], ["missing-path"]),
    ([(SIGN, LOST)], ["wrong-sign and missing-output E_o2", "wrong-sign and missing-path"]),
    ([(LOST, SIGN)], ["missing-output E_o2 and wrong-sign", "missing-path and wrong-sign"]),
    ([], ["unknown"]),
]


@pytest.mark.parametrize(("found", "order"), ORDER, ids=["; ".join(o[1]) for o in ORDER])
def test_explanations_are_in_the_order_of_precedence(found: list[tuple[Slip, ...]], order: list[str]) -> None:
    assert kinds("mazur", *found) == order


def test_a_term_that_is_written_twice_is_a_path_counted_twice() -> None:
    assert kinds("mazur", (FACTOR,), (TWICE,), brackets=True) == ["repeated-path", "constant-factor"]
    assert kinds("mazur", (OUT,), (TWICE,), brackets=True) == ["repeated-path", "other-quantity out_h1"]
    some = replace(TWICE, paths=(0,))
    assert kinds("mazur", (FACTOR,), (some,)) == ["repeated-path", "constant-factor"]


def test_an_answer_of_which_only_its_values_are_known_writes_no_term_twice() -> None:
    asked = question("mazur")
    made = Bench(asked)
    first, *_ = diagnose(made, 2 * made.truth, [2 * value for value in asked.expected])
    assert [slip.kind for slip in first] == ["constant-factor"]


def test_missing_paths_are_outputs_only_where_these_are_all_that_is_missing() -> None:
    """Of the four paths of the question 0 and 2 end in o1, 1 and 3 in o2."""
    lost = Slip(kind="missing-path", times=ZERO)
    assert kinds("question", (replace(lost, paths=(0, 2)),)) == ["missing-output E_o1", "missing-path"]
    assert kinds("question", (replace(lost, paths=(0, 1)),)) == ["missing-path"]
    assert kinds("question", (replace(lost, paths=(0, 1, 2)),)) == ["missing-path"]


def test_what_says_the_same_of_the_same_factors_is_said_once() -> None:
    first = Slip(kind="wrong-weight", paths=(0,), replaced={EDGE: Var("w6")}, tag="transposed w6")
    assert len(kinds("mazur", (first,), (replace(first, tag="w6"),))) == 1
    assert len(kinds("mazur", (first,), (replace(first, paths=(1,)),))) == 2
    assert len(kinds("mazur", (OUT,), (replace(OUT, tag="net_h1"),))) == 2


def test_the_first_and_24_others_are_listed() -> None:
    assert len(kinds("mazur", *((slip,) for slip in whole_slips(question("mazur"))))) == 25


def finding(network: str, slip: Slip, *, revealing: bool = False) -> Finding:
    (found,) = findings_of(telling(network, revealing=revealing), (slip,), where="3:4")
    assert (found.kind, found.where) == (slip.kind, "3:4")
    return found


def nodes(network: str, *numbers: int) -> tuple[tuple[str, ...], ...]:
    return tuple(question(network).paths[k].nodes for k in numbers)


def test_a_finding_names_its_paths_and_its_edge() -> None:
    found = finding("mazur", SQUARED)
    assert (found.path, found.paths, found.numbers) == (nodes("mazur", 0)[0], nodes("mazur", 0), (0,))
    assert found.factor == ("out_h1", "net_o1")
    assert finding("mazur", LOSS).factor == ()  # every error term is another
    assert finding("mazur", FACTOR).factor == ()
    assert (finding("mazur", OUT).path, finding("mazur", OUT).paths) == ((), ())


def test_paths_that_are_bundles_have_no_numbers() -> None:
    found = finding("7-7", SIGN)
    assert (found.numbers, found.paths) == ((), nodes("7-7", 0))


PRODUCT = "−(t1 − out_o1) · out_o1(1 − out_o1) · w5 · out_h1(1 − out_h1) · i1"
RIGHT = [
    (SQUARED, "w5"),
    (LOSS, PRODUCT),
    (SIGN, PRODUCT),
    (FACTOR, ""),  # two paths
    (OUT, ""),
]


@pytest.mark.parametrize(("slip", "right"), RIGHT, ids=[one[0].kind for one in RIGHT])
def test_what_is_right_there_is_said_only_if_it_is_asked_for(slip: Slip, right: str) -> None:
    assert finding("mazur", slip, revealing=True).right == right
    assert finding("mazur", slip).right == ""


def test_paths_that_cannot_be_told_apart_are_named_too() -> None:
    equal = replace(telling("question"), groups=((0, 1, 2), (3,)))
    (one,) = findings_of(replace(equal, groups=((0, 1), (2,), (3,))), (SIGN,))
    assert one.message == (
        "On the path w1 → h1 → j1 → o1 the sign is the wrong way round."
        " (Its product equals that of w1 → h1 → j1 → o2: which of them is meant cannot be told.)"
    )
    assert one.alike == nodes("question", 1)
    (two,) = findings_of(equal, (SIGN,))
    assert "equals those of w1 → h1 → j1 → o2; w1 → h1 → j2 → o1: which" in two.message
    assert two.alike == nodes("question", 1, 2)


def test_what_nothing_explains_is_unknown_and_every_kind_has_a_sentence() -> None:
    (found,) = findings_of(telling("mazur"), UNKNOWN)
    assert found.message == (
        "It is not ∂E_total/∂w1, and no single slip gives it: compare the values at the point below."
    )
    assert found.where == ""
    (found,) = findings_of(telling("mazur"), UNKNOWN_NUMBER)
    assert found.message == "It is not ∂E_total/∂w1, and none of the usual slips gives this number."
    assert all(kind.what and kind.sentence for kind in KINDS.values())


def test_an_answer_that_writes_a_term_twice_is_one_with_brackets() -> None:
    asked = Grader(NETWORKS["mazur"]().model, "w1")
    for answer, kind in (("δ_h1 i1 + δ_h1 i1", "repeated-path"), ("2 δ_h1 i1", "constant-factor")):
        assert asked.grade(answer, GradeOptions()).kinds == (kind,)
