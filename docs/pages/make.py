"""Makes the pictures of pages that README and documents.md show: HTML and Word in their programs, PDF as it is printed.

python docs/pages/make.py      needs Chromium, TeX, and poppler's pdftoppm
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-sync")
QUESTION = ("derive", "question", "--wrt", "w1", "--form", "paths", "--rate", "0.5")


def run(*command: str | Path) -> None:
    """Run a program, its output kept back."""
    subprocess.run([str(word) for word in command], check=True, capture_output=True, timeout=300)


def screenshot(folder: Path, name: str, size: str, *derive: str, dark: bool = False, short: bool = False) -> None:
    """Write a picture of an HTML page, a short one without the forward pass."""
    page = folder / f"{name}.html"
    run("symprop", *derive, "-o", page)
    if short:
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r'<h2 id="forward-pass">.*?(?=<h2 )', "", text, flags=re.DOTALL), encoding="utf-8")
    scheme = ("--blink-settings=preferredColorScheme=0",) if dark else ()
    chromium = shutil.which("chromium") or "chromium"
    profile = f"--user-data-dir={folder / 'profile'}"
    target = f"--screenshot={HERE / name}.png"
    run(chromium, *CHROMIUM, *scheme, profile, f"--window-size={size}", target, page.as_uri())


def printed(folder: Path, name: str, page: int, *derive: str) -> None:
    """Write a picture of one page of a PDF."""
    run("symprop", *derive, "-o", folder / f"{name}.pdf")
    first = str(page)
    run("pdftoppm", "-png", "-r", "72", "-f", first, "-l", first, "-singlefile", folder / f"{name}.pdf", HERE / name)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        screenshot(folder, "question", "1000,1010", *QUESTION, short=True)
        screenshot(folder, "dark", "1000,760", "derive", "mazur", "--wrt", "w1", "--form", "factored", dark=True)
        printed(folder, "printed", 2, "derive", "question", "--wrt", "w1", "--form", "paths,factored", "--rate", "0.5")
