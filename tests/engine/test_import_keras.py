"""`from_keras`: every layer it knows, all parameters, against the model's own gradient, Keras running on PyTorch."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest

import symprop
from tests.engine.imported import assert_agrees, disagrees

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def keras(need: Callable[[str], None]) -> Any:
    need("torch")
    need("keras")
    os.environ["KERAS_BACKEND"] = "torch"
    import keras

    keras.utils.set_random_seed(0)
    return keras


def functional(la: Any, keras: Any) -> Any:
    x = keras.Input((3,))
    h = la.Dense(3, activation="tanh", name="hidden")(x)
    joined = la.Concatenate()([la.Add()([h, x]), h])
    return keras.Model(x, la.Dense(2, name="last")(joined))


MODELS: dict[str, tuple[Callable[[Any, Any], Any], Any, dict[str, Any]]] = {
    "Dense, mean_squared_error": (
        lambda la, k: [la.Dense(4, activation="tanh"), la.Dense(2, activation="sigmoid")], (2, 3),
        {"loss": "mean_squared_error"},
    ),
    "sparse_categorical_crossentropy": (
        lambda la, k: [la.Dense(4, activation="relu"), la.Dense(3), la.Softmax()], (2, 3),
        {"loss": "sparse_categorical_crossentropy", "targets": [0, 2]},
    ),
    "binary_crossentropy": (
        lambda la, k: [la.Dense(4, activation="silu", use_bias=False), la.Dense(1, activation="sigmoid")], (2, 3),
        {"loss": "binary_crossentropy"},
    ),
    "Conv2D, MaxPooling2D, Flatten": (
        lambda la, k: [
            la.Conv2D(2, 3, padding="same", activation="relu"), la.MaxPooling2D(2), la.Flatten(),
            la.Dropout(0.5), la.Dense(3),
        ],
        (1, 4, 4, 2), {},
    ),
    "BatchNormalization, GlobalAveragePooling2D": (
        lambda la, k: [
            la.Conv2D(2, (2, 3)), la.BatchNormalization(), la.ReLU(), la.GlobalAveragePooling2D(),
            la.BatchNormalization(),
            la.Dense(3),
        ],
        (2, 4, 4, 1), {},
    ),
    "Conv1D, pools, Reshape, Permute": (
        lambda la, k: [
            la.Conv1D(2, 3), la.AveragePooling1D(2), la.Permute((2, 1)), la.Reshape((3, 2)), la.GlobalMaxPooling1D(),
            la.Dense(1),
        ],
        (1, 8, 2), {},
    ),
    "LayerNormalization, Activation": (
        lambda la, k: [la.Dense(4), la.LayerNormalization(), la.Activation("elu"), la.Dense(2)], (1, 3), {}
    ),
    "LSTM": (lambda la, k: [la.LSTM(3, return_sequences=True), la.LSTM(2)], (2, 3, 2), {}),
    "GRU": (lambda la, k: [la.GRU(3)], (1, 4, 2), {}),
    "GRU, reset before": (lambda la, k: [la.GRU(3, reset_after=False)], (1, 4, 2), {}),
    "SimpleRNN": (lambda la, k: [la.SimpleRNN(3)], (1, 4, 2), {}),
    "Embedding": (lambda la, k: [la.Embedding(5, 3), la.Flatten(), la.Dense(2)], [[0, 2, 2]], {}),
    "functional": (functional, (2, 3), {}),
}  # fmt: skip


def network(keras: Any, name: str) -> symprop.Network:
    import numpy as np

    make, inputs, options = MODELS[name]
    generator = np.random.default_rng(0)
    x = generator.normal(size=inputs).astype("float32") if isinstance(inputs, tuple) else np.array(inputs)
    made = make(keras.layers, keras)
    model = keras.Sequential([keras.Input(x.shape[1:]), *made]) if isinstance(made, list) else made
    for variable in model.weights:
        drawn = generator.normal(size=variable.shape)
        variable.assign(np.abs(drawn) + 0.1 if "variance" in variable.path else drawn * 0.5)
    outputs = model(x).detach().numpy()
    targets = options.get("targets", generator.uniform(0.1, 0.9, size=outputs.shape))
    return symprop.from_keras(model, x, targets, loss=options.get("loss", "half_squared"))


@pytest.mark.parametrize("name", MODELS)
def test_agrees_with_the_model(name: str, keras: Any) -> None:
    assert_agrees(network(keras, name))


def test_a_weight_is_called_by_its_path(keras: Any) -> None:
    net = network(keras, "functional")
    assert net.own_name("hidden/kernel[1,2]") == "w8"  # a kernel is [from, to]
    report = net.check(["hidden/kernel[1,2]"], against=["original"])
    assert report.ok
    assert report.checks[0].subject == "at its own values"


def test_a_wrong_import_disagrees(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from symprop.importers import keras_layers

    monkeypatch.setitem(keras_layers.LAYERS, "LSTM", keras_layers._recurrent("lstm", "figo"))
    assert disagrees(network(keras, "LSTM"))


def test_channels_in_another_order_disagree(keras: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from symprop.importers import keras_layers

    def as_they_come(site: Any) -> Any:
        return [site.step("reshape", {"shape": (0,)}, source=f"{site.sources[0]}#inner")]

    monkeypatch.setitem(keras_layers.LAYERS, "Flatten", as_they_come)
    assert disagrees(network(keras, "Conv2D, MaxPooling2D, Flatten"))


REFUSED: dict[str, tuple[Callable[[Any, Any], Any], str]] = {
    "a layer there is not": (
        lambda la, k: k.Sequential([k.Input((4, 4, 1)), la.Conv2DTranspose(1, 2, name="up")]),
        "up (Conv2DTranspose): symprop has no such layer; docs/import.md lists the layers there are",
    ),
    "no input": (
        lambda la, k: k.Sequential([la.Dense(2)]),
        "from_keras: the model has no graph; a Sequential with an Input, or a functional model",
    ),
    "no model": (lambda la, k: 3, "from_keras: int is no model; give a keras.Model"),
    "an activation there is not": (
        lambda la, k: k.Sequential([k.Input((2,)), la.Dense(2, activation="mish", name="d")]),
        "d (Dense): activation 'mish' is not imported; "
        "one of linear, sigmoid, tanh, relu, softplus, elu, silu, softmax",
    ),
    "used twice": (
        lambda la, k: twice(la, k), "d (Dense): a layer that is used twice; share weights in a file of units:"
    ),
    "even padding": (
        lambda la, k: k.Sequential([k.Input((4, 1)), la.Conv1D(1, 2, padding="same", name="c")]),
        "c (Conv1D): padding='same'; 'valid', or 'same' of an odd kernel, strides 1",
    ),
}  # fmt: skip


def twice(la: Any, keras: Any) -> Any:
    x, layer = keras.Input((2,)), la.Dense(2, name="d")
    return keras.Model(x, layer(layer(x)))


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_is_named(case: str, keras: Any) -> None:
    make, message = REFUSED[case]
    with pytest.raises(symprop.SympropError) as caught:
        symprop.from_keras(make(keras.layers, keras))
    assert str(caught.value) == message
