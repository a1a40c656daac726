"""What a row gives: one line of the table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table.

    Args:
        what, baseline: what is divided by what.
        measured: both numbers, as text.
        ratio: None where there is nothing to divide by, or nothing was measured.
        limit: the ratio must be at most this.
        holds: whatever else must be so (memory, no exception); None if the row was skipped.
        note: what a reader of the number should know.
    """

    row: str
    what: str
    baseline: str
    measured: str = ""
    ratio: float | None = None
    limit: float | None = None
    holds: bool | None = True
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.holds is None:
            return "skipped"
        within = self.ratio is None or self.limit is None or self.ratio <= self.limit
        return "ok" if self.holds and within else "FAILS"
