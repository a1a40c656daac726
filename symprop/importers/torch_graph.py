"""What a PyTorch module does, step by step: its graph as torch.fx traces it, every call looked up in a table.

Shapes are those of a run on an example; only shapes and parameters are read off it, never values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symprop.errors import InputError, shorten
from symprop.importers.steps import INPUT, Step, Weights, unsupported
from symprop.importers.torch_modules import MODULES, Site, activation_step, as_array

__all__ = ["module_steps"]

RECURRENT = {"RNN": 1, "LSTM": 2, "GRU": 1}
"""Class → how many states it hands on beside its outputs."""


@dataclass(frozen=True, slots=True)
class _States:
    """What a recurrent layer hands on beside its outputs; of the last layer, [layers, samples, units]."""

    key: str
    layers: int
    known: bool


_Value = str | tuple[Any, ...] | _States | None
"""What a node of the graph is here: a step's key, a tuple of values, or nothing of the model (a size)."""


def module_steps(module: Any, example: Any, masks: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a module.

    Args:
        example: a batch for it, in the module's own precision.
        masks: path of a dropout → its mask.

    Raises:
        InputError: if the module cannot be traced, or does not run on the example.
        UnsupportedForm: naming what symprop has no block for, and where it stands.
    """
    import torch

    tokens = example.numpy() if not example.dtype.is_floating_point else None
    _refuse_sharing(module)
    if type(module).__name__ in MODULES and _is_torch(module):
        site = Site(
            module=module, path="", key="#module", sources=(INPUT,) * 3 if _is_attention(module) else (INPUT,),
            shape=tuple(example.shape), masks=masks, tokens=tokens,
        )  # fmt: skip
        return MODULES[type(module).__name__](site)
    return list(_Reader(torch, _traced(module, example), masks, tokens).steps())


def _is_torch(module: Any) -> bool:
    return str(type(module).__module__).startswith("torch.nn.modules")


def _is_attention(module: Any) -> bool:
    return type(module).__name__ == "MultiheadAttention"


def _refuse_sharing(module: Any) -> None:
    """Refuse what would change the derivation unseen: one array in two places, and code that runs beside a layer."""
    names: dict[int, str] = {}
    for name, parameter in module.named_parameters(remove_duplicate=False):
        other = names.setdefault(id(parameter), name)
        if other != name:
            raise unsupported(f"'{name}' and '{other}' are one array", name, "share weights in a file of units:")
    for path, part in module.named_modules():
        if part._forward_hooks or part._forward_pre_hooks:
            raise unsupported("a layer with hooks", path or type(part).__name__, "remove them (weight_norm, …)")


def _traced(module: Any, example: Any) -> Any:
    """Return the module's graph, with the shape of every value."""
    import copy
    import warnings

    import torch
    from torch import fx
    from torch.fx.passes.shape_prop import ShapeProp

    class Tracer(fx.Tracer):  # type: ignore[misc]
        def is_leaf_module(self, part: Any, path: str) -> bool:
            return _is_torch(part) and not isinstance(part, torch.nn.Sequential)

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            twin = copy.deepcopy(module)
            traced = fx.GraphModule(twin, Tracer().trace(twin))
        except (fx.proxy.TraceError, TypeError, ValueError, RuntimeError) as error:
            raise InputError(
                f"the module cannot be traced ({shorten(str(error).splitlines()[0], 120)})",
                where=type(module).__name__,
                instead="write forward without branches on values",
            ) from None
        try:
            ShapeProp(traced).propagate(example)
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            raise InputError(
                f"the module does not run on inputs of shape {list(example.shape)} ({shorten(reason, 120)})",
                where=type(module).__name__,
                instead="give inputs=, a batch or the shape of one sample",
            ) from None
    return traced


class _Reader:
    """Goes through a traced graph once."""

    def __init__(self, torch: Any, traced: Any, masks: Mapping[str, Any], tokens: Any) -> None:
        self.torch, self.traced, self.masks, self.tokens = torch, traced, masks, tokens
        self.values: dict[str, _Value] = {}
        self.found: list[Step] = []
        self.called: set[str] = set()

    def steps(self) -> Sequence[Step]:
        """Return the steps that the output needs."""
        inputs = [node for node in self.traced.graph.nodes if node.op == "placeholder" and node.users]
        if len(inputs) != 1:
            raise InputError(
                f"{len(inputs)} inputs: {', '.join(node.name for node in inputs)}",
                where="forward",
                instead="import a module of one input",
            )
        self.values[inputs[0].name] = INPUT
        for node in self.traced.graph.nodes:
            match node.op:
                case "call_module":
                    self.values[node.name] = self._module(node)
                case "call_function" | "call_method":
                    self.values[node.name] = self._function(node)
                case "output":
                    return self._needed(node.args[0])
                case _:
                    self.values.setdefault(node.name, None)
        raise InputError("the module returns nothing", where="forward", instead="return the outputs")

    def _needed(self, output: Any) -> list[Step]:
        last = self.values.get(getattr(output, "name", ""))
        if isinstance(last, tuple) and last and isinstance(last[0], str):
            last = last[0]
        if not isinstance(last, str) or last == INPUT:
            raise unsupported("what it returns is no output of a layer", "forward", "return one tensor")
        needed = {last}
        for step in reversed(self.found):
            if step.key in needed:
                needed.update(step.sources)
        steps = [step for step in self.found if step.key in needed]
        return [*(step for step in steps if step.key != last), *(step for step in steps if step.key == last)]

    def _module(self, node: Any) -> _Value:
        path, module = str(node.target), self.traced.get_submodule(node.target)
        name = type(module).__name__
        where = f"{path} ({name})"
        rule = MODULES.get(name) if _is_torch(module) else None
        if rule is None:
            raise unsupported("symprop has no such layer", where, "docs/import.md lists the layers there are")
        if path in self.called and any(True for _ in module.parameters()):
            raise unsupported("a layer that is used twice", where, "share weights in a file of units:")
        self.called.add(path)
        given = {**dict(enumerate(node.args)), **node.kwargs}
        sources = tuple(self.key(node, a) for k, a in given.items() if k in (0, "input", "src", "query"))
        if _is_attention(module):
            sources = tuple(self.key(node, given[k]) for k in (0, 1, 2, "query", "key", "value") if k in given)
        mask = given.get(
            "attn_mask", given.get("src_mask", given.get(1) if name == "TransformerEncoderLayer" else None)
        )
        others = [k for k in ("key_padding_mask", "src_key_padding_mask", "hx") if given.get(k) is not None]
        if name in RECURRENT and given.get(1) is not None:
            others.append("hx")
        if others:
            raise unsupported(f"{others[0]} is not imported", where, "leave it out")
        site = Site(
            module=module, path=path, key=node.name, sources=sources, shape=self._shape(node.all_input_nodes[0]),
            masks=self.masks, tokens=self.tokens,
        )  # fmt: skip
        steps = rule(site)
        if mask is not None or given.get("is_causal"):
            steps = [self._causal(step, mask, where) for step in steps]
        self.found += steps
        if _is_attention(module):
            return (node.name, None)
        if name in RECURRENT:
            layers = module.num_layers
            states = _States(node.name, layers, True)
            return (node.name, (states, _States(node.name, layers, False)) if name == "LSTM" else states)
        return str(node.name)

    def _causal(self, step: Step, mask: Any, where: str) -> Step:
        from dataclasses import replace

        torch = self.torch
        tensor = None
        if getattr(mask, "op", "") == "get_attr":
            tensor = _attribute(self.traced, str(mask.target))
        if tensor is None or tensor.dim() != 2:
            raise unsupported("a mask that is computed", where, "a causal mask, held as a buffer")
        hidden = tensor if tensor.dtype == torch.bool else torch.isneginf(tensor)
        if not torch.equal(hidden, torch.ones_like(hidden).triu(1)):
            raise unsupported("a mask that is not causal", where, "a causal mask")
        return replace(step, settings={**step.settings, "causal": True})

    # functions and methods

    def _function(self, node: Any) -> _Value:
        name = str(node.target) if node.op == "call_method" else str(getattr(node.target, "__name__", node.target))
        name = name.strip("_")
        if name == "getitem":
            return self._item(node)
        if name in ("size", "dim", "getattr"):
            return None
        where = f"{node.name} ({name})"
        rule = _FUNCTIONS.get(name)
        if rule is None and name in ACTIVATIONS:
            rule = _elementwise(ACTIVATIONS[name])
        if rule is None:
            raise unsupported("symprop has no such operation", where, "docs/import.md lists the operations there are")
        steps = rule(self, node, where)
        self.found += steps
        return str(node.name)

    def _item(self, node: Any) -> _Value:
        """Return a part of a tuple, a recurrent layer's last state, or one place of the axis after the samples."""
        source, index = node.args
        value = self.values.get(source.name)
        where = f"{node.name} (getitem)"
        if value is None:
            return None
        if isinstance(value, tuple) and isinstance(index, int):
            return value[index]  # type: ignore[no-any-return]
        if isinstance(value, _States) and index in (-1, value.layers - 1):
            if not value.known:
                raise unsupported("the memory cell of an LSTM", where, "take its outputs or its last state")
            self.found.append(
                Step(key=node.name, kind="take", where=where, sources=(value.key,), settings={"index": 0})
            )
            return str(node.name)
        key, shape = self.key(node, source), self._shape(source)
        whole = slice(None)
        parts = index if isinstance(index, tuple) else (index,)
        if len(parts) < 2 or parts[0] != whole or not isinstance(parts[1], int) or any(p != whole for p in parts[2:]):
            raise unsupported("this part of a tensor", where, "one place of the axis after the samples: x[:, -1]")
        place = parts[1] % shape[1] + 1
        self.found.append(Step(key=node.name, kind="take", where=where, sources=(key,), settings={"index": place}))
        return str(node.name)

    def key(self, node: Any, argument: Any) -> str:
        """Return the key of an argument that must be a value of the model."""
        value = self.values.get(getattr(argument, "name", "#"))
        if isinstance(value, _States):
            value = self._last_state(node, value)
        if not isinstance(value, str):
            said = shorten(str(argument), 40)
            raise unsupported(f"it takes {said}, which no layer computes", f"{node.name}", "take what a layer gives")
        return value

    def _last_state(self, node: Any, states: _States) -> str:
        raise unsupported("all states of a recurrent layer", f"{node.name}", "take the last one: h[-1]")

    def _shape(self, node: Any) -> tuple[int, ...]:
        return tuple(getattr(node.meta.get("tensor_meta"), "shape", ()))

    def made(self, node: Any, where: str, kind: str, settings: Mapping[str, Any], *sources: Any) -> list[Step]:
        """Return the one step of a function of `sources`."""
        keys = tuple(self.key(node, source) for source in sources)
        return [Step(key=node.name, kind=kind, where=where, sources=keys, settings=settings)]

    def shapes(self, node: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the shape of a node's first argument, and its own."""
        return self._shape(node.args[0]), self._shape(node)

    def parameter(self, argument: Any) -> tuple[str, Any] | None:
        """Return (name, tensor) of a parameter that is used as it is."""
        if getattr(argument, "op", "") != "get_attr":
            return None
        return str(argument.target), _attribute(self.traced, str(argument.target))


def _attribute(module: Any, path: str) -> Any:
    for part in path.split("."):
        module = getattr(module, part)
    return module


def _argument(node: Any, place: int, name: str, default: Any = None) -> Any:
    return node.args[place] if len(node.args) > place else node.kwargs.get(name, default)


_Rule = Callable[[_Reader, Any, str], list[Step]]


def _elementwise(function: str) -> _Rule:
    def rule(reader: _Reader, node: Any, where: str) -> list[Step]:
        allowed = {"negative_slope": 0.01, "alpha": 1.0, "beta": 1, "approximate": "none"}
        for name, value in node.kwargs.items():
            if name in allowed and value != allowed[name]:
                raise unsupported(f"{name}={value} is not imported", where, f"{name}={allowed[name]}")
        if len(node.args) > 1:
            raise unsupported("an activation with numbers of its own", where, "its usual ones")
        return [activation_step(node.name, where, reader.key(node, node.args[0]), function)]

    return rule


def _softmax(function: str) -> _Rule:
    def rule(reader: _Reader, node: Any, where: str) -> list[Step]:
        dim, shape = _argument(node, 1, "dim"), reader.shapes(node)[0]
        if dim not in (-1, len(shape) - 1):
            raise unsupported(f"dim={dim} is not imported", where, "dim=-1")
        return [activation_step(node.name, where, reader.key(node, node.args[0]), function)]

    return rule


def _add(reader: _Reader, node: Any, where: str) -> list[Step]:
    left, right = node.args[:2]
    if _argument(node, 2, "alpha", 1) != 1 or reader.values.get(getattr(right, "name", "#")) is None:
        raise unsupported("a sum with what no layer computes", where, "add outputs of layers")
    if reader._shape(left) != reader._shape(right):
        raise unsupported(
            f"a sum of shapes {list(reader._shape(left)[1:])} and {list(reader._shape(right)[1:])}",
            where,
            "equal shapes",
        )
    return reader.made(node, where, "residual", {}, left, right)


def _concatenation(reader: _Reader, node: Any, where: str) -> list[Step]:
    parts, dim = node.args[0], _argument(node, 1, "dim", 0)
    axis = dim % len(reader._shape(node))
    if axis == 0:
        raise unsupported("joining samples", where, "dim=1 or later")
    return reader.made(node, where, "concat", {"axis": axis}, *parts)


def _reshape(reader: _Reader, node: Any, where: str) -> list[Step]:
    before, after = reader.shapes(node)
    if isinstance(reader.values.get(node.args[0].name), _States):  # h.squeeze(0), of one layer
        states = reader.values[node.args[0].name]
        if isinstance(states, _States) and states.known and before[0] == 1:
            return [Step(key=node.name, kind="take", where=where, sources=(states.key,), settings={"index": 0})]
    if not after or before[0] != after[0]:
        raise unsupported("a shape that mixes the samples", where, "keep the first axis")
    return reader.made(node, where, "reshape", {"shape": after[1:] or (1,)}, node.args[0])


def _permutation(reader: _Reader, node: Any, where: str) -> list[Step]:
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


def _mean(reader: _Reader, node: Any, where: str) -> list[Step]:
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


def _dropout(reader: _Reader, node: Any, where: str) -> list[Step]:
    if _argument(node, 2, "training", True) and _argument(node, 1, "p", 0.5):
        raise unsupported("dropout in training mode is random", where, "F.dropout(x, p, self.training), module.eval()")
    return reader.made(node, where, "", {}, node.args[0])


def _same(reader: _Reader, node: Any, where: str) -> list[Step]:
    return reader.made(node, where, "", {}, node.args[0])


def _linear(reader: _Reader, node: Any, where: str) -> list[Step]:
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

_FUNCTIONS: dict[str, _Rule] = {
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
