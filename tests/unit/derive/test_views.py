"""Derivatives of something else than E_total, and of a derivative: what is a view's own, and what it defines."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symprop import Network
from symprop.derive.forms import derive_form
from symprop.derive.views import check_wrt, retargeted, retargeted_model, slope_graph, slope_model
from symprop.errors import InputError, UnsupportedForm
from symprop.evaluate.arithmetic import rational_arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import Var, names_in
from symprop.graph import Kind
from symprop.network.dense import dense_layers
from symprop.network.layers import LayeredGraph
from symprop.notation import Labels
from symprop.verify.pages import RENDERINGS

NET = Network.layered(2, 2, 2)
SQUARE = Network.from_dict(
    {
        "inputs": ["x"],
        "parameters": ["u"],
        "targets": ["t"],
        "equations": {"y": "u*x"},
        "loss": "(t - y)^2",
    }
)
SECOND = ("chain", "paths", "factored", "closed")


def test_the_total_is_its_own_view() -> None:
    assert retargeted(NET.graph, "E_total") is NET.graph


def test_a_view_has_what_leads_to_its_total() -> None:
    view = retargeted(NET.graph, "out_h1")
    assert list(view.defined()) == ["net_h1", "out_h1"]
    assert [edge.target for edge in view.edges_from("i1")] == ["net_h1"]
    assert list(view.edges_from("out_h1")) == []


def test_what_is_given_is_no_total() -> None:
    with pytest.raises(InputError, match="'w1' is given from outside; choose a net, an out, an error term or E_total"):
        retargeted(NET.graph, "w1")


def test_a_model_says_what_is_derived() -> None:
    assert retargeted_model(NET.model, "out_o1").facts == (*NET.model.facts, "derivatives of out_o1")
    assert retargeted_model(NET.model, "out_o1").graph.total == "out_o1"
    slope = slope_model(NET.model, "w1")
    assert slope.facts == (*NET.model.facts, "second derivatives: ∂/∂… of ∂E_total/∂w1")
    assert slope.graph.total == "d_E_total__d_w1"


def test_a_view_of_a_deep_network_visits_each_name_once() -> None:
    """Sixty layers of two units have 2⁶⁰ paths."""
    graph = LayeredGraph(2, dense_layers((2,) * 60))
    last = graph.defined()[-4]
    assert len(retargeted(graph, last).defined()) > 200


@pytest.mark.parametrize(
    ("wrt", "of", "ok"), [("w1", "out_o1", True), ("i1", "out_o1", True), ("i1", "E_total", False)]
)
def test_inputs_are_asked_for_where_the_total_is_none(wrt: str, of: str, ok: bool) -> None:
    graph = retargeted(NET.graph, of)
    if ok:
        assert check_wrt(graph, wrt) == wrt
        return
    with pytest.raises(InputError) as caught:
        check_wrt(graph, wrt)
    assert str(caught.value) == "'i1' is no parameter; choose a weight or a bias; 'symprop show' lists them"


def test_third_derivatives_are_refused() -> None:
    with pytest.raises(UnsupportedForm, match="third derivatives are not derived; first and second ones are"):
        slope_graph(slope_graph(NET.graph, "w1"), "w2")


# the chain rule where E_total says itself what it is made of


def test_the_chain_rule_does_not_define_a_derivative_by_itself() -> None:
    assert SQUARE.gradient("u").chain.text.splitlines() == [
        "∂E_total/∂u = ∂E_total/∂y · ∂y/∂u",
        "∂y/∂u = x",
        "∂E_total/∂y = −2(t − y)",
    ]


@pytest.mark.parametrize("form", SECOND)
def test_a_second_derivative_by_hand(form: str) -> None:
    """E = (t − ux)², so ∂²E/∂u² = 2x²."""
    lines = derive_form(slope_graph(SQUARE.graph, "u"), "u", form).lines
    point = {"x": Fraction(3), "u": Fraction(5), "t": Fraction(7), "y": Fraction(15)}
    assert evaluate_lines(lines, point, rational_arithmetic())[lines[0].lhs.name] == 18


DIFFERENCE = Network.from_dict(
    {"inputs": ["x"], "parameters": ["u", "v"], "equations": {"y": "(u + v)*(u - v)"}, "loss": "y^2"}
)
GATHERED = [
    (
        Network.layered(1, 1),
        "w1",
        "(out_o1(1 − out_o1) − (t1 − out_o1)(1 − 2·out_o1))",  # not ((1 − out_o1) − out_o1)
    ),
    (DIFFERENCE, "u", "∂²E_total/∂y∂u = 2·u · 2"),  # not (u − v + u + v)
]


@pytest.mark.parametrize(("network", "wrt", "shown"), GATHERED, ids=[g[1] for g in GATHERED])
def test_equal_terms_of_a_slope_are_shown_as_one(network: Network, wrt: str, shown: str) -> None:
    graph = slope_graph(network.graph, wrt)
    labels = Labels(graph.variable)
    page = [RENDERINGS["text"][0](line, labels) for line in derive_form(graph, wrt, "factored").lines]
    assert any(shown in line for line in page), page


ARMS = Network.from_dict(
    {
        "inputs": ["x"],
        "units": [
            {"name": "m", "from": {"x": "w1"}, "activation": "tanh"},
            *(
                {"name": name, "from": {"m": weight}, "activation": "tanh"}
                for name, weight in (("a", "w2"), ("b", "w3"))
            ),
            {"name": "c", "from": {"a": "w4"}, "activation": "identity"},
            {"name": "d", "from": {"b": "w5"}, "activation": "identity"},
            {"name": "p", "from": {"c": "w6"}, "activation": "tanh"},
            {"name": "q", "from": {"d": "w7"}, "activation": "tanh"},
        ],
        "outputs": ["p", "q"],
    }
)
DEEP = Network.layered(2, 2, 2, 2)
PAIRS = [(DEEP, "w1", "w1"), (DEEP, "w1", "w2"), (DEEP, "w5", "w1"), (DEEP, "b1", "w5"), (ARMS, "w1", "w1")]


@pytest.mark.parametrize("form", SECOND)
@pytest.mark.parametrize(("network", "w", "v"), PAIRS, ids=[f"{w} {v} {len(net.parameters)}" for net, w, v in PAIRS])
def test_each_first_derivative_is_defined_where_it_is_first_used(network: Network, w: str, v: str, form: str) -> None:
    """Reading down the page, each δ is defined once, in the order in which they are met, and nothing else is left."""
    graph = slope_graph(network.graph, w)
    lines = derive_form(graph, v, form).lines
    defined = [line.lhs.name for line in lines if line.lhs.name.startswith("delta_")]
    met = dict.fromkeys(
        name
        for line in lines
        for name, leaf in names_in(line.rhs).items()
        if isinstance(leaf, Var) and graph.variable(name).kind is Kind.VALUE
    )
    assert defined == list(met)
