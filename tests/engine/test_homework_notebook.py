"""The notebook of a problem set, valid for nbformat; its Markdown and code are as nbformat reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from symprop.homework.assemble import assemble
from symprop.homework.exports.notebook import notebook_files
from symprop.homework.plan import read_plan

pytestmark = pytest.mark.engine
EXAMPLE = Path(__file__).parents[2] / "examples" / "plan.yaml"


def test_the_notebook_is_valid(need: Callable[[str], None]) -> None:
    need("nbformat")
    import nbformat

    files = notebook_files(assemble(read_plan(str(EXAMPLE))), {})
    book = nbformat.reads(files["homework.ipynb"].decode(), as_version=4)
    nbformat.validate(book)
    assert {cell.cell_type for cell in book.cells} == {"markdown", "code"}
    spoiled = json.loads(files["homework.ipynb"])
    del spoiled["cells"][0]["source"]
    with pytest.raises(nbformat.ValidationError):
        nbformat.validate(nbformat.from_dict(spoiled))
