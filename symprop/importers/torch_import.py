"""`symprop.from_torch`: a network from a PyTorch module."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from symprop.errors import InputError, MissingOracle
from symprop.graph import Kind
from symprop.importers.assemble import Sample, assemble
from symprop.importers.autograd import Opened, TorchOriginal, loss_in_torch
from symprop.importers.losses import ImportedLoss, loss_named
from symprop.importers.steps import Step
from symprop.importers.torch_graph import module_steps
from symprop.network.model import Model

__all__ = ["torch_model"]


def torch_model(
    module: Any,
    inputs: Any = None,
    targets: Any = None,
    *,
    loss: Any = "half_squared",
    masks: Mapping[str, Sequence[float]] | None = None,
    name: str = "",
) -> Model:
    """Return the network of a PyTorch module, with its weights; the module is not changed.

    Args:
        inputs: a batch, samples first, whose values are taken; or the shape of one sample; may be left out where the
            first layer says how many features it takes.
        targets: likewise a row a sample; or class indices.
        loss: a loss of torch.nn, or its name, or a name of symprop's.
        masks: path of a dropout in the module → its mask.

    Raises:
        MissingOracle: if PyTorch is not installed.
        UnsupportedForm: naming what symprop has no block for, where it stands, and what to do instead.
        InputError: if the module cannot be traced or run.
        LimitExceeded: if the network is too large.
    """
    try:
        import torch
    except ImportError:
        raise MissingOracle("PyTorch is not installed", instead="pip install 'symprop[torch]'") from None
    if not isinstance(module, torch.nn.Module):
        raise InputError(f"{type(module).__name__} is no module", where="from_torch", instead="give a torch.nn.Module")
    example, sample = _example(torch, module, inputs)
    sample = replace(sample, targets=_array(torch, targets))
    chosen = _loss(torch, loss)
    steps = module_steps(module, example, masks or {})
    model = assemble(steps, sample, chosen, name or type(module).__name__)
    total = _total(torch, loss, chosen)
    opened = _opener(torch, module, steps, masks or {})
    assert model.addresses is not None
    original = TorchOriginal(
        open=opened,
        loss=total,
        addresses=model.addresses,
        inputs=tuple(model.graph.given(Kind.INPUT)),
        targets=tuple(model.graph.given(Kind.TARGET)),
        sample=sample,
        values=model.values,
    )
    return replace(model, original=original)


def _example(torch: Any, module: Any, inputs: Any) -> tuple[Any, Sample]:
    """Return a batch to run the module on, and what is known of it."""
    dtype = next((p.dtype for p in module.parameters() if p.is_floating_point()), torch.float32)
    shape: tuple[int, ...] | None = None
    if inputs is None:
        first = next((part for part in module.modules() if not list(part.children()) and list(part.parameters())), None)
        if type(first).__name__ != "Linear":
            raise InputError(
                "the shape of the inputs is not known",
                where="from_torch",
                instead="give inputs=, a batch or the shape of one sample, as (1, 28, 28)",
            )
        assert first is not None
        shape = (first.in_features,)
    elif isinstance(inputs, int | tuple) and not isinstance(inputs, bool):
        shape = (inputs,) if isinstance(inputs, int) else tuple(inputs)
    if shape is not None:
        if not shape or not all(isinstance(extent, int) and extent > 0 for extent in shape):
            raise InputError(f"inputs of shape {shape}", where="from_torch", instead="whole numbers of at least 1")
        return torch.zeros((1, *shape), dtype=dtype), Sample(shape=shape)
    tensor = torch.as_tensor(inputs)
    if tensor.dim() < 2:
        raise InputError(
            f"inputs of shape {list(tensor.shape)}",
            where="from_torch",
            instead="a batch: samples first; the shape of one sample as a tuple",
        )
    if not tensor.is_floating_point():
        if _takes_tokens(module):
            if tensor.shape[0] != 1:
                raise InputError(
                    f"{tensor.shape[0]} samples of tokens",
                    where="from_torch",
                    instead="one sample: inputs of [1, tokens]",
                )
            return tensor.long(), Sample(shape=(), inputs=tensor.numpy())
        tensor = tensor.to(dtype)
    array = tensor.detach().cpu().to(torch.float64 if tensor.dtype == torch.float64 else torch.float32).numpy()
    return tensor.detach().cpu().to(dtype), Sample(shape=tuple(tensor.shape[1:]), count=tensor.shape[0], inputs=array)


def _takes_tokens(module: Any) -> bool:
    return any(type(part).__name__ == "Embedding" for part in module.modules())


def _array(torch: Any, values: Any) -> Any:
    return None if values is None else torch.as_tensor(values).detach().cpu().numpy()


PLAIN = {"weight": None, "pos_weight": None, "label_smoothing": 0.0, "ignore_index": -100, "beta": 1.0, "delta": 1.0}
"""What a loss of torch.nn must say of these."""


def _loss(torch: Any, loss: Any) -> ImportedLoss:
    if isinstance(loss, str):
        return loss_named(loss)
    if not isinstance(loss, torch.nn.Module):
        raise InputError(f"{type(loss).__name__} is no loss", where="loss", instead="a loss of torch.nn, or its name")
    found = loss_named(type(loss).__name__)
    for attribute, plain in PLAIN.items():
        value = getattr(loss, attribute, plain)
        if value != plain if not hasattr(value, "shape") else True:
            raise InputError(
                f"{attribute} of {type(loss).__name__} is not imported", where="loss", instead=f"{attribute}={plain}"
            )
    if loss.reduction == "sum":
        return found.summed()
    if loss.reduction != "mean":
        raise InputError(f"reduction='{loss.reduction}'", where="loss", instead="'mean' or 'sum'")
    return found


def _total(torch: Any, loss: Any, chosen: ImportedLoss) -> Callable[[Any, Any], Any]:
    """Return (outputs, targets) → E_total: the framework's own loss where there is one."""
    module = getattr(torch.nn, loss, None) if isinstance(loss, str) else loss
    module = module() if isinstance(module, type) else module
    if module is None or chosen.strips:  # NLLLoss takes no distributions, and random targets are
        return loss_in_torch(chosen)

    def total(outputs: Any, targets: Any) -> Any:
        if targets.dim() == 1 and outputs.shape[1] > 1:
            return module(outputs, targets.long())
        return module(outputs, targets.double().reshape(outputs.shape))

    return total


def _opener(
    torch: Any, module: Any, steps: Sequence[Step], masks: Mapping[str, Sequence[float]]
) -> Callable[[], Opened]:
    """Return what makes a copy of the module in float64, dropouts with a mask replaced by it."""
    import copy

    class Masked(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, mask: Sequence[float]) -> None:
            super().__init__()
            self.mask = torch.tensor([float(m) for m in mask], dtype=torch.float64)

        def forward(self, x: Any) -> Any:
            return x * self.mask.reshape(x.shape[1:])

    kept = copy.deepcopy(module).double()

    def opened() -> Opened:
        twin = copy.deepcopy(kept)
        for path, mask in masks.items():
            if not path:
                twin = Masked(mask)
                continue
            parent, _, last = path.rpartition(".")
            setattr(twin.get_submodule(parent), last, Masked(mask))
        leaves = {**dict(twin.named_buffers()), **dict(twin.named_parameters())}

        def run(x: Any) -> Any:
            arguments = (x, x, x) if type(twin).__name__ == "MultiheadAttention" else (x,)
            found = twin(*arguments)
            return found[0] if isinstance(found, tuple) else found

        return leaves, run

    return opened
