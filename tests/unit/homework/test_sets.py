"""Problem sets: the same for a seed, another for each student, checked before they are written."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symprop.errors import InputError
from symprop.expression import Neg
from symprop.homework import produce
from symprop.homework.assemble import assemble
from symprop.homework.judge import LETTERS, Judge
from symprop.homework.plan import QUESTION_KEYS, Plan, plan_of
from symprop.homework.proof import disagreements
from symprop.homework.questions import QUESTIONS
from symprop.homework.questions.material import share_points
from symprop.homework.record import (
    Choices,
    FormulaAnswer,
    NumberAnswer,
    Option,
    OrderAnswer,
    Part,
    ProblemSet,
    Question,
)
from symprop.homework.roster import Student, roster_of
from symprop.render import PYTHON, write

PLAN = """
title: All kinds
seed: s
formats: [html, tex, md]
networks:
  own: {sizes: [2, 2, 2], activations: [sigmoid, tanh], skips: 0-1, values: {from: -1, to: 1, step: 0.05}}
  deep: 2-2-2-2
questions:
  - {kind: derive, network: own, form: paths, points: 6}
  - {kind: numbers, network: own, wrt: first-layer, points: 8}
  - {kind: count-paths, network: deep, wrt: w1}
  - {kind: list-paths, network: own, wrt: first-layer}
  - {kind: which-is-right, network: own}
  - {kind: find-the-mistake, network: own, points: 5}
  - {kind: fill-in, network: own}
  - {kind: order, network: own}
  - {kind: explain, network: deep, wrt: w1}
"""
WIDE = """
title: wide
networks:
  n:
    sizes: [1-3, 1-3, 1-3, 1-3]
    activations: [sigmoid, tanh, relu, softplus, identity]
    skips: 0-2
    values: {from: -2, to: 2, step: 0.1}
  s: {sizes: [2, 2-3, 2-3], activations: [sigmoid, tanh], output: softmax, loss: cross_entropy, bias: unit}
questions:
  - {kind: derive, network: n}
  - {kind: numbers, network: n}
  - {kind: which-is-right, network: n}
  - {kind: find-the-mistake, network: n}
  - {kind: fill-in, network: n}
  - {kind: derive, network: s, form: factored}
  - {kind: numbers, network: s}
  - {kind: count-paths, network: s}
  - {kind: which-is-right, network: s}
  - {kind: fill-in, network: s}
"""


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(PLAN, "plan.yaml")


@pytest.fixture(scope="module")
def problems(plan: Plan) -> ProblemSet:
    return assemble(plan, Student("ada", "Ada"))


def question(problems: ProblemSet, kind: str) -> Question:
    return next(found for found in problems.questions if found.kind == kind)


def test_every_kind_has_a_maker_and_its_keys() -> None:
    assert QUESTIONS.keys() == QUESTION_KEYS.keys()


def test_a_set_has_every_question_and_all_its_points(problems: ProblemSet) -> None:
    assert [found.kind for found in problems.questions] == list(QUESTIONS)
    assert problems.points == 6 + 8 + 4 + 4 + 4 + 5 + 4 + 4 + 4


def test_a_set_agrees_with_its_own_check(problems: ProblemSet) -> None:
    assert list(disagreements(problems, {})) == []


def test_the_same_student_gets_the_same_and_another_one_another(plan: Plan, problems: ProblemSet) -> None:
    small = replace(plan, questions=plan.questions[1:2])
    again, other = assemble(small, Student("ada")), assemble(small, Student("bob"))
    assert again.questions[0].setting.values == problems.questions[1].setting.values
    assert produce.fingerprint(again) == produce.fingerprint(assemble(small, Student("ada")))
    assert produce.fingerprint(again) != produce.fingerprint(other)


@pytest.mark.slow
@pytest.mark.parametrize("student", range(40))
def test_wide_plans_agree_with_their_check(student: int) -> None:
    found = assemble(plan_of(WIDE, "wide.yaml"), Student(f"s{student}"))
    assert list(disagreements(found, {})) == []


def test_drawn_values_are_multiples_of_the_step_and_none_is_0(problems: ProblemSet) -> None:
    values = [Fraction(value) for value in question(problems, "numbers").setting.values.values()]
    assert all(value and value % Fraction(1, 20) == 0 and abs(value) <= 1 for value in values)


def spoiled(problems: ProblemSet, kind: str, part: Part, index: int = 0) -> ProblemSet:
    asked = question(problems, kind)
    parts = (*asked.parts[:index], part, *asked.parts[index + 1 :])
    return replace(problems, questions=(replace(asked, parts=parts),))


def _negated(part: Part) -> Part:
    assert isinstance(part.answer, FormulaAnswer)
    return replace(part, answer=replace(part.answer, answer=Neg(part.answer.answer)))


def _right_as_wrong(part: Part) -> Part:
    assert isinstance(part.answer, FormulaAnswer)
    first = replace(part.answer.wrong[0], answer=part.answer.answer)
    return replace(part, answer=replace(part.answer, wrong=(first, *part.answer.wrong[1:])))


def _swapped(part: Part) -> Part:
    assert isinstance(part.answer, Choices)
    options = tuple(replace(option, correct=not option.correct) for option in part.answer.options[:2])
    return replace(part, answer=replace(part.answer, options=options))


def _other_number(part: Part) -> Part:
    assert isinstance(part.answer, NumberAnswer)
    return replace(part, answer=replace(part.answer, value=f"-{part.answer.value}".replace("--", "")))


def _backwards(part: Part) -> Part:
    assert isinstance(part.answer, OrderAnswer)
    return replace(part, answer=replace(part.answer, order=part.answer.order[::-1]))


NEGATIVE = [
    ("derive", _negated, 0, "its own answer is not right"),
    ("derive", _right_as_wrong, 0, "is judged right"),
    ("numbers", _other_number, 5, "in float64"),
    ("fill-in", _negated, 0, "its own answer is not right"),
    ("order", _backwards, 0, "its own order is not right"),
    ("which-is-right", _swapped, 0, "is not"),
]


@pytest.mark.parametrize(
    ("kind", "spoil", "index", "said"), NEGATIVE, ids=[f"{k} {s.__name__}" for k, s, *_ in NEGATIVE]
)
def test_a_spoiled_set_fails_its_check(problems: ProblemSet, kind: str, spoil, index: int, said: str) -> None:
    asked = question(problems, kind)
    index = min(index, len(asked.parts) - 1)
    if kind == "numbers":
        index = next(k for k, part in enumerate(asked.parts) if part.answer.name.startswith("d_"))  # type: ignore[union-attr]
    found = list(disagreements(spoiled(problems, kind, spoil(asked.parts[index]), index), {}))
    assert any(said in line for line in found), found


def test_a_set_that_fails_its_check_is_not_written(plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(produce, "disagreements", lambda problems, shares: iter(["q1 (derive): wrong"]))
    small = replace(plan, questions=plan.questions[3:4])
    with pytest.raises(produce.CheckFailed, match="is not written: q1"):
        produce.write_sets(small, str(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []


def test_two_students_with_the_same_set_are_refused(tmp_path: Path) -> None:
    fixed = plan_of(
        "title: T\nformats: [md]\nnetworks: {n: 2-1}\nquestions: [{kind: count-paths, wrt: w1, hints: 0}]", "p.yaml"
    )
    with pytest.raises(InputError, match="a and b would get the same set"):
        produce.write_sets(fixed, str(tmp_path / "out"), (Student("a"), Student("b")))
    assert list(tmp_path.iterdir()) == []


def test_pages_are_the_same_to_the_byte_and_well_formed(plan: Plan, tmp_path: Path) -> None:
    small = replace(plan, questions=plan.questions[3:4])
    students = roster_of("id,name\nada,\"=cmd|'/C calc'!A0\"\nbob,<script>alert(1)</script>", "r.csv")
    first = produce.write_sets(small, str(tmp_path / "one"), students)
    assert first == produce.write_sets(small, str(tmp_path / "two"), students)
    for name in first:
        content = (tmp_path / "one" / name).read_bytes()
        assert content == (tmp_path / "two" / name).read_bytes(), name
        if name.endswith(".html"):
            text = content.decode()
            assert "<script>alert" not in text
            body = re.sub(
                r"<meta [^>]*>|<!DOCTYPE html>|<br>|<script>.*</script>|<style>.*</style>", "", text, flags=re.S
            )
            ElementTree.fromstring(re.sub(r"(<img [^>]*[^/])>", r"\1/>", body))
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["student"] for entry in manifest["sets"]] == ["ada", "bob"]
    assert {name for entry in manifest["sets"] for name in entry["files"]} | {"manifest.json"} == set(first)


def test_a_folder_that_is_there_is_kept(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        produce.write_sets(plan, str(tmp_path))
    assert (tmp_path / "mine").read_text(encoding="utf-8") == "mine"


JUDGED: list[tuple[str, int, str, Fraction]] = [
    ("order", 0, "1 2", Fraction(0)),
    ("list-paths", 0, "", Fraction(0)),
    ("which-is-right", 0, "a b", Fraction(0)),
    ("numbers", 0, "1e9999", Fraction(0)),
    ("derive", 0, "__import__('os')", Fraction(0)),
]


@pytest.mark.parametrize(("kind", "index", "answer", "share"), JUDGED, ids=[f"{k} {a}" for k, _, a, _ in JUDGED])
def test_what_cannot_be_an_answer_gets_nothing(
    problems: ProblemSet, kind: str, index: int, answer: str, share: Fraction
) -> None:
    asked = question(problems, kind)
    assert Judge(asked.setting.model)(asked.parts[index], answer).share == share


def test_a_wrong_answer_is_worth_what_the_rubric_says(problems: ProblemSet) -> None:
    asked = question(problems, "derive")
    part = asked.parts[0]
    assert isinstance(part.answer, FormulaAnswer)
    for wrong in part.answer.wrong[:3]:
        verdict = Judge(asked.setting.model)(part, write(wrong.answer, PYTHON, asked.setting.labels))
        assert (verdict.kinds, verdict.share) == ((wrong.kind,), wrong.credit)


def test_the_question_has_its_answer_and_the_other_reading(problems: ProblemSet) -> None:
    first = question(problems, "explain").parts[0].answer
    assert isinstance(first, Choices)
    assert [option.correct for option in first.options] == [True, False]
    assert "would be right only if each bracket meant" in first.options[1].feedback


@pytest.mark.parametrize("form", ["chain", "messages", "factored", "closed"])
def test_a_right_answer_in_another_form_is_worth_less(form: str) -> None:
    text = f"title: T\nnetworks: {{n: mazur}}\nquestions: [{{kind: derive, wrt: w1, form: {form}}}]"
    found = assemble(plan_of(text, "p"))
    assert list(disagreements(found, {})) == []
    asked = found.questions[0]
    assert isinstance(asked.parts[0].answer, FormulaAnswer)
    sum_over_paths = write(asked.parts[0].answer.answer, PYTHON, asked.setting.labels)
    verdict = Judge(asked.setting.model)(asked.parts[0], sum_over_paths)
    assert (verdict.share, verdict.messages[0][:11]) == (Fraction(3, 4), "Right, but ")


def test_ticking_everything_is_worth_nothing() -> None:
    options = tuple(Option(text=(c,), correct=c in "ab") for c in "abcd")
    part = Part(name="1", prompt=(), answer=Choices(options=options, multiple=True), points=Fraction(1))
    judge = Judge(
        assemble(plan_of("title: T\nnetworks: {n: 2-1}\nquestions: [{kind: count-paths}]", "p"))
        .questions[0]
        .setting.model
    )
    shares = {answer: judge(part, answer).share for answer in ("a,b", "a", "a,c", ",".join(LETTERS[:4]))}
    assert shares == {"a,b": 1, "a": Fraction(1, 2), "a,c": 0, "a,b,c,d": 0}


@pytest.mark.parametrize(
    ("points", "weights", "shares"),
    [("8", "11112", "1.25 1.25 1.25 1.25 3"), ("1", "111", None), ("0.5", "11", "0.25 0.25"), ("4", "11", "2 2")],
)
def test_points_are_shared(points: str, weights: str, shares: str | None) -> None:
    answer = NumberAnswer(value="1", digits=1, tolerance="0", name="x")
    parts = [Part(name="", prompt=(), answer=answer, points=Fraction(weight)) for weight in weights]
    found = share_points(Fraction(points), parts)
    assert sum(part.points for part in found) == Fraction(points)
    if shares is not None and points != "8":
        assert [part.points for part in found] == [Fraction(share) for share in shares.split()]
