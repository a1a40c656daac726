"""`from_torch`: every layer it knows, all parameters, against the module's autograd; what it does not know, named."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pytest

import symprop
from symprop.importers import torch_modules, torch_sequences
from symprop.importers.steps import gate_rows
from symprop.network.values import exact
from tests.engine.imported import assert_agrees, disagrees

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def _torch(need: Callable[[str], None]) -> None:
    need("torch")
    import torch

    torch.manual_seed(0)


@dataclass(frozen=True)
class Case:
    """A module, and what it is fed with.

    Args:
        module: makes it, from torch.nn.
        inputs: the shape of a batch; tokens where they are a list.
        training: in which mode it is imported.
    """

    module: Callable[[Any], Any]
    inputs: tuple[int, ...] | list[list[int]]
    loss: Any = "half_squared"
    targets: Any = None
    training: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    def network(self) -> symprop.Network:
        import copy

        import torch

        module = self.module(torch.nn).train(self.training)
        x = torch.randn(self.inputs) if isinstance(self.inputs, tuple) else torch.tensor(self.inputs)
        loss = self.loss(torch.nn) if callable(self.loss) else self.loss
        with torch.no_grad():
            twin = copy.deepcopy(module)
            outputs = twin(x, x, x) if isinstance(twin, torch.nn.MultiheadAttention) else twin(x)
            outputs = outputs[0] if isinstance(outputs, tuple) else outputs
        targets = torch.rand(outputs.reshape(len(x), -1).shape) if self.targets is None else torch.tensor(self.targets)
        return symprop.from_torch(module, x, targets, loss=loss, **self.options)


def residual(nn: Any) -> Any:
    import torch

    class Residual(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.Conv2d(1, 2, 3, padding=1), nn.Conv2d(2, 2, 3, padding="same")
            self.last = nn.Linear(18, 3)

        def forward(self, x: Any) -> Any:
            a = torch.relu(self.first(x))
            b = torch.relu(self.second(a) + a)
            return self.last(b.view(x.size(0), -1))

    return Residual()


def state(nn: Any) -> Any:
    import torch

    class State(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = nn.LSTM(2, 3, batch_first=True)
            self.one, self.two = nn.Linear(3, 2), nn.Linear(2, 2, bias=False)

        def forward(self, x: Any) -> Any:
            _, (h, _) = self.lstm(x)
            y = torch.tanh(self.one(h[-1]))
            return torch.cat([self.two(y) + y, y], dim=1)

    return State()


def classifier(nn: Any) -> Any:
    class Classifier(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embedding = nn.Embedding(6, 4)
            self.encoder = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 5, batch_first=True), 2)
            self.head = nn.Linear(4, 3)

        def forward(self, x: Any) -> Any:
            return self.head(self.encoder(self.embedding(x)).mean(dim=1))

    return Classifier()


def causal(nn: Any) -> Any:
    import torch

    class Causal(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.attention = nn.MultiheadAttention(4, 2, batch_first=True)
            self.register_buffer("mask", torch.ones(3, 3, dtype=torch.bool).triu(1))

        def forward(self, x: Any) -> Any:
            return self.attention(x, x, x, attn_mask=self.mask, need_weights=False)[0]

    return Causal()


def functional(nn: Any) -> Any:
    import torch

    class Functional(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.weight, self.bias = nn.Parameter(torch.randn(3, 2)), nn.Parameter(torch.randn(3))
            self.gru = nn.GRU(3, 2, batch_first=True)

        def forward(self, x: Any) -> Any:
            x = torch.sigmoid(nn.functional.linear(x, self.weight, self.bias))
            x = nn.functional.dropout(x, 0.5, self.training)
            outputs, _ = self.gru(x)
            return torch.softmax(outputs[:, -1].unsqueeze(1).transpose(1, 2).flatten(1), dim=-1)

    return Functional()


CASES: dict[str, Case] = {
    "Linear, MSELoss": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2), nn.Sigmoid()), (1, 3),
        lambda nn: nn.MSELoss(),
    ),
    "CrossEntropyLoss": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 3)), (4, 3),
        lambda nn: nn.CrossEntropyLoss(), [0, 2, 1, 2],
    ),
    "NLLLoss": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2), nn.LogSoftmax(dim=1)), (4, 3),
        lambda nn: nn.NLLLoss(), [0, 1, 1, 0],
    ),
    "BCELoss": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 2), nn.SiLU(), nn.Linear(2, 2), nn.Sigmoid()), (2, 3),
        lambda nn: nn.BCELoss(),
    ),
    "BCEWithLogitsLoss, summed": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 2, bias=False)), (2, 3),
        lambda nn: nn.BCEWithLogitsLoss(reduction="sum"),
    ),
    "HuberLoss": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Softplus(), nn.Linear(4, 2)), (2, 3), lambda nn: nn.HuberLoss()
    ),
    "L1Loss": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 2), nn.LeakyReLU(), nn.Linear(2, 2)), (1, 3), lambda nn: nn.L1Loss()
    ),
    "Conv2d, MaxPool2d, Flatten": Case(
        lambda nn: nn.Sequential(
            nn.Conv2d(1, 2, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3),
            nn.Softmax(dim=1),
        ),
        (1, 1, 8, 8),
    ),
    "Conv1d, AvgPool1d": Case(
        lambda nn: nn.Sequential(
            nn.Conv1d(2, 3, 3, bias=False), nn.Tanh(), nn.AvgPool1d(2), nn.Flatten(), nn.Linear(9, 1)
        ),
        (1, 2, 8),
    ),
    "BatchNorm2d after training": Case(
        lambda nn: nn.Sequential(
            nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 3)
        ),
        (2, 1, 5, 5),
    ),
    "BatchNorm1d in training": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 2)), (4, 3), training=True
    ),
    "LayerNorm, Dropout": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.ELU(), nn.Dropout(0.5), nn.Linear(4, 2)), (2, 3)
    ),
    "Dropout with a mask": Case(
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 2)), (2, 3),
        training=True, options={"masks": {"2": [2, 0, 2, 2]}},
    ),
    "RNN": Case(lambda nn: nn.RNN(2, 3, batch_first=True, nonlinearity="relu"), (1, 4, 2)),
    "LSTM": Case(lambda nn: nn.LSTM(2, 3, num_layers=2, batch_first=True), (2, 3, 2)),
    "LSTM, 50 steps": Case(lambda nn: nn.LSTM(1, 2, batch_first=True), (1, 50, 1)),
    "GRU": Case(lambda nn: nn.GRU(2, 3, batch_first=True), (1, 4, 2)),
    "MultiheadAttention": Case(lambda nn: nn.MultiheadAttention(4, 2, batch_first=True), (1, 3, 4)),
    "TransformerEncoderLayer": Case(
        lambda nn: nn.TransformerEncoderLayer(4, 2, 5, batch_first=True, activation="gelu"), (1, 3, 4)
    ),
    "Embedding": Case(lambda nn: nn.Sequential(nn.Embedding(5, 3), nn.Flatten(), nn.Linear(9, 2)), [[0, 2, 2]]),
    "Linear on each row": Case(lambda nn: nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 2)), (2, 3, 2)),
    "a causal mask": Case(causal, (1, 3, 4)),
    "a residual sum": Case(residual, (2, 1, 3, 3)),
    "a last state, a concatenation": Case(state, (2, 3, 2)),
    "a transformer that classifies": Case(classifier, [[0, 2, 3]], "CrossEntropyLoss", [1]),
    "functions": Case(functional, (1, 3, 2), "mean_squared"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_agrees_with_the_module(case: Case) -> None:
    assert_agrees(case.network())


def swapped(letter: str, order: str, units: int, second: Any = None) -> Any:
    """Name gates as if the first two were the other way round."""
    return gate_rows(letter, order[1] + order[0] + order[2:] if letter == "W" else order, units, second)


def transposed(site: Any) -> Any:
    (step,) = torch_modules._linear(site)
    weight, *rest = step.weights
    rows = weight.array.shape[0]
    if weight.array.shape != (rows, rows):
        return [step]
    return [dataclasses.replace(step, weights=(dataclasses.replace(weight, parameter=lambda k, j: ("w", j, k)), *rest))]


WRONG: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], Case]] = {
    "gates in another order": (lambda m: m.setattr(torch_sequences, "gate_rows", swapped), CASES["LSTM"]),
    "queries for keys": (lambda m: m.setattr(torch_sequences, "gate_rows", swapped), CASES["MultiheadAttention"]),
    "a transposed weight": (
        lambda m: m.setitem(torch_modules.MODULES, "Linear", transposed),
        Case(lambda nn: nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 2)), (1, 3)),
    ),
    "another activation": (
        lambda m: m.setitem(torch_modules.MODULES, "Tanh", torch_modules.MODULES["Sigmoid"]),
        CASES["Linear, MSELoss"],
    ),
    "the batch's own statistics": (
        lambda m: m.setitem(torch_modules.MODULES, "BatchNorm2d", in_training),
        CASES["BatchNorm2d after training"],
    ),
}  # fmt: skip


def in_training(site: Any) -> Any:
    (step,) = torch_modules._batchnorm(site)
    return [dataclasses.replace(step, settings={**step.settings, "running": False}, weights=step.weights[:2])]


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_import_disagrees(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    change, case = WRONG[name]
    change(monkeypatch)
    assert disagrees(case.network())


def small() -> symprop.Network:
    return CASES["Linear, MSELoss"].network()


def test_check_has_a_row_for_the_original() -> None:
    report = small().check(["0.weight[2,1]", "2.bias[0]"], against=["original"])
    assert report.ok
    assert {check.wrt for check in report.checks} == {"w8", "b5"}
    assert {(check.subject, check.against) for check in report.checks} >= {
        ("at its own values", "original"), ("factored", "original"), ("paths", "original")
    }  # fmt: skip
    assert all(check.agreeing_digits is not None and check.agreeing_digits >= 11 for check in report.checks)


def test_check_finds_a_wrong_number() -> None:
    net = small()
    original = net.model.original
    wrong = {**net.values, "w8": symprop.api.take_values({"w8": "0.5"}, net.graph)["w8"]}
    changed = dataclasses.replace(net.model, values=wrong, original=dataclasses.replace(original, values=wrong))
    report = symprop.Network(changed).check(["w8"], against=["original"])
    assert [check.subject for check in report.failures] == ["at its own values"]


def test_values_are_exact() -> None:
    import torch

    module = torch.nn.Linear(1, 1)
    with torch.no_grad():
        module.weight[0, 0] = 0.1
    net = symprop.from_torch(module)
    assert exact(net.values["w1"]) == Fraction(13421773, 134217728)
    assert net.values["w1"].text == "0.1"
    double = symprop.from_torch(torch.nn.Linear(1, 1, dtype=torch.float64))
    assert exact(double.values["w1"]).denominator > 2**30


def test_a_large_model_is_quick() -> None:
    import torch

    module = torch.nn.Sequential(
        torch.nn.Flatten(), torch.nn.Linear(784, 30), torch.nn.Sigmoid(), torch.nn.Linear(30, 10)
    )
    begun = time.process_time()
    net = symprop.from_torch(module, (28, 28), loss="CrossEntropyLoss")
    gradient = net.gradient("1.weight[2,100]")
    assert gradient.factored.text.startswith("∂E_total/∂w1669 = δ_h3 · i101\n")
    assert gradient.path_count == 100
    assert time.process_time() - begun < 5
    assert net.parameter_count == 23_860


def test_one_weight_of_a_large_model_agrees() -> None:
    import torch

    module = torch.nn.Sequential(torch.nn.Linear(784, 30), torch.nn.Sigmoid(), torch.nn.Linear(30, 10))
    net = symprop.from_torch(module, torch.rand(1, 784), [3], loss="CrossEntropyLoss")
    x = torch.tensor([[float(exact(net.values[name])) for name in net.inputs]], dtype=torch.float64)
    torch.nn.CrossEntropyLoss()(module.double()(x), torch.tensor([3])).backward()
    assert float(net.gradient("0.weight[2,100]").value) == pytest.approx(
        float(module[0].weight.grad[2, 100]), rel=1e-11
    )


REFUSED: dict[str, tuple[Callable[[Any], Any], Any, str]] = {
    "a layer there is not": (
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Sequential(nn.Unflatten(1, (1, 4)), nn.ConvTranspose1d(1, 1, 2))),
        None,
        "1.1 (ConvTranspose1d): symprop has no such layer; docs/import.md lists the layers there are",
    ),
    "one array twice": (
        lambda nn: tied(nn),
        None,
        "1.weight: '1.weight' and '0.weight' are one array; share weights in a file of units:",
    ),
    "random": (
        lambda nn: nn.Sequential(nn.Linear(3, 4), nn.Dropout(0.5)).train(),
        None,
        "1 (Dropout): dropout in training mode is random; "
        "put the module into evaluation mode first, or give masks={'1': [...]}",
    ),
    "an unknown shape": (
        lambda nn: nn.Sequential(nn.Conv2d(1, 1, 2)),
        None,
        "from_torch: the shape of the inputs is not known; "
        "give inputs=, a batch or the shape of one sample, as (1, 28, 28)",
    ),
    "a shape that does not fit": (
        lambda nn: nn.Sequential(nn.Linear(3, 4)),
        (2,),
        "Sequential: the module does not run on inputs of shape [1, 2] (mat1 and mat2 shapes cannot be multiplied "
        "(1x2 and 3x4)); give inputs=, a batch or the shape of one sample",
    ),
    "groups": (
        lambda nn: nn.Conv1d(2, 2, 1, groups=2), (2, 3), "Conv1d: groups=2 is not imported; groups=1"
    ),
    "two directions": (
        lambda nn: nn.LSTM(2, 2, bidirectional=True, batch_first=True), (3, 2),
        "LSTM: bidirectional=True is not imported; bidirectional=False",
    ),
    "steps first": (
        lambda nn: nn.GRU(2, 2), (3, 2),
        "GRU: steps before samples; batch_first=True, inputs of [samples, steps, features]",
    ),
    "branches": (
        lambda nn: branching(nn), (3,),
        "Branching: the module cannot be traced (symbolically traced variables cannot be used as inputs to control "
        "flow); write forward without branches on values",
    ),
    "used twice": (
        lambda nn: twice(nn), None, "a (Linear): a layer that is used twice; share weights in a file of units:"
    ),
    "a product": (
        lambda nn: squared(nn), None,
        "mul (mul): symprop has no such operation; docs/import.md lists the operations there are",
    ),
    "no module": (lambda nn: 3, None, "from_torch: int is no module; give a torch.nn.Module"),
}  # fmt: skip


def tied(nn: Any) -> Any:
    module = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3))
    module[1].weight = module[0].weight
    return module


def branching(nn: Any) -> Any:
    class Branching(nn.Linear):
        def forward(self, x: Any) -> Any:
            return super().forward(x) if x.sum() > 0 else x

    return Branching(3, 3)


def twice(nn: Any) -> Any:
    class Twice(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = nn.Linear(3, 3)

        def forward(self, x: Any) -> Any:
            return self.a(self.a(x))

    return Twice()


def squared(nn: Any) -> Any:
    class Squared(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.a = nn.Linear(3, 3)

        def forward(self, x: Any) -> Any:
            y = self.a(x)
            return y * y

    return Squared()


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named(case: str) -> None:
    import torch

    make, inputs, message = REFUSED[case]
    with pytest.raises(symprop.SympropError) as caught:
        symprop.from_torch(make(torch.nn), inputs)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("0.weight[9,1]", "'0.weight[9,1]' lies outside; 0.weight[0,0] to 0.weight[3,2]"),
        ("0.weigth[0,0]", "the model has no parameter '0.weigth'; did you mean '0.weight'?"),
        ("0.weight", "'0.weight' is an array; 0.weight[0,0] to 0.weight[3,2]"),
        ("0.weight[1]", "'0.weight[1]' is no element; 0.weight[0,0] to 0.weight[3,2]"),
        ("0.weight[-1,0]", "'0.weight[-1,0]' is no element; 0.weight[0,0] to 0.weight[3,2]"),
        ("w99", "unknown name 'w99'; w1 to w20"),
    ],
)
def test_an_address_that_is_none(address: str, message: str) -> None:
    with pytest.raises(symprop.InputError) as caught:
        small().gradient(address)
    assert str(caught.value) == message
