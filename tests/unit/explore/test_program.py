"""The instructions on the page, run in Python's floats: equal to what symprop computes otherwise; tampered ones not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import pytest

import symprop
from symprop.derive.forms import derive_form
from symprop.derive.paths import iter_paths
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.tape import function_of
from symprop.explore.program import as_data, explorer_tape, live_edges
from symprop.explore.values import given_values

DIGITS = 1e-12


def run(program: Mapping[str, Any], values: Mapping[str, float]) -> dict[str, float]:
    """Return what the page's loop computes."""
    slots: dict[int, float] = dict(program["literals"])
    slots |= {slot: values[name] for name, slot in program["inputs"].items()}
    functions: list[Callable[..., float]] = [function_of(code, float_arithmetic()) for code in program["functions"]]
    for code, result, *operands in program["steps"]:
        slots[result] = functions[code](*(slots[slot] for slot in operands))
    return {name: slots[slot] for name, slot in program["outputs"].items()}


def program_of(net: symprop.Network) -> dict[str, Any]:
    forms = [
        derive_form(net.graph, w, form).lines for w in net.parameters for form in ("chain", "messages", "factored")
    ]
    return as_data(explorer_tape(net.graph, live_edges(net.graph), forms))


def values_of(net: symprop.Network) -> dict[str, float]:
    return {given.name: given.value for given in given_values(net.graph, net.values, net.model.rules)}


def gradients_agree(net: symprop.Network, found: Mapping[str, float]) -> bool:
    return all(
        math.isclose(
            found[f"d_E_total__d_{w}"], float(net.gradient(w).value or "nan"), rel_tol=5 * DIGITS, abs_tol=1e-15
        )
        for w in net.parameters
    )


@pytest.mark.parametrize("name", ["mazur", "question", "lstm", "skip", "softmax_cross_entropy", "shared_weight"])
def test_gradients_and_paths(name: str) -> None:
    net = symprop.load(name)
    found = run(program_of(net), values_of(net))
    assert gradients_agree(net, found)
    edges = {edge[:3]: place for place, edge in enumerate(live_edges(net.graph))}
    for w in net.parameters:
        worth = [math.prod(found[f"@{edges[edge[:3]]}"] for edge in path.edges) for path in iter_paths(net.graph, w)]
        assert math.isclose(math.fsum(worth), found[f"d_E_total__d_{w}"], rel_tol=1e-11, abs_tol=1e-15)


def test_every_name_of_every_form_has_a_value() -> None:
    net = symprop.load("lstm")
    found = run(program_of(net), values_of(net))
    for w in net.parameters:
        for form in ("chain", "messages", "factored"):
            assert {line.lhs.name for line in derive_form(net.graph, w, form).lines} <= found.keys()


@pytest.mark.parametrize("place", [0, 7, -1])
def test_tampered_instruction_is_seen(place: int) -> None:
    net = symprop.load("mazur")
    program = program_of(net)
    code, *slots = program["steps"][place]
    program["functions"].append("-" if program["functions"][code] != "-" else "+")
    program["steps"][place] = [len(program["functions"]) - 1, slots[0], slots[1], slots[-1]]
    found = run(program, values_of(net))
    right = run(program_of(net), values_of(net))
    assert any(not math.isclose(found[name], right[name], rel_tol=DIGITS) for name in right)


def test_values_that_are_missing_suit_the_loss() -> None:
    net = symprop.load("softmax_cross_entropy")
    made = given_values(net.graph, {}, net.model.rules)
    targets = [given.value for given in made if given.kind == "target"]
    assert targets == [1.0, 0.0, 0.0]
    assert not any(given.own for given in made)
    assert all(given.value for given in made if given.kind != "target")
