"""docs/trust.md from the records: every figure on it comes from a file that a campaign wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.trust.record import RECORDS, Count, Finding, Record, read

PAGE = Path(__file__).parents[2] / "docs" / "trust.md"
ORDER = ("differential", "further", "metamorphic", "fuzz", "hostile", "mutation", "faults", "supply")

HEAD = """\
<!-- Made by `python -m benchmarks.trust` from benchmarks/trust/records; edit those, not this. -->
# What was tried, and what was found

symprop is attacked on purpose: random networks against oracles that know none of its derivatives, relations that must
hold whatever the right answer is, hostile input, code that is broken on purpose, disks that fill up. This page is made
of the files that those runs wrote: what was tried, how much, with which seed, and every defect that came to light.
How a single page of yours is proved stands in [How it is proved](proof.md).
"""


def records(folder: Path = RECORDS) -> list[Record]:
    """Return all records, in the page's order; a name that is not in ORDER comes last."""
    found = [read(path) for path in sorted(folder.glob("*.json"))]
    return sorted(found, key=lambda record: (*ORDER, record.name).index(record.name))


def page(found: Sequence[Record]) -> str:
    """Return the page."""
    parts = [HEAD, _overview(found), _still_open(found), *(_section(record) for record in found)]
    return "\n".join(part for part in parts if part)


def number(value: int | float | str) -> str:
    """Return a figure as people write it.

    >>> number(1000000), number(0.0421), number(1234.5), number("41")
    ('1,000,000', '0.042', '1,234', '41')
    """
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
    return value


def duration(seconds: float) -> str:
    """Return seconds as a reader wants them.

    >>> duration(42.3), duration(754), duration(7290)
    ('42\\xa0s', '12\\xa0min\\xa034\\xa0s', '2\\xa0h\\xa01\\xa0min')
    """
    whole = round(seconds)
    if whole < 60:
        text = f"{whole} s"
    elif whole < 3600:
        text = f"{whole // 60} min {whole % 60} s"
    else:
        text = f"{whole // 3600} h {whole % 3600 // 60} min"
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, figures to the right."""
    rows = list(rows)
    figures = [bool(rows) and all(row[k][:1].isdigit() or not row[k] for row in rows) for k in range(len(head))]
    lines = [head, ["--:" if right else "---" for right in figures], *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines) + "\n"


def _overview(found: Sequence[Record]) -> str:
    head = ("campaign", "cases", "failed", "defects found", "fixed", "open", "time", "seed", "code")
    return table(
        head,
        (
            (
                f"[{record.title}](#{anchor(record.title)})",
                number(sum(count.tried for count in record.counts if not count.view)),
                number(sum(count.failed for count in record.counts if not count.view)),
                *(number(len(_in(record.findings, *states))) for states in (("fixed", "open"), ("fixed",), ("open",))),
                duration(record.seconds),
                "" if record.seed is None else str(record.seed),
                f"`{record.commit}`",
            )
            for record in found
        ),
    )


def anchor(title: str) -> str:
    """Return the anchor that GitHub and MyST give a heading.

    >>> anchor("Random networks, three oracles")
    'random-networks-three-oracles'
    """
    return "".join(sign for sign in title.lower().replace(" ", "-") if sign.isalnum() or sign in "-_")


def _in(findings: Iterable[Finding], *states: str) -> list[Finding]:
    return [finding for finding in findings if finding.state in states]


def _still_open(found: Sequence[Record]) -> str:
    lines = [f"- {finding.what} ({finding.why})" for record in found for finding in _in(record.findings, "open")]
    lines += [
        f"- [{record.title}](#{anchor(record.title)}), {count.what}: {number(count.failed)} of {number(count.tried)}."
        for record in found
        for count in record.counts
        if count.failed and not count.view
    ]
    return "## What still fails\n\n" + ("\n".join(lines) if lines else "Nothing that a run found.") + "\n"


def _section(record: Record) -> str:
    parts = [
        f"## {record.title}\n",
        f"{record.about}\n",
        f"```sh\n{record.command}\n```\n",
        _ran(record),
        _counts(record.counts),
        *_findings(record.findings),
    ]
    if record.limits:
        parts += ["Not tried:\n", "\n".join(f"- {limit}" for limit in record.limits) + "\n"]
    return "\n".join(parts)


def _ran(record: Record) -> str:
    seed = "" if record.seed is None else f"seed {record.seed}, "
    libraries = ", ".join(f"{name} {version}" for name, version in record.versions.items())
    return f"{record.date}, commit `{record.commit}`, {seed}{duration(record.seconds)}; {libraries}.\n"


def _counts(counts: Sequence[Count]) -> str:
    """Return the figures as tables: lines that have no column in common stand in tables of their own."""
    groups: list[list[Count]] = []
    for count in counts:
        shared = groups and any(name in other.other for other in groups[-1] for name in count.other)
        if groups and (shared or not count.other):
            groups[-1].append(count)
        else:
            groups.append([count])
    return "\n".join(map(_table, groups))


def _table(counts: Sequence[Count]) -> str:
    columns = list(dict.fromkeys(name for count in counts for name in count.other))
    apart = ["code"] if any(count.commit for count in counts) else []
    head = ("what", "tried", "failed", *columns, *apart)
    rows = (
        (
            count.what,
            number(count.tried),
            number(count.failed),
            *(number(count.other.get(name, "")) for name in columns),
            *(f"`{count.commit}`" if count.commit else "" for _ in apart),
        )
        for count in counts
    )
    return table(head, rows)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for heading, states in (("Found and fixed:\n", ("fixed",)), ("Found:\n", ("open", "not a defect"))):
        if chosen := _in(findings, *states):
            yield heading
            yield "\n".join(f"- {_finding(finding)}" for finding in chosen) + "\n"


def _finding(finding: Finding) -> str:
    if finding.state == "fixed":
        return f"{finding.what} (`{finding.test}`)"
    return f"{finding.what}: {finding.state}; {finding.why}"
