"""Exports: what other systems get, read back, and graded as symprop grades it."""

from __future__ import annotations

import io
import json
import re
import runpy
import zipfile
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest

from symprop.errors import InputError
from symprop.homework.assemble import assemble
from symprop.homework.exports import EXPORTERS
from symprop.homework.judge import LETTERS, Judge
from symprop.homework.plan import EXPORTS, plan_of
from symprop.homework.record import Choices, Essay, FormulaAnswer, NumberAnswer, OrderAnswer, Part, ProblemSet
from symprop.homework.stored import as_json, from_json
from symprop.render import PYTHON, write
from symprop.testing import assert_answer, assert_gradient, check_answer, load_question

from .test_sets import PLAN


@pytest.fixture(scope="module")
def problems() -> ProblemSet:
    return assemble(plan_of(PLAN.replace("title: All kinds", "title: A & <b>"), "plan.yaml"))


def right_answer(problems: ProblemSet, part: Part, k: int) -> str:
    labels = problems.questions[k].setting.labels
    match part.answer:
        case FormulaAnswer(answer=answer):
            return write(answer, PYTHON, labels)
        case NumberAnswer(value=value):
            return value
        case Choices() as asked:
            return ",".join(LETTERS[n] for n in asked.correct)
        case OrderAnswer(order=order):
            return ",".join(str(n + 1) for n in order)
        case _:
            return ""


def test_every_export_that_a_plan_may_ask_for_is_there() -> None:
    assert tuple(EXPORTERS) == EXPORTS


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_is_the_same_every_time(problems: ProblemSet, name: str) -> None:
    assert EXPORTERS[name](problems, {}) == EXPORTERS[name](problems, {})


def test_a_stored_question_judges_as_the_question_itself(problems: ProblemSet) -> None:
    for k, question in enumerate(problems.questions):
        stored = from_json(json.loads(json.dumps(as_json(question, {"wrong-sign": Fraction(1, 10)}))))
        judge = Judge(question.setting.model, {"wrong-sign": Fraction(1, 10)})
        assert as_json(question, {})["parts"] == [*as_json(question, {})["parts"]]
        for part in question.parts:
            for answer in (right_answer(problems, part, k), "a", "0", "1,2"):
                assert stored.grade(part.name, answer) == judge(part, answer)


# STACK


@pytest.fixture(scope="module")
def stack(problems: ProblemSet) -> ElementTree.Element:
    return ElementTree.fromstring(EXPORTERS["stack"](problems, {})["questions.xml"])


def test_every_stack_question_has_a_test_for_each_wrong_answer(
    problems: ProblemSet, stack: ElementTree.Element
) -> None:
    found = {q.findtext("name/text", "").split(".")[0]: q for q in stack.findall("question[@type='stack']")}
    assert found.keys() == {question.name for question in problems.questions if question.kind != "order"}
    for question in problems.questions:
        if question.name in found:
            labels = question.setting.labels
            texts = [write(w.answer, PYTHON, labels) for p in question.parts for w in getattr(p.answer, "wrong", ())]
            wrong = sum(not re.search(r"[a-z]\(", text) for text in texts)  # Maxima has no sigmoid
            wrong += sum(
                len(part.answer.options) - 1
                for part in question.parts
                if isinstance(part.answer, Choices) and not part.answer.multiple
            )
            assert len(found[question.name].findall("qtest")) == 1 + wrong


def test_stack_trees_are_trees_and_their_values_add_up(stack: ElementTree.Element) -> None:
    for question in stack.findall("question[@type='stack']"):
        trees = question.findall("prt")
        assert sum(float(tree.findtext("value", "0")) for tree in trees) == pytest.approx(1, abs=1e-5)
        text = question.findtext("questiontext/text", "")
        for tree in trees:
            number = tree.findtext("name", "")[3:]
            assert f"[[input:ans{number}]]" in text
            assert f"[[validation:ans{number}]]" in text
            nodes = [int(node.findtext("name", "")) for node in tree.findall("node")]
            follow = [int(node.findtext("falsenextnode", "")) for node in tree.findall("node")]
            assert nodes == list(range(len(nodes)))
            assert follow == [*range(1, len(nodes)), -1]


# PrairieLearn


@pytest.fixture(scope="module")
def course(problems: ProblemSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    for name, content in EXPORTERS["prairielearn"](problems, {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


INFO = {  # of PrairieLearn's schema for info.json, the part that we use
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "type": "v3",
    "title": ".+",
    "topic": ".+",
}


def data(folder: Path, answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "params": {},
        "correct_answers": {},
        "submitted_answers": answers,
        "format_errors": {},
        "partial_scores": {},
        "score": 0,
        "feedback": {},
        "options": {"question_path": str(folder)},
    }


def test_prairielearn_folders_are_whole(problems: ProblemSet, course: Path) -> None:
    folders = sorted((course / "questions").iterdir())
    assert len(folders) == len(problems.questions)
    ids = set()
    for folder in folders:
        info = json.loads((folder / "info.json").read_text(encoding="utf-8"))
        assert info.keys() == {*INFO, "tags", "singleVariant"}
        assert all(re.fullmatch(pattern, info[key]) for key, pattern in INFO.items())
        ids.add(info["uuid"])
        page = (folder / "question.html").read_text(encoding="utf-8")
        ElementTree.fromstring(re.sub(r"&(?!amp;|lt;|gt;|quot;|#)", "&amp;", f"<page>{page}</page>"))
        outside = re.sub(r"\{\{[#/]?feedback\.part_\w+\}\}", "", page)
        assert "{{" not in outside
        assert set(re.findall(r'answers-name="(\w+)"', page)) == set(re.findall(r"\{\{#feedback\.(part_\w+)\}\}", page))
    assert len(ids) == len(folders)


def test_prairielearn_grades_by_symprop(problems: ProblemSet, course: Path) -> None:
    for k, question in enumerate(problems.questions):
        folder = course / "questions" / f"{question.name}-{question.kind}"
        server = SimpleNamespace(**runpy.run_path(str(folder / "server.py")))
        asked = [part for part in question.parts if not isinstance(part.answer, Essay)]
        answers: dict[str, Any] = {f"part_{part.name}": right_answer(problems, part, k) for part in asked}
        for part in asked:
            if isinstance(part.answer, Choices) and part.answer.multiple:
                answers[f"part_{part.name}"] = answers[f"part_{part.name}"].split(",")
        right = data(folder, answers)
        server.grade(right)
        assert (right["score"], right["feedback"]) == (1, {}), question.kind
        nothing = data(folder, {})
        server.grade(nothing)
        assert nothing["score"] == 0
        hostile = data(folder, dict.fromkeys(answers, "__import__('os').system('true')"))
        server.grade(hostile)
        assert hostile["score"] == 0


def test_prairielearn_says_what_is_wrong(problems: ProblemSet, course: Path) -> None:
    question = problems.questions[0]
    answer = question.parts[0].answer
    assert isinstance(answer, FormulaAnswer)
    wrong = answer.wrong[0]
    folder = course / "questions" / f"{question.name}-{question.kind}"
    given = data(folder, {"part_a": write(wrong.answer, PYTHON, question.setting.labels)})
    SimpleNamespace(**runpy.run_path(str(folder / "server.py"))).grade(given)
    assert given["score"] == float(wrong.credit)
    assert wrong.feedback.split(":")[0] in given["feedback"]["part_a"]


# QTI

NAMES = {"qti": "http://www.imsglobal.org/xsd/imsqti_v2p1", "cp": "http://www.imsglobal.org/xsd/imscp_v1p1"}
ORDER = ["responseDeclaration", "outcomeDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"]


@pytest.fixture(scope="module")
def package(problems: ProblemSet) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(EXPORTERS["qti"](problems, {})["package.zip"]))


def test_a_qti_package_lists_all_its_files(package: zipfile.ZipFile) -> None:
    manifest = ElementTree.fromstring(package.read("imsmanifest.xml"))
    listed = {file.get("href") for file in manifest.iterfind(".//cp:file", NAMES)}
    assert listed | {"imsmanifest.xml"} == set(package.namelist())
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_qti_items_grade_as_symprop_does(problems: ProblemSet, package: zipfile.ZipFile) -> None:
    count = 0
    for question in problems.questions:
        judge = Judge(question.setting.model)
        for part in question.parts:
            name = f"items/{question.name}-{part.name}.xml"
            if name not in package.namelist():
                assert not isinstance(part.answer, NumberAnswer | Choices)
                continue
            item = ElementTree.fromstring(package.read(name))
            kinds = [child.tag.split("}")[1] for child in item]
            assert kinds[:5] == ORDER
            assert set(kinds[5:]) <= {"modalFeedback"}
            for answer in _answers(part):
                count += 1
                expected = judge(part, answer).share * part.points
                assert _score(item, part, answer) == pytest.approx(float(expected), abs=1e-4), (name, answer)
    assert count > 30


def _answers(part: Part) -> list[str]:
    if isinstance(part.answer, NumberAnswer):
        return [part.answer.value, "12345", *(f"{_float(wrong.answer):.15g}" for wrong in part.answer.wrong)]
    assert isinstance(part.answer, Choices)
    letters = LETTERS[: len(part.answer.options)]
    return [*letters, "a,b", "a,c"] if part.answer.multiple else list(letters)


def _float(literal: Any) -> float:
    from symprop.homework.judge import literal_value

    return float(literal_value(literal))


def _score(item: ElementTree.Element, part: Part, answer: str) -> float:
    """Return what the item's own response processing gives: written from the standard, not from the export."""
    if isinstance(part.answer, Choices):
        entries = {e.get("mapKey"): float(e.get("mappedValue", "")) for e in item.iterfind(".//qti:mapEntry", NAMES)}
        mapping = item.find(".//qti:mapping", NAMES)
        assert mapping is not None
        total = sum(entries[f"choice-{LETTERS.index(letter)}"] for letter in answer.split(","))
        return min(max(total, float(mapping.get("lowerBound", ""))), float(mapping.get("upperBound", "")))
    condition = item.find(".//qti:responseCondition", NAMES)
    assert condition is not None
    for branch in condition:
        equal = branch.find("qti:equal", NAMES)
        assert equal is not None
        below, above = map(float, equal.get("tolerance", "").split())
        value = float(equal.findtext("qti:baseValue", "", NAMES))
        if value - below <= float(answer) <= value + above:
            return float(branch.findtext("qti:setOutcomeValue[@identifier='SCORE']/qti:baseValue", "", NAMES))
    return 0.0


# notebook


@pytest.fixture(scope="module")
def book(problems: ProblemSet, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    for name, content in EXPORTERS["notebook"](problems, {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_a_notebook_has_a_cell_for_each_answer_and_grades_it(
    problems: ProblemSet, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book)
    cells = json.loads((book / "homework.ipynb").read_text(encoding="utf-8"))["cells"]
    graded = [cell["metadata"]["nbgrader"] for cell in cells if "nbgrader" in cell["metadata"]]
    assert len({cell["grade_id"] for cell in graded}) == len(graded)
    assert sum(cell.get("points", 0) for cell in graded) == float(problems.points)
    for k, question in enumerate(problems.questions):
        for part in question.parts:
            if isinstance(part.answer, Essay):
                continue
            name = f"{question.name}_{part.name}"
            test = next(c for c in cells if c["metadata"].get("nbgrader", {}).get("grade_id") == f"{name}_test")
            exec(test["source"], {name: right_answer(problems, part, k)})
            with pytest.raises(AssertionError):
                exec(test["source"], {name: "0.123"})


def test_a_notebook_keeps_the_answers_to_itself(problems: ProblemSet, book: Path) -> None:
    text = (book / "homework.ipynb").read_text(encoding="utf-8")
    answer = problems.questions[1].parts[-2].answer
    assert isinstance(answer, NumberAnswer)
    assert answer.value[:8] not in text


def test_otter_tests_name_their_questions(book: Path) -> None:
    for path in (book / "tests").iterdir():
        found = runpy.run_path(str(path))
        assert found["OK_FORMAT"] is True
        assert found["test"]["name"] == path.stem
        assert all("check_answer" in case["code"] for case in found["test"]["suites"][0]["cases"])


# symprop.testing


def test_answers_are_checked_in_words(problems: ProblemSet, book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = book / "questions" / "q3.json"
    assert check_answer(path, "a", "4")
    assert not check_answer(path, "a", 2)
    assert capsys.readouterr().out == (
        "Right.\nThese are the paths to one output alone; the error sums over all outputs.\n"
    )
    with pytest.raises(AssertionError, match="one output alone"):
        assert_answer(path, "a", "2")


def test_what_is_no_question_is_refused(tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text("{}", encoding="utf-8")
    for path in (tmp_path / "q.json", tmp_path / "none.json"):
        with pytest.raises(InputError, match="is no question of symprop's"):
            load_question(path)


@pytest.mark.parametrize("share", ["1/0", "1e999999999", "nan", " 1", 1, None, [1]])
def test_a_share_that_is_no_fraction_is_refused(problems: ProblemSet, share: object, tmp_path: Path) -> None:
    stored = as_json(problems.questions[0], {}) | {"rubric": {"wrong-sign": share}}
    (tmp_path / "q.json").write_text(json.dumps(stored), encoding="utf-8")
    with pytest.raises(InputError, match="is no question of symprop's"):
        load_question(tmp_path / "q.json")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"network": []}', '{"network": {"name": "", "source": "", "values": []}}']
)
def test_any_json_is_refused_in_one_line(text: str, tmp_path: Path) -> None:
    (tmp_path / "q.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_question(tmp_path / "q.json")
    assert str(caught.value).isprintable()


def test_an_unreadable_gradient_fails_with_its_reason() -> None:
    import symprop

    with pytest.raises(AssertionError, match="∂E_total/∂w5: "):
        assert_gradient(symprop.load("mazur"), "w5", "nosuch * 2")
