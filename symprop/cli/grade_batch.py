"""`symprop grade --batch`: a table of answers → a table of grades."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from symprop.cli import options
from symprop.cli.grade import Asked, setup_of
from symprop.errors import InputError

__all__ = ["run_batch"]


def run_batch(network: str, batch: str, output: str | None, fmt: str | None, said: Mapping[str, Any]) -> int:
    """Grade a table of answers, and write the table of results, whole, when all is done; an interrupted run goes on."""
    from symprop.homework.grading.batch import grade_batch, read_submissions, results_csv
    from symprop.homework.grading.isolated import Limits, close_workers
    from symprop.network.load import read_source
    from symprop.output import refuse_unwritable

    chosen = fmt or ("json" if output and output.endswith(".json") else "csv")
    if chosen not in ("csv", "json"):
        raise InputError(f"results are no '{chosen}'", where="--format", instead="csv or json")
    if network == "-" and batch == "-":
        raise InputError("network and answers cannot both be standard input", where="--batch", instead="give a file")
    refuse_unwritable(output)
    isolated = said["isolated"] is not False
    asked = Asked.of(network)
    setup = setup_of(options.load_as_asked(network, said["at"], said["notation"], text=asked.text), asked, said)
    submissions = read_submissions(read_source(batch), said["wrt"], where="<stdin>" if batch == "-" else batch)
    journal = Path(f"{output}.journal") if output and output != "-" else None
    with options.progress("grading", len(submissions), output) as step:
        try:
            grades = grade_batch(
                setup,
                submissions,
                jobs=said["jobs"] or os.cpu_count() or 1,
                limits=Limits(seconds=said["seconds"]) if isolated else None,
                journal=journal,
                progress=lambda: step(""),
            )
        finally:
            close_workers()
    rows = results_csv(submissions, grades) if chosen == "csv" else _json(grades)
    options.write(rows, output)
    if journal is not None:
        journal.unlink(missing_ok=True)
        counts = Counter(grade["verdict"] for grade in grades)
        told = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ("correct", "wrong", "unreadable"))
        click.echo(f"{len(grades)} graded: {told}")
    return 0


def _json(grades: list[dict[str, Any]]) -> Iterator[str]:
    """Yield one JSON document a line, one for each answer."""
    return (json.dumps(grade, ensure_ascii=False) + "\n" for grade in grades)
