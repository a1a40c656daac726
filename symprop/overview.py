"""What `show` and `train` print: equations, parameters, path counts, updated weights."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import groupby

from symprop.api import Network, Training
from symprop.derive.conventions import conventions
from symprop.document import MOST_DEFINITIONS, MOST_EDGES, forward
from symprop.evaluate.filled import decimal_text
from symprop.evaluate.numbers import SHOWN_DIGITS, VALUE_DIGITS
from symprop.evaluate.training import moving_kinds
from symprop.expression import Partial, Var
from symprop.graph import Kind
from symprop.network.values import exact
from symprop.render import PYTHON, TEXT, write
from symprop.render.equations import align, latex_rows, text_rows

__all__ = ["SHOW_FORMATS", "TRAIN_FORMATS"]


def counted(net: Network) -> Iterator[str]:
    """Yield the parameters and their path count, a line for every run with the same count."""
    for (count, _), run in groupby(net.path_counts(), key=lambda row: (row[1], net.graph.variable(row[0]).kind)):
        first, *rest = (name for name, _ in run)
        ends = [net.labels.named(name) for name in (first, *rest[-1:])]
        names = (", " if len(rest) == 1 else " … ").join(ends)
        yield f"{names}: {count:,}{' each' * bool(rest)}" if count else f"{names}: none, so the gradient is 0"


def show_text(net: Network) -> Iterator[str]:
    """Yield the overview for a terminal."""
    yield net.name
    yield from (f"  {line}" for line in (*net.model.facts, *conventions(net.graph)))
    shown = forward(net, SHOWN_DIGITS)
    yield ""
    if shown:
        yield from (row for line in shown for row in text_rows(line, net.labels))
    else:
        yield f"forward equations are listed up to {MOST_DEFINITIONS} definitions, {MOST_EDGES:,} edges"
    yield ""
    yield "paths to E_total"
    yield from (f"  {line}" for line in counted(net))


def show_latex(net: Network) -> Iterator[str]:
    """Yield the forward equations as one `align*`."""
    yield align([row for line in forward(net, SHOWN_DIGITS) for row in latex_rows(line, net.labels)])


def show_json(net: Network) -> Iterator[str]:
    """Yield one JSON document."""
    values = net.numbers.forward() if net.numbers.known else {}
    equations = [
        {
            "lhs": line.lhs.name,
            "rhs": write(line.rhs, PYTHON, net.labels),
            "value": decimal_text(values[line.lhs.name], VALUE_DIGITS) if values else None,
        }
        for line in net.equations()
    ]
    found = {
        "network": net.name,
        "inputs": list(net.inputs),
        "targets": list(net.targets),
        "equations": equations,
        "parameters": [{"name": name, "path_count": count} for name, count in net.path_counts()],
    }
    if not values:
        found["missing"] = list(net.numbers.missing[:20])
    yield json.dumps(found, ensure_ascii=False)


SHOW_FORMATS: dict[str, Callable[[Network], Iterator[str]]] = {
    "text": show_text,
    "latex": show_latex,
    "json": show_json,
}


def _decimal(value: float, digits: int) -> str:
    from mpmath import mpf

    return decimal_text(mpf(value), digits)


def train_text(net: Network, trained: Training, rate: str, biases: bool) -> Iterator[str]:
    """Yield what gradient descent did; for one step, each update with its numbers."""
    updated = trained.network
    moved = tuple(net.graph.given(*moving_kinds(biases)))
    yield f"{net.name}: {trained.steps:,} step{'s' * (trained.steps != 1)} of gradient descent, η = {rate}" + (
        "" if biases or not net.graph.count(Kind.BIAS) else "; the biases stay"
    )
    for name in moved:
        label = write(Var(name), TEXT, net.labels)
        after = _decimal(float(exact(updated.values[name])), SHOWN_DIGITS)
        if trained.steps == 1:
            before = write(net.values[name], TEXT, net.labels)
            slope = _decimal(float(net.gradient(name).value or 0), SHOWN_DIGITS)
            held = f"({slope})" if slope.startswith("-") else slope
            step = f"({rate} · {held})" if rate.startswith(("-", "−")) else f"{rate} · {held}"
            partial = net.labels(Partial(net.graph.total, name)).text
            yield f"  {label}⁺ = {label} − η {partial} = {before} − {step} = {after}".replace("-", "−")
        else:
            yield f"  {label} = {after}".replace("-", "−")
    before_total, after_total = (_decimal(value, SHOWN_DIGITS) for value in (trained.before, trained.after))
    yield f"  {net.labels(Var(net.graph.total)).text} = {before_total} before, {after_total} after"


def train_json(net: Network, trained: Training, rate: str, biases: bool) -> Iterator[str]:
    """Yield one JSON document."""
    values = trained.network.values
    moved = tuple(net.graph.given(*moving_kinds(biases)))
    yield json.dumps(
        {
            "network": net.name,
            "rate": rate,
            "steps": trained.steps,
            "before": _decimal(trained.before, VALUE_DIGITS),
            "after": _decimal(trained.after, VALUE_DIGITS),
            "values": {name: _decimal(float(exact(values[name])), VALUE_DIGITS) for name in moved},
        }
    )


TRAIN_FORMATS: dict[str, Callable[[Network, Training, str, bool], Iterator[str]]] = {
    "text": train_text,
    "json": train_json,
}
