"""`python benchmarks/run.py`: symprop beside what it is compared with, in one run. What a row means: README.md."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from result import Result
from rows import ROWS


def line(result: Result) -> str:
    ratio = "" if result.ratio is None else f"{result.ratio:.4g}"
    limit = "" if result.limit is None else f"≤ {result.limit:g}"
    what = f"{result.what} ÷ {result.baseline}" if ratio else result.what
    note = f"  ({result.note})" if result.note else ""
    return f"{result.row:13}  {what:88}  {result.measured:>22}  {ratio:>9}  {limit:>7}  {result.verdict}{note}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", choices=ROWS, metavar="NAME", help=f"one of {', '.join(ROWS)}")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="interleaved repeats (default: 5)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the results there, too")
    options = parser.parse_args()
    if options.repeat < 1:
        parser.error("--repeat takes a number of at least 1")

    print(f"{'row':13}  {'what ÷ baseline':88}  {'measured':>22}  {'ratio':>9}  {'limit':>7}  verdict")
    results: list[Result] = []
    for name in options.only or ROWS:
        for result in ROWS[name](options.repeat):
            print(line(result), flush=True)
            results.append(result)
    if options.json:
        found = [{**asdict(result), "verdict": result.verdict} for result in results]
        options.json.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 1 if any(result.verdict == "FAILS" for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
