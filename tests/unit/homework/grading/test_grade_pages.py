"""A grade as text for people and as JSON, which reads back; nothing is graded."""

from __future__ import annotations

import json

import pytest

from symprop.homework.grading.pages import GRADE_FORMATS
from symprop.homework.grading.result import Finding, FormGrade, Grade, LineGrade, grade_from_json

PATH, OTHER = ("w1", "net_h1", "E_total"), ("w1", "net_h2", "E_total")
SIGN = Finding(
    kind="wrong-sign",
    message="The sign.",
    path=PATH,
    paths=(PATH, OTHER),
    numbers=(0, 2),
    alike=(OTHER,),
    factor=("net_h1", "out_h1"),
    right="i1",
    where="2:1",
)
WHOLE = Finding(kind="other-quantity", message="It is another.")
WRONG = Grade(
    verdict="wrong",
    findings=(SIGN, WHOLE),
    alternatives=((WHOLE,), (SIGN, WHOLE)),
    certificate={"point": {"w1": "0.5", "i1": "-1"}, "expected": "0.25", "got": "-0.25"},
    lines=(LineGrade("delta_o1", "right", "1:1"), LineGrade("dE/dw1", "wrong", "2:1")),
    form=FormGrade("paths", False, "write paths"),
    notes=("A note.",),
    answer="dE/dw1 = i1\n       = i1*1",
    wrt="w1",
)
UNREADABLE = Grade(verdict="unreadable", error={"where": "1:2", "what": "unknown name", "instead": "did you"}, wrt="w1")
CORRECT = Grade(
    verdict="correct", certificate={"points": 17, "digits": 50, "exact": True}, form=FormGrade("paths", True)
)
TEXTS = [
    (CORRECT, ["Correct.", "Form paths: yes"]),
    (UNREADABLE, ["This cannot be read.", "  unknown name; did you"]),
    (
        Grade(verdict="unreadable", error={"where": "", "what": "empty", "instead": ""}),
        ["This cannot be read.", "  empty"],
    ),
    (
        WRONG,
        [
            "Not right yet.",
            "  wrong-sign: The sign.",
            "    right: i1",
            "  other-quantity: It is another.",
            "The same result would come from",
            "  other-quantity: It is another.",
            "  wrong-sign: The sign.",
            "  and other-quantity: It is another.",
            "At this point",
            "  w1 = 0.5  i1 = -1",
            "  it should be 0.25",
            "  and is       -0.25",
            "Form paths: write paths",
            "A note.",
            "The right answer is",
            "  dE/dw1 = i1",
            "         = i1*1",
        ],
    ),
    (
        Grade(verdict="wrong", certificate={"point": {}, "expected": None, "got": "0.5"}),
        ["Not right yet.", "At this point", "", "  your answer is 0.5"],
    ),
    (Grade(verdict="wrong"), ["Not right yet."]),
]


@pytest.mark.parametrize(("grade", "lines"), TEXTS, ids=["correct", "unreadable", "empty", "wrong", "number", "bare"])
def test_a_grade_as_text(grade: Grade, lines: list[str]) -> None:
    assert list(GRADE_FORMATS["text"](grade)) == lines


@pytest.mark.parametrize(("last", "rows"), [("0.1234", 1), ("0.12345", 2)])
def test_a_point_is_written_in_rows_of_at_most_110_characters(last: str, rows: int) -> None:
    point = {f"w{k}": "0.12" for k in range(10, 18)} | {"w18": last}
    certificate = {"point": point, "expected": "1", "got": "2"}
    _, _, *found, _, _ = GRADE_FORMATS["text"](Grade(verdict="wrong", certificate=certificate))
    assert "  ".join(row.strip() for row in found) == "  ".join(f"{name} = {value}" for name, value in point.items())
    assert [len(row) for row in found] == [110 - 14 * (rows - 1), 15][:rows]
    assert all(row.startswith("  w1") for row in found)


FINDING = {
    "kind": "wrong-sign",
    "path": ["w1", "net_h1", "E_total"],
    "message": "The sign.",
    "paths": [["w1", "net_h1", "E_total"], ["w1", "net_h2", "E_total"]],
    "path_numbers": [0, 2],
    "alike": [["w1", "net_h2", "E_total"]],
    "factor": {"from": "net_h1", "to": "out_h1"},
    "right": "i1",
    "where": "2:1",
}
BARE = {"kind": "other-quantity", "path": [], "message": "It is another.", "paths": [], "path_numbers": [], "where": ""}


def test_a_grade_as_json() -> None:
    (text,) = GRADE_FORMATS["json"](WRONG)
    assert json.loads(text) == {
        "verdict": "wrong",
        "findings": [FINDING, BARE],
        "alternatives": [[BARE], [FINDING, BARE]],
        "certificate": {"point": {"w1": "0.5", "i1": "-1"}, "expected": "0.25", "got": "-0.25"},
        "wrt": "w1",
        "lines": [
            {"name": "delta_o1", "verdict": "right", "where": "1:1"},
            {"name": "dE/dw1", "verdict": "wrong", "where": "2:1"},
        ],
        "form": {"asked": "paths", "ok": False, "message": "write paths"},
        "notes": ["A note."],
        "answer": "dE/dw1 = i1\n       = i1*1",
    }
    assert json.loads(*GRADE_FORMATS["json"](UNREADABLE))["error"] == {
        "where": "1:2",
        "what": "unknown name",
        "instead": "did you",
    }
    assert "δ" in next(GRADE_FORMATS["json"](Grade(verdict="wrong", notes=("δ",))))


@pytest.mark.parametrize("grade", [WRONG, UNREADABLE, CORRECT, Grade(verdict="wrong")])
def test_the_json_of_a_grade_is_the_grade_again(grade: Grade) -> None:
    data = json.loads(json.dumps(grade.as_json()))
    assert grade_from_json(data) == grade
    empty = {"verdict", "findings", "alternatives", "certificate"}
    assert all(data[name] for name in data.keys() - empty)  # what there is nothing to say of is not named


def test_what_is_not_said_of_a_grade_is_nothing() -> None:
    assert Grade(verdict="wrong").as_json() == {
        "verdict": "wrong",
        "findings": [],
        "alternatives": [],
        "certificate": {},
    }
    assert CORRECT.as_json()["form"] == {"asked": "paths", "ok": True, "message": ""}


STATUS = [(CORRECT, 0, True, ()), (WRONG, 1, False, ("wrong-sign", "other-quantity")), (UNREADABLE, 2, False, ())]


@pytest.mark.parametrize(("grade", "status", "correct", "kinds"), STATUS)
def test_what_is_read_off_a_grade(grade: Grade, status: int, correct: bool, kinds: tuple[str, ...]) -> None:
    assert (grade.exit_code, grade.correct, grade.kinds) == (status, correct, kinds)
