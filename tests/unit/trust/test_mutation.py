"""The mutants: what is changed and what is left alone, how a change gets into what runs, and the list of survivors."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from benchmarks.mutation import report, swap
from benchmarks.trust import record

TEXT = '''"""A module."""
__all__ = ["half"]
LIMIT: Literal["low"] = 3


def half(x: int = 2) -> int:
    """Half of it."""
    if x > LIMIT:
        raise ValueError("too large")
    return x // 2
'''


def test_behaviour_is_changed_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mutants: Any = pytest.importorskip("benchmarks.mutation.mutants", exc_type=ImportError)
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    (tmp_path / "half.py").write_text(TEXT)
    found = [(m.line, m.function, m.before.strip(), m.after.strip()) for m in mutants.mutants("half.py")]
    assert found == [
        (3, "", "3", "4"),
        (6, "", "2", "3"),
        (8, "half", "> LIMIT", ">= LIMIT"),
        (10, "half", "x // 2", "x / 2"),
        (10, "half", "2", "3"),
    ]
    whole = mutants.mutants("half.py")[2].source()
    assert whole == TEXT.replace("x > LIMIT", "x >= LIMIT")


def test_code_is_exchanged_in_functions_that_live(tmp_path: Path) -> None:
    path = tmp_path / "half.py"
    text, module = TEXT.replace("Literal", "list"), ModuleType("half")
    exec(compile(text, str(path), "exec", dont_inherit=True), module.__dict__)  # our own text, a few lines up
    kept, live = module.half, swap.live(str(tmp_path))
    assert not swap.exchange(live, str(path), text, text), "nothing has changed: that is not a mutant"
    assert not swap.exchange(live, str(path), text, text.replace("= 3", "= 4")), "what runs at import is not exchanged"
    assert kept(3) == 1
    assert swap.exchange(live, str(path), text, text.replace("x // 2", "x // 3"))
    assert kept(2) == 0
    assert not swap.exchange(live, str(path), text, text + "\n\ndef more() -> None:\n    pass\n")


def test_a_survivor_says_why() -> None:
    with pytest.raises(ValueError, match="says why"):
        report.Survivor(ident="1", shown="x", state="equivalent", why="")
    with pytest.raises(ValueError, match="equivalent or open"):
        report.Survivor(ident="1", shown="x", state="perhaps", why="x")


def test_a_room_counts_what_is_killed_and_what_is_known(tmp_path: Path) -> None:
    journal = tmp_path / "x.jsonl"
    states = ["killed", "killed", "timeout", "survived", "unreached", "killed"]
    rows = [{"seed": n, "state": state, "shown": f"change {n}"} for n, state in enumerate(states)]
    journal.write_text("".join(json.dumps(row) + "\n" for row in rows))
    same = report.Survivor(ident=f"{3:012x}", shown="change 3", state="equivalent", why="the same number")
    line, left = report.counts("x", [journal], {0, 1, 2, 3, 4}, {same.ident: same})
    assert (line.tried, line.failed) == (5, 1), "the row of a mutant that is no more does not count"
    assert line.other["killed, percent"] == 60
    assert line.other["killed of those not equivalent, percent"] == 75
    assert [row["seed"] for row in left] == [4]
    here = report.Survivor(ident="5", shown="symprop/x.py:1 : 1 → 2", state="open", why="killed since")
    other = report.Survivor(ident="6", shown="symprop/xy/z.py:1 : 1 → 2", state="open", why="no test yet")
    known = {survivor.ident: survivor for survivor in (same, here, other)}
    report.keep(left, known, ["x"], tmp_path / "list.json")
    assert {s.shown: s.state for s in report.survivors(tmp_path / "list.json").values()} == {
        "change 3": "equivalent",
        "change 4": "open",
        other.shown: "open",
    }


def test_every_survivor_of_the_recorded_run_is_in_the_list() -> None:
    """As many are open as the record counts as failed, but for those that have been given a reason since the run."""
    path = record.RECORDS / "mutation.json"
    if not path.exists():
        pytest.skip("no run is recorded")
    counts, known = record.read(path).counts, report.survivors().values()
    failed = sum(count.failed for count in counts)
    assert sum(survivor.state == "open" for survivor in known) <= failed
    assert len(known) >= failed + sum(count.other["equivalent"] for count in counts)


def test_what_runs_at_import_meets_the_tests_of_every_line(tmp_path: Path) -> None:
    reach: Any = pytest.importorskip("benchmarks.mutation.reach", exc_type=ImportError)
    names = [f"tests/unit/other/test_it.py::test_{number}" for number in range(4)]
    lines = {"symprop/half.py": {1: [0, 1, 2], 2: [3]}}
    text = json.dumps({"tests": names, "seconds": [0.1, 0.2, 0.3, 0.4], "lines": lines})
    (tmp_path / "one.json").write_text(text, encoding="utf-8")
    first, second, *_ = reach.known(tmp_path).modules["symprop/half.py"]
    assert {first, second} == {names[0], names[3]}
