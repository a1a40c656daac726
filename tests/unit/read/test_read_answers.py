r"""What a student types: each formula is what the same one in Python is; its lines; what each refusal says."""

from __future__ import annotations

import pytest
from latex2mathml.converter import convert

from symprop.api import Network
from symprop.errors import InputError, LimitExceeded
from symprop.expression import Call, Expr, Slope, Var
from symprop.functions import FUNCTIONS
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph
from symprop.notation import NOTATIONS, Labels
from symprop.read import Budget, read_text
from symprop.read.answers import read_answer
from symprop.read.spellings import Spellings

GRAPH = LayeredGraph(2, dense_layers((2, 2)))
NET = Var("net_h1")
DE = "d_E_total__d_w1"


def formula(answer: str) -> Expr:
    (line,) = read_answer(answer, Spellings(GRAPH)).lines
    (side,) = line.sides
    assert (line.name, line.own) == ("", False)
    return side


FORMULAS = [
    (r"\left|net_{h1}\right|", "abs(net_h1)"),
    (r"i_1 \left| w_1 \right| i_2", "i1*abs(w1)*i2"),
    (r"\lvert i_1 \rvert", "abs(i1)"),
    (r"\begin{cases} 1 & net_{h1} > 0 \\ 0 & \text{otherwise} \end{cases}", "1 if net_h1 > 0 else 0"),
    (r"\begin{cases} 1 & \text{if } net_{h1} \gt 0 \\[2pt] 0 & \text{else} \end{cases} i_1",
     "(1 if net_h1 > 0 else 0)*i1"),
    ("\\begin{cases}\n 1 & i_1 > 0 \\\\\n 2 & i_2 > 0 \\\\\n 3 & \\text{otherwise}\n\\end{cases}",
     "1 if i1 > 0 else 2 if i2 > 0 else 3"),
    (r"\begin{cases} 1 & i_1 > 0 \\ \begin{cases} 2 & i_2 > 0 \\ 3 & \text{otherwise} \end{cases}"
     r" & \text{otherwise} \end{cases}", "1 if i1 > 0 else 2 if i2 > 0 else 3"),
    ("i1 if w1 > w2 else i2", "i1 if w1 > w2 else i2"),
    ("m_o1→h1 · i1", "m_o1__h1*i1"),
    (r"m_{o_1 \to h_1} i_1", "m_o1__h1*i1"),
    ("i1⁻¹² i2", "i1**-12*i2"),
    ("i1² i2", "i1**2*i2"),
    ("i_1^{-2}", "i1**-2"),
    ("i_1^ {2} i_2", "i1**2*i2"),
    ("i_1^\t\r{i_2 + 1}i_1", "i1**(i2 + 1)*i1"),
    ("i1**2 i2 + w_1^2", "i1**2*i2 + w1**2"),
    ("e^{-net_{h1}}", "exp(-net_h1)"),
    ("e^ (-net_h1) i1", "exp(-net_h1)*i1"),
    (r"\mathrm{e}^{i_1} \text{e}^{i_2} e^{w_1}", "exp(i1)*exp(i2)*exp(w1)"),
    (r"\frac12 i_1", "1/2*i1"),
    (r"\frac 1 2 i_1", "1/2*i1"),
    (r"\frac {i_1} {2} i_2", "i1/2*i2"),
    (r"i_1/\frac12", "i1/(1/2)"),
    (r"i_1^\frac12 \dfrac34", "i1**(1/2)*(3/4)"),
    (r"\dfrac{i_1}{\tfrac{1}{2}}", "i1/(1/2)"),
    ("½ i1 + 1/2 i1", "1/2*i1 + 1/2*i1"),
    (r"\sqrt{i_1} i_2", "sqrt(i1)*i2"),
    (r"\sqrt {i_1 + 1}", "sqrt(i1 + 1)"),
    ("√(i1)", "sqrt(i1)"),
    ("np.exp(i1) math.sqrt(i2)", "exp(i1)*sqrt(i2)"),
    (r"\ln(i_1) \exp\left(i_2\right)", "log(i1)*exp(i2)"),
    (r"\operatorname{ReLU}(i_1) relu(i_2) \text{relu}(w_1)", "relu(i1)*relu(i2)*relu(w1)"),
    (r"\tanh(i_1) \phi(i_2) ϕ(w_1)", "tanh(i1)*phi(i2)*phi(w1)"),
    (r"\varphi(i_1) \Phi(i_2) \relu(w_1)", "phi(i1)*normal_cdf(i2)*relu(w1)"),
    ("[i1 + i2] w1", "(i1 + i2)*w1"),
    ("i1 × i2 ∗ w1 ⋅ w2 ÷ 3 – 1", "i1*i2*w1*w2/3 - 1"),
    (r"i_1 \times i_2 \ast w_1 \cdot w_2 \div 3", "i1*i2*w1*w2/3"),
    (r"\[ i_1\,i_2\quad w_1 \]", "i1*i2*w1"),
    (r"w _1 \thinspace \text{out} _{h _1} \left(1 - t _1\right)\cr &\quad + i _2", "w1*out_h1*(1 - t1) + i2"),
    (r"$$\displaystyle i_1 \bigl( i_2 \bigr)~w_1$$", "i1*i2*w1"),
    ("2E3 + 1e-3 + 4.2 × 10^{-4}", "2e3 + 1e-3 + 4.2e-4"),
    ("2E3 × 10^{2} + 2,5E3 × 10^{2}", "2e3*10**2 + 2.5e3*10**2"),
    (r"4.2 \times 10^{-4} + 4.2 \cdot 10^{-4}", "4.2e-4 + 4.2*10**-4"),
    ("−i1 + 2*i1 - i2", "-i1 + 2*i1 - i2"),
    ("w5w7", "w5*w7"),
    *((f"i1 w1{mark}", "i1*w1") for mark in (".", ",", " .", ".\n", ";")),
    (r"$$i_1 w_1.$$ \[ \]", "i1*w1"),
    ("2.", "2"),
    ("= i1", "i1"),
    ("\n &= i1", "i1"),
    ("Answer: i1", "i1"),
    ("  solution :\n i1", "i1"),
    *((f"0.5 {times}", "0.5*10**-4") for times in ("* 10^-4", r"\cdot 10^{-4}", "· 10⁻⁴")),
    *((f"0.5{times}", "0.5e-4")
      for times in (" x 10^{-4}", "x10⁻⁴", " x10^{-4}", "x 10⁻⁴", "\u00a0x\u00a010⁻⁴", " × 10⁻⁴")),
    ("0.5 x 10^-4 + 0.5x10**2", "0.5*10**-4 + 0.5*10**2"),
    ("0,0821", "0.0821"),
    ("1,5 i1 + 12,25", "1.5*i1 + 12.25"),
    ("-0,125 + 1234,567 + 1,2345", "-0.125 + 1234.567 + 1.2345"),
    ("1,234e-3 + 0,5E2.", "1.234e-3 + 0.5e2"),
    ("(0,5 i1)", "0.5*i1"),
    *((rf"i_1 {sign} i_2", "i1*i2") for sign in (r"\odot", "⊙", r"\bullet")),
    ("|i1|", "abs(i1)"),
    ("2|i1 + i2| w1", "2*abs(i1 + i2)*w1"),
    ("|i1| - |w1|*|w2|", "abs(i1) - abs(w1)*abs(w2)"),
    ("|i1 + (|w1| + 2)| + ||w1||", "abs(i1 + (abs(w1) + 2)) + abs(abs(w1))"),
    (r"\vert i_1 \vert^2", "abs(i1)**2"),
    ("|2| + |i1 + ½| w1", "abs(2) + abs(i1 + ½)*w1"),
    (r"\{i_1 + i_2\} w_1 + \left\{ i_1 \right\}", "(i1 + i2)*w1 + (i1)"),
    (r"1-\tanh^2(net_{h1}) i_1", "1 - tanh(net_h1)**2*i1"),
    (r"\tanh^{2}\left(\sin²(i_1) + 1\right)", "tanh(sin(i1)**2 + 1)**2"),
    (r"{out}_{o1} {\delta}_{o1} {\text{out}}_{h_1} { w } _1 {i_1}^2", "out_o1*delta_o1*out_h1*w1*i1**2"),
    (r"\frac{\partial{E}}{\partial{w_1}} + \dfrac{d{E}}{d{w_{1}}} + ∂{E}/∂{w_1}", f"{DE} + {DE} + {DE}"),
    (r"\frac{\partial{E}}{\partial{out_{o1}}}", "d_E_total__d_out_o1"),
    (r"\boxed{i_1 + i_2}", "i1 + i2"),
    (r"\[ \fbox {i_1}. \]", "i1"),
    *((f"i1 if w1 {sign} w2 else i2", "i2 if w2 > w1 else i1") for sign in (">=", "≥", r"\geq", r"\ge", r"\geqslant")),
    *((f"i1 if w1 {sign} w2 else i2", "i1 if w2 > w1 else i2") for sign in ("<", r"\lt")),
    *((f"i1 if w1 {sign} w2 else i2", "i2 if w1 > w2 else i1") for sign in ("<=", "≤", r"\leq", r"\le", r"\leqslant")),
    *((rf"\begin{{cases}} 1 & {given} w_1 > 0 \\ 2 & {last} \end{{cases}}", "1 if w1 > 0 else 2")
      for given in ("", "if", "for", r"\text{if }", r"\mbox{if}", r"\text{ if~}", r"\text{, if }")
      for last in ("otherwise", "else", r"\text{otherwise.}", r"w_1 \le 0", "if w_1 < 0", r"\text{for } w_1 ≤ 0")),
    (r"\begin{cases} 1, & w_1 \le 0, \\ 2, & w_1 > 0. \\ \end{cases}", "2 if w1 > 0 else 1"),
    (r"\begin{cases} 1 & w_1 > 2 \\ 2 & w_1 \ge 0 \\ 3 & w_1 < 0 \end{cases}", "1 if w1 > 2 else 3 if 0 > w1 else 2"),
    ("outₕ₁ • w₁ ∙ t₁", "out_h1*w1*t1"),
    ("δₒ₁ + δ_{o₁} + δ_o₁ + \\delta_{o₁}", "delta_o1 + delta_o1 + delta_o1 + delta_o1"),
    ("w₁² t₁w₂", "w1**2*t1*w2"),
    ("∂E/∂w₁ + ∂Eₒ₁/∂outₕ₁", f"{DE} + d_E_o1__d_out_h1"),
    ("m_o₁→h₁", "m_o1__h1"),
    ("𝑜𝑢𝑡_𝑜1 − 𝑡₁ 𝜎(𝑛𝑒𝑡_𝒉1) 𝟐 − 𝜕𝐸/𝜕𝑤₁ + 𝐨𝐮𝐭_ℎ1", f"out_o1 - t1*sigmoid(net_h1)*2 - {DE} + out_h1"),
    ("i1∕i2 + i1⁄i2", "i1/i2 + i1/i2"),
    ("i1\u00a0i2\u2009w1^\u00a0{2}", "i1*i2*w1**2"),
    ("{{i1}} + {\\rm out}_{h1} + OUT_H1", "i1 + out_h1 + out_h1"),
    ("i1  # the input", "i1"),
    (r"\frac{\partial E}{\partial w_1} + ∂E/∂w1 + \partial E / \partial w_1", f"{DE} + {DE} + {DE}"),
    (r"\frac{\mathrm{d} E}{\mathrm{d} w_1} + \tfrac{d E}{d w_1} + dE/dw1", f"{DE} + {DE} + {DE}"),
    ("partial E/partial w1 + dE_total__dw1 + dEdw1", f"{DE} + {DE} + {DE}"),
    (r"delta_o1 + δ_o1 + \delta_{o_1}", "delta_o1 + delta_o1 + delta_o1"),
    ("i1 +\n i2\n\n - w1", "i1 + i2 - w1"),
    ("i1 (\n i2)", "i1*i2"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "python"), FORMULAS, ids=[a for a, _ in FORMULAS])
def test_a_formula_is_what_it_is_in_python(answer: str, python: str) -> None:
    assert formula(answer) == read_text(python)


SLOPES = [
    *("σ'(net_h1)", "σ′(net_h1)", "σ’(net_h1)", "sigma'(net_h1)", "sigmoid_prime(net_h1)", "sigmoid_deriv(net_h1)"),
    *("sigmoid_derivative(net_h1)", r"\sigma'\left(net_{h1}\right)", r"\sigma^{\prime}(net_{h1})"),
    *(r"\sigma^\prime(net_{h1})", r"\sigma^{'}(net_{h1})", r"\sigma\prime(net_{h1})", r"\text{sigmoid}'(net_{h1})"),
    "<math><mi>σ</mi><mo>′</mo><mo>(</mo><msub><mi>net</mi><mi>h1</mi></msub><mo>)</mo></math>",
]


@pytest.mark.parametrize("answer", SLOPES)
def test_the_slope_of_a_function(answer: str) -> None:
    assert formula(answer) == Slope("sigmoid", NET)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("abs", "sqrt")])
def test_every_function_by_its_name_its_text_and_its_latex(name: str) -> None:
    row = FUNCTIONS[name]
    assert {formula(f"{called}(net_h1)") for called in (name, row.text, row.latex)} == {Call(name, (NET,))}


@pytest.mark.parametrize("word", ["and", "where", "with", "so", "then", "thus", "hence", ";", "∴", "⇒", "=>"])
def test_what_stands_between_two_lines(word: str) -> None:
    assert [line.sides for line in read_answer(f"i1 {word} i2", Spellings(GRAPH)).lines] == [(Var("i1"),), (Var("i2"),)]


def test_an_entry_of_a_layer_in_mathml_is_a_symbol_of_the_notation() -> None:
    """Bishop's w⁽²⁾_11 is w5; on our own pages of indices it is an entry."""
    bishop = Spellings(GRAPH, Labels(GRAPH.variable, NOTATIONS["bishop"]))
    (line,) = read_answer(convert("w^{(2)}_{11}"), bishop).lines
    assert line.sides == (Var("w5"),)


def test_a_second_prime_is_one_prime_more() -> None:
    assert formula("φ″(net_h1)") == formula("φ′′(net_h1)") == Call("phi_second", (NET,))


def test_a_function_that_only_the_question_has() -> None:
    (line,) = read_answer("f'(net_h1) f(net_h1)", Spellings(GRAPH), functions={"f": "sigmoid"}).lines
    assert line.sides == (Slope("sigmoid", NET) * Call("sigmoid", (NET,)),)


def test_phi_is_the_activation_that_it_stands_for() -> None:
    """Textbooks write φ whatever the function is; a message says what the student wrote."""
    spellings, functions = Spellings(GRAPH), {"phi": "tanh"}
    for answer, tree in (
        ("φ(net_h1)", Call("tanh", (NET,))),
        ("φ'(net_h1)", Slope("tanh", NET)),
        ("phi_prime(net_h1)", Slope("tanh", NET)),
    ):
        assert read_answer(answer, spellings, functions=functions).lines[0].sides == (tree,)
    for answer, message in (
        ("ln φ(net_h1)", "1:4: unexpected 'φ'; "),
        ("2 phi_second(net_h1)", "1:3: unexpected 'phi_second'; "),
    ):
        with pytest.raises(InputError, match=f"^{message}"):
            read_answer(answer, spellings, functions=functions)


CASES = (
    "<mo>{</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><msub><mi>i</mi><mn>1</mn></msub><mo>&gt;</mo><mn>0</mn></mtd>"
    "</mtr><mtr><mtd><mn>0</mn></mtd><mtd><mtext>otherwise</mtext></mtd></mtr></mtable>"
)
LINES: list[tuple[str, list[tuple[str, bool, str, list[str]]]]] = [
    # name, whether it is the student's own, where, sides
    (f"{DE} = i1 = i2", [(DE, False, "1:1", ["i1", "i2"])]),
    ("i1; i2\n  w1", [("", False, "1:1", ["i1"]), ("", False, "1:5", ["i2"]), ("", False, "2:3", ["w1"])]),
    ("A = i1, B = 2 A\nB", [
        ("own_A", True, "1:1", ["i1"]), ("own_B", True, "1:9", ["2*own_A"]), ("", False, "2:1", ["own_B"])]),
    ("X = i1\nw1 = i2 X", [("own_X", True, "1:1", ["i1"]), ("w1", False, "2:1", ["i2*own_X"])]),
    ("𝐀 = 𝟿 i1\nw1 = A", [("own_A", True, "1:1", ["9*i1"]), ("w1", False, "2:1", ["own_A"])]),
    ("A\n = i1,\n\n\n\n w1 = 2", [("own_A", True, "1:1", ["i1"]), ("w1", False, "6:2", ["2"])]),
    ("A =\n i1,\n w1\n = 2", [("own_A", True, "1:1", ["i1"]), ("w1", False, "3:2", ["2"])]),
    ("i1 ⇒ i2 so w1", [("", False, "1:1", ["i1"]), ("", False, "1:6", ["i2"]), ("", False, "1:12", ["w1"])]),
    (r"i_1 \text{ and } i_2", [("", False, "1:1", ["i1"]), ("", False, "1:18", ["i2"])]),
    ("A ≔ i1.\nB := i2.\nw1 ≈ 2.", [
        ("own_A", True, "1:1", ["i1"]), ("own_B", True, "2:1", ["i2"]), ("w1", False, "3:1", ["2"])]),
    ("2 i1 ≈ 2", [("", False, "1:1", ["2*i1", "2"])]),
    (r"w_1 \approx i_1 \simeq i_2", [("w1", False, "1:1", ["i1", "i2"])]),
    (r"w_1 \coloneqq i_1", [("w1", False, "1:1", ["i1"])]),
    ("w1 = A B where A = i1, B = 2 C and C = i2.", [
        ("own_A", True, "1:16", ["i1"]), ("own_C", True, "1:36", ["i2"]), ("own_B", True, "1:24", ["2*own_C"]),
        ("w1", False, "1:1", ["own_A*own_B"])]),
    ("A = 1; w1 = A; A = 2; w2 = A", [
        ("own_A", True, "1:1", ["1"]), ("w1", False, "1:8", ["own_A"]), ("own_A", True, "1:16", ["2"]),
        ("w2", False, "1:23", ["own_A"])]),
    ("= i1; w1 = i2", [("", False, "1:3", ["i1"]), ("w1", False, "1:7", ["i2"])]),
    (r"\boxed{w_1 = i_1}", [("w1", False, "1:8", ["i1"])]),
    (r"w_1 = \boxed{i_1}", [("w1", False, "1:1", ["i1"])]),
    *((f"A = i_1{between}\\boxed{{w_1 = A}}", [("own_A", True, "1:1", ["i1"]), ("w1", False, where, ["own_A"])])
      for between, where in ((";", "1:16"), (",", "1:16"), ("\n", "2:8"))),
    (r"i_1 \\ i_2 \Rightarrow w_1", [
        ("", False, "1:1", ["i1"]), ("", False, "1:8", ["i2"]), ("", False, "1:24", ["w1"])]),
    (r"\begin{align*} A &= i_1 \\ &= i_2 \\ &+ w_1 \end{align*}", [("own_A", True, "1:16", ["i1", "i2 + w1"])]),
    (r"\begin{align} A &= \begin{cases} 1 & i_1 > 0 \\ 0 & \text{else} \end{cases} \\ w_2 &= i_2 \end{align}", [
        ("own_A", True, "1:15", ["1 if i1 > 0 else 0"]), ("w2", False, "1:80", ["i2"])]),
    ("i1 +\n i2\n / 2\n*w1 ^\n{2}\n− w2", [("", False, "1:1", ["i1 + i2/2*w1**2 - w2"])]),
    ("[i1\n + i2\n]\n \\left|w1\n w2\\right|\n i_1^{2\n i_2}\n w1", [
        ("", False, "1:1", ["[i1 + i2]"]), ("", False, "4:2", ["abs(w1*w2)"]), ("", False, "6:2", ["i1**(2*i2)"]),
        ("", False, "8:2", ["w1"])]),
    ("(i1\n + i2); (w1\n w2)", [("", False, "1:1", ["i1 + i2"]), ("", False, "2:9", ["w1*w2"])]),
    ("<math><mtable><mtr><mtd><msub><mi>w</mi><mn>1</mn></msub></mtd><mtd><mo>=</mo><mn>2</mn></mtd></mtr>"
     f"<mtr><mtd/><mtd><mo>=</mo>{CASES}<mo>+</mo><mn>4</mn></mtd></mtr>"
     "<mtr><mtd><msub><mi>w</mi><mn>2</mn></msub></mtd><mtd><mo>=</mo><mn>3</mn></mtd></mtr></mtable></math>", [
        ("w1", False, "1:25", ["2", "(1 if i1 > 0 else 0) + 4"]), ("w2", False, "1:362", ["3"])]),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "lines"), LINES, ids=[a for a, _ in LINES])
def test_the_lines_of_an_answer(answer: str, lines: list[tuple[str, bool, str, list[str]]]) -> None:
    wanted = [(name, own, where, [read_text(side) for side in sides]) for name, own, where, sides in lines]
    found = read_answer(answer, Spellings(GRAPH)).lines
    assert [(line.name, line.own, line.where, [*line.sides]) for line in found] == wanted


def test_how_an_answer_is_written_is_kept_for_messages_about_it() -> None:
    styles = {
        "w1*w_1": ("python", {"w1": "w1"}),
        "δ_o1·i_1": ("text", {"delta_o1": "δ_o1", "i1": "i_1"}),
        r"\delta_{o1} i_1": ("latex", {"delta_o1": r"\delta_{o1}", "i1": "i_1"}),
        "w_{1}": ("latex", {"w1": "w_{1}"}),
        r"\sigma(2)": ("latex", {}),
        "dE/dw1 = m_o1→h1": ("text", {DE: "dE/dw1", "m_o1__h1": "m_o1→h1"}),
        "e^{2} = w5w7": ("python", {"w5": "w5", "w7": "w7"}),
        "<math><msub><mi>w</mi><mn>1</mn></msub></math>": ("python", {}),
    }
    found = {answer: read_answer(answer, Spellings(GRAPH)) for answer in styles}
    assert {answer: (read.style, dict(read.written)) for answer, read in found.items()} == styles


CASES_ARE = r"write cases as a & b > c \\ d & \text{otherwise}, or as a if b > c else d"
REFUSED = [
    ("", "1:1: there is no formula"),
    (" \n", "2:1: there is no formula"),
    ("i1 +", "1:5: the formula ends too early"),
    ("w1 =", "1:5: there is no formula"),
    ("i1 @ 2", "1:4: unexpected '@'; write * between two factors"),
    ("i1 | i2", "1:4: unexpected '|'; write abs(…)"),
    *((f"i1 {sign} i2", f"1:4: unexpected '{sign}'; {CASES_ARE}") for sign in ("<", ">", "<=", ">=", "≤", r"\ge")),
    ("out_h1,i1", "1:7: unexpected ','"),
    ("out_{h1},i1", "1:9: unexpected ','"),
    ("2\nw_{h_{1},i_{1}},w1", "2:1: unknown name 'w_{h_{1},i_{1}}'"),
    ("A =", "1:4: there is no formula"),
    ("A = 1\nw1 Q9", "2:4: unknown name 'Q9'"),
    ("i1^", "1:4: the formula ends too early"),
    ("i1 + ^2", "1:6: unexpected '^'; a number, a name or a bracket is missing before it"),
    ("i1 + **2", "1:6: unexpected '**'; a number, a name or a bracket is missing before it"),
    ("i1 + ²", "1:6: unexpected '²'; a number, a name or a bracket is missing before it"),
    ("i1½½", "1:4: two numbers side by side; write the sign of multiplication between them"),
    ("i1″", "1:3: unexpected '″'"),
    (r"i_1^{\prime}", "1:4: unexpected '′'"),
    (r"i_1 \text{otherwise}", r"1:5: unexpected 'otherwise'; write cases as a & b > c \\ d & \text{otherwise}, "
     "or as a if b > c else d"),
    (r"\ln e^{i_1}", "1:5: unexpected 'e^'; write '(' after a function"),
    (r"\ln \frac{1}{2}", r"1:5: unexpected '\frac'; write '(' after a function"),
    (r"\ln \dfrac12", r"1:5: unexpected '\dfrac'; write '(' after a function"),
    ("ln ReLU(i1)", "1:4: unexpected 'ReLU'; write '(' after a function"),
    ("ln sigmoid_prime(i1)", "1:4: unexpected 'sigmoid_prime'; write '(' after a function"),
    ("ln ½", "1:4: unexpected '½'; write '(' after a function"),
    ("i_1 + e", "1:7: 'e' alone is no name here; write exp(…) or e^{…}"),
    ("w₁₊₁", "1:3: unexpected '₊'"),
    ("₁", "1:1: unexpected '₁'"),
    ("𝑤₁ + 𝑞₉", "1:6: unknown name 'q₉'"),
    ("i1 + ｗ1", "1:6: unexpected 'ｗ'"),
    ("i１", "1:2: unexpected '１'"),
    ("i1 ﬁ", "1:4: unexpected 'ﬁ'"),
    ("w\u200b1", "1:2: unexpected '\ufffd'"),
    ("𝛻", "1:1: unexpected '∇'; write ∂E/∂w"),
    ("i1. i2", "1:3: unexpected '.'"),
    ("(i1.)", "1:4: unexpected '.'"),
    (".", "1:2: there is no formula"),
    ("= = i1", "1:7: there is no formula"),
    ("i1 + Answer: i1", "1:12: unexpected ':'"),
    ("Answer := i1; i1: 2", "1:17: unexpected ':'"),
    ("i1 x 10^-4", "1:4: unknown name 'x'"),
    ("2 x 10", "1:3: unknown name 'x'"),
    ("1,234", "1:1: it is not clear which number '1,234' is; write 1.234 or 1234"),
    ("i1(0,5)", "1:4: it is not clear which number '0,5' is; write 0.5"),
    ("[ 0,125 ]", "1:3: it is not clear which number '0,125' is; write 0.125"),
    ("(0,5) i1", "1:2: it is not clear which number '0,5' is; write 0.5"),
    ("i_1^{0,5}", "1:6: it is not clear which number '0,5' is; write 0.5"),
    (r"\ln 0,5", "1:5: unexpected '0,5'; write '(' after a function"),
    ("0,5, 0,6", "1:4: unexpected ','"),
    ("0.5,6", "1:4: unexpected ','"),
    ("1,2.5", "1:2: unexpected ','"),
    ("1,2,3", "1:2: unexpected ','"),
    ("|i1|w1|i2|", "1:4: it is not clear where '|' belongs; write abs(…)"),
    ("i1 (w1 + |i2)", "1:10: unexpected '|'; write abs(…)"),
    ("|i1 (w1| + i2)", "1:8: unexpected '|'; write abs(…)"),
    ("|", "1:1: unexpected '|'; write abs(…)"),
    (r"\{i_1]", r"1:6: ']' does not close '\{' at 1:1"),
    (r"[i_1\}", r"1:5: '\}' does not close '[' at 1:1"),
    (r"\tanh^{-1}(i_1)", "1:6: unexpected '^'; write the power behind the bracket: f(x)^2"),
    (r"\tanh^2 i_1", "1:6: unexpected '^'; write the power behind the bracket: f(x)^2"),
    (r"\boxed{i_1} i_2", r"1:1: '\boxed' is in the middle of a formula; write brackets"),
    (r"i_1 \boxed{i_2}", r"1:5: '\boxed' is in the middle of a formula; write brackets"),
    (r"\boxed{i_1}2", r"1:1: '\boxed' is in the middle of a formula; write brackets"),
    *((rf"\{box} i_2", rf"1:1: the command '\{box}' is not accepted; write \boxed{{…}}") for box in ("boxed", "fbox")),
    *((rf"\{sign}_j i_2", rf"1:1: the command '\{sign}' is not accepted; write every term of it")
      for sign in ("sum", "prod")),
    ("∑ i1", "1:1: unexpected '∑'; write every term of it"),
    (r"\nabla E", r"1:1: the command '\nabla' is not accepted; write ∂E/∂w"),
    *((f"i_1 {sign} i_2", f"1:5: the command '{sign}' is not accepted; write * between two factors")
      for sign in (r"\circ", r"\otimes")),
    *((f"i1 {sign} i2", f"1:4: unexpected '{sign}'; write * between two factors") for sign in "∘⊗"),
    (r"\frca{1}{2}", r"1:1: the command '\frca' is not accepted; did you mean '\frac'?"),
    (r"\zzzzzzzzzzzz i_1", r"1:1: the command '\zzzzzzzzzzzz' is not accepted; leave it out"),
    (r"\begin{array}{l} i_1 \end{array}",
     r"1:1: the command '\begin' is not accepted; write cases, or a line for each formula"),
    *((rf"\begin{{cases}} 1 & w_1 > 0 {last} \end{{cases}}", f"1:{at}: a case is missing after this one; "
       r"write the last one as … & \text{otherwise}")
      for at, last in ((23, ""), (38, r"\\ 2 & w_1 > 0"), (38, r"\\ 2 & w_1 < 1"), (38, r"\\ 2 & w_2 < 0"))),
    (r"\begin{cases} 1 & w_1 > 0 \\ & \text{otherwise} \end{cases}",
     "1:30: unexpected '&'; a number, a name or a bracket is missing before it"),
    ("A + i1; A = 1; A = 2", "1:1: 'A' is used before it is defined; define it by the network's names"),
    ("w1 = A; A = B; B = A", "1:16: 'A' is used before it is defined; define it by the network's names"),
    ("w1 = A; B = 1", "1:6: unknown name 'A'"),
    ("w1 = 3 +\nA = 2", "2:1: unknown name 'A'"),  # the first line goes on
    ("w1 = 3\n+ A = 2", "2:3: unknown name 'A'"),
    ("i1 + e^i1", "1:7: the exponent of e needs brackets; write exp(…) or e^{…}"),
    ("e^[i1]", "1:2: the exponent of e needs brackets; write exp(…) or e^{…}"),
    (r"i_1 + \frac{i_1} 2", r"1:7: '\frac' needs braces; write \frac{…}{…}"),
    (r"\tfrac i_1 2", r"1:1: '\tfrac' needs braces; write \frac{…}{…}"),
    (r"i_1 \frac{i_1}{}", "1:16: unexpected '}'; a number, a name or a bracket is missing before it"),
    (r"i_1 \sqrt i_1", "1:11: unexpected 'i_1'; write '(' after a function"),
    (r"i_1 \log(i_1)", r"1:5: the function 'log' is not accepted; write \ln"),
    (r"i_1 \foo(i_1)", r"1:5: the command '\foo' is not accepted; did you mean '\odot'?"),
    ("i1 ∂w1", "1:4: unexpected '∂'; write ∂a/∂b of two of the network's names"),
    ("∂foo/∂w1", "1:2: unknown name 'foo'"),
    ("i1 + ∂E/∂foo", "1:10: unknown name 'foo'"),
    (r"\frac{\partial foo}{\partial w_1}", "1:16: unknown name 'foo'"),
    (r"\frac{\partial E}{\partial foo}", "1:28: unknown name 'foo'"),
    ("dE/dfoo", "1:5: unknown name 'foo'"),
    ("dfoo/dw1", "1:1: unknown name 'dfoo'"),
    ("i1\n + foo", "2:4: unknown name 'foo'"),
    ("net_h3", "1:1: unknown name 'net_h3'; did you mean 'net_h2'?"),
    ("i1 + h1", "1:6: unknown name 'h1'; 'h1' is a unit; write out_h1 or net_h1"),
    ("i1 + w_h1,i1", "1:6: unknown name 'w_h1'; did you mean 'w1'?"),
    ("i1\n A = A i1", "2:2: 'A' is used in what defines it; define it by the network's names"),
    ("B = i1; A = B A", "1:9: 'A' is used in what defines it; define it by the network's names"),
    ("i1/2 w1", "1:3: it is not clear whether 'w1' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/w1^2 (w2)", "1:3: it is not clear whether '(' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    (r"i_1/\frac{1}{2} w_2", "1:4: it is not clear whether 'w_2' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/-exp(w1)^{2} w2", "1:3: it is not clear whether 'w2' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1^2/2 w1", "1:5: it is not clear whether 'w1' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/σ'(w1) w2", "1:3: it is not clear whether 'w2' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/i2 2", "1:3: it is not clear whether '2' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/i2 ½", "1:3: it is not clear whether '½' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/i2 σ(w1)", "1:3: it is not clear whether 'σ' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    (r"i1/i2 \frac12", r"1:3: it is not clear whether '\frac' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("i1/i2 [w1]", "1:3: it is not clear whether '[' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    (r"i1/i2 \lvert w1 \rvert",
     r"1:3: it is not clear whether '\lvert' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    ("1/i1 w1", "1:2: it is not clear whether 'w1' stands below the '/' too; write a/(b·c) or (a/b)·c"),
    (r"\begin{cases} 1 & i_1 > 0", r"1:1: '\begin{cases}' is never closed"),
    (r"i_1 \end{cases}", r"1:5: '\end{cases}' closes nothing"),
    (r"i_1 \right|", r"1:5: '\right|' closes nothing"),
    (r"\left( i_1 \right|", r"1:12: '\right|' does not close '(' at 1:6"),
    ("<math><msub><mi>q</mi><mn>1</mn></msub></math>", "1:7: unknown symbol 'q_{1}'"),
    ("<math><mi>h1</mi></math>", r"1:7: unknown symbol '\text{h1}'; 'h1' is a unit; write out_h1 or net_h1"),
    ("<math>\n<mi>i1</mi><mi>i1</mi><mo>/</mo><mi>\ud800</mi></math>", "2:37: a character that is none in Unicode"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "message"), REFUSED, ids=[f"{a!a} -> refused" for a, _ in REFUSED])
def test_refusal(answer: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_answer(answer, Spellings(GRAPH))
    assert str(caught.value) == message


CLEAR = [
    ("i1/2 - w1", "i1/2 - w1"),
    ("i1/2*w1", "i1/2*w1"),
    ("i1/(2 w1)", "i1/(2*w1)"),
    ("(i1/2) w1", "(i1/2)*w1"),
    ("i1/w1^2", "i1/w1**2"),
    ("i1/σ(w1 w2)", "i1/sigmoid(w1*w2)"),
    ("i1/σ(w1)^2", "i1/sigmoid(w1)**2"),
    ("i1/-w1 + w2", "i1/-w1 + w2"),
    (r"i_1/\frac{w_1}{2} - w_2", "i1/(w1/2) - w2"),
    (r"\frac{i_1/2}{w_1} w_2", "i1/2/w1*w2"),
    ("2/3 w1^2/3", "2/3*w1**2/3"),
]


@pytest.mark.parametrize(("answer", "python"), CLEAR, ids=[a for a, _ in CLEAR])
def test_what_stands_below_a_slash_is_clear(answer: str, python: str) -> None:
    assert formula(answer) == read_text(python)


def test_the_slope_below_a_slash() -> None:
    assert formula("i1/σ'(net_h1)") == Var("i1") / Slope("sigmoid", NET)


@pytest.mark.parametrize("name", ["x", "x10"])
def test_an_x_that_is_a_name_is_no_sign(name: str) -> None:
    spellings = Spellings(
        Network.from_yaml(
            f"{{inputs: [{name}], units: [{{name: a, from: {{{name}: w}}, activation: tanh}}],"
            " outputs: [a], loss: squared}"
        ).model.graph
    )
    for answer in ("0.5 x 10^-4", "0.5x10⁻⁴"):
        with pytest.raises(InputError, match="it is not clear whether 'x' is a name or a sign; write × or \\*"):
            read_answer(answer, spellings)
    assert read_answer(f"2 {name}", spellings).lines[0].sides == (2 * Var(name),)


def test_a_name_of_the_network_may_begin_as_those_of_the_students_do() -> None:
    spellings = Spellings(
        Network.from_yaml(
            "{inputs: [own_a], units: [{name: a, from: {own_a: w}, activation: tanh}], outputs: [a], loss: squared}"
        ).model.graph
    )
    assert [line.own for line in read_answer("w = own_a; b = 2", spellings).lines] == [False, True]


TWINS = Network.from_yaml(
    "{inputs: [a, ab, b, ba], units: [{name: x, from: {a: w, ab: w2}, activation: tanh},"
    " {name: X, from: {x: u, b: u2, ba: u3}, activation: tanh}], outputs: [X], loss: half_squared}"
).model.graph


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ("w + aba", "1:5: 'aba' may be a·ba or ab·a; write the signs of multiplication"),
        ("out_x +\n OUT_X", "2:2: 'OUT_X' may be out_x or out_X; write which one"),
        ("w + ∂E/∂OUT_x", "1:5: 'OUT_x' may be out_x or out_X; write which one"),
        (r"\boxed{\rm OUT_X}", r"1:7: '{\rm OUT_X}' may be out_x or out_X; write which one"),
        ("<math>\n<mi>w</mi><msub><mi>Out</mi><mi>x</mi></msub></math>",
         r"2:11: '\text{Out}_{x}' may be out_x or out_X; write which one"),
    ],
)  # fmt: skip
def test_what_may_be_two_things_is_said_to_be_at_its_place(answer: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read_answer(answer, Spellings(TWINS))
    assert str(caught.value) == message


def test_what_is_written_exactly_is_one_thing() -> None:
    assert (
        read_answer("out_x out_X ab ab", Spellings(TWINS)).lines
        == read_answer("out_x*out_X*ab*ab", Spellings(TWINS)).lines
    )


@pytest.mark.parametrize("lines", [1_000, 1_001])
def test_how_many_lines_an_answer_may_have(lines: int) -> None:
    answer = "\n".join(["2"] * lines)
    if lines == 1_000:
        assert len(read_answer(answer, Spellings(GRAPH)).lines) == 1_000
    else:
        with pytest.raises(LimitExceeded, match=r"^1001:1: 1,001 lines; the limit is 1,000$"):
            read_answer(answer, Spellings(GRAPH))


def test_an_answer_s_budget() -> None:
    read_answer("exp(σ'(i1))", Spellings(GRAPH), budget=Budget(growth=2))
    with pytest.raises(LimitExceeded):
        read_answer("exp(σ'(i1))", Spellings(GRAPH), budget=Budget(growth=1.9))
    for answer in ("i1 + i2 + i1", "<math><mi>i1</mi></math>"):
        with pytest.raises(LimitExceeded, match=r"the limit is 10$"):
            read_answer(answer, Spellings(GRAPH), budget=Budget(bytes=10))
