r"""LaTeX of a page → tokens; a closed list of commands, every other one refused by name.

A symbol with its whole index is one token: `\text{out}_{h_1}`, `m_{j_1 \to h_1}`,
`\frac{\partial E}{\partial w_1}`. Braces that only group are not seen on a page and are dropped.
"""

from __future__ import annotations

import re

from symprop.errors import InputError, nearest, shorten
from symprop.functions import FUNCTIONS
from symprop.notation import GREEK
from symprop.read import indexed
from symprop.read.symbols import MATRIX, BadLabel, Symbols
from symprop.read.tokens import NUMBER, Source, Token, matching_braces

__all__ = ["latex_tokens"]

_FUNCTIONS = {row.latex: row.name for row in FUNCTIONS.values()}
_OPERATORS = {row.text: row.name for row in FUNCTIONS.values() if row.latex == rf"\operatorname{{{row.text}}}"}
_SPACES = frozenset((",", ";", ":", "!", " ", "thinspace", "quad", "qquad"))
_SIGNS = {
    "+": "PLUS", "-": "MINUS", "−": "MINUS", "*": "STAR", "·": "STAR", "/": "SLASH", "(": "LPAR", ")": "RPAR",
    "[": "LBRACK", "]": "RBRACK", ">": "GT", "=": "EQ", "&": "COL", "'": "PRIME", "′": "PRIME",
}  # fmt: skip
_COMMAND_SIGNS = {
    "cdot": "STAR", "times": "STAR", "\\": "ROW", "gt": "GT", "lvert": "LBAR", "rvert": "RBAR",
}  # fmt: skip
_FENCES = {
    "left": {"(": "LPAR", "[": "LBRACK", "|": "LBAR"},
    "right": {")": "RPAR", "]": "RBRACK", "|": "RBAR"},
}
_ENVIRONMENTS = {
    ("begin", "cases"): "CASES",
    ("end", "cases"): "ENDCASES",
    ("begin", "align*"): "ALIGN",
    ("end", "align*"): "ENDALIGN",
}
_FRACTIONS = ("frac", "tfrac", "dfrac")
_WRITE = {
    "log": r"write \ln",
    "phi": r"write \varphi",
    "mathrm": r"write \text{…}",
    "partial": r"write \frac{\partial …}{\partial …}",
}
_KNOWN = (
    *_COMMAND_SIGNS, *_FRACTIONS, *GREEK, *_SPACES, *(latex[1:] for latex in _FUNCTIONS), "left", "right", "begin",
    "end", "text", "mathcal", "operatorname", "partial", "to", "prime",
)  # fmt: skip

_TOKEN = re.compile(
    rf"(?P<space>\s+|\\text\s*\{{if\s*\}}(?!\s*_))"  # an if before the condition of a case says nothing more
    rf"|(?P<number>{NUMBER})"
    rf"|\\(?P<side>left|right)\s*(?P<fence>[()\[\]|])"
    rf"|\\(?P<edge>begin|end)\s*\{{(?P<environment>[A-Za-z]*\*?)\}}"
    rf"|(?P<operator>\\operatorname\s*\{{(?P<called>[A-Za-z]+)\}})"
    rf"|(?P<otherwise>\\text\s*\{{otherwise\}}(?!\s*_))"
    rf"|(?P<word>\\(?:text|mathcal)(?![A-Za-z])\s*)"
    rf"|\\(?P<command>[A-Za-z]+|.)"
    rf"|(?P<letter>[A-Za-z])"
    rf"|(?P<open>\{{)|(?P<close>\}})|(?P<power>\^)"
    rf"|(?P<sign>[-+−*·/()\[\]>=&'′])",
    re.ASCII | re.DOTALL,
)
_OF_MATRICES = re.compile(
    rf"(?P<NAME>{MATRIX})|(?P<TRANSPOSED>\^\s*\{{\s*\\top\s*\}})|(?P<ODOT>\\odot(?![A-Za-z]))"
    rf"|(?P<FUNC>\\operatorname\s*\{{\s*diag\s*\}})|(?P<ENTRY>_\{{\s*[1-9][0-9]*\s*,\s*[1-9][0-9]*\s*\}})",
    re.ASCII,
)
_SPACE = re.compile(r"\s*", re.ASCII)
_PARTIAL = re.compile(r"\s*\\partial(?![A-Za-z])")
_PRIME = re.compile(r"\s*(?:\{\s*\\prime\s*\}|\\prime(?![A-Za-z]))", re.ASCII)
_FACE = re.compile(r"\\(?:text|mathcal)(?![A-Za-z])")
_ABOVE = re.compile(r"\s*\^\s*(?:[0-9]|\{[0-9(),\s]+\})")
_ONE = re.compile(r"[A-Za-z0-9]|\\text\s*\{[A-Za-z0-9]+\}|\\[A-Za-z]+")


def latex_tokens(source: Source, symbols: Symbols) -> list[Token]:
    """Return the tokens of LaTeX.

    Raises:
        InputError: at a command, a character or a symbol that is not known.
        LimitExceeded: on too deep braces.
    """
    return _Scanner(source, symbols).scan()


class _Scanner:
    __slots__ = ("arguments", "at", "match", "source", "symbols", "text", "tokens")

    def __init__(self, source: Source, symbols: Symbols) -> None:
        self.source, self.symbols, self.text = source, symbols, source.text
        self.match = matching_braces(source)
        self.arguments: set[int] = set()
        self.tokens: list[Token] = []
        self.at = 0

    def scan(self) -> list[Token]:
        text, tokens = self.text, self.tokens
        while self.at < len(text):
            at = self.at
            if self.source.dialect and self._of_layers(at):
                continue
            match = _TOKEN.match(text, at)
            if match is None:
                raise self._unexpected(at)
            written = match[0]
            self.at = match.end()
            match match.lastgroup:
                case "space":
                    pass
                case "number":
                    tokens.append(Token("NUM", written, at))
                case "letter" | "word":
                    self._symbol(at)
                case "sign":
                    tokens.append(Token(_SIGNS[written], written, at))
                case "open" | "close":
                    if at in self.arguments:
                        tokens.append(Token("LBRACE" if written == "{" else "RBRACE", written, at))
                case "power":
                    self._power(at)
                case "command":
                    self._command(match["command"], at)
                case "fence":
                    kind = _FENCES[match["side"]].get(match["fence"])
                    if kind is None:
                        raise self.source.error(at, f"unexpected '{written}'")
                    tokens.append(Token(kind, f"\\{match['side']}{match['fence']}", at))
                case "environment":
                    self._environment(match["edge"], match["environment"], at)
                case "operator":
                    self._operator(match["called"], written, at)
                case _:
                    tokens.append(Token("OTHERWISE", written, at))
        return tokens

    def _of_layers(self, at: int) -> bool:
        """Return whether something that only pages of whole layers hold stands here; it is taken."""
        return self._of_matrices(at) if self.source.dialect == "matrices" else self._of_indices(at)

    def _of_indices(self, at: int) -> bool:
        match = indexed.LATEX.match(self.text, at)
        if match is None:
            return False
        of = self.symbols.find(match["of"]) if match["of"] else ""
        if of is None:
            return False
        self.at = match.end()
        kind, said = indexed.said(match, of)
        self.tokens.append(Token(kind, said, at, match[0]))
        return True

    def _of_matrices(self, at: int) -> bool:
        """Return whether a sign or a symbol of matrices stands here; it is taken."""
        match = _OF_MATRICES.match(self.text, at)
        if match is None:
            return False
        self.at = match.end()
        kind = str(match.lastgroup)
        if kind == "NAME":
            self.tokens.append(self._named(at))
        else:
            text = "diag" if kind == "FUNC" else indexed.plain(match[0])
            self.tokens.append(Token(kind, text, at, match[0]))
        return True

    def _command(self, command: str, at: int) -> None:
        written = f"\\{command}"
        if command in _SPACES:
            return
        if written in _FUNCTIONS:
            self.tokens.append(Token("FUNC", _FUNCTIONS[written], at, written))
            if command == "sqrt":
                self._argument(self._skip(self.at))
        elif command in GREEK:
            self._symbol(at)
        elif command in _COMMAND_SIGNS:
            self.tokens.append(Token(_COMMAND_SIGNS[command], written, at))
        elif command in _FRACTIONS:
            self._fraction(at, written)
        elif command in _FENCES:
            raise self.source.error(at, f"'{written}' needs a bracket", r"write \left( … \right)")
        else:
            instead = _WRITE.get(command) or nearest(written, (f"\\{known}" for known in _KNOWN))
            raise self.source.error(at, f"the command '{shorten(written)}' is not accepted", instead)

    def _symbol(self, start: int) -> None:
        """One symbol with its index, from `start`; self.at is at the end of its base (or of the word \\text)."""
        face = _FACE.match(self.text, start)
        if face is not None:
            if self.text[self.at : self.at + 1] != "{":
                raise self.source.error(start, f"'{face[0]}' needs braces")
            self.at = self.match[self.at] + 1
        self._index()
        if self.symbols.raised:
            self._layer(start)
        self.tokens.append(self._named(start))

    def _index(self) -> None:
        """Go behind an index, if there is one."""
        text = self.text
        mark = self._skip(self.at)
        if text[mark : mark + 1] != "_":
            return
        index = self._skip(mark + 1)
        if text[index : index + 1] == "{":
            self.at = self.match[index] + 1
            return
        one = _ONE.match(text, index)
        if one is None:
            raise self.source.error(mark, "'_' without an index", "write _{…}")
        self.at = one.end()
        if one[0].isdigit() and text[self.at : self.at + 1].isdigit():
            raise self.source.error(self.at, "an index of more than one digit needs braces", "write _{…}")

    def _layer(self, start: int) -> None:
        """Go behind a layer's number above the symbol, and an index after it, where the table has such a symbol."""
        plain = self.at
        above = _ABOVE.match(self.text, plain)
        if above is None:
            return
        self.at = above.end()
        self._index()
        if self.symbols.known(self.text[start : self.at]) is None and self.symbols.known(self.text[start:plain]):
            self.at = plain  # a power

    def _named(self, start: int) -> Token:
        label = self.text[start : self.at]
        try:
            name = self.symbols.find(label)
        except BadLabel as error:
            what = f"unexpected '{shorten(error.piece)}' in a symbol"
            instead = r"\text takes letters and digits only" if error.piece == r"\text" else ""
            raise self.source.error(start + error.at, what, instead) from None
        if name is None:
            instead = self.symbols.nearest(label)
            if not instead and self.text[self.at : self.at + 1].isalpha() and len(label) == 1:
                instead = r"write a name of several letters as \text{…}"
            raise self.source.error(start, f"unknown symbol '{shorten(label)}'", instead)
        return Token("NAME", name, start, label)

    def _fraction(self, start: int, written: str) -> None:
        above = self._skip(self.at)
        if above not in self.match:
            raise self.source.error(start, f"'{written}' needs braces", rf"write {written}{{…}}{{…}}")
        below = self._skip(self.match[above] + 1)
        if below not in self.match:
            raise self.source.error(start, f"'{written}' needs braces", rf"write {written}{{…}}{{…}}")
        if _PARTIAL.match(self.text, above + 1):
            self.at = self.match[below] + 1
            self.tokens.append(self._named(start))
        else:
            self.tokens.append(Token("FRAC", written, start))
            self._argument(above)
            self._argument(below)

    def _power(self, at: int) -> None:
        prime = _PRIME.match(self.text, self.at)
        if prime is not None:
            self.tokens.append(Token("PRIME", "′", at))
            self.at = prime.end()
            return
        self.tokens.append(Token("CARET", "^", at))
        start = self._skip(self.at)
        if start in self.match:
            self._argument(start)
            return
        digit = self.text[start : start + 1]
        if digit.isascii() and digit.isdigit():
            if self.text[start + 1 : start + 2].isdigit():
                raise self.source.error(start, "an exponent of more than one digit needs braces", "write ^{…}")
            token = Token("NUM", digit, start)
            self.at = start + 1
        else:
            match = _TOKEN.match(self.text, start)
            if match is None or not (match["letter"] or match["word"] or match["command"] in GREEK):
                raise self.source.error(at, "'^' without an exponent", "write ^{…}")
            self.at = match.end()
            self._symbol(start)
            token = self.tokens.pop()
        self.tokens += (Token("LBRACE", "{", start), token, Token("RBRACE", "}", start))

    def _environment(self, edge: str, environment: str, at: int) -> None:
        kind = _ENVIRONMENTS.get((edge, environment))
        if kind is None:
            raise self.source.error(at, f"the environment '{shorten(environment)}' is not accepted", "use cases")
        self.tokens.append(Token(kind, rf"\{edge}{{{environment}}}", at))

    def _operator(self, called: str, written: str, at: int) -> None:
        name = _OPERATORS.get(called)
        if name is None:
            raise self.source.error(at, f"unknown function '{shorten(called)}'", nearest(called, _OPERATORS))
        self.tokens.append(Token("FUNC", name, at, written))

    def _argument(self, brace: int) -> None:
        """Keep the braces of an argument; others only group."""
        if brace in self.match:
            self.arguments |= {brace, self.match[brace]}

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        assert match is not None, at  # no space is found too
        return match.end()

    def _unexpected(self, at: int) -> InputError:
        return self.source.error(at, f"unexpected '{shorten(self.text[at])}'")
