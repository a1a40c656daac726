r"""A label's LaTeX as runs of text with a size and a height above the line, for what cannot set LaTeX itself.

    label := item*        item := atom (('_' | '^') group)*
    atom  := letter | digit | sign | \text{…} | a Greek letter | an accent over a group | {label}

The grammar is closed: a label that says anything else is shown as its plain text, and never reaches TeX.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from symprop.notation import GREEK, SCRIPT, Label

__all__ = ["Run", "escaped_tex", "plain_runs", "printable", "runs_of", "safe_latex", "text_width"]

_TOKEN = re.compile(
    r"\\(?:text|mathrm|textbf)\{(?P<words>[^{}\\$&#%~]*)\}|\\(?P<command>[A-Za-z]+)|\\(?P<space>[,;:! ])|(?P<sign>.)",
    re.S,
)
_SIGNS = {
    **GREEK,
    **dict(zip(("partial", "to", "cdot", "prime", "ell", "infty", "odot", "top", "dagger"), "∂→·′ℓ∞⊙⊤†", strict=True)),
    **dict(zip(("varepsilon", "varphi", "phi", "sigma"), "εφφσ", strict=True)),
    **dict.fromkeys(("left", "right"), ""),
    "ldots": "…",
    "cdots": "⋯",
    "times": "×",
}
_ACCENTS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307", "vec": "\u20d7"}
_STYLES = {"mathbf", "boldsymbol", "mathit"}
_PLAIN = re.compile(r"[A-Za-z0-9 ,.;:()\[\]+\-−=<>|/*'!?∂→]")
SMALLER, DEEPEST = 0.7, 3
LOWER, HIGHER = 0.28, -0.42


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters.

    Args:
        shift: how far below the line, in ems of the label's size.
        size: relative to the label's.
        ahead: how much further right it begins than the last one ends, in ems of the label's size; an index that stands
            beneath an exponent goes back.
    """

    text: str
    shift: float = 0.0
    size: float = 1.0
    italic: bool = False
    bold: bool = False
    ahead: float = 0.0


class _Unknown(Exception):
    """The label says more than the grammar."""


@lru_cache(maxsize=4096)
def runs_of(label: Label) -> tuple[Run, ...]:
    r"""Return the runs of a label.

    >>> [(run.text, run.shift, run.italic) for run in runs_of(Label(r"w_{12}", "w12"))]
    [('w', 0.0, True), ('12', 0.28, False)]
    >>> runs_of(Label(r"\input{x}", "w"))
    (Run(text='w', shift=0.0, size=1.0, italic=False, bold=False, ahead=0.0),)
    """
    return _parsed(label.latex) or plain_runs(label.text)


def plain_runs(text: str) -> tuple[Run, ...]:
    """Return text as it is, without what is no character to be seen."""
    return (Run(printable(text)),)


def printable(text: str) -> str:
    r"""Return text without control characters and the like, on one line.

    >>> printable("a\x00b\nc\u202e")
    'a�b c�'
    """
    return "".join(
        " " if c in "\n\t\r" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c)[0] == "C" else c for c in text
    )


def _parsed(latex: str) -> tuple[Run, ...]:
    try:
        tokens = list(_TOKEN.finditer(latex))
        runs, end = _sequence(tokens, 0, 0.0, 1.0, bold=False)
    except (_Unknown, IndexError, RecursionError):
        return ()
    return tuple(_joined(runs)) if end == len(tokens) else ()


def _sequence(tokens: list[re.Match[str]], at: int, shift: float, size: float, *, bold: bool) -> tuple[list[Run], int]:
    runs: list[Run] = []
    script = ("", 0)  # the sign of what stands above or below the last atom, and where it begins among the runs
    while at < len(tokens) and tokens[at]["sign"] != "}":
        sign = tokens[at]["sign"]
        if sign not in ("_", "^"):
            found, at = _one(tokens, at, shift, size, bold=bold)
            runs, script = runs + found, ("", 0)
            continue
        smaller = size * SMALLER
        if smaller < SMALLER**DEEPEST:
            raise _Unknown
        found, at = _one(tokens, at + 1, shift + size * (LOWER if sign == "_" else HIGHER), smaller, bold=bold)
        if script[0] == sign:
            raise _Unknown
        if script[0]:
            runs[script[1] :] = _stacked(runs[script[1] :], found)
        else:
            script = (sign, len(runs))
            runs = runs + found
    return runs, at


def _stacked(first: list[Run], second: list[Run]) -> list[Run]:
    """Return an index and an exponent one above the other: the narrower one, and back by its width the wider one."""
    narrow, wide = sorted((first, second), key=lambda runs: text_width(tuple(runs), 1.0))
    back = text_width(tuple(narrow), 1.0)
    return [*narrow, *(replace(run, ahead=run.ahead - back * (k == 0)) for k, run in enumerate(wide))]


def _one(tokens: list[re.Match[str]], at: int, shift: float, size: float, *, bold: bool) -> tuple[list[Run], int]:
    token = tokens[at]
    if token["words"] is not None:
        return [Run(printable(token["words"]), shift, size, bold=bold)], at + 1
    if token["space"] is not None:
        return [Run("" if token["space"] == "!" else "\u2009", shift, size)], at + 1
    command = token["command"]
    if command in _ACCENTS:
        found, end = _one(tokens, at + 1, shift, size, bold=bold)
        first, *rest = found
        return [Run(first.text + _ACCENTS[command], shift, size, first.italic, bold), *rest], end
    if command == "mathcal":
        found, end = _one(tokens, at + 1, shift, size, bold=bold)
        if len(found) != 1 or found[0].text not in SCRIPT:
            raise _Unknown
        return [Run(SCRIPT[found[0].text], shift, size, bold=bold)], end
    if command in _STYLES:
        return _one(tokens, at + 1, shift, size, bold=bold or command != "mathit")
    if command is not None:
        if command not in _SIGNS:
            raise _Unknown
        letter = _SIGNS[command]
        return [Run(letter, shift, size, letter.isalpha() and letter.islower(), bold)], at + 1
    sign = token["sign"]
    if sign == "{":
        found, end = _sequence(tokens, at + 1, shift, size, bold=bold)
        if tokens[end]["sign"] != "}":
            raise _Unknown
        return found, end + 1
    if not _PLAIN.fullmatch(sign):
        raise _Unknown
    if sign == " ":
        return [], at + 1
    return [Run("−" if sign == "-" else sign, shift, size, sign.isalpha(), bold)], at + 1


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Yield runs with neighbours of one kind put together."""
    held: Run | None = None
    for run in runs:
        if not run.text:
            continue
        if held and replace(run, text=held.text, ahead=held.ahead) == held and not run.ahead:
            held = replace(held, text=held.text + run.text)
            continue
        if held:
            yield held
        held = run
    if held:
        yield held


_FRACTION = re.compile(
    r"\\frac\{\\partial(?:\^2)?(?P<of>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\{(?P<by>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
)


def safe_latex(label: Label) -> str:
    r"""Return a label's LaTeX where it says nothing but a name, else its text, escaped.

    >>> safe_latex(Label(r"w_{12}", "w12")), safe_latex(Label(r"\input{x}", "w_1"))
    ('w_{12}', '\\text{w\\_1}')
    """
    if not label.latex.isascii():
        return rf"\text{{{escaped_tex(label.text)}}}"
    if _parsed(label.latex):
        return label.latex
    fraction = _FRACTION.fullmatch(label.latex)
    if fraction and _parsed(fraction["of"]) and _parsed(fraction["by"]):
        return label.latex
    return rf"\text{{{escaped_tex(label.text)}}}"


_TEX = {
    "\\": r"{\textbackslash}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "∂": r"$\partial$",
    "→": r"$\to$",
    "−": "$-$",
    "·": r"$\cdot$",
    '"': "''",
    "…": r"{\ldots}",
    "×": r"$\times$",
    **{c: f"\\{c}" for c in "_#$%&{}"},
    **{letter: f"$\\{name}$" for name, letter in GREEK.items()},
}


def escaped_tex(text: str) -> str:
    r"""Return text as LaTeX that shows it; a character that TeX's fonts lack becomes a question mark.

    >>> print(escaped_tex(r"50% of \input{x}"))
    50\% of {\textbackslash}input\{x\}
    """
    return "".join(_TEX.get(c) or (c if " " <= c <= "~" else "?") for c in printable(text))


_NARROW, _WIDE, _CAPITAL = 0.32, 0.8, 0.7
_WIDTHS = {**dict.fromkeys("ijlt.,:;'|()[]! f", _NARROW), **dict.fromkeys("mwMWωΣ→", _WIDE), "\u2009": 0.17}


def text_width(runs: tuple[Run, ...], font: float) -> float:
    """Return about how wide runs are at a size; rather too much than too little."""
    return font * sum(run.ahead + run.size * sum(map(_character_width, run.text)) for run in runs)


def _character_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    return _WIDTHS.get(character) or (_CAPITAL if character.isupper() else 0.53)
