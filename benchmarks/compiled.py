"""`net.compile()` beside PyTorch's autograd and JAX's compiled gradient: E and all gradients, forward pass included."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import pairwise
from time import perf_counter
from typing import Any

import numpy as np
from measure import interleaved
from result import Result

from symprop.api import Network

Sizes = tuple[int, ...]
Task = Callable[[], Any]
Arrays = tuple[Any, Any, list[Any], list[Any]]  # inputs, targets, weights, biases

TINY, DIGITS = (2, 2, 2), (784, 30, 10)
MARGIN = 1e-10


def single(repeat: int) -> list[Result]:
    return _rows("9 single", TINY, samples=None, calls=2_000, limit=0.2, repeat=repeat)


def batch(repeat: int) -> list[Result]:
    return _rows("10 batch", DIGITS, samples=128, calls=100, limit=1.2, repeat=repeat)


def _rows(row: str, sizes: Sizes, *, samples: int | None, calls: int, limit: float, repeat: int) -> list[Result]:
    name = "-".join(map(str, sizes))
    what = f"compiled {name}, " + ("one sample" if samples is None else f"a batch of {samples}")
    installed = [(title, make) for title, (module, make) in BASELINES.items() if importlib.util.find_spec(module)]
    arrays = _arrays(sizes, samples)
    ours = _ours(sizes, arrays)
    tasks = [ours, *(make(*arrays) for _, make in installed)]
    for (title, _), task in zip(installed, tasks[1:], strict=True):
        _require_same(ours(), task(), title)
    seconds = interleaved(repeat, *(_per_call(task, calls) for task in tasks))
    found = [
        Result(
            row=row if title == "PyTorch" else f"{row}, {title}",
            what=what,
            baseline=title + (" autograd" if title == "PyTorch" else " jit(value_and_grad)"),
            measured=f"{seconds[0] * 1e6:.1f} µs / {theirs * 1e6:.1f} µs",
            ratio=seconds[0] / theirs,
            limit=limit if title == "PyTorch" else None,
        )
        for (title, _), theirs in zip(installed, seconds[1:], strict=True)
    ]
    absent = [title for title in BASELINES if title not in dict(installed)]
    return [*found, *(Result(row=row, what=what, baseline=t, holds=None, note=f"{t} is not installed") for t in absent)]


def _arrays(sizes: Sizes, samples: int | None) -> Arrays:
    """Return inputs, targets, weights and biases from a fixed seed; of one sample vectors."""
    rng = np.random.default_rng(20261124)
    shape = () if samples is None else (samples,)
    weights = [rng.normal(size=(units, fan_in)) / np.sqrt(fan_in) for fan_in, units in pairwise(sizes)]
    return (
        rng.random((*shape, sizes[0])),
        rng.random((*shape, sizes[-1])),
        weights,
        [rng.normal(size=n) for n in sizes[1:]],
    )


def _ours(sizes: Sizes, arrays: Arrays) -> Task:
    inputs, targets, weights, biases = arrays
    f = Network.layered(*sizes).compile()
    parameters = np.concatenate([part.ravel() for part in (*weights, *biases)])

    def run() -> tuple[float, Any]:
        found = f(inputs, targets, parameters)
        return found.total, found.gradient

    return run


def _torch(inputs: Any, targets: Any, weights: list[Any], biases: list[Any]) -> Task:
    import torch

    x, t = torch.from_numpy(inputs), torch.from_numpy(targets)
    w, b = ([torch.from_numpy(part).requires_grad_() for part in parts] for parts in (weights, biases))

    def run() -> tuple[Any, Any]:
        out = x
        for weight, bias in zip(w, b, strict=True):
            out = torch.sigmoid(torch.nn.functional.linear(out, weight, bias))
        error = 0.5 * ((t - out) ** 2).sum()
        return error, torch.autograd.grad(error, [*w, *b])

    return run


def _jax(inputs: Any, targets: Any, weights: list[Any], biases: list[Any]) -> Task:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def total(w: Any, b: Any, x: Any, t: Any) -> Any:
        out = x
        for weight, bias in zip(w, b, strict=True):
            out = jax.nn.sigmoid(out @ weight.T + bias)
        return 0.5 * ((t - out) ** 2).sum()

    step = jax.jit(jax.value_and_grad(total, argnums=(0, 1)))
    given = jax.tree.map(jnp.asarray, (weights, biases, inputs, targets))

    def run() -> tuple[Any, Any]:
        error, gradients = jax.block_until_ready(step(*given))
        return error, [part for parts in gradients for part in parts]

    return run


BASELINES: dict[str, tuple[str, Callable[..., Task]]] = {"PyTorch": ("torch", _torch), "JAX": ("jax", _jax)}


def _require_same(ours: Any, theirs: Any, title: str) -> None:
    """Refuse to time two programs that do not compute the same."""
    (error, gradient), (other, parts) = ours, theirs
    joined = np.concatenate([np.ravel(np.asarray(part)) for part in parts])
    same = np.allclose([error, *gradient], [other.item(), *joined], rtol=MARGIN, atol=MARGIN)
    if not same:
        raise SystemExit(f"{title} and symprop disagree")


def _per_call(task: Task, calls: int) -> Callable[[], float]:
    def seconds() -> float:
        start = perf_counter()
        for _ in range(calls):
            task()
        return (perf_counter() - start) / calls

    return seconds
