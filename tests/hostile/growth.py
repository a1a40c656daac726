"""Texts that make a careless reader quadratic: many keys, names, lines or signs of one kind, as long as wanted."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from symprop.errors import SympropError
from tests.hostile.doors import DOORS


class Pump(NamedTuple):
    """A family of texts.

    Args:
        door: a key of DOORS.
        size: how many pieces the smaller text has.
        make: the text of so many pieces.
    """

    door: str
    size: int
    make: Callable[[int], str]


def _each(template: str) -> Callable[[int], str]:
    """Return texts that repeat a piece, ``#`` in it its number."""
    return lambda n: "".join(template.replace("#", str(k)) for k in range(n))


def _around(before: str, template: str, after: str) -> Callable[[int], str]:
    return lambda n: before + _each(template)(n) + after


_EQUATIONS = "inputs: [x]\nparameters: [v]\ntargets: [t]\nequations:\n"
_ONE = "inputs: 1\nlayers: [{units: 1}]\n"
PUMPS: Mapping[str, Pump] = {
    # formulas
    **{f"text of {piece!r}": Pump("text", 30_000 // len(piece), _each(piece)) for piece in (
        "x", "x+", "x*", "-", "x ", "1", "x_", "_", "(x)", "x'", "d_x__", "∂x", "∂x/∂", "m_x→", "m_", "½", "²", "1e",
        "x if ", " ", "\n", "0", "σ(", "x(", "d2_", "δ_", "x**1 ", "1.", ".", "é", "𝐱",
    )},
    **{f"LaTeX of {piece!r}": Pump("latex", 30_000 // len(piece), _each(piece)) for piece in (
        "x", "x+", "\\frac", "\\frac{1}{2}", "{}", "\\left(", "\\text{a}", "\\partial ", "_", "^", "\\to ", "&", "\\\\",
        "\\begin{cases}", "x_{1}", "x_1", "\\mathbf{", "\\mathbf{a}^{", "\\,", "\\quad ", "\\delta_{a}", "~", "%",
        "\\frac{\\partial x}{\\partial y}", "m_{a \\to b}", "\\operatorname{a}", "1 ", " ",
    )},
    **{f"an answer of {piece!r}": Pump("answer", 30_000 // len(piece), _each(piece)) for piece in (
        "d", "d ", "dE", "dd_", "E_d", "w5", "w5 ", "w", "out_h1", "out_h1 ", "i1+", "m_", "m_h1→", "m__", "->", "→",
        "_", "{", "w_{", "w_{a,", ",", "a,", "= ", "x=1;", "a#=1;", "a#=a1;", "i1=i1=", "\n", "#\n",
        "0.5\n", "out_h1\n", "v#=i1\n", "i#=i1\n", "\\frac", "^", "^2",
        "\\mathrm{", "\\text{ }", "'", "′", "if ", "np.", "e^", "e", "$", "&", "\\\\", "\\\\[", "|", "(", "σ", "σ'",
        "\\sigma'", "\\delta", "δ_", "partial ", "\\partial", "\\frac{d", "\\frac{d E}{d w", "\\begin{align}", "é",
        "x_#", "w_o2,h1", "d_w1,h1", "out_h1,out_h2,",
        "w5^", "⁽", "¹,", "f(", "1e", "1 ", ";", "so ", "w5_h", "t#", "net", "netout", "outnet", "hh", "o1h1",
    )},
    "a long index": Pump("answer", 15_000, lambda n: "w_{" + " " * n + "}"),
    "a long index of a message": Pump("answer", 15_000, lambda n: "m_{" + " " * n + "x"),
    "a message of blanks": Pump("answer", 15_000, lambda n: "m_{" + " " * n + "}"),
    "a list of indices": Pump("answer", 15_000, lambda n: "w_" + "a," * n + "_{b}"),
    "one unknown name": Pump("answer", 30_000, lambda n: "q" * n),
    "one name that is nearly known": Pump("answer", 7_000, lambda n: "out_" * n + "h1"),
    "a power of powers": Pump("latex", 3_000, lambda n: "x^{" * n + "1" + "}" * n),
    # files
    "keys": Pump("values", 4_000, _each("w#: 1\n")),
    "long keys": Pump("values", 30, lambda n: "".join(f"{'w' * 1_000}{k}: 1\n" for k in range(n))),
    "values in one line": Pump("values", 4_000, _around("{", "w#: 1, ", "w: 1}")),
    "a key again and again": Pump("values", 4_000, lambda n: "".join(f"w{k % (n - 1)}: 1\n" for k in range(n))),
    "a long number": Pump("values", 100_000, lambda n: f"w1: {'9' * n}"),
    "a long text": Pump("values", 100_000, lambda n: f"w1: '{'a ' * n}'"),
    "a folded text": Pump("values", 2_000, lambda n: "w1: >\n" + "  a\n" * n),
    "a text with escapes": Pump("values", 20_000, lambda n: f'w1: "{chr(92)}x41' + f"{chr(92)}x41" * n + '"'),
    "a comment": Pump("values", 100_000, lambda n: "#" * n + "\nw1: 1"),
    "comments": Pump("values", 10_000, lambda n: "# a\n" * n + "w1: 1"),
    "blank lines": Pump("values", 100_000, lambda n: "\n" * n + "w1: 1"),
    "spaces": Pump("values", 100_000, lambda n: "w1:" + " " * n + "1"),
    "signs of lists": Pump("values", 4_000, lambda n: "- " * n),
    "questions": Pump("values", 4_000, lambda n: "? " * n),
    "indentation": Pump("values", 100, lambda n: "".join(" " * k + "a:\n" for k in range(n))),
    "brackets side by side": Pump("values", 2_000, _around("a: [", "[], ", "]")),
    "brackets in brackets": Pump("values", 60, _around("a: [", "[" * 28 + "]" * 28 + ",", "]")),
    "quotes": Pump("values", 100_000, lambda n: "a: " + "''" * n),
    "names of inputs": Pump("network", 2_000, _around("inputs: [", "x#, ", "x]\nlayers: [{units: 1}]\n")),
    "inputs alike": Pump("network", 2_000, _around("inputs: [", "x#, ", "x1]\nlayers: [{units: 1}]\n")),
    "unknown keys": Pump("network", 2_000, lambda n: _ONE + _each("key#: 1\n")(n)),
    "unknown values": Pump("network", 2_000, lambda n: _ONE + "values:\n" + _each("  v#: 1\n")(n)),
    "layers": Pump("network", 500, _around("inputs: 1\nlayers:\n", "- {units: 1}\n", "")),
    "named layers": Pump("network", 500, _around("inputs: 1\nlayers:\n", "- {units: 1, name: l#a}\n", "")),
    "one layer from all": Pump("network", 300, lambda n: "inputs: 1\nlayers:\n" + _each("- {units: 1, name: l#a}\n")(n)
                               + f"- {{units: 1, from: [{', '.join(f'l{k}a' for k in range(n))}]}}\n"),
    "units in a row": Pump("network", 300, lambda n: "inputs: [x]\nunits:\n" + "".join(
        f"- {{name: u{k}a, from: {{{f'u{k - 1}a' if k else 'x'}: v{k}a}}}}\n" for k in range(n))
        + f"outputs: [u{n - 1}a]\n"),
    "weights of a unit": Pump("network", 500, lambda n: "inputs: [x]\nunits:\n- name: u\n  from:\n    x: ["
                              + ", ".join(f"v{k}a" for k in range(n)) + "]\noutputs: [u]\n"),
    "equations in a row": Pump("network", 300, lambda n: _EQUATIONS + "  z0a: v*x\n"
                               + "".join(f"  z{k}a: z{k - 1}a\n" for k in range(1, n)) + f"loss: (z{n - 1}a - t)^2\n"),
    "equations backwards": Pump("network", 300, lambda n: _EQUATIONS
                                + "".join(f"  z{k}a: z{k - 1}a\n" for k in range(n - 1, 0, -1))
                                + f"  z0a: v*x\nloss: (z{n - 1}a - t)^2\n"),
    "a cycle of equations": Pump("network", 300, lambda n: _EQUATIONS
                                 + "".join(f"  z{k}a: z{(k - 1) % n}a\n" for k in range(n))
                                 + "loss: (v*x*z0a - t)^2\n"),
    "a long formula": Pump("network", 3_000, lambda n: "inputs: [x]\nparameters: [v]\ntargets: [t]\nequations: {z: "
                           + "v*x + " * n + "1}\nloss: (z - t)^2\n"),
    "activations": Pump("network", 300, lambda n: _ONE + "activations:\n" + _each("  f#a: x*x\n")(n)),
    "sizes": Pump("spec", 5_000, lambda n: "1-" * n + "1"),
    "assignments": Pump("at", 3_000, _around("", "w#=1,", "w=1")),
    "commas": Pump("at", 30_000, lambda n: "w1=1" + "," * n),
    "brackets of an index": Pump("at", 30_000, lambda n: "w1=1" + "[," * n),
    "networks of a plan": Pump("plan", 1_000, _around("title: T\nnetworks:\n", "  n#: mazur\n",
                                                       "questions: [{kind: derive}]")),
    "formats of a plan": Pump("plan", 2_000, _around("title: T\nformats: [", "html, ",
                              "html]\nnetworks: {n: mazur}\nquestions: [{kind: derive}]")),
    "keys of a notation": Pump("notation", 600, _each("key#: 1\n")),
    "places of a notation": Pump("notation", 700, lambda n: "out: 'y_{" + "{unit}" * n + "}'"),
    "students": Pump("roster", 900, _around("id\n", "s#\n", "")),
    "columns": Pump("roster", 10_000, lambda n: "id," + "".join(f"c{k}," for k in range(n)) + "\na\n"),
    "quotes in a roster": Pump("roster", 50_000, lambda n: 'id\n"' + '""' * n),
    "rows of answers": Pump("answers", 5_000, _around("answer\n", "w#\n", "")),
    "cells of answers": Pump("answers", 20_000, lambda n: "answer\n" + "x," * n),
    # MathML
    "elements": Pump("mathml", 1_500, _around("<math>", "<mi>x</mi>", "</math>")),
    "empty elements": Pump("mathml", 4_000, _around("<math>", "<mrow/>", "</math>")),
    "elements in elements": Pump("mathml", 350, lambda n: "<mrow>" * n + "<mi>x</mi>" + "</mrow>" * n),
    "attributes": Pump("mathml", 3_000, _around("<math ", "a#='' ", "><mi>x</mi></math>")),
    "namespaces": Pump("mathml", 1_500, _around("<math ", "xmlns:a#='b' ", "><mi>x</mi></math>")),
    "comments of MathML": Pump("mathml", 4_000, _around("<math>", "<!---->", "<mi>x</mi></math>")),
    "sections": Pump("mathml", 2_000, _around("<math><mi>", "<![CDATA[x]]>", "</mi></math>")),
    "characters by number": Pump("mathml", 4_000, _around("<math><mi>", "&#120;", "</mi></math>")),
    "a long symbol": Pump("mathml", 30_000, lambda n: f"<math><mi>{'x' * n}</mi></math>"),
    "lines of MathML": Pump("mathml", 30_000, lambda n: "<math>" + "\n" * n + "</mi>"),
    "indices": Pump("mathml", 60, lambda n: "<msub><mi>x</mi>" * n + "<mi>x</mi>" + "</msub>" * n),
    "rows of a table": Pump("mathml", 1_000, _around("<mtable>", "<mtr><mtd><mi>x</mi></mtd></mtr>", "</mtable>")),
    "letters of a symbol": Pump("mathml", 1_500, _around("<msub><mi>x</mi><mrow>", "<mi>x</mi><mo>,</mo>",
                                                          "</mrow></msub>")),
}  # fmt: skip


def seconds(pump: Pump, size: int) -> float:
    """Return the processor time for a text of this size, the least of two."""
    text, door = pump.make(size), DOORS[pump.door]

    def once() -> float:
        start = time.process_time()
        with suppress(SympropError):
            door(text)
        return time.process_time() - start

    first = once()
    return first if first < QUICK else min(first, once())


QUICK = 0.05


def growth(pump: Pump, size: int) -> tuple[float, float]:
    """Return the time for twice the size, and how many times that of the size it is."""
    small, large = seconds(pump, size), seconds(pump, 2 * size)
    return large, large / max(small, QUICK / 2)
