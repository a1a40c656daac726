"""The small language of symbols: template, places -> label."""

from __future__ import annotations

import pytest

from symprop.notation import Label, plain_label
from symprop.notation.template import number, template

PLACES = {"layer": number("2"), "unit": number("1"), "name": plain_label("h1"), "source": number("3")}
PLACES |= {"target": number("1"), "target_name": plain_label("o1"), "source_name": plain_label("h10_2")}

SHOWN = {
    "z": ("z", "z"),
    "theta": (r"\theta", "θ"),
    "net_{name}": (r"\text{net}_{h_1}", "net_h1"),
    "E_total": (r"E_{\text{total}}", "E_total"),
    "x_{unit}": ("x_1", "x1"),
    "theta_{unit}": (r"\theta_1", "θ1"),
    "out_{unit}": (r"\text{out}_1", "out_1"),
    "a^{layer}_{unit}": ("a^{2}_1", "a²_1"),
    "a^({layer})_{unit}": ("a^{(2)}_1", "a⁽²⁾_1"),
    "w^{layer}_{target}{source}": ("w^{2}_{13}", "w²_13"),
    "w^{layer}_{source}{target}": ("w^{2}_{31}", "w²_31"),
    "W^({layer})_{target},{source}": ("W^{(2)}_{1,3}", "W⁽²⁾_1,3"),
    "w_{target_name}{source_name}": ("w_{o_1,h_{10,2}}", "w_o1,h10_2"),
    "w^({layer})_{unit}0": ("w^{(2)}_{10}", "w⁽²⁾_10"),
    "script E_{unit}": (r"\mathcal{E}_1", "ℰ1"),
    "{name}": ("h_1", "h1"),
}


@pytest.mark.parametrize("text", SHOWN, ids=lambda text: f"{text} -> {SHOWN[text][1]}")
def test_label(text: str) -> None:
    assert template(text).label(PLACES) == Label(*SHOWN[text])


def test_what_there_is_not_is_left_out() -> None:
    assert template("z^({layer})_{unit}").label({"unit": plain_label("c")}) == Label("z_{c}", "z_c")
    assert template("b^{layer}_{unit}").label({"layer": number("2")}) == Label("b^{2}", "b²")


def test_wide_indices_are_told_apart() -> None:
    w = template("w_{target}{source}")
    labels = {
        w.label({"target": number(j), "source": number(k)}).latex for j, k in (("1", "12"), ("11", "2"), ("1", "1"))
    }
    assert labels == {"w_{1,12}", "w_{11,2}", "w_{11}"}
