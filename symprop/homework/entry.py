"""`symprop.write_homework`: from a plan in a file to a folder of problem sets."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from symprop.given import path_text
from symprop.homework.plan import read_plan
from symprop.homework.produce import write_sets
from symprop.homework.roster import read_roster

__all__ = ["write_homework"]


def write_homework(
    plan: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    roster: str | os.PathLike[str] | None = None,
    seed: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Path, ...]:
    """Write problem sheets, worked solutions, keys and exports into a new folder; return the files.

    Args:
        plan: a YAML file.
        roster: a CSV file with a column `id`: one set for each student; without it one set for all.
        seed: instead of the plan's.
        progress: called with each student's id before the set is made.

    Raises:
        InputError: if plan, roster or folder cannot be used; with the place and what is allowed.
        CheckFailed: if a set does not agree with its own check; then nothing is written.
    """
    found = read_plan(path_text(plan, "a plan"), seed=seed)
    students = read_roster(path_text(roster, "a roster")) if roster is not None else ()
    place = path_text(folder, "a folder")
    names = write_sets(found, place, students, progress=progress)
    return tuple(Path(place, name) for name in names)
