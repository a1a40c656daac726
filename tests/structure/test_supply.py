"""What pyproject.toml asks for: it is used, it is locked, and no bound is lower than what was tried."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.structure.test_rooms import DEPENDENCIES, EXTRAS, MODULES, imports, parsed

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = ROOT / ".ci" / "lock"
PIN = re.compile(r"^([\w.-]+)==([\w.+!]+)(?: *;[^\\\n]*)?( *\\\n +--hash=sha256:[0-9a-f]{64})?", re.MULTILINE)


def needed(*extras: str) -> list[Requirement]:
    """Return what symprop, its build and these extras ask for."""
    found = [Requirement(text) for text in (*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"])]
    for extra in extras:
        for text in PROJECT["project"]["optional-dependencies"][extra]:
            requirement = Requirement(text)
            found += needed(*sorted(requirement.extras)) if requirement.name == "symprop" else [requirement]
    return found


def pins(lock: str) -> dict[str, set[Version]]:
    """Return the versions of a lock; more than one where they differ by Python's version."""
    found: dict[str, set[Version]] = {}
    for name, version, _ in PIN.findall((LOCK / lock).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(name), set()).add(Version(version))
    return found


@pytest.mark.parametrize(("lock", "extras"), [("tests.txt", ("dev",)), ("engines.txt", ("dev", "engines"))])
def test_everything_needed_is_locked(lock: str, extras: tuple[str, ...]) -> None:
    locked = pins(lock)
    for requirement in needed(*extras):
        versions = locked.get(canonicalize_name(requirement.name), set())
        assert versions, f"{requirement} is not in {lock}: run .ci/relock"
        assert all(map(requirement.specifier.contains, versions)), f"{requirement} is not what {lock} says: {versions}"


def test_the_locks_agree() -> None:
    locked = pins("tests.txt"), pins("engines.txt")
    assert {name: versions for name, versions in locked[0].items() if locked[1].get(name) != versions} == {}


@pytest.mark.parametrize("lock", ["tests.txt", "tools.txt"])
def test_every_locked_package_has_its_hash(lock: str) -> None:
    text = (LOCK / lock).read_text(encoding="utf-8")
    found = PIN.findall(text)
    assert len(found) == sum(line[0] not in " #" for line in text.splitlines()) >= 20
    assert [name for name, _, digest in found if not digest] == []


def test_every_dependency_is_imported() -> None:
    declared = {Requirement(text).name.split(".")[0] for text in PROJECT["project"]["dependencies"]}
    nodes = (node for path in MODULES.values() for node in ast.walk(parsed(path)))
    imported = {name.split(".")[0] for name, _ in imports(nodes)}
    assert declared == DEPENDENCIES
    assert DEPENDENCIES | EXTRAS.keys() <= imported


def test_every_extra_is_declared() -> None:
    assert set(EXTRAS.values()) <= PROJECT["project"]["optional-dependencies"].keys()


TOO_OLD = {
    "hatchling": "1.26.3",  # does not know licence files by a list: nothing is built
    "latex2mathml": "3.78.1",  # writes the dot after a superscript as a name, which is no product to a reader
    "click": "8.1.8",  # its test runner mixes what is said with what is warned of
}
"""The newest version with which something is wrong."""


@pytest.mark.parametrize("name", TOO_OLD)
def test_a_version_that_was_tried_in_vain_is_not_allowed(name: str) -> None:
    bounds = [requirement for requirement in needed("dev", "engines") if requirement.name == name]
    assert bounds
    assert not any(bound.specifier.contains(TOO_OLD[name]) for bound in bounds)
