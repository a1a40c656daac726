r"""How each kind of node is put together in one target language; a target is one `Style`.

The walk, the order of terms and factors, and the parentheses are the same for all of them (`write`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from symprop.expression import ONE, Call, Cases, Expr, Index, Num, fold, with_children
from symprop.functions import FUNCTIONS
from symprop.notation import Label, index_label

__all__ = ["ATOM", "BIG", "LATEX", "POWER", "PRODUCT", "PYTHON", "SUM", "TEXT", "Piece", "Style"]

SUM, BIG, PRODUCT, POWER, ATOM = range(1, 6)  # BIG: a Σ, which takes all that follows it in a product


@dataclass(frozen=True, slots=True)
class Piece:
    """Something written, and what its surroundings must know.

    Args:
        text: as written.
        precedence: how tightly it holds together.
        positive: the same without its leading minus sign, where it has one that a sum can take over.
        digit: it begins with a digit.
        bracket: it begins with an opening bracket.
        quotient: a/b on one line, after which a bracket would seem to belong to b.
        loose: a symbol with a subscript, a fraction, or a call: it takes brackets before a power in LaTeX, where
            f(x)² might be the square of x.
        raised: a symbol with something above it: it takes brackets before a power, or a transpose's sign, in text.
    """

    text: str
    precedence: int = ATOM
    positive: str | None = None
    digit: bool = False
    bracket: bool = False
    loose: bool = False
    raised: bool = False
    quotient: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A target language.

    Args:
        name: leaf and its label → its symbol.
        number: a literal → piece.
        plus, minus: between terms.
        negative: before a term.
        times: between the factors of a local partial, from the piece that follows.
        dot: between the factors of a chain-rule product.
        brackets: text in brackets.
        quotient, power, call, cases: from the pieces of their parts.
        matmul, hadamard: between matrices that are multiplied, as such and entry by entry.
        transpose, entry: from the piece of a matrix.
        diagonal: the function that makes a diagonal matrix.
        slope: a function's name → what its derivative is called.
        big_sum: (letter, bound, body) → Σ body for the letter from 1 to the bound.
        same: two indices → 1 where they are the same, else 0.
        prepare: what cannot be written directly, in other words.
    """

    name: Callable[[str, Label], str]
    number: Callable[[Num], Piece]
    plus: str
    minus: str
    negative: str
    times: Callable[[Piece], str]
    dot: str
    brackets: Callable[[str], str]
    quotient: Callable[[Piece, Piece], Piece]
    power: Callable[[Piece, Piece, Expr], Piece]
    call: Callable[[str, Sequence[Piece]], Piece]
    cases: Callable[[Sequence[Piece]], Piece]
    matmul: str
    hadamard: str
    transpose: Callable[[Piece], Piece]
    entry: Callable[[Piece, int, int], Piece]
    diagonal: str
    slope: Callable[[str], str]
    big_sum: Callable[[str, Piece, Piece], Piece]
    same: Callable[[Index, Index], str]
    prepare: Callable[[Expr], Expr] = lambda expr: expr


def enclosed(style: Style, piece: Piece, least: int) -> str:
    """Return the piece, in brackets if it does not hold together as tightly as `least`."""
    return piece.text if piece.precedence >= least else style.brackets(piece.text)


def _big_sum(style: Style, sign: str, body: Piece) -> Piece:
    """Return Σ body; −Σ x for Σ (−x)."""
    if body.positive is None:
        return Piece(f"{sign} {enclosed(style, body, BIG)}", BIG)
    return Piece(f"{style.negative}{sign} {body.positive}", BIG, f"{sign} {body.positive}")


# text for people


_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def _text_number(num: Num) -> Piece:
    mantissa, _, exponent = num.text.partition("e")
    if exponent:
        return Piece(f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPTS)}", PRODUCT, digit=True)
    return Piece(num.text, PRODUCT if "/" in num.text else ATOM, digit=True, quotient="/" in num.text)


def _text_quotient(numerator: Piece, denominator: Piece) -> Piece:
    above, below = enclosed(TEXT, numerator, PRODUCT), enclosed(TEXT, denominator, POWER)
    positive = None if numerator.positive is None else f"{numerator.positive}/{below}"
    return Piece(f"{above}/{below}", PRODUCT, positive, digit=numerator.digit, quotient=True)


def _text_raised(piece: Piece) -> str:
    return TEXT.brackets(piece.text) if piece.raised else enclosed(TEXT, piece, ATOM)


def _text_power(base: Piece, exponent: Piece, node: Expr) -> Piece:
    held = _text_raised(base)
    if isinstance(node, Num) and node.text.isdigit():
        return Piece(held + node.text.translate(_SUPERSCRIPTS), POWER)
    return Piece(f"{held}^{enclosed(TEXT, exponent, ATOM)}", POWER)


TEXT: Style = Style(
    name=lambda _, label: label.text,
    number=_text_number,
    plus=" + ",
    minus=" − ",
    negative="−",
    times=lambda following: "" if following.bracket else "·",
    dot=" · ",
    brackets="({})".format,
    quotient=_text_quotient,
    power=_text_power,
    call=lambda name, parts: Piece(f"{FUNCTIONS[name].text}({', '.join(part.text for part in parts)})"),
    cases=lambda p: Piece(f"({p[2].text} if {p[0].text} > {p[1].text} else {p[3].text})", bracket=True),
    matmul=" ",
    hadamard=" ⊙ ",
    transpose=lambda piece: Piece(f"{_text_raised(piece)}ᵀ"),
    entry=lambda piece, row, column: Piece(f"[{piece.text}]_{row},{column}"),
    diagonal="diag",
    slope=lambda name: f"{FUNCTIONS[name].text}′",
    big_sum=lambda letter, bound, body: _big_sum(TEXT, f"Σ_{{{letter}=1}}^{{{bound.text}}}", body),
    same="[{} = {}]".format,
)


# Python


def _python_number(num: Num) -> Piece:
    return Piece(num.text, PRODUCT if "/" in num.text else ATOM, digit=True)


def _python_quotient(numerator: Piece, denominator: Piece) -> Piece:
    above, below = enclosed(PYTHON, numerator, PRODUCT), enclosed(PYTHON, denominator, POWER)
    positive = None if numerator.positive is None else f"{numerator.positive}/{below}"
    return Piece(f"{above}/{below}", PRODUCT, positive)


def _python_power(base: Piece, exponent: Piece, _: Expr) -> Piece:
    return Piece(f"{enclosed(PYTHON, base, ATOM)}**{enclosed(PYTHON, exponent, ATOM)}", POWER)


def steps_for_cases(expr: Expr) -> Expr:
    """Return `expr` with cases as sums over step(…), which is 1 above 0 and 0 elsewhere."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if not isinstance(node, Cases):
            return with_children(node, parts) if parts else node
        left, right, then, otherwise = parts
        argument = left if isinstance(right, Num) and right.value == 0 else left - right
        step = Call("step", (argument,))
        above = step if then == ONE else then * step
        if isinstance(otherwise, Num) and otherwise.value == 0:
            return above
        return above + otherwise * (1 - step)

    return fold(expr, rule)


def _from_zero(index: Index) -> str:
    return index.letter or str(index.number - 1)


PYTHON: Style = Style(
    name=lambda name, _: name,
    number=_python_number,
    plus=" + ",
    minus=" - ",
    negative="-",
    times=lambda _: "*",
    dot="*",
    brackets="({})".format,
    quotient=_python_quotient,
    power=_python_power,
    call=lambda name, parts: Piece(f"{name}({', '.join(part.text for part in parts)})"),
    cases=TEXT.cases,  # not reached: prepare writes them as steps
    matmul=" @ ",
    hadamard=" * ",
    transpose=lambda piece: Piece(f"{enclosed(PYTHON, piece, ATOM)}.T"),
    entry=lambda piece, row, column: Piece(f"{enclosed(PYTHON, piece, ATOM)}[{row - 1}, {column - 1}]"),
    diagonal="diag",
    slope="{}_prime".format,
    big_sum=lambda letter, bound, body: Piece(f"sum({body.text} for {letter} in range({bound.text}))"),
    same=lambda left, right: f"({_from_zero(left)} == {_from_zero(right)})",
    prepare=steps_for_cases,
)


# LaTeX


def _latex_brackets(text: str) -> str:
    return rf"\left({text}\right)"


def _latex_number(num: Num) -> Piece:
    mantissa, _, exponent = num.text.partition("e")
    if exponent:
        return Piece(rf"{mantissa} \times 10^{{{int(exponent)}}}", PRODUCT, digit=True)
    above, _, below = num.text.partition("/")
    return Piece(rf"\frac{{{above}}}{{{below}}}" if below else num.text, digit=True)


_LATEX_CALLS: Mapping[str, Callable[[str], str]] = {
    "sqrt": r"\sqrt{{{}}}".format,
    "abs": r"\left|{}\right|".format,
}


def _latex_call(name: str, parts: Sequence[Piece]) -> Piece:
    arguments = ", ".join(part.text for part in parts)
    if special := _LATEX_CALLS.get(name):
        return Piece(special(arguments))
    return Piece(FUNCTIONS[name].latex + _latex_brackets(arguments), loose=True)


def _latex_times(following: Piece) -> str:
    if following.digit:
        return r" \cdot "
    return " " if following.bracket else r" \, "


def _latex_power(base: Piece, exponent: Piece, _: Expr) -> Piece:
    held = _latex_brackets(base.text) if base.loose or base.precedence < ATOM or base.digit else base.text
    return Piece(f"{held}^{{{exponent.text}}}", POWER)


def _latex_transpose(piece: Piece) -> Piece:
    held = _latex_brackets(piece.text) if "^" in piece.text or piece.precedence < ATOM else piece.text
    return Piece(rf"{held}^{{\top}}")


def _latex_cases(parts: Sequence[Piece]) -> Piece:
    left, right, then, otherwise = (part.text for part in parts)
    rows = rf"{then} & \text{{if }} {left} > {right} \\ {otherwise} & \text{{otherwise}}"
    return Piece(rf"\begin{{cases}}{rows}\end{{cases}}", SUM)


LATEX: Style = Style(
    name=lambda _, label: label.latex,
    number=_latex_number,
    plus=" + ",
    minus=" - ",
    negative="-",
    times=_latex_times,
    dot=r" \cdot ",
    brackets=_latex_brackets,
    quotient=lambda above, below: Piece(rf"\frac{{{above.text}}}{{{below.text}}}", loose=True, digit=True),
    power=_latex_power,
    call=_latex_call,
    cases=_latex_cases,
    matmul=r" \, ",
    hadamard=r" \odot ",
    transpose=_latex_transpose,
    entry=lambda piece, row, column: Piece(rf"\left[{piece.text}\right]_{{{row},{column}}}"),
    diagonal=r"\operatorname{diag}",
    slope=lambda name: f"{FUNCTIONS[name].latex}'",
    big_sum=lambda letter, bound, body: _big_sum(
        LATEX, rf"\sum_{{{index_label(letter).latex}=1}}^{{{bound.text}}}", body
    ),
    same=lambda left, right: f"[{index_label(str(left)).latex} = {index_label(str(right)).latex}]",
)
