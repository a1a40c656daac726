"""Lower bounds: the tests with the oldest versions that pyproject.toml allows, of what it names itself and of engines.

What these need in turn is the newest that fits (``--resolution lowest-direct``), and the package is built by the oldest
build backend allowed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.supply.places import clone, environment, project, run, tools
from benchmarks.supply.tests import tests
from benchmarks.trust.record import Count

ENGINES = ("torch", "jax", "keras", "onnx")


def lowest(folder: Path, paths: Sequence[str]) -> Iterator[Count]:
    """Yield the count of the tests at the lower bounds, and these."""
    yield _counted("tests with the oldest versions allowed", folder, paths)


def engines(folder: Path, paths: Sequence[str]) -> Iterator[Count]:
    """Yield the count of the importers' and frameworks' tests at the lower bounds of the engines, and these."""
    yield _counted("tests of importers and frameworks with the oldest engines", folder, paths, ENGINES)


def _counted(what: str, folder: Path, paths: Sequence[str], extras: Sequence[str] = ()) -> Count:
    source = clone(folder / "lowest")
    wanted = folder / "lowest.txt"
    uv = [tools(folder / "tools").python, "-m", "uv", "pip", "compile", "-q", "--resolution", "lowest-direct"]
    run([*uv, *(f"--extra={extra}" for extra in ("dev", *extras)), "pyproject.toml", "-o", str(wanted)], cwd=source)
    oldest = environment(folder / "oldest")
    oldest.pip("-r", str(wanted))
    backend = folder / "backend.txt"
    backend.write_text("\n".join(project()["build-system"]["requires"]).replace(">=", "=="), encoding="utf-8")
    constraints = {"PIP_CONSTRAINT": str(backend), "PIP_BUILD_CONSTRAINT": str(backend)}
    oldest.pip("--no-deps", "-e", str(source), **constraints)
    # an old library may use what a newer Python deprecates
    count = tests(what, oldest, source, paths, "-W", "default", engines=extras)
    return replace(count, other={"versions": _named(wanted.read_text(encoding="utf-8"), extras)})


def _named(lock: str, extras: Sequence[str]) -> str:
    """Return the versions of what pyproject.toml names itself, out of all that a lock does; with extras of theirs."""
    named = project()["project"]
    needed = [one for extra in extras for one in named["optional-dependencies"][extra]] or named["dependencies"]
    names = {canonicalize_name(Requirement(text).name) for text in needed}
    pins = (line.split(" ")[0].split("==") for line in lock.splitlines() if "==" in line)
    return ", ".join(f"{name} {version}" for name, version in pins if name in names)
