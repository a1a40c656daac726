"""What stands on the page, read back: an equation as it is printed, and the reader that knows only labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from symprop.derive.entries import told_apart
from symprop.derive.indices import bound, families
from symprop.expression import Array, DisplayEquation, Element, Expr, Named, Var, names_in, substitute
from symprop.notation import Labels, computed_equation, latex_names, text_names
from symprop.read import Symbols, read_entry, read_equation_latex, read_equation_mathml, read_equation_text
from symprop.read.budget import Dialect
from symprop.render.equations import align, latex_rows, mathml_rows, mathml_table, text_rows
from symprop.render.styles import PYTHON
from symprop.render.write import write
from symprop.report import Shown

__all__ = ["RENDERINGS", "read_back"]


@dataclass(frozen=True, slots=True)
class _Names:
    """What a reader is told: the labels of the names on the page, never what stands where."""

    latex: Symbols
    text: Mapping[str, str]
    python: frozenset[str]
    dialect: Dialect


Print = Callable[[DisplayEquation, Labels], str]
Read = Callable[[str, _Names], tuple[str, Expr]]

RENDERINGS: dict[str, tuple[Print, Read]] = {
    "latex": (
        lambda line, labels: align(latex_rows(Shown(line), labels)),
        lambda source, names: read_equation_latex(source, names.latex, budget=None, dialect=names.dialect),
    ),
    "mathml": (
        lambda line, labels: mathml_table(mathml_rows(Shown(line), labels)),
        lambda source, names: read_equation_mathml(source, names.latex, budget=None, dialect=names.dialect),
    ),
    "text": (
        lambda line, labels: " ".join(text_rows(Shown(line), labels)),
        lambda source, names: read_equation_text(source, names.text, budget=None, dialect=names.dialect),
    ),
    "python": (
        lambda line, labels: f"{write(line.lhs, PYTHON, labels)} = {write(line.rhs, PYTHON, labels)}",
        lambda source, names: read_equation_text(source, names.python, budget=None, dialect=names.dialect),
    ),
}
"""Rendering → (print an equation, read one)."""


def read_back(
    lines: Sequence[DisplayEquation], rendering: str, labels: Labels, *, printed: Sequence[str] = ()
) -> list[DisplayEquation]:
    """Return the equations that a reader finds on the printed page.

    Args:
        printed: the lines of the page, where another program has written them.

    Raises:
        SympropError: if a printed line cannot be read.
        InputError: if two names of the page look alike.
    """
    show, read = RENDERINGS[rendering]
    leaves = _leaves(lines)
    entries = families(leaves)
    looked_up = [leaf for leaf in leaves if not isinstance(leaf, Element) or not (leaf.layers or leaf.indices)]
    known = latex_names(labels, looked_up)
    by_name = {leaf.name: leaf for leaf in leaves}
    arrays = {name: leaf for name, leaf in by_name.items() if isinstance(leaf, Array)}
    signed = labels.notation.negative and rendering != "python"
    names = _Names(
        Symbols(known),
        text_names(labels, looked_up),
        frozenset(known.values()),
        "matrices" if arrays else "indices" if entries else "",
    )
    found = []
    for source in printed or (show(line, labels) for line in lines):
        name, rhs = read(source, names)
        if arrays:
            rhs = told_apart(rhs, arrays, star=rendering == "python")
        elif entries:
            rhs = bound(rhs, entries, {})
        if signed:
            rhs = substitute(rhs, lambda leaf: by_name.get(leaf.name))
        entry = read_entry(name)
        lhs = bound(entry, entries, {}) if entry else by_name[name]
        assert isinstance(lhs, Named)
        equation = DisplayEquation(lhs, rhs)
        found.append(computed_equation(equation, labels) if signed else equation)
    return found


def _leaves(lines: Iterable[DisplayEquation]) -> list[Named]:
    leaves: dict[str, Named] = {}
    for line in lines:
        leaves.setdefault(line.lhs.name, line.lhs)
        for name, leaf in names_in(line.rhs).items():
            leaves.setdefault(name, leaf)
        if isinstance(line.lhs, Element) and line.lhs.of:
            leaves.setdefault(line.lhs.of, Var(line.lhs.of))
    return list(leaves.values())
