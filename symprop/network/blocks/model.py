"""From a list of layers of any kind to a model: samples, what each layer takes, the loss.

E_total = Σ over samples Σ over outputs E, or the mean over the samples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Literal

from symprop.errors import InputError, LimitExceeded, SympropError, nearest, shorten
from symprop.expression import Var, number
from symprop.functions import ACTIVATIONS, LOSSES, Function, Loss
from symprop.graph import Kind as Variety
from symprop.network.blocks.convolution import TIES
from symprop.network.blocks.dense import concatenated
from symprop.network.blocks.entries import DenseEntry, Entry
from symprop.network.blocks.kinds import KINDS, Place
from symprop.network.blocks.tensor import Names, Tensor, as_shape
from symprop.network.builder import GraphBuilder
from symprop.network.dense import INPUTS, layer_name
from symprop.network.layers import BiasMode
from symprop.network.model import Model, TargetRule
from symprop.network.names import AlikeNames, check_name, unit_prefix
from symprop.network.table import row
from symprop.notation import Labels, latex_names

__all__ = ["MOST_TERMS", "REDUCTIONS", "block_model", "placed_blocks", "read_entry"]

MOST_TERMS, MOST_SAMPLES = 100_000, 1_000
REDUCTIONS = ("sum", "mean")


def block_model(
    inputs: int | Sequence[str],
    layers: Sequence[Mapping[str, Any] | Entry],
    *,
    input_shape: Sequence[int] = (),
    loss: str = "half_squared",
    bias: BiasMode = "unit",
    samples: int = 1,
    reduction: Literal["sum", "mean"] = "sum",
    activations: Mapping[str, Function] | None = None,
    losses: Mapping[str, Loss] | None = None,
) -> Model:
    """Return the network of these layers, each an entry as in a file.

    Args:
        inputs: how many, or their names; 0 where an embedding's tokens are all there is.
        layers: such as ``{"kind": "lstm", "units": 2, "steps": 3}``; dense without a kind.
        input_shape: of the inputs; the product is their number.
        bias: of the dense layers.
        samples: inputs, units and targets of sample 2 end in ``_s2``; parameters are shared.
        reduction: E_total is the sum over the samples, or their mean.

    Raises:
        InputError: on an entry that cannot be used, saying both shapes where they do not fit.
        LimitExceeded: if the network is too large.

    >>> model = block_model(3, [{"kind": "rnn", "units": 1, "steps": 3}])
    >>> [edge.target for edge in model.graph.edges_from("U1_1")]
    ['net_h1_t2', 'net_h1_t3']
    """
    return placed_blocks(
        inputs,
        layers,
        input_shape=input_shape,
        loss=loss,
        bias=bias,
        samples=samples,
        reduction=reduction,
        activations=activations,
        losses=losses,
    )[0]


def placed_blocks(
    inputs: int | Sequence[str],
    layers: Sequence[Mapping[str, Any] | Entry],
    *,
    input_shape: Sequence[int] = (),
    loss: str = "half_squared",
    bias: BiasMode = "unit",
    samples: int = 1,
    reduction: Literal["sum", "mean"] = "sum",
    activations: Mapping[str, Function] | None = None,
    losses: Mapping[str, Loss] | None = None,
) -> tuple[Model, tuple[Place, ...]]:
    """Return what `block_model` returns, and where each layer was put: how its parameters are called.

    >>> places = placed_blocks(2, [{"units": 3}, {"units": 1}])[1]
    >>> [(place.first_weight, place.biases) for place in places]
    [(1, ('b1', 'b2', 'b3')), (7, ('b4',))]
    """
    entries = [e if isinstance(e, Entry) else read_entry(e, ("layers", k)) for k, e in enumerate(layers)]
    if not entries:
        raise InputError("a network needs a layer", instead="give at least one", at=("layers",))
    if not 1 <= samples <= MOST_SAMPLES:
        raise InputError(f"{samples} samples", instead=f"1 to {MOST_SAMPLES:,}", at=("samples",))
    loss_row = row({**LOSSES, **(losses or {})}, loss, "loss", ("loss",))
    builder = GraphBuilder(most_terms=MOST_TERMS)
    suffixes = [f"s{k + 1}" if samples > 1 else "" for k in range(samples)]
    names = _input_names(inputs, tuple(input_shape))
    shape = tuple(input_shape) or (len(names),)
    batch = [Tensor(shape, tuple(builder.give(_of(n, s), Variety.INPUT) for n in names)) for s in suffixes]
    stack = _Stack(builder, entries, bias, {**ACTIVATIONS, **(activations or {})}, suffixes)
    outputs = stack.build(batch)
    rules: list[TargetRule] = []
    errors: list[Var] = []
    for tensor, suffix in zip(outputs, suffixes, strict=True):
        units = [value.name.removeprefix("out_") for value in tensor.values]
        targets = [builder.give(_of(f"t{k}", suffix), Variety.TARGET, unit) for k, unit in enumerate(units, 1)]
        if loss_row.targets != "real":
            rules.append(TargetRule(tuple(t.name for t in targets), loss_row.targets, loss_row.name))
        errors += (
            builder.error(unit, loss_row, target, value)
            for unit, target, value in zip(units, targets, tensor.values, strict=True)
        )
    divisor = (len(errors) // samples if loss_row.mean else 1) * (samples if reduction == "mean" else 1)
    share = (number(Fraction(1, divisor)),) if divisor > 1 else ()
    builder.affine("E_total", Variety.TOTAL, ((*share, error) for error in errors))
    graph = builder.build()
    latex_names(Labels(graph.variable), (Var(variable.name) for variable in graph.variables))
    facts = (*_facts(entries, len(names), samples, reduction), f"loss: {loss_row.name}")
    return Model(graph=graph, facts=facts, rules=tuple(rules)), tuple(stack.places)


def read_entry(entry: Mapping[str, Any], at: tuple[str | int, ...]) -> Entry:
    """Return a layer's entry, checked.

    Raises:
        InputError: naming the key.
    """
    from pydantic import ValidationError

    kind = row(KINDS, str(entry.get("kind", "dense")), "kind", (*at, "kind"))
    try:
        return kind.entry.model_validate(dict(entry))
    except ValidationError as error:
        found = error.errors()
        first = next((finding for finding in found if finding["type"] == "extra_forbidden"), found[0])
        key = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            instead = nearest(key, kind.keys) or f"one of {', '.join(kind.keys)}"
            raise InputError(f"unknown key '{shorten(key)}'", instead=instead, at=(*at, key)) from None
        if first["type"] == "missing":
            raise InputError(f"'{key}' is missing", instead=f"add {key}:", at=at) from None
        raise InputError(f"{key}: {shorten(str(first['input']))}", instead=first["msg"], at=(*at, key)) from None


def _of(name: str, suffix: str) -> str:
    return f"{name}_{suffix}" if suffix else name


def _input_names(inputs: int | Sequence[str], shape: tuple[int, ...]) -> list[str]:
    if shape and min(shape) < 1:
        raise InputError(f"input_shape {as_shape(shape)}", instead="at least 1 each", at=("input_shape",))
    count = inputs if isinstance(inputs, int) else len(inputs)
    if count > MOST_TERMS:
        raise LimitExceeded(f"{count:,} inputs", instead=f"at most {MOST_TERMS:,}", at=("inputs",))
    if shape and prod(shape) != count:
        raise InputError(
            f"{count} inputs do not fill {as_shape(shape)}", instead=f"{prod(shape)} inputs", at=("input_shape",)
        )
    if not isinstance(inputs, int):
        alike = AlikeNames()
        for k, name in enumerate(inputs):
            check_name(name, what="input's name", at=("inputs", k))
            alike.take(name, at=("inputs", k))
        return list(inputs)
    if len(shape) < 2:
        return [f"i{k + 1}" for k in range(count)]
    return [f"i{'_'.join(str(k + 1) for k in place)}" for place in product(*map(range, shape))]


class _Stack:
    """Adds one layer after another, each for all samples."""

    def __init__(
        self,
        builder: GraphBuilder,
        entries: Sequence[Entry],
        bias: BiasMode,
        activations: Mapping[str, Any],
        suffixes: Sequence[str],
    ) -> None:
        self.builder, self.entries, self.bias = builder, entries, bias
        self.activations, self.suffixes = activations, suffixes
        self.weights = self.biases = 0
        self.letters: set[str] = set()
        self.done: dict[str, list[Tensor]] = {}
        self.places: list[Place] = []

    def build(self, batch: list[Tensor]) -> list[Tensor]:
        """Return what the last layer hands on, a tensor a sample."""
        self.done[INPUTS] = batch
        before = INPUTS
        for k, entry in enumerate(self.entries):
            at = ("layers", k)
            name = entry.name or layer_name(k, len(self.entries))
            if entry.name is not None:
                check_name(entry.name, what="layer's name", at=(*at, "name"))
            if name in self.done:
                raise InputError(
                    f"the layer's name '{name}' is taken", instead="give it another name", at=(*at, "name")
                )
            sources = [before] if entry.from_ is None else entry.from_
            try:
                self.done[name] = self._layer(k, name, entry, [self._source(s, j) for j, s in enumerate(sources)])
            except SympropError as error:
                raise type(error)(error.what, where=error.where, instead=error.instead, at=(*at, *error.at)) from None
            before = name
        return self.done[before]

    def _source(self, name: str, place: int) -> list[Tensor]:
        if name not in self.done:
            known = nearest(name, self.done) or f"one of {', '.join(self.done)}"
            raise InputError(f"'{shorten(name)}' is no layer before this one", instead=known, at=("from", place))
        return self.done[name]

    def _layer(self, k: int, name: str, entry: Entry, sources: list[list[Tensor]]) -> list[Tensor]:
        kind = KINDS[entry.kind]
        if not sources:
            raise InputError("a layer that takes nothing", instead=f"one of {', '.join(self.done)}", at=("from",))
        for key, value in entry:
            if isinstance(value, int) and value > MOST_TERMS:
                raise LimitExceeded(f"{key}: {value:,}", instead=f"at most {MOST_TERMS:,}", at=(key,))
        letters = set(kind.letters.split())
        tag = entry.name or ("" if letters.isdisjoint(self.letters) else f"l{k + 1}")
        self.letters |= letters if not tag else set()
        taken = [tuple(source[s] for source in sources) for s in range(len(self.suffixes))]
        joined = [concatenated(tensors) for tensors in taken]
        if kind.takes != "nothing" and not joined[0].values:
            raise InputError("there is nothing to take", instead="give inputs: or begin with an embedding")
        places = self._places(name, tag, entry, joined[0])
        self.places.append(places[0])
        if kind.takes == "batch":
            return list(kind.build(places, entry, joined))
        given: Iterable[Any] = taken if kind.takes == "several" else joined
        return [kind.build(place, entry, own) for place, own in zip(places, given, strict=True)]

    def _places(self, name: str, tag: str, entry: Entry, inputs: Tensor) -> list[Place]:
        units, biased, fan_in = 0, False, 0
        if isinstance(entry, DenseEntry):
            units, biased = entry.units, entry.bias
            fan_in = inputs.shape[-1] if entry.rows else len(inputs.values)
        if units * fan_in > MOST_TERMS:
            raise LimitExceeded(f"{units:,} units", instead=f"at most {MOST_TERMS:,} terms", at=("units",))
        biases = {"unit": units, "layer": min(units, 1), "none": 0}[self.bias if biased else "none"]
        own = tuple(f"b{self.biases + 1 + (j if biases > 1 else 0)}" for j in range(units)) if biases else ()
        place = Place(
            builder=self.builder,
            names=Names(tag),
            prefix=unit_prefix(name),
            first_weight=self.weights + 1,
            fan_in=fan_in,
            biases=own,
            activations=self.activations,
        )
        self.weights += units * fan_in
        self.biases += biases
        return [replace(place, names=Names(tag, suffix)) for suffix in self.suffixes]


def _facts(entries: Sequence[Entry], inputs: int, samples: int, reduction: str) -> Iterator[str]:
    layers = [f"{entry.name or layer_name(k, len(entries))}: {_said(entry)}" for k, entry in enumerate(entries[:12])]
    more = [f"… ({len(entries)} layers)"] if len(entries) > 12 else []
    yield f"inputs: {inputs}; {', '.join(layers + more)}"
    if samples > 1:
        yield f"samples: {samples}; E_total is their {reduction}"
    if any(entry.kind == "maxpool" for entry in entries):
        yield TIES


def _said(entry: Entry) -> str:
    """Return a layer in a few words, as ``2 sigmoid`` or ``lstm 2``."""
    width = getattr(entry, "units", None) or getattr(entry, "channels", None)
    activation = getattr(entry, "activation", None)
    kind = entry.kind if entry.kind != "dense" else None
    return " ".join(str(part) for part in (kind, width, activation) if part)
