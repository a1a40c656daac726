"""Relations of networks of units: a unit is a mapping with a name, what it takes, a bias, an activation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from benchmarks.metamorphic.claims import Case, Claim, Data, Related, Setting, known, same, through, times
from benchmarks.metamorphic.relations.names import NUMBER

__all__ = [
    "add_dead_unit",
    "duplicate_unit",
    "permute_listing",
    "split_edge",
    "untie",
]

Unit = dict[str, Any]
Pairs = list[tuple[str, str]]


class Use(NamedTuple):
    """Where a parameter stands: the unit, and the place among what it takes; −1 for its bias."""

    unit: int
    place: int


def pairs(unit: Unit) -> Pairs:
    """Return (source, weight) in the order of the net's terms."""
    return [(s, w) for s, ws in unit["from"].items() for w in ([ws] if isinstance(ws, str) else ws)]


def taking(unit: Unit, found: Pairs) -> Unit:
    """Return the unit with other sources and weights."""
    sources: dict[str, list[str]] = {}
    for source, weight in found:
        sources.setdefault(source, []).append(weight)
    return {**unit, "from": sources}


def uses(data: Data) -> dict[str, list[Use]]:
    """Return where each parameter is used."""
    found: dict[str, list[Use]] = {}
    for k, unit in enumerate(data["units"]):
        for place, (_, weight) in enumerate(pairs(unit)):
            if not NUMBER.fullmatch(weight):
                found.setdefault(weight, []).append(Use(k, place))
        if "bias" in unit:
            found.setdefault(unit["bias"], []).append(Use(k, -1))
    return found


def put(unit: Unit, place: int, name: str) -> Unit:
    """Return the unit with another parameter at a place."""
    if place == -1:
        return {**unit, "bias": name}
    return taking(unit, [(s, name if k == place else w) for k, (s, w) in enumerate(pairs(unit))])


def without(units: Sequence[Unit], k: int, *instead: Unit) -> list[Unit]:
    return [*units[:k], *instead, *units[k + 1 :]]


def permute_listing(case: Case) -> Related:
    """List units, what they take, inputs and outputs in another order; targets follow their outputs."""
    data, rng = case.data, case.generator
    units = [
        {**unit, "from": dict(rng.sample(list(unit["from"].items()), len(unit["from"])))} for unit in data["units"]
    ]
    outputs = rng.sample(data["outputs"], len(data["outputs"]))
    moved = {f"t{outputs.index(name) + 1}": case.values[f"t{k + 1}"] for k, name in enumerate(data["outputs"])}
    other = {
        **data,
        "inputs": rng.sample(data["inputs"], len(data["inputs"])),
        "units": rng.sample(units, len(units)),
        "outputs": outputs,
    }
    settings = case.setting, Setting(other, {**case.values, **moved})
    return Related(settings=settings, claims=tuple(same(case.parameters)))


def split_edge(case: Case) -> Related:
    """Put an identity unit on an edge: out = net = the source."""
    units, rng = case.data["units"], case.generator
    k = rng.randrange(len(units))
    taken = pairs(units[k])
    place = rng.randrange(len(taken))
    source, weight = taken[place]
    before = rng.random() < 0.5 or units[k].get("combine") == "product"
    between = {"name": "between", "from": {source: "1" if before else weight}, "activation": "identity"}
    taken[place] = ("between", weight if before else "1")
    other = {**case.data, "units": without(units, k, between, taking(units[k], taken))}
    settings = case.setting, Setting(other, case.values)
    return Related(settings=settings, claims=tuple(same(case.parameters)))


def duplicate_unit(case: Case) -> Related | None:
    """Make a unit twice, from the same sources by the same weights, each way out halved."""
    units = case.data["units"]
    takers = {unit["name"]: [other for other in units if unit["name"] in other["from"]] for unit in units}
    chosen = [
        k
        for k, unit in enumerate(units)
        if unit["name"] not in case.data["outputs"]
        and takers[unit["name"]]
        and not any(taker.get("combine") == "product" for taker in takers[unit["name"]])
    ]
    if not chosen:
        return None
    k = case.generator.choice(chosen)
    name = units[k]["name"]
    values = dict(case.values)
    halves: dict[str, list[str]] = {}
    others = []
    for unit in without(units, k):
        found: Pairs = []
        for source, weight in pairs(unit):
            if source != name:
                found.append((source, weight))
            elif NUMBER.fullmatch(weight):
                half = str(float(weight) / 2)
                found += [(name, half), ("twin", half)]
            else:
                ways = halves.setdefault(weight, [])
                ways += (f"half{len(values) + 1}", f"half{len(values) + 2}")
                values |= dict.fromkeys(ways[-2:], case.values[weight] / 2)
                found += [(name, ways[-2]), ("twin", ways[-1])]
        others.append(taking(unit, found))
    other = {**case.data, "units": [*others, units[k], {**units[k], "name": "twin"}]}
    other = _with_fixed(other, case.data, halves)
    return Related(
        settings=(case.setting, Setting(other, known(other, values))),
        claims=tuple(_duplicated(case, other, name, halves)),
    )


def _with_fixed(other: Data, data: Data, halves: dict[str, list[str]]) -> Data:
    """A fixed weight's halves are fixed; a name that is used no more is not named."""
    known = uses(other)
    fixed = [name for old in data.get("fixed", ()) for name in (old, *halves.get(old, ())) if name in known]
    return {**{key: entry for key, entry in other.items() if key != "fixed"}, **({"fixed": fixed} if fixed else {})}


def _duplicated(case: Case, other: Data, name: str, halves: dict[str, list[str]]) -> Iterator[Claim]:
    """∂E/∂w of the network before = what is left of w + ½ Σ ∂E/∂(half of w); each path through the unit is two."""
    left = uses(other)
    for w in case.parameters:
        kept = times((1, w)) if w in left else ()
        new = tuple((Fraction(1, 2), ((1, way),)) for way in halves.get(w, ()))
        yield Claim((*kept, *new), times((0, w)), more=through(case.network, w, f"out_{name}"))


def untie(case: Case) -> Related | None:
    """Give each use of a shared parameter a name of its own."""
    shared = {name: found for name, found in uses(case.data).items() if len(found) > 1 and name in case.parameters}
    if not shared:
        return None
    name = case.generator.choice(list(shared))
    units = list(case.data["units"])
    own = [f"own{k + 1}" for k in range(len(shared[name]))]
    for new, (k, place) in zip(own, shared[name], strict=True):
        units[k] = put(units[k], place, new)
    values = {other: value for other, value in case.values.items() if other != name}
    settings = case.setting, Setting({**case.data, "units": units}, values | dict.fromkeys(own, case.values[name]))
    total = tuple((Fraction(1), ((1, new),)) for new in own)
    rest = same(w for w in case.parameters if w != name)
    return Related(settings=settings, claims=(Claim(total, times((0, name))), *rest))


def add_dead_unit(case: Case) -> Related:
    """Add a unit whose out is not used, or by a weight that is 0: ∂E/∂(that weight) = ∂E/∂net · out."""
    data, rng, values = case.data, case.generator, dict(case.values)
    x, k = rng.choice(data["inputs"]), rng.randrange(len(data["units"]))
    values |= {"into": Fraction(rng.randint(-900, 900), 1000), "level": Fraction(rng.randint(1, 900), 1000)}
    dead = {"name": "dead", "from": {x: "into"}, "bias": "level", "activation": "tanh"}
    way = rng.choice(("", "", "0", "way"))
    taker = data["units"][k]
    if taker.get("combine") == "product":  # × 0 would be another network
        way = ""
    if not way:
        alone = {**data, "units": [*data["units"], dead]}
        nothing = (Claim(times((1, name)), ()) for name in ("into", "level"))
        return Related(settings=(case.setting, Setting(alone, values)), claims=(*same(case.parameters), *nothing))
    units = without(data["units"], k, taking(taker, [*pairs(taker), ("dead", way)]), dead)
    nothing = (Claim(times((1, name)), (), counts=False) for name in ("into", "level"))
    claims = (*same(case.parameters), *nothing)
    if way == "0":
        return Related(settings=(case.setting, Setting({**data, "units": units}, values)), claims=claims)
    probed = without(data["units"], k, taking(taker, [*pairs(taker), ("one", "probe")]))
    out = {
        "inputs": [x],
        "parameters": ["into", "level", "slope"],
        "equations": {"value": f"tanh(into*{x} + level)"},
        "loss": "slope*value",
    }
    settings = (
        case.setting,
        Setting({**data, "units": units}, {**values, "way": Fraction(0)}),
        Setting(
            {**data, "inputs": [*data["inputs"], "one"], "units": probed},
            {**case.values, "one": Fraction(1), "probe": Fraction(0)},
        ),
        Setting(out, {x: values[x], "into": values["into"], "level": values["level"], "slope": Fraction(1)}),
    )
    return Related(settings=settings, claims=(*claims, Claim(times((1, "way")), times((2, "probe"), (3, "slope")))))
