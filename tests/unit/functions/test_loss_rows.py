"""Losses, softmax and the fused rows: values against formulas written by hand, partials against differences."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from symprop.evaluate.arithmetic import mp_arithmetic, rational_arithmetic
from symprop.evaluate.tape import compile_tape
from symprop.expression import Call, Chain, Expr, Var, total
from symprop.functions import ACTIVATIONS, FUNCTIONS, FUSED, GROUPS, LOSSES

MP: Any = mpmath.mp.clone()
MP.dps = 60
ARITHMETIC = mp_arithmetic(60)
T, Y = Var("t"), Var("y")


def at(expr: Expr, arithmetic: Any = ARITHMETIC, **values: Any) -> Any:
    return compile_tape([("value", expr)]).bind(arithmetic)(values)["value"]


def close(one: Any, other: Any, digits: int = 40) -> bool:
    return bool(abs(one - other) <= MP.mpf(10) ** -digits * max(1, abs(other)))


FORMULAS: dict[str, Callable[[Any, Any], Any]] = {
    "half_squared": lambda t, y: (t * t - 2 * t * y + y * y) / 2,
    "squared": lambda t, y: t * t - 2 * t * y + y * y,
    "mean_squared": lambda t, y: t * t - 2 * t * y + y * y,
    "absolute": lambda t, y: max(t, y) - min(t, y),
    "huber": lambda t, y: (y - t) ** 2 / 2 if -1 <= y - t <= 1 else abs(y - t) - MP.mpf(1) / 2,
    "binary_cross_entropy": lambda t, y: -MP.log(y**t * (1 - y) ** (1 - t)),
    "cross_entropy": lambda t, y: -t * MP.log(y),
    "hinge": lambda t, y: max(MP.mpf(0), 1 - t * y),
}
REAL = [("0.3", "-0.45"), ("-1.2", "0.7"), ("2.5", "-0.1"), ("0.01", "0.75"), ("-1.5", "1.6")]
UNIT = [("0.3", "0.45"), ("0.99", "0.2"), ("0", "0.7"), ("1", "0.7"), ("0.5", "0.93")]
SIGN = [("1", "0.3"), ("-1", "0.3"), ("1", "1.7"), ("-1", "-2.5"), ("1", "-0.4")]
PLACES = dict.fromkeys(FORMULAS, REAL) | {"binary_cross_entropy": UNIT, "cross_entropy": UNIT, "hinge": SIGN}
ROWS = [(name, MP.mpf(t), MP.mpf(y)) for name in FORMULAS for t, y in PLACES[name]]


def test_every_row_has_a_formula() -> None:
    assert set(FORMULAS) == set(LOSSES)
    assert {name for name, row in LOSSES.items() if row.mean} == {"mean_squared"}
    assert {name: row.targets for name, row in LOSSES.items() if row.targets != "real"} == {
        "binary_cross_entropy": "probability",
        "cross_entropy": "simplex",
        "hinge": "sign",
    }


def test_a_page_says_what_a_loss_assumes() -> None:
    assert {name: row.convention for name, row in LOSSES.items() if row.convention} == {
        "absolute": "|x|′ = sgn(x), which is 0 at 0",
        "huber": "Huber with δ = 1",
        "binary_cross_entropy": "targets between 0 and 1",
        "cross_entropy": "the targets sum to 1",
        "hinge": "targets are −1 or 1; the derivative is 0 at the kink t·out = 1",
    }


@pytest.mark.parametrize(("name", "t", "y"), ROWS, ids=[f"{n} t={float(t)} y={float(y)}" for n, t, y in ROWS])
def test_value_and_both_partials(name: str, t: Any, y: Any) -> None:
    row, formula, h = LOSSES[name], FORMULAS[name], MP.mpf(10) ** -18
    assert close(at(row.value(T, Y), t=t, y=y), formula(t, y))
    by_output = (formula(t, y + h) - formula(t, y - h)) / (2 * h)
    assert close(at(row.by_output(T, Y), t=t, y=y), by_output, 30)
    if name != "binary_cross_entropy":  # its formula by powers is no real number for t outside of [0, 1]
        by_target = (formula(t + h, y) - formula(t - h, y)) / (2 * h)
    else:
        by_target = MP.log((1 - y) / y)
    assert close(at(row.by_target(T, Y), t=t, y=y), by_target, 30)


KINKS = [
    ("absolute", "1/2", "1/2", "0", "0", "0"),
    ("huber", "3/2", "1/2", "1/2", "-1", "1"),
    ("huber", "1/2", "3/2", "1/2", "1", "-1"),
    ("huber", "1/2", "1/2", "0", "0", "0"),
    ("hinge", "1", "1", "0", "0", "0"),
    ("hinge", "-1", "-1", "0", "0", "0"),
    ("hinge", "1", "0", "1", "-1", "0"),
]


@pytest.mark.parametrize(
    ("name", "t", "y", "value", "by_output", "by_target"),
    KINKS,
    ids=[f"{k[0]} t={k[1]} y={k[2]} -> E={k[3]}, by y {k[4]}, by t {k[5]}" for k in KINKS],
)
def test_at_the_kink(name: str, t: str, y: str, value: str, by_output: str, by_target: str) -> None:
    row, values = LOSSES[name], {"t": Fraction(t), "y": Fraction(y)}
    found = [at(e(T, Y), rational_arithmetic(), **values) for e in (row.value, row.by_output, row.by_target)]
    assert found == [Fraction(value), Fraction(by_output), Fraction(by_target)]


NETS = {f"n{k}": MP.mpf(text) for k, text in enumerate(("0.4", "-1.3", "0.75"))}


def softmax(k: int, nets: dict[str, Any]) -> Any:
    return at(GROUPS["softmax"].output(k, [Var(name) for name in nets]), **nets)


def test_softmax_is_a_distribution_in_proportion_to_exp() -> None:
    outs = [softmax(k, NETS) for k in range(3)]
    assert close(sum(outs), 1, 55)
    for k, net in enumerate(NETS.values()):
        assert close(outs[k] / outs[0], MP.e ** (net - NETS["n0"]), 55)


@pytest.mark.parametrize("j", range(3), ids=lambda j: f"net {j + 1}")
@pytest.mark.parametrize("k", range(3), ids=lambda k: f"out {k + 1}")
def test_softmax_partials(k: int, j: int) -> None:
    h, name = MP.mpf(10) ** -18, f"n{j}"
    above, below = (softmax(k, {**NETS, name: NETS[name] + step}) for step in (h, -h))
    outs = {f"y{m}": softmax(m, NETS) for m in range(3)}
    found = at(GROUPS["softmax"].partial(k, j, [Var(name) for name in outs]), **outs)
    assert close(found, (above - below) / (2 * h), 30)


def unfused(activation: str, loss: str, k: int, count: int) -> Expr:
    """Return ∂E_total/∂net_k as the sum over the outs of ∂E/∂out · ∂out/∂net."""
    row, act = LOSSES[loss], ACTIVATIONS[activation]
    targets, outs = ([Var(f"{letter}{m}") for m in range(count)] for letter in "ty")
    if activation in GROUPS:
        partial = GROUPS[activation].partial
        return total(Chain((row.by_output(targets[m], outs[m]), partial(m, k, outs))) for m in range(count))
    derivative = FUNCTIONS[act.name].derivative
    assert derivative is not None
    return Chain((row.by_output(targets[k], outs[k]), derivative(Var("n"), outs[k])))


@pytest.mark.parametrize(("activation", "loss"), FUSED, ids=[f"{a} with {loss} -> out − t" for a, loss in FUSED])
@pytest.mark.parametrize("k", range(3))
def test_fused_rows_are_the_unfused_product(activation: str, loss: str, k: int) -> None:
    if activation in GROUPS:
        outs = {f"y{m}": softmax(m, NETS) for m in range(3)}
    else:
        outs = {f"y{m}": at(Call(activation, (Var("x"),)), x=net) for m, net in enumerate(NETS.values())}
    targets = {"t0": MP.mpf("0.2"), "t1": MP.mpf("0.5"), "t2": MP.mpf("0.3")}
    fused = FUSED[activation, loss](Var(f"t{k}"), Var(f"y{k}"))
    assert fused == Var(f"y{k}") - Var(f"t{k}")
    assert close(at(fused, **outs, **targets), at(unfused(activation, loss, k, 3), **outs, **targets), 50)


def test_softmax_with_cross_entropy_needs_targets_that_sum_to_one() -> None:
    """The assumption said on the page is one: with Σt = 1.1 the fused row is not the product."""
    outs = {f"y{m}": softmax(m, NETS) for m in range(3)}
    targets = {"t0": MP.mpf("0.3"), "t1": MP.mpf("0.5"), "t2": MP.mpf("0.3")}
    fused = at(FUSED["softmax", "cross_entropy"](Var("t0"), Var("y0")), **outs, **targets)
    assert not close(fused, at(unfused("softmax", "cross_entropy", 0, 3), **outs, **targets), 3)
