"""The drawings of a document: the network, and each path of a weight by itself, where they can be told apart."""

from __future__ import annotations

from collections.abc import Sequence

from symprop.api import Network
from symprop.derive.paths import Path
from symprop.draw.drawing import Drawing
from symprop.draw.layout import network_drawing
from symprop.errors import LimitExceeded
from symprop.graph import Kind

__all__ = ["network_picture", "path_pictures"]

MOST_PATHS = 24  # of a weight, each with a picture
MOST_NODES = 160  # of a picture no larger than a word


def network_picture(network: Network) -> Drawing | None:
    """Return the network's drawing; None where it is too large for one."""
    try:
        return network_drawing(network.graph, network.labels, title=network.name)
    except LimitExceeded:
        return None


def path_pictures(network: Network, wrt: str, paths: Sequence[Path]) -> tuple[Drawing, ...]:
    """Return a drawing for each path, or none where they are too many or the network too large."""
    if len(paths) > MOST_PATHS:
        return ()
    biases = network.graph.variable(wrt).kind is Kind.BIAS
    found: list[Drawing] = []
    for path in paths:
        try:
            drawing = network_drawing(network.graph, network.labels, paths=(path,), edge_text="none", biases=biases)
        except LimitExceeded:
            return ()
        if drawing.summary or len(drawing.nodes) > MOST_NODES:
            return ()
        found.append(drawing)
    return tuple(found)
