"""Random networks to start from, and a point where they are smooth."""

from __future__ import annotations

import random

from benchmarks.campaign.networks import FRONT_ENDS
from benchmarks.metamorphic.claims import Case, network_of
from symprop import SympropError
from symprop.verify.points import sample_points

__all__ = ["draw"]


def draw(kind: str, generator: random.Random, samples: int = 1) -> Case | None:
    """Return a random network of a front end and a point of its domain, away from every kink; None if none is found.

    Args:
        samples: so many at once.
    """
    data = FRONT_ENDS[kind](generator)
    if "samples" in data or samples > 1:
        data = {key: entry for key, entry in data.items() if key != "samples"}
        if kind == "blocks" and samples > 1:
            data["samples"] = str(samples)
        else:
            data.pop("reduction", None)
    batch = 1 if kind == "blocks" else samples
    network = network_of(data, batch)
    if not network.parameters:
        return None
    try:
        point = sample_points(network.graph, network.model.rules, 1, generator.getrandbits(32))[0]
    except SympropError:
        return None
    return Case(kind=kind, data=data, values=point.values, generator=generator, batch=batch)
