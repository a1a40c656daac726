"""Many answers: the table of results, faults that touch one answer only, and going on where one stopped."""

from __future__ import annotations

import csv
import io
import json
import os
import threading
from pathlib import Path

import pytest

from symprop.errors import InputError
from symprop.homework.grading import batch as batches
from symprop.homework.grading.batch import grade_batch, read_submissions, results_csv
from symprop.homework.grading.isolated import Limits, close_workers, grade_isolated
from symprop.homework.grading.setup import Setup

TABLE = """id,wrt,answer
a,w1,delta_h1*i1
b,w5,"(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1"
c,w1,foo
=1+1,w1,delta_h1
d,w1,delta_h1*i1
e,w77,delta_h1*i1
"""
MAZUR = Setup(network="mazur")


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_of_answers_becomes_a_table_of_grades() -> None:
    submissions = read_submissions(TABLE, "", where="x.csv")
    found = rows("".join(results_csv(submissions, grade_batch(MAZUR, submissions, jobs=1))))
    assert [(row["id"], row["wrt"], row["verdict"], row["kinds"]) for row in found] == [
        ("a", "w1", "correct", ""),
        ("b", "w5", "wrong", "wrong-sign"),
        ("c", "w1", "unreadable", ""),
        ("'=1+1", "w1", "wrong", "other-quantity"),  # no formula for a spreadsheet
        ("d", "w1", "correct", ""),
        ("e", "w77", "unreadable", ""),
    ]
    assert found[2]["error"] == "1:1; unknown name 'foo'"
    assert found[5]["error"] == "wrt; unknown name 'w77'; w1 to w8"


@pytest.mark.parametrize("limits", [None, Limits()], ids=["here", "isolated"])
def test_a_row_that_cannot_be_graded_costs_itself_only(limits: Limits | None, tmp_path: Path) -> None:
    table = "id,wrt,answer\na,w1,delta_h1*i1\nb,,delta_h1*i1\nc,w1,f(i1, i2)\nd,w1,delta_h1*i1\n"
    submissions = read_submissions(table, "", where="x.csv")
    steps: list[None] = []
    try:
        grades = grade_batch(
            MAZUR, submissions, jobs=1, limits=limits, journal=tmp_path / "j", progress=lambda: steps.append(None)
        )
    finally:
        close_workers()
    found = rows("".join(results_csv(submissions, grades)))
    assert [(row["id"], row["verdict"], row["error"]) for row in found] == [
        ("a", "correct", ""),
        ("b", "unreadable", "wrt; which derivative was asked for?; give a weight or a bias"),
        ("c", "unreadable", "x.csv:4; more cells than columns; quote a cell that holds commas"),
        ("d", "correct", ""),
    ]
    assert [grade.get("wrt", "") for grade in grades] == ["w1", "", "w1", "w1"]
    assert len(steps) == len(submissions)


def test_what_was_done_before_an_interrupt_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submissions = read_submissions(TABLE, "", where="x.csv")
    journal = tmp_path / "out.csv.journal"
    expected = grade_batch(MAZUR, submissions, jobs=1)
    done: list[str] = []
    grade_row = batches.grade_row

    def interrupted(setup: object, wrt: str, answer: str, limits: object) -> dict[str, object]:
        done.append(answer)
        if len(done) == 3:
            raise KeyboardInterrupt
        return grade_row(setup, wrt, answer, limits)  # type: ignore[arg-type]

    monkeypatch.setattr(batches, "grade_row", interrupted)
    with pytest.raises(KeyboardInterrupt):
        grade_batch(MAZUR, submissions, jobs=1, journal=journal)
    with journal.open("a") as file:
        file.write('{"wrt": "w1", "answ')  # cut off
    kept = [json.loads(line) for line in journal.read_text().splitlines()[1:-1]]
    assert len(kept) == 2
    assert grade_batch(MAZUR, submissions, jobs=1, journal=journal) == expected
    assert len(done) == 3 + 5 - 2  # five different answers
    other = Setup(network="mazur", options={"reveal": True})
    grade_batch(other, submissions[:1], jobs=1, journal=journal)
    assert len(done) == 3 + 5 - 2 + 1  # a journal of something else is no help


def test_what_stands_in_a_journal_is_counted_and_handed_over_whatever_order_the_values_have(tmp_path: Path) -> None:
    """Of a journal that is no such the answers are graded again."""
    submissions = read_submissions("answer\ndelta_h1*i1\n\ud800\ndelta_h1*i1\n", "w1", where="x.csv")
    journal, counted = tmp_path / "journal", []
    values = {"w1": "0.15", "w2": "0.2"}
    grade_batch(Setup(network="mazur", values=values), submissions, jobs=1, journal=journal)
    head, *lines = journal.read_text().splitlines()
    kept = [json.loads(line) for line in lines]
    for entry in kept:
        entry["grade"]["verdict"] = "kept"
    for first, verdict in ((head, "kept"), ("[]", "correct"), ('{"of": 1}', "correct"), ("{", "correct")):
        journal.write_text("\n".join([first, *map(json.dumps, kept)]) + "\n")
        turned = Setup(network="mazur", values=dict(reversed(values.items())))
        found = grade_batch(turned, submissions, jobs=1, journal=journal, progress=lambda: counted.append(1))
        assert [grade["verdict"] for grade in found] == [
            verdict,
            "unreadable" if verdict == "correct" else "kept",
            verdict,
        ]
        assert len(counted) == 3
        counted.clear()
    journal.write_bytes(b"\xff\xfe")
    assert grade_batch(turned, submissions, jobs=1, journal=journal)[0]["verdict"] == "correct"


def test_a_journal_that_cannot_be_kept_open_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, mode: str = "r", **_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", full)
    monkeypatch.setattr(batches, "write_output", lambda lines, name: None)
    with pytest.raises(InputError) as caught:
        grade_batch(MAZUR, [], journal=Path("out.journal"))
    assert str(caught.value) == "out.journal: cannot be written (No space left on device); give -o a writable folder"


def test_an_answer_is_graded_in_another_process_where_there_are_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[object] = []
    monkeypatch.setattr(batches, "grade_isolated", lambda *asked: sent.append(asked))
    assert batches.grade_row(MAZUR.as_json(), "w1", "delta_h1*i1", None)["verdict"] == "correct"
    assert sent == []
    batches.grade_row(MAZUR.as_json(), "w1", "delta_h1*i1", Limits(seconds=3))
    assert sent == [(MAZUR, "w1", "delta_h1*i1", Limits(seconds=3))]


@pytest.mark.parametrize(("cores", "together"), [(2, True), (None, False)])
def test_there_are_as_many_at_once_as_cores(cores: int | None, together: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two graders meet only where two are at work; where nobody knows the cores there is one."""
    meeting = threading.Barrier(2)

    def met(*_: object) -> dict[str, object]:
        try:
            meeting.wait(5 if together else 0.05)
        except threading.BrokenBarrierError:
            return {"met": False}
        return {"met": True}

    monkeypatch.setattr(batches, "grade_row", met)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    submissions = read_submissions("answer\na\nb\n", "w1", where="x.csv")
    assert grade_batch(MAZUR, submissions) == [{"met": together}] * 2


def test_an_answer_that_ends_its_worker_is_alone_with_it() -> None:
    """A worker that dies or takes too long is replaced; the answers before and after it are graded."""
    from symprop.homework.grading import isolated

    try:
        assert grade_isolated(MAZUR, "w1", "delta_h1*i1")["verdict"] == "correct"
        (waiting,) = (workers for workers in isolated._idle.values() if workers)
        first = waiting[0].process
        if (system := Path(f"/proc/{first.pid}")).exists():
            assert (system / "cwd").readlink() == Path("/")
            assert (system / "fd" / "2").readlink() == Path(os.devnull)
            told = (system / "environ").read_text().strip("\0").split("\0")
            assert sorted(told) == ["OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "PYTHONUTF8=1"]
        first.kill()
        first.wait()
        fallen = grade_isolated(MAZUR, "w1", "delta_h1*i1")
        assert fallen["error"]["what"] == "grading ended its process"
        assert grade_isolated(MAZUR, "w1", "delta_h1*i1")["verdict"] == "correct"
        late = grade_isolated(MAZUR, "w1", "out_h1 + 2*out_h2", Limits(seconds=0.0001))
        assert late["error"]["what"] == "grading took longer than 0.0001 s"
        assert grade_isolated(MAZUR, "w1", "delta_h1")["findings"][0]["kind"] == "other-quantity"
    finally:
        close_workers()


def test_a_network_that_cannot_be_used_says_so_and_not_that_a_worker_died() -> None:
    with pytest.raises(InputError, match="there is no network 'nosuch'"):
        grade_isolated(Setup(network="nosuch"), "w1", "i1")


@pytest.mark.slow
def test_another_backend_does_the_same() -> None:
    """What is sent is plain data: processes of joblib's own, and so dask or ray, take it as threads do."""
    from joblib import parallel_config

    submissions = read_submissions(TABLE, "", where="x.csv")
    expected = grade_batch(MAZUR, submissions, jobs=1)
    with parallel_config(backend="loky"):
        assert grade_batch(MAZUR, submissions, jobs=2) == expected
