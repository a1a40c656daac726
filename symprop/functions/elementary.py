r"""Functions of one argument that may stand in an expression.

A row gives a function's value once: `body` writes it in simpler functions, or, for the few primitive
ones, `numeric` takes it from a namespace of mathematics (mpmath, NumPy, torch, …). Everything else
(numbers, SymPy, the definition printed on a page) is read off the row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from symprop.expression import HALF, ONE, TWO, ZERO, Call, Cases, Expr, Neg, Power, number

__all__ = ["ALPHA", "FUNCTIONS", "Function", "call"]

ALPHA = number("0.01")  # slope of leaky_relu below 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function f of one argument.

    Args:
        name: its name in files, in code and in `python` output.
        latex: its name on a page.
        text: its name in a terminal.
        derivative: (x, y) → f′(x) as a person writes it, y = f(x) being known.
        body: x → f(x) in simpler functions; None for a primitive.
        numeric: (m, x) → f(x) with the functions of namespace m; for a primitive.
        inline: written out wherever it is used (identity).
        kinks: arguments at which f or f′ jumps; random points keep away from them.
        convention: what holds at a kink, said on the page.
        needs: the domain, where it is not every real number.
    """

    name: str
    latex: str
    text: str
    derivative: Callable[[Expr, Expr], Expr] | None = None
    body: Callable[[Expr], Expr] | None = None
    numeric: Callable[[Any, Any], Any] | None = None
    inline: bool = False
    kinks: tuple[int, ...] = ()
    convention: str = ""

    def __call__(self, x: Expr) -> Expr:
        """Return f(x) as it is written."""
        if self.inline and self.body is not None:
            return self.body(x)
        return Call(self.name, (x,))


def call(name: str) -> Callable[[Expr], Expr]:
    """Return x → name(x)."""
    return lambda x: Call(name, (x,))


_exp, _log, _erf = call("exp"), call("log"), call("erf")
_sigmoid, _cdf, _pdf = call("sigmoid"), call("normal_cdf"), call("normal_pdf")

_PRIMITIVE = (
    Function(name="exp", latex=r"\exp", text="exp", numeric=lambda m, x: m.exp(x), derivative=lambda x, y: y),
    Function(name="log", latex=r"\ln", text="ln", numeric=lambda m, x: m.log(x), derivative=lambda x, y: 1 / x),
    Function(
        name="sqrt", latex=r"\sqrt", text="√", numeric=lambda m, x: m.sqrt(x), derivative=lambda x, y: 1 / (2 * y)
    ),
    Function(
        name="sin", latex=r"\sin", text="sin", numeric=lambda m, x: m.sin(x), derivative=lambda x, y: call("cos")(x)
    ),
    Function(
        name="cos", latex=r"\cos", text="cos", numeric=lambda m, x: m.cos(x), derivative=lambda x, y: -call("sin")(x)
    ),
    Function(
        name="tanh",
        latex=r"\tanh",
        text="tanh",
        numeric=lambda m, x: m.tanh(x),
        derivative=lambda x, y: 1 - Power(y, TWO),
    ),
    Function(
        name="erf",
        latex=r"\operatorname{erf}",
        text="erf",
        numeric=lambda m, x: m.erf(x),
        derivative=lambda x, y: 2 * call("sqrt")(TWO) * _pdf(call("sqrt")(TWO) * x),
    ),
    Function(
        name="normal_pdf",
        latex=r"\Phi'",
        text="Φ′",
        numeric=lambda m, x: m.exp(-x * x / 2) / m.sqrt(2 * m.pi),
        derivative=lambda x, y: -x * y,
    ),
    Function(
        name="phi",
        latex=r"\varphi",
        text="φ",
        numeric=lambda m, x: m.phi(x),
        derivative=lambda x, y: call("phi_prime")(x),
    ),
    Function(
        name="phi_prime",
        latex=r"\varphi'",
        text="φ′",
        numeric=lambda m, x: m.phi_prime(x),
        derivative=lambda x, y: call("phi_second")(x),
    ),
    Function(name="phi_second", latex=r"\varphi''", text="φ″", numeric=lambda m, x: m.phi_second(x)),
)

_DEFINED = (
    Function(
        name="identity",
        latex=r"\operatorname{id}",
        text="id",
        body=lambda x: x,
        derivative=lambda x, y: ONE,
        inline=True,
    ),
    Function(
        name="sigmoid",
        latex=r"\sigma",
        text="σ",
        body=lambda x: 1 / (1 + _exp(-x)),
        derivative=lambda x, y: y * (1 - y),
    ),
    Function(
        name="relu",
        latex=r"\operatorname{ReLU}",
        text="ReLU",
        body=lambda x: Cases(x, ZERO, x, ZERO),
        derivative=lambda x, y: Cases(x, ZERO, ONE, ZERO),
        kinks=(0,),
        convention="ReLU′(0) = 0",
    ),
    Function(
        name="leaky_relu",
        latex=r"\operatorname{LeakyReLU}",
        text="LeakyReLU",
        body=lambda x: Cases(x, ZERO, x, ALPHA * x),
        derivative=lambda x, y: Cases(x, ZERO, ONE, ALPHA),
        kinks=(0,),
        convention="LeakyReLU′(0) = 0.01",
    ),
    Function(
        name="elu",
        latex=r"\operatorname{ELU}",
        text="ELU",
        body=lambda x: Cases(x, ZERO, x, _exp(x) - 1),
        derivative=lambda x, y: Cases(x, ZERO, ONE, y + 1),
        kinks=(0,),
        convention="ELU with α = 1: ELU′(0) = 1",
    ),
    Function(
        name="softplus",
        latex=r"\operatorname{softplus}",
        text="softplus",
        body=lambda x: _log(1 + _exp(x)),
        derivative=lambda x, y: _sigmoid(x),
    ),
    Function(
        name="gelu",
        latex=r"\operatorname{GELU}",
        text="GELU",
        body=lambda x: x * _cdf(x),
        derivative=lambda x, y: _cdf(x) + x * _pdf(x),
    ),
    Function(
        name="silu",
        latex=r"\operatorname{SiLU}",
        text="SiLU",
        body=lambda x: x * _sigmoid(x),
        derivative=lambda x, y: y + _sigmoid(x) * (1 - y),
    ),
    Function(
        name="normal_cdf",
        latex=r"\Phi",
        text="Φ",
        body=lambda x: HALF * (1 + _erf(x / call("sqrt")(TWO))),
        derivative=lambda x, y: _pdf(x),
    ),
    Function(
        name="abs",
        latex=r"\left|\cdot\right|",
        text="abs",
        body=lambda x: Cases(x, ZERO, x, Neg(x)),
        derivative=lambda x, y: call("sgn")(x),
        kinks=(0,),
        convention="|x|′ = sgn(x), which is 0 at 0",
    ),
    Function(
        name="sgn",
        latex=r"\operatorname{sgn}",
        text="sgn",
        body=lambda x: Cases(x, ZERO, ONE, Cases(ZERO, x, Neg(ONE), ZERO)),
        derivative=lambda x, y: ZERO,
        kinks=(0,),
        convention="sgn(0) = 0",
    ),
    Function(
        name="step",
        latex=r"\operatorname{step}",
        text="step",
        body=lambda x: Cases(x, ZERO, ONE, ZERO),
        derivative=lambda x, y: ZERO,
        kinks=(0,),
        convention="step(0) = 0",
    ),
)

FUNCTIONS: dict[str, Function] = {row.name: row for row in (*_PRIMITIVE, *_DEFINED)}
