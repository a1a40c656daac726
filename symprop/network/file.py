"""The network file: YAML → checked data → a layered graph with its values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from symprop.errors import InputError, LimitExceeded, SympropError, nearest, shorten
from symprop.expression import Expr
from symprop.functions import LOSSES
from symprop.network.layers import BIAS_MODES, INPUTS, Layer, LayeredGraph, layer_name
from symprop.network.values import check_given, check_values, parse_value
from symprop.network.yaml import Placed, load_yaml

__all__ = ["NetworkFile", "read_network_file", "read_values_file"]

LATER_FORMS = ("units", "equations")
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class NetworkFile:
    """What a network file says."""

    graph: LayeredGraph
    values: dict[str, Expr] = field(default_factory=dict)
    name: str = ""


def _whole_number(value: Any) -> Any:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    raise ValueError("a whole number of at most nine digits")


def _number_or_names(value: Any) -> Any:
    return value if isinstance(value, list) else _whole_number(value)


def _names(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Layer(_Strict):
    units: Annotated[int, BeforeValidator(_whole_number)]
    activation: str = "sigmoid"
    name: str | None = None
    from_: Annotated[list[str] | None, BeforeValidator(_names), Field(alias="from")] = None


class _File(_Strict):
    name: str = ""
    inputs: Annotated[int | list[str], BeforeValidator(_number_or_names)]
    layers: list[_Layer]
    bias: Literal["unit", "layer", "none"] = "unit"
    loss: str = "half_squared"
    values: dict[str, str] = Field(default_factory=dict)


def read_network_file(text: str, name: str) -> NetworkFile:
    """Return the network that `text` describes; `name` is its file, for messages.

    Raises:
        InputError: with file:line:column, what is wrong and what is allowed.
        LimitExceeded: if the file or the network is too large.
    """
    document = load_yaml(text, name)
    if not isinstance(document.data, dict):
        raise InputError("this is no network", where=document.where(()), instead="write inputs: and layers:")
    for later in LATER_FORMS:
        if later in document.data:
            raise InputError(
                f"the '{later}' form is not supported by this version",
                where=document.where((later,), key=True),
                instead="write layers:",
            )
    try:
        file = _File.model_validate(document.data)
    except ValidationError as error:
        raise _explain(error, document) from None
    return _build(file, document)


def _build(file: _File, document: Placed) -> NetworkFile:
    if len(file.name) > LONGEST_NAME or not file.name.isprintable():
        raise InputError(
            f"the name '{shorten(file.name)}' cannot be shown",
            where=document.where(("name",)),
            instead=f"one line of at most {LONGEST_NAME} printable characters",
        )
    layers: list[Layer] = []
    before = INPUTS
    for k, layer in enumerate(file.layers):
        name = layer.name or layer_name(k, len(file.layers))
        layers.append(
            Layer(name, layer.units, layer.activation, (before,) if layer.from_ is None else tuple(layer.from_))
        )
        before = name
    try:
        graph = LayeredGraph(
            file.inputs if isinstance(file.inputs, int) else tuple(file.inputs), layers, loss=file.loss, bias=file.bias
        )
    except SympropError as error:
        raise error.placed(document.where(error.at)) from None
    values: dict[str, Expr] = {}
    for key, written in file.values.items():
        where = document.where(("values", key))
        check_given(key, graph, where=where)
        values[key] = parse_value(written, where=where)
    check_values(values, graph, LOSSES[file.loss], where=document.where(("values",)))
    return NetworkFile(graph, values, file.name)


def _explain(error: ValidationError, document: Placed) -> SympropError:
    """Return the first of pydantic's findings as one line of ours; a misspelled key before the one it stands for."""
    found = error.errors()
    first = next((finding for finding in found if finding["type"] == "extra_forbidden"), found[0])
    path = tuple(part for part in first["loc"] if isinstance(part, int) or part in _KEYS or part in _known(document))
    where, key = document.where(path), first["loc"][-1] if first["loc"] else ""
    match first["type"]:
        case "extra_forbidden":
            known = _LAYER_KEYS if path[:1] == ("layers",) else _FILE_KEYS
            instead = nearest(str(key), known) or f"one of {', '.join(known)}"
            place = document.where(path, key=True)
            return InputError(f"unknown key '{shorten(str(key))}'", where=place, instead=instead)
        case "missing":
            return InputError(f"'{key}' is missing", where=where, instead=f"add {key}:")
        case "literal_error":
            instead = nearest(str(first["input"]), BIAS_MODES) or f"one of {', '.join(BIAS_MODES)}"
            return InputError(f"unknown {key} {_given(first['input'])}", where=where, instead=instead)
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
_FILE_KEYS = tuple(_File.model_fields)
_LAYER_KEYS = tuple("from" if key == "from_" else key for key in _Layer.model_fields)
_KEYS = {*_FILE_KEYS, *_LAYER_KEYS}


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
