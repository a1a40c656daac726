"""Runs of the fuzzer add up: in a journal, and from machine to machine by the record."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from benchmarks.fuzz.campaign import carry, totals
from benchmarks.trust.record import Count

from .test_record import RECORD

OTHER = {"engine": "own", "accepted": 7, "minutes": 1.5, "worst s": 0.25, "peak MB": 80}
EARLIER = replace(RECORD, counts=(Count(what="plans: plans of homework", tried=50, other={**OTHER, "last seed": 8}),))
ROW = {
    "reader": "plans",
    "engine": "own",
    "seed": 9,
    "commit": "def",
    "inputs": 30,
    "accepted": 1,
    "minutes": 0.5,
    "worst": 0.5,
    "slowest": "a",
    "peak_mb": 70.0,
    "failures": [],
}


def test_runs_on_another_machine_are_added(tmp_path: Path) -> None:
    journal = tmp_path / "fuzz.jsonl"
    carry(journal, EARLIER)
    with journal.open("a") as lines:
        lines.write(json.dumps(ROW) + "\n")
    total = totals(journal)["plans", "own"]
    assert (total.inputs, total.accepted, total.minutes) == (80, 8, 2.0)
    assert (total.worst, total.peak_mb) == (0.5, 80)
    assert (total.seeds, total.commits) == ((8, 9), ("abc", "def"))


def test_what_a_journal_knows_is_not_added_twice(tmp_path: Path) -> None:
    journal = tmp_path / "fuzz.jsonl"
    carry(journal, EARLIER)
    carry(journal, EARLIER)
    assert totals(journal)["plans", "own"].inputs == 50
