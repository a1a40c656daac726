r"""Whole equations as they stand on a page: rows of an `align*`, a MathML table, lines in a terminal.

A long sum is broken by its terms, one to a row, the sign first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from symprop.expression import Chain, Expr, Sum, size
from symprop.notation import Labels
from symprop.render.mathml import MATHML, assemble
from symprop.render.styles import LATEX, SUM, TEXT, Piece, Style, enclosed
from symprop.render.write import path_terms, render
from symprop.report import PathStream, Shown

__all__ = ["align", "align_lines", "latex_rows", "mathml_rows", "mathml_table", "stream_rows", "text_rows"]

LONG, LONG_CHAINS = 30, 12  # nodes from which a sum, and a sum of chain-rule products, is broken by terms


def _terms(expr: Expr) -> Sequence[Expr]:
    """Return the terms to be put on rows of their own: those of a sum of paths, or of a long one."""
    if not isinstance(expr, Sum):
        return (expr,)
    limit = LONG_CHAINS if any(isinstance(term, Chain) for term in expr.terms) else LONG
    return expr.terms if size(expr) > limit else (expr,)


def _signed(pieces: Iterable[Piece], style: Style, plus: str, minus: str) -> list[str]:
    rows: list[str] = []
    for piece in pieces:
        if not rows:
            rows.append(piece.text)
        elif piece.positive is not None:
            rows.append(minus + piece.positive)
        else:
            rows.append(plus + enclosed(style, piece, SUM + 1))
    return rows


def latex_rows(shown: Shown, labels: Labels) -> list[str]:
    r"""Return the rows of an `align*` for one equation, without ``\\``."""
    lhs = render(shown.equation.lhs, LATEX, labels).text
    rows: list[str] = []
    for place, expr in enumerate((shown.equation.rhs, *shown.numbers)):
        pieces = [render(term, LATEX, labels) for term in _terms(expr)]
        head = f"{lhs} &= " if place == 0 else "&= "
        first, *more = _signed(pieces, LATEX, "+ ", "- ")
        rows.append(head + first)
        rows += (rf"&\quad {row}" for row in more)
    return rows


def align(rows: Sequence[str]) -> str:
    r"""Return rows as one `align*`."""
    return "\n".join(align_lines(rows))


def align_lines(rows: Iterable[str]) -> Iterator[str]:
    r"""Yield the lines of one `align*`, however many rows there are."""
    yield r"\begin{align*}"
    held: str | None = None
    for row in rows:
        if held is not None:
            yield held + r" \\"
        held = row
    yield held or ""
    yield r"\end{align*}"


def stream_rows(stream: PathStream, style: Style, labels: Labels, equals: str, more: str) -> Iterator[str]:
    """Yield one row for each path of a long path sum.

    Args:
        equals: what stands between the sides.
        more: what stands before every further row.
    """
    lhs = render(stream.lhs, style, labels).text
    terms = path_terms(stream.paths, style, labels)
    yield lhs + equals + next(terms)
    yield from (more + term.lstrip() for term in terms)


def text_rows(shown: Shown, labels: Labels) -> list[str]:
    """Return the lines of one equation for a terminal, the equals signs under each other."""
    lhs = render(shown.equation.lhs, TEXT, labels).text
    rows: list[str] = []
    for place, expr in enumerate((shown.equation.rhs, *shown.numbers)):
        pieces = [render(term, TEXT, labels) for term in _terms(expr)]
        head = lhs if place == 0 else " " * len(lhs)
        first, *more = _signed(pieces, TEXT, "+ ", "− ")
        found = [f"{head} = {first}", *(f"{' ' * len(lhs)}   {row}" for row in more)]
        if place == 0 and shown.labels and len(found) == len(shown.labels):
            width = max(map(len, found))
            found = [f"{row:<{width}}   {label}" for row, label in zip(found, shown.labels, strict=True)]
        rows += found
    return rows


def mathml_rows(shown: Shown, labels: Labels) -> list[tuple[str, str, str]]:
    """Return (left side, right side with its sign, label) for each row of one equation; MathML but for the label."""
    rows: list[tuple[str, str, str]] = []
    for place, expr in enumerate((shown.equation.rhs, *shown.numbers)):
        lhs = assemble(shown.equation.lhs, labels).text if place == 0 else ""
        pieces = [assemble(term, labels) for term in _terms(expr)]
        first, *more = _signed(pieces, MATHML, '<mo form="infix">+</mo>', '<mo form="infix">\N{MINUS SIGN}</mo>')
        found = [(lhs, f"<mo>=</mo>{first}"), *(("", f'<mspace width="2em"/>{row}') for row in more)]
        named = shown.labels if place == 0 and len(shown.labels) == len(found) else ("",) * len(found)
        rows += ((left, right, label) for (left, right), label in zip(found, named, strict=True))
    return rows


def mathml_table(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return rows as one `math` element with the equals signs under each other, a row's label behind it."""
    opening = {True: '<mtr class="new">', False: "<mtr>"}
    behind = '<mspace width="2em"/><mtext class="path">{}</mtext>'
    body = "".join(
        f'{opening[bool(left)]}<mtd class="lhs"><mrow>{left}</mrow></mtd>'
        f'<mtd class="rhs"><mrow>{right}{behind.format(escape(label)) if label else ""}</mrow></mtd></mtr>'
        for left, right, label in rows
    )
    return (
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">'
        f'<mtable columnalign="right left" displaystyle="true">{body}</mtable></math>'
    )
