"""One expression, three targets: brackets, signs, juxtaposition."""

from __future__ import annotations

import ast

import pytest

from symprop.expression import (
    HALF,
    ONE,
    TWO,
    ZERO,
    Call,
    Cases,
    Chain,
    Delta,
    Expr,
    Message,
    Neg,
    Partial,
    Power,
    Product,
    Quotient,
    Var,
    number,
)
from symprop.graph import Kind, Variable
from symprop.notation import Labels
from symprop.render import LATEX, PYTHON, TEXT, write

LABELS = Labels(
    lambda name: (
        Variable(name, Kind.OUT, name.removeprefix("out_"))
        if name.startswith("out_")
        else Variable(name, Kind.TOTAL if name == "E_total" else Kind.WEIGHT)
    )
)
a, b, c, w5, t1, out = Var("a"), Var("b"), Var("c"), Var("w5"), Var("t1"), Var("out_o1")
sigmoid, exp = (lambda name: lambda x: Call(name, (x,)))("sigmoid"), lambda x: Call("exp", (x,))

CASES: dict[str, tuple[Expr, str, str, str]] = {
    # signs
    "sum": (a + b - c, "a + b − c", "a + b - c", "a + b - c"),
    "minus a sum": (a - (b + c), "a − (b + c)", "a - (b + c)", r"a - \left(b + c\right)"),
    "minus a difference": (a - (b - c), "a − (b − c)", "a - (b - c)", r"a - \left(b - c\right)"),
    "minus minus": (a - (-b), "a − (−b)", "a - (-b)", r"a - \left(-b\right)"),
    "negative first": (-a + b, "−a + b", "-a + b", "-a + b"),
    "−(t − out)": (-(t1 - out), "−(t1 − out_o1)", "-(t1 - out_o1)", r"-\left(t_1 - \text{out}_{o_1}\right)"),
    "−(−a)": (Neg(Neg(a)), "−(−a)", "-(-a)", r"-\left(-a\right)"),
    "negative product in a sum": (a + Neg(b) * c, "a − b·c", "a - b*c", r"a - b \, c"),
    "negative factor later": (a * Neg(b), "a·(−b)", "a*(-b)", r"a \cdot \left(-b\right)"),
    "negative factor first": (Neg(a) * b, "−a·b", "-a*b", r"-a \, b"),
    "negative factor in a chain": (
        Chain((a, Neg(b), c)),
        "a · (−b) · c",
        "a*(-b)*c",
        r"a \cdot \left(-b\right) \cdot c",
    ),
    "negative number": (a * number("-0.5"), "a·(−0.5)", "a*(-0.5)", r"a \cdot \left(-0.5\right)"),
    "a sum of chains": (
        Chain((Neg(a), b)) + Chain((Neg(c), b)),
        "−a · b − c · b",
        "-a*b - c*b",
        r"-a \cdot b - c \cdot b",
    ),
    # products
    "product of a sum": (a * (1 - a), "a(1 − a)", "a*(1 - a)", r"a \left(1 - a\right)"),
    "out(1 − out)": (
        out * (1 - out),
        "out_o1(1 − out_o1)",
        "out_o1*(1 - out_o1)",
        r"\text{out}_{o_1} \left(1 - \text{out}_{o_1}\right)",
    ),
    "product of sums": (
        (a + b) * (a - b),
        "(a + b)(a − b)",
        "(a + b)*(a - b)",
        r"\left(a + b\right) \left(a - b\right)",
    ),
    "product before a number": (a * 2, "a·2", "a*2", r"a \cdot 2"),
    "number before a name": (2 * a, "2·a", "2*a", r"2 \, a"),
    "number before a sum": (2 * (a + b), "2(a + b)", "2*(a + b)", r"2 \left(a + b\right)"),
    "two numbers": (number("0.15") * number("0.05"), "0.15·0.05", "0.15*0.05", r"0.15 \cdot 0.05"),
    "a chain of sums": (
        Chain((a + b, w5)),
        "(a + b) · w5",
        "(a + b)*w5",
        r"\left(a + b\right) \cdot w_5",
    ),
    "a product in a chain": (
        Chain((a * (1 - a), w5)),
        "a(1 − a) · w5",
        "a*(1 - a)*w5",
        r"a \left(1 - a\right) \cdot w_5",
    ),
    # quotients and powers
    "quotient": (a / b, "a/b", "a/b", r"\frac{a}{b}"),
    "quotient of sums": ((a + b) / (a - b), "(a + b)/(a − b)", "(a + b)/(a - b)", r"\frac{a + b}{a - b}"),
    "quotient by a product": (a / (b * c), "a/(b·c)", "a/(b*c)", r"\frac{a}{b \, c}"),
    "quotient of a quotient": (a / (b / c), "a/(b/c)", "a/(b/c)", r"\frac{a}{\frac{b}{c}}"),
    "negative quotient": (-(t1 / out), "−t1/out_o1", "-t1/out_o1", r"-\frac{t_1}{\text{out}_{o_1}}"),
    "half a square": (
        HALF * Power(a - b, TWO),
        "1/2·(a − b)²",
        "1/2*(a - b)**2",
        r"\frac{1}{2} \, \left(a - b\right)^{2}",
    ),
    "square of a name": (Power(a, TWO), "a²", "a**2", "a^{2}"),
    "square of a subscripted name": (Power(w5, TWO), "w5²", "w5**2", r"\left(w_5\right)^{2}"),
    "square of out": (1 - Power(out, TWO), "1 − out_o1²", "1 - out_o1**2", r"1 - \left(\text{out}_{o_1}\right)^{2}"),
    "square of a negative": (Power(Neg(a), TWO), "(−a)²", "(-a)**2", r"\left(-a\right)^{2}"),
    "negative square": (Neg(Power(a, TWO)), "−a²", "-a**2", "-a^{2}"),
    "square of a product": (Power(a * b, TWO), "(a·b)²", "(a*b)**2", r"\left(a \, b\right)^{2}"),
    "square of a square": (Power(Power(a, TWO), TWO), "(a²)²", "(a**2)**2", r"\left(a^{2}\right)^{2}"),
    "square of a quotient": (Power(a / b, TWO), "(a/b)²", "(a/b)**2", None),  # type: ignore[dict-item]
    "power of a name": (Power(a, b), "a^b", "a**b", "a^{b}"),
    "power of a sum": (Power(a, b + 1), "a^(b + 1)", "a**(b + 1)", "a^{b + 1}"),
    # calls and cases
    "call": (sigmoid(a + b), "σ(a + b)", "sigmoid(a + b)", r"\sigma\left(a + b\right)"),
    "call of a call": (exp(sigmoid(a)), "exp(σ(a))", "exp(sigmoid(a))", r"\exp\left(\sigma\left(a\right)\right)"),
    "product of calls": (
        sigmoid(a) * (1 - sigmoid(a)),
        "σ(a)(1 − σ(a))",
        "sigmoid(a)*(1 - sigmoid(a))",
        r"\sigma\left(a\right) \left(1 - \sigma\left(a\right)\right)",
    ),
    "square of a call": (Power(sigmoid(a), TWO), "σ(a)²", "sigmoid(a)**2", None),  # type: ignore[dict-item]
    "ln": (Neg(t1 * Call("log", (a,))), "−t1·ln(a)", "-t1*log(a)", r"-t_1 \, \ln\left(a\right)"),
    "cases": (
        Cases(a, ZERO, ONE, ZERO),
        "(1 if a > 0 else 0)",
        "step(a)",
        r"\begin{cases}1 & \text{if } a > 0 \\ 0 & \text{otherwise}\end{cases}",
    ),
    "cases in a product": (Product((b, Cases(a, ZERO, ONE, ZERO))), "b(1 if a > 0 else 0)", "b*step(a)", None),  # type: ignore[dict-item]
    "cases of two": (Cases(a, ONE, b, c), "(b if a > 1 else c)", "b*step(a - 1) + c*(1 - step(a - 1))", None),  # type: ignore[dict-item]
    # leaves
    "partial": (
        Partial("E_total", "w5"),
        "∂E_total/∂w5",
        "d_E_total__d_w5",
        r"\frac{\partial E_{\text{total}}}{\partial w_5}",
    ),
    "delta": (Delta("h1"), "δ_h1", "delta_h1", r"\delta_{h_1}"),
    "message": (Message("o1", "h1"), "m_o1→h1", "m_o1__h1", r"m_{o_1 \to h_1}"),
    "greek": (Var("theta"), "θ", "theta", r"\theta"),
    "word": (Var("rate"), "rate", "rate", r"\text{rate}"),
    "two-digit index": (Var("w12"), "w12", "w12", "w_{12}"),
    "scientific": (number("3e-9"), "3×10⁻⁹", "3e-9", r"3 \times 10^{-9}"),
    "as it was written": (number("0.10"), "0.10", "0.10", "0.10"),
}


@pytest.mark.parametrize("case", CASES)
def test_write(case: str) -> None:
    expr, text, python, latex = CASES[case]
    assert write(expr, TEXT, LABELS) == text
    assert write(expr, PYTHON, LABELS) == python
    if latex is not None:
        assert write(expr, LATEX, LABELS) == latex


@pytest.mark.parametrize("case", CASES)
def test_python_groups_as_the_tree_does(case: str) -> None:
    """What Python makes of the printed expression has the tree's value, at a point where no two names are equal."""
    expr, _, python, _ = CASES[case]
    if {"d_", "delta", "m_"} & {python[:2], python[:5]}:
        return
    scope = {
        "a": 2.0,
        "b": -3.0,
        "c": 5.0,
        "w5": 7.0,
        "t1": 11.0,
        "out_o1": 13.0,
        "theta": 17.0,
        "rate": 19.0,
        "w12": 23.0,
    }
    functions = {
        "sigmoid": lambda x: x + 0.5,
        "exp": lambda x: x * 3,
        "log": lambda x: x - 4,
        "step": lambda x: float(x > 0),
    }
    code = compile(ast.parse(python, mode="eval"), "-", "eval")
    assert eval(code, {"__builtins__": {}}, {**scope, **functions}) == pytest.approx(value(expr, scope, functions))  # noqa: S307


def value(expr: Expr, scope: dict, functions: dict) -> float:
    from math import prod

    from symprop.expression import Num, Sum, fold

    def rule(node: Expr, parts: list[float]) -> float:
        match node:
            case Num(exactly):
                return float(exactly)
            case Var(name):
                return scope[name]
            case Sum():
                return sum(parts)
            case Product() | Chain():
                return prod(parts)
            case Neg():
                return -parts[0]
            case Quotient():
                return parts[0] / parts[1]
            case Power():
                return parts[0] ** parts[1]
            case Call(name):
                return functions[name](*parts)
            case Cases():
                return parts[2] if parts[0] > parts[1] else parts[3]
            case _:
                raise TypeError(node)

    return fold(expr, rule)
