"""A network from what a user names: sizes, a bundled example, a file, or standard input."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path

from symprop.errors import InputError, LimitExceeded, nearest, shorten, visible
from symprop.expression import Expr
from symprop.graph import EquationGraph
from symprop.network.dense import dense_layers, read_sizes
from symprop.network.layers import LayeredGraph
from symprop.network.model import Model
from symprop.network.values import check_given, parse_assignments

__all__ = ["decoded", "example_names", "is_onnx", "load_network", "read_source", "read_values", "source_text"]

_SIZES = re.compile(r"-?[0-9]+(-[0-9]*)+|[0-9]+", re.ASCII)
LARGEST = 2_000_000
_RUN = (".pt", ".pth", ".pkl", ".pickle", ".keras", ".h5")
"""Endings of files of models that hold code."""


def example_names() -> tuple[str, ...]:
    """Return the names of the bundled examples.

    >>> "mazur" in example_names()
    True
    """
    folder = resources.files("symprop") / "examples"
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def load_network(spec: str) -> Model:
    """Return the network for sizes (``2-2-2``), an example's name, a file, or ``-``.

    Raises:
        InputError: if `spec` is none of them, or what it holds cannot be used.

    >>> model = load_network("mazur")
    >>> model.name, model.facts[0]
    ('mazur', 'inputs: 2; h: 2 sigmoid, o: 2 sigmoid')
    """
    text = source_text(spec)
    if text is not None:
        return network_from_text(text, spec)
    if spec in example_names():
        text = (resources.files("symprop") / "examples" / f"{spec}.yaml").read_text(encoding="utf-8")
        return _from_file(text, f"{spec}.yaml", spec)
    sizes = read_sizes(spec)
    return Model.of_layers(LayeredGraph(sizes[0], dense_layers(sizes[1:])), name=spec)


def is_onnx(spec: str) -> bool:
    """Return whether this is the name of a model in ONNX's format, which is bytes and is read by its importer."""
    return spec.lower().endswith(".onnx")


def source_text(spec: str) -> str | None:
    """Return what the file (or standard input) says that `spec` names; None for sizes and examples.

    Raises:
        InputError: if there is no such network, or its file cannot be read.

    >>> source_text("2-2-2") is None
    True
    """
    if spec == "-":
        return read_source("-")
    if _SIZES.fullmatch(spec) or spec in example_names():
        return None
    path = Path(spec)
    if path.suffix.lower() in _RUN:
        raise InputError(
            "opening such a file runs what is in it",
            where=shorten(spec),
            instead="export the model as ONNX, or give it to symprop.from_torch or from_keras",
        )
    if not spec or not _exists(path):
        instead = nearest(spec, example_names()) or "give sizes such as 2-2-2, a file, or an example: " + ", ".join(
            example_names()
        )
        raise InputError(f"there is no network '{shorten(spec)}'", instead=instead)
    return read_source(spec)


def network_from_text(text: str, spec: str) -> Model:
    """Return the network of a text that `source_text` gave.

    Raises:
        InputError: if it cannot be used.
    """
    return _from_file(text, "<stdin>", "stdin") if spec == "-" else _from_file(text, spec, Path(spec).stem)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name no file can have
        return False


def _from_file(text: str, name: str, stem: str) -> Model:
    from symprop.network.file import read_network_file

    model = read_network_file(text, name)
    shown = visible(os.fsencode(stem).decode(errors="replace"))  # a file's name need not be Unicode, or printable
    return replace(model, name=model.name or shown)


def read_source(source: str) -> str:
    """Return the text of a file, or of standard input for ``-``; UTF-8, at most 2 MB, any line endings.

    Raises:
        InputError: if it cannot be read or is not UTF-8.
        LimitExceeded: if it is larger.
    """
    where = "<stdin>" if source == "-" else shorten(source)
    try:
        if source == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(source).open("rb") as file:
                data = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a file name"
        raise InputError(f"cannot be read ({reason})", where=where, instead="give a readable file") from None
    return decoded(data, where)


def decoded(data: bytes, where: str) -> str:
    """Return the text of a file's bytes; UTF-8, at most 2 MB, any line endings.

    Raises:
        InputError: if they are not UTF-8.
        LimitExceeded: if they are more.
    """
    if len(data) > LARGEST:
        raise LimitExceeded("the file is too large", where=where, instead=f"at most {LARGEST:,} bytes")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"byte {error.start} is not UTF-8", where=where, instead="save it as UTF-8") from None


def read_values(text: str, graph: EquationGraph, own: Callable[[str], str] = lambda name: name) -> dict[str, Expr]:
    """Return the values of ``--at``: assignments (``i1=.05,w1=.15``) or a file of them.

    Args:
        own: a name as it is written → our name.

    Raises:
        InputError: on an unknown name, a value that is no number, or an unreadable file.
    """
    found: dict[str, Expr] = {}
    if "=" in text:
        for name, literal in parse_assignments(text):
            name = _ours(own, name, "--at")
            check_given(name, graph, where="--at")
            found[name] = literal
        return found
    from symprop.network.file import read_values_file

    if text != "-" and not (text and _exists(Path(text))):
        raise InputError(
            f"'{shorten(text)}' is neither an assignment nor a file", where="--at", instead="write i1=.05,w1=.15"
        )
    for name, (literal, where) in read_values_file(read_source(text), "<stdin>" if text == "-" else text).items():
        name = _ours(own, name, where)
        check_given(name, graph, where=where)
        found[name] = literal
    return found


def _ours(own: Callable[[str], str], name: str, where: str) -> str:
    try:
        return own(name)
    except InputError as error:
        raise error.placed(where) from None
