"""What each function, and each method of a tensor, is here that a module's forward calls: one row a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from symprop.importers.steps import Step, Weights, as_array, random_dropout, unsupported
from symprop.importers.torch_site import EVALUATION, activation_step

__all__ = ["FUNCTIONS", "States", "Value"]


@dataclass(frozen=True, slots=True)
class States:
    """What a recurrent layer hands on beside its outputs; of the last layer, [layers, samples, units]."""

    key: str
    layers: int
    known: bool


Value = str | tuple[Any, ...] | States | None
"""What a node of the graph is here: a step's key, a tuple of values, or nothing of the model (a size)."""


class Reader(Protocol):
    """What a rule asks of what goes through the graph."""

    values: dict[str, Value]
    called: set[str]

    def key(self, node: Any, argument: Any) -> str: ...
    def shape(self, node: Any) -> tuple[int, ...]: ...
    def shapes(self, node: Any) -> tuple[tuple[int, ...], tuple[int, ...]]: ...
    def parameter(self, argument: Any) -> tuple[str, Any] | None: ...
    def made(self, node: Any, where: str, kind: str, settings: Mapping[str, Any], *sources: Any) -> list[Step]: ...


_Rule = Callable[[Reader, Any, str], list[Step]]


def _argument(node: Any, place: int, name: str, default: Any = None) -> Any:
    return node.args[place] if len(node.args) > place else node.kwargs.get(name, default)


def _elementwise(function: str) -> _Rule:
    def rule(reader: Reader, node: Any, where: str) -> list[Step]:
        allowed = {"negative_slope": 0.01, "alpha": 1.0, "beta": 1, "approximate": "none"}
        for name, value in node.kwargs.items():
            if name in allowed and value != allowed[name]:
                raise unsupported(f"{name}={value} is not imported", where, f"{name}={allowed[name]}")
        if len(node.args) > 1:
            raise unsupported("an activation with numbers of its own", where, "its usual ones")
        return [activation_step(node.name, where, reader.key(node, node.args[0]), function)]

    return rule


def _softmax(function: str) -> _Rule:
    def rule(reader: Reader, node: Any, where: str) -> list[Step]:
        dim, shape = _argument(node, 1, "dim"), reader.shapes(node)[0]
        if dim not in (-1, len(shape) - 1):
            raise unsupported(f"dim={dim} is not imported", where, "dim=-1")
        return [activation_step(node.name, where, reader.key(node, node.args[0]), function)]

    return rule


def _add(reader: Reader, node: Any, where: str) -> list[Step]:
    left, right = node.args[:2]
    if _argument(node, 2, "alpha", 1) != 1 or reader.values.get(getattr(right, "name", "#")) is None:
        raise unsupported("a sum with what no layer computes", where, "add outputs of layers")
    if reader.shape(left) != reader.shape(right):
        raise unsupported(
            f"a sum of shapes {list(reader.shape(left)[1:])} and {list(reader.shape(right)[1:])}",
            where,
            "equal shapes",
        )
    return reader.made(node, where, "residual", {}, left, right)


def _concatenation(reader: Reader, node: Any, where: str) -> list[Step]:
    parts, dim = node.args[0], _argument(node, 1, "dim", 0)
    axis = dim % len(reader.shape(node))
    if axis == 0:
        raise unsupported("joining samples", where, "dim=1 or later")
    return reader.made(node, where, "concat", {"axis": axis}, *parts)


def _reshape(reader: Reader, node: Any, where: str) -> list[Step]:
    before, after = reader.shapes(node)
    if isinstance(reader.values.get(node.args[0].name), States):  # h.squeeze(0), of one layer
        states = reader.values[node.args[0].name]
        if isinstance(states, States) and states.known and before[0] == 1:
            return [Step(key=node.name, kind="take", where=where, sources=(states.key,), settings={"index": 0})]
    if not after or before[0] != after[0]:
        raise unsupported("a shape that mixes the samples", where, "keep the first axis")
    return reader.made(node, where, "reshape", {"shape": after[1:] or (1,)}, node.args[0])


def _permutation(reader: Reader, node: Any, where: str) -> list[Step]:
    rank = len(reader.shapes(node)[0])
    dims = [d % rank for d in (node.args[1] if isinstance(node.args[1], list | tuple) else node.args[1:])]
    if str(getattr(node.target, "__name__", node.target)) in ("transpose", "swapaxes"):
        order = list(range(rank))
        a, b = dims
        order[a], order[b] = b, a
        dims = order
    if dims[0] != 0:
        raise unsupported("moving the samples", where, "keep the first axis")
    return reader.made(node, where, "permute", {"axes": tuple(dims[1:])}, node.args[0])


def _mean(reader: Reader, node: Any, where: str) -> list[Step]:
    """Return a mean over one axis or the last two, as pooling over all of them."""
    before, after = reader.shapes(node)
    given = _argument(node, 1, "dim", ())
    dims = sorted(d % len(before) for d in (given if isinstance(given, list | tuple) else [given]))
    rank = len(before)
    if not dims or dims[0] == 0 or rank not in (3, 4) or dims not in ([rank - 1], [1], [2, 3]) or (rank, dims) in (
        (4, [3]), (4, [1])
    ):  # fmt: skip
        raise unsupported(f"a mean over {given}", where, "over the steps, or over height and width")
    source, steps = node.args[0], []
    pooled = f"{node.name}#pool"
    key = reader.key(node, source)
    if dims == [1]:
        steps.append(
            Step(key=f"{node.name}#axes", kind="permute", where=where, sources=(key,), settings={"axes": (2, 1)})
        )
        key = f"{node.name}#axes"
    steps.append(Step(key=pooled, kind="avgpool", where=where, sources=(key,), settings={"size": (0,) * len(dims)}))
    shape = after[1:]
    return [*steps, Step(key=node.name, kind="reshape", where=where, sources=(pooled,), settings={"shape": shape})]


def _dropout(reader: Reader, node: Any, where: str) -> list[Step]:
    if _argument(node, 2, "training", True) and _argument(node, 1, "p", 0.5):
        raise random_dropout(where, f"F.dropout(x, p, self.training), and {EVALUATION}")
    return reader.made(node, where, "", {}, node.args[0])


def _same(reader: Reader, node: Any, where: str) -> list[Step]:
    return reader.made(node, where, "", {}, node.args[0])


def _linear(reader: Reader, node: Any, where: str) -> list[Step]:
    """Return a dense layer of parameters that are held by the module itself: F.linear(x, self.w, self.b)."""
    weight, given = reader.parameter(_argument(node, 1, "weight")), _argument(node, 2, "bias")
    bias = reader.parameter(given)
    if weight is None or (given is not None and bias is None):
        raise unsupported("a weight that is computed", where, "a parameter of the module")
    for name, _ in filter(None, (weight, bias)):
        if name in reader.called:
            raise unsupported(f"'{name}' is used twice", where, "share weights in a file of units:")
        reader.called.add(name)
    arrays = [Weights(weight[0], as_array(weight[1]), lambda k, j: ("w", k, j))]
    arrays += [Weights(bias[0], as_array(bias[1]), lambda k: ("b", k))] if bias else []
    settings = {"units": weight[1].shape[0], "activation": "identity", "rows": True, "bias": bias is not None}
    source = (reader.key(node, node.args[0]),)
    return [Step(key=node.name, kind="dense", where=where, sources=source, settings=settings, weights=tuple(arrays))]


ACTIVATIONS = {
    "relu": "relu", "sigmoid": "sigmoid", "tanh": "tanh", "gelu": "gelu", "silu": "silu", "elu": "elu",
    "leaky_relu": "leaky_relu", "softplus": "softplus", "sin": "sin",
}  # fmt: skip


FUNCTIONS: dict[str, _Rule] = {
    **{name: _elementwise(function) for name, function in ACTIVATIONS.items()},
    "softmax": _softmax("softmax"),
    "log_softmax": _softmax("log_softmax"),
    "linear": _linear,
    **dict.fromkeys(("add", "iadd"), _add),
    **dict.fromkeys(("cat", "concat", "concatenate"), _concatenation),
    **dict.fromkeys(("flatten", "view", "reshape", "squeeze", "unsqueeze", "unflatten"), _reshape),
    **dict.fromkeys(("permute", "transpose", "swapaxes"), _permutation),
    "mean": _mean,
    "dropout": _dropout,
    **dict.fromkeys(("contiguous", "clone"), _same),
}
"""Function or method of a tensor → its rule."""
