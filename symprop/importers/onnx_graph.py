"""What each ONNX operator is here: one row an operator. The graph is read once, its shapes along with it.

A recurrent operator takes steps before samples: a transposition before it and after it is read as what it is there
for, and the tensors between as steps first.
"""

from __future__ import annotations

from typing import Any

from symprop.errors import InputError
from symprop.importers import onnx_layers as layers
from symprop.importers import onnx_shapes as moves
from symprop.importers.onnx_file import OnnxGraph
from symprop.importers.onnx_reader import SAMPLES, Reader, Rule
from symprop.importers.shapes import Shape
from symprop.importers.steps import INPUT, Step

__all__ = ["OPERATORS", "onnx_steps"]


def onnx_steps(graph: OnnxGraph, shape: Shape, tokens: Any) -> list[Step]:
    """Return the steps of a graph.

    Args:
        shape: of one sample.
        tokens: the token indices, where the inputs are those.

    Raises:
        UnsupportedForm: naming what symprop has no block for, and where it stands.
    """
    reader = Reader(graph, shape, tokens)
    for node in graph.nodes:
        reader.read(node, OPERATORS)
    last = reader.values.get(graph.output)
    if last is None or last.key == INPUT or last.layout != SAMPLES:
        raise InputError("its output is no output of a layer", instead="export a model of one output")
    needed = reader.upstream(last.key)
    return [step for step in reader.found if step.key in needed]


OPERATORS: dict[str, Rule] = {
    "Gemm": layers.gemm,
    "MatMul": layers.matmul,
    **dict.fromkeys(("Add", "Sum"), layers.add),
    "Relu": layers.activation("relu"),
    "Sigmoid": layers.activation("sigmoid"),
    "Tanh": layers.activation("tanh"),
    "LeakyRelu": layers.activation("leaky_relu", alpha=0.01),
    "Elu": layers.activation("elu", alpha=1.0),
    "Softplus": layers.activation("softplus"),
    "Gelu": layers.activation("gelu", approximate="none"),
    "Sin": layers.activation("sin"),
    "Softmax": layers.softmax("softmax"),
    "LogSoftmax": layers.softmax("log_softmax"),
    **dict.fromkeys(("Identity", "Cast"), layers.same),
    "Dropout": layers.dropout,
    "Flatten": moves.flatten,
    "Reshape": moves.reshape,
    "Squeeze": moves.squeeze,
    "Unsqueeze": moves.unsqueeze,
    "Transpose": moves.transpose,
    "Concat": moves.concat,
    "Conv": layers.convolution,
    "MaxPool": layers.pool("maxpool"),
    "AveragePool": layers.pool("avgpool"),
    "GlobalAveragePool": layers.global_pool("avgpool"),
    "GlobalMaxPool": layers.global_pool("maxpool"),
    "ReduceMean": moves.mean,
    "BatchNormalization": layers.batchnorm,
    "LayerNormalization": layers.layernorm,
    "Gather": moves.gather,
    "RNN": layers.recurrent("rnn", ""),
    "LSTM": layers.recurrent("lstm", "iofg"),
    "GRU": layers.recurrent("gru", "zrn"),
}
"""Operator → its rule."""
