"""Known vulnerabilities of what is locked, as far as the service that knows them can be reached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.supply.places import LOCK, Environment, attempt, tools
from benchmarks.trust.record import Count

LOCKS = ("tests.txt", "tools.txt", "engines.txt")


def audit(folder: Path) -> Iterator[Count]:
    """Yield for each lock how many packages a service had an answer about, and how many of them are vulnerable.

    Where the service knew nothing of the first lock it is not asked about the others: it would keep us waiting again.
    """
    auditor, reached = tools(folder / "audit"), True
    for name in LOCKS:
        found = counted(name, _asked(auditor, LOCK / name, folder / f"{name}.json") if reached else [])
        reached = found.tried > 0
        yield found


def _asked(auditor: Environment, lock: Path, answer: Path) -> list[dict[str, Any]]:
    """Return what the service said of each package; nothing where it could not be reached."""
    command = [auditor.python, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    done = attempt([*command, "-f", "json", "-o", str(answer), "-r", str(lock)], cwd=auditor.folder)
    if not answer.exists():
        print(f"audit of {lock.name}: {(done.stderr.strip().splitlines() or ['no answer'])[-1][:200]}")
        return []
    found: list[dict[str, Any]] = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
    return found


def counted(name: str, packages: list[dict[str, Any]]) -> Count:
    """Return how many packages the service knew, and how many of these are vulnerable; print which."""
    known = [package for package in packages if "skip_reason" not in package]
    bad = [package for package in known if package["vulns"]]
    for package in bad:
        found = ", ".join(entry["id"] for entry in package["vulns"])
        print(f"audit of {name}: {package['name']} {package['version']}: {found}")
    reached = "reached" if known else "not reachable from here"
    return Count(
        what=f"locked packages asked about, {name}", tried=len(known), failed=len(bad), other={"service": reached}
    )
