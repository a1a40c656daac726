"""The forms of ∂E_total/∂w, one function a form: graph and parameter in, display equations out.

In every form the first line is ∂E_total/∂w = …; each later line defines one name that an earlier line uses,
each once. Nothing here asks what a network looks like.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from symprop.derive.adjoints import factored_adjoints, is_trivial
from symprop.derive.indexed import indexed_lines, indexed_note, indexed_paths
from symprop.derive.matrix import Layout, matrix_lines, matrix_note
from symprop.derive.paths import iter_paths, path_count
from symprop.errors import LimitExceeded, UnsupportedForm
from symprop.expression import (
    ONE,
    ZERO,
    DisplayEquation,
    Expr,
    Message,
    Named,
    Partial,
    Var,
    chain,
    fold,
    names_in,
    substitute,
    total,
)
from symprop.given import pick
from symprop.graph import Edge, EquationGraph, Kind, derivative, downstream, expression, reaches_total

__all__ = ["DEFAULT_LIMITS", "FORMS", "Form", "Limits", "check_form", "check_path_limit", "derive_form"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What may be made as one expression.

    Args:
        paths: terms of the paths form.
        nodes: nodes of the closed form, counted before it is made.
        layout: whether ∂E/∂W of the matrix form has the shape of W (denominator) or of its transpose (numerator).
    """

    paths: int = 10_000
    nodes: int = 20_000
    layout: Layout = "denominator"


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Form:
    """One form of one gradient.

    Args:
        name: in the table of forms.
        wrt: the parameter.
        lines: the equations, ∂E_total/∂wrt first.
        note: why the gradient is 0, where it is; which entry of which matrix it is.
        again: the first line once more, said in another way that needs no further lines.
    """

    name: str
    wrt: str
    lines: tuple[DisplayEquation, ...]
    note: str = field(default="")
    again: tuple[DisplayEquation, ...] = ()


def check_form(name: str) -> None:
    """Refuse a name that is no form's; UnsupportedForm with the nearest one."""
    pick(name, FORMS, "form", where="--form", error=UnsupportedForm)


def derive_form(graph: EquationGraph, wrt: str, form: str, limits: Limits = DEFAULT_LIMITS) -> Form:
    """Return one form of ∂E_total/∂wrt.

    Raises:
        UnsupportedForm: if there is no form of this name, or the network has none of this form.
        LimitExceeded: if it would be larger than `limits`; the message says how large and what to ask for.
        InputError: if the graph has no variable `wrt`.
    """
    check_form(form)
    order = downstream(graph, wrt)
    lhs = derivative(graph, graph.total, wrt)
    if wrt not in reaches_total(graph, order):
        return Form(form, wrt, (DisplayEquation(lhs, ZERO),), _why_zero(graph, wrt))
    lines = tuple(FORMS[form](_Derivation(graph, wrt, order, limits)))
    note = ""
    again: tuple[DisplayEquation, ...] = ()
    if form == "matrix":
        note = matrix_note(graph, wrt, limits.layout)
    elif form == "indexed":
        note, again = indexed_note(graph, wrt), indexed_paths(graph, wrt)
    return Form(form, wrt, (*lines, *_first_derivatives(graph, lines)), note, again)


def _first_derivatives(graph: EquationGraph, lines: Iterable[DisplayEquation]) -> Iterator[DisplayEquation]:
    """Yield the definitions of the δ's (where derivatives are variables themselves) that the lines use, each once."""
    open_lines = list(reversed(list(lines)))
    known = {line.lhs.name for line in open_lines}
    while open_lines:
        for name, leaf in names_in(open_lines.pop().rhs).items():
            if name in known or not isinstance(leaf, Var):
                continue
            known.add(name)
            symbol, definition = graph.variable(name).symbol, graph.definition(name)
            if symbol is not None and definition is not None:
                line = DisplayEquation(symbol, expression(definition))
                open_lines.insert(0, line)
                yield line


def _why_zero(graph: EquationGraph, wrt: str) -> str:
    symbol = graph.variable(graph.total).symbol
    if not isinstance(symbol, Partial):
        return f"no path leads from {wrt} to {graph.total}, so its gradient is 0"
    slope = f"∂{symbol.of}/∂{symbol.wrt}"
    if not graph.edges_into(graph.total):
        return f"{slope} is 0 wherever it is defined, so its derivative is 0"
    return f"{slope} does not vary with {wrt}: no path leads there, so the second derivative is 0"


@dataclass(frozen=True, slots=True)
class _Derivation:
    """What a form's function reads: the graph, the parameter, what is downstream of it, in order."""

    graph: EquationGraph
    wrt: str
    order: list[str]
    limits: Limits

    @property
    def lhs(self) -> Partial:
        return derivative(self.graph, self.graph.total, self.wrt)

    def live(self) -> dict[str, tuple[Edge, ...]]:
        """Return, for everything downstream, its edges towards E_total (dead ends left out)."""
        alive = reaches_total(self.graph, self.order)
        return {
            name: tuple(edge for edge in self.graph.edges_from(name) if edge.target in alive)
            for name in self.order
            if name in alive
        }


Used = dict[str, DisplayEquation]


def _system(derivation: _Derivation, rhs: Callable[[str, Used], Expr]) -> Iterator[DisplayEquation]:
    """Yield ∂E/∂w, then ∂E/∂v for each v that is used, each with the definitions its right side brings along."""
    needed = {derivation.lhs.name}
    defined: set[str] = set()
    for name in derivation.order:
        lhs = derivative(derivation.graph, derivation.graph.total, name)
        if lhs.name not in needed:
            continue
        used: Used = {}
        lines = [DisplayEquation(lhs, rhs(name, used))]
        lines += (line for key, line in used.items() if key not in defined)
        defined.update(used)
        for line in lines:
            needed.update(names_in(line.rhs))
            yield line


def _chain(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂w = Σ over occurrences ∂E/∂out · ∂out/∂net · ∂net/∂w, then each factor."""
    graph, live = derivation.graph, derivation.live()
    repeated = {(edge.source, edge.target) for edges in live.values() for edge in edges if edge.occurrence > 1}
    slope = graph.variable(graph.total).symbol
    totals = {graph.total, slope.of} if isinstance(slope, Partial) else {graph.total}

    def local(edge: Edge, used: Used) -> Expr:
        of_a_derivative = isinstance(graph.variable(edge.target).symbol, Partial)
        if (edge.source, edge.target) in repeated or edge.target in totals or of_a_derivative:
            # ∂v/∂p would mean all of its occurrences at once, ∂E_total/∂p what is being defined, or was before a second
            # derivative; ∂²E_total/∂p∂y more than the partial of ∂E_total/∂y by itself
            return edge.partial
        lhs = derivative(graph, edge.target, edge.source)
        used[lhs.name] = DisplayEquation(lhs, edge.partial)
        return lhs

    def rhs(name: str, used: Used) -> Expr:
        terms = []
        for edge in live[name]:
            after = live[edge.target]
            if len(after) == 1 and name == derivation.wrt and graph.variable(edge.target).kind is Kind.NET:
                terms.append(chain((_onward(graph, live, after[0]), local(after[0], used), local(edge, used))))
            else:
                terms.append(chain((_onward(graph, live, edge), local(edge, used))))
        return total(terms)

    yield from _system(derivation, rhs)


def _onward(graph: EquationGraph, live: Mapping[str, tuple[Edge, ...]], edge: Edge) -> Expr:
    """Return ∂E_total/∂v for the end v of an edge: its name, or the number it is (1 for an error term)."""
    after = live[edge.target]
    if edge.target == graph.total:
        return ONE
    if len(after) == 1 and after[0].target == graph.total and is_trivial(after[0].partial):
        return after[0].partial
    return derivative(graph, graph.total, edge.target)


def _messages(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂out_h = Σ over direct right neighbours u of m_{u→h}, m_{u→h} = ∂E/∂net_u · ∂net_u/∂out_h."""
    graph, live = derivation.graph, derivation.live()
    if graph.variable(graph.total).symbol is not None:
        raise UnsupportedForm(
            "a message is a part of a first derivative", where="--form", instead="use --form factored for second ones"
        )

    def rhs(name: str, used: Used) -> Expr:
        terms: list[Expr] = []
        for edge in live[name]:
            after = live[edge.target]
            to_net = graph.variable(edge.target).kind is Kind.NET
            product = chain((_onward(graph, live, edge), edge.partial))
            if to_net and name == derivation.wrt:
                if len(after) == 1:
                    product = chain((_onward(graph, live, after[0]), after[0].partial, edge.partial))
                terms.append(product)
            elif to_net:
                message = Message(_unit(graph, edge.target), _unit(graph, name))
                if message.name in used:  # a source may enter one net by two weights
                    product = used[message.name].rhs + product
                else:
                    terms.append(message)
                used[message.name] = DisplayEquation(message, product)
            else:
                terms.append(product)
        return total(terms)

    yield from _system(derivation, rhs)


def _unit(graph: EquationGraph, name: str) -> str:
    return graph.variable(name).unit or name


def _paths(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂w = Σ over paths of Π local partials."""
    graph, wrt = derivation.graph, derivation.wrt
    check_path_limit(graph, wrt, derivation.limits)
    yield DisplayEquation(derivation.lhs, total(path.product for path in iter_paths(graph, wrt)))


def check_path_limit(graph: EquationGraph, wrt: str, limits: Limits) -> int:
    """Return the path count of `wrt`.

    Raises:
        LimitExceeded: if it is beyond the limit; the message gives the count and the form to use.
    """
    count = path_count(graph, wrt)
    if count > limits.paths:
        raise LimitExceeded(
            f"∂{graph.total}/∂{wrt} has {count:,} paths, more than {limits.paths:,}",
            instead="use --form factored, or raise --max-paths",
        )
    return count


def _factored(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂w = Σ over occurrences δ_u · ∂net_u/∂w, then each δ that is used, once."""
    adjoints = factored_adjoints(derivation.graph, derivation.order)
    edges = (edge for edge in derivation.graph.edges_from(derivation.wrt) if edge.target in adjoints)
    lines = [DisplayEquation(derivation.lhs, total(adjoints[e.target].times(e.partial) for e in edges))]
    lines += (line for name in derivation.order if (adjoint := adjoints.get(name)) and (line := adjoint.line))
    needed = set(names_in(lines[0].rhs))
    yield lines[0]
    for line in lines[1:]:
        if line.lhs.name in needed:
            needed.update(names_in(line.rhs))
            yield line


def _closed(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂w with every δ, out and net written out: inputs, targets and parameters only."""
    first, *rest = _factored(derivation)
    graph = derivation.graph
    inner = {line.lhs.name: line.rhs for line in rest}
    order = _dependencies(first.rhs, lambda name: inner.get(name) or _definition(graph, name))
    count = _written_size(first.rhs, order)
    if count > derivation.limits.nodes:
        raise LimitExceeded(
            f"∂{graph.total}/∂{derivation.wrt} in closed form has {count:,} symbols and operations, "
            f"more than {derivation.limits.nodes:,}",
            instead="use --form factored, or raise --max-size",
        )
    written: dict[str, Expr] = {}
    for name, rhs in order:
        written[name] = substitute(rhs, lambda leaf: written.get(leaf.name))
    yield DisplayEquation(derivation.lhs, substitute(first.rhs, lambda leaf: written.get(leaf.name)))


def _definition(graph: EquationGraph, name: str) -> Expr | None:
    definition = graph.definition(name)
    return expression(definition) if definition else None


def _dependencies(root: Expr, definition: Callable[[str], Expr | None]) -> list[tuple[str, Expr]]:
    """Return what `root` stands on, definitions before their use."""
    order: list[tuple[str, Expr]] = []
    known: dict[str, Expr | None] = {}
    stack: list[tuple[str, Expr, Iterator[str]]] = [("", root, iter(names_in(root)))]
    while stack:
        name, rhs, parents = stack[-1]
        for parent in parents:
            if parent not in known:
                found = known[parent] = definition(parent)
                if found is not None:
                    stack.append((parent, found, iter(names_in(found))))
                    break
        else:
            stack.pop()
            order.append((name, rhs))
    return order[:-1]


def _written_size(root: Expr, order: Sequence[tuple[str, Expr]]) -> int:
    sizes: dict[str, int] = {}

    def rule(node: Expr, parts: list[int]) -> int:
        return sizes.get(node.name, 1) if isinstance(node, Named) else 1 + sum(parts)

    for name, rhs in order:
        sizes[name] = fold(rhs, rule)
    return fold(root, rule)


def _matrix(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂w as an entry of ∂E/∂Wˡ = δˡ (outˡ⁻¹)ᵀ, then every δ towards the output."""
    return matrix_lines(derivation.graph, derivation.wrt, derivation.limits.layout)


def _indexed(derivation: _Derivation) -> Iterator[DisplayEquation]:
    """∂E/∂w = δ⁽ˡ⁾_j out⁽ˡ⁻¹⁾_i, then δ⁽ˡ⁾_j of every unit j of every later layer."""
    return indexed_lines(derivation.graph, derivation.wrt)


FORMS: dict[str, Callable[[_Derivation], Iterable[DisplayEquation]]] = {
    "chain": _chain,
    "messages": _messages,
    "paths": _paths,
    "factored": _factored,
    "closed": _closed,
    "matrix": _matrix,
    "indexed": _indexed,
}
