"""The one stream of tokens that text, LaTeX and MathML become, and what is checked before it is parsed.

    NUM VULGAR NAME FUNC | PLUS MINUS STAR SLASH CARET GT EQ PRIME | FRAC | IF ELSE
    of matrices, on our own pages only: ODOT AT TRANSPOSED ENTRY
    of indices, on our own pages only: ELEMENT SIGMA IVERSON, in Python TOTAL LPAR … FOR RPAR for SIGMA
    LPAR RPAR, LBRACK RBRACK, LBAR RBAR: brackets that are seen; LBRACE RBRACE: the extent of an argument
    CASES … ENDCASES, ALIGN … ENDALIGN with COL and ROW between the cells; OTHERWISE

Knows the errors and the budget; no function, name or grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from symprop.errors import InputError, LimitExceeded, shorten
from symprop.read.budget import Budget, Dialect

__all__ = ["NUMBER", "Source", "Token", "matching_braces", "prepare", "split_equation"]

NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"

_CLOSES = {
    "RPAR": "LPAR",
    "RBRACK": "LBRACK",
    "RBAR": "LBAR",
    "RBRACE": "LBRACE",
    "ENDCASES": "CASES",
    "ENDALIGN": "ALIGN",
}
_OPENS = frozenset(_CLOSES.values())
_NODES = frozenset(("NUM", "VULGAR", "NAME", "FUNC", "MINUS", "CARET", "FRAC", "SLASH"))
_PRIMED = {"normal_cdf": "normal_pdf", "phi": "phi_prime", "phi_prime": "phi_second"}
_TIMES = ("×", r"\times")
_BRACES = re.compile(r"\\.|[{}]")
_SCIENTIFIC = re.compile(r"([0-9.]+)(?:[eE]([+-]?)0*+([0-9]*))?")


class Token(NamedTuple):
    """One token.

    Args:
        kind: as listed above.
        text: what the tree needs: a name, a function's name, a number's digits; else what was written.
        at: offset in the source.
        written: what stands in the source, for messages.
    """

    kind: str
    text: str
    at: int
    written: str = ""

    @property
    def shown(self) -> str:
        return shorten(self.written or self.text)


@dataclass(frozen=True, slots=True)
class Source:
    """The text that is read, and its budget.

    Args:
        text: the text.
        encoded: the text in UTF-8 where offsets count bytes.
        dialect: which signs and names of whole layers are known.
        slopes: whether f′(x) is known, of every function in the table.
    """

    text: str
    budget: Budget
    encoded: bytes | None = None
    dialect: Dialect = ""
    slopes: bool = False

    def where(self, at: int) -> str:
        """Return ``line:column`` of an offset, both from 1."""
        before = self.text[:at] if self.encoded is None else self.encoded[:at].decode(errors="ignore")
        return f"{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"

    def error(self, at: int, what: str, instead: str = "") -> InputError:
        return InputError(what, where=self.where(at), instead=instead)

    def placed(self, error: InputError, at: int) -> InputError:
        """Return an error at a place, if it has none: who knows the names only, knows none."""
        return error if error.where else error.placed(self.where(at))

    def limit(self, at: int, what: str, limit: object) -> LimitExceeded:
        return LimitExceeded(what, where=self.where(at), instead=f"the limit is {limit}")

    @property
    def end(self) -> int:
        return len(self.text if self.encoded is None else self.encoded)

    def check_length(self) -> None:
        if len(self.text) > self.budget.bytes:
            raise self.limit(0, f"the formula has {len(self.text)} characters", self.budget.bytes)


def prepare(tokens: list[Token], source: Source) -> list[Token]:
    """Return the tokens with primes and powers of ten joined, after every check that needs no tree.

    Raises:
        InputError: on brackets that do not match and numbers side by side.
        LimitExceeded: on too many tokens, too deep brackets, too long numbers.
    """
    found = _joined(tokens, source)
    nodes = 0
    open_: list[Token] = []
    beside = False
    for token in found:
        kind = token.kind
        nodes += kind in _NODES
        number = kind in ("NUM", "VULGAR")
        if number and beside:
            raise source.error(token.at, "two numbers side by side", "write the sign of multiplication between them")
        if kind in _OPENS:
            open_.append(token)
            if len(open_) > source.budget.depth:
                raise source.limit(token.at, "the brackets nest too deep", source.budget.depth)
        elif kind in _CLOSES:
            _close(token, open_, source)
        beside = number
        if nodes > source.budget.nodes:
            raise source.limit(token.at, "the formula has too many numbers, names and operations", source.budget.nodes)
    if open_:
        raise source.error(open_[-1].at, f"'{open_[-1].shown}' is never closed")
    return found


def _close(token: Token, open_: list[Token], source: Source) -> None:
    if not open_:
        raise source.error(token.at, f"'{token.shown}' closes nothing")
    opening = open_.pop()
    if _CLOSES[token.kind] != opening.kind or token.text.startswith("\\") != opening.text.startswith("\\"):
        raise source.error(token.at, f"'{token.shown}' does not close '{opening.shown}' at {source.where(opening.at)}")


def _joined(tokens: list[Token], source: Source) -> list[Token]:
    """Φ ′ becomes Φ′, and 1.5 × 10 ^{−7} the number 1.5e-7."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "PRIME" and found and found[-1].kind == "FUNC" and found[-1].text in _PRIMED:
            last = found.pop()
            found.append(Token("FUNC", _PRIMED[last.text], last.at, f"{last.shown}′"))
        elif token.kind == "NUM":
            power, length = _power_of_ten(tokens, position) if not found or found[-1].kind != "CARET" else ("", 0)
            text = token.text + power
            found.append(Token("NUM", _number(text, token, source), token.at, token.shown))
            position += length
        else:
            found.append(token)
        position += 1
    return found


def _power_of_ten(tokens: list[Token], position: int) -> tuple[str, int]:
    """Return ``e-7`` and the number of further tokens for × 10^{−7} after a number; nothing otherwise."""
    sign = [token.kind for token in tokens[position + 5 : position + 6] if token.kind == "MINUS"]
    wanted = ["STAR", "NUM", "CARET", "LBRACE", *sign, "NUM", "RBRACE"]
    end = position + 1 + len(wanted)
    rest = tokens[position + 1 : end]
    if [token.kind for token in rest] != wanted or rest[0].text not in _TIMES or rest[1].text != "10":
        return "", 0
    exponent = rest[-2].text
    raised = [token.kind for token in tokens[end : end + 1]] == ["CARET"]
    if raised or not exponent.isdigit() or "e" in tokens[position].text:
        return "", 0
    return f"e{'-' if sign else ''}{exponent}", len(wanted)


def _number(text: str, token: Token, source: Source) -> str:
    """Return a number as an expression keeps it (``.05`` → ``0.05``, ``1E-07`` → ``1e-7``), checked."""
    match = _SCIENTIFIC.fullmatch(text)
    assert match is not None, text
    mantissa, sign, exponent = match.groups()
    budget = source.budget
    digits = len(mantissa) - mantissa.count(".")
    if digits > budget.digits:
        raise source.limit(token.at, f"a number of {digits} digits", budget.digits)
    if mantissa.startswith("."):
        mantissa = f"0{mantissa}"
    if exponent is None:
        return mantissa
    exponent = exponent or "0"
    if len(exponent) > len(str(budget.scale)) or int(exponent) > budget.scale:
        raise source.limit(token.at, f"the decimal exponent of '{shorten(text, 40)}' is too large", budget.scale)
    return f"{mantissa}e{'-' if sign == '-' else ''}{exponent}"


def matching_braces(source: Source) -> dict[int, int]:
    """Return the offset of every opening brace with that of its closing one."""
    found: dict[int, int] = {}
    open_: list[int] = []
    for match in _BRACES.finditer(source.text):
        at = match.start()
        if match[0] == "{":
            open_.append(at)
            if len(open_) > source.budget.depth:
                raise source.limit(at, "the braces nest too deep", source.budget.depth)
        elif match[0] == "}":
            if not open_:
                raise source.error(at, "'}' closes nothing")
            found[open_.pop()] = at
    if open_:
        raise source.error(open_[-1], "'{' is never closed")
    return found


def split_equation(tokens: list[Token], source: Source) -> tuple[str, list[Token]]:
    """Return the name on the left of ``=`` and the tokens on its right, rows of a page joined.

    Raises:
        InputError: if there is no single symbol and one ``=``, or a continued row has no sign.
    """
    if tokens and tokens[0].kind == "ALIGN" and tokens[-1].kind == "ENDALIGN":
        tokens = tokens[1:-1]
    row: list[Token] = []
    depth = 0
    broken: Token | None = None
    for token in tokens:
        if token.kind == "COL" and not depth:
            continue
        if token.kind == "ROW" and not depth:
            broken = token
            continue
        if broken is not None and row and row[-1].kind != "EQ" and token.kind not in ("PLUS", "MINUS", "STAR"):
            raise source.error(token.at, f"unexpected '{token.shown}'", "a continued row begins with '+' or '-'")
        broken = None
        depth += (token.kind in _OPENS) - (token.kind in _CLOSES)
        row.append(token)
    if len(row) < 2 or row[0].kind not in ("NAME", "ELEMENT") or row[1].kind != "EQ":
        at = row[0].at if row else 0
        raise source.error(at, "no equation", "write one symbol, '=' and a formula")
    return row[0].text, row[2:]
