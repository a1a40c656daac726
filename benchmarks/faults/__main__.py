"""`python -m benchmarks.faults [PYTHON…]`: run tests/faults whole, and the default tests under each Python named.

What came of it is left as a record. The tests under a Python take as long as they take; rows that a journal has are not
run again.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from benchmarks.faults.findings import FINDINGS, OPEN
from benchmarks.faults.versions import ROOT, run_tests
from benchmarks.trust import record
from benchmarks.trust.record import RECORDS, Count, Record

FILES = {
    "test_disks": "disks: full, gone, read-only, links",
    "test_kills": "kills, signals, two runs at once, going on",
    "test_clock": "clocks that run wrong",
    "test_inputs": "line ends, marks, encodings, names of files, locales, modes of Python",
}
JOURNAL = Path(__file__).parent / "journals" / "versions.jsonl"


def faults(keep: bool) -> Iterator[Count]:
    """Yield what became of each file of tests/faults, all of it; of those that ran before where they may be kept."""
    for file, what in FILES.items():
        report = ROOT / ".pytest_cache" / f"{file}.xml"
        report.parent.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "-m", "slow or not slow", f"--junitxml={report}"]
        if not (keep and report.exists()):
            subprocess.run([*command, f"tests/faults/{file}.py"], cwd=ROOT, check=False)
        (suite,) = ElementTree.parse(report).iter("testsuite")
        ran, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        yield Count(what=what, tried=ran - skipped, failed=failed, other={"skipped": skipped})


def rows(pythons: Iterable[str]) -> list[dict[str, Any]]:
    """Return a row for each Python, those of the journal included."""
    JOURNAL.parent.mkdir(exist_ok=True)
    known = [json.loads(line) for line in JOURNAL.read_text().splitlines()] if JOURNAL.exists() else []
    for python in pythons:
        row = run_tests(python)
        known.append(row)
        with JOURNAL.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(row) + "\n")
    return known


def of_python(row: dict[str, Any]) -> Count:
    """Return the default tests under one Python as a line of the record."""
    libraries = row["versions"]
    return Count(
        what=f"the default tests under Python {libraries['python']}, newest libraries",
        tried=row["passed"] + row.get("failed", 0),
        failed=row.get("failed", 0) + row.get("error", 0),
        other={"skipped": row.get("skipped", 0), "seconds": row["seconds"], "SymPy": libraries["sympy"]},
    )


def main() -> int:
    """Run all and write the record; the status is 1 where anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("pythons", nargs="*", metavar="PYTHON", help="interpreters for the default tests")
    parser.add_argument("--keep", action="store_true", help="take what ran before as it is; run the rest")
    said = parser.parse_args()
    start = time.monotonic()
    found = rows(said.pythons)
    counts = (*faults(said.keep), *map(of_python, found))
    path = record.write(
        Record(
            name="faults",
            title="Faults around the program",
            about="Disks that are full (real ones of 64 KB, a limit of a file's size, `/dev/full`, errors in the "
            "middle), read-only or gone; kills and signals in the middle of writing; two runs into one place; batches "
            "that are broken off and go on; terminals without Unicode, odd environments; every input with a byte order "
            "mark, other line ends, other encodings; files called anything; pages under every mode of Python. Nothing "
            "may be half-written, nothing lost, and what is said is one line.",
            command="python -m benchmarks.faults PYTHON…",
            seed=None,
            commit=record.commit(),
            date=date.today().isoformat(),
            seconds=round(time.monotonic() - start + sum(row["seconds"] for row in found), 1),
            versions=record.versions("click", "pytest"),
            counts=record.with_earlier("faults", counts),
            findings=(*FINDINGS, *OPEN),
            limits=(
                "Python 3.14 could not be had on this machine; 3.13 is the newest that was tried.",
                "No other system than Linux was tried, and no power failure.",
                "A page in Word or PDF says when it was made, so that two of them are never the same.",
            ),
        ),
        RECORDS,
    )
    print(path)
    return int(any(count.failed for count in counts))


if __name__ == "__main__":
    sys.exit(main())
