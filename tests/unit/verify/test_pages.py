"""What stands on the page, read back: every form in every rendering, what no page may hold, and what is too long."""

from __future__ import annotations

import pytest

from symprop import Network
from symprop.derive.forms import derive_form
from symprop.errors import SympropError
from symprop.evaluate.passes import evaluate_lines
from symprop.expression import DisplayEquation, Partial, Var, total
from symprop.verify.pages import RENDERINGS, read_back
from symprop.verify.points import Point, sample_points

NET = Network.layered(2, 2, 2)
SOFTMAX = Network.layered(1, 2, activation="softmax")
(POINT,) = sample_points(NET.graph, (), 1, 1)
LINES = derive_form(NET.graph, "w1", "factored").lines


def worth(lines: list[DisplayEquation] | tuple[DisplayEquation, ...], point: Point) -> dict[str, str]:
    """Return the value of every left side, to thirty digits."""
    digits = point.arithmetic.functions.nstr
    return {name: digits(value, 30) for name, value in evaluate_lines(lines, point.forward, point.arithmetic).items()}


@pytest.mark.parametrize("notation", ["mazur", "nielsen", "pdp"])
@pytest.mark.parametrize("rendering", RENDERINGS)
@pytest.mark.parametrize("form", ["chain", "factored", "matrix"])
def test_every_name_on_the_page_is_worth_what_it_was(form: str, rendering: str, notation: str) -> None:
    """In pdp δ stands for −∂E/∂net: the page has another sign than Python has, and both are read as what they mean."""
    labels = NET.with_notation(notation).labels
    lines = derive_form(NET.graph, "w1", form).lines
    assert worth(read_back(lines, rendering, labels), POINT) == worth(lines, POINT)


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_indices_are_read_in_mazurs_symbols(rendering: str) -> None:
    for network, wrt in ((NET, "w1"), (NET, "b1"), (SOFTMAX, "w1")):
        (point,) = sample_points(network.graph, (), 1, 1)
        form = derive_form(network.graph, wrt, "indexed")
        for lines in (form.lines, form.again):
            found = read_back(lines, rendering, network.labels)
            assert worth(found, point) == worth(lines, point)


@pytest.mark.parametrize("sign", ["pdp", "ng", "haykin"])
def test_a_delta_of_the_other_sign_is_found(sign: str) -> None:
    """The page of a book whose δ is −∂E/∂net, read as that of one whose δ is ∂E/∂net, and the other way round."""
    printed, read = NET.with_notation(sign).labels, NET.labels
    python = [RENDERINGS["python"][0](line, read) for line in LINES]
    right = worth(LINES, POINT)
    assert worth(read_back(LINES, "python", printed, printed=python), POINT) == right
    turned = [line.replace("= ", "= -(", 1) + ")" if line.startswith("delta") else line for line in python]
    assert worth(read_back(LINES, "python", printed, printed=turned), POINT) != right


NO_SCALARS = {
    "text": [
        "∂E_total/∂w1 = Σ_{k=1}^{2} i1",
        "∂E_total/∂w1 = i1 ⊙ i2",
        "∂E_total/∂w1 = i1ᵀ",
        "∂E_total/∂w1 = σ′(net_h1) · i1",
    ],
    "latex": [
        r"\frac{\partial E_{\text{total}}}{\partial w_1} = \sum_{k=1}^{2} i_1",
        r"\frac{\partial E_{\text{total}}}{\partial w_1} = i_1 \odot i_2",
    ],
    "python": ["d_E_total__d_w1 = sum(i1 for k in range(2))", "d_E_total__d_w1 = i1 @ i2", "d_E_total__d_w1 = i1.T"],
}


@pytest.mark.parametrize(
    ("rendering", "printed"), [(name, page) for name, pages in NO_SCALARS.items() for page in pages]
)
def test_a_page_of_scalars_holds_no_whole_layers(rendering: str, printed: str) -> None:
    line = DisplayEquation(Partial("E_total", "w1"), Var("i1") * Var("i2") + Var("net_h1"))
    with pytest.raises(SympropError):
        read_back([line], rendering, NET.labels, printed=[printed])


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_what_we_wrote_is_read_however_long_it_is(rendering: str) -> None:
    """An answer from outside may have 64 KB; this page has more."""
    name = "a" * 40
    network = Network.from_dict({"inputs": [name], "parameters": ["u"], "equations": {"y": f"u*{name}"}, "loss": "y^2"})
    line = DisplayEquation(Partial("E_total", "u"), total(Var(name) for _ in range(1_600)))
    assert len(RENDERINGS[rendering][0](line, network.labels)) > 64 * 1024
    (found,) = read_back([line], rendering, network.labels)
    assert found == line


def test_only_what_is_on_the_page_is_known_to_its_reader() -> None:
    line = DisplayEquation(Partial("E_total", "w1"), Var("i1"))
    with pytest.raises(SympropError, match="i2"):
        read_back([line], "python", NET.labels, printed=["d_E_total__d_w1 = i1*i2"])
    with pytest.raises((SympropError, KeyError)):
        read_back([line], "python", NET.labels, printed=["d_E_total__d_w2 = i1"])
