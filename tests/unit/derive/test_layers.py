"""Whole layers: where a parameter stands in them, in which layout, and what is no parameter of a layer."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symprop import Network
from symprop.derive.entries import in_entries
from symprop.derive.forms import Limits, derive_form
from symprop.derive.layers import Place, place_of
from symprop.derive.matrix import LAYOUTS, Layout, equation_name, layout_named, matrix_lines
from symprop.derive.scalars import has_layers
from symprop.errors import InputError, UnsupportedForm
from symprop.evaluate.arithmetic import rational_arithmetic
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import Array, Delta, DisplayEquation, Entry, Partial, Var
from symprop.graph import GIVEN
from symprop.network.layout import plan_of

UNIT = Network.layered(2, 3, 2)
LAYER = Network.layered(2, 2, 2, bias="layer")
SKIP = Network.layered(2, 3, 2, sources={"o": ["h", "inputs"]})

PLACES = [
    (UNIT, "w4", Place(1, 0, 1, 1)),
    (UNIT, "w12", Place(2, 0, 1, 2)),
    (SKIP, "w15", Place(2, 1, 1, 0)),
    (UNIT, "b5", Place(2, None, 1)),
    (LAYER, "b2", Place(2, None, -1)),
]


@pytest.mark.parametrize(("network", "wrt", "place"), PLACES, ids=[p[1] for p in PLACES])
def test_where_a_parameter_stands(network: Network, wrt: str, place: Place) -> None:
    plan = plan_of(network.graph)
    assert plan is not None
    assert place_of(network.graph, plan, wrt) == place


NO_PARAMETERS = {
    "i1": "--form: 'i1' is no weight or bias; use --form factored for it",
    "t1": "--form: 't1' is no weight or bias; use --form factored for it",
    "E_total": "--form: 'E_total' is in no layer; use --form factored for it",
}


@pytest.mark.parametrize("wrt", NO_PARAMETERS)
def test_what_is_no_parameter_of_a_layer_stands_in_no_matrix(wrt: str) -> None:
    with pytest.raises(UnsupportedForm) as caught:
        matrix_lines(UNIT.graph, wrt)
    assert str(caught.value) == NO_PARAMETERS[wrt]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("network", [UNIT, SKIP, LAYER], ids=["a bias a unit", "a skip", "a bias a layer"])
def test_every_entry_is_what_the_factored_form_says(network: Network, layout: Layout) -> None:
    """In rationals, every variable of the forward pass on its own."""
    graph = network.graph
    names = (*graph.given(*GIVEN), *graph.defined())
    point = {name: Fraction(k % 7 + 1, k % 5 + 2) for k, name in enumerate(names)}
    for wrt in network.parameters:
        forms = (derive_form(graph, wrt, form, Limits(layout=layout)).lines for form in ("matrix", "factored"))
        ours, theirs = (evaluate_lines(lines, point, rational_arithmetic())[f"d_E_total__d_{wrt}"] for lines in forms)
        assert ours == theirs, wrt


def test_in_the_other_layout_rows_and_columns_change_places() -> None:
    limits = Limits(layout="numerator")
    assert UNIT.gradient("w2", limits=limits).matrix.text.splitlines()[:2] == [
        "∂E_total/∂w2 = [∂E_total/∂W⁽¹⁾]_2,1",
        "∂E_total/∂W⁽¹⁾ = out⁽⁰⁾ δ⁽¹⁾ᵀ   (BP4)",
    ]
    by_bias = derive_form(UNIT.graph, "b3", "matrix", limits).lines
    assert by_bias[0].rhs == Entry(Array("b", (1,), "E_total"), 1, 3)
    assert [line.lhs.shape for line in by_bias[1:2] if isinstance(line.lhs, Array)] == [(1, 3)]


LAST = [
    (("tanh", "sin"), "half_squared", 2, "δ⁽²⁾ = ∂E_total/∂out⁽²⁾ ⊙ cos(net⁽²⁾)   (BP1)"),
    (("sin", "tanh"), "half_squared", 2, "δ⁽¹⁾ = (W⁽²⁾ᵀ δ⁽²⁾) ⊙ cos(net⁽¹⁾)   (BP2)"),
    (("tanh", "tanh"), "mean_squared", 2, "∂E_total/∂out⁽²⁾ = 1/2 · (−2(t − out⁽²⁾))"),
    (("tanh", "tanh"), "mean_squared", 1, "∂E_total/∂out⁽²⁾ = −2(t − out⁽²⁾)"),
]


@pytest.mark.parametrize(("activation", "loss", "outputs", "line"), LAST, ids=[case[3] for case in LAST])
def test_as_it_is_written(activation: tuple[str, str], loss: str, outputs: int, line: str) -> None:
    network = Network.layered(1, 2, outputs, activation=activation, loss=loss)
    assert line in network.gradient("w1").matrix.text.splitlines()


PRIMES = {
    "sigmoid": "σ",
    "tanh": "tanh",
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
}


@pytest.mark.parametrize("activation", PRIMES)
def test_a_derivative_without_a_name_of_its_own_is_shown_by_a_prime(activation: str) -> None:
    """What it comes to by cases or by outs would be read as one number, of a whole layer."""
    gradient = Network.layered(1, 2, 2, activation=(activation, "sin")).gradient("w1")
    matrix, indexed = (form.text.splitlines() for form in (gradient.matrix, gradient.indexed))
    assert f"δ⁽¹⁾ = (W⁽²⁾ᵀ δ⁽²⁾) ⊙ {PRIMES[activation]}′(net⁽¹⁾)   (BP2)" in matrix
    assert f"δ⁽¹⁾_j = (Σ_{{k=1}}^{{2}} δ⁽²⁾_k · w⁽²⁾_kj) · {PRIMES[activation]}′(net⁽¹⁾_j)" in indexed


@pytest.mark.parametrize(
    ("form", "whole"), [("matrix", True), ("indexed", True), ("factored", False), ("chain", False)]
)
def test_which_forms_speak_of_whole_layers(form: str, whole: bool) -> None:
    assert has_layers(derive_form(UNIT.graph, "w1", form).lines) is whole


def test_an_entry_of_a_row_of_biases_is_that_bias() -> None:
    """∂E/∂b2 = δ_h2, in whichever layout."""
    for wrt, unit in (("b1", "h1"), ("b2", "h2"), ("b3", "h3")):
        lines = derive_form(UNIT.graph, wrt, "matrix", Limits(layout="numerator")).lines
        assert in_entries(lines)[0] == DisplayEquation(Partial("E_total", wrt), Delta(unit))


def test_only_the_four_equations_have_a_name() -> None:
    w, delta = Array("W", (1,)), Array("delta", (1,))
    assert equation_name(DisplayEquation(Array("W", (1,), "E_total"), delta)) == "BP4"
    for line in (DisplayEquation(w, delta), DisplayEquation(Partial("E_total", "w1"), Entry(w, 1, 1))):
        assert equation_name(line) == ""
    assert equation_name(DisplayEquation(Var("a"), Var("b"))) == ""


def test_a_layout_that_is_none_is_shown_on_one_line() -> None:
    with pytest.raises(InputError) as caught:
        layout_named("x" * 300)
    assert str(caught.value) == f"--layout: unknown layout '{'x' * 59}…'; one of denominator, numerator"
