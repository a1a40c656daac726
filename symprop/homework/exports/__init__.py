"""Exports into other systems, one thin writer each: a set → files."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from symprop.homework.record import ProblemSet

__all__ = ["EXPORTERS"]

EXPORTERS: Mapping[str, Callable[[ProblemSet, Mapping[str, Fraction]], dict[str, bytes]]] = {}
"""Name → what writes a set for that system."""
