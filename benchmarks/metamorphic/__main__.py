"""Run every relation: `python -m benchmarks.metamorphic [--networks 1000] [--seed 6] [--jobs 1] [--again]`."""

from __future__ import annotations

import argparse
import sys
from time import monotonic

from benchmarks.metamorphic.run import failures, run_all, summary
from benchmarks.trust import record

parser = argparse.ArgumentParser(prog="python -m benchmarks.metamorphic", description=__doc__)
parser.add_argument("--networks", type=int, default=1_000, help="for each relation")
parser.add_argument("--seed", type=int, default=6)
parser.add_argument("--jobs", type=int, default=1)
parser.add_argument("--again", action="store_true", help="forget the journals")
parser.add_argument("--no-record", action="store_true", help="only look")
options = parser.parse_args()

began = monotonic()
found = run_all(options.networks, options.seed, jobs=options.jobs, again=options.again)
failed = list(failures(found))
print("\n\n".join(failed) or "all hold")
if not options.no_record:
    seconds = monotonic() - began
    print(record.write(summary(found, networks=options.networks, seed=options.seed, seconds=seconds)))
sys.exit(bool(failed))
