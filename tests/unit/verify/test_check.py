"""A check's report: what is compared with what, what is left out and why, what the report is about."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.forms import Limits
from symprop.derive.views import slope_graph
from symprop.errors import InputError
from symprop.expression import DisplayEquation
from symprop.notation import Labels
from symprop.report import Check
from symprop.verify import pages
from symprop.verify.check import SUBJECTS, check_network
from symprop.verify.pages import RENDERINGS
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
    assert SUBJECTS == FORMS


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
    (
        {"against": ["finite-diference"]},
        "--against: unknown check 'finite-diference'; did you mean 'finite-difference'?",
    ),
    ({"against": ["abcdefgh"]}, "--against: unknown check 'abcdefgh'; one of forms, exact, "),
    ({"points": 0}, "--points: 0 points to compare at; a whole number, at least 1"),
    ({"wrt": ["w9"]}, "unknown name 'w9'; "),
]


@pytest.mark.parametrize(("asked", "message"), REFUSED, ids=[r[1] for r in REFUSED])
def test_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as caught:
        SMALL.check(**{"wrt": ["w1"], **asked})  # type: ignore[arg-type]
    assert str(caught.value).startswith(message)


def test_what_is_taken_if_nothing_is_said() -> None:
    """As the guides show it."""
    report = SMALL.check(["w1"], against=["forms"])
    assert (report.points, report.seed) == (3, 20261123)
    assert check_network(SMALL.graph, ["w1"], CheckOptions(against=("forms",))).points == 3


def test_one_point_is_enough() -> None:
    assert SMALL.check(["w1"], against=["forms"], points=1).points == 1


def test_each_parameter_is_announced_before_it_is_checked() -> None:
    seen: list[str] = []
    options = CheckOptions(against=("forms",))
    check_network(SMALL.graph, ["b1", "w1"], options, rules=SMALL.model.rules, progress=seen.append)
    assert seen == ["b1", "w1"]
    report = check_network(SMALL.graph, ["w1"], options)
    assert (report.ok, report.network) == (True, ""), "nobody need be told, and a graph has no name"


def test_both_sides_of_a_kink_are_looked_at() -> None:
    """Of half of the square and Huber's loss one point can tell nothing where |t − out| < 1."""
    report = Network.layered(1, 1, loss="huber").check(["w1"], against=["forms"], points=1)
    assert report.ok, report.failures
    assert report.points > 1


def equations(**given: str) -> Network:
    loss = given.pop("loss")
    return Network.from_dict({"inputs": ["x"], "parameters": ["u"], "equations": given, "loss": loss})


def test_where_every_path_is_dead_the_check_fails() -> None:
    report = equations(y="u*relu(-x*x)", loss="(y - 1)^2").check(["u"], against=["forms"])
    assert not report.ok
    assert report.failures == (
        Check(
            wrt="u",
            subject="paths of u",
            against="a point that is not 0",
            agreeing_digits=0,
            gate=1,
            ok=False,
            note="1 of 1 paths are 0 at every point that was tried, so nothing is known of them",
        ),
    )


def test_where_some_paths_are_dead_it_is_said() -> None:
    report = equations(a="u*relu(-x*x)", b="u*x", y="a + b", loss="(y - 1)^2").check(["u"], against=["forms"])
    assert report.ok
    (said,) = (check for check in report.skipped if check.subject == "paths of u")
    assert said == Check(
        wrt="u",
        subject="paths of u",
        against="a point that is not 0",
        agreeing_digits=None,
        gate=0,
        ok=True,
        note="1 of 2 paths are 0 at every point that was tried, so nothing is known of them",
    )


def test_where_each_path_is_alive_nothing_is_said() -> None:
    report = Network.layered(2, 2, 2, activation="relu").check(["w1"], against=["forms"])
    assert report.ok
    assert not [check for check in (*report.checks, *report.skipped) if check.subject.startswith("paths of")]


PAGES: dict[str, tuple[str, str, str]] = {
    "a sign of the first line": ("d_E_total__d_w1 = ", "d_E_total__d_w1 = -", " against "),
    "a name that is not there": ("out_o1", "out_o2", "out_o2"),
    "what cannot be read": ("= ", "= )", "closes nothing"),
    "another left side": ("d_E_total__d_w1 = ", "d_E_total__d_w2 = ", "d_E_total__d_w2"),
}


@pytest.mark.parametrize("case", PAGES)
def test_a_page_that_says_something_else_disagrees_and_says_where(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right, wrong, note = PAGES[case]
    show, read = RENDERINGS["python"]

    def mistaken(line: DisplayEquation, labels: Labels) -> str:
        return show(line, labels).replace(right, wrong)

    monkeypatch.setitem(pages.RENDERINGS, "python", (mistaken, read))
    failures = {check.subject: check for check in SMALL.check(["w1"], against=["python"], points=1).failures}
    assert note in failures["factored python"].note
    for check in failures.values():
        assert (check.wrt, check.gate, check.ok) == ("w1", 40, False)
        assert check.subject == f"{check.against} python"


def test_two_mistakes_that_cancel_in_the_gradient_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """δ with another sign, and its use with another sign: ∂E/∂w is right, the page is not."""
    show, read = RENDERINGS["python"]

    def mistaken(line: DisplayEquation, labels: Labels) -> str:
        left, right = show(line, labels).split(" = ")
        return f"{left} = -({right})" if "delta_o1" in left or "delta_o1" in right else f"{left} = {right}"

    monkeypatch.setitem(pages.RENDERINGS, "python", (mistaken, read))
    failures = {check.subject: check for check in SMALL.check(["w1"], against=["python"], points=1).failures}
    assert failures["factored python"].note.startswith("delta_o1: ")
    assert failures["factored python"].agreeing_digits is None


def test_a_second_derivative_is_said_to_be_one() -> None:
    net = equations(y="u*x", loss="(y - 1)^2")
    report = check_network(slope_graph(net.graph, "u"), ["u"], CheckOptions(against=("forms", "latex"), points=1))
    assert report.ok, report.failures
    assert report.of == "(∂E_total/∂u)"
    left = {check.subject: check.note for check in report.skipped}
    assert left["messages"] == "a message is a part of a first derivative"
    assert set(left) == {"messages", "matrix", "indexed"}


def test_python_is_the_same_in_every_notation() -> None:
    report = SMALL.with_notation("pdp").check(["w1"], against=["python", "latex"], points=1)
    assert report.ok, report.failures
    subjects = {check.subject for check in report.checks}
    assert {"indexed python", "factored python", "factored latex", "matrix latex"} <= subjects
    assert "indexed latex" not in subjects
