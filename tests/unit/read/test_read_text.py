"""Python text and Unicode text: what each formula is, and what each refusal says."""

from __future__ import annotations

import pytest

from symprop.errors import InputError
from symprop.expression import Call, Cases, Expr, Neg, Power, Product, Quotient, Sum, Var, number
from symprop.functions import FUNCTIONS
from symprop.read import read_equation_text, read_text

A, B, C, D, X = (Var(name) for name in "abcdx")
OUT = Var("out_o1")
ONE, TWO, HALF = number(1), number(2), Quotient(number(1), number(2))

FORMULAS: list[tuple[str, Expr]] = [
    ("12", number("12")),
    ("0.05", number("0.05")),
    (".05", number("0.05")),
    ("12.50", number("12.50")),
    ("1.5e-7", number("1.5e-7")),
    ("1.5E-07", number("1.5e-7")),
    ("1.5×10⁻⁷", number("1.5e-7")),
    ("2e0 + 2e-00 + 2e+05", Sum((number("2e0"), number("2e-0"), number("2e5")))),
    ("2·10³", Product((TWO, Power(number(10), number(3))))),
    ("2×100³", Product((TWO, Power(number(100), number(3))))),
    ("2E3×10²", Product((number("2e3"), Power(number(10), TWO)))),
    ("a**2×10³", Product((Power(A, TWO), Power(number(10), number(3))))),
    ("2×10⁻³ a + 3", Sum((Product((number("2e-3"), A)), number(3)))),
    ("2×10³", number("2e3")),
    ("a/1.5×10⁻⁷", Quotient(A, number("1.5e-7"))),
    ("a²×10³", Product((Power(A, TWO), Power(number(10), number(3))))),
    ("1/2", HALF),
    ("½", HALF),
    ("½²", Power(HALF, TWO)),
    ("1/2²", Quotient(ONE, Power(TWO, TWO))),
    ("a + b - c", Sum((A, B, Neg(C)))),
    ("a − b", Sum((A, Neg(B)))),
    ("a - (b - c)", Sum((A, Neg(Sum((B, Neg(C))))))),
    ("+a", A),
    ("-a", Neg(A)),
    ("--a", Neg(Neg(A))),
    ("-a*b", Product((Neg(A), B))),
    ("-a/b", Quotient(Neg(A), B)),
    ("a*-b", Product((A, Neg(B)))),
    ("-a**2", Neg(Power(A, TWO))),
    ("−a²", Neg(Power(A, TWO))),
    ("a*b*c", Product((A, B, C))),
    ("a·b·c", Product((A, B, C))),
    ("a⋅b×c", Product((A, B, C))),
    ("t_j + n_l", Sum((Var("t_j"), Var("n_l")))),
    ("a b c", Product((A, B, C))),
    ("(a*b)*c", Product((Product((A, B)), C))),
    ("a/b*c", Product((Quotient(A, B), C))),
    ("a*b/c", Quotient(Product((A, B)), C)),
    ("a/b/c", Quotient(Quotient(A, B), C)),
    ("a/b(c)", Product((Quotient(A, B), C))),
    ("a**b**c", Power(A, Power(B, C))),
    ("a^2", Power(A, TWO)),
    ("a⁻¹²", Power(A, Neg(number(12)))),
    ("a**-1", Power(A, Neg(ONE))),
    ("a**(1/2)", Power(A, HALF)),
    ("2(a − b)", Product((TWO, Sum((A, Neg(B)))))),
    ("out_o1(1 − out_o1)", Product((OUT, Sum((ONE, Neg(OUT)))))),
    ("out_o1*(1 - out_o1)", Product((OUT, Sum((ONE, Neg(OUT)))))),
    ("[a + b]c", Product((Sum((A, B)), C))),
    ("sigmoid(x)", Call("sigmoid", (X,))),
    ("σ(x)²", Power(Call("sigmoid", (X,)), TWO)),
    ("log(x)", Call("log", (X,))),
    ("√(x)", Call("sqrt", (X,))),
    ("Φ′(x)", Call("normal_pdf", (X,))),
    ("φ'(x)", Call("phi_prime", (X,))),
    ("φ(x)", Call("phi", (X,))),
    ("step(x)", Call("step", (X,))),
    ("(1 if a > b else 0)", Cases(A, B, ONE, number(0))),
    ("c*(a if a > 0 else 2)", Product((C, Cases(A, number(0), A, TWO)))),
    ("1 if a > b else 2 if b > a else 0", Cases(A, B, ONE, Cases(B, A, TWO, number(0)))),
    ("∂E_total/∂w1", Var("d_E_total__d_w1")),
    ("∂²E_total/∂w5∂w1", Var("d2_E_total__d_w5__d_w1")),
    ("∂² E_total / ∂θ1 ∂ δ_h1", Var("d2_E_total__d_theta1__d_delta_h1")),
    ("∂²ε/∂w1² + 1", Sum((Var("d2_epsilon__d_w1__d_w1"), ONE))),
    ("∂a/∂(∂E_o1/∂θ1)", Var("d_a__d_d_E_o1__d_theta1")),
    ("∂²a/∂(∂b/∂c)∂(∂b/∂x)", Var("d2_a__d_d_b__d_c__d_d_b__d_x")),
    ("φ″(x)", Call("phi_second", (X,))),
    ("a/∂E_total/∂w1/b", Quotient(Quotient(A, Var("d_E_total__d_w1")), B)),
    ("d_E_total__d_w1", Var("d_E_total__d_w1")),
    ("δ_h1", Var("delta_h1")),
    ("m_j1→h1·w1", Product((Var("m_j1__h1"), Var("w1")))),
    ("m_h10_1 → θ1", Var("m_h10_1__theta1")),
    ("θ1 + out_θ", Sum((Var("theta1"), Var("out_theta")))),
    ("Γ_α2", Var("Gamma_alpha2")),
    ("a\n  + b", Sum((A, B))),
]


@pytest.mark.parametrize(
    ("source", "tree"), FORMULAS, ids=[f"{source} -> {type(t).__name__}" for source, t in FORMULAS]
)
def test_formula(source: str, tree: Expr) -> None:
    assert read_text(source) == tree


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_read_by_its_name_and_by_its_text(name: str) -> None:
    call = Call(name, (X,))
    assert read_text(f"{name}(x)") == read_text(f"{FUNCTIONS[name].text}(x)") == call


DIFFERENT = [
    ("-(t1 - out_o1)*w5", "(t1 - out_o1)*w5"),
    ("-(t1 - out_o1)*w5", "-(t1 + out_o1)*w5"),
    ("out_o1*(1 - out_o1)", "out_o1*(1 - out_o2)"),
    ("w5*w1", "w1*w5"),
    ("a - (b - c)", "a - b - c"),
    ("a/(b*c)", "a/b*c"),
    ("-a²", "(-a)²"),
    ("m_j1→h1", "m_h1→j1"),
    ("∂E_o1/∂w1", "∂E_o1/∂w2"),
    ("(1 if a > b else 0)", "(1 if b > a else 0)"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[f"{one} -> not {other}" for one, other in DIFFERENT])
def test_a_wrong_sign_or_index_reads_as_something_else(one: str, other: str) -> None:
    assert read_text(one) != read_text(other)


REFUSED = [
    ("", "1:1: there is no formula"),
    ("a +", "1:4: the formula ends too early"),
    ("a + * b", "1:5: unexpected '*'; a number, a name or a bracket is missing before it"),
    ("()", "1:2: unexpected ')'; a number, a name or a bracket is missing before it"),
    ("a)", "1:2: ')' closes nothing"),
    ("a*(b", "1:3: '(' is never closed"),
    ("(a]", "1:3: ']' does not close '(' at 1:1"),
    ("2 3", "1:3: two numbers side by side; write the sign of multiplication between them"),
    ("2½", "1:2: two numbers side by side; write the sign of multiplication between them"),
    ("½2", "1:2: two numbers side by side; write the sign of multiplication between them"),
    ("½½", "1:2: two numbers side by side; write the sign of multiplication between them"),
    ("2×10³^2", "1:6: unexpected '^'; put the power before it in brackets"),
    ("2×10⁻³**2", "1:7: unexpected '**'; put the power before it in brackets"),
    ("σ .5", "1:3: unexpected '.5'; write '(' after a function"),
    ("σ ½", "1:3: unexpected '½'; write '(' after a function"),
    ("σ σ(a)", "1:3: unexpected 'σ'; write '(' after a function"),
    ("σ δ_h1", "1:3: unexpected 'δ_h1'; write '(' after a function"),
    ("a + ²", "1:5: unexpected '²'; a number, a name or a bracket is missing before it"),
    ("a″", "1:2: unexpected '″'"),
    ("a + sigmoid′(a)", "1:12: unexpected '′'"),
    ("a > b", r"1:3: unexpected '>'; write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"),
    ("a else b", r"1:3: unexpected 'else'; write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"),
    (
        "a if b > c if d > x else a else b",
        r"1:12: unexpected 'if'; write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d",
    ),
    ("∂²E_total/∂w1²", "1:1: unknown name '∂²E_total/∂w1²'; did you mean 'd_E_total__d_w1'?"),
    ("σ Φ′(a)", "1:3: unexpected 'Φ′'; write '(' after a function"),
    ("a\n\n + %\n", "3:4: unexpected '%'"),
    ("σ + a", "1:3: unexpected '+'; write '(' after a function"),
    ("a\n+ %", "2:3: unexpected '%'"),
    ("a = b", "1:3: unexpected '='; write one formula without '='"),
    ("a < b", "1:3: unexpected '<'"),
    ("a, b", "1:2: unexpected ','"),
    ("a²^b", "1:3: unexpected '^'; put the power before it in brackets"),
    ("σ(a, b)", "1:4: unexpected ','"),
    ("w11", "1:1: unknown name 'w11'; did you mean 'w1'?"),
    ("w1*sigmoit(w1)", "1:4: unknown name 'sigmoit'; did you mean 'sigmoid'?"),
    ("a + ∂E/∂w1", "1:5: unknown name '∂E/∂w1'; did you mean 'd_E_total__d_w1'?"),
    ("∂E_total", "1:1: unexpected '∂'"),
    ("__import__('os').system('x')", "1:1: unexpected '_'"),
    ("().__class__", "1:3: unexpected '.'"),
    ("a.__class__", "1:2: unexpected '.'"),
    ("lambda: 0", "1:1: unknown name 'lambda'"),
    ("a if a", "1:7: the formula ends too early"),
    ("eval('a')", "1:1: unknown name 'eval'; did you mean 'elu'?"),
    ("\ud800", "1:1: unexpected '�'"),
    ("a\x00", "1:2: unexpected '�'"),
]


@pytest.mark.parametrize(("source", "message"), REFUSED, ids=[f"{s!r} -> refused" for s, _ in REFUSED])
def test_refusal(source: str, message: str, names: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read_text(source, frozenset(names.values()))
    assert str(caught.value) == message
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


def test_a_function_of_the_network_s_own() -> None:
    assert read_text("f(x)·f", {"f", "x"}) == Product((Var("f"), X, Var("f")))
    assert read_text("f(x)", {"x"}, functions={"f"}) == Call("f", (X,))
    with pytest.raises(InputError, match=r"^1:1: unknown name 'f'"):
        read_text("f(x)", {"x"})


def test_a_container_that_cannot_be_listed_still_refuses() -> None:
    class Odd:
        def __contains__(self, name: object) -> bool:
            return name == "a"

    assert read_text("a", Odd()) == A
    with pytest.raises(InputError, match=r"^1:1: unknown name 'tanb'; did you mean 'tanh'\?$"):
        read_text("tanb", Odd())


def test_a_greek_letter_may_be_any_index_of_a_label() -> None:
    """An input alpha in pdp's notation: w_h1,α leads from it."""
    labels = {"∂E/∂w_h1,α": "d_E_total__d_w1", "w_α,h1": "w2"}
    assert read_equation_text("∂E/∂w_h1,α = 2·w_α,h1", labels) == ("d_E_total__d_w1", 2 * Var("w2"))
