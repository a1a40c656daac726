r"""Matrices, as our own pages hold them: in LaTeX, MathML, text and NumPy's Python."""

from __future__ import annotations

import pytest

from symprop.errors import InputError, LimitExceeded
from symprop.expression import Call, Entry, Expr, Hadamard, MatMul, Power, Product, Quotient, Slope, Transpose, Var
from symprop.expression import number as num
from symprop.read import Budget, read_equation_latex, read_equation_mathml, read_equation_text

NAMES = {
    "a": "a",
    "b^{2}": "b_2",
    r"\mathbf{W}^{(2)}": "W_2",
    r"\mathbf{W}^{(2,0)}": "W_2_0",
    r"\textbf{out}^{(1)}": "out_1",
    r"\boldsymbol{\delta}^{(2)}": "delta_2",
    r"\mathbf{t}": "t",
    r"\mathbf{1}": "ones",
    r"\mathbf{1}^{(2)}": "ones_2",
    r"\mathbf{z}^{2}": "z_2",
    r"\frac{\partial E}{\partial \mathbf{W}^{(2)}}": "d_E__d_W_2",
}
A, T, W, OUT, DELTA, ONES = (Var(name) for name in ("a", "t", "W_2", "out_1", "delta_2", "ones"))

LATEX: list[tuple[str, Expr]] = [
    (r"\mathbf{W}^{(2)}", W),
    (r"\mathbf {W} ^ { ( 2 , 0 ) }", Var("W_2_0")),
    (r"\boldsymbol{\delta}^{(2)} \, \left(\textbf{out}^{(1)}\right)^{\top}", Product((DELTA, Transpose(OUT)))),
    (r"\mathbf{t}^{\top} a", Product((Transpose(T), A))),
    (r"\mathbf{t} \odot \mathbf{t} \odot \mathbf{1}", Hadamard((Hadamard((T, T)), ONES))),
    (r"a \mathbf{t} \odot \mathbf{t} a", Product((Hadamard((Product((A, T)), T)), A))),
    (r"\left[\frac{\partial E}{\partial \mathbf{W}^{(2)}}\right]_{1,12}", Entry(Var("d_E__d_W_2"), 1, 12)),
    (r"\left[\mathbf{W}^{(2)}\right]_{ 2 , 1 } a", Product((Entry(W, 2, 1), A))),
    (r"\operatorname{diag}\left(\mathbf{t}\right)", Call("diag", (T,))),
    (r"\sigma'\left(\mathbf{t}\right) \Phi^{\prime}(a)", Product((Slope("sigmoid", T), Call("normal_pdf", (A,))))),
    (r"\mathbf{z}^{2}", Var("z_2")),
    (r"\left(\mathbf{t}\right)^{2}", Power(T, num(2))),
    (r"\mathbf{1}^{(2)} a^2 b^2", Product((Var("ones_2"), Power(A, num(2)), Var("b_2")))),
    (r"\frac{\mathbf{t}}{2}", Quotient(T, num(2))),
]


@pytest.mark.parametrize(("latex", "tree"), LATEX, ids=[latex for latex, _ in LATEX])
def test_latex(latex: str, tree: Expr) -> None:
    assert read_equation_latex(f"a = {latex}", NAMES, dialect="matrices") == ("a", tree)


def above(symbol: str, *layers: str) -> str:
    numbers = "<mo>,</mo>".join(f"<mn>{layer}</mn>" for layer in layers)
    return f"<msup>{symbol}<mrow><mo stretchy='false'>(</mo>{numbers}<mo>)</mo></mrow></msup>"


W_MATHML, T_MATHML = above("<mi>𝐖</mi>", "2"), "<mi>𝐭</mi>"
OUT_MATHML = above("<mi>𝐨𝐮𝐭</mi>", "1")
BRACKETS = "<mrow><mo form='prefix'>{}</mo>{}<mo form='postfix'>{}</mo></mrow>"
IN_SQUARE = BRACKETS.format("[", W_MATHML, "]")

MATHML: list[tuple[str, Expr]] = [
    (W_MATHML, W),
    (above("<mi>𝐖</mi>", "2", "0"), Var("W_2_0")),
    (above("<mi>𝐖</mi>", "2,0"), Var("W_2_0")),
    (above("<mrow><mi>𝜹</mi></mrow>", "2"), DELTA),
    (above("<mtext>𝐨𝐮𝐭</mtext>", "1"), OUT),
    (above("<mn>𝟏</mn>", "2"), Var("ones_2")),
    ("<mn>𝟏</mn><mi>a</mi>", Product((ONES, A))),
    (f"<msup>{BRACKETS.format('(', OUT_MATHML, ')')}<mrow><mo>⊤</mo></mrow></msup>", Transpose(OUT)),
    (f"<msup>{T_MATHML}<mo>⊤</mo></msup><mi>a</mi>", Product((Transpose(T), A))),
    (f"{T_MATHML}<mo>⊙</mo>{T_MATHML}<mo>⊙</mo><mn>𝟏</mn>", Hadamard((Hadamard((T, T)), ONES))),
    (f"<mo>diag</mo><mo>(</mo>{T_MATHML}<mo>)</mo>", Call("diag", (T,))),
    (f"<msup><mi>σ</mi><mi>′</mi></msup><mo>(</mo>{T_MATHML}<mo>)</mo>", Slope("sigmoid", T)),
    (f"<msub>{IN_SQUARE}<mrow><mn>1</mn><mo>,</mo><mn>12</mn></mrow></msub>", Entry(W, 1, 12)),
    (f"<msub>{IN_SQUARE}<mn>2,1</mn></msub>", Entry(W, 2, 1)),
    (f"<mfrac><mrow><mo>∂</mo><mi>E</mi></mrow><mrow><mo>∂</mo>{W_MATHML}</mrow></mfrac>", Var("d_E__d_W_2")),
    (f"<mfrac>{T_MATHML}<mn>2</mn></mfrac>", Quotient(T, num(2))),
    ("<msup><mi>a</mi><mn>2</mn></msup>", Power(A, num(2))),
    ("<msup><mi>𝐳</mi><mn>2</mn></msup>", Var("z_2")),
    ("<msup><mrow><mi>𝐳</mi></mrow><mn>2</mn></msup>", Var("z_2")),
    (f"<msup><mrow>{T_MATHML}<mi>a</mi></mrow><mn>2</mn></msup>", Product((T, Power(A, num(2))))),  # as it is seen
    ("<msup><mi>b</mi><mn>2</mn></msup>", Var("b_2")),
]


@pytest.mark.parametrize(("mathml", "tree"), MATHML, ids=[mathml[:60] for mathml, _ in MATHML])
def test_mathml(mathml: str, tree: Expr) -> None:
    source = f"<math><mi>a</mi><mo>=</mo>{mathml}</math>"
    assert read_equation_mathml(source, NAMES, dialect="matrices") == ("a", tree)


TEXT: list[tuple[str, Expr]] = [
    ("W⁽²⁾", W),
    ("W⁽²,⁰⁾·𝟏⁽²⁾·𝟏", Product((Var("W_2_0"), Var("ones_2"), ONES))),
    ("δ⁽²⁾ out⁽¹⁾ᵀ", Product((DELTA, Transpose(OUT)))),
    ("(W⁽²⁾ᵀ δ⁽²⁾) ⊙ σ′(t)", Hadamard((Product((Transpose(W), DELTA)), Slope("sigmoid", T)))),
    ("∂E_total/∂W⁽²⁾", Var("d_E_total__d_W_2")),
    ("∂E_total / ∂𝟏", Var("d_E_total__d_ones")),
    ("[∂E_total/∂W⁽²⁾]_1,12", Entry(Var("d_E_total__d_W_2"), 1, 12)),
    ("diag(t)", Call("diag", (T,))),
    ("diag·t", Product((Var("diag"), T))),
    ("W_2.T @ delta_2 @ a", MatMul((MatMul((Transpose(W), DELTA)), A))),
    ("a*t @ a", MatMul((Product((A, T)), A))),
    ("W_2[0, 11]", Entry(W, 1, 12)),
    ("t*sigmoid_prime(out_1)", Product((T, Slope("sigmoid", OUT)))),
    ("delta_2*leaky_relu_prime(a)", Product((DELTA, Slope("leaky_relu", A)))),
]


@pytest.mark.parametrize(("text", "tree"), TEXT, ids=[text for text, _ in TEXT])
def test_text(text: str, tree: Expr) -> None:
    assert read_equation_text(f"a = {text}", dialect="matrices") == ("a", tree)


@pytest.mark.parametrize("sign", ["⊙", "@"])
def test_how_many_digits_a_product_of_matrices_may_have(sign: str) -> None:
    read_equation_text(f"a = exp(b {sign} c)", budget=Budget(growth=2), dialect="matrices")
    with pytest.raises(LimitExceeded):
        read_equation_text(f"a = exp(b {sign} c)", budget=Budget(growth=1.9), dialect="matrices")


def test_only_the_names_of_the_page_stand_in_it() -> None:
    names = frozenset(("a", "W_2", "d_E__d_W_2", "t"))
    for text in ("W⁽²⁾", "∂E/∂W⁽²⁾", "t"):
        read_equation_text(f"a = {text}", names, dialect="matrices")
    for text, said in (("W⁽³⁾", "'W⁽³⁾'"), ("∂E/∂W⁽³⁾", "'∂E/∂W⁽³⁾'"), ("t_prime(a)", "'t_prime'")):
        with pytest.raises(InputError, match=rf"^1:5: un(known name|expected) {said}"):
            read_equation_text(f"a = {text}", names, dialect="matrices")


REFUSED_LATEX = [
    (r"\mathbf{x}", r"1:5: unknown symbol '\mathbf{x}'; did you mean '\mathbf{t}'?"),
    (r"\mathbf{t}^{2}", r"1:5: unknown symbol '\mathbf{t}^{2}'; did you mean '\mathbf{z}^{2}'?"),
    (r"\mathbf{t} \odota", r"1:16: the command '\odota' is not accepted; did you mean '\iota'?"),
    (r"\left[\mathbf{t}\right]_{0,1}", "1:28: unexpected '_'"),
    ("\\mathbf{t}^\u00a0{\\top}", "1:15: '^' without an exponent; write ^{…}"),
    (r"\odot a", r"1:5: unexpected '\odot'; a number, a name or a bracket is missing before it"),
    (r"_{1,2} a", "1:5: unexpected '_{1,2}'; a number, a name or a bracket is missing before it"),
]


@pytest.mark.parametrize(("latex", "message"), REFUSED_LATEX, ids=[latex for latex, _ in REFUSED_LATEX])
def test_refused_latex(latex: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_equation_latex(f"a = {latex}", NAMES, dialect="matrices")
    assert str(caught.value) == message


REFUSED_MATHML = [
    ("<mi>𝐱</mi>", r"1:27: unknown symbol '\mathbf{x}'; did you mean '\mathbf{t}'?"),
    ("<mi>𝐭x</mi>", "1:27: unexpected '𝐭x' in a symbol"),
    (f"<msup>{T_MATHML}<mn>2</mn></msup>", r"1:27: unknown symbol '\mathbf{t}^{2}'; did you mean '\mathbf{z}^{2}'?"),
    (
        f"<msup><mrow>{T_MATHML}</mrow><mn>2</mn></msup>",
        r"1:27: unknown symbol '\mathbf{t}^{2}'; did you mean '\mathbf{z}^{2}'?",
    ),
    ("<msup><mi>𝐖</mi><mi>l</mi></msup>", "1:43: unexpected 'l' in a symbol"),
    (f"<msub>{IN_SQUARE}<mn>0,1</mn></msub>", "1:39: unexpected '[' in a symbol"),
    ("<mo>diagonal</mo>", "1:27: unknown operator 'diagonal'"),
    ("<msub/>", "1:27: <msub> has 0 parts; it needs 2"),
    ("<msup><msup><mi>a</mi><mn>2</mn></msup><mo>⊤</mo></msup>", "1:27: unexpected '⊤'"),
    (above("<mo>𝐖</mo>", "2"), "1:33: unknown operator '𝐖'"),
]


@pytest.mark.parametrize(("mathml", "message"), REFUSED_MATHML, ids=[mathml[:40] for mathml, _ in REFUSED_MATHML])
def test_refused_mathml(mathml: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_equation_mathml(f"<math><mi>a</mi><mo>=</mo>{mathml}</math>", NAMES, dialect="matrices")
    assert str(caught.value) == message


def test_refused_text() -> None:
    for text in ("[0, 1]", "_1,2", "ᵀ", "⊙", "@", ".T"):
        with pytest.raises(InputError) as caught:
            read_equation_text(f"a = {text} a", dialect="matrices")
        said = "a number, a name or a bracket is missing before it"
        assert str(caught.value) == f"1:5: unexpected '{text}'; {said}"


def test_text_from_outside_holds_no_matrices() -> None:
    for text in ("a ⊙ a", "a @ a", "aᵀ", "a.T", "W⁽²⁾", "a[0, 1]"):
        with pytest.raises(InputError, match=r"^1:[5-8]: un"):
            read_equation_text(f"a = {text}")
    for latex in (r"a \odot a", r"a^{\top}", r"\mathbf{t}", r"\operatorname{diag}(a)"):
        with pytest.raises(InputError):
            read_equation_latex(f"a = {latex}", NAMES)
    for mathml in (W_MATHML, "<mi>a</mi><mo>⊙</mo><mi>a</mi>", f"<msub>{IN_SQUARE}<mn>1,1</mn></msub>"):
        with pytest.raises(InputError):
            read_equation_mathml(f"<math><mi>a</mi><mo>=</mo>{mathml}</math>", {"a": "a"})
