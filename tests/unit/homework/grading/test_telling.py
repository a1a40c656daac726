"""How a finding names things: in the student's own letters, else in the style of the answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

import symprop
from symprop.api import Network
from symprop.expression import Delta, Message, Named, Partial, Var
from symprop.homework.grading.question import Question
from symprop.homework.grading.slips import Slip, edge_key
from symprop.homework.grading.telling import Telling, answer_labels, leaf_of

MAZUR = Question(symprop.load("mazur").model, "w1")
WIDE = Question(Network.layered(1, 1, 6).model, "w1")  # six paths, one for each output


def telling(question: Question, style: str = "text", **more: str) -> Telling:
    return Telling(
        graph=question.graph,
        wrt=question.wrt,
        paths=question.paths,
        labels=answer_labels(question.graph),
        quantities=question.quantities,
        style=style,
        written=more,
        count=question.path_count,
    )


LEAVES: list[tuple[str, Named]] = [
    ("w1", Var("w1")),
    ("delta_h1", Delta("h1")),
    ("d_E_total__d_w1", Partial("E_total", "w1")),
    ("d_E_h1__d_w1", Var("d_E_h1__d_w1")),  # the error through h1: no variable of the network
    ("d_w1", Var("d_w1")),
    ("m_o1__h1", Message("o1", "h1")),
    ("m_o1", Var("m_o1")),
    ("own_a__b", Var("own_a__b")),
]


@pytest.mark.parametrize(("name", "leaf"), LEAVES)
def test_what_a_name_stands_for(name: str, leaf: Named) -> None:
    assert leaf_of(name, MAZUR.quantities) == leaf


NAMES = [
    ("net_h1", "text", "net_h1"),
    ("net_h1", "python", "net_h1"),
    ("net_h1", "latex", r"\text{net}_{h_1}"),
    ("d_E_total__d_w1", "text", "∂E_total/∂w1"),
    ("d_E_total__d_w1", "latex", r"\frac{\partial E_{\text{total}}}{\partial w_1}"),
    ("d_E_h1__d_w1", "text", "∂E_h1/∂w1"),
    ("delta_h1", "text", "δ_h1"),
    ("eta", "text", "η"),
    ("own_a", "latex", "a"),
    ("out_h1", "latex", "a_{h1}"),  # as it is written
]


@pytest.mark.parametrize(("name", "style", "said"), NAMES)
def test_a_name_as_the_student_writes_it_or_in_the_answers_style(name: str, style: str, said: str) -> None:
    assert telling(MAZUR, style, out_h1=" a_{h1} ").name(name) == said


STYLES = [("text", "w5·out_h1"), ("python", "w5*out_h1"), ("latex", r"w_5 \, \text{out}_{h_1}")]


@pytest.mark.parametrize(("style", "said"), STYLES)
def test_a_formula_is_in_the_answers_style(style: str, said: str) -> None:
    assert telling(MAZUR, style).formula(Var("w5") * Var("out_h1")) == said


def test_of_more_than_four_paths_three_are_named() -> None:
    words = telling(WIDE)
    four = "w1 → h1 → o1; w1 → h1 → o2; w1 → h1 → o3; w1 → h1 → o4"
    assert words.listed(range(4)) == four
    assert words.listed(range(6)) == f"{four.rpartition('; ')[0]} and 3 more"


WHERE = [
    (range(6), ""),
    ((2,), "on the path w1 → h1 → o3 "),
    ((2, 4), "on 2 of the 6 paths (w1 → h1 → o3; w1 → h1 → o5) "),
]


@pytest.mark.parametrize(("paths", "said"), WHERE)
def test_where_a_slip_is_made(paths: tuple[int, ...], said: str) -> None:
    assert telling(WIDE).on(Slip(kind="wrong-sign", paths=tuple(paths))) == said


def test_paths_of_equal_products_may_be_meant_as_well_where_a_path_counts_another_number_of_times() -> None:
    words = replace(telling(WIDE), groups=((0, 3), (1, 2, 4), (5,)))
    assert words.alike(Slip(kind="wrong-sign", paths=(2, 5), times=Fraction(-1))) == (1, 4)
    assert words.alike(Slip(kind="missing-weight", paths=(2,))) == ()


def test_names_have_the_notations_labels_and_so_has_the_learning_rate() -> None:
    labels = answer_labels(MAZUR.graph, symprop.load("mazur").with_notation("nielsen").notation)
    assert [labels(Var(name)).text for name in ("out_h1", "eta")] == ["a²_1", "η"]


def test_units_are_listed_once_each() -> None:
    edges = [edge for path in WIDE.paths for edge in path.edges if edge.target.startswith("net_o")]
    words, replaced = telling(WIDE), {edge_key(edge): edge.partial for edge in edges}
    for count, said in ((1, "o1"), (2, "o1 and o2"), (3, "o1, o2 and o3")):
        assert words.units(Slip(kind="", replaced=dict(list(replaced.items())[:count]))) == said
    assert words.units(Slip(kind="", replaced={("h", "net_h1", 1): Var("x"), ("h", "out_h1", 1): Var("x")})) == "h1"


ERRORS = [("d_E_h1__d_w1", True), ("d_E_o1__d_w1", False), ("d_E_total__d_w1", False), ("d_out_h1__d_w1", False)]


@pytest.mark.parametrize(("name", "through"), ERRORS)
def test_the_error_through_a_unit_is_none_of_the_networks(name: str, through: bool) -> None:
    assert telling(MAZUR).is_error_through(name) is through
