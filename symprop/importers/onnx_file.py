"""An ONNX file as plain data: its nodes and arrays, everything else refused.

A file is data from outside: it is parsed and never run. Its size, its nodes and its arrays have budgets; it may not
point to other files, hold graphs in graphs, or operators of its own.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from symprop.errors import InputError, LimitExceeded, MissingOracle, shorten
from symprop.given import path_text

__all__ = ["OnnxGraph", "OnnxNode", "read_onnx"]

LARGEST, MOST_NODES, MOST_AXES = 64_000_000, 5_000, 8
NUMERIC = (1, 6, 7, 10, 11, 16)
"""float32, int32, int64, float16, float64, bfloat16, as TensorProto numbers them."""


@dataclass(frozen=True, slots=True)
class OnnxNode:
    """One operation.

    Args:
        where: its name and operator, ``/net/3 (ConvTranspose)``.
        inputs, outputs: names of values; an empty one is left out.
    """

    operator: str
    where: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    def input(self, place: int) -> str:
        """Return the name of an input, empty where there is none."""
        return self.inputs[place] if len(self.inputs) > place else ""


@dataclass(frozen=True, slots=True)
class OnnxGraph:
    """A graph of operations on one input.

    Args:
        input: its name.
        shape: of the input, samples first; 0 for an axis of any length.
        output: the name of the first output.
        arrays: name → NumPy array, of everything that is constant.
        stem: of the file.
        integers: the input is whole numbers.
    """

    input: str
    shape: tuple[int, ...]
    output: str
    nodes: tuple[OnnxNode, ...]
    arrays: Mapping[str, Any]
    stem: str
    integers: bool


def read_onnx(path: str | os.PathLike[str]) -> OnnxGraph:
    """Return what an ONNX file holds.

    Raises:
        MissingOracle: if onnx is not installed.
        InputError: if it cannot be read, is no ONNX, or says more than operations on arrays.
        LimitExceeded: if it is too large.
    """
    name = shorten(path_text(path, "a model"))
    data = _bytes(Path(path), name)
    try:
        from google.protobuf.message import DecodeError
        from onnx import load_model_from_string
    except ImportError:
        raise MissingOracle("onnx is not installed", where=name, instead="pip install 'symprop[onnx]'") from None
    try:
        model = load_model_from_string(data)
    except (DecodeError, ValueError, TypeError):
        raise InputError("this is no ONNX file", where=name, instead="export the model again") from None
    try:
        return _graph(model, Path(path).stem)
    except (InputError, LimitExceeded) as error:
        raise error.placed(f"{name}: {error.where}" if error.where else name) from None


def _bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"cannot be read ({reason})", where=name, instead="give a readable file") from None
    if len(data) > LARGEST:
        raise LimitExceeded("the file is too large", where=name, instead=f"at most {LARGEST:,} bytes")
    return data


def _graph(model: Any, stem: str) -> OnnxGraph:
    graph = model.graph
    foreign = {opset.domain for opset in model.opset_import} - {"", "ai.onnx"}
    if not graph.node:
        raise InputError("this is no ONNX file, or one without operations", instead="export the model again")
    used = foreign & {node.domain for node in graph.node}
    if model.functions or used:
        what = shorten(_text(model.functions[0].name if model.functions else sorted(used)[0]), 40)
        raise InputError(f"operators of its own ({what})", instead="export it in ONNX's own operators")
    if len(graph.node) > MOST_NODES:
        raise LimitExceeded(f"{len(graph.node):,} operations", instead=f"at most {MOST_NODES:,}")
    if graph.sparse_initializer:
        raise InputError("sparse arrays", instead="export dense ones")
    arrays = {_text(tensor.name): _array(tensor, _text(tensor.name)) for tensor in graph.initializer}
    nodes: list[OnnxNode] = []
    for k, node in enumerate(graph.node):
        where = f"{shorten(_text(node.name), 40) or f'node {k + 1}'} ({shorten(_text(node.op_type), 30)})"
        attributes = {_text(attribute.name): _attribute(attribute, where) for attribute in node.attribute}
        names = tuple(map(_text, node.input)), tuple(map(_text, node.output))
        if not names[1]:
            raise InputError("an operation without output", where=where, instead="export it again")
        if node.op_type == "Constant":
            arrays[names[1][0]] = _constant(attributes, where)
            continue
        if node.op_type == "Identity" and names[0][:1] and names[0][0] in arrays:  # exporters name equal arrays so
            arrays[names[1][0]] = arrays[names[0][0]]
            continue
        nodes.append(OnnxNode(_text(node.op_type), where, *names, attributes))
    inputs = [value for value in graph.input if _text(value.name) not in arrays]
    if len(inputs) != 1 or not graph.output:
        raise InputError(f"{len(inputs)} inputs", instead="a model of one input")
    tensor = inputs[0].type.tensor_type
    shape = tuple(axis.dim_value if axis.HasField("dim_value") else 0 for axis in tensor.shape.dim)
    if len(shape) > MOST_AXES or any(extent < 0 for extent in shape):
        raise InputError(f"inputs of shape {list(shape)[:MOST_AXES]}", instead="a model of samples first")
    first, last = _text(inputs[0].name), _text(graph.output[0].name)
    return OnnxGraph(first, shape, last, tuple(nodes), arrays, stem, tensor.elem_type in (6, 7))


def _array(tensor: Any, where: str) -> Any:
    """Return an array; its own size is held against its data before anything is made of it."""
    from onnx import numpy_helper

    said = shorten(where, 40)
    if tensor.data_location == 1 or tensor.external_data:
        raise InputError("its numbers are in another file", where=said, instead="export it as one file")
    if tensor.data_type not in NUMERIC:
        raise InputError(f"numbers of type {tensor.data_type}", where=said, instead="float or int")
    held = len(tensor.raw_data) + sum(
        len(getattr(tensor, kind)) * 8 for kind in ("float_data", "double_data", "int32_data", "int64_data")
    )
    if len(tensor.dims) > MOST_AXES or any(extent < 0 for extent in tensor.dims) or prod(tensor.dims) > held:
        raise InputError(
            f"an array of {list(tensor.dims)[:4]} numbers that are not there", where=said, instead="export it again"
        )
    try:
        return numpy_helper.to_array(tensor)
    except (ValueError, TypeError):
        raise InputError("an array that its numbers do not fill", where=said, instead="export it again") from None


def _text(value: str | bytes) -> str:
    """Return a name; one that is no UTF-8 comes as bytes."""
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


def _attribute(attribute: Any, where: str) -> Any:
    from onnx import helper

    if attribute.type == 4:  # TENSOR
        return _array(attribute.t, where)
    if attribute.type not in (1, 2, 3, 6, 7, 8):  # FLOAT, INT, STRING and lists of them
        raise InputError(
            f"'{shorten(_text(attribute.name), 30)}' holds a graph", where=where, instead="a model without branches"
        )
    value = helper.get_attribute_value(attribute)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return tuple(value) if not isinstance(value, int | float) else value


def _constant(attributes: Mapping[str, Any], where: str) -> Any:
    import numpy as np

    for name in ("value", "value_float", "value_int", "value_floats", "value_ints"):
        if name in attributes and not isinstance(attributes[name], str):
            return np.asarray(attributes[name])
    raise InputError("a constant that is no number", where=where, instead="export it again")
