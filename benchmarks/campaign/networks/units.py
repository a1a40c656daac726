"""Random units: any DAG, with shared, fixed and constant weights, double edges, product units and dead ends."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.campaign.networks.pieces import ELEMENTWISE, NUMBERS, POSITIVE, input_names, own_formulas

__all__ = ["random_units"]

LOSSES = ("half_squared", "squared", "mean_squared", "huber", "absolute", "hinge", "binary_cross_entropy")
NAMES = (("a", "c", "d", "f", "g", "h"), tuple(f"u{k}" for k in range(1, 7)), ("n_1", "n_2", "mid", "last", "v9", "r"))


def random_units(generator: random.Random) -> dict[str, Any]:
    """Return a file of two to six units."""
    own = own_formulas(generator)
    loss = "custom" if "losses" in own else generator.choice(LOSSES)
    inputs = input_names(generator, generator.randint(1, 3))
    weights: list[str] = []
    biases: list[str] = []

    def weight() -> str:
        chance = generator.random()
        if chance < 0.12:
            return generator.choice(NUMBERS)
        if chance < 0.4 and weights:
            return generator.choice(weights)
        weights.append(f"w{len(weights) + 1}")
        return weights[-1]

    def bias() -> str | None:
        chance = generator.random()
        if chance < 0.4:
            return None
        if chance < 0.6 and biases:
            return generator.choice(biases)
        biases.append(f"b{len(biases) + 1}")
        return biases[-1]

    activations = (*ELEMENTWISE, *own.get("activations", {}))
    names = [n for n in generator.choice(NAMES) if n not in inputs][: generator.randint(2, 6)]
    units: list[dict[str, Any]] = []
    outputs = [names[-1], *generator.sample(names[:-1], generator.randint(0, min(2, len(names) - 1)))]
    for k, name in enumerate(names):
        earlier = [*inputs, *names[:k]]
        near = earlier[-3:] if generator.random() < 0.6 else earlier
        sources: dict[str, Any] = {}
        for _ in range(generator.randint(1, 3)):
            source = generator.choice(near)
            sources.setdefault(source, []).append(weight())
        taken: dict[str, Any] = {s: w[0] if len(w) == 1 else w for s, w in sources.items()}
        unit: dict[str, Any] = {"name": name, "from": taken}
        if (b := bias()) is not None:
            unit["bias"] = b
        kinds = tuple(a for a in POSITIVE.get(loss, activations) if a != "softmax") if name in outputs else activations
        unit["activation"] = generator.choice(kinds)
        if generator.random() < 0.15:
            unit["combine"] = "product"
        units.append(unit)
    if not weights and not biases:
        units[-1]["bias"] = "b1"
    if generator.random() < 0.3:
        generator.shuffle(units)
    found: dict[str, Any] = {"inputs": inputs, "units": units, "outputs": outputs, "loss": loss}
    if fixed := [name for name in weights[1:] if generator.random() < 0.12]:
        found["fixed"] = fixed
    return {**found, **own}
