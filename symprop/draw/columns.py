"""Which column a node stands in: one further right than what it depends on; in an unrolled network, by time step.

    column(v) = 1 + max over its sources            (longest path)
    column(v) = where its step begins + its depth within a step, for names that end in _t1, _t2, …

Inputs stand on the left, errors and E_total on the right; a parameter or a constant just before its first user.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from symprop.draw.drawing import Look
from symprop.draw.scene import Scene, SceneNode, neighbours

__all__ = ["STEP", "Columns", "place_in_columns"]

STEP = re.compile(r"_t([0-9]{1,6})(?=_s[0-9]+$|$)")
_LATE = (Look.PARAMETER, Look.CONSTANT, Look.TARGET)


@dataclass(frozen=True)
class Columns:
    """Node → column, from 0; and time step → its first and its last column, in an unrolled network."""

    of: Mapping[str, int]
    steps: Mapping[int, tuple[int, int]]


def place_in_columns(scene: Scene) -> Columns:
    """Return the columns of a scene's nodes; those beside another one have none.

    >>> from symprop.draw.scene import build_scene
    >>> from symprop.network.load import load_network
    >>> from symprop.notation import Labels
    >>> graph = load_network("skip").graph
    >>> columns = place_in_columns(build_scene(graph, Labels(graph.variable)))
    >>> columns.of["i1"], columns.of["h2"], columns.of["o1"], columns.of["E_total"]
    (0, 1, 2, 4)
    """
    nodes = [node for node in scene.nodes if not node.host]
    sources: dict[str, list[str]] = {node.name: [] for node in nodes}
    users: dict[str, list[str]] = {node.name: [] for node in nodes}
    for source, target in dict.fromkeys(neighbours(scene)):
        sources[target].append(source)
        users[source].append(target)
    return _by_step(nodes, sources, users) or Columns(_by_depth(nodes, sources, users), {})


def _by_depth(
    nodes: Sequence[SceneNode], sources: Mapping[str, Sequence[str]], users: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    column: dict[str, int] = {}
    for name in _in_order(sources):
        column[name] = max((column[source] + 1 for source in sources[name]), default=0)
    last = max(column.values(), default=0)
    for node in reversed(nodes):
        name = node.name
        if node.look is Look.ERROR or (node.look in _LATE and not sources[name]):
            column[name] = min((column[user] - 1 for user in users[name]), default=last)
    return _closed_up(column)


def _in_order(sources: Mapping[str, Sequence[str]]) -> list[str]:
    return list(TopologicalSorter(sources).static_order())


def _closed_up(column: Mapping[str, int]) -> dict[str, int]:
    """Return the columns numbered from 0 without a gap."""
    place = {old: new for new, old in enumerate(sorted(set(column.values())))}
    return {name: place[old] for name, old in column.items()}


def _by_step(
    nodes: Sequence[SceneNode], sources: Mapping[str, Sequence[str]], users: Mapping[str, Sequence[str]]
) -> Columns | None:
    """Return columns by time; None where there are not two steps, or an arrow would lead back into the steps."""
    step = {node.name: found for node in nodes if (found := _step_of(node)) is not None}
    if len(set(step.values())) < 2:
        return None
    for node in nodes:  # an input belongs to the step that takes it first
        taken = [step[user] for user in users[node.name] if user in step]
        if node.name not in step and not sources[node.name] and taken:
            step[node.name] = min(taken)
    order = _in_order(sources)
    first, last = min(step.values()) - 1, max(step.values()) + 1
    band: dict[str, int] = {}
    for name in order:
        band[name] = step.get(name) or (last if any(band[s] > first for s in sources[name]) else first)
    if any(band[source] > band[target] for target in order if target not in step for source in sources[target]) or any(
        band[source] == last and target in step for target in order for source in sources[target]
    ):
        return None
    depth = _depths({node.name: node for node in nodes}, band, sources, order, step)
    column: dict[str, int] = {}
    bands: dict[int, tuple[int, int]] = {}
    start = 0
    for k in sorted(set(band.values())):
        inside = [name for name in order if band[name] == k]
        column.update((name, start + depth[name]) for name in inside)
        end = max(column[name] for name in inside)
        if first < k < last:
            bands[k] = (start, end)
        start = end + 1
    return Columns(column, bands)


def _depths(
    nodes: Mapping[str, SceneNode],
    band: Mapping[str, int],
    sources: Mapping[str, Sequence[str]],
    order: Sequence[str],
    step: Mapping[str, int],
) -> dict[str, int]:
    """Return each node's depth within its band, the same in every step for what differs only by its step."""

    def stem(name: str) -> tuple[str, Look]:
        return STEP.sub("", name) if name in step else name, nodes[name].look

    before: dict[tuple[str, Look], set[tuple[str, Look]]] = defaultdict(set)
    for name in order:
        kept = [source for source in sources[name] if band[source] == band[name]]
        before[stem(name)].update(map(stem, kept))
    try:
        depth: dict[tuple[str, Look], int] = {}
        for kind in TopologicalSorter(before).static_order():
            depth[kind] = max((depth[other] + 1 for other in before[kind]), default=0)
        return {name: depth[stem(name)] for name in order}
    except CycleError:
        alone: dict[str, int] = {}
        for name in order:
            alone[name] = max((alone[s] + 1 for s in sources[name] if band[s] == band[name]), default=0)
        return alone


def _step_of(node: SceneNode) -> int | None:
    found = STEP.search(node.name)
    return int(found.group(1)) if found and node.look is not Look.TARGET else None
