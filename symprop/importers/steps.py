"""What an importer says of a model: its operations in order, in the words of a file's `layers:`, and their arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symprop.errors import UnsupportedForm, shorten

__all__ = [
    "INPUT",
    "Parameter",
    "Step",
    "Weights",
    "as_array",
    "embedding_settings",
    "eps",
    "gate_rows",
    "plain_rows",
    "random_dropout",
    "unsupported",
]

INPUT = ""
"""The key of what the model takes."""

Settings = dict[str, Any]
Parameter = tuple[str | int, ...]
"""A parameter's letter and indices, numbers from 0: ("W", "f", 1, 0) is W_f_2_1; of a dense layer ("w", k, j)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """An array of a model's parameters.

    Args:
        name: as the framework calls it.
        array: NumPy's.
        parameter: (index into the array) → what it is in the block.
        constant: not trained: a running mean or variance.
    """

    name: str
    array: Any
    parameter: Callable[..., Parameter]
    constant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation.

    Args:
        key: how later steps name it.
        kind: a kind of block; empty where the values go on unchanged.
        where: where it stands in the model, ``net.3 (Conv2d)``.
        sources: keys of what it takes.
        settings: of the block.
        weights: its arrays.
    """

    key: str
    kind: str
    where: str
    sources: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    weights: tuple[Weights, ...] = ()


def gate_rows(letter: str, order: str, units: int, second: Mapping[str, str] | None = None) -> Callable[..., Parameter]:
    """Return what an index into stacked gates is: rows [gate × unit].

    Args:
        order: of the gates.
        second: gate → another letter for it.

    >>> gate_rows("W", "ifgo", 2)(3, 0)
    ('W', 'f', 1, 0)
    """

    def parameter(row: int, *rest: int) -> Parameter:
        gate = order[row // units]
        return (letter, (second or {}).get(gate, gate), row % units, *rest)

    return parameter


def plain_rows(letter: str) -> Callable[..., Parameter]:
    """Return what an index into an array of a plain recurrent layer is.

    >>> plain_rows("U")(1, 0), plain_rows("b")(1)
    (('U', 1, 0), ('b', 'h', 1))
    """
    return (lambda k: ("b", "h", k)) if letter == "b" else (lambda k, j: (letter, k, j))


def embedding_settings(tokens: Any, sources: tuple[str, ...], where: str, vocabulary: int, units: int) -> Settings:
    """Return the settings of an embedding of the inputs' tokens.

    Raises:
        UnsupportedForm: if it embeds anything else.
    """
    if tokens is None or sources != (INPUT,):
        raise unsupported("an embedding of what is computed", where, "embed the inputs, given as token indices")
    return {"vocabulary": vocabulary, "units": units, "tokens": [int(token) for token in tokens.ravel()]}


def eps(value: float) -> str:
    """Return the small number of a normalisation as it was written."""
    return f"{value:.17g}" if float(f"{value:g}") != value else f"{value:g}"


def as_array(tensor: Any) -> Any:
    """Return a tensor of PyTorch as NumPy's array; of a type that NumPy has not, as float32."""
    tensor = tensor.detach().cpu()
    return (tensor.float() if str(tensor.dtype) == "torch.bfloat16" else tensor).numpy()


def random_dropout(where: str, instead: str) -> UnsupportedForm:
    """Return the error for a dropout whose mask nobody knows."""
    return unsupported("dropout in training mode is random", where, instead)


def unsupported(what: str, where: str, instead: str) -> UnsupportedForm:
    """Return the error for what symprop has no block for, naming where it stands."""
    return UnsupportedForm(what, where=shorten(where, 80), instead=instead)
