"""The doors that text from outside comes in by: from a text to plain data, or a refusal."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import symprop
from symprop.errors import InputError
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.passes import forward_values
from symprop.evaluate.tape import compile_tape
from symprop.expression import Expr
from symprop.homework.grading.batch import read_submissions
from symprop.homework.plan import plan_of
from symprop.homework.roster import roster_of
from symprop.network.file import read_network_file, read_values_file
from symprop.network.load import load_network
from symprop.network.notation_file import read_notation_file
from symprop.network.values import exact, parse_assignments
from symprop.read import read_latex, read_mathml, read_text


class Pair(NamedTuple):
    """One row of a table.

    Args:
        door: a key of DOORS.
        hostile: what must be refused.
        fine: what looks alike and must be taken.
        value: what the door gives for `fine`; a number to 12 digits.
    """

    door: str
    hostile: str
    fine: str
    value: Any


POINT = {"x": 0.5, "y": 2.0, "w": 3.0, "t": 1.0}
_LABELS = {name: name for name in POINT}


def value_of(tree: Expr) -> float:
    """Return the value of a formula where x = 1/2, y = 2, w = 3, t = 1."""
    found: float = compile_tape([("z", tree)]).bind(float_arithmetic())(POINT)["z"]
    return found


def _total(text: str) -> float:
    model = read_network_file(text, "net.yaml")
    values = {name: exact(value) for name, value in model.values.items()}
    found: float = forward_values(model.graph, values, float_arithmetic())[model.graph.total]
    return found


def equations(formula: str) -> str:
    """Return a network file that holds a formula; its E_total is its square."""
    return (
        f"inputs: [x, y]\nparameters: [w]\ntargets: [t]\nequations:\n  z: {json.dumps(formula)}\n"
        "  v: w*t*0 + z\nloss: v^2\nvalues: {x: 0.5, y: 2, w: 3, t: 1}\n"
    )


def _activation(formula: str) -> float:
    """Return the error of a unit whose activation is the formula, of 1/2, with the target 0."""
    return _total(
        f"inputs: 1\nlayers: [{{units: 1, activation: own}}]\nactivations:\n  own: {json.dumps(formula)}\n"
        "loss: squared\nbias: none\nvalues: {i1: 0.5, w1: 1, t1: 0}\n"
    )


def _answers(text: str) -> list[tuple[str, str]]:
    """Return the rows that are graded; a row that cannot be, which costs itself only, is refused here."""
    rows = read_submissions(text, "w1", where="answers.csv")
    for row in rows:
        if row.error:
            raise InputError(row.error["what"], where=row.error["where"], instead=row.error["instead"])
    return [(row.wrt, row.answer) for row in rows]


@cache
def mazur() -> symprop.Network:
    return symprop.load("mazur")


def _answer(text: str) -> str:
    grade = symprop.grade(mazur(), "w5", text)
    if grade.verdict == "unreadable":
        raise InputError(grade.error["what"], where=grade.error["where"], instead=grade.error["instead"])
    return grade.verdict


def _numbers(found: Mapping[str, Expr]) -> dict[str, float]:
    return {name: float(exact(value)) for name, value in found.items()}


def _notation(text: str) -> tuple[str, str, str]:
    found = read_notation_file(text, "own.yaml")
    return found.name, found.out, found.net


def _plan(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    plan = plan_of(text, "plan.yaml", Path("plans"))
    return plan.title, tuple(plan.networks), tuple(question.wrt for question in plan.questions)


DOORS: Mapping[str, Callable[[str], Any]] = {
    "text": lambda text: value_of(read_text(text, frozenset(POINT))),
    "latex": lambda text: value_of(read_latex(text, _LABELS)),
    "mathml": lambda text: value_of(read_mathml(text, _LABELS)),
    "mtext": lambda text: value_of(read_mathml(f"<math><mi>{escape(text)}</mi></math>", _LABELS)),
    "answer": _answer,
    "equations": lambda text: _total(equations(text)) ** 0.5,
    "activation": lambda text: _activation(text) ** 0.5,
    "network": lambda text: read_network_file(text, "net.yaml").facts[0],
    "error": _total,
    "spec": lambda text: load_network(text).facts[0],
    "values": lambda text: _numbers({k: v for k, (v, _) in read_values_file(text, "at.yaml").items()}),
    "at": lambda text: _numbers(dict(parse_assignments(text))),
    "notation": _notation,
    "plan": _plan,
    "roster": lambda text: [(student.id, student.name) for student in roster_of(text, "roster.csv")],
    "answers": _answers,
}
"""Name → what reads a text there and gives plain data."""
