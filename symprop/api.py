"""What a Python user and Jupyter hold: `Network` and what it gives. Composes, derives nothing itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symprop.derive.forms import DEFAULT_LIMITS, Limits
from symprop.derive.paths import path_count, path_counts
from symprop.derive.views import check_wrt, retargeted_model, slope_model
from symprop.errors import InputError
from symprop.expression import DisplayEquation, Expr, Var
from symprop.gradient import Gradient
from symprop.graph import PARAMETERS, EquationGraph, Kind, expression
from symprop.network.dense import dense_layers
from symprop.network.layers import BiasMode, LayeredGraph
from symprop.network.load import load_network
from symprop.network.model import Model
from symprop.network.notation_file import notation_from
from symprop.network.values import check_values, take_values
from symprop.notation import MAZUR, Labels, Notation

if TYPE_CHECKING:
    import sympy

    from symprop.compiled import Compiled
    from symprop.draw import Detail, EdgeText, Picture
    from symprop.evaluate.numbers import Numbers
    from symprop.programs import Program
    from symprop.report import Report

__all__ = ["Network", "Training", "load"]


def load(spec: str | os.PathLike[str]) -> Network:
    """Return the network that `spec` names: sizes (``2-2-2``), a bundled example, a file (YAML, ONNX), or ``-``.

    Raises:
        InputError: if there is no such network, or its file cannot be used.

    >>> load("mazur").gradient("w1").path_count
    2
    """
    path = os.fspath(spec)
    if path.lower().endswith(".onnx"):
        from symprop.importers.onnx_import import onnx_model

        return Network(onnx_model(path))
    return Network(load_network(path))


@dataclass(frozen=True, repr=False, eq=False)
class Network:
    """A network: its equation graph, the values it was given, its name. Nothing changes after it is made.

    Args:
        model: what a front end made of it: the equation graph, values, the name.
        notation: how names are shown.

    >>> net = Network.layered(2, 2, 2, bias="layer")
    >>> net.path_count("w1"), net.path_count("b1")
    (2, 4)
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

    @classmethod
    def from_yaml(cls, text: str) -> Network:
        """Return the network that a network file's text describes: layers, units or equations.

        Raises:
            InputError: with line and column, what is wrong and what is allowed.
            LimitExceeded: if the text or the network is too large.

        >>> net = Network.from_yaml("{inputs: [x], parameters: [u], equations: {y: u*x}, loss: y^2}")
        >>> print(net.gradient("u").paths.text)
        ∂E_total/∂u = 2·y · x
        """
        from symprop.network.file import read_network_file

        return cls(read_network_file(text, "yaml"))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Network:
        """Return the network that the content of a network file describes, as Python data: layers of any kind, units
        or equations.

        Raises:
            InputError: with the keys of the place, what is wrong and what is allowed.

        >>> net = Network.from_dict({"inputs": 4, "layers": [{"kind": "lstm", "units": 1, "steps": 2}, {"units": 1}]})
        >>> net.path_count("b_i_1")
        6
        """
        from symprop.network.file import read_network
        from symprop.network.mapping import placed_mapping

        return cls(read_network(placed_mapping(data)))

    @classmethod
    def layered(
        cls,
        *sizes: int,
        activation: str | Sequence[str] = "sigmoid",
        loss: str = "half_squared",
        bias: BiasMode = "unit",
        names: Sequence[str] | None = None,
        sources: Mapping[str, Sequence[str]] | None = None,
        values: Mapping[str, object] | None = None,
        name: str = "",
    ) -> Network:
        """Return a dense network of these layer sizes, inputs first.

        Args:
            activation: a name in the activation table, for all layers or one a layer.
            loss: a name in the loss table.
            bias: ``unit``, ``layer`` (one for each layer, as Mazur) or ``none``.
            names: of the layers, instead of h, j, …, o.
            sources: layer → what it takes (earlier layers, ``inputs``), where that is not just the layer before.
            values: numbers for inputs, targets and parameters.

        Raises:
            InputError: on fewer than two sizes, unknown names, or values that do not fit.
            LimitExceeded: on more than a million units.

        >>> skip = Network.layered(2, 2, 1, sources={"o": ["h", "inputs"]})
        >>> skip.expr("net_o1")
        b3 + i1*w7 + i2*w8 + out_h1*w5 + out_h2*w6
        """
        if len(sizes) < 2:
            raise InputError("a network needs two sizes", instead="give inputs and at least one layer: layered(2, 1)")
        layers = dense_layers(sizes[1:], activation=activation, names=names, sources=sources or {})
        graph = LayeredGraph(sizes[0], layers, loss=loss, bias=bias)
        return cls(Model.of_layers(graph, name=name or "-".join(map(str, sizes)))).with_values(values or {})

    def with_values(self, values: Mapping[str, object]) -> Network:
        """Return the same network with further values; an earlier value of the same name gives way.

        Raises:
            InputError: on a name that takes no value, or a value that is no finite number.
        """
        own = {self.own_name(name): value for name, value in values.items()}
        merged = {**self.values, **take_values(own, self.graph)}
        check_values(merged, self.model.rules)
        return replace(self, model=replace(self.model, values=merged))

    def batch(self, samples: int) -> Network:
        """Return the network of several samples, E_total their sum; of layers only. Names of sample 2 end in ``_s2``.

        Raises:
            UnsupportedForm: if the network is not made of layers.

        >>> print(Network.layered(2, 2, 1).batch(3).gradient("b3").matrix.text.splitlines()[1])
        ∂E_total/∂b⁽²⁾ = δ⁽²⁾ 𝟏   (BP3)
        """
        from symprop.network.batch import batch_model

        return replace(self, model=batch_model(self.model, samples))

    def with_notation(self, name: str | os.PathLike[str]) -> Network:
        """Return the same network shown in a notation of `symprop.notation`, or of a YAML file of your own.

        Raises:
            InputError: if there is no such notation, or two names would print alike in it.

        >>> print(load("mazur").with_notation("nielsen").gradient("w1").factored.text.splitlines()[0])
        ∂C/∂w²_11 = δ²_1 · x1
        """
        network = replace(self, notation=notation_from(name))
        network.labels.check(self.graph)
        return network

    # what there is

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
        return self.model.addresses.own(name) if self.model.addresses else name

    def address(self, name: str) -> str:
        """Return what our `name` is called in the model that the network was imported from; empty if it was not."""
        return " and ".join(self.model.addresses.of(name)) if self.model.addresses else ""

    def path_count(self, wrt: str) -> int:
        """Return how many paths lead from `wrt` to E_total, without making one."""
        return path_count(self.graph, check_wrt(self.graph, self.own_name(wrt)))

    def path_counts(self) -> Iterator[tuple[str, int]]:
        """Yield (parameter, path count) for every parameter."""
        return path_counts(self.graph)

    def equation(self, name: str) -> DisplayEquation:
        """Return the definition of a net, an out, an error term or E_total.

        Raises:
            InputError: if there is no such variable, or it is given from outside.
        """
        definition = self.graph.definition(name)
        if definition is None:
            raise InputError(f"'{name}' has no definition", instead="it is given from outside")
        return DisplayEquation(Var(name), expression(definition))

    def equations(self) -> Iterator[DisplayEquation]:
        """Yield the definitions in topological order."""
        return (self.equation(name) for name in self.graph.defined())

    def expr(self, name: str) -> sympy.Expr:
        """Return the definition of `name` as plain SymPy.

        >>> Network.layered(2, 1).expr("net_o1")
        b1 + i1*w1 + i2*w2
        """
        from symprop.symbolic import to_sympy

        return to_sympy(self.equation(name).rhs)

    # gradients

    def gradient(self, wrt: str, *, of: str = "", limits: Limits = DEFAULT_LIMITS) -> Gradient:
        """Return ∂E_total/∂wrt, or ∂of/∂wrt, where `wrt` may be an input too.

        Raises:
            InputError: if there is no parameter of this name; the message gives the nearest one.
        """
        net = self.of(of) if of else self
        return Gradient(net, check_wrt(net.graph, self.own_name(wrt)), limits)

    def of(self, name: str) -> Network:
        """Return the network in which `name` (out_o1, net_h1) is differentiated instead of E_total."""
        return replace(self, model=retargeted_model(self.model, name))

    def slope(self, wrt: str) -> Network:
        """Return the network in which ∂E_total/∂wrt is differentiated: its gradients are second derivatives."""
        return replace(self, model=slope_model(self.model, self.own_name(wrt)))

    def factored(self) -> Iterator[tuple[str, sympy.Expr]]:
        """Yield (name, SymPy expression): every δ once, then ∂E_total/∂w for every parameter.

        >>> dict(Network.layered(1, 1, bias="none").factored())["d_E_total__d_w1"]
        delta_o1*i1
        """
        from symprop.derive.adjoints import factored_system
        from symprop.symbolic import to_sympy_each

        return to_sympy_each((line.lhs.name, line.rhs) for line in factored_system(self.graph))

    # what leaves the page

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

        >>> load("mazur").to_sympy()["E_o1"]
        (-out_o1 + t1)**2/2
        """
        from symprop.symbolic import to_sympy_each

        return dict(to_sympy_each((line.lhs.name, line.rhs) for line in self.equations()))

    def to_python(self, wrt: Sequence[str] | None = None, *, arrays: bool = False, runnable: bool = False) -> str:
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

    def to_c(self, wrt: Sequence[str] | None = None) -> str:
        """Return the source of a C99 file: a function from a struct of values to one of E_total and its gradients.

        Compiled with ``-DSYMPROP_MAIN`` it is a program that prints them, where every value is known.

        Raises:
            InputError: if there is no such parameter, or an activation is the abstract φ.
        """
        from symprop.programs import c_source

        return c_source(self._program(wrt))

    def _program(self, wrt: Sequence[str] | None) -> Program:
        from symprop.programs import plan_program

        names = self.parameters if wrt is None else [check_wrt(self.graph, name) for name in wrt]
        return plan_program(self.graph, names, self.values, title=self.name)

    # numbers

    @cached_property
    def numbers(self) -> Numbers:
        """The forward pass at the network's values."""
        from symprop.evaluate.numbers import Numbers

        return Numbers(self.graph, self.values)

    def forward(self) -> dict[str, float]:
        """Return the value of every variable.

        Raises:
            InputError: if a value is missing.

        >>> round(load("mazur").forward()["E_total"], 9)
        0.298371109
        """
        return {name: float(value) for name, value in self.numbers.forward().items()}

    def train(self, rate: float | str, steps: int = 1, *, biases: bool = False) -> Training:
        """Return the network after gradient descent, w⁺ = w − rate · ∂E_total/∂w, in float64.

        Args:
            rate: η.
            steps: how many times.
            biases: whether biases learn too (Mazur's do not).

        Raises:
            InputError: if a value is missing, `rate` is no finite number, or `steps` is negative.

        >>> round(load("mazur").train(0.5).after, 9)
        0.291027774
        """
        from symprop.evaluate.training import descend

        before, after, updated = descend(self.graph, self.values, rate, steps, biases=biases)
        return Training(self.with_values(updated), before, after, steps)

    def compile(self) -> Compiled:
        """Return the network as a NumPy function of samples: E and all gradients from one reverse sweep.

        Nothing is executed as text: a network of layers is run in matrices, one small sample in plain floats, any
        other in NumPy over its straight-line code. See `symprop.compiled.Compiled` for shapes.

        Raises:
            InputError: if an activation is the abstract φ.

        >>> result = load("mazur").compile()()
        >>> round(result.total, 9), round(result.gradients["w1"], 9)
        (0.298371109, 0.000438568)
        """
        from symprop.compiled import compile_network

        return compile_network(self.model)

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

        >>> load("mazur").draw("w1").svg.count('class="sp-badge"')
        4
        """
        from symprop.draw import draw_network

        name = wrt and check_wrt(self.graph, wrt)
        return draw_network(self, wrt=name, path=path, edges=edges, biases=biases, detail=detail)

    def check(
        self,
        wrt: Sequence[str] | str | None = None,
        *,
        points: int = 3,
        against: Sequence[str] = (),
        seed: int | None = None,
        limits: Limits = DEFAULT_LIMITS,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Report:
        """Return how far forms, printed pages and numeric gradients agree (`symprop.report.Report`).

        Args:
            wrt: the parameters; all of them by default.
            points: random points at the least.
            against: what to compare with; everything that is installed by default.

        >>> net = Network.layered(1, 1, bias="none")
        >>> net.check(against=["forms", "latex", "finite-difference"]).ok
        True
        """
        from symprop.verify import CheckOptions, check_network

        options = CheckOptions(points=points, against=tuple(against), limits=limits, notation=self.notation)
        if seed is not None:
            options = replace(options, seed=seed)
        wrt = [wrt] if isinstance(wrt, str) else wrt
        own = self.parameters if wrt is None else map(self.own_name, wrt)
        names = tuple(check_wrt(self.graph, name) for name in own)
        return check_network(
            self.graph,
            names,
            options,
            rules=self.model.rules,
            name=self.name,
            original=self.model.original,
            values=self.values,
            progress=progress,
        )

    def __repr__(self) -> str:
        return f"<Network {self.name}: {'; '.join(self.model.facts)}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """Return what a notebook shows: the drawing; the equations where those of every unit can be read."""
        picture = self.draw()
        shown = {"text/plain": repr(self), "text/html": picture.inline_svg, "image/svg+xml": picture.svg}
        return shown if picture.drawing.summary else {**shown, "text/latex": self._repr_latex_()}

    def _repr_latex_(self) -> str:
        return self.to_latex()


@dataclass(frozen=True)
class Training:
    """What gradient descent gave.

    Args:
        network: with the values after it.
        before, after: E_total before the first and after the last step.
    """

    network: Network
    before: float
    after: float
    steps: int
