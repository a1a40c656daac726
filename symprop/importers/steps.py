"""What an importer says of a model: its operations in order, in the words of a file's `layers:`, and their arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from symprop.errors import UnsupportedForm, shorten

__all__ = ["INPUT", "Parameter", "Step", "Weights", "gate_rows", "random_dropout", "unsupported"]

INPUT = ""
"""The key of what the model takes."""

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


def random_dropout(where: str, instead: str) -> UnsupportedForm:
    """Return the error for a dropout whose mask nobody knows."""
    return unsupported("dropout in training mode is random", where, instead)


def unsupported(what: str, where: str, instead: str) -> UnsupportedForm:
    """Return the error for what symprop has no block for, naming where it stands."""
    return UnsupportedForm(what, where=shorten(where, 80), instead=instead)
