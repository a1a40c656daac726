"""The documentation's site: built with warnings as errors, drawn in a real browser, nothing fetched from anywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from .browser import look

pytestmark = pytest.mark.engine

DOCS = Path(__file__).parents[2] / "docs"
ELSEWHERE = re.compile(
    r'<(?:script|img|iframe|source)[^>]*\ssrc="(?:https?:)?//|<link[^>]*rel="stylesheet"[^>]*href="http'
)
WITH_FORMULAS = ("index", "guides/paper")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", str(DOCS), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_built_and_fetches_nothing(need: Callable[[str], None], request: pytest.FixtureRequest) -> None:
    need("sphinx")
    site = request.getfixturevalue("site")
    sources = [path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")]
    assert len(sources) > 10
    for source in sources:
        page = (site / source).read_text(encoding="utf-8")
        assert not ELSEWHERE.search(page), source
        assert "\\frac" not in re.sub(r"<(pre|code)\b.*?</\1>", "", page, flags=re.DOTALL), source


@pytest.mark.parametrize("width", [1500, 1320, 400])
@pytest.mark.parametrize("name", ["index", "guides/paper", "question", "reference"])
def test_page_is_drawn(
    name: str, width: int, need: Callable[[str], None], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    need("sphinx")
    need("chromium")
    site = request.getfixturevalue("site")
    seen = look(site / f"{name}.html", tmp_path / "profile", width=width)
    assert (seen.flat, seen.stray, seen.page, seen.console) == (0, 0, 0, [])
    assert all(url.startswith("file:") for url in seen.loaded)
    assert (seen.maths > 0) is (name in WITH_FORMULAS)


def test_a_warning_is_an_error(need: Callable[[str], None], tmp_path: Path) -> None:
    need("sphinx")
    (tmp_path / "index.md").write_text("# Title\n\n[a page](nosuch.md)\n", encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-c", str(DOCS), str(tmp_path), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode != 0
    assert "nosuch" in done.stderr
