"""What stands on arrows and beneath nodes: names of weights, numbers, or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import replace
from typing import Literal, get_args

from symprop.draw.drawing import GraphEdge, Look
from symprop.draw.scene import Scene, SceneEdge
from symprop.expression import Var
from symprop.notation import Label, Labels

__all__ = ["EDGE_TEXTS", "EdgeText", "arrow_labels", "number_label", "with_notes", "words_label"]

EdgeText = Literal["weights", "values", "gradients", "none"]
EDGE_TEXTS: tuple[str, ...] = get_args(EdgeText)

MOST_LABELS = 72
"""Between two columns; where there are more, only those on a picked-out path are written."""

LEFT_OUT = {
    "weights": "Beneath a unit: the weights into it, in the order of what is on its left.",
    "values": f"Where more than {MOST_LABELS} arrows go side by side, their values are left out.",
    "gradients": f"Where more than {MOST_LABELS} arrows go side by side, their gradients are left out.",
}


def number_label(number: str) -> Label:
    r"""Return a number as a label.

    >>> number_label("-1.2e-05").latex
    '-1.2 \\cdot 10^{-5}'
    """
    mantissa, _, exponent = number.partition("e")
    latex = rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
    return Label(latex, number.replace("-", "−"))


def words_label(words: str) -> Label:
    """Return words as a label."""
    return Label(rf"\text{{{words}}}", words)


def arrow_labels(
    scene: Scene,
    labels: Labels,
    columns: Mapping[str, int],
    *,
    edge_text: str,
    numbers: Mapping[str, str],
    picked: Set[GraphEdge],
) -> tuple[list[Label | None], dict[str, Label], tuple[str, ...]]:
    """Return each arrow's label, the notes of nodes whose arrows go without, and the captions that say so."""
    found = [_label(edge, labels, edge_text, numbers) for edge in scene.edges]
    gaps = Counter(columns.get(edge.source, -1) for edge, label in zip(scene.edges, found, strict=True) if label)
    bare: defaultdict[str, list[Label]] = defaultdict(list)
    kept: list[Label | None] = []
    for edge, label in zip(scene.edges, found, strict=True):
        if label and gaps[columns.get(edge.source, -1)] > MOST_LABELS and picked.isdisjoint(edge.graph_edges):
            bare[edge.target].append(label)
            kept.append(None)
        else:
            kept.append(label)
    notes = {name: _from_to(run) for name, run in bare.items()} if edge_text == "weights" else {}
    return kept, notes, (LEFT_OUT[edge_text],) if bare else ()


def _label(edge: SceneEdge, labels: Labels, edge_text: str, numbers: Mapping[str, str]) -> Label | None:
    if edge.words:
        return words_label(edge.words)
    if edge_text == "none" or edge.beside:
        return None
    if not edge.parameter:
        return number_label(edge.factor) if edge.factor and edge_text != "gradients" else None
    if edge_text != "weights":
        return number_label(numbers[edge.parameter]) if edge.parameter in numbers else None
    label = labels(Var(edge.parameter))
    return Label(rf"{edge.factor} \, {label.latex}", f"{edge.factor}·{label.text}") if edge.factor else label


def _from_to(run: list[Label]) -> Label:
    first, last = run[0], run[-1]
    return Label(rf"{first.latex} ,\, \ldots ,\, {last.latex}", f"{first.text}, …, {last.text}")


def with_notes(scene: Scene, numbers: Mapping[str, str], notes: Mapping[str, Label]) -> Scene:
    """Return the scene with each variable's number, or a note, beneath its node; a bias's number is its label."""
    nodes = []
    for node in scene.nodes:
        number = numbers.get(node.variables[-1], "") if node.variables else ""
        if node.name in notes:
            node = replace(node, note=notes[node.name])
        elif number and node.look is Look.BIAS:
            node = replace(node, label=number_label(number))
        elif number:
            node = replace(node, note=number_label(number))
        nodes.append(node)
    return replace(scene, nodes=tuple(nodes))
