"""STACK questions for Moodle, as XML: a potential response tree for each part, and a test for each known mistake.

node 0: is it the right answer?   node k: is it the k-th wrong one? then its share of the points, and its sentence
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from xml.etree import ElementTree

from symprop.expression import Call, Cases, Expr, fold
from symprop.homework.exports.parts import intro_html, latex_inline, picture, solution_html
from symprop.homework.record import (
    Choices,
    FormulaAnswer,
    NumberAnswer,
    Part,
    ProblemSet,
    Question,
)
from symprop.notation import Labels
from symprop.pages.escape import html_text
from symprop.render import PYTHON, write
from symprop.render.styles import ATOM, POWER, Piece, Style, enclosed

__all__ = ["MAXIMA", "stack_files"]

VERSION = "2023010400"


def _power(base: Piece, exponent: Piece, _: Expr) -> Piece:
    return Piece(f"{enclosed(PYTHON, base, ATOM)}^{enclosed(PYTHON, exponent, ATOM)}", POWER)


MAXIMA: Style = replace(PYTHON, power=_power)
"""Formulas as Maxima reads them; names stay what they are in Python."""


@dataclass(frozen=True, slots=True)
class _Case:
    """One branch of a tree, and the test that goes along it.

    Args:
        value: the answer, in Maxima.
        score: the share of the points.
        feedback: as HTML.
    """

    value: str
    score: Fraction
    feedback: str


@dataclass(frozen=True, slots=True)
class _Graded:
    """A part as STACK grades it: how it is typed in, how compared, and its cases, the right one first.

    Args:
        teacher: what STACK shows as the right answer.
        variables: lines of Maxima that it needs.
    """

    input: str
    test: str
    options: str
    teacher: str
    cases: tuple[_Case, ...]
    variables: tuple[str, ...] = ()


def stack_files(problems: ProblemSet, shares: Mapping[str, Fraction]) -> dict[str, bytes]:
    """Return one file of STACK questions; parts that STACK cannot grade (steps to be ordered, essays) are left out."""
    quiz = ElementTree.Element("quiz")
    category = _add(quiz, "question", type="category")
    _text(_add(category, "category"), f"$course$/top/{problems.title.replace('/', '//')}")
    for question in problems.questions:
        graded = [(part, found) for part in question.parts if (found := _graded(question, part))]
        if graded:
            _question(quiz, problems, question, graded)
    ElementTree.indent(quiz, " ")
    return {"questions.xml": ElementTree.tostring(quiz, encoding="utf-8", xml_declaration=True) + b"\n"}


def _graded(question: Question, part: Part) -> _Graded | None:
    """Return how a part is graded; None where STACK cannot."""
    labels = question.setting.labels
    match part.answer:
        case FormulaAnswer(answer=answer, wrong=wrong) if _has_maxima(answer):
            known = [w for w in wrong if _has_maxima(w.answer)]
            cases = [_Case(write(answer, MAXIMA, labels), Fraction(1), "")]
            cases += [_Case(write(w.answer, MAXIMA, labels), w.credit, html_text(w.feedback)) for w in known]
            return _Graded("algebraic", "AlgEquiv", "", cases[0].value, tuple(cases))
        case NumberAnswer(value=value, tolerance=tolerance, wrong=wrong):
            cases = [_Case(value, Fraction(1), "")]
            cases += [_Case(write(w.answer, MAXIMA, labels), w.credit, html_text(w.feedback)) for w in wrong]
            exact = Fraction(tolerance) == 0
            return _Graded(
                "numerical", "AlgEquiv" if exact else "NumAbsolute", "" if exact else tolerance, value, tuple(cases)
            )
        case Choices() as asked:
            return _choices(asked, part, labels)
        case _:
            return None


def _has_maxima(expr: Expr) -> bool:
    """Return whether a formula is one that Maxima has too: no calls, no cases."""
    return not fold(expr, lambda node, parts: isinstance(node, Call | Cases) or any(parts))


def _choices(asked: Choices, part: Part, labels: Labels) -> _Graded:
    rows = []
    for k, option in enumerate(asked.options):
        shown = latex_inline(option.text, labels).replace("\\", "\\\\").replace('"', '\\"')
        rows.append(f'[{k + 1},{str(option.correct).lower()},"{shown}"]')
    name = f"ta{part.name}"
    right = [k + 1 for k in asked.correct]
    if asked.multiple:
        cases = [_Case(f"[{','.join(map(str, right))}]", Fraction(1), "")]
    else:
        cases = [_Case(str(right[0]), Fraction(1), "")]
        cases += [
            _Case(str(k + 1), Fraction(0), html_text(option.feedback))
            for k, option in enumerate(asked.options)
            if not option.correct
        ]
    variable = f"{name}:[{','.join(rows)}];"
    return _Graded("checkbox" if asked.multiple else "radio", "AlgEquiv", "", name, tuple(cases), (variable,))


def _question(
    quiz: ElementTree.Element, problems: ProblemSet, question: Question, graded: list[tuple[Part, _Graded]]
) -> None:
    element = _add(quiz, "question", type="stack")
    who = f" ({problems.student})" if problems.student else ""
    _text(_add(element, "name"), f"{question.name}. {question.title}{who}")
    shown, described = picture(question.setting)
    image = f'<img src="@@PLUGINFILE@@/network.svg" alt="{html_text(described)}">' if shown else ""
    asked = _add(element, "questiontext", format="html")
    _text(asked, "\n".join((intro_html(question, latex_inline, image), *_asked(question, graded))))
    if shown:
        file = _add(asked, "file", name="network.svg", path="/", encoding="base64")
        file.text = b64encode(shown.encode()).decode()
    _text(_add(element, "generalfeedback", format="html"), solution_html(question, latex_inline))
    worth = sum((part.points for part, _ in graded), Fraction(0))
    for name, value in (
        ("defaultgrade", _number(worth)),
        ("penalty", "0.1"),
        ("hidden", "0"),
        ("idnumber", ""),
    ):
        _add(element, name).text = value
    _text(_add(element, "stackversion"), VERSION)
    _text(_add(element, "questionvariables"), "\n".join(line for _, g in graded for line in g.variables))
    places = "".join(f"[[feedback:prt{part.name}]]" for part, _ in graded)
    _text(_add(element, "specificfeedback", format="html"), places)
    _text(
        _add(element, "questionnote", format="html"), f"{question.name} {question.kind}{who}"
    )  # no words of the plan: STACK runs CASText
    for name, value in _SETTINGS:
        _add(element, name).text = value
    for name, said in _SAID:
        _text(_add(element, name, format="html"), said)
    for part, found in graded:
        _input(element, part, found)
    for part, found in graded:
        _tree(element, part, found, worth)
    for k, test in enumerate(_tests(graded)):
        _test(element, k + 1, test)


_SETTINGS = (
    ("questionsimplify", "1"),
    ("assumepositive", "0"),
    ("assumereal", "0"),
    ("multiplicationsign", "dot"),
    ("sqrtsign", "1"),
    ("complexno", "i"),
    ("inversetrig", "cos-1"),
    ("logicsymbol", "lang"),
    ("matrixparens", "["),
    ("variantsselectionseed", ""),
)
_SAID = (
    ("prtcorrect", "Right."),
    ("prtpartiallycorrect", "Not quite."),
    ("prtincorrect", "Not right yet."),
)


def _asked(question: Question, graded: list[tuple[Part, _Graded]]) -> Iterator[str]:
    labels = question.setting.labels
    for part, _ in graded:
        mark = f"{part.name}. " if len(question.parts) > 1 else ""
        yield f"<p>{mark}{latex_inline(part.prompt, labels)}</p>"
        yield f"<p>[[input:ans{part.name}]] [[validation:ans{part.name}]]</p>"


def _input(element: ElementTree.Element, part: Part, graded: _Graded) -> None:
    found = _add(element, "input")
    typed = graded.input in ("algebraic", "numerical")
    for name, value in (
        ("name", f"ans{part.name}"),
        ("type", graded.input),
        ("tans", graded.teacher),
        ("boxsize", "60" if graded.input == "algebraic" else "15"),
        ("strictsyntax", "1"),
        ("insertstars", "0"),
        ("syntaxhint", ""),
        ("syntaxattribute", "0"),
        ("forbidwords", ""),
        ("allowwords", ""),
        ("forbidfloat", "0"),
        ("requirelowestterms", "0"),
        ("checkanswertype", "0"),
        ("mustverify", "1" if typed else "0"),
        ("showvalidation", "1" if typed else "0"),
        ("options", ""),
    ):
        _add(found, name).text = value


def _tree(element: ElementTree.Element, part: Part, graded: _Graded, worth: Fraction) -> None:
    tree = _add(element, "prt")
    for name, value in (
        ("name", f"prt{part.name}"),
        ("value", _number(part.points / worth)),
        ("autosimplify", "1"),
        ("feedbackstyle", "1"),
    ):
        _add(tree, name).text = value
    _text(_add(tree, "feedbackvariables"), "")
    last = len(graded.cases) - 1
    for k, case in enumerate(graded.cases):
        _node(tree, part, graded, k, case, last)


def _node(tree: ElementTree.Element, part: Part, graded: _Graded, k: int, case: _Case, last: int) -> None:
    node = _add(tree, "node")
    note = f"prt{part.name}-{k + 1}"
    for name, value in (
        ("name", str(k)),
        ("description", ""),
        ("answertest", graded.test),
        ("sans", f"ans{part.name}"),
        ("tans", case.value),
        ("testoptions", graded.options),
        ("quiet", "1"),
        ("truescoremode", "="),
        ("truescore", _number(case.score)),
        ("truepenalty", ""),
        ("truenextnode", "-1"),
        ("trueanswernote", f"{note}-T"),
    ):
        _add(node, name).text = value
    _text(_add(node, "truefeedback", format="html"), case.feedback)
    for name, value in (
        ("falsescoremode", "="),
        ("falsescore", "0"),
        ("falsepenalty", ""),
        ("falsenextnode", str(k + 1) if k < last else "-1"),
        ("falseanswernote", f"{note}-F"),
    ):
        _add(node, name).text = value
    _text(_add(node, "falsefeedback", format="html"), "")


Test = list[tuple[Part, int, _Case]]


def _tests(graded: list[tuple[Part, _Graded]]) -> Iterator[Test]:
    """Yield one test where every part is right, then one for each wrong answer of each part, the others right."""
    yield [(part, 0, found.cases[0]) for part, found in graded]
    for part, found in graded:
        for k in range(1, len(found.cases)):
            yield [(other, k, found.cases[k]) if other is part else (other, 0, own.cases[0]) for other, own in graded]


def _test(element: ElementTree.Element, number: int, test: Test) -> None:
    found = _add(element, "qtest")
    _add(found, "testcase").text = str(number)
    wrong = next((case for _, k, case in test if k), None)
    _add(found, "description").text = wrong.feedback if wrong else "everything right"
    for part, _, case in test:
        typed = _add(found, "testinput")
        _add(typed, "name").text = f"ans{part.name}"
        _add(typed, "value").text = case.value
    for part, k, case in test:
        expected = _add(found, "expected")
        _add(expected, "name").text = f"prt{part.name}"
        _add(expected, "expectedscore").text = _number(case.score)
        _add(expected, "expectedpenalty").text = "0" if case.score == 1 else "0.1"
        _add(expected, "expectedanswernote").text = f"prt{part.name}-{k + 1}-T"


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _text(parent: ElementTree.Element, text: str) -> None:
    _add(parent, "text").text = text


def _number(value: Fraction) -> str:
    return f"{float(value):.7f}"
