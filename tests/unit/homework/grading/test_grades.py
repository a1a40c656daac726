"""The whole of a grade: its lines, findings, certificate, notes and the right answer, with values or without."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import exp
from typing import Any

import pytest

import symprop
from symprop.api import Network
from symprop.homework.grading import Grade, GradeOptions, Grader, LineGrade

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "one": lambda: Network.layered(1, 1),
    "input 1": lambda: Network.layered(1, 1).with_values({"i1": 1, "w1": 0.4, "b1": 0.1, "t1": 0.9}),
    "16": lambda: Network.layered(1, 1, 16, activation="identity", bias="none"),
    "17": lambda: Network.layered(1, 1, 17, activation="identity", bias="none"),
    "1-1-2-1": lambda: Network.layered(1, 1, 2, 1, bias="none"),
    "31 inputs": lambda: Network.layered(31, 1),
    "relu": lambda: Network.layered(2, 2, 1, activation="relu"),
    "softmax": lambda: Network.layered(1, 3, activation="softmax", loss="cross_entropy"),
    "i1 only": lambda: Network.layered(1, 1).with_values({"i1": 0.5}),
    "shared": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: identity},"
        " {name: b, from: {a: w}, activation: identity}], outputs: [b], loss: half_squared}"
    ),
}


@cache
def grader(network: str, wrt: str) -> Grader:
    return Grader(NETWORKS[network]().model, wrt)


def graded(network: str, wrt: str, answer: str, **options: Any) -> Grade:
    return grader(network, wrt).grade(answer, GradeOptions(**options))


WRONG_DELTA = "δ_o1 = (t1 − out_o1) out_o1 (1 − out_o1)"
LINES = [
    ("delta_o1*i1", []),
    ("a = i1;\n delta_o1*a", [("a", "own", "1:1"), ("d_E_total__d_w1", "right", "2:2")]),
    (f"{WRONG_DELTA}; ∂E/∂w1 = δ_o1 i1", [("δ_o1", "wrong", "1:1"), ("∂E/∂w1", "right", "1:43")]),
    (f"{WRONG_DELTA}; ∂E/∂w1 = −δ_o1 i1", [("δ_o1", "wrong", "1:1"), ("∂E/∂w1", "carried", "1:43")]),
    (
        f"{WRONG_DELTA}; i1 = i1; ∂E/∂w1 = −δ_o1 i1",
        [("δ_o1", "wrong", "1:1"), ("i1", "right", "1:43"), ("∂E/∂w1", "carried", "1:52")],
    ),
]


@pytest.mark.parametrize(("answer", "lines"), LINES, ids=[one[0] for one in LINES])
def test_each_of_several_lines_has_its_verdict(answer: str, lines: list[tuple[Any, ...]]) -> None:
    assert graded("one", "w1", answer, explain=False).lines == tuple(LineGrade(*line) for line in lines)


SIDES = [
    ("delta_o1*i1 = i1*delta_o1", "correct"),
    ("delta_o1*i1 = (out_o1 - t1)*i1", "wrong"),
    ("(out_o1 - t1)*i1 = delta_o1*i1", "wrong"),
]


@pytest.mark.parametrize(("sides", "verdict"), SIDES)
def test_every_side_of_an_equation_must_be_right(sides: str, verdict: str) -> None:
    found = graded("one", "w1", f"dE/dw1 = {sides}")
    assert (found.verdict, found.kinds) == (verdict, () if verdict == "correct" else ("missing-derivative",))
    assert found.lines == ()


def test_every_name_that_is_defined_in_another_way_is_noted() -> None:
    found = graded("one", "w1", f"{WRONG_DELTA}; i1 = 2 i1; ∂E/∂w1 = −½ δ_o1 i1")
    said = "is defined in another way here; the result is right."
    assert (found.verdict, found.notes) == ("correct", (f"δ_o1 {said}", f"i1 {said}"))


def test_notes_are_added_to_those_of_the_lines_before() -> None:
    """Mazur's net_h1 is 0.15 i1 + 0.2 i2 + 0.35."""
    found = graded(
        "mazur",
        "w5",
        "net_h1 = 0.15 i1 + 0.2 i2 + 0.35; δ_o1 = (t1 − out_o1) out_o1 (1 − out_o1); ∂E/∂w5 = −δ_o1 out_h1",
    )
    assert found.notes == (
        "It is right at the network's values, with numbers in the place of some names.",
        "δ_o1 is defined in another way here; the result is right.",
    )


@pytest.mark.parametrize(("count", "explained"), [(12, range(1, 13)), (13, [*range(1, 12), 13])])
def test_of_many_wrong_lines_the_first_eleven_and_the_last_are_explained(count: int, explained: Any) -> None:
    found = graded("one", "w1", "net_o1 = i1\n" * count + "delta_o1*i1")
    assert [finding.where for finding in found.findings] == [f"{line}:1" for line in explained]


def test_the_whole_of_a_wrong_answers_grade() -> None:
    answer = "delta_o1 = (t1 - out_o1)*out_o1*(1 - out_o1);\n dE/dw1 = (out_o1 - t1)*i1"
    found = graded("one", "w1", answer, reveal=True, form="closed").as_json()
    assert found.pop("certificate").keys() == {"point", "expected", "got"}
    path = ["w1", "net_o1", "out_o1", "E_o1", "E_total"]
    wrong = {"path": path, "paths": [path], "path_numbers": [0], "where": "2:2"}
    first, second = found.pop("findings")
    assert (first["kind"], first["path"], first["path_numbers"], first["where"]) == ("wrong-sign", path[1:], [0], "1:1")
    assert first["right"] == "-(t1 - out_o1)*out_o1*(1 - out_o1)"
    assert second == {
        "kind": "missing-derivative",
        "message": "The derivative of the activation of o1 is missing: how does out_o1 change with net_o1?",
        "factor": {"from": "net_o1", "to": "out_o1"},
        "right": "out_o1*(1 - out_o1)",
        **wrong,
    }
    ((other,),) = found.pop("alternatives")
    assert (other["kind"], other["where"]) == ("other-loss", "2:2")
    assert found == {
        "verdict": "wrong",
        "wrt": "w1",
        "lines": [
            {"name": "delta_o1", "verdict": "wrong", "where": "1:1"},
            {"name": "dE/dw1", "verdict": "wrong", "where": "2:2"},
        ],
        "form": {
            "asked": "closed",
            "ok": False,
            "message": "out_o1 is still in it; write it out in inputs, targets, weights and biases",
        },
        "answer": "d_E_total__d_w1 = -(t1 - out_o1)*out_o1*(1 - out_o1)*i1",
    }
    silent = graded("one", "w1", answer).as_json()
    assert not {"form", "answer"} & silent.keys()
    assert all("right" not in finding for finding in silent["findings"])


def test_a_wrong_line_about_another_gradient_is_explained_by_its_own_paths() -> None:
    (finding,) = graded("one", "w1", "∂E/∂b1 = −δ_o1; ∂E/∂w1 = δ_o1 i1").findings
    assert finding.path == ("b1", "net_o1", "out_o1", "E_o1", "E_total")
    assert finding.message == "The sign is the wrong way round: would more b1 make the error larger, or smaller?"


def test_paths_of_equal_products_are_told() -> None:
    """Of w·(w·x) nobody can tell which use of w was left out."""
    for answer in ("(out_b - t1)*w*x", "w*x*(out_b - t1)"):
        (finding,) = graded("shared", "w", answer).findings
        assert (finding.kind, finding.alike) == ("missing-occurrence", (("w", "net_b", "out_b", "E_b", "E_total"),))


CORRECT: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]] = [
    ("delta_o1*out_h1", {}, {"points": 17, "digits": 50, "exact": True}, ()),
    ("a = out_h1; delta_o1*a", {}, {"points": 17, "digits": 50, "exact": True}, ()),
    ("δ_o1 = δ_o1; σ′(net_o1)(out_o1 − t1) out_h1", {}, {"points": 17, "digits": 50, "exact": False}, ()),
    ("0.0822", {}, {"digits": 3}, ()),
    ("0.0821670", {}, {"digits": 6}, ()),
    ("0.0821670", {"digits": 4}, {"digits": 4}, ()),
    ("0.08", {"digits": 1}, {"digits": 1}, ()),
    ("a = 0.1384986; b = a*0.593270; b", {}, {"digits": 6}, ()),  # not to 12: that many were not written
    (
        "0.13849856*out_h1",
        {},
        {"points": 17, "digits": 50, "exact": False},
        ("It is right at the network's values, with numbers in the place of some names.",),
    ),
    (
        "a = 0.13849856; a*out_h1",
        {},
        {"points": 17, "digits": 50, "exact": False},
        ("It is right at the network's values, with numbers in the place of some names.",),
    ),
]


@pytest.mark.parametrize(("answer", "options", "certificate", "notes"), CORRECT, ids=[c[0] for c in CORRECT])
def test_what_is_said_of_a_right_answer(
    answer: str, options: dict[str, Any], certificate: dict[str, Any], notes: tuple[str, ...]
) -> None:
    found = graded("mazur", "w5", answer, **options)
    assert (found.verdict, found.findings, found.wrt) == ("correct", (), "w5")
    assert (found.certificate, found.notes) == (certificate, notes)


GOT = [
    ("0.12345", "0.12345"),
    ("0.5*0.1", "0.05"),
    ("1/0.0", "no finite value"),
]


@pytest.mark.parametrize(("answer", "got"), GOT)
def test_a_wrong_number_is_set_against_the_values_and_what_is_right_is_kept_back(answer: str, got: str) -> None:
    found = graded("mazur", "w5", answer)
    assert (found.verdict, found.wrt, found.answer) == ("wrong", "w5", "")
    assert found.certificate["point"]["w5"] == "0.40"  # as it is written in the file
    assert (found.certificate["expected"], found.certificate["got"]) == (None, got)
    told = graded("mazur", "w5", answer, reveal=True)
    assert (told.certificate["expected"], told.certificate["got"]) == ("0.0821670405642", got)


def test_a_wrong_formula_is_set_against_a_point_that_anybody_can_work_out_again() -> None:
    found = graded("one", "w1", "3*i1")
    given = {name: float(value) for name, value in found.certificate["point"].items()}
    assert set(given) == {"i1", "w1", "b1", "t1"}
    out = 1 / (1 + exp(-(given["w1"] * given["i1"] + given["b1"])))
    slope = -(given["t1"] - out) * out * (1 - out) * given["i1"]
    assert float(found.certificate["expected"]) == pytest.approx(slope, rel=1e-11)
    assert float(found.certificate["got"]) == pytest.approx(3 * given["i1"], rel=1e-11)


def test_of_a_point_60_numbers_are_shown_to_6_digits() -> None:
    shown = graded("31 inputs", "w1", "3*i1", explain=False).certificate["point"]
    assert list(shown) == [*(f"i{k}" for k in range(1, 32)), "t1", *(f"w{k}" for k in range(1, 29))]
    shares = graded("softmax", "w1", "3*i1", explain=False).certificate["point"]
    assert {name: len(shares[name].lstrip("0.")) for name in ("t1", "t2", "t3")} == {"t1": 6, "t2": 6, "t3": 6}


def test_the_point_that_is_shown_is_none_at_which_both_are_0() -> None:
    """Of six points of these ReLUs three leave w1 without any effect."""
    found = graded("relu", "w1", "2*dE/dw1", explain=False).certificate
    assert float(found["got"]) == pytest.approx(2 * float(found["expected"]))
    assert found["expected"] != found["got"]


SENTENCES = [
    (
        "one",
        "-t1/out_o1*out_o1*(1 - out_o1)*i1",
        "That would be right for another loss, cross_entropy, not half_squared.",
    ),
    (
        "1-1-2-1",
        "delta_j2*w3*out_h1*(1 - out_h1)*i1",
        "One of the 2 paths from w1 to E_total is missing: w1 → h1 → j1 → o1.",
    ),
]


@pytest.mark.parametrize(("network", "answer", "said"), SENTENCES, ids=[one[0] for one in SENTENCES])
def test_a_sentence_is_about_the_network_that_was_asked_about(network: str, answer: str, said: str) -> None:
    assert graded(network, "w1", answer).findings[0].message.startswith(said)


def test_a_right_answer_may_lack_the_form_that_was_asked_for() -> None:
    found = graded("one", "w1", "delta_o1*i1", form="closed")
    assert found.form is not None
    assert (found.verdict, found.form.asked, found.form.ok) == ("correct", "closed", False)


@pytest.mark.parametrize(
    ("answer", "got"), [("1/(i1 - i1)", "no finite value"), ("log(-1 - i1^2)*delta_o1", "no finite value")]
)
def test_a_formula_that_has_no_value_is_wrong(answer: str, got: str) -> None:
    found = graded("one", "w1", answer)
    assert (found.verdict, found.certificate["got"]) == ("wrong", got)


NEARLY = [("(1 + 2*10^(-6))*delta_o1*i1", True), ("(1 + 8*10^(-7))*delta_o1*i1", False)]


@pytest.mark.parametrize(("answer", "shown"), NEARLY)
def test_a_difference_that_the_digits_do_not_show_is_not_shown(answer: str, shown: bool) -> None:
    found = graded("one", "w1", answer)
    assert (found.verdict, bool(found.certificate)) == ("wrong", shown)


def test_the_verdict_alone_is_given_where_no_explanation_is_asked_for() -> None:
    found = graded("one", "w1", "delta_o1", explain=False)
    assert (found.verdict, found.findings, found.alternatives) == ("wrong", (), ())
    assert found.certificate
    assert len(graded("one", "w1", "delta_o1").alternatives) == 2


ROWS = {"16": 1, "17": 19}  # the sum over 16 paths; factored, with a line for each of 18 δ's


@pytest.mark.parametrize(("network", "rows"), ROWS.items())
def test_the_right_answer_is_the_sum_over_the_paths_where_these_are_few(network: str, rows: int) -> None:
    told = graded(network, "w1", "3*i1", reveal=True, explain=False).answer.splitlines()
    assert len(told) == rows
    assert graded(network, "w1", told[0]).correct


PARTLY = [("0.5*delta_o1", "wrong"), ("0.5*i1", "wrong"), ("0.5", "unreadable"), ("a = 0.5; a", "unreadable")]


@pytest.mark.parametrize("network", ["one", "i1 only"])
@pytest.mark.parametrize(("answer", "verdict"), PARTLY)
def test_numbers_say_nothing_where_the_values_are_not_known(network: str, answer: str, verdict: str) -> None:
    assert graded(network, "w1", answer, explain=False).verdict == verdict


def test_a_whole_number_is_a_formula_where_there_are_no_values() -> None:
    found = graded("one", "w1", "2*3")
    assert (found.verdict, found.kinds, found.certificate["got"]) == ("wrong", ("unknown",), "6")


@pytest.mark.parametrize(("answer", "where"), [("delta_o1 = 3*i1", "1:1"), ("a = i1;\n  delta_o1 = a", "2:3")])
def test_an_answer_without_the_gradient_is_refused_at_its_last_line(answer: str, where: str) -> None:
    found = graded("mazur", "w5", answer)
    assert found.error == {"where": where, "what": "no line gives ∂E_total/∂w5", "instead": "write ∂E_total/∂w5 = …"}
    assert (found.verdict, found.wrt) == ("unreadable", "w5")


def test_what_is_right_by_chance_at_the_values_only_is_wrong() -> None:
    """δ is ∂E/∂w1 where the input is 1."""
    assert graded("input 1", "w1", "delta_o1", explain=False).verdict == "wrong"
    assert graded("input 1", "w1", "1.0*delta_o1", explain=False).verdict == "correct"  # it says so in a note


def test_a_line_that_is_right_in_numbers_is_right() -> None:
    found = graded("mazur", "w5", "w5 = w5; ∂E/∂w5 = 0.13849856 out_h1")
    assert [line.verdict for line in found.lines] == ["right", "right"]


CARRIED = [
    ("δ_o1 = 0.238499; ∂E/∂w5 = 0.238499·0.5931", ["wrong", "carried"]),  # three digits agree
    ("δ_o1 = 0.238499; ∂E/∂w5 = −0.238499·0.59327", ["wrong", "wrong"]),
    ("δ_o1 = −0.138499; ∂E/∂w5 = 0.138499·0.59327", ["wrong", "right"]),
    ("δ_o1 = −0.238499; ∂E/∂w5 = −0.238499·0.59327", ["wrong", "carried"]),
    ("δ_o1 = −0.238499; ∂E/∂w5 = −(0.238499·0.59327)", ["wrong", "carried"]),
    ("δ_o1 = 0.238499; ∂E/∂w5 = 0.338499·0.59327", ["wrong", "wrong"]),
]


@pytest.mark.parametrize(("answer", "verdicts"), CARRIED, ids=[c[0] for c in CARRIED])
def test_a_number_that_is_right_from_a_wrong_one_before_it_is_carried(answer: str, verdicts: list[str]) -> None:
    assert [line.verdict for line in graded("mazur", "w5", answer).lines] == verdicts
