"""`python -m benchmarks.campaign`: run it, shrink what fails, and with --record leave the record."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from functools import partial
from pathlib import Path

from benchmarks.campaign.run import (
    data_of,
    failing,
    front_row_of,
    further_row_of,
    row_of,
    saved,
    shrink_failure,
)
from benchmarks.campaign.summary import further_record_of, record_of
from benchmarks.trust import journal, record

JOURNALS = Path(__file__).parent / "journals"
MOST_SHRUNK = 12


def forget_failures(path: Path) -> None:
    """Leave only the rows in a journal that have no failure."""
    kept = [row for row in journal.rows(path) if not row.get("failures") and not row.get("timeout")]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), encoding="utf-8")


def main() -> int:
    """Run the campaign; the status is 1 where something failed."""
    parser = argparse.ArgumentParser(prog="benchmarks.campaign", description=__doc__)
    parser.add_argument("--networks", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "-o", "--output", type=Path, default=JOURNALS, help="folder of the journal and of failing files"
    )
    parser.add_argument("--again", action="store_true", help="forget the journal")
    parser.add_argument("--retry", action="store_true", help="run again what failed, after a fix")
    parser.add_argument("--record", action="store_true", help="write the record that docs/trust.md is made of")
    parser.add_argument("--further", action="store_true", help="other derivatives, and second ones, instead")
    asked = parser.parse_args()
    if asked.further:
        return _further(asked)
    path = asked.output / f"differential-{asked.seed}.jsonl"
    if asked.retry:
        forget_failures(path)
    rows = journal.run(
        partial(row_of, campaign=asked.seed),
        range(asked.networks),
        path,
        jobs=asked.jobs,
        title="networks",
        again=asked.again,
    )
    fronts = journal.run(
        partial(front_row_of, campaign=asked.seed),
        range(asked.networks),
        path.with_name(f"files-{asked.seed}.jsonl"),
        jobs=asked.jobs,
        title="files",
        again=asked.again or asked.retry,
    )
    seconds = sum(row["wall"] for row in rows) / asked.jobs
    kinds: Counter[tuple[str, ...]] = Counter()
    for row, failure in failing(rows):
        kind = (failure.kind, failure.subject.form, failure.subject.rendering, failure.oracle)
        kinds[kind] += 1
        if kinds[kind] == 1 and len(kinds) <= MOST_SHRUNK:
            smallest = shrink_failure(data_of(row["seed"], asked.seed), failure, f"{asked.seed}/{row['seed']}")
            print(saved(smallest, failure, f"seed {asked.seed} {row['seed']}", asked.output / "failing"))
    command = f"python -m benchmarks.campaign --networks {asked.networks} --seed {asked.seed}"
    found = record_of(rows, fronts, seed=asked.seed, seconds=seconds, command=command)
    return _told(found, write=asked.record)


def _further(asked: argparse.Namespace) -> int:
    path = asked.output / f"further-{asked.seed}.jsonl"
    if asked.retry:
        forget_failures(path)
    todo, work = range(asked.networks), partial(further_row_of, campaign=asked.seed)
    rows = journal.run(work, todo, path, jobs=asked.jobs, title="networks", again=asked.again)
    for row, failure in failing(rows):
        print(f"seed {row['seed']}: {failure}\n{row['text']}")
    command = f"python -m benchmarks.campaign --further --networks {asked.networks} --seed {asked.seed}"
    return _told(further_record_of(rows, seed=asked.seed, command=command), write=asked.record)


def _told(found: record.Record, *, write: bool) -> int:
    """Show a record, write it if that is asked for, and return the status."""
    for count in found.counts:
        print(f"{count.what:60} {count.tried:>9,} {count.failed:>6,}  {count.other}")
    if write:
        print(record.write(found))
    return 1 if any(count.failed for count in found.counts) else 0


if __name__ == "__main__":
    raise SystemExit(main())
