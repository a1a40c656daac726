"""The network file: YAML → checked data → one of the front ends → a model with its values."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from symprop.errors import InputError, LimitExceeded, SympropError, nearest, shorten
from symprop.expression import Expr
from symprop.network.blocks import KINDS, block_model
from symprop.network.custom import custom_rows
from symprop.network.dense import INPUTS, Layer, layer_name
from symprop.network.equations import equations_model
from symprop.network.layers import LayeredGraph
from symprop.network.model import Model
from symprop.network.schemas import (
    BlocksFile,
    CommonFile,
    EquationsFile,
    LayerEntry,
    LayersFile,
    UnitEntry,
    UnitsFile,
)
from symprop.network.units import Unit, Weight, units_model
from symprop.network.values import check_given, check_values, parse_value
from symprop.network.yaml import Placed, load_yaml

__all__ = ["read_network", "read_network_file", "read_values_file"]

LONGEST_NAME = 200


def read_network_file(text: str, name: str) -> Model:
    """Return the network that `text` describes; `name` is its file, for messages.

    Raises:
        InputError: with file:line:column, what is wrong and what is allowed.
        LimitExceeded: if the file or the network is too large.

    >>> read_network_file("inputs: 1\\nlayers: [{units: 1}]", "net.yaml").facts[0]
    'inputs: 1; o: 1 sigmoid'
    """
    return read_network(load_yaml(text, name))


def read_network(document: Placed) -> Model:
    """Return the network that a document describes, its scalars text.

    Raises:
        InputError: with the place, what is wrong and what is allowed.
        LimitExceeded: if the network is too large.
    """
    if not isinstance(document.data, dict):
        raise InputError("this is no network", where=document.where(()), instead="write inputs: and layers:")
    forms = [form for form in _FORMS if form in document.data]
    if len(forms) > 1:
        where = document.where((forms[1],), key=True)
        raise InputError(f"'{forms[1]}' beside '{forms[0]}'", where=where, instead=f"one of {', '.join(_FORMS)}")
    form = forms[0] if forms else "layers"
    schema, build = _BLOCKS if form == "layers" and _has_blocks(document.data) else _FORMS[form]
    try:
        file = schema.model_validate(document.data)
    except ValidationError as error:
        raise _explain(error, _keys(schema), document) from None
    if len(file.name) > LONGEST_NAME or not file.name.isprintable():
        raise InputError(
            f"the name '{shorten(file.name)}' cannot be shown",
            where=document.where(("name",)),
            instead=f"one line of at most {LONGEST_NAME} printable characters",
        )
    try:
        model = build(file)
    except SympropError as error:
        raise error.placed(document.where(error.at)) from None
    values: dict[str, Expr] = {}
    for key, written in file.values.items():
        where = document.where(("values", key))
        check_given(key, model.graph, where=where)
        values[key] = parse_value(written, where=where)
    check_values(values, model.rules, where=document.where(("values",)))
    return replace(model, values=values, name=file.name)


def _build_layers(file: LayersFile) -> Model:
    layers: list[Layer] = []
    before = INPUTS
    for k, layer in enumerate(file.layers):
        name = layer.name or layer_name(k, len(file.layers))
        sources = (before,) if layer.from_ is None else tuple(layer.from_)
        layers.append(Layer(name, layer.units, layer.activation, sources))
        before = name
    inputs = file.inputs if isinstance(file.inputs, int) else tuple(file.inputs)
    activations, losses = custom_rows(file.activations, file.losses)
    return Model.of_layers(
        LayeredGraph(inputs, layers, loss=file.loss, bias=file.bias, activations=activations, losses=losses)
    )


def _has_blocks(data: dict[str, Any]) -> bool:
    """Return whether a `layers` file says anything that only blocks know."""
    layers = data.get("layers")
    kinds = isinstance(layers, list) and any(isinstance(layer, dict) and "kind" in layer for layer in layers)
    return kinds or any(key in data for key in ("input_shape", "samples", "reduction"))


def _build_blocks(file: BlocksFile) -> Model:
    activations, losses = custom_rows(file.activations, file.losses)
    return block_model(
        file.inputs,
        file.layers,
        input_shape=file.input_shape,
        loss=file.loss,
        bias=file.bias,
        samples=file.samples,
        reduction=file.reduction,
        activations=activations,
        losses=losses,
    )


def _build_units(file: UnitsFile) -> Model:
    for k, unit in enumerate(file.units):
        for source, weights in unit.from_.items():
            if not weights:
                at = ("units", k, "from", source)
                raise InputError(f"no weight from '{shorten(source)}'", instead="give a name or a number", at=at)
    units = [
        Unit(
            name=unit.name,
            sources=tuple((source, _weight(w)) for source, weights in unit.from_.items() for w in weights),
            bias=unit.bias,
            activation=unit.activation,
            combine=unit.combine,
        )
        for unit in file.units
    ]
    activations, losses = custom_rows(file.activations, file.losses)
    return units_model(
        file.inputs,
        units,
        file.outputs,
        loss=file.loss,
        fixed=file.fixed,
        activations=activations,
        losses=losses,
    )


def _weight(text: str) -> Weight:
    """Return a weight's name, or the literal of a constant."""
    return parse_value(text) if text.lstrip("+-")[:1] in tuple(".0123456789") else text


def _build_equations(file: EquationsFile) -> Model:
    return equations_model(
        inputs=file.inputs,
        parameters=file.parameters,
        targets=file.targets,
        equations=file.equations,
        loss=file.loss,
        activations=custom_rows(file.activations, {})[0],
    )


_FORMS: dict[str, tuple[type[CommonFile], Callable[[Any], Model]]] = {
    "layers": (LayersFile, _build_layers),
    "units": (UnitsFile, _build_units),
    "equations": (EquationsFile, _build_equations),
}
"""Key → (what the file may hold, what makes the network of it)."""

_BLOCKS: tuple[type[CommonFile], Callable[[Any], Model]] = (BlocksFile, _build_blocks)
"""The same for `layers` with kinds."""


def _explain(error: ValidationError, schema_keys: tuple[str, ...], document: Placed) -> SympropError:
    """Return the first of pydantic's findings as one line of ours; a misspelled key before the one it stands for."""
    found = error.errors()
    first = next((finding for finding in found if finding["type"] == "extra_forbidden"), found[0])
    path = tuple(part for part in first["loc"] if isinstance(part, int) or part in _KEYS or part in _known(document))
    where, key = document.where(path), first["loc"][-1] if first["loc"] else ""
    match first["type"]:
        case "extra_forbidden":
            known = _entry_keys(first["loc"]) or schema_keys
            instead = nearest(str(key), known) or f"one of {', '.join(known)}"
            place = document.where(path, key=True)
            return InputError(f"unknown key '{shorten(str(key))}'", where=place, instead=instead)
        case "missing":
            return InputError(f"'{key}' is missing", where=where, instead=f"add {key}:")
        case "literal_error":
            choices = re.findall("'([^']*)'", first["ctx"]["expected"])
            instead = nearest(str(first["input"]), choices) or f"one of {', '.join(choices)}"
            return InputError(f"unknown {key} {_given(first['input'])}", where=where, instead=instead)
        case "union_tag_invalid":
            word = str(first["ctx"]["tag"])
            instead = nearest(word, KINDS) or f"one of {', '.join(KINDS)}"
            return InputError(f"unknown kind {_given(word)}", where=document.where((*path, "kind")), instead=instead)
        case "bool_type":
            return InputError(f"{key}: {_given(first['input'])}", where=where, instead="true or false")
        case "value_error":
            digits = first["input"]
            if isinstance(digits, str) and digits.isdigit():
                return LimitExceeded(f"a number of {len(digits):,} digits", where=where, instead="at most nine digits")
            return InputError(f"{_given(digits)} is no whole number", where=where, instead="a whole number such as 2")
        case _:
            wanted = _WANTED.get(first["type"], "a word or a number")
            return InputError(f"{_given(first['input'])} does not fit here", where=where, instead=wanted)


def _given(value: object) -> str:
    """Return what stands in the file, for a message."""
    match value:
        case list():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return f"'{shorten(str(value))}'" if value else "nothing"


_WANTED = {
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def _keys(schema: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in schema.model_fields.items())


def _entry_keys(location: tuple[int | str, ...]) -> tuple[str, ...]:
    """Return what the entry at a place may say; nothing at the top."""
    match location:
        case ("layers", int(), str(kind), _, *_) if kind in KINDS:
            return KINDS[kind].keys
        case ("layers", _, *_):
            return _keys(LayerEntry)
        case ("units", _, *_):
            return _keys(UnitEntry)
        case _:
            return ()


_SCHEMAS: tuple[type[BaseModel], ...] = (
    LayerEntry,
    UnitEntry,
    LayersFile,
    BlocksFile,
    UnitsFile,
    EquationsFile,
    *(k.entry for k in KINDS.values()),
)
_KEYS = {key for schema in _SCHEMAS for key in (*_keys(schema), "from_")}


def _known(document: Placed) -> set[str | int]:
    return {part for path in document.places for part in path}


def read_values_file(text: str, name: str) -> dict[str, tuple[Expr, str]]:
    """Return name → (literal, place) from a YAML mapping of values.

    Raises:
        InputError: if it is no mapping of names to numbers.
    """
    document = load_yaml(text, name)
    if not isinstance(document.data, dict):
        raise InputError("no values", where=document.where(()), instead="write one name: number a line")
    found: dict[str, tuple[Expr, str]] = {}
    for key, value in document.data.items():
        where = document.where((key,))
        if not isinstance(value, str):
            raise InputError(f"the value of '{shorten(key)}' is no number", where=where, instead="write name: number")
        found[key] = (parse_value(value, where=where), where)
    return found
