"""Programs that read formulas on their own: pandoc, LaTeXML, and both after another; what they read, in numbers.

    LaTeX → pandoc → MathML → the project's reader
    LaTeX → LaTeXML → content MathML → a number
    MathML → pandoc → LaTeX → LaTeXML → content MathML → a number

Numbers are compared at random values of all names, one for each: a name that is taken for another is found out.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from latex2mathml.converter import convert

from symprop.errors import SympropError
from symprop.evaluate.arithmetic import PHIS, float_arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import Expr, Named, names_in
from symprop.notation import MAZUR, NOTATIONS, Labels
from symprop.render.equations import latex_rows, mathml_rows
from symprop.render.mathml import mathml
from symprop.render.styles import LATEX
from symprop.render.write import write
from symprop.report import Shown

from .bundled import Line, bundled, equations, one_of_each_shape
from .content_mathml import Unreadable, equation, key, value
from .referees import Verdict, as_core, by_latexml, by_pandoc, latex_by_pandoc

pytestmark = pytest.mark.engine

DIGITS = 1e-9
LONG, LONGEST = 600, 2_000
"""Characters of LaTeX, of one equation of each shape and of all of them; LaTeXML's time grows with the square."""
PARTS = 2
"""So many processes share every equation."""
Need = Callable[[str], None]


@dataclass(frozen=True)
class Route:
    """A way from an equation of ours to content MathML.

    Args:
        name, equation: a leaf, and an equation, as what the first program on the way reads.
        read: many of them → content MathML, in order.
        engines: what it needs.
    """

    name: Callable[[Named, Labels], str]
    equation: Callable[[Line], str]
    read: Callable[[Sequence[str], Path], list[Element]]
    engines: tuple[str, ...]


def one_row_of_latex(line: Line) -> str:
    """Return the rows of the page's `align*` after one another."""
    rows = latex_rows(Shown(line.shown.equation), line.labels)
    return " ".join(row.replace("&= ", "= ", 1).removeprefix(r"&\quad ") for row in rows)


def one_row_of_mathml(line: Line) -> str:
    """Return the rows of the page's MathML table after one another."""
    rows = "".join(left + right for left, right, _ in mathml_rows(Shown(line.shown.equation), line.labels))
    row = rows.replace('<mspace width="2em"/>', "")
    row = re.sub("<mi>([A-Za-z]{2,})</mi>", r"<mo>\1</mo>", row)  # pandoc 2.17 takes an <mi> of letters for letters
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mrow>{row}</mrow></math>'


ROUTES = {
    "latexml": Route(
        name=lambda leaf, labels: write(leaf, LATEX, labels),
        equation=one_row_of_latex,
        read=by_latexml,
        engines=("latexml",),
    ),
    "pandoc, latexml": Route(
        name=mathml,
        equation=one_row_of_mathml,
        read=lambda formulas, folder: by_latexml(latex_by_pandoc(formulas), folder),
        engines=("pandoc", "latexml"),
    ),
}


def shapes() -> list[Line]:
    """Return one equation of each shape."""
    return one_of_each_shape(line for line in every_line() if len(line.equation_latex) <= LONG)


def every_line() -> list[Line]:
    """Return the scalar equations of the bundled set: content MathML does not tell W x from w·x."""
    lines = {line.equation_latex: line for line in bundled(MAZUR.name) if line.form not in ("matrix", "indexed")}
    return [line for latex, line in lines.items() if len(latex) <= LONGEST]


def leaves(line: Line) -> dict[str, Named]:
    """Return the names of an equation."""
    return {leaf.name: leaf for leaf in (line.shown.equation.lhs, *names_in(line.shown.equation.rhs).values())}


def expected(rhs: Expr, values: dict[str, float]) -> float:
    """Return our own number."""
    return float(compile_tape([("#", rhs)]).bind(float_arithmetic(PHIS[0]))(values)["#"])


def disagreements(route: Route, lines: Sequence[Line], folder: Path, seed: int = 20261124) -> list[str]:
    """Return what a route reads otherwise than it was meant."""
    labels: dict[str, int] = {}
    for line in lines:
        for leaf in leaves(line).values():
            labels.setdefault(route.name(leaf, line.labels), len(labels))
    asked = [*labels, *(route.equation(line) for line in lines)]
    answers = route.read(asked, folder)
    assert len(answers) == len(asked)
    keys = [key(answer[0]) for answer in answers[: len(labels)]]
    numbers = random.Random(seed)
    found = []
    for line, answer in zip(lines, answers[len(labels) :], strict=True):
        own = {name: keys[labels[route.name(leaf, line.labels)]] for name, leaf in leaves(line).items()}
        values = {name: numbers.uniform(0.1, 2) for name in own}
        try:
            lhs, rhs = equation(answer)
            got = value(rhs, {own[name]: number for name, number in values.items()})
        except (Unreadable, ValueError, TypeError, ZeroDivisionError) as error:
            found.append(f"{error}\n{line}")
            continue
        right = expected(line.shown.equation.rhs, values)
        if lhs != own[line.shown.equation.lhs.name] or not abs(got - right) <= DIGITS * max(abs(right), 1e-6):
            found.append(f"{got} and not {right}\n{line}")
    return found


@pytest.mark.parametrize("route", ROUTES)
def test_every_shape_of_equation_is_read_as_meant(route: str, need: Need, tmp_path: Path) -> None:
    for engine in ROUTES[route].engines:
        need(engine)
    found = disagreements(ROUTES[route], shapes(), tmp_path)
    assert not found, f"{len(found)}:\n" + "\n".join(found[:5])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("route", ROUTES)
def test_every_equation_is_read_as_meant(route: str, part: int, need: Need, tmp_path: Path) -> None:
    for engine in ROUTES[route].engines:
        need(engine)
    found = disagreements(ROUTES[route], every_line()[part::PARTS], tmp_path)
    assert not found, f"{len(found)}:\n" + "\n".join(found[:5])


# pandoc alone: every equation in Mazur's symbols, each shape in other notations


def refused_or_misread(lines: Sequence[Line]) -> list[str]:
    """Return what the project's reader does not find in pandoc's MathML as in ours."""
    found = []
    for line, verdict in zip(lines, by_pandoc([line.equation_latex for line in lines]), strict=True):
        try:
            again = line.read(as_core(verdict.mathml)) if not verdict.error else None
        except SympropError as error:
            again = None
            verdict = Verdict(error=str(error))
        if again != line.read(line.mathml):
            found.append(f"{verdict.error or 'reads as another formula'}\n{line}")
    return found


@pytest.mark.parametrize("notation", NOTATIONS)
def test_pandoc_reads_equations_as_meant(notation: str, need: Need) -> None:
    need("pandoc")
    found = refused_or_misread(list(equations(notation).values()))
    assert not found, f"{len(found)}:\n" + "\n".join(found[:5])


# negative controls


def first(example: str, form: str) -> Line:
    return next(line for line in every_line() if (line.example, line.form) == (example, form))


WRONG: dict[str, tuple[str, str, str, str]] = {
    "another weight": ("mazur", "paths", r"w_5", r"w_7"),
    "a sign": ("mazur", "paths", r"-\left(t_1", r"\left(t_1"),
    "a bracket": ("mazur", "paths", r"\left(1 - \text{out}_{h_1}\right)", r"1 - \text{out}_{h_1}"),
    "letters for a name": ("mazur", "paths", r"\text{out}_{h_1}", "out_{h_1}"),
    "the left side": ("mazur", "paths", r"\partial w_1", r"\partial w_2"),
    "a row lost": ("mazur", "paths", r"- \left(t_2", r"\cdot \left(t_2"),
    "the square of x for that of f(x)": ("skip", "closed", r"\right)\right)^{2}", r"\right)^{2}\right)"),
}


@pytest.mark.parametrize("route", ROUTES)
def test_a_wrong_formula_is_found_out(route: str, need: Need, tmp_path: Path) -> None:
    for engine in ROUTES[route].engines:
        need(engine)
    lines = [first(example, form) for example, form, _, _ in WRONG.values()]
    assert not disagreements(ROUTES[route], lines, tmp_path)

    def mistaken(formulas: Sequence[str], folder: Path) -> list[Element]:
        names = formulas[: -len(lines)]
        return ROUTES[route].read([*names, *(wrong[route] for wrong in mistakes)], folder)

    mistakes = []
    for line, (_, _, right, wrong) in zip(lines, WRONG.values(), strict=True):
        latex = one_row_of_latex(line)
        assert right in latex
        mistaken_latex = latex.replace(right, wrong, 1)
        mistakes.append({"latexml": mistaken_latex, "pandoc, latexml": mathml_of(mistaken_latex)})
    assert len(disagreements(replace(ROUTES[route], read=mistaken), lines, tmp_path)) == len(WRONG)


def mathml_of(latex: str) -> str:
    """Return LaTeX as latex2mathml converts it, mistakes and all."""
    return convert(latex, display="block")


def test_pandoc_finds_a_wrong_formula(need: Need) -> None:
    need("pandoc")
    line = first("mazur", "paths")
    right = line.equation_latex
    for wrong in ("w_7", r"\text{out}_{o_2}", r"\frac{1}{w_5}"):
        (verdict,) = by_pandoc([right.replace("w_5", wrong, 1)])
        try:
            assert line.read(as_core(verdict.mathml)) != line.read(line.mathml)
        except SympropError:
            continue
    good, broken = by_pandoc([right, r"\begin{align*}w &= \frac{1}{w\end{align*}"])
    assert good.mathml
    assert broken.error
