"""One derivation in a process of its own: `python child.py all|one SIZES` prints seconds and peak memory as JSON."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Mapping
from time import perf_counter

RECURSION_LIMIT = sys.getrecursionlimit()


def main() -> None:
    from symprop.api import Network

    def derive_all(*sizes: int) -> Mapping[str, object]:
        return dict(Network.layered(*sizes).factored())

    def derive_one(*sizes: int) -> Mapping[str, object]:
        return Network.layered(*sizes).gradient("w1").factored.system

    tasks: dict[str, Callable[..., Mapping[str, object]]] = {"all": derive_all, "one": derive_one}
    task, sizes = tasks[sys.argv[1]], tuple(int(part) for part in sys.argv[2].split("-"))
    task(1, 1)  # what is imported late is imported
    start = perf_counter()
    system = task(*sizes)
    seconds = perf_counter() - start
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit  # Linux: at least the parent's at the fork
    assert sys.getrecursionlimit() == RECURSION_LIMIT, "the recursion limit was raised"
    print(json.dumps({"seconds": seconds, "peak": peak, "lines": len(system)}))


if __name__ == "__main__":
    main()
