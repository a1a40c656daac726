"""`symprop grade`: its exit statuses, formats, options, and a batch from the command line."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from symprop.homework.grading import KINDS

RIGHT = "-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1"
WRONG = "(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1"

STATUSES = [
    (RIGHT, 0),
    (WRONG, 1),
    ("-foo", 2),
]


@pytest.mark.parametrize(("answer", "status"), STATUSES)
@pytest.mark.parametrize("fmt", ["text", "json"])
def test_the_exit_status_says_the_verdict(run, answer: str, status: int, fmt: str) -> None:
    result = run("grade", "mazur", "--wrt", "w5", answer, "--format", fmt)
    assert result.exit_code == status
    if fmt == "json":
        found = json.loads(result.stdout)
        assert found["verdict"] == ("correct", "wrong", "unreadable")[status]
        assert {"findings", "certificate"} <= found.keys()
        if status == 2:
            assert found["error"] == {"where": "1:2", "what": "unknown name 'foo'", "instead": ""}


NEGATIVE = {
    "-0.0821670406": 1,
    "-- -0.0821670406": 1,
    "-- 0.0821670406": 0,
    "-0.0821670406 --reveal": 1,
    "--reveal -- -0.0821670406": 1,
    "-- -(t1-out_o1)*out_o1*(1-out_o1)*out_h1": 0,
    "-- --0.0821670406": 0,
    "0.0821670406 --": 0,
    "0.0821670406 --rate -0.5": 0,
    "--rate -0.5 -0.0821670406": 1,
    "--rate −0.5 -0.0821670406": 1,  # a printer's minus sign
    "--rate −0.5 w5+0.5*dE/dw5": 1,
}


@pytest.mark.parametrize("args", NEGATIVE)
def test_an_answer_may_begin_with_a_minus_sign(run, args: str) -> None:
    result = run("grade", "mazur", "--wrt", "w5", *args.split())
    assert (result.exit_code, result.stderr) == (NEGATIVE[args], "")


def test_behind_two_dashes_all_is_said(run) -> None:
    assert run("grade", "--wrt", "w5", "--", "mazur", "-0.0821670406").exit_code == 1
    result = run("grade", "mazur", "--wrt", "w5", "-0.1", "--", "-0.2")
    assert (result.exit_code, "unexpected extra argument" in result.stderr) == (2, True)


def test_an_answer_comes_from_standard_input_too(run) -> None:
    assert run("grade", "mazur", "--wrt", "w5", "-", stdin=RIGHT).exit_code == 0


def test_json_names_the_path_by_its_nodes(run) -> None:
    found = json.loads(
        run("grade", "mazur", "--wrt", "w1", "--format", "json", "delta_o1*w5*out_h1*(1 - out_h1)*i1").stdout
    )
    (finding,) = found["findings"]
    assert finding["kind"] == "missing-output"
    assert finding["path"] == ["w1", "net_h1", "out_h1", "net_o2", "out_o2", "E_o2", "E_total"]
    assert finding["path_numbers"] == [1]
    assert set(found["certificate"]) == {"point", "expected", "got"}


def test_the_answer_is_handed_over_only_when_it_is_asked_for(run) -> None:
    silent = run("grade", "mazur", "--wrt", "w5", WRONG).stdout
    assert "The right answer" not in silent
    revealed = run("grade", "mazur", "--wrt", "w5", WRONG, "--reveal").stdout
    assert "The right answer is\n  d_E_total__d_w5 = -(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1" in revealed


FORMS = [
    ("paths", "delta_o1*w5*out_h1*(1-out_h1)*i1 + delta_o2*w7*out_h1*(1-out_h1)*i1", "yes"),
    ("paths", "delta_h1*i1", "write one product for each path; there are 2 paths and 1 terms"),
    ("factored", "delta_h1*i1", "yes"),
    (
        "factored",
        "delta_o1*w5*out_h1*(1-out_h1)*i1 + delta_o2*w7*out_h1*(1-out_h1)*i1",
        "out_h1 stands in every term of a sum; take it out once",
    ),
    ("closed", "delta_h1*i1", "delta_h1 is still in it; write it out in inputs, targets, weights and biases"),
    ("chain", "dE/dout_h1 * dout_h1/dnet_h1 * dnet_h1/dw1", "yes"),
    ("messages", "(m_o1__h1 + m_o2__h1)*out_h1*(1-out_h1)*i1", "yes"),
    ("expanded", "delta_h1*i1", "yes"),
]


@pytest.mark.parametrize(("form", "answer", "said"), FORMS)
def test_the_form_is_graded_apart(run, form: str, answer: str, said: str) -> None:
    result = run("grade", "mazur", "--wrt", "w1", answer, "--form", form)
    assert (result.exit_code, result.stdout) == (0, f"Correct.\nForm {form}: {said}\n")


def test_a_picture_shows_the_paths_of_the_findings(run, tmp_path: Path) -> None:
    place = tmp_path / "p.svg"
    run("grade", "question", "--wrt", "w1", "delta_j1*w5*out_h1*(1-out_h1)*i1", "--picture", str(place))
    assert re.findall(r"path (\d)", place.read_text(encoding="utf-8"))[:2] == ["2", "3"]


def test_another_notation_is_read_and_answered_in(run) -> None:
    result = run("grade", "mazur", "--notation", "nielsen", "--wrt", "w1", r"\delta^2_1 x_2")
    assert "wrong-input: x_2 is not what w^{2}_{11} is multiplied by in z^{2}_1." in result.stdout
    negative = run("grade", "mazur", "--notation", "pdp", "--wrt", "w5", "-δ_o1 out_h1".replace("out_h1", "o_h1"))
    assert negative.exit_code == 0  # δ is −∂E/∂net there


def test_one_answer_in_a_child_process(run) -> None:
    result = run("grade", "mazur", "--wrt", "w5", WRONG, "--isolated")
    assert (result.exit_code, result.stdout.splitlines()[1][:12]) == (1, "  wrong-sign")


def test_a_batch_writes_its_table_and_leaves_no_journal(run, tmp_path: Path) -> None:
    table, results = tmp_path / "in.csv", tmp_path / "out.csv"
    table.write_text(f'who,answer\na,{RIGHT}\nb,{WRONG}\nc,"foo, bar"\n', encoding="utf-8")
    result = run(
        "grade", "mazur", "--wrt", "w5", "--batch", str(table), "-o", str(results), "--no-isolated", "--jobs", "1"
    )
    assert (result.exit_code, result.stdout) == (0, "3 graded: 1 correct, 1 wrong, 1 unreadable\n")
    with results.open(encoding="utf-8", newline="") as file:
        assert [(row["who"], row["verdict"]) for row in csv.DictReader(file)] == [
            ("a", "correct"),
            ("b", "wrong"),
            ("c", "unreadable"),
        ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize("isolated", ["--isolated", "--no-isolated"])
def test_a_network_from_standard_input_is_told_to_the_workers(run, tmp_path: Path, isolated: str) -> None:
    """A worker that is told "-" would read its own questions as a network."""
    network = "inputs: 2\nlayers: [{units: 2}, {units: 2}]\nbias: layer\n"
    table = tmp_path / "in.csv"
    table.write_text(f"answer\n{RIGHT}\n", encoding="utf-8")
    done = run("grade", "-", "--wrt", "w5", "--batch", str(table), "--jobs", "1", isolated, stdin=network)
    assert (done.exit_code, done.stderr, done.stdout.count(",correct,")) == (0, "", 1)
    assert run("grade", "-", "--wrt", "w5", RIGHT, isolated, "--at", "i1=0.5", stdin=network).exit_code == 0


def test_a_batch_is_graded_in_the_notation_file_as_it_is_now(run, tmp_path: Path) -> None:
    table, results, mine = tmp_path / "in.csv", tmp_path / "out.csv", tmp_path / "mine.yaml"
    table.write_text("answer\nq^{3}_1 a^{2}_1\n", encoding="utf-8")
    asked = ("grade", "mazur", "--wrt", "w5", "--batch", str(table), "-o", str(results), "--notation", str(mine))
    for letter, verdict in (("q", "correct"), ("g", "unreadable")):
        mine.write_text(f"like: nielsen\ndelta: {letter}^{{layer}}_{{unit}}\n", encoding="utf-8")
        run(*asked, "--no-isolated", "--jobs", "1")
        with results.open(encoding="utf-8", newline="") as file:
            assert [row["verdict"] for row in csv.DictReader(file)] == [verdict]


def test_the_page_lists_every_kind_in_its_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "grading.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE) == list(KINDS)
