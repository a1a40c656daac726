"""Rows fit their page and say the same as the equation; names are given only where nothing else helps."""

from __future__ import annotations

import pytest

import symprop
from symprop.document import Request, build_document, page_labels
from symprop.expression import Call, DisplayEquation, Var, names_in, size
from symprop.notation import latex_names
from symprop.read import Symbols, read_equation_latex, read_equation_mathml
from symprop.render.equations import align, latex_rows, mathml_rows, mathml_table
from symprop.render.layout import columns
from symprop.render.naming import free_letter, with_names
from symprop.render.width import latex_width
from symprop.report import Shown

WIDTH = 45.0
CASES = [
    ("mazur", "w1", "closed"),
    ("question", "w1", "paths"),
    ("question", "w1", "closed"),
    ("lstm", "W_i_1_1", "closed"),
    ("attention", "W_Q_1_1", "closed"),
    ("softmax_cross_entropy", "w1", "closed"),
    ("2-40-2", "w1", "closed"),
]


def lines(spec: str, wrt: str, form: str) -> tuple[symprop.Network, tuple[Shown, ...]]:
    network = symprop.load(spec)
    document = build_document(network, Request(wrt=(wrt,), forms=(form,), width=WIDTH))
    (section,) = document.gradients
    return network, section.forms[0].lines


@pytest.mark.parametrize(("spec", "wrt", "form"), CASES)
def test_no_row_is_wider_than_the_page(spec: str, wrt: str, form: str) -> None:
    network, shown = lines(spec, wrt, form)
    labels = page_labels(network)
    room = WIDTH - columns(shown, labels)
    for line in shown:
        for row in latex_rows(line, labels, room):
            assert latex_width(row.partition("&")[2]) <= WIDTH


@pytest.mark.parametrize(("spec", "wrt", "form"), CASES)
def test_broken_and_named_lines_are_worth_what_the_gradient_is(spec: str, wrt: str, form: str) -> None:
    """Read the page's rows back, put numbers in, and compare with the factored form, which never saw a name."""
    from symprop.evaluate.arithmetic import mp_arithmetic
    from symprop.evaluate.passes import evaluate_lines, forward_values
    from symprop.graph import GIVEN

    network, shown = lines(spec, wrt, form)
    labels = page_labels(network)
    room = WIDTH - columns(shown, labels)
    leaves = {leaf.name: leaf for line in shown for leaf in (line.equation.lhs, *names_in(line.equation.rhs).values())}
    symbols = Symbols(latex_names(labels, leaves.values()))
    from fractions import Fraction

    given = {name: Fraction(3 + 7 * k % 11, 13) for k, name in enumerate(network.graph.given(*GIVEN))}
    arithmetic = mp_arithmetic(40)
    forward = forward_values(network.graph, given, arithmetic)
    expected = evaluate_lines(network.gradient(wrt).factored.lines, forward, arithmetic)[shown[0].equation.lhs.name]
    for rows, read in (
        (lambda line: align(latex_rows(line, labels, room)), read_equation_latex),
        (lambda line: mathml_table(mathml_rows(line, labels, room)), read_equation_mathml),
    ):
        found = [read(rows(Shown(line.equation)), symbols, budget=None) for line in shown]
        values = evaluate_lines([DisplayEquation(Var(name), rhs) for name, rhs in found], forward, arithmetic)
        assert abs(values[found[0][0]] - expected) <= abs(expected) * arithmetic.literal(Fraction(1, 10**30))


def test_what_fits_gets_no_names() -> None:
    line = DisplayEquation(Var("y"), Call("tanh", (Var("a") * Var("b"),)))
    assert with_names([line], size, 20, "A") == (line,)


def test_equal_parts_get_one_name() -> None:
    def part() -> Call:
        return Call("tanh", (Var("a") * Var("b") + Var("c") * Var("d"),))

    line = DisplayEquation(Var("y"), Call("exp", (part() * Var("u") + part() * Var("v"),)))
    first, second = with_names([line], size, 12, "A")
    assert first.rhs == Call("exp", (Var("A1") * Var("u") + Var("A1") * Var("v"),))
    assert (second.lhs, second.rhs) == (Var("A1"), part())


def test_the_letter_is_nobodys() -> None:
    assert free_letter(["A1", "B", "w_C"]) == "C"
    network = symprop.Network.from_yaml("{inputs: [x], parameters: [A1, eta], equations: {y: A1*x + eta}, loss: y^2}")
    document = build_document(network, Request(rate="0.1", width=WIDTH, forms=("paths",)))
    first, _ = document.gradients
    assert list(names_in(first.update.equation.rhs)) == ["A1", "alpha", "d_E_total__d_A1"]
