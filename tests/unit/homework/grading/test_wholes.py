"""Mistakes about the whole answer: every other quantity, other loss and extra term that is looked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

import pytest

import symprop
from symprop.api import Network
from symprop.expression import Expr
from symprop.homework.grading.question import Question
from symprop.homework.grading.slips import Slip
from symprop.homework.grading.telling import answer_labels
from symprop.homework.grading.wholes import own_loss, whole_slips
from symprop.render import PYTHON, write

NETWORKS: dict[str, Callable[[], Network]] = {
    "mazur": lambda: symprop.load("mazur"),
    "one": lambda: Network.layered(1, 1),
    "1-1-2": lambda: Network.layered(1, 1, 2, bias="none"),
    "softmax": lambda: Network.layered(1, 1, 2, activation="softmax", loss="cross_entropy", bias="none"),
    "softmax, biased": lambda: Network.layered(1, 1, 2, activation="softmax", loss="cross_entropy", bias="layer"),
    "shared": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}, activation: tanh},"
        " {name: b, from: {a: w, x: s}, activation: tanh}], outputs: [b], loss: half_squared}"
    ),
    "equations": lambda: Network.from_yaml(
        "{inputs: [x], parameters: [u, v], targets: [t], equations: {s: sigmoid(u*x), y: s*v}, loss: 1/2*(t - y)^2}"
    ),
    "no target": lambda: Network.from_yaml(
        "{inputs: 1, layers: [{units: 1}], losses: {own: y^3}, loss: own, bias: none}"
    ),
    "apart": lambda: Network.from_yaml(
        "{inputs: [x], units: [{name: a, from: {x: w}}, {name: b, from: {x: v}}], outputs: [b], loss: half_squared}"
    ),
    "1-2-8-8": lambda: Network.layered(1, 2, 8, 8, bias="none"),
    "60": lambda: Network.layered(1, 60, 1, bias="none"),
    "chain": lambda: Network.layered(*[1] * 70, bias="none"),
}


@cache
def question(network: str, wrt: str) -> Question:
    return Question(NETWORKS[network]().model, wrt)


@cache
def slips(network: str, wrt: str) -> list[Slip]:
    return list(whole_slips(question(network, wrt)))


def text(network: str, expr: Expr | None) -> str:
    assert expr is not None
    return write(expr, PYTHON, answer_labels(NETWORKS[network]().model.graph))


STEPS = [
    "-eta*d_E_total__d_{0}",
    "eta*d_E_total__d_{0}",
    "{0} - eta*d_E_total__d_{0}",
    "{0} + eta*d_E_total__d_{0}",
    "{0} - d_E_total__d_{0}",
]
QUANTITIES = [
    (  # one of several errors alone is an output missing: no d_E_o1__d_w1
        "mazur",
        "w1",
        "d_E_total__d_net_h1 d_net_h1__d_w1 net_h1 d_E_total__d_out_h1 d_out_h1__d_w1 out_h1"
        " d_E_total__d_net_o1 d_net_o1__d_w1 net_o1 d_E_total__d_out_o1 d_out_o1__d_w1 out_o1 d_E_total__d_E_o1 E_o1"
        " d_E_total__d_net_o2 d_net_o2__d_w1 net_o2 d_E_total__d_out_o2 d_out_o2__d_w1 out_o2 d_E_total__d_E_o2 E_o2"
        " w1 E_total",
        "w2 b1 w3 w4 w5 w6 w7 w8 b2",
    ),
    (
        "mazur",
        "w5",
        "d_E_total__d_net_o1 d_net_o1__d_w5 net_o1 d_E_total__d_out_o1 d_out_o1__d_w5 out_o1"
        " d_E_total__d_E_o1 d_E_o1__d_w5 E_o1 w5 E_total",
        "w6 b2 w7 w1 w2 w3 w4 w8 b1",  # of the same net, of the same source, the rest
    ),
    (  # ∂E_total/∂net_o1 is the gradient itself
        "one",
        "b1",
        "d_net_o1__d_b1 net_o1 d_E_total__d_out_o1 d_out_o1__d_b1 out_o1 d_E_total__d_E_o1 d_E_o1__d_b1 E_o1"
        " b1 E_total",
        "w1",
    ),
    (
        "equations",
        "u",
        "d_E_total__d_s d_s__d_u s d_E_total__d_y d_y__d_u y u E_total",
        "v",
    ),
]


@pytest.mark.parametrize(
    ("network", "wrt", "on_the_way", "others"), QUANTITIES, ids=[" ".join(q[:2]) for q in QUANTITIES]
)
def test_other_quantities_are_what_lies_on_the_way_the_steps_and_the_other_gradients(
    network: str, wrt: str, on_the_way: str, others: str
) -> None:
    found = [(slip.tag, text(network, slip.instead)) for slip in slips(network, wrt) if slip.kind == "other-quantity"]
    ways = [(name, name) for name in on_the_way.split()]
    steps = [(("step", "updated")[k > 1], said.format(wrt)) for k, said in enumerate(STEPS)]
    assert found == [*ways, *steps, *((f"d_E_total__d_{name}",) * 2 for name in others.split())]


def test_of_the_other_quantities_on_a_long_way_120_variables_are_tried_and_40_parameters() -> None:
    found = [slip.tag for slip in slips("chain", "w1") if slip.kind == "other-quantity"]
    assert len([tag for tag in found if tag.startswith("d_E_total__d_") and "__d_w" not in tag]) == 120
    assert [tag for tag in found if "__d_w" in tag and tag.startswith("d_E")] == [
        f"d_E_total__d_w{k}" for k in range(2, 41)
    ]


LOSSES = [
    ("one", "1", {"squared": "-2*(t1 - out_o1)", "cross_entropy": "-t1/out_o1", "hinge": "-t1*step(1 - t1*out_o1)"}),
    ("1-1-2", "1/2", {"squared": "-2*(t1 - out_o1)", "cross_entropy": "-t1/out_o1"}),
    (
        "softmax",
        "1/2",
        {"half_squared": "-(t1 - out_o1)", "binary_cross_entropy": "(out_o1 - t1)/(out_o1*(1 - out_o1))"},
    ),
]


@pytest.mark.parametrize(("network", "mean", "slopes"), LOSSES, ids=[one[0] for one in LOSSES])
def test_every_loss_of_the_table_but_the_networks_own_may_be_taken_for_it(
    network: str, mean: str, slopes: dict[str, str]
) -> None:
    from symprop.functions import LOSSES as TABLE

    found = {slip.tag: slip for slip in slips(network, "w1") if slip.kind == "other-loss"}
    assert found.keys() == TABLE.keys() - {own_loss(question(network, "w1"))}
    for name, slip in found.items():
        replaced = {edge[:2]: text(network, factor) for edge, factor in slip.replaced.items()}
        assert replaced["E_o1", "E_total"] == (mean if name == "mean_squared" else "1")
        assert replaced["out_o1", "E_o1"] == slopes.get(name, replaced["out_o1", "E_o1"])
        assert slip.paths == tuple(range(len(question(network, "w1").paths)))


def test_a_total_that_is_no_sum_of_named_errors_has_no_other_loss() -> None:
    assert own_loss(question("mazur", "w1")) == "half_squared"
    assert own_loss(question("equations", "u")) == ""
    assert [slip for slip in slips("equations", "u") if slip.kind == "other-loss"] == []


def test_a_loss_without_a_target_is_not_mistaken_for_one_with_it() -> None:
    assert own_loss(question("no target", "w1")) == "own"
    assert [slip for slip in slips("no target", "w1") if slip.kind == "other-loss"] == []


def test_for_a_parameter_that_leads_to_no_error_no_loss_is_another() -> None:
    assert question("apart", "w").paths == ()
    assert [slip for slip in slips("apart", "w") if slip.kind == "other-loss"] == []


def test_extra_terms_are_the_paths_of_other_parameters_one_by_one_and_together() -> None:
    found = {slip.tag: text("1-1-2", slip.added) for slip in slips("1-1-2", "w2") if slip.kind == "extra-path"}
    first, second = (f"-(t{k} - out_o{k})*out_o{k}*(1 - out_o{k})" for k in (1, 2))
    assert found == {
        "w3 net_o2 out_o2 E_o2 E_total": f"{second}*out_h1",
        "w1 net_h1 out_h1 net_o1 out_o1 E_o1 E_total": f"{first}*w2*out_h1*(1 - out_h1)*i1",
        "w1 net_h1 out_h1 net_o2 out_o2 E_o2 E_total": f"{second}*w3*out_h1*(1 - out_h1)*i1",
        "w1 E_total": "d_E_total__d_w1",
    }


def test_of_the_extra_terms_240_paths_are_tried() -> None:
    """Of w19: 14 of the nearest weights, 64 each of w1 and w2, 12 times 8, and one each of two more weights."""
    found = [slip.tag.split() for slip in slips("1-2-8-8", "w19") if slip.kind == "extra-path"]
    count = Counter(tag[0] for tag in found if len(tag) > 2)
    assert count.total() == 240
    assert list(count.values()) == [1] * 14 + [64, 64] + [8] * 12 + [1, 1]
    assert {tag[0] for tag in found if len(tag) == 2} == {name for name, paths in count.items() if paths > 1}


TWICE = [("softmax", "w2", ["softmax out_o1 net_o1"]), ("softmax, biased", "b2", []), ("one", "w1", [])]


@pytest.mark.parametrize(("network", "wrt", "tags"), TWICE)
def test_a_softmax_is_differentiated_twice_where_a_parameter_enters_one_of_its_nets(
    network: str, wrt: str, tags: list[str]
) -> None:
    assert [slip.tag for slip in slips(network, wrt) if slip.kind == "wrong-derivative"] == tags


SUMS = [
    ("mazur", "w1", "(d_E_total__d_net_o1 + d_E_total__d_net_o2)*(w5 + w7)*d_out_h1__d_w1"),
    ("mazur", "b1", ""),  # into two units
    ("mazur", "w5", ""),  # no unit behind
    ("one", "w1", ""),
    ("60", "w1", ""),  # one unit behind
    ("shared", "s", ""),
]


@pytest.mark.parametrize(("network", "wrt", "product"), SUMS, ids=[" ".join(s[:2]) for s in SUMS])
def test_a_product_of_sums_stands_for_a_sum_of_products_where_there_are_several_units_behind_one(
    network: str, wrt: str, product: str
) -> None:
    found = [slip for slip in slips(network, wrt) if slip.tag == "product of sums"]
    assert [(slip.kind, text(network, slip.instead)) for slip in found] == (
        [("extra-path", product)] if product else []
    )
