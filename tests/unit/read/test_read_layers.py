"""Symbols with a layer's number above them, in every spelling; where the table has none it is a power."""

from __future__ import annotations

import pytest

from symprop.errors import InputError
from symprop.expression import Num, Power, Var
from symprop.read import read_latex, read_mathml, read_text

NAMES = {"a^{2}_1": "out_h1", "z^{(2)}_{12}": "net_h12", "x_1": "i1", "b^{2}": "b1", r"\mathcal{E}_1": "E_o1"}
TEXT = {"a²_1": "out_h1", "z⁽²⁾_12": "net_h12", "x1": "i1", "b²": "b1", "ℰ1": "E_o1", "∂ℰ1/∂a²_1": "d_E_o1__d_out_h1"}
TWO = Num(2, "2")

LATEX_READ = {
    "a^2_1": Var("out_h1"),
    "a_1^2": Var("out_h1"),
    "a_{1}^{2}": Var("out_h1"),
    "z_{12}^{(2)}": Var("net_h12"),
    "z^{ (2) }_{12}": Var("net_h12"),
    "b^2": Var("b1"),
    "x_1^2": Power(Var("i1"), TWO),
    "(a^2_1)^2": Power(Var("out_h1"), TWO),
    r"\mathcal{E}_1": Var("E_o1"),
}


@pytest.mark.parametrize("latex", LATEX_READ)
def test_latex(latex: str) -> None:
    assert read_latex(latex, NAMES) == LATEX_READ[latex]


@pytest.mark.parametrize("latex", LATEX_READ)
def test_mathml_of_it(latex: str) -> None:
    from latex2mathml.converter import convert

    assert read_mathml(convert(latex), NAMES) == LATEX_READ[latex]


def test_one_element_of_mathml() -> None:
    from latex2mathml.converter import convert

    assert "<msubsup><mi>a</mi>" in convert(r"a^{2}_1")


def test_a_symbol_with_a_layer_is_named_as_it_is_written() -> None:
    symbol = "<msubsup><mi>a</mi><mn>1</mn><mn>2</mn></msubsup>"
    with pytest.raises(InputError, match=r"^1:18: unexpected 'a_\{1\}\^\{2\}'; write '\(' after a function$"):
        read_mathml(f"<math><mi>ln</mi>{symbol}</math>", NAMES)


def test_a_symbol_with_a_layer_comes_before_a_power_of_one_without() -> None:
    from latex2mathml.converter import convert

    names = {**NAMES, "b": "b0"}
    for latex, tree in (("b^2", Var("b1")), ("b^3", Power(Var("b0"), Num(3, "3"))), ("b", Var("b0"))):
        assert read_latex(latex, names) == read_mathml(convert(latex), names) == tree


TEXT_READ = {
    "a²_1": Var("out_h1"),
    "(a²_1)²": Power(Var("out_h1"), TWO),
    "x1²": Power(Var("i1"), TWO),
    "b²": Var("b1"),
    "z⁽²⁾_12": Var("net_h12"),
    "∂ℰ1 / ∂a²_1": Var("d_E_o1__d_out_h1"),
    "out_h1": Var("out_h1"),  # a name of symprop's own
}


@pytest.mark.parametrize("text", TEXT_READ)
def test_text(text: str) -> None:
    assert read_text(text, TEXT) == TEXT_READ[text]
