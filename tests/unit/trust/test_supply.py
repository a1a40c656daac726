"""The looks into distributions and locks find what is wrong with made-up ones."""

from __future__ import annotations

import pytest

from benchmarks.supply.archives import ADDED, sdist_differs, wheel_differs
from benchmarks.supply.audit import counted

SOURCE = {"symprop/a.py": b"1", "symprop/a.css": b"2", "tests/b.py": b"3"}
WHEEL = {"symprop/a.py": b"1", "symprop/a.css": b"2", **{f"symprop-1.dist-info/{name}": b"" for name in ADDED}}
SDIST = {**SOURCE, "PKG-INFO": b""}


def test_what_is_right() -> None:
    assert list(wheel_differs(WHEEL, SOURCE)) == []
    assert list(sdist_differs(SDIST, SOURCE)) == []


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [
        ("symprop/a.css", None, "symprop/a.css: missing"),
        ("symprop/a.py", b"0", "symprop/a.py: other bytes"),
        ("symprop/left.py", b"", "symprop/left.py: not wanted"),
        ("tests/b.py", b"3", "tests/b.py: not wanted"),
        ("symprop-1.dist-info/licenses/LICENSE", None, "licenses/LICENSE: missing"),
    ],
)
def test_a_wheel_that_is_wrong(name: str, data: bytes | None, fault: str) -> None:
    held = {key: value for key, value in {**WHEEL, name: data}.items() if value is not None}
    assert list(wheel_differs(held, SOURCE)) == [fault]


@pytest.mark.parametrize(
    ("name", "data", "fault"),
    [("tests/b.py", None, "tests/b.py: missing"), ("junk.txt", b"", "junk.txt: not wanted")],
)
def test_a_source_distribution_that_is_wrong(name: str, data: bytes | None, fault: str) -> None:
    held = {key: value for key, value in {**SDIST, name: data}.items() if value is not None}
    assert list(sdist_differs(held, SOURCE)) == [fault]


def test_an_audit_counts_what_was_answered(capsys: pytest.CaptureFixture[str]) -> None:
    good = {"name": "a", "version": "1", "vulns": []}
    bad = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1"}]}
    unknown = {"name": "c", "skip_reason": "not found"}
    count = counted("x.txt", [good, bad, unknown])
    assert (count.tried, count.failed, count.other) == (2, 1, {"service": "reached"})
    assert capsys.readouterr().out == "audit of x.txt: b 2: CVE-1\n"
    assert counted("x.txt", [unknown]).other == {"service": "not reachable from here"}
