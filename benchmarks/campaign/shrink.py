"""The smallest file that still fails in the same way: greedy delta debugging of what stands in it (Zeller 1999)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.campaign.files import as_text

__all__ = ["reductions", "shrunk"]

Data = dict[str, Any]
Path = tuple[str | int, ...]
MOST_TRIES = 600
SIMPLE = {
    "activation": ("identity", "sigmoid"),
    "loss": ("half_squared",),
    "units": ("1",),
    "inputs": ("1",),
    "samples": ("1",),
    "kind": ("dense",),
}
"""Key → what it may say instead, the simplest first."""
_NAME = re.compile(r"[A-Za-z]\w*(?!\w*\()")


def shrunk(data: Data, fails: Callable[[str], bool], tries: int = MOST_TRIES) -> Data:
    """Return data whose file is as small as can be found and still fails.

    Args:
        fails: whether the text of a file fails as the first one did.
    """
    left = tries
    found = True
    while found:
        found = False
        for smaller in reductions(data):
            if left == 0:
                return data
            text = as_text(smaller)
            if len(text) < len(as_text(data)):
                left -= 1
                if fails(text):
                    data, found = smaller, True
                    break
    return data


def reductions(data: Data) -> Iterator[Data]:
    """Yield data with one thing less, large things first; not all of them are networks."""
    places = sorted(_places(data), key=lambda place: -len(str(_at(data, place))))
    for place in places:
        yield _tidy(_without(data, place))
    for place in places:
        if len(place) > 1 and place[0] in ("units", "equations"):
            yield from _bypassed(data, place)
    for place in places:
        value = _at(data, place)
        if not isinstance(value, str):
            continue
        for simple in SIMPLE.get(str(place[-1]), ()):
            if simple != value:
                yield _with(data, place, simple)
        if "equations" in data or place[0] in ("activations", "losses"):
            for formula in _simpler(value):
                yield _tidy(_with(data, place, formula))
        if value.isdigit() and int(value) > 1:
            yield _with(data, place, str(int(value) - 1))


def _places(value: Any, path: Path = ()) -> Iterator[Path]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield (*path, key)
        yield from _places(entry, (*path, key))


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def _changed(value: Any, path: Path, change: Callable[[Any, Any], Any]) -> Any:
    head, *rest = path
    copy = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        copy[head] = _changed(value[head], tuple(rest), change)
        return copy
    return change(copy, head)


def _without(data: Data, path: Path) -> Data:
    def drop(parent: Any, key: Any) -> Any:
        del parent[key]
        return parent

    return dict(_changed(data, path, drop))


def _with(data: Data, path: Path, value: Any) -> Data:
    def put(parent: Any, key: Any) -> Any:
        parent[key] = value
        return parent

    return dict(_changed(data, path, put))


def _bypassed(data: Data, path: Path) -> Iterator[Data]:
    """Yield data without a unit or an equation, an input in its place wherever it is used."""
    inputs = data.get("inputs")
    if len(path) != 2 or not isinstance(inputs, list) or not inputs:
        return
    name = path[1] if path[0] == "equations" else data["units"][path[1]].get("name")
    if isinstance(name, str):
        for instead in inputs[:1]:
            yield _tidy(_renamed(_without(data, path), name, instead))


def _renamed(value: Any, name: str, instead: str) -> Any:
    if isinstance(value, dict):
        return {_renamed(key, name, instead): _renamed(entry, name, instead) for key, entry in value.items()}
    if isinstance(value, list):
        return [_renamed(entry, name, instead) for entry in value]
    return re.sub(rf"\b{re.escape(name)}\b", instead, value)


def _simpler(formula: str) -> Iterator[str]:
    """Yield a formula without a bracket around it, a bracket's content, and a name or 1 in the place of a bracket."""
    for start, end in _brackets(formula):
        inside, before = formula[start + 1 : end], re.sub(r"[A-Za-z_]\w*$", "", formula[:start])
        yield inside
        yield before + inside + formula[end + 1 :]
        yield formula[:start] + inside + formula[end + 1 :]
        for leaf in (*dict.fromkeys(_NAME.findall(inside)), "1"):
            yield before + leaf + formula[end + 1 :]
            yield f"{formula[:start]}({leaf}){formula[end + 1 :]}"
    terms = re.split(r"( [+\-] |\*)", formula)
    yield from terms[::2]
    for k in range(0, len(terms), 2):
        yield "".join(terms[: k - 1] + terms[k + 1 :] if k else terms[2:])


def _brackets(formula: str) -> Iterator[tuple[int, int]]:
    open_at: list[int] = []
    for place, sign in enumerate(formula):
        if sign == "(":
            open_at.append(place)
        elif sign == ")" and open_at:
            yield open_at.pop(), place


def _tidy(data: Data) -> Data:
    """Return equations without what nothing uses; other networks as they are."""
    if "equations" not in data:
        return data
    while True:
        used = set(_NAME.findall(" ".join(str(part) for part in (*data["equations"].values(), data.get("loss", "")))))
        kept = {name: text for name, text in data["equations"].items() if name in used}
        lists = {key: [n for n in data.get(key, []) if n in used] for key in ("inputs", "parameters", "targets")}
        tidied = {**data, **lists, "equations": kept}
        if "values" in data:
            tidied["values"] = {n: v for n, v in data["values"].items() if n in used}
        if tidied == data:
            return data
        data = tidied
