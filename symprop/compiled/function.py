"""`net.compile()`: what a NumPy user holds. Chooses how to run a call: floats, matrices, or NumPy over the tape."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from symprop.compiled import samples
from symprop.compiled.layers import run_in_layers
from symprop.compiled.runners import Runner, run_in_floats, run_in_numpy
from symprop.errors import InputError
from symprop.evaluate.arithmetic import ABSTRACT
from symprop.evaluate.passes import gradient_tape
from symprop.evaluate.tape import Tape
from symprop.graph import PARAMETERS, EquationGraph, Kind, derivative
from symprop.network.layout import plan_of
from symprop.network.model import Model
from symprop.network.values import exact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Compiled", "Evaluation", "compile_network"]

SMALL_NETWORK = 500  # parameters: beyond that no tape is made of a network of layers
FEW_OPERATIONS, FEW_IN_LAYERS = 1_500, 600  # of all samples: floats do them before NumPy, or a few matrices, would


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """E and its gradient at some samples.

    Args:
        parameters: their names, in the gradient's order.
        errors: E_total of each sample, (samples,).
        gradient: ∂E_total/∂w summed over the samples, (parameters,); with `each`, (samples, parameters).
    """

    parameters: tuple[str, ...]
    errors: NDArray[np.float64]
    gradient: NDArray[np.float64]

    @property
    def total(self) -> float:
        """E_total summed over the samples: what `gradient` is the gradient of."""
        return float(self.errors.sum())

    @property
    def gradients(self) -> dict[str, Any]:
        """Parameter → its part of `gradient`: a number; with `each`, (samples,)."""
        columns = self.gradient.tolist() if self.gradient.ndim == 1 else self.gradient.T
        return dict(zip(self.parameters, columns, strict=True))


def compile_network(model: Model) -> Compiled:
    """Return the network as a function of arrays.

    Raises:
        InputError: if an activation is the abstract φ, or a constant has no value.
    """
    compiled, plan = Compiled(model), plan_of(model.graph)
    functions = (layer.function.name for layer in plan.layers) if plan else (row[0] for row in compiled.tape.operations)
    if not ABSTRACT.isdisjoint(functions):
        raise InputError("the abstract φ has no values", instead="choose an activation")
    if any(map(math.isnan, compiled.constants)):
        raise InputError("a constant has no value", instead="give it with with_values")
    return compiled


@dataclass(frozen=True, repr=False, eq=False)
class Compiled:
    """(inputs, targets, parameters) → E and all gradients, in float64 and one reverse sweep.

    >>> import symprop
    >>> f = symprop.load("mazur").compile()
    >>> result = f([0.05, 0.10], [0.01, 0.99])
    >>> round(result.total, 9), round(result.gradients["w5"], 9)
    (0.298371109, 0.082167041)
    >>> f([[0.05, 0.10], [0.20, 0.40]], [[0.01, 0.99], [0.99, 0.01]]).errors.shape
    (2,)
    """

    model: Model

    def __call__(
        self, inputs: Any = None, targets: Any = None, parameters: Any = None, *, each: bool = False
    ) -> Evaluation:
        """Return E_total of each sample and ∂E_total/∂w, summed over them, for every parameter w.

        What is left out is taken from the network's own values. A vector is one sample (for a network of one input,
        or one target, a sample each); one row of inputs or targets goes with any number of the other.

        Args:
            inputs: (samples, inputs), columns as in `.inputs`; or a mapping from names of inputs, targets and
                parameters to numbers or (samples,), which takes the place of all three.
            targets: (samples, targets), columns as in `.targets`.
            parameters: (parameters,), in the order of `.parameters`.
            each: whether to keep the gradient of each sample, (samples, parameters), rather than their sum.

        Raises:
            InputError: on a shape that does not fit, or a value that is missing.
        """
        if isinstance(inputs, Mapping):
            if targets is not None or parameters is not None:
                raise InputError("values by name and arrays besides", instead="give one or the other")
            inputs, targets, parameters = self._by_name(inputs)
        x = self._own(self.inputs) if inputs is None else samples.rows(inputs, self.inputs, "inputs")
        t = self._own(self.targets) if targets is None else samples.rows(targets, self.targets, "targets")
        p = (
            self._own(self.parameters)[0]
            if parameters is None
            else samples.vector(parameters, self.parameters, "parameters")
        )
        if len(x) != len(t):
            x, t = samples.together(x, t)
        if self.model.rules:
            samples.check_targets(t, self.targets, self.model.rules)
        errors, gradient = self._run(x, t, p, each)
        return Evaluation(self.parameters, errors, gradient)

    @property
    def graph(self) -> EquationGraph:
        """The equation graph."""
        return self.model.graph

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """The inputs' names: the columns of `inputs`."""
        return tuple(self.graph.given(Kind.INPUT))

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The targets' names: the columns of `targets`."""
        return tuple(self.graph.given(Kind.TARGET))

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The parameters' names, weights before biases: the order of `parameters` and of the gradient."""
        return tuple(self.graph.given(*PARAMETERS))

    @property
    def values(self) -> NDArray[np.float64]:
        """The network's own parameters, (parameters,), to begin with; NaN where one has no value."""
        return self._row(self.parameters)[0].copy()  # type: ignore[no-any-return]

    # how a call is run

    def _run(self, inputs: Any, targets: Any, parameters: Any, each: bool) -> tuple[Any, Any]:
        few = FEW_IN_LAYERS if self.by_layers else FEW_OPERATIONS
        if self._small and len(inputs) * self.tape.operation_count <= few:
            try:
                return self._in_floats(inputs, targets, parameters, each)
            except (ArithmeticError, ValueError):  # NumPy has an infinity, or NaN, for what is no float
                return self._in_numpy(inputs, targets, parameters, each)
        return (self.by_layers or self._in_numpy)(inputs, targets, parameters, each)

    @cached_property
    def _small(self) -> bool:
        return self.by_layers is None or len(self.parameters) <= SMALL_NETWORK

    @cached_property
    def by_layers(self) -> Runner | None:
        """The way in matrices, where the network is made of layers."""
        plan = plan_of(self.graph)
        return run_in_layers(plan, self.parameters) if plan else None

    @cached_property
    def tape(self) -> Tape:
        """E and all gradients as straight-line code."""
        return gradient_tape(self.graph)

    @cached_property
    def _in_floats(self) -> Runner:
        return run_in_floats(self.tape, self._given, self.constants, self._outputs)

    @cached_property
    def _in_numpy(self) -> Runner:
        return run_in_numpy(self.tape, self._given, self.constants, self._outputs)

    @cached_property
    def _given(self) -> tuple[str, ...]:
        return (*self.inputs, *self.targets, *self.parameters, *self.graph.given(Kind.CONSTANT))

    @cached_property
    def _outputs(self) -> list[str]:
        total = self.graph.total
        return [total, *(derivative(self.graph, total, name).name for name in self.parameters)]

    # what is not handed over

    @cached_property
    def constants(self) -> tuple[float, ...]:
        """The values of what is given and neither an input, a target nor trained; NaN where one is missing."""
        return tuple(self._row(tuple(self.graph.given(Kind.CONSTANT)))[0].tolist())

    def _own(self, names: tuple[str, ...]) -> Any:
        """Return the network's own values as one row.

        Raises:
            InputError: naming those that have none and are needed.
        """
        missing = [name for name in names if name not in self.model.values and self._needs(name)]
        if missing:
            few = ", ".join(missing[:5]) + ", …" * (len(missing) > 5)
            raise InputError(
                f"{few} {'has' if len(missing) == 1 else 'have'} no value", instead="hand them over, or use with_values"
            )
        return self._row(names)

    def _needs(self, name: str) -> bool:
        return self.by_layers is not None or name in self.tape.inputs

    def _row(self, names: tuple[str, ...]) -> Any:
        import numpy as np

        if names not in self._rows:
            values = self.model.values
            self._rows[names] = np.array([[float(exact(values[n])) if n in values else math.nan for n in names]])
        return self._rows[names]

    @cached_property
    def _rows(self) -> dict[tuple[str, ...], Any]:
        return {}

    def _by_name(self, values: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """Return (inputs, targets, parameters) with the values that are given, the network's own for the others."""
        import numpy as np

        found = samples.by_name(values, (*self.inputs, *self.targets, *self.parameters))
        count = max((len(value) for value in found.values() if value.ndim), default=1)

        def table(names: Sequence[str], length: int) -> Any:
            own = tuple(name for name in names if name not in found)
            row = dict(zip(own, self._own(own)[0], strict=True))
            columns = [np.broadcast_to(found[name] if name in found else row[name], (length,)) for name in names]
            return np.column_stack(columns) if columns else np.empty((length, 0))

        for name in self.parameters:
            if name in found and found[name].size != 1:
                raise InputError("an array for a parameter", where=name, instead="one number for all samples")
        return table(self.inputs, count), table(self.targets, count), table(self.parameters, 1)[0]

    def __repr__(self) -> str:
        return f"<Compiled {self.model.name}: {len(self.parameters):,} gradients>"
