"""The labels that every table of this folder uses."""

from __future__ import annotations

import pytest

NAMES = {
    r"w_1": "w1",
    r"w_{12}": "w12",
    r"i_1": "i1",
    r"t_1": "t1",
    r"\text{out}_{h_1}": "out_h1",
    r"\text{out}_{o_1}": "out_o1",
    r"\text{net}_{c}": "net_c",
    r"\text{rate}": "rate",
    r"E_{\text{total}}": "E_total",
    r"h_{10,1}": "h10_1",
    r"\theta": "theta",
    r"\delta_{h_1}": "delta_h1",
    r"m_{j_1 \to h_1}": "m_j1__h1",
    r"\frac{\partial E_{\text{total}}}{\partial w_1}": "d_E_total__d_w1",
    r"\frac{\partial \text{out}_{h_1}}{\partial \text{net}_{c}}": "d_out_h1__d_net_c",
    **{letter: letter for letter in "abcdx"},
}


@pytest.fixture(scope="session")
def names() -> dict[str, str]:
    return NAMES
