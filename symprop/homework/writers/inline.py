"""Words with formulas between them, in each format."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from symprop.expression import DisplayEquation, Expr
from symprop.homework.record import Inline, Text
from symprop.notation import Labels
from symprop.pages.escape import html_text, markdown_text, tex_text
from symprop.pages.markdown import safe_latex
from symprop.render import LATEX, TEXT, write
from symprop.render.equations import latex_rows, mathml_rows, mathml_table
from symprop.render.layout import columns
from symprop.render.mathml import mathml
from symprop.report import Shown

__all__ = ["html_inline", "latex_of", "markdown_inline", "mathjax_inline", "tex_inline", "text_inline"]


def _joined(text: Text, words: Callable[[str], str], formula: Callable[[Expr | DisplayEquation], str]) -> str:
    return "".join(words(part) if isinstance(part, str) else formula(part) for part in text)


def latex_of(part: Inline, labels: Labels) -> str:
    """Return a formula, or an equation, in LaTeX without dollars."""
    if isinstance(part, DisplayEquation):
        return f"{write(part.lhs, LATEX, labels)} = {write(part.rhs, LATEX, labels)}"
    assert not isinstance(part, str)
    return write(part, LATEX, labels)


def html_inline(text: Text, labels: Labels, width: float) -> str:
    """Return text as HTML, its formulas as MathML; an equation wider than `width` em on several rows."""

    def formula(part: Expr | DisplayEquation) -> str:
        if isinstance(part, DisplayEquation):
            shown = Shown(part)
            rows = mathml_rows(shown, labels, width - columns([shown], labels))
            return mathml_table(rows) if len(rows) > 1 else f"{formula(part.lhs)} = {formula(part.rhs)}"
        return mathml(part, labels).replace("<math ", '<math displaystyle="true" ', 1)

    return _joined(text, html_text, formula)


def tex_inline(text: Text, labels: Labels, width: float) -> str:
    """Return text as TeX; fractions in lines of words are not made small, what is too wide gets rows."""

    def formula(part: Expr | DisplayEquation) -> str:
        rows = _latex_rows(part, labels, width)
        if len(rows) == 1:
            return rf"${{\displaystyle {latex_of(part, labels)}}}$"
        joined = r" \\ ".join(rows)
        return rf"$\begin{{aligned}}[t]{joined}\end{{aligned}}$"

    return _joined(text, tex_text, formula)


def markdown_inline(text: Text, labels: Labels, width: float) -> str:
    """Return text as Markdown with formulas between dollars."""

    def formula(part: Expr | DisplayEquation) -> str:
        rows = _latex_rows(part, labels, width)
        if len(rows) == 1:
            return f"${safe_latex([latex_of(part, labels)]).split(chr(10))[1]}$"
        return f"${' '.join(safe_latex(rows).split())}$"

    return _joined(text, markdown_text, formula)


def _latex_rows(part: Inline, labels: Labels, width: float) -> list[str]:
    if not isinstance(part, DisplayEquation):
        return [""]
    shown = Shown(part)
    return latex_rows(shown, labels, width - columns([shown], labels))


def mathjax_inline(text: Text, labels: Labels) -> str:
    r"""Return text as HTML with formulas as LaTeX between ``\(`` and ``\)``, which a course's page draws."""
    return _joined(text, html_text, lambda part: rf"\({escape(latex_of(part, labels))}\)")


def text_inline(text: Text, labels: Labels) -> str:
    """Return text in Unicode."""

    def formula(part: Expr | DisplayEquation) -> str:
        if isinstance(part, DisplayEquation):
            return f"{write(part.lhs, TEXT, labels)} = {write(part.rhs, TEXT, labels)}"
        return write(part, TEXT, labels)

    return _joined(text, str, formula)
