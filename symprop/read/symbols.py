r"""One spelling for every LaTeX label, so that a single table of names serves LaTeX and MathML.

    label := base | base _{ label (, label)* } | base ^{ layers } | base ^{ layers } _{ … } | matrix | label \to label
           | \frac{\partial label}{\partial label} | \frac{\partial^2 label}{\partial label \, \partial label}
           | \frac{\partial^2 label}{\partial label^2}
    base  := letter | greek | digits | \text{word} | \mathcal{letter}
    layers := number, … | (number, …)
    matrix := \mathbf{letter} | \textbf{word} | \boldsymbol{greek}, then ^{ layers } or not

Every index is braced (`w_1` is spelled `w_{1}`), what stands above comes first (`z_1^{(2)}` is spelled `z^{(2)}_{1}`),
and no spaces are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from symprop.errors import nearest
from symprop.notation import GREEK

__all__ = ["MATRIX", "BadLabel", "SymbolTable", "Symbols", "canonical"]

MATRIX = (
    r"\\(?:mathbf|textbf|boldsymbol)\s*\{\s*\\?[A-Za-z0-9]+\s*\}"
    r"(?:\s*\^\s*\{\s*(?:\(\s*[0-9]+\s*(?:,\s*[0-9]+\s*)*\)\s*|[0-9]+\s*(?:,\s*[0-9]+\s*)*)\})?"
)
"""A matrix's symbol with the numbers of its layers, as a regular expression."""
_PIECE = re.compile(
    rf"(?P<matrix>{MATRIX})|(?P<space>\s+|\\[,;:! ]|\\(?:thinspace|q?quad)(?![A-Za-z]))"
    r"|\\(?P<face>text|mathcal)\s*\{(?P<word>[A-Za-z0-9]+)\}|\\(?:left|right)\s*(?P<fence>[()])|\\(?P<command>[A-Za-z]+)|(?P<letter>[A-Za-z])"
    r"|(?P<digits>[0-9]+)|(?P<mark>[_^{},()])",
    re.ASCII,
)
_COMMANDS = {**{name: name for name in GREEK}, **dict.fromkeys(("frac", "tfrac", "dfrac"), "frac")}
_COMMANDS |= {"to": "to", "partial": "partial"}


class BadLabel(Exception):
    """A piece that no label has, at offset `at` of the label; never leaves this room."""

    def __init__(self, at: int, piece: str) -> None:
        super().__init__(piece)
        self.at, self.piece = at, piece


def canonical(label: str) -> str:
    r"""Return the one spelling of a label.

    Raises:
        BadLabel: at a piece that no label has.

    >>> print(canonical(r"\delta_ {h_1}"), canonical(r"\dfrac{\partial E}{\partial w_{1}}"))
    \delta_{h_{1}} \frac{\partial E}{\partial w_{1}}
    >>> print(canonical(r"w_{12}^2"))
    w^{2}_{12}
    """
    pieces: list[str] = []
    at, index, command = 0, False, False
    while at < len(label):
        match = _PIECE.match(label, at)
        if match is None:
            raise BadLabel(at, label[at])
        kind, piece = match.lastgroup, match[0]
        end = match.end()
        if kind == "space":
            at = end
            continue
        if kind == "matrix":
            piece = "".join(piece.split())
        elif kind == "word":
            piece = rf"\{match['face']}{{{match['word']}}}"
        elif kind == "fence":
            kind, piece = "mark", match["fence"]
        elif kind == "command":
            name = _COMMANDS.get(match["command"])
            if name is None:
                raise BadLabel(at, piece)
            piece = f"\\{name}"
        elif kind == "digits":
            piece, end = piece[0], at + 1
        if index and kind != "mark":
            piece = f"{{{piece}}}"
        elif command and kind == "letter":
            piece = f" {piece}"
        pieces.append(piece)
        index, command = piece in ("_", "^"), kind == "command" and not index
        at = end
    return "".join(_above_first(pieces))


def _above_first(pieces: list[str]) -> list[str]:
    """Return the pieces with what stands above a symbol before what stands below it."""
    for at, piece in enumerate(pieces):
        if piece == "_":
            above = _group_end(pieces, at + 1)
            if above < len(pieces) and pieces[above] == "^":
                end = _group_end(pieces, above + 1)
                pieces[at:end] = pieces[above:end] + pieces[at:above]
    return pieces


def _group_end(pieces: Sequence[str], start: int) -> int:
    """Return where the group that begins at `start` has ended: a piece, or everything to its closing brace."""
    depth = 0
    for at in range(start, len(pieces)):
        depth += (pieces[at] == "{") - (pieces[at] == "}")
        if not depth:
            return at + 1
    return len(pieces)


class SymbolTable(Protocol):
    """What a lexer asks: the name of a label, and what is near it."""

    @property
    def raised(self) -> bool: ...
    def find(self, label: str) -> str | None: ...
    def known(self, label: str) -> str | None: ...
    def nearest(self, label: str) -> str: ...


class Symbols:
    r"""A network's LaTeX labels, ready for many readings: label → name.

    Args:
        names: as `symprop.notation.latex_names` makes it.

    >>> Symbols({r"\text{out}_{h_1}": "out_h1"}).find(r"\text{out}_{h_{1}}")
    'out_h1'
    """

    __slots__ = ("_index", "_labels", "_names", "_raised", "_seen")

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        self._index: dict[str, str] | None = None
        self._labels: dict[str, str] | None = None
        self._seen: dict[str, str] = {}
        self._raised: bool | None = None

    def find(self, label: str) -> str | None:
        """Return the name of a label in any spelling, None if there is none.

        Raises:
            BadLabel: at a piece that no label has.
        """
        name = self._names.get(label) or self._seen.get(label)
        if name is None:
            name = self._spelled().get(canonical(label))
            if name is not None and len(label) < 200:
                self._seen[label] = name
        return name

    @property
    def raised(self) -> bool:
        """Whether some symbol has a layer's number above it, which only the table tells from a power."""
        if self._raised is None:
            self._raised = any("^" in label for label in self._names)
        return self._raised

    def known(self, label: str) -> str | None:
        """Return the name of a label, None for what is no label at all too."""
        try:
            return self.find(label)
        except BadLabel:
            return None

    def nearest(self, label: str) -> str:
        """Return ``did you mean '…'?`` for the nearest label, or an empty string."""
        found = nearest(_spelling(label), self._spelled())
        if not found:
            return ""
        key = found.removeprefix("did you mean '").removesuffix("'?")
        return f"did you mean '{self._written(key)}'?"

    def _written(self, key: str) -> str:
        if self._labels is None:
            self._labels = {_spelling(label): label for label in reversed([*self._names])}
        return self._labels[key]

    def _spelled(self) -> dict[str, str]:
        if self._index is None:
            self._index = _index(self._names.items())
        return self._index


def _spelling(label: str) -> str:
    try:
        return canonical(label)
    except BadLabel:
        return label


def _index(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {_spelling(label): name for label, name in names}
