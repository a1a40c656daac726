"""``python -m benchmarks.mutation [ROOM…]``: run the mutants and keep the record."""

from __future__ import annotations

import argparse
import functools
import json
import random
from pathlib import Path

from benchmarks.mutation import judge, report
from benchmarks.mutation.mutants import Mutant, mutants
from benchmarks.mutation.reach import measure, modules
from benchmarks.trust.journal import rows, run

ROOMS = ("functions", "graph", "derive", "verify", "homework/grading", "read")
JOURNALS = Path(__file__).parent / "journals"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("rooms", nargs="*", default=list(ROOMS), help="rooms or modules of symprop: read, read/latex")
    parser.add_argument("--sample", type=int, help="mutants of each module, drawn; all of them if it is not given")
    parser.add_argument("--functions", action="store_true", help="only what lies in functions: the others take longer")
    parser.add_argument("--seed", type=int, default=6)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument(
        "--survivors", action="store_true", help="run again, and longer, what survived and is not explained"
    )
    parser.add_argument("--seconds", type=float, help="of tests for each mutant: 0.8; with --survivors 3.2")
    parser.add_argument("--afresh", action="store_true", help="with --survivors: import each changed module anew")
    parser.add_argument(
        "--record", action="store_true", help="run nothing: write the record of what stands in the journals"
    )
    parser.add_argument("-o", "--output", type=Path, default=JOURNALS, help="the folder of the journals")
    asked = parser.parse_args()
    if not asked.record:
        measure(list(modules(list(ROOMS))), asked.output / "reach")
        for module in modules(asked.rooms):
            _run(module, asked)
        judge.close()
    record(asked.output, asked.seed)


def _run(module: str, asked: argparse.Namespace) -> None:
    first, again = journals(asked.output, module)
    if asked.survivors:
        explained = {ident for ident, known in report.survivors().items() if known.state == "equivalent"}
        alive = {row["seed"] for row in report.results((first, again)) if row["state"] in report.ALIVE}
        there = numbered(mutants(module)).items()
        found = {number: each for number, each in there if number in alive and each.ident not in explained}
        forget(again, set(found))
    else:
        found = numbered(drawn(module, asked.sample, asked.seed, asked.functions))
    seconds = asked.seconds or (4 * judge.SECONDS if asked.survivors else judge.SECONDS)
    work = functools.partial(judge.judge, found, asked.output / "reach", seconds, asked.afresh)
    done = run(work, list(found), again if asked.survivors else first, jobs=asked.jobs)
    left = [row for row in done if row["state"] in report.ALIVE]
    print(f"{module}: {len(done)} run, {len(left)} alive", flush=True)
    for row in left:
        print(f"  {report.ident(row)} {row['state']} {row['tests']} {row['shown']}", flush=True)


def drawn(module: str, sample: int | None, seed: int, functions: bool = False) -> tuple[Mutant, ...]:
    """Return mutants of a module, in the order of its text."""
    found = tuple(mutant for mutant in mutants(module) if mutant.function or not functions)
    if sample is None or sample >= len(found):
        return found
    kept = set(random.Random(f"{seed} {module}").sample(range(len(found)), sample))
    return tuple(mutant for number, mutant in enumerate(found) if number in kept)


def numbered(found: tuple[Mutant, ...]) -> dict[int, Mutant]:
    """Return mutants by the number that a journal's row has."""
    return {int(mutant.ident, 16): mutant for mutant in found}


def journals(folder: Path, module: str) -> tuple[Path, Path]:
    """Return the journals of a module: of the first run, and of what survived that and was run again."""
    name = module.removeprefix("symprop/").replace("/", ".")
    return folder / f"{name}.jsonl", folder / f"{name}.again.jsonl"


def forget(path: Path, numbers: set[int]) -> None:
    """Take rows out of a journal, so that they are run again."""
    kept = [row for row in rows(path) if row["seed"] not in numbers]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in kept), encoding="utf-8")


def record(folder: Path, seed: int) -> None:
    """Write the record and the list of survivors of all that stands in the journals; other rooms stay as they were."""
    known, left, lines, seconds = report.survivors(), [], [], 0.0
    counted: list[str] = []
    for room in ROOMS:
        paths = [path for module in modules([room]) for path in journals(folder, module)]
        there = [number for module in modules([room]) for number in numbered(mutants(module))]
        line, open_rows = report.counts(room, paths, set(there), known)
        if not line.tried:
            continue
        counted.append(room)
        lines.append(line)
        left += open_rows
        seconds += sum(row["seconds"] for path in paths for row in rows(path))
    report.keep(left, known, counted)
    print(report.record(lines, seconds, seed))


if __name__ == "__main__":
    main()
