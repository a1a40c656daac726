"""A slip: one mistake in a path sum, as data; and the wrong answer that somebody who makes it writes.

Σ over paths  c_k Π factors          a slip changes c_k, or factors, on some of the paths
                                     or gives something else instead, or adds something
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import prod

from symprop.derive.paths import Path
from symprop.expression import Expr, Neg, chain, number, total
from symprop.graph import Edge

__all__ = ["TAGS", "EdgeKey", "Slip", "edge_key", "wrong_answer"]

EdgeKey = tuple[str, str, int]
TAGS = "; "
"""Between the tags of a slip that has several: the outputs that are left out."""


def edge_key(edge: Edge) -> EdgeKey:
    """Return (source, target, occurrence), which tells an edge from every other."""
    return edge.source, edge.target, edge.occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One mistake.

    Args:
        kind: its name in the table of kinds.
        paths: the paths that it is made on, by their number.
        times: what these paths are multiplied by.
        replaced: edge → the factor that stands in the place of its local partial, on these paths.
        instead: what is given instead of the whole sum.
        added: what is added to the sum.
        tag: what it is more exactly: ``w7`` for the weight that stands there, ``tanh``, ``mean``; several with `TAGS`
            between them.
    """

    kind: str
    paths: tuple[int, ...] = ()
    times: Fraction = Fraction(1)
    replaced: Mapping[EdgeKey, Expr] = field(default_factory=dict)
    instead: Expr | None = None
    added: Expr | None = None
    tag: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is about the whole answer rather than about paths."""
        return self.instead is not None or self.added is not None


def wrong_answer(paths: Sequence[Path], slips: Iterable[Slip]) -> Expr:
    """Return the sum over paths as somebody writes it who makes these slips, one after another.

    >>> from symprop.expression import ONE
    >>> from symprop.network.load import load_network
    >>> from symprop.derive.paths import iter_paths
    >>> paths = tuple(iter_paths(load_network("mazur").graph, "w5"))
    >>> wrong_answer(paths, [Slip(kind="missing-path", paths=(0,), times=Fraction(0))])
    Num(value=Fraction(0, 1), text='0')
    """
    slips = tuple(slips)
    for slip in slips:
        if slip.instead is not None:
            return _times(prod((other.times for other in slips), start=Fraction(1)), slip.instead)
    terms = []
    for k, path in enumerate(paths):
        factors, times = list(path.factors), Fraction(1)
        for slip in slips:
            if k in slip.paths:
                times *= slip.times
                factors = [
                    slip.replaced.get(edge_key(edge), factor) for edge, factor in zip(path.edges, factors, strict=True)
                ]
        if times:
            terms.append(_times(times, chain(reversed(factors))))
    return total([*terms, *(slip.added for slip in slips if slip.added is not None)])


def _times(times: Fraction, product: Expr) -> Expr:
    if times < 0:
        return Neg(_times(-times, product))
    return chain((number(times), product))
