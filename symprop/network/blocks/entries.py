"""What an entry of a `layers:` list may say, a schema a kind: strict, with the defaults of the papers."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

__all__ = [
    "ActivationEntry",
    "AttentionEntry",
    "BatchNormEntry",
    "ConcatEntry",
    "ConvolutionEntry",
    "DenseEntry",
    "DropoutEntry",
    "EmbeddingEntry",
    "Entry",
    "GraphEntry",
    "GruEntry",
    "MixtureEntry",
    "NormEntry",
    "PermuteEntry",
    "PoolEntry",
    "RecurrentEntry",
    "ReshapeEntry",
    "ResidualEntry",
    "SimpleEntry",
    "TakeEntry",
    "TransformerEntry",
    "whole_number",
]


def whole_number(value: Any) -> Any:
    """Return the number that stands in a file, or was given in Python."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**9:
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    raise ValueError("a whole number of at most nine digits")


def _yes_or_no(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str | int) else value


def _literal(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Count = Annotated[int, BeforeValidator(whole_number)]
Counts = Annotated[list[Count], BeforeValidator(_several)]
Flag = Annotated[bool, BeforeValidator(_yes_or_no)]
Number = Annotated[str, BeforeValidator(_literal)]
Sources = Annotated[list[str] | None, BeforeValidator(_several), Field(alias="from")]


class Entry(BaseModel):
    """What every entry may say."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    kind: str = "dense"
    name: str | None = None
    from_: Sources = None


class DenseEntry(Entry):
    """Units neurons on all inputs, or on each row of them with the same weights."""

    units: Count
    activation: str = "sigmoid"
    rows: Flag = False
    bias: Flag = True


class ActivationEntry(Entry):
    """An activation alone."""

    activation: str


class ReshapeEntry(Entry):
    """The same values in another shape; a 0 stands for what is left."""

    shape: Counts


class PermuteEntry(Entry):
    """The same values, the axes in another order, counted from 1."""

    axes: Counts


class ConcatEntry(Entry):
    """Several one after another along an axis, counted from 1."""

    axis: Count = 1


class TakeEntry(Entry):
    """One place of the first axis, counted from 1; 0 is the last one."""

    index: Count = 0


class ResidualEntry(Entry):
    """The sum of its sources."""

    activation: str = "identity"


class RecurrentEntry(Entry):
    """What every recurrent layer says."""

    units: Count
    steps: Count | None = None
    sequence: Flag = False


class SimpleEntry(RecurrentEntry):
    """A simple recurrent layer."""

    activation: str = "tanh"


class GruEntry(RecurrentEntry):
    """Gated recurrent units."""

    reset: Literal["before", "after"] = "before"


class ConvolutionEntry(Entry):
    """A convolution; numbers may be one an axis."""

    channels: Count
    kernel: Counts
    stride: Counts = [1]
    padding: Counts = [0]
    activation: str = "identity"
    bias: Flag = True


class PoolEntry(Entry):
    """Pooling; the stride is the size unless given."""

    size: Counts
    stride: Counts | None = None


class NormEntry(Entry):
    """A normalisation."""

    eps: Number = "0.00001"
    affine: Flag = True


class BatchNormEntry(NormEntry):
    """Normalisation over the samples, or by a mean and a variance that are given (after training)."""

    running: Flag = False


class DropoutEntry(Entry):
    """A given mask."""

    mask: list[Number]


class EmbeddingEntry(Entry):
    """Tokens, counted from 0."""

    vocabulary: Count
    units: Count
    tokens: list[Count]


class AttentionEntry(Entry):
    """Self-attention."""

    heads: Count = 1
    bias: Flag = False
    causal: Flag = False


class TransformerEntry(AttentionEntry):
    """Attention and a feed-forward net."""

    units: Count
    activation: str = "relu"
    eps: Number = "0.00001"


class GraphEntry(Entry):
    """A graph convolution."""

    units: Count
    adjacency: list[list[Number]]
    activation: str = "relu"


class MixtureEntry(Entry):
    """A mixture of experts."""

    units: Count
    experts: Count = 2
    activation: str = "identity"
