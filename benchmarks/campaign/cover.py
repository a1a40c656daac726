"""Which form is tried in which rendering and notation: every pair evenly, in as few tries as there are."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations, product
from random import Random
from typing import NamedTuple

from benchmarks.campaign.refusals import LAYERED
from benchmarks.campaign.renderings import RENDERINGS
from symprop.derive.forms import FORMS
from symprop.notation import MAZUR, NOTATIONS

__all__ = ["Combination", "chosen", "combinations_of", "every_form_and_rendering"]

PER_NETWORK = 3


class Combination(NamedTuple):
    """What a form is shown as."""

    form: str
    rendering: str
    notation: str


@cache
def combinations_of(layered: bool) -> tuple[Combination, ...]:
    """Return every combination, those first whose pairs have been seen the least.

    The indexed form has mazur's symbols only, and is no page of another notation.
    """
    forms = [form for form in FORMS if layered or form not in LAYERED]
    renderings = [name for name in RENDERINGS if name != "tree"]
    left = [
        Combination(*found)
        for found in product(forms, renderings, NOTATIONS)
        if found[0] != "indexed" or found[2] == MAZUR.name
    ]
    Random(0).shuffle(left)  # of several as good ones not always the first rendering
    seen: Counter[tuple[str, str]] = Counter()
    order: list[Combination] = []
    while left:
        best = max(left, key=lambda found: sum((1 + seen[pair]) ** -2 for pair in combinations(found, 2)))
        left.remove(best)
        seen.update(combinations(best, 2))
        order.append(best)
    return tuple(order)


def every_form_and_rendering(layered: bool) -> tuple[Combination, ...]:
    """Return each form in each rendering once, the notations taking turns."""
    found: dict[tuple[str, str], list[Combination]] = {}
    for combination in combinations_of(layered):
        found.setdefault(combination[:2], []).append(combination)
    return tuple(of_pair[k % len(of_pair)] for k, of_pair in enumerate(found.values()))


def chosen(turn: int, *, layered: bool, count: int = PER_NETWORK) -> tuple[Combination, ...]:
    """Return the combinations of a front end's network number `turn`: the next ones, round and round.

    >>> len({c for turn in range(200) for c in chosen(turn, layered=False)}) == len(combinations_of(False))
    True
    """
    order = combinations_of(layered)
    return tuple(order[(turn * count + k) % len(order)] for k in range(count))
