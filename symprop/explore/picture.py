"""A drawing whose weights can be chosen, with a line beneath each node that its number goes into.

The page's policy allows no style but its own, so what `svg` says in style sheets and attributes is set apart: the sheet
goes into the page's, attributes into ``data-style``, which the script applies.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from symprop.draw import network_drawing, svg
from symprop.errors import LimitExceeded
from symprop.expression import Var
from symprop.graph import GIVEN, PARAMETERS, EquationGraph
from symprop.notation import Labels

__all__ = ["LivePicture", "live_picture"]

SVG = "http://www.w3.org/2000/svg"
PREFIX = "net"
ROOM = "-0.1234"  # what a number beneath a node takes at most


@dataclass(frozen=True, slots=True)
class LivePicture:
    """A drawing for the page.

    Args:
        svg: without styles.
        style: its style sheet, the same for every drawing.
    """

    svg: str
    style: str


def live_picture(graph: EquationGraph, labels: Labels, title: str) -> LivePicture:
    """Return the network's picture, made to be touched.

    Raises:
        LimitExceeded: if the network is too large to be drawn unit by unit.
    """
    shown = dict.fromkeys((*graph.given(*GIVEN), *graph.defined()), ROOM)
    for name in graph.given(*PARAMETERS):
        del shown[name]  # its arrow says its name
    drawing = network_drawing(graph, labels, title=title, edge_text="weights", numbers=shown)
    if drawing.summary:
        raise LimitExceeded(
            "the network is too large to be explored unit by unit",
            instead="take a smaller one, or 'symprop derive' with --wrt",
        )
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg(drawing, theme="page", prefix=PREFIX))
    style = root.find(f"{{{SVG}}}style")
    assert style is not None
    root.remove(style)
    root.set("role", "group")
    parameters = set(graph.given(*PARAMETERS))
    numbered = {node.name: node.variables[-1] for node in drawing.nodes if node.note and node.variables}
    for element in root.iter():
        if "style" in element.attrib:
            element.set("data-style", element.attrib.pop("style"))
        name = element.get("data-node", "")
        note = element.find(f"{{{SVG}}}g[@class='sp-note']")
        if note is not None and numbered.get(name) in shown and note.find(f"{{{SVG}}}text") is not None:
            _number_goes_here(note, numbered[name])
        drawn = "data-parameter" if element.get("class", "").startswith("sp-edge") else "data-variables"
        own = element.get(drawn, "")
        if own in parameters:
            element.set("data-choose", own)
            element.set("role", "button")
            element.set("tabindex", "-1")
            element.set("aria-label", _chosen(labels, own, element.get("data-edge", "")))
    return LivePicture(ElementTree.tostring(root, encoding="unicode"), style.text or "")


def _number_goes_here(note: ElementTree.Element, variable: str) -> None:
    """Mark the line beneath a node; its text is the script's."""
    text = note.find(f"{{{SVG}}}text")
    assert text is not None
    for child in list(text):
        text.remove(child)
    text.text = ""
    text.set("data-value", variable)


def _chosen(labels: Labels, parameter: str, edges: str) -> str:
    """Return what choosing it means, read aloud: ``w5, from out_h1 to net_o1``."""
    name = labels(Var(parameter)).text
    ends = [edge.partition("#")[0].split(">") for edge in edges.split() if not edge.startswith(f"{parameter}>")]
    if not ends:
        return name
    return f"{name}, from {labels(Var(ends[0][0])).text} to {labels(Var(ends[0][1])).text}"
