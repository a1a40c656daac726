"""What stands beside the matrix and the indexed form: which entry of what a parameter is."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from symprop import Network
from symprop.cli.main import main
from symprop.derive.matrix import layout_named, matrix_note
from symprop.errors import InputError

UNIT = Network.layered(2, 3, 2)
LAYER = Network.layered(2, 2, 2, bias="layer")
SIZE = "denominator layout: ∂E_total/∂{0} has the shape of {0}"
MATRIX = [
    (UNIT, "w4", "w4 is row 2, column 2 of W⁽¹⁾; " + SIZE.format("W⁽¹⁾")),
    (UNIT, "w1", "w1 is row 1, column 1 of W⁽¹⁾; " + SIZE.format("W⁽¹⁾")),
    (UNIT, "w9", "w9 is row 1, column 3 of W⁽²⁾; " + SIZE.format("W⁽²⁾")),
    (UNIT, "b1", "b1 is row 1, column 1 of b⁽¹⁾; " + SIZE.format("b⁽¹⁾")),
    (UNIT, "b5", "b5 is row 2, column 1 of b⁽²⁾; " + SIZE.format("b⁽²⁾")),
    (LAYER, "b1", "b1 is the bias of all units of δ⁽¹⁾'s layer; 𝟏 is a column of ones"),
    (LAYER.batch(3), "b2", "b2 is the bias of all units of δ⁽²⁾'s layer; 𝟏⁽ⁿ⁾ is a column of n ones"),
]


@pytest.mark.parametrize(("network", "wrt", "note"), MATRIX, ids=[m[2][:40] for m in MATRIX])
def test_which_entry_of_which_matrix(network: Network, wrt: str, note: str) -> None:
    assert network.gradient(wrt).matrix.note == note


def test_the_other_layout_is_the_transpose() -> None:
    assert matrix_note(UNIT.graph, "w4") == "w4 is row 2, column 2 of W⁽¹⁾; " + SIZE.format("W⁽¹⁾")
    note = matrix_note(UNIT.graph, "w4", "numerator")
    assert note == (
        "w4 is row 2, column 2 of W⁽¹⁾; numerator layout: ∂E_total/∂W⁽¹⁾ has the shape of the transpose of W⁽¹⁾"
    )
    assert layout_named("numerator") == "numerator"
    with pytest.raises(InputError, match="unknown layout 'numeratr'; did you mean 'numerator'"):
        layout_named("numeratr")


@pytest.mark.parametrize(
    ("notation", "weights", "biases"),
    [("nielsen", "w²", "b²"), ("bishop", "W⁽¹⁾", "b⁽¹⁾"), ("goodfellow", "W⁽¹⁾", "b⁽¹⁾"), ("ng", "W⁽¹⁾", "b⁽¹⁾")],
)
def test_a_book_has_its_own_letter_for_the_matrix(notation: str, weights: str, biases: str) -> None:
    """A notation that numbers layers by their units asked the vector of biases for units that it did not have."""
    network = UNIT.with_notation(notation)
    assert f"is row 2, column 2 of {weights};" in matrix_note(network.graph, "w4", labels=network.labels)
    assert f"is row 1, column 1 of {biases};" in matrix_note(network.graph, "b1", labels=network.labels)


INDEXED = [
    (UNIT, "w4", "w4 is w⁽¹⁾_2,2: layer l = 1, to unit j = 2, from unit i = 2; paths: 2"),
    (UNIT, "w9", "w9 is w⁽²⁾_1,3: layer l = 2, to unit j = 1, from unit i = 3; paths: 1"),
    (UNIT, "b5", "b5 is b⁽²⁾_2: layer l = 2, to unit j = 2; paths: 1"),
    (LAYER, "b1", "b1 is b⁽¹⁾: layer l = 1; paths: 2·2"),
    (LAYER, "b2", "b2 is b⁽²⁾: layer l = 2; paths: 2"),
]


@pytest.mark.parametrize(("network", "wrt", "note"), INDEXED, ids=[i[2][:40] for i in INDEXED])
def test_which_weight_by_its_indices(network: Network, wrt: str, note: str) -> None:
    assert network.gradient(wrt).indexed.note == note


GLOSSES = {
    "matrix": (
        "out⁽⁰⁾ are the inputs. Vectors are columns; ⊙, functions and their derivatives, fractions, powers and a "
        "number among vectors are taken entry by entry. BP1 to BP4 are Nielsen's (2015) four equations. With one "
        "column for each example of a batch the same equations hold, E_total being the sum over the examples and "
        "∂E_total/∂b the sum of δ's columns."
    ),
    "indexed": (
        "out⁽⁰⁾ are the inputs. w⁽ˡ⁾_ji leads from unit i of layer l − 1 to unit j of layer l; "
        "[m = j] is 1 where m is j, else 0."
    ),
}


@pytest.mark.parametrize("form", GLOSSES)
def test_a_page_says_what_its_symbols_mean(form: str) -> None:
    page = CliRunner().invoke(main, ["derive", "1-1", "--wrt", "w1", "--form", form]).stdout
    assert [line.strip() for line in page.splitlines()].count(GLOSSES[form]) == 1


DELTAS = [
    ("sigmoid", "half_squared", 2, "δ⁽²⁾_j = −(t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)"),
    ("sigmoid", "mean_squared", 2, "δ⁽²⁾_j = 1/2 · (−2(t_j − out⁽²⁾_j)) · σ′(net⁽²⁾_j)"),
    ("sigmoid", "mean_squared", 1, "δ⁽²⁾_j = −2(t_j − out⁽²⁾_j) · σ′(net⁽²⁾_j)"),
    ("sigmoid", "binary_cross_entropy", 2, "δ⁽²⁾_j = out⁽²⁾_j − t_j"),
    ("softmax", "cross_entropy", 2, "δ⁽²⁾_j = out⁽²⁾_j − t_j"),
]


@pytest.mark.parametrize(("activation", "loss", "outputs", "line"), DELTAS, ids=[f"{d[1]} {d[2]}" for d in DELTAS])
def test_an_output_delta_by_its_index(activation: str, loss: str, outputs: int, line: str) -> None:
    network = Network.layered(1, 2, outputs, activation=("sigmoid", activation), loss=loss)
    assert line in network.gradient("w1").indexed.text.splitlines()
