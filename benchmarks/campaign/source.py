"""E_total from what stands in the file alone, the product's front end unasked: names, order and sums of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.campaign.formulas import value_of_formula
from benchmarks.campaign.meaning import Field

__all__ = ["SOURCES"]

Data = Mapping[str, Any]
Given = Mapping[str, Any]
HIDDEN = "hjkl"


def _literal(f: Field, text: str) -> Any:
    return f.literal(Fraction(text))


LOSSES: dict[str, Callable[[Field, Any, Any], Any]] = {
    "half_squared": lambda f, t, y: (t - y) * (t - y) / 2,
    "squared": lambda f, t, y: (t - y) * (t - y),
    "mean_squared": lambda f, t, y: (t - y) * (t - y),
    "absolute": lambda f, t, y: f.call("abs", t - y),
    "huber": lambda f, t, y: _huber(f, f.call("abs", t - y)),
    "binary_cross_entropy": lambda f, t, y: -t * f.call("log", y) - (1 - t) * f.call("log", 1 - y),
    "cross_entropy": lambda f, t, y: -t * f.call("log", y),
    "hinge": lambda f, t, y: f.call("relu", 1 - t * y),
}


def _huber(f: Field, size: Any) -> Any:
    one = f.literal(Fraction(1))
    return size - one / 2 if f.over(size, one) else size * size / 2


def _error(data: Data, targets: Sequence[Any], outs: Sequence[Any], f: Field) -> Any:
    loss = data.get("loss", "half_squared")
    own = data.get("losses", {}).get(loss)
    if own:
        terms = [value_of_formula(own, {"t": t, "y": y}, f) for t, y in zip(targets, outs, strict=True)]
    else:
        terms = [LOSSES[loss](f, t, y) for t, y in zip(targets, outs, strict=True)]
    return sum(terms[1:], terms[0]) / (len(terms) if loss == "mean_squared" else 1)


def _activated(data: Data, activation: str, nets: Sequence[Any], f: Field) -> list[Any]:
    if own := data.get("activations", {}).get(activation):
        return [value_of_formula(own, {"x": net}, f) for net in nets]
    if activation == "softmax":
        powers = [f.call("exp", net) for net in nets]
        return [power / sum(powers[1:], powers[0]) for power in powers]
    return [f.call(activation, net) for net in nets]


def _of_layers(data: Data, given: Given, f: Field) -> Any:
    names = data["inputs"]
    names = names if isinstance(names, list) else [f"i{k + 1}" for k in range(int(names))]
    outs = {"inputs": [given[name] for name in names]}
    before, weight, bias = "inputs", 0, 0
    mode = data.get("bias", "unit")
    for k, layer in enumerate(data["layers"]):
        name = layer.get("name") or ("o" if k == len(data["layers"]) - 1 else HIDDEN[k])
        taken = [out for source in layer.get("from", [before]) for out in outs[source]]
        nets = []
        for j in range(int(layer["units"])):
            net: Any = 0
            for out in taken:
                weight += 1
                net = net + given[f"w{weight}"] * out
            if mode == "unit" or (mode == "layer" and j == 0):
                bias += 1
            nets.append(net if mode == "none" else net + given[f"b{bias}"])
        outs[name] = _activated(data, layer.get("activation", "sigmoid"), nets, f)
        before = name
    last = outs[before]
    return _error(data, [given[f"t{k + 1}"] for k in range(len(last))], last, f)


def _of_units(data: Data, given: Given, f: Field) -> Any:
    outs = {name: given[name] for name in data["inputs"]}
    left = list(data["units"])
    while left:
        unit = next(unit for unit in left if all(source in outs for source in unit["from"]))
        left.remove(unit)
        terms = []
        for source, weights in unit["from"].items():
            for weight in weights if isinstance(weights, list) else [weights]:
                terms.append((given[weight] if weight in given else _literal(f, weight)) * outs[source])
        net = terms[0]
        for term in terms[1:]:
            net = net * term if unit.get("combine") == "product" else net + term
        if "bias" in unit:
            net = net + given[unit["bias"]]
        outs[unit["name"]] = _activated(data, unit.get("activation", "sigmoid"), [net], f)[0]
    targets = [given[f"t{k + 1}"] for k in range(len(data["outputs"]))]
    return _error(data, targets, [outs[name] for name in data["outputs"]], f)


def _of_equations(data: Data, given: Given, f: Field) -> Any:
    names = dict(given)
    for name, formula in data["equations"].items():
        names[name] = value_of_formula(formula, names, f)
    return value_of_formula(data["loss"], names, f)


SOURCES: dict[str, Callable[[Data, Given, Field], Any]] = {
    "layers": _of_layers,
    "units": _of_units,
    "equations": _of_equations,
}
"""Front end → E_total from a file's data and the values of what is given."""
