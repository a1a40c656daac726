"""Metamorphic relations on a few networks; each of them notices what breaks it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from benchmarks.metamorphic import measure
from benchmarks.metamorphic.cases import draw
from benchmarks.metamorphic.claims import Related
from benchmarks.metamorphic.pages import other_pages
from benchmarks.metamorphic.relations import RELATIONS
from benchmarks.metamorphic.run import summary
from benchmarks.metamorphic.trial import judged, trial
from symprop import gradient
from symprop.derive import forms, paths
from symprop.derive.paths import Path, iter_paths
from symprop.errors import LimitExceeded
from symprop.evaluate.numbers import Numbers
from symprop.expression import TWO
from symprop.form_view import FormView
from symprop.functions import ACTIVATIONS, FUNCTIONS, LOSSES
from symprop.graph import PARAMETERS, Edge, EquationGraph, Kind, ListedGraph
from symprop.network import file

CASES = [(name, k) for name, relation in RELATIONS.items() for k in range(len(relation.changes))]


@pytest.mark.parametrize(("name", "k"), CASES)
def test_a_relation_holds(name: str, k: int) -> None:
    row = trial(name, 1, k)
    assert row["failed"] == [], row["smallest"]
    assert row["claims"] > 0


# what must fail


def related(name: str, wanted: Callable[[Related], bool] = lambda _: True) -> Iterator[Related]:
    """Yield what a relation makes of random networks."""
    relation = RELATIONS[name]
    for k in range(60):
        kind = list(relation.changes)[k % len(relation.changes)]
        case = draw(kind, random.Random(f"control/{name}/{k}"), relation.samples)
        found = relation.changes[kind](case) if case else None
        if found is not None and wanted(found):
            yield found


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_that_is_a_little_wrong_fails(name: str) -> None:
    """One part in 10³⁸ on the right side; one path more."""
    little = 1 + Fraction(1, 10**38)
    for found in related(name):
        wrong = [
            replace(claim, right=tuple((factor * little, names) for factor, names in claim.right), more=claim.more + 1)
            for claim in found.claims
        ]
        failed = judged(replace(found, claims=tuple(wrong), renamed={}, substituted=())).failed
        if any(line.startswith("factored: ") for line in failed):  # not all of them are 0
            break
    else:
        pytest.fail("nothing was noticed")
    assert sum(line.startswith("number of paths: ") for line in failed) == sum(claim.counts for claim in wrong)


def test_names_that_are_not_those_of_the_twin_are_noticed() -> None:
    for found in related("renaming", lambda found: len(found.claims) > 1):
        one, two = (claim.left[0][1][0][1] for claim in found.claims[:2])
        swapped = {**found.renamed, one: found.renamed[two], two: found.renamed[one]}
        assert judged(found).failed == ()
        if any("another page" in line for line in judged(replace(found, claims=(), renamed=swapped)).failed):
            return
    pytest.fail("nothing was noticed")


def test_a_brace_that_is_lost_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = next(related("renaming"))
    assert not any(other_pages(found))
    page = FormView.latex.fget  # type: ignore[attr-defined]
    turns = itertools.cycle((0, 1))  # the page, its twin, the page, …

    def latex(view: FormView) -> str:
        return str(page(view)).replace("{", "", next(turns))

    monkeypatch.setattr(FormView, "latex", property(latex))
    assert any("as latex" in line for line in other_pages(found))


@pytest.mark.parametrize("form", ["chain", "messages", "factored"])
def test_a_form_that_is_refused_is_noticed(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what is as long as the paths are many may be."""

    def refusing(graph: EquationGraph, wrt: str, name: str, limits: forms.Limits) -> forms.Form:
        if name == form:
            raise LimitExceeded("too many")
        return forms.derive_form(graph, wrt, name, limits)

    for module in (gradient, measure):
        monkeypatch.setattr(module, "derive_form", refusing)
    failed = judged(next(related("renaming"))).failed
    assert [line for line in failed if line.startswith(form) and line.endswith("refused")] == list(failed) != []


@pytest.mark.parametrize("form", ["paths", "closed"])
def test_a_form_that_is_refused_of_one_of_two_twins_is_noticed(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refusing(graph: EquationGraph, wrt: str, name: str, limits: forms.Limits) -> forms.Form:
        if name == form:
            asked.append(wrt)
            if len(asked) % 2:
                raise LimitExceeded("too many")
        return forms.derive_form(graph, wrt, name, limits)

    monkeypatch.setattr(gradient, "derive_form", refusing)
    assert any(line.startswith(form) and line.endswith("refused") for line in other_pages(next(related("renaming"))))


def test_numbers_are_put_into_rational_networks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    found = next(found for found in related("number for symbol") if judged(found).digits is None)
    assert judged(found).failed == ()
    another_value(monkeypatch)
    assert any("on the page: 0.123456789012" in line for line in judged(found).failed)


def noticed(name: str) -> bool:
    return any(judged(found).failed for found in related(name))


def first_way(kinds: Collection[Kind]) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        def edges_from(graph: ListedGraph, name: str) -> Sequence[Edge]:
            edges = whole(graph, name)
            return edges[:1] if graph.variable(name).kind in kinds else edges

        whole = ListedGraph.edges_from
        patch.setattr(ListedGraph, "edges_from", edges_from)

    return plant


def steep_identity(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(ACTIVATIONS, "identity", replace(FUNCTIONS["identity"], derivative=lambda *_: TWO))


def steep_loss(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(LOSSES, "half_squared", replace(LOSSES["half_squared"], by_output=LOSSES["squared"].by_output))


def sorted_paths(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(forms, "iter_paths", lambda graph, wrt: iter(sorted(iter_paths(graph, wrt), key=lambda p: p.nodes)))


def last_path_lost(patch: pytest.MonkeyPatch) -> None:
    def fewer(graph: EquationGraph, wrt: str) -> list[Path]:
        found = list(iter_paths(graph, wrt))
        return found[:-1] if len(found) > 1 else found

    patch.setattr(forms, "iter_paths", fewer)


def dead_ends_count(patch: pytest.MonkeyPatch) -> None:
    def counts(edges: Mapping[str, Sequence[Edge]], _: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for node in reversed(list(edges)):
            found[node] = sum(found[edge.target] for edge in edges[node]) or 1
        return found

    patch.setattr(paths, "_counts", counts)


def another_value(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Numbers, "gradient_text", lambda *_: "0.123456789012")


def no_signs(patch: pytest.MonkeyPatch) -> None:
    read = file._weight
    patch.setattr(file, "_weight", lambda text: read(text.lstrip("-")))


BUGS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], tuple[str, ...]]] = {
    "only a weight's first use": (first_way(PARAMETERS), ("untying a shared weight", "reversing the samples")),
    "only an input's first use": (first_way([Kind.INPUT]), ("composing two networks",)),
    "an identity of slope 2": (steep_identity, ("splitting an edge",)),
    "only an out's first use": (first_way([Kind.OUT]), ("permuting units",)),
    "a loss with another one's slope": (steep_loss, ("scaling the loss",)),
    "paths by their names": (sorted_paths, ("renaming",)),
    "the last path lost": (last_path_lost, ("duplicating a unit",)),
    "dead ends counted": (dead_ends_count, ("adding a dead unit",)),
    "another value on the page": (another_value, ("number for symbol",)),
    "constants without their sign": (no_signs, ("number for symbol",)),
}


SLOW = ("paths by their names", "constants without their sign")


@pytest.mark.parametrize("bug", [pytest.param(bug, marks=[pytest.mark.slow] * (bug in SLOW)) for bug in BUGS])
def test_a_bug_that_is_planted_is_noticed(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant, names = BUGS[bug]
    plant(monkeypatch)
    assert [name for name in names if not noticed(name)] == []


def test_every_relation_notices_some_bug() -> None:
    assert {name for _, names in BUGS.values() for name in names} == set(RELATIONS)


def test_the_record_counts_what_was_tried() -> None:
    rows = [trial("splitting an edge", 1, k) for k in range(2)]
    record = summary({"splitting an edge": rows}, networks=2, seed=1, seconds=0.5)
    assert (record.name, record.counts[0].tried, record.counts[0].failed) == ("metamorphic", 2, 0)
    assert record.counts[0].other["gradients compared"] == sum(row["claims"] for row in rows) > 0
