"""The HTML page in a real browser: every formula drawn, nothing wider than its box, nothing loaded from outside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main

from .browser import look

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("arguments", "scrolling"),
    [
        (["mazur"], 0),
        (["question", "--wrt", "w1,b1", "--form", "paths", "--form", "messages"], 0),
        (["2-3-2", "--wrt", "w1,w9"], 0),
    ],
    ids=["mazur", "question", "sizes"],
)
def test_page_is_drawn(arguments: list[str], scrolling: int, tmp_path: Path, need: Callable[[str], None]) -> None:
    """A line of a page may scroll in its own box; the page itself never does."""
    need("chromium")
    page = tmp_path / "page.html"
    result = CliRunner().invoke(main, ["derive", *arguments, "-o", str(page)])
    assert result.exit_code == 0, result.output
    assert page.read_text(encoding="utf-8").count("<script") == 1
    seen = look(page, tmp_path / "profile")
    assert seen.maths > 2
    assert (seen.flat, seen.stray, seen.page, seen.loaded, seen.console) == (0, 0, 0, [], [])
    assert seen.scrolling == scrolling


def test_probe_sees_what_is_wrong(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    page = tmp_path / "page.html"
    wide = '<div style="width: 3000px">x</div><div class="box"><math><mtext>\\frac</mtext></math></div>'
    wide += '<math style="display: block; height: 1px"></math><script>nosuch()</script>'
    wide += '<img src="http://127.0.0.1:1/nosuch.png">'
    page.write_text(f"<!DOCTYPE html><html><head></head><body>{wide}</body></html>", encoding="utf-8")
    seen = look(page, tmp_path / "profile")
    assert (seen.maths, seen.stray, seen.flat) == (2, 1, 1)
    assert seen.page > 1000
    assert seen.loaded == ["http://127.0.0.1:1/nosuch.png"]
    assert "nosuch is not defined" in "".join(seen.console)
