"""Two networks, one after the other: ∂E/∂w = Σ over what is handed on of ∂E/∂x · ∂x/∂w."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from benchmarks.metamorphic.cases import draw
from benchmarks.metamorphic.claims import Case, Claim, Data, Related, Setting, known, times
from benchmarks.metamorphic.relations.names import NAME, mapped, replaced
from benchmarks.metamorphic.relations.units import uses

__all__ = ["compose_equations", "compose_units"]


def compose_units(case: Case) -> Related | None:
    """Let outputs of one network of units be inputs of another one."""
    other = draw("units", case.generator)
    if other is None:
        return None
    own = {*other.data["inputs"], *(unit["name"] for unit in other.data["units"]), *uses(other.data)}
    second = _apart(other, own, lambda text, new: new.get(text, text))
    first = case.data
    formulas = {key: {**first.get(key, {}), **second.data.get(key, {})} for key in ("activations", "losses")}
    if len(formulas["activations"]) < sum(len(part.get("activations", {})) for part in (first, second.data)):
        return None  # two formulas of one name
    handed = list(zip(second.data["inputs"], first["outputs"], strict=False))
    taken = dict(handed)
    units = [
        {**unit, "from": {taken.get(source, source): w for source, w in unit["from"].items()}}
        for unit in second.data["units"]
    ]
    if any(set(taken.values()) & {s for s in unit["from"] if s not in taken} for unit in second.data["units"]):
        return None
    both: Data = {
        **formulas,
        "inputs": [*first["inputs"], *(x for x in second.data["inputs"] if x not in taken)],
        "units": [*first["units"], *units],
        "outputs": second.data["outputs"],
        "loss": second.data["loss"],
        "fixed": [*first.get("fixed", ()), *second.data.get("fixed", ())],
    }
    parts = [{**first, "outputs": [name], "loss": "whole", "losses": {"whole": "y"}} for name in taken.values()]
    return _composed(case, second, both, parts, [(x, f"out_{name}") for x, name in handed])


def compose_equations(case: Case) -> Related | None:
    """Let the last value of some equations be the first input of others."""
    other = draw("equations", case.generator)
    if other is None:
        return None
    own = {name for key in ("inputs", "parameters", "targets", "equations") for name in other.data[key]}
    second = _apart(other, own, replaced)
    first, x = case.data, second.data["inputs"][0]
    both = {
        "inputs": [*first["inputs"], *second.data["inputs"][1:]],
        "parameters": [*first["parameters"], *second.data["parameters"]],
        "targets": second.data["targets"],
        "equations": {**first["equations"], x: "last", **second.data["equations"]},
        "loss": second.data["loss"],
    }
    return _composed(case, second, both, [{**first, "loss": "last"}], [(x, "last")])


def _apart(case: Case, own: set[str], change: Callable[[str, dict[str, str]], str]) -> Case:
    """Return the case with names that no other network has."""
    new = {name: f"q{k + 1}" for k, name in enumerate(sorted(own)) if NAME.fullmatch(name)}
    kept = {
        key: entry
        for key, entry in case.data.items()
        if key in ("losses", "activations") or (key == "loss" and case.kind == "units")
    }
    data = {**mapped({k: v for k, v in case.data.items() if k not in kept}, lambda text: change(text, new)), **kept}
    return Case(
        kind=case.kind,
        data=data,
        values={new.get(name, name): value for name, value in case.values.items()},
        generator=case.generator,
    )


def _composed(
    case: Case, second: Case, both: Data, parts: Sequence[Data], handed: Sequence[tuple[str, str]]
) -> Related:
    """Network 0 is both; 1 the second, fed; 2, 3, … what the first hands on, each as its whole error."""
    fed = {x: (0, variable) for x, variable in handed}
    values = {**case.values, **second.values}  # t1, … are the second one's
    settings = (
        Setting(both, known(both, values)),
        Setting(second.data, second.values, fed=fed),
        *(Setting(part, known(part, case.values)) for part in parts),
    )
    first = (
        Claim(times((0, w)), tuple((Fraction(1), ((1, x), (2 + k, w))) for k, (x, _) in enumerate(handed)))
        for w in case.parameters
    )
    rest = (Claim(times((0, w)), times((1, w))) for w in second.parameters)
    return Related(settings=settings, claims=(*first, *rest))
