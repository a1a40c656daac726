"""One walk for every target: order as it stands in the tree, brackets from precedence, signs into sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from symprop.derive.paths import Path
from symprop.expression import (
    Array,
    Call,
    Cases,
    Chain,
    Delta,
    Diagonal,
    Element,
    Entry,
    Expr,
    Hadamard,
    IndexedSum,
    Iverson,
    MatMul,
    Message,
    Neg,
    Num,
    Partial,
    Power,
    Product,
    Quotient,
    Slope,
    Sum,
    Transpose,
    Var,
    fold,
)
from symprop.notation import Labels, shown_expression
from symprop.render.styles import ATOM, POWER, PRODUCT, SUM, Piece, Style, enclosed

__all__ = ["path_terms", "render", "rule_for", "write"]


def write(expr: Expr, style: Style, labels: Labels) -> str:
    r"""Return `expr` in a target language.

    >>> from symprop.graph import Kind, Variable
    >>> from symprop.render.styles import LATEX, PYTHON
    >>> labels = Labels(lambda name: Variable(name, Kind.TARGET))
    >>> derivative = -(Var("t1") - Var("o")) * Var("o")
    >>> write(derivative, LATEX, labels), write(derivative, PYTHON, labels)
    ('-\\left(t_1 - o\\right) \\, o', '-(t1 - o)*o')
    """
    return render(expr, style, labels).text


def render(expr: Expr, style: Style, labels: Labels) -> Piece:
    """Return `expr` written, with its precedence and sign."""
    return fold(style.prepare(expr), rule_for(style, labels))


def rule_for(style: Style, labels: Labels) -> Callable[[Expr, list[Piece]], Piece]:
    """Return the rule that writes one node from the pieces of its parts."""

    def rule(node: Expr, parts: list[Piece]) -> Piece:
        match node:
            case Var() | Partial() | Delta() | Message() | Array() | Element():
                label = labels(node)
                loose = "_" in label.latex or label.raised or isinstance(node, Partial | Array | Element)
                raised = label.bare if isinstance(node, Array) else label.raised
                return Piece(style.name(node.name, label), loose=loose, raised=raised)
            case Num():
                return style.number(node)
            case Sum():
                return join_sum(style, parts)
            case Product():
                return _product(style, parts, style.times)
            case Chain():
                return _product(style, parts, lambda _: style.dot)
            case Neg():
                held = enclosed(style, parts[0], PRODUCT) if not parts[0].positive else style.brackets(parts[0].text)
                return Piece(style.negative + held, PRODUCT, positive=held)
            case Quotient():
                return style.quotient(*parts)
            case Power(_, exponent):
                return style.power(parts[0], parts[1], exponent)
            case Call(function):
                return style.call(function, parts)
            case Cases():
                return style.cases(parts)
            case MatMul():
                return Piece(style.matmul.join(_held(style, part) for part in parts), PRODUCT)
            case Hadamard():
                return Piece(style.hadamard.join(_held(style, part) for part in parts), PRODUCT)
            case Transpose():
                return style.transpose(parts[0])
            case Diagonal():
                return Piece(style.diagonal + style.brackets(parts[0].text))
            case Slope(function):
                return Piece(style.slope(function) + style.brackets(parts[0].text))
            case Entry(_, row, column):
                return style.entry(parts[0], row, column)
            case IndexedSum(letter):
                return style.big_sum(letter, *parts)
            case Iverson(left, right):
                return Piece(style.same(left, right), bracket=True)
            case _:
                assert_never(node)

    return rule


def _held(style: Style, piece: Piece) -> str:
    """Return a factor of a product of matrices: a product or a negative in it takes brackets."""
    return style.brackets(piece.text) if piece.positive is not None else enclosed(style, piece, POWER)


def join_sum(style: Style, terms: Iterable[Piece]) -> Piece:
    """Return terms[0] + terms[1] − …, a term's own minus sign taking the place of the plus."""
    written: list[str] = []
    for term in terms:
        if not written:
            written.append(enclosed(style, term, SUM + 1))
        elif term.positive is not None:
            written += (style.minus, term.positive)
        else:
            written += (style.plus, enclosed(style, term, SUM + 1))
    return Piece("".join(written), SUM)


def _product(style: Style, parts: Sequence[Piece], joiner: Callable[[Piece], str]) -> Piece:
    first, *rest = parts
    written: list[str] = []
    for before, part in zip(parts, rest, strict=False):
        held = part
        if part.precedence < PRODUCT or part.positive is not None:
            # a negative number in brackets takes a dot: 2 · (−3), where 2 (a − b) needs none
            negative = part.positive is not None
            held = Piece(style.brackets(part.text), ATOM, bracket=not negative, digit=negative)
        # a/b(c) would put c below the line
        written += (joiner(replace(held, bracket=held.bracket and not before.quotient)), held.text)
    tail = "".join(written)
    head = enclosed(style, first, PRODUCT)
    positive = None if first.positive is None else first.positive + tail
    return Piece(head + tail, PRODUCT, positive, digit=first.digit, bracket=first.precedence < PRODUCT or first.bracket)


def path_terms(paths: Iterable[Path], style: Style, labels: Labels) -> Iterator[str]:
    """Yield each path's product with its sign, ready to stand in a sum; an edge is written once.

    The first term carries only a minus sign, the others " + " or " − ".
    """
    rule = rule_for(style, labels)
    known: dict[int, tuple[object, str, bool]] = {}  # an edge by identity, kept alive beside its text
    first = True
    for path in paths:
        factors: list[str] = []
        negative = False
        for edge in reversed(path.edges):
            entry = known.get(id(edge))
            if entry is None:
                shown = style.prepare(shown_expression(edge.partial, labels))
                entry = known[id(edge)] = (edge, *_factor(fold(shown, rule), style))
            _, text, minus = entry
            if not text:
                continue
            if minus:
                if factors:
                    text = style.brackets(style.negative + text)
                else:
                    negative = True
            factors.append(text)
        product = style.dot.join(factors) or "1"
        sign = style.negative if first else style.minus
        yield (sign if negative else "" if first else style.plus) + product
        first = False


def _factor(piece: Piece, style: Style) -> tuple[str, bool]:
    """Return a factor of a chain without its sign, and whether it is negative; nothing for 1."""
    if piece.text == "1":
        return "", False
    if piece.positive is not None:
        return piece.positive, True
    return enclosed(style, piece, PRODUCT), False
