"""What a Python user and Jupyter hold: `Network` and what it gives. Composes, derives nothing itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from symprop.derive.forms import DEFAULT_LIMITS, Limits
from symprop.derive.views import check_wrt, retargeted_model, slope_model
from symprop.errors import InputError, shorten, visible
from symprop.given import named, path_text, whole, word, words
from symprop.gradient import Gradient
from symprop.network.dense import dense_layers
from symprop.network.layers import BiasMode, LayeredGraph
from symprop.network.load import is_onnx, load_network
from symprop.network.model import Model
from symprop.network.notation_file import notation_from
from symprop.network.values import check_values, take_values
from symprop.shown_network import ShownNetwork

if TYPE_CHECKING:
    from symprop.compiled import Compiled
    from symprop.report import Report

__all__ = ["Network", "Training", "load"]


def load(spec: str | os.PathLike[str]) -> Network:
    """Return the network that `spec` names: sizes (``2-2-2``), a bundled example, a file (YAML, ONNX), or ``-``.

    Raises:
        InputError: if there is no such network, or its file cannot be used.

    >>> load("mazur").gradient("w1").path_count
    2
    """
    path = path_text(spec, "a network")
    if is_onnx(path):
        from symprop.importers.onnx_import import onnx_model

        return Network(onnx_model(path))
    return Network(load_network(path))


@dataclass(frozen=True, repr=False, eq=False)
class Network(ShownNetwork):
    """A network: its equation graph, the values it was given, its name. Nothing changes after it is made.

    Args:
        model: what a front end made of it: the equation graph, values, the name.
        notation: how names are shown.

    >>> net = Network.layered(2, 2, 2, bias="layer")
    >>> net.path_count("w1"), net.path_count("b1")
    (2, 4)
    """

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

        return cls(read_network_file(_text(text), "yaml"))

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
        counts = [_size(size) for size in sizes]
        layers = dense_layers(counts[1:], activation=activation, names=names, sources=sources or {})
        graph = LayeredGraph(counts[0], layers, loss=loss, bias=bias)
        called = visible(str(name)) or "-".join(map(str, counts))
        return cls(Model.of_layers(graph, name=called)).with_values(values or {})

    def with_values(self, values: Mapping[str, object]) -> Network:
        """Return the same network with further values; an earlier value of the same name gives way.

        Raises:
            InputError: on a name that takes no value, or a value that is no finite number.
        """
        own = {self.own_name(name): value for name, value in named(values, "values").items()}
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
        return replace(self, model=retargeted_model(self.model, word(name, "out_o1")))

    def slope(self, wrt: str) -> Network:
        """Return the network in which ∂E_total/∂wrt is differentiated: its gradients are second derivatives."""
        return replace(self, model=slope_model(self.model, self.own_name(wrt)))

    # numbers

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

        options = CheckOptions(points=points, against=words(against, "checks"), limits=limits, notation=self.notation)
        if seed is not None:
            options = replace(options, seed=seed)
        return check_network(
            self.graph,
            self._own_all(wrt),
            options,
            rules=self.model.rules,
            name=self.name,
            original=self.model.original,
            values=self.values,
            progress=progress,
        )


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise InputError(f"{shorten(repr(given))} is no text", instead="give the text of a network file")
    return given


def _size(given: object) -> int:
    size = whole(given)
    if size is None:
        raise InputError(f"a layer of {shorten(repr(given))} units", instead="give whole numbers: layered(2, 1)")
    return size


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
