"""Presentation MathML, as converters of LaTeX write it → tokens.

Rows are seen through: what is seen side by side is read side by side. Elements, operators and letters are
closed lists; document types and entities are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symprop.errors import InputError, SympropError, nearest, shorten
from symprop.functions import FUNCTIONS
from symprop.notation import BOLD, GREEK, SCRIPT
from symprop.read.mathml_indices import indexed_token, same_token
from symprop.read.symbols import SymbolTable, canonical
from symprop.read.tokens import NUMBER, Source, Token
from symprop.read.xml import ROWS, Node, elements, seen

__all__ = ["mathml_tokens"]

_GREEK = {letter: name for name, letter in GREEK.items()}
_FUNCTIONS = {row.text: row.name for row in FUNCTIONS.values()}
_OPERATORS = {
    "+": "PLUS", "-": "MINUS", "−": "MINUS", "⋅": "STAR", "·": "STAR", "×": "STAR", "*": "STAR", "∗": "STAR",
    "\N{INVISIBLE TIMES}": "STAR", "/": "SLASH", "(": "LPAR", ")": "RPAR", "[": "LBRACK", "]": "RBRACK",
    ">": "GT", "=": "EQ",
}  # fmt: skip
_PRIMES = {"′": 1, "'": 1, "″": 2}
_BARS = {"prefix": "LBAR", "postfix": "RBAR"}
_NOTHING = ("", "\N{FUNCTION APPLICATION}", "\N{INVISIBLE SEPARATOR}")  # the last closes the brace of cases
_WORD = re.compile(r"[A-Za-z0-9]+")
_NUMBER = re.compile(NUMBER)
_DIGITS = re.compile(r"[0-9]+(,[0-9]+)*")  # Temml writes the indices 1,2 as one number
_LABEL_DEPTH = 12
_PLAIN = {bold: chr(plain) for plain, bold in BOLD.items()}
_SCRIPT = {character: letter for letter, character in SCRIPT.items()}
_LAYERS = re.compile(r"\([0-9]+(,[0-9]+)*\)|[0-9]+(,[0-9]+)*")
_INDEX = re.compile(r"[1-9][0-9]*,[1-9][0-9]*")

_Item = Node | Token


def mathml_tokens(source: Source, symbols: SymbolTable) -> list[Token]:
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
            try:
                stack.extend(reversed(reader.opened(item)))
            except InputError as error:
                raise source.placed(error, item.at) from None
    return tokens


class _Reader:
    __slots__ = ("source", "symbols")

    def __init__(self, source: Source, symbols: SymbolTable) -> None:
        self.source, self.symbols = source, symbols

    def opened(self, node: Node) -> Sequence[_Item]:
        """Return the tokens and smaller elements that an element consists of."""
        parts = node.children
        found = self._of_layers(node) if self.source.dialect else ()
        if found:
            return found
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
                if symbol := self._with_layer(node):
                    return (symbol,)
                return (base, *self._power(exponent))
            case "msubsup":
                base, index, exponent = self._parts(node, 3)
                if symbol := self._with_layer(node):
                    return (symbol,)
                below = Node("msub", {}, node.at)
                below.children = [base, index]
                return (self._symbol(below), *self._power(exponent))
            case "mfrac":
                return self._fraction(node)
            case "msqrt":
                return (Token("FUNC", "sqrt", node.at, "√"), *_argument(node.at, parts))
            case "mtable":
                start, end = (Token(kind, "<mtable>", node.at) for kind in ("ALIGN", "ENDALIGN"))
                return (start, *self._cells(node), end)
            case _:
                raise self.source.error(node.at, f"the element <{shorten(node.tag)}> does not stand here")

    def _of_layers(self, node: Node) -> Sequence[_Item]:
        """Return what an element that only pages of whole layers hold consists of; nothing for every other one."""
        if self.source.dialect == "matrices":
            return self._of_matrices(node)
        token = indexed_token(node)
        if node.tag == "mfrac" and len(node.children) == 2 and _begins_with_partial(node.children[0]):
            token = self._by_entry(*node.children)
        return (token,) if token else ()

    def _by_entry(self, above: Node, below: Node) -> Token | None:
        """Return the token of ∂of/∂entry."""
        of = self.symbols.find(canonical(self._label(above)).removeprefix(r"\partial").strip())
        return indexed_token(below.children[-1], of) if of and below.children else None

    def _of_matrices(self, node: Node) -> Sequence[_Item]:
        """Return what an element of matrices consists of; nothing for every other element."""
        parts = node.children
        if node.tag == "msup" and len(parts) == 2:
            if seen(parts[1]) == "⊤":
                return (parts[0], Token("TRANSPOSED", "⊤", node.at))
            return (self._symbol(node),) if _bold(parts[0]) else ()
        if node.tag == "msub" and len(parts) == 2 and seen(parts[0]).startswith("["):
            index = seen(parts[1])
            return (parts[0], Token("ENTRY", index, node.at)) if _INDEX.fullmatch(index) else ()
        if node.tag == "mo" and node.text in ("⊙", "diag"):
            return (Token("ODOT" if node.text == "⊙" else "FUNC", node.text, node.at),)
        return (self._symbol(node),) if node.tag == "mn" and _bold(node) else ()

    def _row(self, parts: Sequence[Node]) -> list[_Item]:
        items: list[_Item] = []
        skip = 0
        for place, part in enumerate(parts):
            same = same_token(parts[place : place + 5]) if self.source.dialect == "indices" else None
            if skip:
                skip -= 1
            elif same:
                items.append(same)
                skip = 4
            elif part.tag == "mo" and part.text == "{":
                tables = [table for table in parts[place + 1 : place + 2] if table.tag == "mtable"]
                if not tables:
                    raise self.source.error(part.at, "unexpected '{'", "only cases stand after it")
                items += (Token("CASES", "{", part.at), *self._cells(*tables), Token("ENDCASES", "</mtable>", part.at))
                skip = 1
            elif part.tag == "mo" and part.text == "|" and "form" not in part.attributes:
                items.append(self._bar(part, {0: "prefix", len(parts) - 1: "postfix"}.get(place)))
            else:
                items.append(part)
        return items

    def _cells(self, table: Node) -> Iterator[_Item]:
        for number, row in enumerate(table.children):
            if number:
                yield Token("ROW", "<mtr>", row.at)
            if row.tag != "mtr":
                raise self.source.error(row.at, f"the element <{shorten(row.tag)}> does not stand here")
            for place, cell in enumerate(row.children):
                if place:
                    yield Token("COL", "<mtd>", cell.at)
                if cell.tag != "mtd":
                    raise self.source.error(cell.at, f"the element <{shorten(cell.tag)}> does not stand here")
                yield cell

    def _identifier(self, node: Node) -> Sequence[_Item]:
        text = node.text
        if not text:
            return ()
        if node.tag == "mi" and text in _FUNCTIONS:
            return (Token("FUNC", _FUNCTIONS[text], node.at, text),)
        if text in _PRIMES:
            return _primes(node)
        if text == "log":
            raise self.source.error(node.at, "the function 'log' is not accepted", "write ln")
        if node.tag == "mtext" and text == "if":  # before the condition of a case
            return ()
        if node.tag == "mtext" and text == "otherwise":
            return (Token("OTHERWISE", text, node.at),)
        return (self._symbol(node),)

    def _operator(self, node: Node) -> Sequence[_Item]:
        text = node.text
        if text in _PRIMES:
            return _primes(node)
        if text in _OPERATORS:
            return (Token(_OPERATORS[text], text, node.at),)
        if text in _NOTHING:
            return ()
        if text == "|":
            return (self._bar(node, node.attributes.get("form")),)
        if text in _FUNCTIONS:
            return (Token("FUNC", _FUNCTIONS[text], node.at, text),)
        instead = nearest(text, _FUNCTIONS) if len(text) > 1 else ""
        raise self.source.error(node.at, f"unknown operator '{shorten(text)}'", instead)

    def _bar(self, node: Node, form: str | None) -> Token:
        if form not in _BARS:
            raise self.source.error(node.at, "unexpected '|'", "put |…| into an <mrow> of its own")
        return Token(_BARS[form], "|", node.at)

    def _power(self, exponent: Node) -> Sequence[_Item]:
        if exponent.text in _PRIMES:
            return _primes(exponent)
        return (Token("CARET", "^", exponent.at), *_argument(exponent.at, (exponent,)))

    def _fraction(self, node: Node) -> Sequence[_Item]:
        above, below = self._parts(node, 2)
        if _begins_with_partial(above):
            return (self._symbol(node),)
        start = Token("FRAC", "<mfrac>", node.at)
        return (start, *_argument(above.at, (above,)), *_argument(below.at, (below,)))

    def _parts(self, node: Node, count: int) -> list[Node]:
        if len(node.children) != count:
            raise self.source.error(node.at, f"<{node.tag}> has {len(node.children)} parts", f"it needs {count}")
        return node.children

    def _symbol(self, node: Node) -> Token:
        label = canonical(self._label(node))
        name = self.symbols.find(label)
        if name is None:
            raise self.source.error(node.at, f"unknown symbol '{shorten(label)}'", self.symbols.nearest(label))
        return Token("NAME", name, node.at, label)

    def _with_layer(self, node: Node) -> Token | None:
        """Return a symbol with a layer's number above it, where the table has it; else that is a power."""
        if not self.symbols.raised:
            return None
        try:
            label = self._label(node)
        except SympropError:
            return None
        name = self.symbols.known(label)
        return Token("NAME", name, node.at, label) if name else None

    def _label(self, node: Node) -> str:
        """Return the LaTeX of a symbol's element; never deeper than labels are."""
        level = [node]
        for _ in range(_LABEL_DEPTH):
            level = [part for above in level for part in above.children]
        if any(part.children for part in level):
            raise self.source.limit(node.at, "the symbol nests too deep", _LABEL_DEPTH)
        return self._latex(node)

    def _latex(self, node: Node) -> str:
        if node.tag in ROWS:
            return "".join(map(self._latex, node.children))
        if node.tag == "msup" and len(node.children) == 2 and (symbol := _bold(node.children[0])):
            layers = seen(node.children[1])
            if not _LAYERS.fullmatch(layers):
                raise self._no_label(node.children[1])
            return f"{symbol}^{{{layers}}}"
        if node.tag in ("msub", "msup"):
            base, index = self._parts(node, 2)
            mark = "_" if node.tag == "msub" else "^"
            return f"{self._latex(base)}{mark}{{{self._latex(index)}}}"
        if node.tag == "msubsup":
            letter, below, above = map(self._latex, self._parts(node, 3))
            return f"{letter}_{{{below}}}^{{{above}}}"
        if node.tag == "mfrac":
            above, below = map(self._latex, self._parts(node, 2))
            return rf"\frac{{{above}}}{{{below}}}"
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
    if bold := _bold(node):
        return bold
    if node.tag in ("mi", "mo") and text == "∂":
        return r"\partial "
    if node.tag in ("mi", "mtext") and text in _GREEK:
        return f"\\{_GREEK[text]} "
    if node.tag == "mi" and len(text) == 1 and text.isascii() and text.isalpha():
        return text
    if node.tag in ("mi", "mtext") and _WORD.fullmatch(text):
        return rf"\text{{{text}}}"
    if node.tag == "mn" and _DIGITS.fullmatch(text):
        return text
    if node.tag == "mi" and text in _SCRIPT:
        return rf"\mathcal{{{_SCRIPT[text]}}}"
    return {"→": r"\to ", ",": ",", "(": "(", ")": ")"}.get(text) if node.tag == "mo" else None


def _bold(node: Node) -> str:
    """Return the LaTeX of a matrix's symbol, which is in bold characters; nothing for anything else."""
    while node.tag in ROWS and len(node.children) == 1:
        node = node.children[0]
    if node.tag not in ("mi", "mn", "mtext") or not node.text or not all(letter in _PLAIN for letter in node.text):
        return ""
    word = "".join(_PLAIN[letter] for letter in node.text)
    if word in _GREEK:
        return rf"\boldsymbol{{\{_GREEK[word]}}}"
    return rf"\{'mathbf' if len(word) == 1 else 'textbf'}{{{word}}}"


def _primes(node: Node) -> Sequence[_Item]:
    return (Token("PRIME", "′", node.at),) * _PRIMES[node.text]


def _argument(at: int, parts: Sequence[Node]) -> Sequence[_Item]:
    row = Node("mrow", {}, at)
    row.children = list(parts)
    return (Token("LBRACE", "{", at), row, Token("RBRACE", "}", at))


def _begins_with_partial(node: Node) -> bool:
    while node.tag in (*ROWS, "msup") and node.children:
        node = node.children[0]
    return node.text == "∂"
