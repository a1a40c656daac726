"""Networks from other programs' models: `symprop.from_torch`, `from_keras` and `from_onnx`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symprop.api import Network

__all__ = ["from_torch"]


def from_torch(
    module: Any,
    inputs: Any = None,
    targets: Any = None,
    *,
    loss: Any = "half_squared",
    masks: Mapping[str, Sequence[float]] | None = None,
    name: str = "",
) -> Network:
    """Return the network of a PyTorch module with its weights, each by its own name: ``net.gradient("0.weight[2,1]")``.

    The module is not changed. `check` compares with its own autograd, run in double precision.

    Args:
        module: layers that docs/import.md lists, in a Sequential or any forward that torch.fx can trace.
        inputs: a batch, samples first, whose values are taken; or the shape of one sample as a tuple. May be left out
            where the first layer is Linear.
        targets: a row a sample; or class indices for a loss that takes them.
        loss: a loss of torch.nn, its name, or a name of symprop's.
        masks: path of a dropout in the module → the mask it applies, for a module in training mode.

    Raises:
        MissingOracle: if PyTorch is not installed.
        UnsupportedForm: naming what symprop has no block for, where it stands, and what to do instead.
        InputError: if the module cannot be traced or run, or inputs and targets do not fit.
        LimitExceeded: if the network is too large.
    """
    from symprop.importers.torch_import import torch_model

    return Network(torch_model(module, inputs, targets, loss=loss, masks=masks, name=name))
