"""Entries by their indices, and sums over an index, as they stand on our own pages → the text of one token.

    ELEMENT  of|symbol|layers|indices        SIGMA, FOR  letter|bound        IVERSON  left|right

Indices are read from where they stand, never looked up: a page with two of them the wrong way round says something
else. Knows no grammar; `element`, `big_sum` and `iverson` make the nodes.
"""

from __future__ import annotations

import re
from fractions import Fraction

from symprop.expression import Element, Expr, Index, IndexedSum, Iverson, Num

__all__ = [
    "LATEX", "PYTHON", "TEXT", "big_sum", "bound_text", "element", "element_text", "indices", "iverson",
    "plain", "said",
]  # fmt: skip

_INDEX = re.compile(r"([A-Za-z][0-9]*+)?(?:([+-]?)([0-9]+))?")
_ABOVE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˡᴸ−", "0123456789+-lL-")
_SYMBOLS = {"δ": "delta", r"\delta": "delta", r"\text{net}": "net", r"\text{out}": "out"}
_PLACE = r"(?:[A-Za-z][0-9]*|[1-9][0-9]*)"
_BOUND = r"[A-Za-z0-9]+|n_\{[lL][+−-][0-9]+\}|n_[lL]"

TEXT = re.compile(
    rf"(?:∂(?P<of>[A-Za-z]\w*)/∂)?(?P<symbol>δ|out|net|[wb])⁽(?P<layers>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˡᴸ,]+)⁾"
    rf"(?:_(?P<indices>[a-z]+(?![0-9,])|{_PLACE}(?:,{_PLACE})*))?"
    rf"|(?P<target>t)_(?P<unit>{_PLACE})|(?P<size>n_(?:\{{[lL][^{{}}]*\}}|[lL]))"
    rf"|Σ_\{{(?P<letter>[A-Za-z][0-9]*)=1\}}\^\{{(?P<bound>{_BOUND})\}}"
    rf"|\[(?P<left>{_PLACE}) = (?P<right>{_PLACE})\]"
)
_DEEP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_ONE = rf"(?:{_DEEP}|[A-Za-z0-9])"


def _entry(k: str = "") -> str:
    return (
        rf"(?P<symbol{k}>\\delta|\\text\{{(?:out|net)\}}|[wb])(?:_(?P<indices{k}>{_ONE}))?"
        rf"\^\{{\((?P<layers{k}>[^{{}}()]*)\)\}}"
    )


LATEX = re.compile(
    rf"{_entry()}"
    rf"|\\frac\{{\\partial (?P<of>(?:[^{{}}]|{_DEEP})+)\}}\{{\\partial {_entry('1')}\}}"
    rf"|(?P<target>t)_(?P<unit>{_ONE})|(?P<size>n_(?:\{{[lL][^{{}}]*\}}|[lL]))"
    rf"|\\sum_\{{(?P<letter>[A-Za-z](?:_{_ONE})?)=1\}}\^(?P<bound>{_DEEP})"
    rf"|\[(?P<left>[A-Za-z0-9]+(?:_{_ONE})?) = (?P<right>[A-Za-z0-9]+(?:_{_ONE})?)\]"
)
PYTHON = re.compile(
    r"(?:d_(?P<of>[A-Za-z][A-Za-z0-9_]*?)__d_)?(?P<symbol>delta|out|net|[wb])\[(?P<layers>[^\[\]]+)\](?:\[(?P<indices>[^\[\]]+)\])?"
    r"|(?P<target>t)\[(?P<unit>[^\[\]]+)\]|(?P<size>n\[[^\[\]]+\])"
    r"| for (?P<letter>[A-Za-z][0-9]*) in range\((?P<bound>[A-Za-z0-9]+|n\[[^\[\]]+\])\)"
    r"|\((?P<left>[A-Za-z0-9]+) == (?P<right>[A-Za-z0-9]+)\)|(?P<total>sum(?=\())"
)


def plain(written: str) -> str:
    r"""Return what is seen of an index: ``j_{2}`` is j2, ``−`` a minus.

    >>> plain(r"{j_2, j}"), plain("l−1")
    ('j2,j', 'l-1')
    """
    return re.sub(r"[_{}\s]", "", written.translate(_ABOVE))


def indices(written: str) -> list[str]:
    """Return the indices of a row: between commas, else a letter each; a numbered letter is one.

    >>> indices("kj"), indices("j2,1"), indices("j3"), indices("l+1,l-1")
    (['k', 'j'], ['j2', '1'], ['j3'], ['l+1', 'l-1'])
    """
    return list(written) if written.isalpha() else written.split(",")


def element_text(symbol: str, layers: str, units: str, of: str = "", first: int = 1) -> str:
    """Return an ELEMENT's text.

    Args:
        first: what the first unit is numbered: 1 on pages, 0 in Python.
    """
    places = [_from_one(unit, first) for unit in indices(plain(units))]
    return "|".join((of, _SYMBOLS.get(symbol, symbol), plain(layers), ",".join(places)))


def _from_one(unit: str, first: int) -> str:
    return str(int(unit) + 1 - first) if unit.isdigit() else unit


def bound_text(letter: str, bound: str) -> str:
    """Return a SIGMA's or a FOR's text: the letter and how far it goes, ``k|n2`` or ``k|n[l+1]``."""
    inner = re.fullmatch(r"\{?n(?:_(?:\{?([lL][^{}]*)\}?)|\[([^\[\]]+)\])\}?", bound.strip())
    size = f"n[{plain(inner[1] or inner[2])}]" if inner else plain(bound)
    return f"{plain(letter)}|{size}"


def said(match: re.Match[str], of: str = "", first: int = 1) -> tuple[str, str]:
    """Return the kind and the text of the token that `TEXT`, `LATEX` or `PYTHON` found.

    Args:
        of: what is differentiated, where it is not written by its name.
        first: what the first unit is numbered.
    """
    part = match.groupdict()
    for symbol, layers, units in (("symbol", "layers", "indices"), ("symbol1", "layers1", "indices1")):
        if part.get(symbol):
            return "ELEMENT", element_text(part[symbol], part[layers], part[units] or "", of or part["of"] or "", first)
    if part["target"]:
        return "ELEMENT", element_text("t", "", part["unit"], first=first)
    if part["size"]:
        return "ELEMENT", element_text("n", re.sub(r"[n_{}\[\]]", "", part["size"]), "")
    if part["letter"]:
        return "FOR" if first == 0 else "SIGMA", bound_text(part["letter"], part["bound"])
    if part["left"]:
        return "IVERSON", "|".join(_from_one(plain(part[side]), first) for side in ("left", "right"))
    return "TOTAL", part["total"]


def element(text: str) -> Element:
    """Return the entry that an ELEMENT's text says.

    >>> element("|w|2|k,j").name, element("E_total|b|l|").name
    ('w[2][k, j]', 'd_E_total__d_b[l]')
    """
    of, symbol, layers, units = text.split("|")
    return Element(symbol, _places(layers), _places(units), of)


def _places(text: str) -> tuple[Index, ...]:
    return tuple(_place(part) for part in text.split(",")) if text else ()


def _place(text: str) -> Index:
    match = _INDEX.fullmatch(text)
    if match is None:
        return Index(text)
    letter, sign, digits = match.groups()
    return Index(letter or "", int(f"{sign or ''}{digits}") if digits else 0)


def big_sum(text: str, body: Expr) -> IndexedSum:
    """Return Σ body from a SIGMA's or a FOR's text."""
    letter, bound = text.split("|")
    if bound.isdigit():
        return IndexedSum(letter, Num(Fraction(bound), bound), body)
    size, _, layer = bound.removesuffix("]").partition("[")
    return IndexedSum(letter, Element(size, _places(layer)), body)


def iverson(text: str) -> Iverson:
    """Return [left = right] from an IVERSON's text."""
    left, right = text.split("|")
    return Iverson(_place(left), _place(right))
