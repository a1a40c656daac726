"""A wheel and a source distribution: built twice to the same bytes, holding what they should, working elsewhere.

Both are made from clones of the last commit, in folders of different names and ages: once the source distribution and
from it the wheel, once both from the tree; a byte that differs fails. The wheel is installed into an empty
environment, whose answers must be the checkout's; and the tests of the unpacked source distribution, its own package
taken away, run against what the wheel installed.
"""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from packaging.metadata import Metadata
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.supply.archives import sdist_differs, sdist_files, wheel_differs, wheel_files
from benchmarks.supply.places import ROOT, Environment, attempt, clone, environment, project, run, tools, tracked
from benchmarks.supply.tests import tests
from benchmarks.trust.record import Count


def distributions(folder: Path, paths: Sequence[str]) -> Iterator[Count]:
    """Yield what was tried of the distributions, in order: bytes, contents, metadata, answers, tests."""
    builder = tools(folder / "tools")
    one = _built(builder, clone(folder / "one"), folder / "made")
    other = _built(builder, clone(folder / "other folder"), folder / "made again", "--sdist", "--wheel")
    yield _counted("distributions built twice, byte for byte", (f.name for f in one if _differs(f, other)), len(one))
    wheel, sdist = sorted(one, key=lambda path: path.suffix == ".gz")
    source = {name: (folder / "one" / name).read_bytes() for name in tracked()}
    in_wheel, in_sdist = wheel_files(wheel), sdist_files(sdist)
    yield _counted("files of the wheel", wheel_differs(in_wheel, source), len(in_wheel))
    yield _counted("files of the source distribution", sdist_differs(in_sdist, source), len(in_sdist))
    yield _counted("its metadata", _metadata(in_wheel), len(METADATA))
    installed = environment(folder / "installed")
    installed.pip(str(wheel))
    yield _counted(
        "commands of the installed wheel", _answers(installed, folder / "one", folder / "elsewhere"), len(_commands())
    )
    installed.pip(f"{wheel}[test]")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    unpacked = folder / sdist.name.removesuffix(".tar.gz")
    shutil.rmtree(unpacked / "symprop")
    yield tests("tests of the source distribution, the wheel installed", installed, unpacked, paths, engines=())


def _built(builder: Environment, source: Path, target: Path, *options: str) -> list[Path]:
    run([builder.python, "-m", "build", "-o", str(target), *options, str(source)], cwd=source)
    return sorted(target.iterdir())


def _differs(made: Path, others: Sequence[Path]) -> bool:
    return made.read_bytes() not in [other.read_bytes() for other in others if other.name == made.name]


def _counted(what: str, faults: Iterator[str], tried: int) -> Count:
    found = list(faults)
    print(*(f"{what}: {fault}" for fault in found), sep="\n", end="\n" if found else "")
    return Count(what=what, tried=tried, failed=len(found))


METADATA: dict[str, Callable[[Metadata], object]] = {
    "name": lambda said: said.name,
    "description": lambda said: said.summary,
    "requires-python": lambda said: str(said.requires_python),
    "license": lambda said: said.license_expression,
    "keywords": lambda said: sorted(said.keywords or ()),
    "classifiers": lambda said: said.classifiers,
    "dependencies": lambda said: _needs(str(needed) for needed in said.requires_dist or () if not needed.marker),
    "optional-dependencies": lambda said: sorted(said.provides_extra or ()),
    "readme": lambda said: (said.description, said.description_content_type),
}
"""What the metadata must say as pyproject.toml does."""


def _metadata(in_wheel: dict[str, bytes]) -> Iterator[str]:
    """Yield what is not valid, or not what pyproject.toml says."""
    text = next(text for name, text in in_wheel.items() if name.endswith(".dist-info/METADATA"))
    said = Metadata.from_email(text, validate=True)
    wanted = project()["project"]
    expected = {
        **wanted,
        "keywords": sorted(wanted["keywords"]),
        "dependencies": _needs(wanted["dependencies"]),
        "optional-dependencies": sorted(wanted["optional-dependencies"]),
        "readme": ((ROOT / wanted["readme"]).read_text(encoding="utf-8"), "text/markdown"),
    }
    for key, read in METADATA.items():
        if read(said) != expected[key]:
            yield f"{key}: {read(said)!r}, not {expected[key]!r}"


def _needs(requirements: Iterable[str]) -> list[tuple[str, str]]:
    """Return names as an index spells them, with the versions that will do."""
    read = map(Requirement, requirements)
    return sorted((canonicalize_name(needed.name), str(needed.specifier)) for needed in read)


def _commands() -> list[list[str]]:
    """Return commands that need every kind of file that the package has."""
    examples = sorted(path.stem for path in (ROOT / "symprop" / "examples").glob("*.yaml"))
    return [
        ["--version"],
        ["derive", "mazur", "-o", "mazur.html"],
        [
            "check",
            "mazur",
            "--wrt",
            "w1",
            "--against",
            "latex",
            "--against",
            "mathml",
            "--against",
            "finite-difference",
        ],
        ["draw", "mazur", "--wrt", "w1", "-o", "mazur.svg"],
        ["explore", "question", "-o", "question.html"],
        *(["derive", name, "--form", "factored", "--format", "json"] for name in examples),
    ]


def _answers(installed: Environment, checkout: Path, folder: Path) -> Iterator[str]:
    """Yield the commands whose answer, or whose file, is not what the checkout gives with the same libraries."""
    places: dict[str, dict[str, str]] = {"wheel": {}, "checkout": {"PYTHONPATH": str(checkout)}}
    for name, more in places.items():
        (folder / name).mkdir(parents=True)
        asked = [installed.python, "-c", "import symprop; print(symprop.__file__)"]
        home = run(asked, cwd=folder / name, **more).strip()
        if Path(home).is_relative_to(checkout) is (name == "wheel"):
            yield f"the {name}'s symprop is imported from {home}"
    for command in _commands():
        said = [_said(installed, command, folder / name, more) for name, more in places.items()]
        if said[0] != said[1] or said[0][0] != 0:
            yield f"symprop {' '.join(command)}: status {said[0][0]} {said[0][2][-300:]}"


def _said(
    installed: Environment, command: Sequence[str], folder: Path, more: Mapping[str, str]
) -> tuple[int, str, str, bytes]:
    done = attempt([installed.python, "-m", "symprop", *command], cwd=folder, **more)
    file = folder / command[-1] if "-o" in command else None
    return done.returncode, done.stdout, done.stderr, file.read_bytes() if file else b""
