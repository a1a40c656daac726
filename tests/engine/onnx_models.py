"""Small ONNX models in float64, put together node by node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

GENERATOR = np.random.default_rng(1)


def numbers(*shape: int) -> Any:
    return GENERATOR.normal(size=shape) * 0.5


def positive(*shape: int) -> Any:
    return GENERATOR.uniform(0.5, 2, size=shape)


def model(nodes: Sequence[Any], arrays: Mapping[str, Any], shape: Sequence[Any], *, tokens: bool = False) -> Any:
    """Return a model whose input is x and whose output is y."""
    from onnx import TensorProto, helper, numpy_helper

    kind = TensorProto.INT64 if tokens else TensorProto.DOUBLE
    graph = helper.make_graph(
        list(nodes),
        "graph",
        [helper.make_tensor_value_info("x", kind, shape)],
        [helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)],
        [numpy_helper.from_array(np.asarray(array), name) for name, array in arrays.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def node(operator: str, inputs: str, outputs: str, **attributes: Any) -> Any:
    """Return an operation; inputs and outputs are names with spaces between, ``-`` for one that is left out."""
    from onnx import helper

    names = [name if name != "-" else "" for name in inputs.split()]
    return helper.make_node(operator, names, [n if n != "-" else "" for n in outputs.split()], name=f"/{operator}",
                            **attributes)  # fmt: skip


def perceptron() -> Any:
    """Return two layers as PyTorch exports them."""
    return model(
        [
            node("Gemm", "x 0.weight 0.bias", "a", transB=1),
            node("Sigmoid", "a", "b"),
            node("Gemm", "b 2.weight 2.bias", "y", transB=1),
        ],
        {"0.weight": numbers(4, 3), "0.bias": numbers(4), "2.weight": numbers(2, 4), "2.bias": numbers(2)},
        ["N", 3],
    )
