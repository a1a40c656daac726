"""What the tests of all importers ask: do all parameters agree with the model's own autograd, at its own values."""

from __future__ import annotations

from collections.abc import Iterator

import symprop
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.passes import gradient_tape
from symprop.network.values import exact


def differences(net: symprop.Network) -> Iterator[tuple[str, float]]:
    """Yield (parameter, relative difference) at the model's own values; of a tiny gradient relative to the largest."""
    original = net.model.original
    assert original is not None
    assert original.reason == ""
    theirs = original.gradients()
    values = {name: float(exact(literal)) for name, literal in net.values.items()}
    ours = gradient_tape(net.graph).bind(float_arithmetic())(values)
    largest = max(abs(theirs[name]) for name in net.parameters)
    assert largest > 0
    for name in net.parameters:
        yield name, abs(ours[f"d_E_total__d_{name}"] - theirs[name]) / max(abs(theirs[name]), 1e-3 * largest)


def assert_agrees(net: symprop.Network) -> None:
    """Fail where a parameter of ours differs by more than 1e-11."""
    wrong = {name: difference for name, difference in differences(net) if difference > 1e-11}
    assert not wrong, wrong


def disagrees(net: symprop.Network) -> bool:
    """Return whether the comparison finds something wrong."""
    return max(difference for _, difference in differences(net)) > 1e-6
