"""The `equations` form: any definitions at all, in the expression language.

name = expression in inputs, parameters, targets and earlier names;    E_total = loss
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from symprop.errors import InputError, nearest, shorten
from symprop.expression import Call, Expr, Num, Quotient, fold, names_in, number, with_children
from symprop.functions import Function
from symprop.graph import Kind
from symprop.network.builder import GraphBuilder
from symprop.network.custom import read_formula
from symprop.network.model import Model
from symprop.network.names import AlikeNames, check_name

__all__ = ["equations_model"]


def equations_model(
    *,
    inputs: Sequence[str],
    parameters: Sequence[str],
    targets: Sequence[str] = (),
    equations: Mapping[str, str],
    loss: str,
    activations: Mapping[str, Function] | None = None,
) -> Model:
    """Return the network of these equations; they may stand in any order.

    Args:
        equations: name → formula.
        loss: the formula of E_total.
        activations: functions of the user's, which the formulas may call.

    Raises:
        InputError: on a name twice or unknown, a formula that cannot be read, or a cycle.
        LimitExceeded: on a formula beyond the reader's budget.

    >>> model = equations_model(inputs=["x"], parameters=["u"], targets=["t"],
    ...                         equations={"y": "sigmoid(u*x)"}, loss="1/2*(t - y)^2")
    >>> model.graph.edges_from("u")[0].target
    'y'
    """
    given = {"inputs": inputs, "parameters": parameters, "targets": targets}
    kinds = {"inputs": Kind.INPUT, "parameters": Kind.WEIGHT, "targets": Kind.TARGET}
    alike, builder = AlikeNames(), GraphBuilder()
    for key, names in given.items():
        for k, name in enumerate(names):
            check_name(name, at=(key, k), numbered="")
            alike.take(name, at=(key, k))
            builder.give(name, kinds[key])
    for name in equations:
        check_name(name, at=("equations", name), numbered="")
        alike.take(name, at=("equations", name))
    known = frozenset((*inputs, *parameters, *targets, *equations))
    own = activations or {}

    def read(text: str, at: tuple[str | int, ...]) -> Expr:
        return written_out(tidy(read_formula(text, known, at, own)), own)

    formulas = {name: read(text, ("equations", name)) for name, text in equations.items()}
    for name in _ordered(formulas):
        builder.define(name, Kind.VALUE, formulas[name])
    total = read(loss, ("loss",))
    builder.define("E_total", Kind.TOTAL, total)
    used = {name for expr in (*formulas.values(), total) for name in names_in(expr)}
    for k, name in enumerate(parameters):
        if name not in used:
            instead = nearest(name, used) or "use it, or take it out"
            raise InputError(
                f"the parameter '{shorten(name)}' stands in no equation", instead=instead, at=("parameters", k)
            )
    facts = (f"inputs: {len(inputs)}, parameters: {len(parameters)}, equations: {len(equations)}",)
    return Model(graph=builder.build(), facts=facts)


def written_out(expr: Expr, functions: Mapping[str, Function]) -> Expr:
    """Return `expr` with every call of one of `functions` replaced by its formula."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        if isinstance(node, Call) and node.function in functions:
            return functions[node.function](parts[0])
        return with_children(node, parts) if parts else node

    return fold(expr, rule)


def tidy(expr: Expr) -> Expr:
    """Return `expr` with a quotient of two numbers as one number, so that ½ stays a literal."""

    def rule(node: Expr, parts: list[Expr]) -> Expr:
        match node, parts:
            case Quotient(), [Num(above), Num(below)] if below and above.denominator == below.denominator == 1:
                return number(above / below)
            case _:
                return with_children(node, parts) if parts else node

    return fold(expr, rule)


def _ordered(formulas: Mapping[str, Expr]) -> list[str]:
    """Return the names so that each comes after what it uses, in their own order where that is free."""
    place = {name: k for k, name in enumerate(formulas)}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for name, expr in formulas.items():
        sorter.add(name, *(used for used in names_in(expr) if used in place))
    try:
        sorter.prepare()
    except CycleError as error:
        cycle = list(reversed(error.args[1]))
        raise InputError(
            f"the equations go in a cycle: {' → '.join(cycle)}",
            instead="a name must not depend on itself",
            at=("equations", cycle[0]),
        ) from None
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        order += ready
        sorter.done(*ready)
    return order
