r"""Text from anywhere, made inert: one function for each kind of file it goes into.

Control characters, and those that turn the writing round, are shown as � everywhere.

>>> print(tex_text(r"50 % of \input{/etc/passwd}"))
50 \% of \textbackslash{}input\{/etc/passwd\}
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

from symprop.errors import visible
from symprop.notation import GREEK

__all__ = ["html_text", "markdown_text", "tex_text", "visible"]


def html_text(text: str) -> str:
    """Return text to stand in an element or an attribute.

    >>> html_text('<b class="x">')
    '&lt;b class=&quot;x&quot;&gt;'
    """
    return escape(visible(text))


_MARKDOWN = re.compile(r"""
    [\\`*_\[\]<>|~$&]              # begins code, emphasis, a link, HTML, a cell, strikethrough, a formula, an entity
    | ^[#+=-]                      # a heading, a list, a heading's underline
    | (?<=^[0-9])[.)] | (?<=^[0-9]{2})[.)]
    | @(?=\w) | \#(?=\w)           # somebody's name, an issue's number
    | :(?=/) | (?<=www)\. | /(?=/)  # a link without marks
""", re.VERBOSE)  # fmt: skip


def markdown_text(text: str) -> str:
    r"""Return text as Markdown: a mark that could begin something has a backslash before it.

    >>> print(markdown_text("[x](javascript:1) <script> 2 * 3"))
    \[x\](javascript:1) \<script\> 2 \* 3
    """
    return _MARKDOWN.sub(lambda match: f"\\{match[0]}", visible(text))


_MATHS = {
    "−": "-", "→": r"\to", "·": r"\cdot", "∂": r"\partial", "⊙": r"\odot", "Σ": r"\Sigma", "Π": r"\Pi", "∑": r"\sum",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "±": r"\pm", "×": r"\times", "′": "'", "″": "''", "½": r"\tfrac12",
    "∞": r"\infty", "√": r"\surd", "∈": r"\in", "|": "|",
}  # fmt: skip
_SUPER = {
    **dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀˡ", "0123456789+-()Tl", strict=True)),
    "ⁿ": "n",
    "ⁱ": "i",
}
_SUB = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_PLAIN = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}",
    '"': r"\textquotedbl{}", "`": r"\textasciigrave{}", "'": r"\textquotesingle{}", "…": r"\dots{}",
    "–": r"\textendash{}", "—": r"\textemdash{}", "‘": r"\textquoteleft{}", "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}", "”": r"\textquotedblright{}",
    "ß": r"\ss{}", "æ": r"\ae{}", "ø": r"\o{}",
    "å": r"\aa{}", "œ": r"\oe{}", "Æ": r"\AE{}", "Ø": r"\O{}", "Œ": r"\OE{}", "ł": r"\l{}", "Ł": r"\L{}", "ı": r"\i{}",
    "\N{REPLACEMENT CHARACTER}": "?", "\N{NO-BREAK SPACE}": "~",
    **{letter: rf"\ensuremath{{\{name}}}" for name, letter in GREEK.items()},
    **{letter: rf"\ensuremath{{{latex}}}" for letter, latex in _MATHS.items()},
    **{letter: rf"\textsuperscript{{{plain}}}" for letter, plain in _SUPER.items()},
    **{letter: rf"\textsubscript{{{plain}}}" for letter, plain in _SUB.items()},
}  # fmt: skip
_ACCENTS = dict(
    zip("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0327\u0328", "`'^~=u.\"rHvck", strict=True)
)
_LIGATURE = re.compile(r"-(?=-)|,(?=,)")
_LONG_WORD = re.compile(r"\S{25,}")


def tex_text(text: str) -> str:
    r"""Return text as TeX in ASCII; a character that its fonts have not is shown by its number.

    A very long word may be broken anywhere, so that it makes no line too long.

    >>> print(tex_text("Gödel & 文"))
    G\"{o}del \& \texttt{U+6587}
    """
    text = visible(text)
    long = {k for word in _LONG_WORD.finditer(text) for k in range(word.start() + 1, word.end())}
    escaped = "".join(r"\allowbreak{}" * (k in long) + _tex_character(c) for k, c in enumerate(text))
    return _LIGATURE.sub(r"\g<0>{}", escaped)


def _tex_character(character: str) -> str:
    known = _PLAIN.get(character)
    if known is not None:
        return known
    if character.isascii():
        return character
    base, *marks = list(unicodedata.normalize("NFD", character))
    if marks and base.isascii() and all(mark in _ACCENTS for mark in marks):
        held = {"i": r"\i", "j": r"\j"}.get(base, base)
        for mark in marks:
            held = rf"\{_ACCENTS[mark]}{{{held}}}"
        return held
    return rf"\texttt{{U+{ord(character):04X}}}"
