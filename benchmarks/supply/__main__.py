"""The command line of `benchmarks.supply`."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click
from packaging.requirements import Requirement

from benchmarks.supply.audit import audit
from benchmarks.supply.distributions import distributions
from benchmarks.supply.lowest import engines, lowest
from benchmarks.supply.places import StepFailed, project
from benchmarks.trust.record import Count, Record, commit, versions, with_earlier, write

NAME = "supply"
ABOUT = """\
What symprop is built of and handed out as. The tests run with the oldest versions that `pyproject.toml` allows of what
it names, and with the oldest engines; every locked version is asked about at a service that knows vulnerabilities,
where one can be reached; the wheel and the source distribution are built twice, compared byte for byte and with what
git holds, and the wheel is installed where nothing else is: its answers must be the checkout's, and the tests out of
the source distribution must pass on it."""
LIMITS = (
    "Debian's packages, which the tests with other programs need, are those of the release; npm's are locked by hash.",
    "PyTorch, JAX, Keras and ONNX are locked by version, without hashes.",
)

Step = Callable[[Path, tuple[str, ...]], Iterator[Count]]
STEPS: dict[str, tuple[Step, tuple[str, ...]]] = {
    "distributions": (distributions, ("tests/structure", "tests/cli", "tests/docs", "tests/golden", "tests/messages")),
    "audit": (lambda folder, _: audit(folder), ()),
    "lowest": (lowest, ("tests", "symprop")),
    "engines": (
        engines,
        tuple(f"tests/engine/test_{name}.py" for name in ("import_torch", "import_keras", "import_onnx", "frameworks")),
    ),
}
"""Name → (what it does, the tests it runs)."""


@click.command()
@click.argument("steps", nargs=-1, type=click.Choice(list(STEPS)))
@click.option("--tests", multiple=True, metavar="PATH", help="Tests to run in place of a step's own.")
@click.option("--record", is_flag=True, help="Write the record of these steps.")
def main(steps: tuple[str, ...], tests: tuple[str, ...], record: bool) -> None:
    """Try what symprop is built of and handed out as; all steps where none is named."""
    counts = []
    for step in steps or STEPS:
        run, own = STEPS[step]
        with tempfile.TemporaryDirectory(prefix="supply-") as folder:
            begun = time.monotonic()
            try:
                for count in run(Path(folder).resolve(), tests or own):
                    seconds, begun = round(time.monotonic() - begun, 1), time.monotonic()
                    counts.append(replace(count, other={**count.other, "seconds": seconds}))
                    more = "".join(f"; {name}: {value}" for name, value in counts[-1].other.items())
                    print(f"{count.what}: {count.tried} tried, {count.failed} failed{more}", flush=True)
            except StepFailed as error:
                sys.exit(str(error))
    if record:
        _write(counts)
    sys.exit(1 if any(count.failed for count in counts) else 0)


def _write(counts: Sequence[Count]) -> None:
    """Write the record; what steps counted that did not run now stays."""
    found = with_earlier(NAME, counts)
    names = [Requirement(needed).name for needed in project()["project"]["dependencies"]]
    write(
        Record(
            name=NAME,
            title="Supply",
            about=ABOUT,
            command="python -m benchmarks.supply --record",
            seed=None,
            commit=commit(),
            date=date.today().isoformat(),
            seconds=round(sum(float(count.other.get("seconds", 0)) for count in found), 1),
            versions=versions(*names),
            counts=found,
            limits=LIMITS,
        )
    )


main()
