"""XML text → MathML elements with their places; document types and entities are refused.

Knows the errors only. A parser that refuses them (defusedxml) calls the builder; nothing recurses.
"""

from __future__ import annotations

from typing import Any

from symprop.errors import shorten
from symprop.read.tokens import Source

__all__ = ["ROWS", "Node", "elements", "seen"]

ROWS = frozenset(("math", "mrow", "mstyle"))
_LEAVES = frozenset(("mi", "mn", "mo", "mtext", "mspace"))
_TAGS = ROWS | _LEAVES | frozenset(("msub", "msup", "msubsup", "munderover", "mfrac", "msqrt", "mtable", "mtr", "mtd"))
_NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"
_DEPTH = 4  # elements that one bracket or operation may take


class Node:
    """An element.

    Args:
        at: offset of its start, in bytes.
    """

    __slots__ = ("at", "attributes", "children", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str], at: int) -> None:
        self.tag, self.attributes, self.at = tag, attributes, at
        self.children: list[Node] = []
        self.text = ""


class _Builder:
    """The target of the XML parser."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.parser: Any = None
        self.root: Node | None = None
        self.open: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        at = self.parser.CurrentByteIndex
        name = tag.removeprefix(_NAMESPACE)
        if name not in _TAGS:
            raise self.source.error(at, f"the element <{shorten(name)}> is not accepted")
        node = Node(name, attributes, at)
        if self.open:
            if self.open[-1].tag in _LEAVES:
                raise self.source.error(at, f"the element <{name}> does not stand in <{self.open[-1].tag}>")
            self.open[-1].children.append(node)
        else:
            self.root = node
        self.open.append(node)
        limit = self.source.budget.depth * _DEPTH
        if len(self.open) > limit:
            raise self.source.limit(at, "the elements nest too deep", limit)

    def data(self, text: str) -> None:
        if self.open[-1].tag in _LEAVES:
            self.open[-1].text += text
        elif not text.isspace():
            at = self.open[-1].at
            raise self.source.error(at, f"'{shorten(text.strip())}' does not stand in <{self.open[-1].tag}>")

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        node.text = node.text.strip()

    def close(self) -> None:
        return None


def elements(source: Source) -> Node:
    """Return the root element of a MathML text.

    Raises:
        InputError: if it is no XML, has a document type, an entity or an unknown element.
        LimitExceeded: if its elements nest too deep.
    """
    from xml.parsers.expat import ErrorString

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser, ParseError

    builder = _Builder(source)
    parser = DefusedXMLParser(target=builder, forbid_dtd=True)
    builder.parser = parser.parser
    try:
        parser.feed(source.text)
        parser.close()
    except ParseError as error:
        raise source.error(parser.parser.ErrorByteIndex, f"no XML: {ErrorString(error.code)}") from None
    except DefusedXmlException:
        raise source.error(0, "a document type or an entity is not accepted", "write the characters") from None
    assert builder.root is not None
    return builder.root


def seen(node: Node) -> str:
    """Return the characters of an element, in order."""
    stack, found = [node], ""
    while stack:
        part = stack.pop()
        found += part.text
        stack.extend(reversed(part.children))
    return found
