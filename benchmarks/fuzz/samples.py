"""Inputs that are accepted: what symprop itself prints, its examples, and what its documentation shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from symprop.expression import DisplayEquation, Named, names_in
from symprop.homework.plan import QUESTION_KEYS

ROOT = Path(__file__).parents[2]
SHOWN = (("mazur", "w1"), ("mazur", "b1"), ("skip", "w1"), ("softmax_cross_entropy", "w1"), ("shared_weight", "w"))
FORMS = ("chain", "messages", "paths", "factored", "closed")
KINDS_OF_QUESTIONS = (
    "derive, numbers, count-paths, list-paths, which-is-right, find-the-mistake, fill-in, order, explain"
)


@lru_cache
def _lines() -> tuple[tuple[str, DisplayEquation], ...]:
    """Return (network, equation) of every form of a few gradients."""
    from symprop.api import load

    return tuple(
        (name, line)
        for name, wrt in SHOWN
        for form in FORMS
        for line in load(name).gradient(wrt).form(form).lines
        if line.lhs is not None
    )


@lru_cache
def leaves() -> tuple[Named, ...]:
    """Return every name on the pages of the network mazur."""
    found = {
        name: leaf
        for network, line in _lines()
        if network == "mazur"
        for side in (line.lhs, line.rhs)
        for name, leaf in names_in(side).items()
    }
    return tuple(found.values())


@lru_cache
def _printed(rendering: str) -> list[bytes]:
    """Return the lines of the pages of mazur as each notation prints them, each once."""
    from symprop.api import load
    from symprop.notation import NOTATIONS
    from symprop.verify.pages import RENDERINGS

    show = RENDERINGS[rendering][0]
    found: dict[str, None] = {}
    for notation in NOTATIONS:
        labels = load("mazur").with_notation(notation).labels
        for network, line in _lines():
            if network == "mazur":
                found[show(line, labels)] = None
    return [text.encode() for text in found]


@lru_cache
def latex_labels() -> Mapping[str, str]:
    """Return LaTeX label → name of mazur in every notation; where two mean different things, the first."""
    from symprop.notation import latex_names

    return _labels(latex_names)


@lru_cache
def text_labels() -> Mapping[str, str]:
    """Return text label → name of mazur in every notation, and each name itself."""
    from symprop.notation import text_names

    return {**_labels(text_names), **{leaf.name: leaf.name for leaf in leaves()}}


def _labels(table: Any) -> dict[str, str]:
    from symprop.api import load
    from symprop.notation import NOTATIONS

    found: dict[str, str] = {}
    for notation in NOTATIONS:
        for label, name in table(load("mazur").with_notation(notation).labels, leaves()).items():
            found.setdefault(label, name)
    return found


def texts() -> list[bytes]:
    """Return formulas in Unicode and in Python."""
    return [
        *_printed("text"),
        *_printed("python"),
        b"-(t1 - out_o1)*out_o1*(1 - out_o1)*out_h1",
        b"i1 if net_h1 > 0 else .5",
    ]


def formulas() -> list[bytes]:
    """Return formulas of network files."""
    return [
        b"sigmoid(u*x)",
        b"s*tanh(v*s) + x",
        b"1/2*(t - y)^2",
        b"softplus(x) if x > 0 else 0.01*x",
        "½ (t − y)²".encode(),
        b"log(1 + exp(-x)) - sqrt(abs(x))**3/2",
        *(line.rpartition(b" = ")[2] for line in _printed("python")),
    ]


def latex() -> list[bytes]:
    """Return equations in LaTeX, and their right sides."""
    lines = _printed("latex")
    return [
        *lines,
        *(line.partition(b"&= ")[2].removesuffix(b"\n\\end{align*}") for line in lines if b"\\\\" not in line),
    ]


def mathml() -> list[bytes]:
    """Return equations in MathML."""
    return _printed("mathml")


def answers() -> list[bytes]:
    """Return answers as students type them, in every notation and markup."""
    typed = (
        r"\delta_{o1} w_5 \sigma'(net_{h1}) i_1",
        "dE/dw1 = -(t1-out_o1)*out_o1*(1-out_o1)*w5*out_h1*(1-out_h1)*i1\n"
        "- (t2-out_o2)*out_o2*(1-out_o2)*w7*out_h1*(1-out_h1)*i1",
        "delta_o1 = -(t1 - out_o1) out_o1 (1 - out_o1)\n"
        "delta_h1 = (delta_o1*w5 + delta_o2*w7) out_h1 (1 - out_h1)\ndelta_h1 i1",
        "∂E_total/∂w1 = ∂E_total/∂out_h1 · ∂out_h1/∂net_h1 · ∂net_h1/∂w1",
        r"$$\frac{\partial E}{\partial w_1} = \frac12 \cdot \mathrm{out}_{h_1}$$",
        "0.000438568",
        "4.38568 \\times 10^{-4}",
        "a = out_h1(1 - out_h1); a i1 (δ_o1 w5 + δ_o2 w7)",
        "a = out_o2; ∂E_o1/∂out_o1 = a - t1; dout_h2/dnet_o1 = w6 a; ∂E/∂E_o2 = out_o2; δ_o1 i1",
        r"\begin{cases} 1 & \text{if } net_{h1} > 0 \\ 0 & \text{otherwise} \end{cases}",
        "np.exp(-net_h1)/(1+np.exp(-net_h1))**2 * i1",
    )
    return [*map(str.encode, typed), *_printed("latex")[::5], *_printed("text")[::5], *_printed("mathml")[::11]]


def values() -> list[bytes]:
    """Return assignments."""
    return [b"i1=.05,w1=.15", "w1 = −1.5e-3, t2=1".encode(), b"b1=0,b2=+3.,i2=1E2", b"w8=-0"]


def names() -> list[bytes]:
    """Return names of parameters and other variables."""
    return [b"w1", b"w1,w2, b1", b"out_o1", b"net_h1", b"E_total", b"w", b"w23520", b"0.weight[2,1]", b"E_o1,t1"]


def sizes() -> list[bytes]:
    """Return sizes, with numbers and with names."""
    return [b"2-2-2", b"784-30-10", "n0-…-nL".encode(), b"n0-...-nL", b"2-n-1", b"1-1", b"3-5-4-2"]


def rosters() -> list[bytes]:
    """Return rosters."""
    return [
        b"id,name\nada,Ada L.\nbob,Bob\n",
        'Name,ID\r\n"Núñez, Ana",ana.n@x\r\n'.encode(),
        b"id\n1\n2\n3\n",
        b'\xef\xbb\xbfid,name,group\ns-1,"a ""b""",A\n',
    ]


def submissions() -> list[bytes]:
    """Return tables of answers."""
    return [
        b'id,wrt,answer\n7,w1,delta_h1*i1\n8,w5,"-(t1 - out_o1)"\n',
        'name,answer,wrt\n"=1+1","δ_h1 · i1",w1\n@x,"a\nb",b1\n'.encode(),
        b"answer,wrt\n0.5,w1\n",
    ]


def _examples() -> list[bytes]:
    folder = resources.files("symprop") / "examples"
    return [entry.read_bytes() for entry in folder.iterdir() if entry.name.endswith(".yaml")]


def networks() -> list[bytes]:
    """Return network files: the bundled ones, the documentation's, and one of each kind of layer."""
    kinds = (
        "inputs: [x]\nparameters: [u, v]\ntargets: [t]\n"
        "equations:\n  s: sigmoid(u*x)\n  y: s*tanh(v*s) + x\nloss: 1/2*(t - y)^2\n",
        "inputs: 2\nlayers:\n  - {units: 2, activation: swish2}\n"
        "activations: {swish2: x*sigmoid(x)}\nbias: none\nsamples: 3\n",
        "inputs: 3\nlayers: [{units: 2}]\nlosses: {mine: abs(t - y)^3}\nloss: mine\n",
        '{"inputs": 2, "layers": [{"kind": "rnn", "units": 1, "steps": 2}], "reduction": "mean"}',
        "inputs: 4\nlayers:\n- kind: gru\n  units: 1\n  steps: 2\n- kind: dropout\n  mask: [1]\n",
    )
    return [*_examples(), *map(str.encode, kinds), *_documented("file-format.md", "yaml")]


def _documented(page: str, language: str) -> list[bytes]:
    """Return the blocks of a language on a page of the documentation."""
    parts = (ROOT / "docs" / page).read_text(encoding="utf-8").split("```")[1::2]
    return [part.removeprefix(language).lstrip("\n").encode() for part in parts if part.startswith(f"{language}\n")]


def plans() -> list[bytes]:
    """Return plans of homework."""
    every = ", ".join(f"{{kind: {kind}, network: n}}" for kind in QUESTION_KEYS)
    small = f"title: T\nnetworks: {{n: question}}\nquestions: [{every}]\nrubric: {{wrong-sign: 0.5, unknown: 0}}\n"
    return [(ROOT / "examples" / "plan.yaml").read_bytes(), small.encode(), *_documented("homework.md", "yaml")]


def notations() -> list[bytes]:
    """Return files of notations."""
    return [b"like: nielsen\nout: y^({layer})_{unit}\n", *_documented("notations.md", "yaml")]


def value_files() -> list[bytes]:
    """Return files of values."""
    return [b"i1: 0.05\nw1: -1.5e-3\n", b"{i1: 1, i2: .5, t1: 0}", b'{"w1": "1E-2", "b2": 0}']


@lru_cache
def questions() -> list[bytes]:
    """Return questions as the exports store them, one of each kind."""
    from symprop.homework.assemble import EVERYBODY, assemble
    from symprop.homework.plan import plan_of
    from symprop.homework.stored import as_json

    asked = assemble(plan_of(plans()[1].decode(), "plan.yaml"), EVERYBODY).questions
    return [
        json.dumps(as_json(question, {"wrong-sign": Fraction(1, 2)}), ensure_ascii=False).encode() for question in asked
    ]


def onnx() -> list[bytes]:
    """Return models, small, of a few operators."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    def model(nodes: list[Any], **arrays: Any) -> bytes:
        graph = helper.make_graph(
            nodes,
            "g",
            [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", 2])],
            [helper.make_tensor_value_info("y", TensorProto.DOUBLE, None)],
            [numpy_helper.from_array(np.asarray(array, dtype=float), name) for name, array in arrays.items()],
        )
        made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
        return bytes(made.SerializeToString())

    gemm = helper.make_node("Gemm", ["x", "w", "b"], ["a"], transB=1)
    return [
        model([gemm, helper.make_node("Sigmoid", ["a"], ["y"])], w=[[1, 2]], b=[0]),
        model([helper.make_node("MatMul", ["x", "w"], ["a"]), helper.make_node("Relu", ["a"], ["y"])], w=[[1], [2]]),
        model(
            [gemm, helper.make_node("Softmax", ["a"], ["c"], axis=-1), helper.make_node("Add", ["c", "x"], ["y"])],
            w=[[1, 2], [3, 4]],
            b=[0, 1],
        ),
        model(
            [helper.make_node("Constant", [], ["s"], value_floats=[1.0]), helper.make_node("Mul", ["x", "s"], ["y"])]
        ),
    ]
