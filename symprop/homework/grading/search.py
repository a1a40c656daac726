"""Which slips give just this answer: fits over the paths, then each slip, then two at a time.

Everything here is looked for at the samples and handed on only when it reproduces the answer, at 50 digits, at points
that the search has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from symprop.homework.grading.bench import CLOSE, Bench
from symprop.homework.grading.coefficients import of_times, one_kind, spread, two_kinds
from symprop.homework.grading.roles import role_slip
from symprop.homework.grading.slips import Slip, wrong_answer
from symprop.homework.grading.wholes import wholes

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["Explanation", "explanations"]

Explanation = tuple[Slip, ...]
DENOMINATORS = range(1, 13)  # of a coefficient that somebody may have lost or kept
TIMES = (Fraction(0), Fraction(2), Fraction(-1), Fraction(1, 2))
MOST = 12  # explanations that are listed


def explanations(bench: Bench, answer: Numbers, exact: Sequence[Any]) -> list[Explanation]:
    """Return the explanations of an answer with the fewest slips; none if no slip or pair of slips gives it.

    Args:
        answer: at each sample.
        exact: at each point.
    """
    import numpy as np

    if not np.all(np.isfinite(answer)):
        return []
    search = _Search(bench, answer)
    for found in (search.single(), search.double()):
        confirmed = list(_confirmed(bench, found, exact))
        if confirmed:
            return confirmed
    return []


def _confirmed(bench: Bench, found: Iterable[Explanation], exact: Sequence[Any]) -> Iterator[Explanation]:
    """Yield, each once, the explanations that reproduce the answer at points held back from the search."""
    question = bench.question
    seen: set[object] = set()
    count = 0
    for slips in found:
        meaning = tuple(
            (slip.kind, slip.paths, slip.times, frozenset(slip.replaced.items()), slip.instead, slip.added)
            for slip in slips
        )
        if frozenset(meaning) in seen:
            continue
        seen.add(frozenset(meaning))
        for order in (slips, slips[::-1]) if len(slips) > 1 else (slips,):
            lines = question.with_quantities([("#wrong", wrong_answer(bench.paths, order))])
            if question.agree(question.at_points(lines, "#wrong"), exact, 30):
                yield order
                count += 1
                break
        if count >= MOST:
            return


class _Search:
    def __init__(self, bench: Bench, answer: Numbers) -> None:
        import numpy as np

        self.bench, self.answer = bench, answer
        self.rest = answer - bench.truth
        self.tolerance = CLOSE * (bench.size + np.abs(answer))
        self.all = tuple(range(len(bench.paths)))

    def hits(self, table: Numbers, wanted: Numbers) -> list[int]:
        """Return the rows of a table (row, sample) that are `wanted`."""
        import numpy as np

        if not len(table):
            return []
        with np.errstate(all="ignore"):
            first = np.abs(table[:, 0] - wanted[0]) <= self.tolerance[0]
            rows = np.flatnonzero(first)
            close = np.all(np.abs(table[rows] - wanted) <= self.tolerance, axis=1)
        return [int(row) for row in rows[close]]

    # one slip

    def single(self) -> Iterator[Explanation]:
        """Yield the single slips that give the answer."""
        for slip, change in wholes(self.bench):
            if self.hits(change[None, :], self.rest):
                yield (slip,)
        if not self.all:
            return
        coefficients = self.fit(self.bench.products, self.answer)
        if coefficients is not None:
            yield from one_kind(coefficients)
        yield from self.replaced()

    def fit(self, products: Numbers, wanted: Numbers) -> list[tuple[Fraction, ...]]:
        """Return the nice c_k, one for each path, with wanted = Σ c_k products_k; several where paths are equal."""
        import numpy as np

        groups = self.bench.groups
        heads = [group[0] for group in groups]
        if len(groups) + 4 > wanted.size:
            return []
        matrix = products[heads] / self.bench.size
        if not np.all(np.isfinite(matrix)):
            return []
        solution, *_ = np.linalg.lstsq(matrix.T, wanted / self.bench.size, rcond=None)
        nice = [_nice(value) for value in solution]
        found = [value for value in nice if value is not None]
        if len(found) < len(nice):
            return []
        values = np.array([float(value) for value in found]) @ products[heads]
        if not np.all(np.abs(values - wanted) <= self.tolerance):
            return []
        return list(islice(spread(found, groups), 8))

    def replaced(self) -> Iterator[Explanation]:
        """Yield the roles that give the answer on all paths they touch, on one of them, or on some."""
        bench = self.bench
        changes, touched = bench.changes, bench.touched
        for role in self.hits(changes.sum(axis=1), self.rest):
            yield (self._slip(role, touched[role]),)
        if len(self.all) == 1:
            return
        for subset in _subsets(bench):
            for role in self.hits(changes[:, list(subset)].sum(axis=1), self.rest):
                paths = tuple(k for k in touched[role] if k in subset)
                if paths:
                    yield (self._slip(role, paths),)
        yield from self.on_some_paths()

    def on_some_paths(self) -> Iterator[Explanation]:
        """Yield the roles that are made on some of their paths only, found by a fit with c_k in {0, 1}."""
        import numpy as np

        bench = self.bench
        for role, paths in enumerate(bench.touched):
            if not 2 < len(paths) <= self.rest.size - 4:
                continue
            matrix = (bench.changes[role][list(paths)] / bench.size).T
            if not np.all(np.isfinite(matrix)):
                continue
            solution, *_ = np.linalg.lstsq(matrix, self.rest / bench.size, rcond=None)
            chosen = np.rint(solution)
            if np.all(np.abs(solution - chosen) < 1e-4) and set(chosen.tolist()) <= {0.0, 1.0}:
                values = chosen @ bench.changes[role][list(paths)]
                if np.all(np.abs(values - self.rest) <= self.tolerance):
                    some = tuple(k for k, made in zip(paths, chosen, strict=True) if made)
                    if some:
                        yield (self._slip(role, some),)

    def _slip(self, role: int, paths: tuple[int, ...]) -> Slip:
        return role_slip(self.bench.roles[role], self.bench.paths, paths)

    # two slips

    def double(self) -> Iterator[Explanation]:
        """Yield the pairs of slips that give the answer."""
        if not self.all:
            return
        yield from self.coefficients_and_role()
        yield from self.two_roles()
        yield from self.apart()
        yield from self.whole_and_times()

    def coefficients_and_role(self) -> Iterator[Explanation]:
        """Yield a role with a path missing, repeated, of the wrong sign: a fit over the changed products."""
        bench = self.bench
        for role in range(len(bench.roles)):
            for (slip,) in one_kind(self.fit(bench.products + bench.changes[role], self.answer)):
                yield self._slip(role, bench.touched[role]), slip
        yield from two_kinds(self.fit(bench.products, self.answer))

    def two_roles(self) -> Iterator[Explanation]:
        """Yield pairs of roles, each on all paths that it touches."""
        import numpy as np

        bench = self.bench
        count = len(bench.roles)
        few = slice(0, 4)
        with np.errstate(all="ignore"):
            ratio = np.where(
                bench.products[None, :, few] != 0, 1 + bench.changes[:, :, few] / bench.products[None, :, few], np.nan
            )
            for first in range(count):
                table = np.einsum("ps,rps->rs", bench.products[:, few] * ratio[first], ratio[first + 1 :])
                close = np.all(np.abs(table - self.answer[few]) <= 100 * self.tolerance[few], axis=1)
                for offset in np.flatnonzero(close):
                    second = first + 1 + int(offset)
                    yield self._slip(first, bench.touched[first]), self._slip(second, bench.touched[second])

    def apart(self) -> Iterator[Explanation]:
        """Yield pairs of slips on different paths: their changes add up to what is wrong."""
        import numpy as np

        slips, table = self._changes()
        direction = np.random.default_rng(1).normal(size=self.rest.size) / self.bench.size
        with np.errstate(all="ignore"):
            marks = table @ direction
        order = np.argsort(marks)
        ranked = marks[order]
        wanted = float(self.rest @ direction)
        reach = 100 * CLOSE * self.rest.size
        found = 0
        for place, mark in zip(order, ranked, strict=True):
            if not np.isfinite(mark):
                continue
            low, high = np.searchsorted(ranked, [wanted - mark - reach, wanted - mark + reach])
            for other in order[low:high]:
                if other <= place or not self.hits((table[place] + table[other])[None, :], self.rest):
                    continue
                a, b = slips[int(place)], slips[int(other)]
                if set(a.paths).isdisjoint(b.paths) or a.whole or b.whole:
                    found += 1
                    yield a, b
            if found > MOST * 4:
                return

    def _changes(self) -> tuple[list[Slip], Numbers]:
        """Return slips of few paths each, and how much each changes the sum."""
        import numpy as np

        bench = self.bench
        slips: list[Slip] = []
        rows: list[Numbers] = []
        for slip, change in wholes(bench):
            if slip.added is not None:
                slips.append(slip)
                rows.append(change)
        for subset in (*((k,) for k in self.all), *_subsets(bench), self.all):
            for times in TIMES:
                slips += (slip for (slip,) in of_times(times, subset))
                rows += [(float(times) - 1) * bench.products[list(subset)].sum(axis=0)] * (len(slips) - len(rows))
        for role, touched in enumerate(bench.touched):
            for paths in dict.fromkeys((touched, *((k,) for k in touched))):
                slips.append(self._slip(role, paths))
                rows.append(bench.changes[role][list(paths)].sum(axis=0))
        return slips, np.array(rows)

    def whole_and_times(self) -> Iterator[Explanation]:
        """Yield another quantity, or another loss, with a factor or sign as well."""
        import numpy as np

        for slip, change in wholes(self.bench):
            if slip.added is not None:
                continue
            values = change + self.bench.truth
            with np.errstate(all="ignore"):
                ratio = float(self.answer[0] / values[0])
            times = _nice(ratio) if np.isfinite(ratio) else None
            if times is not None and times not in (0, 1) and self.hits(float(times) * values[None, :], self.answer):
                yield from ((slip, other) for (other,) in of_times(times, self.all) if other.kind != "repeated-path")


def _subsets(bench: Bench) -> list[tuple[int, ...]]:
    """Return the sets of paths that go together: each path, those through one edge, those with equal products."""
    found: dict[tuple[int, ...], None] = dict.fromkeys((k,) for k in range(len(bench.paths)))
    by_edge: dict[object, list[int]] = {}
    for k, path in enumerate(bench.paths):
        for edge in path.edges:
            by_edge.setdefault((edge.source, edge.target, edge.occurrence), []).append(k)
    found |= dict.fromkeys(tuple(paths) for paths in by_edge.values())
    found |= dict.fromkeys(group for group in bench.groups)
    return [subset for subset in found if len(subset) < len(bench.paths)]


def _nice(value: float) -> Fraction | None:
    """Return the small fraction that a fitted number is; None if it is none."""
    for denominator in DENOMINATORS:
        numerator = round(value * denominator)
        if abs(value * denominator - numerator) < 1e-5 and abs(numerator) <= 64:
            return Fraction(numerator, denominator)
    return None
