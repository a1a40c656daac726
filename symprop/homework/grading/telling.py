"""How a finding names things: paths, units and factors, in the student's own notation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from symprop.derive.paths import Path, path_label
from symprop.expression import ONE, Delta, Expr, Message, Named, Partial, Var
from symprop.graph import PARAMETERS, EquationGraph
from symprop.homework.grading.quantities import Quantities
from symprop.homework.grading.slips import EdgeKey, Slip, edge_key
from symprop.notation import MAZUR, Label, Labels, Notation, shown_expression
from symprop.read.spellings import RATE
from symprop.render import LATEX, PYTHON, TEXT, write
from symprop.render.styles import Style

__all__ = ["Telling", "answer_labels", "in_words", "leaf_of"]

_STYLES: dict[str, Style] = {"latex": LATEX, "text": TEXT, "python": PYTHON}
MOST_NAMED = 4


def leaf_of(name: str, quantities: Quantities) -> Named:
    """Return what a name that was read stands for.

    >>> from symprop.network.load import load_network
    >>> leaf_of("d_E_total__d_w1", Quantities(load_network("mazur").graph))
    Partial(of='E_total', wrt='w1', first='')
    """
    if quantities.is_variable(name):
        return Var(name)
    if name.startswith("delta_"):
        return Delta(name[6:])
    of, _, wrt = name.removeprefix("d_").partition("__d_")
    if quantities.is_variable(of) and quantities.is_variable(wrt):
        return Partial(of, wrt)
    if name.startswith("m_") and "__" in name:
        source, _, target = name[2:].partition("__")
        return Message(source, target)
    return Var(name)


def answer_labels(graph: EquationGraph, notation: Notation = MAZUR) -> Labels:
    """Return the labels of a network's names, and of the learning rate, which an answer may hold."""
    return Labels(graph.variable, notation).beside(lambda name: name == RATE)


@dataclass(frozen=True)
class Telling:
    """The words for one answer.

    Args:
        paths: of the question.
        labels: of the network.
        style: ``latex``, ``text`` or ``python``.
        written: name → as the student writes it.
        names: which names the answer uses.
        revealing: whether what is right may be said.
        own_loss: the network's loss, where it has one for all outputs.
        count: how many paths there are: more than `paths` where these are bundles, each with all ways from its end on.
        groups: of paths, those whose products are equal together.
        line: what the line in question gives, where that is not the gradient: a net, an out, a δ.
    """

    graph: EquationGraph
    wrt: str
    paths: tuple[Path, ...]
    labels: Labels
    quantities: Quantities
    style: str = "text"
    written: Mapping[str, str] = field(default_factory=dict)
    revealing: bool = False
    own_loss: str = ""
    count: int = 0
    groups: tuple[tuple[int, ...], ...] = ()
    line: str = ""

    @property
    def bundled(self) -> bool:
        return self.count > len(self.paths)

    def name(self, name: str) -> str:
        """Return a name as the student writes it, else in the style of the answer."""
        if name in self.written:
            return self.written[name].strip()
        leaf = leaf_of(name, self.quantities)
        if isinstance(leaf, Var) and not self.quantities.is_variable(name):
            return _spoken(name)
        label: Label = self.labels(leaf)
        return label.latex if self.style == "latex" else label.text

    def formula(self, expr: Expr) -> str:
        """Return a formula in the style of the answer."""
        return write(shown_expression(expr, self.labels), _STYLES[self.style], self.labels)

    @property
    def gradient(self) -> str:
        return self.name(f"d_{self.graph.total}__d_{self.wrt}")

    @property
    def asked(self) -> str:
        """What a line should have given."""
        return self.name(self.line) if self.line else self.gradient

    def is_error_through(self, name: str) -> bool:
        """Return whether a name is ∂E_j/∂w of a hidden unit: the error that flows back through it."""
        return name.startswith("d_E_") and not self.quantities.is_variable(name[2:].partition("__d_")[0])

    def path(self, k: int) -> str:
        """Return ``w1 → h1 → o1``."""
        return path_label(self.graph, self.labels, self.paths[k])

    def listed(self, numbers: Iterable[int]) -> str:
        """Return the paths by name, the first few of many."""
        shown = [self.path(k) for k in numbers]
        if len(shown) > MOST_NAMED:
            return "; ".join(shown[: MOST_NAMED - 1]) + f" and {len(shown) - MOST_NAMED + 1} more"
        return "; ".join(shown)

    def alike(self, slip: Slip) -> tuple[int, ...]:
        """Return the paths that may be meant as well: they have the same products as the slip's."""
        if slip.times == 1:
            return ()
        groups = (group for group in self.groups if not set(slip.paths).isdisjoint(group))
        return tuple(k for group in groups for k in group if k not in slip.paths)

    def on(self, slip: Slip) -> str:
        """Return ``On the path w1 → h1 → o1``: where a slip is made, to begin a sentence; nothing if everywhere."""
        affected = self._could_be(slip)
        if len(self.paths) == 1 or set(slip.paths) == set(affected):
            return ""
        if self.bundled:
            return f"along {self.listed(slip.paths)} "
        if len(slip.paths) == 1:
            return f"on the path {self.path(slip.paths[0])} "
        return f"on {len(slip.paths)} of the {len(self.paths)} paths ({self.listed(slip.paths)}) "

    def _could_be(self, slip: Slip) -> list[int]:
        if not slip.replaced:
            return list(range(len(self.paths)))
        return [k for k, path in enumerate(self.paths) if any(edge_key(edge) in slip.replaced for edge in path.edges)]

    def unit(self, name: str) -> str:
        """Return the unit of a net or an out, else the variable's own name."""
        return self.graph.variable(name).unit or self.name(name)

    def units(self, slip: Slip) -> str:
        """Return the units that the edges of a slip lead to: ``h1``, ``o1 and o2``."""
        found = dict.fromkeys(self.unit(target) for _, target, _ in slip.replaced)
        return in_words(list(found))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The names of weights and biases."""
        return frozenset(self.graph.given(*PARAMETERS))

    def multiplies(self, slip: Slip) -> bool:
        """Return whether the parameter multiplies something on the edge of a slip; a bias does not."""
        source, target, occurrence = self.edge(slip)
        edges = self.graph.edges_from(source)
        return any(edge.partial != ONE for edge in edges if edge_key(edge) == (source, target, occurrence))

    def edge(self, slip: Slip) -> EdgeKey:
        """Return the first edge of a slip."""
        return next(iter(slip.replaced))


def _spoken(name: str) -> str:
    """Return ``∂E_j1/∂w1`` for what no label has."""
    of, derived, wrt = name.removeprefix("d_").partition("__d_")
    if derived:
        return f"∂{of}/∂{wrt}"
    return {"eta": "η"}.get(name, name.removeprefix("own_"))


def in_words(words: list[str]) -> str:
    """Return ``a, b and c``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
