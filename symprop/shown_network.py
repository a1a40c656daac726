"""A network as it is named, written and drawn: what it is, apart from how it is made and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from symprop.derive.paths import path_count, path_counts
from symprop.derive.views import check_wrt
from symprop.errors import InputError
from symprop.expression import DisplayEquation, Expr, Var
from symprop.given import word
from symprop.graph import PARAMETERS, EquationGraph, Kind, expression
from symprop.network.model import Model
from symprop.notation import MAZUR, Labels, Notation

if TYPE_CHECKING:
    import sympy

    from symprop.draw import Detail, EdgeText, Picture
    from symprop.evaluate.numbers import Numbers
    from symprop.programs import Program

__all__ = ["ShownNetwork"]


@dataclass(frozen=True, repr=False, eq=False)
class ShownNetwork:
    """The variables of a network, their names and definitions, and what these look like.

    Args:
        model: what a front end made of it: the equation graph, values, the name.
        notation: how names are shown.
    """

    model: Model
    notation: Notation = MAZUR

    @property
    def graph(self) -> EquationGraph:
        """The equation graph."""
        return self.model.graph

    @property
    def values(self) -> Mapping[str, Expr]:
        """Literals for inputs, targets and parameters, as far as they are given."""
        return self.model.values

    @property
    def name(self) -> str:
        """What stands on pages and in JSON."""
        return self.model.name

    @property
    def parameter_count(self) -> int:
        return self.graph.count(*PARAMETERS)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of all weights, then of all biases."""
        return tuple(self.graph.given(*PARAMETERS))

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(self.graph.given(Kind.INPUT))

    @property
    def targets(self) -> tuple[str, ...]:
        return tuple(self.graph.given(Kind.TARGET))

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.graph.variable, self.notation)

    def own_name(self, name: str) -> str:
        """Return our name for one of an imported model, ``0.weight[2,1]`` → w8; InputError if there is none."""
        name = word(name, "w1")
        return self.model.addresses.own(name) if self.model.addresses else name

    def address(self, name: str) -> str:
        """Return what our `name` is called in the model that the network was imported from; empty if it was not."""
        return " and ".join(self.model.addresses.of(name)) if self.model.addresses else ""

    def _own(self, wrt: str) -> str:
        return check_wrt(self.graph, self.own_name(wrt))

    def _own_all(self, wrt: Iterable[str] | str | None) -> tuple[str, ...]:
        """Return our names of parameters; of all for None, of one that is given by itself."""
        if wrt is None:
            return self.parameters
        return tuple(map(self._own, wrt if isinstance(wrt, Iterable) and not isinstance(wrt, str) else [wrt]))

    def path_count(self, wrt: str) -> int:
        """Return how many paths lead from `wrt` to E_total, without making one."""
        return path_count(self.graph, self._own(wrt))

    def path_counts(self) -> Iterator[tuple[str, int]]:
        """Yield (parameter, path count) for every parameter."""
        return path_counts(self.graph)

    def equation(self, name: str) -> DisplayEquation:
        """Return the definition of a net, an out, an error term or E_total.

        Raises:
            InputError: if there is no such variable, or it is given from outside.
        """
        definition = self.graph.definition(word(name, "out_o1"))
        if definition is None:
            raise InputError(f"'{name}' has no definition", instead="it is given from outside")
        return DisplayEquation(Var(name), expression(definition))

    def equations(self) -> Iterator[DisplayEquation]:
        """Yield the definitions in topological order."""
        return (self.equation(name) for name in self.graph.defined())

    def expr(self, name: str) -> sympy.Expr:
        """Return the definition of `name` as plain SymPy.

        >>> import symprop
        >>> symprop.Network.layered(2, 1).expr("net_o1")
        b1 + i1*w1 + i2*w2
        """
        from symprop.symbolic import to_sympy

        return to_sympy(self.equation(name).rhs)

    # what leaves the page

    def factored(self) -> Iterator[tuple[str, sympy.Expr]]:
        """Yield (name, SymPy expression): every δ once, then ∂E_total/∂w for every parameter.

        >>> import symprop
        >>> dict(symprop.Network.layered(1, 1, bias="none").factored())["d_E_total__d_w1"]
        delta_o1*i1
        """
        from symprop.derive.adjoints import factored_system
        from symprop.symbolic import to_sympy_each

        return to_sympy_each((line.lhs.name, line.rhs) for line in factored_system(self.graph))

    def to_latex(self) -> str:
        """Return the definitions as an `align*`."""
        from symprop.render.equations import align, latex_rows
        from symprop.report import Shown

        return align([row for line in self.equations() for row in latex_rows(Shown(line), self.labels)])

    def to_mathml(self) -> str:
        """Return the definitions as one `math` element."""
        from symprop.render.equations import mathml_rows, mathml_table
        from symprop.report import Shown

        return mathml_table(row for line in self.equations() for row in mathml_rows(Shown(line), self.labels))

    def to_sympy(self) -> dict[str, sympy.Expr]:
        """Return the definitions as name → plain SymPy.

        >>> import symprop
        >>> symprop.load("mazur").to_sympy()["E_o1"]
        (-out_o1 + t1)**2/2
        """
        from symprop.symbolic import to_sympy_each

        return dict(to_sympy_each((line.lhs.name, line.rhs) for line in self.equations()))

    def to_python(self, wrt: Sequence[str] | str | None = None, *, arrays: bool = False, runnable: bool = False) -> str:
        """Return the source of a function that needs only `math`: E_total and its gradients, by name.

        Its arguments are by name, with the network's values as defaults; names that Python needs itself take an
        underscore. It is written, never run.

        Args:
            wrt: the parameters; all of them by default.
            arrays: whether it takes and gives NumPy arrays of samples instead of floats.
            runnable: whether the module prints its results when it is run.

        Raises:
            InputError: if there is no such parameter, or an activation is the abstract φ.
        """
        from symprop.programs import python_source

        return python_source(self._program(wrt), arrays=arrays, runnable=runnable)

    def to_c(self, wrt: Sequence[str] | str | None = None) -> str:
        """Return the source of a C99 file: a function from a struct of values to one of E_total and its gradients.

        Compiled with ``-DSYMPROP_MAIN`` it is a program that prints them, where every value is known.

        Raises:
            InputError: if there is no such parameter, or an activation is the abstract φ.
        """
        from symprop.programs import c_source

        return c_source(self._program(wrt))

    def _program(self, wrt: Sequence[str] | str | None) -> Program:
        from symprop.programs import plan_program

        return plan_program(self.graph, self._own_all(wrt), self.values, title=self.name)

    @cached_property
    def numbers(self) -> Numbers:
        """The forward pass at the network's values."""
        from symprop.evaluate.numbers import Numbers

        return Numbers(self.graph, self.values)

    def draw(
        self,
        wrt: str = "",
        *,
        path: int | None = None,
        edges: EdgeText = "weights",
        biases: bool = True,
        detail: Detail = "auto",
    ) -> Picture:
        """Return the network's picture; a notebook shows it.

        Args:
            wrt: the parameter whose paths are picked out.
            path: only this one, from 0.
            edges: what stands on the arrows: weights, values, gradients or none.
            biases: whether biases are drawn.
            detail: full, summary, or auto: units as long as they can be read, else whole layers.

        Raises:
            InputError: on an unknown name or path, or numbers that cannot be worked out.

        >>> import symprop
        >>> symprop.load("mazur").draw("w1").svg.count('class="sp-badge"')
        4
        """
        from symprop.draw import draw_network

        return draw_network(self, wrt=wrt and self._own(wrt), path=path, edges=edges, biases=biases, detail=detail)

    def __repr__(self) -> str:
        return f"<Network {self.name}: {'; '.join(self.model.facts)}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return what a notebook shows: the drawing; the equations where those of every unit can be read."""
        picture = self.draw()
        shown = {"text/plain": repr(self), "text/html": picture.inline_svg, "image/svg+xml": picture.svg}
        return shown if picture.drawing.summary else {**shown, "text/latex": self._repr_latex_()}

    def _repr_latex_(self) -> str:
        return self.to_latex()
