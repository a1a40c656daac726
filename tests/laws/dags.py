"""Random DAGs of 20 to 60 variables, by seed: units in any order of connection, and equations in any order of use."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from symprop.expression import number
from symprop.functions import ACTIVATIONS, GROUPS
from symprop.graph import GIVEN
from symprop.network.equations import equations_model
from symprop.network.model import Model
from symprop.network.units import Unit, Weight, units_model

__all__ = ["UnitsNet", "random_equations", "random_model", "random_units"]

LEAST, MOST = 20, 60
ELEMENTWISE = tuple(name for name in ACTIVATIONS if name not in GROUPS)
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


BOUNDED = ("sigmoid({})", "tanh({})", "sin({})", "cos({})", "erf({})")
SAFE = (
    *BOUNDED,
    *("softplus({})", "gelu({})", "silu({})", "sqrt(1 + ({})^2)", "log(2 + ({})^2)", "exp({x})*({})", "({})^2"),
    *("1/(1 + ({})^2)", "-({})", "normal_cdf({})"),
)
KINKED = ("relu({x} + {})", "leaky_relu({x} + {})", "elu({x} + {})", "abs({x} + {})", "step({x} + {})")
"""The kink of ReLU(ReLU(…)) is where half of the points are; that of ReLU(x + …) is nowhere in particular."""


def random_equations(seed: int) -> Model:
    """Return equations of random formulas; names are used wherever they are known, some of them nowhere."""
    rng = random.Random(seed)
    while True:
        model = _equations(rng)
        if LEAST <= size(model) <= MOST:
            return model


def _equations(rng: random.Random) -> Model:
    inputs = [f"x{k + 1}" for k in range(rng.randint(1, 4))]
    parameters = [f"p{k + 1}" for k in range(rng.randint(4, 14))]
    targets = [f"y{k + 1}" for k in range(rng.randint(1, 3))]
    unused = list(parameters)
    equations: dict[str, str] = {}

    def leaf() -> str:
        chance = rng.random()
        if unused and chance < 0.35:
            return unused.pop(rng.randrange(len(unused)))
        if chance < 0.45:
            return rng.choice(("2", "0.5", "1/3", "1.25"))
        return rng.choice([*inputs, *parameters, *(list(equations)[-6:] * 2)])

    def formula(depth: int) -> str:
        chance = rng.random()
        if depth == 0 or chance < 0.15:
            return leaf()
        if chance < 0.45:
            shape = rng.choice((*SAFE, *KINKED))
            return shape.format(formula(depth - 1), x=rng.choice((*inputs, *parameters)))
        sign = rng.choice((" + ", " - ", "*", "*"))
        return sign.join(f"({formula(depth - 1)})" for _ in range(2))

    for k in range(rng.randint(8, 30)):
        name = f"e{k + 1}"
        equations[name] = rng.choice(BOUNDED).format(formula(rng.randint(1, 3)))
    rest = " + ".join(f"{name}*{rng.choice(inputs)}" for name in unused) or "1"
    equations["last"] = f"sin({list(equations)[-1]}*({rest}))"
    outputs = ["last", *rng.choices(list(equations), k=len(targets) - 1)]
    terms = ("1/2*({t} - {y})^2", "log(1 + exp(-{t}*{y}))", "abs({t} - 2*{y})", "({t} - {y})^2/(1 + {y}^2)")
    loss = " + ".join(rng.choice(terms).format(t=t, y=y) for t, y in zip(targets, outputs, strict=True))
    return equations_model(inputs=inputs, parameters=parameters, targets=targets, equations=equations, loss=loss)


def random_model(seed: int) -> Model:
    """Return units for an even seed, equations for an odd one."""
    return random_equations(seed) if seed % 2 else random_units(seed).model()
