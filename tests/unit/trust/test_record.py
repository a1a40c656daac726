"""Records and journals: what is written is read back, a broken-off run goes on, findings are not lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.trust.journal import rows, run
from benchmarks.trust.record import Count, Finding, Record, add_findings, read, with_earlier, write

RECORD = Record(
    name="trial",
    title="A trial",
    about="Nothing.",
    command="python -m nothing",
    seed=1,
    commit="abc",
    date="2026-11-24",
    seconds=1.5,
    versions={"python": "3.11"},
    counts=(Count(what="pairs", tried=3, other={"least digits": 41}),),
    findings=(Finding(what="one is two", state="fixed", test="tests/x.py::test_y"),),
)


def square(seed: int) -> dict[str, int]:
    return {"seed": seed, "square": seed * seed}


def test_a_record_reads_back(tmp_path: Path) -> None:
    assert read(write(RECORD, tmp_path)) == RECORD


def test_an_earlier_runs_findings_stay(tmp_path: Path) -> None:
    write(RECORD, tmp_path)
    later = Finding(what="two is three", state="open", why="rare")
    found = read(write(replace(RECORD, findings=(later,)), tmp_path)).findings
    assert found == (*RECORD.findings, later)
    mended = Finding(what="two is three", state="fixed", test="tests/x.py::test_z")
    assert read(add_findings("trial", [mended], tmp_path)).findings == (*RECORD.findings, mended)


def test_what_is_not_counted_again_stays_with_its_commit(tmp_path: Path) -> None:
    twos, threes = Count(what="twos", tried=2), Count(what="threes", tried=3)
    assert with_earlier("trial", [twos], tmp_path) == (twos,)
    write(replace(RECORD, counts=(twos, threes)), tmp_path)
    again = Count(what="twos", tried=4)
    kept = with_earlier("trial", [again], tmp_path)
    assert kept == (again, replace(threes, commit="abc"))
    write(replace(RECORD, commit="def", counts=kept), tmp_path)
    assert with_earlier("trial", [], tmp_path) == (replace(again, commit="def"), replace(threes, commit="abc"))


@pytest.mark.parametrize("fields", [{"state": "fixed"}, {"state": "open"}, {"state": "gone", "why": "x"}])
def test_a_finding_names_its_test_or_says_why(fields: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"state|test|why"):
        Finding(what="x", **fields)


def test_a_broken_off_run_goes_on(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    run(square, [1, 2], journal)
    with journal.open("a") as file:
        file.write('{"seed": 3, "squ')  # a kill in mid-write
    found = run(square, [1, 2, 3, 4], journal)
    assert [row["square"] for row in found] == [1, 4, 9, 16]
    assert [row["seed"] for row in rows(journal)] == [1, 2, 3, 4]
