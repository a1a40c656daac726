"""The matrix form: whole layers at once, as Nielsen (2015) numbers the equations.

    BP1  δᴸ = ∂E/∂outᴸ ⊙ f′(netᴸ)                BP3  ∂E/∂bˡ = δˡ
    BP2  δˡ = ((Wˡ⁺¹)ᵀ δˡ⁺¹) ⊙ f′(netˡ)          BP4  ∂E/∂Wˡ = δˡ (outˡ⁻¹)ᵀ

A softmax takes Jᵀ(…) for (…) ⊙ f′, J = diag(out) − out outᵀ; a layer that several layers take has one Wᵀδ of
each. Which weight is an entry of which matrix is the network's plan; nothing here asks for an edge.

Layouts: *denominator*, ∂E/∂W has the shape of W; *numerator*, that of Wᵀ. δ is a column in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from symprop.derive.entries import entry_by_entry
from symprop.derive.layers import Place, place_of, plan_for, primed
from symprop.errors import UnsupportedForm
from symprop.expression import (
    ONE,
    Array,
    Chain,
    Delta,
    Diagonal,
    DisplayEquation,
    Entry,
    Expr,
    Hadamard,
    MatMul,
    Partial,
    Product,
    Transpose,
    Var,
    names_in,
    number,
    total,
)
from symprop.functions import FUSED, Function
from symprop.given import pick
from symprop.graph import EquationGraph
from symprop.network.batch import BatchGraph
from symprop.network.layout import LayerPlan, NetworkPlan
from symprop.notation import Labels

__all__ = ["LAYOUTS", "MATRIX_GLOSS", "Layout", "equation_name", "layout_named", "matrix_lines", "matrix_note"]

Layout = Literal["denominator", "numerator"]
LAYOUTS: dict[str, Layout] = {"denominator": "denominator", "numerator": "numerator"}

MATRIX_GLOSS = (
    "{inputs} are the inputs. Vectors are columns; ⊙, functions and their derivatives, fractions, powers and a number "
    "among vectors are taken entry by entry. BP1 to BP4 are Nielsen's (2015) four equations. With one column for each "
    "example of a batch the same equations hold, {total} being the sum over the examples and ∂{total}/∂b the sum of "
    "{delta}'s columns."
)


def layout_named(name: str) -> Layout:
    """Return a layout by name; InputError with the nearest one if there is none."""
    return LAYOUTS[pick(name, LAYOUTS, "layout", where="--layout")]


def matrix_lines(graph: EquationGraph, wrt: str, layout: Layout = "denominator") -> Iterator[DisplayEquation]:
    """Yield ∂E/∂w as an entry of ∂E/∂Wˡ, that matrix, then δˡ and every δ towards the output.

    Raises:
        UnsupportedForm: if the network is not made of layers.
    """
    matrices, place = _placed(graph, wrt)
    return matrices.lines(wrt, place, layout)


def matrix_note(graph: EquationGraph, wrt: str, layout: Layout = "denominator", labels: Labels | None = None) -> str:
    """Return which entry of which matrix `wrt` is, and how that matrix lies, in the symbols of `labels`."""
    labels = labels or Labels(graph.variable)
    matrices, place = _placed(graph, wrt)
    if place.row < 0:
        delta = labels(matrices.delta(place.layer)).text
        ones = "𝟏 is a column of ones" if len(matrices.columns) == 1 else "𝟏⁽ⁿ⁾ is a column of n ones"
        return f"{labels.named(wrt)} is the bias of all units of {delta}'s layer; {ones}"
    if place.source is None:
        matrix = replace(matrices.by_bias(place.layer, False), of="")
    else:
        matrix = matrices.weights(place.layer, place.source)
    symbol = labels(matrix).text
    shape = "the shape of" if layout == "denominator" else "the shape of the transpose of"
    return (
        f"{labels.named(wrt)} is row {place.row + 1}, column {place.column + 1} of {symbol}; "
        f"{layout} layout: ∂{labels(Var(graph.total)).text}/∂{symbol} has {shape} {symbol}"
    )


def equation_name(line: DisplayEquation) -> str:
    """Return which of Nielsen's (2015) four equations of backpropagation a line is; nothing if it is none of them.

    >>> equation_name(DisplayEquation(Array("delta", (2,)), Array("out", (2,)) - Array("t")))
    'BP1'
    """
    match line:
        case DisplayEquation(Array(symbol="delta"), rhs):
            arrays = [leaf for leaf in names_in(rhs).values() if isinstance(leaf, Array)]
            return "BP2" if any(array.symbol == "delta" for array in arrays) else "BP1"
        case DisplayEquation(Array(symbol="b", of=of)) | DisplayEquation(
            Partial(of=of), MatMul((Transpose(Array(symbol="ones")), *_))
        ) if of:
            return "BP3"
        case DisplayEquation(Array(symbol="W", of=of)) if of:
            return "BP4"
        case _:
            return ""


def _placed(graph: EquationGraph, wrt: str) -> tuple[_Matrices, Place]:
    """Return the matrices, with a column for each sample of a batch, and where `wrt` stands in them."""
    if isinstance(graph, BatchGraph):
        matrices = _Matrices(graph.total, graph.layers, graph.suffixes)
        return matrices, _of_layer(graph.sample, wrt, place_of(graph.sample, graph.layers, wrt))
    plan = plan_for(graph, "matrix")
    return _Matrices(graph.total, plan), _of_layer(graph, wrt, place_of(graph, plan, wrt))


def _of_layer(graph: EquationGraph, wrt: str, place: Place) -> Place:
    """Return the place; the bias of a whole layer is no vector's entry, not even where the layer has only one unit.

    Books call it bˡ, as they call the vector.
    """
    numbered = graph.variable(wrt).place
    return replace(place, row=-1) if numbered is not None and numbered.number == 0 else place


class _Matrices:
    """The matrices of a network, and their equations.

    Args:
        columns: what the names in each column of net, out, t and δ end in: a sample's.
    """

    def __init__(self, total_name: str, plan: NetworkPlan, columns: Sequence[str] = ("",)) -> None:
        self.total, self.plan, self.columns = total_name, plan, columns
        last = len(plan.layers)
        users: dict[int, list[tuple[int, int]]] = {last: []}  # layers that reach the output → who takes them
        for number_ in range(last, 1, -1):  # the first takes the inputs only
            if number_ in users:
                for place, source in enumerate(plan.layers[number_ - 1].sources):
                    users.setdefault(source, []).insert(0, (number_, place))
        self.users = users

    def lines(self, wrt: str, place: Place, layout: Layout) -> Iterator[DisplayEquation]:
        """Yield the equations, ∂E/∂w first."""
        number_, lhs = place.layer, Partial(self.total, wrt)
        layer, delta = self.plan.layers[number_ - 1], self.delta(place.layer)
        flip = layout == "numerator"
        if place.row < 0:
            if len(self.columns) == 1:
                yield DisplayEquation(lhs, MatMul((Transpose(_ones(len(layer.units))), delta)))
            else:  # two columns of ones, told apart by their lengths
                rows, columns = (_ones(count, named=True) for count in (len(layer.units), len(self.columns)))
                yield DisplayEquation(lhs, MatMul((Transpose(rows), delta, columns)))
        elif place.source is None:
            matrix = self.by_bias(number_, flip)
            yield DisplayEquation(lhs, _entry(matrix, place.row, 0, flip))
            over = delta if len(self.columns) == 1 else MatMul((delta, _ones(len(self.columns))))
            yield DisplayEquation(matrix, Transpose(over) if flip else over)
        else:
            matrix, out = self.by_weights(number_, place.source, flip), self.out(layer.sources[place.source])
            yield DisplayEquation(lhs, _entry(matrix, place.row, place.column, flip))
            yield DisplayEquation(matrix, MatMul((out, Transpose(delta)) if flip else (delta, Transpose(out))))
        needed = {number_}
        for k in range(number_, len(self.plan.layers) + 1):
            if k in needed:
                needed.update(user for user, _ in self.users[k])
                yield from self.backward(k)

    def backward(self, number_: int) -> Iterator[DisplayEquation]:
        """Yield δ of a layer (BP1 or BP2), and what it uses besides other δ's."""
        plan, layer, delta = self.plan, self.plan.layers[number_ - 1], self.delta(number_)
        function, loss = layer.function, plan.loss
        if number_ < len(plan.layers):
            terms = [
                MatMul((Transpose(self.weights(user, place)), self.delta(user))) for user, place in self.users[number_]
            ]
            yield DisplayEquation(delta, self.through(number_, total(terms)))
        else:
            target, out = self.target(), self.out(number_)
            count = len(plan.targets)
            fused = FUSED.get((function.name, loss.name)) if not (loss.mean and count > 1) else None
            if fused is not None:
                yield DisplayEquation(delta, entry_by_entry(fused(target, out)))
                return
            by_out = self.vector(
                "out", number_, lambda k, end: Partial(self.total, f"out_{layer.units[k]}{end}"), of=self.total
            )
            slope = entry_by_entry(loss.by_output(target, out))
            if loss.mean and count > 1:
                slope = Chain((number(f"1/{count}"), slope))
            yield DisplayEquation(delta, self.through(number_, by_out))
            yield DisplayEquation(by_out, slope)
        if not isinstance(function, Function):
            out = self.out(number_)
            yield DisplayEquation(self.jacobian(number_), Diagonal(out) - MatMul((out, Transpose(out))))

    def through(self, number_: int, arriving: Expr) -> Expr:
        """Return what arrives at a layer's out, carried to its net."""
        function = self.plan.layers[number_ - 1].function
        if not isinstance(function, Function):
            return MatMul((Transpose(self.jacobian(number_)), arriving))
        slope = entry_by_entry(primed(function, self.net(number_), self.out(number_)))
        if slope == ONE:
            return arriving
        if any(isinstance(leaf, Array) for leaf in names_in(slope).values()):
            return Hadamard((arriving, slope))
        return Product((slope, arriving))

    # matrices

    def vector(self, symbol: str, number_: int, leaf: Callable[[int, str], Expr], of: str = "") -> Array:
        """Return the matrix of a layer that has a row for each unit, a column for each sample."""
        return self.grid(symbol, (number_,), len(self.plan.layers[number_ - 1].units), leaf, of)

    def grid(
        self, symbol: str, layers: tuple[int, ...], rows: int, leaf: Callable[[int, str], Expr], of: str = ""
    ) -> Array:
        """Return the matrix with `leaf` of a row and of what its column's names end in."""
        shape = (rows, len(self.columns))
        return Array(symbol, layers, of, shape, lambda row, column: leaf(row, self.columns[column]))

    def delta(self, number_: int) -> Array:
        """Return δ of a layer."""
        return self.vector("delta", number_, lambda k, end: Delta(self.plan.layers[number_ - 1].units[k] + end))

    def out(self, number_: int) -> Array:
        """Return out of a layer; the inputs for 0."""
        names = self.plan.outs(number_)
        return self.grid("out", (number_,), len(names), lambda row, end: Var(names[row] + end))

    def net(self, number_: int) -> Array:
        """Return net of a layer."""
        units = self.plan.layers[number_ - 1].units
        found = self.vector("net", number_, lambda k, end: Var(f"net_{units[k]}{end}"))
        return replace(found, image=lambda k, column: Var(f"out_{units[k]}{self.columns[column]}"))

    def target(self) -> Array:
        """Return t."""
        names = self.plan.targets
        return self.grid("t", (), len(names), lambda row, end: Var(names[row] + end))

    def jacobian(self, number_: int) -> Array:
        """Return J of a softmax layer, its entries ∂out_i/∂net_k.

        Raises:
            UnsupportedForm: for a batch: each sample has a J of its own.
        """
        if len(self.columns) > 1:
            raise UnsupportedForm(
                "a softmax has a J for each sample", where="--form", instead="use --form factored, or no --batch"
            )
        units = self.plan.layers[number_ - 1].units
        side = len(units)
        return Array(
            "J", (number_,), "", (side, side), lambda row, column: Partial(f"out_{units[row]}", f"net_{units[column]}")
        )

    def weights(self, number_: int, place: int) -> Array:
        """Return W of a layer, or the block of it that belongs to one of several sources."""
        layer = self.plan.layers[number_ - 1]
        return Array(
            "W",
            self._numbers(layer, number_, place),
            "",
            (len(layer.units), len(self.plan.outs(layer.sources[place]))),
            lambda row, column: Var(layer.weight(row, place, column)),
        )

    def by_weights(self, number_: int, place: int, flip: bool) -> Array:
        """Return ∂E/∂W."""
        own, layer = self.weights(number_, place), self.plan.layers[number_ - 1]

        def leaf(row: int, column: int) -> Expr:
            j, i = (column, row) if flip else (row, column)
            return Partial(self.total, layer.weight(j, place, i))

        return Array("W", own.layers, self.total, own.shape[::-1] if flip else own.shape, leaf)

    def by_bias(self, number_: int, flip: bool) -> Array:
        """Return ∂E/∂b, with a bias for each unit."""
        biases = self.plan.layers[number_ - 1].biases
        shape = (1, len(biases)) if flip else (len(biases), 1)
        return Array("b", (number_,), self.total, shape, lambda row, column: Partial(self.total, biases[row + column]))

    @staticmethod
    def _numbers(layer: LayerPlan, number_: int, place: int) -> tuple[int, ...]:
        return (number_,) if len(layer.sources) == 1 else (number_, layer.sources[place])


def _ones(count: int, *, named: bool = False) -> Array:
    """Return a column of ones, which bears its length where there are several."""
    return Array("ones", (count,) if named else (), "", (count, 1), lambda row, column: ONE)


def _entry(matrix: Array, row: int, column: int, flip: bool) -> Entry:
    return Entry(matrix, column + 1, row + 1) if flip else Entry(matrix, row + 1, column + 1)
