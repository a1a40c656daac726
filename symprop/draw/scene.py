"""From an equation graph to what is drawn of it, still without places.

A unit's net and out are one node where nothing else stands between them; a weight is the label of its source's arrow;
a bias or a target is a small node of its own beside the one that uses it. Every edge of the graph is in exactly one
arrow, or inside exactly one node.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from symprop.draw.drawing import GraphEdge, Look
from symprop.draw.picked import graph_edge
from symprop.expression import Expr, Neg, Num, Var
from symprop.graph import PARAMETERS, Affine, EquationGraph, Kind, Variable
from symprop.notation import Label, Labels

__all__ = ["Scene", "SceneEdge", "SceneNode", "build_scene", "neighbours"]

_LOOKS: Mapping[Kind, Look] = {
    Kind.INPUT: Look.INPUT,
    Kind.TARGET: Look.TARGET,
    Kind.WEIGHT: Look.PARAMETER,
    Kind.BIAS: Look.PARAMETER,
    Kind.NET: Look.NET,
    Kind.OUT: Look.OUT,
    Kind.ERROR: Look.ERROR,
    Kind.TOTAL: Look.TOTAL,
    Kind.CONSTANT: Look.CONSTANT,
    Kind.VALUE: Look.VALUE,
}
_ON_ARROWS = (*PARAMETERS, Kind.CONSTANT)


@dataclass(frozen=True, slots=True)
class SceneNode:
    """A node without a place.

    Args:
        host: the node that it stands beside, where it is a bias or a target.
        note: a line beneath it.
    """

    name: str
    look: Look
    label: Label
    variables: tuple[str, ...]
    inner: tuple[GraphEdge, ...] = ()
    host: str = ""
    note: Label | None = None


@dataclass(frozen=True, slots=True)
class SceneEdge:
    """An arrow without points.

    Args:
        factor: a number beside the weight.
        words: what is said on it, where it is of a summary.
        beside: whether it comes from a node that stands beside its target.
    """

    source: str
    target: str
    graph_edges: tuple[GraphEdge, ...]
    parameter: str = ""
    factor: str = ""
    words: str = ""
    beside: bool = False


@dataclass(frozen=True)
class Scene:
    """Nodes, each after those that it depends on, and arrows in reading order."""

    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    node_of: Mapping[str, str] = field(default_factory=dict)
    """variable → its node; a parameter on arrows has none."""

    def shared(self) -> dict[str, int]:
        """Return parameter → 1, 2, … for those that stand in more than one place."""
        places = Counter(edge.parameter for edge in self.edges if edge.parameter)
        return {name: k + 1 for k, name in enumerate(name for name, count in places.items() if count > 1)}


def build_scene(graph: EquationGraph, labels: Labels, *, biases: bool = True) -> Scene:
    """Return what is drawn of a graph.

    Args:
        biases: whether biases are drawn.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> graph = LayeredGraph(1, dense_layers((1,)))
    >>> scene = build_scene(graph, Labels(graph.variable))
    >>> [node.name for node in scene.nodes], [edge.parameter for edge in scene.edges]
    (['i1', 'o1', 'b1@net_o1', 'E_o1', 't1', 'E_total'], ['w1', 'b1', '', '', ''])
    """
    return _Builder(graph, labels, biases).build()


class _Builder:
    """Goes once through the definitions."""

    def __init__(self, graph: EquationGraph, labels: Labels, biases: bool) -> None:
        self.graph, self.labels, self.biases = graph, labels, biases
        self.defined = [graph.variable(name) for name in graph.defined()]
        # where there are no nets, the equations' own variables are what is talked about: a parameter is a node
        self.units = any(variable.kind is Kind.NET for variable in self.defined)
        self.merged = dict(self._merged())
        self.nodes: dict[str, SceneNode] = {}
        self.edges: list[SceneEdge] = []
        self.node_of: dict[str, str] = {}

    def _merged(self) -> Iterator[tuple[str, Variable]]:
        """Yield (net, out) for every unit whose net leads to its out alone, and whose out comes from it alone."""
        for net in self.defined:
            if net.kind is Kind.NET and net.unit:
                users = self.graph.edges_from(net.name)
                if len(users) == 1:
                    out = self.graph.variable(users[0].target)
                    if out.kind is Kind.OUT and out.unit == net.unit and len(self.graph.edges_into(out.name)) == 1:
                        yield net.name, out

    def build(self) -> Scene:
        for name in self.graph.given(Kind.INPUT):
            self._add_variable(name)
        for variable in self.defined:
            self._define(variable)
        return Scene(tuple(self.nodes.values()), tuple(self.edges), self.node_of)

    def _add(self, node: SceneNode) -> str:
        self.nodes[node.name] = node
        self.node_of.update(dict.fromkeys(node.variables, node.name))
        return node.name

    def _add_variable(self, name: str) -> str:
        variable = self.graph.variable(name)
        return self._add(SceneNode(name, _LOOKS[variable.kind], self.labels(Var(name)), (name,)))

    def _node(self, name: str) -> str:
        """Return the node of a variable; what is given from outside gets one when it is first used."""
        return self.node_of[name] if name in self.node_of else self._add_variable(name)

    def _define(self, variable: Variable) -> None:
        if variable.name in self.node_of:  # the out of a merged unit
            return
        definition = self.graph.definition(variable.name)
        if isinstance(definition, Affine):
            arrows = list(self._affine(variable.name, definition))
        else:
            arrows = [(e.source, (graph_edge(e),), "", "") for e in self.graph.edges_into(variable.name)]
        for source, *_ in arrows:
            if source and not self._beside(source):
                self._node(source)
        node = self._add_unit(variable) if variable.name in self.merged else self._add_variable(variable.name)
        for source, edges, parameter, factor in arrows:
            self._arrow(source, node, edges, parameter, factor)

    def _beside(self, source: str) -> bool:
        """Return whether a target stands beside its only user."""
        return self.graph.variable(source).kind is Kind.TARGET and len(self.graph.edges_from(source)) == 1

    def _add_unit(self, net: Variable) -> str:
        out = self.merged[net.name]
        inner = tuple(map(graph_edge, self.graph.edges_from(net.name)))
        name = net.unit if net.unit not in self.nodes else out.name
        return self._add(SceneNode(name, Look.UNIT, self.labels.unit(net.unit), (net.name, out.name), inner))

    def _arrow(self, source: str, node: str, edges: tuple[GraphEdge, ...], parameter: str, factor: str) -> None:
        if not source:
            if not self.biases:
                return
            name = f"{parameter}@{edges[0].target}" + f"#{edges[0].occurrence}" * (edges[0].occurrence > 1)
            self.nodes[name] = SceneNode(name, Look.BIAS, self.labels(Var(parameter)), (parameter,), host=node)
            self.edges.append(SceneEdge(name, node, edges, parameter, factor, beside=True))
            return
        if source not in self.node_of:
            label = self.labels(Var(source))
            self._add(SceneNode(source, Look.TARGET, label, (source,), host=node))
            self.edges.append(SceneEdge(source, node, edges, beside=True))
            return
        self.edges.append(SceneEdge(self.node_of[source], node, edges, parameter, factor))

    def _affine(self, target: str, definition: Affine) -> Iterator[tuple[str, tuple[GraphEdge, ...], str, str]]:
        """Yield (source, edges, parameter, number) for each arrow into a sum; a bias has no source."""
        seen: Counter[str] = Counter()
        for term in definition.terms:
            leaves: list[tuple[GraphEdge, bool]] = []
            for leaf in term:
                if isinstance(leaf, Var):
                    seen[leaf.name] += 1
                    edge = GraphEdge(leaf.name, target, seen[leaf.name])
                    leaves.append((edge, self.units and self.graph.variable(leaf.name).kind in _ON_ARROWS))
            numbers = [leaf for leaf in term if not isinstance(leaf, Var)]
            factor = "".join(map(_number_text, numbers)) if len(leaves) - sum(p for _, p in leaves) <= 1 else ""
            yield from _arrows(leaves, factor)


def _arrows(leaves: list[tuple[GraphEdge, bool]], factor: str) -> Iterator[tuple[str, tuple[GraphEdge, ...], str, str]]:
    """Pair each parameter with the source after it; a term of just one of each is paired either way round."""
    if [on_arrow for _, on_arrow in leaves] == [False, True]:
        leaves = leaves[::-1]
    waiting: GraphEdge | None = None
    for edge, on_arrow in leaves:
        if on_arrow:
            if waiting:
                yield "", (waiting,), waiting.source, ""
            waiting = edge
        elif waiting:
            yield edge.source, (edge, waiting), waiting.source, factor
            waiting = None
        else:
            yield edge.source, (edge,), "", factor
    if waiting:
        yield "", (waiting,), waiting.source, factor


def _number_text(number: Expr) -> str:
    match number:
        case Num(value, text):
            return text or str(value)
        case Neg(operand):
            return "-" + _number_text(operand)
        case _:
            return ""


def neighbours(scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield (source, target) of the arrows between nodes that stand in columns."""
    return ((edge.source, edge.target) for edge in scene.edges if not edge.beside)
