"""Random dense layers: skips, layers that nobody takes, every bias, activation and loss."""

from __future__ import annotations

import random
from typing import Any

from benchmarks.campaign.networks.pieces import POSITIVE, input_names, own_formulas, some_loss
from symprop.functions import ACTIVATIONS

__all__ = ["random_layers"]

NAMES = ("h", "j", "k")
OWN_NAMES = ("mid", "h10", "enc_2", "gate", "first")


def random_layers(generator: random.Random) -> dict[str, Any]:
    """Return a file of one to four layers."""
    own = own_formulas(generator)
    loss = "custom" if "losses" in own else some_loss(generator)
    count = generator.choice((1, 2, 2, 3, 3, 4))
    width = 3 if count < 3 else 2
    inputs = generator.randint(1, width)
    activations = [*ACTIVATIONS, *own.get("activations", {})]
    layers: list[dict[str, Any]] = []
    names: list[str] = []
    for k in range(count):
        last = k == count - 1
        activation = generator.choice(POSITIVE.get(loss, activations) if last else activations)
        if "activations" in own and not last and generator.random() < 0.5:
            activation = "own"
        entry: dict[str, Any] = {"units": str(generator.randint(2 if activation == "softmax" else 1, width))}
        if activation != "sigmoid" or generator.random() < 0.5:
            entry["activation"] = activation
        name = "o" if last else NAMES[k]
        if generator.random() < 0.15:
            name = entry["name"] = next(n for n in generator.sample(OWN_NAMES, 5) if n not in names)
        if k and generator.random() < 0.45:
            earlier = ["inputs", *names[:-1]]
            extras = generator.sample(earlier, generator.randint(1, min(2, len(earlier))))
            sources = extras if generator.random() < 0.15 else [names[-1], *extras]
            generator.shuffle(sources)
            entry["from"] = sources
        names.append(name)
        layers.append(entry)
    found: dict[str, Any] = {"inputs": str(inputs), "layers": layers}
    if generator.random() < 0.2:
        found["inputs"] = input_names(generator, inputs)
    if bias := generator.choice(("unit", "layer", "none", "")):
        found["bias"] = bias
    return {**found, "loss": loss, **own}
