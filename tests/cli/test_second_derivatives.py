"""`--of` and `--wrt2` on every kind of page, and in what `check` says."""

from __future__ import annotations

import json
import re

import pytest

HEADINGS = {
    ("--wrt", "w1", "--wrt2", "w5"): ("∂²E_total/∂w5∂w1", "d_E_total__d_w1", "0.00157156120778", "∂2Etotal∂w5∂w1"),
    ("--wrt", "w1", "--wrt2", "w1"): ("∂²E_total/∂w1²", "d_E_total__d_w1", "-3.02154655202e-6", "∂2Etotal∂w12"),
    ("--of", "out_o1", "--wrt", "i1"): ("∂out_o1/∂i1", "out_o1", "0.00776163751434", "∂outo1∂i1"),
}
FORM = ("--form", "factored")


@pytest.mark.parametrize("options", HEADINGS, ids=" ".join)
def test_pages_say_what_is_differentiated(run, options: tuple[str, ...]) -> None:
    symbol, of, value, spoken = HEADINGS[options]
    text = run("derive", "mazur", *options, *FORM).stdout
    assert f"\n{symbol}: " in text
    assert run("derive", "mazur", *options, *FORM, "--format", "latex").stdout.startswith(
        f"% factored form of {symbol};"
    )
    assert f"<!-- factored form of {symbol};" in run("derive", "mazur", *options, *FORM, "--format", "mathml").stdout
    page = run("derive", "mazur", *options, *FORM, "--format", "html", "--no-check").stdout
    heading = re.search("<h2[^>]*>(.*) <small>", page)
    assert heading
    assert re.sub("<[^>]+>", "", heading[1]) == spoken
    (found,) = json.loads(run("derive", "mazur", *options, *FORM, "--format", "json").stdout)["gradients"]
    assert (found["of"], found["wrt"], found["value"]) == (of, options[-1], value)


def test_a_first_derivative_has_no_of(run) -> None:
    (found,) = json.loads(run("derive", "mazur", "--wrt", "w1", *FORM, "--format", "json").stdout)["gradients"]
    assert "of" not in found


def test_several_seconds_of_one_first(run) -> None:
    result = run("derive", "mazur", "--wrt", "w1", "--wrt2", "w5,b1", "--wrt2", "w1", *FORM, "--format", "json")
    assert [found["wrt"] for found in json.loads(result.stdout)["gradients"]] == ["w5", "b1", "w1"]


@pytest.mark.parametrize("options", HEADINGS, ids=" ".join)
def test_check_agrees(run, options: tuple[str, ...]) -> None:
    result = run("check", "mazur", *options, "--against", "forms", "--against", "latex", "--points", "1")
    assert result.exit_code == 0
    assert result.stdout.endswith("all agree\n")


def test_a_slope_that_is_another_variable_is_not_defined_by_itself(run) -> None:
    """∂net_o1/∂w5 is out_h1: in ∂²out_o1/∂w5² that name stands for itself, and the closed form writes it out."""
    second = ("mazur", "--of", "out_o1", "--wrt", "w5", "--wrt2", "w5")
    (found,) = json.loads(run("derive", *second, *FORM, "--form", "closed", "--format", "json").stdout)["gradients"]
    lines = {name: [line["lhs"]["python"] for line in form["lines"]] for name, form in found["forms"].items()}
    assert lines["factored"] == ["d2_out_o1__d_w5__d_w5", "d2_out_o1__d_net_o1__d_w5"]
    assert "out_" not in found["forms"]["closed"]["lines"][0]["rhs"]["python"]
    checked = run("check", *second, "--against", "forms", "--against", "finite-difference")
    assert checked.exit_code == 0
    assert checked.stdout.rstrip().endswith("all agree")
