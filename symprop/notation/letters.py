"""The letters that symbols are made of: Greek, bold and script, in LaTeX and in Unicode."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["BOLD", "GREEK", "SCRIPT", "SUPERSCRIPTS"]

_LOWER = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho tau upsilon chi psi omega"
)
_LETTERS = dict(zip(_LOWER.split(), "αβγδεζηθικλμνξοπρτυχψω", strict=True))
_CAPITALS = {"Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Psi": "Ψ", "Omega": "Ω"}
GREEK: Mapping[str, str] = {**{k: v for k, v in _LETTERS.items() if k not in ("omicron", "pi")}, **_CAPITALS}

SCRIPT: Mapping[str, str] = {"E": "ℰ", "L": "ℒ", "J": "𝒥"}
r"""Letter → its script form, ``\mathcal{E}``: errors and losses are written so."""

SUPERSCRIPTS = str.maketrans("0123456789(),", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾,")
"""What stands above a symbol, as Unicode has it."""


def _bold_characters() -> Iterator[tuple[int, str]]:
    for first, last, start in (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("0", "9", 0x1D7CE), ("α", "ω", 0x1D736)):
        yield from ((code, chr(start + code - ord(first))) for code in range(ord(first), ord(last) + 1))


BOLD: Mapping[int, str] = dict(_bold_characters())
"""Letters and digits → the bold characters of Unicode; Greek ones slanted, as a matrix's symbol is."""
