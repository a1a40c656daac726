"""`symprop homework`: problem sets, worked solutions and keys from a teacher's plan."""

from __future__ import annotations

import click

from symprop.cli import options
from symprop.errors import InputError

__all__ = ["homework"]


@click.command()
@click.argument("plan")
@click.option("-o", "--output", "folder", metavar="DIR", help="The folder to be made; it must be new, or empty.")
@click.option("--roster", metavar="FILE", help="A CSV file with a column id: one set for each student.")
@click.option("--seed", metavar="WORD", help="Draw from this seed instead of the plan's.")
def homework(plan: str, folder: str | None, roster: str | None, seed: str | None) -> int:
    """Write the problem sets of PLAN, a YAML file: sheet, worked solution and key, for all or for each student.

    Every set is checked before it is written; exit status 1 if one fails its check, and then nothing is written.
    """
    if folder is None:
        raise InputError("where to?", where="-o", instead="give -o a folder that is new, or empty")
    if plan == "-" == roster:
        raise InputError("plan and roster cannot both be standard input", where="--roster")
    from symprop.homework.plan import read_plan
    from symprop.homework.produce import write_sets
    from symprop.homework.roster import read_roster

    found = read_plan(plan, seed=seed)
    students = read_roster(roster) if roster is not None else ()
    with options.progress("making", len(students), folder) as step:
        names = write_sets(found, folder, students, progress=step)
    sets = f"{len(students)} set{'s' * (len(students) != 1)}" if students else "one set for all"
    click.echo(f"{folder}: {sets}, checked; {len(names)} files")
    return 0
