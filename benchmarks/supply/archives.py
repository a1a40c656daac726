"""What a wheel and a source distribution hold, against what git holds."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

ADDED = ("METADATA", "WHEEL", "entry_points.txt", "RECORD", "licenses/LICENSE")
"""What a wheel's folder ``.dist-info`` holds."""


def wheel_files(wheel: Path) -> dict[str, bytes]:
    """Return the files of a wheel by path."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def sdist_files(sdist: Path) -> dict[str, bytes]:
    """Return the files of a source distribution by path below its one folder."""
    found = {}
    with tarfile.open(sdist) as archive:
        for member in archive:
            stream = archive.extractfile(member)
            if stream is not None:
                found[member.name.partition("/")[2]] = stream.read()
    return found


def wheel_differs(held: Mapping[str, bytes], source: Mapping[str, bytes]) -> Iterator[str]:
    """Yield how a wheel differs from the package's files as git holds them, and nothing beside.

    >>> right = {"symprop/a.py": b"", **{f"symprop-1.dist-info/{name}": b"" for name in ADDED}}
    >>> list(wheel_differs(right, {"symprop/a.py": b"", "tests/b.py": b""}))
    []
    >>> list(wheel_differs({**right, "tests/b.py": b""}, {"symprop/a.py": b"", "symprop/c.css": b""}))
    ['symprop/c.css: missing', 'tests/b.py: not wanted']
    """
    info = {name for name in held if name.partition("/")[0].endswith(".dist-info")}
    wanted = {name: text for name, text in source.items() if name.startswith("symprop/")}
    yield from _differ({name: text for name, text in held.items() if name not in info}, wanted)
    yield from _differ({name.partition("/")[2]: b"" for name in info}, dict.fromkeys(ADDED, b""))


def sdist_differs(held: Mapping[str, bytes], source: Mapping[str, bytes]) -> Iterator[str]:
    """Yield how a source distribution differs from all that git holds and its own PKG-INFO.

    >>> list(sdist_differs({"a": b"1", "PKG-INFO": b""}, {"a": b"2"}))
    ['a: other bytes']
    """
    yield from _differ(held, {**source, "PKG-INFO": held.get("PKG-INFO", b"")})


def _differ(held: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> Iterator[str]:
    for name in sorted(held.keys() | wanted.keys()):
        if name not in held:
            yield f"{name}: missing"
        elif name not in wanted:
            yield f"{name}: not wanted"
        elif held[name] != wanted[name]:
            yield f"{name}: other bytes"
