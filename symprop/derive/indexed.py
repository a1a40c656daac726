"""The indexed form: one equation for every unit of a layer, whatever the layers' widths.

    ∂E/∂w⁽ˡ⁾_ji = δ⁽ˡ⁾_j out⁽ˡ⁻¹⁾_i           δ⁽ᴸ⁾_j = ∂E/∂out⁽ᴸ⁾_j f′(net⁽ᴸ⁾_j)
    ∂E/∂b⁽ˡ⁾_j = δ⁽ˡ⁾_j                       δ⁽ˡ⁾_j = (Σ_k δ⁽ˡ⁺¹⁾_k w⁽ˡ⁺¹⁾_kj) f′(net⁽ˡ⁾_j)

A softmax takes Σ_m (…)_m out_m([m = j] − out_j) for (…)_j f′. With every δ put in, a gradient is a sum over one
index for each later layer: the sum over all downstream paths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from symprop.derive.indices import Family
from symprop.derive.layers import Place, place_of, plan_for, primed
from symprop.errors import SympropError
from symprop.expression import (
    ONE,
    Delta,
    DisplayEquation,
    Element,
    Expr,
    Index,
    IndexedSum,
    Iverson,
    Named,
    Num,
    Partial,
    Product,
    Quotient,
    Sum,
    Var,
    chain,
    fold,
    number,
    total,
)
from symprop.functions import FUSED, Function
from symprop.graph import EquationGraph
from symprop.network.layout import NetworkPlan, NetworkShape, shape_of
from symprop.notation import entry_label

__all__ = [
    "INDEXED_GLOSS", "Formulas", "Parameter", "families_of", "indexed_lines", "indexed_note", "indexed_paths",
    "path_count_text",
]  # fmt: skip

INDEXED_GLOSS = (
    "out⁽⁰⁾ are the inputs. w⁽ˡ⁾_ji leads from unit i of layer l − 1 to unit j of layer l; "
    "[m = j] is 1 where m is j, else 0."
)
MOST_ROUTES, MOST_NESTED = 50, 12

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parameter:
    """The parameters that an equation is about: all weights of a layer from one of its sources, or all its biases.

    Args:
        layer: from 1.
        source: the place among the layer's sources; None for biases.
        target, origin: which unit it leads to and comes from; letters for every one.
    """

    layer: int
    source: int | None
    target: Index
    origin: Index


@dataclass(frozen=True, slots=True)
class Formulas:
    """The indexed formulas of a network.

    Args:
        total: the name of E_total.
        known: family → what its entries stand for, where the layers have widths.
        letters: for the unit a weight leads to, the one it comes from, the next layer's, the group's.
    """

    total: str
    shape: NetworkShape
    known: Mapping[str, Family] = field(default_factory=lambda: MappingProxyType({}))
    letters: tuple[str, str, str, str] = ("j", "i", "k", "m")

    def gradient(self, parameter: Parameter) -> Element:
        """Return ∂E/∂w⁽ˡ⁾_ji or ∂E/∂b⁽ˡ⁾_j."""
        number_, target = parameter.layer, parameter.target
        if parameter.source is not None:
            return self._weight(number_, parameter.source, target, parameter.origin, of=self.total)
        unit = self.shape.layers[number_ - 1].bias == "unit"
        return self._entry("b", (number_,), (target,) if unit else (), of=self.total)

    def lines(self, lhs: Named, parameter: Parameter) -> Iterator[DisplayEquation]:
        """Yield ∂E/∂w = δ out, then δ of its layer and of every later one."""
        layer = self.shape.layers[parameter.layer - 1]
        delta = self._entry("delta", (parameter.layer,), (parameter.target,))
        if parameter.source is not None:
            yield DisplayEquation(lhs, chain((delta, self._out(layer.sources[parameter.source], parameter.origin))))
        elif layer.bias == "unit":
            yield DisplayEquation(lhs, delta)
        else:
            yield DisplayEquation(lhs, self._sum(parameter.target.letter, parameter.layer, delta))
        needed = {parameter.layer}
        for k in range(parameter.layer, len(self.shape.layers) + 1):
            if k in needed:
                needed.update(user for user, _ in self._users(k))
                yield DisplayEquation(self._entry("delta", (k,), (Index(self.letters[0]),)), self._delta(k))

    def paths(self, lhs: Named, parameter: Parameter) -> DisplayEquation | None:
        """Return ∂E/∂w = Σ … Σ, one index for each later layer; None where that is too long to be read."""
        routes = list(islice(self._routes(parameter.layer), MOST_ROUTES + 1))
        if len(routes) > MOST_ROUTES or max(map(len, routes)) > MOST_NESTED:
            return None
        return DisplayEquation(lhs, total(self._route(parameter, route) for route in routes))

    # one layer

    def _delta(self, number_: int) -> Expr:
        j, _, k, m = map(Index, self.letters)
        shape, layer = self.shape, self.shape.layers[number_ - 1]
        unit = j if isinstance(layer.function, Function) else m
        if number_ == len(shape.layers):
            fused = None if shape.loss.mean else FUSED.get((layer.function.name, shape.loss.name))
            if fused is not None:
                return fused(self._target(j), self._out(number_, j))
            return self._through(number_, self._by_output(unit), unit, j)
        arriving = total(
            self._sum(k.letter, user, chain((self._entry("delta", (user,), (k,)), self._weight(user, place, k, unit))))
            for user, place in self._users(number_)
        )
        return self._through(number_, (arriving,), unit, j)

    def _through(self, number_: int, arriving: Sequence[Expr], unit: Index, j: Index) -> Expr:
        """Return what arrives at out of `unit`, carried to net of j; summed over the group of a softmax."""
        carried = chain((*arriving, self._slope(number_, unit, j)))
        return carried if unit is j else self._sum(unit.letter, number_, carried)

    def _slope(self, number_: int, unit: Index, j: Index) -> Expr:
        """Return ∂out_unit/∂net_j."""
        function = self.shape.layers[number_ - 1].function
        if isinstance(function, Function):
            return primed(function, self._entry("net", (number_,), (j,)), self._out(number_, j))
        return Product((self._out(number_, unit), Iverson(unit, j) - self._out(number_, j)))

    def _by_output(self, unit: Index) -> tuple[Expr, ...]:
        """Return the factors of ∂E/∂out of the last layer."""
        last, loss = len(self.shape.layers), self.shape.loss
        width = self.shape.width(last)
        slope = loss.by_output(self._target(unit), self._out(last, unit))
        if not loss.mean or width == ONE:
            return (slope,)
        return (Quotient(ONE, width), slope)

    # routes

    def _users(self, number_: int) -> list[tuple[int, int]]:
        """Return (layer, place among its sources) of the layers that take this one and reach the output."""
        layers = list(enumerate(self.shape.layers, 1))
        return [(k, layer.sources.index(number_)) for k, layer in layers if number_ in layer.sources and self._lives(k)]

    def _lives(self, number_: int) -> bool:
        last = len(self.shape.layers)
        alive = {last}
        for k in range(last, number_, -1):
            alive.update(self.shape.layers[k - 1].sources if k in alive else ())
        return number_ in alive

    def _routes(self, number_: int) -> Iterator[tuple[tuple[int, int], ...]]:
        """Yield the ways from a layer to the last one, as (layer, place among its sources) of each step."""
        stack: list[tuple[int, tuple[tuple[int, int], ...]]] = [(number_, ())]
        while stack:
            layer, steps = stack.pop()
            if layer == len(self.shape.layers):
                yield steps
            stack.extend((user, (*steps, (user, place))) for user, place in reversed(self._users(layer)))

    def _route(self, parameter: Parameter, steps: Sequence[tuple[int, int]]) -> Expr:
        """Return the sum over all paths that go through these layers."""
        j, m = self.letters[0], self.letters[3]
        layer = self.shape.layers[parameter.layer - 1]
        factors: list[Expr] = [] if parameter.source is None else [
            self._out(layer.sources[parameter.source], parameter.origin)
        ]  # fmt: skip
        sums: list[tuple[str, int]] = []
        if parameter.source is None and layer.bias == "layer":
            sums.append((parameter.target.letter, parameter.layer))
        net, at = parameter.target, parameter.layer
        for step in (*steps, None):
            function = self.shape.layers[at - 1].function
            out = net if isinstance(function, Function) else Index(f"{m}{at}")
            if out is not net:
                sums.append((out.letter, at))
            factors.append(self._slope(at, out, net))
            if step is not None:
                at, place = step
                net = Index(f"{j}{at}")
                sums.append((net.letter, at))
                factors.append(self._weight(at, place, net, out))
        found = chain((*self._by_output(out), *reversed(factors)))
        for letter, number_ in reversed(sums):
            found = self._sum(letter, number_, found)
        return found

    # entries

    def _entry(self, symbol: str, layers: tuple[int, ...], indices: tuple[Index, ...], of: str = "") -> Element:
        found = Element(symbol, tuple(Index(number=k) for k in layers), indices, of)
        family = self.known.get(found.family)
        return Element(symbol, found.layers, indices, of, *family) if family else found

    def _out(self, number_: int, unit: Index) -> Element:
        return self._entry("out", (number_,), (unit,))

    def _target(self, unit: Index) -> Element:
        return self._entry("t", (), (unit,))

    def _weight(self, number_: int, place: int, target: Index, origin: Index, of: str = "") -> Element:
        sources = self.shape.layers[number_ - 1].sources
        layers = (number_,) if len(sources) == 1 else (number_, sources[place])
        return self._entry("w", layers, (target, origin), of)

    def _sum(self, letter: str, number_: int, body: Expr) -> Expr:
        return IndexedSum(letter, self.shape.width(number_), body)


def families_of(plan: NetworkPlan, total_name: str) -> dict[str, Family]:
    """Return what the entries of each symbol stand for in a network."""

    def unit(layers: tuple[int, ...], indices: tuple[int, ...]) -> str:
        return _pick(_pick(plan.layers, layers[0]).units, indices[0])

    def out(layers: tuple[int, ...], indices: tuple[int, ...]) -> Expr:
        return Var(_pick(plan.outs(layers[0]), indices[0]))

    def weight(layers: tuple[int, ...], indices: tuple[int, ...]) -> str:
        layer = _pick(plan.layers, layers[0])
        source = layers[1] if len(layers) > 1 else layer.sources[0]
        row = _place(indices[0], len(layer.units))
        column = _place(indices[1], len(plan.outs(source)))
        return layer.weight(row, layer.sources.index(source), column)

    def bias(layers: tuple[int, ...], indices: tuple[int, ...]) -> str:
        return _pick(_pick(plan.layers, layers[0]).biases, indices[0] if indices else 1)

    def width(layers: tuple[int, ...], _: tuple[int, ...]) -> Expr:
        return number(len(plan.outs(layers[0])))

    return {
        "w": Family(lambda layers, indices: Var(weight(layers, indices))),
        "b": Family(lambda layers, indices: Var(bias(layers, indices))),
        f"d_{total_name}__d_w": Family(lambda layers, indices: Partial(total_name, weight(layers, indices))),
        f"d_{total_name}__d_b": Family(lambda layers, indices: Partial(total_name, bias(layers, indices))),
        "delta": Family(lambda layers, indices: Delta(unit(layers, indices))),
        "net": Family(lambda layers, indices: Var(f"net_{unit(layers, indices)}"), out),
        "out": Family(out),
        "t": Family(lambda _, indices: Var(_pick(plan.targets, indices[0]))),
        "n": Family(width),
    }


def _place(index: int, width: int) -> int:
    """Return a place from 0; an index from 1 that is beyond the width is refused."""
    if not 1 <= index <= width:
        raise SympropError(f"the index {index} goes beyond a width of {width}")
    return index - 1


def _pick(items: Sequence[T], index: int) -> T:
    return items[_place(index, len(items))]


# a network of numbers


def indexed_lines(graph: EquationGraph, wrt: str) -> Iterator[DisplayEquation]:
    """Yield ∂E/∂w = δ⁽ˡ⁾_j out⁽ˡ⁻¹⁾_i with the numbers that w has for l, j, i, then the δ's.

    Raises:
        UnsupportedForm: if the network is not made of layers.
    """
    formulas, parameter, _ = _placed(graph, wrt)
    yield from formulas.lines(Partial(graph.total, wrt), parameter)


def indexed_paths(graph: EquationGraph, wrt: str) -> tuple[DisplayEquation, ...]:
    """Return ∂E/∂w as a nested sum over the units of every later layer; nothing where that is too long."""
    formulas, parameter, _ = _placed(graph, wrt)
    line = formulas.paths(Partial(graph.total, wrt), parameter)
    return (line,) if line else ()


def indexed_note(graph: EquationGraph, wrt: str) -> str:
    """Return which l, j and i a parameter has."""
    formulas, parameter, place = _placed(graph, wrt)
    entry = formulas.gradient(parameter)
    where = f"{wrt} is {entry_label(entry).text}: layer l = {place.layer}"
    if place.row >= 0:
        where += f", to unit j = {place.row + 1}"
    if place.source is not None:
        where += f", from unit i = {place.column + 1}"
    line = formulas.paths(entry, parameter)
    return f"{where}; paths: {path_count_text(line.rhs)}" if line else where


def path_count_text(paths: Expr) -> str:
    """Return the number of paths in a nested sum: the product of the widths it goes over.

    >>> n2 = Element("n2")
    >>> path_count_text(IndexedSum("j2", n2, IndexedSum("j3", number(3), Var("x")))), path_count_text(Var("x"))
    ('n2·3', '1')
    """

    def rule(node: Expr, parts: list[str]) -> str:
        match node:
            case IndexedSum(_, limit, _):
                width = limit.text if isinstance(limit, Num) else entry_label(limit).text
                return width if parts[1] == "1" else f"{width}·{parts[1]}"
            case Sum(terms) if any(isinstance(term, IndexedSum) for term in terms):  # else it is a factor, (t − out)
                return " + ".join(parts)
            case _:
                return "1"

    return fold(paths, rule)


def _placed(graph: EquationGraph, wrt: str) -> tuple[Formulas, Parameter, Place]:
    plan = plan_for(graph, "indexed")
    place = place_of(graph, plan, wrt)
    formulas = Formulas(graph.total, shape_of(plan), families_of(plan, graph.total))
    target = Index(number=place.row + 1) if place.row >= 0 else Index(formulas.letters[0])
    return formulas, Parameter(place.layer, place.source, target, Index(number=place.column + 1)), place
