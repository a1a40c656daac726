"""Runs tests in an environment and counts them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.supply.places import Environment, StepFailed, attempt
from benchmarks.trust.record import Count


def tests(
    what: str, environment: Environment, folder: Path, paths: Sequence[str], *options: str, engines: Sequence[str]
) -> Count:
    """Run the tests of a folder and count those that ran and those that failed.

    Args:
        engines: those that are demanded; where there are none, what needs one is skipped.

    Raises:
        StepFailed: if none ran.
    """
    report = environment.folder / "tests.xml"
    command = [environment.python, "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider", f"--junitxml={report}"]
    done = attempt([*command, *options, *paths], cwd=folder, SYMPROP_REQUIRE=",".join(engines) or "none")
    if not report.exists():
        raise StepFailed(f"{what}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    suite = ElementTree.parse(report).getroot()[0]
    failed, skipped = int(suite.get("failures", 0)) + int(suite.get("errors", 0)), int(suite.get("skipped", 0))
    ran = int(suite.get("tests", 0)) - skipped
    if not ran or (done.returncode and not failed):
        raise StepFailed(f"{what}: {ran} tests, status {done.returncode}\n{done.stdout[-2000:]}")
    if failed:
        print(done.stdout[-4000:])
    return Count(what=what, tried=ran, failed=failed)
