"""One spelling for every label."""

from __future__ import annotations

import pytest

from symprop.read import Symbols
from symprop.read.symbols import BadLabel, canonical

SPELLINGS = [
    ("w_1", "w_{1}"),
    ("w_12", "w_{1}2"),
    ("w_{12}", "w_{12}"),
    (r"\text {out}_{ h_1 }", r"\text{out}_{h_{1}}"),
    (r"E_\text{total}", r"E_{\text{total}}"),
    (r"x_\theta", r"x_{\theta}"),
    (r"x_\theta ab", r"x_{\theta}ab"),
    (r"\theta a", r"\theta a"),
    (r"w_{ab}", r"w_{ab}"),
    (r"z^{\left( 2 \right)}_1", r"z^{(2)}_{1}"),
    (r"z^\left(2\right)", "z^(2)"),
    (r"z_{1,2} ^{(2)} b_3^4", r"z^{(2)}_{1,2}b^{4}_{3}"),
    (r"\mathbf {W} ^ { ( 2 ) }", r"\mathbf{W}^{(2)}"),
    (r"m_{j_1 \to h_1}", r"m_{j_{1}\to h_{1}}"),
    (r"\tfrac{\partial  E}{\partial\theta_1}", r"\frac{\partial E}{\partial\theta_{1}}"),
    (r"\dfrac{\partial E}{\partial w_1}", r"\frac{\partial E}{\partial w_{1}}"),
    *(
        (
            rf"\frac{{\partial^2 E}}{{\partial w_1 {space}\partial w_2}}",
            r"\frac{\partial^{2}E}{\partial w_{1}\partial w_{2}}",
        )
        for space in ("", r"\,", r"\thinspace ", r"\;", r"\ ", r"\quad ")
    ),
]


@pytest.mark.parametrize(("label", "spelling"), SPELLINGS, ids=[f"{a} -> {b}" for a, b in SPELLINGS])
def test_spelling(label: str, spelling: str) -> None:
    assert canonical(label) == canonical(spelling) == spelling


@pytest.mark.parametrize(("label", "at"), [(r"\input{x}", 0), (r"w_{1;2}", 4), (r"\text{<b>}", 0), ("a b$", 3)])
def test_what_no_label_has(label: str, at: int) -> None:
    with pytest.raises(BadLabel) as caught:
        canonical(label)
    assert caught.value.at == at


def test_labels_with_different_indices_stay_apart() -> None:
    symbols = Symbols({"w_1": "w1", "w_{11}": "w11", "w_{1,1}": "w1_1", r"\text{w}_1": "word"})
    found = [symbols.find(label) for label in ("w_{1}", "w_{11}", "w_{1, 1}", r"\text{w}_{1}", "w_2")]
    assert found == ["w1", "w11", "w1_1", "word", None]
