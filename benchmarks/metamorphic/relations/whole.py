"""Relations of networks of every kind: names, the loss, samples, composition, numbers for symbols."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from benchmarks.metamorphic.claims import Case, Claim, Related, Setting, known, same, times
from benchmarks.metamorphic.relations.names import mapped, replaced
from benchmarks.metamorphic.relations.units import pairs, taking

__all__ = ["number_for_symbol", "rename", "reverse_samples", "scale_loss"]

LOSSES = {
    "half_squared": "1/2*(t - y)^2",
    "squared": "(t - y)^2",
    "mean_squared": "(t - y)^2/{outputs}",
    "absolute": "abs(t - y)",
    "huber": "(abs(t - y) - 1/2) if abs(t - y) > 1 else 1/2*(t - y)^2",
    "binary_cross_entropy": "-(t*log(y) + (1 - t)*log(1 - y))",
    "cross_entropy": "-t*log(y)",
    "hinge": "(1 - t*y) if 1 > t*y else 0",
}
"""The losses of the table, written out as a file may."""


def rename(case: Case) -> Related | None:
    """Give inputs, parameters and units other names, in the same order: the pages differ in the names only."""
    data, rng = case.data, case.generator
    if case.kind == "layers":
        if not isinstance(data["inputs"], list):
            data = {**data, "inputs": [f"i{k + 1}" for k in range(int(data["inputs"]))]}
        old = list(data["inputs"])
    elif case.kind == "units":
        old = [*data["inputs"], *(unit["name"] for unit in data["units"]), *case.parameters, *data.get("fixed", ())]
    else:
        old = [*data["inputs"], *data["parameters"], *data["targets"], *data["equations"]]
    old = list(dict.fromkeys(old))
    new = {name: _fresh(name, k) for name, k in zip(old, rng.sample(range(len(old)), len(old)), strict=True)}
    kept = {key: entry for key, entry in data.items() if key in ("loss", "losses", "activations", "bias")}
    if case.kind == "equations":
        kept.pop("loss")
    other = {**mapped({k: v for k, v in data.items() if k not in kept}, _renamer(case.kind, new)), **kept}
    settings = case.setting, Setting(other, {new.get(n, n): v for n, v in case.values.items()})
    claims = tuple(Claim(times((1, new.get(w, w))), times((0, w))) for w in case.parameters)
    return Related(settings=settings, claims=claims, renamed={after: before for before, after in new.items()})


def _fresh(name: str, k: int) -> str:
    """Return a name of the same manner: with an index or without, which takes other brackets before a power."""
    return f"n{k + 1}" if "_" in name or name[-1].isdigit() else f"nn{chr(97 + k // 26)}{chr(97 + k % 26)}"


def _renamer(kind: str, new: Mapping[str, str]) -> Callable[[str], str]:
    if kind == "equations":
        return lambda text: replaced(text, new)
    return lambda text: new.get(text, text)


def scale_loss(case: Case) -> Related:
    """Multiply the loss by c: c times each gradient."""
    data = case.data
    factor = case.generator.choice(("2.5", "0.125", "-3"))
    if case.kind == "equations":
        other = {**data, "equations": {**data["equations"], "whole": data["loss"]}, "loss": f"({factor})*whole"}
    else:
        text = data.get("losses", {}).get(data["loss"]) or LOSSES[data["loss"]]
        outputs = len([name for name in case.values if re.fullmatch("t[0-9]+", name)])
        other = {**data, "losses": {"scaled": f"({factor})*({text.format(outputs=outputs)})"}, "loss": "scaled"}
    settings = case.setting, Setting(other, case.values)
    return Related(settings=settings, claims=tuple(same(case.parameters, factor=Fraction(factor))))


OF_SAMPLE = re.compile(r"(.*)_s([0-9]+)")


def reverse_samples(case: Case) -> Related:
    """Take the samples in the other order; and one by one, where they do not mix: their gradients add up."""
    samples = case.batch if case.batch > 1 else int(case.data["samples"])
    shared: dict[str, Fraction] = {}
    points: list[dict[str, Fraction]] = [{} for _ in range(samples)]
    for name, value in case.values.items():
        match = OF_SAMPLE.fullmatch(name)
        (points[int(match[2]) - 1] if match else shared)[match[1] if match else name] = value
    turned = {f"{name}_s{samples - k}": value for k, point in enumerate(points) for name, value in point.items()}
    settings = [case.setting, Setting(case.data, shared | turned, batch=case.batch)]
    claims = list(same(case.parameters))
    if not any(layer.get("kind") == "batchnorm" and not layer.get("running") for layer in case.data["layers"]):
        alone = {key: entry for key, entry in case.data.items() if key not in ("samples", "reduction")}
        settings += (Setting(alone, shared | point) for point in points)
        share = Fraction(1, samples if case.data.get("reduction") == "mean" else 1)
        claims += (Claim(times((0, w)), tuple((share, ((2 + k, w),)) for k in range(samples))) for w in case.parameters)
    return Related(settings=tuple(settings), claims=tuple(claims))


def number_for_symbol(case: Case) -> Related | None:
    """Write a parameter's number in its place: the other gradients stay, and so does each number put in afterwards."""
    data, rng = case.data, case.generator
    learned = case.parameters
    chosen = [w for w in learned if case.kind == "equations" or any(w == v for u in data["units"] for _, v in pairs(u))]
    if not chosen or len(learned) < 2:
        return None
    name = rng.choice(chosen)
    text = f"{float(case.values[name]):.12g}"
    if Fraction(text) != case.values[name]:
        return None
    if case.kind == "equations":
        other = mapped({k: v for k, v in data.items() if k != "parameters"}, lambda f: replaced(f, {name: f"({text})"}))
        other["parameters"] = [w for w in data["parameters"] if w != name]
    elif rng.random() < 0.3:
        other = {**data, "fixed": [*data.get("fixed", ()), name]}
    else:
        units = [taking(u, [(s, text if w == name else w) for s, w in pairs(u)]) for u in data["units"]]
        other = {**data, "units": units}
    rest = [w for w in learned if w != name]
    settings = case.setting, Setting(other, known(other, case.values))
    return Related(settings=settings, claims=tuple(same(rest)), substituted=(rng.choice(learned),))
