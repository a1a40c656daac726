"""Python text and the Unicode text for people → tokens.

Names are Python's: `d_E_total__d_w1` is also ∂E_total/∂w1, `delta_h1` δ_h1, `m_j1__h1` m_j1→h1, `theta1` θ1,
`d2_E_total__d_w5__d_w1` ∂²E_total/∂w5∂w1. A derivative that something is differentiated by stands in brackets.
Where a table says what each label means, the symbols of a notation are read by it first: a²_1, ∂C/∂w³_12, z⁽²⁾_1.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping

from symprop.errors import nearest, one_of, shorten
from symprop.functions import FUNCTIONS
from symprop.notation import GREEK, SCRIPT
from symprop.read import indexed
from symprop.read.tokens import NUMBER, Source, Token

__all__ = ["text_tokens"]

_ENGLISH = {letter: name for name, letter in GREEK.items()}
_PART = f"(?:{'|'.join(_ENGLISH)})[0-9]*"
_NAME = rf"(?:[A-Za-z][A-Za-z0-9]*|{_PART})(?:__?(?:[A-Za-z0-9]+|{_PART}))*"
_PARTIAL = re.compile(rf"∂\s*(?P<of>{_NAME})\s*/\s*∂\s*(?P<wrt>{_NAME})")
_BELOW = rf"(?:{_NAME}|\(\s*{_PARTIAL.pattern.replace('?P<of>', '?:').replace('?P<wrt>', '?:')}\s*\))"
_DIGITS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_LETTERS = str.maketrans(_ENGLISH)
_TOKEN = re.compile(
    rf"(?P<space>\s+)"
    rf"|(?P<number>{NUMBER}(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<second>∂²\s*(?P<of2>{_NAME})\s*/\s*∂\s*(?P<wrt2>{_BELOW})\s*(?:²|∂\s*(?P<first>{_BELOW})))"
    rf"|(?P<partial>∂\s*(?P<of>{_NAME})\s*/\s*∂\s*(?P<wrt>{_BELOW}))"
    rf"|(?P<message>(?P<source>m_{_NAME})\s*→\s*(?P<target>{_NAME}))"
    rf"|(?P<name>{_NAME})"
    rf"|(?P<function>[σΦφ√])"
    rf"|(?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    rf"|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    rf"|(?P<sign>\*\*|[-+−*·⋅×/^()\[\]>=′'])"
    rf"|(?P<primes>″)"
)
_MATRIX = rf"(?:(?:{_NAME}|𝟏)⁽[⁰¹²³⁴⁵⁶⁷⁸⁹,]+⁾|𝟏)"
_OF_MATRICES = re.compile(
    rf"(?P<partial>∂\s*(?P<of>{_NAME})\s*/\s*∂\s*(?P<wrt>{_MATRIX}))|(?P<matrix>{_MATRIX})"
    rf"|(?P<TRANSPOSED>ᵀ|\.T(?![A-Za-z0-9_]))|(?P<ODOT>⊙)|(?P<AT>@)|(?P<FUNC>diag(?=\())"
    rf"|(?P<slope>(?P<function>[a-z_]+)_prime(?=\())"
    rf"|_(?P<row>[1-9][0-9]*),(?P<column>[1-9][0-9]*)|\[(?P<row0>[0-9]+), (?P<column0>[0-9]+)\]"
)
_LAYER = "(?:⁽[⁰¹²³⁴⁵⁶⁷⁸⁹,]+⁾|[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?:,[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)"
_LETTERED = rf"(?:[A-Za-z][A-Za-z0-9]*|{_PART}|(?:{'|'.join(SCRIPT.values())})[0-9]*)"
_INDEX = rf"(?:[A-Za-z0-9]+|{_PART})"
_INDICES = rf"(?:_{_INDEX}(?:,{_INDEX})*)*"
_LABEL = rf"(?:{_LETTERED}{_LAYER}?{_INDICES}|𝟏)"
_LABELS = (
    rf"∂²\s*{_LABEL}\s*/\s*∂\s*(?:{_LABEL}|\(\s*(?:∂\s*{_LABEL}\s*/\s*∂\s*)?{_LABEL}\s*\))\s*"
    rf"(?:²|∂\s*(?:{_LABEL}|\(\s*∂\s*{_LABEL}\s*/\s*∂\s*{_LABEL}\s*\)))",
    rf"∂\s*{_LABEL}\s*/\s*∂\s*(?:{_LABEL}|\(\s*∂\s*{_LABEL}\s*/\s*∂\s*{_LABEL}\s*\))",
    rf"m_(?:{_LABEL}|\({_LABEL}\))\s*→\s*(?:{_LABEL}|\({_LABEL}\))",
    _LABEL,
    rf"{_LETTERED}{_INDICES}",  # what stands above is a power
)
"""Shapes that a notation's symbols have, the widest first; the table decides which of them is one."""
_SHAPES = tuple(map(re.compile, _LABELS))
_SPACES = re.compile(r"\s+")
_SLOPE = re.compile(r"(?P<slope>(?P<function>[a-z_]+)_prime(?=\())(?P<partial>)?(?P<matrix>)?")
_SIGNS = {
    "**": "CARET", "^": "CARET", "+": "PLUS", "-": "MINUS", "−": "MINUS", "*": "STAR", "·": "STAR", "⋅": "STAR",
    "×": "STAR", "/": "SLASH", "(": "LPAR", ")": "RPAR", "[": "LBRACK", "]": "RBRACK", ">": "GT", "=": "EQ",
    "′": "PRIME", "'": "PRIME",
}  # fmt: skip
_FUNCTIONS = {row.text: row.name for row in FUNCTIONS.values()} | {name: name for name in FUNCTIONS}
_WORDS = {"if": "IF", "else": "ELSE"}


def text_tokens(source: Source, names: Container[str] | None, functions: Container[str] = ()) -> list[Token]:
    """Return the tokens of Python or Unicode text.

    Args:
        source: the text.
        names: the names it may use, or label → name; None for any name.
        functions: names that may be called besides the function table's.

    Raises:
        InputError: at a character or a name that it may not use.
    """
    text = source.text
    tokens: list[Token] = []
    at = 0
    labels: Mapping[str, str] = names if isinstance(names, Mapping) else {}
    if labels:
        names = frozenset(labels.values())
    while at < len(text):
        symbol = _symbol(text, at, labels) if labels else None
        if symbol is not None:
            tokens.append(symbol)
            at += len(symbol.written)
            continue
        if source.dialect:
            found, more = _of_layers(text, at, source, names)
            if found:
                tokens += more
                at += found
                continue
        match = _TOKEN.match(text, at)
        if match is None:
            raise source.error(at, f"unexpected '{shorten(text[at])}'")
        written = match[0]
        match match.lastgroup:
            case "space":
                pass
            case "number":
                tokens.append(Token("NUM", written.lower(), at))
            case "power":
                tokens += _power(written, at)
            case "vulgar":
                tokens.append(Token("VULGAR", unicodedata.normalize("NFKC", written), at, written))
            case "sign":
                tokens.append(Token(_SIGNS[written], written, at))
            case "primes":
                tokens += [Token("PRIME", written, at)] * 2
            case "partial":
                tokens.append(_named(_partial(match["of"], match["wrt"]), written, at, source, names))
            case "second":
                wrt = _below(match["wrt2"])
                first = _below(match["first"]) if match["first"] else wrt
                name = f"d2_{_english(match['of2'])}__d_{wrt}__d_{first}"
                tokens.append(_named(name, written, at, source, names))
            case "message":
                name = f"{_english(match['source'])}__{_english(match['target'])}"
                tokens.append(_named(name, written, at, source, names))
            case _ if written in functions:
                tokens.append(Token("FUNC", written, at))
            case _:
                tokens.append(_word(written, at, source, names))
        at = match.end()
    return tokens


def _symbol(text: str, at: int, labels: Mapping[str, str]) -> Token | None:
    """Return the widest symbol of a table that stands here."""
    for shape in _SHAPES:
        match = shape.match(text, at)
        name = labels.get(_SPACES.sub("", match[0])) if match else None
        if match and name:
            return Token("NAME", name, at, match[0])
    return None


def _of_layers(text: str, at: int, source: Source, names: Container[str] | None) -> tuple[int, list[Token]]:
    """Return the length and the tokens of what only pages of whole layers hold; 0 if it is nothing of theirs."""
    if source.dialect == "matrices":
        match = _OF_MATRICES.match(text, at)
        return (len(match[0]), _of_matrices(match, at, source, names)) if match else (0, [])
    for pattern, first in ((indexed.TEXT, 1), (indexed.PYTHON, 0)):
        match = pattern.match(text, at)
        if match:
            kind, said = indexed.said(match, first=first)
            return len(match[0]), [Token(kind, said, at, match[0])]
    match = _SLOPE.match(text, at)
    return (len(match[0]), _of_matrices(match, at, source, names)) if match else (0, [])


def _of_matrices(match: re.Match[str], at: int, source: Source, names: Container[str] | None) -> list[Token]:
    """Return the tokens of a sign or a symbol of matrices, NumPy's or on a page for people."""
    written = match[0]
    if match["partial"]:
        return [_named(f"d_{_english(match['of'])}__d_{_layered(match['wrt'])}", written, at, source, names)]
    if match["matrix"]:
        return [_named(_layered(written), written, at, source, names)]
    if match["slope"]:
        function = _word(match["function"], at, source, names)
        return [function, Token("PRIME", written, at)]
    if match["row"]:
        return [Token("ENTRY", f"{match['row']},{match['column']}", at, written)]
    if match["row0"]:
        return [Token("ENTRY", f"{int(match['row0']) + 1},{int(match['column0']) + 1}", at, written)]
    return [Token(str(match.lastgroup), written, at)]


def _layered(written: str) -> str:
    """Return the name of a matrix: W⁽²,⁰⁾ is `W_2_0`."""
    if written == "𝟏":
        return "ones"
    symbol, layers, _ = re.split("[⁽⁾]", written)
    return ("ones" if symbol == "𝟏" else _english(symbol)) + "_" + layers.translate(_DIGITS).replace(",", "_")


def _power(written: str, at: int) -> list[Token]:
    digits = written.translate(_DIGITS)
    sign = [Token("MINUS", written, at)] if digits[0] == "-" else []
    number = Token("NUM", digits.removeprefix("-"), at)
    return [Token("CARET", written, at), Token("LBRACE", written, at), *sign, number, Token("RBRACE", written, at)]


def _english(name: str) -> str:
    return name.translate(_LETTERS)


def _partial(of: str, wrt: str) -> str:
    return f"d_{_english(of)}__d_{_below(wrt)}"


def _below(written: str) -> str:
    """Return the name of what stands after a ∂ below: a name, or a derivative in brackets."""
    derivative = _PARTIAL.search(written)
    return _partial(derivative["of"], derivative["wrt"]) if derivative else _english(written)


def _word(written: str, at: int, source: Source, names: Container[str] | None) -> Token:
    if written in _FUNCTIONS:
        return Token("FUNC", _FUNCTIONS[written], at, written)
    if written in _WORDS:
        return Token(_WORDS[written], written, at)
    return _named(_english(written), written, at, source, names)


def _named(name: str, written: str, at: int, source: Source, names: Container[str] | None) -> Token:
    if names is not None and name not in names:
        own = sorted(names) if isinstance(names, Iterable) else []
        instead = nearest(name, (*own, *FUNCTIONS)) or one_of(name, own)
        raise source.error(at, f"unknown name '{shorten(written)}'", instead)
    return Token("NAME", name, at, written)
