"""Tables from outside: CSV text → rows as dictionaries, each with its place; nothing in them is passed over."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator

from symprop.errors import InputError, shorten

__all__ = ["read_table"]

LONGEST_CELL = 64 << 20


def read_table(
    text: str, where: str, *, needs: str, instead: str, heading: Callable[[str], str] = str
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``file:line`` and the cells by column, first of the headings; rows without a cell are left out.

    Args:
        where: the file, for messages.
        needs: the column that must be there; what is said `instead` where it is not.
        heading: a heading as it is written → the column's name.

    Raises:
        InputError: with file:line, where it is no table, or a cell would be lost: a column twice, a row too long.

    >>> [row for _, row in read_table("id,answer\\n7,x\\n", "t.csv", needs="id", instead="")][1]
    {'id': '7', 'answer': 'x'}
    """
    columns: list[str] = []
    for line, cells in _cells(text, where):
        place = f"{where}:{line}"
        if columns:
            yield place, _row(columns, cells, place)
        else:
            columns = _columns([heading(cell) for cell in cells], needs, instead, place)
            yield place, dict.fromkeys(filter(None, columns), "")
    if not columns:
        raise InputError(f"there is no column '{needs}'", where=f"{where}:1", instead=instead)


def _cells(text: str, where: str) -> list[tuple[int, list[str]]]:
    """Return the rows that have cells, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    before = csv.field_size_limit(LONGEST_CELL)  # one for the whole process
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise InputError(shorten(str(error)), where=f"{where}:{reader.line_num}", instead="write CSV") from None
    finally:
        csv.field_size_limit(before)


def _columns(columns: list[str], needs: str, instead: str, place: str) -> list[str]:
    if needs not in columns:
        raise InputError(f"there is no column '{needs}'", where=place, instead=instead)
    twice = next((name for name, count in Counter(columns).items() if name and count > 1), "")
    if twice:
        raise InputError(f"two columns are called '{shorten(twice)}'", where=place, instead="rename one")
    return columns


def _row(columns: list[str], cells: list[str], place: str) -> dict[str, str]:
    extra = [*cells[len(columns) :], *(cell for name, cell in zip(columns, cells, strict=False) if not name)]
    if any(cell.strip() for cell in extra):
        raise InputError("more cells than columns", where=place, instead="quote a cell that holds commas")
    filled = [*cells, *[""] * (len(columns) - len(cells))]
    return {name: cell for name, cell in zip(columns, filled, strict=False) if name}
