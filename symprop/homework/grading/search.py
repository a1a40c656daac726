"""Which slips give just this answer: each slip alone, then two at a time.

Everything is looked for at the samples and handed on only when it reproduces the answer, at 50 digits, at points that
the search has not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from symprop.homework.grading.bench import Bench
from symprop.homework.grading.coefficients import one_kind
from symprop.homework.grading.pairs import pairs
from symprop.homework.grading.slips import Slip, wrong_answer
from symprop.homework.grading.tables import Tables

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["Explanation", "explanations", "singles"]

Explanation = tuple[Slip, ...]
MOST = {1: 40, 2: 12}  # explanations that are listed, of one slip and of two
MOST_TRIED = 240
MOST_FITTED = 24  # paths of which a role is made on any set
CONFIRMED_DIGITS = 30


def explanations(bench: Bench, answer: Numbers, exact: Sequence[Any]) -> list[Explanation]:
    """Return the explanations of an answer with the fewest slips; none if no slip or pair of slips gives it.

    Args:
        answer: at each sample.
        exact: at each point.
    """
    tables = Tables(bench, answer)
    if not tables.enough:
        return []
    for found in (singles(tables), pairs(tables)):
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
        meaning = frozenset(
            (slip.kind, slip.paths, slip.times, frozenset(slip.replaced.items()), slip.instead, slip.added)
            for slip in slips
        )
        if meaning in seen:
            continue
        seen.add(meaning)
        for order in (slips, slips[::-1]) if len(slips) > 1 else (slips,):
            lines = question.with_quantities([("#wrong", wrong_answer(bench.paths, order))])
            if question.agree(question.at_points(lines, "#wrong"), exact, CONFIRMED_DIGITS, partly=True):
                yield order
                count += 1
                break
        if count >= MOST[len(slips)] or len(seen) >= MOST_TRIED:
            return


def singles(tables: Tables) -> Iterator[tuple[Slip]]:
    """Yield the single slips that give the answer: about the whole, about coefficients, about factors."""
    for slip, change in tables.wholes:
        if tables.hits(change[None, :], tables.rest):
            yield (slip,)
    if tables.every:
        yield from one_kind(tables.fit(tables.products, tables.answer))
        yield from replaced(tables, tables.rest)


def replaced(tables: Tables, rest: Numbers) -> Iterator[tuple[Slip]]:
    """Yield the roles that change the sum by `rest`: on all paths that they touch, on one, or on some."""
    changes, touched = tables.changes, tables.bench.touched
    for role in tables.hits(changes.sum(axis=1), rest):
        yield (tables.slip(role, touched[role]),)
    if len(tables.every) == 1:
        return
    for subset in tables.subsets:
        for role in tables.hits(changes[:, list(subset)].sum(axis=1), rest):
            paths = tuple(k for k in touched[role] if k in subset)
            if paths:
                yield (tables.slip(role, paths),)
    for role, paths in enumerate(touched):
        some = _on_some(tables, rest, role, paths) if 2 < len(paths) <= MOST_FITTED else ()
        if some:
            yield (tables.slip(role, some),)


def _on_some(tables: Tables, rest: Numbers, role: int, paths: tuple[int, ...]) -> tuple[int, ...]:
    """Return those of a role's paths that it is made on, found by a fit with c_k in {0, 1}; none if it is no such."""
    import numpy as np

    changes = tables.changes[role][list(paths)]
    solution = tables.solve(changes, rest)
    if solution is None:
        return ()
    chosen = np.rint(solution)
    if not set(chosen.tolist()) <= {0.0, 1.0} or not tables.same(chosen @ changes, rest):
        return ()
    return tuple(k for k, made in zip(paths, chosen, strict=True) if made)
