r"""A document as PDF, by the user's own TeX: without a shell, in a folder of its own, for a limited time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from symprop.errors import InputError
from symprop.notation import Labels
from symprop.pages.tex import tex_page
from symprop.report import Document

__all__ = ["has_tex", "pdf_of", "pdf_page"]

ENGINES = ("lualatex", "pdflatex")  # the first has no fixed size of memory
SECONDS = 300
_FLAGS = ("-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error")
_CAREFUL = {"openin_any": "p", "openout_any": "p", "max_print_line": "200"}


def pdf_page(document: Document, labels: Labels) -> Iterator[bytes]:
    """Yield a PDF file.

    Raises:
        InputError: if there is no TeX, or it fails or takes too long.
    """
    yield pdf_of("".join(f"{line}\n" for line in tex_page(document, labels)))


def has_tex() -> bool:
    """Return whether there is a TeX that makes PDF."""
    return any(map(shutil.which, ENGINES))


def pdf_of(source: str, engines: Sequence[str] = ENGINES, **variables: str) -> bytes:
    """Return the PDF that TeX makes of a whole document.

    Args:
        engines: in the order in which they are looked for.
        variables: of the environment, besides ours.

    Raises:
        InputError: if there is no TeX, or it fails or takes too long.
    """
    engine = next(filter(None, map(shutil.which, engines)), None)
    if engine is None:
        raise InputError(
            f"PDF needs TeX, and neither {' nor '.join(ENGINES)} is installed",
            where="pdf",
            instead="install TeX Live, or write .tex or .html",
        )
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "page.tex").write_text(source, encoding="ascii")
        command = [engine, *_FLAGS, "page.tex"]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env={**os.environ, **_CAREFUL, **variables},
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
        return page.read_bytes()


def _reason(output: bytes) -> str:
    """Return the first line of what TeX said that is an error."""
    text = output.decode(errors="replace")
    found = re.search(r"^(?:!|[^\n:]+:\d+:) *(.*)$", text, re.MULTILINE)
    return found[1][:200] if found else "no reason given"
