"""A point at which a path is alive, where random ones hardly are: ten ReLUs in a row are awake at one in a thousand.

Values are drawn anew one at a time, and kept where no more stands in the way than before. Float64 looks for it; what is
found is confirmed in exact values by whoever asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

__all__ = ["MOST_CHANGES", "awakened"]

MOST_CHANGES = 3_000
Values = Mapping[str, Fraction]


def awakened(
    values: Values,
    names: Sequence[str],
    faults: Callable[[Mapping[str, float]], float],
    draw: Callable[[], Fraction],
    generator: random.Random,
    changes: int = MOST_CHANGES,
) -> dict[str, Fraction] | None:
    """Return values without faults, or None if some are left after so many changes.

    Args:
        values: where to begin; of `names` one after another is drawn anew.
        faults: how much stands in the way of a point; infinite where it has no value.

    >>> both = lambda at: (at["a"] <= 0) + (at["b"] <= 0)
    >>> generator = random.Random(1)
    >>> found = awakened({"a": Fraction(-1), "b": Fraction(-1)}, "ab", both, lambda: Fraction(1, 2), generator)
    >>> {name: str(value) for name, value in found.items()}
    {'a': '1/2', 'b': '1/2'}
    """
    found = dict(values)
    at = {name: float(value) for name, value in found.items()}
    fewest = faults(at)
    for _ in range(changes):
        if not fewest:
            return found
        name, value = generator.choice(names), draw()
        left = faults({**at, name: float(value)})
        if left <= fewest:
            found[name], at[name], fewest = value, float(value), left
    return None if fewest else found
