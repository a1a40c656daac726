"""Programs that read or draw LaTeX on their own: each is handed many formulas at once and answers one by one."""

from __future__ import annotations

import html
import json
import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from symprop.notation import BOLD

HERE = Path(__file__).parent


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
    mathml = mathml.replace("&ApplyFunction;", "\N{FUNCTION APPLICATION}")
    mathml = re.sub(r"(</?)mpadded", r"\1mrow", mathml)
    mathml = re.sub(r"<(m[a-z]+) mathvariant=\"bold[a-z-]*\">([^<]*)</\1>", _embolden, mathml)
    return re.sub(r"<(mtext)><b>([^<]*)</b></mtext>", _embolden, mathml)


def _embolden(found: re.Match[str]) -> str:
    return f"<{found[1]}>{html.unescape(found[2]).translate(BOLD)}</{found[1]}>"


DRAWERS: dict[str, Callable[[Sequence[str]], list[Verdict]]] = {
    "katex": by_node("katex"),
    "mathjax": by_node("mathjax"),
    "temml": by_node("temml"),
    "math_core": by_math_core,
}
"""Engine → how it is asked; the name is also that of its package."""
