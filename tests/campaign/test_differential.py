"""60 random networks against the three oracles, and bugs on purpose that must be found and shrunk to a tiny file."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from importlib import import_module
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.campaign.alive import draw_alive
from benchmarks.campaign.case import Failure
from benchmarks.campaign.compare import EACH_NAME, NOISE, agreeing
from benchmarks.campaign.cover import chosen, combinations_of
from benchmarks.campaign.examine import examine
from benchmarks.campaign.fields import reals
from benchmarks.campaign.files import as_text, network_of
from benchmarks.campaign.networks import FRONT_ENDS
from benchmarks.campaign.oracles import by_torch
from benchmarks.campaign.points import draw_point, written_of
from benchmarks.campaign.refusals import LAYERED, may_refuse
from benchmarks.campaign.renderings import RENDERINGS
from benchmarks.campaign.run import data_of, failure_of, front_row_of, row_of, saved, shrink_failure
from benchmarks.campaign.summary import record_of
from symprop import graph
from symprop.derive import forms
from symprop.errors import InputError, LimitExceeded, UnsupportedForm
from symprop.evaluate import numbers
from symprop.evaluate.numbers import Numbers
from symprop.expression import Delta, DisplayEquation, Expr, Neg, Num, Var, substitute
from symprop.functions import ACTIVATIONS, FUNCTIONS, LOSSES
from symprop.graph import Definition, Edge
from symprop.network import file
from symprop.network.builder import GraphBuilder
from symprop.network.values import parse_value
from symprop.notation import NOTATIONS, Labels
from symprop.pages import tex
from symprop.read import Symbols
from symprop.render.styles import LATEX, Piece, Style
from symprop.verify import pages

differentiation, writer = (import_module(f"symprop.{name}") for name in ("differentiate", "render.write"))
pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed"),
]
NETWORKS, SEED = 60, 6
DOCUMENTED = {
    "matrix: UnsupportedForm",
    "indexed: UnsupportedForm",
    "paths: LimitExceeded",
    "closed: LimitExceeded",
    "no point in the domain",
    "no parameters",
    "float64 says too little of a saturated network",
    "two names would look alike",
    "the abstract φ is no program",
}


@pytest.mark.parametrize("part", range(4), ids=list(FRONT_ENDS))
def test_random_networks_agree_with_three_oracles(part: int) -> None:
    rows = [row_of(seed, SEED) for seed in range(part, NETWORKS, 4)]
    failures = [(row["seed"], failure) for row in rows for failure in row.get("failures", ())]
    assert not failures, failures[0]
    assert not any(row.get("timeout") for row in rows)
    refused = {refusal for row in rows for refusal in row["refusals"]}
    assert all(any(refusal.endswith(end) for end in DOCUMENTED) for refusal in refused), refused
    assert sum(row.get("gradients", 0) for row in rows) >= NETWORKS // 5  # some have no parameters
    keys = [key.split("|") for row in rows for key in row["agreements"]]
    compared = [set(part) - {""} for part in zip(*keys, strict=True)]
    assert {"forward mode", EACH_NAME, "PyTorch", "sympy.diff"} <= compared[3]
    assert {"oracles", *(name for name in forms.FORMS if part == 0 or name not in LAYERED)} <= compared[0]
    assert {*RENDERINGS, "value", "numbers of a page", "python program"} == compared[1]
    assert set(NOTATIONS) == compared[2]
    assert record_of(rows, [], seed=SEED, seconds=1.0, command="").counts[0].failed == 0


@pytest.mark.parametrize("layered", [True, False])
def test_pairs_are_covered_evenly(layered: bool) -> None:
    order = combinations_of(layered)
    taken = [c for turn in range(15) for c in chosen(turn, layered=layered)]
    assert len(set(taken)) == 45
    seen = Counter(pair for found in order[:200] for pair in combinations(found, 2))
    assert set(seen) == {pair for found in order for pair in combinations(found, 2)}
    assert seen.pop(("indexed", "mazur"), 0) in (0, len(RENDERINGS) - 1)  # its only notation, so once in each rendering
    assert max(seen.values()) <= 6


def test_a_seed_is_a_file() -> None:
    assert as_text(data_of(7, SEED)) == as_text(data_of(7, SEED))
    assert len({as_text(data_of(seed, SEED)) for seed in range(40)}) == 40


def test_a_front_end_builds_what_the_file_says(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [front_row_of(seed, SEED) for seed in range(24)]
    assert not any(row["wrong"] for row in rows)
    assert {row["front"] for row in rows if row["digits"] is not None} == {"layers", "units", "equations"}
    assert all(count.other["values"] for count in record_of([], rows, seed=SEED, seconds=1.0, command="").counts)
    real = GraphBuilder.net
    monkeypatch.setattr(GraphBuilder, "net", lambda self, unit, terms: real(self, unit, [*terms][:2]))
    assert any(front_row_of(seed, SEED)["digits"] == 0 for seed in range(1, 24, 4))


def test_a_value_that_loses_its_sign_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "parse_value", lambda text, where="": parse_value(text.lstrip("-"), where=where))
    assert any("= " in note for seed in range(12) for note in front_row_of(seed, SEED)["wrong"])


def test_two_weights_that_are_mixed_up_on_every_page_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real, swapped = Labels._make, {"w1": "w2", "w2": "w1"}

    def mixed(self: Labels, leaf: Any) -> Any:
        return real(self, Var(swapped.get(leaf.name, leaf.name)) if isinstance(leaf, Var) else leaf)

    monkeypatch.setattr(Labels, "_make", mixed)
    wrong = [note for seed in range(0, 12, 4) for note in front_row_of(seed, SEED)["wrong"]]
    assert {note.split()[2] for note in wrong} == {"mazur:", "nielsen:", "bishop:"}, wrong


def test_what_takes_too_long_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.campaign.run.TIMEOUT", 1e-4)
    rows, fronts = [row_of(0, SEED)], [front_row_of(0, SEED)]
    counts = record_of(rows, fronts, seed=SEED, seconds=1.0, command="").counts
    assert [(count.tried, count.failed) for count in counts[:2]] == [(1, 1), (1, 1)]


def test_a_front_end_that_is_never_compared_has_failed() -> None:
    silent = {"seed": 0, "front": "layers", "digits": None, "values": 0, "labels": 0, "wrong": []}
    assert record_of([], [silent], seed=SEED, seconds=1.0, command="").counts[0].failed == 1


def test_the_record_says_which_commits_made_its_rows() -> None:
    rows = [{"seed": k, "front": "units", "cpu": 0.1, "commit": "a" if k else "b"} for k in range(3)]
    found = record_of(rows, [], seed=SEED, seconds=1.0, command="")
    assert found.commit == "b, a"
    assert "b made 1 rows, a made 2 rows" in found.limits[-1]
    found = record_of(rows[1:], [], seed=SEED, seconds=1.0, command="")
    assert found.commit == "a"
    assert not any("one commit" in limit for limit in found.limits)


def test_a_point_is_drawn_again_where_a_gradient_is_0() -> None:
    network = network_of("inputs: 1\nlayers:\n  - {units: 2, activation: relu}\n  - {units: 1, activation: relu}\n")
    graph, wrt = network.graph, network.parameters
    written = written_of(graph)
    dead = {draw_point: 0, draw_alive: 0}
    for seed in range(10):
        for draw, options in ((draw_point, ()), (draw_alive, (wrt,))):
            drawn = draw(graph, written, (), Random(seed), {}, *options)  # type: ignore[operator]
            assert drawn is not None
            dead[draw] += sum(slope == 0 for slope in by_torch(written, drawn[0], wrt, graph.total).values())
    assert dead[draw_alive] < dead[draw_point] / 2, dead


def test_a_number_on_a_page_has_its_own_digits_however_much_cancels() -> None:
    one, small = Fraction(1), Fraction(1, 10**14)
    assert agreeing(0, reals().literal(small), 11, lambda: reals().literal(one)) >= 11
    assert agreeing(0, reals().literal(small), 11, lambda: reals().literal(one), NOISE) == 0
    assert agreeing(0, reals().literal(small**3), 11, lambda: reals().literal(one), NOISE) == 11


def test_a_file_that_is_refused_has_failed() -> None:
    assert [failure.kind for failure in examine("inputs: 1\nlayers: []\n", "6", ()).failures] == ["InputError"]


def test_a_form_may_be_refused_only_as_documented() -> None:
    layered = network_of("inputs: 1\nlayers:\n  - {units: 1}\n").graph
    assert not may_refuse(layered, "matrix", UnsupportedForm("none"))
    assert not may_refuse(layered, "factored", LimitExceeded("large"))
    assert may_refuse(layered, "paths", LimitExceeded("large"))


# bugs on purpose

Plant = Callable[[pytest.MonkeyPatch], None]


def _dropped_path(patch: pytest.MonkeyPatch) -> None:
    real = forms.iter_paths

    def dropping(*args: Any) -> Iterator[Any]:
        found = list(real(*args))
        return iter(found[:-1] if len(found) > 1 else found)

    patch.setattr(forms, "iter_paths", dropping)


def _flipped_sign(patch: pytest.MonkeyPatch) -> None:
    row = LOSSES["squared"]
    patch.setitem(LOSSES, "squared", replace(row, by_output=lambda t, y: 2 * (t - y)))


def _wrong_partial(patch: pytest.MonkeyPatch) -> None:
    row = replace(FUNCTIONS["tanh"], derivative=lambda x, y: 1 - y)
    patch.setitem(FUNCTIONS, "tanh", row)
    patch.setitem(ACTIVATIONS, "tanh", row)


def _lost_occurrence(patch: pytest.MonkeyPatch) -> None:
    real = graph.definition_edges

    def losing(target: str, definition: Definition) -> Iterator[Edge]:
        return (edge for edge in real(target, definition) if edge.occurrence == 1)

    patch.setattr(graph, "definition_edges", losing)


def _lost_brackets(patch: pytest.MonkeyPatch) -> None:
    real = writer.enclosed

    def losing(style: Style, piece: Piece, least: int) -> str:
        return piece.text if style is LATEX else real(style, piece, least)

    patch.setattr(writer, "enclosed", losing)


def _mistaken_subscript(patch: pytest.MonkeyPatch) -> None:
    def mistaken(names: Any) -> Symbols:
        return Symbols({label: "w1" if name == "w2" else name for label, name in names.items()})

    patch.setattr(pages, "Symbols", mistaken)


def _crash(patch: pytest.MonkeyPatch) -> None:
    real = forms.FORMS["messages"]

    def crashing(derivation: Any) -> Any:
        if len(derivation.order) > 5:
            raise IndexError("planted")
        return real(derivation)

    patch.setitem(forms.FORMS, "messages", crashing)


def _wrong_power_rule(patch: pytest.MonkeyPatch) -> None:
    real = differentiation._lowered

    def wrong(base: Expr, exponent: Expr) -> Expr:
        return base if isinstance(exponent, Num) else real(base, exponent)

    patch.setattr(differentiation, "_lowered", wrong)


def _truncated_page(patch: pytest.MonkeyPatch) -> None:
    real = tex.latex_rows
    patch.setattr(tex, "latex_rows", lambda *args: real(*args)[:1])


def _two_wrong_signs(patch: pytest.MonkeyPatch) -> None:
    real = forms.FORMS["factored"]

    def minus(leaf: Any) -> Expr | None:
        return Neg(leaf) if isinstance(leaf, Delta) else None

    def negated(derivation: Any) -> Iterator[DisplayEquation]:
        for line in real(derivation):
            rhs = substitute(line.rhs, minus)
            yield DisplayEquation(line.lhs, Neg(rhs) if isinstance(line.lhs, Delta) else rhs)

    patch.setitem(forms.FORMS, "factored", negated)


def _always_refused(patch: pytest.MonkeyPatch) -> None:
    def refusing(derivation: Any) -> Any:
        raise UnsupportedForm("planted")

    patch.setitem(forms.FORMS, "messages", refusing)


def _refused_page(patch: pytest.MonkeyPatch) -> None:
    def refusing(*args: Any) -> Any:
        raise InputError("planted")

    patch.setattr(tex, "latex_rows", refusing)


def _few_digits(patch: pytest.MonkeyPatch) -> None:
    real = Numbers.gradient_text

    def rounding(self: Numbers, wrt: str) -> str | None:
        text = real(self, wrt)
        return text and f"{float(text):.7g}"

    patch.setattr(Numbers, "gradient_text", rounding)


def _wrong_numbers_on_a_page(patch: pytest.MonkeyPatch) -> None:
    real = numbers.rounded
    patch.setattr(numbers, "rounded", lambda value, digits: real(value, 5))


PLANTS: dict[str, tuple[Plant, str, int]] = {
    "a path is dropped": (_dropped_path, "disagrees", 100),
    "a loss's sign is flipped": (_flipped_sign, "disagrees", 60),
    "tanh′ = 1 − y": (_wrong_partial, "disagrees", 100),
    "a weight used twice counts once": (_lost_occurrence, "disagrees", 120),
    "LaTeX loses brackets": (_lost_brackets, "disagrees", 100),
    "a reader takes w2 for w1": (_mistaken_subscript, "disagrees", 100),
    "the power rule keeps the exponent": (_wrong_power_rule, "disagrees", 120),
    "a page loses the rows after the first": (_truncated_page, "disagrees", 160),
    "a form crashes": (_crash, "IndexError", 100),
    "two wrong signs cancel": (_two_wrong_signs, "disagrees", 60),
    "a form is always refused": (_always_refused, "refused", 60),
    "a page is always refused": (_refused_page, "unreadable", 80),
    "a value has seven digits": (_few_digits, "disagrees", 400),
    "a page's numbers have five digits": (_wrong_numbers_on_a_page, "disagrees", 400),
}
"""Bug → (how it is planted, what the failure is called, how long the smallest file may be)."""


QUICK = (
    "a weight used twice counts once",
    "a reader takes w2 for w1",
    "LaTeX loses brackets",
    "a form crashes",
    "two wrong signs cancel",
    "a form is always refused",
)


@pytest.mark.parametrize(
    "bug", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PLANTS]
)
def test_a_planted_bug_is_found_and_shrunk(bug: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plant, kind, length = PLANTS[bug]
    plant(monkeypatch)
    data, failure = found_by(range(100))
    assert failure.kind == kind, failure
    smallest = shrink_failure(data, failure)
    path = saved(smallest, failure, bug, tmp_path)
    text = path.read_text(encoding="utf-8")
    assert len(as_text(smallest)) <= length, text
    assert failing(text, failure)
    monkeypatch.undo()
    assert not examine(text, "6", chosen(0, layered=True)).failures


def failing(text: str, failure: Failure) -> bool:
    subject = failure.subject
    written = [] if subject.rendering == "tree" else [subject]
    return any(f.kind == failure.kind for f in examine(text, "6", written, forms=[subject.form]).failures)


def found_by(seeds: range) -> tuple[dict[str, Any], Failure]:
    """Return the first network that fails, and how."""
    for seed in seeds:
        row = row_of(seed, SEED)
        if row.get("failures"):
            return data_of(seed, SEED), failure_of(row["failures"][0])
    raise AssertionError("no network finds it")
