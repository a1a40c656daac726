"""What a token of an answer is that only what stands around it tells: φ, |x|, tanh² x.

Each step hands on the tokens; what may be two things is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from symprop.read.tokens import Source, Token

__all__ = ["CLOSES", "OPENS", "STARTS", "with_activation", "with_bars", "with_powers"]

OPENS = frozenset(("LPAR", "LBRACK", "LBRACE", "LBAR", "CASES"))
CLOSES = frozenset(("RPAR", "RBRACK", "RBRACE", "RBAR", "ENDCASES"))
STARTS = frozenset(("NAME", "NUM", "VULGAR", "FUNC", "FRAC", "LPAR", "LBRACK", "LBAR"))
"""What a factor begins with."""
_ENDS = frozenset(("NAME", "NUM", "VULGAR", *CLOSES))

_PHI = {"phi": 0, "phi_prime": 1, "phi_second": 2}


def with_activation(tokens: list[Token], source: Source, functions: Mapping[str, str]) -> Iterator[Token]:
    """Yield the tokens with φ as the function that it stands for there, which textbooks call φ whatever it is.

    Args:
        tokens: an answer's.
        source: what they are read from.
        functions: what `phi` stands for; nothing if that may be several.

    Raises:
        InputError: at a φ that may be several functions, or none.
    """
    for token in tokens:
        if token.kind != "FUNC" or token.text not in _PHI or "phi" not in functions:
            yield token
            continue
        if not functions["phi"]:
            what = f"'{token.shown}' is not the name of one activation here"
            raise source.error(token.at, what, "write its own name, as sigmoid or tanh")
        yield Token("FUNC", functions["phi"], token.at, token.shown)
        yield from (Token("PRIME", "′", token.at, token.shown),) * _PHI[token.text]


def with_bars(tokens: list[Token], source: Source) -> list[Token]:
    """Return a line's tokens with every | as the beginning of an absolute value, or its end.

    Raises:
        InputError: where a bar may be either, as in |a|b|c|, and at a bar that has no other.
    """
    last = max((place for place, token in enumerate(tokens) if token.kind == "BAR"), default=-1)
    found: list[Token] = []
    open_: list[tuple[int, Token]] = []  # how deep in brackets
    depth = 0
    for place, token in enumerate(tokens):
        depth += (token.kind in OPENS) - (token.kind in CLOSES)
        if token.kind != "BAR":
            found.append(token)
        elif not (found and found[-1].kind in _ENDS and open_ and open_[-1][0] == depth):
            open_.append((depth, token))
            found.append(token._replace(kind="LBAR"))
        elif place < last and tokens[place + 1].kind in STARTS:
            raise source.error(token.at, "it is not clear where '|' belongs", "write abs(…)")
        else:
            open_.pop()
            found.append(token._replace(kind="RBAR"))
    if open_:
        raise source.error(open_[-1][1].at, "unexpected '|'", "write abs(…)")
    return found


def with_powers(tokens: list[Token]) -> list[Token]:
    """Return a line's tokens with tanh²(x) as tanh(x)²."""
    found: list[Token] = []
    open_: list[list[Token]] = []  # what follows the bracket that closes
    place = 0
    while place < len(tokens):
        power = _power(tokens, place) if found and found[-1].kind == "FUNC" else []
        place += len(power)
        token = tokens[place]
        found.append(token)
        if token.kind in OPENS:
            open_.append(power)
        elif token.kind in CLOSES and open_:
            found += open_.pop()
        place += 1
    return found


def _power(tokens: list[Token], start: int) -> list[Token]:
    """Return ^{2}, or ^2, before a bracket; nothing where no such power stands, as in f⁻¹."""
    for kinds in (["CARET", "NUM", "LPAR"], ["CARET", "LBRACE", "NUM", "RBRACE", "LPAR"]):
        found = tokens[start : start + len(kinds)]
        if [token.kind for token in found] == kinds:
            return found[:-1]
    return []
