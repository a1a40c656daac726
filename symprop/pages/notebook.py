"""A document as a Jupyter notebook: what the Markdown page says, in cells, and a cell that derives it again."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from symprop.notation import Labels
from symprop.pages.markdown import markdown_block
from symprop.pages.outline import Block, Heading, outline
from symprop.report import Document

__all__ = ["notebook_page"]

_FORMAT = {"nbformat": 4, "nbformat_minor": 5}
_KERNEL = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_page(document: Document, labels: Labels) -> Iterator[str]:
    """Yield the pieces of a notebook, a cell to a heading."""
    cells: list[dict[str, Any]] = []
    held: list[Block] = []
    for block in outline(document, labels):
        if isinstance(block, Heading) and held:
            cells.append(_markdown(held, labels, document.width))
            held = []
            if len(cells) == 1 and document.code:
                cells.append(_code(document.code))
        held.append(block)
    cells.append(_markdown(held, labels, document.width))
    numbered = [{"id": f"cell-{k}", **cell} for k, cell in enumerate(cells)]
    yield json.dumps({"cells": numbered, "metadata": _KERNEL, **_FORMAT}, ensure_ascii=False, indent=1)


def _markdown(blocks: list[Block], labels: Labels, width: float | None) -> dict[str, Any]:
    pictures: dict[str, dict[str, str]] = {}

    def store(name: str, svg: str) -> str:
        file = f"{name}-{len(pictures)}.svg"
        pictures[file] = {"image/svg+xml": b64encode(svg.encode()).decode()}
        return f"attachment:{file}"

    lines = [line for block in blocks for line in (*markdown_block(block, labels, width, store), "")]
    cell: dict[str, Any] = {"cell_type": "markdown", "metadata": {}, "source": "\n".join(lines).rstrip()}
    return {**cell, "attachments": pictures} if pictures else cell


def _code(lines: tuple[str, ...]) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": "\n".join(lines),
    }
