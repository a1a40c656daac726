"""What the entries of an indexed formula stand for: w⁽²⁾_13 is one weight of the network, and no other."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.indexed import families_of
from symprop.errors import SympropError
from symprop.expression import Delta, Expr, Partial, Var, number
from symprop.network.layout import plan_of

# h takes the inputs by w1 to w6, j takes h by w7 to w12, o takes j and h, by w13 to w17 into o1, by w18 to w22 into o2
SKIP = Network.layered(2, 3, 2, 2, sources={"o": ["j", "h"]})
LAYER = Network.layered(2, 3, 2, bias="layer")

ENTRIES: list[tuple[str, tuple[int, ...], tuple[int, ...], Expr]] = [
    ("w", (1,), (3, 2), Var("w6")),
    ("w", (2,), (1, 3), Var("w9")),
    ("w", (2,), (2, 1), Var("w10")),
    ("w", (3, 2), (2, 1), Var("w18")),
    ("w", (3, 1), (1, 3), Var("w17")),
    ("b", (1,), (3,), Var("b3")),
    ("b", (3,), (2,), Var("b7")),
    ("d_E_total__d_w", (3, 1), (2, 2), Partial("E_total", "w21")),
    ("d_E_total__d_b", (2,), (2,), Partial("E_total", "b5")),
    ("delta", (2,), (1,), Delta("j1")),
    ("delta", (1,), (3,), Delta("h3")),
    ("net", (1,), (3,), Var("net_h3")),
    ("out", (0,), (2,), Var("i2")),
    ("out", (2,), (1,), Var("out_j1")),
    ("t", (), (2,), Var("t2")),
    ("n", (0,), (), number(2)),
    ("n", (1,), (), number(3)),
]


def entry(network: Network, family: str, layers: tuple[int, ...], indices: tuple[int, ...]) -> Expr:
    plan = plan_of(network.graph)
    assert plan is not None
    found = families_of(plan, "E_total")[family].entry
    assert found is not None
    return found(layers, indices)


@pytest.mark.parametrize(("family", "layers", "indices", "stands_for"), ENTRIES, ids=[str(e[:3]) for e in ENTRIES])
def test_an_entry_is_one_scalar_of_the_network(
    family: str, layers: tuple[int, ...], indices: tuple[int, ...], stands_for: Expr
) -> None:
    assert entry(SKIP, family, layers, indices) == stands_for


def test_the_bias_of_a_layer_has_no_index() -> None:
    assert entry(LAYER, "b", (2,), ()) == Var("b2")
    assert entry(LAYER, "d_E_total__d_b", (1,), ()) == Partial("E_total", "b1")


def test_the_slope_of_a_net_knows_its_out() -> None:
    plan = plan_of(SKIP.graph)
    assert plan is not None
    image = families_of(plan, "E_total")["net"].image
    assert image is not None
    assert image((2,), (2,)) == Var("out_j2")


BEYOND = [
    ("w", (1,), (4, 1), "the index 4 goes beyond a width of 3"),
    ("w", (1,), (1, 3), "the index 3 goes beyond a width of 2"),
    ("w", (4,), (1, 1), "the index 4 goes beyond a width of 3"),
    ("b", (2,), (3,), "the index 3 goes beyond a width of 2"),
    ("delta", (1,), (0,), "the index 0 goes beyond a width of 3"),
    ("out", (0,), (3,), "the index 3 goes beyond a width of 2"),
    ("t", (), (3,), "the index 3 goes beyond a width of 2"),
]


@pytest.mark.parametrize(("family", "layers", "indices", "message"), BEYOND, ids=[str(b[:3]) for b in BEYOND])
def test_an_index_beyond_its_width_is_refused(
    family: str, layers: tuple[int, ...], indices: tuple[int, ...], message: str
) -> None:
    with pytest.raises(SympropError, match=message):
        entry(SKIP, family, layers, indices)
