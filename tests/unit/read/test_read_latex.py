r"""LaTeX of a page: what each formula is, the same from latex2mathml's MathML, and what each refusal says."""

from __future__ import annotations

import pytest

from symprop.errors import InputError
from symprop.expression import Call, Cases, Expr, Neg, Power, Product, Quotient, Sum, Var, number
from symprop.functions import FUNCTIONS
from symprop.read import Symbols, read_latex, read_mathml, read_text

A, B, C, D, X = (Var(name) for name in "abcdx")
W1, I1, T1, OUT, OUT_H = Var("w1"), Var("i1"), Var("t1"), Var("out_o1"), Var("out_h1")
ONE, TWO = number(1), number(2)

FORMULAS: list[tuple[str, Expr]] = [
    ("0.05", number("0.05")),
    ("12.50 a", Product((number("12.50"), A))),
    (r"1.5 \times 10^{-7}", number("1.5e-7")),
    (r"a \cdot 1.5 \times 10^{-7}", Product((A, number("1.5e-7")))),
    (r"2 \times 10^{1.5}", Product((TWO, Power(number(10), number("1.5"))))),
    (r"2 \times 10^{a}", Product((TWO, Power(number(10), A)))),
    (r"2 \times 10^{--3}", Product((TWO, Power(number(10), Neg(Neg(number(3))))))),
    (r"\frac{1}{2}", Quotient(ONE, TWO)),
    ("a + b - c", Sum((A, B, Neg(C)))),
    ("-a b", Product((Neg(A), B))),
    (r"-\left(t_1 - \text{out}_{o_1}\right)", Neg(Sum((T1, Neg(OUT))))),
    (r"w_1 \, i_1", Product((W1, I1))),
    (r"w_1 \thinspace i_1", Product((W1, I1))),
    ("w_{1}i_1", Product((W1, I1))),
    (r"a \cdot b \times c", Product((A, B, C))),
    (r"a\,b\;c\:d\!x\ a\quad b\qquad c", Product((A, B, C, D, X, A, B, C))),
    (r"[a + b] \tfrac{a}{b}", Product((Sum((A, B)), Quotient(A, B)))),
    (r"\begin{cases}1 & a \gt b \\ 0 & \text{otherwise}\end{cases}", Cases(A, B, ONE, number(0))),
    (r"\Phi′(x)", Call("normal_pdf", (X,))),
    (r"2 \left(a - b\right)", Product((TWO, Sum((A, Neg(B)))))),
    (r"\text{out}_{o_1} \left(1 - \text{out}_{o_1}\right)", Product((OUT, Sum((ONE, Neg(OUT)))))),
    (r"\left[a + b\right] c", Product((Sum((A, B)), C))),
    ("a / b c", Product((Quotient(A, B), C))),
    (r"\frac{a}{\frac{b}{c}}", Quotient(A, Quotient(B, C))),
    (r"\dfrac{a}{b}^{2}", Power(Quotient(A, B), TWO)),
    ("a^2", Power(A, TWO)),
    ("a^b", Power(A, B)),
    ("a^2b", Product((Power(A, TWO), B))),
    (r"a^\text{rate} a^ \theta b", Product((Power(A, Var("rate")), Power(A, Var("theta")), B))),
    ("a^{-1}", Power(A, Neg(ONE))),
    ("w_1^{2}", Power(W1, TWO)),
    ("(a)^2", Power(A, TWO)),
    ("{a}^2", Power(A, TWO)),
    (r"\left(\text{out}_{h_1}\right)^{2}", Power(OUT_H, TWO)),
    (
        r"\left(a b\right)^{2} \sigma\left(x\right)^{2}",
        Product((Power(Product((A, B)), TWO), Power(Call("sigmoid", (X,)), TWO))),
    ),
    (r"\ln\left(x\right) + \exp(x)", Sum((Call("log", (X,)), Call("exp", (X,))))),
    (r"\sqrt{a + b}^{2}", Power(Call("sqrt", (Sum((A, B)),)), TWO)),
    (r"\left|x\right| a", Product((Call("abs", (X,)), A))),
    (r"\Phi'\left(x\right)", Call("normal_pdf", (X,))),
    (r"\begin{cases}1 & a > b \\ 0 & \text{otherwise}\end{cases}", Cases(A, B, ONE, number(0))),
    (r"\begin{cases}1 & a > b \\ 0 & \text{otherwise}\end{cases} c", Product((Cases(A, B, ONE, number(0)), C))),
    (
        r"\begin{cases}1 & a > b \\ 2 & b > a \\ 0 & \text{otherwise}\end{cases}",
        Cases(A, B, ONE, Cases(B, A, TWO, number(0))),
    ),
    (
        r"\begin{cases}1 & a > b \\ \begin{cases}2 & b > a \\ 0 & \text{otherwise}\end{cases} & \text{otherwise}"
        r"\end{cases}",
        Cases(A, B, ONE, Cases(B, A, TWO, number(0))),
    ),
    ("w_{12}", Var("w12")),
    ("h_{10,1}", Var("h10_1")),
    ("h_{10, 1}", Var("h10_1")),
    (r"\text{rate} \theta a", Product((Var("rate"), Var("theta"), A))),
    (r"\theta a", Product((Var("theta"), A))),
    (r"\text{out}_{h_{1}}", OUT_H),
    (r"\text{net}_c", Var("net_c")),
    (r"\delta_{h_1}", Var("delta_h1")),
    (r"m_{j_1 \to h_1}", Var("m_j1__h1")),
    (r"m_{j_{1}\to h_{1}}", Var("m_j1__h1")),
    (r"\frac{\partial E_{\text{total}}}{\partial w_1}", Var("d_E_total__d_w1")),
    (r"\frac{ \partial E_{ \text{total} } }{ \partial w_{1} } a", Product((Var("d_E_total__d_w1"), A))),
    (r"\left(\frac{\partial E_{\text{total}}}{\partial w_1}\right)^{2}", Power(Var("d_E_total__d_w1"), TWO)),
]


LATEX_ONLY: list[tuple[str, Expr]] = [
    # what latex2mathml writes otherwise
    ("a − b * c · d / x", Sum((A, Neg(Quotient(Product((B, C, D)), X))))),
    (r"\lvert a \rvert b", Product((Call("abs", (A,)), B))),
    (r"\Phi^{\prime}\left(x\right)", Call("normal_pdf", (X,))),
]


@pytest.mark.parametrize(("source", "tree"), FORMULAS + LATEX_ONLY, ids=[s for s, _ in FORMULAS + LATEX_ONLY])
def test_formula(source: str, tree: Expr, names: dict[str, str]) -> None:
    assert read_latex(source, names) == tree


@pytest.mark.parametrize("source", [source for source, _ in FORMULAS])
def test_latex2mathml_s_mathml_reads_the_same(source: str, names: dict[str, str]) -> None:
    convert = pytest.importorskip("latex2mathml.converter").convert
    assert read_mathml(convert(source), names) == read_latex(source, names)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("abs", "sqrt")])
def test_every_function_is_read_by_its_latex(name: str, names: dict[str, str]) -> None:
    convert = pytest.importorskip("latex2mathml.converter").convert
    source = rf"{FUNCTIONS[name].latex}\left(x\right)"
    assert read_latex(source, names) == read_mathml(convert(source), names) == Call(name, (X,))


def test_prepared_symbols_read_the_same(names: dict[str, str]) -> None:
    symbols = Symbols(names)
    for source, tree in FORMULAS:
        assert read_latex(source, symbols) == tree


def test_the_line_of_w1_reads_as_its_python(names: dict[str, str]) -> None:
    latex = r"-\left(t_1 - \text{out}_{o_1}\right) \text{out}_{o_1} \left(1 - \text{out}_{o_1}\right) w_{12} \, i_1"
    assert read_latex(latex, names) == read_text("-(t1 - out_o1)*out_o1*(1 - out_o1)*w12*i1")
    for wrong in ("(t1 - out_o1)*out_o1*(1 - out_o1)*w12*i1", "-(t1 - out_o1)*out_o1*(1 - out_o1)*w1*i1"):
        assert read_latex(latex, names) != read_text(wrong)


REFUSED = [
    ("", "1:1: there is no formula"),
    ("$a$", "1:1: unexpected '$'"),
    ("a & b", r"1:3: unexpected '&'; write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"),
    ("a < b", "1:3: unexpected '<'"),
    ("a % b", "1:3: unexpected '%'"),
    ("a # b", "1:3: unexpected '#'"),
    ("a~b", "1:2: unexpected '~'"),
    ("a, b", "1:2: unexpected ','"),
    (r"\input{/etc/passwd}", r"1:1: the command '\input' is not accepted; did you mean '\nu'?"),
    (r"\write18{x}", r"1:1: the command '\write' is not accepted; did you mean '\right'?"),
    (r"a + \log(a)", r"1:5: the command '\log' is not accepted; write \ln"),
    (r"\phi(a)", r"1:1: the command '\phi' is not accepted; write \varphi"),
    (r"\mathrm{a}", r"1:1: the command '\mathrm' is not accepted; write \text{…}"),
    (r"\partial a", r"1:1: the command '\partial' is not accepted; write \frac{\partial …}{\partial …}"),
    (r"\begin{pmatrix}", "1:1: the environment 'pmatrix' is not accepted; use cases"),
    (r"\text{<script>}", r"1:1: unexpected '\text' in a symbol; \text takes letters and digits only"),
    (r"\text{a b}", r"1:1: unexpected '\text' in a symbol; \text takes letters and digits only"),
    (r"\text a", r"1:1: '\text' needs braces"),
    ("out_{h_1}", r"1:1: unknown symbol 'o'; write a name of several letters as \text{…}"),
    ("a + E_{total}", r"1:5: unknown symbol 'E_{total}'; did you mean 'E_{\text{total}}'?"),
    (
        r"\frac{\partial E_{\text{total}}}{\partial w_2}",
        "1:1: unknown symbol '\\frac{\\partial E_{\\text{total}}}{\\partial w_2}'; did you mean "
        "'\\frac{\\partial E_{\\text{total}}}{\\partial w_1}'?",
    ),
    ("oa1", r"1:1: unknown symbol 'o'; write a name of several letters as \text{…}"),
    ("o a", "1:1: unknown symbol 'o'"),
    ("a + q^2", "1:5: unknown symbol 'q'"),
    ("w_12", "1:4: an index of more than one digit needs braces; write _{…}"),
    ("w_12b", "1:4: an index of more than one digit needs braces; write _{…}"),
    ("a^12", "1:3: an exponent of more than one digit needs braces; write ^{…}"),
    ("a^12b", "1:3: an exponent of more than one digit needs braces; write ^{…}"),
    (r"a^{\prime}", "1:2: unexpected '′'"),
    (r"a + \cdot b", r"1:5: unexpected '\cdot'; a number, a name or a bracket is missing before it"),
    (r"\ln w_1", "1:5: unexpected 'w_1'; write '(' after a function"),
    (r"\ln \dfrac{a}{b}", r"1:5: unexpected '\dfrac'; write '(' after a function"),
    (r"\ln \sigma(a)", r"1:5: unexpected '\sigma'; write '(' after a function"),
    (r"\ln \operatorname{ReLU}(a)", r"1:5: unexpected '\operatorname{ReLU}'; write '(' after a function"),
    (r"\text{otherwise}", r"1:1: unexpected '\text{otherwise}'; a number, a name or a bracket is missing before it"),
    (r"a^{}", "1:4: unexpected '}'; a number, a name or a bracket is missing before it"),
    ("a^", "1:2: '^' without an exponent; write ^{…}"),
    ("a^-1", "1:2: '^' without an exponent; write ^{…}"),
    ("a_", "1:2: '_' without an index; write _{…}"),
    ("a_1_2", "1:1: unknown symbol 'a_1'; did you mean 'w_1'?"),
    ("w_1_2", "1:4: unexpected '_'"),
    ("w_{1;}", "1:5: unexpected ';' in a symbol"),
    ("a^{b}^{c}", "1:6: unexpected '^'; put the power before it in brackets"),
    (r"\frac12", r"1:1: '\frac' needs braces; write \frac{…}{…}"),
    (r"\frac{1}2", r"1:1: '\frac' needs braces; write \frac{…}{…}"),
    (r"\sqrt[3]{a}", "1:6: unexpected '['; write '(' after a function"),
    (r"\ln a", "1:5: unexpected 'a'; write '(' after a function"),
    (r"\operatorname{Relu}(a)", "1:1: unknown function 'Relu'; did you mean 'ReLU'?"),
    (r"\left(a)", r"1:8: ')' does not close '\left(' at 1:1"),
    (r"\left a", r"1:1: '\left' needs a bracket; write \left( … \right)"),
    (r"\left)", r"1:1: unexpected '\left)'"),
    ("{a", "1:1: '{' is never closed"),
    ("a}", "1:2: '}' closes nothing"),
    ("\\", "1:1: unexpected '\\'"),
    (
        r"\begin{cases}a & a > b\end{cases}",
        r"1:20: a case is missing after this one; write the last one as … & \text{otherwise}",
    ),
    (r"a \\ b", r"1:3: unexpected '\\'; write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"),
    (
        r"\begin{align*}a\end{align*}",
        r"1:1: unexpected '\begin{align*}'; a number, a name or a bracket is missing before it",
    ),
]


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=[f"{s!r} -> refused" for s, _ in REFUSED])
def test_refusal(source: str, message: str, names: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_latex(source, names)
    assert str(caught.value) == message


NO_BREAK_SPACE = [
    "a\u00a0b", "w_\u00a01", "a^\u00a02", "\\frac{\u00a0\\partial E_{\\text{total}}}{\\partial w_1}",
    "\\text\u00a0{rate}", "\\Phi^\u00a0\\prime(x)", "E_\\text\u00a0{total}", "w_{\u00a01}",
]  # fmt: skip


@pytest.mark.parametrize("source", NO_BREAK_SPACE)
def test_only_tex_s_own_spaces_are_spaces(source: str, names: dict[str, str]) -> None:
    read_latex(source.replace("\u00a0", " "), names)
    with pytest.raises(InputError):
        read_latex(source, names)


MISSPELLED = {
    r"\lefft(": r"\left", r"\rigth)": r"\right", r"\begn{x}": r"\begin", r"\ennd{x}": r"\end", r"\tex{a}": r"\text",
    r"\mathca{E}": r"\mathcal", r"\operatornam{a}": r"\operatorname", r"\partia": r"\partial", r"\too": r"\to",
    r"\prim": r"\prime", r"\expp(a)": r"\exp", r"\thet": r"\theta", r"\cdott": r"\cdot", r"\frrac{a}{b}": r"\frac",
    r"\qqua": r"\qquad",
}  # fmt: skip


@pytest.mark.parametrize("source", MISSPELLED)
def test_a_misspelled_command(source: str, names: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"is not accepted") as caught:
        read_latex(source, names)
    assert caught.value.instead == f"did you mean '{MISSPELLED[source]}'?"
