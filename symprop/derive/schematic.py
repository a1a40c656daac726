"""The indexed form of a network whose sizes are names, of a given depth or for any layer l of L."""

from __future__ import annotations

from collections.abc import Iterator

from symprop.derive.forms import Form
from symprop.derive.indexed import Formulas, Parameter, path_count_text
from symprop.errors import InputError, nearest, shorten
from symprop.expression import DisplayEquation, Element, Expr, Index, IndexedSum, Slope, chain
from symprop.network.schematic import Schematic

__all__ = ["schematic_form", "schematic_path_count"]

_HERE, _NEXT, _BEFORE, _LAST = Index("l"), Index("l", 1), Index("l", -1), Index("L")


def schematic_form(network: Schematic, wrt: str) -> Form:
    """Return ∂E/∂w⁽ˡ⁾_ji or ∂E/∂b⁽ˡ⁾_j, whatever the layers' widths.

    Raises:
        InputError: if it has no such parameters.

    >>> from symprop.network.schematic import read_schematic
    >>> [line.lhs.name for line in schematic_form(read_schematic("n0-n1-n2"), "w1").lines]
    ['d_E_total__d_w[1][j, i]', 'delta[1][j]', 'delta[2][j]']
    """
    if wrt not in network.parameters:
        instead = nearest(wrt, network.parameters) or f"one of {', '.join(network.parameters)}"
        raise InputError(f"unknown name '{shorten(wrt)}'", where="--wrt", instead=instead)
    if network.general:
        return Form("indexed", wrt, tuple(_general(network, wrt)), "the δ of layer l is for l < L")
    formulas, parameter = _formulas(network), _parameter(network, wrt)
    lhs = formulas.gradient(parameter)
    again = formulas.paths(lhs, parameter)
    return Form("indexed", wrt, tuple(formulas.lines(lhs, parameter)), "", (again,) if again else ())


def schematic_path_count(network: Schematic, wrt: str) -> str:
    """Return the number of paths as a product of widths."""
    if network.general:
        return "n_{l+1}·…·n_L"
    formulas, parameter = _formulas(network), _parameter(network, wrt)
    line = formulas.paths(formulas.gradient(parameter), parameter)
    return path_count_text(line.rhs) if line else "very many"


def _formulas(network: Schematic) -> Formulas:
    return Formulas("E_total", network.shape, letters=network.letters)


def _parameter(network: Schematic, wrt: str) -> Parameter:
    j, i, *_ = map(Index, network.letters)
    return Parameter(int(wrt[1:]), 0 if wrt.startswith("w") else None, j, i)


def _general(network: Schematic, wrt: str) -> Iterator[DisplayEquation]:
    j, i, k, _ = map(Index, network.letters)
    delta = Element("delta", (_HERE,), (j,))
    if wrt == "w":
        rhs: Expr = chain((delta, Element("out", (_BEFORE,), (i,))))
        yield DisplayEquation(Element("w", (_HERE,), (j, i), "E_total"), rhs)
    else:
        yield DisplayEquation(Element("b", (_HERE,), (j,), "E_total"), delta)
    back = chain((Element("delta", (_NEXT,), (k,)), Element("w", (_NEXT,), (k, j))))
    arriving = IndexedSum(k.letter, Element("n", (_NEXT,)), back)
    yield DisplayEquation(delta, chain((arriving, Slope("sigmoid", Element("net", (_HERE,), (j,))))))
    by_output = network.shape.loss.by_output(Element("t", (), (j,)), Element("out", (_LAST,), (j,)))
    slope = Slope("sigmoid", Element("net", (_LAST,), (j,)))
    yield DisplayEquation(Element("delta", (_LAST,), (j,)), chain((by_output, slope)))
