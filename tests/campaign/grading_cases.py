"""Networks, slips and rewritings for the campaign of grading: drawn from a seed, the same on every machine."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from symprop.api import Network, load
from symprop.homework.grading import KINDS, Grader, Slip
from symprop.homework.grading.kinds import Kind
from symprop.homework.grading.slips import edge_key
from tests.campaign.grading_oracle import Oracle, oracle

UNITS = """
inputs: [x1, x2]
units:
  - {name: a, from: {x1: w1, x2: w2}, bias: b1, activation: tanh}
  - {name: b, from: {x1: w2, a: w3}, activation: sigmoid}
  - {name: c, from: {a: w4, b: w1, x2: w5}, activation: sigmoid}
  - {name: d, from: {b: w4, a: w6}, activation: tanh}
outputs: [c, d]
loss: half_squared
"""
SHARED_TWICE = """
inputs: [x]
units:
  - {name: a, from: {x: w}, activation: sigmoid}
  - {name: b, from: {a: w}, activation: sigmoid}
  - {name: c, from: {b: w, x: v}, activation: identity}
outputs: [c]
loss: squared
"""


def networks() -> dict[str, Network]:
    """Return the campaign's thirty networks by name."""

    def layered(*sizes: int, **options: object) -> Network:
        return Network.layered(*sizes, **options)  # type: ignore[arg-type]

    found = {
        "mazur": load("mazur"),
        "question": load("question"),
        "1-1": layered(1, 1),
        "1-1-1": layered(1, 1, 1),
        "2-1": layered(2, 1),
        "2-2": layered(2, 2),
        "3-2-1": layered(3, 2, 1),
        "2-3-2": layered(2, 3, 2),
        "3-3-3": layered(3, 3, 3),
        "2-2-2 tanh": layered(2, 2, 2, activation="tanh"),
        "2-2-2 relu": layered(2, 2, 2, activation="relu"),
        "2-2-2 identity": layered(2, 2, 2, activation="identity"),
        "2-3-2 mixed": layered(2, 3, 2, activation=["tanh", "sigmoid"]),
        "2-2-2-2 mixed": layered(2, 2, 2, 2, activation=["relu", "tanh", "sigmoid"]),
        "2-3-3-1": layered(2, 3, 3, 1),
        "1-2-2-2-1": layered(1, 2, 2, 2, 1),
        "2-2-2 squared": layered(2, 2, 2, loss="squared"),
        "2-2-2 mean": layered(2, 2, 2, loss="mean_squared"),
        "3-2-3 mean": layered(3, 2, 3, loss="mean_squared", bias="layer"),
        "2-2-2 bce": layered(2, 2, 2, loss="binary_cross_entropy"),
        "2-2-3 softmax": layered(2, 2, 3, activation=["sigmoid", "softmax"], loss="cross_entropy"),
        "2-2 softmax": layered(2, 2, activation="softmax", loss="cross_entropy"),
        "2-2-2 softmax squares": layered(2, 2, 2, activation=["tanh", "softmax"]),
        "skip": layered(2, 2, 1, sources={"o": ["h", "inputs"]}),
        "skips": layered(2, 2, 2, 2, sources={"j": ["h", "inputs"], "o": ["j", "h"]}),
        "no bias": layered(2, 2, 2, bias="none"),
        "layer bias": layered(2, 2, 2, 2, bias="layer"),
        "softplus": layered(2, 2, 2, activation=["softplus", "identity"]),
        "units": Network.from_yaml(UNITS),
        "shared twice": Network.from_yaml(SHARED_TWICE),
    }
    assert len(found) == 30
    return found


@dataclass(frozen=True)
class Asked:
    """One question of the campaign, its grader, every slip that can be made in it by kind, and who decides."""

    network: str
    wrt: str
    grader: Grader
    slips: dict[str, tuple[Slip, ...]]
    oracle: Oracle


def questions(generator: random.Random, per_network: int, every: int = 1) -> Iterator[Asked]:
    """Yield some parameters of each network (of every third, …), the first always."""
    for name, net in list(networks().items())[::every]:
        names = [
            net.parameters[0],
            *generator.sample(net.parameters[1:], min(per_network - 1, len(net.parameters) - 1)),
        ]
        for wrt in names:
            grader = Grader(net.model, wrt)
            slips = {k: tuple(kind.make(grader.question)) for k, kind in KINDS.items()}
            yield Asked(name, wrt, grader, slips, oracle(net.model, wrt))


def on_a_subset(slip: Slip, asked: Asked, generator: random.Random) -> Slip:
    """Return the slip made on some of its paths only, drawn at random, or on all of them."""
    if slip.whole or len(slip.paths) < 2 or slip.kind in ("missing-output", "missing-occurrence", "other-loss"):
        return slip
    if generator.random() < 0.4:
        return slip
    some = tuple(sorted(generator.sample(slip.paths, generator.randint(1, len(slip.paths) - 1))))
    return made_on(slip, asked, some)


def made_on(slip: Slip, asked: Asked, paths: tuple[int, ...]) -> Slip:
    """Return the slip made on these paths only."""
    there = {edge_key(edge) for k in paths for edge in asked.grader.question.paths[k].edges}
    return replace(slip, paths=paths, replaced={key: f for key, f in slip.replaced.items() if key in there})


def kinds_that_are_made() -> tuple[Kind, ...]:
    """Return the kinds that have slips in symbols."""
    others = ("updated-weights", "stale-values", "rounded-value", "independent", "unrelated-name", "unknown")
    return tuple(kind for kind in KINDS.values() if kind.name not in others)
