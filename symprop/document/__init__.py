"""From a network and what was asked for to the `Document` that every page format shows."""

from symprop.document.build import MOST_DEFINITIONS, MOST_EDGES, build_document, forward
from symprop.document.code import python_lines
from symprop.document.fitting import page_labels
from symprop.document.request import (
    DEFAULT_FORMS,
    Request,
    parameter_names,
    refuse_too_much,
    small_enough_to_check,
    split_names,
)

__all__ = [
    "DEFAULT_FORMS",
    "MOST_DEFINITIONS",
    "MOST_EDGES",
    "Request",
    "build_document",
    "forward",
    "page_labels",
    "parameter_names",
    "python_lines",
    "refuse_too_much",
    "small_enough_to_check",
    "split_names",
]
