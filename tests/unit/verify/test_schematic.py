"""Formulas for any width held against networks of several widths: which are tried, and which formula is refused."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from symprop.derive.forms import Form
from symprop.derive.schematic import schematic_form
from symprop.errors import SympropError
from symprop.expression import DisplayEquation, Element, Expr, Index, IndexedSum, Neg, fold, substitute, with_children
from symprop.network.schematic import Schematic, read_schematic
from symprop.verify import schematic as module
from symprop.verify.pages import RENDERINGS
from symprop.verify.schematic import check_schematic, schematic_labels
from symprop.verify.session import CheckOptions

FIXED, GENERAL = read_schematic("n0-n1-n2"), read_schematic("n0-…-nL")
ONE = CheckOptions(points=1)
NUMERIC = {"factored", "finite-difference"}


@pytest.fixture
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without reading back, which takes longer than all else."""
    monkeypatch.setattr(module, "RENDERINGS", {})


def test_what_is_compared_with_what() -> None:
    report = check_schematic(FIXED, ["b2"], CheckOptions(points=1, seed=5))
    assert report.ok, report.failures
    assert (report.network, report.points, report.seed) == ("n0-n1-n2", 1, 5)
    subjects = [(check.subject, check.against, check.gate) for check in report.checks[: len(report.checks) // 3]]
    assert subjects == [
        row
        for form in ("indexed", "indexed paths")
        for row in (
            (form, "factored", 40),
            (form, "finite-difference", 25),
            *((f"{form} {page}", "factored", 40) for page in RENDERINGS),
        )
    ]


@pytest.mark.usefixtures("no_pages")
def test_every_parameter_is_checked_unless_some_are_named() -> None:
    each = module.NETWORKS * 4  # two forms, each held against two
    for asked, kinds in (((), ["w", "w", "b", "b"]), (("w2", "b1"), ["w", "b"])):
        report = check_schematic(FIXED, asked, ONE)
        assert report.ok, report.failures
        assert [check.wrt[0] for check in report.checks[::each]] == kinds
        assert len(report.checks) == each * len(kinds)


def concrete(
    network: Schematic, monkeypatch: pytest.MonkeyPatch, wrt: str, times: int
) -> list[tuple[dict[str, int], int, str]]:
    """Return (sizes, depth, weight) of the networks that are tried."""
    made: list[tuple[dict[str, int], int]] = []
    right = type(network).concrete

    def noted(self: Schematic, sizes: dict[str, int], depth: int = 0) -> Any:
        made.append((dict(sizes), depth))
        return right(self, sizes, depth)

    monkeypatch.setattr(type(network), "concrete", noted)
    monkeypatch.setattr(module, "NETWORKS", times)
    report = check_schematic(network, [wrt], ONE)
    assert report.ok, report.failures
    each = len(report.checks) // times
    return [(*one, report.checks[k * each].wrt) for k, one in enumerate(made)]


@pytest.mark.usefixtures("no_pages")
def test_widths_depths_and_places_of_all_kinds_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two to four units: of one unit a wrong index would be right; the first layer and the last one are tried too."""
    tried = concrete(GENERAL, monkeypatch, "b", 16)
    assert {depth for _, depth, _ in tried} == {2, 3, 4}
    assert {width for sizes, _, _ in tried for width in sizes.values()} == {2, 3, 4}
    assert all(set(sizes) == {f"n{k}" for k in range(depth + 1)} for sizes, depth, _ in tried)
    places = set()
    for sizes, depth, bias in tried:
        number, layer = int(bias[1:]), 1
        while number > sizes[f"n{layer}"]:
            number, layer = number - sizes[f"n{layer}"], layer + 1
        places |= {("first", layer == 1), ("last", layer == depth), ("unit 1", number == 1)}
        places.add(("the last unit", number == sizes[f"n{layer}"]))
    assert places == {(name, is_so) for name in ("first", "last", "unit 1", "the last unit") for is_so in (True, False)}


@pytest.mark.usefixtures("no_pages")
def test_weights_of_every_place_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    places = set()
    for sizes, _, weight in concrete(FIXED, monkeypatch, "w1", 12):
        row, column = divmod(int(weight[1:]) - 1, sizes["n0"])
        places |= {("first row", row == 0), ("last row", row == sizes["n1"] - 1)}
        places |= {("first column", column == 0), ("last column", column == sizes["n0"] - 1)}
    ends = ("first row", "last row", "first column", "last column")
    assert places == {(name, is_so) for name in ends for is_so in (True, False)}


@pytest.mark.usefixtures("no_pages")
def test_a_size_that_is_named_twice_is_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = concrete(read_schematic("n-3-n"), monkeypatch, "w2", 3)
    assert all(set(sizes) == {"n"} for sizes, _, _ in tried)
    assert {sizes["n"] for sizes, _, _ in tried} <= {2, 3, 4}


def each(change: Callable[[Expr], Expr | None]) -> Callable[[Expr], Expr]:
    def rule(node: Expr, parts: list[Expr]) -> Expr:
        return change(node) or with_children(node, parts)

    return lambda expr: fold(expr, rule)


def transposed(node: Expr) -> Expr | None:
    if isinstance(node, Element) and node.symbol == "w" and not node.of:
        return dataclasses.replace(node, indices=node.indices[::-1])
    return None


WRONG: dict[str, Callable[[Expr], Expr]] = {
    "a sign": Neg,
    "a weight transposed": each(transposed),
    "another layer's out": lambda expr: substitute(
        expr,
        lambda leaf: (
            dataclasses.replace(leaf, layers=tuple(Index(k.letter, k.number + 1) for k in leaf.layers))
            if isinstance(leaf, Element) and leaf.symbol == "out" and leaf.layers and leaf.layers[0].letter != "L"
            else None
        ),
    ),
    "a sum forgotten": each(lambda node: node.body if isinstance(node, IndexedSum) else None),
}


@pytest.mark.usefixtures("no_pages")
@pytest.mark.parametrize("network", [FIXED, GENERAL], ids=["a depth", "any depth"])
@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_formula_is_found(case: str, line: int, network: Schematic, monkeypatch: pytest.MonkeyPatch) -> None:
    wrt = network.parameters[0]
    changed: list[str] = []

    def wrong(asked: Schematic, name: str) -> Form:
        form = schematic_form(asked, name)
        lines = list(form.lines)
        rhs = WRONG[case](lines[line].rhs)
        if rhs != lines[line].rhs:
            changed.append(name)
        lines[line] = DisplayEquation(lines[line].lhs, rhs)
        return dataclasses.replace(form, lines=tuple(lines))

    monkeypatch.setattr(module, "schematic_form", wrong)
    try:
        report = check_schematic(network, [wrt], ONE)
    except SympropError:  # an index of nothing, or beyond its layer
        assert changed
        return
    found = {(check.subject, check.against) for check in report.failures}
    assert found == ({("indexed", against) for against in NUMERIC} if changed else set())


def test_labels_know_the_total() -> None:
    labels = schematic_labels()
    assert labels(Element("n2")).text == "n2"
    form = schematic_form(FIXED, "b2")
    assert RENDERINGS["text"][0](form.lines[0], labels) == "∂E_total/∂b⁽²⁾_j = δ⁽²⁾_j"
