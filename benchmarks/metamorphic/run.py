"""All relations, each on so many networks, and the record of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.metamorphic.relations import RELATIONS
from benchmarks.metamorphic.trial import trial
from benchmarks.trust import record
from benchmarks.trust.journal import Row, commits, run

__all__ = ["JOURNALS", "failures", "run_all", "summary"]

JOURNALS = Path(__file__).parent / "journals"
TITLE = "Metamorphic relations"
ABOUT = """\
A network file is changed in a way whose effect on the gradients is known without knowing any gradient; both files are
read and derived by symprop, and the gradients must correspond, in the factored form and in the paths form (where there
are at most 60 paths): equal rationals where all functions are rational, else 40 of 50 digits of Σ|path product|. Path
counts must correspond too. The networks are those of the differential campaign, at random points away from kinks.

| relation | what must hold (E before, E′ after) |
|---|---|
{rows}"""


def run_all(
    networks: int, seed: int, *, jobs: int = 1, again: bool = False, folder: Path = JOURNALS
) -> dict[str, list[Row]]:
    """Return relation → the rows of its networks; what stands in the journals is not run again, unless asked to."""
    return {
        name: run(
            partial(trial, name, seed),
            range(networks),
            folder / f"{name.replace(' ', '-')}-{seed}.jsonl",
            jobs=jobs,
            title=name,
            again=again,
        )
        for name in RELATIONS
    }


def summary(found: dict[str, list[Row]], *, networks: int, seed: int, seconds: float) -> record.Record:
    """Return the record of the rows."""
    code, several = commits(row for rows in found.values() for row in rows)
    rows = "\n".join(f"| {relation.name} | {relation.says} |" for relation in RELATIONS.values())
    return record.Record(
        name="metamorphic",
        title=TITLE,
        about=ABOUT.format(rows=rows),
        command=f"python -m benchmarks.metamorphic --networks {networks} --seed {seed} --again",
        seed=seed,
        commit=code,
        date=datetime.now(UTC).date().isoformat(),
        seconds=seconds,
        versions=record.versions("mpmath", "sympy"),
        counts=tuple(_count(name, rows) for name, rows in found.items()),
        limits=(
            "A mistake that keeps every relation: the same wrong derivative of an activation before and after is not "
            "seen here, but by the differential campaign.",
            "Networks of more than a few dozen variables.",
            "Numbers put into closed forms with the abstract φ, which has no values.",
            *several,
        ),
    )


def _count(name: str, rows: Sequence[Row]) -> record.Count:
    kinds = Counter(row["kind"] for row in rows)
    digits = [row["digits"] for row in rows if row["digits"] is not None]
    return record.Count(
        what=f"{name} ({', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))})",
        tried=len(rows),
        failed=sum(bool(row["failed"]) for row in rows),
        other={
            "gradients compared": sum(row["claims"] for row in rows),
            "least digits": min(digits, default="all"),
            "all rational": len(rows) - len(digits),
            "paths too many": sum(row["refused"] for row in rows),
            "pages compared": sum(row["pages"] for row in rows),
            "networks passed over": sum(row["passed"] for row in rows),
        },
    )


def failures(found: dict[str, list[Row]]) -> Iterator[str]:
    """Yield each failure, with the smallest pair of files that fails."""
    for name, rows in found.items():
        for row in rows:
            if row["failed"]:
                yield f"{name}, network {row['seed']} ({row['kind']}): {row['failed'][0]}\n\n{row['smallest']}"
