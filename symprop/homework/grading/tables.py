"""One answer beside the tables of its question: what is compared with what, and when it is the same."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from symprop.homework.grading.bench import CLOSE, Bench
from symprop.homework.grading.coefficients import spread
from symprop.homework.grading.roles import role_slip
from symprop.homework.grading.slips import Slip, edge_key
from symprop.homework.grading.wholes import wholes

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["Tables", "nice"]

DENOMINATORS = range(1, 13)  # of a coefficient that somebody may have lost or kept
LEAST_SAMPLES = 6


@dataclass(frozen=True, eq=False)
class Tables:
    """The samples at which an answer has a value, and what is known there.

    Args:
        answer: at every sample of the bench; not a number where it has no value.
    """

    bench: Bench
    whole_answer: Numbers

    @cached_property
    def _has_value(self) -> Numbers:
        import numpy as np

        found: Numbers = np.isfinite(self.whole_answer)
        return found

    @property
    def enough(self) -> bool:
        """Whether the answer has a value at enough samples."""
        return int(self._has_value.sum()) >= LEAST_SAMPLES

    def _there(self, table: Numbers) -> Numbers:
        return table if bool(self._has_value.all()) else table[..., self._has_value]

    @cached_property
    def answer(self) -> Numbers:
        return self._there(self.whole_answer)

    @cached_property
    def truth(self) -> Numbers:
        return self._there(self.bench.truth)

    @cached_property
    def rest(self) -> Numbers:
        """What is wrong: answer − truth."""
        found: Numbers = self.answer - self.truth
        return found

    @cached_property
    def products(self) -> Numbers:
        """(path, sample)."""
        return self._there(self.bench.products)

    @cached_property
    def changes(self) -> Numbers:
        """(role, path, sample)."""
        return self._there(self.bench.changes)

    @cached_property
    def size(self) -> Numbers:
        return self._there(self.bench.size)

    @cached_property
    def tolerance(self) -> Numbers:
        import numpy as np

        found: Numbers = CLOSE * (self.size + np.abs(self.answer))
        return found

    @cached_property
    def wholes(self) -> list[tuple[Slip, Numbers]]:
        return [(slip, self._there(change)) for slip, change in wholes(self.bench)]

    @cached_property
    def every(self) -> tuple[int, ...]:
        """The numbers of all paths."""
        return tuple(range(len(self.bench.paths)))

    @cached_property
    def subsets(self) -> tuple[tuple[int, ...], ...]:
        """The sets of paths that go together, not all: each path, those through one edge, those with equal products."""
        found: dict[tuple[int, ...], None] = dict.fromkeys((k,) for k in self.every)
        by_edge: dict[object, list[int]] = {}
        for k, path in enumerate(self.bench.paths):
            for edge in path.edges:
                by_edge.setdefault(edge_key(edge), []).append(k)
        found |= dict.fromkeys(tuple(paths) for paths in by_edge.values())
        found |= dict.fromkeys(self.bench.groups)
        return tuple(subset for subset in found if len(subset) < len(self.every))

    @cached_property
    def alive(self) -> Numbers:
        """A few samples, those at which the smallest path product is largest: at none of them a path is dead."""
        import numpy as np

        least = (np.abs(self.products) / self.size).min(axis=0)
        return np.argsort(-least)[:4]

    def slip(self, role: int, paths: tuple[int, ...]) -> Slip:
        """Return a role made on some paths."""
        return role_slip(self.bench.roles[role], self.bench.paths, paths)

    def hits(self, table: Numbers, wanted: Numbers) -> list[int]:
        """Return the rows of a table (row, sample) that are `wanted`."""
        import numpy as np

        if not len(table):
            return []
        with np.errstate(all="ignore"):
            rows = np.flatnonzero(np.abs(table[:, 0] - wanted[0]) <= self.tolerance[0])
            close = np.all(np.abs(table[rows] - wanted) <= self.tolerance, axis=1)
        return [int(row) for row in rows[close]]

    def fit(self, products: Numbers, wanted: Numbers) -> list[tuple[Fraction, ...]]:
        """Return the nice c_k, one for each path, with wanted = Σ c_k products_k; several where paths are equal."""
        import numpy as np

        groups = self.bench.groups
        heads = [group[0] for group in groups]
        solution = self.solve(products[heads], wanted)
        if solution is None:
            return []
        found = [nice(value) for value in solution]
        exact = [value for value in found if value is not None]
        if len(exact) < len(found):
            return []
        values = np.array([float(value) for value in exact]) @ products[heads]
        return list(islice(spread(exact, groups), 8)) if self.same(values, wanted) else []

    def solve(self, products: Numbers, wanted: Numbers) -> Numbers | None:
        """Return the c with wanted ≈ Σ c_k products_k by least squares; None where the samples are too few."""
        import numpy as np

        matrix = (products / self.size).T
        if len(products) + 4 > wanted.size or not np.all(np.isfinite(matrix)):
            return None
        solution, *_ = np.linalg.lstsq(matrix, wanted / self.size, rcond=None)
        return solution

    def same(self, values: Numbers, wanted: Numbers) -> bool:
        """Return whether two quantities are equal at every sample, within the noise of float64."""
        import numpy as np

        return bool(np.all(np.abs(values - wanted) <= self.tolerance))


def nice(value: float) -> Fraction | None:
    """Return the small fraction that a fitted number is; None if it is none.

    >>> nice(0.5000000001), nice(0.61803)
    (Fraction(1, 2), None)
    """
    for denominator in DENOMINATORS:
        numerator = round(value * denominator)
        if abs(value * denominator - numerator) < 1e-5 and abs(numerator) <= 64:
            return Fraction(numerator, denominator)
    return None
