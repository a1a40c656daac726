"""Tables of answers and of grades as text: what is read, refused and written, cell by cell; no answer is graded."""

from __future__ import annotations

from typing import Any

import pytest

from symprop.errors import SympropError
from symprop.homework.grading import batch
from symprop.homework.grading.batch import Submission, read_submissions, results_csv

HEAD = "verdict,kinds,message,also,error\n"


def grade(*findings: tuple[str, str], also: tuple[tuple[str, ...], ...] = (), **more: Any) -> dict[str, Any]:
    found = [{"kind": kind, "message": message} for kind, message in findings]
    return {
        "verdict": "wrong",
        "findings": found,
        "alternatives": [[{"kind": kind} for kind in kinds] for kinds in also],
        **more,
    }


WRONG = grade(("wrong-sign", "The sign."), ("wrong-input", "The input."), also=(("a", "b"), ("b", "c")))
UNREADABLE = {
    "verdict": "unreadable",
    "findings": [],
    "alternatives": [],
    "error": {"where": "1:1", "what": "what", "instead": "instead"},
}
TABLES: list[tuple[str, list[Submission], list[dict[str, Any]], str]] = [
    ("no rows", [], [], f"wrt,{HEAD}"),
    (
        "one parameter for all",
        [Submission("w1", "x", {"id": "7", "name": "Ada"})],
        [WRONG],
        f"id,name,wrt,{HEAD}7,Ada,w1,wrong,wrong-sign wrong-input,The sign. The input.,a b c,\n",
    ),
    (
        "a column of parameters",
        [Submission("w1", "x", {"wrt": "", "id": "7"}), Submission("w2", "y", {"wrt": "w2", "id": "8"})],
        [UNREADABLE, {**UNREADABLE, "error": {"where": "", "what": "what", "instead": ""}}],
        f"wrt,id,{HEAD},7,unreadable,,,,1:1; what; instead\nw2,8,unreadable,,,,what\n",
    ),
]


@pytest.mark.parametrize(("submissions", "grades", "text"), [t[1:] for t in TABLES], ids=[t[0] for t in TABLES])
def test_a_table_of_results_is_what_was_given_and_what_was_found(
    submissions: list[Submission], grades: list[dict[str, Any]], text: str
) -> None:
    assert "".join(results_csv(submissions, grades)) == text


CELLS = [
    ("plain", "plain"),
    ("=1+1", "'=1+1"),
    ("@x", "'@x"),
    ("-x", "'-x"),
    ("-0.5", "-0.5"),
    ("+1e3", "+1e3"),
    ("a\x1b[2J", "a\N{REPLACEMENT CHARACTER}[2J"),
    ("two\nlines", '"two\nlines"'),
    *((f"{sign}x", f"'{sign}x") for sign in "+\t＝＋－＠"),
    *((f"{end}x", f'"\'{end}x"') for end in "\r\n"),
]


@pytest.mark.parametrize(("cell", "written"), CELLS)
def test_a_cell_is_no_formula_and_no_command(cell: str, written: str) -> None:
    _, row = results_csv([Submission("w1", "x", {"id": cell})], [grade()])
    assert row == f"{written},w1,wrong,,,,\n"


REFUSED = [
    (
        "id,text\n1,x\n",
        "x.csv:1: there is no column 'answer', only id, text; give a table with id,answer or id,wrt,answer",
    ),
    (
        "id;text\n1,x\n",
        "x.csv:1: there is no column 'answer', only id, text; give a table with id,answer or id,wrt,answer",
    ),
    ("id,answer\n1,x\n", "x.csv:1: which parameter was asked for?; give --wrt, or a column wrt"),
    ("Answer,ANSWER\n", "x.csv:1: two columns are called 'answer'; rename one"),
    ("verdict,answer\n", "x.csv:1: the column 'verdict' is one that grading adds; rename it"),
    *(
        (f"{name},answer\n", f"x.csv:1: the column '{name}' is one that grading adds; rename it")
        for name in ("kinds", "message", "also", "error")
    ),
]


@pytest.mark.parametrize(("text", "said"), REFUSED, ids=[r[0].partition("\n")[0] for r in REFUSED])
def test_a_table_that_cannot_be_used_is_refused(text: str, said: str) -> None:
    with pytest.raises(SympropError) as caught:
        read_submissions(text, "", where="x.csv")
    assert str(caught.value) == said


def test_a_row_may_ask_for_another_parameter_than_the_others() -> None:
    found = read_submissions("id,wrt,answer\n1, w2 ,x\n2, ,y\n", "w1", where="x.csv")
    assert found == [
        Submission("w2", "x", {"id": "1", "wrt": " w2 "}),
        Submission("w1", "y", {"id": "2", "wrt": " "}),
    ]


def test_headings_may_be_written_with_capitals() -> None:
    found = read_submissions("Student, WRT ,Answer\nada,w2,x\n", "", where="x.csv")
    assert found == [Submission("w2", "x", {"Student": "ada", "wrt": "w2"})]
    (other,) = read_submissions("Answer,answer\n7,x\n", "w1", where="x.csv")
    assert other == Submission("w1", "x", {"Answer": "7"})


def test_semicolons_part_cells_where_no_heading_has_a_comma() -> None:
    found = read_submissions('id;answer\n1;x, y\n2;"a;b"\n', "w1", where="x.csv")
    assert found == [Submission("w1", "x, y", {"id": "1"}), Submission("w1", "a;b", {"id": "2"})]
    (plain,) = read_submissions("id,a;b,answer\n1,x;y,z\n", "w1", where="x.csv")
    assert plain == Submission("w1", "z", {"id": "1", "a;b": "x;y"})


def test_a_row_of_too_many_cells_keeps_those_that_have_a_column() -> None:
    torn, whole = read_submissions("id,answer\n1,f(x, y)\n2,z\n", "w1", where="x.csv")
    said = {"where": "x.csv:2", "what": "more cells than columns", "instead": "quote a cell that holds commas"}
    assert torn == Submission("w1", "f(x", {"id": "1"}, said)
    assert whole == Submission("w1", "z", {"id": "2"})


LIMITS = [
    ("LARGEST", 18, "the table is too large; at most 18 characters"),
    ("MOST_ROWS", 2, "too many rows; at most 2"),
]


@pytest.mark.parametrize(("limit", "most", "said"), LIMITS)
def test_a_table_may_be_as_large_as_its_limits(
    limit: str, most: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, limit, most)
    text = "answer\nx\ny\n"
    assert len(read_submissions(text.ljust(18, "\n"), "w1", where="x.csv")) == 2
    with pytest.raises(SympropError) as caught:
        read_submissions(f"{text}z\n".ljust(19, "\n"), "w1", where="x.csv")
    assert str(caught.value) == f"x.csv: {said}"


def test_a_table_of_more_than_64_mb_is_refused_before_it_is_read() -> None:
    class Long(str):
        length = 64 * 1024 * 1024

        def __len__(self) -> int:
            return self.length

    assert len(read_submissions(Long("answer\nx\n"), "w1", where="x.csv")) == 1
    Long.length += 1
    with pytest.raises(SympropError) as caught:
        read_submissions(Long("answer\nx\n"), "w1", where="x.csv")
    assert str(caught.value) == "x.csv: the table is too large; at most 67,108,864 characters"


def test_a_table_of_more_than_a_million_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "len", lambda found: 999_998 + len(found), raising=False)
    assert len(read_submissions("answer\nx\ny\n", "w1", where="x.csv")) == 2
    with pytest.raises(SympropError) as caught:
        read_submissions("answer\nx\ny\nz\n", "w1", where="x.csv")
    assert str(caught.value) == "x.csv: too many rows; at most 1,000,000"
