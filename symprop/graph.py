"""The equation graph: variables, their definitions, and the local partial on every edge.

A definition names a variable and says it in others; an edge p → v stands for one occurrence of p in v's
definition and carries ∂v/∂p with v's other parents held fixed. The core knows no layers, functions or
pages: a definition brings its partials along.

    definition := affine    v = Σ terms, a term the product of variables and numbers; an edge per factor
                | formula   v = any expression; an edge per parent

`EquationGraph` is what every pass reads. Front ends give either a `ListedGraph`, or an object of their own
that makes definitions and edges when asked (layers of a million weights do).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol, runtime_checkable

from symprop.errors import InputError, nearest
from symprop.expression import ONE, Expr, Named, Partial, Product, Var, names_in, total

__all__ = [
    "GIVEN",
    "PARAMETERS",
    "Affine",
    "Definition",
    "Edge",
    "EquationGraph",
    "Formula",
    "Kind",
    "ListedGraph",
    "Place",
    "Variable",
    "definition_edges",
    "derivative",
    "downstream",
    "downstream_edges",
    "expression",
    "formula",
    "reaches_total",
    "variables_in",
]


class Kind(StrEnum):
    """What a variable is for; passes may ask only whether something is a parameter, a net or an error term."""

    INPUT = "input"
    TARGET = "target"
    WEIGHT = "weight"
    BIAS = "bias"
    NET = "net"
    OUT = "out"
    ERROR = "error"
    TOTAL = "total"
    CONSTANT = "constant"
    VALUE = "value"


PARAMETERS = (Kind.WEIGHT, Kind.BIAS)
GIVEN = (Kind.INPUT, Kind.TARGET, Kind.CONSTANT, *PARAMETERS)


class Place(NamedTuple):
    """Where a variable stands among numbered layers, for notations that number them.

    Args:
        layer: the layer of its unit, 0 for the inputs; of a weight or a bias that of the unit it leads to.
        number: the unit's number in its layer, from 1; 0 for what belongs to a whole layer.
        unit: the unit's name, the layer's for what belongs to a whole layer.
        last: whether that is the output layer.
        source: of a weight: the place that it comes from.
    """

    layer: int
    number: int
    unit: str
    last: bool = False
    source: Place | None = None


@dataclass(frozen=True, slots=True)
class Variable:
    """Anything with a symbol.

    Args:
        name: unique in its graph, e.g. ``net_h1``.
        kind: what it is for.
        unit: the unit it belongs to (``h1``); for a net, out, error term and, outside of layers, a target.
        symbol: what it is shown as, where it is a derivative itself (δ_h1, ∂E_total/∂w1).
        place: where it stands, if the network numbers its layers.
    """

    name: str
    kind: Kind
    unit: str = ""
    symbol: Named | None = None
    place: Place | None = None


class Edge(NamedTuple):
    """One occurrence of `source` in the definition of `target`.

    Args:
        occurrence: 1, 2, … among the edges from the same source into the same target.
        partial: the local partial ∂target/∂source of this occurrence.
    """

    source: str
    target: str
    occurrence: int
    partial: Expr


@dataclass(frozen=True, slots=True)
class Affine:
    """v = Σ terms; a term is the ordered product of its leaves (variables and numbers)."""

    terms: tuple[tuple[Expr, ...], ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """v = expression.

    Args:
        parents: the variables in it, each once, in order of use.
        partial: parent → ∂v/∂parent, made when asked.
        function: the table row it comes from, for a pass that knows a shorter way (softmax with cross_entropy).
    """

    expression: Expr
    parents: tuple[str, ...]
    partial: Callable[[str], Expr]
    function: str = ""


Definition = Affine | Formula


class EquationGraph(Protocol):
    """What every pass reads. Names in, tuples out; nothing changes after it is made."""

    @property
    def total(self) -> str:
        """The name of E_total."""
        ...

    def variable(self, name: str) -> Variable:
        """Return the variable; InputError with the nearest name if there is none."""
        ...

    def definition(self, name: str) -> Definition | None:
        """Return the definition; None for what is given from outside."""
        ...

    def edges_from(self, name: str) -> Sequence[Edge]:
        """Return the edges to the definitions that use `name`, in their order."""
        ...

    def edges_into(self, name: str) -> Sequence[Edge]:
        """Return the edges from what `name`'s definition uses, in reading order."""
        ...

    def given(self, *kinds: Kind) -> Iterator[str]:
        """Yield the names without definition of these kinds, in order."""
        ...

    def count(self, *kinds: Kind) -> int:
        """Return how many names `given` would yield."""
        ...

    def defined(self) -> Sequence[str]:
        """Return the names with a definition, in topological order."""
        ...


def expression(definition: Definition) -> Expr:
    """Return the right-hand side as it is written."""
    match definition:
        case Affine(terms):
            return total(term[0] if len(term) == 1 else Product(term) for term in terms)
        case Formula(rhs):
            return rhs


def definition_edges(target: str, definition: Definition) -> Iterator[Edge]:
    """Yield the edges into `target`, in reading order of its definition."""
    if isinstance(definition, Formula):
        for parent in definition.parents:
            yield Edge(parent, target, 1, definition.partial(parent))
        return
    seen: Counter[str] = Counter()
    for term in definition.terms:
        for place, leaf in enumerate(term):
            if isinstance(leaf, Var):
                seen[leaf.name] += 1
                rest = term[:place] + term[place + 1 :]
                partial = Product(rest) if len(rest) > 1 else rest[0] if rest else ONE
                yield Edge(leaf.name, target, seen[leaf.name], partial)


@dataclass(frozen=True)
class ListedGraph:
    """An equation graph whose variables and definitions are given one by one.

    Args:
        variables: every variable; those with a definition in topological order.
        definitions: by name; a variable without one is given from outside.
        total: the name of E_total.

    Raises:
        InputError: on a name twice, an unknown name in a definition, or one used before it is defined.

    >>> double = Affine(((Var("w"), Var("x")), (Var("w"),)))
    >>> graph = ListedGraph((Variable("x", Kind.INPUT), Variable("w", Kind.WEIGHT), Variable("E", Kind.TOTAL)),
    ...                     {"E": double}, "E")
    >>> [(edge.occurrence, edge.partial) for edge in graph.edges_from("w")]
    [(1, Var(name='x')), (2, Num(value=Fraction(1, 1), text='1'))]
    """

    variables: tuple[Variable, ...]
    definitions: dict[str, Definition]
    total: str

    def __post_init__(self) -> None:
        known: set[str] = set()
        for variable in self.variables:
            if variable.name in known:
                raise InputError(f"the name '{variable.name}' stands for two variables")
            definition = self.definitions.get(variable.name)
            if definition is not None:
                for name in variables_in(definition):
                    if name not in known:
                        if name in self._by_name:
                            raise InputError(
                                f"'{variable.name}' uses '{name}', which is not defined before it",
                                instead="definitions must not go in a cycle",
                            )
                        raise self._unknown(name)
            known.add(variable.name)
        if self.total not in known:
            raise self._unknown(self.total)
        for variable in self.variables:
            if (variable.name in self.definitions) is (variable.kind in GIVEN):
                wrong = "is given from outside and defined too" if variable.kind in GIVEN else "has no definition"
                raise InputError(f"the {variable.kind} '{variable.name}' {wrong}")

    @cached_property
    def _by_name(self) -> dict[str, Variable]:
        return {variable.name: variable for variable in self.variables}

    @cached_property
    def _users(self) -> dict[str, list[Edge]]:
        users: dict[str, list[Edge]] = {}
        for target in self.defined():
            for edge in self.edges_into(target):
                users.setdefault(edge.source, []).append(edge)
        return users

    def _unknown(self, name: str) -> InputError:
        return InputError(f"unknown name '{name}'", instead=nearest(name, self._by_name))

    def variable(self, name: str) -> Variable:
        try:
            return self._by_name[name]
        except KeyError:
            raise self._unknown(name) from None

    def definition(self, name: str) -> Definition | None:
        self.variable(name)
        return self.definitions.get(name)

    def edges_from(self, name: str) -> Sequence[Edge]:
        self.variable(name)
        return self._users.get(name, ())

    def edges_into(self, name: str) -> Sequence[Edge]:
        definition = self.definition(name)
        return tuple(definition_edges(name, definition)) if definition else ()

    def given(self, *kinds: Kind) -> Iterator[str]:
        return (v.name for v in self.variables if v.kind in kinds and v.name not in self.definitions)

    def count(self, *kinds: Kind) -> int:
        return sum(1 for _ in self.given(*kinds))

    def defined(self) -> Sequence[str]:
        return [v.name for v in self.variables if v.name in self.definitions]


@runtime_checkable
class CountsPaths(Protocol):
    """An equation graph that knows its number of paths by what it is made of, its edges unmade."""

    def path_count(self, name: str) -> int:
        """Return how many paths lead from `name` to E_total."""
        ...


def variables_in(definition: Definition) -> tuple[str, ...]:
    """Return the names a definition uses, each once, in order of use."""
    match definition:
        case Affine(terms):
            return tuple(dict.fromkeys(leaf.name for term in terms for leaf in term if isinstance(leaf, Var)))
        case Formula(parents=parents):
            return parents


def formula(rhs: Expr, partial: Callable[[str], Expr], function: str = "") -> Formula:
    """Return v = rhs with its parents read off the expression."""
    return Formula(rhs, tuple(names_in(rhs)), partial, function)


def derivative(graph: EquationGraph, of: str, wrt: str) -> Partial:
    """Return the symbol of ∂of/∂wrt; where `of` is ∂e/∂w itself, that of ∂²e/∂wrt∂w."""
    symbol = graph.variable(of).symbol
    if isinstance(symbol, Partial) and not symbol.first:
        return Partial(symbol.of, wrt, symbol.wrt)
    return Partial(of, wrt)


def downstream(graph: EquationGraph, start: str) -> list[str]:
    """Return `start` and everything that depends on it, in a topological order that follows reading order."""
    return list(downstream_edges(graph, start))


def downstream_edges(graph: EquationGraph, start: str) -> dict[str, Sequence[Edge]]:
    """Return the edges from `start` and from everything that depends on it, in the order of `downstream`."""
    order: list[str] = []
    found: dict[str, Sequence[Edge]] = {start: graph.edges_from(start)}
    stack: list[tuple[str, Iterator[Edge]]] = [(start, reversed(found[start]))]
    while stack:
        name, edges = stack[-1]
        for edge in edges:
            target = edge.target
            if target not in found:
                found[target] = graph.edges_from(target)
                stack.append((target, reversed(found[target])))
                break
        else:
            stack.pop()
            order.append(name)
    return {name: found[name] for name in reversed(order)}


def reaches_total(graph: EquationGraph, order: Iterable[str]) -> set[str]:
    """Return those names of a downstream `order` from which E_total can be reached."""
    alive = {graph.total}
    for name in reversed(list(order)):
        if any(edge.target in alive for edge in graph.edges_from(name)):
            alive.add(name)
    return alive
