"""MathML: strict XML, clean tokens, nothing passed through; and equations laid out in rows."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from symprop.api import Network, load
from symprop.errors import SympropError
from symprop.expression import DisplayEquation, Neg, Partial, Sum, Var, number
from symprop.network.file import read_network_file
from symprop.render.equations import align, latex_rows, mathml_rows, mathml_table, text_rows
from symprop.render.mathml import COMMANDS, check_latex, check_tokens, convert, mathml
from symprop.report import Shown

FORMS = ("chain", "messages", "paths", "factored", "closed")
MATHML = "{http://www.w3.org/1998/Math/MathML}"
GOLDEN = Path(__file__).parents[2] / "golden" / "networks"


def network(name: str) -> Network:
    path = GOLDEN / f"{name}.yaml"
    if not path.exists():
        return load(name)
    file = read_network_file(path.read_text(encoding="utf-8"), name)
    return Network(file)


def lines(net: Network) -> list[DisplayEquation]:
    return [
        *net.equations(),
        *(line for w in ("w1", "b1") for f in FORMS if w in net.parameters for line in net.gradient(w).form(f).lines),
    ]


NETWORKS = {name: network(name) for name in ("mazur", "question", "softmax", "relu_skip", "phi")}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_equation_is_strict_xml_with_clean_tokens(name: str) -> None:
    net = NETWORKS[name]
    for line in lines(net):
        for source in (mathml(line.rhs, net.labels), mathml_table(mathml_rows(Shown(line), net.labels))):
            root = ElementTree.fromstring(source)
            for element in root.iter():
                assert element.tag.startswith(MATHML)
                text = element.text or ""
                assert not set("\\&$<") & set(text), text
                assert text == "{" or not set("{}") & set(text), text  # the brace of cases
                leaf = element.tag.removeprefix(MATHML) in ("mi", "mn", "mo", "mtext")
                assert leaf or not text.strip()
                assert not leaf or (len(element) == 0 and text)


@pytest.mark.parametrize("name", NETWORKS)
def test_words_are_one_token(name: str) -> None:
    """`out` is one name, not o·u·t."""
    net = NETWORKS[name]
    for line in lines(net):
        source = mathml(line.rhs, net.labels)
        letters = "".join(re.findall(r"<mi>(\w)</mi>", source))
        assert "net" not in letters
        assert "out" not in letters.replace("o1", "")


@pytest.mark.parametrize("name", NETWORKS)
def test_latex_holds_only_the_closed_list_and_balances(name: str) -> None:
    net = NETWORKS[name]
    for line in lines(net):
        for row in latex_rows(Shown(line), net.labels):
            check_latex(row.replace("&", " "))
            assert row.count("{") == row.count("}")
            assert row.count(r"\left") == row.count(r"\right")


@pytest.mark.parametrize(
    "latex",
    [
        r"\foo",
        r"\href{x}{y}",
        r"\text{<script>}",
        r"\text{a b}",
        r"\text{}",
        r"\operatorname{a-b}",
        r"\input{/etc/passwd}",
        r"\%",
        r"\prod",
        r"\mathrm{out}",
    ],
)
def test_what_no_page_of_ours_holds_is_refused(latex: str) -> None:
    with pytest.raises(SympropError):
        convert(latex)


@pytest.mark.parametrize("token", ["\\foo", "a&b", "$x$", "a<b"])
def test_tokens_that_passed_through_are_refused(token: str) -> None:
    root = ElementTree.Element("math")
    ElementTree.SubElement(root, "mi").text = token
    with pytest.raises(SympropError):
        check_tokens(root)


def test_the_closed_list_holds_no_command_that_reaches_outside() -> None:
    assert COMMANDS.isdisjoint({"href", "url", "input", "include", "def", "newcommand", "write", "catcode", "style"})


@pytest.mark.parametrize(
    ("latex", "content"),
    [
        ("w_5", "<msub><mi>w</mi><mn>5</mn></msub>"),
        (r"\text{out}_{h_1}", "<msub><mtext>out</mtext><mrow><msub><mi>h</mi><mn>1</mn></msub></mrow></msub>"),
        ("0.10", "<mn>0.10</mn>"),
        (r"\theta", "<mi>θ</mi>"),
    ],
)
def test_convert(latex: str, content: str) -> None:
    assert convert(latex) == content


# rows


MAZUR = NETWORKS["mazur"]


def test_text_rows_stand_under_each_other() -> None:
    shown = Shown(MAZUR.equation("net_h1"), (number("0.35"), number("0.3775")))
    assert text_rows(shown, MAZUR.labels) == ["net_h1 = w1·i1 + w2·i2 + b1", "       = 0.35", "       = 0.3775"]


def test_latex_rows_and_align() -> None:
    shown = Shown(MAZUR.equation("E_total"), (number("0.3"),))
    rows = latex_rows(shown, MAZUR.labels)
    assert rows == [r"E_{\text{total}} &= E_{o_1} + E_{o_2}", "&= 0.3"]
    assert align(rows) == "\\begin{align*}\n" + rows[0] + " \\\\\n&= 0.3\n\\end{align*}"


LONG = Sum((Neg(Var("w1") * Var("i1")), *(Var(f"w{k}") * (1 - Var("i2")) for k in range(2, 9)), Neg(Var("b1"))))


def test_a_long_sum_is_broken_by_its_terms_the_sign_first() -> None:
    line = DisplayEquation(Partial("E_total", "w1"), LONG)
    text = text_rows(Shown(line), MAZUR.labels)
    assert text[:2] == ["∂E_total/∂w1 = −w1·i1", "               + w2(1 − i2)"]
    assert text[-1] == "               − b1"
    assert len(text) == len(LONG.terms)
    latex = latex_rows(Shown(line), MAZUR.labels)
    assert latex[0].endswith(r"&= -w_1 \, i_1")
    assert latex[1] == r"&\quad + w_2 \left(1 - i_2\right)"
    assert latex[-1] == r"&\quad - b_1"
    assert [bool(left) for left, *_ in mathml_rows(Shown(line), MAZUR.labels)] == [True] + [False] * 8


def test_labels_stand_beside_the_terms() -> None:
    line = DisplayEquation(Partial("E_total", "w1"), LONG)
    labels = tuple(f"path {k}" for k in range(len(LONG.terms)))
    rows = text_rows(Shown(line, labels=labels), MAZUR.labels)
    assert all(row.endswith(label) for row, label in zip(rows, labels, strict=True))
    assert len({row.index("path") for row in rows}) == 1


def test_a_table_marks_where_an_equation_begins() -> None:
    shown = Shown(MAZUR.equation("net_h1"), (number("0.3775"),))
    root = ElementTree.fromstring(mathml_table(mathml_rows(shown, MAZUR.labels)))
    assert [row.get("class") for row in root.iter(f"{MATHML}mtr")] == ["new", None]
