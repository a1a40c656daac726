"""Colours and dashes that can be told apart: in print, by who is colour-blind, on a light and on a dark page.

Every colour has a contrast of at least 3 against white and against a dark page; a path is told by its dashes and its
number as well. After Okabe and Ito, Color Universal Design (2008), the light ones made darker.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["GROUPS", "PATHS", "PathStyle", "group_colour"]


class PathStyle(NamedTuple):
    """How a path is drawn: its colour, and lengths of dash and gap (none: solid)."""

    name: str
    colour: str
    dashes: tuple[float, ...]


PATHS: tuple[PathStyle, ...] = (
    PathStyle("blue", "#0077bb", ()),
    PathStyle("vermilion", "#d55e00", (9, 4)),
    PathStyle("green", "#00916a", (2.5, 3.5)),
    PathStyle("purple", "#b65fa0", (12, 3, 3, 3)),
    PathStyle("ochre", "#a37a00", (5, 3)),
    PathStyle("teal", "#2b8fb3", (12, 3, 3, 3, 3, 3)),
    PathStyle("violet", "#7a68d8", (16, 5)),
    PathStyle("grey", "#808080", (5, 2, 2, 2)),
)

GROUPS: tuple[str, ...] = ("#0077bb", "#d55e00", "#00916a", "#b65fa0", "#a37a00", "#7a68d8", "#c4475a", "#2b8fb3")


def group_colour(group: int) -> str:
    """Return the colour of the n-th shared weight, from 1; after the last one they begin again."""
    return GROUPS[(group - 1) % len(GROUPS)]
