"""What a Python user and Jupyter hold: `Network`, `Gradient`, `FormView`. Composes, derives nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from symprop.derive.forms import DEFAULT_LIMITS, FORMS, Form, Limits, derive_form
from symprop.derive.paths import Path, iter_paths, path_count, path_counts
from symprop.errors import InputError
from symprop.expression import DisplayEquation, Expr, Var
from symprop.graph import PARAMETERS, EquationGraph, Kind, expression
from symprop.network.dense import dense_layers
from symprop.network.layers import BiasMode, LayeredGraph
from symprop.network.load import load_network
from symprop.network.model import Model
from symprop.network.values import check_values, take_values
from symprop.notation import MAZUR, Labels, Notation, notation_named

if TYPE_CHECKING:
    import sympy

    from symprop.evaluate.numbers import Numbers
    from symprop.report import Report

__all__ = ["FormView", "Gradient", "Network", "Training", "load"]

DIGITS = 9


def load(spec: str) -> Network:
    """Return the network that `spec` names: sizes (``2-2-2``), a bundled example, a file, or ``-``.

    Raises:
        InputError: if there is no such network, or its file cannot be used.

    >>> load("mazur").gradient("w1").path_count
    2
    """
    return Network(load_network(spec))


@dataclass(frozen=True, repr=False)
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
        merged = {**self.values, **take_values(values, self.graph)}
        check_values(merged, self.model.rules)
        return replace(self, model=replace(self.model, values=merged))

    def with_notation(self, name: str) -> Network:
        """Return the same network shown in another profile."""
        return replace(self, notation=notation_named(name))

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

    def path_count(self, wrt: str) -> int:
        """Return how many paths lead from `wrt` to E_total, without making one."""
        return path_count(self.graph, self._parameter(wrt))

    def path_counts(self) -> Iterator[tuple[str, int]]:
        """Yield (parameter, path count) for every parameter."""
        return path_counts(self.graph)

    def _parameter(self, name: str) -> str:
        variable = self.graph.variable(name)
        if variable.kind not in PARAMETERS:
            raise InputError(
                f"'{name}' is no parameter", instead="choose a weight or a bias; 'symprop show' lists them"
            )
        return name

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

    def gradient(self, wrt: str, *, limits: Limits = DEFAULT_LIMITS) -> Gradient:
        """Return ∂E_total/∂wrt.

        Raises:
            InputError: if there is no parameter of this name; the message gives the nearest one.
        """
        return Gradient(self, self._parameter(wrt), limits)

    def factored(self) -> Iterator[tuple[str, sympy.Expr]]:
        """Yield (name, SymPy expression): every δ once, then ∂E_total/∂w for every parameter.

        >>> dict(Network.layered(1, 1, bias="none").factored())["d_E_total__d_w1"]
        delta_o1*i1
        """
        from symprop.derive.adjoints import factored_system
        from symprop.symbolic import to_sympy_each

        return to_sympy_each((line.lhs.name, line.rhs) for line in factored_system(self.graph))

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

    def check(
        self,
        wrt: Sequence[str] | None = None,
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
        names = self.parameters if wrt is None else tuple(self._parameter(name) for name in wrt)
        return check_network(self.graph, names, options, rules=self.model.rules, name=self.name, progress=progress)

    def __repr__(self) -> str:
        return f"<Network {self.name}: {'; '.join(self.model.facts)}>"

    def _repr_latex_(self) -> str:
        from symprop.render.equations import align, latex_rows
        from symprop.report import Shown

        return align([row for line in self.equations() for row in latex_rows(Shown(line), self.labels)])


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


@dataclass(frozen=True, repr=False)
class Gradient:
    """∂E_total/∂wrt of a network, in every form.

    >>> gradient = load("mazur").gradient("w1")
    >>> print(gradient.messages.text.splitlines()[1])
    ∂E_total/∂out_h1 = m_o1→h1 + m_o2→h1
    >>> gradient.value
    '0.000438567734474'
    """

    network: Network
    wrt: str
    limits: Limits = DEFAULT_LIMITS

    def form(self, name: str) -> FormView:
        """Return one form by name.

        Raises:
            UnsupportedForm: if there is none of this name.
            LimitExceeded: if it would be too large; the message gives the count and what to ask for.
        """
        return FormView(self.network, derive_form(self.network.graph, self.wrt, name, self.limits))

    @property
    def chain(self) -> FormView:
        """The chain rule, each factor in a line of its own."""
        return self.form("chain")

    @property
    def messages(self) -> FormView:
        """∂E_total/∂out as a sum of messages from the right neighbours."""
        return self.form("messages")

    @property
    def paths(self) -> FormView:
        """One product per downstream path."""
        return self.form("paths")

    @property
    def factored(self) -> FormView:
        """Named deltas, every shared part once."""
        return self.form("factored")

    @property
    def closed(self) -> FormView:
        """Inputs, targets and parameters only."""
        return self.form("closed")

    def forms(self, names: Iterable[str] = tuple(FORMS)) -> Iterator[FormView]:
        return (self.form(name) for name in names)

    @property
    def path_count(self) -> int:
        return path_count(self.network.graph, self.wrt)

    def iter_paths(self) -> Iterator[Path]:
        """Return a generator of the downstream paths; nothing is kept."""
        return iter_paths(self.network.graph, self.wrt)

    def path_values(self) -> Iterator[tuple[Path, str | None]]:
        """Yield each path with the value of its product at the network's values (12 significant digits).

        >>> [value for _, value in load("mazur").gradient("w1").path_values()]
        ['0.000668396021144', '-0.00022982828667']
        """
        return ((path, self.network.numbers.path_text(path)) for path in self.iter_paths())

    @property
    def value(self) -> str | None:
        """∂E_total/∂wrt at the network's values with 12 significant digits; None where one is missing."""
        return self.network.numbers.gradient_text(self.wrt)

    @property
    def expr(self) -> sympy.Expr:
        """The path sum as plain SymPy."""
        return self.paths.expr

    def __repr__(self) -> str:
        return f"<Gradient ∂{self.network.graph.total}/∂{self.wrt} of {self.network.name}: {self.path_count:,} paths>"

    def _repr_latex_(self) -> str:
        return self.paths.latex if self.path_count <= self.limits.paths else self.factored.latex


@dataclass(frozen=True, repr=False)
class FormView:
    """One form of one gradient: equations, and what they look like.

    >>> form = load("mazur").gradient("w5").factored
    >>> print(form.text)
    ∂E_total/∂w5 = δ_o1 · out_h1
    δ_o1 = −(t1 − out_o1) · out_o1(1 − out_o1)
    >>> form.expr
    delta_o1*out_h1
    """

    network: Network
    form: Form

    @property
    def lines(self) -> tuple[DisplayEquation, ...]:
        """The equations as ordered trees, ∂E_total/∂w first."""
        return self.form.lines

    @property
    def note(self) -> str:
        """Why the gradient is 0, where it is."""
        return self.form.note

    @property
    def expr(self) -> sympy.Expr:
        """The right side of the first line as plain SymPy."""
        from symprop.symbolic import to_sympy

        return to_sympy(self.lines[0].rhs)

    @property
    def system(self) -> dict[str, sympy.Expr]:
        """Every line as name → plain SymPy."""
        from symprop.symbolic import to_sympy_each

        return dict(to_sympy_each((line.lhs.name, line.rhs) for line in self.lines))

    @property
    def value(self) -> str | None:
        """The form's own value at the network's values, with 12 significant digits; None where one is missing."""
        return self.network.numbers.form_text(self.form)

    @property
    def values(self) -> dict[str, str]:
        """Every line's left side → its value with 12 significant digits; empty where one is missing.

        >>> load("mazur").gradient("w1").messages.values["m_o1__h1"]
        '0.0553994246514'
        """
        return self.network.numbers.values_text(self.lines) if self.network.numbers.known else {}

    @property
    def text(self) -> str:
        """Unicode for a terminal."""
        from symprop.render.equations import text_rows
        from symprop.report import Shown

        return "\n".join(row for line in self.lines for row in text_rows(Shown(line), self.network.labels))

    @property
    def python(self) -> str:
        """One assignment a line; later lines define what earlier ones use."""
        from symprop.render import PYTHON, write

        return "\n".join(f"{line.lhs.name} = {write(line.rhs, PYTHON, self.network.labels)}" for line in self.lines)

    @property
    def latex(self) -> str:
        """An `align*`."""
        from symprop.render.equations import align, latex_rows
        from symprop.report import Shown

        return align([row for line in self.lines for row in latex_rows(Shown(line), self.network.labels)])

    @property
    def mathml(self) -> str:
        """One `math` element."""
        from symprop.render.equations import mathml_rows, mathml_table
        from symprop.report import Shown

        return mathml_table(row for line in self.lines for row in mathml_rows(Shown(line), self.network.labels))

    def _repr_latex_(self) -> str:
        return self.latex

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        lhs = f"∂{self.network.graph.total}/∂{self.form.wrt}"
        return f"<{self.form.name} form of {lhs}: {len(self.lines)} line{'s' * (len(self.lines) != 1)}>"
