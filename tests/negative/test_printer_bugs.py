"""A page that says something else, or nothing that can be read, fails its check: ok is no, and the subject is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from symprop import Network, load
from symprop.derive.forms import FORMS, Form
from symprop.expression import DisplayEquation
from symprop.notation import Label, Labels
from symprop.report import Report
from symprop.verify import SUBJECTS, CheckOptions, check_network
from symprop.verify.pages import RENDERINGS

MAZUR = load("mazur")

Misprint = Callable[[str], str]


def once(old: str, new: str) -> Misprint:
    return lambda page: page.replace(old, new, 1)


def everywhere(old: str, new: str) -> Misprint:
    return lambda page: page.replace(old, new)


def pattern(old: str, new: str) -> Misprint:
    return lambda page: re.sub(old, new, page)


def swap(one: str, other: str) -> Misprint:
    return lambda page: page.replace(one, "\0").replace(other, one).replace("\0", other)


W = "<msub><mi>w</mi><mn>{}</mn></msub>".format
MINUS = "\N{MINUS SIGN}"
MISPRINTS: dict[str, dict[str, Misprint]] = {
    "w5 as w6": {
        "latex": everywhere("w_5", "w_6"),
        "mathml": everywhere(W(5), W(6)),
        "text": everywhere("w5", "w6"),
        "python": everywhere("w5", "w6"),
    },
    "w5 and w7 swapped": {
        "latex": swap("w_5", "w_7"),
        "mathml": swap(W(5), W(7)),
        "text": swap("w5", "w7"),
        "python": swap("w5", "w7"),
    },
    "a minus lost": {
        "latex": pattern(r"(?<!\{)-\\left", r"\\left"),
        "mathml": pattern(f'<mo form="prefix"[^>]*>{MINUS}</mo>', ""),
        "text": pattern(f"{MINUS}\\(", "("),
        "python": pattern(r"-\(", "("),
    },
    "no brackets": {
        "latex": pattern(r"\\left\(|\\right\)", " "),
        "mathml": pattern(r"<mo[^>]*>[()]</mo>", ""),
        "text": pattern(r"[()]", " "),
        "python": pattern(r"[()]", " "),
    },
    "out(1 + out)": {
        "latex": everywhere("1 - ", "1 + "),
        "mathml": pattern(f"(<mn>1</mn>\\s*<mo[^>]*>){MINUS}<", r"\1+<"),
        "text": everywhere(f"1 {MINUS} ", "1 + "),
        "python": everywhere("1 - ", "1 + "),
    },
    "out_o1 as out_o2": {
        "latex": pattern(r"\\text\{out\}_\{o_1\}", r"\\text{out}_{o_2}"),
        "mathml": pattern(
            r"(<mtext>out</mtext>\s*<mrow>\s*<msub>\s*<mi>o</mi>\s*)<mn>1</mn>", r"\1<mn>2</mn>"
        ),
        "text": everywhere("out_o1", "out_o2"),
        "python": everywhere("out_o1", "out_o2"),
    },
    "a factor lost": {
        "latex": pattern(r" \\cdot i_1", ""),
        "mathml": pattern(r"<mo>[·⋅]</mo>\s*<msub><mi>i</mi><mn>1</mn></msub>", ""),
        "text": everywhere(" · i1", ""),
        "python": everywhere("*i1", ""),
    },
}  # fmt: skip


def subjects(form: Form) -> Iterator[tuple[str, tuple[DisplayEquation, ...]]]:
    """Yield what a check compares of a form: its lines, and what it says again."""
    yield form.name, form.lines
    if form.again:
        yield f"{form.name} paths", form.again


def misprinted(monkeypatch: pytest.MonkeyPatch, rendering: str, misprint: Misprint, wrt: str) -> set[str]:
    """Print badly; return the forms whose page is another then."""
    show, read = RENDERINGS[rendering]
    labels = MAZUR.labels
    changed = {
        subject
        for form in FORMS
        for subject, lines in subjects(MAZUR.gradient(wrt).form(form).form)
        if any(misprint(show(line, labels)) != show(line, labels) for line in lines)
    }
    monkeypatch.setitem(RENDERINGS, rendering, (lambda line, known: misprint(show(line, known)), read))
    return changed


CASES = [(name, rendering) for name, by_rendering in MISPRINTS.items() for rendering in by_rendering]


@pytest.mark.parametrize(("name", "rendering"), CASES, ids=[f"{r}: {n}" for n, r in CASES])
@pytest.mark.parametrize("wrt", ["w1", "b1"])
def test_a_misprint_is_found_on_every_page_it_stands_on(
    monkeypatch: pytest.MonkeyPatch, wrt: str, name: str, rendering: str
) -> None:
    changed = misprinted(monkeypatch, rendering, MISPRINTS[name][rendering], wrt)
    least = 0 if (name, wrt) == ("a factor lost", "b1") else 3  # i1 is no factor of ∂E/∂b1
    assert len(changed) >= least, "the misprint hit next to nothing"
    report = MAZUR.check([wrt], against=[rendering])
    assert {check.subject for check in report.failures} == {f"{form} {rendering}" for form in changed}
    assert report.ok is not bool(changed)
    for check in report.failures:
        assert check.wrt == wrt
        assert check.note


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_misprint_fails_the_whole_check(monkeypatch: pytest.MonkeyPatch, rendering: str) -> None:
    misprinted(monkeypatch, rendering, MISPRINTS["out(1 + out)"][rendering], "w1")
    report = MAZUR.check(["w1"], against=[*RENDERINGS, "forms"])
    assert not report.ok
    assert {check.subject.split()[-1] for check in report.failures} == {rendering}


# pages that cannot be read

UNREADABLE: dict[str, tuple[str, ...]] = {
    "latex": (
        "",
        "a",
        "=",
        r"\begin{align*}",
        r"\frac{\partial E_{\text{total}}}{\partial w_1} &= \frac{",
        r"\frac{\partial E_{\text{total}}}{\partial w_1} &= \left(",
        r"\frac{\partial E_{\text{total}}}{\partial w_1} &= \input{x}",
        r"\frac{\partial E_{\text{total}}}{\partial w_1} &= q_7",
        r"q_7 &= i_1",
        "\0",
        "\ud800",
        "{" * 5_000,
    ),
    "mathml": (
        "",
        "<math",
        "<math></math>",
        "<math><mi>&unknown;</mi></math>",
        '<!DOCTYPE math [<!ENTITY a "b">]><math><mi>&a;</mi></math>',
        "<math><mi>a</mi><mo>=</mo></math>",
        "<math><script>1</script></math>",
        "<math><mfrac><mn>1</mn></mfrac></math>",
        "<mi>a</mi><mi>b</mi>",
        "\0",
        "\ud800",
        "<mrow>" * 5_000,
    ),
    "text": ("", "a", "=", "∂E_total/∂w1 =", "∂E_total/∂w1 = (", "∂E_total/∂w1 = q7", "q7 = i1", "\0", "(" * 5_000),
    "python": ("", "=", "d_E_total__d_w1 = (", "d_E_total__d_w1 = __import__('os')", "d_E_total__d_w1 = i1 i1 +", "\0"),
}  # fmt: skip
PAGES = [(rendering, page) for rendering, pages in UNREADABLE.items() for page in pages]


@pytest.mark.parametrize(("rendering", "page"), PAGES, ids=[f"{r} {p[:50]!a} -> not ok" for r, p in PAGES])
def test_an_unreadable_page_is_a_failure_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, rendering: str, page: str
) -> None:
    misprinted(monkeypatch, rendering, lambda _: page, "w1")
    report = MAZUR.check(["w1"], against=[rendering])
    assert not report.ok
    assert {check.subject for check in report.failures} == {f"{form} {rendering}" for form in SUBJECTS}
    for check in report.failures:
        assert check.agreeing_digits is None
        assert check.note
        assert "\n" not in check.note


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_a_line_for_another_name_is_a_failure(monkeypatch: pytest.MonkeyPatch, rendering: str) -> None:
    """Every line printed as the first one: the page then defines one name many times and others never."""
    show, read = RENDERINGS[rendering]
    first = MAZUR.gradient("w1").factored.lines[0]
    monkeypatch.setitem(RENDERINGS, rendering, (lambda line, labels: show(first, labels), read))
    subjects = {check.subject for check in MAZUR.check(["w1"], against=[rendering]).failures}
    assert f"factored {rendering}" in subjects


Relabel = Callable[[Callable[[Label], Label]], Report]


@pytest.fixture
def report_with(monkeypatch: pytest.MonkeyPatch) -> Relabel:
    """Return the check of pages on which the labels are other ones."""
    of_variable = Labels._of_variable

    def report(relabel: Callable[[Label], Label]) -> Report:
        monkeypatch.setattr(Labels, "_of_variable", lambda self, variable: relabel(of_variable(self, variable)))
        return check_network(MAZUR.graph, ["b1"], CheckOptions(against=("latex", "mathml")))

    return report


def test_two_names_that_look_alike_are_a_failure(report_with: Relabel) -> None:
    report = report_with(lambda label: Label("w_6", "w6") if label.text == "w5" else label)
    assert not report.ok
    assert {check.note.split(":")[-1].split(";")[0].strip() for check in report.failures} == {
        "the names 'w5' and 'w6' would both print as w_6"
    }


def test_other_labels_are_no_failure(report_with: Relabel) -> None:
    assert report_with(lambda label: label).ok


def test_labels_that_are_no_latex_of_ours_are_a_failure(report_with: Relabel) -> None:
    report = report_with(lambda label: Label(r"\input{w}", "w5") if label.text == "w5" else label)
    assert {check.subject for check in report.failures} >= {"paths latex", "paths mathml"}


# brackets and signs that a printer must set, over the kinds of nodes that pages have

SHAPES = ["sigmoid", "tanh", "relu", "softplus", "silu", "gelu", "softmax"]


@pytest.mark.parametrize("activation", SHAPES, ids=lambda a: f"{a} without brackets -> not ok")
@pytest.mark.parametrize("rendering", RENDERINGS)
def test_brackets_matter_in_every_network(monkeypatch: pytest.MonkeyPatch, rendering: str, activation: str) -> None:
    show, read = RENDERINGS[rendering]
    misprint = MISPRINTS["no brackets"][rendering]

    def bad(line: DisplayEquation, labels: Labels) -> str:
        return misprint(show(line, labels))

    network = Network.layered(1, 2, 2, activation=("sigmoid", activation))
    assert network.check(["w1"], against=[rendering]).ok
    monkeypatch.setitem(RENDERINGS, rendering, (bad, read))
    report = network.check(["w1"], against=[rendering])
    assert f"paths {rendering}" in {check.subject for check in report.failures}
