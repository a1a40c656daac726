"""Plan and roster → a folder: every set made, checked, and only then written, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from symprop import __version__
from symprop.errors import InputError, SympropError, visible
from symprop.homework.assemble import EVERYBODY, assemble
from symprop.homework.exports import EXPORTERS, left_out
from symprop.homework.plan import FORMATS, Plan
from symprop.homework.proof import disagreements
from symprop.homework.record import ProblemSet, Question
from symprop.homework.roster import Student
from symprop.homework.writers import pages_of
from symprop.output import write_folder
from symprop.pages.pdf import has_tex

__all__ = ["CheckFailed", "files_of", "write_sets"]


class CheckFailed(SympropError):
    """A set whose own check failed; nothing is written."""

    exit_code = 1


def write_sets(
    plan: Plan,
    folder: str,
    students: tuple[Student, ...] = (),
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Write the sets of a plan into a new folder; return the files, as they are called in it.

    Raises:
        CheckFailed: if a set does not agree with its own check.
        InputError: if the plan, or the folder, cannot be used.
    """
    return write_folder(folder, files_of(plan, students, progress))


def files_of(
    plan: Plan, students: tuple[Student, ...] = (), progress: Callable[[str], None] = lambda _: None
) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every file; no file of a set comes before its check has passed.

    Raises:
        CheckFailed: if a set does not agree with its own check.
    """
    formats = plan.formats or tuple(fmt for fmt in FORMATS if fmt != "pdf" or has_tex())
    if "pdf" in formats and not has_tex():
        raise InputError("PDF needs TeX, which is not installed", where="formats", instead="leave pdf out")
    entries: list[dict[str, Any]] = []
    drawn: dict[str, str] = {}
    for student in students or (EVERYBODY,):
        progress(student.id)
        problems = assemble(plan, student)
        _refuse_twin(problems, drawn)
        wrong = list(disagreements(problems, plan.rubric))
        if wrong:
            who = f" of {student.id}" if student.id else ""
            more = f", and {len(wrong) - 1} more" if len(wrong) > 1 else ""
            raise CheckFailed(f"the set{who} fails its check and is not written: {wrong[0]}{more}")
        prefix = f"sets/{student.id}/" if student.id else ""
        files = pages_of(problems, formats, plan.rubric)
        files |= {f"networks/{name}": text for name, text in _networks(problems)}
        for export in plan.exports:
            files |= {f"{export}/{name}": text for name, text in EXPORTERS[export](problems, plan.rubric).items()}
        yield from ((prefix + name, content) for name, content in sorted(files.items()))
        entry = _entry(problems, {prefix + name: content for name, content in sorted(files.items())})
        entries.append(entry | {"left_out": {export: left_out(export, problems) for export in plan.exports}})
    yield "manifest.json", _manifest(plan, formats, entries)


def _refuse_twin(problems: ProblemSet, drawn: dict[str, str]) -> None:
    """Refuse a second set that is the same as another student's."""
    if not problems.student:
        return
    mark = fingerprint(problems)
    other = drawn.setdefault(mark, problems.student)
    if other != problems.student:
        raise InputError(
            f"{other} and {problems.student} would get the same set",
            where="roster",
            instead="let the plan draw more: networks by sizes:, values:, wrt: any",
        )


def fingerprint(problems: ProblemSet) -> str:
    """Return what two sets share only if they ask the same of the same networks."""
    parts = [(q.kind, q.setting.source, sorted(q.setting.values.items()), q.parts) for q in problems.questions]
    return sha256(repr(parts).encode()).hexdigest()


def _networks(problems: ProblemSet) -> Iterator[tuple[str, bytes]]:
    """Yield each network's file, and the values to give it with ``--at``."""
    settings = {question.setting.name: question.setting for question in problems.questions}
    for name, setting in settings.items():
        yield f"{name}.yaml", setting.source.encode()
        if setting.values:
            lines = (f"{key}: {value}\n" for key, value in setting.values.items())
            yield f"{name}-values.yaml", "".join(lines).encode()


def _entry(problems: ProblemSet, files: Mapping[str, bytes]) -> dict[str, Any]:
    return {
        "student": problems.student,
        "seed": problems.seed,
        "points": float(problems.points),
        "questions": [_question(question) for question in problems.questions],
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "name": question.name,
        "kind": question.kind,
        "network": question.setting.name,
        "wrt": list(question.wrts),
        "points": float(question.points),
    }


def _manifest(plan: Plan, formats: tuple[str, ...], entries: list[dict[str, Any]]) -> bytes:
    found = {
        "title": visible(plan.title),
        "seed": plan.seed,
        "symprop": __version__,
        "formats": list(formats),
        "exports": list(plan.exports),
        "checked": True,
        "sets": entries,
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
