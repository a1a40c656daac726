"""Presentation MathML, as converters of LaTeX write it → tokens.

Rows are seen through: what is seen side by side is read side by side. Elements, operators and letters are
closed lists; document types and entities are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symprop.errors import InputError, nearest, shorten
from symprop.functions import FUNCTIONS
from symprop.notation import GREEK
from symprop.read.symbols import Symbols, canonical
from symprop.read.tokens import NUMBER, Source, Token
from symprop.read.xml import ROWS, Node, elements

__all__ = ["mathml_tokens"]

_GREEK = {letter: name for name, letter in GREEK.items()}
_FUNCTIONS = {row.text: row.name for row in FUNCTIONS.values()}
_OPERATORS = {
    "+": "PLUS", "-": "MINUS", "−": "MINUS", "⋅": "STAR", "·": "STAR", "×": "STAR", "*": "STAR", "∗": "STAR",
    "\N{INVISIBLE TIMES}": "STAR", "/": "SLASH", "(": "LPAR", ")": "RPAR", "[": "LBRACK", "]": "RBRACK",
    ">": "GT", "=": "EQ", "′": "PRIME", "'": "PRIME",
}  # fmt: skip
_BARS = {"prefix": "LBAR", "postfix": "RBAR"}
_APPLY = "\N{FUNCTION APPLICATION}"
_WORD = re.compile(r"[A-Za-z0-9]+", re.ASCII)
_NUMBER = re.compile(NUMBER, re.ASCII)
_LABEL_DEPTH = 12

_Item = Node | Token


def mathml_tokens(source: Source, symbols: Symbols) -> list[Token]:
    """Return the tokens of MathML.

    Args:
        source: the text, its offsets counted in bytes.
        symbols: the LaTeX labels.

    Raises:
        InputError: at an element, an operator or a symbol that is not known, and on text that is no XML.
        LimitExceeded: on too deep elements.
    """
    reader = _Reader(source, symbols)
    tokens: list[Token] = []
    stack: list[_Item] = [elements(source)]
    while stack:
        item = stack.pop()
        if isinstance(item, Token):
            tokens.append(item)
        else:
            stack.extend(reversed(reader.opened(item)))
    return tokens


class _Reader:
    __slots__ = ("source", "symbols")

    def __init__(self, source: Source, symbols: Symbols) -> None:
        self.source, self.symbols = source, symbols

    def opened(self, node: Node) -> Sequence[_Item]:
        """Return the tokens and smaller elements that an element consists of."""
        parts = node.children
        match node.tag:
            case "math" | "mrow" | "mstyle" | "mtd":
                return self._row(parts)
            case "mspace":
                return ()
            case "mn":
                if not _NUMBER.fullmatch(node.text):
                    raise self.source.error(node.at, f"'{shorten(node.text)}' is no number")
                return (Token("NUM", node.text, node.at),)
            case "mi" | "mtext":
                return self._identifier(node)
            case "mo":
                return self._operator(node)
            case "msub":
                return (self._symbol(node),)
            case "msup":
                base, exponent = self._parts(node, 2)
                return (base, *self._power(exponent))
            case "msubsup":
                base, index, exponent = self._parts(node, 3)
                below = Node("msub", {}, node.at)
                below.children = [base, index]
                return (self._symbol(below), *self._power(exponent))
            case "mfrac":
                return self._fraction(node)
            case "msqrt":
                return (Token("FUNC", "sqrt", node.at, "√"), *_argument(node.at, parts))
            case "mtable":
                return (Token("ALIGN", "", node.at), *self._cells(node), Token("ENDALIGN", "", node.at))
            case _:
                raise self.source.error(node.at, f"the element <{shorten(node.tag)}> does not stand here")

    def _row(self, parts: Sequence[Node]) -> list[_Item]:
        items: list[_Item] = []
        skip = False
        for place, part in enumerate(parts):
            if skip:
                skip = False
            elif part.tag == "mo" and part.text == "{":
                if place + 1 == len(parts) or parts[place + 1].tag != "mtable":
                    raise self.source.error(part.at, "unexpected '{'", "only cases stand after it")
                cells = self._cells(parts[place + 1])
                items += (Token("CASES", "{", part.at), *cells, Token("ENDCASES", "", part.at))
                skip = True
            elif part.tag == "mo" and part.text == "|" and "form" not in part.attributes:
                form = "prefix" if place == 0 else "postfix" if place == len(parts) - 1 else ""
                if not form:
                    raise self.source.error(part.at, "unexpected '|'", "put |…| into an <mrow> of its own")
                items.append(Token(_BARS[form], "|", part.at))
            else:
                items.append(part)
        return items

    def _cells(self, table: Node) -> Iterator[_Item]:
        for number, row in enumerate(table.children):
            if number:
                yield Token("ROW", "", row.at, "<mtr>")
            if row.tag != "mtr":
                raise self.source.error(row.at, f"the element <{shorten(row.tag)}> does not stand here")
            for place, cell in enumerate(row.children):
                if place:
                    yield Token("COL", "", cell.at, "<mtd>")
                if cell.tag != "mtd":
                    raise self.source.error(cell.at, f"the element <{shorten(cell.tag)}> does not stand here")
                yield cell

    def _identifier(self, node: Node) -> Sequence[_Item]:
        text = node.text
        if not text:
            return ()
        if node.tag == "mi" and text in _FUNCTIONS:
            return (Token("FUNC", _FUNCTIONS[text], node.at, text),)
        if text in ("′", "'"):
            return (Token("PRIME", "′", node.at),)
        if text == "log":
            raise self.source.error(node.at, "the function 'log' is not accepted", "write ln")
        if node.tag == "mtext" and text == "otherwise":
            return (Token("OTHERWISE", text, node.at),)
        return (self._symbol(node),)

    def _operator(self, node: Node) -> Sequence[_Item]:
        text = node.text
        if text in _OPERATORS:
            return (Token(_OPERATORS[text], text, node.at),)
        if text == _APPLY:
            return ()
        if text == "|" and node.attributes.get("form") in _BARS:
            return (Token(_BARS[node.attributes["form"]], text, node.at),)
        if text in _FUNCTIONS:
            return (Token("FUNC", _FUNCTIONS[text], node.at, text),)
        instead = nearest(text, _FUNCTIONS) if len(text) > 1 else ""
        raise self.source.error(node.at, f"unknown operator '{shorten(text)}'", instead)

    def _power(self, exponent: Node) -> Sequence[_Item]:
        if exponent.text in ("′", "'"):
            return (Token("PRIME", "′", exponent.at),)
        return (Token("CARET", "^", exponent.at), *_argument(exponent.at, (exponent,)))

    def _fraction(self, node: Node) -> Sequence[_Item]:
        above, below = self._parts(node, 2)
        if _begins_with_partial(above):
            return (self._symbol(node),)
        start = Token("FRAC", "frac", node.at, "<mfrac>")
        return (start, *_argument(above.at, (above,)), *_argument(below.at, (below,)))

    def _parts(self, node: Node, count: int) -> list[Node]:
        if len(node.children) != count:
            raise self.source.error(node.at, f"<{node.tag}> has {len(node.children)} parts", f"it needs {count}")
        return node.children

    def _symbol(self, node: Node) -> Token:
        label = canonical(self._label(node, 0))
        name = self.symbols.find(label)
        if name is None:
            raise self.source.error(node.at, f"unknown symbol '{shorten(label)}'", self.symbols.nearest(label))
        return Token("NAME", name, node.at, label)

    def _label(self, node: Node, depth: int) -> str:
        """Return the LaTeX of a symbol's element; never deeper than labels are."""
        if depth > _LABEL_DEPTH:
            raise self.source.limit(node.at, "the symbol nests too deep", _LABEL_DEPTH)
        if node.tag in ROWS:
            return "".join(self._label(part, depth + 1) for part in node.children)
        if node.tag == "msub":
            base, index = self._parts(node, 2)
            return f"{self._label(base, depth + 1)}_{{{self._label(index, depth + 1)}}}"
        if node.tag == "mfrac":
            above, below = self._parts(node, 2)
            return rf"\frac{{{self._label(above, depth + 1)}}}{{{self._label(below, depth + 1)}}}"
        label = "" if node.tag == "mspace" else _letters(node)
        if label is None:
            raise self._no_label(node)
        return label

    def _no_label(self, node: Node) -> InputError:
        what = f"unexpected '{shorten(node.text)}'" if node.text else f"unexpected <{node.tag}>"
        return self.source.error(node.at, f"{what} in a symbol")


def _letters(node: Node) -> str | None:
    """Return the LaTeX of an element without parts; None for what no label has."""
    text = node.text
    if node.tag in ("mi", "mo") and text == "∂":
        return r"\partial "
    if node.tag in ("mi", "mtext") and text in _GREEK:
        return f"\\{_GREEK[text]} "
    if node.tag == "mi" and len(text) == 1 and text.isascii() and text.isalpha():
        return text
    if node.tag in ("mi", "mtext") and _WORD.fullmatch(text):
        return rf"\text{{{text}}}"
    if node.tag == "mn" and text.isascii() and text.isdigit():
        return text
    return {"→": r"\to ", ",": ","}.get(text) if node.tag == "mo" else None


def _argument(at: int, parts: Sequence[Node]) -> Sequence[_Item]:
    row = Node("mrow", {}, at)
    row.children = list(parts)
    return (Token("LBRACE", "{", at), row, Token("RBRACE", "}", at))


def _begins_with_partial(node: Node) -> bool:
    while node.tag in ROWS and node.children:
        node = node.children[0]
    return node.text == "∂"
