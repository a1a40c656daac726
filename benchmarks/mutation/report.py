"""The record of the mutants that were run, and the list of those that live."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.mutation.findings import FINDINGS
from benchmarks.trust.journal import Row, rows
from benchmarks.trust.record import RECORDS, Count, Record, commit, versions, with_earlier, write

RULES = (
    "The operators are mutmut's; left out are mutants of annotations, imports, decorators, docstrings, `__all__` and"
    " `__repr__`, of the wording of errors, of the arguments `strict` and `encoding`, and None in place of a value.",
    "A string has one mutant; of a call's arguments the last and the named ones are dropped in turn.",
    "A mutant is shown to as many of the tests that reach it as run in about a second, and what survives is run again"
    " with as many as run in three, then in sixteen: what is killed is counted too low, not too high.",
    "Left out are `verify/frameworks`, which needs PyTorch or JAX, `homework/grading/worker`, which runs in a process"
    " of its own, and the tests of other rooms, of the engines and of the programs.",
)
SURVIVORS = Path(__file__).parent / "survivors.json"
ALIVE = ("survived", "unreached")
STATES = ("equivalent", "open")
ABOUT = (
    "Small changes are made to the code, one at a time: another sign, another comparison, an argument left out, a"
    " string spelled otherwise. Each must make some test fail. A run under coverage.py says which tests run the changed"
    " line; the mutant is put into a process in which these stand ready. What survives is killed by a new test, or is"
    " in `benchmarks/mutation/survivors.json`: as equivalent, with the reason why nobody can tell it from the original,"
    " or as open."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A mutant that no test has killed.

    Args:
        ident: the mutant's.
        shown: the change.
        state: ``equivalent`` if nobody can tell it from the original, ``open`` if a test is still to be written.
        why: the reason of the first, or what is known of the second.
    """

    ident: str
    shown: str
    state: str
    why: str

    def __post_init__(self) -> None:
        if self.state not in STATES or not self.why:
            raise ValueError(f"a survivor is {' or '.join(STATES)}, and says why: {self.shown}")


def survivors(path: Path = SURVIVORS) -> dict[str, Survivor]:
    """Return the list of survivors, by ident."""
    return {entry["ident"]: Survivor(**entry) for entry in json.loads(path.read_text(encoding="utf-8"))}


def results(journals: Iterable[Path]) -> list[Row]:
    """Return the last row of each mutant."""
    return list({row["seed"]: row for path in journals for row in rows(path)}.values())


def counts(room: str, journals: Iterable[Path], there: set[int], known: dict[str, Survivor]) -> tuple[Count, list[Row]]:
    """Return the line of a room, and the rows of what survived without being known as equivalent.

    Args:
        room: its name.
        journals: of its modules; of two rows about a mutant the later counts.
        there: the numbers of the mutants that its modules have now: a row about code that has changed does not count.
        known: the list of survivors.
    """
    run = [row for row in results(journals) if row["seed"] in there]
    states = Counter(row["state"] for row in run)
    alive = [row for row in run if row["state"] in ALIVE]
    left = [row for row in alive if known.get(ident(row), _NOBODY).state != "equivalent"]
    killed = states["killed"] + states["timeout"]
    return Count(
        what=f"mutants of {room}",
        tried=len(run),
        failed=len(left),
        other={
            "mutants there are": len(there),
            "killed": states["killed"],
            "timed out": states["timeout"],
            "equivalent": len(alive) - len(left),
            "killed, percent": round(100 * killed / max(1, len(run)), 1),
            "killed of those not equivalent, percent": round(100 * killed / max(1, killed + len(left)), 1),
        },
    ), left


def record(
    lines: Iterable[Count], seconds: float, seed: int, limits: Iterable[str] = (), folder: Path = RECORDS
) -> Path:
    """Write the record of rooms; what it says of others stays."""
    return write(
        Record(
            name="mutation",
            title="Mutation testing",
            about=ABOUT,
            command="python -m benchmarks.mutation",
            seed=seed,
            commit=commit(),
            date=datetime.now(UTC).date().isoformat(),
            seconds=round(seconds, 1),
            versions=versions("mutmut", "libcst", "coverage", "pytest", "hypothesis"),
            counts=with_earlier("mutation", lines, folder),
            findings=FINDINGS,
            limits=(*RULES, *limits),
        ),
        folder,
    )


def keep(left: Iterable[Row], known: dict[str, Survivor], counted: Sequence[str], path: Path = SURVIVORS) -> None:
    """Write the list of survivors: what is known as equivalent, and as open whatever else survived.

    Args:
        counted: the rooms of the rows; what is known of others stays.
    """
    ours = tuple(f"symprop/{room}{end}" for room in counted for end in ("/", ".py"))
    kept = [one for one in known.values() if one.state == "equivalent" or not one.shown.startswith(ours)]
    new = [
        known.get(ident(row)) or Survivor(ident=ident(row), shown=row["shown"], state="open", why="no test yet")
        for row in left
    ]
    entries = sorted((*kept, *new), key=lambda survivor: survivor.shown)
    fields = Survivor.__slots__
    lines = (json.dumps({name: getattr(entry, name) for name in fields}, ensure_ascii=False) for entry in entries)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def ident(row: Row) -> str:
    """Return the ident of the mutant that a row is about."""
    return f"{row['seed']:012x}"


_NOBODY = Survivor(ident="", shown="", state="open", why="not in the list")
