"""A notebook for the students, and what an autograder needs: nbgrader's cells, otter's tests, the questions as JSON.

The questions hold the answers: keep `questions` and `tests` away from the students' copy.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from symprop.homework.record import Choices, Essay, NumberAnswer, OrderAnswer, Part, ProblemSet, Question
from symprop.homework.stored import as_json
from symprop.homework.writers.formats import markdown_lines
from symprop.homework.writers.sheets import asked, question_blocks
from symprop.homework.writers.shown import Place
from symprop.pages.escape import markdown_text

__all__ = ["notebook_files"]

_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
Cell = dict[str, Any]


def notebook_files(problems: ProblemSet, shares: Mapping[str, Fraction]) -> dict[str, bytes]:
    """Return the notebook, a test file of otter's for each question, and the questions."""
    cells = [_markdown([f"# {markdown_text(problems.title)}", "", _HOW])]
    found: dict[str, bytes] = {}
    for k, question in enumerate(problems.questions):
        cells += _cells(problems, k)
        found[f"questions/{question.name}.json"] = _json(as_json(question, shares))
        if any(not isinstance(part.answer, Essay) for part in question.parts):
            found[f"tests/{question.name}.py"] = _otter(question).encode()
    numbered = [{"id": f"cell-{k}", **cell} for k, cell in enumerate(cells)]
    book = {"cells": numbered, "metadata": _KERNEL, "nbformat": 4, "nbformat_minor": 5}
    return {"homework.ipynb": _json(book), **found}


_HOW = (
    "Write formulas as text between the quotes, in Python, LaTeX or Unicode: `-(t1 - out_o1)*out_h1`. "
    "Choices are letters (`a`, or `a, c`), orders are numbers (`2, 1, 3`)."
)


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _cells(problems: ProblemSet, k: int) -> Iterator[Cell]:
    question = problems.questions[k]
    labels = question.setting.labels
    pictures: dict[str, bytes] = {}

    def store(name: str, svg: str) -> str:
        file = f"{name}-{len(pictures)}.svg"
        pictures[file] = svg.encode()
        return f"attachment:{file}"

    yield _markdown(list(markdown_lines(question_blocks(problems, k), store)), pictures)
    alone = len(question.parts) == 1
    for part in question.parts:
        blocks = [Place(block, labels) for block in asked(part, alone=alone)]
        yield _markdown(list(markdown_lines(blocks, store)))
        yield from _answered(question, part)


def _answered(question: Question, part: Part) -> Iterator[Cell]:
    """Yield the cell for an answer, and the one that grades it."""
    name = f"{question.name}_{part.name}"
    points = float(part.points)
    if isinstance(part.answer, Essay):
        yield {**_markdown(["*Your answer.*"]), "metadata": _nbgrader(name, grade=True, solution=True, points=points)}
        return
    hint = {NumberAnswer: "a number", Choices: "letters", OrderAnswer: "numbers"}.get(type(part.answer), "a formula")
    source = f'{name} = r"""\n\n"""  # {hint}'
    yield {**_code(source), "metadata": _nbgrader(name, grade=False, solution=True)}
    test = (
        f"assert {name}.strip(), 'no answer yet'\n### BEGIN HIDDEN TESTS\n"
        "from symprop.testing import assert_answer\n"
        f'assert_answer("questions/{question.name}.json", "{part.name}", {name})\n### END HIDDEN TESTS'
    )
    yield {**_code(test), "metadata": _nbgrader(f"{name}_test", grade=True, solution=False, points=points)}


def _nbgrader(name: str, *, grade: bool, solution: bool, points: float | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "grade": grade,
        "grade_id": name,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return {"nbgrader": found if points is None else {**found, "points": points}}


def _markdown(lines: list[str], pictures: Mapping[str, bytes] | None = None) -> Cell:
    cell: Cell = {"cell_type": "markdown", "metadata": {}, "source": "\n".join(lines).strip()}
    if pictures:
        cell["attachments"] = {name: {"image/svg+xml": b64encode(svg).decode()} for name, svg in pictures.items()}
    return cell


def _code(source: str) -> Cell:
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source}


def _otter(question: Question) -> str:
    """Return a test of otter's: a case for each part, hidden."""
    cases = [
        {
            "code": (
                ">>> from symprop.testing import check_answer\n"
                f'>>> check_answer("questions/{question.name}.json", "{part.name}", {question.name}_{part.name})\n'
                "Right.\nTrue"
            ),
            "hidden": True,
            "locked": False,
            "points": float(part.points),
        }
        for part in question.parts
        if not isinstance(part.answer, Essay)
    ]
    suite = {"cases": cases, "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    test = {"name": question.name, "points": None, "suites": [suite]}
    return f"OK_FORMAT = True\n\ntest = {test!r}\n"
