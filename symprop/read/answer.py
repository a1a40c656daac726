r"""What a student types, in LaTeX, Unicode, Python or a mixture of them → tokens; the one grammar does the rest.

Lenient where nothing can be misunderstood (`\left`, `$`, `\mathrm{net}_{h1}`, `e^{-x}`, `dE/dw1`), strict where
something can: an unknown name, `a/b c`, a sum of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from symprop.errors import InputError, nearest, shorten
from symprop.functions import FUNCTIONS
from symprop.notation import GREEK
from symprop.read.spellings import Spellings
from symprop.read.tokens import NUMBER, Source, Token, matching_braces
from symprop.read.word import BELOW, BLANKS

__all__ = ["STACKED", "answer_tokens"]

_LETTER = "A-Za-zℰαβγδεζηθικλμνξορτυχψωΓΘΛΞΠΨΩ"
_WRAP = r"\\(?:text|mathrm|mathit|mathsf|textrm|textit|textbf|mathbf|mathcal|operatorname|mbox)\s*\{[^{}]*\}"
_GREEKS = "|".join(GREEK)
_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_LOW = f"[{BELOW}]+(?![{BELOW}])"  # all that stand together: in parts it would take exponential time
_SUB = rf"(?:_+\s*(?:{_BRACED}|{_WRAP}|\\(?:{_GREEKS})(?![A-Za-z])|[{_LETTER}0-9]+)|{_LOW}(?:,{_LOW})*)"
_COMMAS = rf"(?:(?<=[{_LETTER}0-9]),[{_LETTER}0-9]+(?:\s?{_SUB})*){{0,3}}"
"""w_h1,i1: a notation may part its indices so, and a list of names may look the same; a name has no more than three."""
_GROUPED = rf"\{{\s*(?:{_WRAP}|\\(?:{_GREEKS})(?![A-Za-z])|[{_LETTER}][A-Za-z0-9]*)\s*\}}(?=\s?{_SUB})"
"""{out}_{h1}: braces of which nothing is seen on a page."""
_NAME = (
    rf"(?:{_WRAP}|\{{\s*\\(?:rm|it|bf)\s[^{{}}]*\}}|{_GROUPED}|\\(?:{_GREEKS})(?![A-Za-z])|[{_LETTER}][A-Za-z0-9]*)"
    rf"(?:(?:\s?{_SUB})+{_COMMAS})?"
)
_HIGH = r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺]+(?:,[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+)*"
_ABOVE = rf"\s*(?:\^\s*(?:{_BRACED}|[A-Za-z0-9+])|{_HIGH})(?:{_SUB}{_COMMAS})?"
_NAMED = rf"{_NAME}(?:{_ABOVE})?"
_END = rf"(?:\({_NAMED}\)|{_NAMED})"
_D = r"(?:∂|\\partial(?![A-Za-z])|\\mathrm\s*\{\s*d\s*\}|(?<![A-Za-z\\])d(?=\s*[A-Za-z\\{]))"
_SLASHED = re.compile(
    rf"(?:∂|\\partial(?![A-Za-z])|(?<![A-Za-z_])partial\s|d\s?)\s*(?P<of>{_NAMED}|{_BRACED})\s*/"
    rf"\s*(?:∂|\\partial(?![A-Za-z])|partial\s|d\s?)\s*(?P<wrt>{_NAMED}|{_BRACED})"
)
STACKED = re.compile(
    rf"\\[dt]?frac\s*\{{\s*{_D}\s*(?P<of>{_NAMED}|{_BRACED})\s*\}}\s*\{{\s*{_D}\s*(?P<wrt>{_NAMED}|{_BRACED})\s*\}}"
)
_COMPARED = {
    **dict.fromkeys(("<", r"\lt"), "<"),
    **dict.fromkeys((">=", "≥", r"\geq", r"\ge", r"\geqslant"), ">="),
    **dict.fromkeys(("<=", "≤", r"\leq", r"\le", r"\leqslant"), "<="),
}
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "PLUS": ("+",),
    "MINUS": ("-", "−", "–"),
    "STAR": ("*", "·", "⋅", "∗", "×", "•", "∙", "⊙", r"\cdot", r"\times", r"\ast", r"\bullet", r"\odot"),
    "SLASH": ("/", "÷", "∕", "⁄", r"\div"),
    "CARET": ("**", "^"),
    "EQ": ("=", ":=", "≔", "≈", r"\coloneqq", r"\approx", r"\simeq"),
    "GT": (">", r"\gt", *_COMPARED),
    "PRIME": ("′", "'", "’", r"\prime"),
    "COMMA": (",", "."),
    "LPAR": ("(",),
    "RPAR": (")",),
    "LBRACK": ("[", r"\{"),
    "RBRACK": ("]", r"\}"),
    "BAR": ("|", r"\vert"),
    "LBAR": (r"\lvert",),
    "RBAR": (r"\rvert",),
}
_SIGNS = {sign: kind for kind, signs in _WRITTEN.items() for sign in signs}
_SIGN_COMMANDS = "|".join(sign[1:] for sign in _SIGNS if sign[0] == "\\" and sign[1:].isalpha())
_TEXT = r"\\(?:text|textrm|mathrm|mbox)"
_TOKEN = re.compile(
    r"(?P<bar>\\(?:left|right)\s*\|)"
    rf"|(?P<space>[ \t\r\f{BLANKS}]+"
    r"|\\[,;:! ]|~"
    r"|\\(?:q?quad|thinspace)(?![A-Za-z])|\\(?:left|right|[bB]igg?[lr]?|displaystyle|limits)(?![A-Za-z])\.?"
    r"|\$+|\\[\[\]()]|&|\\(?:begin|end)\s*\{(?:align|aligned|equation|gather|split)\*?\}|#.*)"
    r"|(?P<newline>\n|\\\\(?:\s*\[[^\]\\\n]{0,20}\])?|\\cr(?![A-Za-z]))"
    r"|(?P<cases>\\(?P<edge>begin|end)\s*\{cases\})"
    r"|(?P<decimal>[0-9]+,[0-9]+(?![.,]?[0-9])(?:[eE][+-]?[0-9]+(?![A-Za-z_]))?)"
    rf"|(?P<number>{NUMBER}(?:[eE][+-]?[0-9]+(?![A-Za-z_]))?)"
    rf"|(?P<frac>\\[dt]?frac(?![A-Za-z])\s*)"
    rf"|(?P<otherwise>{_TEXT}\s*\{{\s*(?:otherwise|else)\s*(?:[.,]\s*)?\}})|(?P<iff>{_TEXT}\s*\{{[\s~,]*(?:if|for)[\s~]*\}})"
    r"|(?P<separator>;|⇒|=>|\\Rightarrow(?![A-Za-z])|∴)"
    r"|(?P<power>⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"
    rf"|(?P<message>m_?\s*{_END}\s*→\s*{_END})"
    r"|(?P<prefix>(?:np|numpy|math|torch|jnp|tf|F)\.(?=[A-Za-z]))"
    rf"|(?P<name>{_NAME})"
    r"|(?P<sign>\*\*|:=|>=|<=|\\[{}]|[-+−–*·⋅∗×•∙⊙/÷∕⁄^()\[\]{}|><≥≤=≈≔′’',.]|″)"
    rf"|(?P<sign_command>\\(?:{_SIGN_COMMANDS})(?![A-Za-z]))"
    r"|(?P<function>\\[A-Za-z]+|[σΦφϕ√])"
)
_INSTEAD = {
    r"\log": r"write \ln",
    **dict.fromkeys((r"\sum", "∑", r"\prod"), "write every term of it"),
    **dict.fromkeys((r"\nabla", "∇"), "write ∂E/∂w"),
    **dict.fromkeys((r"\circ", "∘", r"\otimes", "⊗", "@"), "write * between two factors"),
    **dict.fromkeys((r"\boxed", r"\fbox"), r"write \boxed{…}"),
    r"\begin": "write cases, or a line for each formula",
}
"""What to write for what is not read."""
_HEADING = re.compile(r"\s*(?:answer|solution|result)\s*:(?!=)", re.IGNORECASE)
_TIMES = re.compile(rf"x(?=[ {BLANKS}]?10[ {BLANKS}]?(?:\^|\*\*|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]))")
_BOX = re.compile(r"\\(?:boxed|fbox)\s*(?=\{)")
_END_OF_BOX = re.compile(r"(?:[\s.,;$]|\\[\])]|\\end\s*\{[a-z]+\*?\})*")
_FUNCTIONS: Mapping[str, str] = {
    **{name: name for name in FUNCTIONS},
    **{row.text: row.name for row in FUNCTIONS.values()},
    **{row.latex: row.name for row in FUNCTIONS.values()},
    "sigma": "sigmoid",
    "ϕ": "phi",
}
_COMMANDS = [r"\frac", *(rf"\{name}" for name in GREEK), *(word for word in (*_FUNCTIONS, *_SIGNS) if word[:1] == "\\")]
_WRAPPED = re.compile(r"^\\(?:text|mathrm|operatorname)\s*\{\s*([A-Za-z]+)\s*\}$")
_PRIMED = re.compile(r"(?P<function>[A-Za-z]+?)_?(?:prime|deriv|derivative)")
_RAISED_PRIME = re.compile(r"\s*(?:\{\s*\\prime\s*\}|\\prime(?![A-Za-z])|\{\s*'\s*\})")
_THREE = re.compile("[0-9]{3}")
_TWO_DIGITS = re.compile(r"\s*([0-9])\s*([0-9])")
_BLANKS = re.compile(rf"[ \t\r{BLANKS}]*")
_DEL = re.compile(r"∂|\\partial(?![A-Za-z])")
_SUPERSCRIPT = re.compile(_ABOVE)
_BEFORE_COMMA = re.compile(rf"(.+),[{_LETTER}0-9]+(?:\s?{_SUB})*")
_WORDS = {"if": "IF", "else": "ELSE", **dict.fromkeys(("and", "where", "with", "so", "then", "thus", "hence"), "SEP")}


def answer_tokens(source: Source, spellings: Spellings, functions: Mapping[str, str]) -> list[Token]:
    """Return the tokens of an answer; SEP, BREAK and COMMA stand between its lines, UNKNOWN for no name.

    Args:
        source: the text.
        spellings: the network's names.
        functions: what else is called a function (`f` for the network's only activation).

    Raises:
        InputError: at a character or a command that is not known, or a name that may be several.
        LimitExceeded: on too deep braces.
    """
    return _Scanner(source, spellings, functions).scan()


class _Scanner:
    __slots__ = ("arguments", "at", "cases", "functions", "match", "source", "spellings", "text", "tokens")

    def __init__(self, source: Source, spellings: Spellings, functions: Mapping[str, str]) -> None:
        self.source, self.spellings, self.text = source, spellings, source.text
        self.functions = {**_FUNCTIONS, **functions}
        self.match = matching_braces(source)
        self.arguments: set[int] = set()
        self.tokens: list[Token] = []
        self.cases = 0
        self.at = 0

    def scan(self) -> list[Token]:
        heading = _HEADING.match(self.text)
        self.at = heading.end() if heading else 0
        while self.at < len(self.text):
            start = self.at
            try:
                if not (self._partial() or self._times() or self._boxed()):
                    self._take()
            except InputError as error:
                raise self.source.placed(error, start) from None
        return self.tokens

    def _emit(self, kind: str, text: str, at: int, written: str = "") -> None:
        if kind in ("COL", "ROW", "ENDCASES"):  # what closes a cell, and a last row that is empty
            while self.tokens and self.tokens[-1].kind in ("COMMA", *(["ROW"] if kind == "ENDCASES" else [])):
                self.tokens.pop()
        self.tokens.append(Token(kind, text, at, written or text))

    def _take(self) -> None:
        at = self.at
        if at in self.arguments:
            self._emit("LBRACE" if self.text[at] == "{" else "RBRACE", self.text[at], at)
            self.at += 1
            return
        match = _TOKEN.match(self.text, at)
        if match is None:
            raise self.source.error(at, f"unexpected '{shorten(self.text[at])}'", _INSTEAD.get(self.text[at], ""))
        self.at, written = match.end(), match[0]
        match match.lastgroup:
            case "space" | "prefix" | "iff":
                if written == "&" and self.cases:
                    self._emit("COL", written, at)
            case "newline":
                self._emit("ROW" if self.cases and written != "\n" else "BREAK", written, at)
            case "cases":
                opens = match["edge"] == "begin"
                self.cases += 1 if opens else -1
                self._emit("CASES" if opens else "ENDCASES", rf"\{match['edge']}{{cases}}", at)
            case "bar":
                self._emit("LBAR" if "left" in written else "RBAR", written, at)
            case "otherwise":
                self._emit("OTHERWISE", "otherwise", at)
            case "decimal":
                self._decimal(written, at)
            case "number":
                self._emit("NUM", written.lower(), at)
            case "vulgar":
                self._emit("VULGAR", unicodedata.normalize("NFKC", written), at, written)
            case "separator":
                self._emit("SEP", written, at)
            case "power":
                self._raised(written, at)
            case "frac":
                self._fraction(at, written)
            case "name" | "message":
                self._name(written, at)
            case "function":
                self._function(written, at)
            case _:
                self._sign(written, at)

    def _times(self) -> bool:
        """Return whether the x of 4.39 x 10^-4 stands here; it is taken."""
        match = _TIMES.match(self.text, self.at)
        if match is None or not self.tokens or self.tokens[-1].kind != "NUM":
            return False
        if self.spellings.find("x") or self.spellings.find("x10"):
            raise self.source.error(self.at, "it is not clear whether 'x' is a name or a sign", "write × or *")
        self._emit("STAR", "×", self.at, match[0])
        self.at = match.end()
        return True

    def _boxed(self) -> bool:
        r"""Return whether a result in a box begins here, all of a line; nothing but the box is taken."""
        match = _BOX.match(self.text, self.at)
        if match is None:
            return False
        after = _END_OF_BOX.match(self.text, self.match[match.end()] + 1)
        assert after is not None  # nothing matches too
        begins = not self.tokens or self.tokens[-1].kind in ("EQ", "SEP", "BREAK", "COMMA")
        if not begins or after.end() < len(self.text):
            raise self.source.error(self.at, f"'{match[0].strip()}' is in the middle of a formula", "write brackets")
        self.at = match.end()
        return True

    def _decimal(self, written: str, at: int) -> None:
        """0,0821: refused where it may be a thousand, or a list in brackets."""
        whole, _, decimals = written.lower().partition(",")
        around = self.text[:at].rstrip()[-1:] + self.text[self.at :].lstrip()[:1]
        thousands = _THREE.fullmatch(decimals) and whole[0] != "0" and len(whole) < 4
        if thousands or around in ("()", "[]", "{}"):
            instead = f"write {shorten(f'{whole}.{decimals}')}" + (f" or {whole}{decimals}" if thousands else "")
            raise self.source.error(at, f"it is not clear which number '{shorten(written)}' is", instead)
        self._emit("NUM", f"{whole}.{decimals}", at, written)

    def _raised(self, written: str, at: int) -> None:
        digits = unicodedata.normalize("NFKC", written).replace("−", "-")
        self._emit("CARET", written, at)
        self._emit("LBRACE", written, at)
        if digits[0] == "-":
            self._emit("MINUS", written, at)
        self._emit("NUM", digits.removeprefix("-"), at)
        self._emit("RBRACE", written, at)

    def _sign(self, written: str, at: int) -> None:
        if written in ("{", "}"):
            return
        if written == "″":
            self.tokens += [Token("PRIME", written, at)] * 2
            return
        kind = _SIGNS[written]
        if kind == "CARET":
            self._power(written, at)
            return
        self._emit(kind, _COMPARED.get(written, written), at, written)

    def _power(self, written: str, at: int) -> None:
        """^{…} keeps its braces; ^{\\prime} is a prime; ^2x is TeX's ^2 x."""
        prime = _RAISED_PRIME.match(self.text, self.at)
        if prime:
            self.at = prime.end()
            self._emit("PRIME", "′", at)
            return
        if self.tokens and self.tokens[-1].kind == "NAME" and self.tokens[-1].text == "#e":
            self.tokens[-1] = Token("FUNC", "exp", self.tokens[-1].at, "e^")
            self._exponent_of_e(at)
            return
        self._emit("CARET", written, at)
        self._argument(self._skip(self.at))

    def _exponent_of_e(self, at: int) -> None:
        start = self._skip(self.at)
        if start in self.match:
            self._argument(start)
        elif self.text[start : start + 1] != "(":
            raise self.source.error(at, "the exponent of e needs brackets", "write exp(…) or e^{…}")

    def _fraction(self, at: int, written: str) -> None:
        above = self._skip(self.at)
        digits = _TWO_DIGITS.match(self.text, self.at)
        if digits:  # \frac12
            self._emit("FRAC", written.strip(), at)
            for digit in digits.groups():
                self.tokens += (Token("LBRACE", digit, at), Token("NUM", digit, at), Token("RBRACE", digit, at))
            self.at = digits.end()
            return
        if above not in self.match or (below := self._skip(self.match[above] + 1)) not in self.match:
            raise self.source.error(at, f"'{written.strip()}' needs braces", r"write \frac{…}{…}")
        self._emit("FRAC", written.strip(), at)
        self._argument(above)
        self._argument(below)

    def _argument(self, brace: int) -> None:
        if brace in self.match:
            self.arguments |= {brace, self.match[brace]}

    def _skip(self, at: int) -> int:
        match = _BLANKS.match(self.text, at)
        assert match is not None, at  # no blank is found too
        return match.end()

    def _partial(self) -> bool:
        """Return whether ∂a/∂b stands here, in any of its spellings; it is taken."""
        match = STACKED.match(self.text, self.at) or _SLASHED.match(self.text, self.at)
        if match is None:
            if _DEL.match(self.text, self.at):
                raise self.source.error(self.at, "unexpected '∂'", "write ∂a/∂b of two of the network's names")
            return False
        name = self.spellings.partial(match["of"], match["wrt"])
        if name is None:
            known = self.spellings.differentiated(match["of"]) is not None
            if not known and not _DEL.search(match[0]):
                return False  # d may be a name, or the start of one
            part = "wrt" if known else "of"
            raise self._unknown(match[part], match.start(part))
        self._emit("NAME", name, self.at, match[0])
        self.at = match.end()
        return True

    def _name(self, written: str, at: int) -> None:
        """A name with its whole index; what follows ^ where a label has it there."""
        raised = _SUPERSCRIPT.match(self.text, self.at)
        if raised:
            name = self.spellings.find(written + raised[0])
            if name is not None:
                self.at = raised.end()
                self._emit("NAME", name, at, written + raised[0])
                return
        name = self.spellings.find(written)
        shorter = _BEFORE_COMMA.fullmatch(written)
        if name is None and shorter:  # w_h1,i1 is a name in some notations, out_h1,b is none
            self.at = at + shorter.end(1)
            self._name(shorter[1], at)
            return
        plain = _WRAPPED.sub(r"\1", written)
        if name is not None:
            self._emit("NAME", name, at, written)
        elif plain == "e":
            self._emit("NAME", "#e", at)
        elif self.cases and self.tokens[-1].kind == "COL" and plain in ("if", "for", "otherwise", "else"):
            if plain in ("otherwise", "else"):
                self._emit("OTHERWISE", "otherwise", at)
        elif plain in _WORDS:
            self._emit(_WORDS[plain], plain, at)
        elif not self._called(written, at):
            self._emit("UNKNOWN", written, at)

    def _called(self, written: str, at: int) -> bool:
        """Return whether it is a function's name, perhaps with its derivative's; it is taken."""
        plain = _WRAPPED.sub(r"\1", written)
        plain = plain if plain in self.functions else plain.removeprefix("\\")
        primed = _PRIMED.fullmatch(plain)
        if plain not in self.functions and primed and primed["function"] in self.functions:
            self._emit("FUNC", self.functions[primed["function"]], at, written)
            self._emit("PRIME", written, at)
            return True
        if plain not in self.functions:
            return False
        self._emit("FUNC", self.functions[plain], at, written)
        return True

    def _function(self, written: str, at: int) -> None:
        if written == r"\log":
            raise self.source.error(at, "the function 'log' is not accepted", _INSTEAD[written])
        if not self._called(written, at):
            instead = _INSTEAD.get(written) or nearest(written, _COMMANDS) or "leave it out"
            raise self.source.error(at, f"the command '{shorten(written)}' is not accepted", instead)
        if self.tokens[-1].text == "sqrt":
            self._argument(self._skip(self.at))

    def _unknown(self, written: str, at: int) -> InputError:
        return self.source.error(at, f"unknown name '{shorten(written)}'", self.spellings.nearest(written))
