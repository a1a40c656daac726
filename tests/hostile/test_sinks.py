"""Labels that mean something in some file are words in every file: no element, command, cell or line more."""

from __future__ import annotations

import re
from functools import cache
from pathlib import PurePosixPath
from typing import Any

import pytest

from symprop.homework.plan import plan_of
from symprop.homework.produce import files_of
from symprop.homework.roster import Student
from tests.hostile.labels import CONTROLS, LABELS
from tests.hostile.products import PLAN, of_network, of_sets, shape, shapes

ALL = {**LABELS, **CONTROLS}
QUICK = ("a closing tag", "an escape")
OFTEN = (*QUICK, "TeX's brackets", "Python's quotes", "C", "Markdown", "a fence", "JSON", "lines", "half a letter")
MADE = {"network": of_network, "sets": of_sets}
"""What has labels in it → all its files."""


@cache
def plain(made: str) -> dict[str, Any]:
    return shapes(list(MADE[made]("plain")))


def changed(made: str, label: str) -> list[str]:
    """Return the files that are not as they are with a plain label."""
    found = []
    for name, text in MADE[made](label):
        try:
            if shape(name, text) != plain(made)[name]:
                found.append(name)
        except Exception as error:
            found.append(f"{name}: {type(error).__name__} {error!s:.100}")
    return found


def labels(often: tuple[str, ...]) -> list[Any]:
    """Return all labels, those that are not tried often marked as slow."""
    return [label if label in often else pytest.param(label, marks=pytest.mark.slow) for label in ALL]


@pytest.mark.parametrize("label", labels(OFTEN))
def test_a_networks_name_is_words(label: str) -> None:
    """The name of a file with an escape sequence in it reached the terminal."""
    assert changed("network", ALL[label]) == []


@pytest.mark.parametrize("label", labels(QUICK))
def test_a_sets_titles_and_students_are_words(label: str) -> None:
    """A title with HTML in it was HTML in the notebook."""
    assert changed("sets", ALL[label]) == []


@pytest.mark.parametrize("name", ["derive.html", "derive.md", "derive.tex", "draw.svg", "explore.html", "derive.text"])
def test_a_label_that_is_not_escaped_is_seen(name: str) -> None:
    """The negative control: raw, each is something."""
    raw = {"derive.tex": "\\input{x}", "derive.text": "a\nb"}.get(name, "<script>alert(1)</script>")
    ((_, text),) = [row for row in of_network("plain") if row[0] == name]
    at = text.index("plain")
    assert shape(name, text[:at] + raw + text[at + 5 :]) != plain("network")[name]


def test_no_label_makes_a_file_anywhere_else() -> None:
    plan = plan_of(PLAN.replace("title: T", "title: ../../../etc/passwd").replace("title: Q", "title: /x"), "plan.yaml")
    for name, _ in files_of(plan, (Student("a.b-c@d", "../../x"),)):
        assert re.fullmatch(r"[A-Za-z0-9_./@-]+", name)
        assert not PurePosixPath(name).is_absolute()
        assert not {"..", "."} & set(PurePosixPath(name).parts)
