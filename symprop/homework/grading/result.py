"""What a grade says, as plain data, and its JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Finding", "FormGrade", "Grade", "LineGrade", "LineVerdict", "Verdict", "grade_from_json"]

Verdict = Literal["correct", "wrong", "unreadable"]
LineVerdict = Literal["right", "carried", "wrong", "own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One mistake.

    Args:
        kind: its name in the table of kinds.
        message: one sentence that points at it.
        path: the names on the first path that it is on, the parameter first; empty where it is about the whole.
        paths: all paths that it is on.
        numbers: of these paths, K of ``paths[K]`` in JSON.
        alike: paths with equal products, which may be meant as well.
        factor: (from, to) of the edge whose factor is wrong.
        right: what should stand there, where the answer was asked to be revealed.
        where: ``line:column`` of the line that it is in.
    """

    kind: str
    message: str
    path: tuple[str, ...] = ()
    paths: tuple[tuple[str, ...], ...] = ()
    numbers: tuple[int, ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()
    factor: tuple[str, str] | tuple[()] = ()
    right: str = ""
    where: str = ""

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": self.kind, "path": list(self.path), "message": self.message}
        found |= {"paths": [list(path) for path in self.paths], "path_numbers": list(self.numbers)}
        if self.alike:
            found["alike"] = [list(path) for path in self.alike]
        if self.factor:
            found["factor"] = {"from": self.factor[0], "to": self.factor[1]}
        if self.right:
            found["right"] = self.right
        return {**found, "where": self.where}


@dataclass(frozen=True, slots=True)
class LineGrade:
    """One line of an answer of several.

    Args:
        name: what the line gives, as the student writes it.
        verdict: ``right``; ``carried``: right from what stands above it; ``wrong``; ``own``: an abbreviation.
    """

    name: str
    verdict: LineVerdict
    where: str


@dataclass(frozen=True, slots=True)
class FormGrade:
    """Whether an answer has the form that was asked for.

    Args:
        asked: the form.
        ok: whether it has it.
        message: what is missing.
    """

    asked: str
    ok: bool
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """What is said about one answer.

    Args:
        verdict: ``correct``, ``wrong`` or ``unreadable``.
        findings: the mistakes that together give the answer.
        alternatives: other mistakes that give the very same answer, one explanation a list.
        certificate: for a wrong answer, a point at which it differs; for a right one, where it was compared.
        lines: the verdict of each line, where there are several.
        form: of the form, where one was asked for.
        notes: what else there is to say.
        answer: the right answer, where it was asked to be revealed.
        error: of an unreadable answer: where, what, instead.
        wrt: the parameter.
    """

    verdict: Verdict
    findings: tuple[Finding, ...] = ()
    alternatives: tuple[tuple[Finding, ...], ...] = ()
    certificate: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[LineGrade, ...] = ()
    form: FormGrade | None = None
    notes: tuple[str, ...] = ()
    answer: str = ""
    error: Mapping[str, str] = field(default_factory=dict)
    wrt: str = ""

    @property
    def correct(self) -> bool:
        return self.verdict == "correct"

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the findings."""
        return tuple(finding.kind for finding in self.findings)

    @property
    def exit_code(self) -> int:
        """The status of the process: 0 correct, 1 wrong, 2 unreadable."""
        return {"correct": 0, "wrong": 1, "unreadable": 2}[self.verdict]

    def as_json(self) -> dict[str, Any]:
        """Return what `--format json` prints."""
        found: dict[str, Any] = {
            "verdict": self.verdict,
            "findings": [finding.as_json() for finding in self.findings],
            "alternatives": [[finding.as_json() for finding in listed] for listed in self.alternatives],
            "certificate": dict(self.certificate),
        }
        if self.wrt:
            found["wrt"] = self.wrt
        if self.lines:
            found["lines"] = [{"name": n.name, "verdict": n.verdict, "where": n.where} for n in self.lines]
        if self.form:
            found["form"] = {"asked": self.form.asked, "ok": self.form.ok, "message": self.form.message}
        if self.notes:
            found["notes"] = list(self.notes)
        if self.answer:
            found["answer"] = self.answer
        if self.error:
            found["error"] = dict(self.error)
        return found


def grade_from_json(data: Mapping[str, Any]) -> Grade:
    """Return the grade that `Grade.as_json` wrote.

    >>> grade_from_json(Grade(verdict="correct", wrt="w1").as_json()).verdict
    'correct'
    """
    form = data.get("form")
    return Grade(
        verdict=data["verdict"],
        findings=tuple(_finding(found) for found in data["findings"]),
        alternatives=tuple(tuple(_finding(found) for found in listed) for listed in data["alternatives"]),
        certificate=data["certificate"],
        lines=tuple(LineGrade(**line) for line in data.get("lines", ())),
        form=FormGrade(**form) if form else None,
        notes=tuple(data.get("notes", ())),
        answer=data.get("answer", ""),
        error=data.get("error", {}),
        wrt=data.get("wrt", ""),
    )


def _finding(data: Mapping[str, Any]) -> Finding:
    factor = data.get("factor")
    return Finding(
        kind=data["kind"],
        message=data["message"],
        path=tuple(data["path"]),
        paths=tuple(tuple(path) for path in data["paths"]),
        numbers=tuple(data["path_numbers"]),
        alike=tuple(tuple(path) for path in data.get("alike", ())),
        factor=(factor["from"], factor["to"]) if factor else (),
        right=data.get("right", ""),
        where=data["where"],
    )
