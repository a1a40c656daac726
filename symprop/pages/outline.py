"""What stands on a page and in which order, in no format: every writer walks over these blocks.

title, facts, picture, verdict | index | forward pass | each gradient: its forms, its update | the check
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from symprop.draw.drawing import Drawing
from symprop.expression import Expr, Var
from symprop.notation import Labels
from symprop.render.text_page import TITLES, report_text
from symprop.report import Document, FormSection, GradientSection, Report, Shown, counted

__all__ = ["Block", "Figure", "Formula", "Heading", "Index", "Paragraph", "Table", "outline"]

Role = Literal["facts", "note", "agrees", "disagrees"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Args:
        level: 1 for the title.
        text: of people's making or ours; not escaped.
        anchor: a name to link to, where it has one.
        small: what stands behind it in small letters.
        symbol: what stands before the text and is set as the formulas are.
    """

    level: Literal[1, 2, 3]
    text: str
    anchor: str = ""
    small: str = ""
    symbol: Expr | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few lines of plain text; not escaped."""

    lines: tuple[str, ...]
    role: Role


@dataclass(frozen=True, slots=True)
class Formula:
    """Equations with their equals signs under each other.

    Args:
        name: what it is, for who cannot see it.
        pictures: of the first line's terms, one for each, or none.
    """

    lines: tuple[Shown, ...]
    name: str
    pictures: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing by itself."""

    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text; the columns from `numeric` on hold numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: int


@dataclass(frozen=True, slots=True)
class Index:
    """Links to headings: (anchor, text, what stands behind it)."""

    entries: tuple[tuple[str, str, str], ...]


Block = Heading | Paragraph | Formula | Figure | Table | Index


def outline(document: Document, labels: Labels) -> Iterator[Block]:
    """Yield the blocks of a document, its gradients made one at a time."""
    yield Heading(1, document.title)
    yield Paragraph(document.facts, "facts")
    if document.conventions:
        yield Paragraph(document.conventions, "note")
    if document.picture:
        yield Figure(document.picture)
    yield _verdict(document.report)
    if len(document.index) > 1 and not document.brief:
        yield Heading(2, "Parameters", "parameters")
        yield Index(tuple((name, name, counted(count)) for name, count in document.index))
    if document.forward:
        yield Heading(2, "Forward pass", "forward-pass")
        yield Formula(document.forward, "the forward pass")
    glosses: set[str] = set()
    for section in document.gradients:
        yield from _gradient(section, labels, glosses)
    if document.shared:
        yield Heading(2, "Shared", "shared")
        yield Formula(document.shared, "definitions that the gradients share")
    if document.report:
        yield from _report(document.report, brief=document.brief)


def _gradient(section: GradientSection, labels: Labels, glosses: set[str]) -> Iterator[Block]:
    left = section.forms[0].lhs
    shown = labels(left).text
    symbol = left if section.of else Var(section.wrt)
    name = "" if section.of else labels.own_name(section.wrt)
    if section.address:
        name = f"({labels.named(section.wrt)} = {section.address})" if section.of else f"{name} = {section.address}"
    yield Heading(2, name.strip(), section.wrt, counted(section.path_count), symbol)
    for form in section.forms:
        yield Heading(3, TITLES[form.name].capitalize())
        yield _formula(form, shown)
        if form.note and form.note not in glosses:
            glosses.add(form.note)
            yield Paragraph((form.note,), "note")
    if section.update:
        yield Heading(3, "Weight update")
        yield Formula((section.update,), f"the update of {section.wrt}")
    if section.reason:
        yield Paragraph((f"No numbers: {section.reason}.",), "note")


def _formula(form: FormSection, shown: str) -> Formula:
    return Formula(form.lines, f"{shown}, {TITLES[form.name]}", form.pictures)


def _verdict(report: Report | None) -> Paragraph:
    if report is None:
        return Paragraph(("This page was not checked; --check does it.",), "note")
    *_, last = report_text(report)
    return Paragraph((last,), "agrees" if report.ok else "disagrees")


def _report(report: Report, *, brief: bool) -> Iterator[Block]:
    notes = tuple(row for row in report_text(report) if row.startswith(("not compared", "DISAGREES")))
    if brief and report.ok:
        return
    yield Heading(2, "Check", "check")
    rows = tuple((subject, other, f"{count:,}", str(digits)) for subject, other, count, digits in report.summary())
    yield Table(("checked", "against", "gradients", "digits that agree, at least"), rows, 2)
    if notes:
        yield Paragraph(notes, "note")
