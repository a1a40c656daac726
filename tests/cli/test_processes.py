"""What only a real process shows: start-up, pipes, Ctrl-C, odd terminals."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

SYMPROP = (sys.executable, "-m", "symprop")
HEAVY = ("sympy", "latex2mathml", "lark", "rich", "torch", "jax", "numpy")
ROOT = Path(__file__).parents[2]


def environment(**more: str) -> dict[str, str]:
    inherited = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), inherited))), **more}


def imported(*args: str) -> tuple[int, set[str]]:
    """Return the status, and the top-level packages that a command imports."""
    done = subprocess.run(
        (sys.executable, "-X", "importtime", "-m", "symprop", *args),
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(),
        timeout=60,
        check=False,
    )
    names = re.findall(r"^import time:[^|]*\|[^|]*\|\s*([\w.]+)", done.stderr, re.MULTILINE)
    assert "symprop.cli.main" in names
    return done.returncode, {name.partition(".")[0] for name in names}


@pytest.mark.parametrize(
    ("args", "status"),
    [
        (("derive", "mazur", "--wrt", "w1"), 0),
        (("derive", "nosuch"), 2),
        (("derive", "mazur", "--wrt", "w11"), 2),
        (("show", "mazur"), 0),
        (("--help",), 0),
    ],
    ids=["derive", "no such network", "no such weight", "show", "help"],
)
def test_start_up_imports_nothing_heavy(args: tuple[str, ...], status: int) -> None:
    found, packages = imported(*args)
    assert found == status
    assert packages.isdisjoint(HEAVY)


def test_the_package_names_what_it_loads_later() -> None:
    """`import symprop` and `dir` load nothing; what a traceback names can be written as it stands there."""
    lines = (
        "import symprop, sys",
        "print({'Network', 'load', 'grade', 'errors', 'testing'} <= set(dir(symprop)))",
        "print([name for name in sys.modules if name.startswith('symprop.')])",
        "print(symprop.errors.UnsupportedForm is symprop.UnsupportedForm)",
        "print(hasattr(symprop, 'cli'), hasattr(symprop, 'nothing'))",
    )
    said = subprocess.run(
        (sys.executable, "-c", "\n".join(lines)), capture_output=True, text=True, env=environment(), check=True
    )
    assert said.stdout.split("\n") == ["True", "[]", "True", "False False", ""]


@pytest.mark.skipif(os.name != "posix", reason="pipes as a shell has them")
@pytest.mark.parametrize(
    "args", [("derive", "question"), ("derive", "784-30-10", "--form", "factored")], ids=["small", "large"]
)
def test_a_reader_that_leaves_early(args: tuple[str, ...]) -> None:
    with subprocess.Popen((*SYMPROP, *args), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as job:
        assert job.stdout is not None
        assert job.stdout.readline().strip().decode() == args[1]
        job.stdout.close()
        assert job.stderr is not None
        assert job.stderr.read() == b""
        assert job.wait(60) == 0


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_control_c_is_130_and_leaves_no_file(tmp_path: Path) -> None:
    target = tmp_path / "all.html"
    args = (*SYMPROP, "derive", "784-300-10", "--form", "factored", "-o", str(target))
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell starts background jobs deaf to it
    with subprocess.Popen(args, stderr=subprocess.PIPE, env=environment(), preexec_fn=heard) as job:
        until = time.monotonic() + 60
        while not list(tmp_path.glob(".*.part")) and time.monotonic() < until:
            time.sleep(0.02)
        job.send_signal(signal.SIGINT)
        _, said = job.communicate(timeout=60)
        assert (said, job.returncode) == (b"symprop: interrupted\n", 130)
    assert list(tmp_path.iterdir()) == []


STRIKES = {
    "while the commands are loaded": """
class Finder:
    def find_spec(name, path, target=None):
        if name == "click":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Finder)
""",
    "in a weak reference's callback, where Python drops it": """
class Lock: ...
def strike(_):
    lock = Lock()
    reference = weakref.ref(lock, lambda _: signal.raise_signal(signal.SIGINT))
    del lock
    time.sleep(30)
os.fsync = strike
""",
    "where something else is made of it": """
def strike(_):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        raise TypeError("expected a message argument") from None
os.fsync = strike
""",
    "again, while it ends": """
class Slow:
    def __del__(self):
        time.sleep(4)
def strike(_):
    slow = Slow()
    signal.raise_signal(signal.SIGINT)
os.fsync = strike
""",
    "where it is caught": """
def strike(_):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        time.sleep(30)
os.fsync = strike
""",
}


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize("strike", STRIKES.values(), ids=STRIKES)
def test_an_interrupt_ends_the_command_wherever_it_strikes(tmp_path: Path, strike: str) -> None:
    heard = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # it is not where tests run in the background
    code = f"import os, signal, sys, time, weakref\nfrom symprop.__main__ import run\n{heard}\n{strike}\nrun()"
    args = (
        sys.executable,
        "-c",
        code,
        "derive",
        "mazur",
        "--wrt",
        "w5",
        "--format",
        "text",
        "-o",
        str(tmp_path / "w5"),
    )
    job = subprocess.run(args, capture_output=True, env=environment(), timeout=25, check=False)
    assert (job.stdout, job.stderr, job.returncode) == (b"", b"symprop: interrupted\n", 130)
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_knows_only_ascii() -> None:
    job = subprocess.run(
        (*SYMPROP, "derive", "mazur", "--wrt", "w5"),
        capture_output=True,
        env=environment(PYTHONIOENCODING="ascii", LC_ALL="C"),
        timeout=60,
        check=False,
    )
    assert (job.returncode, job.stderr) == (0, b"")
    assert "∂E_total/∂w5" in job.stdout.decode("utf-8")


@pytest.mark.skipif(os.name != "posix", reason="a shell's >&-")
def test_no_standard_output_at_all() -> None:
    job = subprocess.run(
        ("sh", "-c", 'exec "$@" >&-', "sh", *SYMPROP, "derive", "mazur", "--wrt", "w5"),
        capture_output=True,
        env=environment(),
        timeout=60,
        check=False,
    )
    assert (job.returncode, job.stderr) == (2, b"symprop: there is no standard output; give -o a file\n")
