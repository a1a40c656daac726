"""Word files and PDFs with a label in them, and what other programs see there."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from xml.etree import ElementTree

import symprop
from symprop.document import Request, build_document, page_labels
from symprop.errors import visible
from symprop.formats import DERIVE_FORMATS, write_document


def written(label: str, fmt: str, *wrt: str) -> bytes:
    """Return the page of a network of this name."""
    net = symprop.Network.layered(1, 1, name=label)
    row = DERIVE_FORMATS[fmt]
    document = build_document(net, Request(wrt=wrt or ("w1",), forms=("chain",), width=row.width))
    return b"".join(bytes(part) for part in write_document(row, document, page_labels(net)))  # type: ignore[arg-type]


def word_file(content: bytes) -> tuple[dict[str, list[str]], str]:
    """Return the parts of a Word file, the elements of those that can show or do something, and its words."""
    elements: dict[str, list[str]] = {}
    words = ""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            elements[name] = []
            if name == "word/document.xml" or name.endswith(".rels"):
                root = ElementTree.fromstring(packed.read(name))
                # a run or a space more is no more than a word more
                elements[name] += [part.tag for part in root.iter() if not re.search(r"}(r|t|rPr|tab|br)$", part.tag)]
                words += "".join(root.itertext())
    return elements, words


def acting(page: bytes) -> list[str]:
    """Return the programs and links of a PDF."""
    return [line for line in (*_seen("pdfinfo", page, "-js", "-"), *_seen("pdfinfo", page, "-url", "-")[1:]) if line]


def _seen(program: str, page: bytes, *options: str) -> list[str]:
    return subprocess.run([program, *options], input=page, capture_output=True, check=True).stdout.decode().split("\n")


@cache
def _plain() -> dict[str, list[str]]:
    return word_file(written("plain", "docx"))[0]


def _in_word(label: str) -> Iterator[str]:
    elements, words = word_file(written(label, "docx"))
    if elements != _plain():
        yield "other elements"
    if " ".join(visible(label).split()) not in " ".join(words.split()):
        yield "not its words"


def _in_pdf(label: str) -> Iterator[str]:
    page = written(label, "pdf")
    yield from acting(page)
    text = "\n".join(_seen("pdftotext", page, "-layout", "-", "-"))
    if text.count("\f") != 1:
        yield "more than a page"
    if "root:" in text or "uid=" in text:
        yield "something was run"
    together = re.sub(r"\s", "", text)
    yield from (word for word in re.findall(r"[A-Za-z0-9]+", label) if word[:8] not in together)


WRONG: Mapping[str, Callable[[str], Iterator[str]]] = {"docx": _in_word, "pdf": _in_pdf}
"""Format → what is wrong where a label stands in it; nothing is."""
