"""Tables from outside: CSV text → rows as dictionaries, each with its place; nothing in them is passed over.

Excel writes semicolons where numbers have a decimal comma: they part the cells of a table whose headings have no comma.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from symprop.errors import MOST_NAMED, InputError, shorten

__all__ = ["Row", "read_table"]

LONGEST_CELL = 64 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Args:
        place: ``file:line``.
        cells: by column.
        error: where it has more cells than columns: what that costs is for the reader to say.
    """

    place: str
    cells: dict[str, str]
    error: InputError | None = None


def read_table(
    text: str, where: str, *, needs: str, instead: str, named: Callable[[list[str]], list[str]] = list
) -> Iterator[Row]:
    """Yield the rows, first that of the headings, its cells empty; rows without a cell are left out.

    Args:
        where: the file, for messages.
        needs: the column that must be there; what is said `instead` where it is not.
        named: headings as they are written → the names of the columns.

    Raises:
        InputError: with file:line, where it is no table, or a column is there twice.

    >>> list(read_table("id,answer\\n7,x\\n", "t.csv", needs="id", instead=""))[1]
    Row(place='t.csv:2', cells={'id': '7', 'answer': 'x'}, error=None)
    """
    columns: list[str] = []
    headings = text.lstrip("\r\n").partition("\n")[0]
    comma = ";" if ";" in headings and "," not in headings else ","
    for line, cells in _cells(text, where, comma):
        place = f"{where}:{line}"
        if columns:
            yield _row(columns, cells, place, comma)
        else:
            columns = _columns(named(cells), needs, instead, place)
            yield Row(place, dict.fromkeys(filter(None, columns), ""))
    if not columns:
        raise InputError(f"there is no column '{needs}'", where=f"{where}:1", instead=instead)


def _cells(text: str, where: str, comma: str) -> list[tuple[int, list[str]]]:
    """Return the rows that have cells, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    before = csv.field_size_limit(LONGEST_CELL)  # one for the whole process
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise InputError(shorten(str(error)), where=f"{where}:{reader.line_num}", instead="write CSV") from None
    finally:
        csv.field_size_limit(before)


def _columns(columns: list[str], needs: str, instead: str, place: str) -> list[str]:
    if needs not in columns:
        found = ", ".join(shorten(name) for name in columns[:MOST_NAMED])
        raise InputError(f"there is no column '{needs}', only {found}", where=place, instead=instead)
    twice = next((name for name, count in Counter(columns).items() if name and count > 1), "")
    if twice:
        raise InputError(f"two columns are called '{shorten(twice)}'", where=place, instead="rename one")
    return columns


def _row(columns: list[str], cells: list[str], place: str, comma: str) -> Row:
    extra = [*cells[len(columns) :], *(cell for name, cell in zip(columns, cells, strict=False) if not name)]
    error = None
    if any(cell.strip() for cell in extra):
        held = "semicolons" if comma == ";" else "commas"
        error = InputError("more cells than columns", where=place, instead=f"quote a cell that holds {held}")
    filled = [*cells, *[""] * (len(columns) - len(cells))]
    return Row(place, {name: cell for name, cell in zip(columns, filled, strict=False) if name}, error)
