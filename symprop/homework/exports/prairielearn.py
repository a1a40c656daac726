"""PrairieLearn v3 questions: info.json, question.html, and a server.py that grades by symprop.

The question itself lies beside them as question.json; essays are left to other ways of handing in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import assert_never
from uuid import UUID, uuid5

from symprop.homework.exports.parts import intro_html, latex_inline, picture, solution_html
from symprop.homework.record import (
    Choices,
    Essay,
    FormulaAnswer,
    NumberAnswer,
    OrderAnswer,
    Part,
    ProblemSet,
    Question,
)
from symprop.homework.stored import as_json
from symprop.notation import Labels
from symprop.pages.escape import html_text

__all__ = ["answer_name", "prairielearn_files"]

SPACE = UUID("6f0f5cbe-6b0c-5a3e-9d0a-5d9f3c1b7a44")  # of the names that questions' ids are made from
SERVER = '''"""Graded by symprop, which PrairieLearn's Python must have: question.json is the question."""

from pathlib import Path

from symprop.testing import load_question


def _question(data):
    return load_question(Path(data["options"]["question_path"]) / "question.json")


def grade(data):
    _question(data).grade_submission(data)
'''


def prairielearn_files(problems: ProblemSet, shares: Mapping[str, Fraction]) -> dict[str, bytes]:
    """Return file → bytes, a folder for each question."""
    found: dict[str, bytes] = {}
    for question in problems.questions:
        if all(isinstance(part.answer, Essay) for part in question.parts):
            continue
        folder = f"questions/{question.name}-{question.kind}"
        found[f"{folder}/info.json"] = _json(_info(problems, question))
        found[f"{folder}/question.html"] = _page(question).encode()
        found[f"{folder}/question.json"] = _json(as_json(question, shares))
        found[f"{folder}/server.py"] = SERVER.encode()
        shown, _ = picture(question.setting)
        if shown:
            found[f"{folder}/clientFilesQuestion/network.svg"] = shown.encode()
    return found


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _info(problems: ProblemSet, question: Question) -> dict[str, object]:
    marked = f"{problems.title}\0{problems.seed}\0{question.name}\0{question.kind}"
    return {
        "uuid": str(uuid5(SPACE, marked)),
        "title": question.title,
        "topic": "Backpropagation",
        "tags": ["symprop", question.kind],
        "type": "v3",
        "singleVariant": True,
    }


def _page(question: Question) -> str:
    labels = question.setting.labels
    shown, described = picture(question.setting)
    image = f'<pl-figure file-name="network.svg" alt="{html_text(described)}"></pl-figure>' if shown else ""
    asked = "\n".join(line for part in question.parts for line in _part(question, part, labels))
    verdicts = "\n".join(
        f"{{{{#feedback.{answer_name(part)}}}}}<p>{{{{feedback.{answer_name(part)}}}}}</p>{{{{/feedback.{answer_name(part)}}}}}"
        for part in question.parts
        if not isinstance(part.answer, Essay)
    )
    return (
        f"<pl-question-panel>\n{_inert(intro_html(question, latex_inline, image))}\n</pl-question-panel>\n"
        f"{asked}\n"
        f"<pl-submission-panel>\n{verdicts}\n</pl-submission-panel>\n"
        f"<pl-answer-panel>\n{_inert(solution_html(question, latex_inline))}\n</pl-answer-panel>\n"
    )


def _inert(text: str) -> str:
    """Return HTML in which no two braces stand together, which Mustache would take for its own."""
    while "{{" in text or "}}" in text:
        text = text.replace("{{", "{ {").replace("}}", "} }")
    return text


def answer_name(part: Part) -> str:
    """Return what PrairieLearn calls the answer to a part."""
    return f"part_{part.name}"


def _part(question: Question, part: Part, labels: Labels) -> Iterator[str]:
    if isinstance(part.answer, Essay):
        return
    mark = f"{part.name}. " if len(question.parts) > 1 else ""
    yield f"<pl-question-panel><p>{_inert(mark + latex_inline(part.prompt, labels))}</p></pl-question-panel>"
    name = f'answers-name="{answer_name(part)}" weight="{round(part.points * 100)}"'
    match part.answer:
        case FormulaAnswer():
            yield f'<pl-string-input {name} size="80" remove-spaces="false" placeholder="formula"></pl-string-input>'
        case NumberAnswer():
            yield f'<pl-string-input {name} size="20" placeholder="number"></pl-string-input>'
        case OrderAnswer(steps=steps):
            listed = "".join(f"<li>{_inert(latex_inline(step, labels))}</li>" for step in steps)
            yield f"<pl-question-panel><ol>{listed}</ol></pl-question-panel>"
            yield f'<pl-string-input {name} size="30" placeholder="such as 2, 1, 3"></pl-string-input>'
        case Choices(options=options, multiple=multiple):
            element = "pl-checkbox" if multiple else "pl-multiple-choice"
            order = 'fixed-order="true"' if multiple else 'order="fixed"'
            yield f"<{element} {name} {order}>"
            for option in options:
                said = f' feedback="{html_text(option.feedback)}"' if option.feedback else ""
                shown = _inert(latex_inline(option.text, labels))
                yield f'<pl-answer correct="{str(option.correct).lower()}"{said}>{shown}</pl-answer>'
            yield f"</{element}>"
        case _:
            assert_never(part.answer)
