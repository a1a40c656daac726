"""KaTeX, MathJax, Temml and math-core on the bundled set: every line in Mazur's symbols, each shape in other notations.

Each must draw every line in its strictest mode. The MathML that each makes of an equation is read by the project's
reader and must be the formula that latex2mathml's is. An engine's own slip cannot hide ours, nor ours its.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import pytest

from symprop.errors import SympropError
from symprop.expression import DisplayEquation
from symprop.notation import MAZUR, NOTATIONS

from .bundled import Line, bundled, equations
from .referees import DRAWERS, Verdict, as_core

pytestmark = pytest.mark.engine

Need = Callable[[str], None]


@cache
def ours(notation: str) -> dict[str, DisplayEquation]:
    """Return what is read from our own MathML, by LaTeX."""
    return {latex: line.read(line.mathml) for latex, line in equations(notation).items()}


def refused(lines: Sequence[str], verdicts: Sequence[Verdict]) -> list[str]:
    """Return what an engine has against its lines."""
    assert len(lines) == len(verdicts)
    return [f"{v.error}\n{latex[:300]}" for latex, v in zip(lines, verdicts, strict=True) if v.error or not v.mathml]


def misread(line: Line, mathml: str, expected: DisplayEquation) -> str:
    """Return how an engine's formula differs from ours; nothing where it is the same."""
    try:
        found = line.read(as_core(mathml))
    except SympropError as error:
        return f"{error}\n{line}"
    return "" if found == expected else f"reads as another formula\n{line}"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("engine", DRAWERS)
def test_equations_are_drawn_and_read_as_ours(engine: str, notation: str, need: Need) -> None:
    need(engine)
    asked = equations(notation)
    verdicts = DRAWERS[engine](list(asked))
    assert len(verdicts) == len(asked)
    found = [
        what
        for (latex, line), verdict in zip(asked.items(), verdicts, strict=True)
        if (what := verdict.error or misread(line, verdict.mathml, ours(notation)[latex]))
    ]
    assert not found, f"{len(found)} of {len(asked)}:\n" + "\n".join(found[:5])


@pytest.mark.parametrize("engine", DRAWERS)
def test_every_line_with_its_numbers_is_drawn(engine: str, need: Need) -> None:
    """A row of numbers holds no name, so it is the same in every notation."""
    need(engine)
    lines = [line.latex for line in bundled(MAZUR.name)]
    found = refused(lines, DRAWERS[engine](lines))
    assert not found, "\n".join(found[:5])


# negative controls


BROKEN = {
    "a command that there is not": r"\begin{align*}\nosuch &= 1\end{align*}",
    "a brace that is not closed": r"\begin{align*}\frac{\partial E}{\partial w &= 1\end{align*}",
    "a bracket that is not closed": r"\begin{align*}w &= \left(1 - w\end{align*}",
    "two subscripts": r"\begin{align*}w_1_2 &= 1\end{align*}",
    "a column outside a table": r"w & = 1",
}
WRONG = {
    "another weight": ("w_5", "w_6"),
    "a sign": (r"-\left(t_1", r"\left(t_1"),
    "a bracket": (r"\left(1 - \text{out}_{h_1}\right)", r"1 - \text{out}_{h_1}"),
    "letters for a name": (r"\text{out}_{h_1}", "out_{h_1}"),
    "an index": ("i_1", "i_{11}"),
}


@pytest.mark.parametrize("engine", DRAWERS)
def test_broken_lines_are_refused(engine: str, need: Need) -> None:
    need(engine)
    lines = [r"\begin{align*}w &= 1\end{align*}", *BROKEN.values()]
    verdicts = DRAWERS[engine](lines)
    assert [not verdict.error for verdict in verdicts] == [True, *[False] * len(BROKEN)], verdicts


@pytest.mark.parametrize("engine", DRAWERS)
def test_wrong_lines_read_as_other_formulas(engine: str, need: Need) -> None:
    need(engine)
    latex, line = next(
        (latex, line)
        for latex, line in equations(MAZUR.name).items()
        if all(right in latex for right, _ in WRONG.values())
    )
    good, *bad = DRAWERS[engine]([latex, *(latex.replace(right, instead) for right, instead in WRONG.values())])
    assert not misread(line, good.mathml, ours(MAZUR.name)[latex])
    assert all(verdict.mathml for verdict in bad)
    assert all(misread(line, verdict.mathml, ours(MAZUR.name)[latex]) for verdict in bad)
