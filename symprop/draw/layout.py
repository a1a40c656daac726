"""`network_drawing`: from an equation graph to a drawing, with paths picked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from symprop.derive.paths import Path
from symprop.draw.columns import Columns, place_in_columns
from symprop.draw.compose import compose
from symprop.draw.drawing import Drawing
from symprop.draw.palette import PATHS
from symprop.draw.picked import Flow, Picked, edges_of_all_paths, one_edge_of_each_kind
from symprop.draw.routes import place
from symprop.draw.scene import Scene, build_scene
from symprop.draw.summary import blocks_of_columns, blocks_of_layers
from symprop.draw.texts import EDGE_TEXTS, EdgeText, arrow_labels, with_notes
from symprop.draw.typeset import runs_of, text_width
from symprop.errors import InputError, LimitExceeded
from symprop.given import pick
from symprop.graph import Edge, EquationGraph
from symprop.network.layout import NetworkPlan, plan_of
from symprop.notation import Labels

__all__ = ["DETAILS", "Detail", "network_drawing"]

Detail = Literal["auto", "full", "summary"]
DETAILS: tuple[str, ...] = get_args(Detail)

MOST_ARROWS, TALLEST, MOST_COLUMNS = 640, 18, 36
"""Up to here a drawing is of units, unless it is asked to be of something else."""
MOST_DRAWN = 3_000


def network_drawing(
    graph: EquationGraph,
    labels: Labels,
    *,
    title: str = "",
    paths: Sequence[Path] = (),
    path_numbers: Sequence[int] = (),
    flow: Flow | None = None,
    edge_text: EdgeText = "weights",
    numbers: Mapping[str, str] | None = None,
    biases: bool = True,
    detail: Detail = "auto",
) -> Drawing:
    """Return the drawing of a network.

    Args:
        title: the network's name.
        paths: to be picked out, at most eight.
        path_numbers: K of ``paths[K]`` in JSON for each of them; 0, 1, … unless given.
        flow: to be picked out as one.
        edge_text: what stands on the arrows.
        numbers: variable → its number, as text; for ``values`` and ``gradients``.
        biases: whether biases are drawn.
        detail: every unit, whole layers as blocks, or (auto) units as long as they can be read.

    Raises:
        InputError: on an unknown `edge_text` or `detail`, or more than eight paths.
        LimitExceeded: if every unit is asked for and there are too many.

    >>> from symprop.network.load import load_network
    >>> graph = load_network("mazur").graph
    >>> drawing = network_drawing(graph, Labels(graph.variable), title="mazur")
    >>> len(drawing.nodes), len(drawing.edges), [edge.label.text for edge in drawing.edges[:2]]
    (15, 18, ['w1', 'w2'])
    """
    pick(edge_text, EDGE_TEXTS, "text", where="--edges")
    pick(detail, DETAILS, "detail", where="--detail")
    if len(paths) > len(PATHS):
        raise InputError(f"{len(paths)} paths to tell apart", instead=f"at most {len(PATHS)}")
    layers = _too_large(graph, detail)
    picked = Picked.of(
        paths,
        path_numbers or range(len(paths)),
        flow,
        () if flow is None else _flow_by_layers(graph, flow) if layers else edges_of_all_paths(graph, flow.parameter),
    )
    scene, columns, summary = (
        _layers(graph, layers, picked) if layers else _scene(graph, labels, picked, biases, detail)
    )
    shown = {} if numbers is None or summary else numbers
    texts, notes, captions = arrow_labels(
        scene, labels, columns.of, edge_text=edge_text, numbers=shown, picked=picked.edges.keys()
    )
    scene = with_notes(scene, shown, notes)
    placed = place(scene, columns, [text_width(runs_of(text), 14.0) if text else 0.0 for text in texts])
    return compose(
        scene,
        placed,
        texts,
        labels,
        picked,
        title=title,
        captions=(*filter(None, [summary]), *captions),
        summary=bool(summary),
    )


def _too_large(graph: EquationGraph, detail: str) -> NetworkPlan | None:
    """Return the layers of a network that is to be drawn by its layers."""
    plan = plan_of(graph)
    return plan if plan and (detail == "summary" or (detail == "auto" and not _fits(plan))) else None


def _flow_by_layers(graph: EquationGraph, flow: Flow) -> tuple[Edge, ...]:
    """Return one edge of each kind: no unit differs from another of its layer, and there may be millions of edges."""

    def kind(name: str) -> tuple[str, int]:
        place = graph.variable(name).place
        return graph.variable(name).kind, place.layer if place else 0

    return one_edge_of_each_kind(graph, flow.parameter, kind)


def _layers(graph: EquationGraph, plan: NetworkPlan, picked: Picked) -> tuple[Scene, Columns, str]:
    scene, said = blocks_of_layers(graph, plan, picked)
    return scene, place_in_columns(scene), said


def _scene(
    graph: EquationGraph, labels: Labels, picked: Picked, biases: bool, detail: str
) -> tuple[Scene, Columns, str]:
    """Return what is drawn, its columns, and what a summary says of itself; nothing where it is none."""
    plan = plan_of(graph)
    arrows = _arrow_count(plan) if plan else sum(len(graph.edges_into(name)) for name in graph.defined())
    if detail == "full" and arrows > MOST_DRAWN:
        raise LimitExceeded(
            f"{arrows:,} arrows to draw", where="--detail", instead=f"at most {MOST_DRAWN:,}; use --detail summary"
        )
    scene = build_scene(graph, labels, biases=biases)
    columns = place_in_columns(scene)
    tallest = max(Counter(columns.of.values()).values())
    small = len(scene.edges) <= MOST_ARROWS and tallest <= TALLEST and max(columns.of.values()) < MOST_COLUMNS
    if detail == "full" or (detail == "auto" and small):
        return scene, columns, ""
    return blocks_of_columns(graph, scene, columns, picked)


def _arrow_count(plan: NetworkPlan) -> int:
    sizes = [len(plan.inputs), *(len(layer.units) for layer in plan.layers)]
    return sum(len(layer.units) * (sizes[source] + 1) for layer in plan.layers for source in layer.sources)


def _fits(plan: NetworkPlan) -> bool:
    tallest = max(len(plan.inputs), *(len(layer.units) for layer in plan.layers))
    return tallest <= TALLEST and _arrow_count(plan) <= MOST_ARROWS and len(plan.layers) + 3 <= MOST_COLUMNS
