"""A form's lines as equations of scalars, whatever they are written in: matrices, indices, or scalars already."""

from __future__ import annotations

from collections.abc import Sequence

from symprop.derive.entries import has_matrices, in_entries
from symprop.derive.indices import has_indices, without_indices
from symprop.expression import DisplayEquation

__all__ = ["has_layers", "in_scalars"]


def has_layers(lines: Sequence[DisplayEquation]) -> bool:
    """Return whether the lines speak of whole layers."""
    return has_matrices(lines) or has_indices(lines)


def in_scalars(lines: Sequence[DisplayEquation]) -> Sequence[DisplayEquation]:
    """Return the equations of scalars that the lines come to, as far as the first of them needs any."""
    if has_matrices(lines):
        return in_entries(lines)
    return without_indices(lines) if has_indices(lines) else lines
