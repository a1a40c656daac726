"""A document as one HTML file: native MathML, no script, nothing loaded from outside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from symprop.notation import Labels
from symprop.render.equations import mathml_rows, mathml_table
from symprop.render.text_page import TITLES, report_text
from symprop.report import Document, GradientSection, Report, Shown

__all__ = ["html_page"]

CSS = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #17803d; --bad: #c22; }
@media (prefers-color-scheme: dark) { :root { --good: #4ade80; --bad: #ff7b72; } }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
h1 { margin-bottom: 0; } h1 + p { margin-top: .25rem; }
h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; }
h2 small { font-weight: normal; font-size: .6em; opacity: .75; }
h3 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
.box { overflow-x: auto; padding: .25rem 0; }
math { font-size: 1rem; font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "DejaVu Math TeX Gyre",
  "Noto Sans Math", math; }
.box math { display: inline math; }
mtd { padding: .2em .15em; }
mtable mtable mtd { text-align: left; padding-right: .6em; }
mtr.new mtd { padding-top: .8em; }
mtext.path { font-size: .85em; opacity: .75; }
mtd.lhs { text-align: right; } mtd.rhs { text-align: left; }
.note { opacity: .8; max-width: 46rem; }
table { border-collapse: collapse; } table :is(td, th) { padding: .15rem .75rem .15rem 0; text-align: left; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.verdict { font-weight: 600; } .agrees { color: var(--good); } .disagrees { color: var(--bad); }
nav { margin-top: 1rem; columns: 6 7rem; } nav a { display: block; }
@media print { .box { overflow: visible; } nav { display: none; } }
"""


def html_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the pieces of a standalone page."""
    title = escape(document.title)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}: ∂E/∂w</title>\n'
        f'<meta name="viewport" content="width=device-width">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{CSS}</style>\n</head>\n<body>\n'
    )
    yield f"<h1>{title}</h1>\n<p>{'<br>'.join(escape(fact) for fact in document.facts)}</p>\n"
    yield from (f'<p class="note">{escape(convention)}</p>\n' for convention in document.conventions)
    if document.report:
        yield from _report(document.report)
    else:
        yield '<p class="note">This page was not checked; <code>--check</code> does it.</p>\n'
    if len(document.index) > 1:
        links = "".join(f'<a href="#{escape(name)}">{escape(name)}</a>' for name in document.index)
        yield f'<nav aria-label="Parameters">{links}</nav>\n'
    if document.forward:
        yield "<h2>Forward pass</h2>\n" + _box(document.forward, labels)
    glosses: set[str] = set()
    for section in document.gradients:
        yield from _gradient(section, labels, glosses)
    if document.shared:
        yield "<h2>Shared</h2>\n" + _box(document.shared, labels)
    yield "</body>\n</html>\n"


def _box(lines: Iterable[Shown], labels: Labels) -> str:
    """Return equations in a box of their own, which scrolls when it is too wide."""
    table = mathml_table(row for line in lines for row in mathml_rows(line, labels))
    return f'<div class="box" tabindex="0">{table}</div>\n'


def _gradient(section: GradientSection, labels: Labels, glosses: set[str]) -> Iterator[str]:
    name = escape(section.wrt)
    count = f"{section.path_count:,} path{'s' * (section.path_count != 1)}"
    shown = escape(labels(section.forms[0].lhs).text) if section.of else name
    yield f'<h2 id="{name}">{shown} <small>{count}</small></h2>\n'
    for form in section.forms:
        yield f"<h3>{escape(TITLES[form.name])}</h3>\n"
        yield _box(form.lines, labels)
        if form.note and form.note not in glosses:
            glosses.add(form.note)
            yield f'<p class="note">{escape(form.note)}</p>\n'
    if section.reason:
        yield f'<p class="note">No numbers: {escape(section.reason)}.</p>\n'


def _report(report: Report) -> Iterator[str]:
    verdict = "agrees" if report.ok else "disagrees"
    *rows, last = report_text(report)
    yield f'<h2>Check</h2>\n<p class="verdict {verdict}">{escape(last)}</p>\n'
    yield "<details><summary>What was compared</summary>\n<table>\n"
    yield "<tr><th>checked</th><th>against</th><th>gradients</th><th>digits that agree, at least</th></tr>\n"
    for subject, other, count, digits in report.summary():
        yield (
            f"<tr><td>{escape(subject)}</td><td>{escape(other)}</td>"
            f'<td class="number">{count}</td><td class="number">{digits}</td></tr>\n'
        )
    yield "</table>\n"
    notes = [row for row in rows if row.startswith(("not compared", "DISAGREES"))]
    yield "".join(f'<p class="note">{escape(note)}</p>\n' for note in notes)
    yield "</details>\n"
