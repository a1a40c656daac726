"""A check's report: what is compared with what, what is left out and why, what the report is about."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.forms import Limits
from symprop.errors import InputError
from symprop.verify.check import check_network
from symprop.verify.session import CheckOptions

SMALL = Network.layered(1, 1)
RELU = Network.layered(2, 2, 1, activation="relu", loss="hinge")
FORMS = ("chain", "messages", "paths", "factored", "closed", "matrix", "indexed", "indexed paths")


def test_every_form_is_held_against_one_and_that_one_against_the_paths() -> None:
    report = SMALL.check(["w1"], against=["forms"])
    assert [(check.subject, check.against) for check in report.checks] == [
        (form, "paths" if form == "factored" else "factored") for form in FORMS
    ]
    assert {check.gate for check in report.checks} == {40}
    assert report.skipped == ()


def test_every_page_is_held_against_its_own_form() -> None:
    report = SMALL.check(["w1"], against=["latex", "mathml"])
    pages = [(f"{form} {page}", form) for form in FORMS for page in ("latex", "mathml")]
    assert sorted((check.subject, check.against) for check in report.checks) == sorted(pages)


def test_a_form_that_is_too_large_is_left_out_and_named() -> None:
    """Without the paths the reference is held against the chain rule."""
    options = CheckOptions(against=("forms",), limits=Limits(paths=1))
    network = Network.layered(1, 1, 2)
    report = check_network(network.graph, ["w1"], options, rules=network.model.rules)
    assert ("factored", "chain") in {(check.subject, check.against) for check in report.checks}
    (left,) = (check for check in report.skipped if check.subject == "paths")
    assert left.against == "forms"
    assert left.note == "∂E_total/∂w1 has 2 paths, more than 1"
    assert report.ok


def test_another_notation_has_no_symbols_for_indices() -> None:
    report = SMALL.with_notation("bishop").check(["w1"], against=["text", "python"])
    assert [(check.subject, check.note) for check in report.skipped] == [
        ("indexed text", "the indexed form has mazur's symbols only"),
        ("indexed paths text", "the indexed form has mazur's symbols only"),
    ]
    assert "indexed python" in {check.subject for check in report.checks}


def test_a_report_says_what_it_is_about() -> None:
    report = RELU.check(["w1", "b1"], against=["forms"], points=4, seed=7)
    assert (report.network, report.of, report.seed) == (RELU.name, "E_total", 7)
    assert report.points >= 4
    assert report.conventions[0] == "ReLU′(0) = 0"
    assert {check.wrt for check in report.checks} == {"w1", "b1"}


def test_a_seed_gives_the_same_report_again() -> None:
    one, again = (RELU.check(["w1"], against=["finite-difference"], seed=3) for _ in range(2))
    assert one == again


REFUSED = [
    ({"against": ["finite-diference"]}, "unknown check 'finite-diference'; did you mean 'finite-difference'"),
    ({"against": ["abcdefgh"]}, "unknown check 'abcdefgh'; one of forms, exact, "),
    ({"points": 0}, "no points to compare at; at least 1"),
    ({"wrt": ["w9"]}, "w9"),
]


@pytest.mark.parametrize(("asked", "message"), REFUSED, ids=[r[1] for r in REFUSED])
def test_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        SMALL.check(**{"wrt": ["w1"], **asked})  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_each_parameter_is_announced_before_it_is_checked() -> None:
    seen: list[str] = []
    options = CheckOptions(against=("forms",))
    check_network(SMALL.graph, ["b1", "w1"], options, rules=SMALL.model.rules, progress=seen.append)
    assert seen == ["b1", "w1"]
