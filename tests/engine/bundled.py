"""Every equation of every bundled example, in every form and every notation: what the referees are asked about.

An equation that many gradients share is asked about once. A path sum of a million characters is no line that a person
draws: beyond `LONGEST` an equation is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import symprop
from symprop.derive.forms import FORMS
from symprop.document import forward
from symprop.errors import LimitExceeded, UnsupportedForm
from symprop.evaluate.numbers import SHOWN_DIGITS
from symprop.expression import DisplayEquation, size
from symprop.network.load import example_names
from symprop.notation import MAZUR, Labels
from symprop.render.equations import align, latex_rows, mathml_rows, mathml_table
from symprop.report import Shown
from symprop.verify.pages import read_back

LONGEST = 20_000


@dataclass(frozen=True)
class Line:
    """One equation as a page shows it.

    Args:
        example, notation, form: where it first stands; the form is ``forward`` for a definition.
        shown: the equation with its numbers.
    """

    example: str
    notation: str
    form: str
    shown: Shown
    labels: Labels

    @property
    def latex(self) -> str:
        """The `align*` of the page: symbols, then numbers."""
        return align(latex_rows(self.shown, self.labels))

    @property
    def equation_latex(self) -> str:
        """The `align*` of the equation without its numbers."""
        return align(latex_rows(Shown(self.shown.equation), self.labels))

    def read(self, mathml: str) -> DisplayEquation:
        """Return what the project's reader sees in an engine's MathML of the equation."""
        return read_back([self.shown.equation], "mathml", self.labels, printed=[mathml])[0]

    @property
    def mathml(self) -> str:
        """The MathML of our own pages, which latex2mathml makes."""
        return mathml_table(mathml_rows(Shown(self.shown.equation), self.labels))

    def __str__(self) -> str:
        return f"{self.example}, {self.form}, {self.notation}: {self.equation_latex[:300]}"


@cache
def lines(example: str) -> tuple[tuple[str, Shown], ...]:
    """Return (form, equation with its numbers) of an example, each equation once."""
    network = symprop.load(example)
    found = {line.equation: ("forward", line) for line in forward(network, SHOWN_DIGITS)}
    for form in FORMS:
        for name in network.parameters:
            try:
                equations = network.gradient(name).form(form).form.lines
            except (LimitExceeded, UnsupportedForm):
                continue
            new = {equation for equation in equations if equation not in found and size(equation.rhs) < LONGEST}
            if not new:
                continue
            for equation, numbers in zip(equations, network.numbers.filled(equations, SHOWN_DIGITS), strict=True):
                if equation in new:
                    found[equation] = (form, Shown(equation, numbers))
    return tuple(found.values())


@cache
def bundled(notation: str) -> tuple[Line, ...]:
    """Return every equation of the bundled set in one notation, each LaTeX once."""
    found: dict[str, Line] = {}
    for example in example_names():
        network = symprop.load(example)
        labels = {form: network.with_notation(notation).labels for form in ("forward", *FORMS)}  # a page each
        for form, shown in lines(example):
            line = Line(example, notation, form, shown, labels[form])
            found.setdefault(line.latex, line)
    return tuple(line for latex, line in found.items() if len(latex) <= LONGEST)


def one_of_each_shape(lines: Iterable[Line]) -> list[Line]:
    """Return one equation of each shape: the others differ by numbers only, in names or beside them."""
    found: dict[str, Line] = {}
    for line in lines:
        found.setdefault(re.sub(r"[0-9]+", "#", line.equation_latex), line)
    return list(found.values())


@cache
def equations(notation: str) -> dict[str, Line]:
    """Return the equations of the bundled set without their numbers, by their LaTeX.

    In Mazur's symbols all of them, in other notations one of each shape: what differs there is how a name is written.
    """
    every = bundled(notation)
    return {line.equation_latex: line for line in (every if notation == MAZUR.name else one_of_each_shape(every))}
