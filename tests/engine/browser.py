"""Pages opened in a headless Chromium: what it measures on them, and what stands in its console."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-logging=stderr"),
    "--virtual-time-budget=5000",
)
PROBE = """<script>addEventListener("load", () => {
  const maths = [...document.querySelectorAll("math")], boxes = [...document.querySelectorAll(".box")];
  const found = {
    maths: maths.length,
    flat: maths.filter(m => m.getBoundingClientRect().height < 8).length,
    stray: maths.filter(m => /[\\\\$&]/.test(m.textContent)).length,
    page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    scrolling: boxes.filter(b => b.scrollWidth > b.clientWidth + 1).length,
    loaded: performance.getEntriesByType("resource").map(r => r.name),
  };
  top.postMessage(JSON.stringify(found), "*");
});</script>"""
FRAME = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0"><script>addEventListener("message", ({data}) => {
  const out = document.createElement("pre"); out.id = "found"; out.textContent = data;
  document.body.append(out);
});</script><iframe src="%s" style="width:%dpx;height:1400px;border:0"></iframe>
"""  # the browser's own window is never narrower than 500 pixels


@dataclass(frozen=True)
class Seen:
    """What the browser measured.

    Args:
        maths: formulas on the page.
        flat: formulas that are not drawn: less than a line high.
        stray: formulas that show a backslash, a dollar sign or an ampersand.
        page: pixels by which the page is wider than the window.
        scrolling: boxes (class ``box``) that are wider than the page and scroll.
        loaded: what the page fetched.
        console: warnings and errors in the console.
    """

    maths: int
    flat: int
    stray: int
    page: int
    scrolling: int
    loaded: list[str]
    console: list[str]


def look(page: Path, profile: Path, *, width: int = 1000) -> Seen:
    """Return what the browser measures on a page; a copy with a script beside it is what is opened.

    Args:
        profile: a folder for the browser's own files.
        width: of the window.
    """
    text = page.read_text(encoding="utf-8")
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text, count=1)
    probed = page.with_name(f"probed-{page.name}")
    probed.write_text(text.replace("</head>", PROBE + "</head>", 1), encoding="utf-8")
    frame = page.with_name(f"frame-{page.name}")
    frame.write_text(FRAME % (probed.name, width), encoding="utf-8")
    browser = shutil.which("chromium")
    assert browser is not None
    done = subprocess.run(
        [browser, *FLAGS, "--window-size=1200,1500", f"--user-data-dir={profile}", "--dump-dom", frame.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    match = re.search(r'<pre id="found">(.*?)</pre>', done.stdout)
    assert match is not None, done.stdout[-2000:]
    console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    return Seen(**json.loads(html.unescape(match[1])), console=console)
