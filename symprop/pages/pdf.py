r"""A document as PDF, by the user's own TeX: without a shell, in a folder of its own, for a limited time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from symprop.errors import InputError
from symprop.notation import Labels
from symprop.pages.tex import tex_page
from symprop.report import Document

__all__ = ["pdf_page"]

ENGINES = ("lualatex", "pdflatex")  # the first has no fixed size of memory
SECONDS = 300
_FLAGS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error")
_CAREFUL = {"openin_any": "p", "openout_any": "p", "max_print_line": "200"}


def pdf_page(document: Document, labels: Labels) -> Iterator[bytes]:
    """Yield a PDF file.

    Raises:
        InputError: if there is no TeX, or it fails or takes too long.
    """
    engine = next(filter(None, map(shutil.which, ENGINES)), None)
    if engine is None:
        raise InputError(
            f"PDF needs TeX, and neither {' nor '.join(ENGINES)} is installed",
            where="pdf",
            instead="install TeX Live, or write .tex or .html",
        )
    source = "".join(f"{line}\n" for line in tex_page(document, labels))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.tex").write_text(source, encoding="ascii")
        command = [engine, *_FLAGS, "page.tex"]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env={**os.environ, **_CAREFUL},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise InputError(
                f"TeX took more than {SECONDS} s", where="pdf", instead="derive fewer parameters"
            ) from None
        page = Path(folder, "page.pdf")
        if done.returncode or not page.exists():
            raise InputError(f"TeX failed: {_reason(done.stdout)}", where="pdf", instead="write .tex and look")
        yield page.read_bytes()


def _reason(output: bytes) -> str:
    """Return the first line of what TeX said that is an error."""
    text = output.decode(errors="replace")
    found = re.search(r"^(?:!|[^\n:]+:\d+:) *(.*)$", text, re.MULTILINE)
    return found[1][:200] if found else "no reason given"
