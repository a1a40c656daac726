"""Disks that are full, folders that are gone or may not be written, and links that lead nowhere."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from symprop import output
from symprop.cli.main import main
from symprop.errors import InputError
from symprop.homework.grading.batch import grade_batch, read_submissions
from symprop.homework.grading.setup import Setup
from symprop.output import sweep, write_files, write_output
from tests.faults.process import PLAN, SYMPROP, environment, is_one_line, no_longer_than, symprop

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits and devices as POSIX has them")
OLD = "what stood there"
COMMANDS: dict[str, tuple[str, ...]] = {
    "text": ("derive", "question", "-o", "page.txt"),
    "pdf": ("derive", "mazur", "--wrt", "w5", "--no-check", "-o", "page.pdf"),
    "pictures": ("derive", "mazur", "--wrt", "w5", "--no-check", "-o", "page.md"),
    "explorer": ("explore", "mazur", "-o", "page.html"),
    "drawing": ("draw", "mazur", "-o", "page.svg"),
    "sets": ("homework", "plan.yaml", "-o", "sets"),
    "grades": ("grade", "mazur", "--wrt", "w5", "--batch", "answers.csv", "-o", "page.csv"),
}
QUICK, SLOW = ("pictures", "grades"), pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "answers.csv").write_text("answer\nout_h1\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("command", [name if name in QUICK else pytest.param(name, marks=SLOW) for name in COMMANDS])
def test_a_full_disk_leaves_all_as_it_was(folder: Path, command: str) -> None:
    arguments = COMMANDS[command]
    if command != "sets":
        (folder / arguments[-1]).write_text(OLD, encoding="utf-8")
    before = {path.name for path in folder.iterdir()}
    status, printed, said = symprop(folder, *arguments, limit=no_longer_than(16))
    assert (status, printed) == (2, b"")
    assert is_one_line(said), said
    assert {path.name for path in folder.iterdir()} == before
    assert command == "sets" or (folder / arguments[-1]).read_text(encoding="utf-8") == OLD


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("derive", "mazur", "--wrt", "w5"), pytest.param(COMMANDS["sets"], marks=SLOW)],
    ids=["help", "a page", "the last line of a set"],
)
def test_a_full_standard_output_is_said_in_one_line(folder: Path, arguments: tuple[str, ...]) -> None:
    """Help and versions ended in a traceback."""
    with open("/dev/full", "wb") as full:
        status, _, said = symprop(folder, *arguments, stdout=full.fileno())
    assert status == 2
    assert is_one_line(said), said


def test_a_full_standard_error_leaves_the_status(folder: Path) -> None:
    with open("/dev/full", "wb") as full:
        job = subprocess.run([*SYMPROP, "show", "nosuch"], stderr=full, cwd=folder, env=environment(), check=False)
    assert job.returncode == 2


def _enough_then_full(text: str) -> Iterator[str]:
    yield text
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_an_error_in_the_middle_leaves_the_old_file(tmp_path: Path, number: int) -> None:
    target = tmp_path / "page.html"
    target.write_text(OLD, encoding="utf-8")

    def pieces() -> Iterator[str]:
        yield "x" * 100_000
        raise OSError(number, os.strerror(number))

    with pytest.raises(InputError, match="cannot be written"):
        write_output(pieces(), str(target))
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert target.read_text(encoding="utf-8") == OLD


def test_of_several_files_all_are_written_or_none(tmp_path: Path) -> None:
    first = tmp_path / "a.svg"
    first.write_text(OLD, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be written"):
        write_files({str(first): ["new"], str(tmp_path / "b.svg"): _enough_then_full("new")})
    assert first.read_text(encoding="utf-8") == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["a.svg"]


def test_pictures_stay_as_they_were_where_the_page_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures were written first, and stayed where the page failed."""
    monkeypatch.chdir(tmp_path)
    fill = output._fill

    def full(temporary: Path, path: Path, pieces: object) -> None:
        if path.name.startswith("term-1") or "-1" in path.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fill(temporary, path, pieces)  # type: ignore[arg-type]

    monkeypatch.setattr(output, "_fill", full)
    result = CliRunner().invoke(main, ["derive", "mazur", "--wrt", "w1", "--no-check", "-o", "page.md"])
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_in_a_batch_is_one_line(tmp_path: Path) -> None:
    journal = tmp_path / "page.csv.journal"
    code = (
        "from tests.faults.test_disks import *\n"
        "from pathlib import Path\nimport sys\n"
        "no_longer_than(100)()\n"
        "submissions = read_submissions('answer\\nout_h1\\nout_h2\\n', 'w5', where='a.csv')\n"
        "try: grade_batch(Setup(network='mazur'), submissions, jobs=1, journal=Path(sys.argv[1]))\n"
        "except InputError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(journal)], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{str(journal)[:40]}")
    assert "cannot be written (File too large)" in done.stdout
    submissions = read_submissions("answer\nout_h1\nout_h2\n", "w5", where="a.csv")
    assert len(grade_batch(Setup(network="mazur"), submissions, jobs=1, journal=journal)) == 2


def _mounted(place: Path, *options: str) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 64 KB."""
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("mount") is None or os.getuid() != 0 or not _mounted(place, "size=64k"):
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_real_disk_that_is_full(small_disk: Path, command: str) -> None:
    (small_disk / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (small_disk / "answers.csv").write_text("answer\nout_h1\n", encoding="utf-8")
    with suppress(OSError):
        (small_disk / "full").write_bytes(b"x" * (1 << 20))
    with suppress(OSError), (small_disk / "full").open("ab") as file:
        while True:
            file.write(b"x")
            file.flush()
    before = {path.name for path in small_disk.iterdir()}
    status, _, said = symprop(small_disk, *COMMANDS[command])
    assert status == 2
    assert is_one_line(said), said
    assert {path.name for path in small_disk.iterdir()} == before


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_disk_that_is_read_only(small_disk: Path, command: str) -> None:
    """Root may write in any folder, but not on such a disk."""
    (small_disk / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (small_disk / "answers.csv").write_text("answer\nout_h1\n", encoding="utf-8")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    status, _, said = symprop(small_disk, *COMMANDS[command])
    assert status == 2
    assert is_one_line(said), said
    assert {path.name for path in small_disk.iterdir()} == {"plan.yaml", "answers.csv"}


def _as_nobody() -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("command", ["text", "pictures", "sets", "grades"])
def test_a_folder_that_may_not_be_written(tmp_path_factory: pytest.TempPathFactory, command: str) -> None:
    """Root may write anywhere, so it is tried as somebody else, where that one can get at Python and symprop."""
    try:
        symprop(Path("/"), "--version", limit=_as_nobody)
    except PermissionError:
        pytest.skip("nobody may not read Python or symprop here")
    arguments = list(COMMANDS[command])
    place = tmp_path_factory.mktemp("locked")
    place.parent.chmod(0o755)
    (place / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (place / "answers.csv").write_text("answer\nout_h1\n", encoding="utf-8")
    place.chmod(0o555)
    status, _, said = symprop(place, *arguments, limit=_as_nobody)
    assert status == 2
    assert is_one_line(said), said
    assert sorted(path.name for path in place.iterdir()) == ["answers.csv", "plan.yaml"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_is_gone(folder: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    *arguments, name = COMMANDS[command]
    result = CliRunner().invoke(main, [*arguments, f"gone/{name}"])
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert sorted(path.name for path in folder.iterdir()) == ["answers.csv", "plan.yaml"]


def test_the_folder_one_stands_in_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    code = "import os, sys\nos.rmdir(os.getcwd())\nos.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    command = [sys.executable, "-c", code, *SYMPROP[1:], "derive", "mazur", "--wrt", "w5", "-o", "x.txt"]
    done = subprocess.run(command, cwd=gone, capture_output=True, text=True, env=environment(), check=False)
    assert done.returncode == 2
    assert is_one_line(done.stderr), done.stderr


LINKS = {"to nothing": "/nonexistent/x", "to itself": "page.txt"}


@pytest.mark.parametrize("link", LINKS)
def test_links_that_lead_nowhere(tmp_path: Path, link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to itself ended in a traceback."""
    monkeypatch.chdir(tmp_path)
    os.symlink(LINKS[link], "page.txt")
    for arguments in (("derive", "mazur", "-o", "page.txt"), ("show", "page.txt"), ("homework", "page.txt", "-o", "x")):
        result = CliRunner().invoke(main, arguments)
        assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True), arguments
    assert os.readlink("page.txt") == LINKS[link]
    assert [path.name for path in tmp_path.iterdir()] == ["page.txt"]


def test_what_a_killed_run_left_is_cleaned_and_nothing_else(tmp_path: Path) -> None:
    names = (
        ".page.txt." + "0" * 16 + ".part",
        ".sets." + "a" * 16 + ".part",
        ".other.part",
        ".page.txt.1.part",
        "b.part",
    )
    for name in names:
        (tmp_path / name).mkdir() if "sets" in name else (tmp_path / name).write_text("x", encoding="utf-8")
        os.utime(tmp_path / name, (0, 0))
    young = tmp_path / (".page.txt." + "1" * 16 + ".part")
    young.write_text("x", encoding="utf-8")
    with open(tmp_path / names[0], "rb") as held:
        assert output.hold(held.fileno())
        sweep(tmp_path)
        assert (tmp_path / names[0]).exists()  # somebody is writing it
    write_output(["new"], str(tmp_path / "page.txt"))
    assert {path.name for path in tmp_path.iterdir()} == {*names[2:], young.name, "page.txt"}
