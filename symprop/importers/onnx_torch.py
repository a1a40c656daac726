"""An ONNX graph evaluated by PyTorch in double precision, so that torch.autograd can be asked for its gradients.

Every operator is written as the ONNX specification has it, and none of what the importer makes of it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symprop.importers.onnx_file import OnnxGraph, OnnxNode

__all__ = ["run_in_torch"]


def run_in_torch(graph: OnnxGraph, arrays: Mapping[str, Any], x: Any) -> Any:
    """Return the output for a batch; `arrays` are tensors, float64 where they are floats."""
    import torch

    values: dict[str, Any] = {**arrays, graph.input: x, "": None}
    for node in graph.nodes:
        found = _OPERATORS[node.operator](torch, node, [values[name] for name in node.inputs])
        outputs = found if isinstance(found, tuple) else (found,)
        values.update(zip(node.outputs, outputs, strict=False))
    return values[graph.output]


_Operator = Callable[[Any, OnnxNode, Sequence[Any]], Any]


def _gemm(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    product = x[0] @ (x[1].T if node.attributes.get("transB") else x[1])
    return product if len(x) < 3 or x[2] is None else product + x[2]


def _window(node: OnnxNode, axes: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    pads = tuple(node.attributes.get("pads", (0,) * axes))
    return tuple(node.attributes.get("strides", (1,) * axes)), pads[:axes]


def _conv(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    axes = x[1].dim() - 2
    stride, padding = _window(node, axes)
    convolve = getattr(torch.nn.functional, f"conv{axes}d")
    return convolve(x[0], x[1], x[2] if len(x) > 2 else None, stride=stride, padding=padding)


def _pool(name: str) -> _Operator:
    def run(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
        size = tuple(node.attributes["kernel_shape"])
        return getattr(torch.nn.functional, f"{name}_pool{len(size)}d")(x[0], size, stride=_window(node, len(size))[0])

    return run


def _over_space(name: str) -> _Operator:
    return lambda torch, node, x: getattr(torch, name)(x[0], dim=tuple(range(2, x[0].dim())), keepdim=True)


def _axes(node: OnnxNode, x: Sequence[Any]) -> tuple[int, ...]:
    given = x[1].tolist() if len(x) > 1 and x[1] is not None else node.attributes.get("axes", ())
    return tuple(int(axis) for axis in given)


def _squeeze(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    return x[0].squeeze(_axes(node, x))


def _unsqueeze(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    found = x[0]
    axes = _axes(node, x)
    for axis in sorted(axis % (found.dim() + len(axes)) for axis in axes):
        found = found.unsqueeze(axis)
    return found


def _reshape(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    shape = [int(extent) or x[0].shape[k] for k, extent in enumerate(x[1].tolist())]
    return x[0].reshape([len(x[0]), *shape[1:]])


def _mean(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    return x[0].mean(dim=_axes(node, x), keepdim=bool(node.attributes.get("keepdims", 1)))


def _eps(node: OnnxNode) -> float:
    return float(f"{node.attributes.get('epsilon', 1e-5):.7g}")


def _batchnorm(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    gamma, beta, mean, var = (part.reshape(-1, *(1,) * (x[0].dim() - 2)) for part in x[1:5])
    return gamma * (x[0] - mean) / torch.sqrt(var + _eps(node)) + beta


def _layernorm(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    return torch.nn.functional.layer_norm(x[0], x[1].shape, x[1], x[2], _eps(node))


def _gather(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    axis = node.attributes.get("axis", 0)
    found = torch.index_select(x[0], axis, x[1].reshape(-1) % x[0].shape[axis])
    return found.reshape(*x[0].shape[:axis], *x[1].shape, *x[0].shape[axis + 1 :])


def _states(torch: Any, node: OnnxNode, x: Sequence[Any]) -> tuple[Any, Any, Any, Any, Any]:
    """Return W, R, Wb, Rb of the one direction, and a state of 0."""
    w, r = x[1][0], x[2][0]
    both = x[3][0] if len(x) > 3 and x[3] is not None else torch.zeros(2 * len(w), dtype=w.dtype)
    return w, r, *both.split(len(w)), torch.zeros(x[0].shape[1], r.shape[1], dtype=w.dtype)


def _stacked(torch: Any, states: list[Any]) -> tuple[Any, Any]:
    return torch.stack(states)[:, None], states[-1][None]


def _lstm(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    w, r, wb, rb, h = _states(torch, node, x)
    c, states = h, []
    for step in x[0]:
        i, o, f, g = (step @ w.T + h @ r.T + wb + rb).chunk(4, dim=1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(c)
        states.append(h)
    return _stacked(torch, states)


def _gru(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    w, r, wb, rb, h = _states(torch, node, x)
    (wz, wr, wh), (rz, rr, rh) = w.chunk(3), r.chunk(3)
    (bz, br, bh), (cz, cr, ch) = wb.chunk(3), rb.chunk(3)
    states = []
    for step in x[0]:
        z = torch.sigmoid(step @ wz.T + h @ rz.T + bz + cz)
        reset = torch.sigmoid(step @ wr.T + h @ rr.T + br + cr)
        if node.attributes.get("linear_before_reset", 0):
            new = torch.tanh(step @ wh.T + reset * (h @ rh.T + ch) + bh)
        else:
            new = torch.tanh(step @ wh.T + (reset * h) @ rh.T + ch + bh)
        h = (1 - z) * new + z * h
        states.append(h)
    return _stacked(torch, states)


def _rnn(torch: Any, node: OnnxNode, x: Sequence[Any]) -> Any:
    w, r, wb, rb, h = _states(torch, node, x)
    relu = str(node.attributes.get("activations", ("Tanh",))[0]).strip("b'") == "Relu"
    states = []
    for step in x[0]:
        net = step @ w.T + h @ r.T + wb + rb
        h = net.clamp(min=0) if relu else torch.tanh(net)
        states.append(h)
    return _stacked(torch, states)


def _function(name: str) -> _Operator:
    return lambda torch, node, x: getattr(torch.nn.functional, name)(x[0])


_OPERATORS: dict[str, _Operator] = {
    "Gemm": _gemm,
    "MatMul": lambda torch, node, x: x[0] @ x[1],
    **dict.fromkeys(("Add", "Sum"), lambda torch, node, x: sum(x[1:], x[0])),
    "Relu": _function("relu"),
    "Sigmoid": lambda torch, node, x: torch.sigmoid(x[0]),
    "Tanh": lambda torch, node, x: torch.tanh(x[0]),
    "LeakyRelu": lambda torch, node, x: torch.nn.functional.leaky_relu(x[0], 0.01),
    "Elu": _function("elu"),
    "Softplus": _function("softplus"),
    "Gelu": _function("gelu"),
    "Sin": lambda torch, node, x: torch.sin(x[0]),
    "Softmax": lambda torch, node, x: torch.softmax(x[0], -1),
    "LogSoftmax": lambda torch, node, x: torch.log_softmax(x[0], -1),
    **dict.fromkeys(("Identity", "Cast", "Dropout"), lambda torch, node, x: x[0]),
    "Flatten": lambda torch, node, x: x[0].flatten(1),
    "Reshape": _reshape,
    "Squeeze": _squeeze,
    "Unsqueeze": _unsqueeze,
    "Transpose": lambda torch, node, x: x[0].permute(tuple(node.attributes["perm"])),
    "Concat": lambda torch, node, x: torch.cat(list(x), dim=node.attributes["axis"]),
    "Conv": _conv,
    "MaxPool": _pool("max"),
    "AveragePool": _pool("avg"),
    "GlobalAveragePool": _over_space("mean"),
    "GlobalMaxPool": _over_space("amax"),
    "ReduceMean": _mean,
    "BatchNormalization": _batchnorm,
    "LayerNormalization": _layernorm,
    "Gather": _gather,
    "RNN": _rnn,
    "LSTM": _lstm,
    "GRU": _gru,
}
"""Operator → what it does; the operators are those that can be imported."""
