"""Programs that read or draw LaTeX on their own: each is handed many formulas at once and answers one by one."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from symprop.notation import BOLD

HERE = Path(__file__).parent
BETWEEN = "betweentwoformulas"
LATEXML_DOCUMENT = r"""\documentclass{{article}}
\usepackage{{amsmath}}
\usepackage{{latexml}}
\lxDeclare[role=FUNCTION]{{$\sigma$}}
\lxDeclare[role=FUNCTION]{{$\varphi$}}
\begin{{document}}
{}
\end{{document}}
"""


@dataclass(frozen=True)
class Verdict:
    """What an engine made of one formula: its MathML, or what it has against it."""

    mathml: str = ""
    error: str = ""


def by_node(engine: str) -> Callable[[Sequence[str]], list[Verdict]]:
    """Return how one of the engines of `judge.mjs` is asked."""

    def ask(lines: Sequence[str]) -> list[Verdict]:
        asked = json.dumps({"engine": engine, "lines": list(lines)})
        done = subprocess.run(
            ["node", HERE / "judge.mjs"], input=asked, capture_output=True, text=True, timeout=600, check=True
        )
        return [Verdict(**answer) for answer in json.loads(done.stdout)]

    return ask


def by_math_core(lines: Sequence[str]) -> list[Verdict]:
    """Ask math-core, which writes MathML Core."""
    from math_core import LatexError, LatexToMathML

    converter = LatexToMathML()
    found = []
    for latex in lines:
        try:
            found.append(Verdict(mathml=converter.convert_with_local_state(latex, displaystyle=True)))
        except LatexError as error:
            found.append(Verdict(error=str(error)))
    return found


def as_core(mathml: str) -> str:
    """Return MathML as MathML Core and XML have it: bold as characters of their own, no names for characters."""
    mathml = mathml.replace("&ApplyFunction;", "\N{FUNCTION APPLICATION}").replace("\N{VARIATION SELECTOR-1}", "")
    mathml = re.sub(r"<annotation.*?</annotation>|</?semantics>", "", mathml, flags=re.DOTALL)
    mathml = re.sub(r'<mstyle mathvariant="bold"><(m[a-z]+)>([^<]*)</\1></mstyle>', _embolden, mathml)
    mathml = re.sub(r"(</?)mpadded", r"\1mrow", mathml)
    mathml = re.sub(r'<mi mathvariant="script">E</mi>', "<mi>\N{SCRIPT CAPITAL E}</mi>", mathml)
    mathml = re.sub(r"<(m[a-z]+) mathvariant=\"bold[a-z-]*\">([^<]*)</\1>", _embolden, mathml)
    return re.sub(r"<(mtext)><b>([^<]*)</b></mtext>", _embolden, mathml)


_BOLD = {**BOLD, **{0x1D6C2 + k: chr(0x1D736 + k) for k in range(25)}}  # pandoc's bold Greek stands upright


def _embolden(found: re.Match[str]) -> str:
    return f"<{found[1]}>{html.unescape(found[2]).translate(_BOLD)}</{found[1]}>"


DRAWERS: dict[str, Callable[[Sequence[str]], list[Verdict]]] = {
    "katex": by_node("katex"),
    "mathjax": by_node("mathjax"),
    "temml": by_node("temml"),
    "math_core": by_math_core,
}
"""Engine → how it is asked; the name is also that of its package."""


def by_pandoc(lines: Sequence[str]) -> list[Verdict]:
    """Ask pandoc, which reads LaTeX with a parser of its own, for MathML."""
    document = "".join(f"{latex}\n\n{BETWEEN}\n\n" for latex in lines)
    pages = _pandoc("latex", "html", document, "--mathml").split(f"<p>{BETWEEN}</p>")[:-1]
    found = []
    for page in pages:
        formula = re.search(r"<math.*</math>", page, re.DOTALL)
        found.append(Verdict(mathml=formula[0]) if formula else Verdict(error=f"no formula: {page.strip()[:200]}"))
    return found


def latex_by_pandoc(formulas: Sequence[str]) -> list[str]:
    """Return the LaTeX that pandoc makes of MathML."""
    document = "".join(f"<p>{formula}</p>\n<p>{BETWEEN}</p>\n" for formula in formulas)
    pages = _pandoc("html", "latex", document).split(BETWEEN)[:-1]
    return [re.sub(r"^\\(?:\(|\[)|\\(?:\)|\])$", "", page.strip()).strip() for page in pages]


def _pandoc(source: str, target: str, document: str, *options: str) -> str:
    command = ["pandoc", "-f", source, "-t", target, "--wrap=none", *options]
    done = subprocess.run(command, input=document, capture_output=True, text=True, timeout=600, check=True)
    return done.stdout


def by_latexml(lines: Sequence[str], folder: Path) -> list[Element]:
    r"""Return LaTeXML's content MathML of formulas; it is told that σ and φ are functions, as a reader is.

    Args:
        lines: what may stand between ``\[`` and ``\]``.
        folder: for its files.
    """
    formulas = "\n".join(rf"\[{latex}\]" for latex in lines)
    (folder / "all.tex").write_text(LATEXML_DOCUMENT.format(formulas), encoding="utf-8")
    for command in (
        ["latexml", "--quiet", "--dest=all.xml", "all.tex"],
        ["latexmlpost", "--quiet", "--contentmathml", "--format=xml", "--dest=content.xml", "all.xml"],
    ):
        subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=900, check=True)
    return [node for node in ElementTree.parse(folder / "content.xml").iter() if node.tag.endswith("}math")]
