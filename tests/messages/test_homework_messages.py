"""What a plan, a roster and a folder are refused for: one line that says where, what and what instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop.cli.main import main

HEAD = "title: T\nnetworks: {n: 2-2-2}\n"
ONE = "questions: [{kind: count-paths, wrt: w1}]\n"

PLANS = [
    ("[]", "plan.yaml:1:1: the plan is no mapping; write title: …"),
    ("titel: T", "plan.yaml:1:1: unknown key 'titel'; did you mean 'title'?"),
    (f"{ONE}title: T", "plan.yaml:1:1: there are no networks; write networks: {mazur: mazur}"),
    (f"{HEAD}questions: [{{kind: dreive}}]", "plan.yaml:3:20: unknown kind 'dreive'; did you mean 'derive'?"),
    (
        f"{HEAD}questions: [{{kind: derive, digits: 3}}]",
        "plan.yaml:3:28: 'digits' has no meaning for derive; one of kind, network, points, hints, title, wrt, form",
    ),
    (
        f"{HEAD}questions: [{{kind: derive, network: m}}]",
        "plan.yaml:3:37: there is no network 'm' in this plan; one of n",
    ),
    (f"{HEAD}questions: [{{kind: derive, points: 0}}]", "plan.yaml:3:36: points is 0; a number above 0"),
    (
        f"{HEAD}questions: [{{kind: derive, wrt: w99}}]",
        "plan.yaml:3:13: derive: the network has no parameter 'w99'; a weight or bias, any, first-layer or last-layer",
    ),
    (
        f"{HEAD}questions: [{{kind: numbers}}]",
        "plan.yaml:3:13: numbers: no numbers, i1, i2, t1, t2, w1, w2, … have no value; give the network values:",
    ),
    (
        f"{HEAD}questions: [{{kind: explain}}]",
        "plan.yaml:3:13: explain: no weight has 4 to 12 paths; another network, or another weight",
    ),
    (f"{HEAD}{ONE}exports: [stak]", "plan.yaml:4:11: unknown export 'stak'; did you mean 'stack'?"),
    (
        f"title: T\nnetworks: {{n: {{sizes: [2, 9-12]}}}}\n{ONE}",
        "plan.yaml:2:27: '9-12' is no range; a number from 1 to 6, or a range such as 2-3",
    ),
    (
        f"title: T\nnetworks: {{n: {{network: 2-1, skips: 1}}}}\n{ONE}",
        "plan.yaml:2:37: 'skips' beside 'network'; a fixed network takes values: and nothing else",
    ),
    (
        f"title: T\nnetworks: {{n: nothing}}\n{ONE}",
        "plan.yaml:2:15: the network 'n' cannot be used: there is no network 'nothing'; "
        "give sizes such as 2-2-2, a file, or an example: attention, autoencoder, cnn, lstm, mazur, question, "
        "shared_weight, siamese, skip, softmax_cross_entropy, transformer, xor",
    ),
    (
        f"{HEAD}{ONE}rubric: {{wrong-sign: 1}}",
        "plan.yaml:4:22: wrong-sign is 1; a share of the points: from 0, and below 1",
    ),
]

ROSTERS = [
    ("name\nada", "roster.csv:1: there is no column 'id', only name; begin the file with id,name"),
    ("id,name\nada,L., Ada\n", "roster.csv:2: more cells than columns; quote a cell that holds commas"),
    ("id;name\nada;L.; Ada\n", "roster.csv:2: more cells than columns; quote a cell that holds semicolons"),
    ("id\n", "roster.csv: 0 students; 1 to 2,000"),
    *(
        (f"id\n{given}", f"roster.csv:2: the id '{shown}' cannot name a folder; "
         "up to 64 letters a to z and digits, with . _ - @ between them")
        for given, shown in (
            ("../ada", "../ada"), ("/etc/passwd", "/etc/passwd"), ("=1+1", "=1+1"), ("a..b", "a..b"),
            ("con", "con"), ("a\x00b", "a�b"), (".hidden", ".hidden"), ("a/b", "a/b"), ("-o", "-o"), ("josé", "josé"),
        )
    ),
    ("id\nada\nADA", "roster.csv: the ids 'ada' and 'ADA' are one folder; give each student an own id"),
]  # fmt: skip


def refused(arguments: list[str]) -> str:
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.count("\n") == 1
    return result.stderr.strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("text", "message"), PLANS, ids=[message[:50] for _, message in PLANS])
def test_a_plan_is_refused(folder: Path, text: str, message: str) -> None:
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    assert refused(["homework", "plan.yaml", "-o", "out"]) == f"symprop: {message}"
    assert [path.name for path in folder.iterdir()] == ["plan.yaml"]


@pytest.mark.parametrize(("text", "message"), ROSTERS, ids=[repr(text) for text, _ in ROSTERS])
def test_a_roster_is_refused(folder: Path, text: str, message: str) -> None:
    (folder / "plan.yaml").write_text(HEAD + ONE, encoding="utf-8")
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    assert refused(["homework", "plan.yaml", "-o", "out", "--roster", "roster.csv"]) == f"symprop: {message}"
    assert not (folder / "out").exists()


FOLDERS = [
    ([], "symprop: -o: where to?; give -o a folder that is new, or empty"),
    (["-o", "plan.yaml"], "symprop: plan.yaml: is there already; give -o a folder that is new, or empty"),
    (["-o", "none/out"], "symprop: none/out: cannot be made; give -o a folder in a writable one"),
    (["-o", ""], "symprop: -o '': cannot be made; give -o a folder in a writable one"),
]


@pytest.mark.parametrize(("options", "message"), FOLDERS, ids=[" ".join(o) for o, _ in FOLDERS])
def test_a_folder_is_refused(folder: Path, options: list[str], message: str) -> None:
    (folder / "plan.yaml").write_text(HEAD + ONE, encoding="utf-8")
    assert refused(["homework", "plan.yaml", *options]) == message
