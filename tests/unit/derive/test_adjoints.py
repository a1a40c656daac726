"""The factored form of all gradients at once: what it defines."""

from __future__ import annotations

import pytest

import symprop
from symprop.derive.adjoints import factored_system
from symprop.network.load import example_names


@pytest.mark.parametrize("name", example_names())
def test_each_name_is_defined_once_and_by_others(name: str) -> None:
    lines = list(factored_system(symprop.load(name).graph))
    names = [line.lhs.name for line in lines]
    assert len(set(names)) == len(names)
    assert all(line.lhs != line.rhs for line in lines)
