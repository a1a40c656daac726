"""Pages of the documentation that need libraries which symprop does not install do what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.markdown_runner import run_page
from tests.docs.test_documentation import PAGES, ROOT, engines

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("page", [page for page in PAGES if engines(page)], ids=lambda path: path.name)
def test_page(page: Path, need: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for engine in engines(page):
        need(engine)
    monkeypatch.chdir(tmp_path)
    found = run_page(page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix())
    assert not found, "\n" + "\n".join(found)
