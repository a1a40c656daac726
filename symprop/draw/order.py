"""Where in its column a node stands: an order with few crossings, then heights that make arrows level.

A long arrow passes every column between its ends at a place of its own, so that it meets no node. After Sugiyama,
Tagawa, Toda (1981): sweeps that sort a column by the mean place of its neighbours, and swaps while they help; then
heights by least squares, keeping the order and the distances (pool adjacent violators, Ayer et al. 1955).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["crossings", "heights", "order_columns"]

SWEEPS = 12


def order_columns(columns: Sequence[Sequence[str]], arrows: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Return the columns with fewer crossings; `arrows` lead from a column to the next one.

    Names stay in the order they come in wherever that is as good.

    >>> order_columns([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])
    [['a', 'b'], ['d', 'c']]
    """
    left: dict[str, list[str]] = {name: [] for column in columns for name in column}
    right: dict[str, list[str]] = {name: [] for name in left}
    for source, target in arrows:
        right[source].append(target)
        left[target].append(source)
    current = [list(column) for column in columns]
    best, fewest = [list(column) for column in current], crossings(current, right)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forwards = sweep % 2 == 0
        near = left if forwards else right
        for k in range(1, len(current)) if forwards else range(len(current) - 2, -1, -1):
            fixed = {name: place for place, name in enumerate(current[k - 1 if forwards else k + 1])}
            current[k] = _sorted_by_mean(current[k], near, fixed)
        _swap(current, left, right)
        count = crossings(current, right)
        if count < fewest:
            best, fewest = [list(column) for column in current], count
    return best


def _sorted_by_mean(column: Sequence[str], near: Mapping[str, Sequence[str]], fixed: Mapping[str, int]) -> list[str]:
    mean: dict[str, float] = {}
    for place, name in enumerate(column):
        places = [fixed[other] for other in near[name]]
        mean[name] = sum(places) / len(places) if places else float(place)
    return sorted(column, key=lambda name: round(mean[name], 6))


def _swap(columns: list[list[str]], left: Mapping[str, Sequence[str]], right: Mapping[str, Sequence[str]]) -> None:
    """Swap neighbours while that saves crossings."""
    for k, column in enumerate(columns):
        beside = [
            (near, {name: place for place, name in enumerate(columns[j])})
            for near, j in ((left, k - 1), (right, k + 1))
            if 0 <= j < len(columns)
        ]
        for _ in range(3):
            changed = False
            for i in range(len(column) - 1):
                a, b = column[i], column[i + 1]
                saved = 0
                for near, place in beside:
                    of_a, of_b = sorted(place[x] for x in near[a]), sorted(place[x] for x in near[b])
                    saved += _inversions(of_a, of_b) - _inversions(of_b, of_a)
                if saved > 0:
                    column[i], column[i + 1] = b, a
                    changed = True
            if not changed:
                break


def _inversions(upper: Sequence[int], lower: Sequence[int]) -> int:
    """Return how many arrows of the lower of two nodes end above one of the upper's; both sorted."""
    return sum(len(upper) - bisect_right(upper, place) for place in lower)


def crossings(columns: Sequence[Sequence[str]], right: Mapping[str, Sequence[str]]) -> int:
    """Return how many pairs of arrows cross.

    >>> crossings([["a", "b"], ["c", "d"]], {"a": ["c", "d"], "b": ["c", "d"]})
    1
    """
    count = 0
    for column, following in pairwise(columns):
        place = {name: k for k, name in enumerate(following)}
        seen: list[int] = []
        for name in column:
            ends = sorted(place[target] for target in right.get(name, ()))
            count += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return count


def heights(
    columns: Sequence[Sequence[str]],
    arrows: Sequence[tuple[str, str]],
    extent: Mapping[str, tuple[float, float]],
    strength: Mapping[tuple[str, str], float],
) -> dict[str, float]:
    """Return the height of every name's middle.

    Args:
        extent: name → how far it reaches above and below its middle.
        strength: how much an arrow wants to be level; 1 unless given.

    >>> heights([["a"], ["b", "c"]], [("a", "b"), ("a", "c")], dict.fromkeys("abc", (5.0, 5.0)), {})
    {'a': 10.0, 'b': 5.0, 'c': 15.0}
    """
    near: dict[str, list[tuple[str, float]]] = {name: [] for column in columns for name in column}
    for source, target in arrows:
        weight = strength.get((source, target), 1.0)
        near[source].append((target, weight))
        near[target].append((source, weight))
    y: dict[str, float] = {}
    for column in columns:
        places = _stacked(column, extent)
        middle = (places[0] + places[-1]) / 2 if places else 0.0
        y.update((name, place - middle) for name, place in zip(column, places, strict=True))
    side = {name: k for k, column in enumerate(columns) for name in column}
    for sweep in range(2 * SWEEPS):
        towards = -1 if sweep % 2 == 0 else 1
        both = sweep >= 2 * SWEEPS - 6
        order = range(len(columns)) if towards < 0 else range(len(columns) - 1, -1, -1)
        for k in order:
            wishes: list[tuple[float, float]] = []
            for name in columns[k]:
                wanted = [(y[o], w) for o, w in near[name] if both or (side[o] - k) * towards > 0]
                wanted = wanted or [(y[name], 0.01)]
                weight = sum(w for _, w in wanted)
                wishes.append((sum(v * w for v, w in wanted) / weight, weight))
            y.update(zip(columns[k], _spread(columns[k], wishes, extent), strict=True))
    top = min((y[name] - extent[name][0] for name in y), default=0.0)
    return {name: round(value - top, 2) for name, value in y.items()}


def _stacked(column: Sequence[str], extent: Mapping[str, tuple[float, float]]) -> list[float]:
    """Return places as close as the extents let them be."""
    places: list[float] = []
    for k, name in enumerate(column):
        places.append(places[-1] + extent[column[k - 1]][1] + extent[name][0] if k else 0.0)
    return places


def _spread(
    column: Sequence[str], wishes: Sequence[tuple[float, float]], extent: Mapping[str, tuple[float, float]]
) -> list[float]:
    """Return the places nearest to the wishes (least squares) that keep order and distances."""
    stacked = _stacked(column, extent)
    pools: list[tuple[float, float, int]] = []  # (mean, weight, how many)
    for (wish, weight), offset in zip(wishes, stacked, strict=True):
        pool = (wish - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, other, count = pools.pop()
            whole = other + pool[1]
            pool = ((mean * other + pool[0] * pool[1]) / whole, whole, count + pool[2])
        pools.append(pool)
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, stacked, strict=True)]
