"""Numbers and nesting without bounds; beside each what is just within them."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from tests.hostile.doors import Pair

TOWERS: tuple[tuple[str, str, float], ...] = (
    ("9**9**9**9", "9**9", 9.0**9),
    ("9^9^9^9", "9^9", 9.0**9),
    ("9**(9**9)", "(9**9)", 9.0**9),
    ("(9**9)**(9**9)", "(9**9)*(9**9)", 9.0**18),
    ("9⁹⁹⁹⁹", "9⁹", 9.0**9),
    ("x**99999999999", "x**64", 0.5**64),
    ("x**65", "x**(64)", 0.5**64),
    ("x**-65", "x**-64", 2.0**64),
    ("x**1e10", "x**1e1", 0.5**10),
    ("x**(1e400)", "x**(1e0)", 0.5),
    ("(2**64)**64", "(2**6)**4", 2.0**24),
    ("((2**60)**60)**60", "((2**3)**2)**2", 2.0**12),
    ("exp(exp(exp(exp(exp(w)))))", "exp(exp(x))", exp(exp(0.5))),
    ("exp(exp(exp(exp(9))))", "exp(exp(1))", exp(exp(1))),
    ("x**y**w**t", "x**2", 0.25),
    ("2**x**w**y**t", "2**x", 2**0.5),
    ("10**10**10", "10**10", 1e10),
    ("1e999999999", "1e99", 1e99),
    ("1E999999999", "1E99", 1e99),
    ("1e-999999999", "1e-99", 1e-99),
    ("1e+999999999", "1e+99", 1e99),
    ("1e" + "9" * 60_000, "1e" + "0" * 40 + "9", 1e9),
    ("9" * 60_000, "9" * 50, 1e50),
    ("9" * 51, "0" * 48 + "10", 10),
    ("0." + "1" * 51, "0." + "1" * 49, 1 / 9),
    ("0." + "0" * 60_000 + "1", "0." + "0" * 40 + "1", 1e-41),
    ("1×10^{999999999}", "1×10⁹", 1e9),
    ("0x10", "0*10", 0),
    ("0b11", "0/11", 0),
    ("0o17", "0 + 17", 17),
    ("1_000", "1000", 1000),
    ("1j", "1x", 0.5),
    ("1L", "1w", 3),
    ("1..2", "1 - .2", 0.8),
    ("1.2.3", "1.2*3", 3.6),
    ("1e", "1*x", 0.5),
    ("1e+", "1 + x", 1.5),
    ("1ee5", "1e5", 1e5),
    (".", ".5", 0.5),
    ("1 2", "12", 12),
    ("1,5", "1.5", 1.5),
    ("1'000", "1000", 1000),
    ("½½", "½*½", 0.25),
    ("٣", "3", 3),
    ("３", "3.0", 3),
    ("²", "1²", 1),
    ("1e⁵", "1*10⁵", 1e5),
    ("∞", "8", 8),
)
"""Of formulas."""

VALUES: tuple[tuple[str, str, float], ...] = (
    ("1e999999999", "1e99", 1e99),
    ("1e301", "1e300", 1e300),
    ("1e-301", "1e-300", 1e-300),
    ("1e" + "0" * 100_000 + "1", "1e001", 10),
    ("9" * 1_000_000, "9" * 50, 1e50),
    ("9" * 51, "9" * 49, 1e49),
    ("1.1.", "1.1", 1.1),
    ("nan", "0", 0),
    ("inf", "1", 1),
    ("-Infinity", "-1", -1),
    (".inf", ".1", 0.1),
    (".nan", ".0", 0),
    ("1_000", "1000", 1000),
    ("0x1F", "01", 1),
    ("0b1", "00.1", 0.1),
    ("0o7", "07", 7),
    ("1j", "1.", 1),
    ("1/0", "0.5", 0.5),
    ("2**9", "512", 512),
    ("9**9**9", "9e9", 9e9),
    ("1+1", "+1", 1),
    ("--1", "-1", -1),
    ("−−1", "−1", -1),
    ("(1)", "1", 1),
    ("1 000", "1e3", 1e3),
    ("1,5", "1.5", 1.5),
    ("１", "1", 1),
    ("٣", "3", 3),
    ("1e5e5", "1e5", 1e5),
    ("~", "0.0", 0),
    ("true", "1", 1),
    ("2026-11-25", "20261125", 20261125),
    ("12:30:45", "123045", 123045),
    ("__import__('os')", "-0.5", -0.5),
    ("π", "3.14159", 3.14159),
)
"""Of inputs and weights."""


def _deep(depth: int) -> Iterator[Pair]:
    """What opens and opens; the fine one stays well under the limit of 200."""
    few = 40
    for left, right in (("(", ")"), ("[", "]"), ("-(", ")"), ("sin(0*", ")"), ("1*(", ")"), ("x + 0*(", ")")):
        for open_only in (False, True):
            hostile = left * depth + "x" + ("" if open_only else right * depth)
            value = 0.0 if left == "sin(0*" else 0.5
            yield Pair("text", hostile, left * few + "x" + right * few, value)
    for sign in ("-", "−", "- ", "−-"):
        yield Pair("text", sign * depth + "x", sign * few + "x", 0.5)
    yield Pair("text", "x" + "/1" * depth, "x" + "/1" * few, 0.5)
    yield Pair("text", "x" + "**1" * depth, "x**1", 0.5)
    yield Pair("text", ")" * depth, "(x)", 0.5)
    yield Pair("text", "(" * depth + ")" * depth, "(x)*(y)", 1)
    yield Pair("text", "x if y > 0 else " * depth + "x", "x if y > 0 else " * few + "x", 0.5)
    yield Pair("answer", "(" * depth + "out_h1" + ")" * depth, "(" * few + "out_h1" + ")" * few, "wrong")
    yield Pair("answer", "-" * depth + "out_h1", "-" * few + "out_h1", "wrong")
    for left, right in (
        (r"\frac{1}{", "}"), (r"\left(", r"\right)"), (r"\sqrt{", "}"), ("{", "}"), ("x^{", "}"), (r"\text{", "}"),
        ("x_{", "}"), (r"\left[", r"\right]"), (r"\sin\left(", r"\right)"),
        (r"\begin{cases} x & y > 0 \\ ", r" & \text{otherwise} \end{cases}"),
    ):  # fmt: skip
        few_of = {r"\text{": 0, "x_{": 0, "x^{": 1}.get(left, 30)
        value = {r"\sqrt{": 1.0, r"\sin\left(": 0.0}.get(left, 0.5)
        middle = {r"\sqrt{": "1", r"\sin\left(": "0", r"\frac{1}{": "2", "x^{": "1"}.get(left, "x")
        value = 2.0 if left == r"\frac{1}{" and few_of % 2 == 0 else value
        yield Pair("latex", left * depth + "x" + right * depth, left * few_of + middle + right * few_of, value)
        yield Pair("latex", left * depth, "x y", 1)
    for tag, around in (("mrow", 100), ("mstyle", 100), ("msqrt", 30), ("math", 50)):
        middle = "<mi>x</mi>" if tag != "msqrt" else "<mn>1</mn>"
        fine = f"<{tag}>" * around + middle + f"</{tag}>" * around
        yield Pair("mathml", f"<{tag}>" * depth + middle + f"</{tag}>" * depth, fine, 1 if tag == "msqrt" else 0.5)
        yield Pair("mathml", f"<{tag}>" * depth, fine, 1 if tag == "msqrt" else 0.5)
    half = "<mfrac><mn>1</mn>"
    yield Pair("mathml", half * depth + "<mi>x</mi>", half * 20 + "<mi>x</mi>" + "</mfrac>" * 20, 0.5)
    fine = "inputs: 1\nlayers: [{units: 1}]\n"
    for opening in ("[", "{a: ", "- ", "? ", "a: [", "[[", "{? "):
        yield Pair("network", opening * depth, fine, "inputs: 1; o: 1 sigmoid")
        yield Pair("network", "inputs: " + opening * depth, fine, "inputs: 1; o: 1 sigmoid")
        yield Pair("plan", opening * depth, PLAN, ("T", ("n",), ("w1",)))
        yield Pair("notation", opening * depth, "like: ng", ("own", "a^({layer})_{unit}", "z^({layer})_{unit}"))


PLAN = "title: T\nnetworks: {n: mazur}\nquestions: [{kind: derive, network: n, wrt: w1}]"


def _rows() -> Iterator[Pair]:
    for hostile, fine, value in TOWERS:
        yield Pair("text", hostile, fine, value)
        yield Pair("equations", hostile, fine, abs(value))
    for hostile, fine, value in VALUES:
        yield Pair("values", f'w1: "{hostile}"', f'w1: "{fine}"', {"w1": value})
        if "," not in hostile and len(hostile) < 100_000:
            yield Pair("at", f"w1={hostile}", f"w1={fine}", {"w1": value})
    yield from _deep(3_000)


ROWS: tuple[Pair, ...] = tuple(_rows())
