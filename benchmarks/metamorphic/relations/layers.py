"""Relations of dense layers, whose weights are numbered by layer, then by target unit, then by source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from benchmarks.metamorphic.claims import Case, Claim, Data, Related, Setting, same, through, times

__all__ = ["add_dead_layer", "duplicate_in_layer", "permute_units", "untie_biases"]

NAMES = ("h", "j", "k", "l")
Place = tuple[str, int]


class Way(NamedTuple):
    """A weight's name and where it leads; from nowhere for a bias, into unit 0 where the layer shares it."""

    name: str
    target: Place
    source: Place | None


def layer_names(data: Data) -> list[str]:
    """Return what the layers are called."""
    last = len(data["layers"]) - 1
    return [layer.get("name") or ("o" if k == last else NAMES[k]) for k, layer in enumerate(data["layers"])]


def widths(data: Data) -> dict[str, int]:
    """Return layer → number of units, the inputs first."""
    inputs = data["inputs"]
    units = [int(layer["units"]) for layer in data["layers"]]
    return {"inputs": len(inputs) if isinstance(inputs, list) else int(inputs)} | dict(
        zip(layer_names(data), units, strict=True)
    )


def ways(data: Data) -> Iterator[Way]:
    """Yield every weight, then every bias, as the file format numbers them."""
    width, number, before = widths(data), 0, "inputs"
    for name, layer in zip(layer_names(data), data["layers"], strict=True):
        for unit in range(1, width[name] + 1):
            for source in layer.get("from", [before]):
                for k in range(1, width[source] + 1):
                    number += 1
                    yield Way(f"w{number}", (name, unit), (source, k))
        before = name
    if (mode := data.get("bias", "unit")) != "none":
        number = 0
        for name in layer_names(data):
            for unit in range(1, width[name] + 1) if mode == "unit" else (0,):
                number += 1
                yield Way(f"b{number}", (name, unit), None)


def given(data: Data) -> dict[Place, str]:
    """Return the names of inputs and targets; ("targets", k) is the target of output k."""
    inputs, width = data["inputs"], widths(data)
    names = inputs if isinstance(inputs, list) else [f"i{k + 1}" for k in range(int(inputs))]
    outputs = list(width.values())[-1]
    return {("inputs", k + 1): name for k, name in enumerate(names)} | {
        ("targets", k): f"t{k}" for k in range(1, outputs + 1)
    }


def permute_units(case: Case) -> Related:
    """Number the units of every layer differently: all values move along."""
    data, width = case.data, widths(case.data)
    order = {name: case.generator.sample(range(1, n + 1), n) for name, n in width.items()}
    order["targets"] = order[list(width)[-1]]

    def old(place: Place | None) -> Place | None:
        return place and (place if place[1] == 0 else (place[0], order[place[0]][place[1] - 1]))

    names = {(way.target, way.source): way.name for way in ways(data)}
    new = {way.name: names[old(way.target), old(way.source)] for way in ways(data)}  # type: ignore[index]
    moved = {name: case.values[given(data)[old(place)]] for place, name in given(data).items()}  # type: ignore[index]
    values = moved | {name: case.values[before] for name, before in new.items()}
    claims = tuple(Claim(times((1, name)), times((0, before))) for name, before in new.items())
    return Related(settings=(case.setting, Setting(data, values)), claims=claims)


def duplicate_in_layer(case: Case) -> Related | None:
    """Add a second copy of a hidden unit behind its layer's last; both ways out are halved."""
    data, layers = case.data, case.data["layers"]
    hidden = [k for k, layer in enumerate(layers[:-1]) if layer.get("activation") != "softmax"]
    if not hidden:
        return None
    k = case.generator.choice(hidden)
    name, count = layer_names(data)[k], int(layers[k]["units"])
    unit, twin = (name, case.generator.randint(1, count)), (name, count + 1)
    wider = {**data, "layers": [*layers[:k], {**layers[k], "units": str(count + 1)}, *layers[k + 1 :]]}
    new = {(way.target, way.source): way.name for way in ways(wider)}
    values = {name: case.values[name] for name in given(data).values()}
    claims: list[Claim] = []
    for w, target, source in ways(data):
        same_way = new[target, source]
        values[same_way] = case.values[w]
        if source == unit:
            other = new[target, twin]
            values[same_way] = values[other] = case.values[w] / 2
            claims += (Claim(times((1, half)), times((0, w))) for half in (same_way, other))
        elif target == unit:
            other = new[twin, source]
            values[other] = case.values[w]
            more = case.network.path_count(w)
            claims.append(Claim((*times((1, same_way)), *times((1, other))), times((0, w)), more=more))
        else:
            more = through(case.network, w, f"out_{_unit(*unit)}")
            claims.append(Claim(times((1, same_way)), times((0, w)), more=more))
    return Related(settings=(case.setting, Setting(wider, values)), claims=tuple(claims))


def _unit(layer: str, number: int) -> str:
    return f"{layer}_{number}" if layer[-1].isdigit() else f"{layer}{number}"


def untie_biases(case: Case) -> Related | None:
    """Give each unit the bias that its layer shared."""
    if case.data.get("bias") != "layer":
        return None
    data = {**case.data, "bias": "unit"}
    shared = {way.target[0]: way.name for way in ways(case.data) if way.source is None}
    parts: dict[str, list[str]] = {}
    for way in ways(data):
        if way.source is None:
            parts.setdefault(shared[way.target[0]], []).append(way.name)
    values = {name: value for name, value in case.values.items() if name not in parts}
    values |= {part: case.values[name] for name, own in parts.items() for part in own}
    total = (Claim(tuple((Fraction(1), ((1, part),)) for part in own), times((0, name))) for name, own in parts.items())
    rest = same(w for w in case.parameters if w not in parts)
    return Related(settings=(case.setting, Setting(data, values)), claims=(*total, *rest))


def add_dead_layer(case: Case) -> Related | None:
    """Add a layer that nobody takes, before the last; later weights are numbered on."""
    data, layers = case.data, list(case.data["layers"])
    names = layer_names(data)
    layers = [{**layer, "name": name} for layer, name in zip(layers, names, strict=True)]
    before = ["inputs", *names]
    layers = [{**layer, "from": layer.get("from", [before[k]])} for k, layer in enumerate(layers)]
    k = case.generator.randrange(len(layers))
    dead: dict[str, Any] = {"name": "dead", "units": "2", "from": [case.generator.choice(before[: k + 1])]}
    other = {**data, "layers": [*layers[:k], dead, *layers[k:]]}
    new = {(way.target, way.source): way.name for way in ways(other)}
    moved = {new[target, source]: w for w, target, source in ways(data)}
    values: Mapping[str, Fraction] = {
        **{name: case.values[name] for name in given(data).values()},
        **{name: case.values[moved[name]] if name in moved else Fraction(1, 4) for name in new.values()},
    }
    claims = (Claim(times((1, name)), times((0, moved[name])) if name in moved else ()) for name in new.values())
    return Related(settings=(case.setting, Setting(other, values)), claims=tuple(claims))
