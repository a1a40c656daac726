"""The heading of a gradient: its symbol, and beside it what the symbol does not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

import symprop
from symprop.document import Request, build_document
from symprop.pages.outline import Heading, outline
from symprop.render import TEXT, write
from symprop.render.text_page import text_page

GREEK = """\
inputs: [x]
parameters: [theta, alpha2]
targets: [t]
equations: {y: theta*x + alpha2}
loss: 1/2*(t - y)^2
"""


def headings(network: symprop.Network, wrt: str, address: str = "") -> tuple[str, str, str]:
    """Return symbol and text of the heading, and the line of the text page."""
    document = build_document(network, Request(wrt=(wrt,), forms=("factored",)))
    sections = tuple(replace(section, address=address) for section in document.gradients)
    document = replace(document, gradients=sections)
    found = [block for block in outline(document, network.labels) if isinstance(block, Heading) and block.symbol]
    (heading,) = found
    assert heading.symbol is not None
    lines = list(text_page(document, network.labels))
    rule = next(k for k, line in enumerate(lines) if line.startswith("──"))
    return write(heading.symbol, TEXT, network.labels), heading.text, lines[rule - 1].partition(": ")[0]


@pytest.mark.parametrize(("wrt", "shown"), [("theta", "θ"), ("alpha2", "α2")])
def test_a_greek_name_stands_once(wrt: str, shown: str) -> None:
    symbol, text, line = headings(symprop.Network.from_yaml(GREEK), wrt)
    assert (symbol, text) == (shown, "")
    assert line in (wrt, shown)


def test_a_label_of_a_textbook_names_the_parameter_too() -> None:
    network = symprop.load("2-2-1").with_notation("nielsen")
    assert headings(network, "w1") == ("w²_11", "(w1)", "w²_11 (w1)")


def test_an_address_is_the_parameters_and_not_the_slopes() -> None:
    network = symprop.load("2-1")
    assert headings(network, "w1", "0.weight[0,0]") == ("w1", "= 0.weight[0,0]", "w1 = 0.weight[0,0]")
    shown = "∂out_o1/∂w1"
    expected = (shown, "(w1 = 0.weight[0,0])", f"{shown} (w1 = 0.weight[0,0])")
    assert headings(network.of("out_o1"), "w1", "0.weight[0,0]") == expected
