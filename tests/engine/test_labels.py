"""Labels that mean something in some file are words in a Word file and in a PDF, too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from symprop.pages.pdf import pdf_of
from tests.hostile.documents import WRONG, acting, word_file, written
from tests.hostile.labels import CONTROLS, LABELS

pytestmark = [pytest.mark.engine, pytest.mark.slow]
ALL = {**LABELS, **CONTROLS}
ENGINES = {"docx": ("pandoc",), "pdf": ("lualatex", "pdftotext", "pdfinfo")}


@pytest.mark.parametrize("label", ALL)
@pytest.mark.parametrize("fmt", WRONG)
def test_a_label_is_words(fmt: str, label: str, need: Callable[[str], None]) -> None:
    for engine in ENGINES[fmt]:
        need(engine)
    assert list(WRONG[fmt](ALL[label])) == []


def test_a_paragraph_more_is_seen(need: Callable[[str], None]) -> None:
    """The negative control."""
    need("pandoc")
    assert word_file(written("plain", "docx", "w1", "b1"))[0] != word_file(written("plain", "docx"))[0]


def test_a_link_in_a_pdf_is_seen(need: Callable[[str], None]) -> None:
    """The negative control."""
    for engine in ENGINES["pdf"]:
        need(engine)
    link = r"\pdfextension annot width 9pt height 9pt {/Subtype /Link /A << /S /URI /URI (http://127.0.0.1/) >>}"
    source = rf"\documentclass{{article}}\begin{{document}}x {link}\end{{document}}"
    assert "http://127.0.0.1/" in "".join(acting(pdf_of(source, ("lualatex",))))
