"""The page says what the records say, all of it, and nothing else; each fixed defect's test exists."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.trust.page import PAGE, page, records, table
from benchmarks.trust.record import Finding, Record

from .test_record import RECORD

ROOT = Path(__file__).parents[3]
FIXED = [finding for record in records() for finding in record.findings if finding.state == "fixed"]


def test_the_page_is_what_the_records_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(records()), "run python -m benchmarks.trust"


@pytest.mark.parametrize("finding", FIXED, ids=lambda finding: finding.test)
def test_a_fixed_defect_has_its_test(finding: Finding) -> None:
    path, *names = finding.test.partition("[")[0].split("::")
    if path.endswith(".py"):
        body: list[ast.stmt] = ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        for name in names:
            body = next((node.body for node in body if getattr(node, "name", "") == name), None) or pytest.fail(name)
    else:
        assert (ROOT / path).exists()


def test_every_word_of_a_record_stands_on_the_page() -> None:
    still = Finding(what="three is four", state="open", why="rare | odd")
    record = replace(RECORD, findings=(*RECORD.findings, still), limits=("the moon",))
    text = page([record])
    for part in ("A trial", "Nothing.", "python -m nothing", "seed 1", "abc", "2026-11-24", "python 3.11", "pairs"):
        assert part in text
    for part in ("least digits", "41", "one is two", "tests/x.py::test_y", "three is four", "rare", "the moon"):
        assert part in text
    assert text.index("## What still fails") < text.index("three is four") < text.index("## A trial")


def test_what_failed_is_counted_in_the_overview() -> None:
    counts = (replace(RECORD.counts[0], tried=1000, failed=2), RECORD.counts[0])
    record: Record = replace(RECORD, counts=counts)
    row = next(line for line in page([record]).splitlines() if line.startswith("| [A trial](#a-trial)"))
    assert row.split(" | ")[1:6] == ["1,003", "2", "1", "1", "0"]


def test_what_failed_stands_among_what_still_fails() -> None:
    counts = (replace(RECORD.counts[0], tried=1000, failed=2), RECORD.counts[0])
    text = page([replace(RECORD, counts=counts)])
    assert "Nothing that a run found" not in text
    assert text.count("\n- [A trial](#a-trial), pairs: 2 of 1,000.\n") == 1
    assert "Nothing that a run found" in page([RECORD])


def test_a_bar_in_a_cell_is_no_column() -> None:
    assert table(["what"], [["a|b"]]).splitlines()[-1] == "| a\\|b |"


def test_figures_without_a_column_in_common_stand_in_tables_of_their_own() -> None:
    given = ({"digits": 41}, {"digits": 40, "seconds": 2}, {}, {"times": 3})
    counts = tuple(replace(RECORD.counts[0], what=f"row {k}", other=other) for k, other in enumerate(given))
    lines = page([replace(RECORD, counts=counts)]).splitlines()
    heads = [k for k, line in enumerate(lines) if line.startswith("| what ")]
    assert [lines[k] for k in heads] == [
        "| what | tried | failed | digits | seconds |",
        "| what | tried | failed | times |",
    ]
    assert [lines[heads[0] + k] for k in (2, 3, 4)] == [
        "| row 0 | 3 | 0 | 41 |  |",
        "| row 1 | 3 | 0 | 40 | 2 |",
        "| row 2 | 3 | 0 |  |  |",
    ]


def test_an_earlier_runs_line_names_its_code() -> None:
    counts = (RECORD.counts[0], replace(RECORD.counts[0], what="threes", commit="c0de"))
    text = page([replace(RECORD, counts=counts)])
    assert [line.split(" | ")[-1] for line in text.splitlines() if "| 41 |" in line] == [" |", "`c0de` |"]
    assert "| code |" not in page([RECORD]).partition("## A trial")[2]
