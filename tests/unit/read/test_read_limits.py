"""Budgets, hostile inputs, how long a refusal takes, and what is loaded."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symprop.errors import InputError, LimitExceeded, SympropError
from symprop.expression import Expr, Product, Sum, Var, size
from symprop.functions import FUNCTIONS
from symprop.read import Budget, read_equation_latex, read_latex, read_mathml, read_text

LIMITS = [
    ("a" * 64_001, "1:1: the formula has 64001 characters; the limit is 64000"),
    ("9" * 51, "1:1: a number of 51 digits; the limit is 50"),
    ("9" * 60_000, "1:1: a number of 60000 digits; the limit is 50"),
    ("1e401", "1:1: the decimal exponent of '1e401' is too large; the limit is 400"),
    ("1e-999999999", "1:1: the decimal exponent of '1e-999999999' is too large; the limit is 400"),
    ("1e" + "9" * 60_000, f"1:1: the decimal exponent of '1e{'9' * 37}…' is too large; the limit is 400"),
    ("1×10⁴⁰¹", "1:1: the decimal exponent of '1e401' is too large; the limit is 400"),
    ("(" * 64_000, "1:201: the brackets nest too deep; the limit is 200"),
    ("(" * 30_000 + "a" + ")" * 30_000, "1:201: the brackets nest too deep; the limit is 200"),
    ("σ(" * 201 + "a" + ")" * 201, "1:402: the brackets nest too deep; the limit is 200"),
    ("-" * 300 + "a", "1:101: the formula nests too deep; the limit is 200"),
    ("-" * 64_000, "1:20001: the formula has too many numbers, names and operations; the limit is 20000"),
    ("a/" * 300 + "a", "1:1: the formula nests too deep; the limit is 200"),
    ("2(" * 199 + "σ(a)" + ")" * 199, "1:1: the formula nests too deep; the limit is 200"),
    ("a+" * 21_000 + "a", "1:40001: the formula has too many numbers, names and operations; the limit is 20000"),
    ("a**65", "1:2: the exponent is too large; the limit is 64"),
    ("a**-65", "1:2: the exponent is too large; the limit is 64"),
    ("a**1e400", "1:2: the exponent is too large; the limit is 64"),
    ("a**(8*9)", "1:2: the exponent is too large; the limit is 64"),
    ("(2**64)**64", "1:8: the power is too large; the limit is 400 digits"),
    ("1e400**2", "1:6: the power is too large; the limit is 400 digits"),
    ("exp(exp(exp(exp(a))))", "1:5: powers upon powers grow too large; the limit is numbers of 100000 digits"),
    ("a**b**c**d", "1:2: powers upon powers grow too large; the limit is numbers of 100000 digits"),
]


@pytest.mark.parametrize(("source", "message"), LIMITS, ids=[f"{s[:24]} -> {m[:40]}" for s, m in LIMITS])
def test_limit(source: str, message: str) -> None:
    with pytest.raises(LimitExceeded) as caught:
        read_text(source)
    assert str(caught.value) == message


@pytest.mark.parametrize("source", ["9**9**9", "2**(3**4)", "a**9**9", "(1 + 1)**(2**2)", "a**exp(2)"])
def test_towers_of_numbers_are_refused(source: str) -> None:
    with pytest.raises(InputError, match=r"a tower of powers of numbers; write the exponent as one number$"):
        read_text(source)


@pytest.mark.parametrize(
    "source",
    [
        "9**9",
        "a**64",
        "a**-0.5",
        "a**(1/3)",
        "a**(3 - 1)",
        "exp(exp(a))",
        "exp(a**2)",
        "2**a",
        "2**exp(a)",
        "2**(a*b*2)",
        "a**(9 - b)",
    ],
)
def test_what_is_no_tower_is_read(source: str) -> None:
    assert size(read_text(source)) > 1


def test_our_own_pages_have_no_limits() -> None:
    assert read_text(" + ".join(["a*b"] * 30_000), budget=None) == Sum((Product((Var("a"), Var("b"))),) * 30_000)
    assert size(read_text("σ(" * 2000 + "a" + ")" * 2000, budget=None)) == 2001
    assert size(read_text("a**9**9", budget=None)) == 5


def test_a_budget_can_be_smaller() -> None:
    with pytest.raises(LimitExceeded, match=r"^1:1: the formula has 5 characters; the limit is 4$"):
        read_text("a + b", budget=Budget(bytes=4))
    with pytest.raises(
        LimitExceeded, match=r"^1:1: the formula has too many numbers, names and operations; the limit is 2$"
    ):
        read_text("a + b", budget=Budget(nodes=2))


SMALL: list[tuple[str, Budget, str]] = [
    # just allowed, its budget, and what goes one beyond it
    ("a + b", Budget(bytes=5), "a + bb"),
    ("a + b", Budget(nodes=3), "a + b c"),
    ("-a", Budget(nodes=2), "--a"),
    ("a/b", Budget(nodes=3), "-a/b"),
    ("½", Budget(nodes=3), "½a"),
    ("σ(a)", Budget(nodes=2), "σ(a b)"),
    ("((a))", Budget(depth=2), "(((a)))"),
    ("-a", Budget(depth=2), "--a"),
    ("a*b + c", Budget(depth=3), "a*σ(b) + c"),
    ("1.2345", Budget(digits=5), "1.23456"),
    ("12345", Budget(digits=5), "123456"),
    ("1e-0099", Budget(scale=99), "1e-00100"),
    ("1e200**2", Budget(), "1e201**2"),
    ("a**64", Budget(), "a**65"),
    ("a**-64", Budget(), "a**-64.5"),
    ("a**-0.5", Budget(exponent=1), "a**-1.5"),
    ("a**(7*9)", Budget(), "a**(7*10)"),
    ("a**4000", Budget(exponent=4000), "a**5000"),
]


@pytest.mark.parametrize(("most", "budget", "more"), SMALL, ids=[f"{most} -> not {more}" for most, _, more in SMALL])
def test_where_a_limit_begins(most: str, budget: Budget, more: str) -> None:
    assert read_text(most, budget=budget) == read_text(most, budget=None)
    read_text(more, budget=None)
    with pytest.raises(LimitExceeded):
        read_text(more, budget=budget)


def test_what_is_too_much_is_said_where_it_begins() -> None:
    """Before there is a tree: the place is that of the first name, bracket or brace beyond the limit."""
    for read, source, budget, place in (
        (read_text, "a\n+ b + c", Budget(nodes=2), "2:7"),
        (read_text, "a*((b))", Budget(depth=1), "1:4"),
        (lambda text, budget: read_latex(text, {"a": "a"}, budget=budget), "a + {{a}}", Budget(depth=1), "1:6"),
        (lambda text, budget: read_latex(text, {"a": "a"}, budget=budget), r"\frac{a}{a}", Budget(nodes=2), "1:10"),
    ):
        with pytest.raises(LimitExceeded, match=rf"^{place}: .*; the limit is {min(budget.nodes, budget.depth)}$"):
            read(source, budget=budget)  # type: ignore[operator]


def test_a_number_longer_than_python_reads_is_refused_on_our_own_pages_too() -> None:
    with pytest.raises(LimitExceeded, match=r"^1:5: the number is too long; the limit is a few thousand digits$"):
        read_text("a + " + "9" * 5_000, budget=None)


DIGITS: list[tuple[str, float]] = [
    # a name has one digit before the point, 10 at the most; the others by what they are made of
    ("a", 1),
    ("a + b + c + a + b + c + a + b + c + a", 2),
    ("a*b*c", 3),
    ("a/b", 2),
    ("1000", 3),
    ("a/1000", 4),
    ("0.001", 3),
    ("1.5", math.log10(1.5)),
    ("0", 0),
    ("½", math.log10(2)),
    ("-a", 1),
    ("tanh(a*b)", 3),
    ("exp(a)", 10),
    ("exp(0)", 1),
    ("a**3", 3),
    ("a**-3", 3),
    ("(a*b)**3", 6),
    ("a**b", 20),
    ("(a if b > 10000 else c)", 4),
    ("(a if b > c else 10000)", 4),
]


@pytest.mark.parametrize(("source", "digits"), DIGITS, ids=[source for source, _ in DIGITS])
def test_how_many_digits_an_argument_may_have_by_its_form(source: str, digits: float) -> None:
    read_text(f"exp({source})", budget=Budget(growth=digits + 1e-9))
    with pytest.raises(LimitExceeded, match=r"^1:1: powers upon powers grow too large"):
        read_text(f"exp({source})", budget=Budget(growth=digits - 1e-3))


def test_what_grows_slowly_is_let_through() -> None:
    """A logarithm has few digits, whatever it is of; |a| as many as a; what is no tower needs no limit."""
    read_text("exp(log(exp(a)))", budget=Budget(growth=2.05))
    with pytest.raises(LimitExceeded):
        read_text("exp(log(exp(a)))", budget=Budget(growth=1.5))
    read_latex(r"\exp\left(\left|a\right|\right)", {"a": "a"}, budget=Budget(growth=1))
    read_text("log(exp(exp(a)))", budget=Budget(growth=10))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_only_of_what_must_be_computed_the_argument_may_not_be_huge(name: str) -> None:
    """ln, √, |…|, and what is the argument itself or a constant, are of any number."""
    steady = ("log", "sqrt", "abs", "relu", "leaky_relu", "identity", "sgn", "step")
    source, budget = f"{name}(a**b)", Budget(growth=3)
    if name in steady:
        read_text(source, budget=budget)
    else:
        with pytest.raises(LimitExceeded, match=r"^1:1: powers upon powers"):
            read_text(source, budget=budget)


def test_our_own_pages_may_hold_towers() -> None:
    assert size(read_text("exp(exp(exp(exp(a))))", budget=None)) == 5


COUNTED = {"1·a·a": 5, "½·a·a": 5, "a·a·a": 5, "σ(a)·a": 6, "−a·a": 4, "a^b·a": 5, "a/a·a": 5}


@pytest.mark.parametrize("source", COUNTED)
def test_what_counts_before_there_is_a_tree(source: str) -> None:
    with pytest.raises(LimitExceeded, match=rf"^1:{COUNTED[source]}: the formula has too many"):
        read_text(source, budget=Budget(nodes=2 if source not in ("a^b·a", "a/a·a") else 3))


LONG: list[tuple[str, Callable[[str], Expr], str]] = [
    ("terms", read_text, "-(t1 - out_o1)*w5 + " * 3000 + "a"),
    ("m_", read_text, "m_a " * 16_000),
    ("∂", read_text, "∂a" * 32_000),
    ("spaces", read_text, "m_a" + " " * 63_000),
    ("one name", read_text, "a" * 64_000),
    ("underscores", read_text, "a_" * 32_000),
    ("digits and e", read_text, "1e" * 32_000),
    ("braces", lambda s: read_latex(s, {"a": "a"}), "{" * 64_000),
    ("exponents", lambda s: read_latex(s, {"a": "a"}), "a^{" * 9_000 + "a" + "}" * 9_000),
    ("indices", lambda s: read_latex(s, {"a": "a"}), "a_{" * 9_000 + "a" + "}" * 9_000),
    ("text", lambda s: read_latex(s, {"a": "a"}), "\\text" * 12_000),
    ("index spaces", lambda s: read_latex(s, {"a": "a"}), "a " * 30_000),
    ("left", lambda s: read_latex(s, {"a": "a"}), "\\left" + " " * 63_000),
    ("elements", lambda s: read_mathml(s, {"a": "a"}), "<math>" + "<mi>a</mi>" * 6_000 + "</math>"),
    ("comment", lambda s: read_mathml(s, {"a": "a"}), "<!--" * 16_000),
    ("attributes", lambda s: read_mathml(s, {"a": "a"}), "<mi " + "".join(f"a{k}='' " for k in range(6_000)) + ">"),
]


def _refusal(read: Callable[[], object]) -> SympropError | None:
    """Return the refusal of a reader, None if it reads; it has a place and one line."""
    refusal = None
    try:
        read()
    except SympropError as error:
        refusal = error
    assert refusal is None or re.fullmatch(r"[0-9]+:[0-9]+: .+", str(refusal))
    return refusal


@pytest.mark.parametrize(("read", "source"), [row[1:] for row in LONG], ids=[row[0] for row in LONG])
def test_a_full_text_is_read_or_refused_at_once(read: Callable[[str], Expr], source: str) -> None:
    start = time.process_time()
    error = _refusal(lambda: read(source[:64_000]))
    assert time.process_time() - start < 3
    assert error is None or len(str(error)) < 300


PIECES = r"""\frac \left( \right) \text{out} if else \begin{cases} \end{cases} \\ ** <mi> </mi> <math> </math> \partial
\begin{align*} ∂ → ² ⁻ ½ θ σ − · ×"""
ALPHABET = st.sampled_from([*"ab12.+-*/^()[]{}_&='\\<>|,$ \n", *PIECES.split()])


@given(st.lists(ALPHABET, max_size=30).map("".join) | st.text(max_size=30))
def test_any_text_is_a_tree_or_one_line(source: str) -> None:
    symbols = {"a": "a", "b": "b", r"\text{out}_{a}": "out_a"}
    readers: list[Callable[[], object]] = [
        lambda: read_text(source),
        lambda: read_latex(source, symbols),
        lambda: read_equation_latex(source, symbols),
        lambda: read_mathml(source, symbols),
        lambda: read_mathml(f"<math><mi>{source}</mi></math>", symbols),
    ]
    for read in readers:
        _refusal(read)


def test_nothing_is_loaded_before_something_is_read() -> None:
    libraries = ("lark", "defusedxml", "sympy", "symprop.render")
    code = f"import sys, symprop.read; print([name for name in {libraries} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
