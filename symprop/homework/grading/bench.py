"""The numbers a search works with: path products, and how much each possible slip changes each of them.

    change[role, path, sample] = Π factors of the path with the role's factors − Π factors of the path

A role is one replacement made on one edge, on one level of all paths, or everywhere it can be made (`roles`).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from symprop.expression import Expr
from symprop.homework.grading.question import Question
from symprop.homework.grading.roles import Role, roles_of, touched_by
from symprop.homework.grading.slips import EdgeKey, edge_key

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

__all__ = ["CLOSE", "Bench"]

MOST_NUMBERS = 12_000_000  # of float64 in one table
CLOSE = 1e-9


class Bench:
    """Tables over the samples of one question, made when they are needed."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.paths = question.paths

    @cached_property
    def truth(self) -> Numbers:
        """∂E_total/∂w at each sample."""
        question = self.question
        found: Numbers = question.at_samples(question.truth, [question.target])[0]
        return found

    @cached_property
    def products(self) -> Numbers:
        """The product of each path at each sample."""
        import numpy as np

        return np.array([np.prod([self._partials[edge_key(e)] for e in path.edges], axis=0) for path in self.paths])

    @cached_property
    def size(self) -> Numbers:
        """Σ|path product| at each sample, never far below its mean: all paths may be dead at a sample."""
        import numpy as np

        size = np.abs(self.products).sum(axis=0) if len(self.paths) else np.abs(self.truth)
        return np.maximum(size, size.mean() / 100 or 1.0)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """The paths whose products are equal, together; each other path by itself."""
        import numpy as np

        found: list[list[int]] = []
        for k, product in enumerate(self.products):
            for group in found:
                if np.all(np.abs(product - self.products[group[0]]) <= CLOSE * np.abs(product)):
                    group.append(k)
                    break
            else:
                found.append([k])
        return tuple(tuple(group) for group in found)

    @cached_property
    def _edges(self) -> dict[EdgeKey, Any]:
        return {edge_key(edge): edge for path in self.paths for edge in path.edges}

    @cached_property
    def _partials(self) -> dict[EdgeKey, Numbers]:
        lines = [(f"#edge{k}", edge.partial) for k, edge in enumerate(self._edges.values())]
        values = self.question.at_samples(self.question.with_quantities(lines), [name for name, _ in lines])
        return dict(zip(self._edges, values, strict=True))

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """The replacements that are looked for; fewer where a table of them all would be too large."""
        most = MOST_NUMBERS // max(1, len(self.paths) * self.truth.size)
        return roles_of(self.question.graph, self.question.wrt, self.paths)[:most]

    @cached_property
    def factors(self) -> dict[int, dict[EdgeKey, Numbers]]:
        """Role's number → edge → the values of the factor that stands there."""
        expressions: dict[Expr, str] = {}
        for role in self.roles:
            for factor in role.replaced.values():
                expressions.setdefault(factor, f"#factor{len(expressions)}")
        lines = [(name, factor) for factor, name in expressions.items()]
        values = self.question.at_samples(lines, [name for name, _ in lines])
        by_factor = dict(zip(expressions, values, strict=True))
        return {
            k: {key: by_factor[factor] for key, factor in role.replaced.items()} for k, role in enumerate(self.roles)
        }

    @cached_property
    def changes(self) -> Numbers:
        """(role, path, sample): how much the role changes the path's product, wherever the path goes through it."""
        import numpy as np

        changes = [self.changed([k]) - self.products for k in range(len(self.roles))]
        return np.array(changes).reshape(len(changes), *self.products.shape)

    def changed(self, roles: list[int]) -> Numbers:
        """Return the path products (path, sample) with these roles' factors."""
        import numpy as np

        replaced: dict[EdgeKey, Numbers] = {}
        for k in roles:
            replaced |= self.factors[k]
        with np.errstate(all="ignore"):
            return np.array(
                [
                    np.prod([replaced.get(key, self._partials[key]) for key in map(edge_key, path.edges)], axis=0)
                    if any(edge_key(edge) in replaced for edge in path.edges)
                    else product
                    for path, product in zip(self.paths, self.products, strict=True)
                ]
            )

    @cached_property
    def touched(self) -> tuple[tuple[int, ...], ...]:
        """Role's number → the paths that it changes."""
        return tuple(touched_by(role, self.paths) for role in self.roles)
