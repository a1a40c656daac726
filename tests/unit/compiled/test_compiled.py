"""`net.compile()`: each way of running it against the numbers of the pages, the ways against each other, refusals."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np
import pytest

import symprop
from symprop.compiled.function import SMALL_NETWORK
from symprop.compiled.runners import Runner, run_in_floats, run_in_numpy
from symprop.errors import InputError
from symprop.evaluate import float_arithmetic
from symprop.evaluate.passes import gradient_tape
from symprop.functions import ACTIVATIONS, LOSSES
from symprop.graph import derivative
from symprop.network.load import example_names

SEED = 20261124


def ways(f: Any) -> dict[str, Runner]:
    """Return every way a compiled network can be run."""
    found = {"floats": f._in_floats, "numpy": f._in_numpy}
    return found | ({"layers": f.by_layers} if f.by_layers else {})


def own_values(f: Any) -> tuple[Any, Any, Any]:
    return f._own(f.inputs), f._own(f.targets), f.values


def disagreement(found: Mapping[str, float], expected: Mapping[str, float]) -> float:
    scale = max(map(abs, expected.values()))
    return max(abs(found[name] - value) / max(abs(value), 1e-4 * scale) for name, value in expected.items())


VALUED = [name for name in example_names() if symprop.load(name).numbers.known]


@pytest.mark.parametrize("name", VALUED)
def test_bundled_example_has_the_pages_numbers(name: str) -> None:
    net = symprop.load(name)
    f = net.compile()
    expected = {wrt: float(net.gradient(wrt).value or "nan") for wrt in net.parameters}
    for way, run in ways(f).items():
        errors, gradient = run(*own_values(f), False)
        assert errors[0] == pytest.approx(net.forward()["E_total"], rel=1e-13), way
        assert disagreement(dict(zip(f.parameters, gradient, strict=True)), expected) < 1e-11, way
    assert f().gradients == pytest.approx(expected, rel=1e-11, abs=1e-15)


def test_most_bundled_examples_have_values() -> None:
    assert {"mazur", "lstm", "attention", "cnn", "skip", "transformer"} <= set(VALUED)


TARGETS: dict[str, Callable[[Any, int], Any]] = {
    "real": lambda rng, n: rng.normal(size=(7, n)),
    "probability": lambda rng, n: rng.random((7, n)),
    "simplex": lambda rng, n: rng.dirichlet(np.ones(n), 7),
    "sign": lambda rng, n: rng.choice([-1.0, 1.0], (7, n)),
}


def sample(f: Any, kind: str = "real") -> tuple[Any, Any, Any]:
    """Return seven samples and parameters, from a fixed seed."""
    rng = np.random.default_rng(SEED)
    return rng.normal(size=(7, len(f.inputs))), TARGETS[kind](rng, len(f.targets)), rng.normal(size=len(f.parameters))


LAYERED = {
    "biases of layers": symprop.Network.layered(3, 4, 2, bias="layer"),
    "no bias": symprop.Network.layered(3, 4, 2, bias="none"),
    "one unit a layer": symprop.Network.layered(1, 1, 1, 1, activation="tanh"),
    "skips": symprop.Network.layered(2, 3, 3, 2, sources={"j": ["h", "inputs"], "o": ["inputs", "j", "h"]}),
    "unused layer": symprop.Network.layered(2, 3, 2, sources={"o": ["inputs"]}),
    "softmax inside": symprop.Network.layered(2, 3, 4, 2, activation=["softmax", "tanh", "softmax"]),
    **{
        f"{activation}, {loss}": symprop.Network.layered(2, 3, 2, activation=["tanh", activation], loss=loss)
        for activation, loss in [
            *product([name for name in ACTIVATIONS if name != "phi"], ["half_squared"]),
            *product(["sigmoid"], LOSSES),
            ("softmax", "cross_entropy"),
        ]
    },
}


@pytest.mark.parametrize("net", LAYERED.values(), ids=LAYERED)
def test_every_way_gives_the_same(net: symprop.Network) -> None:
    f = net.compile()
    given = sample(f, LOSSES[net.graph.loss_row.name].targets)  # type: ignore[attr-defined]
    found = {way: run(*given, False) for way, run in ways(f).items()}
    each = {way: run(*given, True) for way, run in ways(f).items()}
    assert set(found) == {"floats", "numpy", "layers"}
    for way in found:
        assert found[way][0].shape == (7,)
        assert each[way][1].shape == (7, len(f.parameters))
        np.testing.assert_allclose(found[way][0], found["floats"][0], rtol=1e-13, atol=1e-15, err_msg=way)
        np.testing.assert_allclose(found[way][1], found["floats"][1], rtol=1e-11, atol=1e-13, err_msg=way)
        np.testing.assert_allclose(each[way][1], each["floats"][1], rtol=1e-11, atol=1e-13, err_msg=way)
        np.testing.assert_allclose(each[way][1].sum(axis=0), found["floats"][1], rtol=1e-11, atol=1e-13, err_msg=way)


@pytest.mark.parametrize("way", ["floats", "numpy", "layers"])
def test_it_is_the_derivative_of_its_own_error(way: str) -> None:
    f = symprop.Network.layered(2, 3, 2, activation=["gelu", "softmax"], loss="cross_entropy").compile()
    inputs, targets, at = sample(f, "simplex")
    run = ways(f)[way]
    gradient = run(inputs, targets, at, False)[1]
    for place, step in product(range(len(at)), [1e-5]):
        moved = [at + sign * step * np.eye(len(at))[place] for sign in (1, -1)]
        up, down = (run(inputs, targets, parameters, False)[0].sum() for parameters in moved)
        assert gradient[place] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-8)


def test_a_mutated_tape_is_found_out() -> None:
    net = symprop.load("mazur")
    f = net.compile()
    tape = gradient_tape(net.graph)
    expected = f().gradient
    wrong = 0
    for place, (code, slot, operands) in enumerate(tape.operations):
        if code not in "+-*" or operands[0] == operands[1]:
            continue
        other = {"+": "-", "-": "+", "*": "+"}[code]
        operations = (*tape.operations[:place], (other, slot, operands), *tape.operations[place + 1 :])
        mutated = dataclasses.replace(tape, operations=operations)
        for make in (run_in_floats, run_in_numpy):
            run = make(mutated, f._given, f.constants, f._outputs)
            errors, gradient = run(*own_values(f), False)
            same = np.allclose(gradient, expected, rtol=1e-12) and np.allclose(errors, f().errors, rtol=1e-12)
            assert not same, (make.__name__, place, code)
            wrong += 1
    assert wrong > 80


def test_the_call_chooses_its_way() -> None:
    small, large = symprop.load("2-2-2").compile(), symprop.load("40-20-3").compile()
    assert len(large.parameters) > SMALL_NETWORK
    small(*sample(small))
    large(*sample(large))
    assert "tape" in vars(small)
    assert "tape" not in vars(large)


def test_saturated_units_give_numbers_and_no_warning() -> None:
    f = symprop.Network.layered(1, 1, 1).compile()
    for samples in (1, 100):
        found = f([[-1.0]] * samples, [[0.5]] * samples, [900.0, -900.0, 0.0, 0.0])
        assert np.isfinite(found.gradient).all()
        assert found.total == pytest.approx(0.125 * samples * (1 - 2 * 0.5) ** 2)


def test_where_a_float_has_no_result_numpy_has_one() -> None:
    f = symprop.Network.from_yaml("{inputs: [x], parameters: [u], equations: {y: u*log(x)}, loss: y^2}").compile()
    assert f([0.0], parameters=[1.0]).total == np.inf
    assert np.isnan(f([-1.0], parameters=[1.0]).total)
    root = symprop.Network.from_yaml("{inputs: [x], parameters: [u], equations: {y: x^u}, loss: y^2}").compile()
    assert np.isnan(root([-1.0], parameters=[0.5]).total)


def test_arrays_names_and_defaults_say_the_same() -> None:
    f = symprop.load("mazur").compile()
    table = [[0.05, 0.10], [0.20, 0.40]]
    by_array = f(table, [0.01, 0.99])
    by_name = f({"i1": [0.05, 0.20], "i2": np.array([0.10, 0.40])})
    assert by_name.errors.tolist() == by_array.errors.tolist()
    assert by_name.gradients == by_array.gradients
    moved = f.values
    moved[0] = 0.3
    assert f({"w1": 0.3}).gradients == f(parameters=moved).gradients != f().gradients
    assert f.values[0] == 0.15
    assert f(table).gradient.shape == (10,)
    assert f(table, each=True).gradients["w1"].shape == (2,)


def test_constants_inputs_that_nothing_uses_and_other_totals() -> None:
    net = symprop.load("mazur").of("out_o1")
    values = {name: float(net.gradient(name).value or "nan") for name in net.parameters}
    assert net.compile()().gradients == pytest.approx(values, rel=1e-11)
    second = symprop.load("mazur").slope("w1")
    values = {name: float(second.gradient(name).value or "nan") for name in second.parameters}
    assert second.compile()().gradients == pytest.approx(values, rel=1e-10)
    fixed = symprop.Network.from_yaml(
        "{inputs: [x, z], units: [{name: a, from: {x: u, z: k}}], outputs: [a], fixed: [k], values: {u: 2, k: 3}}"
    )
    assert fixed.compile()([1, 1], [0]).gradients.keys() == {"u"}


def test_descending_with_it_is_training() -> None:
    net = symprop.load("mazur")
    f, moving = net.compile(), np.array([name.startswith("w") for name in net.parameters])
    at = f.values
    for _ in range(100):
        at -= 0.5 * moving * f(parameters=at).gradient
    assert f(parameters=at).total == pytest.approx(net.train(0.5, 100).after, rel=1e-12)


def test_tape_and_compiled_are_one_computation() -> None:
    net = symprop.load("question")
    given = {name: 0.1 * (k + 1) for k, name in enumerate([*net.inputs, *net.targets, *net.parameters])}
    found = gradient_tape(net.graph).bind(float_arithmetic())(given)
    names = [derivative(net.graph, net.graph.total, name).name for name in net.parameters]
    assert net.compile()(given).gradient.tolist() == [found[name] for name in names]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        call()
    return str(caught.value)


MESSAGES = {
    "inputs: the shape is (3,); (samples, 2)": lambda f: f([1, 2, 3]),
    "targets: the shape is (2, 3); (samples, 2)": lambda f: f([[1, 2]] * 2, [[1, 2, 3]] * 2),
    "inputs: the shape is (0,); (samples, 2)": lambda f: f([]),
    "inputs: no array of real numbers; give numbers, an array or nested lists of them": lambda f: f(["a", "b"]),
    "parameters: the shape is (3,); (10,), in the order of .parameters": lambda f: f(parameters=[1, 2, 3]),
    "3 samples and 2 targets; give as many rows of both": lambda f: f([[1, 2]] * 3, [[1, 2]] * 2),
    "unknown name 'i3'; did you mean 'w3'?": lambda f: f({"i3": 1}),
    "arrays of 2 and 3 samples; one length for all": lambda f: f({"i1": [1, 2], "i2": [1, 2, 3]}),
    "w1: an array for a parameter; one number for all samples": lambda f: f({"w1": [1, 2]}),
    "values by name and arrays besides; give one or the other": lambda f: f({"i1": 1}, [1, 2]),
}


@pytest.mark.parametrize(("message", "call"), MESSAGES.items(), ids=MESSAGES)
def test_refusal(message: str, call: Callable[[Any], object]) -> None:
    f = symprop.load("mazur").compile()
    assert refused(lambda: call(f)) == message


def test_what_is_missing_is_named() -> None:
    f = symprop.load("2-2-2").compile()
    assert refused(f) == "i1, i2 have no value; hand them over, or use with_values"
    assert refused(lambda: f([1, 2], [1, 2])).startswith("w1, w2, w3, w4, w5, … have no value")
    assert refused(symprop.Network.layered(1, 1, activation="phi").compile).startswith("the abstract φ has no values")


RULED = {
    "simplex": ("softmax", "cross_entropy", [0.5, 0.6], "targets: a sample's targets do not sum to 1; cross_entropy"),
    "probability": ("sigmoid", "binary_cross_entropy", [0.5, 1.6], "targets: a target is not between 0 and 1;"),
    "sign": ("tanh", "hinge", [1, 0.5], "targets: a target is neither −1 nor 1; hinge takes −1 or 1"),
}


@pytest.mark.parametrize(("activation", "loss", "targets", "message"), RULED.values(), ids=RULED)
def test_targets_without_meaning_are_refused(activation: str, loss: str, targets: list[float], message: str) -> None:
    f = symprop.Network.layered(2, 2, activation=activation, loss=loss).compile()
    assert refused(lambda: f([1, 2], targets, [0.1] * 6)).startswith(message)
    with np.errstate(all="raise"):
        assert np.isfinite(f([1, 2], [1 / 3, 2 / 3] if loss != "hinge" else [1, -1], [0.1] * 6).total)
