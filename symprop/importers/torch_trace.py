"""A PyTorch module as torch.fx traces it, refused where its layers would not say all that it does."""

from __future__ import annotations

from typing import Any

from symprop.errors import InputError, shorten
from symprop.importers.steps import unsupported

__all__ = ["is_attention", "is_torch", "refuse_sharing", "traced"]


def is_torch(module: Any) -> bool:
    """Return whether a layer is PyTorch's own."""
    return str(type(module).__module__).startswith("torch.nn.modules")


def is_attention(module: Any) -> bool:
    """Return whether a layer takes query, key and value."""
    return type(module).__name__ == "MultiheadAttention"


def refuse_sharing(module: Any) -> None:
    """Refuse what would change the derivation unseen: one array in two places, and code that runs beside a layer."""
    names: dict[int, str] = {}
    for name, parameter in module.named_parameters(remove_duplicate=False):
        other = names.setdefault(id(parameter), name)
        if other != name:
            raise unsupported(f"'{name}' and '{other}' are one array", name, "share weights in a file of units:")
    for path, part in module.named_modules():
        if part._forward_hooks or part._forward_pre_hooks:
            raise unsupported("a layer with hooks", path or type(part).__name__, "remove them (weight_norm, …)")


def traced(module: Any, example: Any) -> Any:
    """Return the module's graph, with the shape of every value."""
    import copy
    import warnings

    import torch
    from torch import fx
    from torch.fx.passes.shape_prop import ShapeProp

    class Tracer(fx.Tracer):  # type: ignore[misc]
        def is_leaf_module(self, part: Any, path: str) -> bool:
            return is_torch(part) and not isinstance(part, torch.nn.Sequential)

    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        try:
            twin = copy.deepcopy(module)
            graph = fx.GraphModule(twin, Tracer().trace(twin))
        except (fx.proxy.TraceError, TypeError, ValueError, RuntimeError) as error:
            raise InputError(
                f"the module cannot be traced ({shorten(str(error).splitlines()[0], 120)})",
                where=type(module).__name__,
                instead="write forward without branches on values",
            ) from None
        try:
            ShapeProp(graph).propagate(example)
        except (RuntimeError, ValueError, IndexError, TypeError) as error:
            reason = str(error.__cause__ or error).splitlines()[0]
            raise InputError(
                f"the module does not run on inputs of shape {list(example.shape)} ({shorten(reason, 120)})",
                where=type(module).__name__,
                instead="give inputs=, a batch or the shape of one sample",
            ) from None
    return graph
