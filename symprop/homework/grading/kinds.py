"""The kinds of mistakes: in order of precedence, each with what it is, how it is made, and the sentence for it.

Where several kinds give the very same answer, the first of them in this table is the finding and the others are its
alternatives; an explanation by one slip goes before one by two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from symprop.graph import Kind as VariableKind
from symprop.homework.grading.coefficients import of_times
from symprop.homework.grading.question import Question
from symprop.homework.grading.roles import role_slip, roles_of, touched_by
from symprop.homework.grading.sentences import SENTENCES
from symprop.homework.grading.slips import Slip, edge_key
from symprop.homework.grading.telling import Telling
from symprop.homework.grading.wholes import whole_slips

__all__ = ["KINDS", "Kind", "occurrence_paths", "output_paths", "precedence"]

Maker = Callable[[Question], Iterator[Slip]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake.

    Args:
        what: what it is, in a few words.
        make: question → the slips of this kind that can be made in it; none for what only numbers show.
        sentence: the sentence that points at a slip without giving the answer away.
    """

    name: str
    what: str
    make: Maker
    sentence: Callable[[Telling, Slip], str]


def output_paths(question: Question) -> dict[str, tuple[int, ...]]:
    """Return error term → the paths that end there, where there are several error terms."""
    return _by(question, lambda path: [n for n in path.nodes if _is_error(question, n)])


def occurrence_paths(question: Question) -> dict[str, tuple[int, ...]]:
    """Return each use of the parameter → the paths that begin there, where it is used several times."""
    return _by(question, lambda path: [" ".join(map(str, edge_key(path.edges[0])))])


def _is_error(question: Question, name: str) -> bool:
    return question.graph.variable(name).kind is VariableKind.ERROR


def _by(question: Question, names: Callable[..., list[str]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for k, path in enumerate(question.paths):
        for name in names(path):
            found.setdefault(name, []).append(k)
    return {name: tuple(paths) for name, paths in found.items()} if len(found) > 1 else {}


def _times(*values: Fraction) -> Callable[[str], Maker]:
    """Return the maker of slips that multiply each path, and all of them."""

    def maker(kind: str) -> Maker:
        def make(question: Question) -> Iterator[Slip]:
            every = tuple(range(len(question.paths)))
            for paths in dict.fromkeys((*((k,) for k in every), every)):
                for value in values:
                    yield from (slip for (slip,) in of_times(value, paths) if slip.kind == kind)

        return make

    return maker


def _missing(groups: Callable[[Question], dict[str, tuple[int, ...]]]) -> Callable[[str], Maker]:
    def maker(kind: str) -> Maker:
        def make(question: Question) -> Iterator[Slip]:
            for name, paths in groups(question).items():
                yield Slip(kind=kind, paths=paths, times=Fraction(0), tag=name)

        return make

    return maker


def _role(kind: str) -> Maker:
    """Return the maker of slips that replace a factor, on one edge, on a level or everywhere."""

    def make(question: Question) -> Iterator[Slip]:
        for role in roles_of(question.graph, question.wrt, question.paths):
            if role.kind == kind:
                yield role_slip(role, question.paths, touched_by(role, question.paths))

    return make


def _whole(kind: str) -> Maker:
    return lambda question: (slip for slip in whole_slips(question) if slip.kind == kind)


def _none(_: str) -> Maker:
    return lambda question: iter(())


_HALF, _TWO = Fraction(1, 2), Fraction(2)
_ROWS: tuple[tuple[str, str, Callable[[str], Maker]], ...] = (
    ("other-quantity", "∂E/∂net, ∂E/∂out, another gradient, −η∂E/∂w or w⁺ is given for ∂E/∂w", _whole),
    ("updated-weights", "numbers made with the weights after the update", _none),
    ("stale-values", "numbers made with the outs from before the weights were changed", _none),
    ("rounded-value", "a rounded intermediate was carried forward", _none),
    ("missing-output", "only some of the outputs are summed over", _missing(output_paths)),
    ("missing-occurrence", "a shared weight's use is not counted", _missing(occurrence_paths)),
    ("repeated-path", "a path is counted more than once", _times(_TWO)),
    ("missing-path", "a path from the weight to E_total is left out", _times(Fraction(0))),
    ("wrong-sign", "the sign of everything, or of a path, is the wrong way round", _times(Fraction(-1))),
    ("constant-factor", "a constant is lost or kept: ½ or 2, a mean for a sum", _times(_HALF, _TWO)),
    ("missing-derivative", "the derivative of an activation is left out", _role),
    ("wrong-derivative", "something else stands for an activation's derivative", _role),
    ("missing-weight", "a weight on the path is left out", _role),
    ("wrong-weight", "another weight stands there: wrong index, transposed", _role),
    ("wrong-input", "another source stands for what the weight multiplies, or a bias's 1", _role),
    ("wrong-error-term", "the error term belongs to another output, or is none", _role),
    ("other-loss", "the derivative of another loss", _whole),
    ("missing-factor", "a factor of the chain rule is left out", _role),
    ("extra-path", "a term that belongs to no path of the weight", _whole),
    ("independent", "a line gives a slope of what does not depend on that at all", _none),
    ("unrelated-name", "a name in a line has no part in the derivative that it gives", _none),
    ("unknown", "not right, and neither one slip nor two give it", _none),
)

KINDS: dict[str, Kind] = {name: Kind(name, what, maker(name), SENTENCES[name]) for name, what, maker in _ROWS}
"""Every kind, the first in precedence first."""

_PLACES = {name: place for place, name in enumerate(KINDS)}


def precedence(kind: str) -> int:
    """Return a kind's place in the order of precedence, 0 the first.

    >>> precedence("missing-path") < precedence("wrong-sign")
    True
    """
    return _PLACES[kind]
