"""From an answer's values to findings: what explains it, in the order of precedence, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from symprop.expression import Expr, chain
from symprop.graph import PARAMETERS
from symprop.homework.grading.bench import Bench
from symprop.homework.grading.kinds import KINDS, occurrence_paths, output_paths, precedence
from symprop.homework.grading.result import Finding
from symprop.homework.grading.search import Explanation, explanations
from symprop.homework.grading.slips import TAGS, Slip, edge_key
from symprop.homework.grading.telling import Telling

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["UNKNOWN", "UNKNOWN_NUMBER", "diagnose", "findings_of", "ranked"]

UNKNOWN: Explanation = (Slip(kind="unknown"),)
UNKNOWN_NUMBER: Explanation = (Slip(kind="unknown", tag="number"),)
MOST_ALTERNATIVES = 24


def diagnose(bench: Bench, answer: Numbers, exact: Sequence[Any], *, brackets: bool = False) -> list[Explanation]:
    """Return what explains an answer, the first in precedence first; `UNKNOWN` if nothing does.

    Args:
        answer: its value at each sample.
        exact: its value at each point.
        brackets: whether the answer repeats a term, so that a 2 is a path counted twice.
    """
    import numpy as np

    with np.errstate(all="ignore"):  # an answer without a value at a sample is compared at the others
        return ranked(bench, explanations(bench, answer, exact), brackets=brackets)


def ranked(bench: Bench, found: Iterable[Explanation], *, brackets: bool = False) -> list[Explanation]:
    """Return explanations in the order of precedence, each once; `UNKNOWN` for none."""
    named = [slips for listed in found for slips in _refined(bench, listed)]
    named.sort(key=lambda slips: sorted(_rank(bench, slip, brackets) for slip in slips))
    return _told_apart(named)[: MOST_ALTERNATIVES + 1] or [UNKNOWN]


def _rank(bench: Bench, slip: Slip, brackets: bool) -> float:
    """Return a slip's place in the order of precedence, which sees two things that its kind does not say.

    A 2 is a path counted twice where the answer writes a term twice, else a constant. What lies on the way from E_total
    to the parameter comes before all slips, the derivative of something else or by another parameter after them.
    """
    graph, question = bench.question.graph, bench.question
    if slip.kind == "repeated-path" and len(slip.paths) == len(bench.paths):
        return -1 if brackets else precedence("constant-factor") + 0.5
    if slip.tag == "twice":  # the derivative of an output twice is that of another loss
        return precedence("other-loss") + 0.5
    if slip.kind == "other-quantity" and slip.tag.startswith("d_"):
        of, _, wrt = slip.tag[2:].partition("__d_")
        if of != graph.total or (graph.variable(wrt).kind in PARAMETERS and wrt != question.wrt):
            return precedence("extra-path") + 0.5
    return precedence(slip.kind)


def _refined(bench: Bench, slips: Explanation) -> Iterator[Explanation]:
    """Yield an explanation, and the same with the more telling names that missing paths may have."""
    question = bench.question
    for place, slip in enumerate(slips):
        if slip.kind != "missing-path" or len(slip.paths) == len(question.paths):
            continue
        for kind, groups in (("missing-output", output_paths), ("missing-occurrence", occurrence_paths)):
            if tags := _unions(groups(question), slip.paths):
                yield (*slips[:place], replace(slip, kind=kind, tag=TAGS.join(tags)), *slips[place + 1 :])
    yield slips


def _unions(groups: dict[str, tuple[int, ...]], paths: tuple[int, ...]) -> list[str]:
    """Return the groups whose paths together are just these; nothing if there are none."""
    inside = {name: found for name, found in groups.items() if set(found) <= set(paths)}
    covered = {k for found in inside.values() for k in found}
    return list(inside) if covered == set(paths) else []


def _told_apart(found: list[Explanation]) -> list[Explanation]:
    """Return the explanations without those that say the same of the same paths and factors."""
    kept: dict[object, Explanation] = {}
    for slips in found:
        meaning = frozenset(
            (slip.kind, slip.paths, frozenset(slip.replaced), slip.tag if slip.whole else "") for slip in slips
        )
        kept.setdefault(meaning, slips)
    return list(kept.values())


def findings_of(telling: Telling, slips: Explanation, *, where: str = "") -> tuple[Finding, ...]:
    """Return the findings of one explanation, in words."""
    return tuple(_finding(telling, slip, where) for slip in slips)


def _finding(telling: Telling, slip: Slip, where: str) -> Finding:
    paths = tuple(telling.paths[k].nodes for k in slip.paths)
    factor = telling.edge(slip)[:2] if slip.replaced and slip.kind != "other-loss" else ()
    right, alike = _right(telling, slip), telling.alike(slip)
    message = KINDS[slip.kind].sentence(telling, slip)
    if alike:
        which = "that of" if len(alike) == 1 else "those of"
        message += f" (Its product equals {which} {telling.listed(alike)}: which of them is meant cannot be told.)"
    return Finding(
        kind=slip.kind,
        message=message,
        path=paths[0] if paths else (),
        paths=paths,
        numbers=() if telling.bundled else slip.paths,
        alike=tuple(telling.paths[k].nodes for k in alike),
        factor=factor,
        right=telling.formula(right) if telling.revealing and right is not None else "",
        where=where,
    )


def _right(telling: Telling, slip: Slip) -> Expr | None:
    """Return what should stand there: the right factor, or the paths that are not as they should be."""
    if slip.replaced and slip.kind != "other-loss":
        key = telling.edge(slip)
        return next(edge.partial for path in telling.paths for edge in path.edges if edge_key(edge) == key)
    if len(slip.paths) == 1:
        return chain((telling.paths[slip.paths[0]].product,))
    return None
