"""Generated C, compiled by a real compiler under its strictest flags and run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import symprop
from tests.unit.programs.networks import DIGITS, expected, hostile, mixed, run

pytestmark = pytest.mark.engine

STRICT = ["-std=c99", "-pedantic", "-Wall", "-Wextra", "-Werror", "-O1"]


@pytest.fixture(autouse=True)
def _compiler(need: Callable[[str], None]) -> None:
    need("gcc")


def printed(text: str) -> dict[str, float]:
    return {name: float(value) for name, _, value in (line.partition(" = ") for line in text.splitlines())}


def compiled_c(sources: Iterable[str], folder: Path) -> list[Path]:
    """Return programs from C sources, each compiled under the strictest flags."""
    programs = []
    for k, source in enumerate(sources):
        file, program = folder / f"{k}.c", folder / f"{k}"
        file.write_text(source, encoding="utf-8")
        run("gcc", *STRICT, "-DSYMPROP_MAIN", file, "-o", program, "-lm")
        programs.append(program)
    return programs


@pytest.mark.parametrize("name", ["mazur", "lstm", "cnn", "transformer", "skip"])
def test_c_of_a_bundled_example(name: str, tmp_path: Path) -> None:
    net = symprop.load(name)
    (program,) = compiled_c([net.to_c()], tmp_path)
    assert printed(run(program)) == pytest.approx(expected(net), rel=DIGITS, abs=1e-15)


def test_every_function_in_c(tmp_path: Path) -> None:
    nets = mixed()
    programs = compiled_c((net.to_c() for net, _ in nets.values()), tmp_path)
    for program, (name, (_, values)) in zip(programs, nets.items(), strict=True):
        assert printed(run(program)) == pytest.approx(values, rel=DIGITS, abs=1e-14), name


def test_names_are_made_safe_in_c(tmp_path: Path) -> None:
    net = hostile()
    (program,) = compiled_c([net.to_c()], tmp_path)
    assert printed(run(program)) == pytest.approx(expected(net), rel=DIGITS)


def test_a_changed_line_is_found_out(tmp_path: Path) -> None:
    net = symprop.load("mazur")
    source = net.to_c()
    wrong = source.replace("delta_o1*w5", "delta_o1*w6")
    assert wrong != source
    (program,) = compiled_c([wrong], tmp_path)
    assert printed(run(program)) != pytest.approx(expected(net), rel=1e-9)
