"""A QTI 2.1 package: multiple choice and numbers, an item for each part, feedback for each known mistake.

What is no choice and no number (formulas, essays, steps to be ordered) is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from symprop.expression import DisplayEquation
from symprop.homework.exports.parts import archive, intro_html, picture
from symprop.homework.judge import literal_value
from symprop.homework.record import Choices, NumberAnswer, Part, ProblemSet, Question, Text
from symprop.notation import Labels
from symprop.pages.escape import html_text
from symprop.render.mathml import mathml

__all__ = ["qti_files"]

QTI, CP = "http://www.imsglobal.org/xsd/imsqti_v2p1", "http://www.imsglobal.org/xsd/imscp_v1p1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMAS = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
CP_SCHEMAS = f"{CP} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
_DECLARED = """<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">
{inside}</responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="{most}">
<defaultValue><value>0</value></defaultValue></outcomeDeclaration>
<outcomeDeclaration identifier="FEEDBACK" cardinality="{cardinality}" baseType="identifier"/>"""


def qti_files(problems: ProblemSet, shares: Mapping[str, Fraction]) -> dict[str, bytes]:
    """Return one archive with a manifest, an item for each part, and the pictures."""
    files: dict[str, bytes] = {}
    resources: list[str] = []
    for question in problems.questions:
        shown, described = picture(question.setting)
        image = f"images/{question.setting.name}.svg" if shown else ""
        for part in question.parts:
            item = _item(question, part, image, described)
            if item is None:
                continue
            name = f"{question.name}-{part.name}"
            files[f"items/{name}.xml"] = item
            if image:
                files[image] = shown.encode()
            needs = f'<file href="items/{name}.xml"/>' + (f'<file href="{image}"/>' if image else "")
            resources.append(
                f'<resource identifier="R-{name}" type="imsqti_item_xmlv2p1" href="items/{name}.xml">{needs}</resource>'
            )
    if not resources:
        return {}
    files["imsmanifest.xml"] = _manifest(problems, resources)
    return {"package.zip": archive(files)}


def _manifest(problems: ProblemSet, resources: list[str]) -> bytes:
    listed = "\n".join(resources)
    return _xml(
        f'<manifest xmlns="{CP}" xmlns:xsi="{XSI}" xsi:schemaLocation="{CP_SCHEMAS}" identifier="symprop">\n'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{listed}\n</resources>\n</manifest>"
    )


def _xml(text: str) -> bytes:
    """Return a document, parsed once so that what is not well-formed is never written."""
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
    ElementTree.fromstring(data)
    return data


def _item(question: Question, part: Part, image: str, described: str) -> bytes | None:
    """Return the item of a part; None for what QTI has no comparison for."""
    match part.answer:
        case NumberAnswer() as asked:
            declared, asking, processing, told = _number(asked, part)
        case Choices() as asked:
            declared, asking, processing, told = _choice(asked, part, question.setting.labels)
        case _:
            return None
    labels = question.setting.labels
    shown = f'<img src="../{image}" alt={quoteattr(described)}/>' if image else ""
    number = f" {part.name}" if len(question.parts) > 1 else ""
    title = quoteattr(f"{question.name}{number}: {question.title}")
    return _xml(
        f'<assessmentItem xmlns="{QTI}" xmlns:xsi="{XSI}" xsi:schemaLocation="{SCHEMAS}" '
        f'identifier="{question.name}-{part.name}" title={title} adaptive="false" timeDependent="false">\n'
        f"{declared}\n<itemBody>\n{intro_html(question, _inline, shown)}\n"
        f"{asking.replace(PROMPT, _inline(part.prompt, labels))}\n</itemBody>\n"
        f"{processing}\n{told}\n</assessmentItem>"
    )


PROMPT = "\0prompt\0"


def _inline(text: Text, labels: Labels) -> str:
    """Return words with MathML."""
    pieces: list[str] = []
    for part in text:
        if isinstance(part, str):
            pieces.append(html_text(part))
        elif isinstance(part, DisplayEquation):
            pieces.append(f"{mathml(part.lhs, labels)} = {mathml(part.rhs, labels)}")
        else:
            pieces.append(mathml(part, labels))
    return "".join(pieces)


def _points(value: Fraction) -> str:
    return f"{float(value):.6g}"


def _number(asked: NumberAnswer, part: Part) -> tuple[str, str, str, str]:
    """Return a number's declaration, interaction, processing and feedback: an interval for each known answer."""
    inside = f"<correctResponse><value>{asked.value}</value></correctResponse>\n"
    declared = _DECLARED.format(cardinality="single", base="float", inside=inside, most=_points(part.points))
    allowed = f"{float(Fraction(asked.tolerance)):.12g}"
    cases = [(asked.value, part.points, "right")]
    cases += [
        (f"{float(literal_value(wrong.answer)):.12g}", wrong.credit * part.points, f"wrong-{k}")
        for k, wrong in enumerate(asked.wrong)
    ]
    branches = "".join(
        f'<{tag}><equal toleranceMode="absolute" tolerance="{allowed} {allowed}">'
        f'<variable identifier="RESPONSE"/><baseValue baseType="float">{value}</baseValue></equal>'
        f"{_outcome('SCORE', 'float', _points(points))}{_outcome('FEEDBACK', 'identifier', name)}"
        f"</{tag}>"
        for tag, (value, points, name) in zip(("responseIf", *("responseElseIf",) * len(cases)), cases, strict=False)
    )
    processing = f"<responseProcessing><responseCondition>{branches}</responseCondition></responseProcessing>"
    asking = f'<p>{PROMPT} <textEntryInteraction responseIdentifier="RESPONSE" expectedLength="16"/></p>'
    told = "\n".join(_feedback(f"wrong-{k}", wrong.feedback) for k, wrong in enumerate(asked.wrong))
    return declared, asking, processing, told


def _outcome(name: str, base: str, value: str) -> str:
    inside = f'<baseValue baseType="{base}">{value}</baseValue>'
    return f'<setOutcomeValue identifier="{name}">{inside}</setOutcomeValue>'


def _choice(asked: Choices, part: Part, labels: Labels) -> tuple[str, str, str, str]:
    """Return a choice's declaration, interaction, processing and feedback; a wrong tick takes a right one away."""
    right = asked.correct
    share = part.points / len(right)
    values = "".join(f"<value>choice-{k}</value>" for k in right)
    entries = "".join(
        f'<mapEntry mapKey="choice-{k}" mappedValue="{_points(share if option.correct else -share)}"/>'
        for k, option in enumerate(asked.options)
    )
    most = _points(part.points)
    inside = (
        f"<correctResponse>{values}</correctResponse>\n"
        f'<mapping lowerBound="0" upperBound="{most}" defaultValue="0">{entries}</mapping>\n'
    )
    cardinality = "multiple" if asked.multiple else "single"
    declared = _DECLARED.format(cardinality=cardinality, base="identifier", inside=inside, most=most)
    choices = "\n".join(
        f'<simpleChoice identifier="choice-{k}">{_inline(option.text, labels)}</simpleChoice>'
        for k, option in enumerate(asked.options)
    )
    count = 0 if asked.multiple else 1
    asking = (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="{count}">\n'
        f"<prompt>{PROMPT}</prompt>\n{choices}\n</choiceInteraction>"
    )
    processing = (
        "<responseProcessing>"
        '<setOutcomeValue identifier="SCORE"><mapResponse identifier="RESPONSE"/></setOutcomeValue>'
        '<setOutcomeValue identifier="FEEDBACK"><variable identifier="RESPONSE"/></setOutcomeValue>'
        "</responseProcessing>"
    )
    told = "\n".join(_feedback(f"choice-{k}", o.feedback) for k, o in enumerate(asked.options) if o.feedback)
    return declared, asking, processing, told


def _feedback(name: str, said: str) -> str:
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">'
        f"<p>{html_text(said)}</p></modalFeedback>"
    )
