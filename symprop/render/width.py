r"""How wide a formula is when TeX sets it, in em: what lines are broken by.

The widths are those of Computer Modern at its text size, rounded up; the test measures whole pages with TeX.
Indices and exponents are set at 0.7 of the size, a fraction as wide as the wider of its parts.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["label_width", "latex_width"]

_SMALL = 0.7
_TOKEN = re.compile(r"\\(?:begin|end)\{[a-z*]+\}|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_WIDTHS = {
    **dict.fromkeys("0123456789", 0.5),
    **dict.fromkeys("iIjl.,:;'|!", 0.35),
    **dict.fromkeys("mwMW", 0.95),
    **dict.fromkeys("+-", 1.23),
    **dict.fromkeys("=>", 1.34),
    "(": 0.5, ")": 0.5, "[": 0.42, "]": 0.42, "/": 0.5,
    r"\cdot": 0.73, r"\times": 1.23, r"\odot": 1.23, r"\to": 1.6,
    r"\,": 0.17, r"\quad": 1.0, r"\qquad": 2.0, r"\\": 0.0, "&": 0.0,
    r"\left": 0.36, r"\right": 0.36, r"\partial": 0.6, r"\top": 0.78, r"\sqrt": 1.1,
    r"\ln": 1.0, r"\exp": 1.65, r"\sin": 1.4, r"\cos": 1.5, r"\tanh": 2.2, r"\cosh": 2.2, r"\max": 2.1,
    r"\text": 0.0, r"\textbf": 0.0, r"\mathbf": 0.0, r"\boldsymbol": 0.0, r"\operatorname": 0.34,
    r"\begin{cases}": 2.6,
}  # fmt: skip
_LETTER, _GREEK = 0.58, 0.66
_LABEL = {"→": 0.86, " ": 0.29, "_": 0.62, **dict.fromkeys("mwMW", 0.7)}  # of text at 0.8 of the size
_LABEL_LETTER, _LABEL_GAP = 0.45, 2.0


def label_width(label: str) -> float:
    """Return the width of what a row is called, and of the space before it.

    >>> label_width("w1 → h1") < label_width("r_m_1 → h1")
    True
    """
    return _LABEL_GAP + sum(_LABEL.get(letter, _LABEL_LETTER) for letter in label)


@lru_cache(maxsize=65_536)
def latex_width(latex: str) -> float:
    r"""Return the width of one line of LaTeX as our pages write it.

    >>> 1.2 < latex_width("w_1") < 1.5, latex_width(r"\frac{a + b + c}{d}") < latex_width("a + b + c + d")
    (True, True)
    >>> choice = r"\begin{cases}a & b \\ c\end{cases}"  # what stands before it and behind it are on one line
    >>> latex_width(f"aaaa{choice}bbbb") > latex_width(choice) + latex_width("aaaabbb")
    True
    """
    return _Measure(_TOKEN.findall(latex)).row()


class _Measure:
    __slots__ = ("at", "tokens")

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def row(self) -> float:
        """Return the width up to the brace, or the end of cases, that closes the row; of several rows the widest."""
        widest = width = 0.0
        while self.at < len(self.tokens) and self.tokens[self.at] not in ("}", r"\end{cases}"):
            if self.tokens[self.at] == r"\\":
                widest, width = max(widest, width), 0.0
            width += self.item()
        return max(widest, width)

    def item(self) -> float:
        token = self.tokens[self.at]
        self.at += 1
        if token in ("{", r"\begin{cases}"):
            width = self.row()
            self.at += 1
            return width + _WIDTHS.get(token, 0.0)
        if token in ("_", "^"):
            return _SMALL * self.item() + 0.05
        if token == r"\frac":
            above, below = self.item(), self.item()
            return max(above, below) + 0.24
        if token.isspace():
            return 0.0
        known = _WIDTHS.get(token)
        if known is not None:
            return known
        return _GREEK if token[0] == "\\" else _LETTER
