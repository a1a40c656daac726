r"""How each name is shown: a profile gives every variable, partial, delta and message its label.

A profile changes what is shown, never what is computed. Both the printers and the readers use these
labels; neither of them decides what a symbol looks like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from symprop.errors import InputError, nearest
from symprop.expression import Array, Delta, Message, Named, Partial, Var
from symprop.graph import Kind, Variable

__all__ = ["BOLD", "GREEK", "NOTATIONS", "Label", "Labels", "Notation", "latex_names", "notation_named", "plain_label"]

_LOWER = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho tau upsilon chi psi omega"
)
_LETTERS = dict(zip(_LOWER.split(), "αβγδεζηθικλμνξοπρτυχψω", strict=True))
_CAPITALS = {"Gamma": "Γ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Psi": "Ψ", "Omega": "Ω"}
GREEK: Mapping[str, str] = {**{k: v for k, v in _LETTERS.items() if k not in ("omicron", "pi")}, **_CAPITALS}


def _bold_characters() -> Iterator[tuple[int, str]]:
    for first, last, start in (("A", "Z", 0x1D400), ("a", "z", 0x1D41A), ("0", "9", 0x1D7CE), ("α", "ω", 0x1D736)):
        yield from ((code, chr(start + code - ord(first))) for code in range(ord(first), ord(last) + 1))


BOLD: Mapping[int, str] = dict(_bold_characters())
"""Letters and digits → the bold characters of Unicode; Greek ones slanted, as a matrix's symbol is."""

_NUMBERED = re.compile(r"([A-Za-z]+)([0-9]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Label:
    """One name as LaTeX and as text for a terminal."""

    latex: str
    text: str


def _word(word: str) -> Label:
    if word in GREEK:
        return Label(f"\\{word}", GREEK[word])
    return Label(word if len(word) == 1 or word.isdigit() else rf"\text{{{word}}}", word)


def _subscript(base: str, index: str) -> str:
    return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}"


def plain_label(name: str) -> Label:
    r"""Return the label of a name by its form: letters, then digits and further parts as subscripts.

    >>> plain_label("w12").latex, plain_label("h10_1").latex, plain_label("rate").latex
    ('w_{12}', 'h_{10,1}', '\\text{rate}')
    """
    if name[1:].isdigit():  # w12: nearly every name of a large net
        return Label(_subscript(name[0], name[1:]), name)
    head, *parts = name.split("_")
    match = _NUMBERED.fullmatch(head)
    letters, digits = match.groups() if match else (head, "")
    base = _word(letters)
    indices = [Label(digits, digits)] if digits else []
    indices += (plain_label(part) for part in parts)
    if not indices:
        return base
    text = "_".join((base.text + digits, *(index.text for index in indices[bool(digits) :])))
    return Label(_subscript(base.latex, ",".join(index.latex for index in indices)), text)


@dataclass(frozen=True, slots=True)
class Notation:
    """A profile.

    Args:
        variable: the label of a variable.
        delta: the label of δ of a unit, from the unit's label.
        message: the label of the message from one unit into another, from their labels.
    """

    name: str
    variable: Callable[[Variable], Label]
    delta: Callable[[Label], Label]
    message: Callable[[Label, Label], Label]


def _mazur_variable(variable: Variable) -> Label:
    unit = plain_label(variable.unit) if variable.unit else Label("", "")
    match variable.kind:
        case Kind.NET:
            return Label(rf"\text{{net}}_{{{unit.latex}}}", f"net_{unit.text}")
        case Kind.OUT:
            return Label(rf"\text{{out}}_{{{unit.latex}}}", f"out_{unit.text}")
        case Kind.ERROR:
            return Label(rf"E_{{{unit.latex}}}", f"E_{unit.text}")
        case Kind.TOTAL:
            return Label(r"E_{\text{total}}", "E_total")
        case _:
            return plain_label(variable.name)


MAZUR = Notation(
    name="mazur",
    variable=_mazur_variable,
    delta=lambda unit: Label(rf"\delta_{{{unit.latex}}}", f"δ_{unit.text}"),
    message=lambda source, target: Label(rf"m_{{{source.latex} \to {target.latex}}}", f"m_{source.text}→{target.text}"),
)
"""Matt Mazur, A Step by Step Backpropagation Example (2015)."""

NOTATIONS: dict[str, Notation] = {MAZUR.name: MAZUR}


def notation_named(name: str) -> Notation:
    """Return a profile by name; InputError with the nearest one if there is none."""
    try:
        return NOTATIONS[name]
    except KeyError:
        instead = nearest(name, NOTATIONS) or f"one of {', '.join(NOTATIONS)}"
        raise InputError(f"unknown notation '{name[:60]}'", where="--notation", instead=instead) from None


class Labels:
    """The labels of one network's names in one profile.

    >>> labels = Labels(lambda name: Variable(name, Kind.WEIGHT))
    >>> labels(Var("w5")).latex
    'w_5'
    """

    __slots__ = ("_known", "_notation", "_variable")

    def __init__(self, variable: Callable[[str], Variable], notation: Notation = MAZUR) -> None:
        self._variable, self._notation = variable, notation
        self._known: dict[Named, Label] = {}

    def beside(self, own: Callable[[str], bool]) -> Labels:
        """Return these labels, and with them those of names that only a page has (η, A1), by their form.

        >>> Labels(lambda name: Variable(name, Kind.WEIGHT)).beside(lambda name: name == "eta")(Var("eta")).text
        'η'
        """
        variable = self._variable
        return Labels(lambda name: Variable(name, Kind.CONSTANT) if own(name) else variable(name), self._notation)

    def __call__(self, leaf: Named) -> Label:
        """Return the label of a variable, a partial, a delta or a message."""
        label = self._known.get(leaf)
        if label is None:
            label = self._known[leaf] = self._make(leaf)
        return label

    def _below(self, name: str) -> Label:
        """Return the label of a name to stand after a ∂ in a denominator, a derivative in brackets."""
        label = self(Var(name))
        return Label(label.latex, f"({label.text})") if isinstance(self._variable(name).symbol, Partial) else label

    def _make(self, leaf: Named) -> Label:
        match leaf:
            case Var(name):
                variable = self._variable(name)
                return self(variable.symbol) if variable.symbol else self._notation.variable(variable)
            case Partial(of, wrt, first):
                return _fraction(self(Var(of)), self._below(wrt), self._below(first) if first else None)
            case Delta(unit):
                return self._notation.delta(plain_label(unit))
            case Message(source, target):
                return self._notation.message(plain_label(source), plain_label(target))
            case Array(symbol, layers, of):
                own = _array_label(symbol, layers)
                return _fraction(self(Var(of)), own, None) if of else own
            case _:
                assert_never(leaf)


_SUPERSCRIPTS = str.maketrans("0123456789(),", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾,")
_ARRAYS = {"delta": Label(r"\boldsymbol{\delta}", "δ"), "ones": Label(r"\mathbf{1}", "𝟏")}


def _array_label(symbol: str, layers: tuple[int, ...]) -> Label:
    r"""Return the label of a matrix of a layer: its symbol in bold, the layer above it.

    >>> print(_array_label("W", (2, 0)).latex, _array_label("net", (1,)).text)
    \mathbf{W}^{(2,0)} net⁽¹⁾
    """
    base = _ARRAYS.get(symbol) or Label(rf"\{'mathbf' if len(symbol) == 1 else 'textbf'}{{{symbol}}}", symbol)
    if not layers:
        return base
    above = f"({','.join(map(str, layers))})"
    return Label(f"{base.latex}^{{{above}}}", base.text + above.translate(_SUPERSCRIPTS))


def _fraction(of: Label, wrt: Label, first: Label | None) -> Label:
    r"""Return the label of ∂of/∂wrt, or of ∂²of/∂wrt∂first.

    >>> e, u, v = Label("E", "E"), Label("u", "u"), Label("v", "v")
    >>> print(_fraction(e, u, v).latex, _fraction(e, u, u).text)
    \frac{\partial^2 E}{\partial u \, \partial v} ∂²E/∂u²
    """
    if first is None:
        return Label(rf"\frac{{\partial {of.latex}}}{{\partial {wrt.latex}}}", f"∂{of.text}/∂{wrt.text}")
    if first == wrt:
        below = Label(rf"\partial {wrt.latex}^2", f"∂{wrt.text}²")
    else:
        below = Label(rf"\partial {wrt.latex} \, \partial {first.latex}", f"∂{wrt.text}∂{first.text}")
    return Label(rf"\frac{{\partial^2 {of.latex}}}{{{below.latex}}}", f"∂²{of.text}/{below.text}")


def latex_names(labels: Labels, leaves: Iterable[Named]) -> dict[str, str]:
    r"""Return LaTeX label → name for a reader.

    Raises:
        InputError: if two names would print alike.

    >>> latex_names(Labels(lambda name: Variable(name, Kind.INPUT)), [Var("x1"), Var("theta")])
    {'x_1': 'x1', '\\theta': 'theta'}
    """
    names: dict[str, str] = {}
    for leaf in leaves:
        label = labels(leaf).latex
        other = names.setdefault(label, leaf.name)
        if other != leaf.name:
            raise InputError(f"the names '{other}' and '{leaf.name}' would both print as {label}", instead="rename one")
    return names
