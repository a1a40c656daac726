"""`python -m benchmarks.hostile`: run the tables of tests/hostile, and leave what came of them as a record."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path

from joblib import Parallel, delayed

from benchmarks.hostile.findings import FINDINGS
from benchmarks.trust import record
from benchmarks.trust.record import RECORDS, Count, Record
from tests.hostile.documents import WRONG
from tests.hostile.groups import GROUPS
from tests.hostile.growth import PUMPS, growth
from tests.hostile.guard import SECONDS, tally
from tests.hostile.labels import CONTROLS, LABELS
from tests.hostile.patterns import slow, used
from tests.hostile.test_sinks import MADE, changed

LENGTH = 4_000
MOST_GROWTH, AT_ONCE = 2.5, 0.4
TRIES = 3  # the machine may be slow once; thrice it is the text


def tables() -> list[Count]:
    """Return what becomes of the tables: hostile beside fine."""
    counts = []
    for group, pairs in GROUPS.items():
        found = tally(pairs)
        print(group, *found.wrong, sep="\n  ", flush=True)
        counts.append(
            Count(
                what=group,
                tried=len(pairs) + found.hostile,
                failed=len(found.wrong),
                other={
                    "hostile": found.hostile,
                    "refused": found.refused,
                    "must be taken": len(pairs),
                    "taken": found.accepted,
                    "slowest, s": round(found.seconds, 3),
                    "most memory, MB": round(found.megabytes, 1),
                },
            )
        )
    return counts


def texts_that_grow() -> list[Count]:
    """Return what becomes of texts of one piece again and again, once and twice as long."""
    failed, slowest, most = 0, 0.0, 0.0
    for name, pump in PUMPS.items():
        for _ in range(TRIES):
            seconds, times = growth(pump, pump.size // 2)
            if not (wrong := seconds > SECONDS or (times > MOST_GROWTH and seconds > AT_ONCE)):
                break
        failed += wrong
        slowest = max(slowest, seconds)
        most = max(most, times if seconds > AT_ONCE else 0.0)
        if wrong:
            print(f"  {name}: {seconds:.2f} s, {times:.1f} times that of half of it", flush=True)
    other: dict[str, int | float | str] = {"slowest, s": round(slowest, 3), "times, for twice the text": round(most, 2)}
    what = "texts that grow: twice as long, at most 2.5 times as slow"
    return [Count(what=what, tried=len(PUMPS), failed=failed, other=other)]


def patterns() -> list[Count]:
    """Return what becomes of the regular expressions on their worst strings."""
    found = used()
    wrong = [(one.where, taken) for one in found if (taken := max((t for t, _ in slow(one, LENGTH)), default=0.0))]
    print("patterns", *wrong, sep="\n  ", flush=True)
    what = f"regular expressions, strings of {LENGTH:,} characters"
    return [Count(what=what, tried=len(found), failed=len(wrong))]


def labels(made: str, words: Mapping[str, str]) -> list[Count]:
    """Return what becomes of labels in every file."""
    files = len(list(MADE[made]("plain")))
    wrong = [(label, name) for label, text in words.items() for name in changed(made, text)]
    print(made, *wrong, sep="\n  ", flush=True)
    what = f"labels in every file of {'a network' if made == 'network' else 'a problem set'}"
    return [Count(what=what, tried=len(words) * files, failed=len(wrong))]


def documents(words: Mapping[str, str]) -> list[Count]:
    """Return what becomes of labels in Word files and PDFs, which other programs make and open."""
    seen = [(fmt, label, list(wrong(words[label]))) for fmt, wrong in WRONG.items() for label in words]
    failed = [row for row in seen if row[-1]]
    print("documents", *failed, sep="\n  ", flush=True)
    return [Count(what="labels in a Word file and in a PDF", tried=len(seen), failed=len(failed))]


def main() -> int:
    """Run all and write the record; the status is 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile", description=__doc__)
    parser.add_argument("-o", type=Path, default=RECORDS, metavar="FOLDER", help="where the record goes")
    folder: Path = parser.parse_args().o
    start = time.monotonic()
    words = {**LABELS, **CONTROLS}
    labelled = (partial(labels, "network", words), partial(labels, "sets", words), partial(documents, words))
    parts = (tables, texts_that_grow, patterns, *labelled)
    counts = tuple(count for found in Parallel(n_jobs=2)(delayed(part)() for part in parts) for count in found)
    path = record.write(
        Record(
            name="hostile",
            title="Hostile input, and its neighbours",
            about="Texts that are made to run something, to hang, to take all memory or to mean something in the file "
            "that they end up in, at every door: formulas, LaTeX, MathML, answers, network files, plans, notations, "
            "values, tables of students and answers. Each stands beside one that looks alike and must be taken, at its "
            "value. Reading is watched by an audit hook, and by limits of 2 s and 500 MB.",
            command="python -m benchmarks.hostile",
            seed=None,
            commit=record.commit(),
            date=date.today().isoformat(),
            seconds=round(time.monotonic() - start, 1),
            versions=record.versions("ruamel.yaml", "lark", "defusedxml", "pydantic"),
            counts=counts,
            findings=FINDINGS,
            limits=(
                "Seconds are of processor time, on two cores that were busy with other runs.",
                "A network file of 200,000 values takes about 10 s to be read: it grows as its length.",
                "Labels were not opened in Moodle, PrairieLearn or Jupyter themselves.",
            ),
        ),
        folder,
    )
    print(path)
    return int(any(count.failed for count in counts))


if __name__ == "__main__":
    sys.exit(main())
