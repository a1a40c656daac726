r"""name = formula, on one line or in the rows of an align* or an mtable."""

from __future__ import annotations

import pytest

from symprop.errors import InputError
from symprop.expression import Cases, Expr, Neg, Product, Quotient, Sum, Var, number
from symprop.read import read_equation_latex, read_equation_mathml, read_equation_text

A, B, C = (Var(name) for name in "abc")
DE = "d_E_total__d_w1"
DE_LATEX = r"\frac{\partial E_{\text{total}}}{\partial w_1}"
CASES = r"\begin{cases}b & b > c \\ c & \text{otherwise}\end{cases}"

LATEX: list[tuple[str, str, Expr]] = [
    ("a = b", "a", B),
    (rf"{DE_LATEX} = \frac{{a}}{{b}}", DE, Quotient(A, B)),
    (rf"\begin{{align*}} {DE_LATEX} &= a \\ &\quad + b \\ &\quad - c \end{{align*}}", DE, Sum((A, B, Neg(C)))),
    ("\\begin{align*}\na &= b \\\\\n&\\quad \\cdot c \\\\\n\\end{align*}", "a", Product((B, C))),
    (r"\begin{align*} a &= \\ &\quad b \end{align*}", "a", B),
    (rf"\begin{{align*}} a &= {CASES} \\ &\quad + b \end{{align*}}", "a", Sum((Cases(B, C, B, C), B))),
    (r"a &= b \\ &\quad - c", "a", Sum((B, Neg(C)))),
]


@pytest.mark.parametrize(("source", "name", "tree"), LATEX, ids=[f"{s} -> {n}" for s, n, _ in LATEX])
def test_latex(source: str, name: str, tree: Expr, names: dict[str, str]) -> None:
    assert read_equation_latex(source, names) == (name, tree)


@pytest.mark.parametrize(("source", "name", "tree"), LATEX[:6], ids=[f"{s} -> {n}" for s, n, _ in LATEX[:6]])
def test_latex2mathml_s_mathml(source: str, name: str, tree: Expr, names: dict[str, str]) -> None:
    convert = pytest.importorskip("latex2mathml.converter").convert
    assert read_equation_mathml(convert(source), names) == (name, tree)


ROWS = "<math><mtable><mtr><mtd><mi>a</mi></mtd>{}</mtr>{}</mtable></math>"
TABLES = [
    ROWS.format("<mtd><mo>=</mo></mtd><mtd><mi>b</mi></mtd>", "<mtr><mtd/><mtd/><mtd><mo>−</mo><mi>c</mi></mtd></mtr>"),
    ROWS.format(
        "<mtd><mo>=</mo><mi>b</mi></mtd>", "<mtr><mtd><mrow/></mtd><mtd><mspace/><mo>-</mo><mi>c</mi></mtd></mtr>"
    ),
]


@pytest.mark.parametrize("source", TABLES, ids=["three columns -> a", "two columns -> a"])
def test_table(source: str, names: dict[str, str]) -> None:
    assert read_equation_mathml(source, names) == ("a", Sum((B, Neg(C))))


def test_text() -> None:
    assert read_equation_text("∂E_total/∂w1 = 2·a + b") == (DE, Sum((Product((number(2), A)), B)))
    assert read_equation_text("d_E_total__d_w1 = 2*a + b", {DE, "a", "b"}) == (DE, Sum((Product((number(2), A)), B)))


def test_text_from_outside_holds_names_where_our_own_pages_hold_entries() -> None:
    assert read_equation_text("a = t_j + n_l") == ("a", Sum((Var("t_j"), Var("n_l"))))


REFUSED = [
    ("a", "1:1: no equation; write one symbol, '=' and a formula"),
    ("", "1:1: no equation; write one symbol, '=' and a formula"),
    (" ", "1:1: no equation; write one symbol, '=' and a formula"),
    (" a + b", "1:2: no equation; write one symbol, '=' and a formula"),
    ("a + b = c", "1:1: no equation; write one symbol, '=' and a formula"),
    ("a =", "1:4: there is no formula"),
    ("a = b = c", "1:7: unexpected '='; write one formula without '='"),
    (r"\begin{align*} a &= b \\ &\quad c \end{align*}", "1:33: unexpected 'c'; a continued row begins with '+' or '-'"),
    (r"\begin{align*} a &= b \\ c &= b \end{align*}", "1:26: unexpected 'c'; a continued row begins with '+' or '-'"),
    (r"\begin{align*} a &= b", r"1:1: '\begin{align*}' is never closed"),
    (
        r"a &= (b \\ &+ c)",
        r"1:9: unexpected '\\'; write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d",
    ),
]


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=[f"{s!r} -> refused" for s, _ in REFUSED])
def test_refusal(source: str, message: str, names: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_equation_latex(source, names)
    assert str(caught.value) == message
