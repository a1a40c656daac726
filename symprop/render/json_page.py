"""A document as JSON for scripts: one gradient after another, numbers as decimal strings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from symprop.derive.paths import Path
from symprop.expression import ONE, DisplayEquation, Expr
from symprop.notation import Labels, shown_equation, shown_expression
from symprop.render.mathml import mathml
from symprop.render.styles import LATEX, PYTHON
from symprop.render.write import write
from symprop.report import Check, Document, GradientSection, Report, Shown

__all__ = ["json_lines", "json_page", "mathml_page", "report_json"]


def json_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the pieces of one JSON document; line ends stand between gradients."""
    head = {"network": document.title, "conventions": list(document.conventions)}
    yield _dump(head)[:-1] + ', "gradients": ['
    separator = ""
    for section in document.gradients:
        yield separator + _dump(_gradient(section, labels))
        separator = ", "
    tail: dict[str, Any] = {}
    if document.shared:
        tail["shared"] = [_equation(shown.equation, labels) for shown in document.shared]
    if document.report:
        tail["check"] = json.loads(report_json(document.report))
    yield "]" + (", " + _dump(tail)[1:] if tail else "}")


def json_lines(document: Document, labels: Labels) -> Iterator[str]:
    """Yield one JSON document as one line."""
    yield "".join(json_page(document, labels))


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def _gradient(section: GradientSection, labels: Labels) -> dict[str, Any]:
    forms = {
        form.name: {
            "lines": [_line(shown, labels) for shown in form.lines],
            **({"note": form.note} if form.note else {}),
        }
        for form in section.forms
    }
    found: dict[str, Any] = {"wrt": section.wrt, **({"of": section.of} if section.of else {})}
    if section.address:
        found["address"] = section.address
    found["path_count"] = section.path_count
    found["paths"] = [_path(path, labels) for path in section.paths or ()]
    if section.paths is None:
        found["paths_omitted"] = True
    found["forms"] = forms
    found["value"] = section.value
    if section.value is None:
        found["missing"] = list(section.missing)
        found["reason"] = section.reason
    if section.update:
        found["update"] = {"rhs": _equation(section.update.equation, labels)["rhs"], "value": section.updated}
    return found


def _written(expr: Expr, shown: Expr, labels: Labels) -> dict[str, str]:
    """Return what is computed as Python, what the notation shows of it as LaTeX and MathML."""
    return {
        "python": write(expr, PYTHON, labels),
        "latex": write(shown, LATEX, labels),
        "mathml": mathml(shown, labels),
    }


def _line(shown: Shown, labels: Labels) -> dict[str, Any]:
    return {**_equation(shown.equation, labels), **({"name": shown.name} if shown.name else {})}


def _equation(line: DisplayEquation, labels: Labels) -> dict[str, Any]:
    shown = shown_equation(line, labels)
    return {"lhs": _written(line.lhs, shown.lhs, labels), "rhs": _written(line.rhs, shown.rhs, labels)}


def _path(path: Path, labels: Labels) -> dict[str, Any]:
    edges = [
        {
            "from": edge.source,
            "to": edge.target,
            "occurrence": edge.occurrence,
            "via": "" if edge.partial == ONE else write(edge.partial, PYTHON, labels),
        }
        for edge in path.edges
    ]
    return {
        **_written(path.product, shown_expression(path.product, labels), labels),
        "nodes": list(path.nodes),
        "factors": [write(factor, PYTHON, labels) for factor in path.factors],
        "edges": edges,
    }


def mathml_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield one `math` element for each equation, a comment before each form."""
    from symprop.render.equations import mathml_rows, mathml_table

    for section in document.gradients:
        for form in section.forms:
            yield f"<!-- {form.name} form of {labels(form.lhs).text}; paths: {section.path_count} -->"
            yield from (mathml_table(mathml_rows(line, labels)) for line in form.lines)
        if section.update:
            yield f"<!-- update of {labels(section.update.equation.lhs).text} -->"
            yield mathml_table(mathml_rows(section.update, labels))
    if document.shared:
        yield "<!-- shared -->"
        yield from (mathml_table(mathml_rows(line, labels)) for line in document.shared)


def _check(check: Check) -> dict[str, Any]:
    found: dict[str, Any] = {
        "wrt": check.wrt,
        "subject": check.subject,
        "against": check.against,
        "agreeing_digits": check.agreeing_digits,
        "ok": check.ok,
    }
    return {**found, **({"note": check.note} if check.note else {})}


def report_json(report: Report) -> str:
    """Return what a check found as JSON."""
    return _dump(
        {
            "ok": report.ok,
            "network": report.network,
            "points": report.points,
            "seed": report.seed,
            "checks": [_check(check) for check in report.checks],
            "skipped": [_check(check) for check in report.skipped],
        }
    )
