"""`python -m benchmarks.fuzz [READER…]`: go on fuzzing readers, keep what is new, write the record.

Runs add up in a journal, those on another machine out of the record: what was broken off goes on where it was.
--keep and --record alone run nothing.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec

from benchmarks.fuzz import corpus, record
from benchmarks.fuzz.campaign import JOURNALS, SHARE, Total, carry, run, totals
from benchmarks.fuzz.coverage import new_ones
from benchmarks.fuzz.readers import READERS, Reader
from benchmarks.fuzz.rules import ready
from benchmarks.trust.record import RECORDS, commit, read, write

INPUTS, MINUTES = 1_000_000, 60.0  # of each reader; of a slow one, if that is less
NO_LIMIT = 10**12


def main() -> int:
    options = _options()
    readers = [READERS[name] for name in options.readers or READERS]
    if (path := RECORDS / "fuzz.json").exists():
        carry(JOURNALS / "fuzz.jsonl", read(path))
    only_writes = (options.keep or options.record) and options.inputs is None and options.minutes is None
    for reader in [] if only_writes else readers:
        _fuzz(reader, options)
    if options.keep:
        for reader in readers:
            _keep(reader)
    if options.record:
        print(write(record.made(totals(JOURNALS / "fuzz.jsonl"))))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=f"of {', '.join(READERS)}; default: all")
    parser.add_argument("--inputs", type=int, metavar="N", help=f"of each reader in all ({INPUTS:,})")
    parser.add_argument("--minutes", type=float, metavar="M", help=f"of each reader in all ({MINUTES:g} of a slow one)")
    parser.add_argument("--engine", choices=SHARE, help="default: both; atheris where it is installed")
    parser.add_argument("--seed", type=int, default=6, metavar="N", help="of the first run (default: 6)")
    parser.add_argument("--keep", action="store_true", help="keep what is new as a corpus of the tests")
    parser.add_argument("--record", action="store_true", help="write the record that docs/trust.md is made of")
    options = parser.parse_args()
    for name in options.readers:
        if name not in READERS:
            parser.error(f"unknown reader '{name}'; one of {', '.join(READERS)}")
    return options


def _fuzz(reader: Reader, options: argparse.Namespace) -> None:
    if reader.needs and find_spec(reader.needs) is None:
        print(f"{reader.name}: {reader.needs} is not installed", file=sys.stderr)
        return
    both = [name for name in SHARE if name != "atheris" or find_spec("atheris")]
    engines = [options.engine] if options.engine else both
    inputs, minutes = options.inputs or NO_LIMIT, options.minutes or NO_LIMIT
    if options.inputs is options.minutes is None:
        inputs, minutes = INPUTS, MINUTES if reader.slow else NO_LIMIT
    whole = sum(SHARE[engine] for engine in engines)
    for engine in engines:
        run(
            reader.name,
            engine,
            inputs=min(round(inputs * SHARE[engine] / whole), NO_LIMIT),
            minutes=minutes / len(engines),
            seed=options.seed,
            commit=commit(),
            progress=lambda total, engine=engine: _show(reader, engine, total),  # type: ignore[misc]
        )
        print(file=sys.stderr)


def _show(reader: Reader, engine: str, total: Total) -> None:
    line = f"{reader.name}, {engine}: {total.inputs:,} inputs, {total.minutes:.0f} min, {len(total.failures)} failing"
    print(f"\r{line}", end="", file=sys.stderr, flush=True)


def _keep(reader: Reader) -> None:
    if reader.needs and find_spec(reader.needs) is None:
        return
    folder = JOURNALS / "corpus" / reader.name
    found = {*corpus.read_folder(folder), *corpus.kept(reader.name), *reader.samples()}
    path = corpus.keep(reader.name, new_ones(ready(reader), found))
    print(f"{path}: {len(corpus.kept(reader.name))} of {len(found)} inputs, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
