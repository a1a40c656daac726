"""A record: what a campaign tried, how much, with which seed and versions, and what it found.

`docs/trust.md` is made of the records.
"""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

RECORDS = Path(__file__).parent / "records"
STATES = ("fixed", "open", "not a defect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One line of a record's table.

    Args:
        what: what was tried, in a few words ("latex read back, mazur").
        tried: how many cases ran to their end.
        failed: how many of these failed; 0 is the aim.
        other: further figures by name ("agreeing digits, least": 41), shown as columns.
        view: whether other lines have counted these cases already: they are the same ones, grouped in another way.
        commit: the code that ran, where it is not the record's: an earlier run's line, kept.
    """

    what: str
    tried: int
    failed: int = 0
    other: dict[str, int | float | str] = field(default_factory=dict)
    view: bool = False
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A defect that a campaign found, in its smallest case.

    Args:
        what: the defect, in a sentence a user understands.
        state: one of STATES.
        test: the node id of the test that keeps it away (``tests/unit/read/test_latex.py::test_x``); "" if open.
        why: for what stays open or is no defect: the reason.
    """

    what: str
    state: str
    test: str = ""
    why: str = ""

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"state {self.state!r}: one of {', '.join(STATES)}")
        if self.state == "fixed" and not self.test:
            raise ValueError(f"a fixed finding names its test: {self.what}")
        if self.state != "fixed" and not self.why:
            raise ValueError(f"an unfixed finding says why: {self.what}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one campaign did.

    Args:
        name: the file's stem, and the section's anchor.
        title: the section's heading on the page.
        about: what was asked and against what, in a few sentences of Markdown.
        command: how to run it again.
        seed: None where nothing is drawn.
        commit: the commit whose code ran.
        date: the day it ended, ISO 8601.
        seconds: wall-clock seconds of the whole run.
        versions: of Python and of the libraries that took part.
        counts: the table.
        findings: the defects, in the order found.
        limits: what the campaign does not try, a sentence each.
    """

    name: str
    title: str
    about: str
    command: str
    seed: int | None
    commit: str
    date: str
    seconds: float
    versions: dict[str, str]
    counts: tuple[Count, ...]
    findings: tuple[Finding, ...] = ()
    limits: tuple[str, ...] = ()


def write(record: Record, folder: Path = RECORDS) -> Path:
    """Write the record to ``folder/name.json``; findings of an earlier run stay, replaced where named again."""
    path = folder / f"{record.name}.json"
    earlier = read(path).findings if path.exists() else ()
    found = {finding.what: finding for finding in (*earlier, *record.findings)}
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(replace(record, findings=tuple(found.values()))), ensure_ascii=False, indent=2) + "\n"
    part = path.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    return path


def with_earlier(name: str, counts: Iterable[Count], folder: Path = RECORDS) -> tuple[Count, ...]:
    """Return the lines of a record that exists, replaced where they were counted again, and after them the new ones.

    Args:
        name: the record's; where there is none, the counts are returned as they are.
        counts: what this run has counted.
        folder: where the records are.
    """
    path = folder / f"{name}.json"
    new = {count.what: count for count in counts}
    if not path.exists():
        return tuple(new.values())
    earlier = read(path)
    old = {count.what: replace(count, commit=count.commit or earlier.commit) for count in earlier.counts}
    return tuple({**old, **new}.values())


def add_findings(name: str, findings: Iterable[Finding], folder: Path = RECORDS) -> Path:
    """Add findings to a record that exists, or replace those of the same words (an open one that was fixed)."""
    return write(replace(read(folder / f"{name}.json"), findings=tuple(findings)), folder)


def read(path: Path) -> Record:
    """Return the record of a file."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    counts = tuple(Count(**entry) for entry in found.pop("counts"))
    findings = tuple(Finding(**entry) for entry in found.pop("findings"))
    limits = tuple(found.pop("limits"))
    return Record(**found, counts=counts, findings=findings, limits=limits)


def versions(*packages: str) -> dict[str, str]:
    """Return the versions of Python, symprop and the named packages; what is not installed is left out."""
    found = {"python": platform.python_version()}
    for package in ("symprop", *packages):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def commit() -> str:
    """Return the short hash of the checked-out commit, with ``+`` where files differ from it."""
    return _git("rev-parse", "--short=12", "HEAD") + ("+" if _git("status", "--porcelain", "--", "symprop") else "")


def _git(*arguments: str) -> str:
    folder = Path(__file__).parent
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()
