"""Every regular expression of the package, found in its syntax trees, and the strings on which each is slowest.

A string that makes a backtracking matcher slow repeats what a repetition in the pattern matches and then fails, so
each unbounded repetition gives some: what stands before it, what it takes very often, and an end that does not fit.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

PACKAGE = Path(__file__).parents[2] / "symprop"
CALLS = frozenset(("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"))
ANYWHERE = frozenset(("search", "sub", "subn", "split", "findall", "finditer"))
"""Ways that try every place of a text."""
MADE = {"symprop.document.fitting": "n[0-9]+|eta"}
"""Module → what it makes a pattern of when it runs, of two letters that it chooses itself."""
ENDS = ("", "\x00", "}", "\n")


class Used(NamedTuple):
    """A pattern and how it is used.

    Args:
        where: ``module:name``, or ``module:line`` where it is written into its call.
        ways: methods by which it is called.
    """

    where: str
    pattern: re.Pattern[Any]
    ways: frozenset[str]


def used() -> list[Used]:
    """Return every pattern of the package.

    Raises:
        AssertionError: if a call of `re` takes a pattern that is found nowhere.
    """
    found: list[Used] = []
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
    elsewhere = _ways(trees.values())
    for path, tree in trees.items():
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        if not any(_is_re(node) for node in ast.walk(tree)):
            continue
        ways = elsewhere | _ways([tree])
        held = dict(_held(vars(import_module(name))))
        assigned = {
            id(part) for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) for part in ast.walk(node)
        }
        own = {k: v for k, v in held.items() if k.partition("[")[0] in _assigned_names(tree)}
        found += [Used(f"{name}:{key}", p, ways.get(key.partition("[")[0], frozenset())) for key, p in own.items()]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_re(node.func) and id(node) not in assigned:
                written = node.args[0]
                assert isinstance(written, ast.Constant) or name in MADE, f"{name}:{node.lineno}: not looked at"
                text = written.value if isinstance(written, ast.Constant) else MADE[name]
                way = node.func.attr  # type: ignore[attr-defined]
                found.append(Used(f"{name}:{node.lineno}", re.compile(text), frozenset((way,))))
    return found


def _is_re(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr in CALLS
        and isinstance(node.value, ast.Name)
        and node.value.id == "re"
    )


def _ways(trees: Any) -> dict[str, frozenset[str]]:
    """Return name → the methods of it that are named anywhere in the package."""
    found: dict[str, set[str]] = {}
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in CALLS:
                owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
                found.setdefault(owner, set()).add(node.attr)
    return {name: frozenset(ways) for name, ways in found.items()}


def _assigned_names(tree: ast.Module) -> set[str]:
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }


def _held(things: Mapping[str, Any]) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, thing in list(things.items()):
        if isinstance(thing, re.Pattern):
            yield name, thing
        elif isinstance(thing, tuple | list) and not name.startswith("__"):
            yield from _held({f"{name}[{k}]": part for k, part in enumerate(thing)})
        elif isinstance(thing, Mapping) and not name.startswith("__"):
            yield from _held({f"{name}[{k}]": part for k, part in thing.items()})


LOOPED = frozenset(("TEXT", "PYTHON", "_SHAPES", "_SLASHED"))
"""Names whose patterns are matched at one place, in a loop over several of them."""
SLOWEST = 0.01


def slow(pattern: Used, length: int) -> Iterator[tuple[float, Any]]:
    """Yield (seconds of processor time, text) of texts of this length that take long: a linear pattern needs 1 ms."""
    for text in worst(pattern.pattern, length):
        for call in calls(pattern):
            for _ in range(3):
                start = time.process_time()
                call(text)
                taken = time.process_time() - start
                if taken <= SLOWEST:
                    break
            else:
                yield taken, text


def calls(used: Used) -> Iterator[Callable[[Any], object]]:
    """Yield what the package does with a pattern."""
    own = used.where.rpartition(":")[2].partition("[")[0]
    if used.ways & ANYWHERE or not (used.ways or own in LOOPED):
        yield lambda text: sum(1 for _ in used.pattern.finditer(text))
    if used.ways - ANYWHERE or own in LOOPED:
        yield used.pattern.match
        yield used.pattern.fullmatch


def worst(pattern: re.Pattern[Any], length: int) -> Iterator[Any]:
    """Yield strings of about this length on which the pattern may be slow."""
    made: set[str] = set()
    for before, bodies in _repeats(list(_parser.parse(pattern.pattern, pattern.flags))):
        for body in bodies:
            for start, pump in dict.fromkeys((("", body or "a"), (before, body or "a"), ("", (before + body) or "a"))):
                for end in ENDS:
                    text = start + pump * (length // len(pump)) + end
                    if text not in made:
                        made.add(text)
                        yield text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text


def _repeats(items: list[Any], before: str = "") -> Iterator[tuple[str, list[str]]]:
    """Yield (what stands before it, what it takes) of every repetition without a bound that matters."""
    for op, value in items:
        match op:
            case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
                least, most, body = value
                if most > 60:
                    yield before, list(dict.fromkeys(_samples(list(body))))
                yield from _repeats(list(body), before)
                before += "".join(_sample(list(body)) * max(least, 1))
                continue
            case _constants.SUBPATTERN:
                yield from _repeats(list(value[-1]), before)
            case _constants.BRANCH:
                for branch in value[1]:
                    yield from _repeats(list(branch), before)
            case _constants.ASSERT | _constants.ASSERT_NOT:
                yield from _repeats(list(value[1]), before)
        before += _sample([(op, value)])


def _samples(items: list[Any]) -> Iterator[str]:
    """Yield some texts that items take: one for each branch on the top."""
    yield _sample(items)
    for k, (op, value) in enumerate(items):
        inner = list(value[-1]) if op is _constants.SUBPATTERN else [(op, value)]
        for op_in, value_in in inner:
            if op_in is _constants.BRANCH:
                for branch in value_in[1]:
                    yield _sample(items[:k]) + _sample(list(branch)) + _sample(items[k + 1 :])
            elif op_in in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
                yield _sample(items[:k]) + _sample(list(value_in[2])) * 3 + _sample(items[k + 1 :])


def _sample(items: list[Any]) -> str:
    return "".join(_one(op, value) for op, value in items)


def _one(op: Any, value: Any) -> str:
    """Return a text that one item takes, or nothing."""
    match op:
        case _constants.LITERAL:
            return chr(value)
        case _constants.NOT_LITERAL:
            return "b" if value == ord("a") else "a"
        case _constants.ANY:
            return "a"
        case _constants.IN:
            return _of_set(value)
        case _constants.BRANCH:
            return _sample(list(value[1][0]))
        case _constants.SUBPATTERN:
            return _sample(list(value[-1]))
        case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
            return _sample(list(value[2])) * max(value[0], 1)
        case _constants.ATOMIC_GROUP:
            return _sample(list(value))
        case _:
            return ""


_CATEGORIES = {
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_DIGIT: "1",
    _constants.CATEGORY_WORD: "a",
    _constants.CATEGORY_NOT_SPACE: "a",
    _constants.CATEGORY_NOT_DIGIT: "a",
    _constants.CATEGORY_NOT_WORD: " ",
}


def _of_set(items: list[Any]) -> str:
    kind, value = items[0]
    if kind is _constants.NEGATE:
        barred = re.compile("[" + "".join(_written(part) for part in items) + "]")
        return next((c for c in "a1 -,(é" if barred.match(c)), "")
    if kind is _constants.RANGE:
        return chr(value[0])
    return _CATEGORIES[value] if kind is _constants.CATEGORY else chr(value)


def _written(part: Any) -> str:
    kind, value = part
    if kind is _constants.NEGATE:
        return "^"
    if kind is _constants.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    if kind is _constants.CATEGORY:
        return {"S": r"\s", "D": r"\d", "W": r"\w"}[str(value).rpartition("_")[2][0]]
    return re.escape(chr(value))
