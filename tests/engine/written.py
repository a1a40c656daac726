"""Documents as files, and what stands in them: TeX's log, Word's equations, the formulas of Markdown and notebooks."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from click.testing import CliRunner

from symprop.cli.main import main


def derive(target: Path, *args: str) -> None:
    """Write a document as a user does."""
    result = CliRunner().invoke(main, ["derive", *args, "-o", str(target)])
    assert result.exit_code == 0, result.output


# TeX

COMPLAINTS = re.compile(
    r"^(?!Package: infwarerr).*(?:Overfull|Underfull|[Uu]ndefined|[Ww]arning|Missing character|^!).*$", re.MULTILINE
)


def complaints(engine: str, source: Path) -> list[str]:
    """Return what an engine says against a document, compiled once."""
    command = [engine, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", source.name]
    done = subprocess.run(command, cwd=source.parent, capture_output=True, text=True, errors="replace", timeout=300)
    log = source.with_suffix(".log").read_text(encoding="utf-8", errors="replace")
    assert source.with_suffix(".pdf").exists() == (done.returncode == 0)
    return COMPLAINTS.findall(log) + [f"status {done.returncode}"] * (done.returncode != 0)


# Markdown's dialect of LaTeX


def formulas(page: Path) -> list[str]:
    """Return the LaTeX on a page of Markdown or in a notebook's cells."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".ipynb":
        text = "\n".join(cell["source"] for cell in json.loads(text)["cells"] if cell["cell_type"] == "markdown")
    blocks = re.findall(r"^\$\$\n(.*?)\n\$\$$", text, re.MULTILINE | re.DOTALL)
    return blocks + re.findall(r"\| \$(.*?)\$ \|$", text, re.MULTILINE)


# Word: OMML → LaTeX

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GREEK = {
    chr(k): f"\\{unicodedata.name(chr(k)).split()[-1].lower()} " for k in (*range(0x3B1, 0x3C2), *range(0x3C3, 0x3CA))
}
WORDS = str.maketrans({**GREEK, "−": "-", "⋅": r"\cdot ", "∂": r"\partial ", "→": r"\to ", "λ": r"\lambda "})
FUNCTIONS = {"tanh": r"\tanh ", "exp": r"\exp ", "ln": r"\ln ", "max": r"\max ", "ReLU": r"\operatorname{ReLU}"}


def latex(element: ElementTree.Element) -> str:
    """Return the LaTeX of an OMML element: what Word would show, nothing else known."""

    def part(name: str) -> str:
        found = element.find(M + name)
        inside = "" if found is None else latex(found)
        return inside if name not in ("sub", "sup") else re.sub(r"\\left|\\right(?!arrow)", "", inside)

    match element.tag.removeprefix(M):
        case "r":
            text = " ".join("".join(t.text or "" for t in element.iter(M + "t")).split())
            text = text.translate(WORDS)
            text = FUNCTIONS.get(text, text)
            if element.find(f"{M}rPr/{M}nor") is not None:
                return rf"\text{{{text}}}" if text.strip() else ""
            if element.find(f"{M}rPr/{M}scr") is not None:
                return rf"\mathcal{{{text}}}"
            return text
        case "f":
            return rf"\frac{{{part('num')}}}{{{part('den')}}}"
        case "rad":
            assert not part("deg")
            return rf"\sqrt{{{part('e')}}}"
        case "sSub":
            return f"{part('e')}_{{{part('sub')}}}"
        case "sSup":
            return f"{part('e')}^{{{part('sup')}}}"
        case "sSubSup":
            return f"{part('e')}^{{{part('sup')}}}_{{{part('sub')}}}"
        case "nary":
            return rf"\sum_{{{part('sub')}}}^{{{part('sup')}}} {part('e')}"
        case "d":
            left, right = (element.find(f"{M}dPr/{M}{side}") for side in ("begChr", "endChr"))
            if right is not None and not right.get(M + "val"):
                return rf"\begin{{cases}}{part('e')}\end{{cases}}"
            assert left is not None
            return rf"\left{left.get(M + 'val')}{part('e')}\right{right.get(M + 'val') if right is not None else ')'}"
        case "m":
            rows = element.findall(M + "mr")
            return r" \\ ".join(" & ".join(latex(cell) for cell in row.findall(M + "e")) for row in rows)
        case "rPr" | "ctrlPr" | "fPr" | "sSubPr" | "sSupPr" | "dPr" | "mPr" | "sSubSupPr" | "naryPr" | "radPr":
            return ""
        case "oMath" | "e" | "sub" | "sup" | "num" | "den" | "deg":
            return "".join(map(latex, element))
        case other:
            raise AssertionError(f"OMML with {other}")


def equations(docx: Path) -> Iterator[str]:
    """Yield a Word file's equations, those in its tables left out."""
    with zipfile.ZipFile(docx) as file:
        root = ElementTree.fromstring(file.read("word/document.xml"))
    for paragraph in root.iterfind(f"{W}body/{W}p//{M}oMathPara"):
        yield from map(latex, paragraph.findall(M + "oMath"))


def symbols(source: str) -> str:
    r"""Return an equation without its numbers, which begin at the second equals sign, and in one row.

    >>> print(symbols(r"a & =b\left(1=1\right) \\ & +c=0.5"))
    a   =b\left(1=1\right)     +c
    """
    kept, depth, signs = [], 0, 0
    for token in re.findall(r"\\(?:begin|end)\{\w+\}|\\(?:left|right).|\\\\|\\\w+|.", source):
        depth += bool(re.match(r"\\(begin|left)\b|\{", token)) - bool(re.match(r"\\(end|right)\b|\}", token))
        signs += token == "=" and not depth
        if signs > 1:
            break
        kept.append(token if depth or token not in ("&", r"\\") else " ")
    return "".join(kept).strip()
