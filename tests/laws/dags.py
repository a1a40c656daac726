"""Random DAGs of 20 to 60 variables, by seed: units in any order of connection, and equations in any order of use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.campaign.networks.equations import equations_file
from benchmarks.campaign.networks.pieces import ELEMENTWISE
from symprop.expression import number
from symprop.graph import GIVEN
from symprop.network.equations import equations_model
from symprop.network.model import Model
from symprop.network.units import Unit, Weight, units_model

__all__ = ["UnitsNet", "random_equations", "random_model", "random_units"]

LEAST, MOST = 20, 60
LOSSES = ("half_squared", "squared", "mean_squared", "huber", "absolute", "hinge")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsNet:
    """What a network of units is made from, so that a law can change it."""

    inputs: tuple[str, ...]
    units: tuple[Unit, ...]
    outputs: tuple[str, ...]
    loss: str
    fixed: tuple[str, ...] = ()

    def model(self) -> Model:
        return units_model(self.inputs, self.units, self.outputs, loss=self.loss, fixed=self.fixed)

    def weights(self) -> Iterator[tuple[int, int, str]]:
        """Yield (unit, place among its sources, name) for every use of a named weight."""
        for k, unit in enumerate(self.units):
            for place, (_, weight) in enumerate(unit.sources):
                if isinstance(weight, str):
                    yield k, place, weight


def size(model: Model) -> int:
    """Return how many variables a network has."""
    return len({*model.graph.defined(), *model.graph.given(*GIVEN)})


def random_units(seed: int) -> UnitsNet:
    """Return units with shared, fixed and constant weights, double edges, product units, skips and dead ends."""
    rng = random.Random(seed)
    while True:
        net = _units(rng)
        if LEAST <= size(net.model()) <= MOST:
            return net


def _units(rng: random.Random) -> UnitsNet:
    inputs = tuple(f"x{k + 1}" for k in range(rng.randint(1, 4)))
    units: list[Unit] = []
    weights: list[str] = []
    biases: list[str] = []

    def weight() -> Weight:
        chance = rng.random()
        if chance < 0.1:
            return number(rng.choice(("1", "0.5", "-0.7")))
        if chance < 0.35 and weights:
            return rng.choice(weights)
        weights.append(f"w{len(weights) + 1}")
        return weights[-1]

    def bias() -> str | None:
        chance = rng.random()
        if chance < 0.4:
            return None
        if chance < 0.6 and biases:
            return rng.choice(biases)
        biases.append(f"b{len(biases) + 1}")
        return biases[-1]

    for k in range(rng.randint(4, 13)):
        earlier = [*inputs, *(unit.name for unit in units)]
        near = earlier[-4:] if rng.random() < 0.7 else earlier
        sources = tuple((rng.choice(near), weight()) for _ in range(rng.randint(1, 3)))
        combine = "product" if rng.random() < 0.15 else "sum"
        units.append(
            Unit(name=f"u{k + 1}", sources=sources, bias=bias(), activation=rng.choice(ELEMENTWISE), combine=combine)
        )
    names = [unit.name for unit in units]
    outputs = tuple(dict.fromkeys((names[-1], *rng.choices(names, k=rng.randint(0, 2)))))
    fixed = tuple(name for name in weights[1:] if rng.random() < 0.1)
    return UnitsNet(inputs=inputs, units=tuple(units), outputs=outputs, loss=rng.choice(LOSSES), fixed=fixed)


def random_equations(seed: int) -> Model:
    """Return equations of random formulas; names are used wherever they are known, some of them nowhere."""
    rng = random.Random(seed)
    while True:
        model = _equations(rng)
        if LEAST <= size(model) <= MOST:
            return model


def _equations(rng: random.Random) -> Model:
    data = equations_file(
        rng,
        inputs=rng.randint(1, 4),
        parameters=rng.randint(4, 14),
        targets=rng.randint(1, 3),
        equations=rng.randint(8, 30),
    )
    return equations_model(**data)


def random_model(seed: int) -> Model:
    """Return units for an even seed, equations for an odd one."""
    return random_equations(seed) if seed % 2 else random_units(seed).model()
