"""The rows: each a function from the number of repeats to results."""

from __future__ import annotations

import importlib.util
import subprocess
import tempfile
import tracemalloc
from collections.abc import Callable
from functools import cache, partial
from itertools import islice, pairwise
from typing import Any

import sympy
from baselines import casadi_gradient, inlined_error
from compiled import batch, single
from measure import child, compiled, interleaved, process, timed
from result import Result

from symprop.api import Gradient, Network
from symprop.derive import iter_paths
from symprop.evaluate import forward_tape, gradient_tape
from symprop.render.styles import LATEX
from symprop.render.write import path_terms
from symprop.symbolic import to_sympy

DIGITS = (784, 30, 10)
DEEP = (2,) * 9
FEW_EDGES, MANY_EDGES = (100, 45, 10), (1000, 450, 100)  # ten times as wide: the same shape
MANY_PATHS = (1, 1, 10, 10, 10, 10, 10)  # 10⁵ paths over 420 edges
MANY_NAMES = (1, 1, 400, 250)  # 10⁵ paths, each with a weight that no other path has
EXTREMES = {
    "depth 1,000": (1,) * 1001,
    "2-5000-2": (2, 5000, 2),
    "5000-5000-1": (5000, 5000, 1),
    "2-5000-5000-2": (2, 5000, 5000, 2),
}
MOST_MEMORY = 2 * 2**30
FLAT = 1.1


def start(repeat: int) -> list[Result]:
    with compiled() as environment:
        ours, theirs = interleaved(
            repeat,
            lambda: process(["-m", "symprop", "derive", "mazur", "--wrt", "w1"], environment),
            lambda: process(["-c", "import sympy"], environment),
        )
    return [
        Result(
            row="1 start",
            what="symprop derive mazur --wrt w1",
            baseline='python -c "import sympy"',
            measured=f"{_ms(ours)} / {_ms(theirs)}",
            ratio=ours / theirs,
            limit=1.3,
        )
    ]


@cache
def _digits(repeat: int, with_casadi: bool) -> list[float]:
    """Return the seconds for all gradients, for one of them, and for CasADi's, if it is there."""
    tasks: list[Callable[[], object]] = [
        lambda: dict(Network.layered(*DIGITS).factored()),
        lambda: Network.layered(*DIGITS).gradient("w1").factored.system,
    ]
    if with_casadi:
        tasks.append(lambda: casadi_gradient(DIGITS))
    return interleaved(repeat, *(partial(timed, task) for task in tasks))


def _has_casadi() -> bool:
    return importlib.util.find_spec("casadi") is not None


def all_gradients(repeat: int) -> list[Result]:
    row, what, baseline = "2 all", "23,860 gradients of 784-30-10, SymPy", "CasADi SX, scalar loop"
    if not _has_casadi():
        return [Result(row=row, what=what, baseline=baseline, holds=None, note="casadi is not installed")]
    ours, _, theirs = _digits(repeat, with_casadi=True)
    measured = f"{_ms(ours)} / {_ms(theirs)}"
    return [Result(row=row, what=what, baseline=baseline, measured=measured, ratio=ours / theirs, limit=1.0)]


def one_gradient(repeat: int) -> list[Result]:
    every, one, *_ = _digits(repeat, with_casadi=_has_casadi())
    return [
        Result(
            row="3 one",
            what="∂E/∂w1 of 784-30-10 with its deltas",
            baseline="all 23,860 (row 2)",
            measured=f"{_ms(one)} / {_ms(every)}",
            ratio=one / every,
            limit=0.1,
        )
    ]


def edges(repeat: int) -> list[Result]:
    peaks: list[int] = []

    def per_edge(sizes: tuple[int, ...]) -> float:
        found = child("all", sizes)
        peaks.append(found["peak"])
        return float(found["seconds"]) / edge_count(sizes)

    many, few = interleaved(min(repeat, 3), lambda: per_edge(MANY_EDGES), lambda: per_edge(FEW_EDGES))
    return [
        Result(
            row="4 edges",
            what=f"time per edge at {edge_count(MANY_EDGES):,} edges",
            baseline=f"at {edge_count(FEW_EDGES):,}",
            measured=f"{many * 1e6:.1f} µs / {few * 1e6:.1f} µs",
            ratio=many / few,
            limit=1.5,
            holds=max(peaks) <= MOST_MEMORY,
            note=f"peak at most {max(peaks) / 2**30:.2f} GiB of 2",
        )
    ]


def edge_count(sizes: tuple[int, ...]) -> int:
    """Return the edges of the network's graph: two a weight, one a bias, one a unit's activation, three an output."""
    weights = sum(a * b for a, b in pairwise(sizes))
    return 2 * weights + 2 * sum(sizes[1:]) + 3 * sizes[-1]


def against_diff(repeat: int) -> list[Result]:
    def network() -> Network:
        return Network.layered(*DEEP, bias="none")

    def each() -> list[dict[str, Any]]:
        net = network()
        return [net.gradient(name).factored.system for name in net.parameters]

    error = inlined_error(DEEP)
    weights = [sympy.Symbol(name) for name in network().parameters]
    theirs = timed(lambda: [sympy.diff(error, weight) for weight in weights])
    together, apart = interleaved(repeat, lambda: timed(lambda: dict(network().factored())), lambda: timed(each))
    common: dict[str, Any] = {"baseline": "sympy.diff of the inlined E", "limit": 0.001}
    note = f"sympy.diff of all {len(weights)}, once, from an empty cache; E inlined beforehand"
    return [
        Result(
            row="5 diff",
            what="32 weights of 2-2-…-2 (8 layers), one sweep",
            measured=f"{_ms(together)} / {theirs:.1f} s",
            ratio=together / theirs,
            note=note,
            **common,
        ),
        Result(
            row="5 diff, apart",
            what="the same, a complete form for each weight",
            measured=f"{_ms(apart)} / {theirs:.1f} s",
            ratio=apart / theirs,
            note="each weight's form repeats the deltas that it uses",
            **common,
        ),
    ]


def latex(repeat: int) -> list[Result]:
    few, many = 10**4, 10**5
    small, large = (_peak(partial(_stream, MANY_PATHS, terms)) for terms in (few, many))
    flat = {
        "holds": large <= FLAT * small,
        "note": f"peak {small / 2**10:.0f} KiB at 10⁴ terms, {large / 2**10:.0f} KiB at 10⁵",
    }
    wide = {"note": f"each names a new weight; peak {_peak(partial(_stream, MANY_NAMES, many)) / 2**20:.0f} MiB"}
    return [
        _latex("6 latex", "10⁵ paths, few edges", MANY_PATHS, many, repeat, **flat),
        _latex("6 latex, wide", "10⁵ paths, 10⁵ edges", MANY_NAMES, many, repeat, **wide),
    ]


def _latex(row: str, which: str, sizes: tuple[int, ...], terms: int, repeat: int, **found: Any) -> Result:
    sample = [to_sympy(path.product) for path in islice(_gradient(sizes).iter_paths(), 0, terms, terms // 200)]
    ours, theirs = interleaved(
        repeat,
        lambda: timed(lambda: _stream(sizes, terms)) / terms,
        lambda: timed(lambda: [sympy.latex(term) for term in sample]) / len(sample),
    )
    return Result(
        row=row,
        what=f"LaTeX of a path, streamed: {which}",
        baseline="sympy.latex of such a term",
        measured=f"{ours * 1e6:.1f} µs / {theirs * 1e6:.0f} µs",
        ratio=ours / theirs,
        limit=0.05,
        **found,
    )


def _gradient(sizes: tuple[int, ...]) -> Gradient:
    return Network.layered(*sizes).gradient("w1")


def _stream(sizes: tuple[int, ...], terms: int) -> None:
    gradient = _gradient(sizes)
    paths = islice(iter_paths(gradient.network.graph, gradient.wrt), terms)
    with tempfile.TemporaryFile("w", encoding="utf-8") as file:
        file.writelines(path_terms(paths, LATEX, gradient.network.labels))


def _peak(task: Callable[[], object]) -> int:
    """Return the bytes that `task` holds at most, as tracemalloc counts them."""
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def operations(_: int) -> list[Result]:
    graph = Network.layered(*DIGITS).graph
    ours, theirs = gradient_tape(graph).operation_count, forward_tape(graph).operation_count
    return [
        Result(
            row="7 operations",
            what="E and all 23,860 gradients as straight-line code",
            baseline="E alone",
            measured=f"{ours:,} / {theirs:,}",
            ratio=ours / theirs,
            limit=1.7,
        )
    ]


def extremes(_: int) -> list[Result]:
    return [_extreme(name, sizes) for name, sizes in EXTREMES.items()]


def _extreme(name: str, sizes: tuple[int, ...]) -> Result:
    row, what, baseline = "8 extremes", f"{name}: ∂E/∂w1, factored, SymPy", "it works"
    try:
        found = child("one", sizes)
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().rpartition("\n")[2]
        return Result(row=row, what=what, baseline=baseline, holds=False, note=last)
    note = f"{found['lines']:,} lines; recursion limit untouched"
    return Result(row=row, what=what, baseline=baseline, measured=_ms(found["seconds"]), note=note)


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


ROWS: dict[str, Callable[[int], list[Result]]] = {
    "start": start,
    "all": all_gradients,
    "one": one_gradient,
    "edges": edges,
    "diff": against_diff,
    "latex": latex,
    "operations": operations,
    "extremes": extremes,
    "single": single,
    "batch": batch,
}
