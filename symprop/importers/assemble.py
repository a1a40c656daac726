"""From steps to a network: tidied, built by the front ends there are, with values and addresses of every parameter.

A chain of dense layers on one sample becomes a lazy `LayeredGraph`, so that a model of many weights is there at once
and has the matrix form; anything else is built of blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Any

from symprop.errors import InputError, SympropError, shorten
from symprop.expression import Expr
from symprop.functions import LOSSES, Loss
from symprop.graph import Kind
from symprop.importers.literals import literals
from symprop.importers.losses import ImportedLoss
from symprop.importers.steps import INPUT, Parameter, Step, unsupported
from symprop.network.addresses import AddressedArray, Addresses
from symprop.network.blocks.model import placed_blocks
from symprop.network.blocks.tensor import Names, as_shape
from symprop.network.dense import INPUTS, dense_layers, layer_name
from symprop.network.layers import BiasMode, LayeredGraph
from symprop.network.model import Model
from symprop.network.values import check_values

__all__ = ["Sample", "assemble"]

FUSES = ("dense", "residual", "conv1d", "conv2d")
"""Blocks that have an activation of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What a model is fed with.

    Args:
        shape: of the inputs of one sample; nothing where tokens are all there is.
        count: how many samples.
        inputs: their values, a row a sample, where they are known.
        targets: likewise; class indices for a loss that takes them.
    """

    shape: tuple[int, ...]
    count: int = 1
    inputs: Any = None
    targets: Any = None


@dataclass(frozen=True, slots=True)
class _Placed:
    """How the parameters of one step are called."""

    names: Names
    first_weight: int
    fan_in: int
    biases: tuple[str, ...]

    def name(self, parameter: Parameter) -> str:
        match parameter:
            case ("w", int(k), int(j)):
                return f"w{self.first_weight + k * self.fan_in + j}"
            case ("b", int(k)):
                return self.biases[k]
            case (str(letter), *indices):
                return self.names.parameter(letter, *(i + 1 if isinstance(i, int) else i for i in indices))
        raise TypeError(parameter)


def assemble(steps: Sequence[Step], sample: Sample, loss: ImportedLoss, name: str) -> Model:
    """Return the network of these steps.

    Raises:
        UnsupportedForm: naming the step that symprop has no block for.
        InputError: if the targets or the inputs do not fit.
        LimitExceeded: if it is too large.
    """
    tidy = _tidied(_with_loss(steps, loss))
    sample, tidy = _flat_from_the_start(sample, tidy)
    if not tidy:
        raise InputError("the model computes nothing", instead="give one with at least one layer")
    row = replace(LOSSES[loss.row], mean=loss.mean)
    if _is_chain(tidy, sample):
        model, places = _layered(tidy, sample, row)
    else:
        model, places = _blocks(tidy, sample, row, loss)
    arrays: dict[str, AddressedArray] = {}
    for step, place in zip(tidy, places, strict=True):
        for weights in step.weights:
            called = _called(place, weights.parameter)
            arrays[weights.name] = AddressedArray(weights.array.shape, called, weights.constant)
    values = _values(tidy, arrays, model, sample, loss)
    check_values(values, model.rules, where="targets")
    mean = loss.mean and row.name != "mean_squared"
    facts = (*model.facts, *(["E_total is the mean over the outputs"] if mean else []))
    return replace(model, facts=facts, values=values, name=name, addresses=Addresses(arrays))


def _called(place: _Placed, parameter: Callable[..., Parameter]) -> Callable[..., str]:
    return lambda *index: place.name(parameter(*index))


# tidying


def _with_loss(steps: Sequence[Step], loss: ImportedLoss) -> list[Step]:
    """Return the steps with what the loss does to the outputs; a logarithm of a softmax is left to its loss alone."""
    found = list(steps)
    for k, step in enumerate(found):
        if step.settings.get("activation") != "log_softmax":
            continue
        if k < len(found) - 1 or loss.strips != "log_softmax":
            raise unsupported("log_softmax stands alone", step.where, "end the model with it and give loss='NLLLoss'")
        found[k] = replace(step, settings={**step.settings, "activation": "softmax"})
        return found
    if loss.strips:
        raise InputError(f"a loss of a {loss.strips}", instead="end the model with it, or give CrossEntropyLoss")
    if loss.activation and found:
        last = found[-1]
        settings = {"activation": loss.activation}
        found.append(Step(key="#loss", kind="activation", where="the loss", sources=(last.key,), settings=settings))
    return found


def _tidied(steps: Sequence[Step]) -> list[Step]:
    """Return the steps without those that do nothing, an activation in the block before it where it has room."""
    same: dict[str, str] = {}
    uses: dict[str, int] = {}
    for step in steps:
        for source in step.sources:
            uses[source] = uses.get(source, 0) + 1
    found: dict[str, Step] = {}
    for step in steps:
        sources = tuple(same.get(source, source) for source in step.sources)
        activation = str(step.settings.get("activation", ""))
        if not step.kind or (step.kind == "activation" and activation == "identity"):
            same[step.key] = sources[0]
            uses[sources[0]] = uses.get(sources[0], 0) + uses.get(step.key, 0) - 1
            continue
        before = found.get(sources[0]) if step.kind == "activation" else None
        if (
            before is not None
            and before.kind in FUSES
            and before.settings.get("activation", "identity") == "identity"
            and uses.get(before.key, 0) == 1
            and (activation != "softmax" or before.kind == "dense")
        ):
            del found[before.key]
            found[step.key] = replace(before, key=step.key, settings={**before.settings, "activation": activation})
        else:
            found[step.key] = replace(step, sources=sources)
    return list(found.values())


def _flat_from_the_start(sample: Sample, steps: list[Step]) -> tuple[Sample, list[Step]]:
    """Return one axis of inputs where the model's first step makes it so."""
    while steps and steps[0].kind == "reshape" and tuple(steps[0].settings["shape"]) in ((0,), (prod(sample.shape),)):
        first, rest = steps[0], steps[1:]
        if any(INPUT in step.sources for step in rest):
            break
        sample = replace(sample, shape=(prod(sample.shape),))
        steps = [
            replace(step, sources=tuple(INPUT if source == first.key else source for source in step.sources))
            for step in rest
        ]
    return sample, steps


def _is_chain(steps: Sequence[Step], sample: Sample) -> bool:
    before = [INPUT, *(step.key for step in steps)]
    return (
        len(sample.shape) == 1
        and sample.count == 1
        and all(step.kind == "dense" and step.sources == (before[k],) for k, step in enumerate(steps))
        and len({step.settings["bias"] for step in steps}) == 1
    )


# building


def _layered(steps: Sequence[Step], sample: Sample, row: Loss) -> tuple[Model, list[_Placed]]:
    fan_in = sample.shape[0]
    for step in steps:
        expected = step.weights[0].array.size // step.settings["units"]
        if expected != fan_in:
            raise InputError(f"{fan_in} values for {expected}", where=step.where, instead=f"give {expected} inputs")
        fan_in = step.settings["units"]
    activation = [step.settings.get("activation", "identity") for step in steps]
    layers = dense_layers([step.settings["units"] for step in steps], activation=activation)
    bias: BiasMode = "unit" if steps[0].settings["bias"] else "none"
    graph = LayeredGraph(sample.shape[0], layers, loss=row.name, bias=bias, losses={row.name: row})
    places = [
        _Placed(
            Names(), b.first_weight, b.fan_in, tuple(f"b{b.first_bias + k}" for k in range(b.biases))
        )
        for b in graph.blocks
    ]  # fmt: skip
    return Model.of_layers(graph), places


def _blocks(steps: Sequence[Step], sample: Sample, row: Loss, loss: ImportedLoss) -> tuple[Model, list[_Placed]]:
    called = {INPUT: INPUTS, **{step.key: layer_name(k, len(steps)) for k, step in enumerate(steps)}}
    entries = []
    for step in steps:
        settings = {key: _plain(value) for key, value in step.settings.items()}
        entries.append({"kind": step.kind, "from": [called[source] for source in step.sources], **settings})
    if sample.shape == () and steps[0].kind == "embedding":
        entries[0].pop("from")
    try:
        model, places = placed_blocks(
            prod(sample.shape) if sample.shape else 0,
            entries,
            input_shape=sample.shape,
            loss=row.name,
            samples=sample.count,
            reduction="mean" if loss.over_samples else "sum",
            losses={row.name: row},
        )
    except SympropError as error:
        at = error.at
        where = steps[at[1]].where if len(at) > 1 and at[0] == "layers" and isinstance(at[1], int) else error.where
        raise error.placed(shorten(where, 80)) from None
    return model, [_Placed(p.names, p.first_weight, p.fan_in, p.biases) for p in places]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# values


def _values(
    steps: Sequence[Step], arrays: Mapping[str, AddressedArray], model: Model, sample: Sample, loss: ImportedLoss
) -> dict[str, Expr]:
    import numpy as np

    numbers: dict[str, list[Any]] = {}
    for step in steps:
        for weights in step.weights:
            if not np.isfinite(weights.array).all():
                what = f"'{shorten(weights.name)}' holds a number that is not finite"
                raise InputError(what, where=step.where, instead="give a model of finite numbers")
            array = arrays[weights.name]
            for index, value in zip(array.indices(), weights.array.ravel(), strict=True):
                numbers.setdefault(array.called(*index), []).append(value)
    given = set(model.graph.given(Kind.WEIGHT, Kind.BIAS, Kind.CONSTANT))
    values = literals((name, own) for name, own in numbers.items() if name in given)
    for kind, array in ((Kind.INPUT, sample.inputs), (Kind.TARGET, _targets(model, sample, loss))):
        names = list(model.graph.given(kind))
        if array is None or not names:
            continue
        flat = array.ravel()
        if len(flat) != len(names):
            raise InputError(
                f"{len(flat)} {kind} values of shape {as_shape(array.shape)}", instead=f"{len(names)} are needed"
            )
        values |= literals(_paired(names, flat))
    return values


def _paired(names: Sequence[str], flat: Any) -> Iterator[tuple[str, list[Any]]]:
    return ((name, [value]) for name, value in zip(names, flat, strict=True))


def _targets(model: Model, sample: Sample, loss: ImportedLoss) -> Any:
    """Return the targets, class indices as distributions."""
    import numpy as np

    targets = sample.targets
    outputs = model.graph.count(Kind.TARGET) // sample.count
    if targets is None or not loss.classes or targets.size != sample.count or outputs == 1:
        return targets
    classes = targets.ravel()
    for index in classes:
        if index != int(index) or not 0 <= index < outputs:
            raise InputError(f"class {index}", where="targets", instead=f"0 to {outputs - 1}")
    return np.eye(outputs, dtype=int)[classes.astype(int)]
