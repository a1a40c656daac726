"""The roster: a CSV file with a column `id`, and `name` if there is one. What is in it is text from outside.

An id becomes a folder's name, so only letters, digits and . _ - @ in the middle are taken; a name is only shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from symprop.errors import InputError, shorten
from symprop.homework.table import Row, read_table
from symprop.network.load import read_source

__all__ = ["Student", "read_roster", "roster_of"]

_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@-]{0,62}[A-Za-z0-9])?", re.ASCII)
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
MOST_STUDENTS, LONGEST_NAME = 2_000, 120


@dataclass(frozen=True, slots=True)
class Student:
    """A student: the id that the set is drawn from, and a name to be shown."""

    id: str
    name: str = ""


def read_roster(path: str) -> tuple[Student, ...]:
    """Return the students of a CSV file.

    Raises:
        InputError: with file:line, if a row cannot be used.
    """
    return roster_of(read_source(path), "<stdin>" if path == "-" else path)


def roster_of(text: str, name: str) -> tuple[Student, ...]:
    """Return the students of a CSV file's text.

    >>> roster_of("id,name\\nada,Ada L.\\nbob,Bob", "roster.csv")[0]
    Student(id='ada', name='Ada L.')
    """
    rows = read_table(text, name, needs="id", instead="begin the file with id,name", named=_named)
    next(rows)  # the headings
    found = [_student(row) for row in rows]
    if not 0 < len(found) <= MOST_STUDENTS:
        raise InputError(f"{len(found):,} students", where=name, instead=f"1 to {MOST_STUDENTS:,}")
    _refuse_twins(found, name)
    return tuple(found)


def _named(headings: list[str]) -> list[str]:
    return [word.strip().lower() for word in headings]


def _student(row: Row) -> Student:
    if row.error:  # a student without a set would be missed too late
        raise row.error
    key = row.cells["id"].strip()
    if not _ID.fullmatch(key) or _DEVICES.fullmatch(key) or ".." in key:
        raise InputError(
            f"the id '{shorten(key)}' cannot name a folder",
            where=row.place,
            instead="up to 64 letters a to z and digits, with . _ - @ between them",
        )
    shown = row.cells.get("name", "").strip()
    if len(shown) > LONGEST_NAME:
        raise InputError(f"a name of {len(shown)} characters", where=row.place, instead=f"at most {LONGEST_NAME}")
    return Student(key, shown)


def _refuse_twins(students: list[Student], name: str) -> None:
    """Refuse two ids that some file system takes for one."""
    seen: dict[str, str] = {}
    for student in students:
        other = seen.setdefault(student.id.casefold(), student.id)
        if other is not student.id:
            raise InputError(
                f"the ids '{other}' and '{student.id}' are one folder",
                where=name,
                instead="give each student an own id",
            )
