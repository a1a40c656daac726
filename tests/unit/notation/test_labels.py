"""What the names of a network are called in a notation, and the names that may not stand beside each other."""

from __future__ import annotations

import pytest

import symprop
from symprop import InputError, Network
from symprop.derive.paths import path_label
from symprop.expression import Message, Var
from symprop.notation import text_names

SKIP = Network.layered(2, 2, 1, sources={"o": ["h", "inputs"]})
SHARED = Network.layered(2, 2, 1, bias="layer")
UNITS = Network.from_yaml("inputs: [x1]\nunits:\n  - {name: c, from: {x1: u}, bias: v}\noutputs: [c]\n")

SHOWN = [
    (SKIP, "nielsen", "w5", "w³_11"),
    (SKIP, "nielsen", "w7", "w³,¹_11"),  # from the inputs, layer 1
    (SKIP, "ng", "w7", "W⁽¹,³⁾_11"),
    (SKIP, "bishop", "w8", "w⁽²,⁰⁾_12"),
    (SHARED, "nielsen", "b1", "b²"),
    (SHARED, "bishop", "b2", "w⁽²⁾_0"),
    (SHARED, "pdp", "b1", "θ_h"),
    (UNITS, "nielsen", "net_c", "z_c"),
    (UNITS, "nielsen", "t1", "y_c"),
    (UNITS, "haykin", "out_c", "y_c"),
    (UNITS, "bishop", "u", "u"),
    (Network.layered(2, 12, 11), "nielsen", "w156", "w³_11,12"),
]


@pytest.mark.parametrize(("net", "notation", "name", "text"), SHOWN, ids=lambda part: str(part))
def test_label(net: Network, notation: str, name: str, text: str) -> None:
    assert net.with_notation(notation).labels(Var(name)).text == text


def test_a_message_goes_between_activations() -> None:
    labels = SKIP.with_notation("nielsen").labels
    assert labels(Message("o1", "h1")).latex == r"m_{a^{3}_1 \to a^{2}_1}"


def test_a_path_goes_through_activations() -> None:
    page = symprop.load("mazur").with_notation("nielsen").gradient("w1").paths
    assert page.network.labels.unit("h1").text == "a²_1"


def test_labels_lead_back_to_names() -> None:
    labels = symprop.load("2-2-2").with_notation("ng").labels
    assert text_names(labels, [Var("w6"), Var("out_h2")]) == {"W⁽²⁾_12": "w6", "a⁽²⁾_2": "out_h2"}


ALIKE = {
    "an input named as a target": ("[y1, x2]", "nielsen", "'y1' and 't1' would both print as y1"),
    "a power of an input that is another layer's out": ("[a1, x2]", "nielsen", "'a1' and 'out_h1' would both print as"),
}


@pytest.mark.parametrize("case", ALIKE)
def test_names_that_print_alike(case: str) -> None:
    inputs, notation, message = ALIKE[case]
    net = Network.from_yaml(f"inputs: {inputs}\nlayers: [{{units: 2}}, {{units: 1}}]")
    with pytest.raises(InputError, match=message) as caught:
        net.with_notation(notation)
    assert f"notation {notation}" in str(caught.value)
    assert net.with_notation("mazur")


@pytest.mark.parametrize(
    ("notation", "across"),
    [("mazur", "w1 → o1 → out_o2"), ("bishop", "w⁽¹⁾_11 → a⁽¹⁾_1 → y2"), ("nielsen", "w²_11 → z²_1 → a²_2")],
)
def test_a_path_across_a_softmax_does_not_lie_on_the_out_that_it_passes_by(notation: str, across: str) -> None:
    """w₁ changes y₂ by way of a₁, the net that both outs share; y₁ has no edge to y₂."""
    net = Network.layered(1, 2, activation="softmax", loss="cross_entropy").with_notation(notation)
    straight, other = (path_label(net.graph, net.labels, path) for path in net.gradient("w1").iter_paths())
    assert other == across
    assert straight.count("→") == 1
