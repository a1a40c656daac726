"""What is too large to be drawn unit by unit: whole layers as blocks with their sizes.

A layered network says its layers itself, and nothing of it is enumerated. Of any other, what stands in one column and
is named alike but for its numbers is one block.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from symprop.draw.columns import STEP, Columns
from symprop.draw.drawing import GraphEdge, Look
from symprop.draw.picked import Picked
from symprop.draw.scene import Scene, SceneEdge, SceneNode
from symprop.draw.texts import words_label
from symprop.expression import Var
from symprop.graph import PARAMETERS, EquationGraph, Kind
from symprop.network.layout import LayerPlan, NetworkPlan
from symprop.notation import Label, plain_label

__all__ = ["blocks_of_columns", "blocks_of_layers"]

MOST_BLOCKS = 24
MOST_IN_COLUMN = 12
MORE = "more"
_NUMBERS = re.compile(r"(?:_|(?<![0-9]))[0-9]+(?=_|$)")


def blocks_of_layers(graph: EquationGraph, plan: NetworkPlan, picked: Picked) -> tuple[Scene, str]:
    """Return a layered network's layers as nodes, and what the picture leaves out in words."""
    shown = _few(len(plan.layers))
    stems = {_layer_name(name) for name in plan.inputs}
    inputs = plain_label(stems.pop()) if len(stems) == 1 else words_label("inputs")
    nodes = [_block("inputs", Look.BLOCK, inputs, f"{len(plan.inputs):,} input{'s' * (len(plan.inputs) > 1)}")]
    names = {0: "inputs"}
    for place, layer in enumerate(plan.layers, 1):
        if place in shown:
            own = _layer_name(layer.units[0])
            names[place] = f"layer {own}"
            nodes.append(_block(names[place], Look.BLOCK, plain_label(own), _said(layer)))
        else:
            names[place] = "more layers"
            if names[place] not in {node.name for node in nodes}:
                label = Label(r"\cdots", "…")
                nodes.append(_block("more layers", Look.BLOCK, label, f"{len(plan.layers) - len(shown):,} layers"))
    count = len(plan.targets)
    nodes.append(_block("errors", Look.BLOCK, Label("E", "E"), f"{count:,} × {plan.loss.name}"))
    nodes.append(SceneNode(graph.total, Look.TOTAL, Label(r"E_{\text{total}}", "E_total"), (graph.total,)))
    arrows: Counter[tuple[str, str]] = Counter()
    for place, layer in enumerate(plan.layers, 1):
        for source in layer.sources:
            width = len(plan.layers[source - 1].units) if source else len(plan.inputs)
            arrows[names[source], names[place]] += width * len(layer.units)
    block_of = _block_finder(graph, {_layer_name(layer.units[0]): names[k] for k, layer in enumerate(plan.layers, 1)})
    edges = [SceneEdge(a, b, (), words=_weights(size)) for (a, b), size in arrows.items() if a != b]
    edges += [SceneEdge(names[len(plan.layers)], "errors", ()), SceneEdge("errors", graph.total, ())]
    units = len(plan.inputs) + sum(len(layer.units) for layer in plan.layers)
    said = f"Summary: {len(plan.layers):,} layers as blocks; {units:,} units, {graph.count(*PARAMETERS):,} parameters."
    return _with_picked(Scene(tuple(nodes), tuple(edges)), graph, picked, block_of), said


def _weights(count: int) -> str:
    return f"{count:,} weight{'s' * (count != 1)}" if count else ""


def _few(count: int) -> set[int]:
    """Return the places of the layers that get a block of their own."""
    if count <= MOST_BLOCKS:
        return set(range(1, count + 1))
    half = MOST_BLOCKS // 2
    return {*range(1, half + 1), *range(count - half + 1, count + 1)}


def _said(layer: LayerPlan) -> str:
    return f"{len(layer.units):,} {layer.function.name}"


def _block(name: str, look: Look, label: Label, note: str) -> SceneNode:
    return SceneNode(name, look, label, (), note=words_label(note.replace("_", " ")))


def _layer_name(unit: str) -> str:
    """Return the layer's name from a unit's.

    >>> _layer_name("h3"), _layer_name("h10_1")
    ('h', 'h10')
    """
    return unit.rstrip("0123456789").rstrip("_") or unit


def _stem(name: str) -> str:
    """Return a name without its numbers.

    >>> _stem("net_a1_2_1"), _stem("h10_1_t2"), _stem("i7")
    ('net_a', 'h', 'i')
    """
    return _NUMBERS.sub("", STEP.sub("", name)) or name


def _block_finder(graph: EquationGraph, layers: dict[str, str]) -> Callable[[str], str]:
    def block_of(name: str) -> str:
        variable = graph.variable(name)
        if variable.kind in (Kind.NET, Kind.OUT):
            return layers[_layer_name(variable.unit)]
        kinds = {Kind.INPUT: "inputs", Kind.ERROR: "errors", Kind.TOTAL: graph.total}
        return kinds.get(variable.kind, "")

    return block_of


def blocks_of_columns(
    graph: EquationGraph, scene: Scene, columns: Columns, picked: Picked
) -> tuple[Scene, Columns, str]:
    """Return a scene's columns as blocks of what is named alike, and what the picture leaves out in words."""
    standing = [node for node in scene.nodes if not node.host]
    block = _blocks(standing, columns)
    members: defaultdict[str, list[SceneNode]] = defaultdict(list)
    for node in standing:
        members[block[node.name]].append(node)
    nodes = [_of_members(name, found, columns) for name, found in members.items()]
    sizes: Counter[tuple[str, str]] = Counter()
    for edge in scene.edges:
        if not edge.beside and block[edge.source] != block[edge.target]:
            sizes[block[edge.source], block[edge.target]] += bool(edge.parameter)
    edges = [SceneEdge(a, b, (), words=_weights(size)) for (a, b), size in sizes.items()]
    node_of = {variable: block[name] for variable, name in scene.node_of.items() if name in block}
    said = (
        f"Summary: what is named alike in one column as a block; {len(block):,} variables and units, "
        f"{graph.count(*PARAMETERS):,} parameters."
    )
    blocks = _with_picked(Scene(tuple(nodes), tuple(edges)), graph, picked, lambda name: node_of.get(name, ""))
    return blocks, _columns_of(members, columns), said


def _columns_of(members: Mapping[str, Sequence[SceneNode]], columns: Columns) -> Columns:
    """Return the columns of blocks; a time step that is shown in part is none."""
    old = {name: columns.of[found[0].name] for name, found in members.items() if name != MORE}
    old |= {MORE: min(columns.of[node.name] for node in members[MORE])} if MORE in members else {}
    new = {column: place for place, column in enumerate(sorted(set(old.values())))}
    whole = {
        t: ends for t, ends in columns.steps.items() if {*range(ends[0], ends[1] + 1)} <= new.keys() - {old.get(MORE)}
    }
    return Columns(
        {name: new[column] for name, column in old.items()},
        {t: (new[first], new[last]) for t, (first, last) in whole.items()},
    )


def _blocks(nodes: Sequence[SceneNode], columns: Columns) -> dict[str, str]:
    """Return node → block: column and name; one for all columns in the middle of very many."""
    shown = {place - 1 for place in _few(1 + max(columns.of.values()))}
    stems: defaultdict[int, set[str]] = defaultdict(set)
    for node in nodes:
        stems[columns.of[node.name]].add(_stem(node.name))
    found = {}
    for node in nodes:
        column = columns.of[node.name]
        kind = _stem(node.name) if len(stems[column]) <= MOST_IN_COLUMN else node.look
        found[node.name] = f"{kind} in {column}" if column in shown else MORE
    return found


def _of_members(name: str, members: Sequence[SceneNode], columns: Columns) -> SceneNode:
    first = members[0]
    if name == MORE:
        count = len({columns.of[node.name] for node in members})
        return _block(name, Look.BLOCK, Label(r"\cdots", "…"), f"{count:,} columns")
    if len(members) == 1:
        return replace(first, name=name, inner=())
    stems = {_stem(node.name) for node in members}
    many = _MANY.get(first.look, f"{first.look}s")
    label = plain_label(stems.pop()) if len(stems) == 1 else words_label(many)
    return _block(name, Look.BLOCK, label, f"{len(members):,} {many}")


_MANY = {Look.TOTAL: "totals", Look.NET: "nets", Look.OUT: "outs"}


def _with_picked(scene: Scene, graph: EquationGraph, picked: Picked, block_of: Callable[[str], str]) -> Scene:
    """Return the scene with the picked-out paths' edges on its arrows and inside its blocks."""
    on: defaultdict[tuple[str, str], list[GraphEdge]] = defaultdict(list)
    inside: defaultdict[str, list[GraphEdge]] = defaultdict(list)
    node_of: dict[str, str] = {}
    for route in picked.routes:
        for edge, source in zip(route.edges, _sources(graph, route.edges), strict=True):
            a, b = block_of(source) or block_of(edge.target), block_of(edge.target)
            node_of[edge.target] = b
            if a == b:
                inside[b].append(edge)
            else:
                on[a, b].append(edge)
    edges = (replace(e, graph_edges=tuple(dict.fromkeys(on[e.source, e.target]))) for e in scene.edges)
    nodes = (replace(n, inner=tuple(dict.fromkeys(inside[n.name]))) for n in scene.nodes)
    return Scene(tuple(nodes), tuple(edges), node_of)


def _sources(graph: EquationGraph, edges: Iterable[GraphEdge]) -> Iterator[str]:
    """Yield where each edge comes from; for one from a weight, what the weight multiplies."""
    for edge in edges:
        if graph.variable(edge.source).kind not in PARAMETERS:
            yield edge.source
            continue
        partials = (e.partial for e in graph.edges_from(edge.source) if e.target == edge.target)
        yield next((partial.name for partial in partials if isinstance(partial, Var)), edge.source)
