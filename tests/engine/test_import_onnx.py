"""`from_onnx`: every operator, forward against ONNX's reference evaluator, gradients against autograd; hostility."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import symprop
from symprop.cli.main import main
from symprop.importers import onnx_graph, onnx_import, onnx_layers
from symprop.importers.onnx_torch import _OPERATORS
from tests.engine.imported import assert_agrees, disagrees
from tests.engine.onnx_models import model, node, numbers, perceptron, positive

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def _engines(need: Callable[[str], None]) -> None:
    need("onnx")
    need("torch")


def activations() -> Any:
    chain = ["Relu", "LeakyRelu", "Tanh", "Elu", "Softplus", "Gelu", "Sin", "Identity"]
    nodes = [node(operator, f"v{k}", f"v{k + 1}") for k, operator in enumerate(chain)]
    return model(
        [node("MatMul", "x W", "m"), node("Add", "m b", "v0"), *nodes, node("Gemm", f"v{len(chain)} V", "l"),
         node("Softmax", "l", "y", axis=-1)],
        {"W": numbers(3, 4), "b": numbers(4), "V": numbers(4, 2)}, ["N", 3],
    )  # fmt: skip


def image() -> Any:
    return model(
        [
            node("Conv", "x K k", "c", pads=[1, 1, 1, 1], strides=[1, 2]),
            node("BatchNormalization", "c g b m v", "n", epsilon=1e-3),
            node("Relu", "n", "r"),
            node("MaxPool", "r", "p", kernel_shape=[2, 2], strides=[2, 2]),
            node("Reshape", "p shape", "f"),
            node("GlobalMaxPool", "r", "g"),
            node("Flatten", "g", "h"),
            node("Concat", "f h", "j", axis=1),
            node("Gemm", "j W", "y", transB=1),
        ],
        {
            "K": numbers(2, 1, 3, 3), "k": numbers(2), "g": numbers(2), "b": numbers(2), "m": numbers(2),
            "v": positive(2), "shape": [0, -1], "W": numbers(2, 6),
        },
        ["N", 1, 4, 4],
    )  # fmt: skip


def pools() -> Any:
    return model(
        [
            node("Conv", "x K", "c"),
            node("AveragePool", "c", "a", kernel_shape=[2], strides=[2]),
            node("GlobalAveragePool", "a", "h"),
            node("ReduceMean", "a axes", "m", keepdims=0),
            node("Squeeze", "h axes", "s"),
            node("Flatten", "h", "t"),
            node("Concat", "s m t", "j", axis=1),
            node("Dropout", "j", "d"),
            node("Gemm", "d W", "y"),
        ],
        {"K": numbers(2, 2, 3), "axes": [2], "W": numbers(6, 2)},
        ["N", 2, 8],
    )


def rows() -> Any:
    return model(
        [
            node("MatMul", "x W", "m"),
            node("Add", "b m", "a"),
            node("LayerNormalization", "a g c", "n", axis=-1),
            node("Add", "n x", "r"),
            node("Transpose", "r", "t", perm=[0, 2, 1]),
            node("Unsqueeze", "t axes", "u"),
            node("Flatten", "u", "f"),
            node("Gemm", "f V", "l"),
            node("LogSoftmax", "l", "y", axis=1),
        ],
        {"W": numbers(3, 3), "b": numbers(3), "g": numbers(3), "c": numbers(3), "axes": [1], "V": numbers(6, 2)},
        ["N", 2, 3],
    )


def recurrent(operator: str, gates: int, **attributes: Any) -> Callable[[], Any]:
    def make() -> Any:
        arrays = {
            "W": numbers(1, 3 * gates, 2), "R": numbers(1, 3 * gates, 3), "B": positive(1, 6 * gates),
            "V": numbers(3, 2), "one": [1], "last": -1, "zero": [0],
        }  # fmt: skip
        nodes = [
            node("Transpose", "x", "s", perm=[1, 0, 2]),
            node(operator, "s W R B", "Y Yh", hidden_size=3, **attributes),
            node("Squeeze", "Y one", "q"),
            node("Transpose", "q", "h", perm=[1, 0, 2]),
            node("Gather", "h last", "g", axis=1),
            node("Squeeze", "Yh zero", "z"),
            node("Add", "g z", "a"),
            node("Gemm", "a V", "y"),
        ]
        return model(nodes, arrays, ["N", 4, 2])

    return make


def embedding() -> Any:
    return model(
        [node("Gather", "table x", "e"), node("Flatten", "e", "f"), node("Gemm", "f W", "y")],
        {"table": numbers(5, 2), "W": numbers(6, 2)}, [1, 3], tokens=True,
    )  # fmt: skip


MODELS: dict[str, tuple[Callable[[], Any], Any]] = {
    "Gemm": (perceptron, numbers(2, 3)),
    "activations": (activations, numbers(2, 3)),
    "Conv, BatchNormalization, MaxPool": (image, numbers(2, 1, 4, 4)),
    "pools, Squeeze, Concat, Dropout": (pools, numbers(1, 2, 8)),
    "rows, LayerNormalization, Transpose": (rows, numbers(1, 2, 3)),
    "LSTM": (recurrent("LSTM", 4), numbers(1, 4, 2)),
    "GRU": (recurrent("GRU", 3), numbers(1, 4, 2)),
    "GRU, linear before reset": (recurrent("GRU", 3, linear_before_reset=1), numbers(2, 4, 2)),
    "RNN": (recurrent("RNN", 1), numbers(1, 4, 2)),
    "RNN, Relu": (recurrent("RNN", 1, activations=["Relu"]), numbers(1, 4, 2)),
    "Gather": (embedding, [[0, 2, 2]]),
}


def saved(tmp_path: Path, made: Any) -> Path:
    path = tmp_path / "model.onnx"
    path.write_bytes(made.SerializeToString())
    return path


def imported(tmp_path: Path, name: str) -> tuple[Any, symprop.Network]:
    make, x = MODELS[name]
    made = make()
    loss = "NLLLoss" if made.graph.node[-1].op_type == "LogSoftmax" else "half_squared"
    targets = [[0.25, 0.75]] * len(x)
    return made, symprop.from_onnx(saved(tmp_path, made), x, targets, loss=loss)


@pytest.mark.parametrize("name", MODELS)
def test_agrees_with_autograd_and_the_reference_evaluator(name: str, tmp_path: Path) -> None:
    import numpy as np
    from onnx.reference import ReferenceEvaluator

    made, net = imported(tmp_path, name)
    assert_agrees(net)
    if name == "RNN, Relu":  # the evaluator has no such activation
        return
    (outputs,) = ReferenceEvaluator(made).run(None, {"x": np.asarray(MODELS[name][1])})
    if made.graph.node[-1].op_type == "LogSoftmax":
        outputs = np.exp(outputs)  # of which the network is the exponential, the logarithm being the loss's
    values = net.forward()
    edges = [net.graph.edges_from(target)[0].target for target in net.targets]
    ours = [
        values[next(e.source for e in net.graph.edges_into(error) if e.source not in net.targets)] for error in edges
    ]
    # an attribute is a float32, which the evaluator takes as it is (0.01 is 0.0099999998)
    rounded = name == "activations" or any(a.type == 1 for operation in made.graph.node for a in operation.attribute)
    assert ours == pytest.approx(list(outputs.ravel()), rel=1e-7 if rounded else 1e-12)


def test_every_operator_is_tried() -> None:
    tried = {operation.op_type for make, _ in MODELS.values() for operation in make().graph.node}
    assert set(onnx_graph.OPERATORS) - tried == {"Sum", "Cast"}
    assert set(_OPERATORS) == set(onnx_graph.OPERATORS)


def test_a_wrong_import_disagrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(onnx_graph.OPERATORS, "LSTM", onnx_layers.recurrent("lstm", "ifog"))
    assert disagrees(imported(tmp_path, "LSTM")[1])


def test_a_transposed_weight_disagrees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = model([node("Gemm", "x W", "y", transB=1)], {"W": numbers(3, 3)}, [1, 3])

    def wrong(reader: Any, operation: Any) -> None:
        weights = reader.weights(operation, 1, lambda j, k: ("w", k, j))
        reader.add(operation, "dense", onnx_layers.dense_settings(3, False), weights)

    monkeypatch.setitem(onnx_graph.OPERATORS, "Gemm", wrong)
    assert disagrees(symprop.from_onnx(saved(tmp_path, made), numbers(1, 3), [[0.0, 1.0, 0.5]]))


def run(*args: str) -> tuple[int, str]:
    from click.testing import CliRunner

    result = CliRunner().invoke(main, list(args))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, perceptron())
    status, output = run("derive", "model.onnx", "--wrt", "0.weight[2,1]", "--form", "factored")
    assert status == 0
    assert "w8 = 0.weight[2,1]: 2 paths" in output
    assert "  ∂E_total/∂w8 = δ_h3 · i2" in output
    status, output = run("check", "model.onnx", "--wrt", "0.weight[2,1],2.bias[0]", "--against", "original")
    assert (status, output.splitlines()[-1].endswith("all agree")) == (0, True)
    assert run("derive", "model.onnx", "--wrt", "0.weight[9,1]") == (
        2, "symprop: --wrt: '0.weight[9,1]' lies outside; 0.weight[0,0] to 0.weight[3,2]\n"
    )  # fmt: skip
    values = "i1=1,i2=0.5,i3=-1,t1=0,t2=1,0.weight[2,1]=0.25"
    assert "0.25·0.5" in run("show", "model.onnx", "--at", values)[1]


def test_its_own_gradients_without_pytorch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path, perceptron())
    monkeypatch.setattr(onnx_import, "find_spec", lambda _: None)
    assert run("check", "model.onnx", "--wrt", "w1", "--against", "original") == (
        2,
        "symprop: --against: PyTorch, which differentiates ONNX here, is not installed (pip install 'symprop[torch]'); "
        "leave 'original' out\n",
    )


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {}


def hostile(name: str, message: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def keep(make: Callable[[], Any]) -> Callable[[], Any]:
        def data() -> bytes:
            made = make()
            return made if isinstance(made, bytes) else bytes(made.SerializeToString())

        HOSTILE[name] = (data, message)
        return make

    return keep


@hostile("noise", "this is no ONNX file; export the model again")
def _noise() -> bytes:
    return b"\xff\x00 no onnx " * 40


@hostile("nothing", "this is no ONNX file, or one without operations; export the model again")
def _nothing() -> bytes:
    return b""


@hostile("too large", "the file is too large; at most 64,000,000 bytes")
def _too_large() -> bytes:
    return bytes(64_000_001)


@hostile("another file", "0.weight: its numbers are in another file; export it as one file")
def _external() -> Any:
    made = perceptron()
    tensor = made.graph.initializer[0]
    tensor.data_location = 1
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "/etc/passwd"
    return made


@hostile(
    "numbers that are not there",
    "0.weight: an array of [1000000000, 1000000000] numbers that are not there; export it again",
)
def _hollow() -> Any:
    made = perceptron()
    del made.graph.initializer[0].dims[:]
    made.graph.initializer[0].dims.extend([10**9, 10**9])
    return made


@hostile(
    "an operator there is not",
    "/ConvTranspose (ConvTranspose): symprop has no such operator; docs/import.md lists the operators there are",
)
def _unknown() -> Any:
    return model([node("ConvTranspose", "x W", "y")], {"W": numbers(1, 1, 2, 2)}, [1, 1, 3, 3])


@hostile(
    "control characters", "/If\N{REPLACEMENT CHARACTER}[2J (If): 'else_branch' holds a graph; a model without branches"
)
def _branch() -> Any:
    from onnx import helper

    made = perceptron()
    branch = helper.make_graph([], "g", [], [])
    made.graph.node.append(
        helper.make_node("If", ["x"], ["z"], name="/If\x1b[2J", then_branch=branch, else_branch=branch)
    )
    return made


@hostile("operators of its own", "operators of its own (evil); export it in ONNX's own operators")
def _own() -> Any:
    made = perceptron()
    made.opset_import.add().domain = "evil"
    made.graph.node[0].domain = "evil"
    return made


@hostile("one array twice", "/Gemm (Gemm): 'W' is used twice; share weights in a file of units:")
def _tied() -> Any:
    return model([node("Gemm", "x W", "a"), node("Gemm", "a W", "y")], {"W": numbers(2, 2)}, [1, 2])


@hostile("two inputs", "2 inputs; a model of one input")
def _inputs() -> Any:
    made = perceptron()
    made.graph.input.append(made.graph.input[0])
    made.graph.input[1].name = "z"
    return made


@hostile("no number", "/Gemm (Gemm): '0.bias' holds a number that is not finite; give a model of finite numbers")
def _infinite() -> Any:
    made = perceptron()
    import numpy as np
    from onnx import numpy_helper

    made.graph.initializer[1].CopyFrom(numpy_helper.from_array(np.array([np.nan] * 4), "0.bias"))
    return made


@hostile(
    "a window that does not fit",
    "/MaxPool (MaxPool): a window of [9, 9] does not fit into [3, 3]; make the window smaller or the input larger",
)
def _window() -> Any:
    return model([node("MaxPool", "x", "y", kernel_shape=[9, 9])], {"W": numbers(2)}, [1, 1, 3, 3])


@hostile("an open shape", "x: inputs of shape [0, 0]; give inputs=, the shape of a sample")
def _open() -> Any:
    return model([node("Relu", "x", "y")], {}, ["N", "M"])


@hostile("a cycle", "/Relu (Relu): it takes what no layer computes; take what a layer gives")
def _cycle() -> Any:
    return model([node("Relu", "b", "a"), node("Relu", "a", "b")], {}, [1, 2])


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make, message = HOSTILE[name]
    Path("model.onnx").write_bytes(make())
    assert run("derive", "model.onnx") == (2, f"symprop: model.onnx: {message}\n")


def test_a_damaged_file_is_refused_or_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import random

    monkeypatch.chdir(tmp_path)
    data, generator = perceptron().SerializeToString(), random.Random(1)
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(generator.randint(1, 4)):
            damaged[generator.randrange(len(damaged))] = generator.randrange(256)
        Path("model.onnx").write_bytes(damaged)
        status, output = run("show", "model.onnx")
        assert status == 0 or (status == 2 and output.count("\n") == 1 and output.startswith("symprop: ")), output
