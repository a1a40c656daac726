"""The slips that somebody may make on the factors of a path sum: every replacement, and where it is made.

Symbols only; `bench` gives them numbers, `kinds` lists them by kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symprop.derive.paths import Path
from symprop.expression import Expr
from symprop.graph import EquationGraph
from symprop.homework.grading.replacements import Replacements
from symprop.homework.grading.slips import EdgeKey, Slip, edge_key

__all__ = ["Role", "role_slip", "roles_of", "touched_by"]

EVERYWHERE = -1  # no level


@dataclass(frozen=True, slots=True)
class Role:
    """One replacement and where it is made.

    Args:
        replaced: edge → what stands there.
    """

    kind: str
    tag: str
    replaced: Mapping[EdgeKey, Expr]


def roles_of(graph: EquationGraph, wrt: str, paths: Sequence[Path]) -> tuple[Role, ...]:
    """Return every replacement on every edge, on a level, and everywhere; the same change once, edges first."""
    replacements = Replacements(graph, wrt)
    levels = _levels(paths)
    edges = {edge_key(edge): edge for path in paths for edge in path.edges}
    gathered: dict[tuple[str, str, int], dict[EdgeKey, Expr]] = {}
    single: list[Role] = []
    for key, edge in edges.items():
        for found in replacements(edge):
            single.append(Role(found.kind, found.tag, {key: found.factor}))
            for level in (*levels[key], EVERYWHERE):
                gathered.setdefault((found.kind, _shared(found.tag), level), {})[key] = found.factor
    shared = [Role(kind, tag, replaced) for (kind, tag, _), replaced in gathered.items()]
    unique: dict[tuple[str, frozenset[tuple[EdgeKey, Expr]]], Role] = {}
    for role in (*single, *shared):
        unique.setdefault((role.kind, frozenset(role.replaced.items())), role)
    return tuple(unique.values())


def touched_by(role: Role, paths: Sequence[Path]) -> tuple[int, ...]:
    """Return the numbers of the paths that a role changes."""
    return tuple(k for k, path in enumerate(paths) if any(edge_key(edge) in role.replaced for edge in path.edges))


def role_slip(role: Role, paths: Sequence[Path], made_on: tuple[int, ...]) -> Slip:
    """Return the slip that makes a role's replacements on some of the paths."""
    there = {edge_key(edge) for k in made_on for edge in paths[k].edges}
    replaced = {key: factor for key, factor in role.replaced.items() if key in there}
    return Slip(kind=role.kind, paths=made_on, replaced=replaced, tag=role.tag)


def _levels(paths: Sequence[Path]) -> dict[EdgeKey, tuple[int, ...]]:
    """Return how far each edge is from E_total, on the paths that it is on."""
    found: dict[EdgeKey, set[int]] = {}
    for path in paths:
        for distance, edge in enumerate(reversed(path.edges)):
            found.setdefault(edge_key(edge), set()).add(distance)
    return {key: tuple(sorted(distances)) for key, distances in found.items()}


def _shared(tag: str) -> str:
    """Return a tag as it is said of several edges: transposed weights differ in name, not in kind."""
    return tag.partition(" ")[0] if tag.startswith(("transposed", "net ")) else tag
