"""The record of all runs: reader by reader and engine by engine, what was tried, and what fails today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec

from benchmarks.fuzz.campaign import Total
from benchmarks.fuzz.corpus import data_of, kept
from benchmarks.fuzz.findings import FINDINGS
from benchmarks.fuzz.limits import MEGABYTES
from benchmarks.fuzz.readers import READERS, Read, Reader
from benchmarks.fuzz.rules import LONGEST_LINE, SECONDS, judged, ready
from benchmarks.trust.record import Count, Record, commit, versions

__all__ = ["made"]

ABOUT = f"""\
Every door by which text or bytes from outside come in is given inputs by two engines: libFuzzer (atheris), which keeps
what reaches new code and goes on from there, and one that changes, splices and nests what symprop itself prints in
every notation. An input fails if it gives anything but a result or one printable line of at most {LONGEST_LINE:,}
characters, takes more than {SECONDS:g} s of the processor, needs {MEGABYTES} MB more than the program itself, or if
anything is compiled, executed, imported, started or written while it is read (audit hooks tell). Failed are those
inputs that fail in today's code."""
LIMITS = (
    "Inputs are up to 6,000 bytes long, one in a thousand 60,000.",
    "libFuzzer sees which lines of symprop's own modules are reached, not those of Lark, ruamel.yaml, expat or NumPy.",
    "Parsers in C and Rust (expat, json, protobuf, pydantic) are not instrumented; a crash there ends the process.",
    "The aim is a million inputs of each reader, or an hour of the processor for a slow one; the table says what was "
    "reached, and the next run goes on from there.",
    "Peak memory is that of the whole process, its libraries and libFuzzer's corpus included.",
)


def made(found: Mapping[tuple[str, str], Total]) -> Record:
    """Return the record."""
    counts: list[Count] = []
    for reader in READERS.values():
        engines = [(engine, total) for (name, engine), total in found.items() if name == reader.name]
        if not engines or (reader.needs and find_spec(reader.needs) is None):
            continue
        read = ready(reader)
        counts += [_count(reader, engine, total, read) for engine, total in engines]
    return Record(
        name="fuzz",
        title="Fuzzing of every reader",
        about=ABOUT,
        command="python -m benchmarks.fuzz --keep --record",
        seed=min((seed for total in found.values() for seed in total.seeds), default=None),
        commit=commit(),
        date=date.today().isoformat(),
        seconds=60 * sum(total.minutes for total in found.values()),
        versions=versions("atheris", "hypothesis", "lark", "ruamel.yaml", "pydantic", "defusedxml", "onnx"),
        counts=tuple(counts),
        findings=FINDINGS,
        limits=LIMITS,
    )


def _count(reader: Reader, engine: str, total: Total, read: Read) -> Count:
    failing = [f for f in total.failures.values() if judged(reader, read, data_of(f["input"])).problem]
    return Count(
        what=f"{reader.name}: {reader.door}",
        tried=total.inputs,
        failed=len(failing),
        other={
            "engine": engine,
            "accepted": total.accepted,
            "minutes": round(total.minutes, 1),
            "worst s": round(total.worst, 3),
            "peak MB": round(total.peak_mb),
            "kept": len(kept(reader.name)),
            "last seed": max(total.seeds),
        },
        commit=", ".join(total.commits),
    )
