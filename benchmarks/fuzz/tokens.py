"""The words of each reader's language, and words that were trouble somewhere: what mutated inputs are made of."""

from __future__ import annotations

from collections.abc import Mapping

from symprop.functions import ACTIVATIONS, FUNCTIONS, LOSSES
from symprop.homework.grading import KINDS as MISTAKES
from symprop.homework.plan import EXPORTS, FORMATS, QUESTION_KEYS
from symprop.network.blocks import KINDS
from symprop.notation import GREEK, NOTATIONS
from symprop.notation.profiles import SYMBOLS

__all__ = ["EVIL", "TOKENS"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


EVIL = (
    *(
        "\0",
        "\ufeff",
        "\u202e",
        "\u2028",
        "\x85",
        "\x1b[31m",
        "\udc80",
        "\U0010ffff",
        "\u0301",
        "\r\n",
        "\r",
        "\t",
        "\v",
    ),
    *("9" * 51, "0" * 60 + "1", "1" + "0" * 400, "lambda x: x"),
    *_words(
        r"""ﬁ İ ß ² ٣ Ⅷ 1e400 1e-400 1e999999999 1_000 0x1f 1j . 1. 1..2 nan inf -0 9**9**9 %s {0} ${7*7}
        __import__('os').system('true') ().__class__ ../../x C:\x CON =1+1 @x <script> ]]> &amp; #"""
    ),
)
"""Of every reader's language, or of none."""
_FORMULA = (
    *_words(
        r"""+ - − * · ⋅ × / ^ ** ( ) [ ] { } = > < , ; | ′ ' ″ ∂ ½ ⅞ ² ³ ⁻¹ √ σ Σ Φ φ if else and where 0 1 2 10 .5
        1e-7 64 65 -1 i1 i2 w1 w5 w8 b1 t1 out_h1 net_h1 out_o1 net_o2 E_o1 E_total delta_h1 δ_o1 m_o1→h1
        m_o1__h1 d_E_total__d_w1 ∂E_total/∂w1 ∂out_h1/∂net_h1 dE/dw1 ∂²E_total/∂w1² a²_1 z⁽²⁾_1 ∂C/∂w³_12 phi
        phi_prime d2_E_total__d_w1__d_w2 e^{-x} np.exp sigma' f'"""
    ),
    *FUNCTIONS,
    *GREEK,
)
_LATEX = (
    *(r"\text{if } ", r"&\quad -", r"m_{o_1 \to h_1}", r"\partial ", r"\to ", "\n"),
    *_words(
        r"""\frac{ }{ } { \left( \right) \left[ \right] \left| \right| \cdot \, \quad \begin{align*} \end{align*}
        \begin{cases} \end{cases} \\ & &= \text{otherwise} \text{out}_{h_1} \text{ \mathrm{ \mathcal{ \mathbf{
        \operatorname{ \prime \sigma' \tfrac{1}{2} \dfrac \sqrt{ \exp \ln \log \sum_{k=1}^{2} _{ ^{ _ ^ ^{-1}
        ^{(2)}_{1} w_1 $ \delta_{o_1} \input{x} \% \frac{\partial{}E_{\text{total}}}{\partial{}w_1} \def\a{\a\a}
        \write18{x} + - * / ( ) [ ] = > | ' 0 1 2 12 1.5 e^{-x}"""
    ),
    *(f"\\{name}" for name in GREEK),
)
_MATHML = (
    *(
        '<mtr class="new">',
        ' xmlns="http://www.w3.org/1998/Math/MathML"',
        ' xmlns:a="b"',
        "<!DOCTYPE m [<!ENTITY x 'y'>]>",
    ),
    *_words(
        r"""<mi> </mi> <mn> </mn> <mo> </mo> <mrow> </mrow> <mfrac> </mfrac> <msub> </msub> <msup> </msup> <msubsup>
        </msubsup> <msqrt> </msqrt> <mtable> </mtable> <mtr> </mtr> <mtd> </mtd> <mtext> </mtext> <munderover>
        </munderover> <mspace/> <math> </math> <mstyle> </mstyle> <mo>=</mo> <mi/> <mi>w</mi> <mn>1</mn>
        <mo>+</mo> <mo>−</mo> <mo>⋅</mo> <mo>∂</mo> <mo>(</mo> <mo>)</mo> <mo>|</mo> <mo>&gt;</mo> <mo>{</mo>
        <mo>&#x2212;</mo> &#0; &#xD800; &lt; &x; <!----> <![CDATA[ <?x?> <a:mi> <semantics> <annotation> σ exp ln
        E out total 2 10 - +"""
    ),
)
_YAML = (
    *(
        ": ",
        ", ",
        "- ",
        "\n",
        "\n  ",
        "\n- ",
        "|\n",
        ">-\n",
        "? ",
        "&a ",
        "!t ",
        "<<: ",
        "---\n",
        "...\n",
        "%YAML 1.2\n",
        "%TAG ! x\n",
    ),
    *("!!python/object/apply:os.system ", "", " "),
    *_words(
        r"""{ } [ ] *a # ' " "\x41" "\u0000" null ~ true yes 0o7 1:30 '' 0 1 2 3 -1 0.5 1e-3 999999999 1000000000"""
    ),
)
_NETWORK = (
    *_words(
        """name inputs layers units equations parameters targets outputs fixed loss values bias from activation
        combine activations losses input_shape samples reduction kind steps heads mask size stride kernel
        channels unit layer none sum mean product h o i1 w1 b1 t1 x y u v x1 x2 a c h1 out_h1 net_h1 E_total
        sigmoid(u*x) 1/2*(t-y)^2 x*sigmoid(x)"""
    ),
    *ACTIVATIONS,
    *LOSSES,
    *KINDS,
    *(key for kind in KINDS.values() for key in kind.keys),
)
_PLAN = (
    *_words(
        """title seed networks questions formats exports rubric network sizes activations output skips bias loss
        values from to step kind points hints wrt form digits rate options mistakes any first-layer last-layer
        mazur question 2-2 2-3 0-1 1-6 ../x.yaml"""
    ),
    *QUESTION_KEYS,
    *FORMATS,
    *EXPORTS,
    *MISTAKES,
)
_CSV = (
    *("\n", "\r\n", "\t", " ", "Ada L."),
    *_words("""id name answer wrt verdict , " "" ; ada w1 =1+1 +1 -w1 a@b .."""),
)
_NOTATION = (
    *("like: ", "name: ", "script ", "first_layer: ", "weight_layer: ", "delta_sign: "),
    *_words("{layer} {unit} {source} {target} ^( )_ _{ minus plus 0 1 source target w b z a E C"),
    *NOTATIONS,
    *SYMBOLS,
)
_JSON = _words(
    """"name" "kind" "network" "source" "values" "rubric" "parts" "answer" "type" "formula" "number" "choice"
        "order" "essay" "wrong" "credit" "points" "1/2" "1e9" "1e99999999" NaN Infinity -1 1e400 true null { } [
        ] , :"""
)
_NAMES = _words("w1 w8 b1 b2 out_o1 net_h1 E_o1 E_total i1 t1 w w23520 h1 0.weight[2,1] [ ] , _ . - w01 w1_s2 delta_h1")

TOKENS: Mapping[str, tuple[str, ...]] = {
    name: (*tokens, *EVIL)
    for name, tokens in {
        "expressions": _FORMULA,
        "formulas": _FORMULA,
        "latex": _LATEX,
        "mathml": _MATHML,
        "answers": (*_FORMULA, *_LATEX, *_MATHML),
        "grades": (*_FORMULA, *_LATEX),
        "values": _words("i1 w1 b1 t1 w8 net_h1 = , 1 .05 - − e E+2 1. + [ ]"),
        "names": (*_NAMES, *GREEK),
        "sizes": _words("2 - n n0 n1 nL n_0 … ... 784 1 0 999999999 10000000000 L x _"),
        "roster": _CSV,
        "submissions": _CSV,
        "networks": (*_YAML, *_NETWORK),
        "plans": (*_YAML, *_PLAN),
        "notations": (*_YAML, *_NOTATION),
        "value-files": (*_YAML, *_words("i1 w1 b1 t1 net_h1")),
        "questions": (*_JSON, *_FORMULA),
        "onnx": _words("Gemm Relu Conv Softmax Add MatMul transB x y ai.onnx axis"),
    }.items()
}
"""Reader → its words."""
