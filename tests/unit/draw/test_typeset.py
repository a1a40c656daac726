"""A label's LaTeX as runs of text: what is in the grammar, and that nothing else gets through."""

from __future__ import annotations

from dataclasses import replace

import pytest

import symprop
from symprop.draw.palette import GROUPS, PATHS
from symprop.draw.typeset import escaped_tex, runs_of, safe_latex, text_width
from symprop.expression import Var
from symprop.graph import GIVEN
from symprop.notation import NOTATIONS, Label

SHOWN: dict[str, list[tuple[str, float, bool]]] = {
    r"w_1": [("w", 0, True), ("1", 0.28, False)],
    r"\text{out}_{h_1}": [("out", 0, False), ("h", 0.28, True), ("1", 0.476, False)],
    r"E_{\text{total}}": [("E", 0, True), ("total", 0.28, False)],
    r"K_{1,2}": [("K", 0, True), ("1,2", 0.28, False)],
    r"a^{(2)}_1": [("a", 0, True), ("1", 0.28, False), ("(2)", -0.42, False)],
    r"w_{12}^3": [("w", 0, True), ("3", -0.42, False), ("12", 0.28, False)],
    r"\mathcal{E}_1": [("ℰ", 0, False), ("1", 0.28, False)],
    r"\theta_{\gamma}": [("θ", 0, True), ("γ", 0.28, True)],
    r"\Gamma": [("Γ", 0, False)],
    r"\bar{x}": [("x\u0304", 0, True)],
    r"-1.2 \cdot 10^{-5}": [("−1.2·10", 0, False), ("−5", -0.42, False)],
    r"m_{h_1 \to o_1}": [
        *[("m", 0, True), ("h", 0.28, True), ("1", 0.476, False), ("→", 0.28, False)],
        *[("o", 0.28, True), ("1", 0.476, False)],
    ],
}


@pytest.mark.parametrize(("latex", "runs"), SHOWN.items(), ids=SHOWN)
def test_label_is_set(latex: str, runs: list[tuple[str, float, bool]]) -> None:
    found = [(run.text, round(run.shift, 3), run.italic) for run in runs_of(Label(latex, "?"))]
    assert found == runs


HOSTILE = [
    r"\input{/etc/passwd}",
    r"\write18{ls}",
    r"\text{\input x}",
    r"\text{a}} \input{x} {",
    r"x}\end{tikzpicture}",
    r"a$b",
    r"a%b",
    r"x^^41",
    r"\catcode`\@=11",
    r"{" * 40 + "x" + "}" * 40 + "_{a_{b_{c_{d}}}}",
    r"x_",
    r"x_1_2",
    r"\text{a",
    "x\x00y",
    "\\",
]


@pytest.mark.parametrize("latex", HOSTILE, ids=lambda latex: ascii(latex)[:30])
def test_what_is_no_name_never_reaches_tex(latex: str) -> None:
    label = Label(latex, "a<b>&\\x\x00\u202e")
    assert runs_of(label) == runs_of(Label("?{", label.text))
    assert safe_latex(label) == r"\text{a{\textless}b{\textgreater}\&{\textbackslash}x??}"


def test_text_is_escaped_for_tex() -> None:
    assert escaped_tex("a_b #1 100% ~ ^ \n é") == r"a\_b \#1 100\% {\textasciitilde} {\textasciicircum}   ?"


def test_an_index_stands_beneath_an_exponent() -> None:
    base, low, high = runs_of(Label(r"a^{(2)}_1", "a"))
    assert high.ahead == -text_width((low,), 1.0)
    assert text_width((base, low, high), 10) == text_width((base, replace(high, ahead=0)), 10)


def test_wide_letters_are_wide() -> None:
    narrow, wide = (text_width(runs_of(Label(text, text)), 10) for text in ("iii", "mmm"))
    assert 0 < narrow < wide


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = (int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*(style.colour for style in PATHS), *GROUPS])
def test_a_colour_can_be_seen_on_a_light_and_on_a_dark_page(colour: str) -> None:
    own = luminance(colour)
    assert 1.05 / (own + 0.05) >= 3
    assert (own + 0.05) / (luminance("#121212") + 0.05) >= 3


def test_paths_differ_in_colour_and_in_dashes() -> None:
    assert len({style.colour for style in PATHS}) == len({style.dashes for style in PATHS}) == len(PATHS) == 8


@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_label_of_every_notation_is_in_the_grammar(notation: str) -> None:
    """What is not would be shown as plain text, quietly."""
    for example in ("mazur", "skip", "softmax_cross_entropy", "autoencoder", "lstm", "cnn", "transformer"):
        net = symprop.load(example).with_notation(notation)
        for name in (*net.graph.given(*GIVEN), *net.graph.defined()):
            label = net.labels(Var(name))
            assert safe_latex(label) == label.latex, label
        nodes = net.draw().drawing.nodes if example != "transformer" else ()
        assert all(safe_latex(node.label) == node.label.latex for node in nodes)
