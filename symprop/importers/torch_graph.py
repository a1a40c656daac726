"""What a PyTorch module does, step by step: its graph as torch.fx traces it, every call looked up in a table.

Shapes are those of a run on an example; only shapes and parameters are read off it, never values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symprop.errors import InputError, shorten
from symprop.importers.steps import INPUT, Step, unsupported
from symprop.importers.torch_functions import FUNCTIONS, States, Value
from symprop.importers.torch_modules import MODULES
from symprop.importers.torch_site import Site
from symprop.importers.torch_trace import is_attention, is_torch, refuse_sharing, traced

__all__ = ["module_steps"]

RECURRENT = {"RNN": 1, "LSTM": 2, "GRU": 1}
"""Class → how many states it hands on beside its outputs."""


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
    refuse_sharing(module)
    if type(module).__name__ in MODULES and is_torch(module):
        site = Site(
            module=module, path="", key="#module", sources=(INPUT,) * 3 if is_attention(module) else (INPUT,),
            shape=tuple(example.shape), masks=masks, tokens=tokens,
        )  # fmt: skip
        return MODULES[type(module).__name__](site)
    return list(_Reader(torch, traced(module, example), masks, tokens).steps())


class _Reader:
    """Goes through a traced graph once."""

    def __init__(self, torch: Any, traced: Any, masks: Mapping[str, Any], tokens: Any) -> None:
        self.torch, self.traced, self.masks, self.tokens = torch, traced, masks, tokens
        self.values: dict[str, Value] = {}
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

    def _module(self, node: Any) -> Value:
        path, module = str(node.target), self.traced.get_submodule(node.target)
        name = type(module).__name__
        where = f"{path} ({name})"
        rule = MODULES.get(name) if is_torch(module) else None
        if rule is None:
            raise unsupported("symprop has no such layer", where, "docs/import.md lists the layers there are")
        if path in self.called and any(True for _ in module.parameters()):
            raise unsupported("a layer that is used twice", where, "share weights in a file of units:")
        self.called.add(path)
        given = {**dict(enumerate(node.args)), **node.kwargs}
        sources = tuple(self.key(node, a) for k, a in given.items() if k in (0, "input", "src", "query"))
        if is_attention(module):
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
            module=module, path=path, key=node.name, sources=sources, shape=self.shape(node.all_input_nodes[0]),
            masks=self.masks, tokens=self.tokens,
        )  # fmt: skip
        steps = rule(site)
        if mask is not None or given.get("is_causal"):
            steps = [self._causal(step, mask, where) for step in steps]
        self.found += steps
        if is_attention(module):
            return (node.name, None)
        if name in RECURRENT:
            layers = module.num_layers
            states = States(node.name, layers, True)
            return (node.name, (states, States(node.name, layers, False)) if name == "LSTM" else states)
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

    def _function(self, node: Any) -> Value:
        name = str(node.target) if node.op == "call_method" else str(getattr(node.target, "__name__", node.target))
        name = name.strip("_")
        if name == "getitem":
            return self._item(node)
        if name in ("size", "dim", "getattr"):
            return None
        where = f"{node.name} ({name})"
        rule = FUNCTIONS.get(name)
        if rule is None:
            raise unsupported("symprop has no such operation", where, "docs/import.md lists the operations there are")
        steps = rule(self, node, where)
        self.found += steps
        return str(node.name)

    def _item(self, node: Any) -> Value:
        """Return a part of a tuple, a recurrent layer's last state, or one place of the axis after the samples."""
        source, index = node.args
        value = self.values.get(source.name)
        where = f"{node.name} (getitem)"
        if value is None:
            return None
        if isinstance(value, tuple) and isinstance(index, int):
            return value[index]  # type: ignore[no-any-return]
        if isinstance(value, States) and index in (-1, value.layers - 1):
            if not value.known:
                raise unsupported("the memory cell of an LSTM", where, "take its outputs or its last state")
            self.found.append(
                Step(key=node.name, kind="take", where=where, sources=(value.key,), settings={"index": 0})
            )
            return str(node.name)
        key, shape = self.key(node, source), self.shape(source)
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
        if isinstance(value, States):
            raise unsupported("all states of a recurrent layer", f"{node.name}", "take the last one: h[-1]")
        if not isinstance(value, str):
            said = shorten(str(argument), 40)
            raise unsupported(f"it takes {said}, which no layer computes", f"{node.name}", "take what a layer gives")
        return value

    def shape(self, node: Any) -> tuple[int, ...]:
        """Return the shape of a node's value, samples first."""
        return tuple(getattr(node.meta.get("tensor_meta"), "shape", ()))

    def made(self, node: Any, where: str, kind: str, settings: Mapping[str, Any], *sources: Any) -> list[Step]:
        """Return the one step of a function of `sources`."""
        keys = tuple(self.key(node, source) for source in sources)
        return [Step(key=node.name, kind=kind, where=where, sources=keys, settings=settings)]

    def shapes(self, node: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the shape of a node's first argument, and its own."""
        return self.shape(node.args[0]), self.shape(node)

    def parameter(self, argument: Any) -> tuple[str, Any] | None:
        """Return (name, tensor) of a parameter that is used as it is."""
        if getattr(argument, "op", "") != "get_attr":
            return None
        return str(argument.target), _attribute(self.traced, str(argument.target))


def _attribute(module: Any, path: str) -> Any:
    for part in path.split("."):
        module = getattr(module, part)
    return module
