"""What a caller hands over, as arrays of float64 with a row for each sample; refused by name where it does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symprop.errors import InputError, nearest
from symprop.functions import TargetKind
from symprop.network.model import TargetRule

__all__ = ["by_name", "check_targets", "rows", "together", "vector"]

TOLERANCE = 1e-6  # of Σt = 1, which binary fractions seldom meet exactly


def array(value: Any, where: str) -> Any:
    """Return `value` as float64; InputError if it holds anything but real numbers."""
    import numpy as np

    try:
        found = np.asarray(value)
        if found.dtype.kind not in "fiub":
            raise TypeError
    except (TypeError, ValueError):
        raise InputError(
            "no array of real numbers", where=where, instead="give numbers, an array or nested lists of them"
        ) from None
    return found.astype(np.float64, copy=False)


def rows(value: Any, names: Sequence[str], where: str) -> Any:
    """Return samples as (samples, len(names)); a vector is one sample, or, of a single name, a sample each.

    Raises:
        InputError: on any other shape.

    >>> rows([0.05, 0.10], ["i1", "i2"], "inputs").shape, rows([0.05, 0.10], ["t1"], "targets").shape
    ((1, 2), (2, 1))
    """
    found, width = array(value, where), len(names)
    if found.ndim < 2:
        found = found.reshape(-1, 1) if width == 1 else found.reshape(1, -1)
    if found.ndim != 2 or found.shape[1] != width or not len(found):
        raise InputError(f"the shape is {array(value, where).shape}", where=where, instead=f"(samples, {width})")
    return found


def vector(value: Any, names: Sequence[str], where: str) -> Any:
    """Return the parameters as (len(names),).

    Raises:
        InputError: on any other shape.
    """
    found = array(value, where)
    if found.shape != (len(names),):
        raise InputError(
            f"the shape is {found.shape}", where=where, instead=f"({len(names)},), in the order of .parameters"
        )
    return found


def together(inputs: Any, targets: Any) -> tuple[Any, Any]:
    """Return inputs and targets with as many rows, a single row standing for all of them.

    Raises:
        InputError: if the numbers of samples differ.
    """
    import numpy as np

    counts = len(inputs), len(targets)
    if counts[0] == counts[1]:
        return inputs, targets
    if 1 not in counts:
        raise InputError(f"{counts[0]} samples and {counts[1]} targets", instead="give as many rows of both")
    samples = max(counts)
    return tuple(np.broadcast_to(part, (samples, part.shape[1])) for part in (inputs, targets))  # type: ignore[return-value]


def by_name(values: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Return name → array of samples (or one number), all of one length.

    Raises:
        InputError: on an unknown name, more than one axis, or lengths that differ.
    """
    known = list(known)
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known:
            raise InputError(
                f"unknown name '{str(name)[:60]}'",
                instead=nearest(str(name), known) or "an input, a target or a parameter",
            )
        found[name] = array(value, name)
        if found[name].ndim > 1:
            raise InputError(f"the shape is {found[name].shape}", where=name, instead="a number, or (samples,)")
    lengths = {len(value) for value in found.values() if value.ndim and len(value) != 1}
    if len(lengths) > 1 or 0 in lengths:
        raise InputError(f"arrays of {' and '.join(map(str, sorted(lengths)))} samples", instead="one length for all")
    return found


def check_targets(targets: Any, names: Sequence[str], rules: Iterable[TargetRule]) -> None:
    """Refuse targets that their loss has no meaning for, as everywhere else.

    Raises:
        InputError: naming what is allowed.
    """
    for rule in rules:
        part = targets[:, [names.index(name) for name in rule.names]]
        wrong = _wrong(rule, part)
        if wrong:
            raise InputError(wrong, where="targets", instead=f"{rule.loss} takes {_ALLOWED[rule.kind]}")


_ALLOWED: dict[TargetKind, str] = {
    "sign": "−1 or 1",
    "probability": "0 to 1",
    "simplex": "targets that sum to 1",
}


def _wrong(rule: TargetRule, targets: Any) -> str:
    """Return what is wrong with the targets of one rule; nothing where they are as they must be."""
    if rule.kind == "sign" and (abs(targets) != 1).any():
        return "a target is neither −1 nor 1"
    if rule.kind in ("probability", "simplex") and not ((targets >= 0) & (targets <= 1)).all():
        return "a target is not between 0 and 1"
    if rule.kind == "simplex" and (abs(targets.sum(axis=1) - 1) > TOLERANCE).any():
        return "a sample's targets do not sum to 1"
    return ""
