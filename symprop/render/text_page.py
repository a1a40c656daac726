"""A document for people in a terminal: Unicode, the equals signs under each other."""

from __future__ import annotations

from collections.abc import Iterator

from symprop.notation import Labels
from symprop.render.equations import stream_rows, text_rows
from symprop.render.styles import TEXT
from symprop.report import Document, GradientSection, Report, counted

__all__ = ["report_text", "text_page"]

TITLES = {
    "chain": "chain rule",
    "messages": "messages from the right neighbours",
    "paths": "sum over paths",
    "factored": "factored, with deltas",
    "closed": "closed form",
    "matrix": "matrices, a layer at a time",
    "indexed": "indexed, a sum over the units of each layer",
}
"""Form → its heading on a page."""


def text_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the lines of a document, without line ends."""
    yield document.title
    yield from (f"  {fact}" for fact in document.facts)
    yield from (f"  {convention}" for convention in document.conventions)
    glosses: set[str] = set()
    for section in document.gradients:
        if document.shared:
            yield from (row for form in section.forms for line in form.lines for row in text_rows(line, labels))
        else:
            yield from _gradient(section, labels, glosses)
    if document.shared:
        yield ""
        yield from (row for line in document.shared for row in text_rows(line, labels))
    if document.report:
        yield ""
        yield from report_text(document.report)


def _gradient(section: GradientSection, labels: Labels, glosses: set[str]) -> Iterator[str]:
    yield ""
    name = labels.named(section.wrt)
    if section.address:
        name = f"{name} = {section.address}"
    if section.of:
        shown = labels(section.forms[0].lhs).text
        name = f"{shown} ({name})" if section.address else shown
    heading = f"{name}: {counted(section.path_count)}"
    yield heading
    yield "─" * len(heading)
    for form in section.forms:
        yield TITLES[form.name]
        yield from (f"  {row}" for line in form.lines for row in text_rows(line, labels))
        if form.stream:
            yield from (f"  {row}" for row in stream_rows(form.stream, TEXT, labels, " = ", "    "))
            if section.value is not None:
                yield f"    = {section.value}"
        if form.note and form.note not in glosses:
            glosses.add(form.note)
            yield f"  ({form.note})"
    if section.update:
        yield "weight update"
        yield from (f"  {row}" for row in text_rows(section.update, labels))
    if section.reason:
        yield f"  no numbers: {section.reason}"


def report_text(report: Report) -> Iterator[str]:
    """Yield what a check found: a line for each kind of comparison, and every failure."""
    rows = list(report.summary())
    if rows:
        subjects = max(len("checked"), *(len(subject) for subject, *_ in rows))
        others = max(len("against"), *(len(other) for _, other, *_ in rows))
        yield f"{'checked':<{subjects}}  {'against':<{others}}  gradients  digits that agree"
        for subject, other, count, digits in rows:
            yield f"{subject:<{subjects}}  {other:<{others}}  {count:>9}  {digits}"
    for reason in dict.fromkeys(f"{check.subject}, {check.against}: {check.note}" for check in report.skipped):
        yield f"not compared: {reason}"
    for check in report.failures:
        yield (
            f"DISAGREES: ∂{report.of}/∂{check.wrt}, {check.subject} against {check.against}: "
            f"{check.agreeing_digits or 0} digits, {check.gate} required; {check.note}"
        )
    verdict = (
        "all agree" if report.ok else f"{len(report.failures)} disagree" if report.failures else "nothing compared"
    )
    points = f"{report.points} point{'s' * (report.points != 1)}"
    yield f"{len(report.checks):,} comparisons at {points} (seed {report.seed}): {verdict}"
