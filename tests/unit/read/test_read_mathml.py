"""MathML beside what latex2mathml writes: variants, equations, refusals."""

from __future__ import annotations

import pytest

from symprop.errors import InputError, LimitExceeded
from symprop.expression import Call, Cases, Expr, Neg, Power, Product, Quotient, Sum, Var, number
from symprop.read import read_latex, read_mathml

A, B, X, W1 = Var("a"), Var("b"), Var("x"), Var("w1")
CASES = (
    "<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mtext>if </mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn></mtd></mtr>"
    "<mtr><mtd><mi>b</mi></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable>"
)
EITHER = Cases(X, number(0), A, B)

FORMULAS: list[tuple[str, Expr]] = [
    ("<mi>a</mi>", A),
    ("<mi>a</mi><mo>&#x22C5;</mo><mi>b</mi>", Product((A, B))),
    ("<mi>a</mi><mo>&#x2062;</mo><mi>b</mi>", Product((A, B))),
    ("<mi>a</mi><mi/><mspace width='1em'/><mi>b</mi>", Product((A, B))),
    ("<mi>a</mi><mo>-</mo><mi>b</mi>", Sum((A, Neg(B)))),
    ("<mo>−</mo><mi>a</mi>", Neg(A)),
    (
        "".join(f"<mi>a</mi><mo>{sign}</mo>" for sign in "⋅·×*∗") + "<mi>b</mi><mo>/</mo><mi>x</mi>",
        Quotient(Product((A, A, A, A, A, B)), X),
    ),
    (
        "<mfrac><mrow><mi>∂</mi><msub><mi>E</mi><mi>total</mi></msub></mrow>"
        "<mrow><mi>∂</mi><msub><mi>w</mi><mn>1</mn></msub></mrow></mfrac>",
        Var("d_E_total__d_w1"),
    ),
    ("<mo>[</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>]</mo><mi>x</mi>", Product((Sum((A, B)), X))),
    ("<mi>φ</mi><mo>'</mo><mo>(</mo><mi>x</mi><mo>)</mo>", Call("phi_prime", (X,))),
    ("<mi>σ</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>", Call("sigmoid", (X,))),
    ("<mi>ReLU</mi><mo>(</mo><mi>x</mi><mo>)</mo>", Call("relu", (X,))),
    ("<mi>Φ′</mi><mo>(</mo><mi>x</mi><mo>)</mo>", Call("normal_pdf", (X,))),
    ("<mi>φ</mi><mo>′</mo><mo>(</mo><mi>x</mi><mo>)</mo>", Call("phi_prime", (X,))),
    ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", Call("sqrt", (Sum((A, B)),))),
    ("<mrow><mo>|</mo><mi>x</mi><mo>|</mo></mrow>", Call("abs", (X,))),
    ("<mfrac><mi>a</mi><mrow><mi>b</mi><mi>x</mi></mrow></mfrac>", Quotient(A, Product((B, X)))),
    ("<msup><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></msup>", Product((A, Power(B, number(2))))),  # as it is seen
    ("<msup><mi>a</mi><mrow><mi>b</mi><mi>x</mi></mrow></msup>", Power(A, Product((B, X)))),
    ("<msubsup><mi>w</mi><mn>1</mn><mn>2</mn></msubsup>", Power(W1, number(2))),
    ("<mstyle><msub><mi>w</mi><mrow><mrow><mn>1</mn></mrow></mrow></msub></mstyle>", W1),
    ("<msub><mi>out</mi><msub><mi>h</mi><mn>1</mn></msub></msub>", Var("out_h1")),
    ("<mn>1.5</mn><mo>×</mo><msup><mn>10</mn><mrow><mo>-</mo><mn>7</mn></mrow></msup>", number("1.5e-7")),
    ("<!-- a --> <mi> a </mi>", A),
    (
        "<mi>&#x3b8;</mi><msub><mi>n<![CDATA[e]]><!-- e -->t</mi><mi>c</mi></msub>",
        Product((Var("theta"), Var("net_c"))),
    ),
    ("<msub><mi>h</mi><mn>10,1</mn></msub>", Var("h10_1")),  # Temml's indices
    ("<msub><mi>w</mi><mrow><mspace/><mn>1</mn></mrow></msub>", W1),
    ("<mn>.5</mn><mtext>θ</mtext>", Product((number("0.5"), Var("theta")))),
    ("<mo>ln</mo><mo>(</mo><mi>a</mi><mo>)</mo>", Call("log", (A,))),
    ("<msup><mi>φ</mi><mo>″</mo></msup><mo>(</mo><mi>x</mi><mo>)</mo>", Call("phi_second", (X,))),
    ("<mo form='prefix'>|</mo><mi>x</mi><mo form='postfix'>|</mo><mi>a</mi>", Product((Call("abs", (X,)), A))),
    ("<mi>a</mi><mo>{</mo>" + CASES + "<mo></mo><mi>b</mi>", Product((A, EITHER, B))),
    ("<mi>a</mi><mo>{</mo>" + CASES + "<mo>+</mo><mi>b</mi>", Sum((Product((A, EITHER)), B))),
    ("<mo>{</mo>" + CASES + "<mo></mo>", EITHER),  # MathJax's end of cases
    ("<mo>{</mo>" + CASES + "<mo>&#x2063;</mo>", EITHER),  # math-core's
]


@pytest.mark.parametrize(("content", "tree"), FORMULAS, ids=[f"{s} -> {type(t).__name__}" for s, t in FORMULAS])
@pytest.mark.parametrize(
    "root", ["<math>{}</math>", '<math xmlns="http://www.w3.org/1998/Math/MathML">{}</math>', "<mrow>{}</mrow>"]
)
def test_formula(root: str, content: str, tree: Expr, names: dict[str, str]) -> None:
    assert read_mathml(root.format(content), names) == tree


REFUSED = [
    ("", "1:1: no XML: no element found"),
    ("a", "1:1: no XML: syntax error"),
    ("<math/>", "1:8: there is no formula"),
    ("<math><mi>a</mi>", "1:17: no XML: no element found"),
    ("<math>\r\n\r<mi></math>", "2:8: no XML: mismatched tag"),
    ("<mi>a</mi>\n<mi>b</mi>", "2:1: no XML: junk after document element"),
    ("<math>\n  <mi>q</mi></math>", "2:3: unknown symbol 'q'"),
    ("<math><mtext>πα</mtext><mi>q</mi></math>", "1:7: unexpected 'πα' in a symbol"),
    ("<math><mi>θ</mi><mi>q</mi></math>", "1:17: unknown symbol 'q'"),
    ("<math><msub><mi>w</mi><mn>2</mn></msub></math>", "1:7: unknown symbol 'w_{2}'; did you mean 'w_{12}'?"),
    ("<math>a</math>", "1:1: 'a' does not stand in <math>"),
    ("<math><script>a</script></math>", "1:7: the element <script> is not accepted"),
    ("<math><mphantom><mi>a</mi></mphantom></math>", "1:7: the element <mphantom> is not accepted"),
    ('<x:math xmlns:x="http://evil"/>', "1:1: the element <{http://evil}math> is not accepted"),
    ("<math><mrow><mo><mi>a</mi></mo></mrow></math>", "1:17: the element <mi> does not stand in <mo>"),
    ("<math><mi><mi>a</mi></mi></math>", "1:11: the element <mi> does not stand in <mi>"),
    ("<math><mtr/></math>", "1:7: the element <mtr> does not stand here"),
    ("<math><mtable><mi>a</mi></mtable></math>", "1:15: the element <mi> does not stand here"),
    ("<math><mtable><mtr><mi>a</mi></mtr></mtable></math>", "1:20: the element <mi> does not stand here"),
    ("<math><msup><mi>a</mi></msup></math>", "1:7: <msup> has 1 parts; it needs 2"),
    ("<math><mtext>&lt;script&gt;</mtext></math>", "1:7: unexpected '<script>' in a symbol"),
    ("<math><mo>∑</mo></math>", "1:7: unknown operator '∑'"),
    ("<math><mo>RelU</mo></math>", "1:7: unknown operator 'RelU'; did you mean 'ReLU'?"),
    ("<math><mo>lg</mo></math>", "1:7: unknown operator 'lg'; did you mean 'ln'?"),
    ("<math><mo>a</mo></math>", "1:7: unknown operator 'a'"),
    ("<math><mo>{</mo><mi>a</mi></math>", "1:7: unexpected '{'; only cases stand after it"),
    (f"<math><mo>{{</mo><mi>a</mi>{CASES}</math>", "1:7: unexpected '{'; only cases stand after it"),
    (f"<math><mi>ln</mi><mo>{{</mo>{CASES}</math>", "1:18: unexpected '{'; write '(' after a function"),
    ("<math><msub><mi>w</mi><mn>1.5</mn></msub></math>", "1:23: unexpected '1.5' in a symbol"),
    ("<math><mi>a</mi><mo>{</mo></math>", "1:17: unexpected '{'; only cases stand after it"),
    (
        "<math><mo>{</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd/><mtd/></mtr></mtable></math>",
        "1:57: unexpected '<mtd>'; a number, a name or a bracket is missing before it",
    ),
    (
        "<math><mo>{</mo><mtable><mtr/><mtr/></mtable></math>",
        "1:31: unexpected '<mtr>'; a number, a name or a bracket is missing before it",
    ),
    ("<math><mo>{</mo><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable></math>", r"1:7: unexpected '</mtable>'"),
    ("<math><mi>a</mi><mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable></math>", "1:17: unexpected '<mtable>'"),
    (
        "<math><mfrac><mrow/><mi>b</mi></mfrac></math>",
        "1:14: unexpected '}'; a number, a name or a bracket is missing before it",
    ),
    (
        "<math><msup><mrow/><mn>2</mn></msup></math>",
        "1:20: unexpected '^'; a number, a name or a bracket is missing before it",
    ),
    (
        "<math><mtext>otherwise</mtext></math>",
        "1:7: unexpected 'otherwise'; a number, a name or a bracket is missing before it",
    ),
    ("<math><mi>otherwise</mi></math>", r"1:7: unknown symbol '\text{otherwise}'; did you mean '\text{rate}'?"),
    ("<math><mtext>log</mtext></math>", "1:7: the function 'log' is not accepted; write ln"),
    ("<math><mi>a</mi><mo>′</mo></math>", "1:17: unexpected '′'"),
    ("<math><mi>ln</mi><msqrt><mi>a</mi></msqrt></math>", "1:18: unexpected '√'; write '(' after a function"),
    ("<math><mi>ln</mi><mi>ReLU</mi></math>", "1:18: unexpected 'ReLU'; write '(' after a function"),
    ("<math><mi>ln</mi><mo>ReLU</mo></math>", "1:18: unexpected 'ReLU'; write '(' after a function"),
    (
        "<math><mi>ln</mi><mfrac><mi>a</mi><mi>b</mi></mfrac></math>",
        "1:18: unexpected '<mfrac>'; write '(' after a function",
    ),
    (
        "<math><mi>ln</mi><msub><mi>out</mi><msub><mi>h</mi><mn>1</mn></msub></msub></math>",
        r"1:18: unexpected '\text{out}_{h_{1}}'; write '(' after a function",
    ),
    ("<math><mo>(</mo><mi>a</mi><mo>]</mo></math>", "1:27: ']' does not close '(' at 1:7"),
    ("<math><mrow><mo>|</mo><mi>a</mi></mrow></math>", "1:13: '|' is never closed"),
    ("<math><mo form='infix'>|</mo></math>", "1:7: unexpected '|'; put |…| into an <mrow> of its own"),
    ("<math><msup><mo>|</mo><mn>2</mn></msup></math>", "1:13: unexpected '|'; put |…| into an <mrow> of its own"),
    (
        "<math><msub><mi>w</mi><mi>12</mi></msub></math>",
        r"1:7: unknown symbol 'w_{\text{12}}'; did you mean 'E_{\text{total}}'?",
    ),
    ("<math><msub><mi>w</mi><mtext>→</mtext></msub></math>", "1:23: unexpected '→' in a symbol"),
    ("<math><msub><mi>w</mi><mo>+</mo></msub></math>", "1:23: unexpected '+' in a symbol"),
    ("<math><msub><mi>w</mi><msqrt><mn>1</mn></msqrt></msub></math>", "1:23: unexpected <msqrt> in a symbol"),
    (
        "<math><munderover><mo>∑</mo><mi>a</mi><mi>b</mi></munderover></math>",
        "1:7: the element <munderover> does not stand here",
    ),
    ("<math><msubsup><mi>w</mi><mn>1</mn></msubsup></math>", "1:7: <msubsup> has 2 parts; it needs 3"),
    (
        "<math><mo>[</mo><mi>a</mi><mo>=</mo><mi>b</mi><mo>]</mo></math>",
        "1:27: unexpected '='; write one formula without '='",
    ),
    ("<math><mi>a</mi><mo>|</mo><mi>b</mi></math>", "1:17: unexpected '|'; put |…| into an <mrow> of its own"),
    ("<math><mn>1e5</mn></math>", "1:7: '1e5' is no number"),
    (
        "<math><mn>1</mn><mn>2</mn></math>",
        "1:17: two numbers side by side; write the sign of multiplication between them",
    ),
    ("<math><mi>log</mi></math>", "1:7: the function 'log' is not accepted; write ln"),
    ("<math>&InvisibleTimes;</math>", "1:7: no XML: undefined entity"),
    (
        '<!DOCTYPE m [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><math>&b;</math>',
        "1:1: a document type or an entity is not accepted; write the characters",
    ),
    (
        '<!DOCTYPE m SYSTEM "file:///etc/passwd"><math/>',
        "1:1: a document type or an entity is not accepted; write the characters",
    ),
    ("\ud800", "1:1: a character that is none in Unicode"),
    ("<math><mi>\x00</mi></math>", "1:11: no XML: not well-formed (invalid token)"),
]


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=[f"{s!r} -> refused" for s, _ in REFUSED])
def test_refusal(source: str, message: str, names: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_mathml(source, names)
    assert str(caught.value) == message


def test_how_deep_elements_may_nest(names: dict[str, str]) -> None:
    rows = "<mrow>" * 799, "</mrow>" * 799
    assert read_mathml(f"{rows[0]}<mi>a</mi>{rows[1]}", names) == A
    with pytest.raises(LimitExceeded):
        read_mathml(f"<math>{rows[0]}<mi>a</mi>{rows[1]}</math>", names)


def test_deep_elements_are_refused(names: dict[str, str]) -> None:
    with pytest.raises(LimitExceeded, match=r"^1:4801: the elements nest too deep; the limit is 800$"):
        read_mathml("<mrow>" * 9000, names)


SECOND = {r"\frac{\partial^2 a}{\partial b \, \partial x}": "mixed", r"\frac{\partial^2 a}{\partial b^2}": "twice"}


@pytest.mark.parametrize("label", SECOND)
def test_a_second_derivative_is_one_symbol(label: str) -> None:
    convert = pytest.importorskip("latex2mathml.converter").convert
    assert read_mathml(convert(label), SECOND) == read_latex(label, SECOND) == Var(SECOND[label])


@pytest.mark.parametrize("deeper", [0, 1])
def test_how_deep_a_symbol_may_nest(deeper: int, names: dict[str, str]) -> None:
    index = "<mrow>" * (11 + deeper) + "<mn>1</mn>" + "</mrow>" * (11 + deeper)
    source = f"<msub><mi>w</mi>{index}</msub>"
    if not deeper:
        assert read_mathml(source, names) == W1
    else:
        with pytest.raises(LimitExceeded, match=r"^1:1: the symbol nests too deep; the limit is 12$"):
            read_mathml(source, names)


def test_a_deep_symbol_is_refused(names: dict[str, str]) -> None:
    source = "<msub><mi>a</mi>" * 100 + "<mi>a</mi>" + "</msub>" * 100
    with pytest.raises(LimitExceeded, match=r"the symbol nests too deep; the limit is 12$"):
        read_mathml(source, names, budget=None)
