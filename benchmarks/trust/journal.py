"""A long run that can be broken off: one JSON line a case in a journal, cases that stand there are not run again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.trust.record import commit

Row = dict[str, Any]


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a journal; a last line that a kill cut short is left out."""
    if not path.exists():
        return
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.endswith("\n"):
                yield json.loads(line)


def run(
    work: Callable[[int], Row], seeds: Sequence[int], path: Path, *, jobs: int = 1, title: str = "", again: bool = False
) -> list[Row]:
    """Run `work` for every seed that the journal does not hold yet and return all rows of these seeds, by seed.

    Args:
        work: from a seed to a row; the row must say ``"seed"``. It must be importable (joblib starts processes).
            The journal adds ``"commit"``: the code that made the row.
        path: the journal; rows are appended as they come, so that a run that is killed loses at most `jobs` cases.
        jobs: processes.
        again: forget the journal first.
    """
    from joblib import Parallel, delayed
    from rich.progress import track

    if again:
        path.unlink(missing_ok=True)
    code = commit()
    done = {row["seed"]: row for row in rows(path)}
    left = [seed for seed in seeds if seed not in done]
    path.parent.mkdir(parents=True, exist_ok=True)
    _mend(path)
    results: Iterable[Row] = Parallel(n_jobs=jobs, return_as="generator_unordered", batch_size=1)(
        delayed(work)(seed) for seed in left
    )
    with path.open("a", encoding="utf-8") as journal:
        for row in track(results, description=title, total=len(left), disable=not title):
            made = {**row, "commit": code}
            journal.write(json.dumps(made, ensure_ascii=False) + "\n")
            journal.flush()
            done[row["seed"]] = made
    return [done[seed] for seed in seeds]


def commits(found: Iterable[Row]) -> tuple[str, tuple[str, ...]]:
    """Return the commits whose code made the rows, and a sentence for a record where there are several.

    >>> commits([{"commit": "a1"}, {"commit": "b2"}, {"commit": "b2"}])
    ('a1, b2', ('Not all of it was run with one commit: a1 made 1 rows, b2 made 2 rows.',))
    >>> commits([{"commit": "a1"}])
    ('a1', ())
    """
    count = Counter(row.get("commit", "unknown") for row in found)
    if len(count) < 2:
        return next(iter(count), commit()), ()
    several = ", ".join(f"{code} made {number:,} rows" for code, number in count.items())
    return ", ".join(count), (f"Not all of it was run with one commit: {several}.",)


def _mend(path: Path) -> None:
    """Cut off a last line that a kill left half-written."""
    if path.exists():
        text = path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:
            path.write_bytes(whole)
