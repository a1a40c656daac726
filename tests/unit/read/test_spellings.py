r"""Which name is meant: every spelling that courses have for it, in every notation, and nothing that is none."""

from __future__ import annotations

import pytest

from symprop.api import Network
from symprop.derive.views import retargeted_model
from symprop.errors import InputError
from symprop.expression import Delta, Message, Named, Var
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph
from symprop.network.load import load_network
from symprop.notation import NOTATIONS, Labels
from symprop.read.answers import read_answer
from symprop.read.spellings import Spellings, key

GRAPH = LayeredGraph(2, dense_layers((2, 2, 2)))

SPELLED = [
    ("out_h1", [r"\text{out}_{h_1}", "outh1", "OUT_h1", "out_{h1}", "a_h1", "output_h1", "oUtPut_H1", "{\\rm out}_h1"]),
    ("net_h1", ["in_h1", "z_h1", r"\mathrm{net}_{h_{1}}", "Z_h1", r"$net_h1$"]),
    ("E_o1", ["error_o1", "E_{o_1}", r"\mathcal{E}_{o1}"]),
    ("E_total", ["Etot", "E_{total}", r"E_\text{tot}", "e_total"]),
    ("t1", ["t_o1", "target_o1", "target1", "T_1"]),
    ("t2", ["t_o2", "target_o2", "target2"]),
    ("w11", ["w_11", "w_{11}", r"w_{1 1}", "w₁₁"]),
    ("delta_h1", ["δ_h1", r"\delta_{h_1}", "deltah1"]),
    ("eta", ["η", r"\eta", "lr", "learning_rate", "Learning rate"]),
    ("m_j1__h1", ["m_j1→h1", r"m_{j_1 \to h_1}", r"m_{j1\rightarrow h1}", "m_(j1)→(h1)", "m_{j1>h1}", "mj1__h1"]),
    ("m_j1__E_o1", ["m_j1→E_o1", r"m_{j_1 \to E_{o_1}}"]),
    ("d_E_total__d_w1", ["dE_dw1", "dEdw1", "d_Etotal__d_w1", "dL_dw_1", "dloss_dw1"]),
    ("d_E_o1__d_w1", ["dE_o1_dw1", "d_E_o1__d_w_1"]),
    ("d_E_h1__d_w1", ["dE_h1_dw1"]),
    ("d_net_o1__d_out_j1", ["dnet_o1_dout_j1", "dz_o1_da_j1"]),
    ("d_E_total__d_out_h1", ["dE_dout_h1", "dEda_h1"]),
]


@pytest.mark.parametrize(("name", "written"), [(name, word) for name, words in SPELLED for word in (name, *words)])
def test_a_name_in_every_spelling(name: str, written: str) -> None:
    assert Spellings(GRAPH).find(written) == name


@pytest.mark.parametrize(
    "written",
    [
        *("", "_", "E", "t", "target", "target3", "target0", "out_q1", "mass", "delta"),
        *("delta_i1", "delta_x", "epsilon", "w_1₁", "₁"),
        *("m_q→h1", "m_j1→q", "m→h1", "m_j1→", "_m_j1→h1", "m_j1h1", "xE_dw1", "dE_d", "dE_dq", "dE_ddelta_h1"),
        *("dE_deta", "ddE_dw1_dw2", "dm_j1__h1_dw1", "E_dw1", "δE_dw1"),
    ],
)  # fmt: skip
def test_what_is_no_name(written: str) -> None:
    assert Spellings(GRAPH).find(written) is None


def test_where_there_is_one_output_its_target_needs_no_index() -> None:
    one = Spellings(LayeredGraph(2, dense_layers((2, 1))))
    assert [one.find(word) for word in ("t", "target", "t1", "t_o1", "target1")] == ["t1"] * 5


@pytest.mark.parametrize(
    ("of", "wrt", "name"),
    [
        ("E", "w1", "d_E_total__d_w1"),
        ("J", "w_{1}", "d_E_total__d_w1"),
        *(
            (total, "w1", "d_E_total__d_w1")
            for total in ("L", "C", "loss", "Loss", "cost", "Cost", "Etot", "E_{total}")
        ),
        (r"\text{Cost}", "b_1", "d_E_total__d_b1"),
        ("E_o2", "out_j1", "d_E_o2__d_out_j1"),
        ("E_{h_1}", "w1", "d_E_h1__d_w1"),
        ("i1", "w1", "d_i1__d_w1"),
        ("xh1", "w1", None),
        ("E", r"\delta_{h1}", None),
        ("δ_h1", "w1", None),
        ("E", "eta", None),
        ("E", "w13", None),
        ("dE_dw1", "w2", None),
    ],
)
def test_partial(of: str, wrt: str, name: str | None) -> None:
    assert Spellings(GRAPH).partial(of, wrt) == name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("h1", "'h1' is a unit; write out_h1 or net_h1"),
        ("w13", "did you mean 'w3'?"),
        (r"\text{ne}_{q1}", "did you mean 'net_o1'?"),
        ("zzz", ""),
    ],
)
def test_what_is_near(written: str, said: str) -> None:
    assert Spellings(GRAPH).nearest(written) == said


def test_letters_and_digits_have_one_key_in_every_script() -> None:
    assert key("ϕ_1") == key(r"\phi_1") == key("phi1")
    assert key("ε_1") == key("epsilon_1") == key(r"\epsilon 1")
    assert key("w⁰¹²³⁴⁵⁶⁷⁸⁹") == key("w^{0123456789}") == "w^0123456789"
    assert key(r"m_{a\rightarrow b}") == key(r"m_{a \to b}") == key("m_a→b") == "ma>b"
    assert key("a²_1 b³") == key("a_1^2 b^{3}") == "a1b^2^3"
    assert key("w⁺") == key("w^+") == "w^+"
    assert key("w⁽²,¹⁾_3") == key("w⁽²,¹⁾₃") == key("w_3^{(2,1)}") == "w3^2,1"
    assert key("w₁₀,₁") == key("w_{10,1}") == "w10_1"
    assert key("outₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ") == "outaeoxhklmnpstijruv"


def test_two_indices_are_no_number_of_two_digits() -> None:
    """Weights w_1_1 and w_11 of a network's own, and one with units for indices."""
    graph = Network.from_yaml(
        "{inputs: [a, b], units: [{name: h1, from: {a: w_1_1, b: w_11}, activation: tanh},"
        " {name: y, from: {h1: w_y_h1_x}, activation: tanh}], outputs: [y], loss: half_squared}"
    ).model.graph
    spellings = Spellings(graph)
    found = [spellings.find(word) for word in ("w_{1,1}", "w_1_1", "w_{11}", "w_{1 1}", "w11")]
    assert found == ["w_1_1", "w_1_1", "w_11", "w_11", "w_11"]
    assert [spellings.find(word) for word in ("w_{y,h_1,x}", "w_{yh1x}", r"w_{y h_{1} x}")] == ["w_y_h1_x"] * 3


def test_products_without_spaces() -> None:
    found = {
        word: Spellings(GRAPH).pieces(word)
        for word in ("w1w2", "w1out_h1", "i1i2w12", r"w_{1}\delta", "w1foo", "q", "w1E")
    }
    assert found == {
        "w1w2": ["w1", "w2"],
        "w1out_h1": ["w1", "out_h1"],
        "i1i2w12": ["i1", "i2", "w12"],
        r"w_{1}\delta": None,
        "w1foo": None,
        "q": None,
        "w1E": None,
    }


def test_how_long_a_product_without_spaces_may_be() -> None:
    assert Spellings(GRAPH).pieces("w1" * 30) == ["w1"] * 30
    assert Spellings(GRAPH).pieces("w1" * 28 + "out_h1") is None


def test_how_long_a_name_may_be_that_no_table_lists() -> None:
    longest = "m_{j_1" + " " * 385 + "\\to h_1}"
    assert len(longest) == 399
    assert (Spellings(GRAPH).find(f"{longest} "), Spellings(GRAPH).find(f"{longest}  ")) == ("m_j1__h1", None)


def test_names_of_the_network_come_before_what_else_is_written_for_them() -> None:
    """An input ah beside the out of h, which courses write a_h too; X beside x."""
    graph = Network.from_yaml(
        "{inputs: [ah, x], units: [{name: h, from: {ah: w, x: v}, activation: tanh},"
        " {name: X, from: {h: u}, activation: tanh}], outputs: [X], loss: half_squared}"
    ).model.graph
    spellings = Spellings(graph)
    written = ("ah", "a_h", "AH", "x", "out_X", "dE_dout_X", "dout_X_dw", "m_X→h")
    assert [spellings.find(word) for word in written] == [
        *("ah", "ah", "ah", "x", "out_X", "d_E_total__d_out_X", "d_out_X__d_w", "m_X__h"),
    ]


def test_the_total_is_what_is_differentiated() -> None:
    """Where ∂out_o1/∂w1 is asked for, the E that a course differentiates is out_o1."""
    spellings = Spellings(retargeted_model(load_network("mazur"), "out_o1").graph)
    assert [spellings.partial(total, "w1") for total in ("E", "E_total", "Etot", "out_o1")] == ["d_out_o1__d_w1"] * 4


def test_only_another_notation_than_the_names_own_renames() -> None:
    found = [Spellings(GRAPH, Labels(GRAPH.variable, NOTATIONS[name])).raised_or_renamed for name in ("mazur", "pdp")]
    assert found == [False, True]
    assert Spellings(GRAPH).raised_or_renamed is False


LEAVES: list[Named] = [
    Var("out_h1"),
    Var("w5"),
    Var("net_j2"),
    Delta("h1"),
    Message("j1", "h1"),
    Var("E_o1"),
    Var("t1"),
]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_what_a_notation_shows_is_found(notation: str) -> None:
    labels = Labels(GRAPH.variable, NOTATIONS[notation])
    spellings = Spellings(GRAPH, labels)
    for leaf in LEAVES:
        label = labels(leaf)
        assert [spellings.find(written) for written in (label.latex, label.text, leaf.name)] == [leaf.name] * 3


def _read(notation: str, answer: str) -> tuple[list[object], dict[str, str]]:
    found = read_answer(answer, Spellings(GRAPH, Labels(GRAPH.variable, NOTATIONS[notation])))
    return [side for line in found.lines for side in line.sides], dict(found.written)


def test_what_stands_above_a_symbol_is_a_layer_or_a_power() -> None:
    out, weight = Var("out_h1"), Var("w1")
    for answer, written in (("2 a^2_1 w^2_{11}", "a^2_1"), ("2a²_1 w²_11", "a²_1"), (r"2a_1^{2}w_{11}^2", "a_1^{2}")):
        (product,), names = _read("nielsen", answer)
        assert product == 2 * out * weight
        assert names["out_h1"] == written
    (product,), _ = _read("nielsen", "t_1^2 (a^2_1)^2")
    assert product == Var("t1") ** 2 * out**2


def test_commas_are_of_a_name_or_between_two() -> None:
    weight = Var("w5")
    for answer in ("w_j1,h1", r"w_{j_1,h_1}", "w_{j1,h1}"):
        assert _read("pdp", answer) == ([weight], {"w5": answer})
        assert _read("pdp", f"A = {answer},B = i1")[0] == [weight, Var("i1")]
        assert _read("pdp", f"A = {answer},w_{{h_1,i_1}} = i1")[0] == [weight, Var("i1")]
    with pytest.raises(InputError, match=r"^1:8: unexpected ','$"):
        _read("pdp", "w_j1,h1,i1")
    with pytest.raises(InputError, match=r"^1:14: unexpected ','$"):
        _read("pdp", "w_{j_{1},h_1},i1")
