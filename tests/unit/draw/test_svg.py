"""The SVG says what the graph and its paths are: read back and compared."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import symprop
from symprop.draw import svg
from symprop.draw.drawing import Drawing, DrawnNode, Look
from symprop.draw.svg import THEMES
from symprop.notation import Label

NETWORKS = ["mazur", "question", "skip", "shared_weight", "lstm", "softmax_cross_entropy", "3-4-2"]


def named(edge) -> str:
    return f"{edge.source}>{edge.target}#{edge.occurrence}"


@pytest.mark.parametrize("name", NETWORKS)
def test_every_edge_of_the_graph_is_drawn_once(name, read_svg) -> None:
    net = symprop.load(name)
    expected = Counter(named(edge) for target in net.graph.defined() for edge in net.graph.edges_into(target))
    assert read_svg(net.draw().svg).edges == expected


@pytest.mark.parametrize(
    ("name", "wrt"),
    [("mazur", "w1"), ("mazur", "b1"), ("question", "w1"), ("skip", "w7"), ("shared_weight", "w"), ("lstm", "b_i_1")],
)
def test_picked_out_are_the_paths_edges(name, wrt, read_svg) -> None:
    gradient = symprop.load(name).gradient(wrt)
    expected = {str(k): set(map(named, path.edges)) for k, path in enumerate(gradient.iter_paths())}
    assert read_svg(gradient.draw().svg).paths == expected
    last = len(expected) - 1
    assert read_svg(gradient.draw(path=last).svg).paths == {str(last): expected[str(last)]}


@pytest.mark.parametrize("name", ["mazur", "lstm"])
def test_a_missing_or_doubled_edge_would_be_seen(name, read_svg) -> None:
    whole = symprop.load(name).draw().svg
    line = next(line for line in whole.splitlines() if 'class="sp-edge"' in line)
    assert read_svg(whole.replace(f"{line}\n", "", 1)).edges != read_svg(whole).edges
    assert read_svg(whole.replace(line, line * 2, 1)).edges != read_svg(whole).edges


def test_two_drawings_of_one_network_are_the_same_to_the_byte() -> None:
    assert symprop.load("lstm").draw("b_i_1").svg == symprop.load("lstm").draw("b_i_1").svg


def test_it_can_be_read_aloud(read_svg) -> None:
    root = read_svg(symprop.load("mazur").draw("w1").svg).root
    title, description = list(root)[:2]
    assert root.get("role") == "img"
    assert root.get("aria-labelledby", "").split() == [title.get("id"), description.get("id")]
    assert title.text == "Network mazur"
    assert description.text == (
        "From left to right: i1, i2; h1, h2; o1, o2; E_o1, E_o2; E_total. "
        "Path 0: w1 → h1 → o1 → E_o1 → E_total. Path 1: w1 → h1 → o2 → E_o2 → E_total."
    )


@pytest.mark.parametrize("theme", THEMES)
def test_it_stands_alone_and_beside_others(theme, read_svg) -> None:
    net = symprop.load("mazur")
    texts = [svg(net.draw(wrt).drawing, theme=theme) for wrt in ("", "w1", "w2")]
    found = [[e.get("id") for e in read_svg(text).root.iter() if e.get("id")] for text in texts]
    assert len({name for names in found for name in names}) == sum(map(len, found)) == 9
    for text in texts:
        assert not [word for word in ("<script", "href", "url(", "@import", "http", "on") if f" {word}=" in text]
        assert text.count("http") == 1
        rules = text.partition("<style>")[2].partition("</style>")[0].strip().splitlines()
        own = text.partition('id="')[2].partition('"')[0]
        assert all(
            f"{part.strip()} ".startswith(f"#{own} ") for rule in rules for part in rule.partition("{")[0].split(",")
        )


HOSTILE = [
    "</title><script>alert(1)</script>",
    "]]><x",
    '" onload="alert(1)',
    "a\x00b\x1b[31m\ud800",
    "&lt;&#0;",
    "-->",
    "\u202e",
]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_names_are_inert(text, read_svg) -> None:
    node = DrawnNode(text, Look.UNIT, Label(text, text), (text,), (), 20, 20, 20, 20, Label(text, text), None)
    drawing = Drawing(text, text, 40, 40, (node,), (), captions=(text,))
    root = read_svg(svg(drawing, prefix="x")).root
    allowed = {"svg", "title", "desc", "style", "rect", "g", "circle", "text", "tspan", "path", "line"}
    assert {element.tag.partition("}")[2] for element in root.iter()} <= allowed
    assert not [name for element in root.iter() for name in element.attrib if name.startswith("on")]


def test_a_prefix_is_escaped(read_svg) -> None:
    assert read_svg(svg(Drawing("", "", 1, 1, (), ()), prefix='a"><script>')).root.get("id") == 'a"><script>'


def test_a_notebook_gets_a_picture_of_a_network_and_the_formula_of_a_gradient(read_svg) -> None:
    net = symprop.load("mazur")
    bundle = net._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/svg+xml", "text/latex"}
    assert read_svg(bundle["image/svg+xml"]).nodes == read_svg(bundle["text/html"]).nodes
    assert "text/latex" not in symprop.load("784-30-10")._repr_mimebundle_()
    assert net.gradient("w1")._repr_latex_().startswith(r"\begin{align*}")
    assert net.draw("w1")._repr_svg_().startswith("<svg")


def test_files_are_in_the_format_of_their_ending(tmp_path) -> None:
    picture = symprop.load("mazur").draw()
    picture.save(tmp_path / "a.svg")
    picture.save(tmp_path / "a.tex")
    assert (tmp_path / "a.svg").read_text(encoding="utf-8") == picture.svg
    assert (tmp_path / "a.tex").read_text(encoding="utf-8") == picture.tex
    with pytest.raises(symprop.SympropError, match=r"no picture is a 'pdf'; one of svg, tex, png"):
        picture.save(tmp_path / "a.pdf")


def test_a_reader_without_variables_and_system_colours_gets_white_behind_black() -> None:
    text = symprop.load("mazur").draw("w1").svg
    assert text.count("var(") == len(re.findall(r"(fill|stroke):#fff;\1:var\(--symprop-paper, Canvas\)", text)) > 3
