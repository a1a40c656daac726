r"""Lines that fit a page: what is too wide for it gets names of its own, and the page labels for those.

    ∂E/∂w₁ = −(t₁ − A₁) · A₁(1 − A₁) · w₅ · …,    A₁ = σ(…)

A line is measured in symbols and, where there are values, in numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from symprop.api import Network
from symprop.expression import DisplayEquation, Expr, Named, number, substitute
from symprop.graph import GIVEN
from symprop.notation import Labels
from symprop.render.layout import columns
from symprop.render.naming import free_letter, with_names
from symprop.render.styles import LATEX
from symprop.render.width import latex_width
from symprop.render.write import write
from symprop.report import Shown

__all__ = ["fitted", "names_note", "page_labels", "rate_name"]

_RATES = ("eta", "alpha", "rate", "step_size")


def page_labels(network: Network) -> Labels:
    """Return the network's labels, and those of the names that only its page has."""
    own = re.compile(rf"{_letter(network)}[0-9]+|{rate_name(network)}")
    return network.labels.beside(lambda name: own.fullmatch(name) is not None)


def rate_name(network: Network) -> str:
    """Return the name of the learning rate: η, unless the network has one."""
    taken = set(_names(network))
    return next((name for name in _RATES if name not in taken), "learning_rate_of_this_page")


def fitted(
    network: Network, lines: Iterable[DisplayEquation], width: float, digits: int
) -> tuple[DisplayEquation, ...]:
    """Return lines that fit a page of `width` em, in symbols and in numbers of so many digits."""
    lines = tuple(lines)
    labels = page_labels(network)
    shown = number(f"-0.{'8' * digits}") if network.numbers.known else None
    computed = getattr(shown, "operand", shown)

    def in_numbers(leaf: Named) -> Expr | None:
        return network.values.get(leaf.name, computed)

    def measure(expr: Expr) -> float:
        symbols = latex_width(write(expr, LATEX, labels))
        if computed is None:
            return symbols
        return max(symbols, latex_width(write(substitute(expr, in_numbers), LATEX, labels)))

    room = width - columns([Shown(line) for line in lines], labels)
    return with_names(lines, measure, room, _letter(network))


def names_note(network: Network, before: int, after: int) -> str:
    """Return what is said about the names that a form has got, nothing where there are none."""
    letter = _letter(network)
    return f"{letter}_1, {letter}_2, … name parts of this formula, so that it fits the page." if after > before else ""


def _letter(network: Network) -> str:
    return free_letter(_names(network))


def _names(network: Network) -> Iterable[str]:
    yield from network.graph.given(*GIVEN)
    yield from network.graph.defined()
