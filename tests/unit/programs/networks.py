"""Networks whose programs are run, and what they must give."""

from __future__ import annotations

import dataclasses
import subprocess
from pathlib import Path

import numpy as np

import symprop
from symprop.derive.adjoints import factored_system
from symprop.graph import derivative

__all__ = ["DIGITS", "HOSTILE_NAMES", "expected", "hostile", "mixed", "run"]

DIGITS = 1e-11


def run(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def expected(net: symprop.Network) -> dict[str, float]:
    """Return E_total and every gradient as the pages have them, right to 12 digits."""
    found = net.numbers.values_text(factored_system(net.graph))
    total = net.graph.total
    values = {name: float(found[derivative(net.graph, total, name).name]) for name in net.parameters}
    return {total: float(net.numbers.forward()[total]), **values}


def with_numbers(net: symprop.Network) -> symprop.Network:
    rng = np.random.default_rng(20261124)
    names = [*net.inputs, *net.targets, *net.parameters]
    return net.with_values(dict(zip(names, rng.normal(size=len(names)).round(3).tolist(), strict=True)))


MIXED = {
    "kinks": symprop.Network.layered(2, 3, 3, 2, activation=["leaky_relu", "relu", "elu"], loss="huber"),
    "smooth": symprop.Network.layered(2, 2, 2, 1, activation=["softplus", "gelu", "silu"], loss="absolute"),
    "waves": symprop.Network.layered(2, 2, 1, activation=["sin", "identity"], loss="mean_squared"),
    "roots": symprop.Network.from_yaml(
        "{inputs: [x], parameters: [u, v], equations: {y: u*sqrt(x^2 + 3) - erf(v)/7, z: cos(y)^3 + 2^u + sgn(v)},"
        " loss: z*y + abs(v)}"
    ),
    "wide": symprop.Network.layered(40, 1, bias="none"),
    "an output": symprop.load("mazur").of("out_o1"),
    "second derivatives": symprop.load("mazur").slope("w1"),
}


def mixed() -> dict[str, tuple[symprop.Network, dict[str, float]]]:
    """Return name → (network with values, what its program must give)."""
    nets = {name: with_numbers(net) for name, net in MIXED.items()}
    return {name: (net, expected(net)) for name, net in nets.items()}


HOSTILE_NAMES = ["double", "int", "y1", "pow", "at", "found", "len", "math", "np", "gradients", "restrict", "main", "I"]
HOSTILE_TITLE = 'x */ #include "/etc/passwd" /* ??/ \\ """ \n import os \u2028 \u202e \x00 <script> #define'


def hostile() -> symprop.Network:
    names, total = ", ".join(HOSTILE_NAMES), " + ".join(HOSTILE_NAMES)
    text = f"{{inputs: [x], parameters: [{names}], equations: {{y: x*({total})}}, loss: 1/2*(y - x)^2}}"
    net = symprop.Network.from_yaml(text)
    values = {name: f"0.{k + 1}" for k, name in enumerate(["x", *HOSTILE_NAMES])}
    return symprop.Network(dataclasses.replace(net.with_values(values).model, name=HOSTILE_TITLE))
