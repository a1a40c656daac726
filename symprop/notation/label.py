"""One name as it is shown: `Label`, and the label that a name has by its form."""

from __future__ import annotations

import re
from dataclasses import dataclass

from symprop.notation.letters import GREEK

__all__ = ["Label", "plain_label", "subscript", "word"]

_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Label:
    """One name as LaTeX and as text for a terminal."""

    latex: str
    text: str

    @property
    def raised(self) -> bool:
        """Whether something stands above the symbol, so that a power needs brackets."""
        return "^" in self.latex

    @property
    def bare(self) -> bool:
        """Whether what stands above it is a number without brackets, which looks like a power."""
        return "^" in self.latex and "^{(" not in self.latex


def word(letters: str) -> Label:
    r"""Return the label of letters or digits: a Greek letter by its name, several letters upright.

    >>> word("theta").text, word("net").latex
    ('θ', '\\text{net}')
    """
    if letters in GREEK:
        return Label(f"\\{letters}", GREEK[letters])
    return Label(letters if len(letters) == 1 or letters.isdigit() else rf"\text{{{letters}}}", letters)


def subscript(base: str, index: str) -> str:
    """Return LaTeX with an index; one character needs no braces."""
    return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}"


def plain_label(name: str) -> Label:
    r"""Return the label of a name by its form: letters, then digits and further parts as subscripts.

    >>> plain_label("w12").latex, plain_label("h10_1").latex, plain_label("rate").latex
    ('w_{12}', 'h_{10,1}', '\\text{rate}')
    """
    if name[1:].isdigit():  # w12: nearly every name of a large net
        return Label(subscript(name[0], name[1:]), name)
    head, *parts = name.split("_")
    match = _NUMBERED.fullmatch(head)
    letters, digits = match.groups() if match else (head, "")
    base = word(letters)
    indices = [Label(digits, digits)] if digits else []
    indices += (plain_label(part) for part in parts)
    if not indices:
        return base
    text = "_".join((base.text + digits, *(index.text for index in indices[bool(digits) :])))
    return Label(subscript(base.latex, ",".join(index.latex for index in indices)), text)
