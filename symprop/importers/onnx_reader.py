"""Going through an ONNX graph once: what each of its values is here, and of which shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symprop.errors import InputError, SympropError
from symprop.importers.onnx_file import OnnxGraph, OnnxNode
from symprop.importers.shapes import Shape, output_shape
from symprop.importers.steps import INPUT, Parameter, Step, Weights, unsupported

__all__ = ["ALL", "LAST", "SAMPLES", "STEPS", "TURNED", "Reader", "Rule", "Value", "axes_of", "expect", "needs_rank"]

SAMPLES, STEPS, ALL, TURNED, LAST = "samples", "steps", "all states", "turned states", "the last state"
"""What the axes of a value are: [samples, …], [steps, samples, …]; of a recurrent operator's outputs
[steps, 1, samples, units], [steps, samples, 1, units], [1, samples, units]."""


@dataclass(frozen=True, slots=True)
class Value:
    """A step, and what the axes of its output are."""

    key: str
    layout: str = SAMPLES


class Reader:
    """Goes through the nodes once, in their order."""

    def __init__(self, graph: OnnxGraph, shape: Shape, tokens: Any) -> None:
        self.arrays, self.tokens = dict(graph.arrays), tokens
        self.values: dict[str, Value] = {graph.input: Value(INPUT)}
        self.shapes: dict[str, Shape] = {INPUT: shape}
        self.found: list[Step] = []
        self.taken: set[str] = set()
        self.uses: dict[str, int] = {}
        for node in graph.nodes:
            for name in node.inputs:
                self.uses[name] = self.uses.get(name, 0) + 1

    def read(self, node: OnnxNode, operators: Mapping[str, Rule]) -> None:
        """Read one node by its row."""
        rule = operators.get(node.operator)
        if rule is None:
            raise unsupported(
                "symprop has no such operator", node.where, "docs/import.md lists the operators there are"
            )
        try:
            rule(self, node)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, ZeroDivisionError):
            raise InputError("it is not as ONNX has it", where=node.where, instead="export the model again") from None

    def upstream(self, key: str) -> set[str]:
        """Return the keys of everything that a step needs."""
        needed = {key}
        for step in reversed(self.found):
            if step.key in needed:
                needed.update(step.sources)
        return needed

    def value(self, node: OnnxNode, place: int = 0, layout: str = SAMPLES) -> str:
        """Return the key of an input that is computed from the model's inputs."""
        found = self.values.get(node.input(place))
        if found is None:
            raise unsupported("it takes what no layer computes", node.where, "take what a layer gives")
        if found.layout != layout:
            raise unsupported(f"it takes what is laid out as {found.layout}", node.where, "samples first")
        return found.key

    def array(self, node: OnnxNode, place: int) -> Any:
        """Return a constant input; None where it is left out."""
        name = node.input(place)
        if not name:
            return None
        if name not in self.arrays:
            raise unsupported("a weight that is computed", node.where, "an array of the model")
        return self.arrays[name]

    def weights(
        self, node: OnnxNode, place: int, parameter: Callable[..., Parameter], *, constant: bool = False
    ) -> tuple[Weights, ...]:
        """Return one array of an operator as parameters of ours."""
        array = self.array(node, place)
        if array is None:
            return ()
        name = node.input(place)
        if name in self.taken:
            raise unsupported(f"'{name}' is used twice", node.where, "share weights in a file of units:")
        self.taken.add(name)
        return (Weights(name, array, parameter, constant),)

    def add(
        self,
        node: OnnxNode,
        kind: str,
        settings: Mapping[str, Any],
        *weights: tuple[Weights, ...],
        sources: Sequence[str] = (),
        layout: str = SAMPLES,
    ) -> str:
        """Add the one step of a node and return its key."""
        key = node.outputs[0]
        keys = tuple(sources) or (self.value(node),)
        arrays = tuple(array for own in weights for array in own)
        self.found.append(Step(key=key, kind=kind, where=node.where, sources=keys, settings=settings, weights=arrays))
        try:
            self.shapes[key] = output_shape(kind, settings, [self.shapes[source] for source in keys])
        except SympropError as error:
            raise error.placed(node.where) from None
        except (IndexError, ZeroDivisionError):
            raise InputError(
                f"it does not take {list(self.shapes[keys[0]])}", where=node.where, instead="export it again"
            ) from None
        self.values[key] = Value(key, layout)
        return key

    def same(self, node: OnnxNode, key: str, layout: str = SAMPLES) -> None:
        """Let a node's output be a value that there is."""
        self.values[node.outputs[0]] = Value(key, layout)


Rule = Callable[[Reader, OnnxNode], None]


def expect(node: OnnxNode, **plain: Any) -> None:
    """Refuse an attribute that is not as it usually is."""
    for name, usual in plain.items():
        value = node.attributes.get(name, usual)
        if isinstance(usual, float) and isinstance(value, float):
            wrong = abs(value - usual) > 1e-6 * abs(usual)  # attributes are float32
        elif isinstance(value, tuple):
            wrong = any(v != usual for v in value)
        else:
            wrong = value != usual
        if wrong:
            raise unsupported(f"{name}={value} is not imported", node.where, f"{name}={usual}")


def needs_rank(node: OnnxNode, array: Any, rank: int) -> None:
    """Refuse a weight that is not of so many axes."""
    if array is None or array.ndim != rank or not array.size:
        raise unsupported("a weight of another shape", node.where, f"one of {rank} axes")


def axes_of(reader: Reader, node: OnnxNode) -> tuple[int, ...]:
    """Return the axes that an operator names, as an input or as an attribute."""
    given = reader.array(node, 1)
    return tuple(int(axis) for axis in (given.ravel() if given is not None else node.attributes.get("axes", ())))
