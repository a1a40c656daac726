"""Two slips that together give an answer: found without trying every pair of every set of paths.

on the same paths        Σ p_k ρ_a ρ_b, a table of ratios
on different paths       the changes add up: one sorted list, searched for what is missing
a coefficient and a role a fit over the changed products
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from symprop.homework.grading.coefficients import of_times, one_kind, two_kinds
from symprop.homework.grading.slips import Slip
from symprop.homework.grading.tables import Tables, nice

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["pairs"]

Pair = tuple[Slip, Slip]
TIMES = (Fraction(0), Fraction(2), Fraction(-1), Fraction(1, 2))
MOST_PATHS = 20  # beyond them only what is quick is looked for
MOST_APART = 160  # pairs on different paths
LOOSE = 100  # times the tolerance, where only a few samples are looked at


def pairs(tables: Tables) -> Iterator[Pair]:
    """Yield the pairs of slips that give the answer at the samples."""
    searches = _SEARCHES if len(tables.every) <= MOST_PATHS else _QUICK
    yield from chain.from_iterable(search(tables) for search in searches if tables.every)


def _coefficients_and_role(t: Tables) -> Iterator[Pair]:
    """A role, and a path missing, repeated, of the wrong sign: a fit over the changed products."""
    for role in range(len(t.bench.roles)):
        for (slip,) in one_kind(t.fit(t.products + t.changes[role], t.answer)):
            yield t.slip(role, t.bench.touched[role]), slip


def _two_coefficients(t: Tables) -> Iterator[Pair]:
    yield from two_kinds(t.fit(t.products, t.answer))


def _factor_and_role_on_some(t: Tables) -> Iterator[Pair]:
    """The sign, or a factor, of everything, and a role on some of the paths."""
    from symprop.homework.grading.search import replaced

    for times in TIMES:
        if times:
            rest = t.answer / float(times) - t.truth
            for (slip,) in replaced(t, rest):
                yield from ((slip, other) for (other,) in of_times(times, t.every))


def _two_roles(t: Tables) -> Iterator[Pair]:
    """Two roles, the first on all paths that it touches, the second on all of its own or on one of them."""
    import numpy as np

    few = t.alive
    products, tolerance, answer = t.products[:, few], LOOSE * t.tolerance[few], t.answer[few]
    touched = t.bench.touched
    with np.errstate(all="ignore"):
        ratios = 1 + t.changes[:, :, few] / products
        for first in range(len(ratios)):
            changed = products * ratios[first]
            both = changed[None, :, :] * (ratios - 1)  # (second, path, sample)
            rest = answer - changed.sum(axis=0)
            later = both[first + 1 :].sum(axis=1)
            for offset in np.flatnonzero(np.all(np.abs(later - rest) <= tolerance, axis=1)):
                second = first + 1 + int(offset)
                yield t.slip(first, touched[first]), t.slip(second, touched[second])
            if len(t.every) > 1:
                for second, path in np.argwhere(np.all(np.abs(both - rest) <= tolerance, axis=2)):
                    if int(path) in touched[second]:
                        yield t.slip(first, touched[first]), t.slip(int(second), (int(path),))


def _two_roles_on_one_path(t: Tables) -> Iterator[Pair]:
    """Two roles, both on the same single path."""
    import numpy as np

    few = t.alive
    rest, tolerance = t.rest[few], LOOSE * t.tolerance[few]
    for path in t.every if len(t.every) > 1 else ():
        roles = [role for role, paths in enumerate(t.bench.touched) if path in paths]
        product = t.products[path, few]
        for times in (Fraction(2), Fraction(-1), Fraction(1, 2)):
            with np.errstate(all="ignore"):
                table = float(times) * (product + t.changes[roles, path][:, few]) - product
            for role in np.flatnonzero(np.all(np.abs(table - rest) <= tolerance, axis=1)):
                yield from ((t.slip(roles[int(role)], (path,)), other) for (other,) in of_times(times, (path,)))
        with np.errstate(all="ignore"):
            ratios = 1 + t.changes[roles, path][:, few] / product
            table = product * (ratios[:, None, :] * ratios[None, :, :] - 1)
            close = np.all(np.abs(table - rest) <= tolerance, axis=2)
        for first, second in np.argwhere(np.triu(close, 1)):
            yield t.slip(roles[int(first)], (path,)), t.slip(roles[int(second)], (path,))


def _apart(t: Tables) -> Iterator[Pair]:
    """Slips on different paths: their changes add up to what is wrong."""
    import numpy as np

    slips, table = _changes(t)
    direction = np.random.default_rng(1).normal(size=t.rest.size) / t.size
    with np.errstate(all="ignore"):
        marks = table @ direction
        wanted = float(t.rest @ direction)
        reach = LOOSE * float(np.abs(direction) @ t.tolerance)
    order = np.argsort(marks)
    ranked = marks[order]
    found = 0
    for place, mark in zip(order, ranked, strict=True):
        if not np.isfinite(mark):
            continue
        low, high = np.searchsorted(ranked, [wanted - mark - reach, wanted - mark + reach])
        for other in order[low:high]:
            if other > place and t.hits((table[place] + table[other])[None, :], t.rest):
                first, second = slips[int(place)], slips[int(other)]
                if set(first.paths).isdisjoint(second.paths):
                    found += 1
                    yield first, second
        if found > MOST_APART:
            return


def _changes(t: Tables) -> tuple[list[Slip], Numbers]:
    """Return slips on sets of paths that go together, and how much each changes the sum."""
    import numpy as np

    slips: list[Slip] = []
    rows: list[Numbers] = []
    for slip, change in t.wholes:
        if slip.added is not None:
            slips.append(slip)
            rows.append(change)
    for subset in (*t.subsets, t.every):
        product = t.products[list(subset)].sum(axis=0)
        for times in TIMES:
            for (slip,) in of_times(times, subset):
                slips.append(slip)
                rows.append((float(times) - 1) * product)
    for role, touched in enumerate(t.bench.touched):
        for paths in dict.fromkeys((touched, *((k,) for k in touched))):
            slips.append(t.slip(role, paths))
            rows.append(t.changes[role][list(paths)].sum(axis=0))
    return slips, np.array(rows)


def _whole_and_factor(t: Tables) -> Iterator[Pair]:
    """Another quantity, or another loss, with a factor or the wrong sign as well."""
    import numpy as np

    for slip, change in t.wholes:
        if slip.added is not None:
            continue
        values = change + t.truth
        if np.all(np.abs(values - values[0]) <= t.tolerance):  # some factor of a constant is any number
            continue
        with np.errstate(all="ignore"):
            ratio = float(t.answer[0] / values[0])
        times = nice(ratio) if np.isfinite(ratio) else None
        if times is not None and times not in (0, 1) and t.hits(float(times) * values[None, :], t.answer):
            yield from ((slip, other) for (other,) in of_times(times, t.every) if other.kind != "repeated-path")


_QUICK: tuple[Callable[[Tables], Iterator[Pair]], ...] = (_two_coefficients, _whole_and_factor)
_SEARCHES: tuple[Callable[[Tables], Iterator[Pair]], ...] = (
    *_QUICK,
    _coefficients_and_role,
    _factor_and_role_on_some,
    _two_roles,
    _two_roles_on_one_path,
    _apart,
)
