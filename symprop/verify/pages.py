"""What stands on the page, read back: an equation as it is printed, and the reader that knows only labels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from symprop.expression import DisplayEquation, Expr, Named, Var, names_in
from symprop.notation import Labels, latex_names
from symprop.read import read_equation_latex, read_equation_mathml, read_equation_text
from symprop.render.equations import align, latex_rows, mathml_rows, mathml_table, text_rows
from symprop.render.styles import PYTHON
from symprop.render.write import write
from symprop.report import Shown

__all__ = ["RENDERINGS", "read_back"]

Print = Callable[[DisplayEquation, Labels], str]
Read = Callable[[str, Mapping[str, str]], tuple[str, Expr]]


def _read_text(source: str, names: Mapping[str, str]) -> tuple[str, Expr]:
    return read_equation_text(source, frozenset(names.values()), budget=None)


RENDERINGS: dict[str, tuple[Print, Read]] = {
    "latex": (
        lambda line, labels: align(latex_rows(Shown(line), labels)),
        lambda source, names: read_equation_latex(source, names, budget=None),
    ),
    "mathml": (
        lambda line, labels: mathml_table(mathml_rows(Shown(line), labels)),
        lambda source, names: read_equation_mathml(source, names, budget=None),
    ),
    "text": (lambda line, labels: " ".join(text_rows(Shown(line), labels)), _read_text),
    "python": (
        lambda line, labels: f"{write(line.lhs, PYTHON, labels)} = {write(line.rhs, PYTHON, labels)}",
        _read_text,
    ),
}
"""Rendering → (print an equation, read one)."""


def read_back(lines: Sequence[DisplayEquation], rendering: str, labels: Labels) -> list[DisplayEquation]:
    """Return the equations that a reader finds on the printed page.

    Raises:
        SympropError: if a printed line cannot be read.
        InputError: if two names of the page look alike.
    """
    show, read = RENDERINGS[rendering]
    names = latex_names(labels, _leaves(lines))
    found = []
    for line in lines:
        name, rhs = read(show(line, labels), names)
        found.append(DisplayEquation(Var(name), rhs))
    return found


def _leaves(lines: Iterable[DisplayEquation]) -> list[Named]:
    leaves: dict[str, Named] = {}
    for line in lines:
        leaves.setdefault(line.lhs.name, line.lhs)
        for name, leaf in names_in(line.rhs).items():
            leaves.setdefault(name, leaf)
    return list(leaves.values())
