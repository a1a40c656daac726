"""Random network files, by seed: what each front end takes, small, and legal."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from benchmarks.campaign.networks.blocks import random_blocks
from benchmarks.campaign.networks.equations import random_equations
from benchmarks.campaign.networks.layers import random_layers
from benchmarks.campaign.networks.units import random_units

__all__ = ["FRONT_ENDS", "front_end", "random_network"]

Data = dict[str, Any]

FRONT_ENDS: dict[str, Callable[[random.Random], Data]] = {
    "layers": random_layers,
    "units": random_units,
    "equations": random_equations,
    "blocks": random_blocks,
}


def front_end(seed: int) -> str:
    """Return which front end a seed's network is for; they take turns."""
    return list(FRONT_ENDS)[seed % len(FRONT_ENDS)]


def random_network(seed: int, generator: random.Random) -> Data:
    """Return what stands in the file of a seed, its scalars text, without values."""
    return FRONT_ENDS[front_end(seed)](generator)
