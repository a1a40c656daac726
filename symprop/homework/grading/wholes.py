"""Slips that are about the whole answer: another quantity, another loss, a term that belongs to no path of w."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from symprop.derive.paths import iter_paths, path_count
from symprop.expression import ONE, Expr, Neg, Partial, Product, Sum, Var, number
from symprop.functions import LOSSES, Loss
from symprop.graph import PARAMETERS, EquationGraph, Formula, Kind, downstream, reaches_total
from symprop.homework.grading.question import Question
from symprop.homework.grading.slips import EdgeKey, Slip, edge_key, wrong_answer
from symprop.read.spellings import RATE

if TYPE_CHECKING:
    import numpy as np

    from symprop.homework.grading.bench import Bench

    Numbers = np.ndarray[Any, Any]

__all__ = ["own_loss", "whole_slips", "wholes"]

MOST_QUANTITIES, MOST_PARAMETERS, MOST_EXTRA = 120, 40, 240


def wholes(bench: Bench) -> list[tuple[Slip, Numbers]]:
    """Return each such slip with how much it changes the answer, at each sample."""
    known: list[tuple[Slip, Numbers]] | None = bench.__dict__.get("_wholes")
    if known is None:
        known = bench.__dict__["_wholes"] = _measured(bench)
    return known


def _measured(bench: Bench) -> list[tuple[Slip, Numbers]]:
    question = bench.question
    slips = list(whole_slips(question))
    lines = []
    for k, slip in enumerate(slips):
        value = slip.added if slip.added is not None else wrong_answer(question.paths, [slip])
        lines.append((f"#whole{k}", value))
    values = question.at_samples(question.with_quantities(lines), [name for name, _ in lines])
    return [
        (slip, value if slip.added is not None else value - bench.truth)
        for slip, value in zip(slips, values, strict=True)
    ]


def whole_slips(question: Question) -> Iterator[Slip]:
    """Yield the slips about the whole answer that this question has."""
    yield from _other_quantities(question)
    yield from _other_losses(question)
    yield from _extra_paths(question)
    yield from _product_of_sums(question)
    yield from _softmax_twice(question)


def _product_of_sums(question: Question) -> Iterator[Slip]:
    """(Σ δ_u)(Σ w_u) in the place of Σ δ_u w_u, over the units u behind the weight's own."""
    graph, wrt = question.graph, question.wrt
    nets = [edge.target for edge in graph.edges_from(wrt)]
    outs = [edge.target for net in nets for edge in graph.edges_from(net)]
    if len(outs) != 1:
        return
    onward = graph.edges_from(outs[0])
    if len(onward) > 1 and all(graph.variable(edge.target).kind is Kind.NET for edge in onward):
        messages = Sum(tuple(Partial(graph.total, edge.target) for edge in onward))
        weights = Sum(tuple(edge.partial for edge in onward))
        product = Product((messages, weights, Partial(outs[0], wrt)))
        yield Slip(kind="extra-path", instead=product, tag="product of sums")


def _softmax_twice(question: Question) -> Iterator[Slip]:
    """(out − t) out (1 − out): ∂E/∂net of a softmax, and the derivative of a sigmoid after it."""
    graph, wrt = question.graph, question.wrt
    nets = [edge.target for edge in graph.edges_from(wrt)]
    out = question.quantities.outs.get(graph.variable(nets[0]).unit, "") if len(nets) == 1 else ""
    if out and _function(graph, out) == "softmax":
        product = Product((Partial(graph.total, wrt), Var(out), 1 - Var(out)))
        yield Slip(kind="wrong-derivative", instead=product, tag=f"softmax {out} {nets[0]}")


def _other_quantities(question: Question) -> Iterator[Slip]:
    graph, wrt, total = question.graph, question.wrt, question.graph.total

    def instead(expr: Expr, tag: str) -> Slip:
        return Slip(kind="other-quantity", instead=expr, tag=tag)

    order = downstream(graph, wrt)
    alive = reaches_total(graph, order)
    errors = [name for name in order if graph.variable(name).kind is Kind.ERROR]
    for name in islice((n for n in order if n in alive and n not in (wrt, total)), MOST_QUANTITIES):
        if not _is_added_to(graph, wrt, name):  # then ∂E/∂net is what comes back through this one use
            yield instead(Partial(total, name), f"d_{total}__d_{name}")
        if name not in errors or len(errors) == 1:  # one of several errors is an output missing
            yield instead(Partial(name, wrt), f"d_{name}__d_{wrt}")
        yield instead(Var(name), name)
    gradient, weight, rate = Partial(total, wrt), Var(wrt), Var(RATE)
    yield instead(weight, wrt)
    yield instead(Var(total), total)
    step = Product((rate, gradient))
    yield instead(Neg(step), "step")
    yield instead(step, "step")
    yield instead(weight - step, "updated")
    yield instead(weight + step, "updated")
    yield instead(weight - gradient, "updated")
    for name in _parameters_near(question):
        yield instead(Partial(total, name), f"d_{total}__d_{name}")


def _is_added_to(graph: EquationGraph, wrt: str, name: str) -> bool:
    """Return whether a parameter stands alone in a sum: a bias in a net."""
    return any(edge.target == name and edge.partial == ONE for edge in graph.edges_from(wrt))


def _parameters_near(question: Question) -> list[str]:
    """Return the other parameters of the same net, then those of the same source, then the rest, as far as they go."""
    graph, wrt = question.graph, question.wrt
    near: list[str] = []
    for edge in graph.edges_from(wrt):
        near += (other.source for other in graph.edges_into(edge.target))
        if isinstance(edge.partial, Var):
            near += (
                leaf.name for other in graph.edges_from(edge.partial.name) if isinstance(leaf := other.partial, Var)
            )
    near += islice(graph.given(*PARAMETERS), MOST_PARAMETERS)
    found = (name for name in dict.fromkeys(near) if graph.variable(name).kind in PARAMETERS and name != wrt)
    return list(islice(found, MOST_PARAMETERS))


def _other_losses(question: Question) -> Iterator[Slip]:
    """Every loss of the table in the place of the network's, where E_total is a sum or mean of error terms."""
    graph, paths = question.graph, question.paths
    edges = {edge_key(edge): edge for path in paths for edge in path.edges}
    to_error = [edge for edge in edges.values() if graph.variable(edge.target).kind is Kind.ERROR]
    to_total = [edge for edge in edges.values() if edge.target == graph.total]
    terms = [edge.source for edge in graph.edges_into(graph.total)]
    own = {_function(graph, edge.target) for edge in to_error}
    if not to_error or {edge.target for edge in to_error} != {edge.source for edge in to_total}:
        return
    for row in LOSSES.values():
        if row.name in own:
            continue
        replaced: dict[EdgeKey, Expr] = {}
        for edge in to_error:
            if (partial := _by_output(graph, edge.target, edge.source, row)) is None:
                return
            replaced[edge_key(edge)] = partial
        share = 1 / number(len(terms)) if row.mean and len(terms) > 1 else ONE
        replaced |= {edge_key(edge): share for edge in to_total}
        yield Slip(kind="other-loss", paths=tuple(range(len(paths))), replaced=replaced, tag=row.name)


def own_loss(question: Question) -> str:
    """Return the network's loss, where it is the same for all outputs and has a name."""
    graph = question.graph
    errors = (name for name in graph.defined() if graph.variable(name).kind is Kind.ERROR)
    found = {_function(graph, name) for name in errors}
    return next(iter(found)) if len(found) == 1 else ""


def _function(graph: EquationGraph, name: str) -> str:
    definition = graph.definition(name)
    return definition.function if isinstance(definition, Formula) else ""


def _by_output(graph: EquationGraph, error: str, out: str, row: Loss) -> Expr | None:
    parents = [edge.source for edge in graph.edges_into(error)]
    target = next((name for name in parents if graph.variable(name).kind is Kind.TARGET), None)
    return None if target is None else row.by_output(Var(target), Var(out))


def _extra_paths(question: Question) -> Iterator[Slip]:
    """The paths of other parameters, which do not belong into this sum, one by one and together."""
    graph = question.graph
    left = MOST_EXTRA
    for name in _parameters_near(question):
        if path_count(graph, name) > left:
            continue
        paths = list(iter_paths(graph, name))
        left -= len(paths)
        for path in paths:
            yield Slip(kind="extra-path", added=path.product, tag=" ".join(path.nodes))
        if len(paths) > 1:
            yield Slip(kind="extra-path", added=Partial(graph.total, name), tag=f"{name} {graph.total}")
