"""The gates: how many digits agree, what is noise, and that nothing passes for being small."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import mpmath
import pytest

from symprop.evaluate.arithmetic import rational_arithmetic
from symprop.expression import Var, number
from symprop.graph import Affine, Kind, ListedGraph, Variable
from symprop.verify.compare import compare, differing, skipped
from symprop.verify.session import path_scale

MP: Any = mpmath.mp.clone()
MP.dps = 70
NAN = MP.nan


def checked(found: list[Any], expected: list[Any], *, against: str = "paths", gate: int = 40, scale: Any = 1) -> Any:
    session = SimpleNamespace(scales=lambda wrt: [MP.mpf(scale)] * len(found))
    numbers = ([MP.mpf(value) for value in values] for values in (found, expected))
    return compare(session, "w1", "closed", against, *numbers, gate)  # type: ignore[arg-type]


AGREEING = [
    ("3", "3", 50),
    ("1", "1.00000000000000000000000000000000000000002", 40),  # 2e-41
    ("1", "1.0000000000000000000000000000000000000002", 39),  # 2e-40
    ("-4000", "4000", 0),
    ("3", "3.3", 1),
    ("0", "0", 50),
    (MP.mpf(1), 1 + MP.mpf(10) ** -60, 50),
    (NAN, "1", 0),
    ("1", NAN, 0),
]


@pytest.mark.parametrize(("one", "other", "digits"), AGREEING, ids=[f"{a[0]} {a[1]} -> {a[2]}" for a in AGREEING])
def test_digits_are_relative_to_the_larger_and_rounded_down(one: Any, other: Any, digits: int) -> None:
    for pair in ((one, other), (other, one)):
        check = checked([pair[0]], [pair[1]])
        assert check.agreeing_digits == digits
        assert check.ok is (digits >= 40)
        assert bool(check.note) is not check.ok


GATES = [
    ("a zero that should be none", "0", "1e-42", "paths", False),
    ("the noise of what cancels", "0", "1e-44", "paths", True),
    ("as large as noise may not be", "0", "1e-43", "paths", False),
    ("as much to either side", "1e-44", "-2e-44", "paths", True),
    ("no noise in floats, but Σ|path product|", "1e-9", "1.5e-9", "float64", False),
    ("eleven digits of Σ|path product|", "1e-9", "1.000001e-9", "float64", True),
    ("no more than that", "0.5", "0.50000000002", "float64", False),
    ("a framework is float64 too", "1e-9", "1.000001e-9", "jax", True),
    ("another oracle is not", "1e-9", "1.000001e-9", "sympy", False),
]


@pytest.mark.parametrize(("one", "other", "against", "ok"), [g[1:] for g in GATES], ids=[g[0] for g in GATES])
def test_noise_is_measured_by_the_paths(one: str, other: str, against: str, ok: bool) -> None:
    gate = 11 if against in ("float64", "jax") else 40
    assert checked([one], [other], against=against, gate=gate).ok is ok


def test_what_agrees_by_itself_is_not_measured_by_the_paths() -> None:
    check = checked(["1"], ["1.00000000001"], against="float64", gate=11, scale=1000)
    assert (check.ok, check.agreeing_digits) == (True, 11)
    check = checked(["1"], ["1.0000000001"], against="float64", gate=11, scale=1000)
    assert (check.ok, check.agreeing_digits) == (True, 13)


def test_the_worst_point_counts_and_is_shown() -> None:
    check = checked(["1", "2", "3"], ["1", "2.5", "3.0000001"])
    assert (check.ok, check.agreeing_digits, check.gate) == (False, 0, 40)
    assert check.note == "2.0 against 2.5"
    assert (check.wrt, check.subject, check.against) == ("w1", "closed", "paths")
    third = checked(["1"], ["1.33333333333333333333"])
    assert third.note == "1.0 against 1.33333333333", "twelve digits are enough to see it"
    with pytest.raises(ValueError, match="zip"):
        checked(["1", "2"], ["1"])


def named(**values: str) -> list[dict[str, Any]]:
    return [{name: MP.mpf(value) for name, value in values.items()}]


def test_a_name_that_differs_is_said_and_noise_is_not() -> None:
    right = named(g="1", a="2", b="3")
    assert differing(right, right, "g") == ""
    assert differing(named(g="1", a="2", b="3.5"), right, "g") == "b: 3.5 against 3.0"
    assert differing(named(g="7", a="2", b="3"), right, "g") == "", "the first has a check of its own"
    assert differing(named(g="1", b="3"), right, "g") == "", "what one does not define is not compared"
    assert differing(named(g="1", a="1e-44"), named(g="1", a="0"), "g") == ""
    assert differing(named(g="1", a="1e-42"), named(g="1", a="0"), "g") == "a: 1.0e-42 against 0.0"
    assert differing(named(g="1", a="nan"), named(g="1", a="2"), "g") == "a: nan against 2.0", "no number is no noise"
    assert differing(named(g="1", a="1e-43"), named(g="1", a="0"), "g") == "", "three digits below what must agree"
    almost = [named(g="1", a=f"1.{'0' * zeros}2") for zeros in (39, 40)]
    assert differing(almost[0], named(g="1", a="1"), "g") == "a: 1.0 against 1.0", "39 digits agree"
    assert differing(almost[1], named(g="1", a="1"), "g") == "", "40 digits agree"
    both = (named(g="1", a="2") + named(g="1", a="3"), named(g="1", a="2") + named(g="1", a="2"))
    assert differing(*both, "g") == "a: 3.0 against 2.0", "at the second point"


def test_what_could_not_be_compared_says_why() -> None:
    check = skipped("w1", "paths", "torch", "too many")
    assert (check.ok, check.agreeing_digits, check.gate, check.note) == (True, None, 0, "too many")
    assert (check.wrt, check.subject, check.against) == ("w1", "paths", "torch")


def test_the_scale_of_a_gradient_does_not_cancel() -> None:
    """E = 3a − 3a by two paths: the gradient is 0, its scale 6; what leads nowhere is no part of it."""
    a = Var("a")
    definitions = {
        "a": Affine(((Var("w"),),)),
        "b": Affine(((number("3"), a),)),
        "c": Affine(((number("-3"), a),)),
        "d": Affine(((a,),)),
        "E": Affine(((Var("b"),), (Var("c"),))),
    }
    kinds = {name: Kind.TOTAL if name == "E" else Kind.NET for name in definitions}
    variables = (Variable("w", Kind.WEIGHT), *(Variable(name, kind, name) for name, kind in kinds.items()))
    point = SimpleNamespace(arithmetic=rational_arithmetic(), forward={"w": Fraction(2)})
    graph = ListedGraph(variables, definitions, "E")
    assert path_scale(graph, "w", point) == 6  # type: ignore[arg-type]
