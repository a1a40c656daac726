r"""Entries by their indices and sums over a layer, as our own pages hold them: in LaTeX, MathML, text and Python."""

from __future__ import annotations

import pytest

from symprop.errors import InputError
from symprop.expression import (
    Element,
    Expr,
    Index,
    IndexedSum,
    Iverson,
    Neg,
    Product,
    Quotient,
    Slope,
    Sum,
    Var,
    number,
)
from symprop.read import (
    read_entry,
    read_equation_latex,
    read_equation_mathml,
    read_equation_text,
    read_latex,
    read_mathml,
)

NAMES = {"a": "a", "b_1": "b1", r"E_{\text{total}}": "E_total", r"\frac{\partial E_{\text{total}}}{\partial w_1}": "DE"}
J, J2, K = (Index(letter) for letter in ("j", "j2", "k"))
LAYER = Index("l")
ONE, TWO, THREE = (Index("", unit) for unit in (1, 2, 3))
TK = Element("t", (), (K,))
NET = Element("net", (ONE,), (J,))

PAGES: list[tuple[Expr, str, str, str]] = [
    # what it is, in LaTeX (and MathML), in text, in Python, where units count from 0
    (Element("delta", (ONE,), (J,)), r"\delta_{j}^{(1)}", "δ⁽¹⁾_j", "delta[1][j]"),
    (Element("delta", (Index("l", 1),), (J2,)), r"\delta_{j_2}^{(l+1)}", "δ⁽ˡ⁺¹⁾_j2", "delta[l + 1][j2]"),
    (Element("net", (Index("l", -1),), (J,)), r"\text{net}_j^{(l-1)}", "net⁽ˡ⁻¹⁾_j", "net[l - 1][j]"),
    (Element("out", (Index("", 0),), (THREE,)), r"\text{out}_{3}^{(0)}", "out⁽⁰⁾_3", "out[0][2]"),
    (Element("b", (LAYER,), ()), "b^{(l)}", "b⁽ˡ⁾", "b[l]"),
    (Element("b", (Index("L"),), (Index("", 12),)), "b_{12}^{(L)}", "b⁽ᴸ⁾_12", "b[L][11]"),
    (Element("w", (TWO,), (K, J)), "w_{kj}^{(2)}", "w⁽²⁾_kj", "w[2][k, j]"),
    (Element("w", (TWO, ONE), (J2, ONE)), "w_{j_2,1}^{(2,1)}", "w⁽²,¹⁾_j2,1", "w[2, 1][j2, 0]"),
    (Element("w", (TWO,), (Index("", 10), TWO)), "w_{10,2}^{(2)}", "w⁽²⁾_10,2", "w[2][9, 1]"),
    (Element("t", (), (J,)), "t_j", "t_j", "t[j]"),
    (Element("t", (), (THREE,)), "t_3", "t_3", "t[2]"),
    (Element("t", (), (J2,)), "t_{j_2}", "t_j2", "t[j2]"),
    (Element("n", (LAYER,)), "n_l", "n_l", "n[l]"),
    (Element("n", (Index("l", 1),)), "n_{l+1}", "n_{l+1}", "n[l + 1]"),
    (Element("n", (Index("L"),)), "n_{L}", "n_L", "n[L]"),
    (Element("n", (Index("l", -1),)), "n_{l-1}", "n_{l−1}", "n[l - 1]"),
    (Element("w", (ONE,), (J, Index("i")), "E_total"), r"\frac{\partial E_{\text{total}}}{\partial w_{ji}^{(1)}}",
     "∂E_total/∂w⁽¹⁾_ji", "d_E_total__d_w[1][j, i]"),
    (Element("b", (LAYER,), (), "E_total"), r"\frac{\partial E_{\text{total}}}{\partial b^{(l)}}",
     "∂E_total/∂b⁽ˡ⁾", "d_E_total__d_b[l]"),
    (IndexedSum("k", number(2), TK), r"\sum_{k=1}^{2} t_k", "Σ_{k=1}^{2} t_k", "sum(t[k] for k in range(2))"),
    (IndexedSum("k", Element("n2"), TK), r"\sum_{k=1}^{n_2} t_k", "Σ_{k=1}^{n2} t_k", "sum(t[k] for k in range(n2))"),
    (IndexedSum("k", Element("n", (Index("l", 1),)), TK), r"\sum_{k=1}^{n_{l+1}} t_k", "Σ_{k=1}^{n_{l+1}} t_k",
     "sum(t[k] for k in range(n[l + 1]))"),
    (IndexedSum("k", Element("n", (Index("L"),)), TK), r"\sum_{k=1}^{n_L} t_k", "Σ_{k=1}^{n_L} t_k",
     "sum(t[k] for k in range(n[L]))"),
    (IndexedSum("j2", number(3), Product((Element("t", (), (J2,)), Var("a")))), r"\sum_{j_2=1}^{3} t_{j_2} a",
     "Σ_{j2=1}^{3} t_j2·a", "sum(t[j2]*a for j2 in range(3))"),
    (Sum((IndexedSum("k", number(2), TK), Var("a"))), r"\sum_{k=1}^{2} t_k + a", "Σ_{k=1}^{2} t_k + a",
     "sum(t[k] for k in range(2)) + a"),
    (Neg(IndexedSum("k", number(2), IndexedSum("j", number(3), Product((TK, Element("t", (), (J,))))))),
     r"-\sum_{k=1}^{2} \sum_{j=1}^{3} t_k \cdot t_j", "−Σ_{k=1}^{2} Σ_{j=1}^{3} t_k · t_j",
     "-sum(sum(t[k]*t[j] for j in range(3)) for k in range(2))"),
    (Product((Iverson(K, J), Var("a"))), "[k = j] a", "[k = j]·a", "(k == j)*a"),
    (Iverson(J2, THREE), "[j_2 = 3]", "[j2 = 3]", "(j2 == 2)"),
    (Slope("sigmoid", NET), r"\sigma'\left(\text{net}_j^{(1)}\right)", "σ′(net⁽¹⁾_j)", "sigmoid_prime(net[1][j])"),
    (Product((Var("b1"), Var("a"))), r"b_1 \cdot a", "b1·a", "b1*a"),
    (Var("DE"), r"\frac{\partial E_{\text{total}}}{\partial w_1}", "DE", "DE"),
]  # fmt: skip


@pytest.mark.parametrize(("tree", "latex", "text", "python"), PAGES, ids=[text for _, _, text, _ in PAGES])
def test_what_stands_on_a_page_of_indices(tree: Expr, latex: str, text: str, python: str) -> None:
    from latex2mathml.converter import convert

    assert read_equation_latex(f"a = {latex}", NAMES, dialect="indices") == ("a", tree)
    assert read_equation_mathml(convert(f"a = {latex}"), NAMES, dialect="indices") == ("a", tree)
    for written in (text, python):
        assert read_equation_text(f"a = {written}", dialect="indices") == ("a", tree)


ENTRIES = [row for row in PAGES if isinstance(row[0], Element)]


@pytest.mark.parametrize(("tree", "latex", "text", "python"), ENTRIES, ids=[text for _, _, text, _ in ENTRIES])
def test_an_entry_may_stand_on_the_left(tree: Expr, latex: str, text: str, python: str) -> None:
    from latex2mathml.converter import convert

    names = (
        read_equation_latex(f"{latex} = a", NAMES, dialect="indices")[0],
        read_equation_mathml(convert(f"{latex} = a"), NAMES, dialect="indices")[0],
        read_equation_text(f"{text} = a", dialect="indices")[0],
        read_equation_text(f"{python} = a", dialect="indices")[0],
    )
    assert [read_entry(name) for name in names] == [tree] * 4


def test_a_name_on_the_left_is_no_entry() -> None:
    assert read_entry("d_E_total__d_w1") is None


def test_two_indices_the_wrong_way_round_are_another_entry() -> None:
    one, other = (read_equation_latex(f"a = w_{{{ij}}}^{{(2)}}", NAMES, dialect="indices")[1] for ij in ("jk", "kj"))
    assert one != other


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"a = \frac{\partial E_{\text{o}}}{\partial w_{ji}^{(1)}}",
         r"1:5: unknown symbol '\frac{\partial E_{\text{o}}}{\partial w_{ji}^{(1)}}'; "
         r"did you mean '\frac{\partial E_{\text{total}}}{\partial w_1}'?"),
        (r"a = \sum_{k=2}^{3} t_k", r"1:5: the command '\sum' is not accepted; did you mean '\sigma'?"),
        ("a = [k = a", "1:6: unknown symbol 'k'"),
        (r"a = \ln w_{ji}^{(1)}", "1:9: unexpected 'w_{ji}^{(1)}'; write '(' after a function"),
        (r"a = \text{sum}_j^{(1)}", r"1:5: unknown symbol '\text{sum}_j'; did you mean 'E_{\text{total}}'?"),
    ],
)  # fmt: skip
def test_refusal(latex: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_equation_latex(latex, NAMES, dialect="indices")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("above", "below"),
    [(r"\partial E_{\text{o}}", r"\partial w_{ji}^{(1)}"), (r"\partial E_{\text{total}}", "a"), ("a", "b_1")],
)
def test_a_quotient_that_is_no_derivative_by_an_entry(above: str, below: str) -> None:
    """∂E_o/∂w⁽¹⁾_ji was read as w⁽¹⁾_ji in MathML where the page has no E_o."""
    from latex2mathml.converter import convert

    source = convert(rf"a = \frac{{{above}}}{{{below}}}")
    if above == "a":
        assert read_equation_mathml(source, NAMES, dialect="indices") == ("a", Quotient(Var("a"), Var("b1")))
    else:
        with pytest.raises(InputError, match=r"^1:[0-9]+: (unknown symbol '\\frac\{\\partial E|unexpected '\(')"):
            read_equation_mathml(source, NAMES, dialect="indices")


def test_formulas_from_outside_hold_no_entries() -> None:
    from latex2mathml.converter import convert

    for latex in (r"\delta_{j}^{(1)}", "[b_1 = a]", "n_l", "t_j", r"\sum_{k=1}^{2} a"):
        for read, source in (
            (read_latex, latex),
            (read_mathml, convert(latex)),
            (read_equation_latex, f"a = {latex}"),
            (read_equation_mathml, convert(f"a = {latex}")),
        ):
            with pytest.raises(InputError):
                read(source, NAMES)


JI, ONE_ABOVE = "<mrow><mi>j</mi><mi>i</mi></mrow>", "<mrow><mo>(</mo><mn>1</mn><mo>)</mo></mrow>"
W_JI = f"<msubsup><mi>w</mi>{JI}{ONE_ABOVE}</msubsup>"
SIGMA = "<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>{}</mn></mrow><mn>2</mn></munderover>"


def test_limits_above_and_below_a_sum() -> None:
    source = f"<math><mi>a</mi><mo>=</mo>{SIGMA.format(1)}<mi>a</mi></math>"
    assert read_equation_mathml(source, NAMES, dialect="indices") == ("a", IndexedSum("k", number(2), Var("a")))


@pytest.mark.parametrize(
    ("mathml", "said"),
    [
        (SIGMA.format(2), "the element <munderover> does not stand here"),
        (f"<msubsup><mi>w</mi><mrow>{JI}<mo>=</mo><mn>1</mn></mrow><mn>2</mn></msubsup>", "unexpected '=' in a symbol"),
        (f"<msubsup><mi>w</mi>{JI}<mn>1</mn></msubsup>", "unknown symbol 'w_{ji}'"),
        (f"<msubsup><mi>w</mi>{JI}<mrow><mo>(</mo><mn>1</mn></mrow></msubsup>", "unknown symbol 'w_{ji}'"),
        (f"<msubsup><mi>v</mi>{JI}{ONE_ABOVE}</msubsup>", "unknown symbol 'v_{ji}'"),
        (f"<msup><mi>v</mi>{ONE_ABOVE}</msup>", "unknown symbol 'v'"),
        (f"<mfrac><mi>a</mi><mrow><mo>∂</mo>{W_JI}</mrow></mfrac>", "unknown operator '∂'"),
        (f"<mfrac><mrow><mo>∂</mo>{W_JI}</mrow></mfrac>", "<mfrac> has 1 parts; it needs 2"),
        (f"<mi>ln</mi>{SIGMA.format(1)}", "unexpected '∑'; write '(' after a function"),
        (f"<mi>ln</mi>{W_JI}", "unexpected 'wji(1)'; write '(' after a function"),
        ("<mi>a</mi><mo>)</mo><mo>[</mo><mi>k</mi><mo>=</mo><mi>j</mi><mo>]</mo>", "')' closes nothing"),
        ("<mi>ln</mi><mo>[</mo><mi>k</mi><mo>=</mo><mi>j</mi><mo>]</mo>",
         "unexpected '[k = j]'; write '(' after a function"),
    ],
)  # fmt: skip
def test_refused_mathml(mathml: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read_equation_mathml(f"<math><mi>a</mi><mo>=</mo>{mathml}</math>", NAMES, dialect="indices")
    assert str(caught.value).split(": ", 1)[1].startswith(said)


def test_refused_text() -> None:
    for text in ("w⁽²⁾_kj", "w[2][k, j]"):
        with pytest.raises(InputError) as caught:
            read_equation_text(f"a = σ {text}", dialect="indices")
        assert str(caught.value) == f"1:7: unexpected '{text}'; write '(' after a function"
