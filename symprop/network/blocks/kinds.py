"""The kinds a `layers:` list may name: for each, what its entry may say, and what adds it to a network.

One row a kind: a new block is an entry's schema, a function beside its paper, and a row of `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from symprop.errors import InputError
from symprop.functions import Function, GroupFunction
from symprop.network.blocks.attention import attention, transformer
from symprop.network.blocks.convolution import Window, average_pool, convolution, max_pool
from symprop.network.blocks.dense import dense, residual
from symprop.network.blocks.entries import (
    ActivationEntry,
    AttentionEntry,
    BatchNormEntry,
    ConcatEntry,
    ConvolutionEntry,
    DenseEntry,
    DropoutEntry,
    EmbeddingEntry,
    Entry,
    GraphEntry,
    GruEntry,
    MixtureEntry,
    NormEntry,
    PermuteEntry,
    PoolEntry,
    RecurrentEntry,
    ReshapeEntry,
    ResidualEntry,
    SimpleEntry,
    TakeEntry,
    TransformerEntry,
)
from symprop.network.blocks.mixture import graph_convolution, mixture_of_experts
from symprop.network.blocks.normalisation import batch_normalisation, layer_normalisation, running_normalisation
from symprop.network.blocks.parts import elementwise, epsilon, expect, literals
from symprop.network.blocks.rearrange import activation, joined_along, permuted, reshaped, taken
from symprop.network.blocks.recurrent import gru, lstm, simple_recurrent
from symprop.network.blocks.selection import dropout, embedding
from symprop.network.blocks.tensor import Names, Tensor, as_shape
from symprop.network.builder import GraphBuilder
from symprop.network.table import row

__all__ = ["KINDS", "Kind", "Place"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a block is added.

    Args:
        names: of its variables, for one sample.
        prefix: of a dense layer's units.
        first_weight, fan_in, biases: a dense layer's parameters.
        activations: the table to look in.
    """

    builder: GraphBuilder
    names: Names
    prefix: str
    first_weight: int
    fan_in: int
    biases: tuple[str, ...]
    activations: Mapping[str, Function | GroupFunction]

    def function(self, name: str) -> Function | GroupFunction:
        return row(self.activations, name, "activation", ("activation",))

    def single(self, name: str) -> Function:
        return elementwise(self.function(name))


def _positive(key: str, value: int) -> int:
    if value < 1:
        raise InputError(f"{key}: {value}", instead="at least 1", at=(key,))
    return value


def _rows(inputs: Tensor, what: str) -> Tensor:
    return expect(inputs, "tokens", "features", what=what)


def _dense(place: Place, entry: DenseEntry, inputs: Tensor) -> Tensor:
    return dense(
        place.builder,
        inputs,
        prefix=place.prefix,
        sample=place.names.sample,
        units=_positive("units", entry.units),
        function=place.function(entry.activation),
        first_weight=place.first_weight,
        biases=place.biases,
        rows=entry.rows,
    )


def _activation(place: Place, entry: ActivationEntry, inputs: Tensor) -> Tensor:
    return activation(place.builder, inputs, names=place.names, function=place.function(entry.activation))


def _reshape(_: Place, entry: ReshapeEntry, inputs: Tensor) -> Tensor:
    return reshaped(inputs, entry.shape)


def _permute(_: Place, entry: PermuteEntry, inputs: Tensor) -> Tensor:
    return permuted(inputs, entry.axes)


def _concat(_: Place, entry: ConcatEntry, inputs: Sequence[Tensor]) -> Tensor:
    return joined_along(inputs, entry.axis)


def _take(_: Place, entry: TakeEntry, inputs: Tensor) -> Tensor:
    return taken(inputs, entry.index)


def _residual(place: Place, entry: ResidualEntry, inputs: Sequence[Tensor]) -> Tensor:
    function = None if entry.activation == "identity" else place.single(entry.activation)
    if len(inputs) < 2:
        raise InputError("a residual adds what it takes from", instead="name two layers: from: [h, j]", at=("from",))
    return residual(place.builder, inputs, names=place.names, function=function)


def _steps(entry: RecurrentEntry, inputs: Tensor) -> Tensor:
    """Return the inputs as [steps, features]."""
    _positive("units", entry.units)
    if entry.steps is not None:
        _positive("steps", entry.steps)
    if entry.steps is None or len(inputs.shape) == 2:
        expect(inputs, "steps", "features", what=f"{entry.kind} without steps:")
        if entry.steps not in (None, inputs.shape[0]):
            raise InputError(
                f"{entry.steps} steps of {as_shape(inputs.shape)}", instead="leave steps out", at=("steps",)
            )
        return inputs
    count = len(inputs.values)
    if count % entry.steps:
        raise InputError(f"{count} inputs are not {entry.steps} steps", instead=f"a divisor of {count}", at=("steps",))
    return Tensor((entry.steps, count // entry.steps), inputs.values)


def _simple(place: Place, entry: SimpleEntry, inputs: Tensor) -> Tensor:
    function, x = place.single(entry.activation), _steps(entry, inputs)
    return simple_recurrent(
        place.builder, x, names=place.names, units=entry.units, function=function, sequence=entry.sequence
    )


def _lstm(place: Place, entry: RecurrentEntry, inputs: Tensor) -> Tensor:
    x = _steps(entry, inputs)
    return lstm(place.builder, x, names=place.names, units=entry.units, sequence=entry.sequence)


def _gru(place: Place, entry: GruEntry, inputs: Tensor) -> Tensor:
    x = _steps(entry, inputs)
    return gru(place.builder, x, names=place.names, units=entry.units, reset=entry.reset, sequence=entry.sequence)


def _each_axis(key: str, given: Sequence[int], axes: int, least: int) -> tuple[int, ...]:
    if len(given) not in (1, axes) or min(given, default=0) < least:
        wanted = "one number" if axes == 1 else f"one number, or {axes}"
        raise InputError(f"{key}: {as_shape(given)}", instead=f"{wanted} of at least {least}", at=(key,))
    return tuple(given) * (axes // len(given))


def _image(inputs: Tensor, axes: int, what: str) -> Tensor:
    """Return the inputs as [channels, …]; without a channel axis they are one channel."""
    if len(inputs.shape) == axes:
        return Tensor((1, *inputs.shape), inputs.values)
    return expect(inputs, "channels", *("length",) if axes == 1 else ("height", "width"), what=what)


def _convolution(axes: int) -> Callable[[Place, ConvolutionEntry, Tensor], Tensor]:
    def build(place: Place, entry: ConvolutionEntry, inputs: Tensor) -> Tensor:
        image = _image(inputs, axes, entry.kind)
        window = Window(
            _each_axis("kernel", entry.kernel, axes, 1),
            _each_axis("stride", entry.stride, axes, 1),
            _each_axis("padding", entry.padding, axes, 0),
        )
        return convolution(
            place.builder,
            image,
            names=place.names,
            channels=_positive("channels", entry.channels),
            window=window,
            function=place.single(entry.activation),
            biased=entry.bias,
        )

    return build


def _pool(pool: Callable[..., Tensor]) -> Callable[[Place, PoolEntry, Tensor], Tensor]:
    def build(place: Place, entry: PoolEntry, inputs: Tensor) -> Tensor:
        axes = 1 if len(entry.size) == 1 and len(inputs.shape) == 1 else max(1, len(inputs.shape) - 1)
        if len(inputs.shape) == 2 and len(entry.size) == 2:
            axes = 2
        image = _image(inputs, axes, entry.kind)
        size = _each_axis("size", entry.size, axes, 0)
        size = tuple(extent or whole for extent, whole in zip(size, image.shape[1:], strict=True))
        stride = size if entry.stride is None else _each_axis("stride", entry.stride, axes, 1)
        return pool(place.builder, image, names=place.names, window=Window(size, stride, (0,) * axes))

    return build


def _layernorm(place: Place, entry: NormEntry, inputs: Tensor) -> Tensor:
    eps = epsilon(entry.eps)
    return layer_normalisation(place.builder, inputs, names=place.names, eps=eps, affine=entry.affine)


def _batchnorm(places: Sequence[Place], entry: BatchNormEntry, batch: Sequence[Tensor]) -> list[Tensor]:
    names = [place.names for place in places]
    normalise = running_normalisation if entry.running else batch_normalisation
    return normalise(places[0].builder, batch, names=names, eps=epsilon(entry.eps), affine=entry.affine)


def _dropout(place: Place, entry: DropoutEntry, inputs: Tensor) -> Tensor:
    return dropout(place.builder, inputs, names=place.names, mask=literals("mask", entry.mask))


def _embedding(place: Place, entry: EmbeddingEntry, _: Tensor) -> Tensor:
    if not entry.tokens:
        raise InputError("no tokens", instead="give at least one index", at=("tokens",))
    units = _positive("units", entry.units)
    return embedding(place.builder, names=place.names, vocabulary=entry.vocabulary, units=units, tokens=entry.tokens)


def _attention(place: Place, entry: AttentionEntry, inputs: Tensor) -> Tensor:
    return attention(
        place.builder,
        _rows(inputs, entry.kind),
        names=place.names,
        heads=_positive("heads", entry.heads),
        biased=entry.bias,
        causal=entry.causal,
    )


def _transformer(place: Place, entry: TransformerEntry, inputs: Tensor) -> Tensor:
    return transformer(
        place.builder,
        _rows(inputs, entry.kind),
        names=place.names,
        heads=_positive("heads", entry.heads),
        units=_positive("units", entry.units),
        function=place.single(entry.activation),
        biased=entry.bias,
        causal=entry.causal,
        eps=epsilon(entry.eps),
    )


def _graph(place: Place, entry: GraphEntry, inputs: Tensor) -> Tensor:
    return graph_convolution(
        place.builder,
        expect(inputs, "nodes", "features", what=entry.kind),
        names=place.names,
        units=_positive("units", entry.units),
        adjacency=[literals("adjacency", line, i) for i, line in enumerate(entry.adjacency)],
        function=place.single(entry.activation),
    )


def _mixture(place: Place, entry: MixtureEntry, inputs: Tensor) -> Tensor:
    return mixture_of_experts(
        place.builder,
        inputs,
        names=place.names,
        experts=_positive("experts", entry.experts),
        units=_positive("units", entry.units),
        function=place.single(entry.activation),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind.

    Args:
        entry: what its entry may say.
        build: (place, entry, inputs) → what it hands on.
        letters: that its variables begin with; the second block of a letter says its layer in its names.
        takes: ``joined`` inputs, ``several`` apart, the whole ``batch``, or ``nothing``.
    """

    entry: type[Entry]
    build: Callable[..., Any]
    letters: str = ""
    takes: Literal["joined", "several", "batch", "nothing"] = "joined"

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(field.alias or name for name, field in self.entry.model_fields.items())


KINDS: dict[str, Kind] = {
    "dense": Kind(entry=DenseEntry, build=_dense),
    "activation": Kind(entry=ActivationEntry, build=_activation, letters="f"),
    "reshape": Kind(entry=ReshapeEntry, build=_reshape),
    "permute": Kind(entry=PermuteEntry, build=_permute),
    "concat": Kind(entry=ConcatEntry, build=_concat, takes="several"),
    "take": Kind(entry=TakeEntry, build=_take),
    "residual": Kind(entry=ResidualEntry, build=_residual, letters="y", takes="several"),
    "rnn": Kind(entry=SimpleEntry, build=_simple, letters="W U b_h h"),
    "lstm": Kind(entry=RecurrentEntry, build=_lstm, letters="W U b_f h c i f g o"),
    "gru": Kind(entry=GruEntry, build=_gru, letters="W U b_r h r z n a"),
    "conv1d": Kind(entry=ConvolutionEntry, build=_convolution(1), letters="K c"),
    "conv2d": Kind(entry=ConvolutionEntry, build=_convolution(2), letters="K c"),
    "avgpool": Kind(entry=PoolEntry, build=_pool(average_pool), letters="p"),
    "maxpool": Kind(entry=PoolEntry, build=_pool(max_pool), letters="p"),
    "layernorm": Kind(entry=NormEntry, build=_layernorm, letters="gamma mu y"),
    "batchnorm": Kind(entry=BatchNormEntry, build=_batchnorm, letters="gamma mu y", takes="batch"),
    "dropout": Kind(entry=DropoutEntry, build=_dropout, letters="y"),
    "embedding": Kind(entry=EmbeddingEntry, build=_embedding, letters="T e", takes="nothing"),
    "attention": Kind(entry=AttentionEntry, build=_attention, letters="W q k v a z u"),
    "transformer": Kind(entry=TransformerEntry, build=_transformer, letters="W q k v a z u f e y r"),
    "gcn": Kind(entry=GraphEntry, build=_graph, letters="W n"),
    "mixture": Kind(entry=MixtureEntry, build=_mixture, letters="W V g e y"),
}
