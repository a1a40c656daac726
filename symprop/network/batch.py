"""A batch: one network of layers for several samples at once, its parameters shared; E_total is the sum over them.

Everything but the parameters ends in the sample's number: ``out_h1_s2`` is out_h1 of sample 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from symprop.errors import InputError, LimitExceeded, UnsupportedForm, shorten
from symprop.expression import Expr, Named, Var, substitute
from symprop.given import whole
from symprop.graph import GIVEN, PARAMETERS, Affine, Definition, EquationGraph, Formula, ListedGraph, Variable
from symprop.network.layout import NetworkPlan, plan_of
from symprop.network.model import Model, TargetRule

__all__ = ["BatchGraph", "batch_model"]

MOST_SAMPLES, MOST_DEFINITIONS = 1_000, 100_000


@dataclass(frozen=True)
class BatchGraph(ListedGraph):
    """The equation graph of a batch.

    Args:
        sample: the graph of one sample.
        layers: its layers.
        suffixes: what the names of each sample end in.
    """

    sample: EquationGraph = field(kw_only=True)
    layers: NetworkPlan = field(kw_only=True)
    suffixes: tuple[str, ...] = field(kw_only=True)


def batch_model(model: Model, samples: int) -> Model:
    """Return the model of `samples` samples; values that a sample has of its own are not taken along.

    Raises:
        InputError: on no sample.
        UnsupportedForm: if the network is not made of layers.
        LimitExceeded: if there are too many.

    >>> from symprop.network.dense import dense_layers
    >>> from symprop.network.layers import LayeredGraph
    >>> batch = batch_model(Model.of_layers(LayeredGraph(1, dense_layers((1,)))), 2)
    >>> batch.graph.defined()
    ['net_o1_s1', 'out_o1_s1', 'E_o1_s1', 'net_o1_s2', 'out_o1_s2', 'E_o1_s2', 'E_total']
    """
    graph, layers = model.graph, plan_of(model.graph)
    if layers is None:
        raise UnsupportedForm("a batch is of a network of layers", instead="write samples: into its file")
    if whole(samples) is None:
        raise InputError(f"{shorten(repr(samples))} samples", instead="give a whole number of at least 1")
    if samples < 1:
        raise InputError(f"{samples} samples", instead="at least 1")
    defined = [name for name in graph.defined() if name != graph.total]
    if samples > MOST_SAMPLES or samples * len(defined) > MOST_DEFINITIONS:
        raise LimitExceeded(
            f"{samples:,} samples of {len(defined):,} definitions",
            instead=f"at most {MOST_SAMPLES:,} samples and {MOST_DEFINITIONS:,} definitions",
        )
    shared = frozenset(graph.given(*PARAMETERS))
    own = [name for name in graph.given(*GIVEN) if name not in shared]
    suffixes = tuple(f"_s{k + 1}" for k in range(samples))
    variables = [_renamed(graph.variable(name), suffix) for suffix in suffixes for name in own]
    variables += (graph.variable(name) for name in graph.given(*PARAMETERS))
    definitions: dict[str, Definition] = {}
    shares: list[tuple[Expr, ...]] = []
    total = graph.definition(graph.total)
    assert isinstance(total, Affine)  # of layers it is the sum of the errors, or their mean
    for suffix in suffixes:

        def leaf(name: str, suffix: str = suffix) -> str:
            return name if name in shared else name + suffix

        for name in defined:
            definition = graph.definition(name)
            assert definition is not None
            variable = _renamed(graph.variable(name), suffix)
            variables.append(variable)
            definitions[variable.name] = _of_sample(definition, leaf)
        shares += (tuple(_expression(factor, leaf) for factor in term) for term in total.terms)
    variables.append(graph.variable(graph.total))
    definitions[graph.total] = Affine(tuple(shares))
    batch = BatchGraph(tuple(variables), definitions, graph.total, sample=graph, layers=layers, suffixes=suffixes)
    rules = tuple(
        TargetRule(tuple(name + suffix for name in rule.names), rule.kind, rule.loss)
        for suffix in suffixes
        for rule in model.rules
    )
    values = {name: value for name, value in model.values.items() if name in shared}
    facts = (
        *model.facts,
        f"batch of {samples}: names of sample 1 end in {suffixes[0]}; {graph.total} is the sum over the samples",
    )
    return replace(model, graph=batch, rules=rules, values=values, facts=facts, original=None)


def _renamed(variable: Variable, suffix: str) -> Variable:
    return replace(variable, name=variable.name + suffix, unit=variable.unit and variable.unit + suffix, place=None)


def _expression(expr: Expr, leaf: Callable[[str], str]) -> Expr:
    def renamed(node: Named) -> Expr | None:
        return Var(leaf(node.name)) if isinstance(node, Var) else None

    return substitute(expr, renamed)


def _of_sample(definition: Definition, leaf: Callable[[str], str]) -> Definition:
    if isinstance(definition, Affine):
        return Affine(tuple(tuple(_expression(factor, leaf) for factor in term) for term in definition.terms))
    before = {leaf(name): name for name in definition.parents}
    return Formula(
        _expression(definition.expression, leaf),
        tuple(before),
        lambda parent: _expression(definition.partial(before[parent]), leaf),
        definition.function,
    )
