"""What a written SVG says, read back by a parser of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

SVG = "{http://www.w3.org/2000/svg}"


@dataclass
class Read:
    """An SVG's edges and paths, by what its attributes say."""

    root: Element
    edges: Counter[str] = field(default_factory=Counter)
    nodes: list[str] = field(default_factory=list)
    paths: dict[str, set[str]] = field(default_factory=dict)


def read(svg: str) -> Read:
    found = Read(fromstring(svg, forbid_dtd=True))
    for element in found.root.iter(f"{SVG}g"):
        classes = element.get("class", "").split()
        if "sp-edge" in classes:
            found.edges.update(element.attrib["data-edge"].split(" "))
        if "sp-node" in classes:
            found.nodes.append(element.attrib["data-node"])
            inner = element.get("data-edge", "").split()
            found.edges.update(inner)
            for path in element.get("data-path", "").split():
                found.paths.setdefault(path, set()).update(inner)
    for element in found.root.iter(f"{SVG}path"):
        if "sp-strand" in element.get("class", "").split() and "data-path" in element.attrib:
            found.paths.setdefault(element.attrib["data-path"], set()).update(element.attrib["data-edge"].split())
    return found


@pytest.fixture
def read_svg():
    return read
