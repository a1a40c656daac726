"""TikZ without TeX: balanced, escaped, as many arrows as there are."""

from __future__ import annotations

import re

import pytest

import symprop
from symprop.draw import tikz
from symprop.draw.drawing import Drawing, DrawnNode, Look
from symprop.notation import Label


@pytest.mark.parametrize("name", ["mazur", "lstm", "cnn", "784-30-10"])
def test_there_is_a_line_for_each_arrow_and_each_node(name: str) -> None:
    drawing = symprop.load(name).draw().drawing
    text = tikz(drawing)
    assert len(re.findall(r"^\\draw\[sp (?:edge|faint)", text, re.M)) == len(drawing.edges)
    assert len(re.findall(r"^\\node\[.*\] \(n\d+\) at", text, re.M)) == len(drawing.nodes)
    assert text.isascii()


def test_paths_have_strands_numbers_and_a_key() -> None:
    text = symprop.load("mazur").draw("w1").tex
    assert text.count(r"\draw[sp strand") == 8
    assert text.count(r"\node[sp badge") == 4
    assert r"path 1: $w_1 \to h_1 \to o_2 \to E_{o_2} \to E_{\text{total}}$" in text
    assert r"$\boldsymbol{w_1}$" in text


def test_a_fragment_is_only_the_picture() -> None:
    text = symprop.load("mazur").draw().tex_fragment
    first, second, *_ = text.splitlines()
    assert first == r"% network mazur; needs \usepackage{amsmath} and \usepackage{tikz}"
    assert second == r"\resizebox{\linewidth}{!}{%"
    assert r"\documentclass" not in text
    assert symprop.load("1-1").draw(edges="none").tex_fragment.count("resizebox") == 0


@pytest.mark.parametrize(
    "text", [r"\input{/etc/passwd}", "a\nb\\write18{ls}", "%", r"}\end{tikzpicture}\input x", "\x00\u202e", "é ∂ →"]
)
def test_hostile_names_are_inert(text: str) -> None:
    node = DrawnNode(text, Look.UNIT, Label(text, text), (text,), (), 20, 20, 20, 20)
    for fragment in (False, True):
        written = tikz(Drawing(text, text, 40, 40, (node,), (), captions=(text,)), fragment=fragment)
        assert written.isascii()
        live = "\n".join(line for line in written.splitlines() if not line.startswith("%"))
        commands = set(re.findall(r"\\([A-Za-z]+)", live))
        assert commands.isdisjoint({"input", "write", "immediate", "catcode"})
        assert live.count(r"\end{tikzpicture}") == 1
        assert live.replace(r"\{", "").count("{") == live.replace(r"\}", "").count("}")
