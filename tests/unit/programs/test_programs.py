"""Generated Python, run as a user runs it: its numbers, its names, what may not stand in it; C as text."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import numpy as np
import pytest

import symprop
from symprop.errors import InputError
from symprop.network.load import example_names
from tests.unit.programs.networks import DIGITS, expected, hostile, mixed, run

VALUED = [name for name in example_names() if symprop.load(name).numbers.known]


def test_python_of_every_bundled_example(tmp_path: Path) -> None:
    """All in one process: each is a module that needs nothing of ours."""
    for name in VALUED:
        (tmp_path / f"net_{name}.py").write_text(symprop.load(name).to_python(), encoding="utf-8")
    driver = [
        "import importlib, json, sys",
        "print(json.dumps({n: importlib.import_module(f'net_{n}').gradients() for n in sys.argv[1:]}))",
        "assert 'symprop' not in sys.modules and 'numpy' not in sys.modules",
    ]
    (tmp_path / "driver.py").write_text("\n".join(driver), encoding="utf-8")
    found = json.loads(run(sys.executable, tmp_path / "driver.py", *VALUED))
    for name in VALUED:
        assert found[name] == pytest.approx(expected(symprop.load(name)), rel=DIGITS, abs=1e-15), name


def test_every_function_in_python() -> None:
    for name, (net, values) in mixed().items():
        for arrays in (False, True):
            found = called(net.to_python(arrays=arrays))
            assert found == pytest.approx(values, rel=DIGITS, abs=1e-14), (name, arrays)


def called(source: str, function: str = "gradients", **values: object) -> object:
    """Return what a generated function gives."""
    scope: dict[str, object] = {"__name__": "generated"}
    exec(compile(source, "generated", "exec"), scope)
    return scope[function](**values)  # type: ignore[operator]


def test_a_changed_line_is_found_out() -> None:
    net = symprop.load("mazur")
    source, values = net.to_python(), expected(net)
    for line in [line for line in source.splitlines() if " = " in line and "*" in line]:
        changed = source.replace(line, line.replace("*", "+", 1))
        assert called(changed) != pytest.approx(values, rel=1e-9), line


def test_arrays_of_samples() -> None:
    net = symprop.Network.layered(2, 3, 2, activation=["gelu", "relu"], loss="huber")
    f, rng = net.compile(), np.random.default_rng(7)
    inputs, targets, at = rng.normal(size=(5, 2)), rng.normal(size=(5, 2)), rng.normal(size=len(f.parameters))
    given = dict(zip([*f.inputs, *f.targets, *f.parameters], [*inputs.T, *targets.T, *at], strict=True))
    found = called(net.to_python(arrays=True), **given)
    each = f(inputs, targets, at, each=True)
    np.testing.assert_allclose(found["E_total"], each.errors, rtol=1e-12)  # type: ignore[index]
    for name, column in each.gradients.items():
        np.testing.assert_allclose(found[name], column, rtol=1e-11, atol=1e-14, err_msg=name)  # type: ignore[index]


def test_one_gradient_is_one_function() -> None:
    net = symprop.load("question")
    values = net.compile()(dict.fromkeys([*net.inputs, *net.targets, *net.parameters], 0.5)).gradients
    for name in net.parameters:
        gradient = net.gradient(name)
        source = gradient.to_python()
        value = called(source, f"d_E_total__d_{name}", **dict.fromkeys(needed(source), 0.5))
        assert value == pytest.approx(values[name], rel=1e-12)
    assert "delta_h" not in net.gradient("w9").to_python()


def needed(source: str) -> list[str]:
    function = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)][-1]
    return [argument.arg for argument in function.args.kwonlyargs]


def test_sums_of_any_width_can_be_compiled() -> None:
    source = symprop.Network.layered(5000, 1).gradient("w1").to_python()
    compile(source, "generated", "exec")
    assert max(map(len, source.splitlines())) < 400


def test_saturated_units_do_not_overflow() -> None:
    net = symprop.Network.layered(1, 1, values={"i1": 1, "t1": 0, "w1": -900, "b1": 0})
    for arrays in (False, True):
        assert called(net.to_python(arrays=arrays)) == {"E_total": 0, "w1": 0, "b1": 0}


# names


def test_names_are_made_safe_in_python() -> None:
    net = hostile()
    found = called(net.to_python())
    assert found == pytest.approx(expected(net), rel=DIGITS)
    assert "len_" in needed(net.to_python())


def test_a_title_stays_in_its_comment() -> None:
    net = hostile()
    tree = ast.parse(net.to_python(runnable=True))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= {"sys", "math"}
    comment, rest = net.to_c().split("*/", 1)
    assert comment.startswith("/* x ")
    assert "/*" not in comment[2:]
    assert "??" not in comment
    assert [line for line in rest.splitlines() if line.startswith("#")] == [
        "#include <math.h>", "#ifdef SYMPROP_MAIN", "#include <stdio.h>", "#endif",
    ]  # fmt: skip


def test_zeros_before_a_number_are_no_octal_ones() -> None:
    net = symprop.Network.from_yaml("{inputs: [x], parameters: [u], equations: {y: u*x*010 + 00.5}, loss: y}")
    net = net.with_values({"u": "007", "x": "08.50"})
    assert called(net.to_python()) == {"E_total": 7 * 8.5 * 10 + 0.5, "u": 85.0}
    assert {"7.0,", "8.5,"} <= set(net.to_c().split())
    assert "10*u*x" in net.to_c()


def test_the_abstract_function_is_no_program() -> None:
    net = symprop.Network.layered(1, 1, activation="phi")
    for make in (net.to_python, net.to_c, net.gradient("w1").to_python, net.gradient("w1").to_c):
        with pytest.raises(InputError, match="the abstract φ is no program; choose an activation"):
            make()


# LaTeX, MathML, SymPy: the same surface on networks, gradients and forms


def test_what_leaves_the_page_is_what_stands_on_it() -> None:
    net = symprop.load("mazur")
    gradient = net.gradient("w1")
    assert gradient.to_latex() == gradient.paths.latex == gradient.paths.to_latex()
    assert gradient.to_mathml("factored") == gradient.factored.mathml == gradient.factored.to_mathml()
    assert gradient.to_sympy("closed") == gradient.closed.expr
    assert gradient.factored.to_sympy() == gradient.factored.system
    assert gradient.factored.to_python() == gradient.factored.python
    assert net.to_latex() == net._repr_latex_()
    assert net.to_mathml().startswith("<math")
    assert net.to_sympy()["net_o1"] == net.expr("net_o1")
