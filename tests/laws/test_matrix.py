"""The matrix form of random layers is the factored form, in either layout; with a batch it sums over the examples."""

from __future__ import annotations

import operator
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from symprop import Network
from symprop.derive.entries import in_entries
from symprop.derive.forms import Limits, derive_form
from symprop.evaluate.arithmetic import float_arithmetic
from symprop.evaluate.passes import evaluate_lines, forward_values
from symprop.expression import Array, Expr, Hadamard, MatMul, Neg, Slope, Sum, Transpose, fold
from symprop.graph import GIVEN, Kind
from symprop.network.layers import LayeredGraph
from symprop.verify.points import Point
from symprop.verify.session import path_scale
from tests.laws.networks import assert_agree, cases, value_of


@settings(max_examples=40)
@given(cases(depth=3))
def test_both_layouts_are_the_factored_form(case: tuple[LayeredGraph, str, Point]) -> None:
    graph, wrt, point = case
    lines = {layout: derive_form(graph, wrt, "matrix", Limits(layout=layout)).lines for layout in LAYOUTS}
    lines["factored"] = derive_form(graph, wrt, "factored").lines
    found = {name: value_of(form, point.forward, point.arithmetic) for name, form in lines.items()}
    assert_agree(found, path_scale(graph, wrt, point))


LAYOUTS: tuple[Any, ...] = ("denominator", "numerator")

WIDTHS = st.lists(st.integers(1, 3), min_size=2, max_size=4)


@settings(max_examples=20)
@given(WIDTHS, st.integers(2, 4), st.integers(0, 2**16))
def test_a_batch_as_columns_is_the_sum_over_its_examples(widths: list[int], examples: int, seed: int) -> None:
    graph = Network.layered(*widths, activation="sigmoid").graph
    generator = np.random.default_rng(seed)
    shared = {name: Fraction(int(generator.integers(-20, 20)), 16) for name in graph.given(Kind.WEIGHT, Kind.BIAS)}
    points = [
        shared | {n: Fraction(int(generator.integers(-20, 20)), 16) for n in graph.given(*GIVEN) if n not in shared}
        for _ in range(examples)
    ]
    forwards = [forward_values(graph, point, float_arithmetic()) for point in points]
    for wrt, flat in (("w1", False), ("b1", True)):
        lines = derive_form(graph, wrt, "matrix").lines
        values: dict[str, Any] = {}
        for line in reversed(lines[1:]):
            values[line.lhs.name] = batched(line.rhs, values, forwards)
        gradient = values[lines[1].lhs.name].sum(axis=1) if flat else values[lines[1].lhs.name][0]
        scalars = in_entries(lines)
        expected = sum(evaluate_lines(scalars, f, float_arithmetic())[f"d_E_total__d_{wrt}"] for f in forwards)
        assert np.isclose(gradient[0], expected, rtol=1e-9, atol=1e-12)


def batched(expr: Expr, values: dict[str, Any], forwards: list[dict[str, Any]]) -> Any:
    """Return the value of an expression of matrices, vectors having a column for each example."""

    def array(leaf: Array) -> Any:
        rows, columns = leaf.shape
        grids = [
            [[forward[leaf.entry(row, column).name] for column in range(columns)] for row in range(rows)]  # type: ignore[union-attr]
            for forward in forwards
        ]
        return np.array(grids[0]) if leaf.symbol == "W" else np.hstack([np.array(grid) for grid in grids])

    def rule(node: Expr, parts: list[Any]) -> Any:
        match node:
            case Array():
                return values[node.name] if node.name in values else array(node)
            case MatMul():
                return reduce(operator.matmul, parts)
            case Hadamard():
                return reduce(operator.mul, parts)
            case Transpose():
                return parts[0].T
            case Slope("sigmoid"):
                out = 1 / (1 + np.exp(-parts[0]))
                return out * (1 - out)
            case Sum():
                return sum(parts)
            case Neg():
                return -parts[0]
        raise AssertionError(node)

    return fold(expr, rule)
