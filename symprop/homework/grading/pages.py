"""A grade as text for people, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from symprop.homework.grading.result import Finding, Grade

__all__ = ["GRADE_FORMATS"]

WIDTH = 110


def _text(grade: Grade) -> Iterator[str]:
    yield {"correct": "Correct.", "wrong": "Not right yet.", "unreadable": "This cannot be read."}[grade.verdict]
    if grade.error:
        yield "  " + "; ".join(part for part in (grade.error["what"], grade.error["instead"]) if part)
    for finding in grade.findings:
        yield from _finding(finding)
    if grade.alternatives:
        yield "The same result would come from"
        for listed in grade.alternatives:
            yield from (f"  {'and ' if k else ''}{found.kind}: {found.message}" for k, found in enumerate(listed))
    if "expected" in grade.certificate and grade.verdict == "wrong":
        yield "At this point"
        point = grade.certificate["point"]
        row = "  "
        for name, value in point.items():
            given = f"{name} = {value}"
            if len(row) + len(given) > WIDTH:
                yield row.rstrip()
                row = "  "
            row += f"{given}  "
        yield row.rstrip()
        if grade.certificate["expected"] is None:  # the solution, which is not to be told
            yield f"  your answer is {grade.certificate['got']}"
        else:
            yield f"  it should be {grade.certificate['expected']}"
            yield f"  and is       {grade.certificate['got']}"
    if grade.form is not None:
        yield f"Form {grade.form.asked}: {'yes' if grade.form.ok else grade.form.message}"
    yield from grade.notes
    if grade.answer:
        yield "The right answer is"
        yield from (f"  {line}" for line in grade.answer.splitlines())


def _finding(finding: Finding) -> Iterator[str]:
    yield f"  {finding.kind}: {finding.message}"
    if finding.right:
        yield f"    right: {finding.right}"


def _json(grade: Grade) -> Iterator[str]:
    yield json.dumps(grade.as_json(), ensure_ascii=False)


GRADE_FORMATS: dict[str, Callable[[Grade], Iterator[str]]] = {"text": _text, "json": _json}
"""Format → the lines of a grade in it."""
