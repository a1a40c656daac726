"""What a network file may hold, a schema a form: strict, everything text until it is known to be a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from symprop.network.blocks import KINDS, Entry

__all__ = ["BlocksFile", "CommonFile", "EquationsFile", "LayerEntry", "LayersFile", "UnitEntry", "UnitsFile"]


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


class LayerEntry(_Strict):
    """A dense layer."""

    units: Annotated[int, BeforeValidator(_whole_number)]
    activation: str = "sigmoid"
    name: str | None = None
    from_: Annotated[list[str] | None, BeforeValidator(_names), Field(alias="from")] = None


class UnitEntry(_Strict):
    """A unit."""

    name: str
    from_: dict[str, Annotated[list[str], BeforeValidator(_names)]] = Field(alias="from")
    bias: str | None = None
    activation: str = "sigmoid"
    combine: Literal["sum", "product"] = "sum"


class CommonFile(_Strict):
    """What every file may say."""

    name: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    loss: str = "half_squared"


class _Custom(CommonFile):
    activations: dict[str, str] = Field(default_factory=dict)
    losses: dict[str, str] = Field(default_factory=dict)


class LayersFile(_Custom):
    """Dense layers."""

    inputs: Annotated[int | list[str], BeforeValidator(_number_or_names)]
    layers: list[LayerEntry]
    bias: Literal["unit", "layer", "none"] = "unit"


def _kind(entry: Any) -> str:
    return str(entry.get("kind", "dense")) if isinstance(entry, dict) else "dense"


if TYPE_CHECKING:
    _KindEntry = Entry
else:
    _KindEntry = Annotated[
        Union[tuple(Annotated[kind.entry, Tag(name)] for name, kind in KINDS.items())],  # noqa: UP007
        Discriminator(_kind),
    ]


class BlocksFile(_Custom):
    """Layers of any kind."""

    inputs: Annotated[int | list[str], BeforeValidator(_number_or_names)] = 0
    input_shape: list[Annotated[int, BeforeValidator(_whole_number)]] = Field(default_factory=list)
    layers: list[_KindEntry]
    bias: Literal["unit", "layer", "none"] = "unit"
    samples: Annotated[int, BeforeValidator(_whole_number)] = 1
    reduction: Literal["sum", "mean"] = "sum"


class UnitsFile(_Custom):
    """Units."""

    inputs: list[str]
    units: list[UnitEntry]
    outputs: Annotated[list[str], BeforeValidator(_names)]
    fixed: Annotated[list[str], BeforeValidator(_names)] = Field(default_factory=list)


class EquationsFile(CommonFile):
    """Equations."""

    inputs: list[str]
    parameters: list[str]
    targets: list[str] = Field(default_factory=list)
    activations: dict[str, str] = Field(default_factory=dict)
    equations: dict[str, str]
    loss: str
