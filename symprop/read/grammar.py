"""Tokens → tree: one LALR grammar for text, LaTeX and MathML, the tree built while it is parsed.

Lark is loaded with this module, so nobody imports it before something is read. Nothing here recurses.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from lark import Lark, Transformer, v_args
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from symprop.errors import InputError
from symprop.expression import Call, Entry, Expr, Hadamard, MatMul, Num, Power, Slope, Sum, Transpose, Var
from symprop.read import indexed
from symprop.read.parts import (
    FAR,
    GROWN,
    NAMED,
    PLAIN,
    Part,
    case,
    check_growth,
    magnitude,
    negative,
    product,
    quotient,
    wide,
)  # fmt: skip
from symprop.read.tokens import Source, Token

__all__ = ["parse"]

GRAMMAR = """
start: expr
?expr: sum
     | sum IF sum GT sum ELSE expr                  -> conditional
sum: terms
terms: product                                      -> one
     | PLUS product                                 -> lead
     | terms PLUS product                           -> plus
     | terms MINUS product                          -> minus
product: factors
factors: unary                                      -> one
     | factors STAR unary                           -> times
     | factors SLASH unary                          -> over
     | factors power                                -> beside
     | factors ODOT unary                           -> odot
     | factors AT unary                             -> at
?unary: power
     | MINUS unary                                  -> neg
     | SIGMA product                                -> big_sum
?power: atom
     | atom CARET exponent                          -> power_of
     | atom TRANSPOSED                              -> transposed
     | atom ENTRY                                   -> entry
?exponent: unary
     | LBRACE expr RBRACE                           -> inner
?atom: NUM                                          -> num
     | VULGAR                                       -> vulgar
     | NAME                                         -> name
     | ELEMENT                                      -> element
     | IVERSON                                      -> same
     | TOTAL LPAR expr FOR RPAR                     -> total
     | LPAR expr RPAR                               -> inner
     | LBRACK expr RBRACK                           -> inner
     | LBAR expr RBAR                               -> absolute
     | FUNC LPAR expr RPAR                          -> call
     | FUNC LBRACE expr RBRACE                      -> call
     | FUNC PRIME LPAR expr RPAR                    -> slope
     | FRAC LBRACE expr RBRACE LBRACE expr RBRACE   -> fraction
     | CASES cases ENDCASES                         -> of_cases
cases: expr COL sum GT sum ROW cases                -> row
     | expr COL sum GT sum                          -> last_condition
     | expr COL OTHERWISE                           -> last_row
%declare NUM VULGAR NAME FUNC PLUS MINUS STAR SLASH CARET GT EQ PRIME FRAC IF ELSE CASES ENDCASES COL ROW OTHERWISE
%declare ODOT AT TRANSPOSED ENTRY ELEMENT SIGMA IVERSON TOTAL FOR
%declare LPAR RPAR LBRACK RBRACK LBAR RBAR LBRACE RBRACE ALIGN ENDALIGN
"""

_STEADY = frozenset(("log", "sqrt", "abs", "relu", "leaky_relu", "identity", "sgn", "step"))

_OF_CASES = frozenset(("GT", "COL", "ROW", "OTHERWISE", "IF", "ELSE"))


class _Terminal:
    """A token as Lark wants it."""

    __slots__ = ("at", "shown", "source", "text", "type")
    line = column = end_line = end_column = start_pos = end_pos = 0

    def __init__(self, token: Token, source: Source) -> None:
        self.type, self.text, self.at, self.shown, self.source = token.kind, token.text, token.at, token, source


class _Condition(NamedTuple):
    """left > right, or with < ≥ ≤ as the sign."""

    left: Part
    sign: _Terminal
    right: Part

    def opposite(self, other: _Condition) -> bool:
        """Return whether the other one holds where this one does not, as a ≤ b where a > b does not."""
        same = (self.left.expr, self.right.expr) == (other.left.expr, other.right.expr)
        return same and self.sign.text.startswith("<") != other.sign.text.startswith("<")


class _Last(NamedTuple):
    """The last row of cases, with a condition in the place of otherwise."""

    then: Part
    condition: _Condition

    def refused(self) -> InputError:
        sign = self.condition.sign
        return sign.source.error(
            sign.at, "a case is missing after this one", r"write the last one as … & \text{otherwise}"
        )


@v_args(inline=True)
class _Builder(Transformer[Any, Part]):
    def start(self, part: Part) -> Part:
        return part

    def num(self, token: _Terminal) -> Part:
        return _number(token.text, token)

    def vulgar(self, token: _Terminal) -> Part:
        return quotient(*(_number(text, token) for text in token.text.split("\N{FRACTION SLASH}")))

    def name(self, token: _Terminal) -> Part:
        return _leaf(Var(token.text), token)

    def element(self, token: _Terminal) -> Part:
        return _leaf(indexed.element(token.text), token)

    def same(self, token: _Terminal) -> Part:
        return _leaf(indexed.iverson(token.text), token)

    def big_sum(self, sigma: _Terminal, body: Part) -> Part:
        return Part(indexed.big_sum(sigma.text, body.expr), (body,), body.reach, sigma.at, sigma.source)

    def total(self, word: _Terminal, _open: _Terminal, body: Part, over: _Terminal, _close: _Terminal) -> Part:
        return Part(indexed.big_sum(over.text, body.expr), (body,), body.reach, word.at, word.source)

    def inner(self, _open: _Terminal, part: Part, _close: _Terminal) -> Part:
        return part

    def call(self, function: _Terminal, _open: _Terminal, part: Part, _close: _Terminal) -> Part:
        name = function.text
        if name not in _STEADY:
            check_growth(part, function.at)
        numbers = part.numbers
        if name == "exp":
            reach = 10.0 ** min(part.reach, FAR)
            numbers = GROWN if numbers else NAMED
        elif name == "log":
            reach = 1.0 + math.log10(1.0 + part.reach)
        else:
            reach = part.reach + 1.0
        return Part(Call(name, (part.expr,)), (part,), reach, function.at, function.source, numbers)

    def slope(self, function: _Terminal, prime: _Terminal, _open: _Terminal, part: Part, _close: _Terminal) -> Part:
        if not (prime.source.dialect or prime.source.slopes):
            raise prime.source.error(prime.at, f"unexpected '{prime.shown.shown}'")
        return Part(Slope(function.text, part.expr), (part,), part.reach + 1.0, function.at, function.source)

    def transposed(self, part: Part, _sign: _Terminal) -> Part:
        return Part(Transpose(part.expr), (part,), part.reach, part.at, part.source)

    def entry(self, part: Part, index: _Terminal) -> Part:
        row, column = index.text.split(",")
        return Part(Entry(part.expr, int(row), int(column)), (part,), part.reach, part.at, part.source)

    def odot(self, factors: list[Part], _sign: _Terminal, factor: Part) -> list[Part]:
        return [_of_matrices(Hadamard, product(factors), factor)]

    def at(self, factors: list[Part], _sign: _Terminal, factor: Part) -> list[Part]:
        return [_of_matrices(MatMul, product(factors), factor)]

    def absolute(self, bar: _Terminal, part: Part, _close: _Terminal) -> Part:
        return Part(Call("abs", (part.expr,)), (part,), part.reach, bar.at, bar.source)

    def fraction(self, command: _Terminal, *parts: Any) -> Part:
        found = quotient(parts[1], parts[4])
        found.at = command.at
        return found

    def power_of(self, base: Part, caret: _Terminal, exponent: Part) -> Part:
        budget = caret.source.budget
        numbers = NAMED
        if exponent.numbers:
            size = magnitude(exponent)
            if exponent.numbers == GROWN and math.isfinite(budget.growth):
                raise caret.source.error(caret.at, "a tower of powers of numbers", "write the exponent as one number")
            if size > budget.exponent:
                raise caret.source.limit(caret.at, "the exponent is too large", budget.exponent)
            reach = base.reach * size
            if base.numbers:
                numbers = GROWN
                if reach > budget.scale:
                    raise caret.source.limit(caret.at, "the power is too large", f"{budget.scale} digits")
        else:
            check_growth(exponent, caret.at)
            reach = (base.reach + 1.0) * 10.0 ** min(exponent.reach, FAR)
        return Part(Power(base.expr, exponent.expr), (base, exponent), reach, base.at, base.source, numbers)

    def neg(self, sign: _Terminal, part: Part) -> Part:
        return negative(part, sign.at)

    def one(self, part: Part) -> list[Part]:
        return [part]

    def times(self, factors: list[Part], _sign: _Terminal, factor: Part) -> list[Part]:
        factors.append(factor)
        return factors

    def beside(self, factors: list[Part], factor: Part) -> list[Part]:
        factors.append(factor)
        return factors

    def over(self, factors: list[Part], _sign: _Terminal, factor: Part) -> list[Part]:
        return [quotient(product(factors), factor)]

    def product(self, factors: list[Part]) -> Part:
        return product(factors)

    def lead(self, _sign: _Terminal, term: Part) -> list[Part]:
        return [term]

    def plus(self, terms: list[Part], _sign: _Terminal, term: Part) -> list[Part]:
        terms.append(term)
        return terms

    def minus(self, terms: list[Part], sign: _Terminal, term: Part) -> list[Part]:
        terms.append(negative(term, sign.at))
        return terms

    def sum(self, terms: list[Part]) -> Part:
        first = terms[0]
        if len(terms) == 1:
            return first
        reach = wide(terms) + math.log10(len(terms))
        return Part(Sum(tuple(term.expr for term in terms)), terms, reach, first.at, first.source)

    def conditional(self, then: Part, *rest: Any) -> Part:
        _, left, sign, right, _, otherwise = rest
        return _case(_Condition(left, sign, right), then, otherwise)

    def row(self, then: Part, *rest: Any) -> Part:
        _, left, sign, right, _, below = rest
        condition = _Condition(left, sign, right)
        if isinstance(below, _Last):
            if not condition.opposite(below.condition):
                raise below.refused()
            below = below.then
        return _case(condition, then, below)

    def last_condition(self, then: Part, *rest: Any) -> _Last:
        _, left, sign, right = rest
        return _Last(then, _Condition(left, sign, right))

    def of_cases(self, _open: _Terminal, cases: Part | _Last, _close: _Terminal) -> Part:
        if isinstance(cases, _Last):
            raise cases.refused()
        return cases

    def last_row(self, otherwise: Part, *_rest: Any) -> Part:
        return otherwise


def _case(condition: _Condition, then: Part, otherwise: Part) -> Part:
    """Return `then` where the condition holds: a < b is b > a, and a ≤ b says where a > b does not hold."""
    left, sign, right = condition
    if sign.text in ("<", ">="):
        left, right = right, left
    return case(left, right, otherwise, then) if sign.text in ("<=", ">=") else case(left, right, then, otherwise)


def _number(text: str, token: _Terminal) -> Part:
    try:
        value = Fraction(text)
    except ValueError:  # more digits than Python reads
        raise token.source.limit(token.at, "the number is too long", "a few thousand digits") from None
    reach = abs(math.log10(value.numerator) - math.log10(value.denominator)) if value else 0.0
    return Part(Num(value, text), (), reach, token.at, token.source, PLAIN)


def _leaf(expr: Expr, token: _Terminal) -> Part:
    return Part(expr, (), 1.0, token.at, token.source, NAMED)


def _of_matrices(node: type[Hadamard | MatMul], left: Part, right: Part) -> Part:
    return Part(node((left.expr, right.expr)), (left, right), left.reach + right.reach, left.at, left.source)


class _Passed(Lexer):
    """Hands on the tokens, which are made already."""

    def __init__(self, _conf: Any) -> None:
        pass

    def lex(self, terminals: Any, _state: Any = None) -> Iterator[Any]:
        return iter(terminals)


@lru_cache(maxsize=1)
def _parser() -> Callable[[Any], Any]:
    return Lark(GRAMMAR, parser="lalr", lexer=_Passed, transformer=_Builder()).parse


def parse(tokens: Sequence[Token], source: Source) -> Expr:
    """Return the tree of a formula's tokens.

    Raises:
        InputError: where the tokens are no formula.
        LimitExceeded: if the tree goes beyond the budget.
    """
    if not tokens:
        raise source.error(source.end, "there is no formula")
    try:
        part: Part = _parser()([_Terminal(token, source) for token in tokens])
    except UnexpectedToken as error:
        raise _explained(error.token, error.expected, source) from None
    return part.expr


def _explained(terminal: Any, expected: set[str], source: Source) -> InputError:
    ended = terminal.type == "$END"
    what = "the formula ends too early" if ended else f"unexpected '{terminal.shown.shown}'"
    if expected <= {"LPAR", "LBRACE", "PRIME"}:
        power = terminal.type == "CARET"
        instead = "write the power behind the bracket: f(x)^2" if power else "write '(' after a function"
    elif "NAME" in expected and "STAR" not in expected:
        instead = "" if ended else "a number, a name or a bracket is missing before it"
    elif terminal.type in _OF_CASES:
        instead = r"write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"
    elif terminal.type == "EQ":
        instead = "write one formula without '='"
    elif terminal.type == "CARET":
        instead = "put the power before it in brackets"
    else:
        instead = ""
    return source.error(source.end if ended else terminal.at, what, instead)
