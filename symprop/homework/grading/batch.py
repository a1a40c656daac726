"""Many answers at once: a table of submissions → a table of grades, on all cores or a cluster, to be resumed.

    row → grade_row(setup, row) → result, by joblib: threads here, each with a child process of its own; dask or ray
    where `joblib.parallel_config` says so, the same function there

What is done is kept in a journal beside the results until all of it is; the results then appear whole.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symprop.errors import InputError, LimitExceeded, shorten, visible
from symprop.homework.grading.isolated import Limits, grade_isolated
from symprop.homework.grading.result import Grade
from symprop.homework.grading.setup import Graders, Setup
from symprop.homework.table import read_table
from symprop.output import write_output

__all__ = ["Submission", "grade_batch", "grade_row", "read_submissions", "results_csv"]

LARGEST = 64 << 20
MOST_ROWS = 1_000_000
ADDED = ("verdict", "kinds", "message", "also", "error")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class Submission:
    """One row.

    Args:
        wrt: the parameter that was asked for.
        row: the other columns, handed through.
        error: what makes the row one that cannot be graded: where, what, instead.
    """

    wrt: str
    answer: str
    row: Mapping[str, str]
    error: Mapping[str, str] = field(default_factory=dict)


def read_submissions(text: str, wrt: str, *, where: str) -> list[Submission]:
    """Return the rows of a CSV table with a column ``answer``, and ``wrt`` where not all are asked the same.

    Raises:
        InputError: if a column is missing.
        LimitExceeded: if it is too large.

    >>> read_submissions("id,answer\\n7,delta_h1*i1\\n", "w1", where="x.csv")
    [Submission(wrt='w1', answer='delta_h1*i1', row={'id': '7'}, error={})]
    """
    if len(text) > LARGEST:
        raise LimitExceeded("the table is too large", where=where, instead=f"at most {LARGEST:,} characters")
    rows = read_table(
        text, where, needs="answer", instead="give a table with id,answer or id,wrt,answer", named=_columns
    )
    headings = next(rows)
    taken = [name for name in headings.cells if name in ADDED]
    if taken:
        raise InputError(f"the column '{taken[0]}' is one that grading adds", where=headings.place, instead="rename it")
    if not wrt and "wrt" not in headings.cells:
        raise InputError("which parameter was asked for?", where=headings.place, instead="give --wrt, or a column wrt")
    found: list[Submission] = []
    for row in rows:
        asked = row.cells.get("wrt", "").strip() or wrt
        found.append(Submission(asked, row.cells.pop("answer"), row.cells, row.error.parts if row.error else {}))
        if len(found) > MOST_ROWS:
            raise LimitExceeded("too many rows", where=where, instead=f"at most {MOST_ROWS:,}")
    return found


def _columns(headings: list[str]) -> list[str]:
    """Return the columns' names; ours however they are written, where none is written as ours."""
    ours = {"answer", "wrt"}.difference(headings)
    return [plain if (plain := word.strip().lower()) in ours else word for word in headings]


def grade_row(setup: Mapping[str, Any], wrt: str, answer: str, limits: Limits | None) -> dict[str, Any]:
    """Return the grade of one answer as JSON data; in a child process with these limits, here without any.

    Plain data in, plain data out, so that it runs wherever joblib sends it.
    """
    if limits is None:
        return _graders(json.dumps(setup)).grade(wrt, answer).as_json()
    return grade_isolated(Setup(**setup), wrt, answer, limits)


_known: dict[str, Graders] = {}


def _graders(setup: str) -> Graders:
    if setup not in _known:
        _known.clear()
        _known[setup] = Graders(Setup(**json.loads(setup)))
    return _known[setup]


def grade_batch(
    setup: Setup,
    submissions: Sequence[Submission],
    *,
    jobs: int = 0,
    limits: Limits | None = None,
    journal: Path | None = None,
    progress: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """Return the grade of each submission as JSON data, in their order.

    Args:
        jobs: how many at once; 0 for as many as there are cores.
        limits: of the child processes; None to grade in this one.
        journal: where what is done is kept until all is; what an earlier run left there is taken over.
        progress: called for each answer that is done.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of shared memory that there is none, which threads do not need
        from joblib import Parallel, delayed

    asked = [(row.wrt, row.answer) for row in submissions if not row.error]
    places: dict[tuple[str, str], list[int]] = {}
    for place, question in enumerate(asked):
        places.setdefault(question, []).append(place)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    with _Journal(journal, setup, asked) as kept:
        _each([k for k, row in enumerate(submissions) if row.error], progress)
        for question, grade in kept.before.items():
            found[question] = grade
            _each(places[question], progress)
        plain = setup.as_json()
        open_questions = [question for question in places if question not in found]
        run = Parallel(n_jobs=jobs or os.cpu_count() or 1, prefer="threads", return_as="generator_unordered")
        for wrt, answer, grade in run(delayed(_named)(plain, wrt, answer, limits) for wrt, answer in open_questions):
            found[wrt, answer] = grade
            kept.write(wrt, answer, grade)
            _each(places[wrt, answer], progress)
    return [_not_graded(row) if row.error else found[row.wrt, row.answer] for row in submissions]


def _not_graded(row: Submission) -> dict[str, Any]:
    return Grade(verdict="unreadable", error=row.error, wrt=row.wrt).as_json()


def _each(places: list[int], progress: Callable[[], None]) -> None:
    for _ in places:
        progress()


def _named(setup: Mapping[str, Any], wrt: str, answer: str, limits: Limits | None) -> tuple[str, str, dict[str, Any]]:
    return wrt, answer, grade_row(setup, wrt, answer, limits)


class _Journal:
    """One JSON line for each answer that is done, under a first line that says of what; gone when all is done."""

    def __init__(self, path: Path | None, setup: Setup, asked: Sequence[tuple[str, str]]) -> None:
        self.path = path
        content = json.dumps([setup.as_json(), asked], sort_keys=True)
        self.key = hashlib.sha256(content.encode()).hexdigest()
        self.before: dict[tuple[str, str], dict[str, Any]] = {}
        self._file: io.TextIOWrapper | None = None

    def __enter__(self) -> _Journal:
        if self.path is None:
            return self
        self.before = dict(self._read())
        kept = (_line(wrt, answer, grade) for (wrt, answer), grade in self.before.items())
        write_output([json.dumps({"of": self.key}) + "\n", *kept], str(self.path))  # whole, also where this is killed
        try:
            self._file = self.path.open("a", encoding="utf-8")
        except OSError as error:
            raise self._unwritable(error) from None
        return self

    def _unwritable(self, error: OSError) -> InputError:
        return InputError(
            f"cannot be written ({error.strerror})", where=shorten(str(self.path)), instead="give -o a writable folder"
        )

    def _read(self) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
        assert self.path is not None
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return
        if not lines or _loaded(lines[0]).get("of") != self.key:
            return
        for line in lines[1:]:
            entry = _loaded(line)  # the last one may be cut off
            if {"wrt", "answer", "grade"} <= entry.keys():
                yield (entry["wrt"], entry["answer"]), entry["grade"]

    def write(self, wrt: str, answer: str, grade: dict[str, Any]) -> None:
        if self._file is None:
            return
        try:
            self._file.write(_line(wrt, answer, grade))
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from None

    def __exit__(self, kind: object, *_: object) -> None:
        if self._file is not None:
            with suppress(OSError):  # what a full disk did not take
                self._file.close()


def _line(wrt: str, answer: str, grade: dict[str, Any]) -> str:
    return json.dumps({"wrt": wrt, "answer": answer, "grade": grade}) + "\n"


def _loaded(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def results_csv(submissions: Sequence[Submission], grades: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the rows of the table of results: the columns that were given but for the answer, and the grade's."""
    columns = list(submissions[0].row) if submissions else []
    yield _row([*columns, *([] if "wrt" in columns else ["wrt"]), *ADDED])
    for submission, grade in zip(submissions, grades, strict=True):
        findings = grade["findings"]
        error = grade.get("error", {})
        also = dict.fromkeys(f["kind"] for listed in grade["alternatives"] for f in listed)
        yield _row(
            [
                *submission.row.values(),
                *([] if "wrt" in columns else [submission.wrt]),
                grade["verdict"],
                " ".join(finding["kind"] for finding in findings),
                " ".join(finding["message"] for finding in findings),
                " ".join(also),
                "; ".join(error[part] for part in ("where", "what", "instead") if error.get(part)),
            ]
        )


def _row(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow([_cell(cell) for cell in cells])  # quotes both characters of the line end it writes
    return stream.getvalue().removesuffix("\r\n") + "\n"


def _cell(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, and no terminal for a command; a number stays one."""
    cell = "".join(character if character in "\t\r\n" else visible(character) for character in cell)
    if not cell.startswith(_FORMULA):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
