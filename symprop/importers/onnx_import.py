"""`symprop.from_onnx`: a network from an ONNX file, which is read as data and never run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

from symprop.errors import InputError, SympropError, shorten
from symprop.given import path_text
from symprop.graph import Kind
from symprop.importers.assemble import Sample, assemble
from symprop.importers.autograd import Opened, TorchOriginal, Unavailable, loss_in_torch
from symprop.importers.losses import loss_named
from symprop.importers.onnx_file import OnnxGraph, read_onnx
from symprop.importers.onnx_graph import onnx_steps
from symprop.network.model import Model, Original

__all__ = ["onnx_model"]


def onnx_model(
    path: str | os.PathLike[str],
    inputs: Any = None,
    targets: Any = None,
    *,
    loss: str = "half_squared",
    name: str = "",
) -> Model:
    """Return the network of an ONNX file; arguments and errors are those of `symprop.from_onnx`."""
    graph = read_onnx(path)
    file = shorten(path_text(path, "a model"))
    try:
        sample = _sample(graph, inputs, targets)
        chosen = loss_named(loss)
        steps = onnx_steps(graph, sample.shape, sample.inputs if not sample.shape else None)
        model = assemble(steps, sample, chosen, name or graph.stem)
    except SympropError as error:
        raise error.placed(f"{file}: {error.where}" if error.where else file) from None
    original: Original = Unavailable(
        "PyTorch, which differentiates ONNX here, is not installed (pip install 'symprop[torch]')", model.values
    )
    if find_spec("torch") is not None:
        assert model.addresses is not None
        original = TorchOriginal(
            open=lambda: _opened(graph, model),
            loss=lambda outputs, targets: loss_in_torch(chosen)(outputs, targets),
            addresses=model.addresses,
            inputs=tuple(model.graph.given(Kind.INPUT)),
            targets=tuple(model.graph.given(Kind.TARGET)),
            sample=sample,
            values=model.values,
        )
    return replace(model, original=original)


def _sample(graph: OnnxGraph, inputs: Any, targets: Any) -> Sample:
    import numpy as np

    wanted = None if targets is None else np.asarray(targets)
    if inputs is not None and not isinstance(inputs, tuple):
        array = np.asarray(inputs)
        if array.ndim < 2:
            raise InputError(f"inputs of shape {list(array.shape)}", where="inputs", instead="a batch: samples first")
        if graph.integers:
            if len(array) != 1:
                raise InputError(
                    f"{len(array)} samples of tokens", where="inputs", instead="one: inputs of [1, tokens]"
                )
            return Sample(shape=(), inputs=array.astype(int), targets=wanted)
        return Sample(shape=array.shape[1:], count=len(array), inputs=array, targets=wanted)
    shape = tuple(inputs) if inputs is not None else graph.shape[1:]
    if graph.integers:
        raise InputError("it takes tokens", where="inputs", instead="give them: inputs=[[0, 2, 2]]")
    if not shape or not all(shape):
        raise InputError(
            f"inputs of shape {list(graph.shape)}",
            where=shorten(graph.input, 40),
            instead="give inputs=, the shape of a sample",
        )
    return Sample(shape=shape, targets=wanted)


def _opened(graph: OnnxGraph, model: Model) -> Opened:
    import torch

    trained: Mapping[str, Any] = model.addresses.arrays if model.addresses else {}
    arrays = {}
    for name, array in graph.arrays.items():
        tensor = torch.as_tensor(array.copy())
        arrays[name] = tensor.double() if tensor.is_floating_point() else tensor
    leaves = {name: arrays[name] for name in trained}

    def run(x: Any) -> Any:
        from symprop.importers.onnx_torch import run_in_torch

        return run_in_torch(graph, arrays, x)

    return leaves, run
