r"""Whole equations as they stand on a page: rows of an `align*`, a MathML table, lines in a terminal.

Which part stands on which row is the layout's; here each target writes it, the sign first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape

from symprop.expression import Expr
from symprop.notation import Labels
from symprop.render.layout import CONTINUED, PICTURE, Row, rows
from symprop.render.mathml import MATHML, Mark, assemble
from symprop.render.styles import BIG, LATEX, PRODUCT, SUM, TEXT, Piece, Style, enclosed
from symprop.render.write import path_terms, render
from symprop.report import PathStream, Shown

__all__ = [
    "align",
    "align_lines",
    "latex_rows",
    "latex_terms",
    "mathml_rows",
    "mathml_table",
    "stream_rows",
    "text_rows",
]

Signs = tuple[str, str, str, str]
"""Plus, minus and dot at the beginning of a row; the equals sign between sides of one row."""
_LATEX_SIGNS: Signs = ("+ ", "- ", r"\cdot ", " = ")
_TEXT_SIGNS: Signs = ("+ ", "− ", "· ", " = ")
_MATHML_SIGNS: Signs = (
    '<mo form="infix">+</mo>',
    '<mo form="infix">\N{MINUS SIGN}</mo>',
    MATHML.dot,
    "<mo>=</mo>",
)


def _written(row: Row, style: Style, signs: Signs, write: Callable[[Expr], Piece]) -> str:
    """Return what stands on a row behind its equals sign or indent."""
    plus, minus, dot, equals = signs
    if not row.parts:
        return ""
    first, *more = (write(part) for part in row.parts)
    match row.kind:
        case "side":
            head = enclosed(style, first, BIG) if row.goes_on else first.text
        case "factors":
            held = first.positive is not None or first.precedence < PRODUCT
            head = dot + (style.brackets(first.text) if held else first.text)
        case "terms":
            least = BIG if row.goes_on else SUM + 1
            head = plus + enclosed(style, first, least) if first.positive is None else minus + first.positive
    return equals.join(
        (head + _further(more, style), *(_sum([write(part) for part in side], style) for side in row.sides))
    )


def _further(terms: Iterable[Piece], style: Style) -> str:
    """Return terms with their signs, to stand behind another term."""
    return "".join(
        style.plus + enclosed(style, term, SUM + 1) if term.positive is None else style.minus + term.positive
        for term in terms
    )


def _sum(terms: Sequence[Piece], style: Style) -> str:
    return terms[0].text + _further(terms[1:], style)


def _left(shown: Shown, style: Style, labels: Labels, after: str) -> str:
    """Return the left side; with `after` where it is meant after a step of gradient descent."""
    lhs = render(shown.equation.lhs, style, labels)
    if not shown.after:
        return lhs.text
    return (style.brackets(lhs.text) if lhs.raised else lhs.text) + after


def _behind(row: Row) -> str:
    """Return what a row is called, or the equation that ends on it."""
    return row.label or (f"({row.name})" if row.name else "")


def _no_label(_label: str) -> str:
    return ""


def latex_rows(
    shown: Shown,
    labels: Labels,
    width: float | None = None,
    picture: Callable[[int], str] | None = None,
    named: Callable[[str], str] = _no_label,
) -> list[str]:
    r"""Return the rows of an `align*` for one equation, without ``\\``.

    Args:
        width: em for a right side, as in `layout.rows`.
        picture: the place of a path → what stands before its term.
        named: what a row is called → what stands behind it.
    """
    lhs = _left(shown, LATEX, labels, "^{+}")
    found: list[str] = []
    for row in rows(shown, labels, width, PICTURE if picture else 0.0):
        head = f"{lhs} &= " if row.lhs else "&= " if row.kind == "side" else r"&\quad "
        pictured = picture(row.place) if picture and row.place is not None else ""
        written = _written(row, LATEX, _LATEX_SIGNS, lambda part: render(part, LATEX, labels))
        called = rf" \qquad \text{{({row.name})}}" if row.name else ""
        found.append(head + pictured + written + (named(row.label) if row.label else "") + called)
    return found


def latex_terms(shown: Shown, labels: Labels, width: float) -> list[tuple[str, ...]]:
    r"""Return, for each term of a sum of paths, the rows it needs, its sign first; for a picture to stand beside it."""
    found: list[list[str]] = []
    for row in rows(Shown(shown.equation, (), shown.labels), labels, width):
        if row.place is None or not row.parts:
            continue
        written = _written(row, LATEX, _LATEX_SIGNS, lambda part: render(part, LATEX, labels))
        if row.place == CONTINUED:
            found[-1].append(rf"\quad {written}")
        else:
            found.append([written])
    return [tuple(term) for term in found]


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
    lhs = _left(shown, TEXT, labels, "⁺")
    found: list[tuple[str, str]] = []
    for row in rows(shown, labels):
        head = f"{lhs if row.lhs else ' ' * len(lhs)} {'=' if row.kind == 'side' else ' '} "
        found.append((head + _written(row, TEXT, _TEXT_SIGNS, lambda part: render(part, TEXT, labels)), _behind(row)))
    width = max((len(text) for text, label in found if label), default=0)
    return [f"{text:<{width}}   {label}" if label else text for text, label in found]


def mathml_rows(
    shown: Shown,
    labels: Labels,
    width: float | None = None,
    picture: Callable[[int], str] | None = None,
    mark: Mark | None = None,
) -> list[tuple[str, str, str]]:
    """Return (left side, right side with its sign, label) for each row of one equation; MathML but for the label.

    Args:
        width: em for a right side, as in `layout.rows`.
        picture: the place of a path → the elements that stand before its term.
        mark: of each factor, as in `mathml.assemble`.
    """
    found: list[tuple[str, str, str]] = []
    for row in rows(shown, labels, width, PICTURE if picture else 0.0):
        lhs = assemble(row.lhs, labels).text if row.lhs else ""
        if row.lhs and shown.after:
            lhs = f"<msup><mrow>{lhs}</mrow><mo>+</mo></msup>"
        head = "<mo>=</mo>" if row.kind == "side" else '<mspace width="2em"/>'
        pictured = picture(row.place) if picture and row.place is not None else ""
        right = _written(row, MATHML, _MATHML_SIGNS, lambda part: assemble(part, labels, mark))
        found.append((lhs, head + pictured + right, _behind(row)))
    return found


def mathml_table(rows: Iterable[tuple[str, str, str]], alttext: str = "") -> str:
    """Return rows as one `math` element with the equals signs under each other, a row's label behind it.

    Args:
        alttext: the equations for who can see no MathML.
    """
    opening = {True: '<mtr class="new">', False: "<mtr>"}
    behind = '<mspace width="2em"/><mtext class="path">{}</mtext>'
    body = "".join(
        f'{opening[bool(left)]}<mtd class="lhs"><mrow>{left}</mrow></mtd>'
        f'<mtd class="rhs"><mrow>{right}{behind.format(escape(label)) if label else ""}</mrow></mtd></mtr>'
        for left, right, label in rows
    )
    said = f' alttext="{escape(alttext)}"' if alttext else ""
    return (
        f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"{said}>'
        f'<mtable columnalign="right left" displaystyle="true">{body}</mtable></math>'
    )
