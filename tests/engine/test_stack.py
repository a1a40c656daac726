"""STACK questions in Maxima: every test of every question goes down the tree that the XML describes.

Maxima decides each node (AlgEquiv: the difference is 0; NumAbsolute: at most the tolerance); STACK itself is not run.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symprop.homework.assemble import assemble
from symprop.homework.exports.stack import stack_files
from symprop.homework.judge import LETTERS, Judge
from symprop.homework.plan import read_plan
from symprop.homework.record import Choices, Part, ProblemSet
from symprop.homework.roster import Student

pytestmark = pytest.mark.engine
EXAMPLE = Path(__file__).parents[2] / "examples" / "plan.yaml"

EQUAL = {
    "AlgEquiv": "is(if listp({0}) then {0} = {1} else ratsimp({0} - ({1})) = 0)",
    "NumAbsolute": "is(abs({0} - ({1})) <= {2})",
}


@pytest.fixture(scope="module")
def problems() -> ProblemSet:
    return assemble(read_plan(str(EXAMPLE)), Student("ada"))


@pytest.fixture(scope="module")
def quiz(problems: ProblemSet) -> ElementTree.Element:
    return ElementTree.fromstring(stack_files(problems, {})["questions.xml"])


def maxima(expressions: list[str]) -> list[str]:
    """Return what Maxima says to each expression."""
    lines = "".join(f'print("ANSWER", {expression})$\n' for expression in expressions)
    done = subprocess.run(
        ["maxima", "--very-quiet", "--batch-string", f"display2d:false$ ratprint:false$ keepfloat:true$\n{lines}"],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found = re.findall(r"^\"?ANSWER\"? (\S+)", done.stdout, re.MULTILINE)
    assert len(found) == len(expressions), done.stdout[-2000:]
    return found


def comparisons(quiz: ElementTree.Element) -> dict[tuple[str, str, str, str], str]:
    """Return (test, answer, teacher's, options) → the question to Maxima, for every node and every test."""
    found = {}
    for question in quiz.findall("question[@type='stack']"):
        for tree in question.findall("prt"):
            for node in tree.findall("node"):
                test, tans, options = (node.findtext(tag, "") for tag in ("answertest", "tans", "testoptions"))
                for answer in answers(question, node.findtext("sans", "")):
                    found[test, answer, tans, options] = EQUAL[test].format(f"({answer})", tans, options)
    return found


def answers(question: ElementTree.Element, name: str) -> list[str]:
    return [
        typed.findtext("value", "")
        for test in question.findall("qtest")
        for typed in test.findall("testinput")
        if typed.findtext("name") == name
    ]


def walk(tree: ElementTree.Element, answer: str, equal: dict[tuple[str, str, str, str], bool]) -> tuple[float, str]:
    """Return score and answer note that a tree ends with."""
    nodes = {node.findtext("name"): node for node in tree.findall("node")}
    place = "0"
    while True:
        node = nodes[place]
        test, tans, options = (node.findtext(tag, "") for tag in ("answertest", "tans", "testoptions"))
        side = "true" if equal[test, answer, tans, options] else "false"
        place = node.findtext(f"{side}nextnode", "")
        if place == "-1":
            return float(node.findtext(f"{side}score", "")), node.findtext(f"{side}answernote", "")


def judged(problems: ProblemSet, name: str, part: Part, typed: str) -> float:
    """Return the share that symprop gives the same answer."""
    question = next(q for q in problems.questions if q.name == name)
    if isinstance(part.answer, Choices):
        typed = ",".join(LETTERS[int(k) - 1] for k in re.findall(r"\d+", typed))
    return float(Judge(question.setting.model)(part, typed.replace("^", "**")).share)


def test_maxima_agrees_with_every_test_and_with_symprop(
    problems: ProblemSet, quiz: ElementTree.Element, need: Callable[[str], None]
) -> None:
    need("maxima")
    asked = comparisons(quiz)
    said = dict(zip(asked, (found == "true" for found in maxima(list(asked.values()))), strict=True))
    count = 0
    for question in quiz.findall("question[@type='stack']"):
        name = question.findtext("name/text", "").split(".")[0]
        parts = {f"prt{p.name}": p for q in problems.questions if q.name == name for p in q.parts}
        trees = {tree.findtext("name", ""): tree for tree in question.findall("prt")}
        for test in question.findall("qtest"):
            typed = {t.findtext("name", "")[3:]: t.findtext("value", "") for t in test.findall("testinput")}
            for expected in test.findall("expected"):
                tree = expected.findtext("name", "")
                answer = typed[tree[3:]]
                score, note = walk(trees[tree], answer, said)
                assert note == expected.findtext("expectedanswernote"), (name, answer)
                assert score == pytest.approx(float(expected.findtext("expectedscore", ""))), (name, answer)
                assert score == pytest.approx(judged(problems, name, parts[tree], answer), abs=1e-6), (name, answer)
                count += 1
    assert count > 60


def test_maxima_tells_a_wrong_teachers_answer(need: Callable[[str], None]) -> None:
    need("maxima")
    same, other = (EQUAL["AlgEquiv"].format("(a*(b + c))", tans, "") for tans in ("a*b + a*c", "a*b - a*c"))
    assert maxima([same, other]) == ["true", "false"]
