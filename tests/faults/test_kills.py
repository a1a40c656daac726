"""Signals and kills in the middle, and two runs into one place."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.faults.process import PLAN, RIGHT, SYMPROP, environment, symprop

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
SLOW = pytest.mark.slow
OLD = "what stood there"
LONG = ("derive", "784-30-10", "--form", "factored", "-o", "page.html")


def _begun(folder: Path, job: subprocess.Popen[bytes]) -> None:
    """Wait until a run has begun to write."""
    until = time.monotonic() + 60
    while not list(folder.glob(".*.part")) and job.poll() is None and time.monotonic() < until:
        time.sleep(0.02)


@pytest.mark.parametrize("sent", ["SIGTERM", pytest.param("SIGHUP", marks=SLOW)])
def test_a_run_that_is_told_to_end_leaves_nothing(tmp_path: Path, sent: str) -> None:
    """A file beside the page stayed."""
    number = getattr(signal, sent)
    (tmp_path / "page.html").write_text(OLD, encoding="utf-8")
    heard = partial(signal.signal, number, signal.SIG_DFL)
    with subprocess.Popen(
        (*SYMPROP, *LONG), cwd=tmp_path, stderr=subprocess.PIPE, env=environment(), preexec_fn=heard
    ) as job:
        _begun(tmp_path, job)
        job.send_signal(number)
        _, said = job.communicate(timeout=60)
    assert (job.returncode, said) == (128 + number, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("delay", [0.0, *(pytest.param(k / 10, marks=SLOW) for k in range(1, 11))])
def test_a_kill_leaves_the_old_file_and_the_next_run_cleans(tmp_path: Path, delay: float) -> None:
    (tmp_path / "page.html").write_text(OLD, encoding="utf-8")
    with subprocess.Popen((*SYMPROP, *LONG), cwd=tmp_path, stderr=subprocess.DEVNULL, env=environment()) as job:
        _begun(tmp_path, job)
        time.sleep(delay)
        job.kill()
        job.wait(60)
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == OLD
    for left in tmp_path.glob(".*.part"):
        os.utime(left, (0, 0))
    status, _, said = symprop(tmp_path, "derive", "mazur", "--wrt", "w5", "--no-check", "-o", "page.html")
    assert (status, said) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


@SLOW
def test_a_killed_set_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN.replace("md", "html"), encoding="utf-8")
    (tmp_path / "roster.csv").write_text("id\n" + "".join(f"s{k}\n" for k in range(500)), encoding="utf-8")
    arguments = ("homework", "plan.yaml", "-o", "sets")
    with subprocess.Popen((*SYMPROP, *arguments), cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL) as job:
        _begun(tmp_path, job)
        job.kill()
        job.wait(60)
    assert not (tmp_path / "sets").exists()
    for left in tmp_path.glob(".*.part"):
        os.utime(left, (0, 0))
    assert symprop(tmp_path, *arguments)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "roster.csv", "sets"]


KILLS = """
import os, signal, sys
from pathlib import Path
import symprop.homework.grading.batch as batches
from symprop.homework.grading.setup import Setup
count, when = 0, int(sys.argv[2])
grade_row = batches.grade_row
def killed(*given):
    global count
    count += 1
    print(count, flush=True)
    if count > when:
        os.kill(os.getpid(), getattr(signal, sys.argv[3]))
    return grade_row(*given)
batches.grade_row = killed
rows = batches.read_submissions("answer\\n" + "".join(f"{k}*out_h1\\n" for k in range(6)), "w5", where="a.csv")
try:
    grades = batches.grade_batch(Setup(network="mazur"), rows, jobs=1, journal=Path(sys.argv[1]))
except KeyboardInterrupt:
    sys.exit(130)
print("done", len(grades), flush=True)
"""


@pytest.mark.parametrize("sent", ["SIGKILL", pytest.param("SIGINT", marks=SLOW)])
def test_a_batch_that_is_broken_off_goes_on_where_it_was(tmp_path: Path, sent: str) -> None:
    """The journal was written anew at every start: a kill just then lost all that was done."""
    journal = tmp_path / "page.csv.journal"

    def run(when: int) -> list[str]:
        command = [sys.executable, "-c", KILLS, str(journal), str(when), sent]
        heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment(), check=False, preexec_fn=heard, timeout=120
        )
        return done.stdout.split()

    assert len(run(2)) >= 3
    done = len(journal.read_text(encoding="utf-8").splitlines()) - 1
    assert done >= 1
    last = run(99)
    assert last[-2:] == ["done", "6"]
    assert len(last) - 2 == 6 - done  # only the others are graded


@SLOW
def test_two_runs_into_one_file_leave_one_whole_file(tmp_path: Path) -> None:
    arguments = ("derive", "question", "--wrt", "w1", "--no-check", "-o", "page.html")
    jobs = [subprocess.Popen((*SYMPROP, *arguments), cwd=tmp_path, env=environment()) for _ in range(2)]
    assert [job.wait(120) for job in jobs] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert (tmp_path / "page.html").read_text(encoding="utf-8").rstrip().endswith("</html>")


@SLOW
def test_two_runs_into_one_folder_leave_one_whole_folder(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    arguments = ("homework", "plan.yaml", "-o", "sets")
    jobs = [
        subprocess.Popen((*SYMPROP, *arguments), cwd=tmp_path, env=environment(), stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [job.communicate(timeout=120)[1] for job in jobs]
    assert sorted(job.returncode for job in jobs) in ([0, 2], [0, 0])
    assert all(line == b"" or line.count(b"\n") == 1 for line in said)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.yaml", "sets"]
    assert (tmp_path / "sets" / "manifest.json").exists()


@SLOW
def test_two_batches_into_one_table_lose_no_row(tmp_path: Path) -> None:
    (tmp_path / "answers.csv").write_text(
        f'answer\n"{RIGHT}"\n' + "".join(f"{k}*i1\n" for k in range(4)), encoding="utf-8"
    )
    arguments = ("grade", "mazur", "--wrt", "w5", "--batch", "answers.csv", "--no-isolated", "-o", "page.csv")
    jobs = [subprocess.Popen((*SYMPROP, *arguments), cwd=tmp_path, env=environment()) for _ in range(2)]
    assert [job.wait(120) for job in jobs] == [0, 0]
    with (tmp_path / "page.csv").open(encoding="utf-8", newline="") as file:
        assert [row["verdict"] for row in csv.DictReader(file)] == ["correct", *["wrong"] * 4]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "page.csv"]
