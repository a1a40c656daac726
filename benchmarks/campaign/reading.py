"""What a file says, held against the network that the product reads from it: E_total, values, and how names print."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from benchmarks.campaign.compare import agreeing
from benchmarks.campaign.fields import reals
from benchmarks.campaign.files import as_text, network_of
from benchmarks.campaign.names import BOOKS, expected_names, printed_label
from benchmarks.campaign.points import draw_point, written_of
from benchmarks.campaign.source import SOURCES
from benchmarks.trust.journal import Row
from symprop.api import Network
from symprop.derive.forms import derive_form
from symprop.expression import ONE, DisplayEquation, Var
from symprop.network.values import exact
from symprop.notation import Labels
from symprop.verify.pages import RENDERINGS

__all__ = ["read_anew"]

GATE = 40


def read_anew(front: str, data: dict[str, Any], generator: random.Random) -> Row:
    """Return what was compared of a file, and in ``wrong`` what does not agree."""
    network = network_of(as_text(data))
    values = {name: Fraction(text) for name, text in data.get("values", {}).items()}
    wrong = list(_misread(network, values))
    found: Row = {"digits": None, "values": len(values), "labels": 0, "wrong": wrong}
    if front in SOURCES:
        drawn = draw_point(network.graph, written_of(network.graph), network.model.rules, generator, {})
        if drawn is not None:
            given = {name: reals().literal(value) for name, value in drawn[0].items()}
            expected = SOURCES[front](data, given, reals())
            found["digits"] = agreeing(drawn[1][network.graph.total], expected, GATE, lambda: 0)
            if found["digits"] < GATE:
                wrong.append(f"E_total: {found['digits']} digits")
    if front == "layers":
        printed = list(_printed(network, data, generator))
        found["labels"] = len(printed)
        wrong += [f"{name} in {book}: {ours}, not {theirs}" for book, name, ours, theirs in printed if ours != theirs]
    return found


def _misread(network: Network, values: dict[str, Fraction]) -> Iterator[str]:
    read = {name: exact(value) for name, value in network.values.items()}
    for name in read.keys() | values.keys():
        if read.get(name) != values.get(name):
            yield f"{name} = {read.get(name)}, not {values.get(name)}"


def _printed(network: Network, data: dict[str, Any], generator: random.Random) -> Iterator[tuple[str, str, str, str]]:
    """Yield (notation, name, what is printed, what the book has) for every name, and for one derivative."""
    show = RENDERINGS["latex"][0]
    parameters = network.parameters
    for book, (total, _) in BOOKS.items():
        labels = Labels(network.graph.variable, network.with_notation(book).notation)
        expected = expected_names(data, book)
        for name, latex in expected.items():
            yield book, name, printed_label(show(DisplayEquation(Var(name), ONE), labels)), latex
        if parameters:
            w = generator.choice(parameters)
            line = derive_form(network.graph, w, "factored").lines[0]
            slope = rf"\frac{{\partial {total}}}{{\partial {expected[w]}}}"
            yield book, f"∂E/∂{w}", printed_label(show(line, labels)), slope
