"""What a word processor makes of a formula: slanted and bold letters, small digits and letters below the line.

Only what is listed here is taken for a plain character; every other one stays what it is, and is refused.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["BELOW", "BLANKS", "lowered", "upright"]

BLANKS = "\u00a0\u2000-\u200a\u202f\u205f"
"""Spaces of other widths, as they stand between brackets in a regular expression."""
BELOW = "₀-₉ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ"
"""Digits and letters below the line, as they stand between brackets in a regular expression."""
_BELOW = re.compile(f"[{BELOW}][{BELOW},]*")
_UPRIGHT = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0x1D400, 0x1D800), ord("ℎ"), ord("ℒ"))}


def upright(text: str) -> str:
    """Return a text with mathematical letters, digits and ∂ as plain ones, every character in its place.

    >>> upright("𝑜𝑢𝑡_𝒉1·𝜎(𝟐) − 𝜕𝒥/𝜕𝑤")
    'out_h1·σ(2) − ∂J/∂w'
    """
    return text.translate(_UPRIGHT)


def lowered(name: str) -> str:
    """Return a name with what stands below the line as an index.

    >>> lowered("outₕ₁"), lowered("w₁₁"), lowered("w₁,₂")
    ('out_h1', 'w_11', 'w_1,2')
    """
    return _BELOW.sub(lambda index: "_" + unicodedata.normalize("NFKC", index[0]), name)
