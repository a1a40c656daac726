"""Values of inputs, targets and parameters: exact, and as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Rational

from symprop.errors import InputError, LimitExceeded, shorten
from symprop.expression import Expr, Neg, Num, number
from symprop.graph import GIVEN, EquationGraph
from symprop.network.model import TargetRule

__all__ = ["check_values", "exact", "parse_assignments", "parse_value", "split_list", "take_values"]

_DECIMAL = re.compile(r"[+-]?([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([eE]([+-]?[0-9]+))?", re.ASCII)
_FRACTION = re.compile(r"([+-]?)([0-9]+)\s*/\s*(0*[1-9][0-9]*)", re.ASCII)
_MARKS = re.compile(r"[\[\],]")
LONGEST, LARGEST_EXPONENT = 50, 300


def parse_value(text: str, *, where: str = "") -> Expr:
    """Return the literal for a decimal number as it was written, or for a fraction of whole numbers, in lowest terms.

    Raises:
        InputError: if it is no finite decimal number, and no fraction.
        LimitExceeded: if it has more than 50 digits or an exponent beyond ±300.

    >>> parse_value("-.10")
    Neg(operand=Num(value=Fraction(1, 10), text='0.10'))
    >>> parse_value("−0.5") == parse_value("-0.5")
    True
    >>> exact(parse_value("-1/3"))
    Fraction(-1, 3)
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")  # as our own pages print it
    if len(text) > LONGEST + 10:
        raise LimitExceeded(f"a number of {len(text):,} characters", where=where, instead=f"at most {LONGEST} digits")
    if fraction := _FRACTION.fullmatch(text):
        sign, above, below = fraction.groups()
        if len(longest := max(above, below, key=len)) > LONGEST:
            raise LimitExceeded(f"a number of {len(longest)} digits", where=where, instead=f"at most {LONGEST} digits")
        return number(Fraction(int(sign + above), int(below)))
    match = _DECIMAL.fullmatch(text)
    if not match:
        special = text.lower().lstrip("+-.") in ("nan", "inf", "infinity")
        wrong = f"'{shorten(text)}' is not finite" if special else f"'{shorten(text)}' is no number"
        raise InputError(wrong, where=where, instead="write a number such as 0.15, 1.5e-3 or 1/3")
    if sum(character.isdigit() for character in match[1]) > LONGEST:
        raise LimitExceeded(f"a number of {len(match[1])} digits", where=where, instead=f"at most {LONGEST} digits")
    if match[3] is not None and (len(match[3]) > 5 or abs(int(match[3])) > LARGEST_EXPONENT):
        raise LimitExceeded(f"the exponent of '{text}'", where=where, instead=f"at most {LARGEST_EXPONENT}")
    return number(text.replace("E", "e"))


def exact(literal: Expr) -> Fraction:
    """Return the rational number that a literal stands for."""
    match literal:
        case Num(value):
            return value
        case Neg(Num(value)):
            return -value
        case _:
            raise TypeError(literal)


def take_values(values: Mapping[str, object], graph: EquationGraph, *, where: str = "") -> dict[str, Expr]:
    """Return literals for values given in Python (int, float, Fraction, Decimal or str).

    Raises:
        InputError: on a name that is not an input, target or parameter, or a value that is no finite number.
    """
    taken: dict[str, Expr] = {}
    for name, value in values.items():
        place = f"{where}: {name}" if where else name
        check_given(name, graph, where=where)
        if isinstance(value, Num | Neg):
            taken[name] = value
        elif isinstance(value, Rational) and not isinstance(value, bool):
            taken[name] = number(Fraction(int(value.numerator), int(value.denominator)))
        elif isinstance(value, str | float | Decimal):
            taken[name] = parse_value(str(value), where=place)
        else:
            raise InputError(f"{type(value).__name__} is no number", where=place, instead="give int, float or str")
    return taken


def check_given(name: str, graph: EquationGraph, *, where: str = "") -> None:
    """Refuse a name that takes no value from outside."""
    try:
        variable = graph.variable(name)
    except InputError as error:
        raise InputError(error.what, where=where, instead=error.instead) from None
    if variable.kind not in GIVEN:
        raise InputError(
            f"'{name}' is computed by the network", where=where, instead="give values to inputs, targets and parameters"
        )


def split_list(text: str) -> list[str]:
    """Return the parts between commas; those within brackets belong to an index.

    >>> split_list("0.weight[2,1], w2")
    ['0.weight[2,1]', 'w2']
    """
    parts, start, depth = [], 0, 0
    for match in _MARKS.finditer(text):
        if match[0] != ",":
            depth = max(depth + (1 if match[0] == "[" else -1), 0)
        elif not depth:
            parts.append(text[start : match.start()].strip())
            start = match.end()
    return [*parts, text[start:].strip()]


def parse_assignments(text: str, *, where: str = "--at") -> Iterator[tuple[str, Expr]]:
    """Yield (name, literal) from ``i1=.05,w1=.15``.

    Raises:
        InputError: on a part without ``=``, a name twice, or a value that is no number.

    >>> dict(parse_assignments("i1=.05, w1=-1"))["w1"]
    Neg(operand=Num(value=Fraction(1, 1), text='1'))
    """
    seen: set[str] = set()
    for part in split_list(text):
        name, equals, value = part.partition("=")
        name = name.strip()
        if not equals or not name:
            raise InputError(f"'{shorten(part)}' is no assignment", where=where, instead="write i1=.05,w1=.15")
        if name in seen:
            raise InputError(f"'{shorten(name)}' is given twice", where=where, instead="give each name once")
        seen.add(name)
        yield name, parse_value(value, where=f"{where}: {shorten(name)}")


def check_values(values: Mapping[str, Expr], rules: Iterable[TargetRule], *, where: str = "") -> None:
    """Refuse targets that their loss has no meaning for (cross_entropy: Σt = 1; hinge: ±1).

    Raises:
        InputError: naming the target and what is allowed.
    """
    for rule in rules:
        given = {name: exact(values[name]) for name in rule.names if name in values}
        for name, value in given.items():
            if rule.kind == "sign" and abs(value) != 1:
                raise InputError(f"{name} = {float(value):g}", where=where, instead=f"{rule.loss} takes −1 or 1")
            if rule.kind in ("probability", "simplex") and not 0 <= value <= 1:
                raise InputError(f"{name} = {float(value):g}", where=where, instead=f"{rule.loss} takes 0 to 1")
        if rule.kind == "simplex" and len(given) == len(rule.names) and sum(given.values()) != 1:
            raise InputError(
                f"the targets sum to {float(sum(given.values())):g}",
                where=where,
                instead=f"{rule.loss} takes targets that sum to 1",
            )
