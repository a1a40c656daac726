"""Equations with indices written out: every unit's equation that is needed becomes one of scalars.

What comes out is what every other form is made of, and is evaluated, and compared, like it. An index beyond its
layer's width is refused, and so is one that no Σ and no left side gives a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from symprop.errors import SympropError
from symprop.expression import (
    ONE,
    ZERO,
    DisplayEquation,
    Element,
    Expr,
    Index,
    IndexedSum,
    Iverson,
    Named,
    Num,
    Slope,
    children,
    fold,
    number,
    total,
    with_children,
)
from symprop.functions import FUNCTIONS

__all__ = ["Family", "bound", "families", "has_indices", "without_indices"]

Letters = Mapping[str, int]


class Family(NamedTuple):
    """What all entries of one symbol stand for."""

    entry: Callable[[tuple[int, ...], tuple[int, ...]], Expr] | None
    image: Callable[[tuple[int, ...], tuple[int, ...]], Expr] | None = None


def has_indices(lines: Sequence[DisplayEquation]) -> bool:
    """Return whether equations say what they say by indices: then all of their names are entries."""
    return any(isinstance(line.lhs, Element) for line in lines) or bool(lines and _begins_with_entry(lines[0].rhs))


def _begins_with_entry(expr: Expr) -> bool:
    stack = [expr]
    while stack:
        node = stack.pop()
        if isinstance(node, Named):
            return isinstance(node, Element)
        stack.extend(reversed(children(node)))
    return False


def families(leaves: Iterable[Named]) -> dict[str, Family]:
    """Return what the entries among `leaves` stand for, by family."""
    return {leaf.family: Family(leaf.entry, leaf.image) for leaf in leaves if isinstance(leaf, Element)}


def bound(expr: Expr, known: Mapping[str, Family], sizes: Letters) -> Expr:
    """Return `expr` with every entry standing for a scalar, and every size's name for its number.

    Args:
        known: family → what its entries stand for.
        sizes: the name of a layer's size, or of the last layer → its number.
    """

    def index(place: Index) -> Index:
        return Index(number=place.at(sizes)) if place.letter in sizes else place

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Element):
            if node.name in sizes:
                return number(sizes[node.name])
            family = known.get(node.family, Family(None))
            layers, indices = tuple(map(index, node.layers)), tuple(map(index, node.indices))
            return replace(node, layers=layers, indices=indices, entry=family.entry, image=family.image)
        return with_children(node, parts)

    return fold(expr, rule)


def without_indices(lines: Sequence[DisplayEquation]) -> list[DisplayEquation]:
    """Return the equations of scalars that equations with indices come to, as far as the first of them needs any.

    Raises:
        SympropError: if an index has no value or goes beyond its layer's width.
    """
    rules = [line for line in lines if isinstance(line.lhs, Element)]
    rules.sort(key=lambda line: sum(bool(index.letter) for index in _places(line.lhs)))  # δ⁽ᴸ⁾ before δ⁽ˡ⁾
    open_lines: list[tuple[Named, Expr, Letters]] = [(lines[0].lhs, lines[0].rhs, {})]
    defined = {lines[0].lhs.name}
    found: list[DisplayEquation] = []
    for lhs, rhs, letters in open_lines:
        used: dict[str, Element] = {}
        found.append(DisplayEquation(lhs, _written_out(rhs, letters, used)))
        for name, element in used.items():
            match = _match(rules, element)
            if match is not None and name not in defined:
                defined.add(name)
                leaf = _leaf(element)
                assert isinstance(leaf, Named)
                open_lines.append((leaf, *match))
    return found


def _places(lhs: Named) -> tuple[Index, ...]:
    assert isinstance(lhs, Element)
    return (*lhs.layers, *lhs.indices)


def _match(rules: Iterable[DisplayEquation], element: Element) -> tuple[Expr, Letters] | None:
    """Return the right side that defines an entry, and what its letters are there."""
    for rule in rules:
        assert isinstance(rule.lhs, Element)
        if rule.lhs.family != element.family or len(_places(rule.lhs)) != len(_places(element)):
            continue
        letters: dict[str, int] = {}
        for place, value in zip(_places(rule.lhs), _places(element), strict=True):
            expected = letters.setdefault(place.letter, value.number - place.number) if place.letter else 0
            if expected + place.number != value.number:
                break
        else:
            return rule.rhs, letters
    return None


def _leaf(element: Element) -> Expr:
    """Return the scalar that an entry with numbers for its indices is."""
    if element.entry is None:
        raise SympropError(f"'{element.name}' has no value: the layers have no widths")
    return element.entry(*_numbers(element))


def _numbers(element: Element) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(index.number for index in element.layers), tuple(index.number for index in element.indices)


def _written_out(expr: Expr, letters: Letters, used: dict[str, Element]) -> Expr:
    """Return `expr` in scalars; `used` takes the entries in it. As deep as the formula on the page is."""
    match expr:
        case Element():
            element = _at(expr, letters)
            used[element.name] = element
            return _leaf(element)
        case IndexedSum(letter, limit, body):
            last = _written_out(limit, letters, {})
            if not isinstance(last, Num) or letter in letters:
                raise SympropError(f"the sum over '{letter}' goes to no number")
            return total(_written_out(body, {**letters, letter: k}, used) for k in range(1, int(last.value) + 1))
        case Iverson(left, right):
            return ONE if _value(left, letters) == _value(right, letters) else ZERO
        case Slope(function, operand):
            derivative = FUNCTIONS[function].derivative
            if derivative is None:
                raise SympropError(f"'{function}' has no derivative")
            x = _written_out(operand, letters, used)
            if isinstance(operand, Element) and operand.image is not None:
                return derivative(x, operand.image(*_numbers(_at(operand, letters))))
            return derivative(x, FUNCTIONS[function](x))
        case _:
            parts = [_written_out(part, letters, used) for part in children(expr)]
            return with_children(expr, parts)


def _at(element: Element, letters: Letters) -> Element:
    """Return the entry with numbers for its letters."""
    layers, indices = (
        tuple(Index(number=_value(place, letters)) for place in places) for places in (element.layers, element.indices)
    )
    return replace(element, layers=layers, indices=indices)


def _value(place: Index, letters: Letters) -> int:
    try:
        return place.at(letters)
    except KeyError:
        raise SympropError(f"the index '{place.letter}' has no value here") from None
