"""Equations with indices written out: which rule defines an entry, what a letter is, what a sum goes over."""

from __future__ import annotations

import pytest

from symprop.derive.indices import Family, bound, families, has_indices, without_indices
from symprop.errors import SympropError
from symprop.expression import (
    ONE,
    ZERO,
    Call,
    DisplayEquation,
    Element,
    Expr,
    Index,
    IndexedSum,
    Iverson,
    Neg,
    Partial,
    Product,
    Slope,
    Sum,
    Var,
    number,
)

J, K, L, NEXT = Index("j"), Index("k"), Index("l"), Index("l", 1)
FIRST = Partial("E", "w")


def entry(
    symbol: str, layers: tuple[Index, ...] = (), indices: tuple[Index, ...] = (), *, image: bool = False
) -> Element:
    """An entry that stands for the variable with its numbers in its name."""

    def named(prefix: str) -> object:
        return lambda numbers, units: Var("_".join((prefix, *map(str, numbers), *map(str, units))))

    return Element(symbol, layers, indices, "", named(symbol), named("image") if image else None)  # type: ignore[arg-type]


def at(*numbers: int) -> tuple[Index, ...]:
    return tuple(Index(number=k) for k in numbers)


def written(rhs: Expr, *rules: tuple[Element, Expr]) -> list[tuple[Expr, Expr]]:
    lines = [DisplayEquation(FIRST, rhs), *(DisplayEquation(*rule) for rule in rules)]
    return [(line.lhs, line.rhs) for line in without_indices(lines)]


def worth(rhs: Expr) -> Expr:
    ((_, found),) = written(rhs)
    return found


t1, t2, t3 = Var("t_1"), Var("t_2"), Var("t_3")
T = entry("t", (), (K,))
NET = entry("net", (), at(2), image=True)
BARE = entry("net", (), at(2))
SIGMOID = Call("sigmoid", (Var("net_2"),))

WORTH: dict[str, tuple[Expr, Expr]] = {
    "a sum over numbers": (IndexedSum("k", number(3), T), Sum((t1, t2, t3))),  # type: ignore[arg-type]
    "a sum over one": (IndexedSum("k", number(1), T), t1),  # type: ignore[arg-type]
    "a sum over none": (IndexedSum("k", number(0), T), ZERO),  # type: ignore[arg-type]
    "a sum of what does not vary": (IndexedSum("k", number(2), Var("c")), Sum((Var("c"), Var("c")))),  # type: ignore[arg-type]
    "one where two indices are the same": (
        IndexedSum("k", number(2), Product((T, Iverson(K, Index(number=2))))),  # type: ignore[arg-type]
        Sum((Product((t1, ZERO)), Product((t2, ONE)))),
    ),
    "a slope in terms of the layer's out": (
        Slope("sigmoid", NET),
        Product((Var("image_2"), Sum((ONE, Neg(Var("image_2")))))),
    ),
    "a slope in terms of the function": (Slope("sigmoid", BARE), Product((SIGMOID, Sum((ONE, Neg(SIGMOID)))))),
    "a slope of no entry": (
        Slope("sigmoid", Neg(BARE)),
        Product((Call("sigmoid", (Neg(Var("net_2")),)), Sum((ONE, Neg(Call("sigmoid", (Neg(Var("net_2")),))))))),
    ),
}


@pytest.mark.parametrize("case", WORTH)
def test_what_stands_there(case: str) -> None:
    rhs, scalars = WORTH[case]
    assert worth(rhs) == scalars


DELTA = entry("delta", (L,), (J,))


def test_a_rule_defines_each_entry_that_is_used_with_its_own_numbers() -> None:
    """δ⁽ˡ⁾_j = w⁽ˡ⁺¹⁾_j out_j: l and j are what they are on the left."""
    rule = Product((entry("w", (NEXT,), (J,)), entry("out", (), (J,))))
    found = written(entry("delta", at(2), at(3)), (DELTA, rule))
    assert found == [
        (FIRST, Var("delta_2_3")),
        (Var("delta_2_3"), Product((Var("w_3_3"), Var("out_3")))),
    ]


def test_a_letter_on_the_left_may_have_a_number_beside_it() -> None:
    """δ⁽ˡ⁺¹⁾ = w⁽ˡ⁾: of layer 3 it is w of layer 2."""
    found = written(entry("delta", at(3), at(1)), (entry("delta", (NEXT,), (J,)), entry("w", (L,), (J,))))
    assert found[1] == (Var("delta_3_1"), Var("w_2_1"))


def test_the_rule_of_another_symbol_or_of_fewer_indices_is_none() -> None:
    other, fewer = (entry("b", (L,), (J,)), Var("no")), (entry("delta", (L,)), Var("no"))
    found = written(entry("delta", at(2), at(3)), other, fewer, (DELTA, Var("yes")))
    assert found[1:] == [(Var("delta_2_3"), Var("yes"))]


def test_a_rule_of_numbers_comes_before_one_of_letters() -> None:
    """δ⁽ᴸ⁾ is the last layer's, δ⁽ˡ⁾ every other one's, in whatever order the page has them."""
    last = (entry("delta", at(3), (J,)), Var("last"))
    use = Sum((entry("delta", at(2), at(1)), entry("delta", at(3), at(1))))
    for rules in (((DELTA, Var("inner")), last), (last, (DELTA, Var("inner")))):
        assert written(use, *rules)[1:] == [(Var("delta_2_1"), Var("inner")), (Var("delta_3_1"), Var("last"))]


def test_one_letter_twice_is_one_number() -> None:
    diagonal = (entry("J", (), (J, J)), Var("yes"))
    assert written(entry("J", (), at(2, 2)), diagonal)[1:] == [(Var("J_2_2"), Var("yes"))]
    assert written(entry("J", (), at(2, 1)), diagonal)[1:] == []


REFUSED: dict[str, tuple[Expr, str]] = {
    "no value": (Element("t", (), at(1)), "'t[0]' has no value: the layers have no widths"),
    "no number for a letter": (entry("t", (), (J,)), "the index 'j' has no value here"),
    "a letter twice": (
        IndexedSum("k", number(2), IndexedSum("k", number(2), T)),  # type: ignore[arg-type]
        "the sum over 'k' goes to no number",
    ),
    "a sum to a name": (IndexedSum("k", entry("n", at(1)), T), "the sum over 'k' goes to no number"),
    "no derivative": (Slope("phi_second", BARE), "'phi_second' has no derivative"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_has_no_value_is_refused(case: str) -> None:
    rhs, message = REFUSED[case]
    with pytest.raises(SympropError) as caught:
        worth(rhs)
    assert str(caught.value) == message


SPEAKS = [
    ([], False),
    ([DisplayEquation(Var("a"), Var("b"))], False),
    ([DisplayEquation(Var("a"), ONE)], False),
    ([DisplayEquation(DELTA, ONE)], True),
    ([DisplayEquation(FIRST, Var("b")), DisplayEquation(DELTA, ONE)], True),
    ([DisplayEquation(FIRST, Neg(Product((DELTA, Var("x")))))], True),
    ([DisplayEquation(FIRST, Product((Var("x"), DELTA)))], False),
]


@pytest.mark.parametrize(("lines", "speaks"), SPEAKS, ids=[str(n) for n in range(len(SPEAKS))])
def test_whether_equations_speak_by_indices(lines: list[DisplayEquation], speaks: bool) -> None:
    assert has_indices(lines) is speaks


def test_what_entries_stand_for_is_told_apart_by_their_symbol() -> None:
    known = families([NET, Var("x"), DELTA])
    assert set(known) == {"net", "delta"}
    assert known["net"] == Family(NET.entry, NET.image)
    assert known["delta"] == Family(DELTA.entry, None)


def test_sizes_get_their_numbers_and_entries_what_they_stand_for() -> None:
    """n2 is 3, L is 4: Σ_{k=1}^{n2} net⁽ᴸ⁻¹⁾_k, and what nobody knows keeps its letters and has no value."""
    page = IndexedSum("k", Element("n2"), Element("net", (Index("L", -1),), (Index("k"),)))
    found = bound(page, {"net": Family(NET.entry, NET.image)}, {"n2": 3, "L": 4})
    assert isinstance(found, IndexedSum)
    assert (found.bound, found.body) == (number(3), Element("net", at(3), (K,)))
    assert isinstance(found.body, Element)
    assert (found.body.entry, found.body.image) == (NET.entry, NET.image)
    unknown = bound(Neg(Element("q", (L,), (J,))), {}, {"j": 2})
    assert unknown == Neg(Element("q", (L,), at(2)))
    assert unknown.operand.entry is None  # type: ignore[union-attr]
