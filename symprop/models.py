"""Networks from other programs' models: `symprop.from_torch`, `from_keras` and `from_onnx`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from symprop.api import Network

__all__ = ["from_keras", "from_onnx", "from_torch"]


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


def from_onnx(
    path: str | os.PathLike[str],
    inputs: Any = None,
    targets: Any = None,
    *,
    loss: str = "half_squared",
    name: str = "",
) -> Network:
    """Return the network of an ONNX file with its weights, each by its own name: ``net.gradient("0.weight[2,1]")``.

    The file is read as data and nothing in it is run. `check` compares with PyTorch's autograd of the same graph.

    Args:
        path: a file of operators that docs/import.md lists.
        inputs: a batch, samples first, whose values are taken; or the shape of one sample as a tuple, where the file
            does not say it.
        targets: a row a sample; or class indices for a loss that takes them.
        loss: the name of a loss of torch.nn, or of symprop's.

    Raises:
        MissingOracle: if onnx is not installed.
        UnsupportedForm: naming what symprop has no block for, where it stands, and what to do instead.
        InputError: if the file cannot be used.
        LimitExceeded: if the file or the network is too large.
    """
    from symprop.importers.onnx_import import onnx_model

    return Network(onnx_model(path, inputs, targets, loss=loss, name=name))


def from_keras(
    model: Any,
    inputs: Any = None,
    targets: Any = None,
    *,
    loss: Any = "half_squared",
    masks: Mapping[str, Sequence[float]] | None = None,
    name: str = "",
) -> Network:
    """Return the network of a Keras 3 model with its weights: ``net.gradient("sequential/dense/kernel[1,2]")``.

    The model is imported as it is called for inference, and not changed. `check` compares with its own gradient where
    Keras runs on PyTorch.

    Args:
        model: Sequential with an Input, or functional; layers that docs/import.md lists.
        inputs: a batch, samples first, whose values are taken; or the shape of one sample as a tuple.
        targets: a row a sample; or class indices for a loss that takes them.
        loss: a loss of keras.losses, its name, or a name of symprop's.
        masks: name of a dropout in the model → the mask it applies.

    Raises:
        MissingOracle: if Keras is not installed.
        UnsupportedForm: naming what symprop has no block for, where it stands, and what to do instead.
        InputError: if the model has no graph, or inputs and targets do not fit.
        LimitExceeded: if the network is too large.
    """
    from symprop.importers.keras_import import keras_model

    return Network(keras_model(model, inputs, targets, loss=loss, masks=masks, name=name))
