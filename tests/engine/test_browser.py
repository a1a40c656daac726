"""The HTML page in a real browser: every formula drawn, nothing wider than its box, nothing loaded from outside."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main

pytestmark = pytest.mark.engine

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--virtual-time-budget=5000", "--window-size=1000,1400"),
)
PROBE = """<script>addEventListener("load", () => {
  const maths = [...document.querySelectorAll("math")], boxes = [...document.querySelectorAll(".box")];
  const found = {
    maths: maths.length,
    flat: maths.filter(m => m.getBoundingClientRect().height < 8).length,
    stray: maths.filter(m => /[\\\\$&]/.test(m.textContent)).length,
    page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    scrolling: boxes.filter(b => b.scrollWidth > b.clientWidth + 1).length,
    loaded: performance.getEntriesByType("resource").length,
  };
  const out = document.createElement("pre"); out.id = "found"; out.textContent = JSON.stringify(found);
  document.body.append(out);
});</script>"""


def probe(page: Path, tmp_path: Path) -> dict[str, int]:
    """Return what the browser measured on the page."""
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text, count=1)
    probed = tmp_path / "probed.html"
    probed.write_text(text.replace("</head>", PROBE + "</head>"), encoding="utf-8")
    browser = shutil.which("chromium")
    assert browser is not None
    done = subprocess.run(
        [browser, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", probed.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    match = re.search(r'<pre id="found">(.*?)</pre>', done.stdout)
    assert match is not None
    found: dict[str, int] = json.loads(html.unescape(match[1]))
    return found


@pytest.mark.parametrize(
    ("arguments", "scrolling"),
    [
        (["mazur"], 0),
        (["question", "--wrt", "w1,b1", "--form", "paths", "--form", "messages"], 2),  # seven factors in numbers
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
    found = probe(page, tmp_path)
    assert found["maths"] > 2
    assert (found["flat"], found["stray"], found["page"], found["loaded"]) == (0, 0, 0, 0)
    assert found["scrolling"] == scrolling


def test_probe_sees_what_is_wrong(tmp_path: Path, need: Callable[[str], None]) -> None:
    need("chromium")
    page = tmp_path / "page.html"
    wide = '<div style="width: 3000px">x</div><div class="box"><math><mtext>\\frac</mtext></math></div>'
    page.write_text(f"<!DOCTYPE html><html><head></head><body>{wide}</body></html>", encoding="utf-8")
    found = probe(page, tmp_path)
    assert found["stray"] == 1
    assert found["page"] > 1000
